"""Days and months: the month a due belongs to, and the months of a loan, with month ends kept.

a loan of 31 January has its months end on 28 (or 29) February, 31 March, 30 April ...
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year, written 2025-03."""

    year: int
    number: int

    def __str__(self) -> str:
        return f'{self.year:04d}-{self.number:02d}'

    def plus(self, months: int) -> 'Month':
        """So many months later, or earlier when negative."""
        year, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, number + 1)

    def day(self, day: int) -> date:
        """That day of this month, or its last day when the month is shorter."""
        return date(self.year, self.number, min(day, calendar.monthrange(self.year, self.number)[1]))

    @property
    def first_day(self) -> date:
        """The 1st."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """The 28th, 29th, 30th or 31st."""
        return self.day(31)


def month_of(day: date) -> Month:
    """The month a day lies in."""
    return Month(day.year, day.month)


def parse_month(text: str) -> Month:
    """Read 2025-03. Raises ValueError for anything else."""
    found = re.fullmatch(r'(\d{4})-(\d{2})', text.strip())
    if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1:
        raise ValueError(f'not a month: {text!r}')
    return Month(int(found[1]), int(found[2]))


def months_from(first: Month, last: Month) -> Iterator[Month]:
    """All months from the first to the last, both counted; none when the last lies before the first."""
    month = first
    while month <= last:
        yield month
        month = month.plus(1)


def months_later(start: date, months: int) -> date:
    """The same day so many months later, month ends kept: 31 January + 1 is 28 February, + 2 is 31 March."""
    return month_of(start).plus(months).day(start.day)


def months_started(start: date, on: date) -> int:
    """How many months after `start` have begun by that day; a started month counts whole.

    For example from 10 January: 0 on the day itself, 1 from 11 January to 10 February, 2 on 11 February.
    """
    if on <= start:
        return 0
    months = (on.year - start.year) * 12 + on.month - start.month
    while months_later(start, months) < on:
        months += 1
    while months > 0 and months_later(start, months - 1) >= on:
        months -= 1
    return months
