"""A group whose book lives in a Google spreadsheet, on the stand-in for Google, with a clock that the test moves.

with group_on_google(tmp_path) as there:
    there.group.do('contribution', '200', '2025-01-05', member=there.asha)
    there.flush()
    there.column('Entries', 'Entry ID')

For moves, an empty spreadsheet and a workbook with a little of everything: `opened` and `a_workbook`.
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
from rules.bylaws import preset
from sheets.book import Book
from sheets.google.door import Google
from sheets.google.moving import move_to_google
from sheets.google.spreadsheet import GoogleSheet
from sheets.writer import Outcome, Writer
from tests.google_grid import Spreadsheet, Tab, texts, write_values
from tests.google_stand_in import Clock, StandIn
from tests.groups import NOW, PRESIDENT, Group

ID = 'sunrise-0123456789-0123456789'
GROUP = preset('shg', 'Asmita', 'INR', 'en', date(2025, 1, 1), 'G1')


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
        return opened(self.google, self.clock, self.group.path.parent)

    @property
    def sheet(self) -> Spreadsheet:
        """What Google keeps."""
        return kept(self.google)

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


def opened(google: StandIn, clock: Clock, folder: Path) -> GoogleSheet:
    """The spreadsheet as a process of ours opens it, whose own files are in a folder."""
    return GoogleSheet(Google(google.account(), google.loopback(), clock.time()), ID, folder, clock, clock)


def kept(google: StandIn) -> Spreadsheet:
    """What Google keeps of it."""
    return google.sheets[ID]


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
        move_to_google(group.path.read_bytes(), group.path.name, opened(google, clock, Path(folder)))
        group.book.close()
        return kept(google)


@cache
def a_workbook() -> bytes:
    """The workbook of a group with a little of everything: a loan that was added to, one taken back, one closed."""
    with TemporaryDirectory() as folder:
        group = Group(Path(folder))
        asha, brian = group.join('=Asha'), group.join('Brian')
        for month in range(1, 13):
            group.do('contribution', '200.50', f'2025-{month:02d}-05', member=asha, for_=f'2025-{month:02d}')
        group.do('opening', '9000', '2025-01-02', mode='cash')
        group.do('loan', '500', '2025-02-06', member=asha)
        group.do('loan', '300', '2025-03-06', member=asha, loan='L2025-001')
        group.do('loan', '700', '2025-04-01', member=brian, entry_id='mistake')
        group.do('reversal', '', '2025-04-02', reverses='mistake', note='typed twice')
        group.do('loan', '100', '2025-05-01', member=brian)
        group.do('repayment', '102', '2025-05-20', loan='L2025-003')
        group.leave(brian, '2025-08-01')
        Writer(group.book, view_changes).flush(group.today)
        group.book.close()
        return group.path.read_bytes()


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
