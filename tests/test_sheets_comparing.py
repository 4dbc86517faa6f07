"""What people did to the workbook: changed, removed, copied and typed rows, told by comparing with what is in force."""

import shutil
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from actions import settings
from actions.groups import make_group
from actions.keeping import Keeper
from reports.verify import problems_of_workbook
from reports.views import view_changes
from sheets.book import Book, open_book
from sheets.entries import records_of
from sheets.writer import Writer
from tests.groups import NOW, PRESIDENT, TODAY, Group


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """Asha deposited in January, February and March; all of it is in the workbook."""
    group = Group(tmp_path)
    asha = group.join('Asha')
    for number, month in enumerate(('01', '02', '03'), start=1):
        group.do('contribution', '200', f'2025-{month}-05', member=asha, entry_id=f'd{number}')
    flush(group.book)
    return group


def flush(book: Book) -> None:
    outcome = Writer(book, view_changes).flush(date(2026, 1, 1))
    assert outcome.waiting is None


def edit(path: Path, change: Callable[[Worksheet], object], sheet: str = 'Entries') -> None:
    workbook = openpyxl.load_workbook(path)
    change(workbook[sheet])
    workbook.save(path)


def sums(book: Book) -> list[tuple[str, int]]:
    frame = book.frame()
    return list(zip(frame['id'].tolist(), frame['amount'].tolist(), strict=True))


def away(book: Book) -> str:
    """Why the workbook is away, as the book says once it has looked."""
    book.refresh()
    return book.away.said() if book.away else ''


IN_FORCE = [('d1', 20000), ('d2', 20000), ('d3', 20000)]


def test_a_changed_amount_is_told_with_both_values_and_the_sealed_one_counts(group: Group) -> None:
    edit(group.path, lambda sheet: sheet.cell(3, 6, 900))
    group.book.refresh()
    assert [(each.sheet.name, each.key, dict(each.fields)) for each in group.book.differences] == [
        ('Entries', 'd2', {'amount': ('200.00', '900.00', 'F3')})
    ]
    assert sums(group.book) == IN_FORCE


def test_it_is_told_again_when_the_app_is_started_anew(group: Group) -> None:
    edit(group.path, lambda sheet: sheet.cell(3, 6, 900))
    group.book.refresh()
    again = open_book(group.path)
    assert [each.key for each in again.differences] == ['d2']
    assert sums(again) == IN_FORCE


def test_a_cell_that_cannot_be_read_any_more_keeps_its_sealed_value(group: Group) -> None:
    edit(group.path, lambda sheet: sheet.cell(3, 6, 'a lot'))
    group.book.refresh()
    (found,) = group.book.differences
    assert (dict(found.fields), found.unreadable) == ({'amount': ('200.00', 'a lot', 'F3')}, frozenset({'amount'}))
    assert sums(group.book) == IN_FORCE


def test_putting_the_value_back_in_the_sheet_settles_it(group: Group) -> None:
    edit(group.path, lambda sheet: sheet.cell(3, 6, 900))
    group.book.refresh()
    edit(group.path, lambda sheet: sheet.cell(3, 6, 200))
    group.book.refresh()
    assert group.book.differences == []
    assert [each.key for each in open_book(group.path).differences] == []


def test_a_removed_row_counts_waits_for_the_workbook_and_is_told(group: Group) -> None:
    edit(group.path, lambda sheet: sheet.delete_rows(3))
    group.book.refresh()
    assert sorted(sums(group.book)) == IN_FORCE
    assert group.book.pending_rows() == {('Entries', 'd2')}
    assert [(notice.kind, notice.sheet, notice.row) for notice in group.book.notices()] == [
        ('removed', 'Entries', 'd2')
    ]
    flush(group.book)
    assert [row[17].value for row in openpyxl.load_workbook(group.path)['Entries'].iter_rows(min_row=2)] == [
        'd1', 'd3', 'd2'
    ]  # fmt: skip


def test_rows_in_another_order_are_the_same_rows(group: Group) -> None:
    def turn(sheet: Worksheet) -> None:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for number, values in enumerate(reversed(rows), start=2):
            for place, value in enumerate(values, start=1):
                sheet.cell(number, place).value = value

    edit(group.path, turn)
    group.book.refresh()
    assert (group.book.differences, group.book.typed, group.book.notices()) == ([], [], [])
    assert list(group.book.frame()['row']) == [2, 3, 4]


def test_an_amendment_that_waits_is_no_difference(group: Group) -> None:
    group.book.look()
    group.leave('M2025-001', '2025-12-31')
    edit(group.path, lambda sheet: sheet.cell(2, 30, 'a note of my own'))
    group.book.refresh()
    assert group.book.differences == []
    assert group.book.members['m1'].status == 'inactive'


def test_a_register_cell_changed_by_hand_is_told_and_the_old_value_counts(group: Group) -> None:
    edit(group.path, lambda sheet: sheet.cell(2, 3, '9999999999'), 'Members')
    group.book.refresh()
    (found,) = group.book.differences
    assert (found.sheet.name, found.key, found.fields['mobile'][1]) == ('Members', 'm1', '9999999999')
    assert group.book.members['m1'].mobile != '9999999999'


def test_a_bylaw_changed_by_hand_is_told_and_the_old_value_counts(group: Group) -> None:
    def dearer(sheet: Worksheet) -> None:
        row = next(row for row in sheet.iter_rows() if row[3].value == 'monthly_due')
        row[1].value = 300

    edit(group.path, dearer, 'Bylaws')
    group.book.refresh()
    (found,) = group.book.differences
    assert (found.key, found.fields['value'][:2]) == ('monthly_due', ('200.00', '300.00'))
    assert group.book.bylaws.monthly_due == 200_00


def test_a_copied_row_is_told_and_counts_once(group: Group) -> None:
    def copy(sheet: Worksheet) -> None:
        for place, cell in enumerate(list(sheet[3]), start=1):
            sheet.cell(5, place).value = cell.value

    edit(group.path, copy)
    group.book.refresh()
    assert [typed.row for typed in group.book.typed] == [5]
    assert sums(group.book) == IN_FORCE


def test_rows_that_another_copy_of_the_book_sealed_are_taken_in(group: Group, tmp_path: Path) -> None:
    elsewhere = tmp_path / 'laptop'
    elsewhere.mkdir()
    there = Group.at(Path(shutil.copy(group.path, elsewhere / 'group.xlsx')))
    there.do('contribution', '300', '2025-04-05', member='M2025-001', entry_id='d4')
    flush(there.book)
    shutil.copy(there.path, group.path)
    group.book.refresh()
    assert sums(group.book) == [*IN_FORCE, ('d4', 30000)]
    assert (group.book.pending_count(), group.book.head()) == (0, there.book.head())
    assert sums(open_book(group.path)) == [*IN_FORCE, ('d4', 30000)]


def test_an_older_copy_that_was_put_back_undoes_no_amendment(group: Group) -> None:
    """The rate was voted up, and Beena left, since the copy was made."""
    beena = group.join('Beena')
    flush(group.book)
    older = group.path.read_bytes()
    settings.amend_bylaw(group.book, 'loan_rate_percent', '3', 'voted', TODAY, PRESIDENT, NOW, TODAY, 'vote')
    group.leave(beena, '2025-12-31')
    flush(group.book)
    group.path.write_bytes(older)
    keeper = Keeper(group.path, lambda: TODAY)
    assert keeper.tend().waiting is None
    for book in (keeper.book(), open_book(group.path)):
        assert (book.bylaws.loan_rate_percent, book.differences) == (Fraction(3), [])
        left = book.member(beena)
        assert left and not left.active
        assert [change.recorded_by for change in book.changes] == ['Savitri'] * 3
    keeper.close()
    assert problems_of_workbook(group.path) == []


def test_in_an_older_copy_a_value_that_was_never_there_is_still_told(group: Group) -> None:
    older = group.path.read_bytes()
    group.leave('M2025-001', '2025-12-31')
    flush(group.book)
    group.path.write_bytes(older)
    edit(group.path, lambda sheet: sheet.cell(2, 3, '9999999999'), 'Members')
    group.book.refresh()
    assert [tuple(each.fields) for each in group.book.differences] == [('mobile',)]


def test_opened_anew_the_workbook_of_another_group_is_not_taken_for_ours(group: Group, tmp_path: Path) -> None:
    elsewhere = tmp_path / 'other'
    elsewhere.mkdir()
    shutil.copy(Group(elsewhere, group_id='G2', name='Umoja').path, group.path)
    before = group.path.read_bytes()
    keeper = Keeper(group.path, lambda: TODAY)
    keeper.tend()
    assert 'another group: Umoja' in keeper.notes()[0].said()
    assert (keeper.book().bylaws.name, group.path.read_bytes()) == ('Asmita', before)
    keeper.close()


def test_where_the_workbook_was_deleted_a_new_group_may_begin_under_its_name(group: Group) -> None:
    group.path.unlink()
    make_group(group.path, 'chama', 'Umoja', 'KES', 'sw', TODAY, TODAY, 'G2')
    book = open_book(group.path)
    assert (book.away, book.bylaws.name) == (None, 'Umoja')


def test_while_the_workbook_is_gone_the_book_says_so_and_goes_on(group: Group) -> None:
    group.path.rename(group.path.with_name('hidden'))
    assert 'There is no file group.xlsx.' in away(group.book)
    group.do('contribution', '200', '2025-04-05', member='M2025-001', entry_id='d4')
    again = open_book(group.path)
    assert again.away and sums(again) == [*IN_FORCE, ('d4', 20000)]
    group.path.with_name('hidden').rename(group.path)
    assert away(group.book) == ''
    flush(group.book)
    assert sums(open_book(group.path)) == [*IN_FORCE, ('d4', 20000)]


def test_a_workbook_cut_short_is_left_alone_and_the_book_goes_on(group: Group) -> None:
    whole = group.path.read_bytes()
    group.path.write_bytes(whole[: len(whole) // 2])
    assert away(group.book)
    group.do('contribution', '200', '2025-04-05', member='M2025-001', entry_id='d4')
    outcome = Writer(group.book, view_changes).flush(date(2026, 1, 1))
    assert outcome.waiting and group.path.read_bytes() == whole[: len(whole) // 2]
    assert sums(open_book(group.path))[3:] == [('d4', 20000)]


def test_the_workbook_of_another_group_in_its_place_is_not_touched(group: Group, tmp_path: Path) -> None:
    elsewhere = tmp_path / 'other'
    elsewhere.mkdir()
    other = Group(elsewhere, group_id='G2', name='Umoja')
    shutil.copy(other.path, group.path)
    assert 'another group: Umoja' in away(group.book)
    group.do('contribution', '200', '2025-04-05', member='M2025-001')
    assert Writer(group.book, view_changes).flush(date(2026, 1, 1)).waiting
    assert group.path.read_bytes() == other.path.read_bytes()
    again = open_book(group.path)
    assert again.away and (again.bylaws.name, again.pending_count()) == ('Asmita', 1)


def test_the_journal_alone_tells_the_same_as_the_workbook(group: Group) -> None:
    from_workbook = open_book(group.path)
    group.path.unlink()
    from_journal = open_book(group.path)
    assert records_of(from_journal.frame()) == records_of(from_workbook.frame())
    assert (from_journal.members, from_journal.loans, from_journal.changes, from_journal.bylaws) == (
        from_workbook.members, from_workbook.loans, from_workbook.changes, from_workbook.bylaws,
    )  # fmt: skip
    assert from_journal.head() == from_workbook.head()


def test_a_workbook_opened_for_the_first_time_is_taken_into_the_journal_whole(group: Group, tmp_path: Path) -> None:
    elsewhere = tmp_path / 'usb'
    elsewhere.mkdir()
    copy = Path(shutil.copy(group.path, elsewhere / 'group.xlsx'))
    open_book(copy).close()
    copy.unlink()
    assert sums(open_book(copy)) == IN_FORCE
