"""The loans of a book on a day: sums for all of them at once, their rules only for those that run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pandas as pd

from reports import rows
from reports.products import product_of
from rules import standings
from rules.bylaws import Bylaws
from rules.loans import LENT, Standing
from rules.money import ZERO, Money
from rules.records import RUNNING, Loan, Movement
from rules.register_records import LoanProduct
from sheets.book import Book


@dataclass(frozen=True, slots=True)
class Sums:
    """What was moved on one loan by a day, by kind; minor units."""

    lent: Money
    principal_repaid: Money
    interest_paid: Money
    penalty_paid: Money
    written_off: Money

    @property
    def outstanding(self) -> Money:
        """The principal that is still with the member."""
        return self.lent - self.principal_repaid - self.written_off


def loan_standing(book: Book, loan: Loan, on: date) -> Standing:
    """How a loan stands at the end of a day, by the bylaws of the day on which it was given."""
    product = product_of(book, loan) if loan.has_term else None
    return _standing(loan, tuple(book.movements(loan.id)), on, book.bylaws.on(loan.began), product)


def with_more(book: Book, loan: Loan, amount: Money, on: date) -> tuple[Standing, Standing]:
    """How a loan stands on a day, and how it would with more money on it."""
    product = product_of(book, loan) if loan.has_term else None
    moved = (*book.movements(loan.id), Movement(on, 'loan', amount))
    return loan_standing(book, loan, on), _standing(loan, moved, on, book.bylaws.on(loan.began), product)


@lru_cache(maxsize=10_000)
def _standing(
    loan: Loan, movements: tuple[Movement, ...], on: date, bylaws: Bylaws, product: LoanProduct | None
) -> Standing:
    """Kept, because pages ask for all loans again and again, and only those with new rows stand otherwise."""
    return standings.standing(loan, movements, on, bylaws, product)


def group_loans(book: Book, on: date) -> list[tuple[Loan, Standing]]:
    """The loans that the group itself took up by a day, with how they stand; one that was taken back is none."""
    taken_up = [loan for loan in book.loans.values() if loan.of_group and loan.given_on and loan.given_on <= on]
    found = [(loan, loan_standing(book, loan, on)) for loan in taken_up]
    return [(loan, standing) for loan, standing in found if standing.lent]


def loans_table(book: Book, on: date) -> pd.DataFrame:
    """A row for each loan given by a day; one whose giving was taken back is none.

    Columns: loan (id), number, member (id), member_number, name, given_on, rate (Fraction), lent, principal_repaid,
    outstanding, interest_paid, interest_owed, penalty_owed, owed, overdue_since (date or None), status, closed_on
    (date or None).
    """
    listed = [_row(book, loan, status, sums, on) for loan, status, sums in loans_given(book, on)]
    table = pd.DataFrame(listed, columns=list(_TYPES))
    return table.astype({name: type_ for name, type_ in _TYPES.items() if type_ != 'object'})


def loans_given(book: Book, on: date) -> list[tuple[Loan, str, Sums]]:
    """The loans that members had been given by a day, with their status at its end and what was moved on them."""
    sums = _sums(book, on)
    before = rows.statuses_since_changed(book.changes, on)
    return [
        (loan, _status(loan, before.get(loan.id, loan.status), on), sums[loan.id])
        for loan in book.loans.values()
        if loan.given_on and loan.given_on <= on and sums[loan.id].lent
    ]


_TYPES = {
    'loan': 'object', 'number': 'object', 'member': 'object', 'member_number': 'object', 'name': 'object',
    'given_on': 'datetime64[s]', 'rate': 'object', 'lent': 'int64', 'principal_repaid': 'int64',
    'outstanding': 'int64', 'interest_paid': 'int64', 'interest_owed': 'int64', 'penalty_owed': 'int64',
    'owed': 'int64', 'overdue_since': 'object', 'status': 'object', 'closed_on': 'object',
}  # fmt: skip


def _row(book: Book, loan: Loan, status: str, sums: Sums, on: date) -> tuple[object, ...]:
    standing = loan_standing(book, loan, on) if status == RUNNING else None
    interest_owed = standing.interest_owed if standing else ZERO
    fee_owed = standing.fee_owed if standing else ZERO
    penalty_owed = standing.penalty_owed if standing else ZERO
    return (
        loan.id, loan.number, loan.member, loan.member_number, loan.member_name, loan.given_on, loan.rate, sums.lent,
        sums.principal_repaid, sums.outstanding, sums.interest_paid, interest_owed, penalty_owed,
        sums.outstanding + interest_owed + penalty_owed + fee_owed, standing.overdue_since if standing else None,
        status, None if status == RUNNING else loan.closed_on,
    )  # fmt: skip


def _status(loan: Loan, status: str, on: date) -> str:
    """A loan that was closed on a later day still ran, also where nobody wrote the change down."""
    return RUNNING if loan.closed_on and loan.closed_on > on else status


def _sums(book: Book, on: date) -> Mapping[str, Sums]:
    frame = rows.until(book.frame()[['on', 'kind', 'amount', 'loan']], on)
    kinds = 'principal', 'interest', 'penalty', 'write-off', *LENT
    sums = rows.sums_by(frame, 'loan', book.loans, kinds).to_numpy().tolist()
    return {
        loan: Sums(sum(lent), repaid, interest, penalty, given_up)
        for loan, (repaid, interest, penalty, given_up, *lent) in zip(book.loans, sums, strict=True)
    }
