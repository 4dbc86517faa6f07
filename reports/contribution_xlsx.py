"""The contribution report as a sheet: periods, members, amounts as amounts, growth, who stopped, and the ratios below.

Amounts are written as exact decimals, and the total is a formula over them, so that whoever gets it can go on with it.
"""

import io
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from reports import contribution_report
from reports.contribution_paper import in_figures, percent
from reports.listings import Shown
from reports.ratios import ratios
from rules import money
from rules.contribution_report import Length, Line
from rules.money import Money, rounded
from sheets import seals, xlsx
from sheets.book import Book
from sheets.layout import styles, tables
from sheets.making import dated
from sheets.words import _
from sheets.xlsx import Amend, Formula

HEADER_ROW = 5
WIDTHS = (26, 14, 14, 18, 18, 14, 18, 44)
AMOUNTS = {'D', 'E', 'G'}


def contribution_xlsx(book: Book, length: Length, today: date) -> bytes:
    """The workbook of the report, in the current language."""
    found = contribution_report.lines(book, length, today)[::-1]
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = _('Contributions')[:31]
    _laid_out(sheet, book, found)
    last = _ratios(sheet, book, HEADER_ROW + len(found) + 4, today)
    tables.print_on_a4(sheet, len(WIDTHS), wide=True)
    sheet.print_title_rows = None
    sheet.print_area = f'A1:H{last}'
    workbook.properties.creator = 'Bahi'
    title = _('Contributions')
    workbook.properties.title = f'{title} – {book.bylaws.name}'
    written = io.BytesIO()
    workbook.save(written)
    values = _values(found, book.bylaws.currency)
    return dated(xlsx.patch_bytes(written.getvalue(), [Amend(sheet.title, values)]), today)


def _values(found: list[Line], currency: str) -> dict[str, xlsx.Value]:
    """The figures in their cells, by address."""

    def exact(amount: Money) -> Decimal:
        return Decimal(money.as_text(amount, currency))

    values: dict[str, xlsx.Value] = {}
    for row, line in enumerate(found, start=HEADER_ROW + 1):
        values |= {f'B{row}': line.members, f'C{row}': line.contributors, f'D{row}': exact(line.total)}
        if line.before is not None:
            values[f'E{row}'] = exact(line.before)
        if line.average is not None:
            values[f'G{row}'] = exact(rounded(line.average, 1, 'half-up'))
    last = HEADER_ROW + len(found)
    total = exact(sum(line.total for line in found))
    values[f'D{last + 1}'] = Formula(f'SUM(D{HEADER_ROW + 1}:D{last})', total)
    return values


def _laid_out(sheet: Worksheet, book: Book, found: list[Line]) -> None:
    """Titles, headings, the words of each period; the figures come into cells that are styled for them."""
    shown = Shown(book)
    for letter, width in zip('ABCDEFGH', WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    _write(sheet, 1, 1, book.bylaws.name, size=16)
    _write(sheet, 2, 1, _('Contributions'), size=13)
    seal = seals.printed(book.head(), seals.SIGNS)
    _write(sheet, 3, 1, _('Seal of the last row in the book: {seal}').format(seal=seal))
    for place, column in enumerate(contribution_report.listing(book, [], shown).columns, start=1):
        tables.heading(sheet, HEADER_ROW, place, column.header.replace('\u00a0', ' '), right=column.align == 'right')
    for row, line in enumerate(found, start=HEADER_ROW + 1):
        _write(sheet, row, 1, contribution_report.named(line.period))
        _write(sheet, row, 6, contribution_report.growth(line))
        _write(sheet, row, 8, contribution_report.names(book, line, shown))
    last = HEADER_ROW + len(found) + 1
    _write(sheet, last, 1, _('Total'), bold=True)
    for row in range(HEADER_ROW + 1, last + 1):
        for letter in AMOUNTS:
            sheet[f'{letter}{row}'].number_format = styles.money_format(book.bylaws.currency)
    styles.show_negative(sheet, f'D{HEADER_ROW + 1}:G{last}', book.bylaws.currency)
    sheet.freeze_panes = f'A{HEADER_ROW + 1}'


def _ratios(sheet: Worksheet, book: Book, row: int, today: date) -> int:
    """The ratios, each with its formula and its parts; gives the last row."""
    _write(sheet, row, 1, _('Ratios'), size=13)
    found = ratios(book, today)
    for place, ratio in enumerate(found, start=row + 1):
        _write(sheet, place, 1, _(ratio.name))
        _write(sheet, place, 2, f'{percent(ratio)} %')
        _write(sheet, place, 3, f'{_(ratio.formula)} = {in_figures(ratio, book.bylaws.currency)}')
    return row + len(found)


def _write(sheet: Worksheet, row: int, place: int, text: str, size: int = 0, bold: bool = False) -> None:
    """Words in a cell; those with a size are titles. A name that begins with = is a name."""
    if not text:
        return
    cell = sheet.cell(row, place, text)
    cell.data_type = 's'
    colour = styles.GREEN if size else styles.INK
    cell.font = Font(name='Calibri', size=size or 11, bold=bool(size) or bold, color=colour)
