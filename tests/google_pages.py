"""A server for tests: Bahi with all its pages on a book, and the stand-in in the place of Google.

    python -m tests.google_pages PORT FOLDER http://127.0.0.1:4711 2026-01-01

FOLDER holds group.xlsx, or what a move left of it. Anybody may enter, as in the demo. Google is asked every second.
"""

import importlib
import sys
from datetime import date
from pathlib import Path

from main import PAGES
from tests.google_accounts import reaching
from ui import server
from ui.running import RunningOffice

LOOK_SECONDS = 1
PATIENCE_SECONDS = 0.5


class OneDay(RunningOffice):
    """An office in which it is always the same day."""

    def __init__(self, path: Path, today: date) -> None:
        self.day = today
        super().__init__(path, demo=True)

    def today(self) -> date:
        """The day of the test."""
        return self.day


def main(port: int, folder: Path, base: str, today: date) -> None:
    """Serve until told to stop."""
    with reaching(base, LOOK_SECONDS, PATIENCE_SECONDS):
        office = OneDay(folder / 'group.xlsx', today)
        for page in PAGES:
            importlib.import_module(f'ui.{page}')
        try:
            office.open_early()
            server.serve(office, port=port)
        finally:
            office.close()


if __name__ == '__main__':
    main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], date.fromisoformat(sys.argv[4]))
