"""What stands in the views of a workbook: their cells, and where the rows are that carry a key.

To read them is dear in a large group, and to write them is our own doing mostly: a `Memory` keeps them from one write
to the next, as long as nobody else writes the file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from sheets import opening, views, views_passbook
from sheets.cells import Cell
from sheets.ooxml.package import Package
from sheets.ooxml.signature import Signature
from sheets.package_links import Links
from sheets.reading import Table, letters, table_of
from sheets.workbooks import Sheets
from sheets.xlsx import Value

NAMES = ('Summary', 'Dues', 'Passbook')
FORMER_KEYS = {'box dividend': 'box other', 'loans_closed': 'loans_past'}
"""The row of all kinds without one of their own: up to format 2 there were no others than this. Loans that run no more
are not all repaid.
"""


@dataclass(frozen=True, slots=True)
class View:
    """The cells of a view from A1 on, and the row of each key, counted from 1; `written` came since they were read."""

    cells: Sequence[Sequence[Cell]]
    rows: dict[str, int]
    written: Mapping[str, Value] = field(default_factory=dict)

    def cell(self, address: str) -> Cell | Value:
        """What stands at an address of one letter, such as B3."""
        if address in self.written:
            return self.written[address]
        row, place = int(address[1:]) - 1, ord(address[0]) - ord('A')
        return self.cells[row][place] if row < len(self.cells) and place < len(self.cells[row]) else ''

    def differing(self, wanted: dict[str, Value]) -> dict[str, Value]:
        """Those of the wanted values that do not stand there yet."""
        return {address: value for address, value in wanted.items() if not same(self.cell(address), value)}

    def with_values(self, values: Mapping[str, Value]) -> 'View':
        """The view when these values are written."""
        return replace(self, written={**self.written, **values})


class Views:
    """The views of a workbook, each read when it is asked for; the long sheets of rows are not looked at.

    None stands for one that someone took out or laid out anew, which is then left alone.
    """

    def __init__(self, workbook: Sheets) -> None:
        self._workbook = workbook

    @cached_property
    def summary(self) -> View | None:
        """The view Summary."""
        cells = self._cells('Summary')
        return _summary(cells) if cells is not None else None

    @cached_property
    def dues(self) -> Table | None:
        """The view Dues, as long as all its columns are there."""
        cells = self._cells('Dues')
        return _dues(cells) if cells is not None else None

    @cached_property
    def passbook(self) -> View | None:
        """The view Passbook."""
        cells = self._cells('Passbook')
        return _passbook(cells) if cells is not None else None

    def _cells(self, name: str) -> Sequence[Sequence[Cell]] | None:
        return self._workbook.cells(name) if name in self._workbook.names else None


@dataclass(slots=True)
class Memory:
    """What is known of the views: `shown` stands there in that state of the workbook, `proposed` is being written."""

    state: Signature | None = None
    shown: object = None
    proposed: object = None

    def written(self, state: Signature) -> None:
        """The changes were written, and this is the state of the workbook since."""
        self.state, self.shown, self.proposed = state, self.proposed, None


def checksums(data: bytes) -> dict[str, int]:
    """The checksums of the parts of the views, by the name of the sheet."""
    members = Links(Package(data)).sheets
    return {name: members[name].crc for name in NAMES if name in members}


def read_views(data: bytes | Sheets) -> Views:
    """The views of an xlsx file with these bytes, or among these sheets."""
    return Views(opening.Sheets(data) if isinstance(data, bytes) else data)


def same(cell: Cell | Value, value: Value) -> bool:
    """Whether a cell shows this value; of a number, fifteen digits count, as in every spreadsheet."""
    if isinstance(cell, Decimal):
        return cell == value
    if isinstance(value, Decimal | int):
        return isinstance(cell, int | float) and Decimal(f'{cell:.15g}') == value
    if isinstance(value, date) and isinstance(cell, datetime):
        return cell.date() == value
    return cell == value


def column_letters(table: Table) -> dict[str, str]:
    """The letter of the column of each field."""
    return {field: letters(place) for field, place in table.places.items()}


def _summary(cells: Sequence[Sequence[Cell]]) -> View | None:
    keys = ['group', 'as_of', *(line.key for line in views.figures()), *(line.key for line in views.boxes())]
    more = [*keys, *(line.key for line in views.more())]
    rows = _rows(cells, views.SUMMARY_KEYS, more) or _rows(cells, views.SUMMARY_KEYS, keys)
    months = _rows(cells, views.MONTH_KEYS, [line.key for line in views.deposits()])
    return View(cells, rows | months) if rows and months else None


def _passbook(cells: Sequence[Sequence[Cell]]) -> View | None:
    head, months = ([line.key for line in lines] for lines in (views_passbook.head(), views_passbook.months()))
    for more in ([], *([key] for key in views_passbook.BESIDES)):
        if rows := _rows(cells, views_passbook.KEYS, ['group', 'choice', *head, *more, *months]):
            return View(cells, rows)
    return None


def _dues(cells: Sequence[Sequence[Cell]]) -> Table | None:
    table = table_of(views.DUES, cells, [])
    return table if len(table.places) == len(views.DUES.columns) else None


def _rows(cells: Sequence[Sequence[Cell]], letter: str, keys: list[str]) -> dict[str, int]:
    """The row of each key, or nothing when the keys are not there in their order: then columns were moved."""
    place = ord(letter) - ord('A')
    filled = [(str(row[place]), number) for number, row in enumerate(cells, 1) if place < len(row) and row[place]]
    found = [(FORMER_KEYS.get(key, key), number) for key, number in filled]
    return dict(found) if [key for key, _number in found] == keys else {}
