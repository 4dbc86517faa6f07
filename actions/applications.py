"""Applications for loans: an officer writes one down for a member, another officer decides, one by one or several.

    apply(book, Application('a1', 'M2025-001', 'P1', 5000_00, day, count=6, purpose='seeds'), who, now, today)
    decide(book, [Verdict('L2025-001', APPROVED, 4000_00), Verdict('L2025-002', REJECTED, reason='no savings')], …)

An application is a row of Loans from the first day on, with the number that the loan will have. Whoever decides is
not who wrote it down, nor the borrower; a group may let one officer do both, and then the note says so. What is asked
of who borrows is asked when it is written down, when it is approved, and when the money is handed over
(`actions/who_borrows.py`); the decision of the group that lets it go beyond that is kept with it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from actions import guaranteeing, who_borrows
from actions.guaranteeing import Pledge
from actions.parts import amend, release_all
from actions.products import problems_of_module
from actions.who import Who
from actions.who_borrows import Wish
from reports.products import product_named
from rules import days, loans, members, officers, products, reviews, schedules, unknown
from rules.eligibility import Answer
from rules.money import ZERO, Amount, Money, as_text
from rules.problems import N_, Problem, Refused
from rules.records import APPLIED, APPROVED, GROUP, MEMBER, REJECTED, WITHDRAWN, Loan, Member
from rules.register_records import OFFERED, OPEN, LoanProduct
from rules.reviews import Review
from sheets.book import Book
from sheets.columns import GUARANTORS, LOANS
from sheets.recording import Recording


@dataclass(frozen=True, slots=True)
class Application:
    """A request for a loan. `member` is a number, and empty where the group itself borrows from outside.

    `count` and `instalment` are for loans with instalments, where they are agreed otherwise than in the product;
    `income` is of a month, where it is known; `decision` the number of that by which the group sets aside what is
    asked of who borrows.
    """

    id: str
    member: str
    product: str
    amount: Money
    on: date
    count: int | None = None
    instalment: Money | None = None
    purpose: str = ''
    pledges: tuple[Pledge, ...] = ()
    income: Money | None = None
    decision: str = ''


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided of one application. Approving names the sum; rejecting names the reason.

    `decision` is that by which the group sets aside what is asked of who borrows, where the application names none.
    """

    loan: str
    status: str
    amount: Money = ZERO
    reason: str = ''
    decision: str = ''


def apply(book: Book, asked: Application, who: Who, now: datetime, today: date) -> Loan:
    """Write an application down. Raises Refused with every reason, and then nothing has changed."""
    who.must('lend')
    with book.writing() as writing:
        if writing.answer(asked.id):
            return book.loans[asked.id]
        if problems := list(problems_of_application(book, asked, today)):
            raise Refused(problems)
        product = product_named(book, asked.product)
        assert product is not None
        loan = loan_of(book, asked, product, who.name)
        writing.insert(LOANS, loan, asked.id, now)
        for row in guaranteeing.rows_of(book, asked.pledges, loan.id, loan.number, asked.id, asked.on):
            writing.insert(GUARANTORS, row, asked.id, now)
        writing.set_answer(asked.id, 'application', {'loan': loan.number})
    return loan


def eligible(book: Book, asked: Application) -> Answer:
    """Whether the member may have the loan: every reason, the largest amount, and how it was computed."""
    product, member = product_named(book, asked.product), book.member(asked.member)
    assert product is not None, f'no product {asked.product}'
    assert member is not None, f'no member {asked.member}'
    return who_borrows.eligible(book, _wish(book, asked, product, member))


def _wish(book: Book, asked: Application, product: LoanProduct, member: Member) -> Wish:
    known = all(book.member(pledge.member) for pledge in asked.pledges if pledge.member)
    pledged = guaranteeing.as_if_accepted(book, asked.pledges, asked.on) if known else []
    return Wish(
        asked.id, member, product, asked.amount, asked.on, asked.count, asked.instalment, asked.income, pledged,
        lent_now=False,
    )  # fmt: skip


def problems_of_application(book: Book, asked: Application, today: date) -> Iterable[Problem]:
    """Why an application cannot be written down. Every reason."""
    yield from problems_of_module(book)
    yield from days.problems_of_day(asked.on, book.bylaws.started_on, today)
    product, member = product_named(book, asked.product), book.member(asked.member)
    if product is None or product.status != OFFERED:
        yield Problem(
            N_('There is no loan product {number} that is offered.'), N_('Choose one from the list.'),
            {'number': asked.product}, about='product',
        )  # fmt: skip
    if asked.member and member is None:
        yield unknown.no_member(asked.member)
    if len(asked.purpose) > reviews.LONGEST_REASON:
        yield Problem(
            N_('The text has {letters} letters; the book takes {longest}.'), N_('Shorten the text.'),
            {'letters': len(asked.purpose), 'longest': reviews.LONGEST_REASON}, about='purpose',
        )  # fmt: skip
    if product is None:
        return
    if member is not None:
        yield from who_borrows.problems_of(book, _wish(book, asked, product, member), asked.decision)
        yield from _problems_of_membership(book, member, asked.on)
    elif asked.amount <= ZERO:
        yield Problem(N_('The amount must be more than zero.'), N_('Type the sum that is asked for.'), about='amount')
    yield from _problems_of_schedule(book, asked, product)
    if asked.member:
        yield from guaranteeing.problems_of_pledges(book, asked.pledges, member.id if member else '', product, asked.on)
    elif asked.pledges:
        yield Problem(
            N_('The group itself borrows; nobody guarantees that.'), N_('Leave the guarantors out.'), about='guarantors'
        )


def decide(
    book: Book, verdicts: Sequence[Verdict], on: date, who: Who, now: datetime, today: date, request: str
) -> list[Loan]:
    """Approve, reject or withdraw applications, all or none.

    Withdrawing is what the borrower asks for, so that any officer may write it down.
    """
    who.must('lend')
    with book.writing() as writing:
        if not writing.answer(request):
            problems = [*days.problems_of_day(on, book.bylaws.started_on, today), *_problems_of_naming(verdicts)]
            for verdict in verdicts:
                problems += _problems_of_verdict(book, verdict, on, who)
            if problems:
                raise Refused(problems)
            for verdict in verdicts:
                _decide(book, writing, verdict, on, who, now, request)
            writing.set_answer(request, 'decided', {'loans': [verdict.loan for verdict in verdicts]})
    return [_named(book, verdict.loan) for verdict in verdicts]


def loan_of(book: Book, asked: Application, product: LoanProduct, applied_by: str) -> Loan:
    """The row of Loans that an application becomes."""
    member = book.member(asked.member)
    term = product.kind != OPEN
    return Loan(
        id=asked.id,
        number=loans.next_number(book.loans.values(), asked.on),
        member=member.id if member else '',
        member_number=member.number if member else '',
        member_name=member.name if member else book.bylaws.name,
        given_on=None,
        rate=product.rate,
        part_month=product.part_month or book.bylaws.part_month,
        status=APPLIED,
        product=product.number,
        purpose=asked.purpose.strip(),
        borrower=MEMBER if member else GROUP,
        asked=asked.amount,
        income=asked.income,
        decision=asked.decision,
        applied_on=asked.on,
        applied_by=applied_by,
        method=product.method if term else '',
        per=product.per,
        count=(asked.count or product.count) if term else None,
        every=(product.every or '1 month') if term else '',
        instalment=asked.instalment if term and product.method == 'fixed' else None,
    )


def _problems_of_verdict(book: Book, verdict: Verdict, on: date, who: Who) -> Iterable[Problem]:
    loan = book.loan(verdict.loan)
    if loan is None:
        yield unknown.no_loan(verdict.loan)
        return
    application = reviews.Application(
        loan.number, loan.status, loan.member, loan.asked or ZERO, loan.applied_on or date.min, loan.applied_by,
        loan.member_name,
    )  # fmt: skip
    review = Review(verdict.status, who.name, on, verdict.amount, verdict.reason, who.member)
    found = list(reviews.problems_of_review(application, review, book.bylaws.one_officer_allowed, book.bylaws.currency))
    yield from found
    if verdict.status == APPROVED and loan.status == APPLIED and verdict.amount > ZERO:
        yield from problems_of_lending(book, loan, verdict.amount, on, verdict.decision)


def _problems_of_naming(verdicts: Sequence[Verdict]) -> Iterable[Problem]:
    named = [verdict.loan for verdict in verdicts]
    if not named:
        yield Problem(N_('No application is chosen.'), N_('Choose at least one.'), about='loan')
    for loan in sorted({loan for loan in named if named.count(loan) > 1}):
        yield Problem(
            N_('The application {loan} is named more than once.'), N_('Decide on it once.'), {'loan': loan},
            about='loan',
        )  # fmt: skip


def _decide(
    book: Book, writing: Recording, verdict: Verdict, on: date, who: Who, now: datetime, request: str
) -> None:  # fmt: skip
    loan = _named(book, verdict.loan)
    values = {'status': verdict.status}
    reason = verdict.reason.strip()
    if verdict.status != WITHDRAWN:
        values |= {'reviewed_on': on.isoformat(), 'reviewed_by': who.name}
        if officers.same(loan.applied_by, who.name):
            reason = f'{reason} {reviews.SAME_OFFICER}'.strip()
    if verdict.status == APPROVED:
        values['approved'] = as_text(verdict.amount, book.bylaws.currency)
        values['decision'] = verdict.decision or loan.decision
    amend(book, writing, LOANS, loan.id, loan.number, values, reason, on, who, now, request)
    if verdict.status in (REJECTED, WITHDRAWN):
        release_all(book, writing, loan.id, on, who, now, request)


def _problems_of_membership(book: Book, member: Member, on: date) -> Iterable[Problem]:
    if member.active and not members.belonged(members.spans(member, book.changes), on):
        yield Problem(
            N_('{name} ({number}) was not an active member on {day}.'), N_('Correct the date.'),
            {'name': member.name, 'number': member.number, 'day': on}, about='date',
        )  # fmt: skip


def _problems_of_schedule(book: Book, asked: Application, product: LoanProduct) -> Iterable[Problem]:
    if product.kind == OPEN:
        if asked.count is not None:
            yield Problem(
                N_('A loan of the kind {name} has no instalments.'), N_('Leave the number of instalments out.'),
                {'name': product.name}, about='count',
            )  # fmt: skip
        return
    wrong = list(products.problems_of_instalments(product, asked.count, book.bylaws))
    yield from wrong
    if not wrong and asked.amount > ZERO:
        terms = products.terms_of(product, asked.count, asked.instalment)
        currency = book.bylaws.currency
        yield from schedules.problems_of_loan(asked.amount, asked.on, terms, lambda sum_: Amount(sum_, currency))


def _named(book: Book, number: str) -> Loan:
    loan = book.loan(number)
    if loan is None:
        raise Refused([unknown.no_loan(number)])
    return loan


def asked_again(book: Book, loan: Loan, amount: Money, on: date) -> Answer | None:
    """Whether the member may have so much on this loan, asked on a day; None where the group borrows."""
    wish = who_borrows.wish_of(book, loan, amount, on)
    return who_borrows.eligible(book, wish) if wish else None


def problems_of_lending(book: Book, loan: Loan, amount: Money, on: date, decision: str = '') -> Iterable[Problem]:
    """Why a member cannot have so much on this loan on a day: what she may borrow, and who answers for it.

    On a loan that runs the amount is what is added to it, for which an earlier decision does not stand.
    """
    if wish := who_borrows.wish_of(book, loan, amount, on):
        yield from who_borrows.problems_of(book, wish, decision or ('' if loan.given_on else loan.decision))
        if loan.product:
            yield from guaranteeing.problems_of_answers(book, loan, on)
