"""The tables of the journal, in SQLite and PostgreSQL alike.

books       the workbooks of the folder: place, group, the signature as last read or left, the head of the chain
sync_queue  every row in order: operation insert or update, the sheet, the row, its values, its status
requests    every answered request with its answer, so that a repeat gets the first answer
notices     what happened to the workbook and waits for someone to see it, such as a row that was removed
sync_log    what came from another copy of the book, or went there
"""

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    inspect,
    text,
)
from sqlalchemy.sql.schema import ScalarElementColumnDefault

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
    Index('by_number', 'book', 'id'),
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


def make_tables(connection: Connection) -> None:
    """Make what is not there yet, and bring a journal of an older version to the present form; its rows stay."""
    found = inspect(connection)
    known = {name: {column['name'] for column in found.get_columns(name)} for name in found.get_table_names()}
    if 'file' in known.get('books', ()):
        # The first version knew workbooks by their file alone.
        connection.execute(text('ALTER TABLE books RENAME COLUMN file TO place'))
        known['books'] = known['books'] - {'file'} | {'place'}
    for table in tables.sorted_tables:
        for column in table.columns:
            if table.name in known and column.name not in known[table.name]:
                assert isinstance(column.default, ScalarElementColumnDefault), f'{column} came later without a value'
                of_type = column.type.compile(connection.dialect)
                added = f'{column.name} {of_type} NOT NULL DEFAULT {column.default.arg!r}'
                connection.execute(text(f'ALTER TABLE {table.name} ADD COLUMN {added}'))
    tables.create_all(connection)
    for index in sync_queue.indexes:
        index.create(connection, checkfirst=True)
