"""A short check beside each row of an export that has no seal, so that a changed cell is named on every sheet.

Cash book, ledgers and registers belong to no chain: what they add up to is derived from the sealed rows. Their grey
column Check holds three letters for each cell of the row, as that of the journals does.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from rules.problems import N_, Problem
from sheets import seals
from sheets.cells import Cell
from sheets.columns import BY_NAME, Column, Sheet
from sheets.opening import Sheets
from sheets.reading import letters
from sheets.xlsx import Value

CHECK = Column('Check', 'check', width=10, for_app=True, note=N_('Tells which cell of the row was changed.'))


def checked(row: Sequence[Value]) -> list[Value]:
    """The row with its check behind it."""
    return [*row, check_of(row)]


def check_of(row: Sequence[Value]) -> str:
    """Three letters for each cell."""
    return seals.check_of(_described(len(row)), [_text(value) for value in row])


def problems_of_cells(data: bytes, rows: Mapping[str, int]) -> Iterable[Problem]:
    """The changed cells of the sheets with these names, and sheets that have not the rows they were made with."""
    workbook = Sheets(data)
    for name, made in rows.items():
        cells = workbook.cells(name) if name in workbook.names else []
        filled = [(number, row) for number, row in enumerate(cells[1:], start=2) if any(cell != '' for cell in row)]
        if name not in BY_NAME or not BY_NAME[name].sealed:
            yield from _changed(name, cells[:1], filled)
        if len(filled) != made:
            yield Problem(
                N_('The sheet has {found} rows; by its cover the export was made with {made}.'),
                N_('Make the export again from the workbook of the group.'), {'found': len(filled), 'made': made},
                sheet=name,
            )  # fmt: skip


def changed_cells(sheet: str, number: int, row: Sequence[Cell], check: str) -> Iterable[Problem]:
    """The cells of a row, from column A on, that do not fit its check."""
    texts = [_text(cell) for cell in row]
    for field in seals.changed_fields(_described(len(row)), texts, check):
        yield Problem(
            N_('The cell was changed after the export was made; now it reads {value}.'),
            N_('Make the export again from the workbook of the group.'), {'value': repr(row[int(field)])[:60]},
            sheet=sheet, cell=f'{letters(int(field))}{number}',
        )  # fmt: skip


def _changed(
    name: str, headings: Sequence[Sequence[Cell]], filled: Sequence[tuple[int, Sequence[Cell]]]
) -> Iterable[Problem]:
    if not headings or CHECK.header not in headings[0]:
        yield Problem(
            N_('The sheet {sheet} has no column {column}.'), N_('Put the column back with this heading.'),
            {'sheet': name, 'column': CHECK.header}, sheet=name,
        )  # fmt: skip
        return
    place = list(headings[0]).index(CHECK.header)
    for number, row in filled:
        yield from changed_cells(name, number, row[:place], str(row[place]))


@cache
def _described(columns: int) -> Sheet:
    """A sheet of so many columns, each known by its place."""
    return Sheet('', '0', tuple(Column(str(place), str(place)) for place in range(columns)))


def _text(value: object) -> str:
    """A cell as it is read again: of a number fifteen digits count, and midnight is the day."""
    match value:
        case None:
            return ''
        case float():
            return _plain(Decimal(f'{value:.15g}'))
        case int() | Decimal():
            return _plain(Decimal(value))
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
    return str(value)


def _plain(number: Decimal) -> str:
    return format(number.normalize(), 'f')
