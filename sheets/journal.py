"""The journal: rows are acknowledged when they are here, durable, before they go into the workbook.

`.bahi/journal.db` in the workbook's folder is shared by the server and the command line (SQLite, many processes); a
PostgreSQL at DATABASE_URL is shared by several servers, see `sheets/databases.py`. It is never pruned, and holds every
row of the book, also those that were in the workbook before it: what someone's stale copy of the workbook overwrote is
appended again, by id; what someone changed is told by its old value; and a book can be opened while its workbook is
away.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Column, ColumnElement, Connection, func, select, true, update

from rules.problems import N_, refuse
from sheets.databases import ADDRESS, FOLDER, Database, Postgres, database_for
from sheets.journal_tables import OPEN, PENDING, SYNCED, books, make_tables, notices, sync_queue
from sheets.journal_writing import (
    Answer,
    LastSeen,
    Notice,
    Operation,
    Writing,
    last_number_of,
    last_seen_of,
    operations_since,
    operations_where,
)
from sheets.known_places import known_places, note_place

__all__ = [
    'FOLDER', 'PENDING', 'SYNCED', 'Answer', 'Journal', 'LastSeen', 'Notice', 'Operation', 'Writing', 'carry',
    'group_at',
]  # fmt: skip


class Journal:
    """The rows of one book: of the workbook at `place` in a folder.

    A guest takes the book of the group as it is there, wherever its workbook lies.
    """

    def __init__(
        self, folder: Path, place: str, group_id: str, address: str | None = None, guest: bool = False
    ) -> None:
        self.database = database_for(folder, address)
        with self.database.changing(None) as connection:
            make_tables(connection)
            known = select(books.c.place).where(books.c.group_id == group_id).order_by(books.c.id)
            self.place = (connection.execute(known).scalars().first() if guest else None) or place
            self.book = _book_id(connection, self.database, folder, self.place, group_id)
        if self.shared and address is None:
            note_place(folder, self.place, group_id)

    @property
    def shared(self) -> bool:
        """Whether several servers record into it, and not only the processes of one machine."""
        return isinstance(self.database, Postgres)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    @contextmanager
    def writing(self) -> Iterator['Writing']:
        """One transaction: no other process writes meanwhile; durable when the block ends, nothing if it raises."""
        with self.database.changing(self.book) as connection:
            yield Writing(connection, self.book)

    @contextmanager
    def writer(self) -> Iterator[bool]:
        """Whether nobody else brings rows into the workbook as long as the block lasts; nobody does after a move."""
        with self.database.writer(self.book, self.place) as alone:
            yield alone and not self.moved()

    def moved(self) -> bool:
        """Whether the book is in a spreadsheet now and was in a file, or the other way round."""
        if self.shared:
            # Each of the servers knows the workbook by a place of its own.
            return False
        with self.database.reading() as connection:
            place = str(connection.execute(select(books.c.place).where(books.c.id == self.book)).scalar_one())
        return place != self.place and ':' in place + self.place

    def since(self, number: int) -> list[Operation]:
        """The operations after a number, in order."""
        with self.database.reading() as connection:
            return operations_since(connection, self.book, number)

    def last_number(self) -> int:
        """The number of the newest operation, 0 when there is none."""
        with self.database.reading() as connection:
            return last_number_of(connection, self.book)

    def pending(self) -> list[Operation]:
        """The operations that are not yet in the workbook, in order."""
        with self.database.reading() as connection:
            return operations_where(connection, self.book, sync_queue.c.status == PENDING)

    def waits(self, request: str) -> bool:
        """Whether a row of this request is not yet in the workbook."""
        chosen = (sync_queue.c.book == self.book) & (sync_queue.c.status == PENDING) & (sync_queue.c.request == request)
        with self.database.reading() as connection:
            return connection.execute(select(sync_queue.c.id).where(chosen).limit(1)).first() is not None

    def pending_count(self) -> int:
        """How many rows wait for the workbook."""
        asked = select(func.count()).where(sync_queue.c.book == self.book, sync_queue.c.status == PENDING)
        with self.database.reading() as connection:
            return int(connection.execute(asked).scalar_one())

    def inserted(self, sheet: str) -> list[Operation]:
        """Every row ever inserted into a sheet, in order."""
        with self.database.reading() as connection:
            chosen = (sync_queue.c.entity == sheet) & (sync_queue.c.operation == 'insert')
            return operations_where(connection, self.book, chosen)

    def rows(self, sheet: str) -> dict[str, dict[str, str]]:
        """The rows of a sheet as they are in force: what was inserted, with what was updated since; by id."""
        with self.database.reading() as connection:
            found: dict[str, dict[str, str]] = {}
            for operation in operations_where(connection, self.book, sync_queue.c.entity == sheet):
                found.setdefault(operation.row, {}).update(operation.values)
            return found

    def last_seen(self) -> LastSeen:
        """The workbook as it was last read or left."""
        with self.database.reading() as connection:
            return last_seen_of(connection, self.book)

    def notices(self) -> list[Notice]:
        """What happened to the workbook and nobody settled yet, the oldest first."""
        asked = select(notices).where(notices.c.book == self.book, notices.c.state == OPEN).order_by(notices.c.id)
        with self.database.reading() as connection:
            return [
                Notice(row.id, row.kind, row.sheet, row.row, row.time, json.loads(row.detail))
                for row in connection.execute(asked)
            ]

    def signature(self) -> str:
        """How the workbook looked when it was last read or left."""
        with self.database.reading() as connection:
            return str(connection.execute(select(books.c.signature).where(books.c.id == self.book)).scalar_one())

    def outside(self) -> int:
        """How often the workbook was found changed by someone else: who read it before must read it again."""
        with self.database.reading() as connection:
            return int(connection.execute(select(books.c.outside).where(books.c.id == self.book)).scalar_one())

    def mark_synced(self, numbers: Sequence[int], signature: str, differs: int) -> None:
        """These operations are in the workbook, which now looks like this."""
        with self.writing() as writing:
            writing.mark(numbers, SYNCED)
            changed = {'signature': signature, 'differs': differs}
            writing.connection.execute(update(books).where(books.c.id == self.book).values(changed))


def group_at(folder: Path, place: str, address: str | None = None) -> str | None:
    """The group whose workbook is known to lie at this place of a folder; None when the journal knows none.

    What is kept at an address of its own is always there and tells by its rows which group it is.
    """
    if address is not None:
        return None
    database = database_for(folder)
    try:
        at_place = books.c.place == place
        if isinstance(database, Postgres):
            # It keeps the journals of many folders, and in each of them a workbook may have this name.
            at_place &= books.c.group_id == known_places(folder).get(place)
        return next(iter(_mirrored(database, books.c.group_id, at_place)), None)
    finally:
        database.close()


def carry(folder: Path, former: str, place: str) -> None:
    """The book whose workbook lay at one place of a folder lies at another now: all that the journal knows goes along.

    Its rows, what waits, the answers that were given and the notices. What was known of another book at the new place
    stays in the journal, under no place.
    """
    database = database_for(folder)
    try:
        if not database.exists():
            return
        with database.changing(None) as connection:
            chosen = books.c.place == former
            if isinstance(database, Postgres):
                chosen &= books.c.group_id == known_places(folder).get(former)
            book = connection.execute(select(books.c.id, books.c.group_id).where(chosen)).first()
            if book is None:
                return
            there = (books.c.place == place) & (books.c.group_id == book.group_id)
            connection.execute(update(books).where(there).values(place=f'{place} before {book.id}'))
            connection.execute(update(books).where(books.c.id == book.id).values(place=place))
        if isinstance(database, Postgres):
            note_place(folder, place, book.group_id)
    finally:
        database.close()


def give_up_place(folder: Path, place: str) -> None:
    """A new book begins at this place: whose workbook lay there before is known no longer by its name, but kept."""
    group_id = group_at(folder, place)
    if group_id is None:
        return
    journal = Journal(folder, place, group_id)
    try:
        with journal.writing() as writing:
            writing.give_up_place(place)
    finally:
        journal.close()


def places_known(folder: Path) -> list[str]:
    """Where the workbooks lie, or lay, whose rows are kept in the journal of a folder; the newest first."""
    database = database_for(folder)
    try:
        if isinstance(database, Postgres):
            return list(reversed(known_places(folder)))
        return _mirrored(database, books.c.place, true())
    finally:
        database.close()


def _mirrored(database: Database, asked: Column[str], chosen: ColumnElement[bool]) -> list[str]:
    """What a journal knows of the books of which it holds all rows, the newest first."""
    if not database.exists():
        return []
    with database.changing(None) as connection:
        make_tables(connection)
    with database.reading() as connection:
        found = select(asked).where(chosen, books.c.mirrored == 1).order_by(books.c.id.desc())
        return [str(each) for each in connection.execute(found).scalars()]


def _book_id(connection: Connection, database: Database, folder: Path, place: str, group_id: str) -> int:
    """The number of this workbook in the journal.

    A file that was renamed is known by its group, as long as the old name is gone; a copy beside the original is a
    book of its own. Of a group that several servers share there is one book, wherever each of them sees its workbook.
    """
    of_group = connection.execute(select(books.c.id, books.c.place).where(books.c.group_id == group_id)).all()
    for book in of_group:
        if book.place == place:
            return int(book.id)
    for book in of_group:
        files = ':' not in book.place and ':' not in place
        gone = files and not (folder / book.place).exists()
        if isinstance(database, Postgres) and files and not gone:
            raise refuse(
                N_('{file} is a copy of {other}, whose journal is shared by several servers.'),
                N_('Open {other}, or move the copy to another folder and start Bahi there without {name}.'),
                file=place, other=book.place, name=ADDRESS,
            )  # fmt: skip
        if gone or isinstance(database, Postgres):
            connection.execute(update(books).where(books.c.id == book.id).values(place=place))
            return int(book.id)
    made = connection.execute(books.insert().values(place=place, group_id=group_id))
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])
