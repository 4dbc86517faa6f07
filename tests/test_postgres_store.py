"""Copies of a book meet in a PostgreSQL: president and treasurer each exchange with it, and have each other's rows."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from actions import sync
from actions.sync import Synced
from reports.views import view_changes
from rules.problems import Refused
from sheets.book import Book
from sheets.central import publish
from sheets.databases import ADDRESS
from sheets.store import open_store
from sheets.writer import Writer
from tests.copies import ASHA, Copies
from tests.groups import NOW, PRESIDENT, TODAY, Group

pytestmark = pytest.mark.needs('postgresql')


@pytest.fixture
def laptops(tmp_path: Path) -> Iterator[Copies]:
    copies = Copies(tmp_path, 'president', 'treasurer')
    yield copies
    for group in copies.groups.values():
        group.book.close()


def deposit(group: Group, amount: str, entry_id: str) -> None:
    group.do('contribution', amount, '2025-03-05', member=ASHA, entry_id=entry_id)


def meet(group: Group, address: str, store: Book | None = None) -> Synced:
    """Exchange with the store."""
    opened = store or open_store(address, group.book)
    try:
        return sync.sync(group.book, opened, PRESIDENT, NOW, TODAY, wait_seconds=0)
    finally:
        opened.close()


def test_the_first_one_fills_the_store_and_the_second_one_finds_the_rows_there(laptops: Copies, database: str) -> None:
    deposit(laptops['president'], '300', 'a1')
    deposit(laptops['treasurer'], '400', 'b1')
    first = meet(laptops['president'], database)
    assert (first.status, first.pulled, first.waiting) == ('synced', 0, [])
    second = meet(laptops['treasurer'], database)
    assert (second.status, second.pulled, second.pushed, second.joined) == ('synced', 1, 1, True)
    third = meet(laptops['president'], database)
    assert (third.pulled, third.pushed) == (1, 0)
    assert laptops.are_one('president', 'treasurer')
    again = meet(laptops['treasurer'], database)
    assert (again.status, again.pulled, again.pushed, again.joined) == ('synced', 0, 0, False)


def test_the_store_holds_the_same_rows_with_the_same_head_and_none_of_them_waits(
    laptops: Copies, database: str
) -> None:
    deposit(laptops['president'], '300', 'a1')
    meet(laptops['president'], database)
    store = open_store(database, laptops['president'].book)
    book = laptops['president'].book
    assert (store.head(), store.changes, store.members, store.loans) == (
        book.head(), book.changes, book.members, book.loans,
    )  # fmt: skip
    assert (store.pending_count(), store.away, store.differences, store.problems()) == (0, None, [], [])
    publish(store)
    store.close()
    with psycopg.connect(database) as asked:
        found = asked.execute('SELECT id, status FROM contributions ORDER BY id').fetchall()
        logged = asked.execute("SELECT operation, entity, entity_id FROM sync_log WHERE entity = 'contribution'")
        assert found == [('a1', 'synced'), ('d1', 'synced')]
        assert set(logged) == {('insert', 'contribution', 'a1'), ('insert', 'contribution', 'd1')}


def test_the_password_of_the_database_is_told_to_nobody(laptops: Copies, database: str) -> None:
    secret = database.replace('bahi@', 'bahi:open-sesame@')
    done = meet(laptops['president'], secret)
    store = open_store(secret, laptops['president'].book)
    assert 'sesame' not in f'{store.workbook.name}{store.workbook.place}{done}'
    store.close()
    with psycopg.connect(database) as asked:
        kept = [*asked.execute('SELECT place FROM books'), *asked.execute('SELECT other FROM sync_log')]
    assert 'sesame' not in str(kept)
    with pytest.raises(Refused) as refused:
        meet(laptops['president'], 'postgresql://bahi:open-sesame@127.0.0.1:1/nowhere')
    assert 'sesame' not in str(refused.value.problems)


def test_where_a_server_keeps_this_book_with_a_workbook_its_writer_brings_the_rows_there(
    laptops: Copies, tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / 'server').mkdir()
    path = tmp_path / 'server' / 'group.xlsx'
    path.write_bytes(laptops['treasurer'].path.read_bytes())
    monkeypatch.setenv(ADDRESS, database)
    server = Group.at(path)
    monkeypatch.delenv(ADDRESS)
    deposit(laptops['president'], '300', 'a1')
    done = meet(laptops['president'], database)
    assert done.status == 'pending' and 'open elsewhere: group.xlsx' in done.waiting[0].said()
    server.book.refresh()
    assert server.book.has_entry('a1') and server.book.pending_count() > 0
    assert Writer(server.book, view_changes).flush(TODAY).waiting is None
    assert meet(laptops['president'], database).status == 'synced'
    assert server.book.journal.place == 'group.xlsx'
    server.book.close()


def test_a_book_of_the_store_goes_on_with_a_workbook_that_a_server_opens_later(
    laptops: Copies, tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deposit(laptops['president'], '300', 'a1')
    meet(laptops['president'], database)
    (tmp_path / 'server').mkdir()
    path = tmp_path / 'server' / 'group.xlsx'
    path.write_bytes(laptops['treasurer'].path.read_bytes())
    monkeypatch.setenv(ADDRESS, database)
    server = Group.at(path)
    assert server.book.has_entry('a1')
    assert Writer(server.book, view_changes).flush(TODAY).written >= 1
    assert server.book.pending_count() == 0
    server.book.close()


def test_two_groups_meet_in_one_database_without_seeing_each_other(
    laptops: Copies, tmp_path: Path, database: str
) -> None:
    (tmp_path / 'other').mkdir()
    other = Group(tmp_path / 'other', group_id='G2')
    other.join('Beena')
    meet(laptops['president'], database)
    meet(other, database)
    assert meet(laptops['treasurer'], database).pulled == 0
    assert len(other.book.members) == 1
    other.book.close()


def test_a_store_that_does_not_answer_is_said_and_nothing_is_changed(laptops: Copies, database: str) -> None:
    before = laptops.rows('president')
    with pytest.raises(Refused, match='The journal does not answer'):
        meet(laptops['president'], 'postgresql://bahi@127.0.0.1:1/nowhere')
    assert laptops.rows('president') == before
