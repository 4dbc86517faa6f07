"""What a workbook does not have yet and is to get: the sheets and the bylaws of a module that was switched on.

    added = found(book, pending)        what is lacking
    changes(book, added)                the changes that bring it

A sheet that somebody deleted comes back the same way, with the rows that the journal has. A sheet of people's own that
is called the same is in the way only when rows are to go into ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.bylaws import BY_FIELD, BYLAWS
from sheets import cells, columns, making, xlsx
from sheets.book import Book
from sheets.columns import Sheet
from sheets.journal import Operation
from sheets.words import _, language
from sheets.xlsx import AddSheet, Append, Change


@dataclass(frozen=True, slots=True)
class Additions:
    """Sheets that are lacking, and the fields of bylaws that have no row."""

    sheets: Sequence[Sheet]
    bylaws: Sequence[str]


def found(book: Book, pending: Sequence[Operation]) -> Additions:
    """What the workbook lacks; `pending` waits to go into it."""
    if not book.places:
        return Additions((), ())
    waiting = {operation.sheet for operation in pending}
    needed = [sheet for sheet in columns.used(book.bylaws) if sheet.name not in book.places]
    sheets = [sheet for sheet in needed if sheet.name not in book.names or sheet.name in waiting]
    wanted = {operation.row for operation in pending if operation.sheet == columns.BYLAWS.name}
    wanted |= {bylaw.field for bylaw in BYLAWS if bylaw.module and book.bylaws.shows(bylaw)}
    return Additions(sheets, [bylaw.field for bylaw in BYLAWS if bylaw.field in wanted - book.agreed])


def any_for(book: Book) -> bool:
    """Whether something is to be added though no row waits."""
    added = found(book, ())
    return bool(added.sheets or added.bylaws)


def changes(book: Book, added: Additions) -> list[Change]:
    """The changes that bring what is lacking."""
    made: list[Change] = [AddSheet(sheet.name, making.sheet_alone(sheet, book.bylaws)) for sheet in added.sheets]
    rows = [_bylaw_row(book, field) for field in added.bylaws]
    return [*made, Append(columns.BYLAWS.name, rows)] if rows else made


def cell_of(book: Book, sheet: Sheet, row: str, field: str, text: str) -> xlsx.Value:
    """The cell value of a canonical text; `row` is the field of a bylaw."""
    currency = book.bylaws.currency
    of_bylaw = sheet is columns.BYLAWS
    type_ = columns.TYPES_OF_BYLAWS[BY_FIELD[row].type] if of_bylaw else sheet.column(field).type
    return cells.to_cell(type_, cells.from_text(type_, text, currency), currency)


def _bylaw_row(book: Book, field: str) -> list[xlsx.Value]:
    """The row of a bylaw, as it counts now."""
    bylaw, places = BY_FIELD[field], book.places[columns.BYLAWS.name]
    with language(book.bylaws.language):
        texts = {'title': _(bylaw.title), 'meaning': _(bylaw.meaning), 'key': field}
    value = cell_of(
        book, columns.BYLAWS, field, 'value', bylaw.written(getattr(book.bylaws, field), book.bylaws.currency)
    )
    row: list[xlsx.Value] = [None] * (max(places.values()) + 1)
    for name, place in places.items():
        row[place] = value if name == 'value' else texts[name]
    return row
