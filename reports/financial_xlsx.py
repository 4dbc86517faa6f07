"""A financial statement as a workbook: the amounts of its lines as numbers, its sums as formulas over them.

    with language('mr'):
        data = statement_xlsx(book, statement(book, 'income', span))

Each formula has beside it what it comes to, for programs that do not calculate. The same
statement makes the same bytes.
"""

import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from reports import changed_rows
from reports.approvals import told
from reports.balances import period
from reports.listings import Shown
from reports.statement_lines import Line, Statement
from rules import money
from sheets import seals, xlsx
from sheets.book import Book
from sheets.layout import styles, tables
from sheets.making import dated
from sheets.reading import letters
from sheets.words import _
from sheets.xlsx import Amend, Formula

HEADER_ROW = 6
LONGEST_NAME = 31
NOT_IN_NAMES = re.compile(r'[\[\]:*?/\\]')
TITLE_WIDTH, AMOUNT_WIDTH = 40, 22


def statement_xlsx(book: Book, made: Statement) -> bytes:
    """The workbook of a statement, in the language in which it was made."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = NOT_IN_NAMES.sub(' ', made.title)[:LONGEST_NAME]
    rows = _laid_out(sheet, book, made)
    workbook.properties.creator = 'Bahi'
    workbook.properties.title = f'{made.title} – {book.bylaws.name}'
    written = io.BytesIO()
    workbook.save(written)
    values = _values(made, rows, book.bylaws.currency)
    return dated(xlsx.patch_bytes(written.getvalue(), [Amend(sheet.title, values)]), made.span.last)


def _values(made: Statement, rows: Mapping[str, int], currency: str) -> dict[str, xlsx.Value]:
    """What stands in the cells of amounts, by address."""
    places = {column.key: letters(place) for place, column in enumerate(made.columns, start=1)}
    values: dict[str, xlsx.Value] = {}
    for line in made.lines():
        for column, amount in zip(made.columns, line.amounts, strict=True):
            letter, row, exact = places[column.key], rows[line.key], Decimal(money.as_text(amount, currency))
            down = [(sign, letter, rows[key]) for sign, key in line.adds]
            across = [(sign, places[key], row) for sign, key in column.adds]
            values[f'{letter}{row}'] = Formula(_formula(down or across), exact) if down or across else exact
    return values


def _formula(cells: Sequence[tuple[int, str, int]]) -> str:
    """The sum of cells with their signs: SUM(B7:B9) of those below one another, B9+B14-B20 of others."""
    (_first_sign, letter, first), (*_other, last) = cells[0], cells[-1]
    if len(cells) > 1 and list(cells) == [(1, letter, row) for row in range(first, last + 1)]:
        return f'SUM({letter}{first}:{letter}{last})'
    return ''.join(f'{"-" if sign < 0 else "+"}{letter}{row}' for sign, letter, row in cells).removeprefix('+')


def _laid_out(sheet: Worksheet, book: Book, made: Statement) -> dict[str, int]:
    """Everything but the amounts; gives the row of each line by its key."""
    _write(sheet, 1, book.bylaws.name, size=16)
    _write(sheet, 2, made.title, size=13)
    _write(sheet, 3, period(made.span).replace('\u00a0', ' '))
    _write(sheet, 4, _('Seal of the last row in the book: {seal}').format(seal=seals.printed(book.head(), seals.SIGNS)))
    shown = Shown(book)
    tables.heading(sheet, HEADER_ROW, 1, '')
    for place, column in enumerate(made.columns, start=2):
        tables.heading(sheet, HEADER_ROW, place, shown.amounts(column.title).header, right=True)
    rows, row = {}, HEADER_ROW
    for section in made.sections:
        if section.title:
            row += 1
            _write(sheet, row, section.title, size=11)
        for line in section.all_lines():
            row += 1
            rows[line.key] = row
            _style(sheet, row, line, len(made.columns), book.bylaws.currency)
    amounts = f'B{HEADER_ROW + 1}:{letters(len(made.columns))}{row}'
    styles.show_negative(sheet, amounts, book.bylaws.currency)
    row += 1
    for note in filter(None, (*made.notes, *told(book, made.kind, made.span), changed_rows.said_on_paper(book))):
        row += 1
        _write(sheet, row, note)
    for words in (_('Prepared by'), _('Approved by'), _('Approved on')):
        row += 2
        _write(sheet, row, f'{words}:')
        sheet.cell(row, 2).border = styles.line_below(styles.INK)
    _set_up(sheet, len(made.columns), row)
    return rows


def _write(sheet: Worksheet, row: int, text: str, size: int = 0) -> None:
    """Words in the first column; those with a size are titles."""
    cell = sheet.cell(row, 1, text)
    # A name that begins with = is a name.
    cell.data_type = 's'
    cell.font = Font(name='Calibri', size=size or 11, bold=bool(size), color=styles.GREEN if size else styles.INK)
    sheet.row_dimensions[row].height = 26 if size > 11 else 20 if size else 18


def _style(sheet: Worksheet, row: int, line: Line, columns: int, currency: str) -> None:
    """The title of a line, and how its amounts are shown."""
    _write(sheet, row, line.title)
    for place in range(1, columns + 2):
        cell = sheet.cell(row, place)
        cell.font = Font(name='Calibri', size=11, bold=bool(line.adds), color=styles.INK)
        above = Side('thin', color=styles.GREEN) if line.adds else None
        cell.border = Border(top=above, bottom=Side('thin', color=styles.LINE))
        if place > 1:
            cell.number_format = styles.money_format(currency)
            cell.alignment = Alignment(horizontal='right', vertical='center')


def _set_up(sheet: Worksheet, columns: int, last_row: int) -> None:
    """Widths, the heading that stays, one page of A4."""
    sheet.column_dimensions['A'].width = TITLE_WIDTH
    for place in range(1, columns + 1):
        sheet.column_dimensions[letters(place)].width = AMOUNT_WIDTH
    sheet.row_dimensions[HEADER_ROW].height = 34
    sheet.freeze_panes = f'A{HEADER_ROW + 1}'
    tables.print_on_a4(sheet, columns + 1, wide=columns > 2)
    sheet.print_title_rows = None
    sheet.print_area = f'A1:{letters(columns)}{last_row}'
    sheet.page_setup.fitToHeight = 1
