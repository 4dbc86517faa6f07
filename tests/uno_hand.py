"""The hand at the keyboard of LibreOffice: run by a Python that knows UNO, it does what it is told, line by line.

    /usr/bin/python3 tests/uno_hand.py PIPE

Each line that comes in is JSON, ["type", "Entries", "F5", "2000"], and each gets a line of JSON back: what was asked
for, or {"error": "..."}. See `tests/uno_office.py`, which starts it.
"""

import json
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

# These lie with LibreOffice, beside the Python of the system.
import uno  # type: ignore[import-not-found]
import unohelper  # type: ignore[import-not-found]
from com.sun.star.task import XInteractionHandler  # type: ignore[import-not-found]

WAIT_SECONDS = 60
ROWS_WITH_HEADINGS = 20


class SaysYes(unohelper.Base, XInteractionHandler):  # type: ignore[misc]  # their types are not known here
    """Whoever is asked by LibreOffice whether it shall go on, and says yes."""

    def handle(self, request: Any) -> None:
        """Choose the first answer with which it goes on."""
        approve = uno.getTypeByName('com.sun.star.task.XInteractionApprove')
        answers = [answer.queryInterface(approve) for answer in request.getContinuations()]
        next(answer for answer in answers if answer is not None).select()


class Hand:
    """One LibreOffice, and the workbook that is open in it."""

    def __init__(self, pipe: str) -> None:
        self.desktop = _desktop(pipe)
        self.book: Any = None

    def open(self, path: str) -> None:
        """Open a workbook, as a double click does; the lock file lies beside it from now on."""
        hidden = _value('Hidden', True)
        self.book = self.desktop.loadComponentFromURL(Path(path).as_uri(), '_blank', 0, (hidden,))

    def save(self) -> None:
        """Save it where it is and as what it is; asked whether to save over what others did meanwhile, she says yes."""
        self.book.storeSelf((_value('InteractionHandler', SaysYes()),))

    def close(self) -> None:
        """Close it without asking, and take the lock file away."""
        self.book.close(True)
        self.book = None

    def recalculate(self) -> None:
        """Work out every formula anew, as Ctrl+Shift+F9 does."""
        self.book.calculateAll()

    def type(self, sheet: str, address: str, text: str) -> None:
        """Type into a cell and press Enter: a number becomes a number, and a text begins with an apostrophe."""
        self._sheet(sheet).getCellRangeByName(address).setFormula(text)

    def type_rows(self, sheet: str, rows: Sequence[Mapping[str, str]]) -> list[int]:
        """Type rows below the last one, each cell by its heading; an empty row leaves a gap. Tells their numbers."""
        table, first = self._sheet(sheet), self._last_row(sheet) + 1
        for number, row in enumerate(rows, start=first):
            for heading, text in row.items():
                table.getCellByPosition(self._column(sheet, heading), number - 1).setFormula(text)
        return list(range(first, first + len(rows)))

    def shown(self, sheet: str, address: str) -> str:
        """What a person sees in a cell."""
        return str(self._sheet(sheet).getCellRangeByName(address).String)

    def table(self, sheet: str) -> list[list[str | float]]:
        """All cells of a sheet, as LibreOffice works them out; what is empty is an empty text."""
        return [list(row) for row in self._used(sheet).getDataArray()]

    def address(self, sheet: str, heading: str, row: int) -> str:
        """The cell below a heading, in a row."""
        name = str(self._sheet(sheet).Columns.getByIndex(self._column(sheet, heading)).Name)
        return f'{name}{row}'

    def row_with(self, sheet: str, heading: str, text: str) -> int:
        """The first row that has this text below a heading."""
        place = self._column(sheet, heading)
        for number in range(self._header(sheet) + 2, self._last_row(sheet) + 1):
            if self._sheet(sheet).getCellByPosition(place, number - 1).String == text:
                return number
        raise LookupError(f'{sheet} has no row with {text!r} below {heading}')

    def delete_row(self, sheet: str, row: int) -> None:
        """Delete a whole row; those below move up."""
        self._sheet(sheet).Rows.removeByIndex(row - 1, 1)

    def copy_row(self, sheet: str, row: int) -> int:
        """Copy a whole row and paste it below the last one; tells its number."""
        table, last = self._sheet(sheet), self._last_row(sheet)
        source = table.Rows.getByIndex(row - 1).RangeAddress
        table.copyRange(table.getCellByPosition(0, last).CellAddress, source)
        return last + 1

    def sort(self, sheet: str, heading: str) -> None:
        """Sort all rows below the headings by one of them."""
        header, last = self._header(sheet), self._last_row(sheet)
        rows = self._sheet(sheet).getCellRangeByPosition(0, header, self._width(sheet) - 1, last - 1)
        field = uno.createUnoStruct('com.sun.star.table.TableSortField')
        field.Field, field.IsAscending = self._column(sheet, heading), True
        fields = uno.Any('[]com.sun.star.table.TableSortField', (field,))
        uno.invoke(rows, 'sort', ((_value('SortFields', fields), _value('ContainsHeader', True)),))

    def filter(self, sheet: str, heading: str, text: str) -> None:
        """Show only the rows that have this text below a heading."""
        header, last = self._header(sheet), self._last_row(sheet)
        rows = self._sheet(sheet).getCellRangeByPosition(0, header, self._width(sheet) - 1, last - 1)
        wanted = rows.createFilterDescriptor(True)
        field = uno.createUnoStruct('com.sun.star.sheet.TableFilterField')
        field.Field, field.IsNumeric, field.StringValue = self._column(sheet, heading), False, text
        field.Operator = uno.Enum('com.sun.star.sheet.FilterOperator', 'EQUAL')
        wanted.ContainsHeader = True
        wanted.setFilterFields((field,))
        rows.filter(wanted)

    def hide_column(self, sheet: str, heading: str) -> None:
        """Hide a column."""
        self._sheet(sheet).Columns.getByIndex(self._column(sheet, heading)).IsVisible = False

    def insert_column(self, sheet: str, before: str, heading: str) -> None:
        """Insert a column of one's own before another."""
        table, place = self._sheet(sheet), self._column(sheet, before)
        table.Columns.insertByIndex(place, 1)
        table.getCellByPosition(place, self._header(sheet)).setFormula(heading)

    def move_column(self, sheet: str, heading: str, before: str) -> None:
        """Cut a column out and paste it before another."""
        table = self._sheet(sheet)
        table.Columns.insertByIndex(self._column(sheet, before), 1)
        target, source = self._column(sheet, before) - 1, self._column(sheet, heading)
        column = table.Columns.getByIndex(source).RangeAddress
        table.moveRange(table.getCellByPosition(target, 0).CellAddress, column)
        table.Columns.removeByIndex(source, 1)

    def rename_heading(self, sheet: str, heading: str, new: str) -> None:
        """Type another word over a heading."""
        self._sheet(sheet).getCellByPosition(self._column(sheet, heading), self._header(sheet)).setFormula(new)

    def add_sheet(self, name: str, cells: Mapping[str, str], charted: str) -> None:
        """Add a sheet of one's own at the end, with a chart of some of its cells."""
        self.book.Sheets.insertNewByName(name, self.book.Sheets.Count)
        for address, text in cells.items():
            self.type(name, address, text)
        place = uno.createUnoStruct('com.sun.star.awt.Rectangle')
        place.X, place.Y, place.Width, place.Height = 8000, 500, 9000, 6000
        area = self._sheet(name).getCellRangeByName(charted).RangeAddress
        self._sheet(name).Charts.addNewByName('Chart', place, (area,), False, True)

    def charts(self, sheet: str) -> int:
        """How many charts a sheet has."""
        return int(self._sheet(sheet).Charts.Count)

    def _sheet(self, name: str) -> Any:
        return self.book.Sheets.getByName(name)

    def _used(self, sheet: str) -> Any:
        cursor = self._sheet(sheet).createCursor()
        cursor.gotoEndOfUsedArea(False)
        address = cursor.RangeAddress
        return self._sheet(sheet).getCellRangeByPosition(0, 0, address.EndColumn, address.EndRow)

    def _header(self, sheet: str) -> int:
        """The row of the headings, from 0: the first one with several texts."""
        rows = self._used(sheet).getDataArray()[:ROWS_WITH_HEADINGS]
        return next(place for place, row in enumerate(rows) if sum(bool(cell) for cell in row) > 2)

    def _column(self, sheet: str, heading: str) -> int:
        headings = self._used(sheet).getDataArray()[self._header(sheet)]
        return list(headings).index(heading)

    def _width(self, sheet: str) -> int:
        headings = self._used(sheet).getDataArray()[self._header(sheet)]
        return max(place for place, cell in enumerate(headings) if cell) + 1

    def _last_row(self, sheet: str) -> int:
        """The number of the last row in which anything stands."""
        rows = self._used(sheet).getDataArray()
        return max(number for number, row in enumerate(rows, start=1) if any(cell != '' for cell in row))


def _desktop(pipe: str) -> Any:
    """The running program, as soon as it answers."""
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext('com.sun.star.bridge.UnoUrlResolver', here)
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            there = resolver.resolve(f'uno:pipe,name={pipe};urp;StarOffice.ComponentContext')
        except Exception:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return there.ServiceManager.createInstanceWithContext('com.sun.star.frame.Desktop', there)


def _value(name: str, value: object) -> Any:
    property_value = uno.createUnoStruct('com.sun.star.beans.PropertyValue')
    property_value.Name, property_value.Value = name, value
    return property_value


def main() -> None:
    """Do each line, and answer it."""
    hand = Hand(sys.argv[1])
    for line in sys.stdin:
        verb, *words = json.loads(line)
        try:
            answer = getattr(hand, verb)(*words)
        except Exception:
            answer = {'error': traceback.format_exc()}
        print(json.dumps(answer), flush=True)


if __name__ == '__main__':
    main()
