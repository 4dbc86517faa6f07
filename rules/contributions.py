"""Deposits: one due a member and month, paid in any number of parts, before or after its day.

A due belongs to a month and is due on the due day of the bylaws. She owes it when she is a member on that day and
the month is not before the group's. Money counts for the month it was paid for.

For example with 200 a month due on the 10th, and payments for March of 150 on 8 March and 50 on 2 April:

    on 8 March    part      150 paid, 50 missing
    on 11 March   part      the due day has passed: it counts as missed until it is full
    on 2 April    paid
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from rules import members
from rules.bylaws import Bylaws
from rules.money import ZERO, Money
from rules.periods import Month, month_of, months_from
from rules.records import Change, Member

OPEN, PART, PAID, MISSED = 'open', 'part', 'paid', 'missed'


@dataclass(frozen=True, slots=True)
class Due:
    """What a member owes for a month and by when; `amount` in minor units."""

    month: Month
    due_on: date
    amount: Money


class Owed(Protocol):
    """What a due of any cycle has: the day by which it is to be paid, and the amount in minor units."""

    @property
    def due_on(self) -> date:
        """The day by which it is to be paid."""

    @property
    def amount(self) -> Money:
        """What is owed."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a due stands on a day. `missed` says that its day has passed and it is not fully paid."""

    due: Owed
    paid: Money
    missed: bool

    @property
    def missing(self) -> Money:
        """What is still to pay; never below zero, since more than the due stays savings of that month."""
        return max(ZERO, self.due.amount - self.paid)

    @property
    def state(self) -> str:
        """open (nothing paid, not yet late), part, paid or missed (nothing paid, late)."""
        if not self.missing:
            return PAID
        if self.paid > ZERO:
            return PART
        return MISSED if self.missed else OPEN


def dues(member: Member, changes: Sequence[Change], bylaws: Bylaws, until: Month) -> Iterator[Due]:
    """Her dues from the month she joined (or the group began) to the month `until`.

    A month counts when she is a member on its due day; a member without a monthly sum owes nothing.
    """
    hers = [change for change in changes if change.row == member.id]
    spans = members.spans(member, hers)
    first = month_of(max(member.joined, bylaws.started_on))
    steady = bylaws if not any(change.field == 'due_day' for change in bylaws.history) else None
    for month in months_from(first, until):
        due_on = month.day((steady or bylaws.on(month.last_day)).due_day)
        if due_on < bylaws.started_on or not members.belonged(spans, due_on):
            continue
        if amount := members.monthly_on(member, hers, due_on, bylaws.currency):
            yield Due(month, due_on, amount)


def standing(due: Owed, paid: Money, on: date) -> Standing:
    """How a due stands on a day, given what was paid for its month by then."""
    return Standing(due, paid, missed=on > due.due_on and paid < due.amount)
