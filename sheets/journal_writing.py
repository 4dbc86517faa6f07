"""A transaction of the journal under way: what is written here becomes durable together, or not at all."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, func, select, update

from sheets.journal_tables import OPEN, PENDING, SETTLED, books, notices, requests, sync_log, sync_queue


@dataclass(frozen=True, slots=True)
class Operation:
    """One row to be inserted into a sheet, or fields of a register row to be updated. `values` are canonical texts.

    `typed` is the fingerprint of the row that someone typed and that this one takes over in its place.
    """

    number: int
    operation: Literal['insert', 'update']
    sheet: str
    row: str
    values: Mapping[str, str]
    status: str = PENDING
    typed: str = ''


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened to the workbook: 'removed', a row that was gone and was put back."""

    id: int
    kind: str
    sheet: str
    row: str
    time: str
    detail: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LastSeen:
    """The workbook as it was last read or left.

    `differs` counts what stands there otherwise than in force; `mirrored` says that the journal holds all its rows.
    """

    signature: str
    outside: int
    differs: int
    mirrored: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to a request: the hash of what it asked, and the answer."""

    content: str
    answer: Mapping[str, Any]


@dataclass(slots=True)
class Writing:
    """A transaction of the journal under way."""

    connection: Connection
    book: int

    def since(self, number: int) -> list[Operation]:
        """What other processes added after a number."""
        return operations_since(self.connection, self.book, number)

    def pending(self) -> list[Operation]:
        """The operations that are not yet in the workbook, in order."""
        return operations_where(self.connection, self.book, sync_queue.c.status == PENDING)

    def of_row(self, sheet: str, row: str) -> list[Operation]:
        """All that was ever done to a row, in order."""
        chosen = (sync_queue.c.entity == sheet) & (sync_queue.c.entity_id == row)
        return operations_where(self.connection, self.book, chosen)

    def last_number(self) -> int:
        """The number of the newest operation, 0 when there is none."""
        return last_number_of(self.connection, self.book)

    def last_seen(self) -> LastSeen:
        """The workbook as it was last read or left."""
        return last_seen_of(self.connection, self.book)

    def answer(self, request: str) -> Answer | None:
        """What was answered to a request before."""
        asked = select(requests.c.content, requests.c.answer).where(
            requests.c.book == self.book, requests.c.id == request
        )
        row = self.connection.execute(asked).first()
        return Answer(row.content, json.loads(row.answer)) if row else None

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
        """Write an operation down."""
        result = self.connection.execute(
            sync_queue.insert().values(
                book=self.book, operation=operation, entity=sheet, entity_id=row, status=status, request=request,
                payload=json.dumps(dict(values), ensure_ascii=False), time=at.isoformat(), typed=typed,
            )
        )  # fmt: skip
        assert result.inserted_primary_key is not None
        return Operation(int(result.inserted_primary_key[0]), operation, sheet, row, values, status, typed)

    def take_in(
        self, rows: Iterable[tuple[str, str, Mapping[str, str]]], at: datetime, status: str, request: str
    ) -> None:
        """Write down rows that come from a workbook: sheet, id and values of each."""
        listed = [
            {
                'book': self.book, 'operation': 'insert', 'entity': sheet, 'entity_id': row, 'status': status,
                'request': request, 'payload': json.dumps(dict(values), ensure_ascii=False), 'time': at.isoformat(),
            }
            for sheet, row, values in rows
        ]  # fmt: skip
        if listed:
            self.connection.execute(sync_queue.insert(), listed)

    def saw(self, signature: str, differs: int) -> None:
        """The workbook was read, and looks like this; where it was changed outside, others must read it again."""
        changed = {'differs': differs, 'mirrored': 1}
        self.connection.execute(update(books).where(books.c.id == self.book).values(changed))
        other = update(books).where(books.c.id == self.book, books.c.signature != signature)
        self.connection.execute(other.values(signature=signature, outside=books.c.outside + 1))

    def mark_rows(self, rows: Iterable[tuple[str, str]], status: str) -> None:
        """Set the status of everything that concerns these rows."""
        for sheet, row in rows:
            chosen = (sync_queue.c.book == self.book) & (sync_queue.c.entity == sheet) & (sync_queue.c.entity_id == row)
            self.connection.execute(update(sync_queue).where(chosen).values(status=status))

    def notice(self, kind: str, sheet: str, row: str, at: datetime, detail: Mapping[str, str]) -> None:
        """Keep what happened for someone to see; once, until it is settled."""
        same = (notices.c.book == self.book) & (notices.c.kind == kind) & (notices.c.sheet == sheet)
        asked = select(notices.c.id).where(same, notices.c.row == row, notices.c.state == OPEN)
        if self.connection.execute(asked).first() is None:
            told = json.dumps(dict(detail), ensure_ascii=False)
            self.connection.execute(
                notices.insert().values(
                    book=self.book, kind=kind, sheet=sheet, row=row, time=at.isoformat(), detail=told, state=OPEN
                )
            )

    def settle_notice(self, number: int) -> None:
        """Someone saw it and decided."""
        self.connection.execute(update(notices).where(notices.c.id == number).values(state=SETTLED))

    def log(self, rows: Iterable[tuple[str, str, str]], at: datetime, other: str) -> None:
        """Write down what was exchanged with another copy: operation, entity and id of each."""
        listed = [
            {'book': self.book, 'operation': operation, 'entity': entity, 'entity_id': row,
             'timestamp': at.isoformat(), 'other': other}
            for operation, entity, row in rows
        ]  # fmt: skip
        if listed:
            self.connection.execute(sync_log.insert(), listed)

    def set_answer(self, request: str, content: str, answer: Mapping[str, Any]) -> None:
        """Keep the answer to a request for ever."""
        kept = json.dumps(dict(answer), ensure_ascii=False)
        self.connection.execute(requests.insert().values(book=self.book, id=request, content=content, answer=kept))

    def head(self) -> str:
        """The seal of the last row; empty when this journal has not sealed one."""
        return str(self.connection.execute(select(books.c.head).where(books.c.id == self.book)).scalar_one())

    def give_up_place(self, place: str) -> None:
        """The workbook lies at this place no longer."""
        chosen = update(books).where(books.c.id == self.book)
        self.connection.execute(chosen.values(place=f'former:{place}', mirrored=0))

    def set_head(self, seal: str) -> None:
        """The seal of the last row is now this."""
        self.connection.execute(update(books).where(books.c.id == self.book).values(head=seal))

    def mark(self, numbers: Sequence[int], status: str) -> None:
        """Set the status of operations."""
        for start in range(0, len(numbers), 500):
            chosen = sync_queue.c.id.in_(numbers[start : start + 500])
            self.connection.execute(update(sync_queue).where(chosen).values(status=status))


def last_seen_of(connection: Connection, book: int) -> LastSeen:
    """The workbook of a book as it was last read or left."""
    row = connection.execute(select(books).where(books.c.id == book)).one()
    return LastSeen(row.signature, row.outside, row.differs, bool(row.mirrored))


def operations_since(connection: Connection, book: int, number: int) -> list[Operation]:
    """The operations of a book after a number, in order."""
    return operations_where(connection, book, sync_queue.c.id > number)


def operations_where(connection: Connection, book: int, chosen: Any) -> list[Operation]:
    """The operations of a book of which something holds, in order."""
    asked = select(sync_queue).where(sync_queue.c.book == book, chosen).order_by(sync_queue.c.id)
    return [
        Operation(row.id, row.operation, row.entity, row.entity_id, json.loads(row.payload), row.status, row.typed)
        for row in connection.execute(asked)
    ]


def last_number_of(connection: Connection, book: int) -> int:
    """The number of the newest operation of a book, 0 when there is none."""
    asked = select(func.coalesce(func.max(sync_queue.c.id), 0)).where(sync_queue.c.book == book)
    return int(connection.execute(asked).scalar_one())
