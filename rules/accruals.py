"""The interest of a loan as it really arises: on the principal that is outstanding each day, and never on interest.

In the words of the bylaws:

    Who pays late owes more interest for it, who pays early less. The instalments stay what they were, and the last
    one takes the difference. What is still outstanding after the last due day bears interest as before, period after
    period, whatever the method was; or none, where the group agreed that it stops on that day.

For example 12,000.00 at 2 % a month in 4 equal instalments of 3,151.49, of which none is paid: each month bears 240.00,
and the last instalment is 3,505.53. Each month after that bears 240.00 again.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from rules.money import ZERO, Money
from rules.prepayment import Rule, prepay, top_up
from rules.repayment_plans import Plan, numbered
from rules.rescheduling import Meanwhile, moratorium
from rules.schedules import Instalment, Period, Share, row_of
from rules.terms import MOST_YEARS

# Here the instalment stays what it was when the interest changes; elsewhere the principal does.
WITH_STEADY_INSTALMENTS = ('equal-instalments', 'fixed')


class Borne(NamedTuple):
    """What bears interest from the evening of one day to that of another, and the interest on 1.00 of it."""

    since: date
    until: date
    principal: Money
    rate: Fraction

    @property
    def interest(self) -> Fraction:
        """The interest, exact."""
        return self.principal * self.rate


class Span(NamedTuple):
    """A period, or what has passed of it: its interest, and on what it came about; on nothing of its own with flat
    interest, of which each period bears its part."""

    first: date
    until: date
    borne: tuple[Borne, ...]
    interest: Money


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a schedule has come: so many instalments are over, and so much is owed by it then, of it interest that
    waits for the end of its grace."""

    over: int
    balance: Money
    waiting: Money


class Accrual:
    """A loan with what was outstanding on each day so far.

    What is told of it comes in the order of its days; what is asked of it is asked for the same or a later day.
    `goes_on` says whether what is outstanding after the last due day bears interest; `brought` is interest from before
    it was agreed on.
    """

    def __init__(self, plan: Plan, *, goes_on: bool) -> None:
        self._goes_on = goes_on
        # What was agreed, at first or since the last change, and how far it has come.
        self._plan = plan
        self._stage = Stage(0, plan.principal, plan.waiting)
        # The principal really outstanding, from the evening of each of these days on.
        self._days, self._left = [plan.start], [plan.principal]
        # What came of the periods that are over: no later payment changes them.
        self._over: list[Instalment] = []
        self._spans: list[Span] = []
        self._of_periods_over = self.brought = plan.waiting
        # The interest of the running period up to a day since which it bears none.
        self._before_it_stopped: tuple[Borne, ...] = ()

    @property
    def agreed(self) -> Plan:
        """What was agreed at first, or at the last change."""
        return self._plan

    def anew(self, plan: Plan) -> 'Accrual':
        """The loan from the day on which another plan takes the place of this one."""
        return Accrual(plan, goes_on=self._goes_on)

    @property
    def over(self) -> list[Instalment]:
        """The instalments of the periods that are over."""
        return list(self._over)

    def outstanding(self, evening: date) -> Money:
        """The principal really outstanding at the end of a day."""
        return self._left[bisect_right(self._days, evening) - 1]

    def stands_at(self, principal: Money, on: date) -> None:
        """So much is outstanding from the evening of a day on."""
        self._left.append(principal)
        self._days.append(on)

    def top_up(self, amount: Money, on: date) -> None:
        """More was lent: the instalments left are computed anew."""
        if rest := self.plan(on):
            self._begin(replace(rest, principal=rest.principal + amount, shares=top_up(rest, amount, on).shares))
        self.stands_at(self.outstanding(on) + amount, on)

    def prepay(self, amount: Money, on: date, rule: Rule) -> bool:
        """Principal was paid ahead, which lowers the instalments left; not when it is all that is left of them."""
        rest = self.plan(on)
        if rest is None or amount >= rest.principal:
            return False
        self._begin(replace(rest, principal=rest.principal - amount, shares=prepay(rest, amount, on, rule).shares))
        return True

    def wait(self, instalments: int, on: date, meanwhile: Meanwhile) -> None:
        """A moratorium: the next instalments ask no principal."""
        if rest := self.plan(on):
            if meanwhile == 'none':
                self._before_it_stopped = tuple(self._borne(rest.periods[0], on))
            longer = moratorium(rest, instalments, on, meanwhile)
            self._begin(replace(longer, since=rest.since, arisen=Fraction(0)))

    def plan(self, on: date) -> Plan | None:
        """What was agreed for the running period and those after it; None when all are over."""
        self.close(on)
        plan, over = self._plan, self._stage.over
        if over == len(plan.shares):
            return None
        terms = plan.terms
        return replace(
            plan,
            terms=replace(
                terms, count=max(0, terms.count - over), grace_principal=max(0, terms.grace_principal - over),
                grace_interest=max(0, terms.grace_interest - over), interest_free=max(0, terms.interest_free - over),
            ),
            principal=self._stage.balance, since=plan.periods[over].first, periods=numbered(plan.periods[over:]),
            shares=plan.shares[over:], done=plan.done + over, waiting=self._stage.waiting,
        )  # fmt: skip

    def rows(self, on: date) -> list[Instalment]:
        """The schedule as it stands on a day: the interest is recomputed, the last instalment takes the rest."""
        self.close(on)
        found, stage = list(self._over), self._stage
        while stage.over < len(self._plan.shares):
            row, stage, _ = self._settled(stage, self._expected(stage, on))
            found.append(row)
        return found

    def arisen(self, on: date) -> Money:
        """All interest up to a day, as it is asked from who pays off then."""
        self.close(on)
        running = self._arisen(on).interest if self._stage.over < len(self._plan.shares) else ZERO
        return self._of_periods_over + running + self.after(on)

    def after(self, on: date) -> Money:
        """Of it the interest since the last due day: as much for each further period as what is outstanding bears."""
        self.close(on)
        over = self._stage.over == len(self._plan.shares)
        return sum((span.interest for span in self._further(on)), ZERO) if over else ZERO

    def spans(self, on: date) -> list[Span]:
        """How the interest up to a day came about, period by period."""
        self.close(on)
        if self._stage.over == len(self._plan.shares):
            return [*self._spans, *self._further(on)]
        running = self._arisen(on)
        return [*self._spans, running] if running.until > running.first else list(self._spans)

    def close(self, on: date) -> None:
        """Settle the periods that are over by a day."""
        while self._stage.over < len(self._plan.shares):
            due_on = self._plan.periods[self._stage.over].due_on
            if due_on > on:
                break
            span = self._arisen(due_on)
            row, self._stage, share = self._settled(self._stage, span.interest)
            self._of_periods_over += share.interest
            self._before_it_stopped = ()
            self._over.append(row)
            self._spans.append(span)

    def _begin(self, plan: Plan) -> None:
        self._plan, self._stage = plan, Stage(0, plan.principal, plan.waiting)

    def _settled(self, stage: Stage, interest: Money) -> tuple[Instalment, Stage, Share]:
        """The next instalment, of so much interest; how the schedule stands when it is over; and what it bears."""
        plan = self._plan
        period, last = plan.periods[stage.over], stage.over + 1 == len(plan.shares)
        share = self._share(stage, interest, last)
        row, waiting = row_of(period, share, stage.balance, stage.waiting, plan.terms, last=last)
        if plan.done:
            row = replace(row, n=row.n + plan.done)
        return row, Stage(stage.over + 1, row.balance, waiting), share

    def _share(self, stage: Stage, interest: Money, last: bool) -> Share:
        """What the next instalment repays, given its interest; the last one repays the rest."""
        if last:
            return Share(stage.balance, interest)
        agreed, terms = self._plan.shares[stage.over], self._plan.terms
        repaid = agreed.principal
        if terms.method in WITH_STEADY_INSTALMENTS and stage.over >= terms.grace_principal:
            repaid += agreed.interest - interest
        return Share(min(stage.balance, max(ZERO, repaid)), interest)

    def _expected(self, stage: Stage, on: date) -> Money:
        """The interest of a period that is not over: from the day on as if all that is overdue were paid then."""
        period, terms = self._plan.periods[stage.over], self._plan.terms
        if terms.method == 'flat':
            if self.outstanding(on):
                return self._plan.shares[stage.over].interest
            return self._arisen(on).interest if stage.over == self._stage.over else ZERO
        later = min(self.outstanding(on), stage.balance)
        if on <= period.first:
            return terms.interest_on(later, period.rate)
        if terms.part_month == 'started':
            return self._arisen(on).interest
        return terms.rounded(_sum(self._borne(period, on)) + later * self._part(period, on, period.due_on))

    def _arisen(self, on: date) -> Span:
        """The interest of the running period up to a day, as it is asked from who pays off then."""
        period, terms = self._plan.periods[self._stage.over], self._plan.terms
        day, started = min(on, period.due_on), terms.part_month == 'started'
        if terms.method == 'flat' and not self._left[-1]:
            # Flat interest arises no longer than until the loan is repaid.
            day = min(day, self._days[-1])
        if day <= period.first:
            return Span(period.first, period.first, (), ZERO)
        if terms.method == 'flat':
            days = Fraction((day - period.first).days, (period.due_on - period.first).days)
            interest = self._plan.shares[self._stage.over].interest * (Fraction(1) if started else days)
            return Span(period.first, day, (), terms.rounded(interest))
        return self._span(period, day)

    def _span(self, period: Period, day: date) -> Span:
        borne = tuple(self._borne(period, day))
        return Span(period.first, day, borne, self._plan.terms.rounded(_sum(borne)))

    def _further(self, on: date) -> Iterator[Span]:
        """The interest of each period that has begun since the last due day; they follow each other as before. No loan
        is looked at for longer than MOST_YEARS after that day."""
        plan, nth = self._plan, self._plan.done + len(self._plan.shares)
        first = plan.periods[len(plan.shares) - 1].due_on
        until = min(on.year, first.year + MOST_YEARS, MAXYEAR - MOST_YEARS - 1)
        while (
            self._goes_on and first < on and first.year <= until and (self.outstanding(first) or first < self._days[-1])
        ):
            nth += 1
            due_on = plan.terms.every.later(plan.start, nth)
            yield self._span(Period(nth, first, due_on, plan.terms.period_rate(first, due_on)), min(on, due_on))
            first = due_on

    def _borne(self, period: Period, until: date) -> Iterator[Borne]:
        """What bears the interest of a period up to a day: what was outstanding each day, or when it began."""
        yield from self._before_it_stopped
        if until <= period.first:
            return
        if self._plan.terms.part_month == 'started':
            yield Borne(period.first, period.due_on, self._bearing(period, until), period.rate)
            return
        changes = self._days[bisect_right(self._days, period.first) : bisect_left(self._days, until)]
        for since, day in pairwise([period.first, *changes, until]):
            yield Borne(since, day, self.outstanding(since), self._part(period, since, day))

    def _bearing(self, period: Period, until: date) -> Money:
        """What bears the interest of a period that counts whole: what was outstanding when it began, and what was
        lent on top within it."""
        within = range(bisect_right(self._days, period.first), bisect_left(self._days, until))
        lent = sum(max(ZERO, self._left[place] - self._left[place - 1]) for place in within)
        return self.outstanding(period.first) + lent

    def _part(self, period: Period, since: date, until: date) -> Fraction:
        return self._plan.terms.part_rate(period.first, period.due_on, since, until, period.rate)


def _sum(borne: Iterable[Borne]) -> Fraction:
    return sum((part.interest for part in borne), Fraction(0))
