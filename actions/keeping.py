"""The open book and its writer: rows go into the workbook in the background, soon after they were acknowledged, and
what people did to the workbook is noticed and taken over.

keeper = Keeper(path, today)
keeper.book()          the book as it is now, other processes' rows and outside changes included
keeper.start()         a thread looks, takes over and writes what waits; keeper.stop() lets it finish
keeper.settle(30)      write what waits now, for at most so many seconds
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from actions import adoption, hand_edits
from actions.who import Who
from reports.verify import problems_of_book
from reports.views import view_changes
from rules.problems import N_, Problem, Refused
from sheets import backups, central
from sheets.book import Book
from sheets.files import XlsxFile
from sheets.lease import Lease, Server
from sheets.whereabouts import HOME, back_up_spreadsheet, book_at
from sheets.writer import Outcome, Writer

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 0.25
"""A look that finds nothing new costs about a millisecond. People are told within two seconds of what someone saved,
and two looks lie between: this one takes over what is clear, then the pages tell what is left."""
TRY_AGAIN_SECONDS = 0.2
TOLD_SECONDS = 8
BACK_UP_EVERY = timedelta(minutes=1)
REST = 4
"""After a flush the thread rests so many times as long as the flush took."""


class Keeper:
    """One book of this process, with the thread that looks after its workbook."""

    def __init__(
        self, where: Path | str, today: Callable[[], date], home: Path = HOME, like: Book | None = None
    ) -> None:
        self.today = today
        self._book = book = book_at(where, home, like)
        self.writer = Writer(book, view_changes, self._keep_as_it_was)
        self.waiting: Problem | None = None
        self.findings: list[Problem] = []
        self._lease = Lease(book.workbook.folder, book.workbook.place)
        self._looked_at = self._checked = self._published = -1
        self._back_up_after = datetime.min.replace(tzinfo=UTC)
        self._arrived = 0, 0.0
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def book(self) -> Book:
        """The book as it is now."""
        self._book.refresh()
        return self._book

    def troubles(self) -> int:
        """How many things in the workbook want to be looked at."""
        book = self._book
        in_sheet = len(book.problems()) + len(book.differences) + len(adoption.open_rows(book))
        return in_sheet + len(book.notices()) + len(book.questions()) + len(self.findings)

    def notes(self) -> list[Problem]:
        """What someone must know who reads a figure now: the workbook is away, or holds what does not count."""
        book, notes = self._book, []
        if away := self.away():
            notes.append(away)
        count = len(book.differences) + len(adoption.open_rows(book))
        if count:
            message = N_('Rows of the workbook that stand otherwise than they count: {count}.')
            notes.append(Problem(message, N_('Look at them on the page Problems, or with verify.'), {'count': count}))
        return notes

    def away(self) -> Problem | None:
        """That the figures are those of the journal and not of the workbook, and why; None while they are of both."""
        if not self._book.away:
            return None
        return Problem(
            N_('The workbook cannot be seen: {why} The figures are those that Bahi kept.'),
            N_('What is recorded is safe; it goes into the workbook when that is back.'),
            {'why': self._book.away},
        )

    def start(self, serving: bool = False) -> None:
        """Look after the workbook from now on; when serving, only where no other server does."""
        if serving:
            self._hold_lease()
        self._thread = threading.Thread(target=self._keep_on, args=[serving], name='keeper', daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let the thread finish what it does, and write what is left."""
        self._stopped.set()
        self._book.changed.set()
        if self._thread:
            self._thread.join()
        self.flush()
        self._lease.release()

    def tend(self) -> Outcome:
        """See what people did to the workbook, take over what is clear, and write what waits, once."""
        book = self._book
        if book.read_only:
            book.refresh()
            return Outcome()
        if book.journal.moved():
            # Whoever opens the book anew finds it where it is now.
            return Outcome(waiting=Problem(N_('The book was moved.'), N_('Open the app anew.')))
        if book.workbook.remote:
            book.look()
        book.refresh()
        if self._looked_at != book.compared:
            self._looked_at = book.compared
            now, today = datetime.now(UTC), self.today()
            hand_edits.take_over_registers(book, now, today)
            adoption.adopt_good(book, now, today)
        if book.journal.shared:
            self._publish()
        return self.flush()

    def flush(self) -> Outcome:
        """Write what waits, once."""
        if self._book.read_only:
            return Outcome()
        outcome = self.writer.flush(self.today())
        if outcome.written and self.waiting:
            self._arrived = outcome.written, time.monotonic()
        self.waiting = outcome.waiting
        return outcome

    def arrived(self) -> int:
        """How many rows that had to wait for the workbook went in together, just now."""
        count, at = self._arrived
        return count if time.monotonic() - at < TOLD_SECONDS else 0

    def write_anyway(self, who: Who) -> Outcome:
        """Somebody saw that no program has the workbook open: the mark that says so was left by a crash.

        Where one has it open after all and saves later, the rows that this loses come back by their ids.
        """
        who.must('record')
        if isinstance(self._book.workbook, XlsxFile):
            self._book.workbook.nobody_holds_it()
        return self.flush()

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

    def check(self) -> list[Problem]:
        """What the rules find in the history as it is in force; of a history that was looked at before, from memory."""
        if self._checked != self._book.compared:
            self._checked = self._book.compared
            self.findings = problems_of_book(self._book)
        return self.findings

    def close(self) -> None:
        """Let go of the files."""
        self._book.close()

    def _keep_on(self, serving: bool) -> None:
        while not self._stopped.is_set():
            self._book.changed.wait(LOOK_EVERY_SECONDS)
            self._book.changed.clear()
            if self._stopped.is_set():
                return
            try:
                if serving:
                    self._hold_lease()
                began = time.monotonic()
                if self.tend().written:
                    # While many rows come in, recording them goes first: the workbook gets them in larger batches.
                    self._stopped.wait(REST * (time.monotonic() - began))
                self.check()
                self._back_up()
            except Refused as refused:
                self.waiting = refused.problems[0]
            except Exception as error:
                # The rows are safe in the journal; the thread must live on to bring them in later.
                log.exception('the workbook could not be looked after')
                self.waiting = Problem(
                    N_('The workbook cannot be written: {reason}'),
                    N_('Tell who looks after the app; the rows are safe in the journal.'),
                    {'reason': str(error)},
                )

    def _publish(self) -> None:
        """Bring the tables for other systems up to date; what keeps them back keeps nobody from recording."""
        if self._published == self._book.version:
            return
        try:
            central.publish(self._book)
            self._published = self._book.version
        except Refused as refused:
            log.warning('the tables of the database could not be brought up to date: %s', refused)

    def _back_up(self) -> None:
        """The backup of the day, where none was made; one that was refused is tried again after a minute."""
        book, now = self._book, datetime.now(UTC)
        if book.read_only or book.away or now < self._back_up_after or book.journal.moved():
            return
        self._back_up_after = now + BACK_UP_EVERY
        if isinstance(book.workbook, XlsxFile):
            backups.back_up_if_due(book.workbook.path, now)
        else:
            back_up_spreadsheet(book.workbook, backups.DAILY, now, self.today(), only_if_due=True)

    def _keep_as_it_was(self) -> None:
        """The backup before sheets of a module are added."""
        workbook, now = self._book.workbook, datetime.now(UTC)
        if isinstance(workbook, XlsxFile):
            backups.make_backup(workbook.path, 'module', now)
        else:
            back_up_spreadsheet(workbook, 'module', now, self.today())

    def _hold_lease(self) -> None:
        if self._book.journal.shared:
            # All servers record, and the lock of the writer lets one at a time write the workbook.
            return
        other = self._lease.take(datetime.now(UTC))
        self._book.read_only = _served_by(other) if other else None


def _served_by(other: Server) -> Problem:
    return Problem(
        N_('Another Bahi serves this workbook, on {machine} since {since}; here it can only be read.'),
        N_('Work there, or stop it; then this one goes on by itself.'),
        {'machine': other.machine, 'since': f'{other.since:%Y-%m-%d %H:%M} UTC'},
    )
