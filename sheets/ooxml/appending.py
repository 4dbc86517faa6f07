"""New rows at the end of a sheet, in the styles of the last one, with what has to grow with them: the table, the
filter, the size that the sheet declares.

The end is below the last row that holds something. On a sheet with one table only the columns of the table and those
written count, so a note beside the table does not tear it apart. Rows below that hold styles only are filled, not
moved. A block of merged cells with a value reaches down to its last row, and empty ones that would hide a value of the
new rows are left above them, as are pivot tables.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rules.problems import N_
from sheets.ooxml.cell_styles import Kind, kind_of
from sheets.ooxml.cell_xml import Value, cell
from sheets.ooxml.obstacles import free_row, merged_areas
from sheets.ooxml.parts import Table, Workbook, grown
from sheets.ooxml.places import LAST_COLUMN, LAST_ROW, Area, address, area
from sheets.ooxml.refusal import CannotPatch
from sheets.ooxml.texts import attribute, start_tag, with_attribute
from sheets.ooxml.worksheet import Cell, Row, SheetText, cells_of, row_with, rows_of

_COLUMN = re.compile(rb'<(?:[\w.\-]+:)?col(?=[\s/>])[^>]*>')


class End:
    """Where a sheet ends, and what stands there. Only columns up to `last_column` count."""

    def __init__(self, sheet: SheetText, last_column: int, merged: Iterable[Area]) -> None:
        self.sheet, self._last_column = sheet, last_column
        self.rows = {row.number: row for row in rows_of(sheet)}
        self._blocks: list[Area] = []
        self.last = next((number for number in reversed(self.rows) if self.holds(number)), 0)
        self._blocks = [block for block in merged if block.last_row > self.last and self._starts_with_value(block)]

    @property
    def below(self) -> int:
        """The first row below all that stands there."""
        return 1 + max((self.last, *(block.last_row for block in self._blocks)))

    def holds(self, number: int) -> bool:
        """Whether this row holds something."""
        if any(block.first_row <= number <= block.last_row for block in self._blocks):
            return True
        row, value = self.rows.get(number), self.sheet.names.value
        if row is None or not value.search(row.xml):
            return False
        if self._last_column == LAST_COLUMN:
            return True
        cells = cells_of(row, self.sheet.names).values()
        return any(cell.column <= self._last_column and value.search(cell.xml) for cell in cells)

    def is_heading(self, tables: list[Table]) -> bool:
        """Whether the last row is a heading: that of a table, or the one row of the sheet that holds something."""
        if any(table.header_rows and table.area.first_row == self.last for table in tables):
            return True
        return not self.sheet.body and not any(self.holds(number) for number in self.rows if number < self.last)

    def _starts_with_value(self, block: Area) -> bool:
        """Whether the cell that merged cells show holds something."""
        if block.first_row > self.last or block.first_column > self._last_column:
            return False
        row = self.rows.get(block.first_row)
        cell = cells_of(row, self.sheet.names).get(block.first_column) if row else None
        # Of a row that is not in sight only this is known, and to stay below it is safe.
        hidden = row is None and bool(self.sheet.body)
        return hidden or bool(cell and self.sheet.names.value.search(cell.xml))


def append(sheet: SheetText, values: Sequence[Sequence[Value]], tables: list[Table], workbook: Workbook) -> SheetText:
    """The sheet with these rows at its end; the tables that the rows continue are grown."""
    width, merged = max(map(len, values)), merged_areas(sheet)
    end = _end(sheet, width, tables, merged)
    new = _place(end, values, tables, merged, workbook.pivot_tables(sheet.part))
    if new.last_row > LAST_ROW or width > LAST_COLUMN:
        raise CannotPatch(
            N_('The sheet is full.'), N_('Move old rows to another workbook, or clear what stands in its last row.')
        )
    _grow_tables(tables, new, end, merged)
    sheet = _with_rows(end, values, new.first_row, _template(end, tables), workbook)
    return replace(sheet, head=_sized(sheet.head, new), rest=_filter_grown(sheet.rest, new, end))


def column_styles(head: bytes) -> list[tuple[int, int, int]]:
    """First column, last column and style of the columns that have one."""
    found = []
    for match in _COLUMN.finditer(head):
        first, last, style = (attribute(match[0], name) for name in (b'min', b'max', b'style'))
        if first and last and style:
            found.append((int(first), int(last), int(style)))
    return found


def style_of_column(columns: Iterable[tuple[int, int, int]], column: int) -> int | None:
    """The style of cells that have none of their own."""
    return next((style for first, last, style in columns if first <= column <= last), None)


def style_of_row(row: Row) -> int | None:
    """The style that a row gives to cells which are not there yet."""
    tag = row.xml[: row.xml.find(b'>') + 1]
    style = attribute(tag, b's')
    return int(style) if style and attribute(tag, b'customFormat') in (b'1', b'true') else None


def _end(sheet: SheetText, width: int, tables: list[Table], merged: list[Area]) -> End:
    anchor = tables[0] if len(tables) == 1 and tables[0].area.first_column <= width else None
    end = End(sheet, max(width, anchor.area.last_column) if anchor else LAST_COLUMN, merged)
    first_in_sight = min(end.rows, default=0)
    if sheet.body and (not end.last or any(table.area.last_row + 1 < first_in_sight for table in tables)):
        # What decides stands further up; this happens once, since the tables then reach down to the last row.
        return _end(sheet.whole(), width, tables, merged)
    if anchor:
        end.last = max(end.last, anchor.area.first_row + anchor.header_rows - 1)
    return end


def _place(
    end: End, values: Sequence[Sequence[Value]], tables: list[Table], merged: list[Area], pivots: list[Area]
) -> Area:
    """Where the new rows go."""
    if end.last < LAST_ROW < end.below + len(values) - 1:
        raise _merged_below(end.last + 1)
    width = max(1, *map(len, values))
    new = Area(end.below, 1, end.below + len(values) - 1, width)
    if any(_continues(table.area, new, end) for table in tables) and any(new.meets(each) for each in merged):
        # A table can neither hold merged cells nor jump over them.
        raise _merged_below(new.first_row)
    first = free_row(end.below, values, merged, pivots)
    return replace(new, first_row=first, last_row=first + len(values) - 1)


def _merged_below(row: int) -> CannotPatch:
    return CannotPatch(
        N_('Merged cells lie where row {row} has to go.'),
        N_('Unmerge the cells below the last row, save the workbook, and try again.'),
        row=row,
    )


def _continues(upper: Area, new: Area, end: End) -> bool:
    """Whether the new rows follow on this area: no gap between, and a column in common."""
    beside = upper.first_column > new.last_column
    between = range(upper.last_row + 1, new.first_row)
    return not beside and upper.first_row < new.first_row and all(end.holds(number) for number in between)


def _grow_tables(tables: list[Table], new: Area, end: End, merged: list[Area]) -> None:
    for table in tables:
        if not _continues(table.area, new, end):
            continue
        if table.totals_rows:
            raise CannotPatch(
                N_('The table {table} ends with a row of totals, and new rows cannot go below it.'),
                N_('Take the total row off (Table Design, Total Row), save the workbook, and try again.'),
                table=table.name,
            )
        reach = replace(table.area, last_row=max(table.area.last_row, new.last_row))
        if not any(map(reach.meets, (*merged, *(other.area for other in tables if other is not table)))):
            table.grow(reach.last_row)


def _template(end: End, tables: list[Table]) -> Mapping[int, Cell]:
    """The cells whose styles the new ones take: those of the last row, unless that is the heading."""
    row = end.rows.get(end.last)
    return {} if row is None or end.is_heading(tables) else cells_of(row, end.sheet.names)


def _with_rows(
    end: End, values: Sequence[Sequence[Value]], first_row: int, template: Mapping[int, Cell], workbook: Workbook
) -> SheetText:
    sheet, there = end.sheet, dict(end.rows)
    look = _Look(template, column_styles(sheet.head), workbook)
    written = []
    for number, row_values in enumerate(values, first_row):
        row = there.pop(number, Row(number, b''))
        cells = _cells(row, row_values, look, sheet)
        written.append(Row(number, row_with(row, cells, sheet.names) if row.xml else new_row(number, cells, sheet)))
    rows = sorted((*there.values(), *written), key=lambda row: row.number)
    return replace(sheet, rows=b''.join(row.xml for row in rows))


def new_row(number: int, cells: Mapping[int, bytes], sheet: SheetText) -> bytes:
    """The XML of a row that holds nothing but these cells, given from left to right."""
    prefix = sheet.names.prefix.encode()
    return b'<%srow r="%d">%s</%srow>' % (prefix, number, b''.join(cells.values()), prefix) if cells else b''


class _Look:
    """Which style a new cell gets; the same for all cells of a column that hold the same kind of value."""

    def __init__(
        self, template: Mapping[int, Cell], columns: Sequence[tuple[int, int, int]], workbook: Workbook
    ) -> None:
        self.template, self.workbook = template, workbook
        self._columns = columns
        self._known: dict[tuple[int, Kind | None, int | None, int | None], int | None] = {}

    def style(self, column: int, value: Value, existing: Cell | None, of_row: int | None) -> int | None:
        """The style for a value: that of the cell there, of the row above, of the row or the column, if it fits."""
        key = column, kind_of(value), (existing.style or 0) if existing else None, of_row
        if key not in self._known:
            self._known[key] = self.workbook.styles.fitting(
                key[1], [*self.own(column, existing), of_row, style_of_column(self._columns, column)]
            )
        return self._known[key]

    def own(self, column: int, existing: Cell | None) -> list[int]:
        """The styles of the cell that is there and of the one above."""
        return [found.style or 0 for found in (existing, self.template.get(column)) if found]


def _cells(row: Row, values: Sequence[Value], look: _Look, sheet: SheetText) -> dict[int, bytes]:
    existing, of_row = (cells_of(row, sheet.names), style_of_row(row)) if row.xml else ({}, None)
    date1904, prefix = look.workbook.date1904, sheet.names.prefix
    cells = {}
    for column, value in enumerate(values, 1):
        there = existing.get(column)
        if value is None and (there or not any(look.own(column, there))):
            continue
        style = look.style(column, value, there, of_row)
        cells[column] = cell(address(row.number, column), value, style, date1904, prefix).encode()
    return cells


def _sized(head: bytes, new: Area) -> bytes:
    """The head with the declared size of the sheet holding the new rows."""
    tag = start_tag(head, b'dimension')
    size = area((attribute(tag[0], b'ref') or b'').decode()) if tag else None
    if not tag or not size:
        return head
    return head[: tag.start()] + with_attribute(tag[0], b'ref', str(size.joined(new)).encode()) + head[tag.end() :]


def _filter_grown(rest: bytes, new: Area, end: End) -> bytes:
    tag = start_tag(rest, b'autoFilter')
    reach = area((attribute(tag[0], b'ref') or b'').decode()) if tag else None
    return grown(rest, b'autoFilter', new.last_row) if reach and _continues(reach, new, end) else rest
