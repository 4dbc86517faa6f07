"""Reading the registers of a workbook: the good rows load, the bad ones become problems with their place.

Each bylaw is read by its own type, and its default counts where it cannot be read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from rules import bylaws as agreed
from rules.problems import N_, Problem, Refused, Word
from rules.records import Change, Loan, Member
from sheets import cells, columns
from sheets.cells import BadCell, Cell
from sheets.columns import Sheet
from sheets.journal_writing import Operation
from sheets.reading import (
    Table,
    TypedRow,
    filled_rows,
    key_of,
    originals_among,
    typed_rows,
    values_of,
    wrong_format,
)


@dataclass(slots=True)
class Registers:
    """What the registers and the journal of changes hold.

    `records` are the rows of each register by their ids; `rows` tells the row number of each row, `unreadable` that of
    each row which has an id and yet cannot be read, and `typed` are the rows that nobody took over yet.
    """

    bylaws: agreed.Bylaws
    records: dict[str, dict[str, Any]] = field(default_factory=lambda: {sheet.name: {} for sheet in columns.REGISTERS})
    changes: list[Change] = field(default_factory=list)
    rows: dict[tuple[str, str], int] = field(default_factory=dict)
    unreadable: dict[tuple[str, str], int] = field(default_factory=dict)
    typed: list[TypedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def members(self) -> dict[str, Member]:
        """The members by their ids."""
        return self.records[columns.MEMBERS.name]

    @property
    def loans(self) -> dict[str, Loan]:
        """The loans by their ids."""
        return self.records[columns.LOANS.name]


def read_registers(tables: Mapping[str, Table], name: str, oldest: int = columns.FORMAT) -> Registers:
    """Bylaws, registers and changes. Raises Refused where the bylaws themselves cannot be read."""
    problems: list[Problem] = []
    for table in tables.values():
        problems.extend(table.notes)
    unreadable: dict[tuple[str, str], int] = {}
    bylaws = read_bylaws(tables['Bylaws'], problems, oldest, unreadable)
    registers = Registers(bylaws, unreadable=unreadable, problems=problems)
    currency = registers.bylaws.currency
    for sheet in (columns.CHANGES, *columns.REGISTERS):
        if sheet.name in tables:
            _read_register(registers, tables[sheet.name], currency)
    expected = [sheet for sheet in columns.used(bylaws) if sheet.since <= bylaws.format]
    problems += [_lacking(sheet) for sheet in expected if sheet.name not in tables]
    history = tuple(change for change in registers.changes if change.sheet == 'Bylaws')
    registers.bylaws = replace(registers.bylaws, history=history)
    for number, row in filled_rows(tables['Bylaws']):
        registers.rows['Bylaws', str(row[tables['Bylaws'].places['key']])] = number
    return registers


def _lacking(sheet: Sheet) -> Problem:
    return Problem(
        N_('The workbook has no sheet {sheet}, which a module of the group needs.'),
        N_('Serve the workbook with Bahi: it adds the sheet.'), {'sheet': sheet.name}, sheet=sheet.name,
    )  # fmt: skip


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
            assert sheet.record, f'the rows of {sheet.name} are no records'
            record = sheet.record(**values)
            if sheet is columns.CHANGES:
                registers.changes.append(record)
            else:
                registers.records[sheet.name][key] = record
    registers.typed.extend(typed_rows(table, typed))


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
    cells_by_key = _cells_by_key(table)
    currency = str(cells_by_key.get('currency', (0, 'INR'))[1])
    values: dict[str, object] = {}
    for bylaw in agreed.BYLAWS:
        number, cell = cells_by_key.get(bylaw.field, (0, None))
        # Those of a module come into the workbook when the module is on; until then their defaults count.
        if not number and (bylaw.module or bylaw.since > cast(int, values.get('format', columns.FORMAT))):
            continue
        try:
            if not number:
                raise ValueError('the bylaw is missing')
            values[bylaw.field] = bylaw.read(_bylaw_text(bylaw, cell, currency), currency)
        except (ValueError, BadCell):
            problem = _unread(bylaw, cell, table.cell(number, 'value') if number else '')
            if bylaw.fixed:
                raise Refused([problem]) from None
            problems.append(problem)
            if unreadable is not None:
                unreadable['Bylaws', bylaw.field] = number
    read = agreed.Bylaws(**values)  # type: ignore[arg-type]
    if not oldest <= read.format <= columns.FORMAT:
        raise wrong_format(read.format)
    problems.extend(agreed.problems_of_bylaws(read))
    return read


def _cells_by_key(table: Table) -> dict[str, tuple[int, Cell]]:
    """The cell of each bylaw, with the number of its row."""
    key, value = table.places['key'], table.places['value']
    return {str(row[key]): (number, row[value] if value < len(row) else None) for number, row in filled_rows(table)}


def _unread(bylaw: agreed.Bylaw, value: Cell, cell: str) -> Problem:
    """Why the default of a bylaw counts: the sheet has no line for it, or what stands in its cell is no value."""
    default = getattr(agreed.Bylaws(), bylaw.field)
    if not cell and not bylaw.fixed:
        return Problem(
            N_('The sheet has no line for the bylaw "{bylaw}"; {default} counts.'),
            N_('Give it a value on the page Settings: that writes the line.'),
            {'bylaw': Word(bylaw.title), 'default': default}, sheet='Bylaws',
        )  # fmt: skip
    return Problem(
        N_('The bylaw "{bylaw}" cannot be read: {value}.'),
        N_('Write a value as the sheet explains it; until then {default} counts.'),
        {'bylaw': Word(bylaw.title), 'value': cells.quoted(value), 'default': default}, sheet='Bylaws', cell=cell,
    )  # fmt: skip


def is_about_bylaw(problem: Problem, field: str) -> bool:
    """Whether the problem is that the sheet does not tell this bylaw, so that its default counts."""
    return problem.sheet == columns.BYLAWS.name and problem.values.get('bylaw') == agreed.BY_FIELD[field].title


def still_wrong(problems: Iterable[Problem], written: Iterable[Operation]) -> list[Problem]:
    """The problems that are left when these operations are in force: a bylaw that is written has a value."""
    fields = [operation.row for operation in written if operation.sheet == columns.BYLAWS.name]
    return [problem for problem in problems if not any(is_about_bylaw(problem, field) for field in fields)]


def _bylaw_text(bylaw: agreed.Bylaw, cell: Cell, currency: str) -> str:
    """A bylaw's cell as the text that the bylaw reads."""
    if bylaw.type == 'day':
        return cells.to_text('date', cells.from_cell('date', cell, currency), currency)
    if bylaw.type == 'money' and not isinstance(cell, str):
        return cells.to_text('money', cells.from_cell('money', cell, currency), currency)
    if bylaw.type in ('percent', 'times') and not isinstance(cell, str):
        return cells.to_text('percent', cells.from_cell('percent', cell, currency), currency)
    return str(cells.from_cell('text', cell, currency))
