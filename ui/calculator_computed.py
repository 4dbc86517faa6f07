"""A loan of the calculator, computed; the same loan by the other ways; and what closes it early.

computed = compute(asked)
computed.interest, computed.total, computed.rows
[(way.method, way.computed.interest) for way in compared(asked, computed)]      the cheapest first
early(asked, computed, day)                                                     by the started month, and by days
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from rules.bylaws import PART_MONTHS, PartMonth
from rules.explained import Explained
from rules.money import Money
from rules.running_loans import Payment, PayOff, Ways, running
from rules.schedules import Instalment, Period, Share, periods_of, regular_instalment, rows, shares_of
from rules.terms import METHODS, Method, Terms, problems_of_terms
from ui.calculator_typed import Asked


@dataclass(frozen=True, slots=True)
class Computed:
    """A loan on its terms: all its periods, what each repays and bears, and the rows that come of it."""

    terms: Terms
    periods: list[Period]
    shares: list[Share]
    rows: list[Instalment]
    regular: Money | None

    @property
    def interest(self) -> Money:
        """The interest of all instalments."""
        return sum(row.interest for row in self.rows)

    @property
    def total(self) -> Money:
        """What is paid in all."""
        return sum(row.total for row in self.rows)

    @property
    def instalment(self) -> Money:
        """The instalment that is paid each time; the first one where they differ from time to time."""
        totals = [row.total for row in self.rows[self.terms.grace_principal :]]
        if self.regular is None:
            return self.rows[0].total
        return self.regular if self.regular in totals else Counter(totals).most_common(1)[0][0]

    @property
    def last(self) -> Money:
        """The last instalment."""
        return self.rows[-1].total


@dataclass(frozen=True, slots=True)
class Way:
    """The same loan by one of the ways, and the address that shows it."""

    method: Method
    computed: Computed
    address: str


@dataclass(frozen=True, slots=True)
class Early:
    """What closes a loan on a day when the instalments before it, or the first of them, were paid on their day, by one
    way of counting the period that has started; and how that came about. `period` is that period, None where none runs
    on the day.
    """

    part_month: PartMonth
    cost: PayOff
    period: Period | None
    explained: Explained


def compute(asked: Asked, terms: Terms | None = None) -> Computed:
    """The loan on the terms it was asked for, or on others."""
    terms = terms or asked.terms
    periods = periods_of(asked.start, terms)
    shares = shares_of(asked.principal, periods, terms)
    listed = rows(asked.principal, periods[: len(shares)], shares, terms)
    return Computed(terms, periods, shares, listed, regular_instalment(asked.principal, asked.start, terms))


def compared(asked: Asked, computed: Computed) -> list[Way]:
    """The same loan by all ways, the cheapest first; with a fixed sum only where one is given."""
    found = []
    for method in METHODS:
        terms = replace(asked.terms, method=method, count=asked.terms.count or len(computed.rows))
        if method == asked.terms.method:
            found.append(Way(method, computed, ''))
        elif method != 'fixed' and not list(problems_of_terms(terms)):
            address = asked.address(method=method, count=str(terms.count))
            found.append(Way(method, compute(asked, terms), address))
    return sorted(found, key=lambda way: way.computed.interest)


def early(asked: Asked, computed: Computed, on: date) -> list[Early]:
    """What closes the loan on a day, by the started month and by days."""
    before = [row for row in computed.rows if row.due_on < on][: asked.paid]
    paid = [Payment(row.due_on, row.total) for row in before if row.total]
    periods = computed.periods[: len(computed.rows)]
    period = next((period for period in periods if period.first < on <= period.due_on), None)
    found = []
    for part_month in PART_MONTHS:
        terms = replace(asked.terms, part_month=part_month)
        loan = running(asked.principal, asked.start, terms, paid, on, Ways(asked.late_interest))
        found.append(Early(part_month, loan.pay_off(on), period, loan.closing(on)))
    return found
