"""Deposits: one due a member and cycle, paid in any number of parts, before or after its day.

A due belongs to a cycle (rules/cycles.py), such as a month, and is due on a day of it. Money counts for the cycle it
was paid for.

For example with 200 a month due on the 10th, and payments for March of 150 on 8 March and 50 on 2 April:

    on 8 March    part      150 paid, 50 missing
    on 11 March   part      the due day has passed: it counts as missed until it is full
    on 2 April    paid
"""

from dataclasses import dataclass
from datetime import date

from rules.cycles import Due
from rules.money import ZERO, Money

OPEN, PART, PAID, MISSED = 'open', 'part', 'paid', 'missed'
ADDITIONAL = 'additional'
"""The category of a deposit that pays no cycle: it is her savings besides what is due."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a due stands on a day. `missed` says that its day has passed and it is not fully paid."""

    due: Due
    paid: Money
    missed: bool

    @property
    def missing(self) -> Money:
        """What is still to pay; never below zero, since more than the due stays savings of that cycle."""
        return max(ZERO, self.due.amount - self.paid)

    @property
    def state(self) -> str:
        """open (nothing paid, not yet late), part, paid or missed (nothing paid, late)."""
        if not self.missing:
            return PAID
        if self.paid > ZERO:
            return PART
        return MISSED if self.missed else OPEN


def standing(due: Due, paid: Money, on: date) -> Standing:
    """How a due stands on a day, given what was paid for its cycle by then."""
    return Standing(due, paid, missed=on > due.due_on and paid < due.amount)
