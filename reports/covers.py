"""The cover of an export: whose books and which days it holds, how to check it, its totals; and reading it again.

The grey keys beside the values are by what an export is known: it says what the file was made with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from reports import cell_checks
from reports.summaries import COUNTS, Boxes, Figures
from rules import accounts, totals
from rules.bylaws import Bylaws
from rules.problems import Problem
from sheets import cells, opening
from sheets.cells import Value
from sheets.columns import Type
from sheets.layout import styles, tables
from sheets.opening import Sheets
from sheets.words import N_, _

SHEET = opening.COVER
ROWS = 'rows '

FIGURES = {
    'savings': N_('Savings'), 'loans_given': N_('Loans given'), 'loans_outstanding': N_('Loans outstanding'),
    'principal_repaid': N_('Principal repaid'), 'interest_received': N_('Interest received'),
    'penalties_received': N_('Penalties and fines received'), 'income': N_('Other income'),
    'expenses': N_('Expenses'), 'cash': N_('Cash in hand'), 'bank': N_('Bank'),
    'members_active': N_('Members'), 'members_inactive': N_('Members who left'),
    'loans_active': N_('Running loans'), 'loans_closed': N_('Repaid loans'),
    'loans_written_off': N_('Loans written off'), 'dues_missed': N_('Deposits missed'),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cover:
    """What an export says of itself: its days, and how many rows each sheet was made with.

    `note` is what its reader should know besides; it is written, and not read again.
    """

    start: date
    end: date
    rows: Mapping[str, int]
    seal: str
    changed: Sequence[Problem] = ()
    note: str = ''


def lay_out(sheet: Worksheet, cover: Cover, bylaws: Bylaws, figures: Figures, boxes: Boxes) -> None:
    """Write the cover into an empty sheet."""
    for letter, width in (('A', 40), ('B', 38), ('C', 14)):
        sheet.column_dimensions[letter].width = width
    _line(sheet, bylaws.name, bold=18)
    _line(sheet, _('Books for the auditor'), bold=13)
    _line(sheet)
    _pair(sheet, _('From'), 'date', cover.start, 'from')
    _pair(sheet, _('To'), 'date', cover.end, 'to')
    _pair(sheet, _('Currency'), 'text', bylaws.currency, 'currency')
    _pair(sheet, _('Seal of the last row of the book'), 'text', cover.seal, 'seal')
    if cover.note:
        _line(sheet, cover.note, wrapped=True)
    _line(sheet)
    _line(sheet, _('How to check this file'), bold=13)
    for text in _how_to_check():
        _line(sheet, text, wrapped=True)
    _line(sheet)
    _line(sheet, _('Totals at the end of the last day'), bold=13)
    for name, value in figures.by_name().items():
        title = FIGURES[name] if name in FIGURES else totals.BY_KEY[name].title(bylaws.kind)
        _pair(sheet, _(title), 'percent' if name in COUNTS else 'money', value, name, bylaws.currency)
    for name, box in ((accounts.CASH, boxes.cash), (accounts.BANK, boxes.bank)):
        _line(sheet)
        _line(sheet, _(accounts.ACCOUNTS[name]), bold=13)
        sums = ((_('Before'), box.opening), (_('Received'), box.received), (_('Paid out'), box.paid))
        for number, (label, amount) in enumerate((*sums, (_('At the end'), box.closing)), start=1):
            _pair(sheet, label, 'money', amount, f'{name} {number}', bylaws.currency)
    _line(sheet)
    _line(sheet, _('Sheets, and how many rows they have'), bold=13)
    for name, count in cover.rows.items():
        _pair(sheet, name, 'percent', count, f'{ROWS}{name}')
    styles.show_negative(sheet, f'B1:B{sheet.max_row}', bylaws.currency)
    tables.print_on_a4(sheet, columns=2, wide=False)
    sheet.page_setup.fitToHeight = 1


def read_cover(data: bytes) -> Cover | None:
    """The cover of an export; None when the file is none."""
    workbook = Sheets(data)
    if SHEET not in workbook.names:
        return None
    cells = workbook.cells(SHEET)
    found = {str(row[2]): (number, row) for number, row in enumerate(cells, start=1) if len(row) >= 4 and row[2]}
    if not found.keys() >= opening.COVER_KEYS:
        return None
    start, end, seal = (found[key][1][1] for key in ('from', 'to', 'seal'))
    counts = {key.removeprefix(ROWS): row[1] for key, (_number, row) in found.items() if key.startswith(ROWS)}
    changed = [
        problem
        for number, row in found.values()
        for problem in cell_checks.changed_cells(SHEET, number, row[:3], str(row[3]))
    ]
    rows = {name: int(count) for name, count in counts.items() if isinstance(count, int | float)}
    # A day that was made unreadable is among the changed cells.
    first, last = (day if isinstance(day, date) else date.min for day in (start, end))
    return Cover(first, last, rows, str(seal), changed)


def _how_to_check() -> list[str]:
    return [
        _('Every row of Entries and Changes carries a seal, computed from all its cells and from the seal of the row '
          'that was written before it. One changed digit is found, and its cell is named.'),
        _('Nothing but this file and the program is needed: main.py verify FILE.xlsx'),
        _('The seal of the last row also stands on the printed report and in the messages to the members of that day.'),
    ]  # fmt: skip


def _line(sheet: Worksheet, text: str = '', bold: int = 0, wrapped: bool = False) -> None:
    row = _next_row(sheet)
    cell = sheet.cell(row, 1, text or None)
    cell.font = Font(name='Calibri', size=bold or 11, bold=bool(bold), color=styles.GREEN if bold else styles.INK)
    if text:
        cell.data_type = 's'
    if wrapped:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
        cell.alignment = Alignment(wrap_text=True, vertical='top')
        sheet.row_dimensions[row].height = 32
    sheet.row_dimensions[row].height = sheet.row_dimensions[row].height or (24 if bold else 16)


def _pair(sheet: Worksheet, label: str, type_: Type, value: Value, key: str, currency: str = 'INR') -> None:
    """A label, its value and, in grey, the key by which it is found again. A count is shown as it is."""
    _line(sheet, label)
    row = sheet.max_row
    shown = value if isinstance(value, int) and type_ == 'percent' else cells.to_cell(type_, value, currency)
    cell = sheet.cell(row, 2)
    cell.value = shown
    if isinstance(shown, str):
        cell.data_type = 's'
    cell.number_format = styles.number_format(type_, currency)
    cell.font = Font(name='Calibri', size=11, color=styles.INK)
    cell.alignment = Alignment(horizontal='right')
    for place, text in enumerate((key, cell_checks.check_of([label, shown, key])), start=3):
        sheet.cell(row, place, text).font = Font(name='Calibri', size=8, color=styles.GREY)


def _next_row(sheet: Worksheet) -> int:
    return 1 if sheet.max_row == 1 and sheet['A1'].value is None else sheet.max_row + 1
