"""How a loan is repaid from a day on: what is left of a plan, and the interest of the running period."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import prepayment, repayment_plans
from rules.bylaws import PART_MONTHS, PartMonth
from rules.periods import Every
from rules.repayment_plans import Plan
from rules.schedules import schedule
from rules.terms import METHODS, Terms

START = date(2025, 1, 31)
FOUR_MONTHS = Terms('equal-instalments', Fraction(2), 'month', 4)
PLAN = repayment_plans.agreed(12_000_00, START, FOUR_MONTHS)

any_terms = st.builds(
    Terms, st.sampled_from(METHODS), st.sampled_from([Fraction(0), Fraction(2), Fraction(7, 4)]), st.just('month'),
    st.integers(4, 18), every=st.sampled_from([Every(1, 'month'), Every(2, 'week'), Every(10, 'day')]),
    instalment=st.just(1500_00), day_count=st.sampled_from(['none', '30/360', 'act/365']),
    rounding_unit=st.sampled_from([1, 100]), grace_principal=st.integers(0, 2), grace_interest=st.integers(0, 2),
    interest_free=st.integers(0, 2), part_month=st.sampled_from(PART_MONTHS),
)  # fmt: skip


def days_within(plan: Plan, part: Fraction) -> date:
    """A day between the beginning of a plan and the day before its last instalment."""
    days = (plan.rows[-1].due_on - plan.since).days - 1
    return plan.since + timedelta(days=int(days * part))


@given(terms=any_terms, principal=st.integers(1000_00, 10**8))
def test_the_plan_of_a_new_loan_is_its_schedule(terms: Terms, principal: int) -> None:
    assert repayment_plans.agreed(principal, START, terms).rows == schedule(principal, START, terms)


@given(terms=any_terms, principal=st.integers(1000_00, 10**8), parts=st.tuples(st.fractions(0, 1), st.fractions(0, 1)))
def test_what_is_left_of_a_plan_is_the_rest_of_its_rows(
    terms: Terms, principal: int, parts: tuple[Fraction, Fraction]
) -> None:
    """Looked at once or twice, with interest that waits for the end of its grace."""
    plan = repayment_plans.agreed(principal, START, terms)
    first, second = sorted(days_within(plan, part) for part in parts)
    assert plan.on(first).on(second).rows == [row for row in plan.rows if row.due_on > second]
    assert plan.on(first).on(second) == plan.on(second)


@pytest.mark.parametrize('part_month, interest', [('days', 30_19), ('started', 36_00)])
def test_the_interest_of_the_running_period(part_month: PartMonth, interest: int) -> None:
    """1,200 at 3 % a month of 31 days, 600 back after 21 days: 1200 × 3 % × 21/31 + 600 × 3 % × 10/31 = 30.193."""
    terms = Terms('equal-principal', Fraction(3), 'month', 2, part_month=part_month)
    plan = repayment_plans.agreed(1200_00, date(2025, 1, 1), terms)
    after = prepayment.prepay(plan, 600_00, date(2025, 1, 22), 'next instalment')
    assert [row.interest for row in after.rows] == [interest, 18_00]


def test_two_changes_in_one_period_count_each_from_its_day() -> None:
    """1,240 at 3 % a month, 310 back after 10 days, 310 after 20: (1240 × 10 + 930 × 10 + 620 × 11) × 3 % / 31."""
    terms = Terms('equal-principal', Fraction(3), 'month', 2, part_month='days')
    plan = repayment_plans.agreed(1240_00, date(2025, 1, 1), terms)
    once = prepayment.prepay(plan, 310_00, date(2025, 1, 11), 'next instalment')
    twice = prepayment.prepay(once, 310_00, date(2025, 1, 21), 'next instalment')
    assert [row.interest for row in twice.rows] == [27_60, 18_60]


def test_a_change_on_a_due_day_counts_from_the_next_period() -> None:
    after = prepayment.prepay(PLAN, 3000_00, date(2025, 2, 28), 'smaller instalments')
    assert after.rows[0].interest == 121_77


def test_what_a_change_does_is_told_in_figures() -> None:
    before = PLAN.on(date(2025, 2, 28))
    after = prepayment.prepay(PLAN, 3000_00, date(2025, 2, 28), 'fewer instalments')
    assert [line.said('INR') for line in repayment_plans.compared(before.rows, after.rows)] == [
        ('Instalments left', 'before: 3', '2'),
        ('Next instalment', 'before: 3151.49', '3151.49'),
        ('Interest left', 'before: 365.94', '182.95'),
        ('Last day', 'before: 2025-05-31', '2025-04-30'),
    ]


def test_nothing_changes_before_the_last_change_or_when_all_is_due() -> None:
    plan = PLAN.on(date(2025, 3, 10))
    assert [problem.said() for problem in repayment_plans.problems_of_day(plan, date(2025, 3, 9))] == [
        'The plan of this loan counts from 2025-03-10; 2025-03-09 lies before that. Correct the date.'
    ]
    assert list(repayment_plans.problems_of_day(plan, date(2025, 3, 10))) == []
    assert list(repayment_plans.problems_of_day(plan, date(2025, 5, 30))) == []
    assert [problem.said() for problem in repayment_plans.problems_of_day(plan, date(2025, 5, 31))] == [
        'The last instalment is due on 2025-05-31; nothing is left to change on 2025-05-31. '
        'Correct the date, or reschedule what is still owed.'
    ]
