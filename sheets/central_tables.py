"""The central store as other systems find it in PostgreSQL, beside the journal of which it is made.

groups         id, name, description, created_date, balance
users          id, username, password, role, group_id
contributions  id, user_id, group_id, amount, date, status
loans          id, user_id, group_id, amount, interest_rate, date_issued, due_date, status
payouts        id, group_id, user_id, amount, date, status

The ids are those of the book; a book makes them, so they are told apart by group. `seq` is the number that the server
gives. No password ever comes here: who signs in where is known there, and every further copy of a hash is one more to
be stolen; should another system keep its own here, it must be a hash.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

tables = MetaData()

MONEY, RATE = Numeric(20, 2), Numeric(12, 6)


def _seq() -> Column[int]:
    return Column('seq', BigInteger, Identity(), nullable=False, unique=True)


def _group() -> Column[str]:
    return Column('group_id', Text, ForeignKey('groups.id'), nullable=False)


def _of_a_user(name: str) -> list[PrimaryKeyConstraint | ForeignKeyConstraint]:
    """A row with an id in its group, of a member of the same group."""
    return [
        PrimaryKeyConstraint('group_id', 'id'),
        ForeignKeyConstraint(['group_id', 'user_id'], ['users.group_id', 'users.id'], name=f'{name}_user'),
    ]


groups = Table(
    'groups', tables,
    Column('id', Text, primary_key=True),
    Column('name', Text, nullable=False),
    Column('description', Text, nullable=False),
    Column('created_date', Date, nullable=False),
    Column('balance', MONEY, nullable=False),
    _seq(),
)  # fmt: skip
users = Table(
    'users', tables,
    Column('id', Text, nullable=False),
    Column('username', Text, nullable=False),
    Column('password', Text, CheckConstraint("password LIKE '$%'", name='hashed'), nullable=True),
    Column('role', Text, CheckConstraint("role IN ('admin', 'member')", name='known_role'), nullable=False),
    _group(),
    _seq(),
    PrimaryKeyConstraint('group_id', 'id'),
    # Looked at when all is written, so that two members may exchange their numbers.
    UniqueConstraint('group_id', 'username', name='one_username', deferrable=True, initially='DEFERRED'),
)  # fmt: skip
contributions, payouts = (
    Table(
        name, tables,
        Column('id', Text, nullable=False),
        Column('user_id', Text, nullable=False),
        _group(),
        Column('amount', MONEY, nullable=False),
        Column('date', Date, nullable=False),
        Column('status', Text, nullable=False),
        _seq(),
        *_of_a_user(name),
        CheckConstraint("status IN ('pending', 'synced')", name=f'{name}_status'),
    )
    for name in ('contributions', 'payouts')
)  # fmt: skip
loans = Table(
    'loans', tables,
    Column('id', Text, nullable=False),
    Column('user_id', Text, nullable=False),
    _group(),
    Column('amount', MONEY, nullable=False),
    Column('interest_rate', RATE, nullable=False),
    Column('date_issued', Date, nullable=False),
    Column('due_date', Date, nullable=False),
    Column('status', Text, CheckConstraint("status IN ('active', 'repaid')", name='loans_status'), nullable=False),
    _seq(),
    *_of_a_user('loans'),
)  # fmt: skip
published = Table(
    'published', tables,
    Column('group_id', Text, ForeignKey('groups.id'), primary_key=True),
    Column('number', BigInteger, nullable=False),
)  # fmt: skip
