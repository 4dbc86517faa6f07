"""Give a loan, take one up, repay, write off: what each becomes, and what may stand against it."""

from dataclasses import dataclass, replace
from datetime import date

from actions import disbursing, who_borrows
from actions.parts import Part, Plan
from actions.who_borrows import Wish
from reports.decisions import known
from reports.loans import loan_standing
from reports.products import product_of
from rules import allocation, decisions, eligibility, loans, reviews, standings
from rules.allocation import unpaid
from rules.money import ZERO, Amount
from rules.problems import N_, Refused, Word, refuse
from rules.records import CLOSED, GROUP, RUNNING, Loan, Member
from rules.transactions import Transaction
from sheets.book import Book

PARTS = ('penalty', 'fee', 'interest', 'principal')
"""Rows that a repayment is made of. Only who writes into the sheet itself names them one by one."""
OWED = {'penalty': N_('penalty'), 'fee': N_('fee'), 'interest': N_('interest'), 'principal': N_('principal')}
"""Each of them in words."""
OF_GROUP = tuple(kind for kind, movement in loans.BORROWED.items() if movement != 'loan')
"""The same of a loan that the group itself took up."""


@dataclass(frozen=True, slots=True)
class Quote:
    """How a loan stands on a day and into what a repayment would go, for showing it before it is recorded."""

    loan: Loan
    standing: loans.Standing
    split: loans.Split | None


def quote(book: Book, asked: Transaction) -> Quote:
    """What a repayment would do. Raises Refused as recording would."""
    loan = _loan_of(book, asked)
    standing = _less_what_came_later(book, loan, loan_standing(book, loan, asked.on), asked.on)
    _refuse_too_much(book, asked, loan, standing)
    split = standings.split(asked.amount, loan, standing, asked.on, product_of(book, loan)) if asked.amount else None
    return Quote(loan, standing, split)


def _less_what_came_later(book: Book, loan: Loan, standing: loans.Standing, on: date) -> loans.Standing:
    """A repayment that is entered late does not pay interest a second time that a later one has paid already."""
    later = [row for row in book.movements(loan.id) if row.on > on]
    parts: tuple[allocation.Part, ...] = ('interest', 'penalty', 'fee')
    paid = {kind: sum(row.amount for row in later if row.kind == kind) for kind in parts}
    return replace(
        standing,
        interest_owed=max(ZERO, standing.interest_owed - paid['interest']),
        penalty_owed=max(ZERO, standing.penalty_owed - paid['penalty']),
        fee_owed=max(ZERO, standing.fee_owed - paid['fee']),
        left=tuple(unpaid(standing.left, paid)) if later else standing.left,
    )


def give(book: Book, asked: Transaction) -> Plan:
    """A new loan, more money on a running one, or that of an approved one; also one that ran when the book began."""
    member = book.member(asked.member)
    assert member is not None
    if asked.loan:
        return _hand_over(book, asked)
    if asked.product:
        return disbursing.at_once(book, asked, loans.next_number(book.loans.values(), asked.on))
    return _open_loan(book, asked, member)


def owe(book: Book, asked: Transaction) -> Plan:
    """A loan that the group itself had taken up outside before the book began."""
    return _open_loan(book, asked, None)


def _open_loan(book: Book, asked: Transaction, member: Member | None) -> Plan:
    """A new loan without a last day, of a member or else of the group itself."""
    bylaws = book.bylaws.on(asked.on)
    rate = bylaws.loan_rate_percent if asked.rate is None else asked.rate
    # What was agreed before the book began is as it is.
    new = asked.kind == 'loan'
    problems = list(eligibility.problems_of_rate(rate, 'month', bylaws.loan_rate_most_percent if new else None))
    if new:
        on_products, both = book.bylaws.module_products, book.bylaws.one_officer_allowed
        problems += reviews.problems_of_lending_at_once(on_products, asked.product, both)
        if member:
            wish = Wish(asked.id, member, None, asked.amount, asked.on, lent_now=False)
            problems += who_borrows.problems_of(book, wish, who_borrows.exception_named(book, asked))
    if problems:
        raise Refused(problems)
    loan = Loan(
        id=asked.id,
        number=loans.next_number(book.loans.values(), asked.on),
        member=member.id if member else '',
        member_number=member.number if member else '',
        member_name=member.name if member else book.bylaws.name,
        given_on=asked.on,
        rate=rate,
        part_month=bylaws.part_month,
        note=asked.note,
        decision=who_borrows.exception_named(book, asked) if new else '',
        borrower='' if member else GROUP,
    )
    return Plan([Part(asked.kind, asked.amount, member, loan)], new_loan=loan, request=asked.id, on=asked.on)


def take_up(book: Book, asked: Transaction) -> Plan:
    """The money of a loan that the group itself takes up outside; also more on one that runs."""
    loan = book.loan(asked.loan)
    assert loan is not None
    if not loan.of_group:
        raise refuse(
            N_('The loan {loan} belongs to {name} ({number}).'), N_('Hand its money over as a loan that is given.'),
            about='loan', loan=loan.number, name=loan.member_name, number=loan.member_number,
        )  # fmt: skip
    return _hand_over(book, asked)


def _hand_over(book: Book, asked: Transaction) -> Plan:
    loan = book.loan(asked.loan)
    assert loan is not None
    return _top_up(book, asked) if loan.given_on else disbursing.hand_over(book, asked, loan)


def _top_up(book: Book, asked: Transaction) -> Plan:
    loan = _loan_of(book, asked)
    if asked.rate is not None and asked.rate != loan.rate:
        raise refuse(
            N_('The loan {loan} has its own rate, which more money on it does not change.'),
            N_('Leave the rate out, or give a new loan.'), about='rate', loan=loan.number,
        )  # fmt: skip
    return disbursing.more(book, asked, loan)


def repay(book: Book, asked: Transaction) -> Plan:
    """Penalty, fees, interest and principal, as far as each is owed, a row each."""
    found = quote(book, asked)
    assert found.split is not None
    member = book.members.get(found.loan.member)
    parts = [
        Part(loans.kind_of_entry(kind, found.loan), amount, member, found.loan)
        for kind in PARTS
        if (amount := getattr(found.split, kind))
    ]
    return Plan(parts, touches=[found.loan], request=asked.id, on=asked.on)


def repay_part(book: Book, asked: Transaction) -> Plan:
    """One row of a repayment that was written row by row: not more than is owed of its kind on that day."""
    if asked.kind == 'fee' and not asked.loan:
        return Plan([Part('fee', asked.amount, book.member(asked.member))])
    loan, kind = _loan_of(book, asked), loans.counts_as(asked.kind)
    if loans.kind_of_entry(kind, loan) != asked.kind:
        raise refuse(
            N_('A row "{kind}" cannot stand with the loan {loan}.'), N_('Write "{right}".'), about='kind',
            kind=asked.kind, loan=loan.number, right=loans.kind_of_entry(kind, loan),
        )  # fmt: skip
    part = Part(asked.kind, asked.amount, book.members.get(loan.member), loan)
    standing = _less_what_came_later(book, loan, loan_standing(book, loan, asked.on), asked.on)
    left = {'penalty': standing.penalty_owed, 'interest': standing.interest_owed}
    if loan.has_term:
        left['fee'] = standing.fee_owed
    left['principal'] = min(standing.outstanding, loans.outstanding(book.movements(loan.id)))
    if kind in left and asked.amount > left[kind]:
        raise refuse(
            N_('Of the {kind} of the loan {loan} {owed} is owed on {day}; {amount} is more.'),
            N_('Take at most what is owed.'), about='amount', kind=Word(OWED[kind]), loan=loan.number,
            owed=Amount(left[kind], book.bylaws.currency), day=asked.on,
            amount=Amount(asked.amount, book.bylaws.currency),
        )  # fmt: skip
    if kind == 'principal' and not loan.has_term and (before := standing.penalty_owed + standing.interest_owed):
        raise refuse(
            N_('On the loan {loan} {owed} of interest and penalty is owed on {day}, which is paid first.'),
            N_('Write the interest in a row of its own, or the whole sum as a repayment.'), about='kind',
            loan=loan.number, owed=Amount(before, book.bylaws.currency), day=asked.on,
        )  # fmt: skip
    return Plan([part], touches=[loan], request=asked.id, on=asked.on)


def write_off(book: Book, asked: Transaction) -> Plan:
    """Give up principal that will not come back, as the group decided; when none is left the loan is past."""
    loan = _loan_of(book, asked)
    if loan.of_group:
        raise refuse(
            N_('The loan {loan} is one that the group itself took up, and cannot write off.'),
            N_('Repay it, or record as income what the lender gave up.'), about='loan', loan=loan.number,
        )  # fmt: skip
    outstanding = loans.outstanding(book.movements(loan.id))
    if asked.amount > outstanding:
        raise refuse(
            N_('Of the loan {loan} {outstanding} is outstanding; more cannot be written off.'),
            N_('Write off at most that.'), about='amount',
            loan=loan.number, outstanding=Amount(outstanding, book.bylaws.currency),
        )  # fmt: skip
    there, named = known(book), asked.decision
    problems = [
        *decisions.problems_of_naming('write off', loan.id, asked.on, named, there),
        *decisions.problems_of_sum(asked.amount, named, there, book.bylaws.currency),
    ]
    if problems:
        raise Refused(problems)
    part = Part('write-off', asked.amount, book.members.get(loan.member), loan)
    return Plan([part], touches=[loan], request=asked.id, on=asked.on)


def _loan_of(book: Book, asked: Transaction) -> Loan:
    """The loan that was named, or the member's only running one."""
    if asked.loan:
        loan = book.loan(asked.loan)
        assert loan is not None
        if loan.given_on is None:
            raise Refused(reviews.problems_of_step(loan.number, loan.status, CLOSED))
        if loan.status != RUNNING:
            raise refuse(
                N_('The loan {loan} is no longer running.'), N_('Choose a running loan.'),
                about='loan', loan=loan.number,
            )  # fmt: skip
    else:
        loan = _only_running(book, asked)
    if asked.on < loan.began:
        raise refuse(
            N_('The loan {loan} was given on {given}; {day} lies before that.'), N_('Correct the date.'),
            about='date', loan=loan.number, given=loan.began, day=asked.on,
        )  # fmt: skip
    return loan


def _only_running(book: Book, asked: Transaction) -> Loan:
    member = book.member(asked.member)
    if member is None:
        raise refuse(N_('Neither member nor loan is named.'), N_('Name one of them.'), about='member')
    running = [loan for loan in book.loans.values() if loan.member == member.id and loan.status == RUNNING]
    if not running:
        raise refuse(
            N_('{name} has no running loan.'), N_('Check the member, or record a deposit.'),
            about='member', name=member.name,
        )  # fmt: skip
    if len(running) > 1:
        raise refuse(
            N_('{name} has several running loans: {loans}.'), N_('Say which loan is repaid.'),
            about='loan', name=member.name, loans=', '.join(loan.number for loan in running),
        )  # fmt: skip
    return running[0]


def _refuse_too_much(book: Book, asked: Transaction, loan: Loan, standing: loans.Standing) -> None:
    """Not more than is owed on that day, nor more principal than what was repaid since has left."""
    repaid_since = standing.outstanding - loans.outstanding(book.movements(loan.id))
    owed = standing.owed - max(ZERO, repaid_since)
    if asked.amount > owed:
        raise refuse(
            N_('On the loan {loan} {owed} is owed on {day}; {amount} is more.'), N_('Take at most what is owed.'),
            about='amount', loan=loan.number, owed=Amount(owed, book.bylaws.currency), day=asked.on,
            amount=Amount(asked.amount, book.bylaws.currency),
        )  # fmt: skip
