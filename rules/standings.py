"""How any loan stands: one without a last day by `rules/loans.py`, one with a schedule by `rules/term_loans.py`."""

from collections.abc import Iterable
from datetime import date

from rules import loans, term_loans
from rules.bylaws import Bylaws
from rules.loans import Split, Standing
from rules.money import ZERO, Money
from rules.records import Loan, Movement
from rules.register_records import LoanProduct


def standing(
    loan: Loan, movements: Iterable[Movement], on: date, bylaws: Bylaws, product: LoanProduct | None = None
) -> Standing:
    """How the loan stands at the end of a day. `bylaws` and `product` are as they were when it was given."""
    if loan.has_term:
        return term_loans.standing(loan, movements, on, product)
    return loans.standing(loan, movements, on, bylaws)


def split(amount: Money, loan: Loan, standing: Standing, on: date, product: LoanProduct | None = None) -> Split:
    """Into what a repayment goes, which must not be more than is owed."""
    if loan.has_term:
        return term_loans.split(amount, standing, on, product)
    return loans.split(amount, standing)


def due(standing: Standing, on: date) -> Money:
    """What is asked by a day: the instalments that are due, or the interest and penalty of an open loan."""
    if not standing.instalments:
        return standing.interest_owed + standing.penalty_owed
    return sum((each.total for each in standing.left if each.due_on <= on), ZERO)
