"""From the journal into the workbook: pending rows in one swap, with the views renewed, by one process at a time.

    outcome = Writer(book, renew).flush(today)
    outcome.written      rows that went in
    outcome.waiting      why rows still wait, or None

Before each flush the file's signature is compared: changed outside means the book is read again first, and rows of
ours that are gone are appended again, by id. While Excel or LibreOffice hold the file, rows wait.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rules.problems import N_, Problem, Refused
from sheets import additions, columns, reading, xlsx
from sheets.book import Book
from sheets.columns import Sheet
from sheets.journal import Operation
from sheets.ooxml.signature import Signature
from sheets.views_reading import NAMES as VIEWS
from sheets.views_reading import Memory
from sheets.workbooks import Away, Seen, Sheets
from sheets.xlsx import Amend, Append, CannotPatch, Change, ChangedMeanwhile

TRIES = 5

Renew = Callable[[Book, bytes | Sheets, date, Memory], Sequence[Change]]
"""Gives the changes that bring the views up to date: the book, the workbook as it is, the as-of date, what is known."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a flush did: how many rows went in, and why the others wait."""

    written: int = 0
    waiting: Problem | None = None


class Writer:
    """Writes the pending rows of one book into its workbook; without `renew` the views stay as they are.

    Before sheets or bylaws of a module are added, `back_up` keeps the workbook as it was.
    """

    def __init__(
        self, book: Book, renew: Renew | None = None, back_up: Callable[[], object] | None = None
    ) -> None:  # fmt: skip
        self.book = book
        self.renew = renew
        self.back_up = back_up
        self.memory = Memory()

    def flush(self, today: date) -> Outcome:
        """Write what waits. Returns at once when another process is writing; it takes our rows too."""
        with self.book.journal.writer() as alone:
            if alone:
                return self._flush(today)
        return Outcome(waiting=Problem(N_('Another Bahi is writing the workbook.'), N_('The rows go in with its.')))

    def _flush(self, today: date) -> Outcome:
        for _ in range(TRIES):
            if self._nothing_to_do():
                return Outcome()
            if holder := self.book.workbook.held_by():
                return Outcome(waiting=_held(holder))
            try:
                return self._write(today)
            except ChangedMeanwhile:
                continue
            except (Away, CannotPatch, Refused, OSError) as error:
                return Outcome(waiting=_cannot(error))
        return Outcome(waiting=_held(N_('another program')))

    def _nothing_to_do(self) -> bool:
        """No row waits, and the file is as we left it or was never ours to write: reading changes nothing."""
        if self.book.journal.pending_count() or additions.any_for(self.book):
            return False
        left = Signature.read(self.book.journal.signature())
        return left is None or self.book.workbook.still(left)

    def _write(self, today: date) -> Outcome:
        book = self.book
        seen = book.workbook.read()
        if book.workbook.remote and self.renew:
            # Whatever has to come over the network comes before anybody waits for the book.
            _fetch_views(seen.sheets)
        with book.lock:
            book.take(seen)
            pending = book.journal.pending()
            added = additions.found(book, pending)
            rows = _changes(book, seen, pending, added)
            views = self.renew(book, seen.data or seen.sheets, today, self.memory) if self.renew else []
        if self.back_up and (added.sheets or added.bylaws):
            self.back_up()
        left = book.workbook.write(seen, rows, views)
        book.written(pending, left, added.sheets, added.bylaws)
        self.memory.written(left)
        return Outcome(written=sum(operation.operation == 'insert' for operation in pending))


def _fetch_views(sheets: Sheets) -> None:
    for name in VIEWS:
        if name in sheets.names:
            sheets.cells(name)


def row_numbers(table: reading.Table, currency: str) -> dict[str, int]:
    """In which row of the sheet each key stands: of copies of a row the one that counts."""
    rows = ((reading.key_of(table, row), number) for number, row in reading.filled_rows(table))
    return reading.originals_among(table, rows, currency)


def _held(holder: str) -> Problem:
    return Problem(
        N_('The workbook is open elsewhere: {who}.'), N_('The rows go in when it is closed there.'), {'who': holder}
    )


def _cannot(error: Exception) -> Problem:
    if isinstance(error, Refused):
        return error.problems[0]
    if isinstance(error, Away):
        return error.problem
    if isinstance(error, CannotPatch):
        return Problem(
            N_('The workbook cannot be written: {reason}'), N_('Mend it; the rows are safe in the journal.'),
            {'reason': str(error)},
        )  # fmt: skip
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Problem(
        N_('The workbook cannot be written: {reason}'),
        N_('Close other programs and make room on the disk; the rows are safe in the journal.'),
        {'reason': f'{why.rstrip(".")}.'},
    )


def _changes(book: Book, seen: Seen, pending: Sequence[Operation], added: additions.Additions) -> list[Change]:
    """What to add and the cells to amend; an amendment of a row that is itself pending goes in with it."""
    inserted: dict[tuple[str, str], Operation] = {}
    amended: dict[str, dict[str, dict[str, str]]] = {}
    for operation in pending:
        key = operation.sheet, operation.row
        if operation.operation == 'insert':
            inserted[key] = operation
        elif key in inserted:
            inserted[key] = replace(inserted[key], values={**inserted[key].values, **operation.values})
        else:
            amended.setdefault(operation.sheet, {}).setdefault(operation.row, {}).update(operation.values)
    changes = additions.changes(book, added)
    for bylaw in added.bylaws:
        # Its new row has the value that counts.
        amended.get(columns.BYLAWS.name, {}).pop(bylaw, None)
    for sheet in columns.SHEETS:
        rows = [operation for operation in inserted.values() if operation.sheet == sheet.name]
        fields = amended.get(sheet.name, {})
        in_place: dict[str, int] = {}
        if fields or any(row.typed for row in rows):
            table = reading.tables_of(seen.sheets, book.workbook.name, [sheet.name])[sheet.name]
            in_place = _typed_places(book, table, rows)
            changes.append(
                Amend(sheet.name, {**_amended(book, table, fields), **_taken_over(book, table, rows, in_place)})
            )
        if appended := [row for row in rows if row.row not in in_place]:
            changes.append(Append(sheet.name, [_row(book, sheet, row.values) for row in appended]))
    return changes


def _amended(book: Book, table: reading.Table, amended: Mapping[str, Mapping[str, str]]) -> dict[str, xlsx.Value]:
    numbers = row_numbers(table, book.bylaws.currency) if amended else {}
    return {
        table.cell(numbers[row], field): additions.cell_of(book, table.sheet, row, field, text)
        for row, fields in amended.items()
        if row in numbers
        for field, text in fields.items()
    }


def _typed_places(book: Book, table: reading.Table, rows: Sequence[Operation]) -> dict[str, int]:
    """Where the rows stand that someone typed and that were taken over, by id; one that is gone is appended."""
    wanted = [row for row in rows if row.typed]
    if not wanted:
        return {}
    # Rows that were typed the same are as good as each other, so each gets the next one.
    places: dict[str, list[int]] = {}
    for typed in reading.typed_in(table, book.bylaws.currency):
        places.setdefault(reading.mark_of(typed.fingerprint), []).append(typed.row)
    return {row.row: left.pop(0) for row in wanted if (left := places.get(reading.mark_of(row.typed)))}


def _taken_over(
    book: Book, table: reading.Table, rows: Sequence[Operation], in_place: Mapping[str, int]
) -> dict[str, xlsx.Value]:
    """The cells of rows that someone typed, as they are now that they count."""
    return {
        table.cell(in_place[row.row], field): additions.cell_of(book, table.sheet, row.row, field, text)
        for row in rows
        if row.row in in_place
        for field, text in row.values.items()
        if field in table.places
    }


def _row(book: Book, sheet: Sheet, values: Mapping[str, str]) -> list[xlsx.Value]:
    places = book.places.get(sheet.name) or sheet.places
    row: list[xlsx.Value] = [None] * (max(places.values()) + 1)
    for field, place in places.items():
        row[place] = additions.cell_of(book, sheet, '', field, values.get(field, ''))
    return row
