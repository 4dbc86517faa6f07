"""Amounts: how they are read, written and rounded."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import money
from rules.money import RoundingMode


@pytest.mark.parametrize(
    'typed, paise',
    [
        ('200', 20000),
        ('200.5', 20050),
        ('1,234.50', 123450),
        ('1,23,456.50', 12345650),
        ('123,456.50', 12345650),
        (' 200.00 ', 20000),
        ('१२००', 120000),
        ('0', 0),
        ('200.500', 20050),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, paise: int) -> None:
    assert money.parse(typed, 'INR') == paise


@pytest.mark.parametrize(
    'typed',
    ['', ' ', '-200', '+200', '1e9', 'five hundred', '200.005', '12,34', '1,5', '1.2.3', 'NaN', '₹200', '9' * 17],
)
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        money.parse(typed, 'INR')


def test_a_currency_without_cents_takes_none() -> None:
    assert money.parse('5,000', 'UGX') == money.parse('5000.00', 'UGX') == 5000
    with pytest.raises(ValueError):
        money.parse('5000.50', 'UGX')


@given(st.integers(0, money.LARGEST), st.sampled_from(['INR', 'KES', 'UGX']))
def test_the_text_of_an_amount_is_read_back_as_the_amount(minor: int, currency: str) -> None:
    assert money.parse(money.as_text(minor, currency), currency) == minor


@pytest.mark.parametrize(
    'exact, unit, half_up, half_even, up, down',
    [
        (Fraction(3125, 2), 1, 1563, 1562, 1563, 1562),
        (Fraction(3127, 2), 1, 1564, 1564, 1564, 1563),
        (Fraction(1562), 1, 1562, 1562, 1562, 1562),
        (Fraction(3125, 2), 100, 1600, 1600, 1600, 1500),
        (Fraction(1550), 100, 1600, 1600, 1600, 1500),
        (Fraction(1450), 100, 1500, 1400, 1500, 1400),
        (Fraction(-3125, 2), 1, -1563, -1562, -1563, -1562),
    ],
)
def test_rounding_is_visible(exact: Fraction, unit: int, half_up: int, half_even: int, up: int, down: int) -> None:
    modes: tuple[RoundingMode, ...] = ('half-up', 'half-even', 'up', 'down')
    assert [money.rounded(exact, unit, mode) for mode in modes] == [half_up, half_even, up, down]


def test_two_percent_of_five_thousand_is_one_hundred() -> None:
    assert money.percent_of(5000_00, Fraction(2)) == 100_00
