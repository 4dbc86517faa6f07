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

from rules import days, decisions
from rules.bylaws import Bylaws
from rules.decisions import Known
from rules.money import ZERO, Amount, Money
from rules.periods import Month
from rules.problems import N_, Problem
from rules.register_records import OWED, PAID, WAIVED, Fine

PART_PAID = 'part paid'
LATE_DEPOSIT = 'late deposit'
LONGEST_KIND = 100

KINDS: Mapping[str, str] = {
    'absent': N_('Missed a meeting'),
    'late': N_('Came late to a meeting'),
    LATE_DEPOSIT: N_('Deposit paid late'),
    'disorder': N_('Disturbed the meeting'),
    'duty': N_('Did not do her duty'),
    'rule': N_('Broke another rule'),
}
"""The kinds that have a name in every language; a group may add kinds of its own words."""


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
        """owed (nothing paid), part paid, paid, or waived (the last part of it was not paid but waived)."""
        if self.owed:
            return PART_PAID if self.paid else OWED
        return WAIVED if self.waived else PAID

    @property
    def status(self) -> str:
        """What its row in the register says: owed as long as a part of it is."""
        return OWED if self.owed else self.state


def usual_sum(kind: str, bylaws: Bylaws) -> Money:
    """What the group agreed on for a kind of fine; zero where the meeting sets the sum each time."""
    return {'absent': bylaws.fine_for_absence, 'late': bylaws.fine_for_lateness}.get(kind, ZERO)


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
    charged = sorted((fine for fine in fines if fine.on <= on), key=lambda fine: (fine.on, fine.number))
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


def for_late_deposits(late: Iterable[str], month: Month, charged: Iterable[Fine]) -> list[str]:
    """Who is still to be fined for the deposit of a month, of those who are late: each once, however often asked."""
    done = {fine.member for fine in charged if fine.kind == LATE_DEPOSIT and fine.month == month}
    return [member for member in dict.fromkeys(late) if member not in done]


def problems_of_charge(
    fine: Fine, charged: Iterable[Fine], member_on_that_day: bool, started_on: date, today: date
) -> Iterable[Problem]:
    """Why a fine cannot be charged. `charged` are those that there are already."""
    if not fine.kind.strip() or len(fine.kind) > LONGEST_KIND or not fine.kind.isprintable():
        yield Problem(
            N_('It is not said what the fine is for.'), N_('Choose a kind, or say it in a few words.'), about='kind'
        )
    if fine.amount <= ZERO:
        yield Problem(N_('The amount must be more than zero.'), N_('Type the sum of the fine.'), about='amount')
    yield from days.problems_of_day(fine.on, started_on, today)
    if fine.on >= started_on and not member_on_that_day:
        yield Problem(
            N_('She was not a member on {day}.'), N_('Correct the date or the member.'),
            {'day': fine.on}, about='member',
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
    if on < standing.fine.on:
        yield Problem(
            N_('The fine {number} was charged on {charged}, after {day}.'), N_('Correct the date.'),
            {'number': standing.fine.number, 'charged': standing.fine.on, 'day': on}, about='date',
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
    """For what a fine is: one thing of one day, or of one month where it names one."""
    return fine.member, fine.kind, fine.month or fine.on
