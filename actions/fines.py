"""Fines: charge several members at once, take what they pay in parts, waive what the group decided to waive.

charge(book, NewFines(request, ('M2024-003', 'M2024-007'), 'late', 10_00, day), who, now, today)
pay(book, Payment(request, 'M2024-003', 25_00, day), who, now, today)        the oldest fine first
waive(book, Waiver(request, 'F2025-007', 30_00, day, 'D2025-003'), who, now, today)

A fine that is owed is a row of the register and no entry: money is recorded when it changes hands.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from actions.closed_months import problems_of_day
from actions.parts import amend
from actions.record import Recorded, record_within
from actions.who import Who
from reports import decisions
from reports import fines as fined
from rules import days, fines, members, money, unknown
from rules.fines import Lowering, Standing
from rules.money import ZERO, Amount, Money
from rules.periods import Month
from rules.problems import N_, Problem, Refused, refuse
from rules.records import Member, Mode
from rules.register_records import Fine, next_number
from rules.transactions import Transaction
from sheets.book import Book
from sheets.columns import FINES

LETTER = 'F'


@dataclass(frozen=True, slots=True)
class NewFines:
    """A request to charge a fine: to each of the members with these numbers, the same sum for the same thing."""

    id: str
    members: tuple[str, ...]
    kind: str
    amount: Money
    on: date
    reason: str = ''
    month: Month | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """A request to take what a member pays of her fines: of the `fine` with that number, or the oldest first."""

    id: str
    member: str
    amount: Money
    on: date
    mode: Mode = 'cash'
    note: str = ''
    fine: str = ''
    reference: str = ''


@dataclass(frozen=True, slots=True)
class Waiver:
    """A request to waive a sum of a fine, as the decision of that number allows."""

    id: str
    fine: str
    amount: Money
    on: date
    decision: str


def charge(book: Book, asked: NewFines, who: Who, now: datetime, today: date) -> list[Fine]:
    """Charge all of them, or nobody. Raises Refused with every reason."""
    who.must('record')
    with book.writing() as writing:
        if earlier := writing.answer(asked.id):
            return [book.register(FINES)[row] for row in earlier.answer['fines']]
        if not asked.members:
            raise refuse(N_('Nobody is chosen.'), N_('Choose who is charged.'), about='members')
        problems: list[Problem] = list(problems_of_day(book, asked.on, ''))
        charged: list[Fine] = []
        for place, number in enumerate(dict.fromkeys(asked.members), start=1):
            member = book.member(number)
            if member is None:
                problems.append(_no_member(number))
                continue
            fine = _new(book, asked, member, f'{asked.id}/{place}', charged)
            problems += [replace(problem, sheet=member.name) for problem in _problems_of_charge(book, fine, today)]
            charged.append(fine)
        if problems:
            raise Refused(problems)
        for fine in charged:
            writing.insert(FINES, fine, asked.id, now)
        writing.set_answer(asked.id, 'fines', {'fines': [fine.id for fine in charged]})
    return charged


def pay(book: Book, asked: Payment, who: Who, now: datetime, today: date) -> list[Recorded]:
    """Record what she pays: an entry for each fine that it goes to. Raises Refused with every reason."""
    who.must('record')
    with book.writing() as writing:
        if earlier := writing.answer(asked.id):
            rows = [f'{asked.id}-{count}' for count in range(1, earlier.answer['entries'] + 1)]
            return [Recorded(row, book.receipt_of(row)[0].receipt, 1, repeated=True) for row in rows]
        parts = goes_to(book, asked)
        found = [
            record_within(book, writing, _entry(book, asked, part, count), who, now, today)
            for count, part in enumerate(parts, start=1)
        ]
        writing.set_answer(asked.id, 'fines', {'entries': len(found)})
    return found


def goes_to(book: Book, asked: Payment) -> list[Lowering]:
    """To which fines the sum goes, for showing it before. Raises Refused with every reason."""
    currency = book.bylaws.currency
    if asked.fine:
        standing = _standing(book, asked.fine)
        if problems := list(fines.problems_of_payment(standing, asked.amount, asked.on, currency)):
            raise Refused(problems)
        return [Lowering(standing.fine.id, asked.on, asked.amount)]
    if asked.amount <= ZERO:
        raise refuse(N_('The amount must be more than zero.'), N_('Type the sum that changed hands.'), about='amount')
    member = book.member(asked.member)
    if member is None:
        raise Refused([_no_member(asked.member)])
    charged = (one for one in fined.standings(book, date.max) if one.fine.on <= asked.on)
    owed = [one for one in charged if one.fine.member == member.id and one.owed]
    if asked.amount > (most := sum(one.owed for one in owed)):
        raise refuse(
            N_('{name} owes {owed} of fines on {day}, and this is {amount}.'), N_('Take no more than is owed.'),
            about='amount', name=member.name, owed=Amount(most, currency), day=asked.on,
            amount=Amount(asked.amount, currency),
        )  # fmt: skip
    return fines.payments(asked.amount, owed, asked.on)


def waive(book: Book, asked: Waiver, who: Who, now: datetime, today: date) -> Fine:
    """Give up a sum of a fine by decision. No money moves; the register says what was waived, the changes why."""
    who.must('record')
    with book.writing() as writing:
        standing = _standing(book, asked.fine)
        fine = standing.fine
        if writing.answer(asked.id):
            return fine
        waiver = Lowering(fine.id, asked.on, asked.amount, asked.decision)
        problems = list(fines.problems_of_waiver(standing, waiver, decisions.known(book), book.bylaws.currency))
        problems += [*_problems_of_day(asked.on, fine, today), *problems_of_day(book, asked.on, asked.decision)]
        if problems:
            raise Refused(problems)
        values = {
            'waived': money.as_text((fine.waived or ZERO) + asked.amount, book.bylaws.currency),
            'decision': asked.decision,
        }
        label, reason = fine.number, asked.decision
        amend(book, writing, FINES, fine.id, label, values, reason, asked.on, who, now, asked.id)
        status = {'status': fined.standing_of(book, fine, date.max).status}
        amend(book, writing, FINES, fine.id, label, status, '', asked.on, who, now, f'{asked.id}-status')
        writing.set_answer(asked.id, 'waiver', {})
    return book.register(FINES)[fine.id]  # type: ignore[no-any-return]


def _new(book: Book, asked: NewFines, member: Member, row: str, before: list[Fine]) -> Fine:
    number = next_number(LETTER, [*book.register(FINES).values(), *before], asked.on)
    kind, reason = ' '.join(asked.kind.split()), asked.reason.strip()
    return Fine(
        row, number, asked.on, member.id, member.number, member.name, kind, asked.amount, asked.month, reason
    )  # fmt: skip


def _problems_of_charge(book: Book, fine: Fine, today: date) -> Iterable[Problem]:
    there = members.belonged(members.spans(book.members[fine.member], book.changes), fine.on)
    began = book.bylaws.started_on
    return fines.problems_of_charge(fine, book.register(FINES).values(), there, began, today)


def _no_member(number: str) -> Problem:
    return unknown.no_member(number)


def _problems_of_day(on: date, fine: Fine, today: date) -> Iterable[Problem]:
    yield from days.not_yet(on, today)
    if on < fine.on:
        yield Problem(
            N_('The fine {number} was charged on {charged}, after {day}.'), N_('Correct the date.'),
            {'number': fine.number, 'charged': fine.on, 'day': on}, about='date',
        )  # fmt: skip


def _standing(book: Book, number: str) -> Standing:
    """How a fine stands, with all that was paid or waived on any day: nothing is paid twice."""
    fine = next((each for each in book.register(FINES).values() if each.number == number), None)
    if fine is None:
        raise refuse(
            N_('There is no fine {number}.'), N_('Choose one from the list of fines.'), about='fine', number=number
        )
    return fined.standing_of(book, fine, date.max)


def _entry(book: Book, asked: Payment, part: Lowering, count: int) -> Transaction:
    fine: Fine = book.register(FINES)[part.fine]
    return Transaction(
        f'{asked.id}-{count}', 'fine', part.amount, asked.on, fine.member_number, month=fine.month, category=fine.kind,
        mode=asked.mode, note=asked.note, reference=asked.reference, about=fine.id,
    )  # fmt: skip
