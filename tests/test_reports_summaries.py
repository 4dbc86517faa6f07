"""What the book adds up to, from the rows that each case shows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from reports import summaries
from rules import totals
from rules.accounts import Balance
from rules.periods import Month
from rules.records import Entry
from sheets.book import Book
from tests.histories import DAYS, entries
from tests.told import GROUP, book_of, book_told

END_OF_MARCH = date(2025, 3, 31)


@pytest.fixture
def book(request: pytest.FixtureRequest) -> Book:
    """The book that the docstring of the test tells."""
    return book_told(request.function.__doc__)


def test_what_was_lent_and_paid_back_lies_in_the_cash_box_again(book: Book) -> None:
    """
    Loan | Member | Given on   | Status | Closed on
    L1   | Asha   | 2025-01-20 | closed | 2025-02-20

    Date       | Member | Kind         | Amount | Loan
    2025-01-05 | Asha   | contribution | 10000  |
    2025-01-20 | Asha   | loan         | 5000   | L1
    2025-02-20 | Asha   | interest     | 300    | L1
    2025-02-20 | Asha   | principal    | 5000   | L1
    """
    before, after = summaries.figures(book, date(2025, 2, 19)), summaries.figures(book, END_OF_MARCH)
    assert (before.cash, before.loans_outstanding) == (5_000_00, 5_000_00)
    assert (after.cash, after.loans_outstanding) == (10_300_00, 0)
    assert (before.loans_active, before.loans_closed, after.loans_active, after.loans_closed) == (1, 0, 0, 1)
    assert (after.savings, after.loans_given, after.principal_repaid) == (10_000_00, 5_000_00, 5_000_00)
    assert after.interest_received == 300_00


def test_every_kind_has_its_place_and_only_cash_lies_in_the_box(book: Book) -> None:
    """
    Date       | Member | Kind         | Amount | Mode
    2025-01-05 | Asha   | contribution | 1000   | cash
    2025-01-05 | Asha   | contribution | 100    | mpesa
    2025-01-05 | Asha   | contribution | 10     | upi
    2025-01-06 | Asha   | withdrawal   | 40     | cash
    2025-01-07 |        | to-bank      | 300    | cash
    2025-01-08 |        | from-bank    | 50     | cash
    2025-01-09 | Asha   | fine         | 5      | cash
    2025-01-09 | Asha   | penalty      | 2      | cash
    2025-01-10 |        | income       | 70     | bank
    2025-01-11 |        | expense      | 20.50  | cash
    """
    figures = summaries.figures(book, END_OF_MARCH)
    assert figures.savings == 1_070_00
    assert figures.penalties_received == 7_00
    assert (figures.income, figures.expenses) == (70_00, 20_50)
    assert figures.cash == (1000 - 40 - 300 + 50 + 5 + 2) * 100 - 20_50
    assert figures.bank == (100 + 10 + 300 - 50 + 70) * 100


def test_a_reversal_takes_the_sum_back_on_its_own_day(book: Book) -> None:
    """
    Date       | Member | Kind         | Amount | Month   | Reverses
    2025-01-05 | Asha   | contribution | 5000   | 2025-01 |
    2025-02-01 | Asha   | contribution | -5000  | 2025-01 | e1
    2025-02-01 | Asha   | contribution | 500    | 2025-01 |
    """
    assert summaries.figures(book, date(2025, 1, 31)).savings == 5_000_00
    assert summaries.figures(book, date(2025, 2, 1)).savings == 500_00


def test_rows_after_the_day_do_not_count(book: Book) -> None:
    """
    Member | Joined
    Asha   | 2025-01-01
    Bina   | 2025-03-01

    Date       | Member | Kind         | Amount | Month
    2025-01-10 | Asha   | contribution | 200    | 2025-01
    2025-01-11 | Asha   | contribution | 200    | 2025-02
    """
    figures = summaries.figures(book, date(2025, 1, 10))
    assert (figures.savings, figures.cash, figures.members_active) == (200_00, 200_00, 1)
    assert summaries.members_table(book, date(2025, 1, 1), date(2025, 1, 10))['member'].tolist() == ['Asha']
    assert len(summaries.entries_between(book, date(2025, 1, 11), END_OF_MARCH)) == 1


def test_loans_show_what_is_owed_now(book: Book) -> None:
    """
    Loan | Member | Given on   | Rate | Status | Closed on
    L1   | Asha   | 2025-01-10 | 2    |        |
    L2   | Bina   | 2025-01-01 | 2    | closed | 2025-02-01
    L3   | Bina   | 2025-02-02 | 2    |        |

    Date       | Member | Kind         | Amount | Loan | Reverses
    2025-01-01 | Asha   | contribution | 20000  |      |
    2025-01-10 | Asha   | loan         | 5000   | L1   |
    2025-01-01 | Bina   | loan         | 1000   | L2   |
    2025-02-01 | Bina   | interest     | 20     | L2   |
    2025-02-01 | Bina   | principal    | 1000   | L2   |
    2025-02-02 | Bina   | loan         | 700    | L3   |
    2025-02-03 | Bina   | loan         | -700   | L3   | e6
    2025-02-10 | Asha   | interest     | 100    | L1   |
    2025-02-10 | Asha   | principal    | 200    | L1   |
    """
    table = summaries.loans_table(book, date(2025, 3, 20))
    assert table['loan'].tolist() == ['L1', 'L2']
    first, second = (row for _number, row in table.iterrows())
    assert (first['outstanding'], first['interest_owed'], first['owed']) == (4_800_00, 192_00, 4_992_00)
    assert (first['overdue_since'], first['status'], first['closed_on']) == (date(2025, 3, 10), 'running', None)
    assert (second['owed'], second['interest_paid'], second['closed_on']) == (0, 20_00, date(2025, 2, 1))
    assert summaries.loans_table(book, date(2025, 1, 31))['status'].tolist() == ['running', 'running']
    assert summaries.loans_table(book, date(2025, 2, 2))['loan'].tolist() == ['L1', 'L2', 'L3']


def test_the_table_of_members_ties_with_the_totals(book: Book) -> None:
    """
    Member | Joined
    Asha   | 2025-01-01
    Bina   | 2025-01-01

    Loan | Member | Given on
    L1   | Bina   | 2025-01-15

    Date       | Member | Kind         | Amount | Month   | Loan
    2025-01-05 | Asha   | contribution | 200    | 2025-01 |
    2025-01-06 | Bina   | contribution | 3000   | 2025-01 |
    2025-01-15 | Bina   | loan         | 1000   |         | L1
    2025-02-15 | Bina   | interest     | 20     |         | L1
    2025-02-15 | Bina   | principal    | 400    |         | L1
    2025-02-20 | Asha   | contribution | 200    | 2025-02 |
    2025-02-21 | Asha   | withdrawal   | 50     |         |
    """
    table = summaries.members_table(book, date(2025, 2, 1), date(2025, 2, 28)).set_index('member')
    assert table['paid'].to_dict() == {'Asha': 200_00, 'Bina': 0}
    assert table['withdrawn'].to_dict() == {'Asha': 50_00, 'Bina': 0}
    assert table['savings'].to_dict() == {'Asha': 350_00, 'Bina': 3_000_00}
    assert table['loan_outstanding'].to_dict() == {'Asha': 0, 'Bina': 600_00}
    assert table['interest_paid'].to_dict() == {'Asha': 0, 'Bina': 20_00}
    assert table['dues_missed'].to_dict() == {'Asha': 0, 'Bina': 1}
    figures = summaries.figures(book, date(2025, 2, 28))
    assert (table['savings'].sum(), table['loan_outstanding'].sum()) == (figures.savings, figures.loans_outstanding)


def test_a_loan_that_is_written_off_is_not_among_those_that_were_repaid(book: Book) -> None:
    """
    Loan | Member | Given on   | Status      | Closed on
    L1   | Asha   | 2025-01-20 | closed      | 2025-02-20
    L2   | Bina   | 2025-01-20 | written off | 2025-03-20

    Date       | Member | Kind         | Amount | Loan
    2025-01-05 | Asha   | contribution | 10000  |
    2025-01-20 | Asha   | loan         | 5000   | L1
    2025-01-20 | Bina   | loan         | 300    | L2
    2025-02-20 | Asha   | principal    | 5000   | L1
    2025-03-20 | Bina   | write-off    | 300    | L2
    """
    before, after = summaries.figures(book, date(2025, 3, 19)), summaries.figures(book, END_OF_MARCH)
    assert (before.loans_active, before.loans_closed, before.loans_written_off) == (1, 1, 0)
    assert (after.loans_active, after.loans_closed, after.loans_written_off, after.loans_past) == (0, 1, 1, 2)
    told = after.by_name()
    assert (told['loans_closed'], told['loans_written_off'], told['written_off']) == (1, 1, 300_00)
    assert 'loans_written_off' not in before.by_name()
    assert totals.cash_and_bank(told) == 9_700_00 == after.cash


def test_the_totals_make_up_the_cash_also_where_members_hold_shares_and_go_round_with_a_pot(
    request: pytest.FixtureRequest,
) -> None:
    """
    Member | Joined
    Asha   | 2025-01-01
    Bina   | 2025-01-01

    Loan | Member | Given on
    L1   | Bina   | 2025-01-15

    Date       | Member | Kind         | Amount | Mode | About | Loan
    2025-01-05 | Asha   | share        | 3000   | cash |       |
    2025-01-05 | Bina   | share        | 2000   | cash |       |
    2025-01-05 | Asha   | social       | 400    | cash |       |
    2025-01-05 | Asha   | contribution | 50     | cash |       |
    2025-01-05 | Asha   | contribution | 500    | cash | C1/1  |
    2025-01-05 | Bina   | contribution | 500    | cash | C1/1  |
    2025-01-06 | Asha   | payout       | 700    | cash | C1/1  |
    2025-01-15 | Bina   | loan         | 1000   | cash |       | L1
    2025-02-15 | Bina   | interest     | 20     | cash |       | L1
    2025-02-15 | Bina   | principal    | 300    | cash |       | L1
    2025-02-16 |        | borrowed     | 900    | bank |       |
    """
    modules = replace(GROUP, kind='vsla', module_shares=True, module_social_fund=True, module_fixed_deposits=True)
    book = book_told(request.function.__doc__, modules)
    figures = summaries.figures(book, END_OF_MARCH)
    # The module of fixed deposits is on, and there are none; that of the pots is off, and there is money in one.
    assert figures.more == {
        'rounds': 300_00, 'shares': 5_000_00, 'social_fund': 400_00, 'fixed_deposits': 0, 'borrowed': 900_00,
    }  # fmt: skip
    assert (figures.savings, figures.interest_received, figures.loans_outstanding) == (50_00, 20_00, 700_00)
    assert 50 + 300 + 5000 + 400 + 900 + 20 - 700 == 5970
    assert totals.cash_and_bank(figures.by_name()) == figures.cash + figures.bank == 5_970_00
    table = summaries.members_table(book, date(2025, 1, 1), END_OF_MARCH).set_index('member')
    assert table['savings'].to_dict() == {'Asha': 50_00, 'Bina': 0}
    assert table['paid'].to_dict() == {'Asha': 50_00, 'Bina': 0}
    assert table['put_in'].to_dict() == {'Asha': 500_00, 'Bina': 500_00}
    assert table['received'].to_dict() == {'Asha': 700_00, 'Bina': 0}
    assert table['shares'].to_dict() == {'Asha': 3_000_00, 'Bina': 2_000_00}


def test_cash_and_bank_go_from_their_opening_to_their_closing_balance(book: Book) -> None:
    """
    Date       | Member | Kind         | Amount | Mode | Reverses
    2025-01-05 | Asha   | contribution | 1000   | cash |
    2025-02-01 |        | to-bank      | 600    | cash |
    2025-02-02 | Asha   | contribution | 200    | cash |
    2025-02-03 | Asha   | contribution | -200   | cash | e3
    2025-02-04 |        | expense      | 30     | bank |
    """
    start, end = date(2025, 2, 1), date(2025, 2, 28)
    boxes = summaries.boxes(book, start, end)
    assert boxes.cash == summaries.Box(opening=1_000_00, received=0, paid=600_00)
    assert boxes.bank == summaries.Box(opening=0, received=600_00, paid=30_00)
    assert (boxes.cash.closing, boxes.bank.closing) == (400_00, 570_00)
    table = summaries.cash_book(book, start, end)
    assert table.values.tolist() == [['contribution', 0, 0], ['expense', 0, -30_00], ['to-bank', -600_00, 600_00]]
    assert summaries.trial_balance(book, end) == [
        Balance('cash', 1_000_00, 600_00),
        Balance('bank', 600_00, 30_00),
        Balance('savings', 0, 1_000_00),
        Balance('expenses', 30_00, 0),
    ]


def test_the_latest_entries_and_the_deposits_of_each_month(book: Book) -> None:
    """
    Date       | Member | Kind         | Amount
    2024-12-31 | Asha   | contribution | 50
    2025-01-05 | Asha   | contribution | 200
    2025-01-06 | Bina   | contribution | 300
    2025-03-05 | Asha   | contribution | 100
    2025-03-06 |        | income       | 10
    2025-04-01 | Asha   | contribution | 900
    """
    assert summaries.latest_entries(book, END_OF_MARCH, 2)['id'].tolist() == ['e5', 'e4']
    assert summaries.deposits_by_month(book, END_OF_MARCH, 3) == [
        (Month(2025, 1), 500_00),
        (Month(2025, 2), 0),
        (Month(2025, 3), 100_00),
    ]
    assert summaries.deposited_between(book, date(2025, 1, 1), date(2025, 3, 31)) == 600_00


def test_a_book_without_entries_or_members_comes_to_nothing() -> None:
    empty = book_told('')
    assert set(summaries.figures(empty, END_OF_MARCH).by_name().values()) == {0}
    assert len(summaries.dues_table(empty, END_OF_MARCH)) == len(summaries.loans_table(empty, END_OF_MARCH)) == 0
    assert len(summaries.members_table(empty, GROUP.started_on, END_OF_MARCH)) == 0
    assert summaries.trial_balance(empty, END_OF_MARCH) == []


BROUGHT_IN = {'contribution', 'fine', 'penalty', 'income', 'opening'}


@given(entries(), DAYS)
def test_the_totals_equal_a_sum_made_row_by_row(rows: Sequence[Entry], on: date) -> None:
    figures = summaries.figures(book_of([], [], rows, []), on)
    savings = cash = bank = penalties = 0
    for row in rows:
        if row.on > on:
            continue
        if row.kind == 'contribution':
            savings += row.amount
        if row.kind == 'withdrawal':
            savings -= row.amount
        if row.kind in ('fine', 'penalty'):
            penalties += row.amount
        if row.kind in ('to-bank', 'from-bank'):
            carried = row.amount if row.kind == 'to-bank' else -row.amount
            cash, bank = cash - carried, bank + carried
        elif row.mode == 'cash':
            cash += row.amount if row.kind in BROUGHT_IN else -row.amount
        elif row.mode != 'set-off':
            bank += row.amount if row.kind in BROUGHT_IN else -row.amount
    assert (figures.savings, figures.cash, figures.bank, figures.penalties_received) == (savings, cash, bank, penalties)
