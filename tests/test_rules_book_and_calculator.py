"""The money of a running loan: the same in the book and in the calculator, and as a clerk counts it day by day."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import products, standings
from rules.bylaws import Bylaws
from rules.loans import Standing
from rules.prepayment import RULES
from rules.records import Loan, Movement
from rules.register_records import LoanProduct
from rules.running_loans import Payment, RunningLoan, Ways, running
from rules.schedules import schedule
from rules.terms import AS_SCHEDULED, LATE_INTERESTS, METHODS, ON_OUTSTANDING, Terms

LENT, START, BYLAWS = 12_000_00, date(2025, 1, 1), Bylaws()
PRODUCT = LoanProduct('p', 'P1', 'Short', 'term', Fraction(2), 'month', 'equal-instalments', '1 month', 6)
LOAN = Loan('l', 'L1', 'm', 'M1', 'Asha', START, Fraction(2), 'started', product='P1', method='equal-instalments',
            per='month', count=6, every='1 month')  # fmt: skip


class Pair:
    """One loan twice: in a book, by its rows, and in the calculator, by its payments."""

    def __init__(self, product: LoanProduct, **of_loan: Any) -> None:
        self.product = product
        self.loan = replace(LOAN, method=product.method, count=product.count, **of_loan)
        self.terms = products.terms_of_loan(self.loan, product)
        self.ways = Ways(products.late_interest_of(product), products.prepayment_of(product))
        self.rows, self.paid = [Movement(START, 'loan', LENT)], list[Payment]()

    def standing(self, on: date) -> Standing:
        return standings.standing(self.loan, self.rows, on, BYLAWS, self.product)

    def computed(self, on: date) -> RunningLoan:
        return running(LENT, START, self.terms, self.paid, on, self.ways)

    def pay(self, amount: int, on: date) -> None:
        split = standings.split(amount, self.loan, self.standing(on), on, self.product)
        parts = {'penalty': split.penalty, 'interest': split.interest, 'principal': split.principal}
        self.rows += [Movement(on, kind, part) for kind, part in parts.items() if part]
        self.paid.append(Payment(on, amount))


@pytest.mark.parametrize('part_month, closes', [('started', 6609_60), ('days', 6529_22)])
def test_an_early_payment_in_a_grace_of_interest(part_month: str, closes: int) -> None:
    """12,000.00 at 2 % a month in 6, the first two without interest; 6,000.00 on 10 February.

    Interest comes before principal, also that which need not be paid yet: 480.00 have arisen, 6,480.00 stay
    outstanding, March bears 129.60. By days 317.14, 6,317.14 and 85.73 + 126.34.
    """
    pair = Pair(replace(PRODUCT, grace_interest=2), part_month=part_month)
    pair.pay(6000_00, date(2025, 2, 10))
    last = date(2025, 4, 1)
    assert (pair.standing(last).owed, pair.computed(last).pay_off(last).total) == (closes, closes)


@dataclass
class ByHand:
    """A loan with interest on what is outstanding, kept as a clerk would: a day after the other, nothing looked up.

    `agreed` are the interest and principal of each instalment; `asked` those that were due, with their day, and after
    the last of them the interest of each month; `paid` is what was paid of interest and of principal.
    """

    agreed: list[tuple[int, int]]
    terms: Terms
    asked: list[tuple[date, int, int]] = field(default_factory=list)
    paid: list[int] = field(default_factory=lambda: [0, 0])
    arisen: int = 0
    running: Fraction = Fraction(0)
    waiting: int = 0
    day: date = START

    @property
    def outstanding(self) -> int:
        return LENT - self.paid[1]

    @property
    def interest(self) -> int:
        """What arose and is not paid."""
        return self.arisen + self.terms.rounded(self.running) - self.paid[0]

    def until(self, day: date) -> None:
        """Every evening up to that of a day."""
        while self.day < day:
            self.day += timedelta(1)
            ends, days = _month_of(self.day)
            if self.terms.part_month == 'days':
                self.running += Fraction(self.outstanding * 2, 100 * days)
            elif self.day.day == 2:
                self.running += Fraction(self.outstanding * 2, 100)
            if self.day == ends:
                self._ask()

    def left(self) -> list[tuple[date, int, int]]:
        """What is still owed of each that was due, the oldest filled first; interest after the last day is due now."""
        now = [(self.day, self.terms.rounded(self.running), 0)] if len(self.asked) >= len(self.agreed) else []
        found, (interest, principal) = [], self.paid
        for day, asked_interest, asked_principal in [*self.asked, *now]:
            first, second = min(interest, asked_interest), min(principal, asked_principal)
            interest, principal = interest - first, principal - second
            found.append((day, asked_interest - first, asked_principal - second))
        return found

    def pay(self, amount: int) -> None:
        """The oldest instalment first, inside it interest; then the interest that arose since; then principal."""
        of_interest = of_principal = 0
        for _day, interest, principal in self.left():
            of_interest += min(amount, interest)
            amount -= min(amount, interest)
            of_principal += min(amount, principal)
            amount -= min(amount, principal)
        arisen = min(amount, self.interest - of_interest)
        self.paid = [self.paid[0] + of_interest + arisen, self.paid[1] + of_principal + amount - arisen]

    def _ask(self) -> None:
        """A month ends: its interest is rounded, and asked with the principal of its instalment."""
        interest, turn = self.terms.rounded(self.running), len(self.asked)
        self.arisen, self.running = self.arisen + interest, Fraction(0)
        principal = 0
        if turn < len(self.agreed):
            left = LENT - sum(principal for _day, _interest, principal in self.asked)
            usual, principal = self.agreed[turn]
            if self.terms.method == 'equal-instalments' and turn >= self.terms.grace_principal:
                principal += usual - interest
            principal = left if turn + 1 == len(self.agreed) else min(left, max(0, principal))
        interest += self.waiting
        self.waiting = interest if turn < self.terms.grace_interest else 0
        self.asked.append((self.day, interest - self.waiting, principal))


def _month_of(day: date) -> tuple[date, int]:
    """The first of a month on which the loan month of a day ends, and the days of it."""
    first = (day - timedelta(1)).replace(day=1)
    ends = (first + timedelta(31)).replace(day=1)
    return ends, (ends - first).days


PAYMENTS = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 5000_00)), max_size=6)


@given(
    method=st.sampled_from(['equal-instalments', 'equal-principal', 'interest-only']),
    part_month=st.sampled_from(['started', 'days']),
    grace_principal=st.integers(0, 3),
    grace_interest=st.integers(0, 3),
    payments=PAYMENTS,
)
def test_book_calculator_and_clerk_say_the_same(
    method: str, part_month: str, grace_principal: int, grace_interest: int, payments: list[tuple[int, int]]
) -> None:
    graces: dict[str, Any] = {'grace_principal': grace_principal, 'grace_interest': grace_interest}
    pair = Pair(replace(PRODUCT, method=method, **graces), part_month=part_month)
    plain = schedule(LENT, START, replace(pair.terms, grace_interest=0))
    clerk = ByHand([(row.interest, row.principal) for row in plain], pair.terms)
    for days, amount in [*sorted(payments), (401, 0)]:
        on = START + timedelta(days)
        clerk.until(on)
        found, computed = pair.standing(on), pair.computed(on)
        off = computed.pay_off(on)
        assert (found.outstanding, found.interest_owed) == (clerk.outstanding, clerk.interest)
        assert (off.principal, off.interest) == (clerk.outstanding, clerk.interest)
        assert _sums((due.interest, due.principal) for due in found.left if due.due_on <= on) == _sums(
            (interest, principal) for _day, interest, principal in clerk.left()
        )
        late = [(day, interest, principal) for day, interest, principal in clerk.left() if day < on or on > LAST]
        assert _sums((due.interest, due.principal) for due in computed.overdue(on).dues) == _sums(
            (interest, principal) for _day, interest, principal in late
        )
        if paid := min(amount, found.owed):
            pair.pay(paid, on)
            clerk.pay(paid)


LAST = date(2025, 7, 1)


def _sums(parts: Iterable[tuple[int, int]]) -> tuple[int, int]:
    interest, principal = zip(*[(0, 0), *parts], strict=True)
    return sum(interest), sum(principal)


@given(
    method=st.sampled_from(METHODS),
    part_month=st.sampled_from(['started', 'days']),
    late_interest=st.sampled_from(LATE_INTERESTS),
    prepayment=st.sampled_from(RULES),
    grace_principal=st.integers(0, 2),
    grace_interest=st.integers(0, 2),
    payments=PAYMENTS,
)
def test_book_and_calculator_say_the_same_by_every_product(
    method: str, part_month: str, payments: list[tuple[int, int]], **more: Any
) -> None:
    pair = Pair(replace(PRODUCT, method=method, **more), part_month=part_month, instalment=2500_00)
    for days, amount in [*sorted(payments), (401, 0)]:
        on = START + timedelta(days)
        found, computed = pair.standing(on), pair.computed(on)
        off = computed.pay_off(on)
        assert (off.principal, off.interest) == (found.outstanding, found.interest_owed)
        assert sum(due.principal for due in found.left) == found.outstanding
        assert [due for due in found.left if due.due_on < on and due.total] == list(computed.overdue(on).dues)
        if paid := min(amount, found.owed):
            pair.pay(paid, on)
            assert pair.standing(on).owed == found.owed - paid
    if owed := pair.standing(on).owed:
        pair.pay(owed, on)
    assert_closed(pair, on)


@given(method=st.sampled_from(METHODS), part_month=st.sampled_from(['started', 'days']),
       late_interest=st.sampled_from(LATE_INTERESTS), days=st.integers(0, 400))  # fmt: skip
def test_a_loan_that_is_paid_off_on_any_day_stays_so(
    method: str, part_month: str, late_interest: str, days: int
) -> None:
    pair = Pair(replace(PRODUCT, method=method, late_interest=late_interest), part_month=part_month, instalment=2500_00)
    on = START + timedelta(days)
    pair.pay(pair.standing(on).owed, on)
    assert_closed(pair, on)


def assert_closed(pair: Pair, on: date) -> None:
    """Nothing is owed on that day or on any later one."""
    for later in (0, 1, 20, 45, 400):
        found = pair.standing(on + timedelta(later))
        assert (found.owed, found.status, sum(due.total for due in found.left)) == (0, 'closed', 0)


@given(method=st.sampled_from(METHODS), prepayment=st.sampled_from(['smaller instalments', 'fewer instalments']),
       ahead=st.integers(0, 4000_00), month=st.integers(1, 5))  # fmt: skip
def test_who_pays_on_the_due_days_owes_the_same_whichever_interest_was_agreed(
    method: str, prepayment: str, ahead: int, month: int
) -> None:
    """Every instalment in time, and with one of them a sum ahead: interest of the schedule and of what is outstanding
    are the same, and so are the instalments left."""
    both = []
    for late_interest in (AS_SCHEDULED, ON_OUTSTANDING):
        product = replace(PRODUCT, method=method, prepayment=prepayment, late_interest=late_interest)
        pair = Pair(product, instalment=2500_00)
        for turn in range(1, month + 1):
            on = date(2025, turn + 1, 1)
            found = pair.standing(on)
            more = ahead if turn == month else 0
            if paid := min(standings.due(found, on) + more, found.owed):
                pair.pay(paid, on)
        both.append(pair.standing(on))
    scheduled, outstanding = both
    assert scheduled.owed == outstanding.owed
    assert [due for due in scheduled.left if due.total] == [due for due in outstanding.left if due.total]
