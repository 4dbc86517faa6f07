"""The journal in a real PostgreSQL: all that holds for the file beside the workbook, and several servers at once."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from actions.record import Recorded
from reports.verify import problems_of_workbook
from reports.views import view_changes
from rules.problems import Refused
from sheets import databases
from sheets.book import open_book
from sheets.databases import ADDRESS
from sheets.journal import PENDING, Journal
from sheets.writer import Writer
from tests.groups import TODAY, Group
from tests.postgres import PostgreSQL

pytestmark = pytest.mark.needs('postgresql')
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def group(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Group]:
    """A group with one member, whose journal is in PostgreSQL."""
    monkeypatch.setenv(ADDRESS, database)
    group = Group(tmp_path)
    group.join('Asha')
    yield group
    group.book.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for a lock of the database waits half a second."""
    monkeypatch.setitem(databases.SETTINGS, 'lock_timeout', '500ms')


def deposit(group: Group, entry_id: str) -> Recorded:
    return group.do('contribution', '200', '2025-01-05', member='M2025-001', entry_id=entry_id)


def ids(group: Group) -> list[str]:
    return list(group.book.frame()['id'])


def test_rows_go_from_the_journal_into_the_workbook_and_nothing_lies_beside_it(group: Group) -> None:
    deposit(group, 'one')
    assert group.book.pending_count() == 2
    assert Writer(group.book, view_changes).flush(TODAY).written == 2
    assert problems_of_workbook(group.path) == []
    group.book.close()
    book = open_book(group.path)
    assert (list(book.frame()['id']), book.pending_count(), book.notices()) == (['one'], 0, [])
    book.close()
    assert not (group.path.parent / '.bahi' / 'journal.db').exists()


def test_a_book_is_opened_from_the_journal_while_its_workbook_is_away(group: Group) -> None:
    deposit(group, 'one')
    group.book.close()
    group.path.rename(group.path.with_name('elsewhere.xlsx'))
    book = open_book(group.path)
    assert book.away is not None and list(book.frame()['id']) == ['one']
    book.close()


def test_who_waits_for_the_journal_sees_what_was_written_meanwhile(group: Group) -> None:
    """The numbers of operations are in the order in which they became durable: no reader passes one by."""
    group.book.close()
    last = Journal(group.path.parent, 'group.xlsx', 'G1').last_number()

    def write(place: int) -> None:
        journal = Journal(group.path.parent, 'group.xlsx', 'G1')
        for number in range(25):
            with journal.writing() as writing:
                writing.add('insert', 'Entries', f'{place}-{number}', {}, NOW, '')
                time.sleep(0.001)
        journal.close()

    reader, seen = Journal(group.path.parent, 'group.xlsx', 'G1'), [last]
    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, place) for place in range(4)]
        while not all(writer.done() for writer in writers):
            seen += [operation.number for operation in reader.since(seen[-1])]
    seen += [operation.number for operation in reader.since(seen[-1])]
    assert [writer.result() for writer in writers] == [None] * 4
    assert len(seen) == 101 and seen[1:] == [operation.number for operation in reader.since(last)]
    reader.close()


def test_one_at_a_time_writes_the_workbook_until_it_lets_go_or_its_connection_ends(
    group: Group, postgres: PostgreSQL, database: str
) -> None:
    deposit(group, 'one')
    other = Journal(group.path.parent, 'group.xlsx', 'G1')
    with other.writer() as alone:
        assert alone
        waiting = Writer(group.book, view_changes).flush(TODAY).waiting
        assert waiting is not None and waiting.said().startswith('Another Bahi is writing the workbook.')
        with psycopg.connect(database) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s",
                [databases.WRITING],
            )
        time.sleep(0.2)
        assert Writer(group.book, view_changes).flush(TODAY).written == 2
    other.close()


def test_a_row_that_was_acknowledged_is_there_after_the_database_crashed(group: Group, postgres: PostgreSQL) -> None:
    deposit(group, 'one')
    postgres.kill()
    postgres.start()
    group.book.refresh()
    assert ids(group) == ['one']
    deposit(group, 'two')
    assert ids(group) == ['one', 'two']


def test_while_the_database_is_down_nothing_is_recorded_and_nothing_seems_to_be(
    group: Group, postgres: PostgreSQL
) -> None:
    deposit(group, 'one')
    postgres.kill()
    try:
        with pytest.raises(Refused, match='The journal does not answer'):
            deposit(group, 'two')
        waiting = Writer(group.book, view_changes).flush
        with pytest.raises(Refused, match='The journal does not answer'):
            waiting(TODAY)
    finally:
        postgres.start()
    group.book.refresh()
    assert ids(group) == ['one']
    assert not deposit(group, 'two').repeated and deposit(group, 'two').repeated


def test_a_database_that_dies_while_a_row_is_written_leaves_the_book_as_the_journal_is(
    group: Group, postgres: PostgreSQL, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row was held already when the transaction could not be ended."""
    deposit(group, 'one')
    with monkeypatch.context() as patched:
        patched.setattr('sheets.journal_writing.Writing.set_answer', lambda *_given: postgres.kill())
        with pytest.raises(Refused, match='The journal does not answer'):
            deposit(group, 'two')
    postgres.start()
    group.book.refresh()
    assert ids(group) == ['one']
    assert group.cash() == 200_00
    assert not deposit(group, 'two').repeated
    assert ids(group) == ['one', 'two'] and problems_left(group) == []


def problems_left(group: Group) -> list[str]:
    """What is wrong in the workbook after everything went in."""
    assert Writer(group.book, view_changes).flush(TODAY).waiting is None
    return [problem.said() for problem in problems_of_workbook(group.path)]


@pytest.mark.usefixtures('impatient')
def test_who_hangs_while_it_writes_keeps_others_waiting_and_not_for_ever(group: Group) -> None:
    other = Journal(group.path.parent, 'group.xlsx', 'G1')
    hung, go_on = threading.Event(), threading.Event()

    def hang() -> None:
        with other.writing() as writing:
            writing.add('insert', 'Entries', 'hung', {}, NOW, '', PENDING)
            hung.set()
            go_on.wait(30)

    thread = threading.Thread(target=hang)
    thread.start()
    hung.wait(30)
    with pytest.raises(Refused, match='The journal does not answer'):
        deposit(group, 'one')
    go_on.set()
    thread.join()
    other.close()


def test_a_copy_beside_the_workbook_is_refused(group: Group) -> None:
    """It would be another book of the same group, and the database keeps one of each."""
    group.book.close()
    copy = group.path.with_name('copy.xlsx')
    copy.write_bytes(group.path.read_bytes())
    with pytest.raises(Refused, match='is a copy of group'):
        open_book(copy)
    group.path.unlink()
    book = open_book(copy)
    assert len(book.members) == 1 and book.journal.place == 'copy.xlsx'
    book.close()


def test_two_groups_in_one_database_do_not_meet(group: Group, tmp_path: Path) -> None:
    (tmp_path / 'other').mkdir()
    other = Group(tmp_path / 'other', group_id='G2', name='Umoja')
    other.join('Beena')
    deposit(group, 'one')
    deposit(other, 'one')
    assert (ids(group), ids(other)) == (['one'], ['one'])
    for each in (group, other):
        assert Writer(each.book, view_changes).flush(TODAY).written == 2
        assert problems_of_workbook(each.path) == []


def test_an_address_that_is_none_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ADDRESS, 'mysql://somewhere/else')
    with pytest.raises(Refused, match='is not the address of a PostgreSQL database'):
        Group(tmp_path)
