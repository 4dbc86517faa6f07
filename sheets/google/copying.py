"""A book from a spreadsheet back into a workbook of its own, row for row, and compared before the file gets its name.

    copy_back(sheet, Path('group.xlsx'), today)        into a file
    workbook_from(sheet, today)                        its bytes
    back_up(sheet, 'group', 'daily', now, today)       a backup beside those of the file that it was in

The sheets of the app are made anew with their formats, and get the rows as they stand in the spreadsheet, with every
seal. Columns that people added beside ours come along, at the right. The spreadsheet stays as it is.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from rules import cycles
from rules.bylaws import BYLAWS, Bylaws
from rules.periods import EVERY_MONTH
from rules.problems import N_, refuse
from sheets import backups, columns, opening, reading, views, xlsx
from sheets.backups import Backup
from sheets.cells import Cell
from sheets.google.making import workbook_of
from sheets.google.moving import Moved, same
from sheets.google.reading import SHEET_IDS, GoogleSheets
from sheets.google.spreadsheet import GoogleSheet
from sheets.google.values import to_wire
from sheets.making import sheet_alone
from sheets.reading import Table, letters, table_of
from sheets.registers import read_registers
from sheets.upgrading import OLDEST
from sheets.whole_files import write_whole
from sheets.xlsx import AddSheet, Amend, Append, Change, Formula, Value

NUMBERS = (int, float)


def copy_back(sheet: GoogleSheet, path: Path, today: date) -> Moved:
    """Write the book of the spreadsheet into a new workbook. Raises Refused or Away; then there is no file."""
    if path.exists():
        raise refuse(
            N_('The file {file} is there already.'), N_('Choose another name, or open this one.'), file=path.name
        )
    data, moved = workbook_from(sheet, today)
    write_whole(path, data, overwrite=False)
    return moved


def back_up(sheet: GoogleSheet, stem: str, why: str, now: datetime, today: date) -> Backup:
    """Keep the book of the spreadsheet as the workbook that it would be now. Raises Refused or Away."""
    return backups.keep(sheet.folder, stem, workbook_from(sheet, today)[0], why, now)


def workbook_from(sheet: GoogleSheet, today: date) -> tuple[bytes, Moved]:
    """The book of the spreadsheet as a workbook, compared cell by cell. Raises Refused or Away."""
    sheet.forget()
    found = sheet.read().sheets
    assert isinstance(found, GoogleSheets)
    tables = reading.tables_of(found, sheet.name, exports=False)
    bylaws = read_registers(tables, sheet.name, OLDEST).bylaws
    new = workbook_of(bylaws, today)
    there = opening.Sheets(new).names
    # A sheet of a module that is off by now keeps its rows.
    changes: list[Change] = [
        AddSheet(name, sheet_alone(table.sheet, bylaws)) for name, table in tables.items() if name not in there
    ]
    for table in tables.values():
        changes += _bylaws(table, new, bylaws) if table.sheet is columns.BYLAWS else _rows(table)
    changes += _views(found, bylaws)
    data = xlsx.patch_bytes(new, changes)
    _compare(tables, opening.sheets_of(data, sheet.name))
    rows = {name: len(_filled(table)) for name, table in tables.items()}
    return data, Moved(rows, [name for name in found.names if name not in SHEET_IDS])


def _order(table: Table) -> list[int]:
    """In which order the columns of the spreadsheet are written: ours as they are made, then people's own."""
    ours = [table.places.get(field, -1) for field in table.sheet.fields]
    heads = table.rows[table.header_row - 1]
    own = [
        at for at, head in enumerate(heads) if at not in ours and (head or any(row[at] for row in _filled(table)))
    ]  # fmt: skip
    return [*ours, *own]


def _filled(table: Table) -> list[Sequence[Cell]]:
    """The rows below the heading that hold anything at all."""
    return [row for row in table.rows[table.header_row :] if any(cell not in ('', None) for cell in row)]


def _rows(table: Table) -> list[Change]:
    order = _order(table)
    rows = [[_value(row[at]) if at >= 0 else None for at in order] for row in _filled(table)]
    return [*_own_heads(table, order), Append(table.sheet.name, rows)]


def _own_heads(table: Table, order: Sequence[int]) -> list[Change]:
    heads = table.rows[table.header_row - 1]
    ours = len(table.sheet.columns)
    own = {f'{letters(at)}1': _value(heads[place]) for at, place in enumerate(order) if at >= ours}
    return [Amend(table.sheet.name, own)] if own else []


def _bylaws(table: Table, new: bytes, bylaws: Bylaws) -> list[Change]:
    """The new workbook has a row for each bylaw already: what stands otherwise there becomes what the group had."""
    there = opening.Sheets(new).cells(columns.BYLAWS.name)
    order = _order(table)
    at_key = order.index(table.places['key'])
    numbers = {bylaw: number for number, bylaw in enumerate(_keys_of_new(bylaws), start=2)}
    amended: dict[str, Value] = {}
    more = []
    for row in _filled(table):
        values = [_value(row[at]) if at >= 0 else None for at in order]
        if (number := numbers.get(str(values[at_key]))) is None:
            more.append(values)
        else:
            cells = [*there[number - 1], *[''] * len(values)]
            amended |= {
                f'{letters(at)}{number}': value
                for at, value in enumerate(values)
                if not same(cells[at], to_wire(value))
            }
    added: list[Change] = [Append('Bylaws', more)] if more else []
    return [*_own_heads(table, order), Amend('Bylaws', amended), *added]


def _keys_of_new(bylaws: Bylaws) -> list[str]:
    """The bylaws in the order in which a new workbook lists them."""
    return [bylaw.field for bylaw in BYLAWS if bylaws.shows(bylaw)]


def _value(cell: Cell) -> Value:
    """What is written for a cell that was read; of a number its shortest digits."""
    if isinstance(cell, NUMBERS) and not isinstance(cell, bool):
        return Decimal(f'{cell:.15g}')
    return None if cell == '' else cell  # type: ignore[return-value]  # spans of time are in no sheet of ours


def _views(found: GoogleSheets, bylaws: Bylaws) -> list[Change]:
    """The dues with their formulas, and the day up to which everything counts."""
    changes: list[Change] = []
    if 'Dues' in found.names:
        table = found.table('Dues')
        fields = views.DUES.fields
        places = {field: letters(at) for at, field in enumerate(fields)}
        filled = _filled(table)
        months = _months(bylaws, [row[table.places['month']] for row in filled])
        rows: list[list[Value]] = []
        for row, of_month in zip(filled, months, strict=True):
            values = {field: _value(row[at]) for field, at in table.places.items()}
            formulas = views.due_formulas(places, of_month=of_month)
            calculated: dict[str, Value] = {field: Formula(formula, None) for field, formula in formulas.items()}
            rows.append([(values | calculated).get(field) for field in fields])
        changes.append(Append('Dues', rows))
    if 'Summary' in found.names:
        cells = found.cells('Summary')
        key = ord(views.SUMMARY_KEYS) - ord('A')
        days = [row[1] for row in cells if len(row) > key and row[key] == 'as_of' and isinstance(row[1], date)]
        changes += [Amend('Summary', {views.AS_OF_CELL: day}) for day in days[:1]]
    return changes


def _months(bylaws: Bylaws, cells: Sequence[Cell]) -> list[bool]:
    """Whether the cycle of each due is a month, by the day that stands for it."""
    last = max((cell for cell in cells if isinstance(cell, date)), default=bylaws.started_on)
    others = {cycle.first for cycle in cycles.cycles(cycles.agreed(bylaws), last) if cycle.every != EVERY_MONTH}
    return [cell not in others for cell in cells]


def _compare(tables: Mapping[str, Table], written: opening.Sheets) -> None:
    """Read the new workbook and compare it cell by cell. Raises Refused with the first that is not the same."""
    for name, table in tables.items():
        order = _order(table)
        new = _filled(table_of(table.sheet, written.cells(name), []))
        old = _filled(table)
        if name == columns.BYLAWS.name:
            at = order.index(table.places['key'])
            # Of an older format the spreadsheet lacks what came later, for which the defaults count.
            known = {str(row[table.places['key']]) for row in old}
            new = [row for row in new if str(row[at]) in known]
            place = {str(row[at]): number for number, row in enumerate(new)}
            old = sorted(old, key=lambda row: place.get(str(row[table.places['key']]), len(place)))
        for number, (row, there) in enumerate(zip(old, new, strict=False), start=2):
            for at, origin in enumerate(order):
                wanted = row[origin] if origin >= 0 else ''
                if not same(there[at] if at < len(there) else '', to_wire(_value(wanted))):
                    raise _not_whole(name, f'{letters(at)}{number}')
        if len(old) != len(new):
            raise _not_whole(name, f'A{min(len(old), len(new)) + 2}')


def _not_whole(name: str, cell: str) -> Exception:
    return refuse(
        N_('The sheet {sheet} would not be whole in the file: the cell {cell} is not the same.'),
        N_('Look at this cell in the spreadsheet, mend it, and copy once more.'), sheet=name, cell=cell,
    )  # fmt: skip
