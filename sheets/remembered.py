"""What the journal beside a workbook remembers of its sealed rows, read without leaving a trace: for proving a file.

    known = remembered(Path('group.xlsx'), 'G1')
    known.seals['Entries', 'e7']                 the seal that Bahi gave the row
    known.rows([('Entries', 'e7')])              what Bahi wrote there, as texts by field
    known.of_this_file                           whether the journal is that of this very file, not only of the group
    known.waiting                                rows that the workbook is still to get, or to get anew
    known.operations(['Members'])                all that was done to the rows of some sheets

The journal belongs to whoever has it open; here it is only looked at, and no file is made beside it. Of a row that is
as its seal says, the seal is all that need be compared.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from rules.problems import Refused
from sheets.databases import problem_of_damaged
from sheets.journal import FOLDER, SYNCED, Operation

BOOKS = text('SELECT * FROM books WHERE group_id = :group ORDER BY id')
SEALS = text(
    "SELECT entity, entity_id, json_extract(payload, '$.seal'), status <> :synced "
    'FROM sync_queue WHERE book = :book ORDER BY id'
)
OPERATIONS = text(
    'SELECT id, operation, entity, entity_id, payload, status FROM sync_queue WHERE book = :book ORDER BY id'
)
ROWS = text('SELECT entity, entity_id, payload FROM sync_queue WHERE book = :book ORDER BY id')

Key = tuple[str, str]
"""The name of a sheet and the id of a row."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """The rows of a book as its journal has them in force; `mirrored` says that it has all of them."""

    address: str
    book: int
    seals: Mapping[Key, str]
    waiting: frozenset[Key]
    of_this_file: bool
    mirrored: bool

    def rows(self, keys: Iterable[Key]) -> dict[Key, dict[str, str]]:
        """What these rows hold, as canonical texts by field."""
        wanted = {*keys}
        found: dict[Key, dict[str, str]] = {}
        if wanted:
            with _engine(self.address).connect() as connection:
                for entity, row, payload in connection.execute(ROWS, {'book': self.book}):
                    if (entity, row) in wanted:
                        found.setdefault((entity, row), {}).update(json.loads(payload))
        return found

    def operations(self, sheets: Collection[str]) -> list[Operation]:
        """All that was ever done to the rows of these sheets, in order."""
        with _engine(self.address).connect() as connection:
            return [
                Operation(row.id, row.operation, row.entity, row.entity_id, json.loads(row.payload), row.status)
                for row in connection.execute(OPERATIONS, {'book': self.book})
                if row.entity in sheets
            ]


def remembered(workbook: Path, group_id: str, journal: Path | None = None) -> Remembered | None:
    """What the journal beside a workbook, or another one, knows of a group. None where there is no such journal.

    Raises Refused where its file is damaged.
    """
    path = journal or workbook.resolve().parent / FOLDER / 'journal.db'
    if not path.is_file():
        return None
    # Where nobody has the journal open, looking at it must not make the files of a shared one beside it.
    shared = path.with_name(f'{path.name}-wal').exists()
    address = f'{path.resolve().as_uri()}?{"mode=ro" if shared else "immutable=1"}'
    try:
        with _engine(address).connect() as connection:
            return _read(connection, address, workbook.name, group_id)
    except DatabaseError as error:
        if damaged := problem_of_damaged(error, path):
            raise Refused([damaged]) from error
        return None


def _read(connection: Connection, address: str, name: str, group_id: str) -> Remembered | None:
    books = [dict(row._mapping) for row in connection.execute(BOOKS, {'group': group_id})]
    # The first version called the place of a workbook its file.
    own = [book for book in books if book.get('place', book.get('file')) == name]
    if not books:
        return None
    chosen = (own or books)[-1]
    book = int(chosen['id'])
    rows = connection.execute(SEALS, {'book': book, 'synced': SYNCED}).all()
    seals = {(entity, row): seal for entity, row, seal, _waits in rows if seal}
    waiting = frozenset((entity, row) for entity, row, _seal, waits in rows if waits)
    return Remembered(address, book, seals, waiting, bool(own), bool(chosen.get('mirrored')))


def _engine(address: str) -> Engine:
    return create_engine('sqlite://', creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool)
