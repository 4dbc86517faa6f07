"""With the journal at hand, verify also tells what stood in a changed cell, and which rows are gone."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from reports.verify import checked, problems_of_workbook
from rules.problems import Refused
from sheets.book import open_book
from sheets.columns import ENTRIES
from sheets.remembered import remembered
from tests.groups import NOW, Group
from tests.tampering import cell, edited, group_with_rows, place_of_change

CHANGED = 'The cell was changed after the row was sealed; now it reads'
PUT_BACK = 'Put back what stood there; a mistake is put right by a reversal in the app.'


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """The group of tests/tampering.py, with nothing open."""
    group = group_with_rows(tmp_path)
    group.book.close()
    return group


def said(path: Path) -> list[str]:
    return [str(problem) for problem in problems_of_workbook(path)]


def test_what_stood_in_a_changed_cell_is_told(group: Group) -> None:
    edited(group.path, lambda sheet: sheet.__setitem__('F3', 500))
    edited(group.path, lambda sheet: sheet.__setitem__('G2', None), 'Changes')
    assert said(group.path) == [
        f"Entries!F3: {CHANGED} '500.00', it was '1000.00'. {PUT_BACK}",
        f"Changes!G2: {CHANGED} '', it was 'moved away'. {PUT_BACK}",
    ]


def test_seals_and_ids_are_told_with_what_they_were(group: Group) -> None:
    seal = group.book.frame()['seal'].iloc[1]
    edited(group.path, lambda sheet: sheet.__setitem__(cell(3, 'seal'), 'f' * 32))
    edited(group.path, lambda sheet: sheet.__setitem__(cell(5, 'id'), 'other'))
    told = {problem.place: problem.values for problem in problems_of_workbook(group.path)}
    assert told == {
        f'Entries!{cell(3, "seal")}': {'value': repr('f' * 32), 'old': repr(seal)},
        f'Entries!{cell(5, "id")}': {'value': "'other'", 'old': repr(group.book.frame()['id'].iloc[3])},
    }


def test_rows_that_are_gone_are_told_with_what_they_held_also_the_last_ones(group: Group) -> None:
    def remove(sheet: Worksheet) -> None:
        sheet.delete_rows(9, 2)
        sheet.delete_rows(3)

    edited(group.path, remove)
    edited(group.path, lambda sheet: sheet.delete_rows(3), 'Changes')
    remedy = 'Serve the workbook with Bahi: it puts the row back from its journal.'
    assert said(group.path) == [
        f'Entries: The row of 2025-01-06 is missing: R00002 · contribution · 1000.00 · =1+1. {remedy}',
        f'Entries: The row of 2025-05-01 is missing: R00007 · contribution · 300.00 · =1+1. {remedy}',
        f'Entries: The row of 2025-05-02 is missing: R00008 · contribution · -300.00 · =1+1. {remedy}',
        f'Changes: The row of 2025-06-01 is missing: =1+1 · reason · moved away. {remedy}',
    ]


def test_a_copy_elsewhere_is_proved_by_the_journal_that_is_named(group: Group, tmp_path: Path) -> None:
    copy = tmp_path / 'elsewhere' / 'copy.xlsx'
    copy.parent.mkdir()
    shutil.copy(group.path, copy)
    edited(copy, lambda sheet: sheet.__setitem__('F3', 500))
    journal = tmp_path / '.bahi' / 'journal.db'
    assert [problem.values for problem in checked(copy).problems] == [{'value': "'500.00'"}]
    assert [problem.values for problem in checked(copy, journal=journal).problems] == [
        {'value': "'500.00'", 'old': "'1000.00'"}
    ]
    # Of an older copy nobody can say that it should have the rows that came later.
    edited(copy, lambda sheet: sheet.__setitem__('F3', 1000))
    edited(copy, lambda sheet: sheet.delete_rows(3), 'Changes')
    assert list(checked(copy, journal=journal).problems) == []


def test_looking_leaves_no_trace_beside_the_journal_and_waits_for_nobody(group: Group, tmp_path: Path) -> None:
    folder = tmp_path / '.bahi'
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert remembered(group.path, 'G1') is not None
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    (tmp_path / 'another').mkdir()
    other = Group(tmp_path / 'another')
    with other.book.writing():
        known = remembered(other.path, 'G1')
    assert known is not None and known.of_this_file


def test_a_row_that_the_workbook_is_still_to_get_anew_is_proved_by_its_own_seal(group: Group) -> None:
    """As when two copies were joined: the journal has it already with another seal."""
    book = open_book(group.path)
    row = str(book.frame()['id'].iloc[1])
    with book.writing() as writing:
        writing.update(ENTRIES, row, {'seal': 'f' * 32, 'amount': '7.00'}, 'joined', NOW)
    book.close()
    assert problems_of_workbook(group.path) == []
    edited(group.path, lambda sheet: sheet.__setitem__('F3', 500))
    assert [problem.values for problem in problems_of_workbook(group.path)] == [{'value': "'500.00'"}]


def test_what_is_no_journal_of_the_group_tells_nothing(group: Group, tmp_path: Path) -> None:
    assert remembered(group.path, 'another group') is None
    assert remembered(tmp_path / 'elsewhere' / 'group.xlsx', 'G1') is None
    (other := tmp_path / 'other.db').touch()
    assert remembered(group.path, 'G1', other) is None
    assert problems_of_workbook(group.path) == []


def test_changes_that_are_gone_do_not_hide_where_the_chain_breaks_without_the_journal(group: Group) -> None:
    edited(group.path, lambda sheet: sheet.delete_rows(2), 'Changes')
    assert [problem.place for problem in problems_of_workbook(group.path.read_bytes())] == [
        place_of_change(2, 'previous')
    ]


@pytest.mark.parametrize('left', [lambda data: data[:5000], lambda data: b'garbage' * 1000], ids=['cut off', 'garbage'])
def test_a_damaged_journal_is_named_with_what_to_do_and_the_file_is_checked_without_it(
    group: Group, tmp_path: Path, left: Callable[[bytes], bytes]
) -> None:
    journal = tmp_path / '.bahi' / 'journal.db'
    journal.write_bytes(damaged := left(journal.read_bytes()))
    edited(group.path, lambda sheet: sheet.__setitem__('F3', 500))
    *found, note = said(group.path)
    assert found == [f"Entries!F3: {CHANGED} '500.00'. {PUT_BACK}"]
    assert note.startswith('The journal beside the workbook is damaged: ')
    assert note.endswith(
        '. Give the file .bahi/journal.db another name and start anew: Bahi makes a new journal from the workbook. '
        'Record again what was still waiting.'
    )
    # The others stop there, and say the same.
    with pytest.raises(Refused) as refused:
        open_book(group.path)
    assert [str(problem) for problem in refused.value.problems] == [note]
    assert journal.read_bytes() == damaged
    # What was told helps.
    edited(group.path, lambda sheet: sheet.__setitem__('F3', 1000))
    journal.rename(journal.with_name('damaged.db'))
    book = open_book(group.path)
    assert (len(book.frame()), book.problems(), book.differences) == (9, [], [])
    book.close()
    assert said(group.path) == []


def test_a_damaged_journal_that_is_named_is_told(group: Group, tmp_path: Path) -> None:
    (broken := tmp_path / 'broken.db').write_bytes(b'no database' * 100)
    assert ['damaged' in str(problem) for problem in checked(group.path, journal=broken).problems] == [True]
