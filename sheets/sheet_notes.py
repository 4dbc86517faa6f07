"""What a person should know of a sheet though its rows can be read: cells are merged over them, or it is filling up."""

from collections.abc import Iterable, Mapping

from rules.problems import N_, Problem
from sheets.columns import Sheet
from sheets.ooxml.places import Area, address

MOST_ROWS, MANY_ROWS = 460_000, 370_000
"""The most rows for which `sheets/extents.py` lets a reader make room, and from how many on people are told."""


def notes(
    sheet: Sheet, header_row: int, places: Mapping[str, int], last_row: int, merged: Iterable[Area]
) -> Iterable[Problem]:
    """The notes on a sheet with its headings in this row and its fields at these places."""
    if last_row > MANY_ROWS:
        yield Problem(
            N_('The sheet {sheet} has {rows} rows; above {most} it cannot be opened.'),
            N_('Begin a new workbook for the new year in time.'),
            {'sheet': sheet.name, 'rows': last_row, 'most': MOST_ROWS}, sheet=sheet.name,
        )  # fmt: skip
    shown = [place + 1 for place in places.values()]
    for area in merged:
        meets = any(area.first_column <= column <= area.last_column for column in shown)
        if meets and area.first_row <= last_row and area.last_row >= header_row:
            yield Problem(
                N_('The cells {area} are merged: of what stood there only the first cell is left.'),
                N_('Unmerge them, and put back what stood in the others.'), {'area': str(area)},
                sheet=sheet.name, cell=address(area.first_row, area.first_column),
            )  # fmt: skip
