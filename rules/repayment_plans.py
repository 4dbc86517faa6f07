"""How a loan is repaid from a day on: the schedule that was agreed, or what became of it when something changed.

In the words of the bylaws:

    A change counts from its day. What was due before stays as it was; the days on which the rest is due stay too. The
    interest of the running period is counted on what was outstanding before and after the change, by the days; where
    a started period counts whole, what is repaid in it lowers the next one, and what is lent in it carries it too.

For example 1,200.00 at 3 % a month, 31 days, of which 600.00 are repaid 10 days before the period ends:

    by days               1,200.00 × 3 % × 21 / 31 + 600.00 × 3 % × 10 / 31 = 30.19
    by started periods    36.00
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Protocol

from rules.explained import Line, Sum
from rules.money import ZERO, Money
from rules.problems import N_, Problem
from rules.schedules import Instalment, Period, Share, periods_of, rows, shares_of
from rules.terms import Terms


@dataclass(frozen=True, slots=True)
class Plan:
    """What is left of a loan to be repaid, given that all that was due before is paid.

    `principal` is outstanding since the evening of `since`; `periods` begin with the running one, count from 1 and
    follow `done` others since `start`, and so do `terms`. `arisen` is the interest of the running period up to
    `since`, exact; `waiting` is interest that arose before and is asked later.
    """

    start: date
    terms: Terms
    principal: Money
    since: date
    periods: tuple[Period, ...]
    shares: tuple[Share, ...]
    done: int = 0
    arisen: Fraction = Fraction(0)
    waiting: Money = ZERO

    @property
    def rows(self) -> list[Instalment]:
        """The instalments left, numbered as at the beginning."""
        found = rows(self.principal, self.periods[: len(self.shares)], self.shares, self.terms)
        asked = min(self.terms.grace_interest, len(found) - 1)
        found[asked] = replace(found[asked], interest=found[asked].interest + self.waiting)
        return [replace(row, n=row.n + self.done) for row in found] if self.done else found

    def on(self, day: date) -> 'Plan':
        """What is left of it in the evening of a day, nothing changed; an instalment due on that day is paid."""
        over = sum(period.due_on <= day for period in self.periods[: len(self.shares)])
        assert over < len(self.shares), f'nothing is left on {day}'
        plan = self if not over else self._after(over)
        return replace(plan, since=max(day, plan.since), arisen=plan.arisen + plan._arising(day))

    def bearing(self, principal: Money, arisen: Fraction) -> tuple[Period, ...]:
        """The periods when another principal is outstanding: the running one bears what arose and its rest."""
        running = self.periods[0]
        rate = (arisen + principal * self._rest_rate()) / principal
        return (replace(running, rate=rate), *self.periods[1:])

    @property
    def running_counted(self) -> bool:
        """Whether the running period is one that counts whole and has begun."""
        return self.terms.part_month == 'started' and self.since > self.periods[0].first

    def _after(self, over: int) -> 'Plan':
        """The plan when so many instalments are paid, on the morning of the next period."""
        shares, terms = self.shares[:over], self.terms
        asked = sum(row.interest for row in self.rows[:over])
        return replace(
            self,
            terms=replace(
                terms, count=max(0, terms.count - over), grace_principal=max(0, terms.grace_principal - over),
                grace_interest=max(0, terms.grace_interest - over), interest_free=max(0, terms.interest_free - over),
            ),
            principal=self.principal - sum(share.principal for share in shares),
            since=self.periods[over].first,
            periods=numbered(self.periods[over:]),
            shares=self.shares[over:],
            done=self.done + over,
            arisen=Fraction(0),
            waiting=self.waiting + sum(share.interest for share in shares) - asked,
        )  # fmt: skip

    def _arising(self, day: date) -> Fraction:
        """The interest that arises in the running period between `since` and a day."""
        running = self.periods[0]
        if day <= self.since or not running.rate or self.terms.method == 'flat':
            return Fraction(0)
        if self.terms.part_month == 'started':
            return Fraction(0) if self.running_counted else self.principal * running.rate
        return self.principal * self.terms.part_rate(running.first, running.due_on, self.since, day)

    def _rest_rate(self) -> Fraction:
        """The interest on 1.00 of what is left of the running period after `since`."""
        running = self.periods[0]
        if self.since <= running.first or not running.rate:
            return running.rate
        if self.terms.part_month == 'started':
            return Fraction(0)
        return self.terms.part_rate(running.first, running.due_on, self.since, running.due_on)


Wanted = Callable[[int, Money], Money]
"""What an instalment repays, by its place (0 is the next) and its interest."""


def agreed(principal: Money, start: date, terms: Terms, waiting: Money = ZERO) -> Plan:
    """The plan of a new loan. `waiting` is interest of an earlier one, asked with its first interest."""
    periods = periods_of(start, terms)
    shares = shares_of(principal, periods, terms)
    return Plan(start, terms, principal, start, tuple(periods), tuple(shares), waiting=waiting)


def repaid_as(plan: Plan, principal: Money, periods: Sequence[Period], wanted: Wanted) -> list[Share]:
    """What the instalments left come to when each repays what is wanted of it, until nothing is owed.

    The last takes what is left. With flat interest each bears what was agreed, elsewhere what is owed bears it.
    """
    found, last = [], len(plan.shares) - 1
    for place, (period, share) in enumerate(zip(periods, plan.shares, strict=False)):
        flat = plan.terms.method == 'flat'
        interest = share.interest if flat else plan.terms.interest_on(principal, period.rate)
        repaid = principal if place == last else min(principal, max(ZERO, wanted(place, interest)))
        found.append(Share(repaid, interest))
        principal -= repaid
        if not principal:
            break
    return found


def recomputed(plan: Plan, principal: Money, periods: Sequence[Period]) -> list[Share]:
    """What the instalments left come to when they are computed anew for another principal; as many as there are."""
    count = len(plan.shares)
    if plan.terms.method == 'flat':
        paying = count - plan.terms.grace_principal
        each = plan.terms.rounded(Fraction(principal, paying))
        return repaid_as(
            plan, principal, periods, lambda place, interest: each if place >= plan.terms.grace_principal else ZERO
        )
    method = 'equal-instalments' if plan.terms.method == 'fixed' else plan.terms.method
    return shares_of(principal, periods[:count], replace(plan.terms, method=method, count=count))


def kept(plan: Plan, principal: Money, periods: Sequence[Period]) -> list[Share]:
    """What the instalments left come to when each pays what it did, until nothing is owed.

    With equal principal, flat interest and interest only, each repays what it did.
    """
    steady = plan.terms.method in ('equal-instalments', 'fixed')

    def wanted(place: int, interest: Money) -> Money:
        share = plan.shares[place]
        if steady and place >= plan.terms.grace_principal:
            return share.principal + share.interest - interest
        return share.principal

    return repaid_as(plan, principal, periods, wanted)


def numbered(periods: Iterable[Period]) -> tuple[Period, ...]:
    """The periods, counted from 1."""
    return tuple(replace(period, n=n) for n, period in enumerate(periods, 1))


class Asked(Protocol):
    """An instalment, or what is left of one."""

    @property
    def due_on(self) -> date:
        """When it is due."""

    @property
    def interest(self) -> Money:
        """Of it interest."""

    @property
    def total(self) -> Money:
        """All of it."""


def compared(old: Sequence[Asked], new: Sequence[Asked]) -> list[Line]:
    """What a change does: instalments, interest and the last day, before and after it."""
    return [
        Line(N_('Instalments left'), len(new), N_('before: {old}'), {'old': len(old)}),
        Line(N_('Next instalment'), Sum(new[0].total), N_('before: {old}'), {'old': Sum(old[0].total)}),
        Line(
            N_('Interest left'), Sum(sum(row.interest for row in new)), N_('before: {old}'),
            {'old': Sum(sum(row.interest for row in old))},
        ),
        Line(N_('Last day'), new[-1].due_on, N_('before: {old}'), {'old': old[-1].due_on}),
    ]  # fmt: skip


def problems_of_day(plan: Plan, on: date) -> Iterable[Problem]:
    """Why nothing can change on a day: it lies before the last change, or all instalments are due by then."""
    if on < plan.since:
        yield Problem(
            N_('The plan of this loan counts from {since}; {day} lies before that.'), N_('Correct the date.'),
            {'since': plan.since, 'day': on}, about='date',
        )  # fmt: skip
    last = plan.rows[-1].due_on
    if on >= last:
        yield Problem(
            N_('The last instalment is due on {last}; nothing is left to change on {day}.'),
            N_('Correct the date, or reschedule what is still owed.'), {'last': last, 'day': on}, about='date',
        )  # fmt: skip
