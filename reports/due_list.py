"""What is due on loans: the instalments that come and those that are late, arrears by class, and what is at risk.

due_list(book, on, until)          a line for each instalment: overdue ones, and those that are due by a later day
group_due_list(book, on, until)    the same of what the group itself took up outside
arrears(book, on)                  classes with what is set aside, and PAR30: the whole balances of late loans
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from reports.loans import group_loans, loan_standing, loans_given
from rules.allocation import Due
from rules.arrears import BY_MONTHS, AtRisk, Band, Late, at_risk, bands, class_of, days_late
from rules.loans import Standing
from rules.money import Money
from rules.records import RUNNING, Loan
from sheets.book import Book

PAR_DAYS = 30


@dataclass(frozen=True, slots=True)
class DueLine:
    """What is left of one instalment of a loan, and by how many days it is late: 0 while it is not."""

    loan: Loan
    due: Due
    days: int


@dataclass(frozen=True, slots=True)
class LateLoan:
    """A running loan with what is outstanding, by how many days it is late, and the class that this puts it in.

    `set_anew`: it was late when it was set anew, and counts as such.
    """

    loan: Loan
    outstanding: Money
    days: int
    group: str
    set_anew: bool = False


@dataclass(frozen=True, slots=True)
class Arrears:
    """The running loans by class, and what of all of them is at risk."""

    loans: tuple[LateLoan, ...]
    bands: tuple[Band, ...]
    at_risk: AtRisk


def due_list(book: Book, on: date, until: date) -> list[DueLine]:
    """What is overdue on a day and what is due from then until another, the oldest first."""
    return _lines(_running(book, on), on, until)


def group_due_list(book: Book, on: date, until: date) -> list[DueLine]:
    """What the group itself owes by a day, overdue and coming, the oldest first."""
    return _lines(group_loans(book, on), on, until)


def _lines(loans: Iterable[tuple[Loan, Standing]], on: date, until: date) -> list[DueLine]:
    found = []
    for loan, standing in loans:
        for due in standing.left:
            if due.total and due.due_on <= until:
                found.append(DueLine(loan, due, max(0, (on - due.due_on).days)))
        if not standing.instalments and (standing.interest_owed or standing.penalty_owed):
            due_on = standing.overdue_since or on
            due = Due(1, due_on, interest=standing.interest_owed, penalty=standing.penalty_owed)
            found.append(DueLine(loan, due, (on - due_on).days))
    return sorted(found, key=lambda line: (line.due.due_on, line.loan.number))


def arrears(book: Book, on: date) -> Arrears:
    """How late the running loans are on a day."""
    found = []
    for loan, standing in _running(book, on):
        if standing.instalments:
            days = max(days_late((due for due in standing.left if due.due_on < on), on), standing.days_kept)
        else:
            days = (on - standing.overdue_since).days if standing.overdue_since else 0
        found.append(LateLoan(loan, standing.outstanding, days, class_of(days, BY_MONTHS).name, standing.days_kept > 0))
    late = [Late(each.outstanding, each.days, each.set_anew) for each in found]
    return Arrears(tuple(found), tuple(bands(late, BY_MONTHS)), at_risk(late, PAR_DAYS))


def _running(book: Book, on: date) -> Sequence[tuple[Loan, Standing]]:
    return [(loan, loan_standing(book, loan, on)) for loan, status, _sums in loans_given(book, on) if status == RUNNING]
