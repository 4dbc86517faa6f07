"""One group, its workbook and journal, and the model of what it must hold: a list of what was acknowledged.

Everything but the model is the real thing. `tests/world.py` tells what can happen to it.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from actions.adoption import adopt_good
from actions.hand_edits import take_over_registers
from actions.record import record
from actions.who import Who
from reports.views import view_changes
from rules.problems import Refused
from rules.transactions import Transaction
from sheets import reading
from sheets.book import Book, open_book
from sheets.columns import ENTRIES
from sheets.comparing import TypedRow
from sheets.reading import Table
from sheets.writer import Outcome, Writer
from tests.groups import Group

PRESIDENT = Who('Savitri')
FIRST_DAY, LAST_DAY = date(2025, 1, 2), date(2026, 1, 1)
MEMBERS = ('M2025-001', 'M2025-002')
KINDS = ('contribution', 'fine', 'income', 'expense', 'withdrawal')


@dataclass
class Row:
    """What the model knows of a row: its kind and sum, whose it is, and which row it takes back."""

    kind: str
    amount: int
    member: str
    reverses: str = ''


class Kept:
    """A group with two members, and what the app itself does for it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / 'group.xlsx'
        self.path.write_bytes(_begun())
        self.acknowledged = {f'id-0{number}': Row('contribution', 200_00, who) for number, who in enumerate(MEMBERS)}
        self.perhaps: dict[str, Row] = {}
        self.typed: dict[str, int] = {}
        self.rejected: set[str] = set()
        self.looks_first = False
        self.now = datetime(2026, 1, 1, 9, tzinfo=UTC)
        self._number = 0
        self._seen: tuple[tuple[int, int, int], Table] | None = None
        self.book = open_book(self.path)

    def record(self, kind: str, amount: int) -> None:
        """Record something; what is refused did not happen."""
        asked = self.asked(kind, amount)
        with contextlib.suppress(Refused):
            record(self.book, asked, PRESIDENT, self.now, LAST_DAY)
            self.acknowledge(asked)

    def record_again(self, which: int) -> None:
        """The same request comes a second time."""
        if entry_id := self.pick(which):
            asked = self._request(entry_id, self.acknowledged[entry_id])
            self.book.refresh()
            before = len(self.book.frame())
            assert record(self.book, asked, PRESIDENT, self.now, LAST_DAY).repeated
            assert len(self.book.frame()) == before

    def reverse(self, which: int) -> None:
        """Take a row back."""
        if entry_id := self.pick(which):
            with contextlib.suppress(Refused):
                made = self.take_back(self.book, entry_id)
                self.acknowledged[made] = self.taken_back(entry_id)

    def tend(self) -> Outcome:
        """What the app does every second: look, take over what is clear, write what waits."""
        outcome = look_after(self.book, self.now)
        self.note_adopted()
        return outcome

    def restart(self) -> None:
        """The app is closed and opened again."""
        self.book.close()
        self.book = open_book(self.path)

    # --- the model -----------------------------------------------------------------------------------------------

    def known(self) -> dict[str, Row]:
        """Every row that the model has heard of."""
        return {**self.perhaps, **self.acknowledged}

    def acknowledge(self, asked: Transaction) -> None:
        """The app said that it has it."""
        self.acknowledged[asked.id] = Row(asked.kind, asked.amount, asked.member)

    def taken_back(self, entry_id: str) -> Row:
        """The row that takes this one back."""
        old = self.known()[entry_id]
        return Row(old.kind, -old.amount, old.member, entry_id)

    def note_adopted(self) -> None:
        """Rows that were typed into the sheet count from now on, each once, and only those that may."""
        for entry_id, note in notes_of(self.book).items():
            if entry_id.startswith('typed-') and entry_id not in self.acknowledged:
                assert note not in self.rejected, f'{note} was rejected and counts'
                self.acknowledged[entry_id] = Row('contribution', self.typed[note], MEMBERS[0])

    # --- how -----------------------------------------------------------------------------------------------------

    def next(self) -> str:
        """An id that nobody used."""
        self._number += 1
        return f'id-{self._number}'

    def asked(self, kind: str, amount: int) -> Transaction:
        """A new request."""
        of_member = kind in ('contribution', 'fine', 'withdrawal')
        member = MEMBERS[amount % len(MEMBERS)] if of_member else ''
        return self._request(self.next(), Row(kind, amount * 100, member))

    def pick(self, which: int) -> str:
        """One of the rows that somebody recorded in the app and that takes none back; empty where there is none."""
        own = [key for key, row in self.acknowledged.items() if key.startswith('id-') and not row.reverses]
        own = [key for key in own if '.' not in key]
        return own[which % len(own)] if own else ''

    def take_back(self, book: Book, entry_id: str) -> str:
        """Record a reversal; gives its id. Raises Refused."""
        asked = Transaction(self.next(), 'reversal', 0, LAST_DAY, reverses=entry_id, note='a mistake')
        record(book, asked, PRESIDENT, self.now, LAST_DAY)
        return asked.id

    def typed_rows(self) -> list[TypedRow]:
        """The rows that wait in the sheet."""
        return [row for row in self.book.typed if row.sheet is ENTRIES and row.cells.get('note') in self.typed]

    def table(self, path: Path | None = None) -> Table:
        """The entries as they stand in the workbook."""
        path = path or self.path
        found = os.stat(path)
        state = found.st_ino, found.st_size, found.st_mtime_ns
        if self._seen is None or self._seen[0] != state:
            self._seen = state, reading.read_tables(path.read_bytes(), path.name, ['Entries'])['Entries']
        return self._seen[1]

    def _request(self, entry_id: str, row: Row) -> Transaction:
        category = 'other' if row.kind in ('income', 'expense') else ''
        return Transaction(entry_id, row.kind, row.amount, LAST_DAY, row.member, category=category)


def look_after(book: Book, now: datetime) -> Outcome:
    """Look at the workbook, take over what is clear, and write what waits."""
    book.refresh()
    if book.away is None:
        take_over_registers(book, now, LAST_DAY)
        adopt_good(book, now, LAST_DAY)
    return Writer(book, view_changes).flush(LAST_DAY)


def notes_of(book: Book) -> dict[str, str]:
    """The note of each row that counts."""
    frame = book.frame()
    return dict(zip(frame['id'].tolist(), frame['note'].tolist(), strict=True))


def amounts_of(book: Book) -> dict[str, int]:
    """The amount of each row that counts, in minor units."""
    frame = book.frame()
    return dict(zip(frame['id'].tolist(), frame['amount'].tolist(), strict=True))


def ids_in(table: Table) -> list[str]:
    """The ids that stand in a sheet, from top to bottom."""
    place = table.places['id']
    return [str(row[place]) for _number, row in reading.filled_rows(table) if row[place]]


@cache
def _begun() -> bytes:
    """The workbook of a group of two, made once."""
    with _folder() as folder:
        group = Group(folder)
        for name in ('Asha', 'Beena'):
            group.join(name)
        for number, who in enumerate(MEMBERS):
            group.do('contribution', '200', LAST_DAY.isoformat(), member=who, entry_id=f'id-0{number}')
        Writer(group.book, view_changes).flush(LAST_DAY)
        group.book.close()
        return group.path.read_bytes()


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)
