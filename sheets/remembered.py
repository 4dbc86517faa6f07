"""What the journal beside a workbook remembers of its rows, read without leaving a trace: for proving a file.

    known = remembered(Path('group.xlsx'), 'G1')
    known.rows['Entries', 'e7']['amount']        what Bahi wrote there, '200.00'
    known.of_this_file                           whether the journal is that of this very file, not only of the group
    known.waiting                                rows that are not in the workbook yet

The journal belongs to whoever has it open; here it is only looked at, and no file is made beside it.
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from sheets.journal import FOLDER, SYNCED

Key = tuple[str, str]
"""The name of a sheet and the id of a row."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """The rows of a book as its journal has them in force, as canonical texts by field."""

    rows: Mapping[Key, Mapping[str, str]]
    waiting: frozenset[Key]
    of_this_file: bool


def remembered(workbook: Path, group_id: str, journal: Path | None = None) -> Remembered | None:
    """What the journal beside a workbook, or another one, knows of a group. None where there is no such journal."""
    path = journal or workbook.resolve().parent / FOLDER / 'journal.db'
    if not path.is_file():
        return None
    # Where nobody has the journal open, looking at it must not make the files of a shared one beside it.
    shared = path.with_name(f'{path.name}-wal').exists()
    address = f'{path.resolve().as_uri()}?{"mode=ro" if shared else "immutable=1"}'
    engine = create_engine('sqlite://', creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            return _read(connection, workbook.name, group_id)
    except DatabaseError:
        return None


def _read(connection: Connection, name: str, group_id: str) -> Remembered | None:
    asked = text('SELECT * FROM books WHERE group_id = :group ORDER BY id')
    books = [dict(row._mapping) for row in connection.execute(asked, {'group': group_id})]
    # The first version called the place of a workbook its file.
    own = [book for book in books if book.get('place', book.get('file')) == name]
    if not books:
        return None
    asked = text('SELECT operation, entity, entity_id, payload, status FROM sync_queue WHERE book = :book ORDER BY id')
    rows: dict[Key, dict[str, str]] = {}
    waiting: set[Key] = set()
    for row in connection.execute(asked, {'book': (own or books)[-1]['id']}):
        key = row.entity, row.entity_id
        if row.operation == 'insert' and row.status != SYNCED:
            waiting.add(key)
        rows.setdefault(key, {}).update(json.loads(row.payload))
    return Remembered(rows, frozenset(waiting), bool(own))
