"""Where new rows may not go: into merged cells, of which only the first is seen, and close below a pivot table.

merged_areas   where cells are merged
free_row       the row from which on new rows are seen and stay
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sheets.ooxml.cell_xml import Value
from sheets.ooxml.places import Area, area
from sheets.ooxml.texts import attribute
from sheets.ooxml.worksheet import SheetText

_MERGED = re.compile(rb'<(?:[\w.\-]+:)?mergeCell(?=[\s/>])[^>]*>')


# LibreOffice writes a pivot table anew when it opens a workbook, over all that is there. With several sums it comes out
# one row longer than Excel's; another row keeps what is added apart from it.
ROWS_BELOW_PIVOT = 2


def merged_areas(sheet: SheetText) -> list[Area]:
    """The areas of the merged cells of a sheet."""
    refs = (attribute(match[0], b'ref') or b'' for match in _MERGED.finditer(sheet.rest))
    return [merged for ref in refs if (merged := area(ref.decode()))]


def free_row(
    start: int, values: Sequence[Sequence[Value]], merged: Iterable[Area], pivot_tables: Iterable[Area]
) -> int:
    """The first row, from `start` on, where these rows fit without a value in a cell that is hidden or written over.

    A value in the first cell of merged ones is seen, and so a row of a form that is merged across is filled.
    """
    pivots = {replace(each, last_row=each.last_row + ROWS_BELOW_PIVOT) for each in pivot_tables}
    there = (each for each in (*merged, *pivots) if each.last_row >= start)
    in_order = sorted(there, key=lambda each: each.first_row)
    moved = True
    while moved:
        moved = False
        for each in in_order:
            if _hides(each, start, values, whole=each in pivots):
                start, moved = each.last_row + 1, True
    return start


def _hides(taken: Area, start: int, values: Sequence[Sequence[Value]], whole: bool) -> bool:
    """Whether a value falls into this area; into its first cell it may, unless all of it is taken."""
    for row in range(max(taken.first_row, start), min(taken.last_row, start + len(values) - 1) + 1):
        seen = 1 if row == taken.first_row and not whole else 0
        cells = values[row - start][taken.first_column - 1 + seen : taken.last_column]
        if any(value is not None for value in cells):
            return True
    return False
