"""Division by largest remainder: the parts add up, whatever the sum and the weights."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules import division
from rules.division import Weight, in_coins

WEIGHTS = st.lists(st.one_of(st.integers(0, 10**6), st.fractions(0, 1000, max_denominator=366)), max_size=40)
TOTALS = st.integers(-(10**9), 10**9)


@pytest.mark.parametrize(
    'total, weights, unit, parts',
    [
        (1000_00, [1, 1, 1], 1, [333_34, 333_33, 333_33]),
        (1000_00, [1, 2, 4], 10_00, [140_00, 290_00, 570_00]),
        (-1000_00, [1, 1, 1], 1, [-333_34, -333_33, -333_33]),
        (100_00, [0, 1, 1, 0, 1], 1, [0, 33_34, 33_33, 0, 33_33]),
        (100_00, [Fraction(1, 3), Fraction(1, 6)], 1, [66_67, 33_33]),
        (2, [1, 1, 1], 1, [1, 1, 0]),
        (1, [1, 999], 1, [0, 1]),
        (5_00, [7], 5_00, [5_00]),
    ],
)
def test_the_parts_of_a_sum(total: int, weights: list[Weight], unit: int, parts: list[int]) -> None:
    assert division.divide(total, weights, unit) == parts


def test_nothing_can_be_divided_among_anybody() -> None:
    assert division.divide(0, [0, 0]) == [0, 0]
    assert division.divide(0, []) == []


@pytest.mark.parametrize(
    'total, weights, unit, said',
    [
        (100, [0, 0], 1, 'Nobody has anything by which the sum could be divided.'),
        (100, [], 1, 'Nobody has anything by which the sum could be divided.'),
        (100, [3, -1], 1, 'Somebody would have less than no part of the division.'),
        (150, [3, 1], 100, 'The sum cannot be divided into whole coins.'),
    ],
)
def test_what_cannot_be_divided_is_told(total: int, weights: list[Weight], unit: int, said: str) -> None:
    assert [problem.message for problem in division.problems_of_division(total, weights, unit)] == [said]
    with pytest.raises(AssertionError):
        division.divide(total, weights, unit)


def test_all_reasons_are_told_at_once() -> None:
    assert len(list(division.problems_of_division(150, [0], 100))) == 2


def test_the_published_share_days_before_rounding() -> None:
    """Fineract, DividendsIntegrationTests: 50,000 by 201,400 share-days, printed as 32-bit numbers."""
    exact = division.exact_parts(50_000, [45_600, 73_200, 54_900, 12_200, 15_500])
    published = ['11320.755', '18172.791', '13629.593', '3028.7983', '3848.0637']
    assert all(abs(part - Fraction(text)) < Fraction(1, 1000) for part, text in zip(exact, published, strict=True))
    assert sum(exact) == 50_000


@given(TOTALS, WEIGHTS, st.sampled_from([1, 5, 10, 100, 500]))
def test_the_parts_add_up_and_none_is_off_by_a_whole_coin(total: int, weights: list[Weight], unit: int) -> None:
    assume(any(weights))
    total -= total % unit
    parts = division.divide(total, weights, unit)
    assert sum(parts) == total
    for part, exact in zip(parts, division.exact_parts(total, weights), strict=True):
        assert part % unit == 0
        assert abs(part - exact) < unit


@given(TOTALS, WEIGHTS)
def test_who_has_more_never_gets_less(total: int, weights: list[Weight]) -> None:
    assume(any(weights))
    by_weight = sorted(zip(weights, map(abs, division.divide(total, weights)), strict=True))
    for (less, part_of_less), (more, part_of_more) in pairwise(by_weight):
        assert part_of_less <= part_of_more or less == more


@given(TOTALS, WEIGHTS, st.integers(1, 1000))
def test_only_the_proportion_of_the_weights_counts(total: int, weights: list[Weight], times: int) -> None:
    assume(any(weights))
    assert division.divide(total, weights) == division.divide(total, [weight * times for weight in weights])


@given(TOTALS, WEIGHTS)
def test_a_loss_is_divided_like_a_gain(total: int, weights: list[Weight]) -> None:
    assume(any(weights))
    assert division.divide(-total, weights) == [-part for part in division.divide(total, weights)]


def test_parts_that_come_to_a_little_more_make_whole_coins_each_less_than_one_away() -> None:
    exact = [Fraction(39_00), Fraction(10_67), Fraction(10_67)]
    assert in_coins(60_00, exact, 1_00) == [39_00, 11_00, 10_00]


@given(st.lists(st.fractions(0, 10**6), min_size=1, max_size=12), st.sampled_from([1, 5, 100, 1000]))
def test_no_part_is_a_whole_coin_away_and_together_they_are_the_sum(exact: list[Fraction], unit: int) -> None:
    total = int(sum(exact) // unit) * unit
    parts = in_coins(total, exact, unit)
    assert sum(parts) == total and not any(part % unit for part in parts)
    assert all(abs(part - wanted) < unit for part, wanted in zip(parts, exact, strict=True))
