"""All books of a range as a workbook for the auditor, which proves itself: `main.py verify` needs nothing but the file.

    export(book, date(2025, 4, 1), date(2026, 3, 31))    the bytes of the .xlsx, the same for the same book

Entries and Changes keep their headings and their seals, so that they are read and checked like those of the group's own
workbook; everything else speaks the language of the reader, with a short check beside each row.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet

from reports import cell_checks, changed_rows, covers, ledgers, summaries
from reports.covers import Cover
from rules.bylaws import BYLAWS, Bylaws
from rules.problems import N_, refuse
from sheets import cells, columns, entries, seals, xlsx
from sheets.book import Book
from sheets.cells import Value
from sheets.columns import Sheet
from sheets.layout import styles, tables
from sheets.making import dated
from sheets.reading import letters
from sheets.words import _
from sheets.xlsx import Append

TWO_LINES = 34


class Part(NamedTuple):
    """One sheet of the export: its name, its columns, and its rows as cells."""

    name: str
    sheet: Sheet
    rows: Sequence[Sequence[xlsx.Value]]


def export(book: Book, start: date, end: date) -> bytes:
    """The export of a range, both days counted. Raises Refused when the range is empty."""
    if start > end:
        raise refuse(N_('The range ends before it begins.'), N_('Choose a later last day.'), about='to')
    parts = [*_ledgers(book, start, end), *_journals(book, start, end), *_registers(book, start, end)]
    rows_of_sheets = {part.name: len(part.rows) for part in parts}
    cover = Cover(start, end, rows_of_sheets, book.head(), note=changed_rows.said_on_paper(book))
    rows = [Append(part.name, part.rows) for part in parts]
    return dated(xlsx.patch_bytes(_laid_out(book, cover, parts), rows), end)


def _laid_out(book: Book, cover: Cover, parts: Sequence[Part]) -> bytes:
    """The workbook with its cover, headings and formats, before its rows."""
    workbook = Workbook()
    front = workbook.active
    assert front is not None
    front.title = covers.SHEET
    figures, boxes = summaries.figures(book, cover.end), summaries.boxes(book, cover.start, cover.end)
    covers.lay_out(front, cover, book.bylaws, figures, boxes)
    for part in parts:
        made = workbook.create_sheet(part.name)
        tables.lay_out(made, part.sheet, book.bylaws.currency)
        if part.name not in columns.BY_NAME:
            _colour_ledger(made, part.sheet, book.bylaws.currency)
    workbook.properties.creator = 'Bahi'
    workbook.properties.title = book.bylaws.name
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _colour_ledger(sheet: Worksheet, described: Sheet, currency: str) -> None:
    """Amounts below zero with their minus, a line below every row, and the row of the totals bold, wherever it is.

    LibreOffice takes only one of the conditional formats of a cell, so those of the other tables are put away.
    """
    sheet.row_dimensions[1].height = TWO_LINES
    sheet.conditional_formatting = ConditionalFormattingList()
    title = _('Total')
    bold = DifferentialStyle(font=Font(bold=True), border=styles.line_below())
    for place, column in enumerate(described.columns):
        cells = f'{letters(place)}2:{letters(place)}{tables.LAST_ROW}'
        if column.type == 'money':
            styles.show_negative(sheet, cells, currency, line=True)
        total = Rule(type='expression', dxf=bold, formula=[f'$A2="{title}"'])
        sheet.conditional_formatting.add(cells, total)
        sheet.conditional_formatting.add(cells, styles.when('$A2<>""', line=True))


def _ledgers(book: Book, start: date, end: date) -> list[Part]:
    """The books that are made for the export."""
    return [_checked(title, sheet, rows, book) for title, sheet, rows in ledgers.of_range(book, start, end)]


def _journals(book: Book, start: date, end: date) -> list[Part]:
    """The sealed rows of the range, and every row that joins copies that were written apart."""
    changes = [change for change in book.changes if start <= change.on <= end or seals.is_join(change)]
    rows = entries.records_of(summaries.entries_between(book, start, end))
    return [
        Part(sheet.name, sheet, _cells(sheet, _values(sheet, records), book.bylaws.currency))
        for sheet, records in ((columns.ENTRIES, rows), (columns.CHANGES, changes))
    ]


def _registers(book: Book, start: date, end: date) -> list[Part]:
    """The registers as they are now, and the bylaws.

    Members and loans are there if they were by the end of the range or are named in it.
    """
    named = summaries.entries_between(book, start, end)[['member', 'loan']]
    known = set(named['member']) | set(named['loan'])
    members = [member for member in book.members.values() if member.joined <= end or member.id in known]
    loans = [loan for loan in book.loans.values() if (loan.given_on or end) <= end or loan.id in known]
    of_range: dict[str, Iterable[object]] = {'Members': members, 'Loans': loans}
    return [
        *(
            _checked(sheet.name, sheet, _values(sheet, of_range.get(sheet.name, book.register(sheet).values())), book)
            for sheet in columns.used(book.bylaws)
            if sheet in columns.REGISTERS
        ),
        _checked('Bylaws', columns.BYLAWS, _bylaws(book.bylaws), book),
    ]


def _bylaws(bylaws: Bylaws) -> list[Sequence[Value]]:
    return [
        (_(bylaw.title), bylaw.written(getattr(bylaws, bylaw.field), bylaws.currency), _(bylaw.meaning), bylaw.field)
        for bylaw in BYLAWS
        if bylaws.shows(bylaw)
    ]


def _checked(name: str, sheet: Sheet, rows: Sequence[Sequence[Value]], book: Book) -> Part:
    """A sheet without seals, with a check beside each row."""
    with_check = replace(sheet, columns=(*sheet.columns, cell_checks.CHECK))
    return Part(name, with_check, [cell_checks.checked(row) for row in _cells(sheet, rows, book.bylaws.currency)])


def _values(sheet: Sheet, records: Iterable[object]) -> list[Sequence[Value]]:
    return [[getattr(record, field) for field in sheet.fields] for record in records]


def _cells(sheet: Sheet, rows: Iterable[Sequence[Value]], currency: str) -> list[list[xlsx.Value]]:
    """The rows as they are written into cells. Counts are plain numbers like percents, and so share their type."""
    types = [column.type for column in sheet.columns]
    return [
        [
            value if type_ == 'percent' and isinstance(value, int) else cells.to_cell(type_, value, currency)
            for type_, value in zip(types, row, strict=True)
        ]
        for row in rows
    ]
