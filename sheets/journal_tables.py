"""The tables of the journal, and the way to its database.

books       the workbooks of the folder: place, group, the signature as last read or left, the head of the chain
sync_queue  every row in order: operation insert or update, the sheet, the row, its values, its status
requests    every answered request with its answer, so that a repeat gets the first answer
notices     what happened to the workbook and waits for someone to see it, such as a row that was removed
sync_log    what came from another copy of the book, or went there
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, Table, Text, create_engine, event
from sqlalchemy.engine import Engine

FOLDER = '.bahi'
PENDING, SYNCED = 'pending', 'synced'
OPEN, SETTLED = 'open', 'settled'

tables = MetaData()
books = Table(
    'books', tables,
    Column('id', Integer, primary_key=True),
    Column('place', Text, nullable=False),
    Column('group_id', Text, nullable=False),
    Column('signature', Text, nullable=False, default=''),
    Column('head', Text, nullable=False, default=''),
    Column('outside', Integer, nullable=False, default=0),
    Column('differs', Integer, nullable=False, default=0),
    Column('mirrored', Integer, nullable=False, default=0),
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
    Column('typed', Text, nullable=False, default=''),
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
notices = Table(
    'notices', tables,
    Column('id', Integer, primary_key=True, autoincrement=True),
    Column('book', ForeignKey('books.id'), nullable=False),
    Column('kind', Text, nullable=False),
    Column('sheet', Text, nullable=False),
    Column('row', Text, nullable=False),
    Column('time', Text, nullable=False),
    Column('detail', Text, nullable=False),
    Column('state', Text, nullable=False),
)  # fmt: skip
sync_log = Table(
    'sync_log', tables,
    Column('id', Integer, primary_key=True, autoincrement=True),
    Column('book', ForeignKey('books.id'), nullable=False),
    Column('operation', Text, nullable=False),
    Column('entity', Text, nullable=False),
    Column('entity_id', Text, nullable=False),
    Column('timestamp', Text, nullable=False),
    Column('other', Text, nullable=False),
)  # fmt: skip


def engine_of(path: Path) -> Engine:
    """The database of a journal, every transaction of which is on the disk when it ends."""
    engine = create_engine(f'sqlite:///{path}', connect_args={'timeout': 30, 'check_same_thread': False})

    @event.listens_for(engine, 'connect')
    def _durable(connection: Any, record: object) -> None:
        # Transactions are begun by hand, with the lock from the start, so that what was checked stays true.
        connection.isolation_level = None
        connection.execute('PRAGMA journal_mode=WAL')
        connection.execute('PRAGMA synchronous=FULL')

    return engine
