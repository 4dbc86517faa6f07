"""What the sheets that are not tables are put together of: titles, labels, figures, keys for the app."""

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from sheets.layout import styles
from sheets.layout.tables import foot


def title(sheet: Worksheet, name: str, subtitle: str) -> None:
    """The name of the group in large letters, and what the sheet is."""
    sheet.sheet_view.showGridLines = False
    first, second = cell_of(sheet, 1, 1, name), cell_of(sheet, 2, 1, subtitle)
    first.font = Font(name='Calibri', size=18, bold=True, color=styles.GREEN)
    second.font = Font(name='Calibri', size=12, color=styles.GREY)
    first.alignment = second.alignment = Alignment(vertical='center', horizontal='left', indent=1)
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 32, 20
    sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = 18, True


def label(sheet: Worksheet, row: int, place: int, text: str, bold: bool = False) -> Cell:
    """The name of a figure."""
    cell = cell_of(sheet, row, place, text)
    cell.font = Font(name='Calibri', bold=bold, color=styles.INK)
    cell.border = styles.line_below()
    cell.alignment = Alignment(horizontal='left', vertical='center', indent=1)
    return cell


def amount(sheet: Worksheet, row: int, place: int, formula: str, number_format: str, bold: bool = False) -> Cell:
    """A figure, at the right of its cell."""
    cell = label(sheet, row, place, formula, bold)
    cell.number_format = number_format
    cell.alignment = Alignment(horizontal='right', vertical='center')
    return cell


def key(sheet: Worksheet, address: str, text: str) -> None:
    """The key by which the app finds a row, small and grey."""
    cell = sheet[address]
    cell.value = text
    cell.font = Font(name='Calibri', size=8, color=styles.PALE_INK)


def one_page(sheet: Worksheet, area: str) -> None:
    """Print this much of the sheet on one A4 page, upright."""
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = 'portrait'
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_area = area
    sheet.print_options.horizontalCentered = True
    foot(sheet)


def cell_of(sheet: Worksheet, row: int, place: int, content: str) -> Cell:
    """The cell with this content in it."""
    cell = sheet.cell(row, place, content)
    assert isinstance(cell, Cell), 'nothing is merged here'
    return cell
