"""What format 3 brought to workbooks of older formats: how it looks, what its formulas find, also in a spreadsheet."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from actions import record
from actions.settings import amend_bylaw
from actions.who import Who
from reports.verify import problems_of_workbook
from reports.views import view_changes
from rules.bylaws import BYLAWS
from rules.transactions import Transaction
from sheets import columns, entries, finding, making, reading, registers
from sheets.book import Book, open_book
from sheets.finding import found_in
from sheets.google.copying import copy_back
from sheets.journal import Journal
from sheets.upgrading import upgrade, upgrade_workbook
from sheets.writer import Writer
from tests.google_books import OnGoogle, group_on_google
from tests.google_grid import texts
from tests.groups import TODAY
from tests.machine import LibreOffice
from tests.older_workbooks import FORMATS, NEW_COLUMNS, NOW, copied, refusal
from tests.recalculated import views as stored
from tests.recalculated import worked_out
from tests.workbooks import calamine_rows


@pytest.fixture(params=FORMATS)
def older(tmp_path: Path, request: pytest.FixtureRequest) -> tuple[int, Path]:
    """A workbook of an older format, with its number."""
    return request.param, copied(request.param, tmp_path)


def test_new_columns_look_like_those_of_a_new_workbook(older: tuple[int, Path], tmp_path: Path) -> None:
    _number, old = older
    upgrade(old, NOW)
    agreed = open_book(old).bylaws
    for name, headings in NEW_COLUMNS.items():
        alone = tmp_path / f'{name}.xlsx'
        alone.write_bytes(making.sheet_alone(columns.BY_NAME[name], agreed))
        one, other = openpyxl.load_workbook(old)[name], openpyxl.load_workbook(alone)[name]
        (table,) = one.tables.values()
        assert [column.name for column in table.tableColumns] == [str(cell.value) for cell in one[1]]
        assert table.ref.startswith('A1:') and table.ref == table.autoFilter.ref
        places: list[dict[str, Any]] = [{str(cell.value): cell for cell in sheet[1]} for sheet in (one, other)]
        for heading in headings:
            left, right = (found[heading] for found in places)
            assert repr((left.font, left.fill, left.alignment)) == repr((right.font, right.fill, right.alignment))
            widths = [
                sheet.column_dimensions[cell.column_letter].width for sheet, cell in ((one, left), (other, right))
            ]
            assert widths[0] == widths[1], heading
            assert _validations(one, left) == _validations(other, right), heading
    lists = [str(each.formula1) for each in openpyxl.load_workbook(old)['Entries'].data_validations.dataValidation]
    assert '"cash,bank,mpesa,upi,cheque,card"' in lists


def _validations(sheet: Any, head: Any) -> list[tuple[str, str]]:
    """The note and the drop-down of a column."""
    letter = head.column_letter
    return [
        (str(each.prompt), str(each.formula1))
        for each in sheet.data_validations.dataValidation
        if str(each.sqref).partition(':')[0].rstrip('0123456789') == letter
    ]


def test_the_dues_and_sums_of_an_upgraded_workbook_find_the_columns_where_they_stand(older: tuple[int, Path]) -> None:
    """The ids stand elsewhere than in a new workbook; what is recorded later is found by the formulas all the same."""
    _number, old = older
    upgrade(old, NOW)
    formulas: Any = openpyxl.load_workbook(old)
    assert 'Entries!$O:$O,"<>"' in formulas['Summary']['B6'].value
    assert '"savings-interest"' in formulas['Summary']['B6'].value
    assert '"<>set-off"' in formulas['Summary']['C23'].value and '"<>set-off"' not in formulas['Summary']['B23'].value
    dues = formulas['Dues']
    assert 'Entries!$P:$P' in dues.cell(dues.max_row, 6).value
    book = open_book(old)
    member = next(iter(book.members.values())).number
    for module in ('module_shares', 'module_social_fund'):
        amend_bylaw(book, module, 'yes', 'agreed', date(2026, 11, 20), Who('Savitri'), NOW, date(2026, 12, 1), module)
    for number, kind in enumerate(('share', 'social', 'opening-savings')):
        asked = Transaction(f'late-{number}', kind, 10_00, date(2026, 11, 20), member)
        record.record(book, asked, Who('Savitri'), NOW, date(2026, 12, 1))
    assert Writer(book, view_changes).flush(date(2026, 12, 1)).waiting is None
    rows: Any = openpyxl.load_workbook(old)['Dues']
    assert 'Entries!$P:$P' in rows.cell(rows.max_row, 6).value
    assert problems_of_workbook(old) == []


@pytest.mark.needs('libreoffice')
def test_libreoffice_works_out_the_same_after_the_new_kinds(
    libreoffice: LibreOffice, older: tuple[int, Path], tmp_path: Path
) -> None:
    test_the_dues_and_sums_of_an_upgraded_workbook_find_the_columns_where_they_stand(older)
    _number, old = older
    assert worked_out(libreoffice, old, tmp_path) == stored(old)


def test_a_book_that_was_open_in_the_old_format_goes_on_without_a_difference(older: tuple[int, Path]) -> None:
    """Its journal holds every row as the old format had it."""
    _number, old = older
    known = {sheet: calamine_rows(old, sheet) for sheet in ('Entries', 'Members', 'Loans', 'Changes')}
    tables = reading.read_tables(old.read_bytes(), old.name)
    bylaws = registers.read_bylaws(tables['Bylaws'], [], 1)
    journal = Journal(old.parent, old.name, bylaws.group_id)
    found = registers.read_registers(tables, old.name, 1)
    rows = finding.Found(tables, found, entries.read_entries(tables['Entries'], bylaws.currency))
    with journal.writing() as writing:
        older_rows = [(sheet, row, _as_before(sheet, values)) for sheet, row, values in finding.all_rows(rows)]
        writing.take_in([each for each in older_rows if each[2]], NOW, 'synced', '')
        writing.saw('', 0)
    journal.close()
    upgrade(old, NOW)
    book = open_book(old)
    assert (book.bylaws.format, book.differences, book.notices(), book.typed, book.problems()) == (3, [], [], [], [])
    assert book.pending_count() == 0 and len(book.frame()) == len(known['Entries']) - 1
    assert problems_of_workbook(old) == []


def _as_before(sheet: str, values: Any) -> dict[str, str]:
    """A row as a journal of the old format has it: it knows nothing of what came later."""
    if sheet == 'Bylaws':
        return dict(values)
    return {name: text for name, text in values.items() if columns.BY_NAME[sheet].column(name).since == 1}


# --- in a spreadsheet -------------------------------------------------------------------------------------------------


def test_a_spreadsheet_of_format_2_is_upgraded_by_one_request(tmp_path: Path) -> None:
    """It is made as format 2 had it: without the columns, the sheet and the bylaws that came later."""
    with group_on_google(tmp_path) as there:
        there.deposit('e1')
        there.flush()
        there.group.book.close()
        _as_format_2(there)
        before = {name: [row[:] for row in texts(there.tab(name))] for name in ('Entries', 'Members', 'Loans')}
        refused = refusal(lambda: found_in(there.opened().read(), 'sheet'))
        assert 'Run "main.py upgrade" on it' in refused
        workbook, kept = there.opened(), tmp_path / 'kept.xlsx'

        def back_up() -> Path:
            copy_back(workbook, kept, TODAY)
            return kept

        done = upgrade_workbook(workbook, back_up, NOW)
        assert (done.found, done.backup) == (2, kept) and kept.exists()
        for name, rows in before.items():
            after = texts(there.tab(name))
            assert [row[: len(rows[0])] for row in after[: len(rows)]] == rows
            assert set(NEW_COLUMNS[name]) <= set(after[0])
        assert there.column('Decisions', 'Decision ID') == []
        there.group.book = Book(there.opened())
        book = there.group.book
        # The journal of this group knew format 3 already, with the fines on.
        assert [found.key for found in book.differences] == ['module_fines']
        assert (book.bylaws.format, book.problems()) == (3, [])
        asked = Transaction('later', 'fine', 10_00, date(2025, 1, 6), there.asha, reference='QX12')
        record.record(book, asked, Who('Savitri'), NOW, TODAY)
        Writer(book, view_changes).flush(TODAY)
        assert there.column('Entries', 'Reference')[-1] == 'QX12'


def _as_format_2(there: OnGoogle) -> None:
    for name, headings in NEW_COLUMNS.items():
        tab = there.tab(name)
        gone = {place for place, text in enumerate(texts(tab)[0]) if text in headings}
        kept = [place for place in range(tab.columns) if place not in gone]
        tab.rows[:] = [{at: row[place] for at, place in enumerate(kept) if place in row} for row in tab.rows]
    for sheet in columns.SHEETS:
        if sheet.since == 3 and sheet.name in [tab.title for tab in there.sheet.tabs]:
            there.sheet.tabs.remove(there.tab(sheet.name))
    bylaws = there.tab('Bylaws')
    later = {bylaw.field for bylaw in BYLAWS if bylaw.since == 3}
    bylaws.rows[:] = [row for row in bylaws.rows if 3 not in row or row[3].value not in later]
    number = next(number for number, row in enumerate(bylaws.rows) if 3 in row and row[3].value == 'format')
    bylaws.put(number, 1, replace(bylaws.box(number, 1), value=2))
