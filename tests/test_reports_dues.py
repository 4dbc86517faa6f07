"""The dues of all members, from the rows that each case shows, and as the rule says them one by one."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import summaries
from reports.passbook import passbook
from rules import contributions, cycles
from rules.bylaw import FREQUENCIES, Frequency
from rules.cycles import Cycle
from rules.periods import cycle_of_number, month_of
from rules.records import Change, Entry, Member
from sheets.book import Book
from tests.histories import DAYS, entries, histories
from tests.told import GROUP, book_of, book_told


@pytest.fixture
def book(request: pytest.FixtureRequest) -> Book:
    """The book that the docstring of the test tells."""
    return book_told(request.function.__doc__)


def dues_of(book: Book, member: str, on: date) -> list[tuple[str, int, int, str]]:
    """Cycle, paid, missing in rupees, and state."""
    table = summaries.dues_table(book, on)
    mine = table[table['member'] == member]
    return [
        (
            str(cycle_of_number(int(row['cycle']))),
            int(row['paid']) // 100,
            int(row['missing']) // 100,
            str(row['state']),
        )
        for _number, row in mine.iterrows()
    ]


def test_a_due_may_be_paid_in_parts_and_several_months_ahead(book: Book) -> None:
    """
    Member | Joined     | Monthly
    Asha   | 2025-01-01 | 200
    Bina   | 2025-01-01 | 200

    Date       | Member | Kind         | Amount | Month
    2025-01-08 | Asha   | contribution | 150    | 2025-01
    2025-01-09 | Asha   | contribution | 50     | 2025-01
    2025-02-10 | Asha   | contribution | 120    | 2025-02
    2025-02-10 | Asha   | contribution | 200    | 2025-06
    2025-02-11 | Bina   | contribution | 250    | 2025-02
    """
    assert dues_of(book, 'Asha', date(2025, 2, 10)) == [
        ('2025-01', 200, 0, 'paid'),
        ('2025-02', 120, 80, 'part'),
        ('2025-06', 200, 0, 'paid'),
    ]
    assert dues_of(book, 'Bina', date(2025, 2, 11)) == [('2025-01', 0, 200, 'missed'), ('2025-02', 250, 0, 'paid')]
    assert summaries.figures(book, date(2025, 1, 10)).dues_missed == 0
    assert summaries.figures(book, date(2025, 1, 11)).dues_missed == 1
    assert summaries.figures(book, date(2025, 2, 11)).dues_missed == 2


def test_a_due_that_was_recorded_wrong_and_taken_back_is_paid_by_what_is_right(book: Book) -> None:
    """
    Member | Joined     | Monthly
    Asha   | 2025-01-01 | 500

    Date       | Member | Kind         | Amount | Month   | Reverses
    2025-01-05 | Asha   | contribution | 5000   | 2025-01 |
    2025-02-01 | Asha   | contribution | -5000  | 2025-01 | e1
    2025-02-01 | Asha   | contribution | 500    | 2025-01 |
    """
    assert dues_of(book, 'Asha', date(2025, 2, 1)) == [('2025-01', 500, 0, 'paid'), ('2025-02', 0, 500, 'open')]


def test_who_left_owes_nothing_until_she_returns(book: Book) -> None:
    """
    Member | Joined     | Monthly
    Asha   | 2025-01-01 | 200

    Changed on | Of   | Field  | Old      | New
    2025-01-20 | Asha | status | active   | inactive
    2025-04-05 | Asha | status | inactive | active
    """
    assert [month for month, *_rest in dues_of(book, 'Asha', date(2025, 5, 1))] == ['2025-01', '2025-04', '2025-05']
    seen = [summaries.figures(book, date(2025, 1, day)) for day in (19, 20)] + [
        summaries.figures(book, date(2025, 4, 5))
    ]
    assert [figures.members_active for figures in seen] == [1, 0, 1]
    assert [figures.members_inactive for figures in seen] == [0, 1, 0]


def test_a_raise_does_not_make_the_months_before_it_part_paid(book: Book) -> None:
    """
    Member | Joined     | Monthly
    Asha   | 2025-01-01 | 300

    Date       | Member | Kind         | Amount | Month
    2025-01-05 | Asha   | contribution | 200    | 2025-01
    2025-02-05 | Asha   | contribution | 200    | 2025-02

    Changed on | Of   | Field   | Old    | New
    2025-02-01 | Asha | monthly | 200.00 | 300.00
    """
    assert dues_of(book, 'Asha', date(2025, 2, 5)) == [('2025-01', 200, 0, 'paid'), ('2025-02', 200, 100, 'part')]


@given(histories(), entries(), DAYS, st.sampled_from(FREQUENCIES), st.integers(1, 31))
def test_dues_in_arrays_are_those_of_the_rule(
    history: tuple[list[Member], list[Change]], rows: list[Entry], on: date, frequency: Frequency, due_day: int
) -> None:
    members, changes = history
    bylaws = replace(GROUP, frequency=frequency, due_day=due_day)
    all_cycles = list(cycles.cycles(cycles.agreed(bylaws), date(2025, 6, 30)))
    rows = [for_its_cycle(row, all_cycles) for row in rows]
    book = book_of(members, [], rows, changes)
    book.bylaws = bylaws
    expected = []
    for member in members:
        mine = [row for row in rows if row.kind == 'contribution' and row.member == member.id and row.on <= on]
        for due in cycles.dues(member, changes, all_cycles, bylaws.started_on, 'INR'):
            paid = sum(row.amount for row in mine if row.cycle == due.cycle.name)
            if due.cycle.first <= on or paid:
                standing = contributions.standing(due, paid, on)
                expected.append((member.id, str(due.cycle.name), due.due_on, due.amount, paid, standing.missing,
                                 standing.missed, standing.state))  # fmt: skip
    table = summaries.dues_table(book, on)
    table['cycle'] = [str(cycle_of_number(number)) for number in table['cycle'].tolist()]
    table['due_on'] = [stamp.date() for stamp in table['due_on']]
    columns = ['member', 'cycle', 'due_on', 'due', 'paid', 'missing', 'missed', 'state']
    assert list(table[columns].itertuples(index=False, name=None)) == expected
    assert summaries.figures(book, on).dues_missed == sum(row[6] for row in expected)


def for_its_cycle(row: Entry, all_cycles: list[Cycle]) -> Entry:
    """The row as it is recorded: its month becomes the cycle that begins first in it, where cycles are no months."""
    assert row.month
    name = next((one.name for one in all_cycles if month_of(one.first) == row.month), row.month)
    return replace(row, month=None, about=name.isoformat()) if isinstance(name, date) else row


@given(histories(), entries(), DAYS, st.sampled_from(FREQUENCIES))
def test_what_a_member_paid_in_goes_to_her_cycles_ahead_or_is_additional_and_nothing_is_lost(
    history: tuple[list[Member], list[Change]], rows: list[Entry], on: date, frequency: Frequency
) -> None:
    members, changes = history
    bylaws = replace(GROUP, frequency=frequency)
    all_cycles = list(cycles.cycles(cycles.agreed(bylaws), date(2025, 6, 30)))
    rows = [replace(for_its_cycle(row, all_cycles), amount=abs(row.amount)) for row in rows]
    book = book_of(members, [], rows, changes)
    book.bylaws = bylaws
    for member in members:
        own = passbook(book, member, on)
        paid = [row.amount for row in rows if row.kind == 'contribution' and row.member == member.id and row.on <= on]
        assert own.paying_in.paid_in == sum(paid)
        assert sum(min(due.paid, due.due) for due in own.dues) + own.paying_in.additional == sum(paid)
        assert own.paying_in.behind == own.dues_owed


def test_a_weekly_group_has_a_due_a_week_known_by_its_first_day(weekly: Book) -> None:
    """Asha pays 50 a week, due on the third day; her second week in part, her fourth ahead, 30 besides."""
    assert dues_of(weekly, 'Asha', date(2025, 1, 18)) == [
        ('2025-01-01', 50, 0, 'paid'), ('2025-01-08', 20, 30, 'part'), ('2025-01-15', 0, 50, 'missed'),
        ('2025-01-22', 50, 0, 'paid'),
    ]  # fmt: skip
    asha = weekly.members['Asha']
    own = passbook(weekly, asha, date(2025, 1, 18))
    assert (own.paying_in.paid_in, own.paying_in.ahead, own.paying_in.additional) == (150_00, 50_00, 30_00)
    assert (own.dues_owed, own.this_cycle and own.this_cycle.due_on) == (80_00, date(2025, 1, 17))
    assert own.paying_in.next and own.paying_in.next.due.cycle.first == date(2025, 1, 29)
    assert [str(due.cycle.name) for due in own.schedule] == ['2025-01-29', '2025-02-05', '2025-02-12']
    assert [str(due.cycle) for due in own.dues_between(date(2025, 1, 10), date(2025, 1, 11))] == [
        '2025-01-01', '2025-01-08', '2025-01-15', '2025-01-22',
    ]  # fmt: skip


@pytest.fixture
def weekly() -> Book:
    asha = Member('Asha', 'Asha', 'Asha', '', 50_00, date(2025, 1, 1))
    rows = [
        Entry('e1', date(2025, 1, 1), 'R1', 'contribution', 50_00, 'cash', 'Asha', about='2025-01-01'),
        Entry('e2', date(2025, 1, 9), 'R2', 'contribution', 20_00, 'cash', 'Asha', about='2025-01-08'),
        Entry('e3', date(2025, 1, 9), 'R3', 'contribution', 50_00, 'cash', 'Asha', about='2025-01-22'),
        Entry('e4', date(2025, 1, 9), 'R4', 'contribution', 30_00, 'cash', 'Asha', category='additional'),
        Entry('e5', date(2025, 1, 9), 'R5', 'contribution', 500_00, 'cash', 'Asha', about='C1/1'),
    ]
    book = book_of([asha], [], rows, [])
    book.bylaws = replace(GROUP, frequency='weekly', due_day=3)
    return book
