"""A loan without a book, as the calculator asks about it: how it stands on a day, what is overdue, what pays it off.

In the words of the bylaws:

    Interest is counted on the principal that is really outstanding, and never on interest. Who pays late owes more
    interest for it, who pays early less; the instalments stay what they were, and the last one takes the difference.
    What is outstanding after the last due day bears interest as before. A payment goes to what is due, the oldest
    instalment first, inside it to interest and then to principal; what is paid beyond that pays the interest that has
    arisen since, and then principal. Paying off costs what is outstanding, and the interest up to that day: a started
    period counts whole, or by its days, where the group decided so; these are counted over the period's own length.

It is computed as a loan of the book is, by `rules/term_loans.py`; nothing of it is computed here.

For example 100.00 in 6 equal instalments of 17.01 at 7 % a year (30/360) from 1 January 2024:

    nothing paid by 15 July     0.58 interest each month on the whole 100.00; the last instalment is 18.43, and since
                                1 July 0.26 have arisen, 14 of 31 days of 0.58
    17.01 paid on 1 February    83.57 outstanding; paying off on 15 February costs 83.81, with 14 of 29 days'
                                interest of 0.24; or 84.06, where the started month counts whole
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from rules import loan_arithmetic, products, term_loans
from rules.allocation import Due
from rules.explained import Explained
from rules.loans import Standing
from rules.money import ZERO, Money
from rules.prepayment import USUAL as USUAL_RULE
from rules.prepayment import Rule
from rules.problems import N_, Problem
from rules.records import Loan, Movement
from rules.schedules import Instalment
from rules.terms import USUAL_LATE_INTEREST, LateInterest, Terms


@dataclass(frozen=True, slots=True)
class Ways:
    """What was agreed besides the terms: which interest who pays late owes, and what becomes of what is paid ahead."""

    late_interest: LateInterest = USUAL_LATE_INTEREST
    paid_ahead: Rule = USUAL_RULE


USUAL = Ways()


@dataclass(frozen=True, slots=True)
class Payment:
    """What was paid on a day."""

    on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Overdue:
    """The instalments that were due before a day, with what is still owed of each."""

    on: date
    dues: tuple[Due, ...]

    @property
    def principal(self) -> Money:
        """The principal that is overdue."""
        return sum(due.principal for due in self.dues)

    @property
    def interest(self) -> Money:
        """The interest that is overdue."""
        return sum(due.interest for due in self.dues)

    @property
    def total(self) -> Money:
        """All that is overdue."""
        return self.principal + self.interest


@dataclass(frozen=True, slots=True)
class PayOff:
    """What closes a loan on a day."""

    on: date
    principal: Money
    interest: Money

    @property
    def total(self) -> Money:
        """What is to be paid."""
        return self.principal + self.interest


class RunningLoan:
    """A loan and what was paid on it so far. It must have been lent on terms without problems.

    Payments are taken in the order of their days; what is asked of it afterwards is asked for the same or a later day.
    """

    def __init__(self, principal: Money, start: date, terms: Terms, ways: Ways = USUAL) -> None:
        self._product = replace(
            products.product_on(terms), late_interest=ways.late_interest, prepayment=ways.paid_ahead
        )  # fmt: skip
        self._loan = Loan(
            '', '', '', '', '', start, terms.rate, terms.part_month, method=terms.method, per=terms.per,
            count=terms.count or None, every=str(terms.every), instalment=terms.instalment,
        )  # fmt: skip
        self._moved = [Movement(start, 'loan', principal)]

    def take(self, payment: Payment) -> None:
        """Note a payment of no more than is owed, which goes where one in the book would."""
        split = term_loans.split(payment.amount, self._standing(payment.on), payment.on, self._product)
        parts = {'interest': split.interest, 'principal': split.principal}
        self._moved += [Movement(payment.on, kind, amount) for kind, amount in parts.items() if amount]

    def rows(self, on: date) -> list[Instalment]:
        """The schedule as it stands on a day: the interest is recomputed, the last instalment takes the rest."""
        return term_loans.course_of(self._loan, self._moved, on, self._product).rows

    def overdue(self, on: date) -> Overdue:
        """What was due before a day and has not been paid, with the interest that arose after the last due day."""
        return Overdue(on, tuple(due for due in self._standing(on).left if due.due_on < on and due.total))

    def pay_off(self, on: date) -> PayOff:
        """What closes the loan on a day."""
        standing = self._standing(on)
        return PayOff(on, standing.outstanding, standing.interest_owed)

    def closing(self, on: date) -> Explained:
        """How what closes the loan on a day came about."""
        return loan_arithmetic.closing(self._loan, self._moved, on, self._product)

    def _standing(self, on: date) -> Standing:
        return term_loans.standing(self._loan, self._moved, on, self._product)


def running(
    principal: Money, start: date, terms: Terms, payments: Iterable[Payment], on: date, ways: Ways = USUAL
) -> RunningLoan:  # fmt: skip
    """A loan with the payments up to a day; later ones are not known yet."""
    loan = RunningLoan(principal, start, terms, ways)
    for payment in _in_order(payments):
        if payment.on <= on:
            loan.take(payment)
    return loan


def problems_of_payments(
    principal: Money, start: date, terms: Terms, payments: Iterable[Payment], written: Callable[[Money], object], *,
    ways: Ways = USUAL, sound: bool = True,
) -> Iterable[Problem]:  # fmt: skip
    """Which payments cannot have been. `written` says how an amount stands in a text.

    Only where the loan itself is sound can be said what was owed on a day.
    """
    payments = _in_order(payments)
    wrong = list(_problems_of_each(start, payments))
    yield from wrong
    if wrong or not sound:
        return
    loan = RunningLoan(principal, start, terms, ways)
    for payment in payments:
        owed = loan.pay_off(payment.on).total
        if payment.amount > owed:
            yield Problem(
                N_('{amount} paid on {day} is more than the {owed} owed on that day.'), N_('Correct the payment.'),
                {'amount': written(payment.amount), 'day': payment.on, 'owed': written(owed)}, about='paid',
            )  # fmt: skip
            return
        loan.take(payment)


def problems_of_day(start: date, on: date, about: str) -> Iterable[Problem]:
    """Why nothing can be said of a loan on a day: it had not been given yet."""
    if on < start:
        yield Problem(
            N_('On {day} the loan had not been given; it begins on {start}.'), N_('Correct the date.'),
            {'day': on, 'start': start}, about=about,
        )  # fmt: skip


def _problems_of_each(start: date, payments: Iterable[Payment]) -> Iterable[Problem]:
    for payment in payments:
        if payment.amount <= ZERO:
            yield Problem(
                N_('The payment of {day} is not more than zero.'), N_('Type the sum that was paid.'),
                {'day': payment.on}, about='paid',
            )  # fmt: skip
        if payment.on < start:
            yield Problem(
                N_('The payment of {day} lies before the loan, which begins on {start}.'), N_('Correct the date.'),
                {'day': payment.on, 'start': start}, about='paid',
            )  # fmt: skip


def _in_order(payments: Iterable[Payment]) -> list[Payment]:
    return sorted(payments, key=lambda payment: payment.on)
