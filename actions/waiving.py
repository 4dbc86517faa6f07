"""A penalty of a loan that the group decided to waive, whole or in part.

waive(book, Waiver(request, 'L2025-001', 58_23, day, 'D2025-008'), who, now, today)
waivable(book, loan, day)                                   how much of its penalties can be waived

No money moves. The register of loans says what was waived and by which decision, its changes say who wrote it down.
A penalty that was waived is not asked again; one that arises later is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from actions.closed_months import problems_of_day
from actions.parts import Plan, amend
from actions.who import Who
from reports.decisions import known
from reports.loans import loan_standing
from rules import days, decisions, term_changes, unknown
from rules.money import ZERO, Amount, Money, minor_digits
from rules.problems import N_, Problem, Refused
from rules.records import RUNNING, Loan
from rules.term_changes import Waived
from sheets.book import Book
from sheets.columns import LOANS

KIND = 'waive'


@dataclass(frozen=True, slots=True)
class Waiver:
    """A request to waive a sum of the penalties of a loan, as the decision of that number allows."""

    id: str
    loan: str
    amount: Money
    on: date
    decision: str


def waivable(book: Book, loan: Loan, on: date) -> Money:
    """What is owed of the penalties that arose by a day and was neither paid nor waived later."""
    paid_later = sum(row.amount for row in book.movements(loan.id) if row.kind == 'penalty' and row.on > on)
    waived_later = term_changes.waived(loan.set_anew) - term_changes.waived(loan.set_anew, on)
    return max(ZERO, loan_standing(book, loan, on).penalty_owed - paid_later - waived_later)


def waive(book: Book, asked: Waiver, who: Who, now: datetime, today: date) -> Loan:
    """Write the waiver down. Raises Refused with every reason."""
    who.must('lend')
    with book.writing() as writing:
        loan = book.loan(asked.loan)
        if loan is None:
            raise Refused([unknown.no_loan(asked.loan)])
        if writing.answer(asked.id):
            return loan
        if problems := list(_problems(book, loan, asked, today)):
            raise Refused(problems)
        waived = Waived(asked.on, asked.amount, minor_digits(book.bylaws.currency), asked.decision)
        values = {'set_anew': term_changes.written([*term_changes.read(loan.set_anew), waived])}
        amend(book, writing, LOANS, loan.id, loan.number, values, asked.decision, asked.on, who, now, asked.id)
        # Where nothing else was owed, the loan is past.
        past = Plan([], touches=[loan], request=f'{asked.id}-status', on=asked.on)
        past.write_registers(book, writing, who, now)
        writing.set_answer(asked.id, 'waiver', {'loan': loan.number})
    return book.loans[loan.id]


def _problems(book: Book, loan: Loan, asked: Waiver, today: date) -> Iterable[Problem]:
    """Why a penalty cannot be waived: it needs a decision about that loan, and no more than it allows and is owed."""
    if loan.status != RUNNING:
        yield Problem(
            N_('The loan {loan} is no longer running.'), N_('Choose a running loan.'), {'loan': loan.number},
            about='loan',
        )  # fmt: skip
        return
    there, currency = known(book), book.bylaws.currency
    yield from decisions.problems_of_naming(KIND, loan.id, asked.on, asked.decision, there)
    yield from decisions.problems_of_sum(asked.amount, asked.decision, there, currency)
    yield from problems_of_day(book, asked.on, asked.decision)
    if asked.amount <= ZERO:
        yield Problem(N_('The amount must be more than zero.'), N_('Type the sum that is waived.'), about='amount')
    yield from days.not_yet(asked.on, today)
    if asked.on < loan.began:
        yield Problem(
            N_('The loan {loan} was given on {given}; {day} lies before that.'), N_('Correct the date.'),
            {'loan': loan.number, 'given': loan.began, 'day': asked.on}, about='date',
        )  # fmt: skip
    elif asked.amount > (owed := waivable(book, loan, asked.on)):
        yield Problem(
            N_('Of the {kind} of the loan {loan} {owed} is owed on {day}; {amount} is more.'),
            N_('Waive at most what is owed.'),
            {'kind': 'penalty', 'loan': loan.number, 'owed': Amount(owed, currency), 'day': asked.on,
             'amount': Amount(asked.amount, currency)}, about='amount',
        )  # fmt: skip
