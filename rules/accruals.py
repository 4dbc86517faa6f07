"""The interest of a loan as it really arises: on the principal that is outstanding each day, and never on interest.

In the words of the bylaws:

    Who pays late owes more interest for it, who pays early less. The instalments stay what they were, and the last
    one takes the difference. After the last due day no more interest arises.

For example 12,000.00 at 2 % a month in 4 equal instalments of 3,151.49, of which none is paid: each month bears 240.00,
and the last instalment is 3,505.53.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

from rules.money import ZERO, Money
from rules.prepayment import top_up
from rules.repayment_plans import Plan, numbered
from rules.rescheduling import Meanwhile, moratorium
from rules.schedules import Instalment, Period, Share, row_of

# Here the instalment stays what it was when the interest changes; elsewhere the principal does.
WITH_STEADY_INSTALMENTS = ('equal-instalments', 'fixed')


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
    """

    def __init__(self, plan: Plan) -> None:
        # What was agreed, at first or since the last change, and how far it has come.
        self._plan = plan
        self._stage = Stage(0, plan.principal, plan.waiting)
        # The principal really outstanding, from the evening of each of these days on.
        self._days, self._left = [plan.start], [plan.principal]
        # What came of the periods that are over: no later payment changes them.
        self._over: list[Instalment] = []
        self._of_periods_over = plan.waiting
        # The interest of the running period up to a day since which it bears none.
        self._before_it_stopped = Fraction(0)

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

    def wait(self, instalments: int, on: date, meanwhile: Meanwhile) -> None:
        """A moratorium: the next instalments ask no principal."""
        if rest := self.plan(on):
            if meanwhile == 'none':
                self._before_it_stopped = self._exactly(rest.periods[0], on)
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
        return self._of_periods_over + self.running(on)

    def running(self, on: date) -> Money:
        """The interest of the period in which a day lies, up to that day."""
        return self._arisen(on) if self._stage.over < len(self._plan.shares) else ZERO

    def close(self, on: date) -> list[Instalment]:
        """Settle the periods that are over by a day; gives those that were not settled before."""
        known = len(self._over)
        while self._stage.over < len(self._plan.shares):
            due_on = self._plan.periods[self._stage.over].due_on
            if due_on > on:
                break
            row, self._stage, share = self._settled(self._stage, self._arisen(due_on))
            self._of_periods_over += share.interest
            self._before_it_stopped = Fraction(0)
            self._over.append(row)
        return self._over[known:]

    def _begin(self, plan: Plan) -> None:
        self._plan, self._stage = plan, Stage(0, plan.principal, plan.waiting)

    def _settled(self, stage: Stage, interest: Money) -> tuple[Instalment, Stage, Share]:
        """The next instalment, of so much interest; how the schedule stands when it is over; and what it bears."""
        plan = self._plan
        period, last = plan.periods[stage.over], stage.over + 1 == len(plan.shares)
        share = self._share(stage, interest, last)
        row, waiting = row_of(period, share, stage.balance, stage.waiting, plan.terms, last=last)
        return replace(row, n=row.n + plan.done), Stage(stage.over + 1, row.balance, waiting), share

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
            return self._plan.shares[stage.over].interest
        later = min(self.outstanding(on), stage.balance)
        if on <= period.first:
            return terms.rounded(later * period.rate)
        if terms.part_month == 'started':
            return self._arisen(on)
        return terms.rounded(self._exactly(period, on) + later * self._part(period, on, period.due_on))

    def _arisen(self, on: date) -> Money:
        """The interest of the running period up to a day, as it is asked from who pays off then."""
        period, terms = self._plan.periods[self._stage.over], self._plan.terms
        day, started = min(on, period.due_on), terms.part_month == 'started'
        if day <= period.first:
            return ZERO
        if terms.method == 'flat':
            days = Fraction((day - period.first).days, (period.due_on - period.first).days)
            return terms.rounded(self._plan.shares[self._stage.over].interest * (Fraction(1) if started else days))
        return terms.rounded(self._exactly(period, day))

    def _exactly(self, period: Period, until: date) -> Fraction:
        """The exact interest of the running period up to a day, on what was outstanding each day, or when it began."""
        if until <= period.first:
            return Fraction(0)
        if self._plan.terms.part_month == 'started':
            return self._before_it_stopped + self._bearing(period, until) * period.rate
        changes = self._days[bisect_right(self._days, period.first) : bisect_left(self._days, until)]
        days = pairwise([period.first, *changes, until])
        parts = (self.outstanding(since) * self._part(period, since, day) for since, day in days)
        return self._before_it_stopped + sum(parts, Fraction(0))

    def _bearing(self, period: Period, until: date) -> Money:
        """What bears the interest of a period that counts whole: what was outstanding when it began, and what was
        lent on top within it."""
        within = range(bisect_right(self._days, period.first), bisect_left(self._days, until))
        lent = sum(max(ZERO, self._left[place] - self._left[place - 1]) for place in within)
        return self.outstanding(period.first) + lent

    def _part(self, period: Period, since: date, until: date) -> Fraction:
        return self._plan.terms.part_rate(period.first, period.due_on, since, until, period.rate)
