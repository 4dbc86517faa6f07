"""The views of a spreadsheet: the day up to which they count and new rows of Dues go in with the rows of the book."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.google_books import OnGoogle, group_on_google
from tests.google_stand_in import Fault

FIRST, LATER = date(2026, 1, 1), date(2026, 3, 20)


@pytest.fixture
def there(tmp_path: Path) -> Iterator[OnGoogle]:
    with group_on_google(tmp_path) as there:
        there.deposit('e0')
        there.flush(FIRST)
        there.look()
        there.clear()
        yield there


def as_of(there: OnGoogle) -> object:
    return there.tab('Summary').box(2, 1).value


def months(there: OnGoogle) -> list[object]:
    return [month for month in there.column('Dues', 'Period') if month != '']


def day(number: date) -> int:
    return (number - date(1899, 12, 30)).days


def test_the_day_and_new_dues_go_in_with_the_row(there: OnGoogle) -> None:
    before = len(months(there))
    there.deposit('e1')
    assert there.flush(LATER).written == 1
    # The views, then once more what is amended in them, in case that somebody sorted them meanwhile.
    assert there.asked() == ['read', 'read', 'batch']
    assert as_of(there) == day(LATER)
    assert months(there)[before:] == [day(date(2026, 2, 1)), day(date(2026, 3, 1))]
    missing = there.tab('Dues').box(there.tab('Dues').end_of_data() - 1, 6).formula
    assert 'ROW()' in missing


def test_on_the_same_day_rows_go_in_alone_and_the_views_are_not_read_again(there: OnGoogle) -> None:
    there.deposit('e1')
    there.flush(LATER)
    there.clear()
    before = len(months(there))
    for number in (2, 3):
        there.deposit(f'e{number}')
        there.flush(LATER)
    assert there.asked() == ['append', 'append']
    assert len(months(there)) == before


def test_a_name_is_amended_in_dues_though_google_has_calculated_them_since(there: OnGoogle) -> None:
    there.deposit('e1')
    there.flush(LATER)
    # What Google itself does after each row: the results of the formulas are others.
    tab = there.tab('Dues')
    for row in range(1, tab.end_of_data()):
        there.type_('Dues', row + 1, [None] * 5 + [200, 0, 'paid'])
    group = there.group
    there.rename('Asha Patil')
    there.flush(LATER)
    assert set(there.column('Dues', 'Name')) - {''} == {'Asha Patil'}
    assert there.column('Members', 'Name') == ['Asha Patil']
    assert group.book.pending_count() == 0


def test_a_view_that_is_sorted_in_this_moment_is_left_for_the_next_time(there: OnGoogle) -> None:
    there.deposit('e1')
    there.flush(LATER)
    tab = there.tab('Dues')
    rows = tab.rows[1 : tab.end_of_data()]
    tab.rows[1 : tab.end_of_data()] = rows[::-1]
    there.rename('Asha Patil')
    there.flush(LATER)
    assert there.column('Members', 'Name') == ['Asha Patil']
    assert set(there.column('Dues', 'Name')) - {''} == {'=Asha'}
    there.look()
    there.deposit('e2')
    there.flush(LATER)
    assert set(there.column('Dues', 'Name')) - {''} == {'Asha Patil'}


def test_views_that_someone_deleted_or_renamed_keep_no_row_out(there: OnGoogle) -> None:
    there.sheet.tabs.remove(there.tab('Dues'))
    there.tab('Summary').title = 'Totals'
    there.deposit('e1')
    assert there.flush(LATER).written == 1
    assert there.tab('Totals').box(2, 1).value == day(LATER)


def test_nobody_waits_for_the_book_while_the_views_are_fetched(there: OnGoogle) -> None:
    held = []
    values = there.workbook.google.values

    def watched(*asked: object) -> object:
        # Another thread could record now.
        held.append(there.group.book.lock._is_owned())  # type: ignore[attr-defined]
        return values(*asked)  # type: ignore[arg-type]

    there.workbook.google.values = watched  # type: ignore[method-assign, assignment]
    there.deposit('e1')
    there.flush(LATER)
    assert held == [False] * len(held) != []


def test_without_internet_the_views_wait_with_the_rows(there: OnGoogle) -> None:
    there.workbook.read()
    there.google.faults = iter([Fault('drop before')] * 100)
    there.deposit('e1')
    waiting = there.flush(LATER).waiting
    assert waiting is not None
    assert 'Google cannot be reached' in waiting.said()
    there.google.faults = iter(())
    there.clock.sleep(21)
    assert there.flush(LATER).written == 1
    assert as_of(there) == day(LATER)
