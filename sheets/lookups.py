"""What recording asks of the entries again and again, kept up to date row by row, so that it costs the same in a book
of a hundred thousand rows as in a new one.

Each look-up is made from the frame when it is first asked for; `take` then adds a row to those that were made.
"""

from collections.abc import Callable
from datetime import date
from typing import cast

import pandas as pd

from rules import loans, purses
from rules.accounts import OPENINGS, SAVINGS_SIGNS
from rules.money import ZERO, Money
from rules.records import Entry, Movement
from rules.rotation import is_of_round
from sheets.garbage import nothing_collected

Purse = tuple[str, str]
"""The type of a cash box or bank account, and the number that rows name, empty where they name none."""


class Lookups:
    """The look-ups of one book; `frame` gives all its entries."""

    def __init__(self, frame: Callable[[], pd.DataFrame]) -> None:
        self._frame = frame
        self._ids: set[str] | None = None
        self._movements: dict[str, list[Movement]] | None = None
        self._days: dict[str, date] = {}
        self._savings: dict[str, Money] | None = None
        self._receipts: int | None = None
        self._balances: dict[str, date] | None = None
        self.purses: dict[Purse, dict[date, Money]] = purses_of(frame())

    def has_entry(self, entry_id: str) -> bool:
        """Whether a row with this id stands in the book."""
        if self._ids is None:
            self._ids = set(self._frame()['id'])
        return entry_id in self._ids

    def movements(self, loan_id: str) -> list[Movement]:
        """The rows of a loan, for the rules."""
        if self._movements is None:
            self._movements, self._days = movements_of(self._frame())
        return self._movements.get(loan_id, [])

    def savings(self, member_id: str) -> Money:
        """What a member has saved: deposits less withdrawals; what she brought for a round is not hers to take out."""
        if self._savings is None:
            frame = of_savings(self._frame())
            signs = frame['kind'].map(SAVINGS_SIGNS).astype('int64')
            sums = (frame['amount'] * signs).groupby(frame['member']).sum()
            self._savings = {str(member): int(total) for member, total in sums.items()}
        return self._savings.get(member_id, ZERO)

    def receipt_number(self) -> str:
        """The number of the next receipt."""
        if self._receipts is None:
            self._receipts = max(map(receipt_count, self._frame()['receipt'].tolist()), default=0)
        return f'R{self._receipts + 1:05d}'

    def balances_on(self) -> date | None:
        """The cut-off day of the balances that were taken over in one sitting, and stand; the last of several."""
        if self._balances is None:
            frame = self._frame()
            # The rows of a sitting name it; a balance that was typed singly names none.
            rows = frame.loc[(frame['kind'].isin(OPENINGS) & (frame['about'] != '')).to_numpy()]
            gone = {'', *rows['reverses']}
            told = zip(rows['id'], rows['on'].dt.date, rows['reverses'], strict=True)
            self._balances = {entry_id: on for entry_id, on, reverses in told if not reverses and entry_id not in gone}
        return max(self._balances.values(), default=None)

    def take(self, entry: Entry) -> None:
        """Add a row that was accepted."""
        if self._ids is not None:
            self._ids.add(entry.id)
        if self._movements is not None and entry.loan and entry.kind in loans.OF_LOANS:
            self._days[entry.id] = entry.on
            movement = Movement(entry.on, loans.counts_as(entry.kind), entry.amount, self._days.get(entry.reverses))
            self._movements.setdefault(entry.loan, []).append(movement)
        if self._savings is not None and entry.kind in SAVINGS_SIGNS and not is_of_round(entry.about):
            saved = self._savings.get(entry.member, ZERO)
            self._savings[entry.member] = saved + SAVINGS_SIGNS[entry.kind] * entry.amount
        if self._receipts is not None:
            self._receipts = max(self._receipts, receipt_count(entry.receipt))
        if self._balances is not None and entry.kind in OPENINGS and entry.about:
            if entry.reverses:
                self._balances.pop(entry.reverses, None)
            else:
                self._balances[entry.id] = entry.on
        for place, sign in purses.moved(entry.kind, entry.mode, entry.account):
            purse = self.purses.setdefault(place, {})
            purse[entry.on] = purse.get(entry.on, ZERO) + sign * entry.amount


def of_savings(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of members' savings. What is brought for a round of the merry-go-round and paid out of its pot is none:
    it belongs to whose turn it is."""
    rows = frame.loc[frame['kind'].isin(SAVINGS_SIGNS).to_numpy()]
    return rows.loc[[not (about and is_of_round(about)) for about in rows['about'].tolist()]]


def movements_of(frame: pd.DataFrame) -> tuple[dict[str, list[Movement]], dict[str, date]]:
    """The rows of each loan, in the order of the frame; and the day of each of these rows, by its id."""
    rows = frame.loc[frame['kind'].isin(loans.OF_LOANS) & (frame['loan'] != '')]
    on = cast('list[date]', rows['on'].to_numpy().astype('datetime64[D]').tolist())
    days = dict(zip(rows['id'].tolist(), on, strict=True))
    found: dict[str, list[Movement]] = {}
    kinds = {kind: loans.counts_as(kind) for kind in loans.OF_LOANS}
    named = (rows[name].tolist() for name in ('loan', 'kind', 'amount', 'reverses'))
    with nothing_collected():
        for day, loan, kind, amount, reverses in zip(on, *named, strict=True):
            found.setdefault(loan, []).append(Movement(day, kinds[kind], amount, days.get(reverses)))
    return found, days


def purses_of(frame: pd.DataFrame) -> dict[Purse, dict[date, Money]]:
    """What came into each cash box and bank account less what went out, by day."""
    found: dict[Purse, dict[date, Money]] = {}
    keys = [frame['on'], frame['kind'], frame['mode'], frame['account']]
    for key, amount in frame['amount'].groupby(keys, observed=True).sum().items():
        on, kind, mode, account = cast('tuple[pd.Timestamp, str, str, str]', key)
        for place, sign in purses.moved(kind, mode, account):
            purse = found.setdefault(place, {})
            purse[on.date()] = purse.get(on.date(), ZERO) + sign * int(amount)
    return found


def receipt_count(receipt: str) -> int:
    """The count in a receipt number; 0 for what is none."""
    digits = receipt[1:]
    return int(digits) if receipt[:1] == 'R' and digits.isdecimal() else 0
