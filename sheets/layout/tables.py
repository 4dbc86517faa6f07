"""One sheet of the file format as an Excel table: heading, widths, formats, drop-downs, notes, print set-up.

A new table has one empty row, since a table without any is none; the first row that the app writes takes its place.
Formats are set for whole columns too, and every row that is added later takes them.
"""

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from sheets.columns import Column, Sheet
from sheets.layout import styles
from sheets.words import _

LAST_ROW = 1_048_576
# As far as numbers were given; with empty cells in it Excel opens a list at its end.
MEMBER_NUMBERS = 'Members!$A$2:INDEX(Members!$A:$A,MAX(2,COUNTA(Members!$A:$A)))'
LONGEST_PROMPT, LONGEST_LIST = 255, 255
OVER = frozenset({
    'inactive', 'closed', 'written off', 'cancelled', 'rejected', 'withdrawn', 'retired', 'declined', 'released',
    'paid', 'skipped', 'waived', 'matured', 'closed early', 'recorded',
})  # fmt: skip
"""What a row says that is over: it is shown in grey."""

WIDEST_UPRIGHT = 130


def lay_out(sheet: Worksheet, described: Sheet, currency: str) -> None:
    """Make an empty sheet the table that the file format describes."""
    for place, column in enumerate(described.columns, start=1):
        _head(sheet, place, column)
        _format(sheet, place, column, currency)
        _choices(sheet, place, column, described)
    as_table(sheet, described.table, len(described.columns), last_row=2)
    printed = [column for column in described.columns if not column.for_app and column.printed]
    print_on_a4(sheet, len(printed), wide=sum(column.width for column in printed) > WIDEST_UPRIGHT)
    # Devanagari stands higher than Latin letters.
    sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = 18, True
    _colour(sheet, described, currency)


def as_table(sheet: Worksheet, name: str, columns: int, last_row: int) -> None:
    """An Excel table with a frozen heading and a filter."""
    table = Table(displayName=name, ref=f'A1:{get_column_letter(columns)}{last_row}')
    table.tableStyleInfo = TableStyleInfo(name='TableStyleLight1', showRowStripes=False)
    sheet.add_table(table)
    sheet.freeze_panes = 'A2'


def print_on_a4(sheet: Worksheet, columns: int, wide: bool) -> None:
    """A4, as wide as the page, the heading on each page, pages counted at the foot."""
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = 'landscape' if wide else 'portrait'
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = '1:1'
    # To the last row there is: these are the whole columns, of which filled pages print; openpyxl cannot read $A:$H.
    sheet.print_area = f'A1:{get_column_letter(columns)}{LAST_ROW}'
    foot(sheet)


def foot(sheet: Worksheet) -> None:
    """The name of the sheet and the page, at the foot of every page."""
    footer = sheet.oddFooter
    # A foot without text counts as false in openpyxl, so it is asked for by name.
    assert footer is not None and footer.left is not None and footer.right is not None
    footer.left.text, footer.right.text = '&A', '&P / &N'
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.6, 0.8, 0.4


def heading(sheet: Worksheet, row: int, place: int, text: str, right: bool = False, wraps: bool = True) -> None:
    """A heading in the colour of headings; one that does not wrap is made smaller where it is too long."""
    cell = sheet.cell(row, place, text)
    cell.font = Font(name='Calibri', bold=True, color=styles.WHITE)
    cell.fill = styles.fill(styles.GREEN)
    cell.alignment = Alignment(
        horizontal='right' if right else 'left', vertical='center', wrap_text=wraps, shrink_to_fit=not wraps,
        indent=0 if right else 1,
    )  # fmt: skip


def prompt(title: str, text: str) -> DataValidation:
    """A note that appears while the cell is chosen; everything may stand in the cell."""
    assert len(text) <= LONGEST_PROMPT, f'too long for a note: {text}'
    return DataValidation(promptTitle=title[:32], prompt=text, showInputMessage=True)


def _head(sheet: Worksheet, place: int, column: Column) -> None:
    right = column.type in styles.NUMBERS
    heading(sheet, 1, place, column.header, right=right)
    cell = sheet.cell(1, place)
    if right:
        # The button of the filter stands at the right edge, and the text should not be behind it.
        cell.alignment = Alignment(horizontal='right', vertical='center', indent=2)
    if column.note:
        note = prompt(column.header, _(column.note))
        note.add(cell.coordinate)
        sheet.add_data_validation(note)
    if column.for_app:
        cell.font = Font(name='Calibri', size=8, color=styles.GREY)
        cell.fill = styles.fill(styles.PALE_GREY)
    sheet.row_dimensions[1].height = 24


def _format(sheet: Worksheet, place: int, column: Column, currency: str) -> None:
    """The same style for the whole column and for its first, empty row."""
    dimension = sheet.column_dimensions[get_column_letter(place)]
    # Room for the indent, and for the wider letters of other programs' fonts.
    dimension.width = column.width + 2
    for styled in (dimension, sheet.cell(2, place)):
        styled.number_format = styles.number_format(column.type, currency)
        styled.font = styles.font_of(column)
        styled.alignment = styles.aligned(column)


def _choices(sheet: Worksheet, place: int, column: Column, described: Sheet) -> None:
    words = ','.join(column.offered or column.choices or (('yes', 'no') if column.type == 'yes_no' else ()))
    assert len(words) <= LONGEST_LIST, f'too long for a drop-down: {column.header}'
    source = f'"{words}"' if words else MEMBER_NUMBERS if column.field == 'member_number' else ''
    if source:
        drop_down(sheet, source, f'{get_column_letter(place)}2:{get_column_letter(place)}{LAST_ROW}')


def drop_down(sheet: Worksheet, source: str, cells: str, note: DataValidation | None = None) -> None:
    """A list to choose from, in these cells."""
    validation = note or DataValidation()
    validation.type, validation.formula1, validation.allow_blank = 'list', source, True
    validation.showErrorMessage = True
    validation.error = _('Choose one from the list of the cell.')
    validation.add(cells)
    sheet.add_data_validation(validation)


def _colour(sheet: Worksheet, described: Sheet, currency: str) -> None:
    """Rows that are taken back red, what is over grey, a thin line below every row.

    Amounts in rupees have rules of their own, see `styles.show_negative`; an amount below zero is one taken back.
    """
    letter = {column.field: get_column_letter(place) for place, column in enumerate(described.columns, start=1)}
    rules: list[tuple[str, str]] = []
    if 'reverses' in letter:
        rules.append((f'${letter["reverses"]}2<>""', styles.RED))
    if 'status' in letter:
        status = f'${letter["status"]}2'
        live = [f'{status}<>"{choice}"' for choice in described.column('status').choices if choice not in OVER]
        rules.append((f'AND({",".join((*live, status + "<>" + chr(34) * 2))})', styles.GREY))
    rules.append(('$A2<>""', ''))
    amounts = f'{letter["amount"]}2:{letter["amount"]}{LAST_ROW}' if 'amount' in letter else ''
    if amounts:
        styles.show_negative(sheet, amounts, currency, styles.RED, line=True)
    for cells in filter(None, (amounts, _beside(letter, 'amount'))):
        for formula, colour in rules:
            sheet.conditional_formatting.add(cells, styles.when(formula, colour, line=True))


def _beside(letter: dict[str, str], field: str) -> str:
    """All cells of the table but those of one column."""
    letters = list(letter.values())
    cut = letters.index(letter[field]) if field in letter else len(letters)
    runs = [run for run in (letters[:cut], letters[cut + 1 :]) if run]
    return ' '.join(f'{run[0]}2:{run[-1]}{LAST_ROW}' for run in runs)
