"""Keep the central store up to date: the tables of `sheets/central_tables.py`, filled from a book that is kept in
PostgreSQL.

    changed = publish(book)        how many rows came, changed or went; 0 for a book with a journal of its own

They are made of the book, which alone counts, and can be made anew from it at any time. A contribution that was taken
back goes from the table; in the book both rows stay.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from sheets.book import Book
from sheets.central_tables import groups, published, tables, users
from sheets.shapes import Shape, shapes

Row = dict[str, Any]
READ: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(('amount', 'balance', 'interest_rate'), Decimal),
    **dict.fromkeys(('created_date', 'date', 'date_issued', 'due_date'), date.fromisoformat),
}


def publish(book: Book) -> int:
    """Bring the tables to what the book holds; gives how many rows were changed. Raises Refused where it is away."""
    if not book.journal.shared:
        return 0
    with book.lock:
        # Asked first: the book holds at least this much then.
        number = book.journal.last_number()
        book.refresh()
        wanted = _wanted(book)
    with book.journal.database.changing(None) as connection:
        tables.create_all(connection)
        group_id = book.bylaws.group_id
        before = connection.execute(select(published.c.number).where(published.c.group_id == group_id)).scalar()
        if before is not None and before > number:
            # Another server has published what this one does not know yet.
            return 0
        changed = sum(_bring(connection, tables.tables[name], group_id, rows) for name, rows in wanted.items())
        noted = insert_or(published).values(group_id=group_id, number=number)
        connection.execute(noted.on_conflict_do_update(index_elements=['group_id'], set_={'number': number}))
        return changed


def _wanted(book: Book) -> dict[str, list[Row]]:
    """The rows of each table, those first to which others refer."""
    taken_back = book.reversed_ids()
    rows = [
        *(('Members', member) for member in book.members),
        *(('Loans', loan) for loan in book.loans),
        *(('Entries', entry) for entry in book.frame()['id'].tolist() if entry not in taken_back),
    ]
    made = shapes(book, rows)
    return {
        'groups': [_row(shape) for shape in made['groups']],
        'users': list(_users(made['users'])),
        # What has no member, by whatever mistake, has no place here; the book tells of it.
        **{
            name: [_row(shape) for shape in made[name] if shape['user_id'] in book.members]
            for name in ('contributions', 'loans', 'payouts')
        },
    }


def _users(made: Iterable[Shape]) -> Iterable[Row]:
    """Members; where two have one number until somebody settles it, the second is known by her id besides."""
    taken: set[str] = set()
    for shape in made:
        name = shape['username'] if shape['username'] not in taken else f'{shape["username"]} {shape["id"]}'
        taken.add(name)
        yield {**_row(shape), 'username': name, 'password': None}


def _row(shape: Shape) -> Row:
    """A shape with the values that the database compares."""
    return {name: READ[name](text) if name in READ else text for name, text in shape.items()}


def _bring(connection: Connection, table: Table, group_id: str, rows: list[Row]) -> int:
    """Make the rows of a group in a table what they should be; gives how many had to be changed."""
    fields = [column for column in table.columns if column.name != 'seq']
    own = table.c.id if table is groups else table.c.group_id
    there: Mapping[str, Row] = {
        row.id: dict(row._mapping) for row in connection.execute(select(*fields).where(own == group_id))
    }
    wanted = {row['id']: row for row in rows}
    new = [row for key, row in wanted.items() if key not in there]
    changed = [row for key, row in wanted.items() if key in there and _differ(table, row, there[key])]
    gone = [key for key in there if key not in wanted]
    if new:
        connection.execute(insert(table), new)
    for row in changed:
        values = {name: value for name, value in row.items() if name not in ('id', 'group_id', 'password')}
        connection.execute(update(table).where(own == group_id, table.c.id == row['id']).values(values))
    for start in range(0, len(gone), 500):
        connection.execute(delete(table).where(own == group_id, table.c.id.in_(gone[start : start + 500])))
    return len(new) + len(changed) + len(gone)


def _differ(table: Table, row: Row, there: Row) -> bool:
    """Whether a row must be written; a password that another system keeps is left to it."""
    return any(there[name] != value for name, value in row.items() if not (table is users and name == 'password'))
