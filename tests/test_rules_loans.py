"""Loans without an end date: the interest of each month, the split of a repayment, penalties, the end of a loan."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import loans
from rules.bylaws import Bylaws
from rules.loans import Split, Standing
from rules.records import Loan, Movement

BYLAWS = Bylaws()
LOAN = Loan('l1', 'L2025-001', 'm1', 'M2025-001', 'Asha', date(2025, 1, 10), Fraction(2), 'started')


def day(text: str) -> date:
    return date.fromisoformat(f'2025-{text}')


def rows(*told: str) -> list[Movement]:
    """Rows written as '01-10 loan 5000'."""
    return [
        Movement(day(on), kind, int(amount) * 100) for on, kind, amount in (row.split() for row in told)
    ]  # fmt: skip


def standing(movements: list[Movement], on: str, bylaws: Bylaws = BYLAWS, loan: Loan = LOAN) -> Standing:
    return loans.standing(loan, movements, day(on), bylaws)


def test_the_example_of_the_bylaws() -> None:
    """5,000 lent on 10 January at 2 %, 300 back on 10 February, the rest on 20 March."""
    lent = rows('01-10 loan 5000')
    assert standing(lent, '02-10').interest_owed == 100_00
    assert loans.split(300_00, standing(lent, '02-10')) == Split(0, 100_00, 200_00)
    paid = lent + rows('02-10 interest 100', '02-10 principal 200')
    assert [(c.first, c.due_on, c.principal, c.interest) for c in standing(paid, '03-20').charges] == [
        (day('01-10'), day('02-10'), 5000_00, 100_00),
        (day('02-10'), day('03-10'), 4800_00, 96_00),
        (day('03-10'), day('04-10'), 4800_00, 96_00),
    ]
    assert standing(paid, '03-10').owed == 4896_00
    assert standing(paid, '03-20').owed == 4992_00


@pytest.mark.parametrize('on, interest', [('01-10', 0), ('01-11', 100), ('02-10', 100), ('02-11', 200)])
def test_a_started_month_counts_whole(on: str, interest: int) -> None:
    assert standing(rows('01-10 loan 5000'), on).interest_owed == interest * 100


@pytest.mark.parametrize(
    'on, days, of_days, paise', [('01-10', 0, 31, 0), ('01-25', 15, 31, 4839), ('02-10', 31, 31, 10000)]
)
def test_by_days_a_part_of_a_month_costs_its_days(on: str, days: int, of_days: int, paise: int) -> None:
    """5,000 at 2 % for 15 of 31 days: 100.00 × 15 / 31 = 48.387, rounded 48.39."""
    by_days = standing(rows('01-10 loan 5000'), on, loan=replace(LOAN, part_month='days'))
    assert by_days.interest_owed == paise
    assert [(c.days, c.days_of_month) for c in by_days.charges] == ([(days, of_days)] if days else [])


def test_by_days_what_was_repaid_within_the_month_counts_only_until_then() -> None:
    """3,100 from 10 to 20 January (10 days), then 1,550 to 10 February (21 days): 2 % of 3100×10/31 + 1550×21/31."""
    by_days = replace(LOAN, part_month='days')
    found = standing(rows('01-10 loan 3100', '01-20 principal 1550'), '02-10', loan=by_days)
    assert found.interest_owed == 20_00 + 21_00


def test_principal_repaid_within_a_started_month_lowers_the_next_one() -> None:
    found = standing(rows('01-10 loan 5000', '01-20 principal 2500'), '03-10')
    assert [charge.interest for charge in found.charges] == [100_00, 50_00]


def test_more_money_on_a_loan_carries_the_month_in_which_it_was_given() -> None:
    found = standing(rows('01-10 loan 5000', '01-20 loan 1000'), '03-10')
    assert [charge.interest for charge in found.charges] == [120_00, 120_00]


def test_a_repayment_pays_penalty_then_interest_then_principal() -> None:
    """10 % penalty on the 100 of interest that was not paid by 10 February: 10."""
    strict = replace(BYLAWS, loan_penalty_percent=Fraction(10))
    found = standing(rows('01-10 loan 5000'), '02-11', strict)
    assert (found.penalty_owed, found.interest_owed) == (10_00, 200_00)
    assert loans.split(5_00, found) == Split(5_00, 0, 0)
    assert loans.split(110_00, found) == Split(10_00, 100_00, 0)
    assert loans.split(1000_00, found) == Split(10_00, 200_00, 790_00)


@pytest.mark.parametrize('on, penalty', [('02-10', 0), ('02-15', 0), ('02-16', 10), ('03-16', 20)])
def test_the_penalty_comes_once_a_month_after_the_grace(on: str, penalty: int) -> None:
    strict = replace(BYLAWS, loan_penalty_percent=Fraction(10), loan_penalty_grace_days=5)
    assert standing(rows('01-10 loan 5000'), on, strict).penalty_owed == penalty * 100


def test_a_loan_is_overdue_from_the_day_on_which_unpaid_interest_was_due() -> None:
    assert standing(rows('01-10 loan 5000'), '02-10').overdue_since is None
    assert standing(rows('01-10 loan 5000'), '02-11').overdue_since == day('02-10')
    assert standing(rows('01-10 loan 5000', '02-10 interest 100'), '03-10').overdue_since is None


def test_a_loan_is_closed_when_all_is_paid_and_runs_again_when_that_is_reversed() -> None:
    closed = rows('01-10 loan 5000', '02-10 interest 100', '02-10 principal 5000')
    assert (standing(closed, '09-01').status, standing(closed, '09-01').owed) == ('closed', 0)
    again = closed + rows('02-20 interest -100', '02-20 principal -5000')
    assert standing(again, '02-20').status == 'running'
    assert standing(again, '02-20').outstanding == 5000_00


def test_a_repayment_taken_back_leaves_the_loan_as_if_it_had_not_been_made() -> None:
    """1,000 at 2 % on 10 January, all of it back on 20 January by mistake, taken back on 25 February."""
    back = [Movement(day('01-20'), 'interest', 20_00), Movement(day('01-20'), 'principal', 1000_00)]
    undone = [
        movement._replace(on=day('02-25'), amount=-movement.amount, counts_from=day('01-20')) for movement in back
    ]
    movements = [*rows('01-10 loan 1000'), *back, *undone]
    assert standing(movements, '02-24').status == 'closed'
    assert standing(movements, '02-25').owed == 1040_00
    assert standing(movements, '02-25') == standing(rows('01-10 loan 1000'), '02-25')


def test_what_is_written_off_ends_the_loan_and_asks_no_more() -> None:
    found = standing(rows('01-10 loan 5000', '03-01 principal 1000', '03-05 write-off 4000'), '12-01')
    assert (found.status, found.owed, found.written_off) == ('written off', 0, 4000_00)


def test_a_loan_taken_back_as_a_mistake_is_neither_running_nor_past() -> None:
    assert standing(rows('01-10 loan 5000', '01-10 loan -5000'), '06-01').status == 'cancelled'


def test_the_next_number_is_one_more_than_any_given() -> None:
    ninth = replace(LOAN, number='L2024-009')
    assert loans.next_number([LOAN, ninth], date(2026, 3, 1)) == 'L2026-010'
    assert loans.next_number([], date(2026, 3, 1)) == 'L2026-001'


@given(
    principal=st.integers(1, 10_000_000),
    rate=st.sampled_from([Fraction(0), Fraction(1), Fraction(2), Fraction(7, 4), Fraction(24, 1)]),
    part_month=st.sampled_from(['started', 'days']),
    payments=st.lists(st.tuples(st.integers(1, 60), st.fractions(0, 1)), max_size=8),
)
def test_whatever_is_paid_every_paisa_goes_somewhere_once(
    principal: int, rate: Fraction, part_month: str, payments: list[tuple[int, Fraction]]
) -> None:
    """Each payment is split into what it pays, what is owed never falls below zero, and paying all closes the loan."""
    loan = replace(LOAN, rate=rate, part_month=part_month)
    movements = [Movement(loan.began, 'loan', principal)]
    on = loan.began
    for later_days, part in payments:
        on = date.fromordinal(on.toordinal() + later_days)
        now = loans.standing(loan, movements, on, BYLAWS)
        if amount := int(now.owed * part):
            split = loans.split(amount, now)
            assert split.penalty + split.interest + split.principal == amount
            paid = [Movement(on, 'interest', split.interest), Movement(on, 'principal', split.principal)]
            movements += [movement for movement in paid if movement.amount]
            after = loans.standing(loan, movements, on, BYLAWS)
            assert after.owed == now.owed - amount
            assert after.outstanding >= 0
    last = loans.standing(loan, movements, on, BYLAWS)
    if last.owed:
        split = loans.split(last.owed, last)
        movements += [Movement(on, 'interest', split.interest), Movement(on, 'principal', split.principal)]
    ended = loans.standing(loan, movements, date.fromordinal(on.toordinal() + 100), BYLAWS)
    assert (ended.status, ended.owed) == ('closed', 0)
