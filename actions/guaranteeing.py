"""Guarantors: who is asked to answer for a loan, what she says, how much a member has free, and her release.

Pledge('M2025-004', 500_00)                                        a member
Pledge('', 500_00, 'Juma', '0712 345678', 'brother')               somebody from outside
answer(book, guarantor id, ACCEPTED, who, now, today, request)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from actions.parts import amend
from actions.who import Who
from reports.guarantees import guarantees_of, guarantors_of, standings_of
from reports.products import product_of
from rules import days, guarantors, products, unknown
from rules.guarantors import Guarantee, State
from rules.money import Money
from rules.problems import N_, Problem, Refused, refuse
from rules.records import Loan
from rules.register_records import ASKED, Guarantor, LoanProduct
from sheets.book import Book
from sheets.columns import GUARANTORS
from sheets.recording import Recording


@dataclass(frozen=True, slots=True)
class Pledge:
    """Who is asked to answer for how much of a loan: a member by her number, or somebody from outside by name."""

    member: str
    amount: Money
    name: str = ''
    phone: str = ''
    relation: str = ''


def problems_of_pledges(
    book: Book, pledges: Sequence[Pledge], borrower: str, product: LoanProduct | None, on: date
) -> Iterable[Problem]:
    """Why these cannot be asked. `borrower` is the member's id."""
    nobody = [pledge.member for pledge in pledges if pledge.member and book.member(pledge.member) is None]
    for number in nobody:
        yield unknown.no_member(number, 'guarantors')
    if pledges and not book.bylaws.module_guarantors:
        yield Problem(
            N_('The group does not use guarantors.'), N_('Switch the module on in the bylaws.'), about='guarantors'
        )  # fmt: skip
    if nobody:
        return
    asked = as_if_accepted(book, pledges, on)
    conditions = products.guarantor_conditions_of(product, book.bylaws)
    yield from guarantors.problems_of_guarantors(asked, standings_of(book, asked, borrower, on), borrower, conditions)


def as_if_accepted(book: Book, pledges: Iterable[Pledge], on: date) -> list[Guarantee]:
    """Whether they accept is seen later; that enough of them are named, and each can, is seen before."""
    return [
        Guarantee(row.member, row.member_name, row.amount, 'accepted', row.phone, row.relation)
        for row in rows_of(book, pledges, '', '', '', on)
    ]


def rows_of(
    book: Book, pledges: Iterable[Pledge], loan: str, number: str, request: str, on: date
) -> list[Guarantor]:  # fmt: skip
    """The rows of the register that ask them."""
    found = []
    for place, pledge in enumerate(pledges, 1):
        member = book.member(pledge.member) if pledge.member else None
        found.append(Guarantor(
            f'{request}/g{place}', loan, number, member.id if member else '', member.number if member else '',
            member.name if member else pledge.name.strip(), pledge.amount, pledge.phone.strip(),
            pledge.relation.strip(), ASKED, on,
        ))  # fmt: skip
    return found


def answer(
    book: Book, guarantor: str, said: State, on: date, who: Who, now: datetime, today: date, request: str
) -> Guarantor:
    """Write down that she accepts, declines, or is released before the loan is given."""
    who.must('lend')
    with book.writing() as writing:
        row = _row(book, guarantor)
        if writing.answer(request):
            return row
        loan = book.loans[row.loan]
        problems = [
            *guarantors.problems_of_answer(guarantees_of([row])[0], said, loan.given_on is not None),
            *_problems_of_day(row, on, today),
        ]
        if problems:
            raise Refused(problems)
        _set(book, writing, row, said, on, who, now, request)
        writing.set_answer(request, said, {})
    return _row(book, guarantor)


def problems_of_answers(book: Book, loan: Loan, on: date) -> Iterable[Problem]:
    """Why a loan cannot be approved with its guarantors."""
    pledged = guarantees_of(guarantors_of(book, loan.id))
    standings = standings_of(book, pledged, loan.member, on, besides=loan.id)
    conditions = products.guarantor_conditions_of(product_of(book, loan), book.bylaws)
    yield from guarantors.problems_of_guarantors(pledged, standings, loan.member, conditions)


def _set(
    book: Book, writing: Recording, row: Guarantor, status: str, on: date, who: Who, now: datetime, request: str
) -> None:
    values = {'status': status, 'on': on.isoformat()}
    amend(book, writing, GUARANTORS, row.id, GUARANTORS.label(row), values, '', on, who, now, request)


def _problems_of_day(row: Guarantor, on: date, today: date) -> Iterable[Problem]:
    yield from days.not_yet(on, today)
    if row.on and on < row.on:
        yield Problem(
            N_('She was asked on {asked}; {day} lies before that.'), N_('Correct the date.'),
            {'asked': row.on, 'day': on}, about='date',
        )  # fmt: skip


def _row(book: Book, guarantor: str) -> Guarantor:
    row = book.register(GUARANTORS).get(guarantor)
    if row is None:
        raise refuse(
            N_('This guarantor is not in the book.'), N_('Open the page of the loan again.'), about='guarantors'
        )  # fmt: skip
    found: Guarantor = row
    return found
