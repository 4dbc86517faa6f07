"""A moratorium, and a loan that is agreed on anew."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import prepayment, repayment_plans, rescheduling
from rules.rescheduling import MEANWHILE, Meanwhile
from rules.terms import Terms
from tests.test_rules_repayment_plans import PLAN, START, any_terms, days_within

FIRST_DUE = date(2025, 2, 28)


@pytest.mark.parametrize(
    'meanwhile, left',
    [
        ('asked each time', [181_77, 181_77, 3151_49, 3151_49, 3151_47]),
        ('asked afterwards', [0, 0, 3515_03, 3151_49, 3151_47]),
        ('none', [0, 0, 3151_49, 3151_49, 3151_47]),
    ],
)
def test_the_example_of_the_bylaws(meanwhile: Meanwhile, left: list[int]) -> None:
    after = rescheduling.moratorium(PLAN, 2, FIRST_DUE, meanwhile)
    assert [row.total for row in after.rows] == left
    assert [str(row.due_on) for row in after.rows] == [
        '2025-03-31', '2025-04-30', '2025-05-31', '2025-06-30', '2025-07-31',
    ]  # fmt: skip


def test_interest_that_had_arisen_before_is_asked() -> None:
    """By days 14 of the 31 days of March are past on the 14th: 181.77 × 14 / 31."""
    plan = repayment_plans.agreed(
        12_000_00, START, Terms('equal-instalments', Fraction(2), 'month', 4, part_month='days')
    )
    after = rescheduling.moratorium(plan, 2, date(2025, 3, 14), 'none')
    assert [row.interest for row in after.rows] == [82_09, 0, 181_77, 122_38, 61_79]


def test_flat_interest_goes_on_or_waits_with_the_loan() -> None:
    plan = repayment_plans.agreed(1200_00, START, Terms('flat', Fraction(2), 'month', 4))
    left = {
        meanwhile: [row.total for row in rescheduling.moratorium(plan, 1, FIRST_DUE, meanwhile).rows]
        for meanwhile in MEANWHILE
    }
    assert left == {
        'asked each time': [24_00, 324_00, 324_00, 324_00],
        'asked afterwards': [0, 348_00, 324_00, 324_00],
        'none': [0, 324_00, 324_00, 324_00],
    }


def test_a_second_moratorium_leaves_the_first_as_it_was() -> None:
    once = rescheduling.moratorium(PLAN, 2, FIRST_DUE, 'none')
    twice = rescheduling.moratorium(once, 1, FIRST_DUE, 'asked each time')
    assert [row.total for row in twice.rows] == [0, 0, 181_77, 3151_49, 3151_49, 3151_47]


def test_what_is_paid_ahead_in_a_moratorium_lowers_the_instalments_after_it() -> None:
    """6,088.51 in the 3 instalments that follow."""
    waiting = rescheduling.moratorium(PLAN, 2, FIRST_DUE, 'asked each time')
    after = prepayment.prepay(waiting, 3000_00, date(2025, 3, 31), 'smaller instalments')
    assert [row.total for row in after.rows] == [121_77, 2111_22, 2111_22, 2111_22]


def test_a_loan_agreed_on_anew_asks_the_interest_still_owed_once() -> None:
    """9,088.51 outstanding and 181.77 of interest owed on 10 April: 6 months at 1 %."""
    terms = Terms('equal-instalments', Fraction(1), 'month', 6)
    after = rescheduling.reschedule(9088_51, 181_77, date(2025, 4, 10), terms)
    fresh = repayment_plans.agreed(9088_51, date(2025, 4, 10), terms)
    assert after.rows[0].interest == 90_89 + 181_77
    assert after.rows[1:] == fresh.rows[1:]
    assert sum(row.interest for row in after.rows) == sum(row.interest for row in fresh.rows) + 181_77


def test_interest_still_owed_waits_for_the_end_of_the_grace() -> None:
    terms = Terms('equal-principal', Fraction(2), 'month', 4, grace_principal=2, grace_interest=2)
    after = rescheduling.reschedule(1000_00, 50_00, START, terms)
    assert [row.interest for row in after.rows] == [0, 0, 110_00, 10_00]
    assert [row.interest for row in after.on(date(2025, 4, 15)).rows] == [110_00, 10_00]


@pytest.mark.parametrize('instalments', [0, -1, 1197])
def test_a_moratorium_is_of_some_instalments(instalments: int) -> None:
    assert [problem.said() for problem in rescheduling.problems_of_moratorium(PLAN, instalments, FIRST_DUE)] == [
        f'A moratorium is of 1 to 1196 instalments, not {instalments}. Correct the number of instalments.'
    ]
    assert list(rescheduling.problems_of_moratorium(PLAN, 1, FIRST_DUE)) == []
    assert list(rescheduling.problems_of_moratorium(PLAN, 1196, FIRST_DUE)) == []


@given(
    terms=any_terms, principal=st.integers(1000_00, 10**6), when=st.fractions(0, 1), instalments=st.integers(1, 6),
    meanwhile=st.sampled_from(MEANWHILE),
)  # fmt: skip
def test_a_moratorium_moves_the_rest_and_changes_no_principal(
    terms: Terms, principal: int, when: Fraction, instalments: int, meanwhile: Meanwhile
) -> None:
    plan = repayment_plans.agreed(principal, START, terms)
    on = days_within(plan, when)
    before, after = plan.on(on).rows, rescheduling.moratorium(plan, instalments, on, meanwhile).rows
    assert sum(row.principal for row in after) == sum(row.principal for row in before)
    assert [row.principal for row in after[:instalments]] == [0] * instalments
    assert [row.due_on for row in after][: len(before)] == [row.due_on for row in before][: len(after)]
    assert all(row.principal >= 0 and row.interest >= 0 for row in after)
    assert after[-1].balance == 0
