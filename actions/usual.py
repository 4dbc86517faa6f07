"""What is usual in a book, and what is recorded already: by these a typed row is held against the rows before it."""

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

from actions.parts import Part
from rules import typed_rows
from rules.money import Money
from sheets.book import Book

Key = tuple[date, str, Money, str]


class Usual:
    """The rows of a book as they were when it was made, and those that were taken over since."""

    def __init__(self, book: Book) -> None:
        frame = book.frame()
        gone = book.reversed_ids()
        counts = (frame['reverses'] == '').to_numpy() & ~frame['id'].isin(gone).to_numpy()
        self._rows = frame.loc[counts, ['on', 'kind', 'amount', 'member']]
        self._days = self._rows['on'].to_numpy()
        self._amounts = self._rows['amount'].to_numpy()
        self._usual: dict[str, Money | None] = {}
        self._taken: set[Key] = set()

    def amount(self, part: Part) -> Money | None:
        """What is usual for such a row: what she deposits each month, or the amount in the middle of its kind."""
        if part.kind == 'contribution' and part.member and part.member.monthly:
            return part.member.monthly
        if part.kind not in self._usual:
            of_kind = (self._rows['kind'] == part.kind).to_numpy()
            self._usual[part.kind] = typed_rows.usual(self._amounts[of_kind].tolist())
        return self._usual[part.kind]

    def has(self, part: Part, on: date) -> bool:
        """Whether the same amount of this kind is recorded for this member on this day, and was not taken back."""
        if _key(part, on) in self._taken:
            return True
        same = np.flatnonzero((self._days == np.datetime64(pd.Timestamp(on), 's')) & (self._amounts == part.amount))
        found = self._rows.iloc[same]
        member = part.member.id if part.member else ''
        return bool(((found['kind'] == part.kind) & (found['member'] == member)).any())

    def take(self, parts: Iterable[Part], on: date) -> None:
        """These rows were recorded."""
        self._taken.update(_key(part, on) for part in parts)


def _key(part: Part, on: date) -> Key:
    return on, part.kind, part.amount, part.member.id if part.member else ''
