"""One member's passbook as figures: what she saved, what she owes now, her dues, what is due next, her loans.

    own = passbook(book, member, today)
    own.savings, own.owed, own.dues, own.loans
    entries_of(book, member, start, end)       the rows of the frame, the newest first

Only rows that carry her id are read, so nothing of another member can come in by a name or a number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from reports import dues, listings, rows, summaries
from reports.statements import of_member
from rules import cycles, paying_in
from rules.loans import Standing
from rules.money import Money
from rules.paying_in import Balance, Payment
from rules.periods import CycleName, cycle_number, cycle_of_number, month_of
from rules.records import RUNNING, Loan, Member
from rules.rotation import is_of_round
from sheets.book import Book

STILL_TO_COME = 3


@dataclass(frozen=True, slots=True)
class Due:
    """What she owed for a cycle and how it stands; `missed` when its day has passed and it is not full."""

    cycle: CycleName
    known_by: date
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
    besides: Mapping[str, Money]
    """By its title what she put into the pots of the merry-go-round, got out of them, and has in shares, if she has."""
    dues: tuple[Due, ...]
    loans: tuple[OwnLoan, ...]
    paying_in: Balance
    schedule: tuple[cycles.Due, ...]
    """The next dues that she has paid nothing for and whose cycles have not begun."""
    running: CycleName | None = None

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
    def this_cycle(self) -> Due | None:
        """The due of the cycle that holds the day, if she has one."""
        return next((due for due in self.dues if due.cycle == self.running), None)

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
        first, last = month_of(start).first_day, month_of(end).last_day
        return tuple(due for due in self.dues if first <= due.known_by <= last)


def passbook(book: Book, member: Member, on: date) -> Passbook:
    """How a member stands at the end of a day."""
    loans = [
        OwnLoan(loan, standing)
        for loan in book.loans.values()
        if loan.member == member.id and loan.given_on and loan.given_on <= on
        and (standing := summaries.loan_standing(book, loan, on)).lent
    ]  # fmt: skip
    found = dues.cycles_until(book, dues.furthest(on))
    hers = list(cycles.dues(member, book.changes, found, book.bylaws.started_on, book.bylaws.currency))
    known, running = tuple(_dues(book, member, on)), cycles.running(found, on)
    row = of_member(summaries.members_table(book, on, on), member)
    besides = {title: int(row[field].sum()) for title, field in listings.BESIDES if row[field].any()}
    told = {due.cycle for due in known}
    return Passbook(
        member, on, int(row['savings'].sum()), besides, known, tuple(loans),
        paying_in=paying_in.balance(hers, payments_of(book, member, found), on),
        schedule=tuple(due for due in hers if due.cycle.first > on and due.cycle.name not in told)[:STILL_TO_COME],
        running=running.name if running else None,
    )  # fmt: skip


def payments_of(book: Book, member: Member, found: Sequence[cycles.Cycle]) -> list[Payment]:
    """What she paid in, as the rule needs it; what names none of the cycles is additional."""
    frame = book.frame()
    hers = frame[(frame['member'] == member.id).to_numpy() & (frame['kind'] == 'contribution').to_numpy()]
    hers = hers[np.array([not is_of_round(about) for about in hers['about']], dtype=bool)]
    numbers = {cycle_number(cycle.name): cycle.number for cycle in found}
    listed = zip(
        hers['id'], hers['on'], hers['amount'].tolist(), rows.cycles_of(hers).tolist(), hers['reverses'], strict=True
    )
    return [
        Payment(entry, on.date(), amount, numbers.get(cycle, 0), additional=cycle not in numbers, reverses=reverses)
        for entry, on, amount, cycle, reverses in listed
    ]


def entries_of(book: Book, member: Member, start: date, end: date) -> pd.DataFrame:
    """Her entries of a range, both days counted, the newest first."""
    return of_member(summaries.entries_between(book, start, end), member).iloc[::-1]


def _dues(book: Book, member: Member, on: date) -> list[Due]:
    hers = of_member(summaries.dues_table(book, on), member)
    found = zip(
        hers['cycle'].tolist(), hers['known_by'], hers['due_on'], hers['due'].tolist(), hers['paid'].tolist(),
        hers['missing'].tolist(), hers['missed'].tolist(), hers['state'], strict=True,
    )  # fmt: skip
    return [
        Due(cycle_of_number(number), known_by.date(), due_on.date(), due, paid, missing, missed, state)
        for number, known_by, due_on, due, paid, missing, missed, state in found
    ]
