"""From the journal into the workbook: pending rows in one swap, with the views renewed, by one process at a time.

    outcome = Writer(book, renew).flush(today)
    outcome.written      rows that went in
    outcome.waiting      why rows still wait, or None

Before each flush the file's signature is compared: changed outside means the book is read again first, and rows of
ours that are gone are appended again, by id. While Excel or LibreOffice hold the file, rows wait.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from filelock import FileLock, Timeout

from rules.bylaws import BY_FIELD
from rules.problems import N_, Problem, Refused
from sheets import cells, columns, reading, xlsx
from sheets.book import Book
from sheets.columns import Sheet
from sheets.journal import FOLDER, Operation
from sheets.ooxml.signature import Signature
from sheets.xlsx import Amend, Append, CannotPatch, Change, ChangedMeanwhile

TRIES = 5
STALE_AFTER_HOURS = 24

Renew = Callable[[Book, bytes, date], Sequence[Change]]
"""Gives the changes that bring the views up to date: the book, the file as it is, the as-of date."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a flush did: how many rows went in, and why the others wait."""

    written: int = 0
    waiting: Problem | None = None


class Writer:
    """Writes the pending rows of one book into its workbook."""

    def __init__(self, book: Book, renew: Renew) -> None:
        self.book = book
        self.renew = renew
        self._swept = False
        self.lock = FileLock(book.path.parent / FOLDER / f'{book.path.name}.lock')

    def flush(self, today: date) -> Outcome:
        """Write what waits. Returns at once when another process is writing; it takes our rows too."""
        try:
            with self.lock.acquire(blocking=False):
                return self._flush(today)
        except Timeout:
            return Outcome(waiting=Problem(N_('Another Bahi is writing the workbook.'), N_('The rows go in with its.')))

    def _flush(self, today: date) -> Outcome:
        if not self._swept:
            # Whoever held the lock before is gone, so a half-written file beside the workbook is nobody's.
            xlsx.remove_leftovers(self.book.path)
            self._swept = True
        for _ in range(TRIES):
            if self._nothing_to_do():
                return Outcome()
            if holder := open_elsewhere(self.book.path):
                return Outcome(waiting=_held(holder))
            try:
                return self._write(today)
            except ChangedMeanwhile:
                continue
            except (CannotPatch, Refused, OSError) as error:
                return Outcome(waiting=_cannot(error))
        return Outcome(waiting=_held(N_('another program')))

    def _nothing_to_do(self) -> bool:
        """No row waits, and the file is as we left it or was never ours to write: reading changes nothing."""
        if self.book.journal.pending_count():
            return False
        left = Signature.read(self.book.journal.signature())
        return left is None or left.still(self.book.path)

    def _write(self, today: date) -> Outcome:
        book = self.book
        data, signature = xlsx.read(book.path)
        if not signature.same_as(Signature.read(book.journal.signature())):
            self._reconcile(data, signature)
        with book.lock:
            book.refresh()
            if not book.signature.same_as(signature):
                raise ChangedMeanwhile(book.path)
            pending = book.journal.pending()
            rows, views = _changes(book, data, pending), self.renew(book, data, today)
        left = _patched(book.path, rows, views, signature)
        book.journal.mark_synced([operation.number for operation in pending], str(left))
        with book.lock:
            book.signature = left
        return Outcome(written=sum(operation.operation == 'insert' for operation in pending))

    def _reconcile(self, data: bytes, signature: Signature) -> None:
        """The file is not as we left it: find by id which of our rows it has, and which it lost."""
        tables = reading.read_tables(data, self.book.path.name)
        there = {(name, key) for name, table in tables.items() for key in row_numbers(table)}
        inserts = [operation for operation in self.book.journal.since(0) if operation.operation == 'insert']
        found: dict[bool, list[int]] = {True: [], False: []}
        for operation in inserts:
            found[(operation.sheet, operation.row) in there].append(operation.number)
        self.book.journal.reconcile(found[True], found[False], str(signature))


def _patched(path: Path, rows: Sequence[Change], views: Sequence[Change], expected: Signature) -> Signature:
    """Write rows and views in one swap. A view that someone made unwritable does not keep the rows out."""
    try:
        return xlsx.patch(path, [*rows, *views], expected=expected)
    except CannotPatch:
        if not views:
            raise
        return xlsx.patch(path, rows, expected=expected)


def row_numbers(table: reading.Table) -> dict[str, int]:
    """In which row of the sheet each key stands."""
    place = table.places[table.sheet.key]
    return {
        str(row[place]): number
        for number, row in reading.filled_rows(table)
        if place < len(row) and row[place] not in ('', None)
    }


def open_elsewhere(workbook: Path) -> str | None:
    """Who has the workbook open, by the lock files that Excel and LibreOffice put beside it; None when nobody has.

    A lock file that lies there for more than a day was left by a crash.
    """
    for name in (f'.~lock.{workbook.name}#', f'~${workbook.name}'):
        lock = workbook.with_name(name)
        try:
            if time.time() - lock.stat().st_mtime > STALE_AFTER_HOURS * 3600:
                continue
            text = lock.read_bytes()
        except OSError:
            continue
        return _holder(text, name.startswith('~$')) or N_('another program')
    return None


def _holder(text: bytes, excel: bool) -> str:
    if excel:
        # The first byte tells how long the name is that follows.
        return text[1 : 1 + text[0]].decode('latin-1').strip() if text else ''
    fields = text.decode('utf-8', 'replace').split(',')
    return next((field for field in fields[:3] if field.strip()), '')


def _held(holder: str) -> Problem:
    return Problem(
        N_('The workbook is open elsewhere: {who}.'), N_('The rows go in when it is closed there.'), {'who': holder}
    )


def _cannot(error: Exception) -> Problem:
    if isinstance(error, Refused):
        return error.problems[0]
    if isinstance(error, CannotPatch):
        return Problem(
            N_('The workbook cannot be written: {reason}'), N_('Mend it; the rows are safe in the journal.'),
            {'reason': str(error)},
        )  # fmt: skip
    return Problem(
        N_('The workbook cannot be written: {reason}'),
        N_('Close other programs and make room on the disk; the rows are safe in the journal.'),
        {'reason': str(error)},
    )


def _changes(book: Book, data: bytes, pending: Sequence[Operation]) -> list[Change]:
    """The rows to append and the cells to amend; an amendment of a row that is itself pending goes in with it."""
    inserted: dict[tuple[str, str], dict[str, str]] = {}
    amended: dict[str, dict[str, dict[str, str]]] = {}
    for operation in pending:
        key = operation.sheet, operation.row
        if operation.operation == 'insert':
            inserted[key] = dict(operation.values)
        elif key in inserted:
            inserted[key].update(operation.values)
        else:
            amended.setdefault(operation.sheet, {}).setdefault(operation.row, {}).update(operation.values)
    appends = [
        Append(sheet.name, [_row(book, sheet, values) for (name, _), values in inserted.items() if name == sheet.name])
        for sheet in columns.SHEETS
        if any(name == sheet.name for name, _ in inserted)
    ]
    return [*appends, *_amends(book, data, amended)]


def _amends(book: Book, data: bytes, amended: Mapping[str, Mapping[str, Mapping[str, str]]]) -> list[Change]:
    if not amended:
        return []
    changes: list[Change] = []
    for name, table in reading.read_tables(data, book.path.name, amended).items():
        numbers = row_numbers(table)
        values = {
            table.cell(numbers[row], field): _cell(book, table.sheet, row, field, text)
            for row, fields in amended[name].items()
            if row in numbers
            for field, text in fields.items()
        }
        changes.append(Amend(name, values))
    return changes


def _row(book: Book, sheet: Sheet, values: Mapping[str, str]) -> list[xlsx.Value]:
    places = book.places[sheet.name]
    row: list[xlsx.Value] = [None] * (max(places.values()) + 1)
    for field, place in places.items():
        row[place] = _cell(book, sheet, '', field, values[field])
    return row


def _cell(book: Book, sheet: Sheet, row: str, field: str, text: str) -> xlsx.Value:
    """The cell value of a canonical text."""
    currency = book.bylaws.currency
    of_bylaw = sheet is columns.BYLAWS
    type_ = columns.TYPES_OF_BYLAWS[BY_FIELD[row].type] if of_bylaw else sheet.column(field).type
    return cells.to_cell(type_, cells.from_text(type_, text, currency), currency)
