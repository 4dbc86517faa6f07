"""The contribution report: by month, quarter or year, how many paid in, how much, how it grew and who stopped.

For example with Asha, Bina and Chitra as members since January, where Chitra left on 20 March:

    month      members  paid in  total    before   growth   stopped
    2025-01    3        3        600.00   -        -
    2025-02    3        2        500.00   600.00   −16 2/3 %   Bina
    2025-03    3        2        500.00   500.00   0 %
    2025-04    2        1        400.00   500.00   −20 %       Bina

Growth is an exact fraction of percent, and none after a period in which nothing came in. Who paid in the period
before, is still a member and paid nothing in this one has stopped; that is said once the period is over.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

from rules import members, periods
from rules.members import Span
from rules.money import ZERO, Money
from rules.periods import Month

Length = Literal['month', 'quarter', 'year']
MONTHS_OF: Mapping[Length, int] = {'month': 1, 'quarter': 3, 'year': 12}


class Paid(NamedTuple):
    """A contribution: the day, the member's id and the amount in minor units; one that takes back has a minus."""

    on: date
    member: str
    amount: Money


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month, quarter or year of the calendar, by its first month."""

    first_month: Month
    length: Length

    def __str__(self) -> str:
        """2025-03, 2025 Q1 or 2025."""
        if self.length == 'month':
            return str(self.first_month)
        year = f'{self.first_month.year:04d}'
        return year if self.length == 'year' else f'{year} Q{(self.first_month.number + 2) // 3}'

    @property
    def first(self) -> date:
        """Its first day."""
        return self.first_month.first_day

    @property
    def last(self) -> date:
        """Its last day."""
        return self.first_month.plus(MONTHS_OF[self.length] - 1).last_day

    @property
    def next(self) -> 'Period':
        """The one after it."""
        return Period(self.first_month.plus(MONTHS_OF[self.length]), self.length)


@dataclass(frozen=True, slots=True)
class Line:
    """One period. `members` and `contributors` are numbers of people; `stopped` are ids of members.

    `before` is the total of the period before it, and empty in the first one.
    """

    period: Period
    members: int
    contributors: int
    total: Money
    before: Money | None
    stopped: tuple[str, ...]

    @property
    def growth_percent(self) -> Fraction | None:
        """By how many percent more came in than in the period before; none where nothing came in before."""
        if self.before is None or self.before <= ZERO:
            return None
        return Fraction(100 * (self.total - self.before), self.before)

    @property
    def average(self) -> Fraction | None:
        """What each of those who paid in brought, in minor units; none where nobody did."""
        return Fraction(self.total, self.contributors) if self.contributors else None


def period_of(day: date, length: Length) -> Period:
    """The period of the calendar that holds a day."""
    months = MONTHS_OF[length]
    return Period(Month(day.year, (day.month - 1) // months * months + 1), length)


def report(
    paid: Iterable[Paid], belonged: Mapping[str, Sequence[Span]], length: Length, first: date, today: date
) -> list[Line]:
    """A line for each period from the one that holds `first`, when the group began, to that of `today`.

    `belonged` says when each member belonged to the group, by her id. Rows after `today` do not count.
    """
    sums = _sums((row for row in paid if first <= row.on <= today), length)
    lines: list[Line] = []
    earlier: frozenset[str] = frozenset()
    before: Money | None = None
    for period in _periods(first, today, length):
        hers = sums.get(period, {})
        paying = frozenset(member for member, amount in hers.items() if amount > ZERO)
        there = {member for member, spans in belonged.items() if _within(spans, period, today)}
        stayed = {member for member in earlier if members.belonged(belonged.get(member, ()), period.last)}
        stopped = sorted(stayed - paying) if period.last < today else []
        total = sum(hers.values())
        lines.append(Line(period, len(there), len(paying), total, before, tuple(stopped)))
        earlier, before = paying, total
    return lines


def _periods(first: date, today: date, length: Length) -> Iterator[Period]:
    period = period_of(first, length)
    while period.first <= today:
        yield period
        period = period.next


def _sums(paid: Iterable[Paid], length: Length) -> dict[Period, dict[str, Money]]:
    """What each member paid in each period."""
    found: dict[Period, dict[str, Money]] = {}
    by_month: dict[Month, Period] = {}
    for row in paid:
        month = periods.month_of(row.on)
        period = by_month.setdefault(month, period_of(row.on, length))
        hers = found.setdefault(period, {})
        hers[row.member] = hers.get(row.member, ZERO) + row.amount
    return found


def _within(spans: Sequence[Span], period: Period, today: date) -> bool:
    """Whether she was a member on any day of the period that has come."""
    last = min(period.last, today)
    return any(span.first <= last and (span.last is None or span.last >= period.first) for span in spans)
