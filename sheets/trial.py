"""A book to try things on: what is recorded in it is seen by whoever asks it, is kept nowhere; the book stays as it is.

trial = Trial(book)
record_within(trial, trial.recording(), asked, who, now, today)      raises Refused as the book itself would
"""

import copy
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sheets.book import Book
from sheets.journal import PENDING, Answer, Operation, Writing
from sheets.lookups import Lookups
from sheets.recording import Recording


class Trial(Book):
    """A copy of a book as it is now, without a journal of its own."""

    def __init__(self, book: Book) -> None:
        with book.lock:
            book.frame()
            # What is kept in lists and tables is copied, since recording changes it in place.
            self.__dict__.update(
                {
                    name: copy.copy(value) if isinstance(value, dict | list | set) else value
                    for name, value in vars(book).items()
                }
            )
        self.records = {name: dict(rows) for name, rows in self.records.items()}
        self._lookups = Lookups(self.frame)

    def recording(self) -> Recording:
        """What records into it."""
        return Recording(self, Nowhere(self.head()))


class Nowhere(Writing):
    """A transaction of the journal that keeps nothing."""

    def __init__(self, head: str) -> None:
        self._head = head
        self._number = 0

    def answer(self, request: str) -> Answer | None:
        """Nothing was asked before."""
        return None

    def set_answer(self, request: str, content: str, answer: Mapping[str, Any]) -> None:
        """Not kept."""

    def head(self) -> str:
        """The seal of the last row."""
        return self._head

    def set_head(self, seal: str) -> None:
        """The seal of the last row is now this."""
        self._head = seal

    def add(
        self,
        operation: Literal['insert', 'update'],
        sheet: str,
        row: str,
        values: Mapping[str, str],
        at: datetime,
        request: str,
        status: str = PENDING,
        typed: str = '',
    ) -> Operation:
        """The operation, written down nowhere."""
        self._number += 1
        return Operation(self._number, operation, sheet, row, values, status, typed)

    def settle_notice(self, number: int) -> None:
        """Not kept."""
