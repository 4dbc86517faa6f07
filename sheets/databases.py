"""The database of a journal: SQLite beside the workbook, or a PostgreSQL that several servers share.

    database = database_for(folder)        DATABASE_URL=postgresql://... chooses PostgreSQL
    with database.reading() as connection: ...
    with database.changing(book) as connection: ...      alone with the journal of a book; durable at the end
    with database.writer(book, name) as mine: ...        whether the workbook is ours to write meanwhile

Who changes the journal of a book is alone with it from the first question on: what was checked stays true, and the
numbers of operations are in the order in which they became durable. What a process held is free when it dies.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from filelock import FileLock, Timeout
from sqlalchemy import Connection, create_engine, event, func, inspect, make_url, select
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.pool import NullPool

from rules.problems import N_, Problem, Refused, refuse

FOLDER = '.bahi'
ADDRESS = 'DATABASE_URL'
POSTGRESQL = ('postgresql', 'postgres', 'postgresql+psycopg')

PATIENCE_SECONDS = 30
# The first half of PostgreSQL's advisory locks, which tells ours from those of other programs; the second is the book.
MAKING, CHANGING, WRITING = 1113679977, 1113679978, 1113679979

# On the disk of the server before it is acknowledged, whatever that server does by default. A connection whose machine
# fell silent is given up, and with it the locks that it held.
SETTINGS = {
    'synchronous_commit': 'on', 'lock_timeout': f'{PATIENCE_SECONDS}s', 'idle_in_transaction_session_timeout': '120s',
    'tcp_keepalives_idle': '10', 'tcp_keepalives_interval': '5', 'tcp_keepalives_count': '3',
}  # fmt: skip


class Database(Protocol):
    """Where the rows of journals are kept."""

    def exists(self) -> bool:
        """Whether anything was ever kept there; looking makes nothing."""

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection to ask with. Raises Refused where the database does not answer."""

    def changing(self, book: int | None) -> AbstractContextManager[Connection]:
        """A transaction, the only one that changes the journal of this book, or the tables themselves for None.

        It becomes durable when the block ends, and nothing happened if that raises. Raises Refused like `reading`.
        """

    def writer(self, book: int, name: str) -> AbstractContextManager[bool]:
        """Whether no other process writes the workbook of this book as long as the block lasts."""

    def close(self) -> None:
        """Let go of it."""


class Sqlite:
    """A file beside the workbook, for the processes of one machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER
        self.path = self.folder / 'journal.db'
        self.engine = create_engine(
            f'sqlite:///{self.path}', connect_args={'timeout': PATIENCE_SECONDS, 'check_same_thread': False}
        )
        event.listen(self.engine, 'connect', _sqlite_connected)

    def exists(self) -> bool:
        """Whether there is a file."""
        return self.path.exists()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to ask with."""
        with _answering(self.path), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def changing(self, book: int | None) -> Iterator[Connection]:
        """A transaction that has the whole file for itself."""
        self.folder.mkdir(exist_ok=True)
        with _answering(self.path), self.engine.connect() as connection:
            connection.exec_driver_sql('BEGIN IMMEDIATE')
            yield connection
            connection.commit()

    @contextmanager
    def writer(self, book: int, name: str) -> Iterator[bool]:
        """Whether we hold the lock file of the workbook."""
        # A colon stands in the name of a Google spreadsheet, and in no name of a file on Windows.
        lock = FileLock(self.folder / f'{name.replace(":", "-")}.lock')
        try:
            lock.acquire(blocking=False)
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()


class Postgres:
    """A server that keeps the journals of many groups, for several servers of ours."""

    def __init__(self, address: str) -> None:
        url = make_url(address).set(drivername='postgresql+psycopg')
        known = {'connect_timeout': 10, 'application_name': 'Bahi'}
        given = {name: value for name, value in known.items() if name not in url.query}
        # After the server was started anew, old connections are found dead before they are used.
        self.engine = create_engine(url, pool_pre_ping=True, connect_args=given)
        # Who holds a lock of the workbook holds it by a connection of its own.
        self._locks = create_engine(url, poolclass=NullPool, isolation_level='AUTOCOMMIT', connect_args=given)
        for engine in (self.engine, self._locks):
            event.listen(engine, 'connect', _postgres_connected)

    def exists(self) -> bool:
        """Whether the tables of a journal are there."""
        with self.reading() as connection:
            return inspect(connection).has_table('books')

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to ask with."""
        with _answering(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def changing(self, book: int | None) -> Iterator[Connection]:
        """A transaction that has the journal of this book for itself, on all servers."""
        with _answering(), self.engine.connect() as connection:
            lock = (MAKING, 0) if book is None else (CHANGING, book)
            connection.execute(select(func.pg_advisory_xact_lock(*lock)))
            yield connection
            connection.commit()

    @contextmanager
    def writer(self, book: int, name: str) -> Iterator[bool]:
        """Whether we hold the lock of the workbook. The connection is its holder: it ends with us, or with the network.

        Who lost the connection without noticing may still be writing when another one begins; the state of the
        workbook is compared before it is written, and rows are known by their ids.
        """
        with _answering(), self._locks.connect() as connection:
            yield bool(connection.execute(select(func.pg_try_advisory_lock(WRITING, book))).scalar_one())

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()


def database_for(folder: Path, address: str | None = None) -> Database:
    """The database of the journal of a folder: the given address, else that of DATABASE_URL, else a file of its own."""
    address = address or os.environ.get(ADDRESS, '')
    if not address:
        return Sqlite(folder)
    if not is_postgresql(address):
        raise refuse(
            N_('{name} is not the address of a PostgreSQL database.'),
            N_('Write it as postgresql://user:password@host/database, or leave it out.'), name=ADDRESS,
        )  # fmt: skip
    return Postgres(address)


def is_postgresql(address: str) -> bool:
    """Whether this is the address of a PostgreSQL database."""
    return address.partition('://')[0] in POSTGRESQL and '://' in address


def name_of(address: str) -> str:
    """A database as people call it, without the password: host/database."""
    url = make_url(address)
    return f'{url.host or "localhost"}/{url.database or ""}'


def problem_of_damaged(error: DBAPIError, path: Path) -> Problem | None:
    """What to do where the file of a journal is damaged; None where the error is another one.

    Nothing is thrown away here: what is left of the file may still hold rows that waited.
    """
    if getattr(error.orig, 'sqlite_errorcode', 0) & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return None
    return Problem(
        N_('The journal beside the workbook is damaged: {reason}.'),
        N_(
            'Give the file {file} another name and start anew: Bahi makes a new journal from the workbook. '
            'Record again what was still waiting.'
        ),
        {'reason': str(error.orig), 'file': f'{path.parent.name}/{path.name}'},
    )


@contextmanager
def _answering(path: Path | None = None) -> Iterator[None]:
    """A database that does not answer is a refusal with its reason, without the row that was to be written.

    The file of a journal, where it is one, is named when it is damaged.
    """
    try:
        yield
    except (DataError, IntegrityError, ProgrammingError):
        # It answered: what it was asked was our own mistake.
        raise
    except DBAPIError as error:
        if path and (damaged := problem_of_damaged(error, path)):
            raise Refused([damaged]) from error
        if _is_full(error):
            raise refuse(
                N_('There is no room left on the disk of the journal.'),
                N_('Make room on the disk, then try again; what was recorded already is not recorded twice.'),
            ) from error
        raise refuse(
            N_('The journal does not answer: {reason}.'),
            N_('Try again in a minute; what was recorded already is not recorded twice.'),
            reason=str(error.orig).strip().partition('\n')[0][:200].rstrip('.'),
        ) from error  # fmt: skip


def _is_full(error: DBAPIError) -> bool:
    """Whether the disk was full: SQLite says it in words, PostgreSQL with the state 53100."""
    return 'disk is full' in str(error.orig) or getattr(error.orig, 'sqlstate', None) == '53100'


def _sqlite_connected(connection: Any, record: object) -> None:
    # Transactions are begun by hand, with the lock from the start.
    connection.isolation_level = None
    connection.execute('PRAGMA journal_mode=WAL')
    connection.execute('PRAGMA synchronous=FULL')


def _postgres_connected(connection: Any, record: object) -> None:
    for name, value in SETTINGS.items():
        connection.execute(f"SET {name} TO '{value}'")
    connection.commit()
