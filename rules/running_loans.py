"""How a loan with a schedule stands on a day: the interest as it really arose, what is overdue, what pays it off.

In the words of the bylaws:

    Interest is counted on the principal that is really outstanding, and never on interest. Who pays late owes more
    interest for it, who pays early less; the instalments stay what they were, and the last one takes the
    difference. After the last due day no more interest arises. A payment goes to the oldest instalment first,
    inside it to interest and then to principal; what is paid beyond what is due pays the interest that has arisen
    since, and then principal. Paying off costs what is outstanding, and the interest up to that day: a started
    period counts whole, or by its days, where the group decided so; these are counted over the period's own length.

For example 100.00 in 6 equal instalments of 17.01 at 7 % a year (30/360) from 1 January 2024:

    nothing paid by 15 July     0.58 interest each month on the whole 100.00; the last instalment is 18.43
    17.01 paid on 1 February    83.57 outstanding; paying off on 15 February costs 83.81, with 14 of 29 days'
                                interest of 0.24; or 84.06, where the started month counts whole
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from rules import products, term_loans
from rules.accruals import Accrual
from rules.allocation import Allocation, Due, allocate
from rules.loans import Standing
from rules.money import ZERO, Money
from rules.problems import N_, Problem
from rules.records import Loan, Movement
from rules.repayment_plans import agreed
from rules.schedules import Instalment
from rules.terms import AS_SCHEDULED, ON_OUTSTANDING, LateInterest, Terms


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

    def __init__(self, principal: Money, start: date, terms: Terms) -> None:
        self._principal = principal
        self._accrual = Accrual(agreed(principal, start, terms))
        self._unpaid: list[Due] = []
        self._paid = self._repaid = self._ahead = ZERO

    def take(self, payment: Payment) -> None:
        """Note a payment, and what is outstanding after it."""
        self._close(payment.on)
        self._paid += payment.amount
        self._ahead += self._allocate(payment.amount)
        repaid = self._repaid + max(ZERO, self._ahead - self._accrual.running(payment.on))
        # What was once repaid stays repaid, even where interest that arose since was not paid.
        left = max(ZERO, min(self._accrual.outstanding(payment.on), self._principal - repaid))
        self._accrual.stands_at(left, payment.on)

    def rows(self, on: date) -> list[Instalment]:
        """The schedule as it stands on a day: the interest is recomputed, the last instalment takes the rest."""
        self._close(on)
        return self._accrual.rows(on)

    def overdue(self, on: date) -> Overdue:
        """What was due before a day and has not been paid."""
        self._close(on)
        return Overdue(on, tuple(due for due in self._unpaid if due.due_on < on and due.total))

    def pay_off(self, on: date) -> PayOff:
        """What closes the loan on a day."""
        self._close(on)
        outstanding = self._accrual.outstanding(on)
        interest_paid = self._paid - (self._principal - outstanding)
        return PayOff(on, outstanding, max(ZERO, self._accrual.arisen(on) - interest_paid))

    def _close(self, on: date) -> None:
        """What was paid ahead pays what is due now."""
        for row in self._accrual.close(on):
            self._unpaid.append(Due(row.n, row.due_on, interest=row.interest, principal=row.principal))
            if self._ahead:
                self._ahead = self._allocate(self._ahead)

    def _allocate(self, amount: Money) -> Money:
        """Pay what is due, the oldest first, and give back what nothing that is due asks for."""
        went = allocate(amount, self._unpaid)
        self._unpaid = list(_rest(self._unpaid, went))
        self._repaid += went.of('principal')
        return went.excess


class ScheduledLoan:
    """The same for who asks the interest of the schedule from whoever pays late: a loan of the book, without one."""

    def __init__(self, principal: Money, start: date, terms: Terms) -> None:
        self._product = products.product_on(terms)
        self._loan = Loan(
            '', '', '', '', '', start, terms.rate, terms.part_month, method=terms.method, per=terms.per,
            count=terms.count or None, every=str(terms.every), instalment=terms.instalment,
        )  # fmt: skip
        self._moved = [Movement(start, 'loan', principal)]

    def take(self, payment: Payment) -> None:
        """Note a payment, which goes where one in the book would."""
        standing = self._standing(payment.on)
        split = term_loans.split(payment.amount, standing, payment.on, self._product)
        parts = {'interest': split.interest, 'principal': split.principal}
        self._moved += [Movement(payment.on, kind, amount) for kind, amount in parts.items() if amount]

    def rows(self, on: date) -> list[Instalment]:
        """The schedule as it stands on a day: as it was agreed, lowered by what was paid ahead."""
        return term_loans.course_of(self._loan, self._moved, on, self._product).rows

    def overdue(self, on: date) -> Overdue:
        """What was due before a day and has not been paid."""
        return Overdue(on, tuple(due for due in self._standing(on).left if due.due_on < on and due.total))

    def pay_off(self, on: date) -> PayOff:
        """What closes the loan on a day."""
        standing = self._standing(on)
        return PayOff(on, standing.outstanding, standing.interest_owed)

    def _standing(self, on: date) -> Standing:
        return term_loans.standing(self._loan, self._moved, on, self._product)


_LOANS: Mapping[LateInterest, type[RunningLoan] | type[ScheduledLoan]] = {
    AS_SCHEDULED: ScheduledLoan,
    ON_OUTSTANDING: RunningLoan,
}


def running(
    principal: Money, start: date, terms: Terms, payments: Iterable[Payment], on: date,
    late_interest: LateInterest = ON_OUTSTANDING,
) -> RunningLoan | ScheduledLoan:  # fmt: skip
    """A loan with the payments up to a day; later ones are not known yet."""
    loan = _LOANS[late_interest](principal, start, terms)
    for payment in _in_order(payments):
        if payment.on <= on:
            loan.take(payment)
    return loan


def problems_of_payments(
    principal: Money, start: date, terms: Terms, payments: Iterable[Payment], written: Callable[[Money], object], *,
    late_interest: LateInterest = ON_OUTSTANDING, sound: bool = True,
) -> Iterable[Problem]:  # fmt: skip
    """Which payments cannot have been. `written` says how an amount stands in a text.

    Only where the loan itself is sound can be said what was owed on a day.
    """
    payments = _in_order(payments)
    wrong = list(_problems_of_each(start, payments))
    yield from wrong
    if wrong or not sound:
        return
    loan = _LOANS[late_interest](principal, start, terms)
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


def _rest(dues: Iterable[Due], went: Allocation) -> Iterator[Due]:
    """What is left of instalments after a payment."""
    for due, paid in zip(dues, went.paid, strict=True):
        if due.total > paid.total:
            left = {'interest': due.interest - paid.interest, 'principal': due.principal - paid.principal}
            yield Due(due.n, due.due_on, **left)


def _in_order(payments: Iterable[Payment]) -> list[Payment]:
    return sorted(payments, key=lambda payment: payment.on)
