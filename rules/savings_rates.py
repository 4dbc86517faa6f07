"""What savings earn where the bylaws changed their rate: each day, or each month, bears the rate that was in force.

    By the daily balance each day bears the rate of that day. By the lowest balance of the month a month bears the
    rate of its last day. How balances count is what the bylaws of the last day of the period say.

For example 12 % a year, 2 % from 31 December 2025 on, and 1,000.00 from 5 January 2025 on:

    daily balance        1,000.00 × 360 / 365 × 12 / 100     118.356…
                         1,000.00 ×   1 / 365 ×  2 / 100       0.054…     together 118.41
    monthly minimum      January 0.00, then 1,000.00 × 10 / 12 × 12 / 100 + 1,000.00 × 1 / 12 × 2 / 100 = 101.67
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from rules.balances import Period
from rules.bylaws import Bylaws
from rules.dividends import BY_MONTHS, Rate, Weighting
from rules.periods import month_of, months_from

RATE = 'savings_rate_percent'


def rates_of(bylaws: Bylaws, period: Period, weighting: Weighting) -> tuple[Rate, ...]:
    """The rates of the bylaws in a period, in percent a year, each with the first day that bears it."""
    found: list[Rate] = []
    for first, decides in _days(bylaws, period, weighting):
        rate: Fraction = bylaws.on(decides).savings_rate_percent
        if not found or found[-1].percent != rate:
            found.append(Rate(first, rate))
    return tuple(found)


def _days(bylaws: Bylaws, period: Period, weighting: Weighting) -> Iterator[tuple[date, date]]:
    """The days from which a rate may hold, each with the day whose bylaws decide."""
    changed = sorted({change.on for change in bylaws.history if change.field == RATE})
    if weighting in BY_MONTHS:
        for month in months_from(month_of(period.first), month_of(period.last)):
            yield month.first_day, month.last_day
        return
    yield period.first, period.first
    yield from ((day, day) for day in changed if period.first < day <= period.last)
