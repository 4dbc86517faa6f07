"""The sheet Passbook: the reader picks a member and a year, and sees her year on one page."""

from datetime import date

from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from rules.bylaws import Bylaws
from sheets import views
from sheets import views_passbook as view
from sheets.layout import styles
from sheets.layout.frames import amount, cell_of, key, label, one_page, title
from sheets.layout.tables import MEMBER_NUMBERS, drop_down, heading, prompt
from sheets.reading import letters
from sheets.words import N_, _

YEARS_TO_CHOOSE = 25
LABELS = (
    (N_('Name'), N_('Joined')),
    (N_('Mobile'), N_('Status')),
    (N_('Savings'), N_('Loan outstanding')),
    (N_('Deposits missed'), N_('As of')),
)


def lay_out(sheet: Worksheet, bylaws: Bylaws, today: date) -> None:
    """Fill the empty sheet."""
    for letter, width in zip('ABCDEFGHIJK', (17, 14, 11, 12, 18, 13, 12, 11, 12, 13, 14), strict=True):
        sheet.column_dimensions[letter].width = width
    title(sheet, views.GROUP_NAME, _('Passbook'))
    _choice(sheet, bylaws, today)
    _head(sheet, bylaws.currency)
    more = view.besides(bylaws)
    _months(sheet, bylaws.currency, more)
    one_page(sheet, f'A1:{"K" if more else "J"}{view.TOTAL_ROW}')


def _choice(sheet: Worksheet, bylaws: Bylaws, today: date) -> None:
    """Two cells to choose in, in the colour of what may be filled in."""
    for address, text in (('A4', _('Member')), ('E4', _('Year'))):
        cell = sheet[address]
        cell.value, cell.font = text, Font(name='Calibri', bold=True, color=styles.INK)
        cell.alignment = Alignment(horizontal='left', vertical='center', indent=1)
    for address in (view.CHOICE, view.YEAR):
        cell = sheet[address]
        cell.fill, cell.border = styles.fill(styles.PALE_AMBER), styles.line_below(styles.AMBER)
        cell.font = Font(name='Calibri', size=14, bold=True, color=styles.INK)
        cell.alignment = Alignment(horizontal='left')
    sheet[view.CHOICE].number_format = '@'
    sheet[view.YEAR].value = today.year
    sheet.row_dimensions[4].height = 24
    years = range(bylaws.started_on.year, bylaws.started_on.year + YEARS_TO_CHOOSE)
    drop_down(sheet, MEMBER_NUMBERS, view.CHOICE, prompt(_('Member'), _('Choose the number of a member.')))
    drop_down(sheet, f'"{",".join(map(str, years))}"', view.YEAR, prompt(_('Year'), _('Choose a year.')))
    key(sheet, f'{view.KEYS}1', 'group')
    key(sheet, f'{view.KEYS}4', 'choice')
    key(sheet, view.MEMBER_ID, view.MEMBER_ID_FORMULA)


def _head(sheet: Worksheet, currency: str) -> None:
    money, day = styles.money_format(currency), styles.PLAIN_FORMATS['date']
    formats = (('General', day), ('General', 'General'), (money, money), ('0', day))
    lines = enumerate(zip(view.head(), LABELS, formats, strict=True), start=view.FIRST_ROW)
    for row, (line, labels, shown) in lines:
        for place, text, formula, number_format in zip((1, 5), labels, line.formulas, shown, strict=True):
            label(sheet, row, place, _(text)).font = Font(name='Calibri', color=styles.GREY)
            cell = amount(sheet, row, place + 1, formula, number_format, bold=True)
            cell.alignment = Alignment(horizontal='left')
        for place in (3, 7):
            sheet.cell(row, place).border = styles.line_below()
        key(sheet, f'{view.KEYS}{row}', line.key)


def _months(sheet: Worksheet, currency: str, more: str) -> None:
    headings = (*view.HEADINGS, view.BESIDES[more]) if more else view.HEADINGS
    for place, text in enumerate(headings, start=1):
        heading(sheet, view.HEAD_ROW, place, _(text), right=place > 1)
    sheet.row_dimensions[view.HEAD_ROW].height = 32
    if more:
        key(sheet, f'{view.KEYS}{view.HEAD_ROW}', more)
    for row, line in enumerate(view.months(more), start=view.HEAD_ROW + 1):
        total = line.key == 'total'
        for place, formula in enumerate(line.formulas, start=1):
            if place == 1:
                cell = label(sheet, row, 1, _(line.title) if total else formula, bold=total)
                cell.number_format = styles.PLAIN_FORMATS['month']
                cell.alignment = Alignment(horizontal='left', vertical='center', indent=1)
            else:
                amount(sheet, row, place, formula, styles.money_format(currency), bold=total)
        if total:
            cell_of(sheet, row, 10, '').border = styles.line_below()
        key(sheet, f'{view.KEYS}{row}', line.key)
        sheet.row_dimensions[row].height = 28
    cells = f'B{view.HEAD_ROW + 1}:{letters(len(headings) - 1)}{view.TOTAL_ROW}'
    styles.show_negative(sheet, cells, currency)
    first = f'B{view.HEAD_ROW + 1}'
    missing = f'C{view.HEAD_ROW + 1}'
    # What is missing in the month that runs may still come in by its day.
    over = f'$A{view.HEAD_ROW + 1}<DATE(YEAR({view.AS_OF_HERE}),MONTH({view.AS_OF_HERE}),1)'
    late = styles.when(f'AND(ISNUMBER({missing}),{missing}>0,{over})', styles.RED)
    sheet.conditional_formatting.add(f'{missing}:C{view.TOTAL_ROW - 1}', late)
    sheet.conditional_formatting.add(cells, styles.when(f'AND(ISNUMBER({first}),{first}=0)', styles.PALE_INK))
