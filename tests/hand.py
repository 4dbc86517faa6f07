"""What a treasurer does in the sheet by hand, with a spreadsheet program: she types, changes, removes and copies rows.

type_rows(group.path, 'Entries', {'Date': '5/1/2025', 'Member': 'Asha', 'Kind': 'deposit', 'Amount': '1,200'})
change(group.path, 'Entries', 'e1', Amount=2000)
remove(group.path, 'Entries', 'e1')
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl

from sheets.columns import BY_NAME


def type_rows(path: Path, sheet: str, *rows: Mapping[str, Any]) -> None:
    """Type rows below the last one; each gives its cells by their headings. An empty one leaves a gap."""
    book = openpyxl.load_workbook(path)
    table: Any = book[sheet]
    header, places = _header(table)
    last = max(cell.row for line in table.iter_rows(min_row=header) for cell in line if cell.value is not None)
    for number, row in enumerate(rows, start=last + 1):
        for heading, value in row.items():
            table.cell(number, places[heading]).value = value
    book.save(path)


def change(path: Path, sheet: str, key: str, **cells: Any) -> str:
    """Change cells of the row with an id, given by their headings with _ for a space; tells the last one's address."""
    book = openpyxl.load_workbook(path)
    table: Any = book[sheet]
    places = _header(table)[1]
    cell: Any = None
    for heading, value in cells.items():
        cell = table.cell(_row(table, sheet, key), places[heading.replace('_', ' ')])
        cell.value = value
    book.save(path)
    return str(cell.coordinate)


def remove(path: Path, sheet: str, key: str) -> None:
    """Delete the row with an id."""
    book = openpyxl.load_workbook(path)
    table: Any = book[sheet]
    table.delete_rows(_row(table, sheet, key))
    book.save(path)


def copy(path: Path, sheet: str, key: str) -> None:
    """Copy the row with an id, and paste it below the last one."""
    book = openpyxl.load_workbook(path)
    table: Any = book[sheet]
    source = [cell.value for cell in table[_row(table, sheet, key)]]
    table.append(source)
    book.save(path)


def _header(table: Any) -> tuple[int, dict[str, int]]:
    """The row of the headings, and the column of each."""
    wanted = {column.header for column in BY_NAME[table.title].columns}
    row = next(line for line in table.iter_rows() if len(wanted & {str(cell.value) for cell in line}) > 2)
    return row[0].row, {str(cell.value): cell.column for cell in row if cell.value}


def _row(table: Any, sheet: str, key: str) -> int:
    description = BY_NAME[sheet]
    column = _header(table)[1][description.column(description.key).header]
    return next(row for row in range(1, table.max_row + 1) if table.cell(row, column).value == key)
