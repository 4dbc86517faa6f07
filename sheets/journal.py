"""The journal: rows are acknowledged when they are here, durable, before they go into the workbook.

`.bahi/journal.db` in the workbook's folder is shared by the server and the command line (SQLite, many processes).
It is never pruned: what someone's stale copy of the workbook overwrote is found missing and appended again, by id.

    books       the workbooks of the folder: file name, group, the signature of the file as we last left it
    sync_queue  every accepted row in order: operation insert or update, the sheet, the row, its values, its status
    requests    every answered request with its answer, so that a repeat gets the first answer
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    event,
    func,
    select,
    update,
)
from sqlalchemy.engine import Engine

FOLDER = '.bahi'
PENDING, SYNCED = 'pending', 'synced'

tables = MetaData()
books = Table(
    'books', tables,
    Column('id', Integer, primary_key=True),
    Column('file', Text, nullable=False),
    Column('group_id', Text, nullable=False),
    Column('signature', Text, nullable=False, default=''),
    Column('head', Text, nullable=False, default=''),
    Column('outside', Integer, nullable=False, default=0),
)  # fmt: skip
sync_queue = Table(
    'sync_queue', tables,
    Column('id', Integer, primary_key=True, autoincrement=True),
    Column('book', ForeignKey('books.id'), nullable=False),
    Column('operation', Text, nullable=False),
    Column('entity', Text, nullable=False),
    Column('entity_id', Text, nullable=False),
    Column('payload', Text, nullable=False),
    Column('time', Text, nullable=False),
    Column('status', Text, nullable=False),
    Column('request', Text, nullable=False),
    Index('by_status', 'book', 'status', 'id'),
    Index('by_entity', 'book', 'entity', 'entity_id'),
)  # fmt: skip
requests = Table(
    'requests', tables,
    Column('book', ForeignKey('books.id'), primary_key=True),
    Column('id', Text, primary_key=True),
    Column('content', Text, nullable=False),
    Column('answer', Text, nullable=False),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Operation:
    """One row to be inserted into a sheet, or fields of a register row to be updated. `values` are canonical texts."""

    number: int
    operation: Literal['insert', 'update']
    sheet: str
    row: str
    values: Mapping[str, str]
    status: str = PENDING


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to a request: the hash of what it asked, and the answer."""

    content: str
    answer: Mapping[str, Any]


class Journal:
    """The accepted rows of one workbook."""

    def __init__(self, workbook: Path, group_id: str) -> None:
        folder = workbook.parent / FOLDER
        folder.mkdir(exist_ok=True)
        self.path = folder / 'journal.db'
        self.engine = _engine(self.path)
        with self.engine.connect() as connection:
            connection.exec_driver_sql('BEGIN IMMEDIATE')
            tables.create_all(connection)
            self.book = _book_id(connection, workbook, group_id)
            connection.commit()

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()

    @contextmanager
    def writing(self) -> Iterator['Writing']:
        """One transaction: no other process writes meanwhile; durable when the block ends, nothing if it raises."""
        with self.engine.connect() as connection:
            connection.exec_driver_sql('BEGIN IMMEDIATE')
            yield Writing(connection, self.book)
            connection.commit()

    def since(self, number: int) -> list[Operation]:
        """The operations after a number, in order."""
        with self.engine.connect() as connection:
            return operations_since(connection, self.book, number)

    def last_number(self) -> int:
        """The number of the newest operation, 0 when there is none."""
        asked = select(func.coalesce(func.max(sync_queue.c.id), 0)).where(sync_queue.c.book == self.book)
        with self.engine.connect() as connection:
            return int(connection.execute(asked).scalar_one())

    def pending(self) -> list[Operation]:
        """The operations that are not yet in the workbook, in order."""
        with self.engine.connect() as connection:
            return _operations(connection, self.book, sync_queue.c.status == PENDING)

    def waits(self, request: str) -> bool:
        """Whether a row of this request is not yet in the workbook."""
        chosen = (sync_queue.c.book == self.book) & (sync_queue.c.status == PENDING) & (sync_queue.c.request == request)
        with self.engine.connect() as connection:
            return connection.execute(select(sync_queue.c.id).where(chosen).limit(1)).first() is not None

    def pending_count(self) -> int:
        """How many rows wait for the workbook."""
        asked = select(func.count()).where(sync_queue.c.book == self.book, sync_queue.c.status == PENDING)
        with self.engine.connect() as connection:
            return int(connection.execute(asked).scalar_one())

    def inserted(self, sheet: str) -> list[Operation]:
        """Every row ever inserted into a sheet, in order."""
        with self.engine.connect() as connection:
            chosen = (sync_queue.c.entity == sheet) & (sync_queue.c.operation == 'insert')
            return _operations(connection, self.book, chosen)

    def signature(self) -> str:
        """How the workbook looked when we last wrote it."""
        with self.engine.connect() as connection:
            return str(connection.execute(select(books.c.signature).where(books.c.id == self.book)).scalar_one())

    def outside(self) -> int:
        """How often the workbook was found changed by someone else: who read it before must read it again."""
        with self.engine.connect() as connection:
            return int(connection.execute(select(books.c.outside).where(books.c.id == self.book)).scalar_one())

    def reconcile(self, there: Sequence[int], missing: Sequence[int], signature: str) -> None:
        """The workbook was changed outside and now looks like this: which operations it has, and which it lost."""
        with self.writing() as writing:
            writing.mark(there, SYNCED)
            writing.mark(missing, PENDING)
            changed = {'signature': signature, 'outside': books.c.outside + 1}
            writing.connection.execute(update(books).where(books.c.id == self.book).values(changed))

    def mark_synced(self, numbers: Sequence[int], signature: str) -> None:
        """These operations are in the workbook, which now looks like this."""
        with self.writing() as writing:
            writing.mark(numbers, SYNCED)
            writing.connection.execute(update(books).where(books.c.id == self.book).values(signature=signature))


@dataclass(slots=True)
class Writing:
    """A transaction of the journal under way."""

    connection: Connection
    book: int

    def since(self, number: int) -> list[Operation]:
        """What other processes added after a number."""
        return operations_since(self.connection, self.book, number)

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
    ) -> Operation:
        """Write an operation down."""
        result = self.connection.execute(
            sync_queue.insert().values(
                book=self.book, operation=operation, entity=sheet, entity_id=row, status=PENDING, request=request,
                payload=json.dumps(dict(values), ensure_ascii=False), time=at.isoformat(),
            )
        )  # fmt: skip
        assert result.inserted_primary_key is not None
        return Operation(int(result.inserted_primary_key[0]), operation, sheet, row, values)

    def set_answer(self, request: str, content: str, answer: Mapping[str, Any]) -> None:
        """Keep the answer to a request for ever."""
        kept = json.dumps(dict(answer), ensure_ascii=False)
        self.connection.execute(requests.insert().values(book=self.book, id=request, content=content, answer=kept))

    def head(self) -> str:
        """The seal of the last row; empty when this journal has not sealed one."""
        return str(self.connection.execute(select(books.c.head).where(books.c.id == self.book)).scalar_one())

    def set_head(self, seal: str) -> None:
        """The seal of the last row is now this."""
        self.connection.execute(update(books).where(books.c.id == self.book).values(head=seal))

    def mark(self, numbers: Sequence[int], status: str) -> None:
        """Set the status of operations."""
        for start in range(0, len(numbers), 500):
            chosen = sync_queue.c.id.in_(numbers[start : start + 500])
            self.connection.execute(update(sync_queue).where(chosen).values(status=status))


def operations_since(connection: Connection, book: int, number: int) -> list[Operation]:
    """The operations of a book after a number, in order."""
    return _operations(connection, book, sync_queue.c.id > number)


def _operations(connection: Connection, book: int, chosen: Any) -> list[Operation]:
    asked = select(sync_queue).where(sync_queue.c.book == book, chosen).order_by(sync_queue.c.id)
    return [
        Operation(row.id, row.operation, row.entity, row.entity_id, json.loads(row.payload), row.status)
        for row in connection.execute(asked)
    ]


def _book_id(connection: Connection, workbook: Path, group_id: str) -> int:
    """The number of this workbook in the journal of its folder.

    A file that was renamed is known by its group, as long as the old name is gone; a copy beside the original is a
    book of its own.
    """
    of_group = connection.execute(select(books.c.id, books.c.file).where(books.c.group_id == group_id)).all()
    for book in of_group:
        if book.file == workbook.name:
            return int(book.id)
    for book in of_group:
        if not (workbook.parent / book.file).exists():
            connection.execute(update(books).where(books.c.id == book.id).values(file=workbook.name))
            return int(book.id)
    made = connection.execute(books.insert().values(file=workbook.name, group_id=group_id))
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


def _engine(path: Path) -> Engine:
    engine = create_engine(f'sqlite:///{path}', connect_args={'timeout': 30, 'check_same_thread': False})

    @event.listens_for(engine, 'connect')
    def _durable(connection: Any, record: object) -> None:
        # Transactions are begun by hand, with the lock from the start, so that what was checked stays true.
        connection.isolation_level = None
        connection.execute('PRAGMA journal_mode=WAL')
        connection.execute('PRAGMA synchronous=FULL')

    return engine
