"""Days and months: the cycle a due belongs to, the months of a loan, and what is due every so often; month ends kept.

a loan of 31 January has its months end on 28 (or 29) February, 31 March, 30 April ...
every 2 weeks from 1 January is 15 January, 29 January, 12 February ...
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

Unit = Literal['day', 'week', 'month']
UNITS: tuple[Unit, ...] = get_args(Unit)

SHORTEST_MONTH_DAYS = 28


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
        if day > SHORTEST_MONTH_DAYS:
            day = min(day, calendar.monthrange(self.year, self.number)[1])
        return date(self.year, self.number, day)

    @property
    def first_day(self) -> date:
        """The 1st."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """The 28th, 29th, 30th or 31st."""
        return self.day(31)


@dataclass(frozen=True, slots=True)
class Every:
    """How often something is due: every so many days, weeks or months."""

    number: int
    unit: Unit

    def __str__(self) -> str:
        return f'{self.number} {self.unit}' if self.number == 1 else f'{self.number} {self.unit}s'

    def later(self, start: date, times: int) -> date:
        """The day so many times later, always counted from the start, so that month ends are kept."""
        if self.unit == 'month':
            return months_later(start, self.number * times)
        return start + timedelta(days=self.number * times * (7 if self.unit == 'week' else 1))


EVERY_MONTH = Every(1, 'month')

CycleName = Month | date
"""What a cycle of deposits is called by: its month where the group pays by months, else the day on which it begins."""


def month_of(day: date) -> Month:
    """The month a day lies in."""
    return Month(day.year, day.month)


def parse_month(text: str) -> Month:
    """Read 2025-03. Raises ValueError for anything else."""
    found = re.fullmatch(r'(\d{4})-(\d{2})', text.strip())
    if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1:
        raise ValueError(f'not a month: {text!r}')
    return Month(int(found[1]), int(found[2]))


def parse_cycle_name(text: str) -> CycleName:
    """Read 2025-03 or 2025-04-06. Raises ValueError for anything else."""
    if re.fullmatch(r'\d{4}-\d{2}-\d{2}', text.strip()):
        return date.fromisoformat(text.strip())
    return parse_month(text)


def cycle_named(month: Month | None, about: str) -> CycleName | None:
    """The cycle that a row names: by its month, or by the day in `about`; that may also name something else."""
    if month or not re.fullmatch(r'\d{4}-\d{2}-\d{2}', about):
        return month
    try:
        return date.fromisoformat(about)
    except ValueError:
        return None


FIRST_DAY_AS_NUMBER = 1_000_000
"""What is less than that is the number of a month, and the rest are those of days."""


def cycle_number(name: CycleName | None) -> int:
    """The name of a cycle as a number: 202503, or 20250406 where it is a day; 0 for none."""
    return int(str(name).replace('-', '')) if name else 0


def cycle_of_number(number: int) -> CycleName:
    """The name that `cycle_number` wrote."""
    if number < FIRST_DAY_AS_NUMBER:
        return Month(number // 100, number % 100)
    return date(number // 10_000, number // 100 % 100, number % 100)


def is_month(text: str) -> bool:
    """Whether a text is a month as `parse_month` reads it."""
    try:
        parse_month(text)
    except ValueError:
        return False
    return True


def parse_every(text: str) -> Every:
    """Read 1 month, 2 weeks, 10 days, month. Raises ValueError for anything else."""
    found = re.fullmatch(r'(?:(\d{1,4}) )?(day|week|month)s?', ' '.join(text.split()))
    if not found:
        raise ValueError(f'not so often: {text!r}')
    unit = next(unit for unit in UNITS if unit == found[2])
    return Every(int(found[1] or 1), unit)


def due_dates(start: date, every: Every, count: int) -> list[date]:
    """The days on which so many instalments are due; the first comes one period after the start.

    For example every month from 31 January 2024: 29 February, 31 March, 30 April.
    """
    return [every.later(start, times) for times in range(1, count + 1)]


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
