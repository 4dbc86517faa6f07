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

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from rules.allocation import Allocation, Due, allocate
from rules.money import ZERO, Money
from rules.problems import N_, Problem
from rules.schedules import Instalment, Period, Share, periods_of, row_of, shares_of
from rules.terms import Terms

# Here the instalment stays what it was when the interest changes; elsewhere the principal does.
WITH_STEADY_INSTALMENTS = ('equal-instalments', 'fixed')


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
        periods = periods_of(start, terms)
        self._agreed = shares_of(principal, periods, terms)
        self._periods = periods[: len(self._agreed)]
        self._principal, self._terms = principal, terms
        # The principal really outstanding, from the evening of each of these days on.
        self._days, self._left = [start], [principal]
        # What came of the periods that are over: no later payment changes them.
        self._over: list[Instalment] = []
        self._waiting = self._arisen_in_all = ZERO
        self._unpaid: list[Due] = []
        self._paid = self._repaid = self._ahead = ZERO

    def take(self, payment: Payment) -> None:
        """Note a payment, and what is outstanding after it."""
        self._close(payment.on)
        self._paid += payment.amount
        self._ahead += self._allocate(payment.amount)
        repaid = self._repaid + max(ZERO, self._ahead - self._running(payment.on))
        # What was once repaid stays repaid, even where interest that arose since was not paid.
        self._left.append(max(ZERO, min(self._left[-1], self._principal - repaid)))
        self._days.append(payment.on)

    def rows(self, on: date) -> list[Instalment]:
        """The schedule as it stands on a day: the interest is recomputed, the last instalment takes the rest."""
        self._close(on)
        found, waiting, balance = list(self._over), self._waiting, self._balance
        for period in self._periods[len(found) :]:
            share = self._share(period, balance, self._expected(period, balance, on))
            row, waiting = self._row(period, share, balance, waiting)
            balance = row.balance
            found.append(row)
        return found

    def overdue(self, on: date) -> Overdue:
        """What was due before a day and has not been paid."""
        self._close(on)
        return Overdue(on, tuple(due for due in self._unpaid if due.due_on < on))

    def pay_off(self, on: date) -> PayOff:
        """What closes the loan on a day."""
        self._close(on)
        outstanding = self._outstanding(on)
        interest_paid = self._paid - (self._principal - outstanding)
        arisen = self._arisen_in_all + self._running(on)
        return PayOff(on, outstanding, max(ZERO, arisen - interest_paid))

    @property
    def _balance(self) -> Money:
        """What is owed by the schedule when all instalments of the periods that are over have been paid."""
        return self._over[-1].balance if self._over else self._principal

    def _close(self, on: date) -> None:
        """Settle the periods that are over by a day; what was paid ahead pays what is due now."""
        for period in self._periods[len(self._over) :]:
            if period.due_on > on:
                return
            share = self._share(period, self._balance, self._arisen(period, period.due_on))
            row, self._waiting = self._row(period, share, self._balance, self._waiting)
            self._over.append(row)
            self._arisen_in_all += share.interest
            self._unpaid.append(Due(row.n, row.due_on, interest=row.interest, principal=row.principal))
            if self._ahead:
                self._ahead = self._allocate(self._ahead)

    def _allocate(self, amount: Money) -> Money:
        """Pay what is due, the oldest first, and give back what nothing that is due asks for."""
        went = allocate(amount, self._unpaid)
        self._unpaid = list(_rest(self._unpaid, went))
        self._repaid += went.of('principal')
        return went.excess

    def _row(self, period: Period, share: Share, balance: Money, waiting: Money) -> tuple[Instalment, Money]:
        return row_of(period, share, balance, waiting, self._terms, last=period is self._periods[-1])

    def _share(self, period: Period, balance: Money, interest: Money) -> Share:
        """What a period repays, given its interest; the last one repays the rest."""
        agreed = self._agreed[period.n - 1]
        if period is self._periods[-1]:
            return Share(balance, interest)
        repaid = agreed.principal
        if self._terms.method in WITH_STEADY_INSTALMENTS and period.n > self._terms.grace_principal:
            repaid += agreed.interest - interest
        return Share(min(balance, max(ZERO, repaid)), interest)

    def _running(self, on: date) -> Money:
        """The interest of the period in which a day lies, up to that day."""
        running = len(self._over)
        return self._arisen(self._periods[running], on) if running < len(self._periods) else ZERO

    def _expected(self, period: Period, balance: Money, on: date) -> Money:
        """The interest of a period that is not over: from the day on as if all that is overdue were paid then."""
        if self._terms.method == 'flat':
            return self._agreed[period.n - 1].interest
        later = min(self._outstanding(on), balance)
        if on <= period.first:
            return self._terms.rounded(later * period.rate)
        if self._terms.part_month == 'started':
            return self._arisen(period, on)
        exact = self._by_days(period, on) + later * self._part(period, on, period.due_on)
        return self._terms.rounded(exact)

    def _arisen(self, period: Period, on: date) -> Money:
        """The interest of a period up to a day, as it is asked from who pays off then."""
        if on <= period.first:
            return ZERO
        day, started = min(on, period.due_on), self._terms.part_month == 'started'
        if self._terms.method == 'flat':
            days = Fraction((day - period.first).days, (period.due_on - period.first).days)
            return self._terms.rounded(self._agreed[period.n - 1].interest * (Fraction(1) if started else days))
        if started:
            return self._terms.rounded(self._outstanding(period.first) * period.rate)
        return self._terms.rounded(self._by_days(period, day))

    def _by_days(self, period: Period, until: date) -> Fraction:
        """The exact interest of a period up to a day, on what was outstanding each day."""
        changes = self._days[bisect_right(self._days, period.first) : bisect_left(self._days, until)]
        days = pairwise([period.first, *changes, until])
        parts = (self._outstanding(since) * self._part(period, since, day) for since, day in days)
        return sum(parts, Fraction(0))

    def _part(self, period: Period, since: date, until: date) -> Fraction:
        return self._terms.part_rate(period.first, period.due_on, since, until, period.rate)

    def _outstanding(self, evening: date) -> Money:
        """The principal really outstanding at the end of a day."""
        return self._left[bisect_right(self._days, evening) - 1]


def running(principal: Money, start: date, terms: Terms, payments: Iterable[Payment], on: date) -> RunningLoan:
    """A loan with the payments up to a day; later ones are not known yet."""
    loan = RunningLoan(principal, start, terms)
    for payment in _in_order(payments):
        if payment.on <= on:
            loan.take(payment)
    return loan


def problems_of_payments(
    principal: Money, start: date, terms: Terms, payments: Iterable[Payment], written: Callable[[Money], object], *,
    sound: bool = True,
) -> Iterable[Problem]:  # fmt: skip
    """Which payments cannot have been. `written` says how an amount stands in a text.

    Only where the loan itself is sound can be said what was owed on a day.
    """
    payments = _in_order(payments)
    wrong = list(_problems_of_each(start, payments))
    yield from wrong
    if wrong or not sound:
        return
    loan = RunningLoan(principal, start, terms)
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
