"""Fines: for what the group fines, what was charged, what was paid of it or waived, and what is still owed.

In the words of the bylaws:

    Who misses a meeting, comes late or breaks another rule is charged the fine of the table on that day, once. It
    may be paid in parts. The group may waive it or a part of it by a decision. A fine that is owed stays owed.

For example, 50.00 charged to Asha for missing the meeting of 5 March:

    5 March     charged      50.00 owed
    12 March    part paid    20.00 paid, 30.00 owed
    19 March    waived       30.00 waived by decision D2025-003, nothing owed
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules import decisions, money
from rules.decisions import Known
from rules.money import ZERO, Amount, Money
from rules.problems import N_, Problem

CHARGED, PART_PAID, PAID, WAIVED = 'charged', 'part paid', 'paid', 'waived'

KINDS: Mapping[str, str] = {
    'absent': N_('Missed a meeting'),
    'late': N_('Came late to a meeting'),
    'late deposit': N_('Deposit paid late'),
    'disorder': N_('Disturbed the meeting'),
    'duty': N_('Did not do her duty'),
    'rule': N_('Broke another rule'),
}
"""The kinds that have a name in every language; a group may add kinds of its own words."""


@dataclass(frozen=True, slots=True)
class Fine:
    """A fine that was charged. `amount` in minor units; `about` is the id of the meeting, cycle or row it is for."""

    id: str
    number: str
    member: str
    kind: str
    amount: Money
    charged_on: date
    about: str = ''
    reason: str = ''


@dataclass(frozen=True, slots=True)
class Lowering:
    """What lowered a fine on a day: money that was paid, or a part that was waived by the `decision` of that number."""

    fine: str
    on: date
    amount: Money
    decision: str = ''


@dataclass(frozen=True, slots=True)
class Standing:
    """How a fine stands on a day; all sums in minor units."""

    fine: Fine
    paid: Money
    waived: Money

    @property
    def owed(self) -> Money:
        """What is still to pay."""
        return max(ZERO, self.fine.amount - self.paid - self.waived)

    @property
    def state(self) -> str:
        """charged (nothing paid), part paid, paid, or waived (the last part of it was not paid but waived)."""
        if self.owed:
            return PART_PAID if self.paid else CHARGED
        return WAIVED if self.waived else PAID


def read_kinds(text: str, currency: str) -> dict[str, Money]:
    """The table of fines as the bylaws hold it: 'absent 50; late 10' gives the sum of each kind in minor units.

    Raises ValueError for a kind without a sum, a sum of zero, or a kind that stands there twice.
    """
    found: dict[str, Money] = {}
    for part in filter(None, (part.strip() for part in text.split(';'))):
        kind, _, amount = part.rpartition(' ')
        kind = ' '.join(kind.split())
        if not kind or kind in found or not (minor := money.parse(amount, currency)):
            raise ValueError(f'not a fine with its sum: {part!r}')
        found[kind] = minor
    return found


def written_kinds(table: Mapping[str, Money], currency: str) -> str:
    """The text from which `read_kinds` gets the same table again."""
    return '; '.join(f'{kind} {money.as_text(amount, currency)}' for kind, amount in table.items())


def standings(fines: Iterable[Fine], lowered: Iterable[Lowering], on: date) -> list[Standing]:
    """How each fine that was charged by a day stands on it, the oldest first.

    What was taken back lowers by a minus, so that it cancels out.
    """
    paid: dict[str, Money] = {}
    waived: dict[str, Money] = {}
    for row in lowered:
        if row.on <= on:
            kept = waived if row.decision else paid
            kept[row.fine] = kept.get(row.fine, ZERO) + row.amount
    charged = sorted((fine for fine in fines if fine.charged_on <= on), key=lambda fine: (fine.charged_on, fine.number))
    return [Standing(fine, paid.get(fine.id, ZERO), waived.get(fine.id, ZERO)) for fine in charged]


def owed_by(found: Iterable[Standing]) -> dict[str, Money]:
    """What each member owes of fines, by her id; who owes nothing is not in it."""
    owed: dict[str, Money] = {}
    for standing in found:
        if standing.owed:
            owed[standing.fine.member] = owed.get(standing.fine.member, ZERO) + standing.owed
    return owed


def payments(amount: Money, found: Sequence[Standing], on: date) -> list[Lowering]:
    """To which fines of a member a sum goes: the oldest first. The sum must not be more than she owes."""
    assert ZERO < amount <= sum(standing.owed for standing in found), f'{amount} is more than is owed'
    paid: list[Lowering] = []
    for standing in found:
        if part := min(amount, standing.owed):
            paid.append(Lowering(standing.fine.id, on, part))
            amount -= part
    return paid


def for_late_deposits(
    late: Iterable[str], amount: Money, about: str, on: date, charged: Iterable[Fine]
) -> list[tuple[str, Money]]:
    """The fixed fine for each member who is late with a cycle (`about`): once a member and cycle, however often asked.

    Gives the member's id and the sum of each fine that is still to be charged on that day.
    """
    done = {fine.member for fine in charged if fine.kind == 'late deposit' and fine.about == about}
    return [(member, amount) for member in dict.fromkeys(late) if member not in done]


def problems_of_charge(
    fine: Fine, table: Mapping[str, Money], charged: Iterable[Fine], member_on_that_day: bool, today: date
) -> Iterable[Problem]:
    """Why a fine cannot be charged. `table` are the fines of the group; `charged` those that there are already."""
    if fine.kind not in table:
        yield Problem(
            N_('"{kind}" is not in the table of fines.'), N_('Choose one of: {kinds}; or add it to the bylaws.'),
            {'kind': fine.kind, 'kinds': ', '.join(table) or '-'}, about='kind',
        )  # fmt: skip
    if fine.amount <= ZERO:
        yield Problem(N_('The amount must be more than zero.'), N_('Type the sum of the fine.'), about='amount')
    if fine.charged_on > today:
        yield Problem(
            N_('The date {day} lies in the future.'), N_('Record it on the day it happens.'),
            {'day': fine.charged_on}, about='date',
        )  # fmt: skip
    if not member_on_that_day:
        yield Problem(
            N_('She was not a member on {day}.'), N_('Correct the date or the member.'),
            {'day': fine.charged_on}, about='member',
        )  # fmt: skip
    for other in charged:
        if _what(other) == _what(fine) and other.id != fine.id:
            yield Problem(
                N_('This fine was charged already, as {number}.'), N_('Nobody pays twice for one thing.'),
                {'number': other.number}, about='kind',
            )  # fmt: skip


def problems_of_payment(standing: Standing, amount: Money, on: date, currency: str) -> Iterable[Problem]:
    """Why a sum cannot be paid on a fine."""
    if amount <= ZERO:
        yield Problem(N_('The amount must be more than zero.'), N_('Type the sum that changed hands.'), about='amount')
    if on < standing.fine.charged_on:
        yield Problem(
            N_('The fine {number} was charged on {charged}, after {day}.'), N_('Correct the date.'),
            {'number': standing.fine.number, 'charged': standing.fine.charged_on, 'day': on}, about='date',
        )  # fmt: skip
    yield from _problems_of_owed(standing, amount, currency)


def problems_of_waiver(standing: Standing, waiver: Lowering, known: Known, currency: str) -> Iterable[Problem]:
    """Why a fine or a part of it cannot be waived: it needs a decision about that fine, and no more than it allows."""
    if waiver.amount <= ZERO:
        yield Problem(N_('The amount must be more than zero.'), N_('Type the sum that is waived.'), about='amount')
    yield from decisions.problems_of_naming('waive', standing.fine.id, waiver.on, waiver.decision, known)
    yield from decisions.problems_of_sum(waiver.amount, waiver.decision, known, currency)
    yield from _problems_of_owed(standing, waiver.amount, currency)


def _problems_of_owed(standing: Standing, amount: Money, currency: str) -> Iterable[Problem]:
    if amount > standing.owed:
        yield Problem(
            N_('Of the fine {number} {owed} are owed, and this is {amount}.'), N_('Take no more than is owed.'),
            {
                'number': standing.fine.number,
                'owed': Amount(standing.owed, currency),
                'amount': Amount(amount, currency),
            },
            about='amount',
        )  # fmt: skip


def _what(fine: Fine) -> tuple[object, ...]:
    """For what a fine is: one thing of one meeting or cycle, or of one day where it names none."""
    return fine.member, fine.kind, fine.about or fine.charged_on
