"""How much a member may borrow, condition by condition."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import loan_limits
from rules.bylaws import preset
from rules.loan_limits import Asked, Borrower, Conditions
from rules.products import conditions_of

ASHA = Borrower('Asha', date(2025, 2, 10), savings=10_000_00, outstanding=6000_00, income=9000_00)
ASKED = Asked(20_000_00, date(2025, 9, 1), months=12, instalment=lambda amount: -(-amount // 10))


def asked_by(kind: str) -> Conditions:
    """What a new group of a kind asks, by its bylaws."""
    return conditions_of(None, preset(kind, 'Umoja', 'INR', 'en', date(2025, 1, 1), 'G1'))


def said(borrower: Borrower, asked: Asked, conditions: Conditions) -> list[tuple[str, str, str]]:
    """Each limit: its name, how it was computed, and the most."""
    return [limit.line.said('INR') for limit in loan_limits.limits(borrower, asked, conditions)]


def most(borrower: Borrower, asked: Asked, conditions: Conditions) -> list[int]:
    return [limit.most for limit in loan_limits.limits(borrower, asked, conditions)]


def test_the_limits_of_a_sacco() -> None:
    asked = replace(ASKED, covered=25_000_00)
    assert said(ASHA, asked, asked_by('sacco')) == [
        ('By what she saved', '3 × 10000.00 − 6000.00', '24000.00'),
        ('By her income', 'a loan with an instalment of 9000.00 × 33.3333… / 100 − 0.00', '30000.00'),
        ('By guarantors', 'free deposits of the borrower and her guarantors', '25000.00'),
    ]


@pytest.mark.parametrize(
    'income, a_third', [(9000_00, 3000_00), (1, 0), (2, 1), (100_00, 33_33), (1_000_000_00, 333_333_33)]
)
def test_a_third_of_an_income_is_a_third_of_it(income: int, a_third: int) -> None:
    """Written as 33.333333 percent, and to the coin a third nevertheless."""
    asked = replace(ASKED, instalment=lambda amount: amount)
    borrower = replace(ASHA, income=income)
    assert most(borrower, asked, replace(asked_by('sacco'), savings_multiplier=None)) == [a_third]


def test_three_times_savings_plus_shares() -> None:
    """1,000,000 saved and 500,000 in shares: 3,500,000 (the limit of the UBL staff SACCO, ublstaffsacco.com/faqs)."""
    conditions = Conditions(savings_multiplier=Fraction(3), shares_multiplier=Fraction(1))
    borrower = Borrower('Brian', date(2020, 1, 1), savings=1_000_000_00, shares=500_000_00)
    assert said(borrower, ASKED, conditions) == [
        ('By what she saved', '3 × 1000000.00 + 1 × 500000.00', '3500000.00')
    ]  # fmt: skip


def test_in_a_vsla_savings_are_shares() -> None:
    assert most(replace(ASHA, savings=0, shares=1500_00), ASKED, asked_by('vsla')) == [4500_00]


def test_twice_her_savings_and_three_tenths_of_the_savings_of_the_group() -> None:
    asked = replace(ASKED, group_savings=50_000_00)
    assert said(ASHA, asked, asked_by('chama')) == [
        ('By what she saved', '2 × 10000.00', '20000.00'),
        ('By the savings of the group', '50000.00 × 30 / 100', '15000.00'),
    ]


def test_instalments_of_other_loans_lower_what_her_income_allows() -> None:
    conditions = Conditions(income_percent=Fraction(30))
    assert most(replace(ASHA, instalments=700_00), ASKED, conditions) == [20_000_00]


def test_what_is_not_known_sets_no_limit() -> None:
    asked = replace(ASKED, instalment=None)
    assert said(replace(ASHA, income=None), asked, replace(asked_by('sacco'), savings_multiplier=None)) == []


def test_of_savings_and_shares_only_what_she_has_is_told() -> None:
    """342.00 in shares alone, three times: 1,026.00; with neither, three times nothing saved."""
    conditions = Conditions(savings_multiplier=Fraction(3), shares_multiplier=Fraction(3))
    only_shares = replace(ASHA, savings=0, shares=342_00)
    assert said(only_shares, ASKED, conditions) == [('By what she saved', '3 × 342.00', '1026.00')]
    only_savings = replace(ASHA, savings=100_00, shares=0)
    assert said(only_savings, ASKED, conditions) == [('By what she saved', '3 × 100.00', '300.00')]
    both = replace(ASHA, savings=100_00, shares=342_00)
    assert said(both, ASKED, conditions) == [('By what she saved', '3 × 100.00 + 3 × 342.00', '1326.00')]
    assert said(replace(ASHA, savings=0, shares=0), ASKED, conditions) == [('By what she saved', '3 × 0.00', '0.00')]


def test_a_group_that_decided_nothing_is_limited_by_its_money_alone() -> None:
    assert said(ASHA, ASKED, asked_by('shg')) == []
    assert said(ASHA, replace(ASKED, in_hand=800_00), replace(asked_by('shg'), largest=500_00)) == [
        ('By the bylaws', 'the largest loan to one member', '500.00'),
        ('By the money there is', 'loan fund in box and bank', '800.00'),
    ]


@pytest.mark.parametrize('owed', [30_000_00, 30_000_01, 90_000_00])
def test_nobody_may_borrow_less_than_nothing(owed: int) -> None:
    conditions = Conditions(savings_multiplier=Fraction(3), less_outstanding=True)
    assert most(replace(ASHA, outstanding=owed), ASKED, conditions) == [0]


def test_where_even_the_smallest_instalment_is_too_much_nothing_can_be_lent() -> None:
    assert loan_limits.largest_with_instalment(lambda amount: 1 + amount, 0) == 0
    assert loan_limits.largest_with_instalment(lambda amount: amount, -5) == 0


@given(parts=st.integers(1, 120), percent=st.fractions(0, 100, max_denominator=12), room=st.integers(0, 10**9))
def test_the_largest_amount_of_an_instalment_fits_and_one_more_does_not(
    parts: int, percent: Fraction, room: int
) -> None:
    def instalment(amount: int) -> int:
        return int((amount / Fraction(parts) + amount * percent / 100) // 1)

    found = loan_limits.largest_with_instalment(instalment, room)
    assert instalment(found) <= room < instalment(found + 1)
