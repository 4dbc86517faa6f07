"""What people did to the workbook, told by comparing it with what is in force.

    TypedRow      a row that someone typed: it has no id, and does not count until it is taken over
    Difference    a row that stands otherwise than Bahi wrote it: a sealed row, or one of a register
    compare       what is in force afterwards, and all of that

A sealed row keeps counting as it was sealed, and a register as it was, until someone decides. Rows that another copy
of the book sealed are taken in.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from rules.bylaws import BYLAWS
from rules.records import Change
from sheets import cells, columns, entries, reading
from sheets.cells import BadCell
from sheets.columns import CHANGES, ENTRIES, Sheet
from sheets.finding import Found, Row, row_of, rows_of_frame, text_of_bylaw, texts_of
from sheets.holding import Holding
from sheets.reading import TypedRow
from sheets.registers import Registers

__all__ = ['Comparison', 'Difference', 'TypedRow', 'compare']


@dataclass(frozen=True, slots=True)
class Difference:
    """The fields of a row that stand otherwise than in force.

    `fields` gives for each the text in force, the text as it stands and the address of its cell; a cell that cannot
    be read is among `unreadable`, and its text is what stands there.
    """

    sheet: Sheet
    row: int
    key: str
    fields: Mapping[str, tuple[str, str, str]]
    unreadable: frozenset[str] = frozenset()


@dataclass(slots=True)
class Comparison:
    """What is in force afterwards, and what a person should see.

    `missing` are rows that should be there, `taken_in` rows that another copy of the book wrote.
    """

    registers: Registers
    frame: pd.DataFrame
    differences: list[Difference] = field(default_factory=list)
    typed: list[TypedRow] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)
    taken_in: list[Row] = field(default_factory=list)


def compare(before: Holding, found: Found, pending: Collection[tuple[str, str, str]]) -> Comparison:
    """Compare what was in force with what was found.

    `pending` are the fields of registers (sheet, id, field) that the workbook is still to get from the journal.
    """
    there = found.registers
    result = Comparison(there, found.entries.frame, typed=[*there.typed, *found.entries.typed])
    records = {sheet.name: _register(sheet, before, found, result) for sheet in columns.REGISTERS}
    changes = _changes(before, found, result)
    history = tuple(change for change in changes if change.sheet == 'Bylaws')
    bylaws = replace(before.bylaws, history=history)
    _bylaws(before, found, result)
    result.frame = _entries(before, found, result)
    result.registers = Registers(bylaws, records, changes, there.rows, problems=there.problems)
    result.differences = [left for each in result.differences if (left := without(each, pending))]
    return result


def without(found: Difference, settled: Collection[tuple[str, str, str]]) -> Difference | None:
    """What is left of a difference without these fields (sheet, id, field); None when nothing is."""
    fields = {
        name: change for name, change in found.fields.items() if (found.sheet.name, found.key, name) not in settled
    }
    return replace(found, fields=fields) if fields else None


def _register(sheet: Sheet, before: Holding, found: Found, result: Comparison) -> dict[str, Any]:
    """The rows of a register that are in force: those that were, and new ones of another copy."""
    held, there = before.register(sheet), found.registers.records[sheet.name]
    for key, record in held.items():
        if key not in there:
            _absent(sheet, key, record, found, result)
        elif there[key] != record:
            number = found.registers.rows[sheet.name, key]
            result.differences.append(_difference(sheet, number, record, there[key], found))
    new = {key: record for key, record in there.items() if key not in held}
    result.taken_in += [row_of(sheet, record, found.currency) for record in new.values()]
    return {**held, **new}


def _changes(before: Holding, found: Found, result: Comparison) -> list[Change]:
    there = {change.id: change for change in found.registers.changes}
    held = {change.id: change for change in before.changes}
    for key, change in held.items():
        if key not in there:
            _absent(CHANGES, key, change, found, result)
        elif there[key] != change:
            number = found.registers.rows['Changes', key]
            result.differences.append(_difference(CHANGES, number, change, there[key], found))
    table, new = found.tables['Changes'], []
    for key in there.keys() - held.keys():
        if reading.is_as_sealed(table, number := found.registers.rows['Changes', key], found.currency):
            new.append(there[key])
        else:
            result.typed += reading.typed_rows(table, [(number, table.rows[number - 1])])
    new.sort(key=lambda change: found.registers.rows['Changes', change.id])
    result.taken_in += [row_of(CHANGES, change, found.currency) for change in new]
    return [*before.changes, *new]


def _bylaws(before: Holding, found: Found, result: Comparison) -> None:
    table, unreadable = found.tables['Bylaws'], found.registers.unreadable
    for bylaw in BYLAWS:
        number = found.registers.rows.get(('Bylaws', bylaw.field), 0)
        old, new = (text_of_bylaw(bylaws, bylaw.field) for bylaws in (before.bylaws, found.registers.bylaws))
        is_bad = ('Bylaws', bylaw.field) in unreadable
        if number and (is_bad or old != new):
            cell = table.rows[number - 1][table.places['value']]
            text = str(cells.from_cell('text', cell, found.currency)) if is_bad else new
            fields = {'value': (old, text, table.cell(number, 'value'))}
            bad = frozenset({'value'} if is_bad else ())
            result.differences.append(Difference(columns.BYLAWS, number, bylaw.field, fields, bad))


def _absent(sheet: Sheet, key: str, record: object, found: Found, result: Comparison) -> None:
    """A row that is in force and was not read: one of its cells cannot be read, or it is gone."""
    unreadable = found.entries.unreadable.get(key) if sheet is ENTRIES else found.registers.unreadable.get(
        (sheet.name, key)
    )  # fmt: skip
    if unreadable is None:
        result.missing.append((sheet.name, key))
    else:
        result.differences.append(_unreadable(sheet, unreadable, record, found))


def _difference(sheet: Sheet, number: int, old: object, new: object, found: Found) -> Difference:
    table = found.tables[sheet.name]
    before, now = (texts_of(sheet, record, found.currency) for record in (old, new))
    fields = {
        name: (text, now[name], table.cell(number, name) if name in table.places else '')
        for name, text in before.items()
        if now[name] != text
    }
    return Difference(sheet, number, before[sheet.key], fields)


def _unreadable(sheet: Sheet, number: int, record: object, found: Found) -> Difference:
    table, before, fields = found.tables[sheet.name], texts_of(sheet, record, found.currency), {}
    unreadable = set()
    for column in sheet.columns:
        place = table.places.get(column.field)
        row = table.rows[number - 1]
        cell = row[place] if place is not None and place < len(row) else None
        try:
            text = cells.to_text(column.type, cells.from_cell(column.type, cell, found.currency), found.currency)
            if column.choices and text not in (*column.choices, ''):
                raise BadCell('', cell)
        except BadCell:
            text = str(cell)
            unreadable.add(column.field)
        if text != before[column.field]:
            address = table.cell(number, column.field) if place is not None else ''
            fields[column.field] = before[column.field], text, address
    return Difference(sheet, number, before[sheet.key], fields, frozenset(unreadable))


def _entries(before: Holding, found: Found, result: Comparison) -> pd.DataFrame:
    """The entries in force, in the order of the sheet; those that are not there stand at the end."""
    old, frame = before.frame(), found.entries.frame
    places = pd.Index(old['id']).get_indexer(pd.Index(frame['id']))
    known = places >= 0
    were, are = old.iloc[places[known]], frame.loc[known]
    changed = np.zeros(len(are), dtype=bool)
    for name in ENTRIES.fields:
        changed |= _unequal(were[name], are[name])
    for index in np.flatnonzero(changed).tolist():
        one, other = (entries.records_of(rows.iloc[[index]])[0] for rows in (were, are))
        result.differences.append(_difference(ENTRIES, int(are['row'].iloc[index]), one, other, found))
    gone = np.ones(len(old), dtype=bool)
    gone[places[known]] = False
    if not (changed.any() or gone.any() or not known.all()):
        return frame
    absent = old.loc[gone]
    for record in entries.records_of(absent):
        _absent(ENTRIES, record.id, record, found, result)
    kept = were.loc[changed].assign(row=are['row'].to_numpy()[changed])
    absent = absent.assign(row=[found.entries.unreadable.get(key, 0) for key in absent['id'].tolist()])
    pieces = [are.loc[~changed], kept, _new_entries(frame.loc[~known], found, result), absent]
    joined = pd.concat([piece for piece in pieces if len(piece)] or [frame.iloc[:0]], ignore_index=True)
    order = joined['row'].replace(0, np.iinfo('int64').max)
    ordered: pd.DataFrame = joined.iloc[order.argsort(kind='stable')].reset_index(drop=True)
    return ordered


def _new_entries(frame: pd.DataFrame, found: Found, result: Comparison) -> pd.DataFrame:
    """Of the rows that nobody here knows those that another copy sealed; the others were typed, whatever their id."""
    table = found.tables['Entries']
    numbers = frame['row'].tolist()
    sealed = np.array([reading.is_as_sealed(table, number, found.currency) for number in numbers], dtype=bool)
    result.taken_in += rows_of_frame(frame.loc[sealed], found.currency)
    others = [number for number, as_sealed in zip(numbers, sealed, strict=True) if not as_sealed]
    result.typed += reading.typed_rows(table, [(number, table.rows[number - 1]) for number in others])
    chosen: pd.DataFrame = frame.loc[sealed]
    return chosen


def _unequal(one: pd.Series, other: pd.Series) -> np.ndarray:
    if isinstance(one.dtype, pd.CategoricalDtype):
        return np.asarray(one.cat.codes.to_numpy() != other.cat.codes.to_numpy())
    if one.dtype.kind == 'M':
        return np.asarray(one.to_numpy().view('int64') != other.to_numpy().view('int64'))
    return np.asarray(one.to_numpy() != other.to_numpy(), dtype=bool)
