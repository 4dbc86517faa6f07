"""Reading a workbook: the good rows load, the bad ones become problems with their place.

A workbook that cannot be read at all, or that lacks a needed sheet or column, is refused with what to do.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from itertools import zip_longest
from typing import NamedTuple, cast

from rules import bylaws as agreed
from rules.bylaws import DateOrder
from rules.problems import N_, Problem, Refused, refuse
from rules.records import Change, Loan, Member
from sheets import cells, columns, headings, opening, seals, sheet_notes
from sheets.cells import BadCell, Cell, Value
from sheets.columns import Sheet
from sheets.ooxml.places import Area
from sheets.workbooks import Sheets


class Turned(NamedTuple):
    """The filled rows of a sheet, turned: the number of each row, and the cells of each field in their order."""

    numbers: Sequence[int]
    cells: Mapping[str, Sequence[Cell]]


@dataclass(frozen=True)
class Table:
    """The rows of one sheet as they stand: in which column each field is, and where the header and the end are.

    Rows are numbered as in the spreadsheet, from 1. `width` counts the columns up to the last header.
    """

    sheet: Sheet
    header_row: int
    places: Mapping[str, int]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[Problem] = ()
    """What a person should know of the sheet, or of the file, though its rows can be read."""

    @cached_property
    def turned(self) -> Turned:
        """The filled rows by column, as a long sheet is read: by its seals and by its entries, turned once for both.

        A field without a column is empty in every row.
        """
        numbers: Sequence[int] = range(self.header_row + 1, len(self.rows) + 1)
        turned = list(zip_longest(*self.rows[self.header_row :], fillvalue=''))
        key = self.places[self.sheet.key]
        if key < len(turned) and any(cell in ('', None) for cell in turned[key]):
            filled = list(filled_rows(self))
            numbers = [number for number, _row in filled]
            turned = list(zip_longest(*(row for _number, row in filled), fillvalue=''))
        empty, last = ('',) * len(numbers), len(turned)
        places = {column.field: self.places.get(column.field, last) for column in self.sheet.columns}
        return Turned(numbers, {name: turned[place] if place < last else empty for name, place in places.items()})

    def cell(self, row: int, field_name: str) -> str:
        """The address of a field, such as 'F17'."""
        return f'{letters(self.places[field_name])}{row}'

    def problem(self, row: int, field_name: str, problem: Problem) -> Problem:
        """The same problem, with its place."""
        cell = self.cell(row, field_name)
        return Problem(problem.message, problem.remedy, problem.values, sheet=self.sheet.name, cell=cell)


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row that someone typed: without an id, or a copy of another row with that row's id.

    `cells` are what stands there, by field; `fingerprint` tells the row from others, wherever it is moved.
    """

    sheet: Sheet
    row: int
    cells: Mapping[str, Cell]
    fingerprint: str


@dataclass(slots=True)
class Registers:
    """What the registers and the journal of changes hold.

    `rows` tells the row number of each row, `unreadable` that of each row which has an id and yet cannot be read, and
    `typed` are the rows that nobody took over yet.
    """

    bylaws: agreed.Bylaws
    members: dict[str, Member] = field(default_factory=dict)
    loans: dict[str, Loan] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    rows: dict[tuple[str, str], int] = field(default_factory=dict)
    unreadable: dict[tuple[str, str], int] = field(default_factory=dict)
    typed: list[TypedRow] = field(default_factory=list)
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
    """The wanted sheets of an xlsx file of which every part was looked at; see `tables_of`."""
    return tables_of(opening.sheets_of(data, name), name, wanted, exports)


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
            tables[sheet.name] = _table_in(workbook, sheet, problems)
        else:
            problems.append(
                Problem(
                    N_('The workbook has no sheet {sheet}.'),
                    N_('Put the sheet back, or its old name, or take a backup.'), {'sheet': sheet.name},
                )
            )  # fmt: skip
    if problems:
        # Merged cells may be what hides a heading.
        raise Refused([*(note for table in tables.values() for note in table.notes if note.cell), *problems])
    return tables


def _table_in(workbook: Sheets, sheet: Sheet, problems: list[Problem]) -> Table:
    rows = workbook.cells(sheet.name)
    if not isinstance(workbook, opening.Sheets):
        return table_of(sheet, rows, problems)
    table = table_of(sheet, rows, problems, workbook.area_of(sheet.name))
    # What is said of the file as a whole is said once, with its bylaws.
    of_file = workbook.concerns() if sheet is columns.BYLAWS else []
    of_sheet = sheet_notes.notes(sheet, table.header_row, table.places, len(rows), workbook.merged(sheet.name))
    return replace(table, notes=(*of_file, *of_sheet))


def table_of(sheet: Sheet, rows: Sequence[Sequence[Cell]], problems: list[Problem], area: Area | None = None) -> Table:
    """Find the header of a sheet and the column of each field; what is missing is added to the problems."""
    found = headings.find(sheet, rows, area)
    problems.extend(found.problems)
    return Table(sheet, found.row, found.places, rows)


def filled_rows(table: Table) -> Iterable[tuple[int, Sequence[Cell]]]:
    """The rows below the header that hold anything in the columns of the table, with their numbers."""
    places = list(table.places.values())
    for number, row in enumerate(table.rows[table.header_row :], start=table.header_row + 1):
        if any(place < len(row) and row[place] not in ('', None) for place in places):
            yield number, row


def values_of(
    table: Table, number: int, row: Sequence[Cell], currency: str, problems: list[Problem],
    order: DateOrder = 'day first',
) -> dict[str, Value] | None:  # fmt: skip
    """The values of a row by field, or None when one of them is wrong; each wrong cell is added to the problems."""
    values: dict[str, Value] = {}
    good = True
    for column in table.sheet.columns:
        place = table.places.get(column.field)
        cell = row[place] if place is not None and place < len(row) else None
        try:
            value = cells.from_cell(column.type, cell, currency, order)
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


def read_registers(tables: Mapping[str, Table], name: str, oldest: int = columns.FORMAT) -> Registers:
    """Bylaws, members, loans and changes. Raises Refused where the bylaws themselves cannot be read."""
    problems: list[Problem] = []
    for table in tables.values():
        problems.extend(table.notes)
    unreadable: dict[tuple[str, str], int] = {}
    bylaws = read_bylaws(tables['Bylaws'], problems, oldest, unreadable)
    registers = Registers(bylaws, unreadable=unreadable, problems=problems)
    currency = registers.bylaws.currency
    for sheet in (columns.CHANGES, columns.MEMBERS, columns.LOANS):
        _read_register(registers, tables[sheet.name], currency)
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


def _read_register(registers: Registers, table: Table, currency: str) -> None:
    """The rows of a register. Of several rows with one id the first counts that is as it was sealed."""
    sheet, typed, rows = table.sheet, [], list(filled_rows(table))
    keys = [key_of(table, row) for _number, row in rows]
    originals = originals_among(
        table, [(key, number) for key, (number, _row) in zip(keys, rows, strict=True)], currency
    )
    for key, (number, row) in zip(keys, rows, strict=True):
        if originals.get(key) != number:
            typed.append((number, row))
            continue
        values = values_of(table, number, row, currency, registers.problems, registers.bylaws.date_order)
        if values is None:
            registers.unreadable[sheet.name, key] = number
        else:
            registers.rows[sheet.name, key] = number
            add_record(registers, sheet, values)
    registers.typed.extend(typed_rows(table, typed))


def key_of(table: Table, row: Sequence[Cell]) -> str:
    """The id of a row, or an empty text."""
    place = table.places[table.sheet.key]
    return str(row[place] or '') if place < len(row) else ''


def originals_among(table: Table, keyed: Iterable[tuple[str, int]], currency: str) -> dict[str, int]:
    """For each id the number of the row that counts: of copies the one whose seal fits, else the first."""
    numbers: dict[str, list[int]] = {}
    for key, number in keyed:
        if key:
            numbers.setdefault(key, []).append(number)
    return {
        key: found[0]
        if len(found) == 1 or not table.sheet.sealed
        else next((number for number in found if is_as_sealed(table, number, currency)), found[0])
        for key, found in numbers.items()
    }


def is_as_sealed(table: Table, number: int, currency: str) -> bool:
    """Whether the seal of a row fits what stands in it."""
    values = values_of(table, number, table.rows[number - 1], currency, [])
    if values is None or not values.get('seal'):
        return False
    texts = [cells.to_text(column.type, values[column.field], currency) for column in table.sheet.sealed_columns]
    return seals.seal_of(str(values['previous']), table.sheet.name, texts, str(values['check'])) == values['seal']


def typed_rows(table: Table, rows: Iterable[tuple[int, Sequence[Cell]]]) -> list[TypedRow]:
    """These rows as someone typed them. Rows that are the same are told apart by their order."""
    found: list[TypedRow] = []
    times: dict[str, int] = {}
    for number, row in rows:
        held = {name: row[place] for name, place in table.places.items() if place < len(row)}
        told = repr([(name, cell) for name, cell in sorted(held.items()) if cell not in ('', None)])
        mark = sha256(f'{table.sheet.name} {told}'.encode('utf-8', 'surrogatepass')).hexdigest()[:24]
        times[mark] = times.get(mark, 0) + 1
        found.append(TypedRow(table.sheet, number, held, f'{mark}-{times[mark]}'))
    return found


def mark_of(fingerprint: str) -> str:
    """What rows have in common that were typed the same."""
    return fingerprint.rpartition('-')[0]


def typed_in(table: Table, currency: str) -> list[TypedRow]:
    """The rows of a sheet that someone typed, told apart as in reading it."""
    rows = list(filled_rows(table))
    originals = originals_among(table, [(key_of(table, row), number) for number, row in rows], currency)
    return typed_rows(table, [(number, row) for number, row in rows if originals.get(key_of(table, row)) != number])


def problem_of_typed(table: Table, row: TypedRow) -> Problem:
    """What a typed row is, told from the file alone."""
    if key := str(row.cells.get(table.sheet.key) or ''):
        message = N_('The row is a copy of another one, with the same {column}.')
        remedy = N_('Delete the copied row, or empty its {column}, and Bahi takes it for a new one.')
        values = {'column': table.sheet.column(table.sheet.key).header, 'id': key}
        return table.problem(row.row, table.sheet.key, Problem(message, remedy, values))
    message = N_('The row was typed by hand and does not count yet.')
    remedy = N_('Look at it on the page Problems, where it can be taken over.')
    return table.problem(row.row, table.sheet.key, Problem(message, remedy))


def read_bylaws(
    table: Table,
    problems: list[Problem],
    oldest: int = columns.FORMAT,
    unreadable: dict[tuple[str, str], int] | None = None,
) -> agreed.Bylaws:
    """The bylaws; one that is missing or wrong keeps its default and becomes a problem.

    Raises Refused where a fixed one cannot be read, or where the format is newer than this version's, or older than
    the oldest that is asked for.
    """
    cells_by_key: dict[str, tuple[int, Cell]] = {}
    for number, row in filled_rows(table):
        value = row[table.places['value']] if table.places['value'] < len(row) else None
        cells_by_key[str(row[table.places['key']])] = number, value
    currency = str(cells_by_key.get('currency', (0, 'INR'))[1])
    values: dict[str, object] = {}
    for bylaw in agreed.BYLAWS:
        number, cell = cells_by_key.get(bylaw.field, (0, None))
        if not number and bylaw.since > cast(int, values.get('format', columns.FORMAT)):
            continue
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
            if unreadable is not None:
                unreadable['Bylaws', bylaw.field] = number
    read = agreed.Bylaws(**values)  # type: ignore[arg-type]
    if not oldest <= read.format <= columns.FORMAT:
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
