"""Colours with a meaning, fonts and number formats of the workbook.

green    headings, and what is paid          amber    part-paid
red      missed, overdue, taken back         grey     for the app, or no longer active
"""

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from rules.money import minor_digits
from sheets.columns import Column, Type

GREEN, PALE_GREEN = '1F6650', 'E3F1EA'
AMBER, PALE_AMBER = '8A5A00', 'FFF1D6'
RED, PALE_RED = 'B3261E', 'FCE8E6'
GREY, PALE_GREY, LINE = '7A7F85', 'F3F4F5', 'D9DDE1'
INK, PALE_INK, WHITE = '22262A', 'B8BDC2', 'FFFFFF'

# After the last three digits, amounts in rupees are grouped by two: 1,23,456.00. A number format holds only two
# conditions, so negative lakhs are shown by a conditional format, see `negative_lakhs`.
LAKHS = r'[>=10000000]##\,##\,##\,##0.00;[>=100000]##\,##\,##0.00;##,##0.00'
NEGATIVE_LAKHS = r'[<=-10000000]-##\,##\,##\,##0.00;-##\,##\,##0.00'
PLAIN_FORMATS = {
    'text': '@',
    'date': 'dd mmm yyyy',
    'month': 'mmm yyyy',
    'time': 'yyyy-mm-dd hh:mm',
    'percent': 'General',
}


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
    return Alignment(horizontal='right' if column.type in ('money', 'percent') else 'left', vertical='center')


def fill(colour: str) -> PatternFill:
    """A cell filled with one colour."""
    return PatternFill('solid', fgColor=colour)


def line_below(colour: str = LINE) -> Border:
    """A thin line below a cell."""
    return Border(bottom=Side('thin', color=colour))


def when(formula: str, colour: str = '', background: str = '', strike: bool = False) -> Rule:
    """A conditional format: cells in this colour where the formula holds."""
    style = DifferentialStyle(
        font=Font(color=colour or None, strike=strike or None),
        fill=PatternFill(bgColor=background) if background else None,
    )
    return Rule(type='expression', dxf=style, formula=[formula])


def ruled(formula: str) -> Rule:
    """A thin line below the rows in which the formula holds."""
    return Rule(type='expression', dxf=DifferentialStyle(border=line_below()), formula=[formula])


def negative_lakhs(cell: str) -> Rule:
    """Rupees below minus one lakh, grouped as people read them."""
    style = DifferentialStyle(numFmt=NumberFormat(numFmtId=200, formatCode=NEGATIVE_LAKHS))
    return Rule(type='expression', dxf=style, formula=[f'{cell}<=-100000'])
