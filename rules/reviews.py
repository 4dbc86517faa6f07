"""The steps of a loan from application to its end, and who may decide.

    applied ── approved ── running ── closed
       │          │           └────── written off
       ├── rejected           └────── cancelled    (given by mistake and taken back)
       └── withdrawn (approved loans too)

In the words of the bylaws:

    An officer writes down the application on the member's behalf. Another officer, who is not the borrower, reviews
    it; she approves it or rejects it with a reason. A group with one officer may let her do both, and then the book
    says so, or lend at once. Where the group lends on loan products, every new loan is on one.

For example an application that Meena wrote down for Asha on 3 March may be approved by Sunita on 5 March, but not by
Meena, not by Asha, not on 1 March, and not for more than was asked for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rules import officers
from rules.money import ZERO, Amount, Money
from rules.problems import N_, Problem
from rules.records import APPLIED, APPROVED, CANCELLED, CLOSED, REJECTED, RUNNING, WITHDRAWN, WRITTEN_OFF

# A closed or written-off loan runs again when a repayment or the writing off is taken back.
STEPS: Mapping[str, tuple[str, ...]] = {
    APPLIED: (APPROVED, REJECTED, WITHDRAWN),
    APPROVED: (RUNNING, WITHDRAWN),
    REJECTED: (),
    WITHDRAWN: (),
    RUNNING: (CLOSED, WRITTEN_OFF, CANCELLED),
    CLOSED: (RUNNING,),
    WRITTEN_OFF: (RUNNING,),
    CANCELLED: (),
}

# Why a loan of a status cannot take a step that does not follow it, and what can be done instead.
INSTEAD: Mapping[str, tuple[str, str]] = {
    APPLIED: (N_('The loan {loan} is not approved yet.'), N_('Approve or reject it, or withdraw it.')),
    APPROVED: (N_('The loan {loan} is approved and not handed over yet.'), N_('Hand the money over, or withdraw it.')),
    REJECTED: (N_('The application {loan} was rejected.'), N_('Write down a new application.')),
    WITHDRAWN: (N_('The application {loan} was withdrawn.'), N_('Write down a new application.')),
    RUNNING: (
        N_('The loan {loan} is already running.'),
        N_('Record repayments, or write off what will not come back.'),
    ),
    CLOSED: (
        N_('The loan {loan} is closed.'),
        N_('Give a new loan, or reverse the repayment that was a mistake.'),
    ),
    WRITTEN_OFF: (N_('The loan {loan} is written off.'), N_('Reverse the writing off if it was a mistake.')),
    CANCELLED: (
        N_('The loan {loan} was given by mistake and taken back.'),
        N_('Write down a new application.'),
    ),
}

LONGEST_REASON = 500

SAME_OFFICER = N_('Written down and reviewed by the same officer, as the bylaws allow.')


@dataclass(frozen=True, slots=True)
class Application:
    """An application as the one who reviews it sees it. `borrower` is the member's id, empty for the group; by her
    name she is known where nobody says which member an officer is, as on the command line."""

    number: str
    status: str
    borrower: str
    amount: Money
    applied_on: date
    written_by: str
    borrower_name: str = ''


@dataclass(frozen=True, slots=True)
class Review:
    """A decision on an application: the new status, by which officer, who as a member has an id of her own."""

    status: str
    by: str
    on: date
    amount: Money = ZERO
    reason: str = ''
    member: str = ''


def problems_of_step(number: str, status: str, new: str) -> Iterable[Problem]:
    """Why a loan cannot go from one status to another."""
    if new not in STEPS[status]:
        message, remedy = INSTEAD[status]
        yield Problem(message, remedy, {'loan': number}, about='status')


def problems_of_review(
    application: Application, review: Review, one_officer_allowed: bool, currency: str
) -> Iterable[Problem]:
    """Why an application cannot be approved, rejected or withdrawn in this way."""
    yield from problems_of_step(application.number, application.status, review.status)
    if review.on < application.applied_on:
        yield Problem(
            N_('The loan {loan} was applied for on {applied}; {day} lies before that.'), N_('Correct the date.'),
            {'loan': application.number, 'applied': application.applied_on, 'day': review.on}, about='date',
        )  # fmt: skip
    if review.status == REJECTED and not review.reason.strip():
        yield Problem(
            N_('A loan is rejected with a reason, and none is given.'),
            N_('Write the reason; the member will read it.'),
            about='reason',
        )  # fmt: skip
    if review.status != WITHDRAWN:
        yield from _problems_of_reviewer(application, review, one_officer_allowed)
    if review.status == APPROVED:
        yield from _problems_of_amount(application, review, currency)


def same_officer(application: Application, review: Review) -> bool:
    """Whether one officer did both, which is recorded as SAME_OFFICER."""
    return officers.same(application.written_by, review.by)


def problems_of_handing_over(
    number: str, status: str, approved_on: date | None, approved: Money, amount: Money, on: date, currency: str
) -> Iterable[Problem]:
    """Why the money of a loan cannot be handed over: it is not approved, or not on that day, or not that much."""
    yield from problems_of_step(number, status, RUNNING)
    if approved_on and on < approved_on:
        yield Problem(
            N_('The loan {loan} was approved on {approved}; {day} lies before that.'), N_('Correct the date.'),
            {'loan': number, 'approved': approved_on, 'day': on}, about='date',
        )  # fmt: skip
    if approved_on and amount != approved:
        yield Problem(
            N_('{approved} was approved for the loan {loan}, and {amount} is to be handed over.'),
            N_('Hand over what was approved, or let the application be reviewed again.'),
            {'loan': number, 'approved': Amount(approved, currency), 'amount': Amount(amount, currency)},
            about='amount',
        )  # fmt: skip


def problems_of_lending_at_once(on_products: bool, product: str, one_officer_allowed: bool) -> Iterable[Problem]:
    """Why a new loan cannot be given without an application, where the group lends on loan products."""
    if on_products and not product:
        yield Problem(
            N_('The group lends on loan products, and none is named.'), N_('Name the product of the loan.'),
            about='product',
        )  # fmt: skip
    if (on_products or product) and not one_officer_allowed:
        yield Problem(
            N_('A loan on a product is applied for first, and another officer approves it.'),
            N_('Write the application down; a group with one officer can allow both in its bylaws.'), about='product',
        )  # fmt: skip


def problems_of_lending_more(
    number: str, on_products: bool, product: str, one_officer_allowed: bool
) -> Iterable[Problem]:  # fmt: skip
    """Why no more is lent on a running loan without an application, where the group lends on loan products."""
    if on_products and not product:
        yield Problem(
            N_('The loan {loan} is not on a loan product.'), N_('Give a new loan on a product.'), {'loan': number},
            about='loan',
        )  # fmt: skip
    if (on_products or product) and not one_officer_allowed:
        yield Problem(
            N_('More money on a loan is applied for first, and another officer approves it.'),
            N_('Write an application for a new loan down; a group with one officer can allow both in its bylaws.'),
            about='loan',
        )  # fmt: skip


def _problems_of_reviewer(application: Application, review: Review, one_officer_allowed: bool) -> Iterable[Problem]:
    if same_officer(application, review) and not one_officer_allowed:
        yield Problem(
            N_('{officer} wrote down the application {loan} and cannot decide on it.'),
            N_('Let another officer review it; a group with one officer can allow this in its bylaws.'),
            {'officer': review.by, 'loan': application.number}, about='reviewer',
        )  # fmt: skip
    if application.borrower and _is_borrower(application, review):
        yield Problem(
            N_('{officer} cannot decide on her own loan.'), N_('Let another officer review it.'),
            {'officer': review.by}, about='reviewer',
        )  # fmt: skip


def _is_borrower(application: Application, review: Review) -> bool:
    if review.member:
        return review.member == application.borrower
    return officers.same(review.by, application.borrower_name)


def _problems_of_amount(application: Application, review: Review, currency: str) -> Iterable[Problem]:
    if review.amount <= ZERO:
        yield Problem(
            N_('The amount that is approved must be more than zero.'), N_('Type the sum, or reject the application.'),
            about='amount',
        )  # fmt: skip
    if review.amount > application.amount:
        yield Problem(
            N_('{asked} was applied for; {approved} is more.'), N_('Approve at most what was applied for.'),
            {'asked': Amount(application.amount, currency), 'approved': Amount(review.amount, currency)},
            about='amount',
        )  # fmt: skip
