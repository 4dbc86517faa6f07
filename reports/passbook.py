"""One member's passbook as figures: what she saved, what she owes now, her dues, her entries, her loans.

    own = passbook(book, member, today)
    own.savings, own.owed, own.dues, own.loans
    entries_of(book, member, start, end)       the rows of the frame, the newest first

Only rows that carry her id are read, so nothing of another member can come in by a name or a number.
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from reports import summaries
from reports.statements import of_member
from rules.loans import Standing
from rules.money import Money
from rules.periods import Month, month_of
from rules.records import RUNNING, Loan, Member
from sheets.book import Book
from sheets.entries import month_from


@dataclass(frozen=True, slots=True)
class Due:
    """What she owed for a month and how it stands; `missed` when its day has passed and it is not full."""

    month: Month
    due_on: date
    due: Money
    paid: Money
    missing: Money
    missed: bool
    state: str


@dataclass(frozen=True, slots=True)
class OwnLoan:
    """A loan of hers and how it stands."""

    loan: Loan
    standing: Standing

    @property
    def running(self) -> bool:
        """Whether something of it is still owed."""
        return self.standing.status == RUNNING


@dataclass(frozen=True, slots=True)
class Passbook:
    """How a member stands on a day."""

    member: Member
    on: date
    savings: Money
    dues: tuple[Due, ...]
    loans: tuple[OwnLoan, ...]

    @property
    def missed(self) -> tuple[Due, ...]:
        """The dues whose day has passed."""
        return tuple(due for due in self.dues if due.missed)

    @property
    def dues_owed(self) -> Money:
        """What is missing of the dues whose day has passed."""
        return sum(due.missing for due in self.missed)

    @property
    def loans_owed(self) -> Money:
        """What would close all her loans today."""
        return sum(loan.standing.owed for loan in self.loans if loan.running)

    @property
    def owed(self) -> Money:
        """All that she owes today."""
        return self.dues_owed + self.loans_owed

    @property
    def this_month(self) -> Due | None:
        """The due of the month of the day, if she has one."""
        return next((due for due in self.dues if due.month == month_of(self.on)), None)

    @property
    def running_loans(self) -> tuple[OwnLoan, ...]:
        """Her loans that are not repaid."""
        return tuple(loan for loan in self.loans if loan.running)

    @property
    def past_loans(self) -> tuple[OwnLoan, ...]:
        """Her loans that are repaid or written off, the last one first."""
        return tuple(loan for loan in reversed(self.loans) if not loan.running)

    def dues_between(self, start: date, end: date) -> tuple[Due, ...]:
        """The dues of the months of a range."""
        first, last = month_of(start), month_of(end)
        return tuple(due for due in self.dues if first <= due.month <= last)


def passbook(book: Book, member: Member, on: date) -> Passbook:
    """How a member stands at the end of a day."""
    loans = [
        OwnLoan(loan, standing)
        for loan in book.loans.values()
        if loan.member == member.id and loan.given_on and loan.given_on <= on
        and (standing := summaries.loan_standing(book, loan, on)).lent
    ]  # fmt: skip
    return Passbook(member, on, _savings(book, member, on), tuple(_dues(book, member, on)), tuple(loans))


def entries_of(book: Book, member: Member, start: date, end: date) -> pd.DataFrame:
    """Her entries of a range, both days counted, the newest first."""
    return of_member(summaries.entries_between(book, start, end), member).iloc[::-1]


def _savings(book: Book, member: Member, on: date) -> Money:
    rows = of_member(summaries.members_table(book, on, on), member)
    return int(rows['savings'].sum())


def _dues(book: Book, member: Member, on: date) -> list[Due]:
    rows = of_member(summaries.dues_table(book, on), member)
    found = zip(
        rows['month'].tolist(), rows['due_on'], rows['due'].tolist(), rows['paid'].tolist(), rows['missing'].tolist(),
        rows['missed'].tolist(), rows['state'], strict=True,
    )  # fmt: skip
    return [
        Due(month, due_on.date(), due, paid, missing, missed, state)
        for number, due_on, due, paid, missing, missed, state in found
        if (month := month_from(number))
    ]
