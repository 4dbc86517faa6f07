"""How a balance stood over a period: its evenings, its months, the lowest it was.

A movement counts from the evening of its day on. For example 1,000 brought into January, 500 paid in on the 11th and
200 taken out on the 21st:

    1st to 10th      10 evenings    1,000
    11th to 20th     10 evenings    1,500
    21st to 31st     11 evenings    1,300        lowest of the month 1,000, from the 11th on 1,300
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from rules.money import Money
from rules.periods import month_of, months_from

Movements: TypeAlias = Sequence[tuple[date, Money]]
"""What was paid in, and with a minus taken out, on which day; in any order."""


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both counted."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def months(self) -> int:
        """How many months it touches."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def of_whole_months(self) -> bool:
        """Whether it begins with a first and ends with a last day of a month."""
        return self.first.day == 1 and (self.last + timedelta(days=1)).day == 1


class Stretch(NamedTuple):
    """Evenings on which the balance was the same."""

    first: date
    days: int
    balance: Money


def stretches(opening: Money, movements: Movements, period: Period) -> Iterator[Stretch]:
    """The evenings of a period. `opening` is the balance before all the movements; none after the period counts."""
    balance, since = opening, period.first
    for day, amount in sorted(movements):
        if day > period.last:
            break
        if day > since:
            yield Stretch(since, (day - since).days, balance)
            since = day
        balance += amount
    yield Stretch(since, (period.last - since).days + 1, balance)


def monthly_lowest(opening: Money, movements: Movements, period: Period, from_day: int = 1) -> list[Money]:
    """The lowest evening of each month, counted from a day of the month on. The period has whole months."""
    assert period.of_whole_months, f'not whole months: {period}'
    months = _counted_days(period, from_day)
    lowest: list[Money | None] = [None] * len(months)
    month = 0
    for first, days, balance in stretches(opening, movements, period):
        begin = first.toordinal()
        end = begin + days - 1
        while months[month][1] < begin:
            month += 1
        for place in range(month, len(months)):
            counted_from, counted_to = months[place]
            if counted_from > end:
                break
            before = lowest[place]
            if counted_to >= begin and (before is None or balance < before):
                lowest[place] = balance
    return [balance or 0 for balance in lowest]


@lru_cache(maxsize=64)
def _counted_days(period: Period, from_day: int) -> list[tuple[int, int]]:
    """The first and the last day of each month that count, as ordinals."""
    return [
        (month.day(from_day).toordinal(), month.last_day.toordinal())
        for month in months_from(month_of(period.first), month_of(period.last))
    ]
