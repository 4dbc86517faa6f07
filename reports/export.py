"""All books of a range as a workbook for the auditor, which proves itself: `main.py verify` needs nothing but the file.

    export(book, date(2025, 4, 1), date(2026, 3, 31))    the bytes of the .xlsx, the same for the same book

Entries and Changes keep their headings and their seals, so that they are read and checked like those of the group's own
workbook; everything else speaks the language of the reader.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle

from reports import covers, summaries
from reports.covers import Cover
from reports.ledgers import Listing, listings
from rules.bylaws import BYLAWS
from rules.problems import N_, refuse
from sheets import cells, columns, entries, xlsx
from sheets.book import Book
from sheets.cells import Value
from sheets.columns import Sheet
from sheets.layout import tables
from sheets.making import _dated as dated
from sheets.reading import letters
from sheets.words import _
from sheets.xlsx import Append


def export(book: Book, start: date, end: date) -> bytes:
    """The export of a range, both days counted. Raises Refused when the range is empty."""
    if start > end:
        raise refuse(N_('The range ends before it begins.'), N_('Choose a later last day.'), about='to')
    listed, sealed = listings(book, start, end), _books_as_kept(book, start, end)
    rows = {listing.title: _cells(listing.sheet, listing.rows, book) for listing in listed}
    rows |= {sheet.name: _cells(sheet, values, book) for sheet, values in sealed}
    counts = {name: len(rows[name]) for name in covers.COUNTED}
    empty = _laid_out(book, Cover(start, end, counts, book.head()), listed, [sheet for sheet, _values in sealed])
    return dated(xlsx.patch_bytes(empty, [Append(name, values) for name, values in rows.items()]), end)


def _laid_out(book: Book, cover: Cover, listed: Sequence[Listing], sealed: Sequence[Sheet]) -> bytes:
    """The workbook with its headings and formats, before its rows."""
    workbook = Workbook()
    front = workbook.active
    assert front is not None
    front.title = covers.SHEET
    for title, sheet in [
        *((listing.title, listing.sheet) for listing in listed),
        *((kept.name, kept) for kept in sealed),
    ]:
        made = workbook.create_sheet(title)
        tables.lay_out(made, sheet, book.bylaws.currency)
        made.conditional_formatting.add(f'A2:{letters(len(sheet.columns) - 1)}{tables.LAST_ROW}', _bold_total())
    covers.lay_out(
        front, cover, book.bylaws, summaries.figures(book, cover.end), summaries.boxes(book, cover.start, cover.end),
        workbook.sheetnames[1:],
    )  # fmt: skip
    workbook.properties.creator = 'Bahi'
    workbook.properties.title = book.bylaws.name
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _bold_total() -> Rule:
    """The row of the totals stands out, wherever the table ends."""
    return Rule(type='expression', dxf=DifferentialStyle(font=Font(bold=True)), formula=[f'$A2="{_("Total")}"'])


def _books_as_kept(book: Book, start: date, end: date) -> list[tuple[Sheet, list[Sequence[Value]]]]:
    """The registers and journals under their own headings: the rows of the range, and whom and what they name."""
    rows = entries.records_of(summaries.entries_between(book, start, end))
    named = {row.member for row in rows} | {row.loan for row in rows}
    members = [member for member in book.members.values() if member.joined <= end or member.id in named]
    loans = [loan for loan in book.loans.values() if loan.given_on <= end or loan.id in named]
    changes = [change for change in book.changes if start <= change.on <= end]
    bylaws = [
        (_(bylaw.title), bylaw.written(getattr(book.bylaws, bylaw.field), book.bylaws.currency), _(bylaw.meaning),
         bylaw.field)
        for bylaw in BYLAWS
    ]  # fmt: skip
    return [
        (columns.ENTRIES, _values(columns.ENTRIES, rows)),
        (columns.CHANGES, _values(columns.CHANGES, changes)),
        (columns.MEMBERS, _values(columns.MEMBERS, members)),
        (columns.LOANS, _values(columns.LOANS, loans)),
        (columns.BYLAWS, list(bylaws)),
    ]


def _values(sheet: Sheet, records: Iterable[object]) -> list[Sequence[Value]]:
    return [[getattr(record, field) for field in sheet.fields] for record in records]


def _cells(sheet: Sheet, rows: Sequence[Sequence[Value]], book: Book) -> list[list[xlsx.Value]]:
    """The rows as they are written into cells. Counts are plain numbers like percents, and so share their type."""
    currency = book.bylaws.currency
    types = [column.type for column in sheet.columns]
    return [
        [
            value if type_ == 'percent' and isinstance(value, int) else cells.to_cell(type_, value, currency)
            for type_, value in zip(types, row, strict=True)
        ]
        for row in rows
    ]
