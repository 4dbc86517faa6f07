"""A spreadsheet as Google keeps it: sheets that are grids of cells, and the values that its API reads and writes.

    sheet = Spreadsheet('book1', 'Sunrise')
    tab = sheet.add_tab('Entries', rows=100, columns=6)
    write_values(sheet, tab, 0, 0, [['key', 'amount']], 'RAW')
    values_in(sheet, parsed(sheet, 'Entries!A1:B'), 'UNFORMATTED_VALUE')

Nothing is calculated: a formula comes to an empty text. Rows and columns are counted from 0, their ends are not part.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

FIRST_DAY = datetime(1899, 12, 30)
MOST_CELLS = 10_000_000
LONGEST_TEXT = 50_000
ENDLESS = 1 << 40

Value = str | bool | int | float


class Rejected(Exception):
    """What the server answers instead of doing it."""

    def __init__(self, code: int, message: str, status: str) -> None:
        self.code, self.message, self.status = code, message, status
        super().__init__(message)


def invalid(message: str) -> Rejected:
    """A request that cannot be carried out."""
    return Rejected(400, message, 'INVALID_ARGUMENT')


@dataclass(frozen=True, slots=True)
class Box:
    """One cell."""

    value: Value | None = None
    formula: str = ''
    format: Mapping[str, Any] = field(default_factory=dict)
    note: str = ''
    validation: Mapping[str, Any] | None = None

    @property
    def filled(self) -> bool:
        """Whether it holds a value or a formula."""
        return self.formula != '' or self.value is not None


EMPTY = Box()


@dataclass(slots=True)
class Tab:
    """One sheet. A row is never changed but replaced, so that a copy is cheap."""

    sheet_id: int
    title: str
    columns: int
    rows: list[Mapping[int, Box]]
    properties: dict[str, Any] = field(default_factory=dict)
    shown: dict[Any, tuple[Mapping[int, Box], list[Value]]] = field(default_factory=dict, repr=False)

    def box(self, row: int, column: int) -> Box:
        """The cell there."""
        return self.rows[row].get(column, EMPTY) if row < len(self.rows) else EMPTY

    def put(self, row: int, column: int, box: Box) -> None:
        """Put a cell there."""
        self.rows[row] = {**self.rows[row], column: box}

    def insert_rows(self, at: int, count: int) -> None:
        """Empty rows before a row."""
        self.rows[at:at] = [{} for _ in range(count)]

    def filled(self, row: int) -> list[int]:
        """The columns that hold something in a row."""
        return [column for column, box in self.rows[row].items() if box.filled] if 0 <= row < len(self.rows) else []

    def end_of_data(self) -> int:
        """The row after the last one that holds something."""
        return next((row + 1 for row in range(len(self.rows) - 1, -1, -1) if self.filled(row)), 0)

    def described(self, index: int) -> dict[str, Any]:
        """The properties as the API gives them."""
        grid = {**self.properties.get('gridProperties', {}), 'rowCount': len(self.rows), 'columnCount': self.columns}
        own = {name: value for name, value in self.properties.items() if name != 'gridProperties'}
        return {
            'sheetId': self.sheet_id, 'title': self.title, 'index': index, 'sheetType': 'GRID', **own,
            'gridProperties': grid,
        }  # fmt: skip


@dataclass(slots=True)
class Spreadsheet:
    """A spreadsheet. `kept` holds what does not change values: charts, conditional formats, protected ranges."""

    id: str
    title: str
    locale: str = 'en_US'
    tabs: list[Tab] = field(default_factory=list)
    shared_with: dict[str, str] = field(default_factory=dict)
    kept: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add_tab(self, title: str, sheet_id: int | None = None, rows: int = 1000, columns: int = 26) -> Tab:
        """A new sheet at the end."""
        if any(tab.title == title for tab in self.tabs):
            raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')
        known = [tab.sheet_id for tab in self.tabs]
        if sheet_id in known:
            raise invalid(f'Sheet with id {sheet_id} already exists.')
        number = sheet_id if sheet_id is not None else 598378157 + sum(known) % 1000003 + len(known)
        self.tabs.append(Tab(number, title, columns, [{} for _ in range(rows)]))
        self.check_size()
        return self.tabs[-1]

    def tab(self, sheet_id: int) -> Tab:
        """The sheet with an id."""
        for tab in self.tabs:
            if tab.sheet_id == sheet_id:
                return tab
        raise invalid(f'No grid with id: {sheet_id}')

    def named(self, title: str) -> Tab:
        """The sheet with a title."""
        return next(tab for tab in self.tabs if tab.title == title)

    def check_size(self) -> None:
        """Refuse what would make it larger than a spreadsheet can be."""
        if sum(len(tab.rows) * tab.columns for tab in self.tabs) > MOST_CELLS:
            raise invalid(
                'This action would increase the number of cells in the workbook above the limit of 10000000 cells.'
            )

    def copied(self) -> 'Spreadsheet':
        """A copy that can be changed without changing this one."""
        tabs = [replace(tab, rows=list(tab.rows), properties=dict(tab.properties)) for tab in self.tabs]
        return replace(self, tabs=tabs, kept={kind: list(things) for kind, things in self.kept.items()})


@dataclass(frozen=True, slots=True)
class Range:
    """Cells of a sheet; an end of None is the end of the grid."""

    tab: Tab
    row: int
    column: int
    end_row: int | None
    end_column: int | None

    @property
    def last_row(self) -> int:
        """The row after the last."""
        return len(self.tab.rows) if self.end_row is None else self.end_row

    @property
    def last_column(self) -> int:
        """The column after the last."""
        return self.tab.columns if self.end_column is None else self.end_column

    @property
    def name(self) -> str:
        """As the API names it, cut to the grid."""
        first, last = f'{letters(self.column)}{self.row + 1}', f'{letters(self.last_column - 1)}{self.last_row}'
        title = self.tab.title if re.fullmatch(r'\w+', self.tab.title) else f"'{self.tab.title}'"
        return f'{title}!{first}' if first == last else f'{title}!{first}:{last}'


def letters(column: int) -> str:
    """AB for 27."""
    return (letters(column // 26 - 1) if column >= 26 else '') + chr(65 + column % 26)


def column_of(name: str) -> int:
    """27 for AB."""
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


_A1 = re.compile(r"(?:(?P<title>'(?:[^']|'')+'|[^!']+)!)?(?P<cells>[A-Za-z]{0,3}\d*(?::[A-Za-z]{0,3}\d*)?)")


def parsed(sheet: Spreadsheet, text: str) -> Range:
    """The cells that a range in A1 notation names; a bare title is the whole sheet."""
    plain = text.strip("'").replace("''", "'")
    for tab in sheet.tabs:
        if tab.title == plain:
            return Range(tab, 0, 0, None, None)
    found = _A1.fullmatch(text)
    title = (found['title'] or '').strip("'").replace("''", "'") if found else ''
    tabs = [tab for tab in sheet.tabs if tab.title == title] if title else sheet.tabs[:1]
    if not found or not tabs or not found['cells']:
        raise invalid(f'Unable to parse range: {text}')
    first, colon, last = found['cells'].partition(':')
    (column, row), (end_column, end_row) = _corner(first), _corner(last)
    if not colon:
        end_column, end_row = column, row
    asked = Range(
        tabs[0], row or 0, column or 0, None if end_row is None else end_row + 1,
        None if end_column is None else end_column + 1,
    )  # fmt: skip
    tab = asked.tab
    if max(asked.row + 1, asked.end_row or 0) > len(tab.rows) or max(asked.column + 1, asked.end_column or 0) > (
        tab.columns
    ):
        raise invalid(
            f'Range ({asked.name}) exceeds grid limits. Max rows: {len(tab.rows)}, max columns: {tab.columns}'
        )
    return asked


def _corner(text: str) -> tuple[int | None, int | None]:
    name, digits = text.rstrip('0123456789'), text.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')
    return column_of(name) if name else None, int(digits) - 1 if digits else None


def values_in(asked: Range, render: str) -> list[list[Value]]:
    """The values of a range, empty rows at its end and empty cells at the end of each row left out."""
    span = asked.column, asked.last_column, render
    rows = [list(_row_of(asked.tab, number, span)) for number in range(asked.row, asked.last_row)]
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _row_of(tab: Tab, number: int, span: tuple[int, int, str]) -> list[Value]:
    """A row as the API gives it; kept as long as the row is the same."""
    cells = tab.rows[number]
    kept = tab.shown.get((id(cells), span))
    if kept and kept[0] is cells:
        return kept[1]
    first, end, render = span
    row = [rendered(cells.get(column, EMPTY), render) for column in range(first, end)]
    while row and row[-1] == '':
        row.pop()
    tab.shown[id(cells), span] = cells, row
    return row


def rendered(box: Box, render: str) -> Value:
    """A cell as the API gives it."""
    if render == 'FORMULA' and box.formula:
        return box.formula
    if box.value is None:
        return ''
    if render != 'FORMATTED_VALUE' or isinstance(box.value, str):
        return box.value
    if isinstance(box.value, bool):
        return 'TRUE' if box.value else 'FALSE'
    shown = box.format.get('numberFormat', {})
    if shown.get('type') in ('DATE', 'DATE_TIME'):
        moment = FIRST_DAY + timedelta(days=box.value)
        return str(moment) if shown['type'] == 'DATE_TIME' else moment.date().isoformat()
    return f'{box.value:,.2f}' if '.00' in shown.get('pattern', '') else f'{box.value:.15g}'


def write_values(tab: Tab, row: int, column: int, values: Sequence[Sequence[Any]], how: str) -> int:
    """Put values into the cells from a corner on; None leaves a cell alone. Gives the number of columns."""
    width = max((len(cells) for cells in values), default=0)
    tab.rows += [{} for _ in range(row + len(values) - len(tab.rows))]
    tab.columns = max(tab.columns, column + width)
    for number, cells in enumerate(values, start=row):
        boxes = dict(tab.rows[number])
        for place, value in enumerate(cells, start=column):
            if value is not None:
                boxes[place] = entered(boxes.get(place, EMPTY), value, how)
        tab.rows[number] = boxes
    return width


def entered(box: Box, value: Any, how: str) -> Box:
    """A cell after a value was put in: raw as it is, or as if a person had typed it."""
    if not isinstance(value, str | bool | int | float):
        raise invalid(f'Invalid values: {value!r}')
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise invalid('Your input contains more than the maximum of 50000 characters in a single cell.')
    if value == '':
        return replace(box, value=None, formula='')
    if how == 'RAW' or not isinstance(value, str):
        return replace(box, value=value, formula='')
    if value.startswith('='):
        return replace(box, value=None, formula=value)
    if value.startswith("'"):
        return replace(box, value=value[1:], formula='')
    if re.fullmatch(r'[+-]?\d+(\.\d+)?', value):
        return replace(box, value=int(value) if '.' not in value else float(value), formula='')
    if re.fullmatch(r'\d{4}-\d\d-\d\d', value):
        serial = date.fromisoformat(value).toordinal() - FIRST_DAY.toordinal()
        return replace(box, value=serial, formula='', format={**box.format, 'numberFormat': {'type': 'DATE'}})
    if value.upper() in ('TRUE', 'FALSE'):
        return replace(box, value=value.upper() == 'TRUE', formula='')
    return replace(box, value=value, formula='')


def table_in(asked: Range) -> Range | None:
    """The table that an append finds in a range: filled cells and all that touches them; the last of several."""
    tab, tables = asked.tab, []
    rest = {(row, column) for row in range(asked.row, asked.last_row) for column in tab.filled(row)
            if asked.column <= column < asked.last_column}  # fmt: skip
    while rest:
        row, column = min(rest)
        table = _grown(Range(tab, row, column, row + 1, column + 1))
        tables.append(table)
        rest -= {at for at in rest if _holds(table, *at)}
    return max(tables, key=lambda table: (table.last_row, table.column), default=None)


def _grown(table: Range) -> Range:
    """The table with the filled cells that touch it, and theirs."""
    tab, (top, left, bottom, right) = table.tab, (table.row, table.column, table.last_row, table.last_column)
    before = None
    while before != (before := (top, left, bottom, right)):
        while _touches(tab.filled(bottom), left, right):
            bottom += 1
        while _touches(tab.filled(top - 1), left, right):
            top -= 1
        near = range(max(0, top - 1), min(bottom + 1, len(tab.rows)))
        columns = {column for row in near for column in tab.filled(row)}
        while left - 1 in columns:
            left -= 1
        while right in columns:
            right += 1
    return Range(tab, top, left, bottom, right)


def _touches(columns: Iterable[int], left: int, right: int) -> bool:
    return any(left - 1 <= column <= right for column in columns)


def _holds(table: Range, row: int, column: int) -> bool:
    return table.row <= row < table.last_row and table.column <= column < table.last_column


def texts(tab: Tab) -> list[list[Value]]:
    """What stands in a sheet, for a test to compare."""
    return values_in(Range(tab, 0, 0, None, None), 'UNFORMATTED_VALUE')
