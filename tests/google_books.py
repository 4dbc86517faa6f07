"""A group whose book lives in a Google spreadsheet, on the stand-in for Google, with a clock that the test moves.

with group_on_google(tmp_path) as there:
    there.group.do('contribution', '200', '2025-01-05', member=there.asha)
    there.flush()
    there.column('Entries', 'Entry ID')
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from actions import members
from reports.views import view_changes
from sheets.book import Book
from sheets.google.door import Google
from sheets.google.moving import move_to_google
from sheets.google.spreadsheet import GoogleSheet
from sheets.writer import Outcome, Writer
from tests.google_grid import Spreadsheet, Tab, texts, write_values
from tests.google_stand_in import Clock, StandIn
from tests.groups import NOW, PRESIDENT, Group

ID = 'sunrise-0123456789-0123456789'


class OnGoogle:
    """The group, its spreadsheet, and what a person sees in it."""

    def __init__(self, folder: Path, google: StandIn, clock: Clock) -> None:
        self.google, self.clock = google, clock
        self.group, self.asha = a_group(folder)
        self.group.book.close()
        self.group.path.unlink()
        google.sheets[ID] = moved().copied()
        self.workbook = self.opened()
        self.group.book = Book(self.workbook)
        self.clear()

    def opened(self) -> GoogleSheet:
        """The spreadsheet as another process of ours opens it."""
        connection = Google(self.google.account(), self.google.loopback(), self.clock.time())
        return GoogleSheet(connection, ID, self.group.path.parent, self.clock, self.clock)

    @property
    def sheet(self) -> Spreadsheet:
        """What Google keeps."""
        return self.google.sheets[ID]

    def tab(self, name: str) -> Tab:
        """One of its sheets."""
        return self.sheet.named(name)

    def column(self, name: str, header: str) -> list[Any]:
        """What stands below a heading."""
        head, *rows = texts(self.tab(name))
        place = head.index(header)
        return [row[place] if place < len(row) else '' for row in rows]

    def type_(self, name: str, row: int, values: list[Any], how: str = 'USER_ENTERED') -> None:
        """Somebody types into a row, counted from 1, from its first column on; None leaves a cell alone."""
        write_values(self.tab(name), row - 1, 0, [values], how)

    def deposit(self, entry_id: str, on: str = '2025-01-05') -> None:
        """She deposits 200."""
        self.group.do('contribution', '200', on, member=self.asha, entry_id=entry_id)

    def change_mobile(self, mobile: str) -> None:
        """She has a new number."""
        group = self.group
        members.edit(group.book, self.asha, '=Asha', mobile, 200_00, PRESIDENT, NOW, group.today, f'to {mobile}')

    def rename(self, name: str) -> None:
        """She has a new name."""
        group = self.group
        members.edit(group.book, self.asha, name, '9822000001', 200_00, PRESIDENT, NOW, group.today, f'to {name}')

    def flush(self, today: date | None = None) -> Outcome:
        """Write what waits; with a day, the views as of that day too."""
        return Writer(self.group.book, view_changes if today else None).flush(today or self.group.today)

    def look(self) -> None:
        """Twenty seconds later the book looks again."""
        self.clock.sleep(21)
        self.group.book.look()

    def clear(self) -> None:
        """Count requests from here on."""
        self.google.log.clear()

    def asked(self) -> list[str]:
        """The requests since then, in short: read, append, batch, describe."""
        return [_short(method, path.partition('?')[0]) for method, path in self.google.log]


def a_group(folder: Path) -> tuple[Group, str]:
    """A group with one member, and her number."""
    group = Group(folder)
    asha = group.join('=Asha')
    Writer(group.book).flush(group.today)
    return group, asha


@cache
def moved() -> Spreadsheet:
    """Its book in a spreadsheet; one move serves all tests, since each makes the same group."""
    clock = Clock()
    with TemporaryDirectory() as folder, StandIn(clock) as google:
        group, _asha = a_group(Path(folder))
        google.spreadsheet(ID, 'Sunrise')
        connection = Google(google.account(), google.loopback(), clock.time())
        workbook = GoogleSheet(connection, ID, Path(folder), clock, clock)
        move_to_google(group.path.read_bytes(), group.path.name, workbook)
        group.book.close()
        return google.sheets[ID]


def _short(method: str, path: str) -> str:
    if path.endswith(':append'):
        return 'append'
    if path.endswith(':batchUpdate'):
        return 'batch'
    assert method == 'GET', path
    return 'read' if 'values' in path else 'describe'


@contextmanager
def group_on_google(folder: Path) -> Iterator[OnGoogle]:
    """The group with the stand-in running."""
    clock = Clock()
    with StandIn(clock) as google:
        there = OnGoogle(folder, google, clock)
        try:
            yield there
        finally:
            there.group.book.close()
