"""Colours with a meaning, fonts and number formats of the workbook.

green    headings, and what is paid          amber    part-paid
red      missed, overdue, taken back         grey     for the app, or no longer active
"""

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.worksheet import Worksheet

from rules.money import minor_digits
from sheets.columns import Column, Type

GREEN, PALE_GREEN = '1F6650', 'E3F1EA'
AMBER, PALE_AMBER = '8A5A00', 'FFF1D6'
RED, PALE_RED = 'B3261E', 'FCE8E6'
GREY, PALE_GREY, LINE = '7A7F85', 'F3F4F5', 'D9DDE1'
INK, PALE_INK, WHITE = '22262A', 'B8BDC2', 'FFFFFF'

# After the last three digits, amounts in rupees are grouped by two: 1,23,456.00. A number format holds only two
# conditions, and LibreOffice shows no minus where neither holds; so negative amounts have conditional formats.
LAKHS = r'[>=10000000]##\,##\,##\,##0.00;[>=100000]##\,##\,##0.00;##,##0.00'
NEGATIVE = {
    -10_000_000: r'##\,##\,##\,##0.00;-##\,##\,##\,##0.00',
    -100_000: r'##\,##\,##0.00;-##\,##\,##0.00',
    0: '#,##0.00;-#,##0.00',
}
PLAIN_FORMATS = {
    'text': '@',
    'date': 'dd mmm yyyy',
    'month': 'mmm yyyy',
    'time': 'yyyy-mm-dd hh:mm',
    'percent': 'General',
    'whole': '0',
    'yes_no': '@',
}
NUMBERS = ('money', 'percent', 'whole')


def number_format(type_: Type, currency: str) -> str:
    """How a column of this type is shown."""
    return money_format(currency) if type_ == 'money' else PLAIN_FORMATS[type_]


def money_format(currency: str) -> str:
    """An amount with the grouping and the decimals of its currency."""
    if currency == 'INR':
        return LAKHS
    return '#,##0.00' if minor_digits(currency) else '#,##0'


def font_of(column: Column) -> Font:
    """Columns for the app are small and grey."""
    return Font(name='Calibri', size=8, color=GREY) if column.for_app else Font(name='Calibri', size=11, color=INK)


def aligned(column: Column) -> Alignment:
    """Amounts to the right, everything else to the left, so that a column reads down one edge."""
    if column.type in NUMBERS:
        return Alignment(horizontal='right', vertical='center')
    return Alignment(horizontal='left', vertical='center', indent=1)


def fill(colour: str) -> PatternFill:
    """A cell filled with one colour."""
    return PatternFill('solid', fgColor=colour)


def line_below(colour: str = LINE) -> Border:
    """A thin line below a cell."""
    return Border(bottom=Side('thin', color=colour))


def when(formula: str, colour: str = '', background: str = '', line: bool = False) -> Rule:
    """A conditional format: cells in this colour, on this background, above a line, where the formula holds."""
    style = DifferentialStyle(
        font=Font(color=colour) if colour else None,
        fill=PatternFill(bgColor=background) if background else None,
        border=line_below() if line else None,
    )
    return Rule(type='expression', dxf=style, formula=[formula])


def show_negative(sheet: Worksheet, cells: str, currency: str, colour: str = '', line: bool = False) -> None:
    """Amounts in rupees below zero in these cells, with their minus and grouped as people read them.

    Of several conditional formats of a cell LibreOffice takes one, so colour and line are part of this one.
    """
    if currency != 'INR':
        return
    first = cells.partition(':')[0]
    for number, (below, code) in enumerate(NEGATIVE.items()):
        formula = f'AND(ISNUMBER({first}),{first}<{below})' if not below else f'{first}<={below}'
        rule = when(formula, colour, line=line)
        assert rule.dxf is not None, 'a rule made by when() has a style'
        rule.dxf.numFmt = NumberFormat(numFmtId=200 + number, formatCode=code)
        sheet.conditional_formatting.add(cells, rule)
