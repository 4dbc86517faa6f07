"""A workbook as it was found: its registers and entries read, and each row as the canonical texts of the journal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from rules.bylaws import BYLAWS, Bylaws
from sheets import cells, columns, entries, reading
from sheets.columns import ENTRIES, Sheet
from sheets.entries import Rows
from sheets.reading import Table
from sheets.registers import Registers, read_registers
from sheets.workbooks import Seen

Row = tuple[str, str, Mapping[str, str]]
"""The sheet of a row, its id, and its values as canonical texts by field."""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in a workbook."""

    tables: Mapping[str, Table]
    registers: Registers
    entries: Rows
    names: Sequence[str] = ()
    """The names of all sheets of the workbook, people's own too."""

    @property
    def currency(self) -> str:
        """The currency in which its amounts were read."""
        return self.registers.bylaws.currency


def found_in(seen: Seen, name: str) -> Found:
    """Read the workbook. Raises Refused where it cannot be read at all, or is none of a group."""
    tables = reading.tables_of(seen.sheets, name, exports=False)
    registers = read_registers(tables, name)
    rows = entries.read_entries(tables['Entries'], registers.bylaws.currency)
    return Found(tables, registers, rows, seen.sheets.names)


def all_rows(found: Found) -> Iterable[Row]:
    """Every row that could be read, bylaws first."""
    registers, currency = found.registers, found.currency
    for bylaw in BYLAWS:
        yield 'Bylaws', bylaw.field, {'value': text_of_bylaw(registers.bylaws, bylaw.field)}
    for sheet in columns.REGISTERS:
        yield from (row_of(sheet, record, currency) for record in registers.records[sheet.name].values())
    yield from (row_of(columns.CHANGES, change, currency) for change in registers.changes)
    yield from rows_of_frame(found.entries.frame, currency)


def text_of_bylaw(bylaws: Bylaws, field: str) -> str:
    """A bylaw as the journal keeps it."""
    bylaw = next(bylaw for bylaw in BYLAWS if bylaw.field == field)
    return bylaw.written(getattr(bylaws, field), bylaws.currency)


def texts_of(sheet: Sheet, record: object, currency: str) -> dict[str, str]:
    """A record as the journal keeps it."""
    return {
        column.field: cells.to_text(column.type, getattr(record, column.field), currency) for column in sheet.columns
    }


def row_of(sheet: Sheet, record: object, currency: str) -> Row:
    """A record as a row of the journal."""
    return sheet.name, getattr(record, sheet.key), texts_of(sheet, record, currency)


def rows_of_frame(frame: pd.DataFrame, currency: str) -> Iterable[Row]:
    """The entries of a frame. Equal values of a column are turned into text once, for there are many rows."""
    turned = [_texts_of_column(column, frame[column.field].tolist(), currency) for column in ENTRIES.columns]
    fields = ENTRIES.fields
    for texts in zip(*turned, strict=True):
        values = dict(zip(fields, texts, strict=True))
        yield 'Entries', values['id'], values


def _texts_of_column(column: columns.Column, values: Sequence[object], currency: str) -> list[str]:
    if column.type == 'text':
        return [str(value) for value in values]
    known = {
        value: cells.to_text(column.type, entries.value_of(column.field, value), currency) for value in set(values)
    }
    return [known[value] for value in values]
