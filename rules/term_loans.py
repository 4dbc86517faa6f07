"""How a loan with a schedule stands on a day by the rows of the book: what is asked, overdue, and what closes it.

In the words of the bylaws:

    Interest is on what is really outstanding, as `rules/accrued_loans.py` counts it. Or, where the product says "as
    scheduled", it is that of the schedule in force: who pays an instalment late pays the penalty for it and no more
    interest; who pays principal ahead lowers the instalments left, as the product says. What is due is paid first, in
    the order of the product; the rest repays principal. Paying off costs what is outstanding, what is still owed of
    the instalments that were due, and the interest that has arisen since the last of them.

For example 12,000.00 at 2 % a month from 31 January in 4 equal instalments of 3,151.49, where paying ahead makes the
instalments smaller:

    28 February, nothing paid         3,151.49 due; 12,240.00 pay it off
    3,151.49 paid, 3,000.00 ahead     6,088.51 outstanding, 3 instalments of 2,111.22 left
    31 March                          2,111.22 due; 6,210.28 pay it off
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from rules import loan_fees, loans, penalties, prepayment, products, repayment_plans, rescheduling, term_changes
from rules.accrued_loans import REPAYS, Accrued, accrued, anew, due_of, penalties_since
from rules.allocation import Due, allocate, paid_by, unpaid
from rules.arrears import SetAnew, days_kept, set_anew_late
from rules.money import ZERO, Money
from rules.records import Loan, Movement
from rules.register_records import LoanProduct
from rules.repayment_plans import Plan
from rules.schedules import Instalment
from rules.term_changes import Moratorium, TermChange
from rules.terms import AS_SCHEDULED, Terms


@dataclass(slots=True)
class Course:
    """A loan as it went so far: what was asked until now, what is planned, and the rows that pay what is asked.

    `plan` is None when nothing is left to be asked. What was paid ahead is not among `paid`: it lowered the plan.
    """

    terms: Terms
    plan: Plan | None = None
    asked: list[Instalment] = field(default_factory=list)
    paid: list[Movement] = field(default_factory=list)
    late: list[penalties.Penalty] = field(default_factory=list)
    set_anew: SetAnew | None = None
    _rows_of: tuple[Plan | None, list[Instalment]] = field(default=(None, []), repr=False, compare=False)
    """The rows of the plan, which need not be computed for each day on which something was paid."""

    @property
    def rows(self) -> list[Instalment]:
        """All instalments, those that were asked and those that are planned."""
        return [*self.asked, *(self._planned())]

    def interest(self, on: date) -> Money:
        """All interest that is asked from who pays off on a day."""
        arisen = arising(self.plan, on) if self.plan else ZERO
        return sum(row.interest for row in self.rows if row.due_on <= on) + arisen

    def after(self, on: date) -> Due | None:
        """After the last due day no interest arises."""
        return None

    def due_by(self, day: date) -> None:
        """What is due by a day is asked, whatever changes from then on."""
        self.asked += [row for row in self._planned() if row.due_on <= day]

    def _planned(self) -> list[Instalment]:
        after = max((row.due_on for row in self.asked), default=date.min)
        if self.plan is None:
            return []
        # A plan counts from 1; one that replaced another goes on from what was asked.
        if self._rows_of[0] is not self.plan:
            self._rows_of = self.plan, self.plan.rows
        rows = [row for row in self._rows_of[1] if row.due_on > after]
        return [row if row.n == n else replace(row, n=n) for n, row in enumerate(rows, len(self.asked) + 1)]


def standing(loan: Loan, movements: Iterable[Movement], on: date, product: LoanProduct | None) -> loans.Standing:
    """How the loan stands at the end of a day. `product` is as it was when the loan was given."""
    rows = _by_day(movements, on)
    total = dict.fromkeys((*loans.PRINCIPAL, 'interest', 'penalty', 'fee'), ZERO)
    for row in rows:
        total[row.kind] += row.amount
    outstanding = total['loan'] - total['principal'] - total['write-off']
    known = loans.Standing(
        lent=total['loan'], outstanding=outstanding, principal_repaid=total['principal'],
        interest_paid=total['interest'], penalty_paid=total['penalty'], written_off=total['write-off'],
        fee_paid=total['fee'], interest_owed=ZERO, penalty_owed=ZERO,
    )  # fmt: skip
    if not total['loan'] or (total['write-off'] and not outstanding):
        return known
    course = course_of(loan, rows, on, product)
    asked = _with_all(course, loan, product, on, rows)
    if after := course.after(on):
        asked.append(after)
    paid = paid_by(course.paid, on, on)
    paid['penalty'] += term_changes.waived(loan.set_anew, on)
    left = unpaid(asked, paid)
    due = [each for each in left if each.due_on <= on]
    late = [each.due_on for each in due if each.due_on < on and each.total > each.penalty]
    return replace(
        known,
        interest_owed=max(ZERO, course.interest(on) - total['interest']),
        penalty_owed=sum(each.penalty for each in left),
        fee_owed=sum(each.fee for each in left),
        instalments=tuple(asked),
        left=tuple(left),
        overdue_since=min(late, default=None),
        days_kept=days_kept(course.set_anew, asked, left),
    )


def split(amount: Money, standing: loans.Standing, on: date, product: LoanProduct | None) -> loans.Split:
    """Into what a repayment goes: first what is due, then principal; all that is owed closes the loan."""
    assert ZERO < amount <= standing.owed, f'{amount} of {standing.owed} owed'
    if amount == standing.owed:
        return loans.Split(standing.penalty_owed, standing.interest_owed, standing.outstanding, standing.fee_owed)
    due = [each for each in standing.left if each.due_on <= on]
    went = allocate(amount, due, products.order_of(product), products.across_of(product))
    ahead, interest = went.excess, went.of('interest')
    principal_left = standing.outstanding - went.of('principal')
    if ahead >= principal_left or products.late_interest_of(product) != AS_SCHEDULED:
        # As much as all that is outstanding, and not the interest that arose: then the interest comes first.
        arisen = min(ahead, standing.interest_owed - interest)
        ahead, interest = ahead - arisen, interest + arisen
    principal = min(ahead, principal_left)
    fee = went.of('fee') + (ahead - principal)
    return loans.Split(went.of('penalty'), interest, went.of('principal') + principal, fee)


def course_of(loan: Loan, movements: Iterable[Movement], on: date, product: LoanProduct | None) -> Course | Accrued:
    """How the loan went up to a day: what was lent on top, paid ahead and decided, each on its day."""
    rows = _by_day(movements, on)
    terms = products.terms_of_loan(loan, product)
    decided = term_changes.of_instalments(loan.set_anew, on)
    if products.late_interest_of(product) != AS_SCHEDULED:
        return accrued(loan, terms, rows, decided, on, product)
    principal = sum(row.amount for row in rows if row.kind == 'loan' and row.on <= loan.began)
    course = Course(terms, repayment_plans.agreed(principal, loan.began, terms) if principal else None)
    for day in sorted({row.on for row in rows} | {change.on for change in decided}):
        course.due_by(day)
        for row in (row for row in rows if row.on == day):
            _take(course, row, loan, product)
        for change in (change for change in decided if change.on == day):
            _decide(course, change, loan, product)
    return course


def arising(plan: Plan, on: date) -> Money:
    """The interest since the last due day up to a day, with what waits for the end of its grace."""
    if on >= plan.rows[-1].due_on or on < plan.start:
        return ZERO
    rest = plan.on(on)
    running = rest.periods[0]
    if plan.terms.method != 'flat':
        return plan.terms.rounded(rest.arisen) + rest.waiting
    if on <= running.first:
        return rest.waiting
    part = Fraction((on - running.first).days, (running.due_on - running.first).days)
    whole = plan.terms.part_month == 'started'
    return plan.terms.rounded(rest.shares[0].interest * (Fraction(1) if whole else part)) + rest.waiting


def _take(course: Course, row: Movement, loan: Loan, product: LoanProduct | None) -> None:
    """What a row does: it pays what was asked, or it changes what is planned."""
    if row.kind == 'loan':
        if row.on > loan.began and course.plan is not None and not _over(course.plan, row.on):
            course.plan = prepayment.top_up(course.plan, row.amount, row.on)
        return
    if row.kind not in REPAYS:
        course.paid.append(row)
        return
    paid = sum(each.amount for each in course.paid if each.kind in REPAYS)
    asked = sum(each.principal for each in course.asked)
    part = min(row.amount, max(ZERO, asked - paid)) if row.amount > ZERO else row.amount
    if part:
        course.paid.append(row._replace(amount=part))
    if (ahead := row.amount - part) and course.plan is not None and not _over(course.plan, row.on):
        _pay_ahead(course, ahead, row, product)


def _pay_ahead(course: Course, ahead: Money, row: Movement, product: LoanProduct | None) -> None:
    assert course.plan is not None
    rest = course.plan.on(row.on)
    if ahead < rest.principal:
        course.plan = prepayment.prepay(course.plan, ahead, row.on, products.prepayment_of(product))
        return
    # It pays the loan off: what has arisen by then is the last interest that is asked.
    interest = arising(course.plan, row.on)
    course.asked.append(Instalment(len(course.asked) + 1, row.on, ahead, interest, ZERO))
    course.paid.append(row._replace(amount=ahead))
    course.plan = None


def _decide(course: Course, change: TermChange, loan: Loan, product: LoanProduct | None) -> None:
    plan = course.plan
    if plan is None:
        return
    if isinstance(change, Moratorium):
        if not _over(plan, change.on):
            course.plan = rescheduling.moratorium(plan, change.instalments, change.on, change.meanwhile)
        return
    asked = [due_of(row) for row in course.asked]
    left = unpaid(asked, paid_by(course.paid, change.on, change.on))
    course.set_anew = set_anew_late(change.on, course.set_anew, asked, left)
    # The penalties that arose stay; what is still owed of the instalments goes into the new plan.
    course.late += penalties_since(course.rows, course.paid, course.late, course.terms, product, change.on)
    waiting = sum(due.interest for due in left) + arising(plan, change.on)
    outstanding = sum(due.principal for due in left)
    if not _over(plan, change.on):
        outstanding += plan.on(change.on).principal
    course.asked = [
        replace(row, principal=row.principal - due.principal, interest=row.interest - due.interest)
        for row, due in zip(course.asked, left, strict=True)
    ]
    terms = anew(course.terms, change)
    course.plan = rescheduling.reschedule(outstanding, waiting, change.on, terms) if outstanding else None


def _with_all(
    course: Course | Accrued, loan: Loan, product: LoanProduct | None, on: date, rows: Sequence[Movement]
) -> list[Due]:  # fmt: skip
    """What is asked, with the fees and the penalties that arose by a day."""
    dues = [due_of(row) for row in course.rows]
    # What was taken off the money is not asked for any more.
    waits = any(fee.asked != 'taken off' for fee in products.fees_of(product))
    with_fees = loan_fees.with_fees(dues, _charged(dues, loan, rows, product)) if waits else dues
    return penalties.with_penalties(with_fees, penalties_of(course, product, on))


def penalties_of(course: Course | Accrued, product: LoanProduct | None, on: date) -> list[penalties.Penalty]:
    """The penalties that arose by a day, each once."""
    return [*course.late, *penalties_since(course.rows, course.paid, course.late, course.terms, product, on)]


def _charged(
    dues: Sequence[Due], loan: Loan, rows: Sequence[Movement], product: LoanProduct | None
) -> list[loan_fees.Charge]:  # fmt: skip
    """The fees that are asked with the instalments; of what was lent on top all with the next one after it."""
    agreed = [due_of(row) for row in _agreed_rows(loan, rows, product)]
    charged = products.charges_of(product, agreed) if agreed else []
    for row in rows:
        if row.kind == 'loan' and row.on > loan.began:
            n = next((due.n for due in dues if due.due_on > row.on), len(dues))
            charged += products.charges_of(product, [Due(n, row.on, principal=row.amount)])
    return charged


def _agreed_rows(loan: Loan, rows: Sequence[Movement], product: LoanProduct | None) -> list[Instalment]:
    principal = sum(row.amount for row in rows if row.kind == 'loan' and row.on <= loan.began)
    terms = products.terms_of_loan(loan, product)
    return repayment_plans.agreed(principal, loan.began, terms).rows if principal else []


def _over(plan: Plan, day: date) -> bool:
    """Whether all instalments of a plan are due by a day."""
    return day >= plan.rows[-1].due_on


def _by_day(movements: Iterable[Movement], on: date) -> list[Movement]:
    """What is known by a day, summed by the day from which it counts and by kind, in the order in which it counts.

    A row that takes another one back counts from the day of that one, so that both together are nothing.
    """
    sums: dict[tuple[date, int, str], Money] = {}
    for row in movements:
        if row.on <= on:
            key = row.counts_from or row.on, row.kind != 'loan', row.kind
            sums[key] = sums.get(key, ZERO) + row.amount
    return [Movement(day, kind, amount) for (day, _, kind), amount in sorted(sums.items()) if amount]
