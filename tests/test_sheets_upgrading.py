"""A workbook of format 1 or 2, as older versions wrote it, is brought to the format of this version."""

import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from actions import record
from actions.who import Who
from reports.verify import problems_of_workbook
from reports.views import view_changes
from rules.transactions import Transaction
from sheets import (
    cells,
    columns,
    reading,
    seals,
    upgrading,
    xlsx,
)
from sheets.book import open_book
from sheets.journal import Journal
from sheets.upgrading import upgrade
from sheets.writer import Writer
from tests.machine import LibreOffice
from tests.older_workbooks import BROUGHT, FORMATS, JOURNAL_1, NEW_COLUMNS, NOW, copied, formats_told, refusal
from tests.test_main import run
from tests.workbooks import calamine_rows, members

GROUP_ID = '01JBKVQG00SAV1TR1BACHATGAT'
SHEETS = ('Read me', 'Summary', 'Dues', 'Passbook', 'Members', 'Loans', 'Entries', 'Changes', 'Bylaws')
BROUGHT_2 = ['typed_rows', 'date_order']


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A workbook of format 1, with two years of entries."""
    return copied(1, tmp_path)


@pytest.fixture(params=FORMATS)
def older(tmp_path: Path, request: pytest.FixtureRequest) -> tuple[int, Path]:
    """A workbook of an older format, with its number."""
    return request.param, copied(request.param, tmp_path)


def test_every_row_is_as_it_was_and_only_what_the_format_adds_has_come(older: tuple[int, Path]) -> None:
    number, old = older
    before = {name: calamine_rows(old, name) for name in SHEETS}
    parts = members(old)
    assert upgrade(old, NOW).found == number
    assert set(openpyxl.load_workbook(old).sheetnames) == {*SHEETS, 'Decisions'}
    for name in SHEETS:
        was, now = before[name], calamine_rows(old, name)
        if name == 'Bylaws':
            place = next(number for number, row in enumerate(was) if row[3] == 'format')
            assert (was[place][1], now[place][1]) == (number, 3)
            assert now[:place] + now[place + 1 : len(was)] == was[:place] + was[place + 1 :]
            assert [row[3] for row in now[len(was) :]] == [
                field for field in BROUGHT if number == 1 or field not in BROUGHT_2
            ]
        elif name == 'Changes':
            assert (now[: len(was)], len(now)) == (was, len(was) + 1)
        elif name in NEW_COLUMNS:
            width = len(was[0])
            assert [row[:width] for row in now] == was and now[0][width:] == NEW_COLUMNS[name]
            assert not any(cell for row in now[1:] for cell in row[width:])
        elif name == 'Summary':
            # One row has another name: it is the one of all kinds that have none of their own.
            other = [number for number, (left, right) in enumerate(zip(was, now, strict=True), 1) if left != right]
            assert other == [40] and now[39][7] == 'box other' and now[39][1:7] == was[39][1:7]
        else:
            assert now == was
    after = members(old)
    assert list(after)[: len(parts)] == list(parts)
    changed = {name for name in parts if after[name] != parts[name]}
    assert {name.partition('/')[2].partition('/')[0] for name in changed} <= {
        'worksheets', 'tables', 'workbook.xml', 'styles.xml', '_rels', '',
    }  # fmt: skip
    assert not [name for name in changed if 'chart' in name or 'drawing' in name]


def test_the_upgraded_book_opens_verifies_and_goes_on(old: Path) -> None:
    assert 'Run "main.py upgrade" on it' in refusal(lambda: open_book(old))
    upgrade(old, NOW)
    assert problems_of_workbook(old) == []
    book = open_book(old)
    assert (book.bylaws.format, book.bylaws.typed_rows, book.bylaws.date_order) == (3, 'adopt', 'day first')
    asked = Transaction('after', 'fine', 10_00, date(2026, 11, 20), next(iter(book.members.values())).number)
    record.record(book, asked, Who('Savitri'), NOW, date(2026, 11, 21))
    assert Writer(book, view_changes).flush(date(2026, 11, 21)).written == 1
    book.close()
    assert problems_of_workbook(old) == []


def test_changes_tells_which_format_it_was_and_the_seal_covers_it(old: Path) -> None:
    upgrade(old, NOW)
    (told,) = formats_told(old)
    assert told[4:6] == ['1', '3'] and told[7] == 'Bahi'
    number = next(number for number, row in enumerate(calamine_rows(old, 'Changes'), 1) if row[3] == 'format')
    xlsx.amend_cells(old, 'Changes', {f'E{number}': '0'})
    assert [problem.place for problem in problems_of_workbook(old)] == [f'Changes!E{number}']


def test_a_bylaw_that_somebody_wrote_there_already_is_left_as_it_is(old: Path) -> None:
    xlsx.append_rows(old, 'Bylaws', [['Dates', 'month first', '', 'date_order']])
    upgrade(old, NOW)
    expected = ['date_order', *(field for field in BROUGHT if field != 'date_order')]
    assert [row[3] for row in calamine_rows(old, 'Bylaws')][-len(expected) :] == expected
    book = open_book(old)
    book.close()
    assert book.bylaws.date_order == 'month first'


def test_a_row_that_waited_in_the_journal_goes_in_afterwards(old: Path) -> None:
    """Its seal follows the last row of the workbook, so the row that tells of the format follows it."""
    table = reading.read_tables(old.read_bytes(), old.name)['Entries']
    waiting = _sealed_after(_last_head(old), table)
    journal = Journal(old.parent, old.name, GROUP_ID)
    with journal.writing() as writing:
        writing.add('insert', 'Entries', 'waited', waiting, NOW, 'waited')
        writing.set_head(waiting['seal'])
    journal.close()
    upgrade(old, NOW)
    assert formats_told(old)[0][11] == waiting['seal']
    book = open_book(old)
    assert book.has_entry('waited') and book.pending_count() == 1
    assert Writer(book, view_changes).flush(date(2026, 11, 21)).waiting is None
    book.close()
    assert problems_of_workbook(old) == []


def test_what_waited_in_the_journal_of_version_0_1_is_neither_lost_nor_doubled(old: Path) -> None:
    (old.parent / '.bahi').mkdir()
    shutil.copyfile(JOURNAL_1, old.parent / '.bahi' / 'journal.db')
    upgrade(old, NOW)
    today = date(2026, 11, 21)
    for _time in range(2):
        book = open_book(old)
        third = book.member('M2024-003')
        assert third is not None and third.mobile == '9000000203'
        assert (book.frame()['id'].isin(['waits-1', 'waits-2']).sum(), book.differences) == (2, [])
        assert Writer(book, view_changes).flush(today).waiting is None
        assert book.pending_count() == 0
        asked = Transaction('waits-2', 'fine', 10_00, date(2026, 11, 10), 'M2024-002')
        assert record.record(book, asked, Who('Kavita'), NOW, today).repeated
        book.close()
        assert problems_of_workbook(old) == []
    rows = calamine_rows(old, 'Members')
    assert [row[2] for row in rows if row[0] == 'M2024-003'] == ['9000000203']


@pytest.mark.needs('libreoffice')
def test_libreoffice_opens_it_and_works_out_the_same_totals(libreoffice: LibreOffice, old: Path) -> None:
    upgrade(old, NOW)
    saved = libreoffice.recalculated(old)
    for name in ('Summary', 'Bylaws', 'Entries', 'Changes'):
        assert calamine_rows(saved, name) == calamine_rows(old, name)


def _last_head(path: Path) -> str:
    return upgrading._head(reading.read_tables(path.read_bytes(), path.name), GROUP_ID)


def _sealed_after(previous: str, table: reading.Table) -> dict[str, str]:
    """A deposit like the first one of the table, as the journal keeps it."""
    sheet = columns.ENTRIES
    number, row = next(iter(reading.filled_rows(table)))
    values = reading.values_of(table, number, row, 'INR', [])
    assert values is not None
    texts = {column.field: cells.to_text(column.type, values[column.field], 'INR') for column in sheet.columns}
    texts['id'] = 'waited'
    covered = [texts[column.field] for column in sheet.sealed_columns]
    check = seals.check_of(sheet, covered)
    return {**texts, 'previous': previous, 'check': check, 'seal': seals.seal_of(previous, sheet, covered, check)}


def test_the_command_line_upgrades_and_says_where_the_old_one_is(old: Path) -> None:
    refused = run('summary', old)
    assert refused.exit_code == 1 and 'Run "main.py upgrade"' in refused.stderr
    done = run('upgrade', old)
    assert done.exit_code == 0, done.output
    assert '.bahi/backups/group ' in done.stdout and 'format 3, which is the newest' in done.stdout
    assert run('summary', old).exit_code == 0 and run('verify', old).exit_code == 0
    assert 'kept as it was' not in run('upgrade', old).stdout
