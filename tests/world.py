"""What can happen to a book between two meetings, each as one short method, and what must hold afterwards.

world = World(folder)
world.record('contribution', 200); world.someone_types(300); world.killed(after_ms=3); world.old_copy_comes_back()
world.check()

The model is a list: what was acknowledged, each with its amount and the row that it takes back. Everything else is the
real thing: the workbook, the journal, processes that are killed, a disk that is full, a second laptop.
"""

import contextlib
import errno
import os
import resource
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from actions.record import record
from actions.sync import sync
from actions.who import Who
from reports.views import view_changes
from rules.problems import Refused
from rules.transactions import Transaction
from sheets.book import Book, open_book
from sheets.writer import Writer
from tests import world_checks
from tests.world_book import KINDS, LAST_DAY, PRESIDENT, Row, amounts_of, look_after, notes_of
from tests.world_hands import Hands

__all__ = ['KINDS', 'World']

TREASURER = Who('Kavita')


class World(Hands):
    """One group, its workbook, and those who work with it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.laptop: Book | None = None
        self.at_home: dict[str, Row] = {}

    # --- on a second laptop --------------------------------------------------------------------------------------

    def someone_takes_it_home(self) -> None:
        """The treasurer takes a copy of the workbook to a laptop of her own."""
        if self.laptop is None and self.path.exists():
            home = self.folder / 'home'
            home.mkdir()
            (home / 'group.xlsx').write_bytes(self.path.read_bytes())
            self.laptop = open_book(home / 'group.xlsx')

    def recorded_at_home(self, kind: str, amount: int) -> None:
        """She records there."""
        if self.laptop:
            asked = self.asked(kind, amount)
            with contextlib.suppress(Refused):
                record(self.laptop, asked, TREASURER, self.now, LAST_DAY)
                self.at_home[asked.id] = Row(kind, asked.amount, asked.member)

    def recorded_on_both(self, kind: str, amount: int) -> None:
        """One request comes to both laptops."""
        if self.laptop:
            asked = self.asked(kind, amount)
            with contextlib.suppress(Refused):
                record(self.laptop, asked, TREASURER, self.now, LAST_DAY)
                self.at_home[asked.id] = Row(kind, asked.amount, asked.member)
                record(self.book, asked, PRESIDENT, self.now, LAST_DAY)
                self.acknowledge(asked)

    def reversed_at_home(self, which: int) -> None:
        """She takes a row back, which the president may take back too."""
        entry_id = self.pick(which)
        if self.laptop and self.laptop.has_entry(entry_id):
            with contextlib.suppress(Refused):
                # She may have got it as someone had changed it, and nobody there knows what was sealed.
                stands = amounts_of(self.laptop)[entry_id]
                made = self.take_back(self.laptop, entry_id)
                self.at_home[made] = replace(self.taken_back(entry_id), amount=-stands)

    def tended_at_home(self) -> None:
        """What the app does every second, there."""
        if self.laptop:
            look_after(self.laptop, self.now)

    def they_meet(self, at_hers: bool) -> None:
        """Both copies are joined, on one laptop or the other."""
        if self.laptop:
            self.book.refresh()
            self.laptop.refresh()
            # What one rejected and the other took over counts.
            self.rejected -= set(notes_of(self.laptop).values())
            pair = (self.laptop, self.book) if at_hers else (self.book, self.laptop)
            sync(*pair, TREASURER if at_hers else PRESIDENT, self.now, LAST_DAY, wait_seconds=0)
            self.acknowledged |= self.at_home
            self.at_home = {}
            self.note_adopted()

    # --- what machines do ----------------------------------------------------------------------------------------

    def killed(self, kind: str, amount: int, after_ms: int) -> None:
        """A process that records and writes is killed with SIGKILL."""
        self._in_a_child(lambda: None, [self.asked(kind, amount) for _ in range(3)], after_ms)

    def disk_full(self, kind: str, amount: int, limit_kb: int) -> None:
        """No file may grow beyond a limit, as on a full disk."""

        def full() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit_kb * 1024,) * 2)

        self._in_a_child(full, [self.asked(kind, amount) for _ in range(2)], None)

    def fsync_fails(self, kind: str, amount: int, at: int) -> None:
        """The disk says that what was written may not be there."""

        def failing() -> None:
            real, calls = os.fsync, iter(range(10**6))

            def fsync(descriptor: int) -> None:
                if next(calls) == at:
                    raise OSError(errno.EIO, 'Input/output error')
                real(descriptor)

            os.fsync = fsync  # type: ignore[assignment]

        self._in_a_child(failing, [self.asked(kind, amount) for _ in range(2)], None)

    def _in_a_child(self, prepare: Callable[[], None], asked: list[Transaction], kill_after_ms: int | None) -> None:
        """Let a process of its own record and write; what it tells through a pipe was acknowledged."""
        for one in asked:
            self.perhaps[one.id] = Row(one.kind, one.amount, one.member)
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            self._work(prepare, asked, write)
        os.close(write)
        if kill_after_ms is not None:
            time.sleep(kill_after_ms / 1000)
            os.kill(child, signal.SIGKILL)
        with os.fdopen(read, 'rb') as told:
            acknowledged = set(told.read().decode().split())
        os.waitpid(child, 0)
        for one in asked:
            if one.id in acknowledged:
                self.acknowledge(one)

    def _work(self, prepare: Callable[[], None], asked: list[Transaction], tell: int) -> None:
        """The life of the process that is killed, or whose disk fails. It ends here, whatever happens."""
        try:
            book = open_book(self.path)
            prepare()
            for one in asked:
                with contextlib.suppress(Refused):
                    record(book, one, PRESIDENT, self.now, LAST_DAY)
                    os.write(tell, f'{one.id} '.encode())
            Writer(book, view_changes).flush(LAST_DAY)
        except Exception:
            os._exit(1)
        finally:
            os._exit(0)

    # --- what must hold ------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Every acknowledged row exactly once, the totals of the model, what was changed named, the workbook opens."""
        self.excel_closes()
        self.workbook_returns()
        self.restart()
        self.tend()
        apart = self.laptop is not None
        if self.laptop:
            self.tended_at_home()
            self.they_meet(at_hers=False)
        for _ in range(2):
            self.tend()
        self._check_looked_first()
        rows = self.known()
        world_checks.whole(self.book, self.path, self.folder, self.table())
        world_checks.rows(self.book, self.table(), self.acknowledged, rows)
        world_checks.totals(self.book, rows)
        world_checks.named(self.book, self.path, self.table(), rows, self.rejected, apart)
        if self.laptop:
            self.tended_at_home()
            there = self.laptop.workbook.folder / 'group.xlsx'
            world_checks.whole(self.laptop, there, there.parent, self.table(there))
            world_checks.rows(self.laptop, self.table(there), self.acknowledged, rows)
            world_checks.totals(self.laptop, rows)
            world_checks.named(self.laptop, there, self.table(there), rows, self.rejected, apart)
            assert self.laptop.head() == self.book.head()

    def close(self) -> None:
        """Let go of the files."""
        self.book.close()
        if self.laptop:
            self.laptop.close()

    def _check_looked_first(self) -> None:
        assert not self.rejected & set(notes_of(self.book).values())
