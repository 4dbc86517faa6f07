"""Contribution cycles: how often the group pays in, from when to when a cycle goes, and whether everybody has paid.

In the words of the bylaws:

    We pay in every day, every week, every two weeks or every month. Each such time is a cycle with a number. The
    contribution is due on a day of the cycle, counted from its first, or on its last where the cycle is shorter.
    Months are those of the calendar. When we change how often we pay, the cycle that has begun goes on to its end.

For example paying in every week from Wednesday 1 January 2025, due on the first day; and every month, due on the 10th:

    cycle 1    1 – 7 January      due on  1 January         1    1 – 31 January     due on 10 January
    cycle 2    8 – 14 January     due on  8 January         2    1 – 28 February    due on 10 February
    cycle 3   15 – 21 January     due on 15 January         3    1 – 31 March       due on 10 March

A cycle hands over to the next one on the day after its last. What somebody has not paid goes with her: she catches up,
the oldest cycle first.

Who has not paid is reminded from three days before the due day on, or half a cycle where that is less, until she has:
above from 29 December and 7 January, and who pays in every day from the day itself.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rules import members, periods
from rules.bylaws import Bylaws
from rules.money import ZERO, Money
from rules.periods import EVERY_MONTH, CycleName, Every
from rules.problems import N_
from rules.records import Change, Member

FREQUENCIES: Mapping[str, Every] = {
    N_('daily'): Every(1, 'day'),
    N_('weekly'): Every(1, 'week'),
    N_('fortnightly'): Every(2, 'week'),
    N_('monthly'): Every(1, 'month'),
    N_('quarterly'): Every(3, 'month'),
    N_('half-yearly'): Every(6, 'month'),
    N_('yearly'): Every(12, 'month'),
}
"""The frequencies that have a name; any other is written as `periods.parse_every` reads it, such as 10 days."""

REMINDED_BEFORE_DAYS = 3
"""So many days before the due day reminders begin, and later where half a cycle has fewer days."""

LAST_DAY = date(9998, 12, 31)
"""A cycle that begins later may end after the last day that there is."""

State = Literal['to come', 'running', 'complete', 'behind']


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed from a day on: how often, and on which day of the cycle (from 1) the contribution is due."""

    since: date
    every: Every
    due_day: int


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle: its number from 1, its first and last day, both counted, and the day by which it is to be paid."""

    number: int
    first: date
    last: date
    due_on: date
    every: Every = EVERY_MONTH

    @property
    def name(self) -> CycleName:
        """What it is called by: where the group pays by months the month in which it ends, else its first day."""
        return periods.month_of(self.last) if self.every == EVERY_MONTH else self.first

    @property
    def known_by(self) -> date:
        """The day by which it is found among all others: the first of its month, or its first day."""
        return periods.month_of(self.last).first_day if self.every == EVERY_MONTH else self.first


@dataclass(frozen=True, slots=True)
class Due:
    """What a member owes for a cycle; `amount` in minor units."""

    cycle: Cycle
    amount: Money

    @property
    def due_on(self) -> date:
        """The day by which it is to be paid."""
        return self.cycle.due_on


@dataclass(frozen=True, slots=True)
class Standing:
    """How a cycle stands on a day: what each member owes for it and has paid for it, in minor units by her id."""

    cycle: Cycle
    on: date
    owed: Mapping[str, Money]
    paid: Mapping[str, Money]

    @property
    def expected(self) -> Money:
        """What the cycle brings when everybody has paid."""
        return sum(self.owed.values())

    @property
    def collected(self) -> Money:
        """What came in of that; more than a member owes is savings of hers and not counted here."""
        return self.expected - sum(self.missing.values())

    @property
    def missing(self) -> dict[str, Money]:
        """Who has not paid all, and what is missing."""
        left = {member: owed - self.paid.get(member, ZERO) for member, owed in self.owed.items()}
        return {member: amount for member, amount in left.items() if amount > ZERO}

    @property
    def all_paid(self) -> bool:
        """Whether everybody who owes something for it has paid all of it."""
        return not self.missing

    @property
    def state(self) -> State:
        """to come, running, complete (everybody has paid), or behind (it is over and somebody has not)."""
        if self.all_paid and self.on >= self.cycle.first:
            return 'complete'
        if self.on < self.cycle.first:
            return 'to come'
        return 'running' if self.on <= self.cycle.last else 'behind'


def read_frequency(text: str) -> Every:
    """Read weekly, monthly, 10 days, 2 months ... Raises ValueError for anything else, also for every 0 days."""
    every = FREQUENCIES.get(text.strip()) or periods.parse_every(text)
    if every.number < 1:
        raise ValueError(f'not a frequency: {text!r}')
    return every


def written_frequency(every: Every) -> str:
    """The text from which `read_frequency` gets the same frequency again: by its name where it has one."""
    return next((name for name, named in FREQUENCIES.items() if named == every), str(every))


def agreed(bylaws: Bylaws) -> list[Agreed]:
    """What was agreed from the day on which the group began, and from each day on which that changed."""
    changed = {change.on for change in bylaws.history if change.field in ('frequency', 'due_day')}
    days = [bylaws.started_on, *sorted(day for day in changed if day > bylaws.started_on)]
    then = [bylaws.on(day) if changed else bylaws for day in days]
    return [Agreed(day, read_frequency(one.frequency), one.due_day) for day, one in zip(days, then, strict=True)]


def always_by_months(bylaws: Bylaws) -> bool:
    """Whether the group pays by months and always did."""
    return all(one.every == EVERY_MONTH for one in agreed(bylaws))


def cycles(agreed: Sequence[Agreed], until: date) -> Iterator[Cycle]:
    """Every cycle that has begun by a day, in their order and without a gap.

    `agreed` is in order of time. Another due day counts for the cycle that holds its day; another frequency from the
    next cycle on, whose first cycle begins at once and ends where its weeks or months do.
    """
    numbers = itertools.count(1)
    first: date | None = None
    runs = [list(run) for _every, run in itertools.groupby(agreed, key=lambda one: one.every)]
    for run, following in itertools.zip_longest(runs, runs[1:]):
        every, base = run[0].every, _base(run[0])
        times = _times_until(every, base, first) if first else 0
        first = first or base
        while first <= min(until, LAST_DAY) and (following is None or first < following[0].since):
            start, after = every.later(base, times), every.later(base, times + 1)
            last = after - timedelta(days=1)
            due_day = next(one.due_day for one in reversed(run) if one.since <= last)
            yield Cycle(next(numbers), first, last, min(start + timedelta(days=due_day - 1), last), every)
            first, times = after, times + 1


def _base(agreed: Agreed) -> date:
    """From where the cycles are counted: months from the first of the month, days and weeks from the day itself."""
    return periods.month_of(agreed.since).first_day if agreed.every.unit == 'month' else agreed.since


def _times_until(every: Every, base: date, day: date) -> int:
    """How many times later a cycle begins that does not lie before a day."""
    return next(times for times in itertools.count() if every.later(base, times) >= day)


def running(found: Iterable[Cycle], on: date) -> Cycle | None:
    """The cycle that holds a day; none before the group began."""
    return next((cycle for cycle in found if cycle.first <= on <= cycle.last), None)


def named(found: Iterable[Cycle], name: CycleName) -> Cycle | None:
    """The cycle of that name."""
    return next((cycle for cycle in found if cycle.name == name), None)


def dues(
    member: Member, changes: Sequence[Change], found: Iterable[Cycle], started_on: date, currency: str
) -> Iterator[Due]:
    """What she owes for each of the cycles: her own sum on the due day, where she is a member on it.

    Nothing is owed for a due day before the group began, nor by a member without a sum.
    """
    hers = [change for change in changes if change.row == member.id]
    spans = members.spans(member, hers)
    for cycle in found:
        if cycle.due_on < started_on or not members.belonged(spans, cycle.due_on):
            continue
        if amount := members.monthly_on(member, hers, cycle.due_on, currency):
            yield Due(cycle, amount)


@dataclass(frozen=True, slots=True)
class HandOver:
    """The end of a cycle: which one ended, which one began, and what each member takes along unpaid."""

    ended: Cycle
    begun: Cycle
    carried: Mapping[str, Money]


def hand_overs(standings: Sequence[Standing], on: date) -> list[HandOver]:
    """The hand-over of each cycle that has ended by a day to the next one. `standings` are in their order."""
    return [
        HandOver(standing.cycle, following.cycle, standing.missing)
        for standing, following in itertools.pairwise(standings)
        if following.cycle.first <= on
    ]


def reminded_from(cycle: Cycle) -> date:
    """The day from which who has not paid all for a cycle is reminded of it."""
    days = (cycle.last - cycle.first).days + 1
    return cycle.due_on - timedelta(days=min(REMINDED_BEFORE_DAYS, days // 2))
