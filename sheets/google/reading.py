"""The sheets of a spreadsheet as they were read, in the shape of a workbook on the disk.

Numbers in columns of days become days, by the type that `sheets/columns.py` gives the column.
"""

from collections.abc import Callable, Mapping, Sequence

from rules.bylaws import BY_FIELD
from sheets import columns, opening, reading, views
from sheets.cells import Cell
from sheets.columns import TYPES_OF_BYLAWS, Sheet, Type
from sheets.google.values import Wire, from_wire
from sheets.headings import WITHIN_ROWS
from sheets.reading import Table

OWN = tuple(columns.BY_NAME)
"""The sheets that the book is read from; the others are asked for only when someone wants them."""

SHEET_IDS = {
    'Read me': 1001, 'Summary': 1002, 'Dues': 1003, 'Passbook': 1004, 'Members': 1005, 'Loans': 1006, 'Entries': 1007,
    'Changes': 1008, 'Bylaws': 1009, 'Loan products': 1010, 'Guarantors': 1011, 'Rotation': 1012, 'Decisions': 1013,
    'Fines': 1014, 'Accounts': 1015, 'Fixed deposits': 1016, 'Distributions': 1017, 'Statements': 1018,
    'Documents': 1019,
}  # fmt: skip
"""By these a sheet is found that someone gave another name."""

KNOWN: Mapping[str, Sheet] = {**columns.BY_NAME, views.DUES.name: views.DUES}

CALCULATED = frozenset(views.due_formulas(dict.fromkeys(views.DUES.fields, '')))
"""The columns of Dues that are formulas."""

Rows = Sequence[Sequence[Wire]]


class GoogleSheets:
    """The sheets of a spreadsheet. `raw` are the values as they came; `more` fetches those that are not among them."""

    def __init__(
        self, names: Sequence[str], raw: Mapping[str, Rows], more: Callable[[str], Mapping[str, Rows]]
    ) -> None:
        self.names = names
        self.raw = dict(raw)
        self._more = more
        self._cells: dict[str, list[list[Cell]]] = {}

    def cells(self, name: str) -> Sequence[Sequence[Cell]]:
        """The cells of a sheet from A1 on."""
        if name not in self._cells:
            if name not in self.raw:
                self.raw.update(self._more(name))
            # A sheet that was deleted meanwhile is empty.
            self._cells[name] = cells_of(name, self.raw.setdefault(name, []))
        return self._cells[name]

    def is_export(self) -> bool:
        """Whether this is an export for the auditor."""
        if opening.COVER not in self.names:
            return False
        return {str(row[2]) for row in self.cells(opening.COVER) if len(row) > 2} >= opening.COVER_KEYS

    def table(self, name: str) -> Table:
        """Where the columns of one of our sheets are, with all its rows."""
        return reading.table_of(KNOWN[name], self.cells(name), [])

    def head(self, name: str) -> Table:
        """Where the columns of one of our sheets are, without its rows."""
        if name not in self.raw:
            self.cells(name)
        return reading.table_of(KNOWN[name], cells_of('', self.raw[name][:WITHIN_ROWS]), [])

    def typed(self, name: str, rows: Rows) -> Rows:
        """Rows of a sheet without what Google calculates by itself, which changes whenever anything is recorded."""
        if name != views.DUES.name:
            return rows
        places = self.head(name).places
        calculated = {places[field] for field in CALCULATED if field in places}
        return [['' if at in calculated else value for at, value in enumerate(row)] for row in rows]

    def currency(self) -> str:
        """The currency of the group."""
        table = self.table('Bylaws')
        values = {str(row[table.places['key']]): row[table.places['value']] for _, row in reading.filled_rows(table)}
        return str(values.get('currency', 'INR'))


def cells_of(name: str, raw: Rows) -> list[list[Cell]]:
    """The values of a sheet as a workbook on the disk would give them, all rows of one length."""
    width = max(map(len, raw), default=0)
    padded = [[*row, *('',) * (width - len(row))] for row in raw]
    # Most are texts, and there are a million of them.
    plain: list[list[Cell]] = [
        [value if type(value) is str else from_wire(value, 'text') for value in row] for row in padded
    ]
    if name in KNOWN:
        table = reading.table_of(KNOWN[name], plain, [])
        for column in table.sheet.columns:
            place = table.places.get(column.field)
            if place is not None and column.type in ('date', 'month', 'time'):
                for number in range(table.header_row, len(padded)):
                    plain[number][place] = from_wire(padded[number][place], column.type)
        if name == columns.BYLAWS.name:
            _read_bylaws(table, padded, plain)
    if name == 'Summary':
        _read_summary(padded, plain)
    return plain


def _read_bylaws(table: Table, raw: Rows, plain: list[list[Cell]]) -> None:
    """Each bylaw has a type of its own."""
    if 'key' in table.places and 'value' in table.places:
        key, value = table.places['key'], table.places['value']
        for number in range(table.header_row, len(raw)):
            bylaw = BY_FIELD.get(str(raw[number][key]))
            if bylaw:
                plain[number][value] = from_wire(raw[number][value], TYPES_OF_BYLAWS[bylaw.type])


def _read_summary(raw: Rows, plain: list[list[Cell]]) -> None:
    """The day up to which the views count, and the months beside the sums."""
    keys: tuple[tuple[str, str, str, Type], ...] = (
        (views.SUMMARY_KEYS, 'as_of', views.AS_OF_CELL[0], 'date'),
        (views.MONTH_KEYS, 'month ', 'E', 'month'),
    )
    for letter, start, of, type_ in keys:
        key, place = ord(letter) - ord('A'), ord(of) - ord('A')
        for number, row in enumerate(raw):
            if key < len(row) and str(row[key]).startswith(start):
                plain[number][place] = from_wire(row[place], type_)
