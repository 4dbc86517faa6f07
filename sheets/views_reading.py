"""What stands in the views of a workbook: their cells, and where the rows are that carry a key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sheets import views, views_passbook
from sheets.cells import Cell
from sheets.opening import Sheets
from sheets.reading import Table, letters, table_of
from sheets.xlsx import Value

NAMES = ('Summary', 'Dues', 'Passbook')


@dataclass(frozen=True, slots=True)
class View:
    """The cells of a view from A1 on, and the row of each key, counted from 1."""

    cells: Sequence[Sequence[Cell]]
    rows: dict[str, int]

    def cell(self, address: str) -> Cell:
        """What stands at an address of one letter, such as B3."""
        row, place = int(address[1:]) - 1, ord(address[0]) - ord('A')
        return self.cells[row][place] if row < len(self.cells) and place < len(self.cells[row]) else ''

    def differing(self, wanted: dict[str, Value]) -> dict[str, Value]:
        """Those of the wanted values that do not stand there yet."""
        return {address: value for address, value in wanted.items() if not same(self.cell(address), value)}


@dataclass(frozen=True, slots=True)
class Views:
    """The views of a workbook; None for one that someone took out or laid out anew, which is then left alone."""

    summary: View | None
    dues: Table | None
    passbook: View | None


def read_views(data: bytes) -> Views:
    """Read the views alone; the long sheets of the workbook are not looked at."""
    workbook = Sheets(data)
    cells = {name: workbook.cells(name) for name in NAMES if name in workbook.names}
    return Views(
        _summary(cells['Summary']) if 'Summary' in cells else None,
        _dues(cells['Dues']) if 'Dues' in cells else None,
        _passbook(cells['Passbook']) if 'Passbook' in cells else None,
    )


def same(cell: Cell, value: Value) -> bool:
    """Whether a cell shows this value; of a number, fifteen digits count, as in every spreadsheet."""
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
    rows = _rows(cells, views.SUMMARY_KEYS, keys)
    months = _rows(cells, views.MONTH_KEYS, [line.key for line in views.deposits()])
    return View(cells, rows | months) if rows and months else None


def _passbook(cells: Sequence[Sequence[Cell]]) -> View | None:
    lines = [*views_passbook.head(), *views_passbook.months()]
    rows = _rows(cells, views_passbook.KEYS, ['group', 'choice', *(line.key for line in lines)])
    return View(cells, rows) if rows else None


def _dues(cells: Sequence[Sequence[Cell]]) -> Table | None:
    table = table_of(views.DUES, cells, [])
    return table if len(table.places) == len(views.DUES.columns) else None


def _rows(cells: Sequence[Sequence[Cell]], letter: str, keys: list[str]) -> dict[str, int]:
    """The row of each key, or nothing when the keys are not there in their order: then columns were moved."""
    place = ord(letter) - ord('A')
    found = [(str(row[place]), number) for number, row in enumerate(cells, 1) if place < len(row) and row[place]]
    return dict(found) if [key for key, _number in found] == keys else {}
