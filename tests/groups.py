"""A real group in a folder of its own: a workbook, its journal, and short words to record into it.

group = Group(tmp_path)
asha = group.join('Asha')
group.do('contribution', '200', '2025-01-05', member=asha)
group.refusal('loan', '500', '2025-01-06', member=asha)      what the refusal says
group.write_off('500', '2025-06-01', 'L2025-001')            decided by all, and given up
"""

import itertools
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from actions import decisions, members, record, requests
from actions.decisions import NewDecision
from actions.members import NewMember
from actions.who import Who
from reports import summaries
from rules import money
from rules.bylaws import Bylaws, preset
from rules.problems import Refused
from rules.register_records import Decision
from rules.transactions import Transaction
from sheets.book import Book, open_book
from sheets.making import make_workbook

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
TODAY = date(2026, 1, 1)
PRESIDENT = Who('Savitri')


@cache
def _made(bylaws: Bylaws, today: date) -> bytes:
    """A workbook as it is made for a new group; making one takes a while, so one serves all tests."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / 'group.xlsx'
        make_workbook(path, bylaws, today)
        return path.read_bytes()


class Group:
    """A group that began on 1 January 2025, with 200 a month due on the 10th and loans at 2 % a month."""

    def __init__(self, folder: Path, today: date = TODAY, **bylaws: Any) -> None:
        self.path = folder / 'group.xlsx'
        self.today = today
        self._ids = itertools.count(1)
        self._mobiles = itertools.count(9822000001)
        agreed: Bylaws = preset('shg', 'Asmita', 'INR', 'en', date(2025, 1, 1), 'G1')
        self.path.write_bytes(_made(replace(agreed, **bylaws), today))
        self.book: Book = open_book(self.path)

    @classmethod
    def at(cls, path: Path, today: date = TODAY) -> 'Group':
        """The group of a workbook that is there already."""
        group = cls.__new__(cls)
        group.path, group.today, group._ids = path, today, itertools.count(1001)
        group.book = open_book(path)
        return group

    def join(self, name: str, joined: str = '2025-01-01', monthly: int | None = None, mobile: str = '') -> str:
        """A new member; gives her number."""
        asked = NewMember(f'm{next(self._ids)}', name, mobile or str(next(self._mobiles)), monthly,
                          date.fromisoformat(joined))  # fmt: skip
        return members.add(self.book, asked, PRESIDENT, NOW, self.today).number

    def leave(self, number: str, on: str, reason: str = 'moved away') -> None:
        """She leaves on a day."""
        members.deactivate(self.book, number, reason, date.fromisoformat(on), PRESIDENT, NOW, self.today, self._id())

    def come_back(self, number: str, on: str) -> None:
        """She returns on a day."""
        members.reactivate(self.book, number, '', date.fromisoformat(on), PRESIDENT, NOW, self.today, self._id())

    def asked(self, kind: str, amount: str, on: str, **details: str) -> Transaction:
        """The request as the forms and the command line make it; `for_` stands for the month."""
        values = {'kind': kind, 'amount': amount, 'date': on, **details}
        if 'for_' in values:
            values['for'] = values.pop('for_')
        return requests.transaction_of(values, self.book.bylaws, values.get('entry_id') or self._id())

    def do(self, kind: str, amount: str, on: str, **details: str) -> record.Recorded:
        """Record a transaction."""
        return record.record(self.book, self.asked(kind, amount, on, **details), PRESIDENT, NOW, self.today)

    def decide(self, kind: str, about: str, *members: str, on: str = '2025-01-04', amount: int = 0) -> Decision:
        """All who were members on that day were for it."""
        day = date.fromisoformat(on)
        in_favour = tuple(self.book.members[each].number for each in decisions.voters(self.book, day))
        asked = NewDecision(self._id(), kind, day, 'agreed', in_favour, about=about, members=members, amount=amount)
        return decisions.decide(self.book, asked, PRESIDENT, NOW, self.today)

    def write_off(self, amount: str, on: str, number: str, **details: str) -> record.Recorded:
        """The group gives up a sum of a loan, by a decision of the same day."""
        loan = self.book.loan(number)
        assert loan is not None, number
        lost = money.parse(amount, self.book.bylaws.currency)
        decision = self.decide('write off', loan.id, on=on, amount=lost)
        return self.do('write-off', amount, on, loan=number, decision=decision.number, **details)

    def refusal(self, kind: str, amount: str, on: str, **details: str) -> str:
        """What is said when the transaction is refused; the book must be as it was."""
        before = len(self.book.frame()), self.book.pending_count(), self.book.head()
        with pytest.raises(Refused) as refused:
            self.do(kind, amount, on, **details)
        assert (len(self.book.frame()), self.book.pending_count(), self.book.head()) == before
        return ' '.join(problem.said() for problem in refused.value.problems)

    def rows(self, *fields: str) -> list[tuple[Any, ...]]:
        """The entries, as the named columns."""
        frame = self.book.frame()
        return list(zip(*(frame[field].astype(str).tolist() for field in fields), strict=True))

    def cash(self) -> int:
        """What the box holds, in minor units."""
        return self._boxes().cash.closing

    def bank(self) -> int:
        """What the bank holds, in minor units."""
        return self._boxes().bank.closing

    def _boxes(self) -> summaries.Boxes:
        return summaries.boxes(self.book, self.book.bylaws.started_on, date.max)

    def _id(self) -> str:
        return f'e{next(self._ids)}'
