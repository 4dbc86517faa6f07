"""Where the columns of a sheet are: found by their headings, wherever people moved them and however they spell them.

A heading is known without regard to capitals and spaces, and by its former spellings. Where one stands twice, the one
inside the sheet's own table counts; where that does not tell either, nobody is asked to guess: it is a problem that
names both cells.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.problems import N_, Problem
from sheets.cells import Cell
from sheets.columns import FORMAT, Column, Sheet
from sheets.ooxml.places import Area, address

WITHIN_ROWS = 10


@dataclass(frozen=True, slots=True)
class Headings:
    """The row of the headings, counted from 1, the place of each field, counted from 0, and what is wrong with them."""

    row: int
    places: Mapping[str, int]
    problems: Sequence[Problem] = ()


def find(sheet: Sheet, rows: Sequence[Sequence[Cell]], table: Area | None = None, format_: int = FORMAT) -> Headings:
    """The headings of a sheet in a workbook of a format; `table` is where its own table is, if it has one."""
    number, found = max(
        ((number, _places(sheet, row)) for number, row in enumerate(rows[:WITHIN_ROWS], start=1)),
        key=lambda each: len(each[1]), default=(0, {}),
    )  # fmt: skip
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for column in sheet.columns:
        stands = found.get(column.field, [])
        inside = [place for place in stands if table and table.first_column <= place + 1 <= table.last_column]
        if len(stands) > 1 and len(inside) != 1:
            problems.append(_twice(sheet, column, number, stands))
        elif stands:
            places[column.field] = (inside or stands)[0]
    needed = [c for c in sheet.columns if (c.required or c.for_app) and c.since <= format_]
    missing = [c for c in needed if c.field not in found]
    heading = rows[number - 1] if number else []
    taken = {place for stands in found.values() for place in stands}
    unknown = [place for place, cell in enumerate(heading) if place not in taken and cell not in ('', None)]
    problems += [_missing(sheet, column, number, heading, unknown, len(missing) == 1) for column in missing]
    return Headings(number, places, problems)


def _places(sheet: Sheet, row: Sequence[Cell]) -> dict[str, list[int]]:
    """At which places of a row the heading of each field stands; former spellings where the present one is not."""
    known: dict[str, list[int]] = {}
    for place, cell in enumerate(row):
        if isinstance(cell, str) and cell:
            known.setdefault(_plain(cell), []).append(place)
    found: dict[str, list[int]] = {}
    for column in sheet.columns:
        for heading in (column.header, *column.older):
            if stands := known.get(_plain(heading)):
                found[column.field] = stands
                break
    return found


def _twice(sheet: Sheet, column: Column, row: int, stands: Sequence[int]) -> Problem:
    first, second = (address(row, place + 1) for place in stands[:2])
    return Problem(
        N_('The heading {column} stands in {first} and in {second}.'),
        N_('Give the column that is not the book\'s own another heading.'),
        {'column': column.header, 'first': first, 'second': second}, sheet=sheet.name, cell=second,
    )  # fmt: skip


def _missing(
    sheet: Sheet, column: Column, row: int, heading: Sequence[Cell], unknown: Sequence[int], alone: bool
) -> Problem:
    """A needed column is not there; where one heading is missing and one unknown, it was most likely renamed."""
    message = N_('The sheet {sheet} has no column {column}.')
    values: dict[str, object] = {'sheet': sheet.name, 'column': column.header}
    if alone and len(unknown) == 1:
        cell = address(row, unknown[0] + 1)
        remedy = N_('Put the column back with this heading; if it is the one in {cell}, write {column} over {found}.')
        values |= {'cell': cell, 'found': repr(heading[unknown[0]])[:60]}
        return Problem(message, remedy, values, sheet=sheet.name)
    return Problem(message, N_('Put the column back with this heading.'), values, sheet=sheet.name)


def _plain(header: str) -> str:
    return ' '.join(header.replace('\u00a0', ' ').replace('\ufeff', '').replace('\u200b', '').split()).casefold()
