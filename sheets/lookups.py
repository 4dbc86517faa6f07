"""What recording asks of the entries again and again, kept up to date row by row, so that it costs the same in a book
of a hundred thousand rows as in a new one.

Each look-up is made from the frame when it is first asked for; `take` then adds a row to those that were made.
"""

from collections.abc import Callable
from datetime import date
from typing import cast

import pandas as pd

from rules import accounts, loans
from rules.accounts import SAVINGS_SIGNS
from rules.money import ZERO, Money
from rules.records import Entry, Movement


class Lookups:
    """The look-ups of one book; `frame` gives all its entries."""

    def __init__(self, frame: Callable[[], pd.DataFrame]) -> None:
        self._frame = frame
        self._ids: set[str] | None = None
        self._movements: dict[str, list[Movement]] | None = None
        self._days: dict[str, date] = {}
        self._savings: dict[str, Money] | None = None
        self._receipts: int | None = None
        self.boxes: dict[str, dict[date, Money]] = boxes_of(frame())

    def has_entry(self, entry_id: str) -> bool:
        """Whether a row with this id stands in the book."""
        if self._ids is None:
            self._ids = set(self._frame()['id'])
        return entry_id in self._ids

    def movements(self, loan_id: str) -> list[Movement]:
        """The rows of a loan, for the rules."""
        if self._movements is None:
            frame = self._frame()
            self._movements = movements_of(frame)
            self._days = days_of_loan_rows(frame)
        return self._movements.get(loan_id, [])

    def savings(self, member_id: str) -> Money:
        """What a member has saved: deposits less withdrawals."""
        if self._savings is None:
            frame = self._frame()
            signs = frame['kind'].map(SAVINGS_SIGNS).astype('Int64').fillna(0)
            sums = (frame['amount'] * signs).groupby(frame['member']).sum()
            self._savings = {str(member): int(total) for member, total in sums.items()}
        return self._savings.get(member_id, ZERO)

    def receipt_number(self) -> str:
        """The number of the next receipt."""
        if self._receipts is None:
            self._receipts = max(map(receipt_count, self._frame()['receipt'].tolist()), default=0)
        return f'R{self._receipts + 1:05d}'

    def take(self, entry: Entry) -> None:
        """Add a row that was accepted."""
        if self._ids is not None:
            self._ids.add(entry.id)
        if self._movements is not None and entry.loan and entry.kind in loans.OF_LOANS:
            self._days[entry.id] = entry.on
            movement = Movement(entry.on, loans.counts_as(entry.kind), entry.amount, self._days.get(entry.reverses))
            self._movements.setdefault(entry.loan, []).append(movement)
        if self._savings is not None and entry.kind in SAVINGS_SIGNS:
            saved = self._savings.get(entry.member, ZERO)
            self._savings[entry.member] = saved + SAVINGS_SIGNS[entry.kind] * entry.amount
        if self._receipts is not None:
            self._receipts = max(self._receipts, receipt_count(entry.receipt))
        for box, sign in zip(self.boxes.values(), accounts.effects(entry.kind, entry.mode), strict=True):
            if sign:
                box[entry.on] = box.get(entry.on, ZERO) + sign * entry.amount


def movements_of(frame: pd.DataFrame) -> dict[str, list[Movement]]:
    """The rows of each loan, in the order of the frame."""
    found: dict[str, list[Movement]] = {}
    days = days_of_loan_rows(frame)
    rows = _loan_rows(frame)
    named = (rows[name].tolist() for name in ('loan', 'kind', 'amount', 'reverses'))
    for on, loan, kind, amount, reverses in zip(_days_of(rows), *named, strict=True):
        found.setdefault(loan, []).append(Movement(on, loans.counts_as(kind), amount, days.get(reverses)))
    return found


def days_of_loan_rows(frame: pd.DataFrame) -> dict[str, date]:
    """The day of each row of a loan, by its id."""
    rows = _loan_rows(frame)
    return dict(zip(rows['id'].tolist(), _days_of(rows), strict=True))


def _days_of(rows: pd.DataFrame) -> list[date]:
    return cast('list[date]', rows['on'].to_numpy().astype('datetime64[D]').tolist())


def _loan_rows(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.loc[frame['kind'].isin(loans.OF_LOANS) & (frame['loan'] != '')]


def boxes_of(frame: pd.DataFrame) -> dict[str, dict[date, Money]]:
    """What came into cash and bank less what went out, by account and day."""
    boxes: dict[str, dict[date, Money]] = {accounts.CASH: {}, accounts.BANK: {}}
    sums = frame['amount'].groupby([frame['on'], frame['kind'], frame['mode']], observed=True).sum()
    for key, amount in sums.items():
        on, kind, mode = cast('tuple[pd.Timestamp, str, str]', key)
        for box, sign in zip(boxes.values(), accounts.effects(kind, mode), strict=True):
            if sign:
                box[on.date()] = box.get(on.date(), ZERO) + sign * int(amount)
    return boxes


def receipt_count(receipt: str) -> int:
    """The count in a receipt number; 0 for what is none."""
    digits = receipt[1:]
    return int(digits) if receipt[:1] == 'R' and digits.isdecimal() else 0
