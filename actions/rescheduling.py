"""Setting the instalments of a loan anew: a moratorium, or new terms for what is outstanding. Each rests on a decision.

set_anew(book, 'L2025-001', Moratorium(day, 3, 'asked afterwards', 'D2025-004'), who, now, today, request)
set_anew(book, 'L2025-001', Rescheduled(day, 12, every, method, rate, per, 'D2025-007'), who, now, today, request)
planned(book, 'L2025-001', change, today)                   what either of them would do
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from actions.closed_months import problems_of_day
from actions.parts import amend
from actions.who import Who
from reports.decisions import known
from reports.loans import loan_standing
from reports.products import product_of
from rules import days, decisions, eligibility, products, rescheduling, reviews, term_changes, term_loans, unknown
from rules.loans import Standing
from rules.money import Amount
from rules.problems import N_, Problem, Refused
from rules.records import RUNNING, Loan
from rules.schedules import problems_of_loan
from rules.term_changes import Moratorium, TermChange
from rules.terms import Terms
from sheets.book import Book
from sheets.columns import LOANS

KIND = 'reschedule'


def planned(book: Book, number: str, change: TermChange, today: date) -> tuple[Standing, Standing]:
    """How the loan stands before and after its instalments are set anew. Raises Refused as setting them would."""
    loan = _named(book, number)
    if problems := list(problems_of_change(book, loan, change, today)):
        raise Refused(problems)
    changed = replace(loan, set_anew=_written(loan, change))
    return loan_standing(book, loan, change.on), loan_standing(book, changed, change.on)


def problems_of_change(book: Book, loan: Loan, change: TermChange, today: date) -> Iterable[Problem]:
    """Why the instalments of a loan cannot be set anew in this way."""
    if loan.status != RUNNING:
        yield from reviews.problems_of_step(loan.number, loan.status, RUNNING)
        yield Problem(
            N_('The loan {loan} is no longer running.'), N_('Choose a running loan.'), {'loan': loan.number},
            about='loan',
        )  # fmt: skip
        return
    yield from decisions.problems_of_naming(KIND, loan.id, change.on, change.decision, known(book))
    yield from problems_of_day(book, change.on, change.decision)
    yield from days.not_yet(change.on, today)
    if not loan.has_term:
        yield Problem(
            N_('The loan {loan} has no instalments.'), N_('Record repayments as they come.'), {'loan': loan.number},
            about='loan',
        )  # fmt: skip
        return
    last = max([loan.began, *(row.counts_from or row.on for row in book.movements(loan.id))])
    if change.on < last:
        yield Problem(
            N_('Something was recorded of the loan {loan} on {last}; {day} lies before that.'),
            N_('Correct the date.'), {'loan': loan.number, 'last': last, 'day': change.on}, about='date',
        )  # fmt: skip
        return
    yield from term_changes.problems_of_day(term_changes.of_instalments(loan.set_anew), change.on)
    yield from _problems_of_terms(book, loan, change)


def _problems_of_terms(book: Book, loan: Loan, change: TermChange) -> Iterable[Problem]:
    product = product_of(book, loan)
    if isinstance(change, Moratorium):
        course = term_loans.course_of(loan, book.movements(loan.id), change.on, product)
        assert course.plan is not None, f'{loan.number} runs, and nothing is left of it'
        yield from rescheduling.problems_of_moratorium(course.plan, change.instalments, change.on)
        return
    currency = book.bylaws.currency
    terms = Terms(change.method, change.rate, change.per, change.count, change.every)
    outstanding = loan_standing(book, loan, change.on).outstanding
    if change.rate > 0:
        yield from eligibility.problems_of_rate(change.rate, change.per, book.bylaws.loan_rate_most_percent)
    yield from problems_of_loan(outstanding, change.on, terms, lambda sum_: Amount(sum_, currency))
    if product is not None:
        yield from products.problems_of_instalments(product, change.count, book.bylaws)
    if change.method == 'fixed':
        yield Problem(
            N_('A loan that is agreed on anew has no fixed instalment.'), N_('Choose equal instalments.'),
            about='method',
        )  # fmt: skip


def set_anew(book: Book, number: str, change: TermChange, who: Who, now: datetime, today: date, request: str) -> Loan:
    """Write the change down. Raises Refused with every reason."""
    who.must('lend')
    with book.writing() as writing:
        loan = _named(book, number)
        if writing.answer(request):
            return loan
        if problems := list(problems_of_change(book, loan, change, today)):
            raise Refused(problems)
        values = {'set_anew': _written(loan, change)}
        amend(book, writing, LOANS, loan.id, loan.number, values, change.decision, change.on, who, now, request)
        writing.set_answer(request, 'set anew', {'loan': number})
    return book.loans[loan.id]


def _written(loan: Loan, change: TermChange) -> str:
    return term_changes.written([*term_changes.read(loan.set_anew), change])


def _named(book: Book, number: str) -> Loan:
    loan = book.loan(number)
    if loan is None:
        raise Refused([unknown.no_loan(number)])
    return loan
