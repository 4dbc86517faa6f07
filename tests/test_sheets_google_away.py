"""While Google is away or silent the book goes on; rows that may have arrived are looked for, and none comes twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sheets.book import Book
from tests.google_books import OnGoogle, group_on_google
from tests.google_stand_in import Fault


@pytest.fixture
def there(tmp_path: Path) -> Iterator[OnGoogle]:
    with group_on_google(tmp_path) as there:
        yield there


def test_without_internet_the_book_goes_on_and_catches_up(there: OnGoogle) -> None:
    there.google.faults = iter([Fault('drop before')] * 1000)
    there.look()
    book = there.group.book
    assert book.away is not None
    assert book.away.said() == (
        'Google cannot be reached. Check the internet; the rows are safe and go in when it is back.'
    )
    for number in range(300):
        there.deposit(f'e{number}', f'2025-01-{number % 28 + 1:02d}')
    waiting = there.flush().waiting
    assert waiting is not None
    assert book.pending_count() == 300
    there.google.faults = iter(())
    there.clock.sleep(21)
    there.clear()
    assert there.flush().written == 300
    assert there.asked() == ['read', 'batch']
    assert there.column('Entries', 'Entry ID') == [f'e{number}' for number in range(300)]


def test_without_internet_nobody_waits_at_every_turn(there: OnGoogle) -> None:
    there.google.faults = iter([Fault('drop before')] * 1000)
    there.deposit('e1')
    there.flush()
    there.flush()
    there.clear()
    there.flush()
    there.flush()
    assert there.asked() == []


@pytest.mark.parametrize('kind', ['after', 'drop after'])
def test_rows_that_arrived_though_nobody_said_so_are_not_written_again(there: OnGoogle, kind: str) -> None:
    there.google.faults = iter([Fault(kind)])  # type: ignore[arg-type]
    there.deposit('e1')
    assert there.flush().waiting is not None
    assert there.flush().waiting is None
    assert there.column('Entries', 'Entry ID') == ['e1']
    assert there.group.book.pending_count() == 0


def test_rows_that_arrive_late_are_waited_for_also_by_another_process(there: OnGoogle) -> None:
    there.google.faults = iter([Fault('late', seconds=100)])
    there.deposit('e1')
    there.flush()
    there.group.book.close()
    there.group.book = Book(there.opened())
    there.clock.sleep(50)
    waiting = there.flush().waiting
    assert waiting is not None
    assert waiting.said() == (
        'Google has not said whether the last rows arrived. '
        'Bahi looks for them for three minutes, and then writes what is not there.'
    )
    there.clock.sleep(60)
    there.google.catch_up()
    there.clock.sleep(100)
    there.flush()
    assert there.column('Entries', 'Entry ID') == ['e1']
    assert there.group.book.pending_count() == 0


def test_rows_that_never_arrived_are_written_after_three_minutes(there: OnGoogle) -> None:
    there.google.faults = iter([Fault('drop before')])
    there.deposit('e1')
    there.flush()
    there.flush()
    assert there.column('Entries', 'Entry ID') == []
    there.clock.sleep(181)
    there.flush()
    assert there.column('Entries', 'Entry ID') == ['e1']


def test_what_was_read_before_the_rows_arrived_late_is_not_trusted_afterwards(there: OnGoogle) -> None:
    there.google.faults = iter([Fault('late', seconds=175)])
    there.deposit('e1')
    there.flush()
    there.clock.sleep(170)
    there.flush()
    there.clock.sleep(11)
    there.flush()
    assert there.column('Entries', 'Entry ID') == ['e1']
    assert there.group.book.pending_count() == 0
