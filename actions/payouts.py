"""The pot of a round is asked for, approved by one officer, and recorded as paid by another.

    request(book, Step('r1', 'C1/3', 'M2025-001', day), who, now, today)
    approve(book, Step('r2', 'C1/3', 'M2025-001', day), who, now, today)
    pay(book, Payment('r3', 'C1/3', 'M2025-001', 4_000_00, day, mode='mpesa', reference='QGH7XK'), who, now, today)

Everything is looked at anew while nobody else writes: of two officers who press at once, the second is refused.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from actions import record, ways
from actions.members import problems_before_change
from actions.parts import amend
from actions.record import Recorded
from actions.who import Who
from reports import decisions as decided
from reports import fines as fined
from reports import rotation as there
from reports.loans import loan_standing
from rules import accounts, days, fines, payouts
from rules.money import ZERO, Amount, Money
from rules.payouts import Beneficiary, Payout, Situation
from rules.problems import N_, Problem, Refused, refuse
from rules.records import RUNNING, Member, Mode
from rules.register_records import APPROVED, PAID, REQUESTED, WAITING, Turn
from rules.rotation import Rotation
from rules.transactions import Transaction
from sheets.book import Book
from sheets.columns import ROTATION


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a payout before the money: of which round (`about`), to whom, when, and why where it is dropped."""

    id: str
    about: str
    member: str
    on: date
    reason: str = ''


@dataclass(frozen=True, slots=True)
class Payment:
    """That a pot was handed out. `decision` is that to pay short, `one_officer` that by which one does both."""

    id: str
    about: str
    member: str
    amount: Money
    on: date
    mode: Mode = 'cash'
    account: str = ''
    reference: str = ''
    note: str = ''
    decision: str = ''
    one_officer: str = ''


def request(book: Book, asked: Step, who: Who, now: datetime, today: date) -> Turn:
    """Ask for the pot of a round, or for what came in later. Raises Refused with every reason."""

    def problems(rotation: Rotation, row: Turn) -> Iterable[Problem]:
        return _problems_of_asking(book, asked, rotation, row)

    values = {'requested_on': asked.on.isoformat(), 'requested_by': who.name, 'approved_on': '', 'approved_by': ''}
    return _step(book, asked, REQUESTED, values, who, now, today, problems)


def approve(book: Book, asked: Step, who: Who, now: datetime, today: date) -> Turn:
    """Approve a payout that was asked for; not by who asked, nor by who gets it. Raises Refused with every reason."""

    def problems(rotation: Rotation, row: Turn) -> Iterable[Problem]:
        if row.status == REQUESTED:
            yield from _problems_of_asking(book, asked, rotation, row)
        payout = Payout(
            row.round, row.member, ZERO, asked.on, approved_by=who.name,
            approving_member=who.member or _as_member(book, who.name),
        )  # fmt: skip
        yield from payouts.problems_of_approving(payout, row.requested_by, situation(book, rotation))

    values = {'approved_on': asked.on.isoformat(), 'approved_by': who.name}
    return _step(book, asked, APPROVED, values, who, now, today, problems)


def drop(book: Book, asked: Step, who: Who, now: datetime, today: date) -> Turn:
    """Reject a payout that was asked for, or take the request back, with the reason."""

    def problems(rotation: Rotation, row: Turn) -> Iterable[Problem]:
        if not asked.reason.strip():
            yield Problem(N_('The reason is missing.'), N_('Say in a few words why.'), about='reason')

    values = dict.fromkeys(('requested_on', 'requested_by', 'approved_on', 'approved_by'), '')
    return _step(book, asked, WAITING, values, who, now, today, problems)


def pay(book: Book, asked: Payment, who: Who, now: datetime, today: date) -> Recorded:
    """Record that a pot was handed out. Raises Refused with every reason, and then nothing has changed."""
    who.must('record')
    with book.writing() as writing:
        rotation, row = _row(book, asked.about, asked.member)
        repeated = writing.answer(asked.id) or book.has_entry(asked.id)
        if not repeated and (problems := list(problems_of_paying(book, asked, rotation, row, who))):
            raise Refused(problems)
        recorded = record.record_within(book, writing, _transaction(asked), who, now, today)
        if asked.one_officer and not recorded.repeated:
            values, label = {'decision': asked.one_officer}, ROTATION.label(row)
            amend(book, writing, ROTATION, row.id, label, values, '', asked.on, who, now, f'{asked.id}/alone')
    return recorded


def problems_of_paying(book: Book, asked: Payment, rotation: Rotation, row: Turn, who: Who) -> Iterable[Problem]:
    """Every reason why a pot cannot be handed out as asked."""
    if row.status == PAID:
        yield from payouts.problems_of_step(row.status, PAID)
    approved_by = row.approved_by if row.status in (APPROVED, PAID) else ''
    payout = Payout(
        round=row.round, member=row.member, amount=asked.amount, on=asked.on, approved_by=approved_by,
        recorded_by=who.name, approving_member=_as_member(book, approved_by), decision=asked.decision,
        one_officer=asked.one_officer,
    )  # fmt: skip
    who_gets = beneficiary(book, row.member, asked.on)
    box = book.boxes.get(ways.place_of(book, asked.mode, asked.account), {})
    _day, cash = accounts.lowest_from(asked.on, box)
    there_is = asked.amount if book.bylaws.below_zero_allowed else cash
    yield from payouts.problems_of_payout(payout, who_gets, situation(book, rotation, there_is))
    yield from _problems_of_one_who_left(book, rotation, row, asked.on)


def _problems_of_asking(book: Book, asked: Step, rotation: Rotation, row: Turn) -> Iterable[Problem]:
    payout = Payout(row.round, row.member, ZERO, asked.on)
    who_gets = beneficiary(book, row.member, asked.on)
    yield from payouts.problems_of_asking(payout, who_gets, situation(book, rotation))
    yield from _problems_of_one_who_left(book, rotation, row, asked.on)


def _problems_of_one_who_left(book: Book, rotation: Rotation, row: Turn, on: date) -> Iterable[Problem]:
    """What she gets back because she left cannot be handed out before she left: it would be taken for her pot.

    Nor while the round has more: what the others brought before they knew would stay with a round that is over.
    """
    if row.member not in rotation.left:
        return
    yield from problems_before_change(book, book.members[row.member], on)
    brought = sum(moved.amount for moved in there.paid(book, rotation) if moved.round == row.round)
    if over := brought - there.standing(book, rotation, row.round, date.max).collected:
        yield Problem(
            N_('{amount} more were brought for round {number} than she is to get back.'),
            N_('Decide that her turn passes to a later round, or take those contributions back.'),
            {'amount': Amount(over, book.bylaws.currency), 'number': row.round}, about='round',
        )  # fmt: skip


def situation(book: Book, rotation: Rotation, cash: Money = ZERO) -> Situation:
    """What a payout meets in the book. `cash` is what there is where it is paid from, once that is known."""
    bylaws = book.bylaws
    return Situation(
        rotation=rotation,
        paid=there.paid(book, rotation),
        handed=there.handed(book, rotation),
        names={member.id: member.name for member in book.members.values()},
        cash=cash,
        currency=bylaws.currency,
        decisions=decided.known(book),
        one_officer_allowed=bylaws.one_officer_allowed,
    )


def beneficiary(book: Book, member_id: str, on: date) -> Beneficiary:
    """What must be known of who gets a pot: her fines and penalties, and which of her loans are overdue."""
    member = book.members[member_id]
    loans = [loan for loan in book.loans.values() if loan.member == member_id and loan.status == RUNNING]
    standings = {loan.number: loan_standing(book, loan, on) for loan in loans if loan.began <= on}
    owed = fines.owed_by(fined.standings(book, on))
    return Beneficiary(
        member.id,
        member.name,
        penalties_owed=owed.get(member_id, ZERO) + sum(found.penalty_owed for found in standings.values()),
        overdue_loans=[number for number, found in standings.items() if found.overdue_since],
    )


def _step(
    book: Book, asked: Step, status: str, values: Mapping[str, str], who: Who, now: datetime, today: date,
    problems_of: Callable[[Rotation, Turn], Iterable[Problem]],
) -> Turn:  # fmt: skip
    who.must('decide')
    with book.writing() as writing:
        rotation, row = _row(book, asked.about, asked.member)
        if writing.answer(asked.id):
            return row
        stands = payouts.problems_of_step(row.status, status)
        if problems := [*stands, *problems_of(rotation, row), *days.not_yet(asked.on, today)]:
            raise Refused(problems)
        # Of a turn that was paid before only the rest was asked for.
        settled = PAID if status == WAITING and row.pot else status
        label = ROTATION.label(row)
        amend(book, writing, ROTATION, row.id, label, {**values, 'status': settled}, asked.reason.strip(), asked.on,
              who, now, asked.id)  # fmt: skip
        writing.set_answer(asked.id, status, {})
        done: Turn = book.register(ROTATION)[row.id]
    return done


def _row(book: Book, about: str, number: str) -> tuple[Rotation, Turn]:
    found = there.turn_of(book, about)
    rows = there.rows_of(book, found[0], found[1].number) if found else []
    row = next((row for row in rows if row.member_number == number), None)
    if found is None or row is None:
        raise refuse(N_('{member} has no turn in round {round}.'), N_('Choose the round that is hers.'),
                     about='member', member=number, round=about)  # fmt: skip
    return found[0], row


def _transaction(asked: Payment) -> Transaction:
    return Transaction(
        asked.id, 'payout', asked.amount, asked.on, asked.member, mode=asked.mode, account=asked.account,
        reference=asked.reference, note=asked.note, decision=asked.decision, about=asked.about,
    )  # fmt: skip


def _as_member(book: Book, name: str) -> str:
    """The id of the active member of this name: officers are members, and sign with their names."""
    hers: list[Member] = [m for m in book.members.values() if m.active and m.name.casefold() == name.casefold()]
    return hers[0].id if name and hers else ''
