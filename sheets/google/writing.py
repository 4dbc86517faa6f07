"""The changes of a batch as one request to Google.

    values.append    rows for one sheet, where the search for its table cannot go astray
    batchUpdate      everything else: rows at the end of several sheets, cells amended, all or none

Google looks for a table from the heading on, and takes an empty cell in the heading or an empty row for its end.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sheets.columns import Type
from sheets.google.making import Plan, added_columns
from sheets.google.reading import KNOWN, GoogleSheets, Rows
from sheets.google.values import Wire, entered, to_wire, trimmed
from sheets.layout import styles
from sheets.ooxml.cell_xml import Formula, Value
from sheets.ooxml.places import place
from sheets.reading import Table, letters
from sheets.xlsx import AddColumns, AddSheet, Amend, Append, Cached, Change

_OF_OWN_ROW = re.compile(r'\$?([A-Z]{1,3})\{row\}')

FORMATTED = 'userEnteredValue,userEnteredFormat.numberFormat'
TYPES_OF_NUMBERS: Mapping[Type, str] = {'text': 'TEXT', 'money': 'NUMBER', 'date': 'DATE', 'month': 'DATE',
                                        'time': 'DATE_TIME'}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AfterTable:
    """Rows for the table with this header."""

    header: str
    rows: list[list[Wire]]


Made = Append | Amend | AddSheet | AddColumns


def to_be_made(changes: Iterable[Change]) -> list[Made]:
    """What there is to do: Google calculates by itself, so what formulas come to is left out."""
    kept = (change for change in changes if not isinstance(change, Cached))
    return [change for change in kept if not _is_empty(change)]


def _is_empty(change: Made) -> bool:
    return not (change.rows if isinstance(change, Append) else getattr(change, 'values', True))


def keys_of(sheets: GoogleSheets, changes: Sequence[Made]) -> set[str]:
    """What tells this from other writing: the ids of new rows, and the cells that are not yet as they shall be."""
    keys = set()
    new = {change.sheet for change in changes if isinstance(change, AddSheet)}
    for change in changes:
        if isinstance(change, AddSheet | AddColumns):
            keys.add(f'{change.sheet} {type(change).__name__}')
        elif isinstance(change, Append):
            at = _key_place(sheets, change.sheet, new)
            keys |= {f'{change.sheet} {row[at]}' for row in change.rows if at < len(row)}
        else:
            rows = trimmed(sheets.raw[change.sheet])
            keys |= {
                f'{change.sheet}!{address}'
                for address, value in change.values.items()
                if (_at(rows, *place(address)) or None) != _plain(value)
            }
    return keys


def _key_place(sheets: GoogleSheets, name: str, new: Collection[str]) -> int:
    sheet = KNOWN[name]
    return sheet.places[sheet.key] if name in new else sheets.head(name).places[sheet.key]


def number_format(type_: Type, currency: str) -> dict[str, str] | None:
    """How Google is to show a column; None to leave that to it."""
    if type_ not in TYPES_OF_NUMBERS:
        return None
    return {'type': TYPES_OF_NUMBERS[type_], 'pattern': styles.number_format(type_, currency)}


def append_alone(sheets: GoogleSheets, changes: Sequence[Made]) -> AfterTable | None:
    """The rows as values for `values.append`, where they are for one sheet whose table is found without fail.

    There has to be a row already: new rows take their formats from the row above, and that is not to be the heading.
    """
    (change, *more) = changes
    if more or not isinstance(change, Append) or _has_formulas(change):
        return None
    table = sheets.head(change.sheet)
    raw = trimmed(sheets.raw[change.sheet])
    width = len(raw[table.header_row - 1]) if table.header_row else 0
    block = raw[table.header_row - 1 :]
    whole = width and all(raw[table.header_row - 1]) and all(any(row[:width]) for row in block)
    if not whole or len(block) < 2 or width < max(map(len, change.rows)):
        return None
    header = f"'{change.sheet}'!A{table.header_row}:{letters(width - 1)}{table.header_row}"
    return AfterTable(header, [[to_wire(value) for value in row] for row in change.rows])


def _has_formulas(change: Append) -> bool:
    return any(isinstance(value, Formula) for row in change.rows for value in row)


def batch(sheets: GoogleSheets, ids: Mapping[str, int], changes: Sequence[Made]) -> list[dict[str, Any]]:
    """The changes as the requests of one batch."""
    requests: list[dict[str, Any]] = []
    currency = sheets.currency()
    new: dict[str, Table] = {}
    for change in changes:
        if isinstance(change, AddSheet):
            requests += Plan(change.source).sheets(len(sheets.names) + len(new))
            new[change.sheet] = Table(KNOWN[change.sheet], 1, KNOWN[change.sheet].places, [])
            continue
        if isinstance(change, AddColumns):
            requests += added_columns(change, ids[change.sheet])
            continue
        table = new.get(change.sheet) or (sheets.head(change.sheet) if change.sheet in KNOWN else None)
        if isinstance(change, Append):
            assert table is not None, f'rows are added to tables only, not to {change.sheet}'
            requests.append(_append_cells(table, ids[change.sheet], change.rows, currency))
        else:
            requests += _update_cells(table, ids[change.sheet], change.values, currency)
    return requests


def _append_cells(table: Table, sheet_id: int, rows: Sequence[Sequence[Value]], currency: str) -> dict[str, Any]:
    """Rows after the last one that holds anything.

    In which row that is Google knows, not we: a formula finds the cells of its own row by ROW().
    """
    formats = _formats(table, currency)
    cells = [
        {'values': [_cell(_own_row(value), formats.get(at)) for at, value in enumerate(row)]} for row in rows
    ]  # fmt: skip
    return {'appendCells': {'sheetId': sheet_id, 'rows': cells, 'fields': FORMATTED}}


def _own_row(value: Value) -> Value:
    if not isinstance(value, Formula):
        return value
    return Formula(_OF_OWN_ROW.sub(r'INDEX(\1:\1,ROW())', value.text), value.result)


def _update_cells(
    table: Table | None, sheet_id: int, values: Mapping[str, Value], currency: str
) -> list[dict[str, Any]]:
    """Cells amended, those beside each other together. A cell that someone typed into gets the format of its column."""
    formats = _formats(table, currency) if table else {}
    return [
        {
            'updateCells': {
                'start': {'sheetId': sheet_id, 'rowIndex': row, 'columnIndex': column},
                'rows': [{'values': [_cell(value, formats.get(column + at)) for at, value in enumerate(run)]}],
                'fields': FORMATTED if formats else 'userEnteredValue',
            }
        }
        for row, column, run in _runs(values)
    ]


def _runs(values: Mapping[str, Value]) -> Iterable[tuple[int, int, list[Value]]]:
    """Row, first column and values of cells that stand beside each other, counted from 0."""
    run: list[Value] = []
    start = before = (-1, -1)
    for at, value in sorted(((place(address), value) for address, value in values.items()), key=lambda cell: cell[0]):
        if run and at != (before[0], before[1] + 1):
            yield start[0] - 1, start[1] - 1, run
            run = []
        if not run:
            start = at
        run.append(value)
        before = at
    if run:
        yield start[0] - 1, start[1] - 1, run


def _formats(table: Table, currency: str) -> dict[int, dict[str, str]]:
    """The number format of each column of a table, by its place."""
    found = {}
    for column in table.sheet.columns:
        shown = number_format(column.type, currency)
        if shown and column.field in table.places and table.sheet.name != 'Bylaws':
            found[table.places[column.field]] = shown
    return found


def _cell(value: Value, shown: Mapping[str, str] | None) -> dict[str, Any]:
    return {**entered(value), **({'userEnteredFormat': {'numberFormat': shown}} if shown else {})}


def after(sheets: GoogleSheets, changes: Sequence[Made]) -> dict[str, Rows]:
    """What stands in the sheets after the changes, if nobody else changed anything meanwhile."""
    raw: dict[str, Rows] = {name: list(rows) for name, rows in sheets.raw.items()}
    for change in changes:
        if isinstance(change, AddSheet):
            raw[change.sheet] = [[column.header for column in KNOWN[change.sheet].columns]]
        elif isinstance(change, AddColumns):
            rows = [list(row) for row in trimmed(raw[change.sheet])]
            for number, heading in enumerate(change.headings):
                _put(rows, change.row, change.first_column + number, heading)
            raw[change.sheet] = rows
        elif change.sheet in raw:
            rows = [list(row) for row in trimmed(raw[change.sheet])]
            if isinstance(change, Append):
                rows += [[_plain(value) for value in row] for row in change.rows]
            else:
                for address, value in change.values.items():
                    _put(rows, *place(address), _plain(value))
            raw[change.sheet] = rows
    return raw


def _plain(value: Value) -> Wire:
    return to_wire(value.result) if isinstance(value, Formula) else to_wire(value)


def _at(rows: Rows, row: int, column: int) -> Wire:
    return rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else None


def _put(rows: list[list[Wire]], row: int, column: int, value: Wire) -> None:
    rows += [[] for _ in range(row - len(rows))]
    rows[row - 1] += [''] * (column - len(rows[row - 1]))
    rows[row - 1][column - 1] = value
