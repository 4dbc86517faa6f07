"""The dues of all members, from the rows that each case shows, and as the rule says them one by one."""

from datetime import date

import pytest
from hypothesis import given

from reports import summaries
from rules import contributions
from rules.periods import Month, month_of
from rules.records import Change, Entry, Member
from sheets.book import Book
from sheets.entries import month_from
from tests.histories import DAYS, entries, histories
from tests.told import book_of, book_told


@pytest.fixture
def book(request: pytest.FixtureRequest) -> Book:
    """The book that the docstring of the test tells."""
    return book_told(request.function.__doc__)


def dues_of(book: Book, member: str, on: date) -> list[tuple[str, int, int, str]]:
    """Month, paid, missing in rupees, and state."""
    table = summaries.dues_table(book, on)
    mine = table[table['member'] == member]
    return [
        (str(month_from(int(row['month']))), int(row['paid']) // 100, int(row['missing']) // 100, str(row['state']))
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


@given(histories(), entries(), DAYS)
def test_dues_in_arrays_are_those_of_the_rule(
    history: tuple[list[Member], list[Change]], rows: list[Entry], on: date
) -> None:
    members, changes = history
    book = book_of(members, [], rows, changes)
    expected = []
    for member in members:
        for due in contributions.dues(member, changes, book.bylaws, Month(2025, 6)):
            mine = [row for row in rows if row.kind == 'contribution' and row.member == member.id and row.on <= on]
            paid = sum(row.amount for row in mine if row.month == due.month)
            if due.month <= month_of(on) or paid:
                standing = contributions.standing(due, paid, on)
                expected.append((member.id, str(due.month), due.due_on, due.amount, paid, standing.missing,
                                 standing.missed, standing.state))  # fmt: skip
    table = summaries.dues_table(book, on)
    table['month'] = [str(month_from(int(month))) for month in table['month']]
    table['due_on'] = [stamp.date() for stamp in table['due_on']]
    columns = ['member', 'month', 'due_on', 'due', 'paid', 'missing', 'missed', 'state']
    assert list(table[columns].itertuples(index=False, name=None)) == expected
    assert summaries.figures(book, on).dues_missed == sum(row[6] for row in expected)
