"""How a loan went whose product asks interest on what is really outstanding, from who pays late and who pays early.

In the words of the bylaws:

    The instalments stay what they were. A repayment pays what is due; what is left of it pays the interest that has
    arisen until then, also that which need not be paid yet, and then principal. What is paid ahead pays the next
    instalments, or makes those left smaller or fewer, as the product says; who pays late owes more interest, and the
    last instalment takes the difference. After the last due day interest goes on, or stops, as the product says. A
    moratorium, more money and new terms count from their day.

For example 12,000.00 at 2 % a month in 4 equal instalments, of which the first is paid a month late: the second month
bears 240.00 and not 181.77, and the last instalment is 3,212.05. Or 3,000.00 are paid ahead with the first: of the next
instalment 151.49 are left, the third is 3,151.49 again, and the last 3,089.05.

And 12,000.00 at 2 % a month from 1 January in 6 instalments, of which the first two ask no interest; 6,000.00 are paid
on 10 February. What arose by then is 240.00 of January and 240.00 of the started February; interest comes before
principal, so 5,520.00 repay the loan. March bears 2 % of 6,480.00, and 6,609.60 close the loan on 1 April. Counted by
days, 240.00 + 77.14 arose and 5,682.86 repay: 6,317.14 + 85.73 of February's rest + 126.34 of March = 6,529.22, where
each month is rounded as a whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from rules import penalties, products
from rules.accruals import Accrual, Span
from rules.allocation import Due, paid_by, unpaid
from rules.arrears import SetAnew, set_anew_late
from rules.money import ZERO, Money
from rules.penalties import Penalty
from rules.prepayment import Rule
from rules.records import Loan, Movement
from rules.register_records import LoanProduct
from rules.repayment_plans import Plan, agreed
from rules.schedules import Instalment
from rules.term_changes import Moratorium, Rescheduled, TermChange
from rules.terms import UNTIL_LAST_DAY, Terms

REPAYS = ('principal', 'write-off')


@dataclass(slots=True)
class Accrued:
    """A loan as it went up to a day: what was asked before it was last agreed on anew, and how it goes since.

    `paid` are the rows that pay something. What was paid ahead is among them, unless it made the instalments left
    smaller or fewer.
    """

    terms: Terms
    on: date
    accrual: Accrual
    asked: list[Instalment] = field(default_factory=list)
    paid: list[Movement] = field(default_factory=list)
    late: list[Penalty] = field(default_factory=list)
    set_anew: SetAnew | None = None
    _rows: list[Instalment] = field(default_factory=list, repr=False, compare=False)
    """The instalments, computed when they are first asked for: when all that happened by the day is known."""

    @property
    def over(self) -> list[Instalment]:
        """The instalments that are due by now."""
        return [*self.asked, *self._numbered(self.accrual.over)]

    @property
    def rows(self) -> list[Instalment]:
        """All instalments: those that were asked, and those that will be as it stands."""
        if not self._rows:
            self._rows = [*self.asked, *self._numbered(self.accrual.rows(self.on))]
        return self._rows

    @property
    def plan(self) -> Plan | None:
        """What was agreed for the running period and those after it, or at last where none is left; None when nothing
        is outstanding."""
        return self.accrual.plan(self.on) or self.accrual.agreed if self.accrual.outstanding(self.on) else None

    def interest(self, on: date) -> Money:
        """All interest that is asked from who pays off on a day."""
        return sum(row.interest for row in self.asked) + self.accrual.arisen(on)

    def after(self, on: date) -> Due | None:
        """What arose of it since the last due day, asked at once, in the place of one more instalment."""
        interest = self.accrual.after(on)
        rows = self.rows
        return Due(len(rows) + 1, rows[-1].due_on, interest=interest) if interest else None

    def spans(self, on: date) -> list[Span]:
        """How the interest came about since it was last agreed on anew."""
        return self.accrual.spans(on)

    @property
    def before(self) -> Money:
        """The interest from before it was agreed on anew, paid or taken over."""
        return sum(row.interest for row in self.asked) + self.accrual.brought

    def _numbered(self, rows: Iterable[Instalment]) -> list[Instalment]:
        """What was agreed on anew counts from 1, and here goes on from what was asked before."""
        return [replace(row, n=row.n + len(self.asked)) for row in rows] if self.asked else list(rows)


def accrued(
    loan: Loan, terms: Terms, rows: Sequence[Movement], changes: Iterable[TermChange], on: date,
    product: LoanProduct | None,
) -> Accrued:  # fmt: skip
    """How the loan went up to a day. `rows` are in the order in which they count, `changes` those up to the day."""
    principal = sum(row.amount for row in rows if row.kind == 'loan' and row.on <= loan.began)
    goes_on = products.late_interest_of(product) != UNTIL_LAST_DAY
    found = Accrued(terms, on, Accrual(agreed(principal, loan.began, terms), goes_on=goes_on))
    decided = list(changes)
    for day in sorted({row.on for row in rows} | {change.on for change in decided}):
        found.accrual.close(day)
        for row in (row for row in rows if row.on == day):
            _take(found, row, loan, product)
        for change in (change for change in decided if change.on == day):
            if isinstance(change, Moratorium):
                found.accrual.wait(change.instalments, day, change.meanwhile)
            else:
                _agree_anew(found, change, product)
    return found


def _take(found: Accrued, row: Movement, loan: Loan, product: LoanProduct | None) -> None:
    if row.kind in REPAYS:
        found.accrual.stands_at(found.accrual.outstanding(row.on) - row.amount, row.on)
        if lowering := _lowering(found, row, products.prepayment_of(product)):
            row = row._replace(amount=row.amount - lowering)
    if row.kind != 'loan':
        found.paid.append(row)
    if row.kind == 'loan' and row.on > loan.began:
        found.accrual.top_up(row.amount, row.on)


def _lowering(found: Accrued, row: Movement, rule: Rule) -> Money:
    """How much of it was paid ahead and lowers the instalments left; nothing where it pays the next ones."""
    if rule == 'next instalment':
        return ZERO
    paid = sum(each.amount for each in found.paid if each.kind in REPAYS)
    asked = sum(each.principal for each in found.over)
    ahead = row.amount - max(ZERO, asked - paid)
    return ahead if ahead > ZERO and found.accrual.prepay(ahead, row.on, rule) else ZERO


def _agree_anew(found: Accrued, change: Rescheduled, product: LoanProduct | None) -> None:
    """What is outstanding goes into the new plan, and so does the interest that is still owed."""
    on, outstanding = change.on, found.accrual.outstanding(change.on)
    interest = found.interest(on)
    over = found.over
    paid = paid_by(found.paid, on, on)
    # The penalties that arose stay.
    found.late += penalties_since(over, found.paid, found.late, found.terms, product, on)
    asked = [due_of(row) for row in over]
    left = unpaid(asked, paid)
    found.set_anew = set_anew_late(on, found.set_anew, asked, left)
    found.asked = [
        replace(row, principal=row.principal - due.principal, interest=row.interest - due.interest)
        for row, due in zip(over, left, strict=True)
    ]
    ahead = paid['principal'] - sum(row.principal for row in found.asked)
    early = paid['interest'] - sum(row.interest for row in found.asked)
    if ahead or early:
        found.asked.append(Instalment(len(over) + 1, on, ahead, early, outstanding))
    terms = anew(found.terms, change)
    waiting = max(ZERO, interest - paid['interest'])
    found.accrual = found.accrual.anew(agreed(outstanding, on, terms, waiting=waiting))


def anew(terms: Terms, change: Rescheduled) -> Terms:
    """The terms from the day on which they were agreed on anew."""
    return replace(
        terms, method=change.method, rate=change.rate, per=change.per, count=change.count, every=change.every,
        grace_principal=0, grace_interest=0, interest_free=0, instalment=ZERO,
    )  # fmt: skip


def penalties_since(
    rows: Iterable[Instalment], paid: Iterable[Movement], known: Iterable[Penalty], terms: Terms,
    product: LoanProduct | None, on: date,
) -> list[Penalty]:  # fmt: skip
    """The penalties that arose by a day, besides those that are known."""
    before = {(penalty.n, penalty.period) for penalty in known}
    found = penalties.penalties(
        products.penalties_of(product), [due_of(row) for row in rows], paid, on, terms.rounding_unit,
        terms.rounding_mode,
    )  # fmt: skip
    return [penalty for penalty in found if (penalty.n, penalty.period) not in before]


def due_of(row: Instalment) -> Due:
    """An instalment with its parts."""
    return Due(row.n, row.due_on, interest=row.interest, principal=row.principal)
