"""A request that is being written into a book: rows inserted and sealed, register rows amended, durable together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from rules.bylaws import Bylaws
from rules.problems import N_, refuse
from sheets import cells, seals
from sheets.columns import Sheet
from sheets.journal import PENDING, Answer, Operation, Writing


class Target(Protocol):
    """What is written into: the book, as far as a recording needs it."""

    bylaws: Bylaws

    def head(self) -> str:
        """The seal of the last row of the chain."""

    def apply(self, operation: Operation) -> None:
        """Take an operation into what the book holds."""


@dataclass(slots=True)
class Recording:
    """A request that is being written: everything in it becomes durable together."""

    book: Target
    writing: Writing
    rows: int = 0

    def answer(self, request: str) -> Answer | None:
        """What was answered when this request came before."""
        return self.writing.answer(request)

    def set_answer(self, request: str, content: str, answer: Mapping[str, Any]) -> None:
        """Keep what is answered now, for when the request comes again."""
        self.writing.set_answer(request, content, answer)

    def insert(self, sheet: Sheet, record: Any, request: str, at: datetime, typed: str = '') -> None:
        """Add a row. A row of a journal is sealed here, in the order in which rows are accepted.

        With `typed`, the fingerprint of a row that someone typed, it takes the place of that row in the sheet.
        Raises Refused where the row belongs to a module that is off, whose sheet the workbook may not have.
        """
        if not self.book.bylaws.uses(sheet.modules):
            raise refuse(
                N_('{sheet} is a part of the book that is switched off.'), N_('Switch it on in the settings first.'),
                sheet=sheet.name,
            )  # fmt: skip
        currency = self.book.bylaws.currency
        if sheet.sealed:
            previous = self.writing.head() or self.book.head()
            texts = seals.texts_of(sheet, record, currency)
            check = seals.check_of(sheet, texts)
            seal = seals.seal_of(previous, sheet, texts, check)
            record = replace(record, previous=previous, seal=seal, check=check)
            self.writing.set_head(seal)
        values = {
            column.field: cells.to_text(column.type, getattr(record, column.field), currency)
            for column in sheet.columns
        }
        assert record_of(sheet, values, currency) == record, f'the row does not read back equal: {values}'
        key = getattr(record, sheet.key)
        self._apply(self.writing.add('insert', sheet.name, key, values, at, request, typed=typed))

    def update(
        self, sheet: Sheet, row: str, values: Mapping[str, str], request: str, at: datetime, status: str = PENDING
    ) -> None:
        """Amend fields of a register row, given as canonical texts. The caller wrote the changes down first.

        With the status synced the workbook says so already. Of a sealed row this puts back what was sealed.
        """
        self._apply(self.writing.add('update', sheet.name, row, values, at, request, status))

    def join(self, sheet: Sheet, values: Mapping[str, str], request: str, at: datetime, typed: str = '') -> None:
        """Take a row of another copy of the book as it is, with its id and seals; the chain's head stays as it was.

        With `typed`, the fingerprint of a row that someone typed, it takes the place of that row in the sheet.
        """
        self._apply(self.writing.add('insert', sheet.name, values[sheet.key], values, at, request, typed=typed))

    def settle_notice(self, number: int) -> None:
        """Someone saw what happened to the workbook, and decided."""
        self.writing.settle_notice(number)
        self.rows += 1

    def _apply(self, operation: Operation) -> None:
        self.rows += 1
        self.book.apply(operation)


def record_of(sheet: Sheet, values: Mapping[str, str], currency: str) -> Any:
    """The record that canonical texts stand for."""
    assert sheet.record, f'the rows of {sheet.name} are no records'
    # Rows that were written in an older format lack what came later.
    texts = ((column, values.get(column.field, '')) for column in sheet.columns)
    return sheet.record(**{column.field: cells.from_text(column.type, text, currency) for column, text in texts})
