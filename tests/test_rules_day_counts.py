"""What part of a year's interest a period bears."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.day_counts import DAY_COUNTS, PERS, DayCount, Per, part_rate, period_rate
from rules.periods import Every, Unit

MONTH, NEW_YEAR = Every(1, 'month'), (date(2023, 12, 12), date(2024, 1, 12))


@pytest.mark.parametrize(
    'day_count, share',
    [
        ('none', Fraction(1, 12)),
        ('30/360', Fraction(30, 360)),
        ('act/365', Fraction(31, 365)),
        ('act/364', Fraction(31, 364)),
        ('act/act', Fraction(19, 365) + Fraction(12, 366)),
    ],
)
def test_a_month_over_new_year_into_a_leap_year(day_count: DayCount, share: Fraction) -> None:
    """12 % a year on 10,000.00: 100.00 without a day count, 101.81 when the days of each year are counted."""
    assert period_rate(Fraction(12), 'year', MONTH, day_count, *NEW_YEAR) == Fraction(12, 100) * share


@pytest.mark.parametrize(
    'every, day_count, share_of_a_year',
    [
        (Every(1, 'week'), 'none', Fraction(1, 52)),
        (Every(2, 'week'), 'none', Fraction(2, 52)),
        (Every(10, 'day'), 'none', Fraction(10, 365)),
        (Every(3, 'month'), 'none', Fraction(3, 12)),
        (Every(2, 'week'), '30/360', Fraction(14, 360)),
        (Every(10, 'day'), '30/360', Fraction(10, 360)),
        (Every(2, 'month'), '30/360', Fraction(60, 360)),
    ],
)
def test_weeks_days_and_several_months(every: Every, day_count: DayCount, share_of_a_year: Fraction) -> None:
    first = date(2024, 1, 31)
    last = every.later(first, 1)
    assert period_rate(Fraction(24), 'year', every, day_count, first, last) == Fraction(24, 100) * share_of_a_year
    assert period_rate(Fraction(2), 'month', every, day_count, first, last) == Fraction(24, 100) * share_of_a_year


def test_part_of_a_month_is_counted_over_its_own_length() -> None:
    """14 of the 29 days of a February: 83.57 × 7 % / 12 × 14/29 are 0.2353... by 30/360, by days 14/365 of 7 %."""
    february = (date(2024, 2, 1), date(2024, 3, 1))
    part = (date(2024, 2, 1), date(2024, 2, 15))
    months, days = Fraction(7, 1200), Fraction(7, 100) * Fraction(29, 365)
    assert part_rate(months, Fraction(7), 'year', '30/360', *february, *part) == months * Fraction(14, 29)
    assert part_rate(days, Fraction(7), 'year', 'act/365', *february, *part) == Fraction(7, 100) * Fraction(14, 365)
    # What is free of interest is so on each of its days.
    assert part_rate(Fraction(0), Fraction(7), 'year', 'act/365', *february, *part) == 0


@given(
    st.sampled_from(DAY_COUNTS),
    st.sampled_from(PERS),
    st.sampled_from(('day', 'week', 'month')),
    st.integers(1, 30),
    st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    st.integers(0, 1000),
)
def test_the_parts_of_a_period_bear_together_what_it_bears(
    day_count: DayCount, per: Per, unit: Unit, number: int, first: date, days: int
) -> None:
    every = Every(number, unit)
    last = every.later(first, 1)
    day = first + timedelta(days=days % ((last - first).days + 1))
    whole = period_rate(Fraction(13, 7), per, every, day_count, first, last)
    of_period = (whole, Fraction(13, 7), per, day_count, first, last)
    assert part_rate(*of_period, first, day) + part_rate(*of_period, day, last) == whole
