"""A spreadsheet made ready: the sheets of a workbook with their headings, formats, drop-downs, views and charts.

    make_spreadsheet(sheet, bylaws, today)        a new book in an empty spreadsheet

The looks come from the workbook that `sheets/making.py` makes, so that both are the same book. Everything but the rows
goes in one batch. A grid is as large as its table and some rows more: Google counts empty cells too.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.utils import coordinate_to_tuple
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from rules.bylaws import Bylaws
from sheets import making, views
from sheets.google import formats
from sheets.google.charts import charts
from sheets.google.formulas import for_google
from sheets.google.reading import KNOWN, SHEET_IDS
from sheets.google.values import entered
from sheets.headings import WITHIN_ROWS
from sheets.ooxml.cell_xml import Formula
from sheets.reading import Table, table_of
from sheets.words import N_, _
from sheets.xlsx import AddColumns

SPARE_ROWS = {'Entries': 500, 'Changes': 200, 'Dues': 200}
SPARE_ROWS_OF_OTHERS = 50
LOCALES = {'day first': 'en_GB', 'month first': 'en_US', 'year first': 'en_CA'}
"""How Google reads what people type; in all of these a formula is written with commas, an amount with a point."""

NOTE = N_('Bahi writes here. Please change it in the app, so that the seals stay whole.')

Request = dict[str, Any]


def workbook_of(bylaws: Bylaws, today: date) -> bytes:
    """The workbook of a new group."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / 'new.xlsx'
        making.make_workbook(path, bylaws, today)
        return path.read_bytes()


UNKNOWN = Bylaws()


class Plan:
    """What is to be done to put a workbook into a spreadsheet."""

    def __init__(self, data: bytes, bylaws: Bylaws = UNKNOWN) -> None:
        self.book: Workbook = load_workbook(BytesIO(data))
        self.names = [name for name in making.ORDER if name in self.book.sheetnames]
        self.left_behind = [name for name in self.book.sheetnames if name not in self.names]
        self.bylaws = bylaws
        self.tables: dict[str, Table] = {}
        for name in self.names:
            if name in KNOWN:
                # openpyxl makes the cells that it is asked for, so it is not asked for more than there are.
                last = min(WITHIN_ROWS, self.book[name].max_row)
                top: Any = list(self.book[name].iter_rows(max_row=last, values_only=True))
                self.tables[name] = table_of(KNOWN[name], top, [])

    @property
    def _places(self) -> Mapping[str, Mapping[str, int]]:
        return {name: table.places for name, table in self.tables.items()}

    def layout(self) -> Iterator[Request]:
        """Everything but the rows of the tables."""
        locale = {'locale': LOCALES.get(self.bylaws.date_order, 'en_GB')}
        yield {'updateSpreadsheetProperties': {'properties': locale, 'fields': 'locale'}}
        yield from self.sheets()

    def sheets(self, first: int = 0) -> Iterator[Request]:
        """The sheets with their headings and looks, the first of them at this place."""
        for index, name in enumerate(self.names, start=first):
            yield self._sheet(name, index)
        for name in self.names:
            sheet, sheet_id = self.book[name], SHEET_IDS[name]
            yield from self._formats_of_columns(name)
            yield from self._heads(name)
            yield from _sizes(sheet, sheet_id)
            yield from formats.drop_downs(sheet, sheet_id, self.grid_rows(name))
            yield from formats.colouring(sheet, sheet_id, self.grid_rows(name))
            yield from self._filter(name)
            yield from self._protected(name)
        if 'Summary' in self.names:
            yield from charts(self.book['Summary'], SHEET_IDS['Summary'])

    def rows(self, name: str) -> Iterator[tuple[int, Request]]:
        """The rows of a table with their places, counted from 0."""
        table = self.tables[name]
        yield from enumerate(self._cells(name, table.header_row + 1), start=table.header_row)

    def grid_rows(self, name: str) -> int:
        """How many rows the sheet is to have."""
        spare = SPARE_ROWS.get(name, SPARE_ROWS_OF_OTHERS)
        return max(self.book[name].max_row, 1) + spare

    def _sheet(self, name: str, index: int) -> Request:
        sheet = self.book[name]
        grid: dict[str, Any] = {'rowCount': self.grid_rows(name), 'columnCount': max(sheet.max_column, 10)}
        if sheet.freeze_panes:
            row, column = coordinate_to_tuple(str(sheet.freeze_panes))
            grid |= {'frozenRowCount': row - 1, 'frozenColumnCount': column - 1}
        if not sheet.sheet_view.showGridLines:
            grid['hideGridlines'] = True
        properties = {'sheetId': SHEET_IDS[name], 'title': name, 'index': index, 'gridProperties': grid}
        if tab := formats.colour(sheet.sheet_properties.tabColor):
            properties['tabColorStyle'] = tab
        return {'addSheet': {'properties': properties}}

    def _formats_of_columns(self, name: str) -> Iterator[Request]:
        """The format of the first row for the whole column, so that rows which come later look the same."""
        if name not in self.tables:
            return
        row = self.tables[name].header_row
        area = {'sheetId': SHEET_IDS[name], 'startRowIndex': row, 'endRowIndex': self.grid_rows(name)}
        for place in range(self.book[name].max_column):
            columns = {'startColumnIndex': place, 'endColumnIndex': place + 1}
            cell = {'userEnteredFormat': formats.format_of(self.cell(name, row + 1, place + 1))}
            yield {'repeatCell': {'range': {**area, **columns}, 'cell': cell, 'fields': 'userEnteredFormat'}}

    def _heads(self, name: str) -> Iterator[Request]:
        """The heading of a table; of the other sheets all cells."""
        last = self.tables[name].header_row if name in self.tables else self.book[name].max_row
        rows = list(self._cells(name, 1, last))
        start = {'sheetId': SHEET_IDS[name], 'rowIndex': 0, 'columnIndex': 0}
        yield {'updateCells': {'start': start, 'rows': rows, 'fields': 'userEnteredValue,userEnteredFormat,note'}}

    def _cells(self, name: str, first: int, last: int | None = None) -> Iterator[Request]:
        """Rows of cells; in a table those that look like their column bring no format."""
        sheet, table = self.book[name], self.tables.get(name)
        notes = formats.notes(sheet)
        of_column = {}
        if table and first > table.header_row:
            of_column = {at: self.cell(name, first, at).style_id for at in range(1, sheet.max_column + 1)}
        keys = ord(views.SUMMARY_KEYS) - ord('A') if name == 'Summary' else None
        for row in sheet.iter_rows(min_row=first, max_row=last):
            key = row[keys].value if keys is not None else None
            values = []
            for cell in row:
                assert isinstance(cell, Cell), f'cells of {name} are merged'
                found = entered(_content(cell, name, key, self._places))
                if of_column.get(cell.column) != cell.style_id:
                    found['userEnteredFormat'] = self._format(name, cell)
                if cell.coordinate in notes:
                    found['note'] = notes[cell.coordinate]
                values.append(found)
            yield {'values': values}

    def _format(self, name: str, cell: Cell) -> Request:
        found = formats.format_of(cell)
        if cell.hyperlink and (to := str(cell.hyperlink.location or '').partition('!')[0].strip("'")) in SHEET_IDS:
            found['textFormat'] = {**found['textFormat'], 'link': {'uri': f'#gid={SHEET_IDS[to]}'}}
        return found

    def cell(self, name: str, row: int, column: int) -> Cell:
        """A cell of the workbook."""
        cell = self.book[name].cell(row, column)
        assert isinstance(cell, Cell), f'cells of {name} are merged'
        return cell

    def _filter(self, name: str) -> Iterator[Request]:
        for table in self.book[name].tables.values():
            area = CellRange(table.ref)
            found = formats.grid_range(SHEET_IDS[name], CellRange(f'{table.ref.partition(":")[0]}'), 1)
            yield {'setBasicFilter': {'filter': {'range': {**found, 'endColumnIndex': area.max_col}}}}

    def _protected(self, name: str) -> Iterator[Request]:
        """A warning before what the app writes is changed; nobody is kept from it."""
        if (table := self.tables.get(name)) is None:
            return
        whole = table.sheet.sealed or name == views.DUES.name
        places = [table.places[column.field] for column in table.sheet.columns if column.for_app]
        areas: Iterable[Request] = (
            [{}] if whole else ({'startColumnIndex': place, 'endColumnIndex': place + 1} for place in places)
        )
        for area in areas:
            kept = {'range': {'sheetId': SHEET_IDS[name], **area}, 'description': _(NOTE), 'warningOnly': True}
            yield {'addProtectedRange': {'protectedRange': kept}}


def added_columns(change: AddColumns, sheet_id: int) -> Iterator[Request]:
    """New columns of a sheet with their headings, looks and notes, side by side from a place on."""
    plan = Plan(change.source)
    table, notes = plan.tables[change.sheet], formats.notes(plan.book[change.sheet])
    yield {'appendDimension': {'sheetId': sheet_id, 'dimension': 'COLUMNS', 'length': len(change.headings)}}
    places = {column.header: table.places[column.field] + 1 for column in table.sheet.columns}
    for column, heading in enumerate(change.headings, start=change.first_column):
        head, below = (plan.cell(change.sheet, table.header_row + row, places[heading]) for row in (0, 1))
        area = {'sheetId': sheet_id, 'startColumnIndex': column - 1, 'endColumnIndex': column}
        look = {'userEnteredFormat': formats.format_of(below)}
        range_ = {**area, 'startRowIndex': change.row}
        yield {'repeatCell': {'range': range_, 'cell': look, 'fields': 'userEnteredFormat'}}
        cell = {
            **entered(heading),
            'userEnteredFormat': formats.format_of(head),
            'note': notes.get(head.coordinate, ''),
        }
        start = {'sheetId': sheet_id, 'rowIndex': change.row - 1, 'columnIndex': column - 1}
        fields = 'userEnteredValue,userEnteredFormat,note'
        yield {'updateCells': {'start': start, 'rows': [{'values': [cell]}], 'fields': fields}}


def _content(cell: Cell, name: str, key: object, places: Mapping[str, Mapping[str, int]]) -> Any:
    """What stands in a cell. A text that begins with = is a text, unless the workbook says it is a formula."""
    value = cell.value
    if isinstance(value, ArrayFormula):
        value = value.text
    elif cell.data_type != 'f':
        return value
    return Formula(for_google(str(value), name, key, places).removeprefix('='), None)


def _sizes(sheet: Worksheet, sheet_id: int) -> Iterator[Request]:
    """The widths of columns in letters and the heights of rows in points, both as pixels."""
    widths = {
        place - 1: round(size.width * 7 + 5)
        for size in sheet.column_dimensions.values()
        if size.width and size.min and size.max
        for place in range(size.min, min(size.max, sheet.max_column) + 1)
    }
    heights = {row - 1: round(size.height * 4 / 3) for row, size in sheet.row_dimensions.items() if size.height}
    for dimension, sizes in (('COLUMNS', widths), ('ROWS', heights)):
        for at, pixels in sizes.items():
            area = {'sheetId': sheet_id, 'dimension': dimension, 'startIndex': at, 'endIndex': at + 1}
            asked = {'range': area, 'properties': {'pixelSize': pixels}, 'fields': 'pixelSize'}
            yield {'updateDimensionProperties': asked}
