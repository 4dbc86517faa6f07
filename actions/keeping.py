"""The open book and its writer: rows go into the workbook in the background, soon after they were acknowledged.

keeper = Keeper(path, today)
keeper.book()          the book as it is now, other processes' rows and outside changes included
keeper.start()         a thread writes what waits; keeper.stop() lets it finish
keeper.settle(30)      write what waits now, for at most so many seconds
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from reports.views import view_changes
from rules.problems import N_, Problem
from sheets.book import Book, open_book
from sheets.writer import Outcome, Writer

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1.0
TRY_AGAIN_SECONDS = 0.2
REST = 4
"""After a flush the thread rests so many times as long as the flush took."""


class Keeper:
    """One book of this process, with the thread that brings its rows into the workbook."""

    def __init__(self, path: Path, today: Callable[[], date]) -> None:
        self.today = today
        self._book = open_book(path)
        self.writer = Writer(self._book, view_changes)
        self.waiting: Problem | None = None
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def book(self) -> Book:
        """The book as it is now."""
        self._book.refresh()
        return self._book

    def start(self) -> None:
        """Write what waits from now on, whenever something waits."""
        self._thread = threading.Thread(target=self._keep_writing, name='writer', daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let the thread finish what it writes, and write what is left."""
        self._stopped.set()
        self._book.changed.set()
        if self._thread:
            self._thread.join()
        self.flush()

    def flush(self) -> Outcome:
        """Write what waits, once."""
        outcome = self.writer.flush(self.today())
        self.waiting = outcome.waiting
        return outcome

    def settle(self, wait_seconds: float) -> bool:
        """Write until nothing waits, for at most so many seconds; tells whether everything is in the workbook."""
        until = time.monotonic() + wait_seconds
        while True:
            self.flush()
            if not self._book.pending_count():
                return True
            if time.monotonic() >= until:
                return False
            time.sleep(TRY_AGAIN_SECONDS)

    def close(self) -> None:
        """Let go of the files."""
        self._book.close()

    def _keep_writing(self) -> None:
        while not self._stopped.is_set():
            self._book.changed.wait(LOOK_EVERY_SECONDS)
            self._book.changed.clear()
            try:
                if self._book.pending_count():
                    began = time.monotonic()
                    self.flush()
                    # While many rows come in, recording them goes first: the workbook gets them in larger batches.
                    self._stopped.wait(REST * (time.monotonic() - began))
            except Exception as error:
                # The rows are safe in the journal; the thread must live on to bring them in later.
                log.exception('the workbook could not be written')
                self.waiting = Problem(
                    N_('The workbook cannot be written: {reason}'),
                    N_('Tell who looks after the app; the rows are safe in the journal.'),
                    {'reason': str(error)},
                )
