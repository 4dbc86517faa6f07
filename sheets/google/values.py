"""Values between the workbook and Google: what goes over the wire, and what a cell that comes back means.

text            as it is, always: '=1+1' is a name
amount          a number with the very digits of the amount
day, month      days since 30 December 1899, told from other numbers by their column
moment          the same with the time as a fraction of a day
formula         sent as a formula; its result is Google's affair
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sheets.cells import Cell
from sheets.columns import Type
from sheets.ooxml.cell_xml import Formula, Value

Wire = str | bool | int | float | None
"""A value as it stands in JSON."""

FIRST_DAY = date(1899, 12, 30)
FIRST_MOMENT = datetime.combine(FIRST_DAY, time())
DAY_SECONDS = 86_400

# Numbers that may be days of a group's life, 1927 to 2119. Whoever types 5 into a column of days typed no day.
EARLIEST, LATEST = 10_000, 80_000
DAYS: frozenset[Type] = frozenset({'date', 'month'})


def to_wire(value: Value) -> Wire:
    """A value of a cell as JSON has it; None for an empty cell."""
    match value:
        case None | '':
            return None
        case str() | bool() | int():
            return value
        case datetime():
            since = value - FIRST_MOMENT
            part = since.seconds + since.microseconds / 1_000_000
            return since.days + part / DAY_SECONDS if part else since.days
        case date():
            return (value - FIRST_DAY).days
        case Decimal():
            # Read as JSON reads it, so that what is sent are the shortest digits of this very amount.
            number: int | float = json.loads(f'{value:f}')
            assert Decimal(str(number)) == value, f'{value} does not fit into a number of a spreadsheet'
            return int(number) if number == int(number) else number
        case float():
            return value
        case _:
            raise AssertionError(f'a value that no sheet of ours has: {value!r}')


def entered(value: Value) -> dict[str, Any]:
    """A value as a typed cell of a batch; nothing for an empty cell, which clears what stands there."""
    if isinstance(value, Formula):
        return {'userEnteredValue': {'formulaValue': '=' + value.text}}
    wire = to_wire(value)
    match wire:
        case None:
            return {}
        case bool():
            return {'userEnteredValue': {'boolValue': wire}}
        case str():
            return {'userEnteredValue': {'stringValue': wire}}
        case _:
            return {'userEnteredValue': {'numberValue': wire}}


def from_wire(value: Wire, type_: Type) -> Cell:
    """A value that was read, as a workbook on the disk would give it: whole numbers too are floats there."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return '' if value is None else value
    if type_ == 'time' and EARLIEST <= value <= LATEST:
        return FIRST_MOMENT + timedelta(seconds=round(value * DAY_SECONDS))
    if type_ in DAYS and EARLIEST <= value <= LATEST:
        whole = value == int(value)
        return FIRST_DAY + timedelta(days=int(value)) if whole else FIRST_MOMENT + timedelta(days=value)
    return value + 0.0


def trimmed(rows: Sequence[Sequence[Wire]]) -> list[Sequence[Wire]]:
    """The rows without empty cells and rows at their ends, as Google gives them."""
    found = [_without_end(row) for row in rows]
    while found and not found[-1]:
        found.pop()
    return found


def _without_end(row: Sequence[Wire]) -> Sequence[Wire]:
    end = len(row)
    while end and row[end - 1] in ('', None):
        end -= 1
    if None in row:
        return ['' if value is None else value for value in row[:end]]
    return row if end == len(row) else row[:end]


def digest(sheets: Mapping[str, Sequence[Sequence[Wire]]]) -> str:
    """The hash of what stands in the sheets; of a number fifteen digits count, as in every spreadsheet."""
    found = sha256()
    for name, rows in sheets.items():
        found.update(f'\x1d{name}'.encode())
        for row in trimmed(rows):
            cells = [value if type(value) is str else _number(value) for value in row]
            found.update(('\x1e' + '\x1f'.join(cells)).encode('utf-8', 'surrogatepass'))
    return found.hexdigest()


def _number(value: Wire) -> str:
    """A number or a yes as a text that no text of a person looks like."""
    return f'\x1c{value}' if isinstance(value, str | bool | None) else f'\x1c{value:.15g}'
