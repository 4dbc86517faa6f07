"""The equal instalment and the functions of spreadsheets, in exact fractions."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.annuities import cumipmt, cumprinc, equal_instalment, ipmt, pmt, ppmt

RATES = st.fractions(0, Fraction(1, 5), max_denominator=1200)


def test_the_example_of_the_bylaws() -> None:
    """12,000.00 at 2 % a month in 4 instalments: 3,151.485..."""
    instalment = equal_instalment(12000, [Fraction(2, 100)] * 4)
    assert instalment == -pmt(Fraction(2, 100), 4, 12000)
    assert round(instalment, 3) == Fraction('3151.485')


def test_without_interest_it_is_an_equal_part() -> None:
    assert equal_instalment(1000, [Fraction(0)] * 3) == Fraction(1000, 3)
    assert pmt(Fraction(0), 60, 15000) == -250
    assert ipmt(Fraction(0), 5, 60, 15000) == 0


def test_the_first_periods_may_be_free_of_interest() -> None:
    """1,000 of which nothing grows for a period: half of what is paid then is worth more at the end than half."""
    instalment = equal_instalment(1000, [Fraction(0), Fraction(1, 10)])
    assert (1000 - instalment) * Fraction(11, 10) == instalment


@given(st.integers(1, 10**9), st.lists(RATES, min_size=1, max_size=40))
def test_the_instalment_leaves_exactly_nothing(principal: int, rates: list[Fraction]) -> None:
    instalment, balance = equal_instalment(principal, rates), Fraction(principal)
    for rate in rates:
        balance = balance * (1 + rate) - instalment
    assert balance == 0


@given(st.integers(-(10**9), 10**9), RATES, st.integers(1, 60), st.booleans())
def test_interest_and_principal_are_together_what_is_paid(
    present: int, rate: Fraction, periods: int, at_start: bool
) -> None:
    paid = pmt(rate, periods, present, at_start=at_start)
    interest = cumipmt(rate, periods, present, 1, periods, at_start=at_start)
    principal = cumprinc(rate, periods, present, 1, periods, at_start=at_start)
    assert principal == -present
    assert interest + principal == paid * periods


def test_what_is_paid_when_a_period_begins_bears_no_interest_first() -> None:
    """2,000 at 10 % in 24 months, paid at the start: the interest of the second is on what the first left."""
    rate = Fraction(1, 120)
    assert ipmt(rate, 1, 24, 2000, at_start=True) == 0
    assert round(ppmt(rate, 2, 24, 2000, at_start=True), 8) == Fraction('-75.62318601')


def test_there_is_no_interest_of_a_period_that_is_none() -> None:
    with pytest.raises(AssertionError):
        ipmt(Fraction(1, 100), 0, 24, 2000)
