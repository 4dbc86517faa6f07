"""Paying ahead and lending on top: smaller, fewer or next instalments, and the rest computed anew."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import prepayment, repayment_plans
from rules.money import as_text
from rules.prepayment import RULES, Rule
from rules.repayment_plans import Plan
from rules.terms import Method, Terms
from tests.test_rules_repayment_plans import PLAN, START, any_terms, days_within

FIRST_DUE = date(2025, 2, 28)


def written(amount: int) -> str:
    return as_text(amount, 'INR')


def totals(plan: Plan) -> list[int]:
    return [row.total for row in plan.rows]


@pytest.mark.parametrize(
    'rule, left',
    [
        ('smaller instalments', [2111_22, 2111_22, 2111_22]),
        ('fewer instalments', [3151_49, 3119_97]),
        ('next instalment', [121_77, 3120_60, 3151_47]),
    ],
)
def test_the_example_of_the_bylaws(rule: Rule, left: list[int]) -> None:
    """12,000 in 4 × 3,151.49; 3,000 more with the first leaves 6,088.51."""
    after = prepayment.prepay(PLAN, 3000_00, FIRST_DUE, rule)
    assert (after.principal, totals(after)) == (6088_51, left)
    assert [row.n for row in after.rows] == [2, 3, 4][: len(left)]
    assert [str(row.due_on) for row in after.rows] == ['2025-03-31', '2025-04-30', '2025-05-31'][: len(left)]


@pytest.mark.parametrize(
    'method, rule, left',
    [
        ('equal-principal', 'smaller instalments', [(200_00, 12_00), (200_00, 8_00), (200_00, 4_00)]),
        ('equal-principal', 'fewer instalments', [(300_00, 12_00), (300_00, 6_00)]),
        ('equal-principal', 'next instalment', [(0, 12_00), (300_00, 12_00), (300_00, 6_00)]),
        ('flat', 'smaller instalments', [(200_00, 24_00), (200_00, 24_00), (200_00, 24_00)]),
        ('flat', 'fewer instalments', [(300_00, 24_00), (300_00, 24_00)]),
        ('flat', 'next instalment', [(0, 24_00), (300_00, 24_00), (300_00, 24_00)]),
        ('interest-only', 'smaller instalments', [(0, 18_00), (0, 18_00), (900_00, 18_00)]),
        ('interest-only', 'fewer instalments', [(0, 18_00), (0, 18_00), (900_00, 18_00)]),
    ],
)
def test_each_method_with_300_paid_ahead_of_1200(method: Method, rule: Rule, left: list[tuple[int, int]]) -> None:
    """1,200 at 2 % a month in 4 months from 31 January; 300 more with the first instalment. Flat interest stays."""
    plan = repayment_plans.agreed(1200_00, START, Terms(method, Fraction(2), 'month', 4))
    after = prepayment.prepay(plan, 300_00, FIRST_DUE, rule)
    assert [(row.principal, row.interest) for row in after.rows] == left


def test_a_fixed_instalment_stays_or_becomes_an_equal_one() -> None:
    """1,000 at 2 %, 260 each time: 760, 515.20, 265.50, 10.81 are left; with 200 more 560, 311.20, 57.42."""
    plan = repayment_plans.agreed(1000_00, START, Terms('fixed', Fraction(2), instalment=260_00))
    assert totals(plan) == [260_00, 260_00, 260_00, 260_00, 11_03]
    assert totals(prepayment.prepay(plan, 200_00, FIRST_DUE, 'fewer instalments')) == [260_00, 260_00, 58_57]
    assert totals(prepayment.prepay(plan, 200_00, FIRST_DUE, 'smaller instalments')) == [147_07, 147_07, 147_07, 147_06]


def test_what_is_lent_on_top_is_spread_over_the_instalments_left() -> None:
    """9,088.51 left of 12,000, 3,000 more on 10 March: the started March carries 2 % of 12,088.51."""
    after = prepayment.top_up(PLAN, 3000_00, date(2025, 3, 10))
    assert totals(after) == [4191_75, 4191_75, 4191_74]
    assert after.rows[0].interest == 241_77


def test_a_top_up_of_a_flat_loan_adds_its_own_flat_interest() -> None:
    plan = repayment_plans.agreed(1200_00, START, Terms('flat', Fraction(2), 'month', 4))
    after = prepayment.top_up(plan, 600_00, FIRST_DUE)
    assert [(row.principal, row.interest) for row in after.rows] == [(500_00, 36_00)] * 3


def test_more_instalments_follow_when_the_instalment_is_fixed() -> None:
    """760 left and 500 more: 1260, 1025.20, 785.70, 541.41, 292.24, 38.08."""
    plan = repayment_plans.agreed(1000_00, START, Terms('fixed', Fraction(2), instalment=260_00))
    assert totals(prepayment.top_up(plan, 500_00, FIRST_DUE)) == [260_00, 260_00, 260_00, 260_00, 260_00, 38_84]


def test_a_fixed_instalment_with_a_number_is_computed_anew() -> None:
    """1,260 at 2 % in the 4 instalments that are left."""
    plan = repayment_plans.agreed(1000_00, START, Terms('fixed', Fraction(2), count=5, instalment=260_00))
    assert totals(prepayment.top_up(plan, 500_00, FIRST_DUE)) == [330_91, 330_91, 330_91, 330_90]


def test_flat_principal_paid_ahead_is_spread_over_the_instalments_that_ask_some() -> None:
    plan = repayment_plans.agreed(1200_00, START, Terms('flat', Fraction(2), 'month', 4, grace_principal=2))
    after = prepayment.prepay(plan, 300_00, FIRST_DUE, 'smaller instalments')
    assert [(row.principal, row.interest) for row in after.rows] == [(0, 24_00), (450_00, 24_00), (450_00, 24_00)]


def reasons(amount: int, on: date = FIRST_DUE) -> list[str]:
    return [problem.said() for problem in prepayment.problems_of_prepayment(PLAN, amount, on, written)]


def test_why_nothing_can_be_paid_ahead() -> None:
    assert reasons(9088_50) == []
    assert reasons(9088_51) == [
        '9088.51 is not less than the 9088.51 that are outstanding. '
        'Record that the loan is paid off, with the interest up to that day.'
    ]
    assert reasons(0, date(2025, 1, 30)) == [
        'The plan of this loan counts from 2025-01-31; 2025-01-30 lies before that. Correct the date.',
        'The amount must be more than zero. Type the sum that changed hands.',
    ]


def test_why_nothing_can_be_lent_on_top() -> None:
    plan = repayment_plans.agreed(1000_00, START, Terms('fixed', Fraction(2), instalment=260_00))
    found = prepayment.problems_of_top_up(plan, 20_000_00, FIRST_DUE, written)
    assert [problem.said() for problem in found] == [
        'The instalment of 260.00 does not cover the interest of 415.20, so that the loan would never be repaid. '
        'Agree on a larger instalment.'
    ]
    assert len(list(prepayment.problems_of_top_up(PLAN, 0, FIRST_DUE, written))) == 1
    assert list(prepayment.problems_of_top_up(PLAN, 500_00, FIRST_DUE, written)) == []


@given(
    terms=any_terms, principal=st.integers(1000_00, 10**6), when=st.fractions(0, 1), part=st.fractions(0, 1),
    rule=st.sampled_from(RULES),
)  # fmt: skip
def test_whatever_is_paid_ahead_the_rest_adds_up(
    terms: Terms, principal: int, when: Fraction, part: Fraction, rule: Rule
) -> None:
    plan = repayment_plans.agreed(principal, START, terms)
    on = days_within(plan, when)
    rest = plan.on(on)
    ahead = int(part * rest.principal)
    if not 0 < ahead < rest.principal:
        return
    after = prepayment.prepay(plan, ahead, on, rule)
    _adds_up(after, rest.principal - ahead)
    agreed = rest.rows
    assert [(row.n, row.due_on) for row in after.rows] == [(row.n, row.due_on) for row in agreed[: len(after.rows)]]
    if rule == 'next instalment':
        assert all(now.balance <= before.balance for now, before in zip(after.rows, agreed, strict=False))
    if rule == 'smaller instalments' and terms.rounding_unit == 1 and terms.method not in ('interest-only', 'fixed'):
        assert len(after.rows) == len(agreed)


@given(
    terms=any_terms, principal=st.integers(1000_00, 10**6), when=st.fractions(0, 1), amount=st.integers(1, 10**6)
)  # fmt: skip
def test_whatever_is_lent_on_top_the_rest_adds_up(terms: Terms, principal: int, when: Fraction, amount: int) -> None:
    plan = repayment_plans.agreed(principal, START, terms)
    on = days_within(plan, when)
    after = prepayment.top_up(plan, amount, on)
    _adds_up(after, plan.on(on).principal + amount)


def _adds_up(plan: Plan, owed: int) -> None:
    """The principal of all instalments is what is owed, and no balance, principal or interest is below zero."""
    assert plan.principal == owed == sum(row.principal for row in plan.rows)
    assert all(row.principal >= 0 and row.interest >= 0 and row.balance >= 0 for row in plan.rows)
    assert plan.rows[-1].balance == 0
