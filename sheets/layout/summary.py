"""The sheet Summary: the key figures, how cash and bank came about, the deposits of the last months, two charts."""

from datetime import date
from functools import partial

from openpyxl.chart import BarChart, PieChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.legend import Legend
from openpyxl.chart.marker import DataPoint
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from rules.bylaws import Bylaws
from sheets import views
from sheets.layout import styles
from sheets.layout.frames import amount, key, label, one_page, title
from sheets.layout.tables import heading, prompt
from sheets.words import _

MONTHS_COLUMN = 5
PIE_COLOURS = (styles.GREEN, '4C9A82', 'D08A1D')

_heading = partial(heading, wraps=False)


def lay_out(sheet: Worksheet, bylaws: Bylaws, today: date) -> None:
    """Fill the empty sheet."""
    for letter, width in zip('ABCDEFG', (40, 20, 18, 3, 20, 20, 3), strict=True):
        sheet.column_dimensions[letter].width = width
    title(sheet, views.GROUP_NAME, _('Summary'))
    _as_of(sheet, today)
    _figures(sheet, bylaws.currency)
    _boxes(sheet, bylaws.currency)
    _deposits(sheet, bylaws.currency)
    sheet.add_chart(_pie(sheet), 'D5')
    last = views.BOXES_TOTAL_ROW
    if views.has_more(bylaws):
        last = _more(sheet, bylaws)
    sheet.add_chart(_columns(sheet), f'A{last + 2}')
    one_page(sheet, f'A1:F{last + 18}')


def _as_of(sheet: Worksheet, today: date) -> None:
    label(sheet, 3, 1, _('As of'))
    cell = sheet[views.AS_OF_CELL]
    cell.value, cell.number_format = today, styles.PLAIN_FORMATS['date']
    cell.font = Font(name='Calibri', bold=True, color=styles.INK)
    cell.alignment = Alignment(horizontal='right', vertical='center')
    cell.fill, cell.border = styles.fill(styles.PALE_AMBER), styles.line_below(styles.AMBER)
    note = prompt(_('As of'), _('All figures count up to this day. Put in an earlier day to look back.'))
    note.add(cell.coordinate)
    sheet.add_data_validation(note)
    key(sheet, f'{views.SUMMARY_KEYS}1', 'group')
    key(sheet, f'{views.SUMMARY_KEYS}3', 'as_of')


def _figures(sheet: Worksheet, currency: str) -> None:
    row = views.FIGURES_ROW
    _heading(sheet, row, 1, _('Figures'))
    _heading(sheet, row, 2, currency, right=True)
    for line in views.figures():
        row += 1
        label(sheet, row, 1, _(line.title))
        amount(sheet, row, 2, line.formulas[0], '0' if line.type == 'whole' else styles.money_format(currency))
        key(sheet, f'{views.SUMMARY_KEYS}{row}', line.key)
        if line.key in ('savings', 'cash', 'bank'):
            sheet.cell(row, 2).font = Font(name='Calibri', bold=True, color=styles.INK)
        if line.type == 'money':
            styles.show_negative(sheet, f'B{row}', currency)
        if line.key == 'dues_missed':
            sheet.conditional_formatting.add(f'A{row}:B{row}', styles.when(f'$B${row}>0', styles.RED))


def _boxes(sheet: Worksheet, currency: str) -> None:
    row = views.BOXES_ROW
    _heading(sheet, row, 1, _('How cash and bank came about'))
    _heading(sheet, row, 2, _('Cash in hand'), right=True)
    _heading(sheet, row, 3, _('Bank'), right=True)
    for line in views.boxes():
        row += 1
        label(sheet, row, 1, _(line.title), bold=line.key == 'box total')
        for place, formula in enumerate(line.formulas, start=2):
            amount(sheet, row, place, formula, styles.money_format(currency), bold=line.key == 'box total')
        key(sheet, f'{views.SUMMARY_KEYS}{row}', line.key)
    cells = f'B{views.BOXES_ROW + 1}:C{row}'
    sheet.conditional_formatting.add(cells, styles.when(f'B{views.BOXES_ROW + 1}=0', styles.PALE_INK))
    styles.show_negative(sheet, cells, currency)


def _more(sheet: Worksheet, bylaws: Bylaws) -> int:
    """The totals that not every group has; tells their last row."""
    row = views.MORE_ROW
    _heading(sheet, row, 1, _('What else cash and bank are made of'))
    _heading(sheet, row, 2, bylaws.currency, right=True)
    for line in views.more(bylaws.kind):
        row, together = row + 1, line.key == 'more together'
        named = label(sheet, row, 1, _(line.title), bold=together)
        named.alignment = Alignment(horizontal='left', vertical='center', indent=1, shrink_to_fit=True)
        amount(sheet, row, 2, line.formulas[0], styles.money_format(bylaws.currency), bold=together)
        key(sheet, f'{views.SUMMARY_KEYS}{row}', line.key)
    # Where there is nothing, the line steps back.
    first = views.MORE_ROW + 1
    sheet.conditional_formatting.add(f'A{first}:B{row}', styles.when(f'$B{first}=0', styles.PALE_INK))
    styles.show_negative(sheet, f'B{first}:B{row}', bylaws.currency)
    return row


def _deposits(sheet: Worksheet, currency: str) -> None:
    row = views.BOXES_ROW
    _heading(sheet, row, MONTHS_COLUMN, _('Month'))
    _heading(sheet, row, MONTHS_COLUMN + 1, _('Deposits'), right=True)
    for line in views.deposits():
        row += 1
        month = amount(sheet, row, MONTHS_COLUMN, line.formulas[0], styles.PLAIN_FORMATS['month'])
        month.alignment = Alignment(horizontal='left', vertical='center', indent=1)
        amount(sheet, row, MONTHS_COLUMN + 1, line.formulas[1], styles.money_format(currency))
        key(sheet, f'{views.MONTH_KEYS}{row}', line.key)


def _pie(sheet: Worksheet) -> PieChart:
    """Where the group's money is: cash, bank, loans outstanding."""
    chart = PieChart()
    chart.title = _small(_('Where the money is'))
    first, last = views.PIE_ROWS
    chart.add_data(Reference(sheet, min_col=2, min_row=first, max_row=last))
    chart.set_categories(Reference(sheet, min_col=1, min_row=first, max_row=last))
    chart.series[0].dPt = [
        DataPoint(idx=place, spPr=GraphicalProperties(solidFill=colour)) for place, colour in enumerate(PIE_COLOURS)
    ]
    chart.dataLabels = DataLabelList(
        showPercent=True, showVal=False, showCatName=False, showSerName=False, showLegendKey=False
    )
    white = CharacterProperties(sz=1000, b=True, solidFill=styles.WHITE)
    chart.dataLabels.txPr = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=white), endParaRPr=white)])
    chart.legend = Legend(legendPos='b')
    chart.width, chart.height = 8, 8
    return chart


def _columns(sheet: Worksheet) -> BarChart:
    """The deposits of the last months."""
    chart = BarChart()
    chart.title = _small(_('Deposits of the last twelve months'))
    first, last = views.BOXES_ROW + 1, views.BOXES_ROW + views.MONTHS_SHOWN
    chart.add_data(Reference(sheet, min_col=MONTHS_COLUMN + 1, min_row=first, max_row=last))
    chart.set_categories(Reference(sheet, min_col=MONTHS_COLUMN, min_row=first, max_row=last))
    chart.series[0].graphicalProperties = GraphicalProperties(solidFill=styles.GREEN)
    chart.legend = None
    chart.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill=styles.LINE)))
    chart.gapWidth = 60
    # Bars that do not begin at nothing make a small difference look large.
    chart.y_axis.scaling.min = 0
    chart.x_axis.number_format, chart.y_axis.number_format = 'mmm yy', '#,##0'
    # Without these words Excel draws no axes for a chart that openpyxl made.
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.width, chart.height = 21, 6
    return chart


def _small(text: str) -> Title:
    """A heading of a chart in the size of the sheet."""
    font = CharacterProperties(sz=1100, b=True)
    run = RegularTextRun(rPr=font, t=text)
    return Title(tx=Text(rich=RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=font), r=[run])])), overlay=False)
