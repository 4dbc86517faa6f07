"""The central store in a real PostgreSQL: the tables other systems read hold what the book holds, with its ids."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

from reports.views import view_changes
from sheets.central import publish
from sheets.columns import MEMBERS
from sheets.databases import ADDRESS
from sheets.writer import Writer
from tests.groups import NOW, TODAY, Group

pytestmark = pytest.mark.needs('postgresql')


class Store:
    """The tables as another system finds them."""

    def __init__(self, address: str) -> None:
        self.connection = psycopg.connect(address, autocommit=True)

    def rows(self, table: str, *fields: str) -> list[tuple[Any, ...]]:
        return self.asked(f'SELECT {", ".join(fields)} FROM {table} ORDER BY seq')

    def asked(self, what: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(what.encode()).fetchall()


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    store = Store(database)
    yield store
    store.connection.close()


@pytest.fixture
def group(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Group]:
    """Asha and Beena; Asha has deposited 200 and 300, Beena 200, and Asha has a loan of 100 and has withdrawn 50."""
    monkeypatch.setenv(ADDRESS, database)
    group = Group(tmp_path, place='Manchar')
    group.join('Asha')
    group.join('Beena')
    for number, (member, amount) in enumerate((('1', '200'), ('2', '200'), ('1', '300'))):
        group.do('contribution', amount, f'2025-01-0{number + 5}', member=f'M2025-00{member}', entry_id=f'c{number}')
    group.do('loan', '100', '2025-02-01', member='M2025-001', entry_id='lent', rate='1.5')
    group.do('withdrawal', '50', '2025-02-02', member='M2025-001', entry_id='out')
    yield group
    group.book.close()


def test_the_tables_hold_the_rows_of_the_book_with_its_ids(group: Group, store: Store) -> None:
    assert publish(group.book) == 1 + 2 + 3 + 1 + 1
    asha, beena = (member.id for member in group.book.members.values())
    (loan,) = group.book.loans
    assert store.rows('groups', 'id', 'name', 'description', 'created_date', 'balance') == [
        ('G1', 'Asmita', 'Manchar', date(2025, 1, 1), Decimal('550.00')),
    ]  # fmt: skip
    assert store.rows('users', 'id', 'username', 'password', 'role', 'group_id') == [
        (asha, 'M2025-001', None, 'member', 'G1'), (beena, 'M2025-002', None, 'member', 'G1'),
    ]  # fmt: skip
    assert store.rows('contributions', 'id', 'user_id', 'group_id', 'amount', 'date', 'status') == [
        ('c0', asha, 'G1', Decimal('200.00'), date(2025, 1, 5), 'pending'),
        ('c1', beena, 'G1', Decimal('200.00'), date(2025, 1, 6), 'pending'),
        ('c2', asha, 'G1', Decimal('300.00'), date(2025, 1, 7), 'pending'),
    ]
    fields = ('id', 'user_id', 'group_id', 'amount', 'interest_rate', 'date_issued', 'due_date', 'status')
    assert store.rows('loans', *fields) == [
        (loan, asha, 'G1', Decimal('100.00'), Decimal('1.500000'), date(2025, 2, 1), date(2026, 2, 1), 'active'),
    ]  # fmt: skip
    assert store.rows('payouts', 'id', 'group_id', 'user_id', 'amount', 'date', 'status') == [
        ('out', 'G1', asha, Decimal('50.00'), date(2025, 2, 2), 'pending'),
    ]  # fmt: skip


def test_dates_read_as_iso_8601(group: Group, store: Store) -> None:
    publish(group.book)
    assert store.asked('SELECT min(date)::text FROM contributions') == [('2025-01-05',)]


def test_what_has_changed_since_is_brought_and_nothing_else(group: Group, store: Store) -> None:
    publish(group.book)
    assert publish(group.book) == 0
    Writer(group.book, view_changes).flush(TODAY)
    assert publish(group.book) == 4
    assert set(store.rows('contributions', 'status')) == set(store.rows('payouts', 'status')) == {('synced',)}
    group.do('repayment', '101.50', '2025-02-10', loan=next(iter(group.book.loans.values())).number)
    publish(group.book)
    assert store.rows('loans', 'status') == [('repaid',)]
    assert store.rows('groups', 'balance') == [(Decimal('651.50'),)]


def test_a_deposit_that_was_taken_back_is_gone_and_the_balance_is_that_of_the_book(group: Group, store: Store) -> None:
    publish(group.book)
    group.do('reversal', '0', '2025-03-01', reverses='c2', note='typed twice')
    publish(group.book)
    assert store.rows('contributions', 'id') == [('c0',), ('c1',)]
    assert store.rows('groups', 'balance') == [(Decimal(group.cash() + group.bank()) / 100,)]


@pytest.mark.parametrize(
    'wrong',
    [
        "INSERT INTO users (id, username, role, group_id) VALUES ('x', 'M2025-001', 'member', 'G1')",
        "INSERT INTO users (id, username, role, group_id) VALUES ('x', NULL, 'member', 'G1')",
        "INSERT INTO users (id, username, role, group_id) VALUES ('x', 'x', 'queen', 'G1')",
        "INSERT INTO users (id, username, role, group_id, password) VALUES ('x', 'x', 'admin', 'G1', 'letmein')",
        "INSERT INTO users (id, username, role, group_id) VALUES ('x', 'x', 'member', 'G9')",
        "INSERT INTO groups (id, name, description, created_date, balance) VALUES ('G1', '', '', '2025-01-01', 0)",
        "INSERT INTO contributions (id, user_id, group_id, amount, date, status)"
        " VALUES ('x', 'nobody', 'G1', 1, '2025-01-01', 'synced')",
        "UPDATE contributions SET status = 'lost'",
        "UPDATE loans SET status = 'overdue'",
        "UPDATE payouts SET amount = NULL",
        "UPDATE contributions SET id = 'c1'",
    ],
)  # fmt: skip
def test_the_database_itself_refuses_what_cannot_be(group: Group, store: Store, wrong: str) -> None:
    publish(group.book)
    with pytest.raises(psycopg.IntegrityError):
        store.asked(wrong)


def test_two_members_with_one_number_are_both_there_until_somebody_settles_it(group: Group, store: Store) -> None:
    asha, beena = group.book.members.values()
    with group.book.writing() as writing:
        writing.update(MEMBERS, beena.id, {'number': asha.number}, 'r', NOW)
    publish(group.book)
    assert store.rows('users', 'username') == [('M2025-001',), (f'M2025-001 {beena.id}',)]


def test_members_may_exchange_their_numbers(group: Group, store: Store) -> None:
    publish(group.book)
    asha, beena = group.book.members.values()
    with group.book.writing() as writing:
        writing.update(MEMBERS, beena.id, {'number': asha.number}, 'r', NOW)
        writing.update(MEMBERS, asha.id, {'number': beena.number}, 'r', NOW)
    publish(group.book)
    assert store.rows('users', 'id', 'username') == [(asha.id, beena.number), (beena.id, asha.number)]


def test_a_book_with_a_journal_of_its_own_has_no_central_store(tmp_path: Path) -> None:
    (tmp_path / 'own').mkdir()
    group = Group(tmp_path / 'own')
    assert publish(group.book) == 0
    group.book.close()
