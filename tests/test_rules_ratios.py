"""The ratios of a group, each with the figures it is made of."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import ratios
from rules.explained import Sum
from rules.ratios import Ratio

SUMS = st.integers(0, 10**12)


@pytest.mark.parametrize(
    'ratio, value, parts',
    [
        (ratios.attendance(171, 190), Fraction(9, 10), [171, 190]),
        (ratios.members_with_loans(15, 20), Fraction(3, 4), [15, 20]),
        (ratios.loan_fund_utilisation(30_000_00, 10_000_00), Fraction(3, 4), [30_000_00, 10_000_00]),
        (ratios.portfolio_at_risk(4_500_00, 30_000_00), Fraction(15, 100), [4_500_00, 30_000_00]),
        (
            ratios.return_on_savings(120_000_00, 5_000_00, 100_000_00, 26),
            Fraction(3, 10),
            [120_000_00, 5_000_00, 115_000_00, 100_000_00, 26],
        ),
        (
            ratios.return_on_savings(90_000_00, 0, 100_000_00, 52),
            Fraction(-1, 10),
            [90_000_00, 0, 90_000_00, 100_000_00, 52],
        ),
        (ratios.retention(20, 2), Fraction(9, 10), [20, 2]),
        (ratios.write_off_ratio(1_000_00, 19_000_00), Fraction(1, 20), [1_000_00, 19_000_00]),
    ],
)
def test_a_ratio_is_what_its_formula_says(ratio: Ratio, value: Fraction, parts: list[int]) -> None:
    assert ratio.value == value
    assert ratio.percent == value * 100
    assert [part.value.minor if isinstance(part.value, Sum) else part.value for part in ratio.parts] == parts


@pytest.mark.parametrize(
    'ratio',
    [
        ratios.attendance(0, 0),
        ratios.members_with_loans(0, 0),
        ratios.loan_fund_utilisation(0, 0),
        ratios.portfolio_at_risk(0, 0),
        ratios.return_on_savings(100, 0, 0, 26),
        ratios.return_on_savings(100, 0, 100, 0),
        ratios.retention(0, 0),
        ratios.write_off_ratio(0, 0),
    ],
)
def test_where_it_would_divide_by_zero_there_is_no_ratio(ratio: Ratio) -> None:
    assert (ratio.value, ratio.percent) == (None, None)


def test_every_ratio_stands_beside_its_formula_and_names_its_parts() -> None:
    ratio = ratios.loan_fund_utilisation(30_000_00, 10_000_00)
    assert ratio.formula == 'loans outstanding / (loans outstanding + loan-fund cash in box and bank)'
    assert [part.said('INR').label for part in ratio.parts] == ['loans outstanding', 'loan-fund cash in box and bank']
    assert [part.said('INR').value for part in ratio.parts] == ['30000.00', '10000.00']


def test_days_are_sevenths_of_a_week() -> None:
    """1 % earned in 73 days, which are 10 3/7 weeks: 52 of them a year make 4.986… %, exactly."""
    ratio = ratios.return_on_savings(101_00, 0, 100_00, Fraction(73, 7))
    assert ratio.value == Fraction(1, 100) * 52 / Fraction(73, 7) == Fraction(91, 1825)


@given(SUMS, SUMS)
def test_a_part_of_the_whole_lies_between_nothing_and_all(part: int, rest: int) -> None:
    for ratio in (ratios.loan_fund_utilisation(part, rest), ratios.write_off_ratio(part, rest)):
        assert (ratio.value is None) == (part + rest == 0)
        assert ratio.value is None or 0 <= ratio.value <= 1
