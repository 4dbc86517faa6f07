"""Cells of rows that are there already: new values in them, or what their formulas last came to.

amended       new values; the style of the cell stays where it can show the value
with_cached   what a formula came to, beside the formula, which stays; cells without a formula are left alone
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from rules.problems import N_
from sheets.ooxml.appending import column_styles, style_of_column, style_of_row
from sheets.ooxml.cell_styles import kind_of
from sheets.ooxml.cell_xml import Formula, Plain, Value, cell, computed
from sheets.ooxml.obstacles import merged_areas
from sheets.ooxml.parts import Table, Workbook
from sheets.ooxml.places import Area, address, place
from sheets.ooxml.refusal import CannotPatch
from sheets.ooxml.texts import attribute
from sheets.ooxml.worksheet import Row, SheetText, cells_of, filled_by_one_formula, out_of_order, row_with

# Takes a row and the values wanted in it by column, gives its new XML.
Change = Callable[[Row, Mapping[int, Value]], bytes]


@dataclass(frozen=True, slots=True)
class Amended:
    """The sheet with the new values, and the addresses at which a formula gave way to a value."""

    sheet: SheetText
    formulas_gone: set[str]


def amended(sheet: SheetText, values: Mapping[str, Value], tables: list[Table], workbook: Workbook) -> Amended:
    """The sheet with these values at these addresses."""
    columns = column_styles(sheet.head)
    _refuse(values, sheet, tables)
    gone: set[str] = set()

    def change(row: Row, wanted: Mapping[int, Value]) -> bytes:
        existing = cells_of(row, sheet.names)
        cells = {}
        for column, value in wanted.items():
            own, at = existing.get(column), address(row.number, column)
            if own and (formula := sheet.names.formula.search(own.xml)):
                if attribute(formula[0], b't') == b'shared':
                    raise _belongs_to_formula(at)
                if not isinstance(value, Formula):
                    gone.add(at)
            if own or value is not None:
                styles = [(own.style or 0) if own else style_of_row(row), style_of_column(columns, column)]
                style = workbook.styles.fitting(kind_of(value), styles)
                cells[column] = cell(at, value, style, workbook.date1904, sheet.names.prefix).encode()
        return row_with(row, cells, sheet.names)

    return Amended(_changed(sheet, values, change), gone)


def with_cached(sheet: SheetText, values: Mapping[str, Value], workbook: Workbook) -> SheetText:
    """The sheet with these results in the formula cells at these addresses."""

    def change(row: Row, wanted: Mapping[int, Value]) -> bytes:
        existing = cells_of(row, sheet.names)
        cells = {}
        for column, value in wanted.items():
            own = existing.get(column)
            formula = sheet.names.formula.search(own.xml) if own else None
            if own and formula:
                result = value.result if isinstance(value, Formula) else value
                cells[column] = _result(own.xml, formula[0], result, workbook.date1904, sheet.names.prefix)
        return row_with(row, cells, sheet.names)

    return _changed(sheet, values, change)


def _result(xml: bytes, formula: bytes, value: Plain, date1904: bool, prefix: str) -> bytes:
    """A formula cell with what it came to; the other attributes of the cell are kept."""
    tag = re.sub(rb'\st\s*=\s*(?:"[^"]*"|\'[^\']*\')', b'', xml[: xml.find(b'>') + 1])
    return computed(tag.decode(), formula.decode(), value, date1904, prefix).encode()


def _refuse(values: Mapping[str, Value], sheet: SheetText, tables: list[Table]) -> None:
    """Refuse cells that are not for themselves to change."""
    merged, filled = merged_areas(sheet), _filled(sheet)
    for at in values:
        row, column = place(at)
        spot = Area(row, column, row, column)
        if any(spot.meets(each) and (row, column) != (each.first_row, each.first_column) for each in merged):
            raise CannotPatch(
                N_('The cell {cell} is hidden in merged cells.'), N_('Unmerge the cells and try again.'), cell=at
            )
        if any(spot.meets(each.area) and row < each.area.first_row + each.header_rows for each in tables):
            raise CannotPatch(
                N_('The cell {cell} is the heading of a table.'),
                N_('Change headings in Excel or LibreOffice.'),
                cell=at,
            )
        if any(spot.meets(each) for each in filled):
            raise _belongs_to_formula(at)


def _filled(sheet: SheetText) -> list[Area]:
    """The areas of formulas that fill several cells."""
    blocks = [block.plain(sheet.part.name) for block in sheet.body.blocks if block.fills]
    return [filled for rows in (*blocks, sheet.rows) for filled in filled_by_one_formula(rows, sheet.names)]


def _belongs_to_formula(at: str) -> CannotPatch:
    return CannotPatch(
        N_('The cell {cell} belongs to a formula that fills several cells.'),
        N_('Replace the formula in these cells by values in Excel or LibreOffice, and try again.'),
        cell=at,
    )


def _changed(sheet: SheetText, values: Mapping[str, Value], change: Change) -> SheetText:
    """The sheet with `change` done to the rows of these addresses; rows that are not there yet are made.

    Only the blocks in which these rows stand are opened. It is the same sheet when that changes nothing.
    """
    wanted: dict[int, dict[int, Value]] = {}
    for at, value in values.items():
        row, column = place(at)
        wanted.setdefault(row, {})[column] = value
    after = sheet
    for number, rows_wanted in _by_block(sheet, wanted).items():
        if number == len(sheet.body.blocks):
            rows = _rows_changed(sheet, sheet.rows, rows_wanted, change)
            after = after if rows == sheet.rows else replace(after, rows=rows)
            continue
        block = sheet.body.blocks[number]
        before = block.plain(sheet.part.name)
        rows = _rows_changed(sheet, before, rows_wanted, change)
        if rows != before:
            changed = sheet.block(rows, min(block.first_row, *rows_wanted))
            after = replace(after, body=after.body.replaced(number, changed))
    return after


def _by_block(sheet: SheetText, wanted: Mapping[int, Mapping[int, Value]]) -> dict[int, dict[int, Mapping[int, Value]]]:
    """What is wanted by the number of the block in which it stands; the rows in sight count as the last one."""
    starts = [block.first_row for block in sheet.body.blocks[1:]]
    if sheet.body:
        starts.append(sheet.first_row())
    found: dict[int, dict[int, Mapping[int, Value]]] = {}
    for row, cells in wanted.items():
        found.setdefault(bisect_right(starts, row), {})[row] = cells
    return found


def _rows_changed(sheet: SheetText, rows: bytes, wanted: Mapping[int, Mapping[int, Value]], change: Change) -> bytes:
    """These rows with `change` done to the wanted ones."""
    pieces, position, number = [], 0, 0
    left = sorted(wanted, reverse=True)
    for start in sheet.names.numbered.finditer(rows):
        number = int(start[1]) if start[1] else number + 1
        if not left:
            break
        while left and left[-1] < number:
            missing = left.pop()
            pieces += [rows[position : start.start()], change(Row(missing, b''), wanted[missing])]
            position = start.start()
        if left and left[-1] == number:
            left.pop()
            match = sheet.names.row.match(rows, start.start())
            if match is None:
                raise out_of_order(sheet)
            pieces += [rows[position : start.start()], change(Row(number, match[0]), wanted[number])]
            position = match.end()
    pieces.append(rows[position:])
    pieces += [change(Row(missing, b''), wanted[missing]) for missing in reversed(left)]
    return b''.join(pieces)
