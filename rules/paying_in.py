"""What a member's payments pay: the oldest cycle first, then the running one, then ahead; and how she stands.

In the words of the bylaws:

    What a member brings pays what she has missed, the oldest cycle first, then the running cycle and those to come.
    Where she says for which cycle it is, it pays that one. What is more than she owes, or what she brings as an
    additional deposit, stays her savings and pays no cycle.

For example with 200.00 a month due on the 10th, where Asha has paid January and brings 500.00 on 5 March:

    February    200.00    she catches up
    March       200.00    in time
    April       100.00    paid ahead; 100.00 are due next, by 10 April
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rules import contributions
from rules.cycles import Due
from rules.money import ZERO, Amount, Money
from rules.problems import N_, Problem

Type = Literal['regular', 'catch-up', 'ahead', 'additional']


@dataclass(frozen=True, slots=True)
class Payment:
    """A contribution that came in. `cycle` is the number of the one it is said to be for, or 0.

    An `additional` one pays no cycle. One that takes another back names its id in `reverses`.
    """

    id: str
    on: date
    amount: Money
    cycle: int = 0
    additional: bool = False
    reverses: str = ''


@dataclass(frozen=True, slots=True)
class Allotted:
    """A part of a payment and what it paid: a cycle by its number, or none of them (0) where it is additional."""

    payment: Payment
    type: Type
    amount: Money
    cycle: int = 0
    late: bool = False


def allot(dues: Sequence[Due], payments: Iterable[Payment]) -> list[Allotted]:
    """What each payment pays. `dues` are hers in order, those to come as far as the group lets members pay ahead.

    A payment that was taken back pays nothing. Of one day, those come first that say what they are for, so that it
    makes no difference in which order they were written.
    """
    missing = {due.cycle.number: due.amount for due in dues}
    found: list[Allotted] = []
    for payment in sorted(_kept(payments), key=lambda payment: (payment.on, not payment.cycle)):
        left = payment.amount
        for due in [] if payment.additional else dues:
            number = due.cycle.number
            part = min(left, missing[number])
            if part and payment.cycle in (0, number):
                found.append(Allotted(payment, _type(payment.on, due), part, number, payment.on > due.due_on))
                missing[number] -= part
                left -= part
        if left:
            found.append(Allotted(payment, 'additional', left))
    return found


def _kept(payments: Iterable[Payment]) -> list[Payment]:
    """The payments without those that were taken back."""
    rows = list(payments)
    taken_back = {row.reverses for row in rows if row.reverses}
    return [row for row in rows if not row.reverses and row.id not in taken_back]


def _type(on: date, due: Due) -> Type:
    if on < due.cycle.first:
        return 'ahead'
    return 'regular' if on <= due.cycle.last else 'catch-up'


def schedule(dues: Iterable[Due], allotted: Iterable[Allotted], on: date) -> list[contributions.Standing]:
    """Each due of hers and how it stands on a day, given the payments that were made by then."""
    paid: dict[int, Money] = {}
    for part in allotted:
        paid[part.cycle] = paid.get(part.cycle, ZERO) + part.amount
    return [contributions.standing(due, paid.get(due.cycle.number, ZERO), on) for due in dues]


@dataclass(frozen=True, slots=True)
class Balance:
    """How a member stands on a day; sums in minor units.

    `paid_in` is all that she paid in; of that `ahead` is for cycles that have not begun and `additional` for none.
    `behind` is what she has missed; `next` is the due that she is to pay next, if there is one.
    """

    paid_in: Money
    ahead: Money
    additional: Money
    behind: Money
    next: contributions.Standing | None

    @property
    def to_pay(self) -> Money:
        """What she is to pay to be even when the next due day comes."""
        return self.behind + (self.next.missing if self.next else ZERO)


def balance(dues: Sequence[Due], payments: Iterable[Payment], on: date) -> Balance:
    """Her balance at the end of a day, from the payments that were made by then."""
    allotted = allot(dues, [payment for payment in payments if payment.on <= on])
    lines = schedule(dues, allotted, on)
    to_come = {due.cycle.number for due in dues if due.cycle.first > on}
    return Balance(
        paid_in=sum(part.amount for part in allotted),
        ahead=sum(part.amount for part in allotted if part.cycle in to_come),
        additional=sum(part.amount for part in allotted if part.type == 'additional'),
        behind=sum(line.missing for line in lines if line.missed),
        next=next((line for line in lines if line.missing and not line.missed), None),
    )


def problems_of_amount(amount: Money, least: Money, missing: Money, currency: str) -> Iterable[Problem]:
    """Why an amount is too small to be taken. Less than the minimum is taken where no more is `missing`."""
    if ZERO < amount < least and amount != missing:
        yield Problem(
            N_('A deposit is at least {least}, and this is {amount}.'), N_('Bring more, or wait until it is enough.'),
            {'least': Amount(least, currency), 'amount': Amount(amount, currency)}, about='amount',
        )  # fmt: skip
