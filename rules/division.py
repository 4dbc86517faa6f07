"""Dividing money so that the parts add up: each part whole coins, together exactly the sum, by largest remainder.

    Each part is first rounded down to whole coins. The coins that are left go one each to the parts that lost most
    by it; of two that lost the same, to the one that comes first.

For example 1,000.00 among three members with equal shares, and among holders of 1, 2 and 4 shares in coins of 10.00:

    333.333…  333.333…  333.333…    ->   333.34   333.33   333.33
    142.857…  285.714…  571.428…    ->   140.00   290.00   570.00

A loss is divided like a gain. Who has no weight gets nothing.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import TypeAlias

from rules.money import ZERO, Money
from rules.problems import N_, Problem

Weight: TypeAlias = int | Fraction


def divide(total: Money, weights: Sequence[Weight], unit: Money = 1) -> list[Money]:
    """The part of each weight, a multiple of `unit`; together exactly `total`.

    `total` is a multiple of `unit`, no weight is below zero and one at least above it: see problems_of_division.
    Nothing can always be divided.
    """
    if not total:
        return [ZERO] * len(weights)
    assert not list(problems_of_division(total, weights, unit)), f'{total} cannot be divided by {weights}'

    whole = _as_whole_numbers(weights)
    everything = sum(whole)
    coins = abs(total) // unit
    counts = _by_largest_remainder(coins, [divmod(coins * weight, everything) for weight in whole])
    sign = -1 if total < 0 else 1
    return [sign * count * unit for count in counts]


def in_coins(total: Money, exact: Sequence[Fraction], unit: Money) -> list[Money]:
    """Exact parts in whole coins, each less than a coin away, together exactly `total`.

    The parts are not below zero and come to `total`, which whole coins make up, or to less than a coin more: 39.00,
    10.67 and 10.67 are 60.34, and in coins of 1.00 they make 60 as 39, 11 and 10.
    """
    assert not total % unit and 0 <= sum(exact) - total < unit, f'{exact} are not {total} in coins of {unit}'
    counts = _by_largest_remainder(total // unit, [divmod(part, unit) for part in exact])
    return [count * unit for count in counts]


def _by_largest_remainder(coins: int, parts: Sequence[tuple[int, int | Fraction]]) -> list[int]:
    """So many coins for parts of which each has whole coins and a rest."""
    counts = [count for count, _rest in parts]
    # Sorting keeps the order of equals, so that of two with the same remainder the first gets the coin.
    for place in sorted(range(len(parts)), key=lambda place: -parts[place][1])[: coins - sum(counts)]:
        counts[place] += 1
    return counts


def exact_parts(total: Money, weights: Sequence[Weight]) -> list[Fraction]:
    """The part of each weight before rounding."""
    everything = sum(weights)
    return [Fraction(total * weight) / everything for weight in weights]


def problems_of_division(total: Money, weights: Sequence[Weight], unit: Money = 1) -> Iterable[Problem]:
    """Why a sum cannot be divided by these weights into multiples of `unit`."""
    if any(weight < 0 for weight in weights):
        yield Problem(
            N_('Somebody would have less than no part of the division.'),
            N_('Look at her figures; what is below zero counts as zero.'),
        )
    elif not any(weights):
        yield Problem(
            N_('Nobody has anything by which the sum could be divided.'),
            N_('Choose another way of dividing, or another period.'),
        )
    if total % unit:
        yield Problem(
            N_('The sum cannot be divided into whole coins.'),
            N_('Divide a sum that whole coins make up, and say where the rest stays.'), about='amount',
        )  # fmt: skip


def _as_whole_numbers(weights: Sequence[Weight]) -> list[int]:
    """Weights in the same proportion without fractions: whole numbers are divided many times faster."""
    common = lcm(*(weight.denominator for weight in weights))
    return [weight.numerator * (common // weight.denominator) for weight in weights]
