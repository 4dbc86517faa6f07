"""A server for the tests of the pages: the real pages, on a book that the test made, on one day.

    python -m tests.real_pages PORT FOLDER 2026-01-01 loans history

FOLDER holds group.xlsx and its journal. Anybody may enter, as in the demo; a press is recorded in the journal, and
the rows wait there for the workbook.
"""

import importlib
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from actions.keeping import Keeper
from rules.problems import N_, Problem
from sheets.book import Book
from sheets.sign_in_tables import open_sign_ins
from ui import server
from ui.office import NewGroup


class OneDay:
    """An office in which it is always the same day."""

    demo = True

    def __init__(self, folder: Path, today: date) -> None:
        self.path = folder / 'group.xlsx'
        self.day = today
        self.sign_ins = open_sign_ins(self.path)
        self._keeper = Keeper(self.path, self.today)
        # Nobody writes the workbook here.
        self._keeper.waiting = Problem(N_('The workbook is open in another program.'), N_('Close it there.'))

    def now(self) -> datetime:
        """The moment."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The day of the test."""
        return self.day

    def book(self) -> Book:
        """The book as it is now."""
        return self._keeper.book()

    def keeper(self) -> Keeper:
        """The keeper, which does not keep."""
        return self._keeper

    def has_book(self) -> bool:
        """The test made it."""
        return True

    def set_up(self, group: NewGroup) -> None:
        """The test made the group."""


def main(port: int, folder: Path, today: date, pages: list[str]) -> None:
    """Serve until told to stop."""
    office = OneDay(folder, today)
    for page in pages:
        importlib.import_module(f'ui.{page}')
    server.serve(office, port=port)


if __name__ == '__main__':
    main(int(sys.argv[1]), Path(sys.argv[2]), date.fromisoformat(sys.argv[3]), sys.argv[4:])
