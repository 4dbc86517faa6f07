"""The book of one group: what its workbook and its journal hold together, and the one way to write into it.

    book = open_book(Path('group.xlsx'))
    book.members, book.loans, book.bylaws, book.frame()        reading
    with book.writing() as writing:                            writing: checked, sealed, durable, all or none
        writing.insert(ENTRIES, entry, request)
        writing.update(MEMBERS, member.id, {'mobile': '...'}, why)

A row is acknowledged when the block has ended: it is in the journal then. `sheets/writer.py` takes it from there
into the workbook. Several processes may hold one book; each sees the others' rows when it refreshes or writes.

A workbook that someone else saved is compared with what is in force: `differences`, `typed` and `problems` tell what
people did to it. While the workbook is away or cannot be read, `away` says why, and the book goes on without it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pandas as pd

from rules.problems import Problem, Refused
from sheets.files import XlsxFile
from sheets.journal import Notice
from sheets.recording import Recording
from sheets.watched import Watched
from sheets.workbooks import Workbook


class Book(Watched):
    """One group's members, loans, bylaws, changes and entries. Use `open_book`."""

    def __init__(self, workbook: Workbook) -> None:
        super().__init__(workbook)
        self.changed = threading.Event()
        self.read_only: Problem | None = None

    # --- what it holds, beside what is in force ------------------------------------------------------------------

    def frame(self) -> pd.DataFrame:
        """All entries, those that wait in the journal included; see `sheets/entries.py` for the columns."""
        with self.lock:
            return super().frame()

    def problems(self) -> list[Problem]:
        """What cannot be read in the workbook, besides its differences."""
        told = {f'{each.sheet.name}!{cell}' for each in self.differences for _old, _new, cell in each.fields.values()}
        return [problem for problem in self._problems if not problem.cell or problem.place not in told]

    def notices(self) -> list[Notice]:
        """What happened to the workbook and nobody settled yet."""
        return self.journal.notices()

    def pending_count(self) -> int:
        """How many rows are not yet in the workbook."""
        return self.journal.pending_count()

    def pending_rows(self) -> set[tuple[str, str]]:
        """Sheet and id of the rows that are not yet in the workbook; all others are synced."""
        return {(operation.sheet, operation.row) for operation in self.journal.pending()}

    # --- keeping up ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """See what others did: rows in the journal and, of a file, a workbook that was changed outside."""
        with self.lock:
            self._mend()
            self._catch_up(self.journal.since(self._last_number))
            if not self.workbook.remote:
                self.look()

    def close(self) -> None:
        """Let go of the journal."""
        self.journal.close()

    @contextmanager
    def writing(self) -> Iterator[Recording]:
        """Write several rows, all or none: they are durable when the block ends, and nothing happened if it raises."""
        if self.read_only:
            raise Refused([self.read_only])
        with self.lock:
            recording: Recording | None = None
            self._mend()
            try:
                with self.journal.writing() as writing:
                    self._catch_up(writing.since(self._last_number))
                    recording = Recording(self, writing)
                    yield recording
            except BaseException:
                self._torn = bool(recording and recording.rows)
                with suppress(Refused):
                    self._mend()
                raise
            if recording.rows:
                self.changed.set()


def open_book(where: Path) -> Book:
    """Open the book of a workbook. Raises Refused where it cannot be read and the journal does not know it."""
    return Book(XlsxFile(where))
