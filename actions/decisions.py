"""Write down what the meeting decided, and withdraw what was decided by mistake.

    decide(book, NewDecision(request, 'swap', day, 'a wedding', ('M2025-001', 'M2025-004'), about='C1', ...), who, ...)
    withdraw(book, 'D2025-003', 'written down twice', day, who, now, today, request)

An action that rests on a decision names its number; what was done on it is found again by that.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from actions.closed_months import closed_months
from actions.parts import amend
from actions.who import Who
from reports import decisions as there
from reports import rotation as rotations
from rules import closing, decisions, members, register_records
from rules.closing import OPENS_A_MONTH
from rules.decisions import KINDS
from rules.money import ZERO, Money
from rules.periods import is_month, parse_month
from rules.problems import N_, Problem, Refused, Word, refuse
from rules.register_records import Decision
from sheets.book import Book
from sheets.columns import DECISIONS, LOANS, REGISTERS


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A request to write a decision down. `members`, `in_favour` and `against` are numbers of members.

    `about` is the id of what it is about: C1 for a cycle, C1/3 for a round, the id of a fine or loan, 2025-03.
    """

    id: str
    kind: str
    on: date
    reason: str
    in_favour: tuple[str, ...]
    against: tuple[str, ...] = ()
    about: str = ''
    members: tuple[str, ...] = ()
    amount: Money = ZERO
    details: str = ''


def decide(book: Book, asked: NewDecision, who: Who, now: datetime, today: date) -> Decision:
    """Write a decision down and give it the next number. Raises Refused with every reason."""
    who.must('decide')
    if asked.kind == OPENS_A_MONTH:
        who.must('correct')
    with book.writing() as writing:
        if writing.answer(asked.id) or asked.id in book.register(DECISIONS):
            found: Decision = book.register(DECISIONS)[asked.id]
            return found
        row = _row(book, asked)
        if problems := list(problems_of_new(book, row, today)):
            raise Refused(problems)
        writing.insert(DECISIONS, row, asked.id, now)
        writing.set_answer(asked.id, 'decision', {'decision': row.id})
    return row


def planned(book: Book, asked: NewDecision, today: date) -> Decision:
    """What would be written down, for showing it before; raises Refused as `decide` would."""
    row = _row(book, asked)
    if problems := list(problems_of_new(book, row, today)):
        raise Refused(problems)
    return row


def problems_of_new(book: Book, row: Decision, today: date) -> Iterable[Problem]:
    """Why a decision cannot be written down."""
    decision = there.decision_of(book, row)
    names = voters(book, row.on)
    the_day_after = min(row.on, today) + timedelta(days=1)
    others = [member for member in book.members.values() if member.id not in names]
    yield from decisions.problems_of_decision(
        decision, names, book.bylaws.started_on, today,
        {member.id: f'{member.name} ({member.number})' for member in others},
        {*names, *(member.id for member in others if member.joined <= row.on)} - {*voters(book, the_day_after)},
    )  # fmt: skip
    yield from decisions.problems_of_quorum(decision, len(names), book.bylaws.on(row.on).quorum_percent)
    if row.about and row.kind in KINDS and not label_of(book, row.kind, row.about):
        yield Problem(
            N_('There is no {what} {about}.'), N_('Choose what the decision is about.'),
            {'what': Word(KINDS[row.kind].about or N_('row')), 'about': row.about}, about='about',
        )  # fmt: skip
    elif row.kind == OPENS_A_MONTH and row.about:
        month, bylaws = parse_month(row.about), book.bylaws
        closed_on = closing.closed_on(month, bylaws.closed_until, bylaws.history)
        yield from closing.problems_of_opening_a_month(month, row.number, row.on, closed_months(book), closed_on)


def withdraw(
    book: Book, number: str, reason: str, on: date, who: Who, now: datetime, today: date, request: str
) -> Decision:
    """A decision that nothing rests on yet does not stand any more; the row stays, and says so."""
    who.must('decide')
    with book.writing() as writing:
        row = there.by_number(book).get(number)
        if row is None:
            raise refuse(N_('There is no decision {number}.'), N_('Check the number.'), about='number', number=number)
        if writing.answer(request):
            return row
        if problems := list(_problems_of_withdrawing(book, row, reason, on, today)):
            raise Refused(problems)
        values = {'status': register_records.WITHDRAWN}
        amend(book, writing, DECISIONS, row.id, row.number, values, reason.strip(), on, who, now, request)
        writing.set_answer(request, 'withdraw', {})
    return there.by_number(book)[number]


def voters(book: Book, on: date) -> dict[str, str]:
    """The names of those who were members on a day, by their ids: they may vote."""
    return {
        member.id: member.name
        for member in book.members.values()
        if members.belonged(members.spans(member, book.changes), on)
    }


def label_of(book: Book, kind: str, about: str) -> str:
    """What people call that which a decision is about: C1/3, F2025-007, 2025-03; empty where there is no such thing."""
    what = KINDS[kind].about
    if what == 'month':
        return about if is_month(about) else ''
    if rotation := rotations.rotation_of(book, about):
        known = what in ('rotation', 'action') and about == rotation.id
        known = known or (what in ('round', 'action') and rotations.turn_of(book, about) is not None)
        return about if known else ''
    for sheet in REGISTERS:
        right = {'fine or loan': ('Fines', LOANS.name), 'loan': (LOANS.name,)}.get(what)
        if (right is None or sheet.name in right) and about in book.register(sheet):
            return sheet.label(book.register(sheet)[about]) if what not in ('rotation', 'round') else ''
    return ''


def _row(book: Book, asked: NewDecision) -> Decision:
    given = book.register(DECISIONS).values()
    known = asked.kind in KINDS and asked.about
    return Decision(
        id=asked.id,
        number=register_records.next_number('D', given, asked.on),
        on=asked.on,
        kind=asked.kind,
        label=label_of(book, asked.kind, asked.about) if known else '',
        details=asked.details.strip(),
        amount=asked.amount or None,
        members=', '.join(asked.members),
        in_favour=', '.join(asked.in_favour),
        against=', '.join(asked.against),
        reason=asked.reason.strip(),
        about=asked.about,
    )


def _problems_of_withdrawing(book: Book, row: Decision, reason: str, on: date, today: date) -> Iterable[Problem]:
    if row.status == register_records.WITHDRAWN:
        yield Problem(N_('The decision {number} was withdrawn already.'), N_('Nothing is left to do.'),
                      {'number': row.number}, about='number')  # fmt: skip
    if rests := there.uses(book).get(row.number):
        yield Problem(
            N_('{what} rests on the decision {number}.'), N_('Take that back first.'),
            {'what': ', '.join(use.label for use in rests), 'number': row.number}, about='number',
        )  # fmt: skip
    if not reason.strip():
        yield Problem(N_('The reason is missing.'), N_('Say in a few words why.'), about='reason')
    if not row.on <= on <= today:
        yield Problem(
            N_('{day} is not a day from {first} to {last}.'), N_('Correct the date.'),
            {'day': on, 'first': row.on, 'last': today}, about='date',
        )  # fmt: skip
