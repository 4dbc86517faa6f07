"""Handing the money of a loan over: the loan and its fees as rows of one receipt, and from that day its schedule.

Of a loan that the group itself takes up outside, the money comes in, and the fees go out.

    an approved application        Transaction('loan', amount, day, loan='L2025-003')
    one of the group itself        Transaction('borrowed', amount, day, loan='L2025-004')
    on a product at once           Transaction('loan', amount, day, member='M2025-001', product='P1', count=6)
    more money on a running loan   Transaction('loan', amount, day, loan='L2025-003')

Giving at once is for groups whose bylaws let one officer do both; the loan then says so.
"""

from collections.abc import Iterable
from dataclasses import replace

from actions import applications, guaranteeing
from actions.applications import Application
from actions.parts import Part, Plan
from actions.who_borrows import exception_named
from reports.products import product_named, product_of
from rules import loan_fees, loans, prepayment, products, reviews, schedules, term_loans
from rules.allocation import Due
from rules.loan_fees import Charge
from rules.money import ZERO, Amount
from rules.problems import N_, Problem, Refused
from rules.records import RUNNING, Loan
from rules.register_records import OPEN, LoanProduct
from rules.transactions import Transaction
from sheets.book import Book


def hand_over(book: Book, asked: Transaction, loan: Loan) -> Plan:
    """The money of an approved loan: its rows, and the loan that runs from that day."""
    product = product_of(book, loan)
    problems = [
        *reviews.problems_of_handing_over(
            loan.number, loan.status, loan.reviewed_on, loan.approved or ZERO, asked.amount, asked.on,
            book.bylaws.currency,
        ),
    ]  # fmt: skip
    exception = exception_named(book, asked)
    if not problems:
        problems += applications.problems_of_lending(book, loan, asked.amount, asked.on, exception)
    given = replace(loan, given_on=asked.on, decision=exception or loan.decision)
    if not problems:
        problems += _problems_of_terms(book, asked, given, product)
    if problems:
        raise Refused(problems)
    values = {'status': RUNNING, 'given_on': asked.on.isoformat(), 'decision': given.decision}
    # A row has room for one decision: where that opens the month, the loan alone names the one by which it is given.
    parts = _parts(book, asked, given, product, asked.decision or given.decision)
    return Plan(parts, amends={loan.id: values}, touches=[loan], request=asked.id, on=asked.on)


def at_once(book: Book, asked: Transaction, number: str) -> Plan:
    """A new loan on a product, without an application of its own."""
    application = Application(
        asked.id, asked.member, asked.product, asked.amount, asked.on, asked.count, asked.instalment, asked.note,
        decision=exception_named(book, asked),
    )  # fmt: skip
    problems = list(applications.problems_of_application(book, application, asked.on))
    problems += reviews.problems_of_lending_at_once(
        book.bylaws.module_products, asked.product, book.bylaws.one_officer_allowed
    )
    if asked.rate is not None:
        problems.append(Problem(
            N_('The rate of a loan on a product is that of the product.'),
            N_('Leave the rate out, or choose another product.'), about='rate',
        ))  # fmt: skip
    if problems:
        raise Refused(problems)
    product, member = product_named(book, asked.product), book.member(asked.member)
    assert product is not None
    assert member is not None
    applied = applications.loan_of(book, application, product, '')
    loan = replace(
        applied, number=number, status=RUNNING, given_on=asked.on, approved=asked.amount, reviewed_on=asked.on,
        note=reviews.SAME_OFFICER,
    )  # fmt: skip
    problems = [
        *guaranteeing.problems_of_answers(book, loan, asked.on),
        *_problems_of_terms(book, asked, loan, product),
    ]
    if problems:
        raise Refused(problems)
    return Plan(_parts(book, asked, loan, product), new_loan=loan, request=asked.id, on=asked.on)


def more(book: Book, asked: Transaction, loan: Loan) -> Plan:
    """More money on a running loan, with what its product takes off for lending it."""
    if problems := list(_problems_of_more(book, asked, loan)):
        raise Refused(problems)
    product, amends = product_of(book, loan), {}
    if product and not loan.of_group and reviews.SAME_OFFICER not in loan.note:
        amends[loan.id] = {'note': f'{loan.note} {reviews.SAME_OFFICER}'.strip()}
    parts = _parts(book, asked, loan, product)
    return Plan(parts, amends=amends, touches=[loan], request=asked.id, on=asked.on)


def _problems_of_more(book: Book, asked: Transaction, loan: Loan) -> Iterable[Problem]:
    """Why no more can be lent on a running loan. What a member may borrow is asked of all that would be outstanding."""
    currency, product = book.bylaws.currency, product_of(book, loan)
    if not loan.of_group:
        both = book.bylaws.one_officer_allowed
        yield from reviews.problems_of_lending_more(loan.number, book.bylaws.module_products, loan.product, both)
    if loan.has_term:
        course = term_loans.course_of(loan, book.movements(loan.id), asked.on, product)
        if course.plan is None:
            yield Problem(N_('The loan {loan} is repaid.'), N_('Give a new loan.'), {'loan': loan.number}, about='loan')
            return
        yield from prepayment.problems_of_top_up(
            course.plan, asked.amount, asked.on, lambda sum_: Amount(sum_, currency)
        )
    yield from applications.problems_of_lending(book, loan, asked.amount, asked.on, exception_named(book, asked))
    yield from loan_fees.problems_of_charges(_taken_off(book, asked, product), asked.amount, currency)


def _taken_off(book: Book, asked: Transaction, product: LoanProduct | None) -> list[Charge]:
    """What a loan costs besides its interest, as far as it is taken off the money."""
    if product and product.kind == OPEN:
        # Its interest is rounded as the bylaws say, and so are its fees where the product says nothing.
        unit, mode = book.bylaws.rounding_unit, book.bylaws.rounding_mode
        product = replace(
            product, rounding_unit=product.rounding_unit or unit, rounding_mode=product.rounding_mode or mode
        )
    dues = [Due(1, asked.on, principal=asked.amount)]
    return [charge for charge in products.charges_of(product, dues) if not charge.n]


def _parts(
    book: Book, asked: Transaction, loan: Loan, product: LoanProduct | None, decision: str = ''
) -> list[Part]:  # fmt: skip
    member = book.members.get(loan.member)
    fees = [
        Part(loans.kind_of_entry('fee', loan), charge.amount, member, loan, category=charge.fee.name)
        for charge in _taken_off(book, asked, product)
        if charge.amount
    ]
    return [Part(asked.kind, asked.amount, member, loan, decision=decision), *fees]


def _problems_of_terms(
    book: Book, asked: Transaction, loan: Loan, product: LoanProduct | None
) -> Iterable[Problem]:  # fmt: skip
    currency = book.bylaws.currency
    wrong: list[Problem] = []
    if loan.has_term:
        terms = products.terms_of_loan(loan, product)
        wrong += schedules.problems_of_loan(asked.amount, asked.on, terms, lambda sum_: Amount(sum_, currency))
    yield from wrong
    if not wrong:
        yield from loan_fees.problems_of_charges(_taken_off(book, asked, product), asked.amount, currency)
