"""The journal: rows are acknowledged when they are here, durable, before they go into the workbook.

`.bahi/journal.db` in the workbook's folder is shared by the server and the command line (SQLite, many processes).
It is never pruned, and holds every row of the book, also those that were in the workbook before it: what someone's
stale copy of the workbook overwrote is appended again, by id; what someone changed is told by its old value; and a
book can be opened while its workbook is away.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, func, select, update

from sheets.journal_tables import (
    FOLDER,
    OPEN,
    PENDING,
    SYNCED,
    books,
    engine_of,
    notices,
    sync_queue,
    tables,
)
from sheets.journal_writing import (
    Answer,
    LastSeen,
    Notice,
    Operation,
    Writing,
    last_number_of,
    operations_since,
    operations_where,
)

__all__ = ['FOLDER', 'PENDING', 'SYNCED', 'Answer', 'Journal', 'LastSeen', 'Notice', 'Operation', 'Writing', 'group_at']


class Journal:
    """The rows of one book: of the workbook at `place` in a folder."""

    def __init__(self, folder: Path, place: str, group_id: str) -> None:
        self.path = folder / FOLDER / 'journal.db'
        self.path.parent.mkdir(exist_ok=True)
        self.engine = engine_of(self.path)
        with self.engine.connect() as connection:
            connection.exec_driver_sql('BEGIN IMMEDIATE')
            tables.create_all(connection)
            self.book = _book_id(connection, folder, place, group_id)
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
        with self.engine.connect() as connection:
            return last_number_of(connection, self.book)

    def pending(self) -> list[Operation]:
        """The operations that are not yet in the workbook, in order."""
        with self.engine.connect() as connection:
            return operations_where(connection, self.book, sync_queue.c.status == PENDING)

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
            return operations_where(connection, self.book, chosen)

    def rows(self, sheet: str) -> dict[str, dict[str, str]]:
        """The rows of a sheet as they are in force: what was inserted, with what was updated since; by id."""
        with self.engine.connect() as connection:
            found: dict[str, dict[str, str]] = {}
            for operation in operations_where(connection, self.book, sync_queue.c.entity == sheet):
                found.setdefault(operation.row, {}).update(operation.values)
            return found

    def last_seen(self) -> LastSeen:
        """The workbook as it was last read or left."""
        with self.engine.connect() as connection:
            row = connection.execute(select(books).where(books.c.id == self.book)).one()
            return LastSeen(row.signature, row.outside, row.differs, bool(row.mirrored))

    def notices(self) -> list[Notice]:
        """What happened to the workbook and nobody settled yet, the oldest first."""
        asked = select(notices).where(notices.c.book == self.book, notices.c.state == OPEN).order_by(notices.c.id)
        with self.engine.connect() as connection:
            return [
                Notice(row.id, row.kind, row.sheet, row.row, row.time, json.loads(row.detail))
                for row in connection.execute(asked)
            ]

    def signature(self) -> str:
        """How the workbook looked when it was last read or left."""
        with self.engine.connect() as connection:
            return str(connection.execute(select(books.c.signature).where(books.c.id == self.book)).scalar_one())

    def outside(self) -> int:
        """How often the workbook was found changed by someone else: who read it before must read it again."""
        with self.engine.connect() as connection:
            return int(connection.execute(select(books.c.outside).where(books.c.id == self.book)).scalar_one())

    def mark_synced(self, numbers: Sequence[int], signature: str, differs: int) -> None:
        """These operations are in the workbook, which now looks like this."""
        with self.writing() as writing:
            writing.mark(numbers, SYNCED)
            changed = {'signature': signature, 'differs': differs}
            writing.connection.execute(update(books).where(books.c.id == self.book).values(changed))


def group_at(folder: Path, place: str) -> str | None:
    """The group whose workbook is known to lie at this place of a folder; None when the journal knows none."""
    path = folder / FOLDER / 'journal.db'
    if not path.exists():
        return None
    engine = engine_of(path)
    try:
        with engine.connect() as connection:
            tables.create_all(connection)
            asked = select(books.c.group_id).where(books.c.place == place, books.c.mirrored == 1)
            return connection.execute(asked.order_by(books.c.id.desc())).scalars().first()
    finally:
        engine.dispose()


def _book_id(connection: Connection, folder: Path, place: str, group_id: str) -> int:
    """The number of this workbook in the journal of its folder.

    A file that was renamed is known by its group, as long as the old name is gone; a copy beside the original is a
    book of its own.
    """
    of_group = connection.execute(select(books.c.id, books.c.place).where(books.c.group_id == group_id)).all()
    for book in of_group:
        if book.place == place:
            return int(book.id)
    for book in of_group:
        if ':' not in book.place and ':' not in place and not (folder / book.place).exists():
            connection.execute(update(books).where(books.c.id == book.id).values(place=place))
            return int(book.id)
    made = connection.execute(books.insert().values(place=place, group_id=group_id))
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])
