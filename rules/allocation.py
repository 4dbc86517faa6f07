"""Where a payment goes: which part of which instalment it pays, and what is left over.

In the words of the bylaws:

    Inside an instalment a payment pays the penalty first, then fees, then interest, then principal. Where several
    instalments are overdue, the oldest is paid completely first; or, where the group decided so, the penalties of
    all of them, then the fees of all, then the interest of all, and only then principal, always the oldest first.

For example with two instalments overdue, of 100.00 interest and 3,100.00 principal, and of 100.00 and 2,900.00:

    3,200.00 paid, oldest first      the older one is paid; 100.00 and 2,900.00 of the younger one are left
    3,200.00 paid, interest first    200.00 interest and 3,000.00 principal; 100.00 and 2,900.00 principal are left
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from typing import Literal, get_args

from rules.money import ZERO, Money
from rules.problems import N_, Problem
from rules.records import Movement

Part = Literal['penalty', 'fee', 'interest', 'principal']
PARTS: tuple[Part, ...] = get_args(Part)
USUAL_ORDER: tuple[Part, ...] = PARTS
Across = Literal['oldest first', 'interest first']
ACROSS: tuple[Across, ...] = get_args(Across)

# What is written off is no longer asked for, as if it had been paid.
PART_OF_KIND: Mapping[str, Part] = {**{part: part for part in PARTS}, 'write-off': 'principal'}


@dataclass(frozen=True, slots=True)
class Due:
    """Instalment number `n` and its parts in minor units: what is asked of it, what is left, or what was paid."""

    n: int
    due_on: date
    interest: Money = ZERO
    principal: Money = ZERO
    fee: Money = ZERO
    penalty: Money = ZERO

    def of(self, part: Part) -> Money:
        """One of its parts."""
        amount: Money = getattr(self, part)
        return amount

    @property
    def total(self) -> Money:
        """All its parts together."""
        return self.penalty + self.fee + self.interest + self.principal


@dataclass(frozen=True, slots=True)
class Allocation:
    """What each instalment got of a payment, the oldest first, and what none of them asked for."""

    paid: tuple[Due, ...]
    excess: Money

    def of(self, part: Part) -> Money:
        """What a part got in all instalments together."""
        return sum(due.of(part) for due in self.paid)


def allocate(
    amount: Money, dues: Iterable[Due], order: Sequence[Part] = USUAL_ORDER, across: Across = 'oldest first'
) -> Allocation:
    """Divide a payment over instalments, given what is left of each; the oldest is the one with the lowest number.

    Nothing is paid twice or more than is left. What remains is `excess`: what becomes of it is the prepayment rule.
    """
    assert amount >= ZERO, f'a payment cannot be negative: {amount}'
    assert sorted(order) == sorted(PARTS), f'not an order of all parts: {order}'
    left = sorted(dues, key=lambda due: due.n)
    if across == 'interest first':
        turns = [(place, part) for part in order for place in range(len(left))]
    else:
        turns = [(place, part) for place in range(len(left)) for part in order]
    paid = [Due(due.n, due.due_on) for due in left]
    for place, part in turns:
        share = min(amount, left[place].of(part))
        paid[place] = _with(paid[place], part, share)
        amount -= share
    return Allocation(tuple(paid), amount)


def unpaid(dues: Iterable[Due], paid: Mapping[Part, Money]) -> list[Due]:
    """What is left of each instalment when the sums paid for each part have filled the oldest instalments first.

    Under both rules across instalments every part is filled from the oldest on, so the sums paid for each part are
    enough to say what is left where.
    """
    rest = {part: paid.get(part, ZERO) for part in PARTS}
    return [_less(due, rest) for due in sorted(dues, key=lambda due: due.n)]


def paid_by(movements: Iterable[Movement], day: date, on: date) -> dict[Part, Money]:
    """What had been paid for each part at the end of `day`, by what is known `on` a day (the same or a later one).

    A row that takes another one back is known from its own day on and then counts from the day of that other row.
    """
    paid = dict.fromkeys(PARTS, ZERO)
    for row in movements:
        if row.kind in PART_OF_KIND and row.on <= on and (row.counts_from or row.on) <= day:
            paid[PART_OF_KIND[row.kind]] += row.amount
    return paid


class Fillings:
    """What is left of instalments at the end of any day, as `unpaid` and `paid_by` say it, for asking many times."""

    def __init__(self, dues: Iterable[Due], movements: Iterable[Movement], on: date) -> None:
        self._older: dict[Part, dict[int, Money]] = {part: {} for part in PARTS}
        sums = dict.fromkeys(PARTS, ZERO)
        for due in sorted(dues, key=lambda due: due.n):
            for part in PARTS:
                self._older[part][due.n] = sums[part]
                sums[part] += due.of(part)
        rows: dict[Part, list[tuple[date, Money]]] = {part: [] for part in PARTS}
        for row in movements:
            if row.kind in PART_OF_KIND and row.on <= on:
                rows[PART_OF_KIND[row.kind]].append((row.counts_from or row.on, row.amount))
        self._days = {part: sorted(day for day, _amount in found) for part, found in rows.items()}
        self._paid = {
            part: [ZERO, *accumulate(amount for _day, amount in sorted(found))] for part, found in rows.items()
        }

    def left(self, due: Due, part: Part, day: date) -> Money:
        """What is left of a part of one of the instalments."""
        paid = self._paid[part][bisect_right(self._days[part], day)]
        return due.of(part) - min(due.of(part), max(ZERO, paid - self._older[part][due.n]))


def problems_of_order(order: Sequence[str]) -> Iterable[Problem]:
    """Why an order of paying is none: each of penalty, fee, interest and principal stands in it once."""
    count = Counter(order)
    for part in PARTS:
        if not count[part]:
            yield Problem(
                N_('The order of paying does not say when {part} is paid.'), N_('Add it to the order.'),
                {'part': part}, about='allocation_order',
            )  # fmt: skip
    for named in count:
        if named not in PARTS:
            yield Problem(
                N_('{part} is nothing that a payment pays.'),
                N_('Name penalty, fee, interest and principal, each once, in the order in which they are paid.'),
                {'part': repr(named)}, about='allocation_order',
            )  # fmt: skip
        elif count[named] > 1:
            yield Problem(
                N_('The order of paying names {part} more than once.'), N_('Leave it standing once.'),
                {'part': named}, about='allocation_order',
            )  # fmt: skip


def _less(due: Due, rest: dict[Part, Money]) -> Due:
    """What is left of an instalment when it takes of what is there for each part."""
    left: dict[str, Money] = {}
    for part in PARTS:
        asked = due.of(part)
        share = min(rest[part], asked)
        rest[part] -= share
        left[part] = asked - share
    return Due(due.n, due.due_on, **left)


def _with(due: Due, part: Part, amount: Money) -> Due:
    match part:
        case 'penalty':
            return replace(due, penalty=amount)
        case 'fee':
            return replace(due, fee=amount)
        case 'interest':
            return replace(due, interest=amount)
        case 'principal':
            return replace(due, principal=amount)
