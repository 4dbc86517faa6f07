"""What part of a year's interest a period bears: the day counts.

In the words of the bylaws:

    Without a day count every period bears the same: a month a twelfth of the year's rate, a week a fifty-second, a
    day one of 365. With 30/360 each month has 30 days and the year 360. With actual/365, actual/364 and actual/actual
    the days of the calendar count; under actual/actual those that lie in a leap year count as one of 366. The day
    on which a period begins does not count, the day on which it ends does. A rate a month is twelve times as much
    a year.

For example 12 % a year from 12 December 2023 to 12 January 2024 on 10,000.00:

    none       1/12                    100.00
    30/360     30/360                  100.00
    act/365    31/365                  101.92
    act/364    31/364                  102.20
    act/act    19/365 + 12/366         101.81
"""

from datetime import date
from fractions import Fraction
from typing import Literal, get_args

from rules.periods import Every

DayCount = Literal['none', '30/360', 'act/365', 'act/act', 'act/364']
DAY_COUNTS: tuple[DayCount, ...] = get_args(DayCount)
Per = Literal['month', 'year']
PERS: tuple[Per, ...] = get_args(Per)

MONTHS, WEEKS, DAYS = 12, 52, 365
DAYS_OF = {'month': 30, 'week': 7, 'day': 1}


def period_rate(
    rate_percent: Fraction, per: Per, every: Every, day_count: DayCount, first: date, last: date
) -> Fraction:
    """The interest of a whole period on 1.00: 2 percent a month for a month is 0.02; for a week 0.02 × 12 / 52."""
    a_year = _a_year(rate_percent, per)
    if day_count == 'none':
        return a_year * every.number / {'month': MONTHS, 'week': WEEKS, 'day': DAYS}[every.unit]
    if day_count == '30/360':
        return a_year * every.number * DAYS_OF[every.unit] / 360
    return a_year * _years(day_count, first, last)


def part_rate(
    whole: Fraction, rate_percent: Fraction, per: Per, day_count: DayCount, first: date, last: date, since: date,
    until: date,
) -> Fraction:  # fmt: skip
    """The interest on 1.00 of the days from `since` to `until` in the period from `first` to `last`.

    `whole` is the interest of the whole period, nothing where it is free of interest. Where a period bears the same
    whatever its days are, they are counted over that period's own length: 14 days of a February with 29 are 14/29 of
    its interest.
    """
    assert first <= since <= until <= last, f'{since} to {until} is no part of {first} to {last}'
    if not whole or not counts_days(day_count):
        return whole * Fraction((until - since).days, (last - first).days)
    return _a_year(rate_percent, per) * _years(day_count, since, until)


def counts_days(day_count: DayCount) -> bool:
    """Whether the days of the calendar count, so that periods of the same kind bear different interest."""
    return day_count not in ('none', '30/360')


def _a_year(rate_percent: Fraction, per: Per) -> Fraction:
    return rate_percent / 100 * (MONTHS if per == 'month' else 1)


def _years(day_count: DayCount, first: date, last: date) -> Fraction:
    """How much of a year the days of the calendar are."""
    if day_count == 'act/act':
        return sum((_within_a_year(year, first, last) for year in range(first.year, last.year + 1)), Fraction(0))
    return Fraction((last - first).days, 364 if day_count == 'act/364' else 365)


def _within_a_year(year: int, first: date, last: date) -> Fraction:
    """The days of one calendar year. The last day of December still belongs to the old one."""
    eve, end = date(year - 1, 12, 31), date(year, 12, 31)
    return Fraction((min(last, end) - max(first, eve)).days, (end - eve).days)
