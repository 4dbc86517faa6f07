"""The store of the people who may enter: its tables in SQLite, and what happened at the door.

    accounts      officers and members; of passwords and PINs only hashes, see `sheets/passwords.py`
    sessions      who is signed in; of the tokens in the cookies only hashes
    attempts      wrong tries, see `sheets/attempts.py`
    codes         one-time codes
    events        who came and went

It is `.bahi/sign_ins.db` beside the workbook, and nothing of it is ever in the workbook itself.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Engine,
    Float,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    create_engine,
    event,
    insert,
)


@dataclass(frozen=True, slots=True)
class User:
    """Who is signed in. `member` is the id of the member whose passbook a member may see."""

    account: str
    name: str
    role: str
    language: str
    member: str = ''


tables = MetaData()
accounts = Table(
    'accounts', tables,
    Column('id', String, primary_key=True),
    Column('name', String, nullable=False),
    Column('user_name', String, unique=True),
    Column('mobile', String, index=True),
    Column('role', String, nullable=False),
    Column('member', String, unique=True),
    Column('secret_hash', String),
    Column('language', String, nullable=False),
    Column('active', Boolean, nullable=False),
    Column('created_at', Float, nullable=False),
)  # fmt: skip
sessions = Table(
    'sessions', tables,
    Column('token_hash', String, primary_key=True),
    Column('account', String, nullable=False, index=True),
    Column('created_at', Float, nullable=False),
    Column('seen_at', Float, nullable=False),
    Column('ended_at', Float),
)  # fmt: skip
attempts = Table(
    'attempts', tables,
    Column('who', String, primary_key=True),
    Column('wrong', Integer, nullable=False),
    Column('last_at', Float, nullable=False),
    Column('closed_until', Float, nullable=False),
)  # fmt: skip
codes = Table('codes', tables, Column('purpose', String, primary_key=True), Column('code_hash', String, nullable=False))
events = Table(
    'events', tables,
    Column('number', Integer, primary_key=True),
    Column('at', Float, nullable=False),
    Column('what', String, nullable=False),
    Column('account', String, nullable=False),
    Column('address', String, nullable=False),
)  # fmt: skip


def open_sign_ins(workbook: Path) -> Engine:
    """The store beside this workbook, made at need."""
    folder = workbook.parent / '.bahi'
    folder.mkdir(parents=True, exist_ok=True)
    store = create_engine(f'sqlite:///{folder / "sign_ins.db"}')
    event.listen(store, 'connect', _set_up_connection)
    tables.create_all(store)
    return store


def note_event(store: Engine, what: str, now: datetime, account: str = '', address: str = '') -> None:
    """Keep what happened at the door. What was typed is not kept: people type passwords into the wrong field."""
    row = {'at': now.timestamp(), 'what': what, 'account': account, 'address': address}
    with store.begin() as connection:
        connection.execute(insert(events).values(row))


def user_from(row: Row[Any]) -> User:
    """The person of a row of accounts."""
    return User(row.id, row.name, row.role, row.language, row.member or '')


def _set_up_connection(connection: Any, _: object) -> None:
    """The store is shared by threads, and by the command line; what was answered stays after a power cut."""
    for setting in ('journal_mode=WAL', 'synchronous=FULL', 'busy_timeout=5000', 'foreign_keys=ON'):
        connection.execute(f'PRAGMA {setting}')
