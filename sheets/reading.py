"""Reading the sheets of a workbook as tables: where each column is, which rows are there, and what their cells hold.

A workbook that cannot be read at all, or that lacks a needed sheet or column, is refused with what to do.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from itertools import zip_longest
from typing import NamedTuple

from rules.bylaws import DateOrder
from rules.problems import N_, Problem, Refused, refuse
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
    the file is not a group's own workbook but an export of it. Sheets that came with a later format, or belong to a
    module, may be missing: what a group should have of them, Bahi adds.
    """
    if not exports and workbook.is_export():
        raise refuse(
            N_('The file {file} is an export for the auditor.'), N_('Choose the workbook of the group.'), file=name
        )
    problems: list[Problem] = []
    tables: dict[str, Table] = {}
    format_ = _format_of(workbook)
    if format_ > columns.FORMAT:
        raise wrong_format(format_)
    for sheet in (columns.BY_NAME[sheet_name] for sheet_name in wanted):
        if sheet.name in workbook.names:
            if not sheet.modules or _is_ours(workbook, sheet):
                tables[sheet.name] = _table_in(workbook, sheet, problems, format_)
        elif sheet.since == 1:
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


def _format_of(workbook: Sheets) -> int:
    """The format that the workbook says it has; that of this version where it does not say it."""
    if columns.BYLAWS.name not in workbook.names:
        return columns.FORMAT
    table = table_of(columns.BYLAWS, workbook.cells(columns.BYLAWS.name), [])
    if {'key', 'value'} <= table.places.keys():
        for _number, row in filled_rows(table):
            found = row[table.places['value']] if table.places['value'] < len(row) else None
            if key_of(table, row) == 'format' and str(found or '').removesuffix('.0').isdecimal():
                return int(str(found).removesuffix('.0'))
    return columns.FORMAT


def wrong_format(found: int) -> Exception:
    """The workbook is of a format that this version does not read."""
    return refuse(
        N_('The workbook has format {found}; this version of Bahi reads format {known}.'),
        N_('Run "main.py upgrade" on it, or use the newer version of Bahi.'),
        found=found, known=columns.FORMAT,
    )  # fmt: skip


def _is_ours(workbook: Sheets, sheet: Sheet) -> bool:
    """Whether this is the sheet of the module, and not one of people's own that is called the same."""
    return sheet.key in headings.find(sheet, workbook.cells(sheet.name)[: headings.WITHIN_ROWS]).places


def _table_in(workbook: Sheets, sheet: Sheet, problems: list[Problem], format_: int) -> Table:
    rows = workbook.cells(sheet.name)
    if not isinstance(workbook, opening.Sheets):
        return table_of(sheet, rows, problems, format_=format_)
    table = table_of(sheet, rows, problems, workbook.area_of(sheet.name), format_)
    # What is said of the file as a whole is said once, with its bylaws.
    of_file = workbook.concerns() if sheet is columns.BYLAWS else []
    of_sheet = sheet_notes.notes(sheet, table.header_row, table.places, len(rows), workbook.merged(sheet.name))
    return replace(table, notes=(*of_file, *of_sheet))


def table_of(
    sheet: Sheet, rows: Sequence[Sequence[Cell]], problems: list[Problem], area: Area | None = None,
    format_: int = columns.FORMAT,
) -> Table:  # fmt: skip
    """Find the header of a sheet and the column of each field; what is missing is added to the problems."""
    found = headings.find(sheet, rows, area, format_)
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
    return seals.seal_of(str(values['previous']), table.sheet, texts, str(values['check'])) == values['seal']


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
