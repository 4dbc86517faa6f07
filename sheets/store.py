"""A book that is kept in PostgreSQL alone, as the place where copies of it meet: it has no workbook of its own.

    store = open_store('postgresql://...', book)      the same group's book there; begun where there is none

What stands in its place is what the journal there holds, shown as sheets, so that everything that is done with the
workbook of a book is done with the store as well. Where a server of ours keeps this very book with a workbook, rows
that come here wait until that server has written them into it.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rules.bylaws import BYLAWS
from sheets import columns
from sheets.book import Book
from sheets.cells import Cell
from sheets.databases import name_of
from sheets.journal import SYNCED, Journal
from sheets.ooxml.signature import Signature
from sheets.workbooks import Seen
from sheets.xlsx import Change

CENTRAL = 'central:'
NOWHERE = Path('.')


class Store:
    """The book of a group in a database, in place of a workbook."""

    remote = True
    folder = NOWHERE

    def __init__(self, address: str, group_id: str) -> None:
        self.address = address
        self.journal = Journal(NOWHERE, f'{CENTRAL}{group_id}', group_id, address, guest=True)
        self.place = self.journal.place
        self.name = name_of(address)

    def still(self, state: Signature) -> bool:
        """Whether nothing came since."""
        return state.same_as(self._state())

    def read(self) -> Seen:
        """What the journal holds. Raises Refused where the database does not answer."""
        state = self._state()
        return Seen(state, lambda: _Shown(self.journal))

    def held_by(self) -> str | None:
        """The workbook into which a server of ours writes what comes here; None for a store that has none."""
        return None if self.place.startswith(CENTRAL) else self.place

    def write(self, seen: Seen, rows: Sequence[Change], views: Sequence[Change]) -> Signature:
        """Nothing more to do: what is in the journal is in the store."""
        return self._state()

    def _state(self) -> Signature:
        return Signature(0, 0, 0, 0, str(self.journal.last_number()))


class _Shown:
    """The rows of a journal as the sheets of a workbook."""

    names = tuple(sheet.name for sheet in columns.SHEETS)

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def cells(self, name: str) -> Sequence[Sequence[Cell]]:
        """A heading, and the rows in force."""
        sheet, rows = columns.BY_NAME[name], self._journal.rows(name)
        shown = ({**values, sheet.key: key} for key, values in rows.items())
        return [
            [column.header for column in sheet.columns],
            *([values.get(column.field) for column in sheet.columns] for values in shown),
        ]

    def is_export(self) -> bool:
        """No export is kept here."""
        return False


def open_store(address: str, like: Book) -> Book:
    """The book of the same group in a database. Raises Refused where that does not answer."""
    store = Store(address, like.bylaws.group_id)
    with store.journal.writing() as writing:
        if not writing.last_number():
            # What a book cannot be without; the rest comes when the copies are joined.
            writing.take_in(_bylaws(like), datetime.now(UTC), SYNCED, '')
    return Book(store)


def _bylaws(book: Book) -> Iterable[tuple[str, str, dict[str, str]]]:
    currency = book.bylaws.currency
    for bylaw in BYLAWS:
        yield 'Bylaws', bylaw.field, {'value': bylaw.written(getattr(book.bylaws, bylaw.field), currency)}
