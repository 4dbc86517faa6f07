"""Reading a workbook: the good rows load, the bad ones become problems with their place.

A workbook that cannot be read at all, or that lacks a needed sheet or column, is refused with what to do.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rules import bylaws as agreed
from rules.problems import N_, Problem, Refused, refuse
from rules.records import Change, Loan, Member
from sheets import cells, columns, opening
from sheets.cells import BadCell, Cell, Value
from sheets.columns import Sheet
from sheets.workbooks import Sheets

HEADER_WITHIN_ROWS = 10


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one sheet as they stand: in which column each field is, and where the header and the end are.

    Rows are numbered as in the spreadsheet, from 1. `width` counts the columns up to the last header.
    """

    sheet: Sheet
    header_row: int
    places: Mapping[str, int]
    rows: Sequence[Sequence[Cell]]

    def cell(self, row: int, field_name: str) -> str:
        """The address of a field, such as 'F17'."""
        return f'{letters(self.places[field_name])}{row}'

    def problem(self, row: int, field_name: str, problem: Problem) -> Problem:
        """The same problem, with its place."""
        cell = self.cell(row, field_name)
        return Problem(problem.message, problem.remedy, problem.values, sheet=self.sheet.name, cell=cell)


@dataclass(slots=True)
class Registers:
    """What the registers and the journal of changes hold; `rows` tells the row number of each register row."""

    bylaws: agreed.Bylaws
    members: dict[str, Member] = field(default_factory=dict)
    loans: dict[str, Loan] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    rows: dict[tuple[str, str], int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def letters(place: int) -> str:
    """The name of a column from its place, counted from 0: A, B, ... Z, AA."""
    name = ''
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def read_tables(
    data: bytes, name: str, wanted: Collection[str] = tuple(columns.BY_NAME), exports: bool = True
) -> dict[str, Table]:
    """The wanted sheets of an xlsx file; see `tables_of`."""
    return tables_of(opening.Sheets(data, name), name, wanted, exports)


def tables_of(
    workbook: Sheets, name: str, wanted: Collection[str] = tuple(columns.BY_NAME), exports: bool = True
) -> dict[str, Table]:
    """The wanted sheets of a workbook, all of ours unless said.

    Raises Refused where one is missing, or a column, or where the file cannot be read; without `exports` also where
    the file is not a group's own workbook but an export of it.
    """
    if not exports and workbook.is_export():
        raise refuse(
            N_('The file {file} is an export for the auditor.'), N_('Choose the workbook of the group.'), file=name
        )
    problems: list[Problem] = []
    tables: dict[str, Table] = {}
    for sheet in (columns.BY_NAME[sheet_name] for sheet_name in wanted):
        if sheet.name in workbook.names:
            tables[sheet.name] = table_of(sheet, workbook.cells(sheet.name), problems)
        else:
            problems.append(
                Problem(
                    N_('The workbook has no sheet {sheet}.'),
                    N_('Put the sheet back, or its old name, or take a backup.'), {'sheet': sheet.name},
                )
            )  # fmt: skip
    if problems:
        raise Refused(problems)
    return tables


def table_of(sheet: Sheet, rows: Sequence[Sequence[Cell]], problems: list[Problem]) -> Table:
    """Find the header of a sheet and the column of each field; what is missing is added to the problems."""
    wanted = {_plain(column.header): column.field for column in sheet.columns}
    best: tuple[int, dict[str, int]] = (0, {})
    for number, row in enumerate(rows[:HEADER_WITHIN_ROWS], start=1):
        places: dict[str, int] = {}
        for place, header in enumerate(row):
            field_name = wanted.get(_plain(header)) if isinstance(header, str) else None
            if field_name and field_name not in places:
                places[field_name] = place
        if len(places) > len(best[1]):
            best = (number, places)
    header_row, places = best
    for column in sheet.columns:
        if column.field not in places and (column.required or column.for_app):
            problems.append(
                Problem(
                    N_('The sheet {sheet} has no column {column}.'),
                    N_('Put the column back with this heading.'),
                    {'sheet': sheet.name, 'column': column.header}, sheet=sheet.name,
                )
            )  # fmt: skip
    return Table(sheet, header_row, places, rows)


def _plain(header: object) -> str:
    return ' '.join(str(header).replace('\u00a0', ' ').replace('\ufeff', '').split()).casefold()


def filled_rows(table: Table) -> Iterable[tuple[int, Sequence[Cell]]]:
    """The rows below the header that hold anything in the columns of the table, with their numbers."""
    places = list(table.places.values())
    for number, row in enumerate(table.rows[table.header_row :], start=table.header_row + 1):
        if any(place < len(row) and row[place] not in ('', None) for place in places):
            yield number, row


def values_of(
    table: Table, number: int, row: Sequence[Cell], currency: str, problems: list[Problem]
) -> dict[str, Value] | None:
    """The values of a row by field, or None when one of them is wrong; each wrong cell is added to the problems."""
    values: dict[str, Value] = {}
    good = True
    for column in table.sheet.columns:
        place = table.places.get(column.field)
        cell = row[place] if place is not None and place < len(row) else None
        try:
            value = cells.from_cell(column.type, cell, currency)
            if column.required and value in ('', None):
                raise BadCell(N_('The cell is empty.'), cell)
            if column.choices and value not in column.choices and value != '':
                raise BadCell(N_('{value} is none of the words that can stand here.'), cell)
        except BadCell as bad:
            problems.append(table.problem(number, column.field, bad.problem))
            good = False
        else:
            values[column.field] = value
    return values if good else None


def read_registers(tables: Mapping[str, Table], name: str) -> Registers:
    """Bylaws, members, loans and changes. Raises Refused where the bylaws themselves cannot be read."""
    problems: list[Problem] = []
    registers = Registers(read_bylaws(tables['Bylaws'], problems), problems=problems)
    currency = registers.bylaws.currency
    for sheet in (columns.CHANGES, columns.MEMBERS, columns.LOANS):
        for number, values in good_rows(tables[sheet.name], currency, problems):
            registers.rows[sheet.name, str(values[sheet.key])] = number
            add_record(registers, sheet, values)
    history = tuple(change for change in registers.changes if change.sheet == 'Bylaws')
    registers.bylaws = _with_history(registers.bylaws, history)
    for number, row in filled_rows(tables['Bylaws']):
        registers.rows['Bylaws', str(row[tables['Bylaws'].places['key']])] = number
    return registers


def add_record(registers: Registers, sheet: Sheet, values: Mapping[str, Value]) -> None:
    """Take a row into the registers as the record that it is."""
    if sheet is columns.CHANGES:
        registers.changes.append(Change(**values))  # type: ignore[arg-type]
    elif sheet is columns.MEMBERS:
        member = Member(**values)  # type: ignore[arg-type]
        registers.members[member.id] = member
    else:
        loan = Loan(**values)  # type: ignore[arg-type]
        registers.loans[loan.id] = loan


def good_rows(table: Table, currency: str, problems: list[Problem]) -> Iterable[tuple[int, dict[str, Value]]]:
    """The rows that can be read, with their numbers. Raises Refused where two have one id."""
    seen: dict[object, int] = {}
    for number, row in filled_rows(table):
        values = values_of(table, number, row, currency, problems)
        if values is None:
            continue
        key = values[table.sheet.key]
        if key in seen:
            raise duplicate(table, seen[key], number, table.sheet.key)
        seen[key] = number
        yield number, values


def duplicate(table: Table, first: int, second: int, field_name: str) -> Refused:
    """Two rows with one id: nobody can say which one counts."""
    return Refused(
        [
            Problem(
                N_('The row has the same {column} as row {row}.'),
                N_('Delete the copied row, or take a backup of the workbook.'),
                {'column': table.sheet.column(field_name).header, 'row': first},
                sheet=table.sheet.name, cell=table.cell(second, field_name),
            )
        ]
    )  # fmt: skip


def read_bylaws(table: Table, problems: list[Problem]) -> agreed.Bylaws:
    """The bylaws; one that is missing or wrong keeps its default and becomes a problem."""
    cells_by_key: dict[str, tuple[int, Cell]] = {}
    for number, row in filled_rows(table):
        value = row[table.places['value']] if table.places['value'] < len(row) else None
        cells_by_key[str(row[table.places['key']])] = number, value
    currency = str(cells_by_key.get('currency', (0, 'INR'))[1])
    values: dict[str, object] = {}
    for bylaw in agreed.BYLAWS:
        number, cell = cells_by_key.get(bylaw.field, (0, None))
        try:
            if not number:
                raise ValueError('the bylaw is missing')
            values[bylaw.field] = bylaw.read(_bylaw_text(bylaw, cell, currency), currency)
        except (ValueError, BadCell):
            problem = Problem(
                N_('The bylaw "{bylaw}" cannot be read: {value}.'),
                N_('Write a value as the sheet explains it; until then {default} counts.'),
                {'bylaw': bylaw.title, 'value': cells.quoted(cell), 'default': getattr(agreed.Bylaws(), bylaw.field)},
                sheet='Bylaws', cell=table.cell(number, 'value') if number else '',
            )  # fmt: skip
            if bylaw.fixed:
                raise Refused([problem]) from None
            problems.append(problem)
    read = agreed.Bylaws(**values)  # type: ignore[arg-type]
    if read.format != columns.FORMAT:
        raise refuse(
            N_('The workbook has format {found}; this version of Bahi reads format {known}.'),
            N_('Run "main.py upgrade" on it, or use the newer version of Bahi.'),
            found=read.format, known=columns.FORMAT,
        )  # fmt: skip
    problems.extend(agreed.problems_of_bylaws(read))
    return read


def _bylaw_text(bylaw: agreed.Bylaw, cell: Cell, currency: str) -> str:
    """A bylaw's cell as the text that the bylaw reads."""
    if bylaw.type == 'day':
        return cells.to_text('date', cells.from_cell('date', cell, currency), currency)
    if bylaw.type == 'money' and not isinstance(cell, str):
        return cells.to_text('money', cells.from_cell('money', cell, currency), currency)
    if bylaw.type == 'percent' and not isinstance(cell, str):
        return cells.to_text('percent', cells.from_cell('percent', cell, currency), currency)
    return str(cells.from_cell('text', cell, currency))


def _with_history(bylaws: agreed.Bylaws, history: tuple[Change, ...]) -> agreed.Bylaws:
    return replace(bylaws, history=history) if history else bylaws
