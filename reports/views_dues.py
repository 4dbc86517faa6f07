"""The sheet Dues brought up to date: a row for each due that is new, and what changed in the rows that are there.

A due that is none any more, since it turned out that she had left before, keeps its row with nothing due. A group of
hundreds has tens of thousands of dues, so the rows are compared in columns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from reports import summaries
from reports.dues import cycles_until, furthest, payments
from rules import cycles, money
from rules.money import minor_units
from rules.periods import FIRST_DAY_AS_NUMBER, cycle_number, month_of
from sheets.book import Book
from sheets.cells import Cell
from sheets.reading import Table
from sheets.views import due_formulas, placed
from sheets.views_reading import column_letters
from sheets.xlsx import Amend, Append, Cached, Change, Formula, Value

KEY = ['member', 'known_by']
WRITTEN, CALCULATED = ('name', 'due_on', 'due'), ('paid', 'missing', 'state')
NOT_AN_AMOUNT = -1


@dataclass(frozen=True, slots=True)
class ShownDues:
    """The sheet as it stands: where its columns are, and its rows that name a member, in columns."""

    table: Table
    rows: pd.DataFrame


def shown_dues(table: Table, book: Book) -> ShownDues:
    """The sheet that was read; of two rows for one member and cycle the first."""
    return ShownDues(replace(table, rows=()), _there(table, book.bylaws.currency, cycles.always_by_months(book.bylaws)))


def dues_changes(book: Book, shown: ShownDues, as_of: date, as_of_address: str) -> tuple[list[Change], ShownDues]:
    """What to amend, to renew and to add in the sheet; and its rows as they are then, except those that are added."""
    currency, table, there = book.bylaws.currency, shown.table, shown.rows
    wanted = summaries.dues_table(book, as_of)
    place = pd.MultiIndex.from_frame(there[KEY]).get_indexer(pd.MultiIndex.from_frame(wanted[KEY]))
    known, new = wanted[place >= 0], wanted[place < 0]
    gone = there[~there.index.isin(place)]
    pairs = [(there.iloc[place[place >= 0]], known), (gone, _nothing_due(book, gone, as_of))]
    changes: list[Change] = [
        Amend('Dues', _differing(table, pairs, WRITTEN, currency)),
        Cached('Dues', _differing(table, pairs, CALCULATED, currency)),
        Append('Dues', _new_rows(table, new, as_of_address, currency, book.places)),
    ]
    return changes, ShownDues(table, _after(there, pairs))


def _after(there: pd.DataFrame, pairs: Sequence[tuple[pd.DataFrame, pd.DataFrame]]) -> pd.DataFrame:
    """The rows with what is wanted in them."""
    columns: dict[str, np.ndarray] = {}
    for field in (*WRITTEN, *CALCULATED):
        values = there[field].to_numpy(copy=True)
        for were, wanted in pairs:
            values[were.index.to_numpy()] = wanted[field].to_numpy()
        columns[field] = values
    return there.assign(**columns)


def _there(table: Table, currency: str, by_months: bool) -> pd.DataFrame:
    """The rows of the sheet that name a member, in columns; of a month any day stands for it."""
    rows_there = table.rows[table.header_row :]
    columns = list(zip(*rows_there, strict=True)) if rows_there else [()] * (max(table.places.values()) + 1)
    cells = {field: columns[place] for field, place in table.places.items()}
    there = pd.DataFrame(
        {
            'row': np.arange(len(rows_there)) + table.header_row + 1,
            'member': _objects(cells['member']),
            'known_by': _days(cells['month'])
            .astype('datetime64[M]' if by_months else 'datetime64[s]')
            .astype('datetime64[s]'),
            'name': _objects(cells['name']),
            'due_on': _days(cells['due_on']),
            **{field: _minor(cells[field], currency) for field in ('due', 'paid', 'missing')},
            'state': _objects(cells['state']),
        }
    )
    return there[(there['member'] != '').to_numpy()].drop_duplicates(KEY, ignore_index=True)


def _nothing_due(book: Book, gone: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """What the rows show whose due is none any more; money that was paid for the month is still shown."""
    if gone.empty:
        return gone
    paid = payments(book, as_of).groupby(['member', 'cycle'])['amount'].sum().to_dict()
    numbers = {cycle.known_by: cycle_number(cycle.name) for cycle in cycles_until(book, furthest(as_of))}
    days = [day.date() for day in gone['known_by']]
    keys = zip(gone['member'], (numbers.get(day) or _number_by_itself(day) for day in days), strict=True)
    return gone.assign(due=0, paid=[int(paid.get(key, 0)) for key in keys], missing=0, state='')


def _number_by_itself(day: date) -> int:
    """The number of a cycle that is none any more: the first of a month stood for it."""
    return cycle_number(month_of(day) if day.day == 1 else day)


def _differing(
    table: Table, pairs: Sequence[tuple[pd.DataFrame, pd.DataFrame]], fields: Sequence[str], currency: str
) -> dict[str, Value]:
    """The values that are not in their cells yet, by address."""
    values: dict[str, Value] = {}
    for field in fields:
        for there, wanted in pairs:
            differ = there[field].to_numpy() != wanted[field].to_numpy()
            for row, value in zip(there['row'][differ].tolist(), wanted[field][differ].tolist(), strict=True):
                values[table.cell(row, field)] = _value(field, value, currency)
    return values


def _new_rows(
    table: Table, new: pd.DataFrame, as_of_address: str, currency: str, places: Mapping[str, Mapping[str, int]]
) -> list[list[Value]]:
    formulas_of = {
        of_month: {
            field: placed(formula, places)
            for field, formula in due_formulas(column_letters(table), as_of_address, of_month).items()
        }
        for of_month in (True, False)
    }
    added: list[list[Value]] = []
    for due in new.sort_values(['known_by', 'number']).to_dict('records'):
        formulas = formulas_of[due['cycle'] < FIRST_DAY_AS_NUMBER]
        row: list[Value] = [None] * (max(table.places.values()) + 1)
        for field, place in table.places.items():
            value = _value(field, due['known_by' if field == 'month' else field], currency)
            row[place] = Formula(formulas[field], value) if field in formulas else value
        added.append(row)
    return added


def _value(field: str, value: Any, currency: str) -> str | Decimal | date:
    """A value of the table of dues as it stands in its cell."""
    if field in ('due', 'paid', 'missing'):
        return Decimal(money.as_text(int(value), currency))
    return value.date() if isinstance(value, datetime) else str(value)


def _minor(cells: Sequence[Cell], currency: str) -> np.ndarray:
    if not set(map(type, cells)) <= {int, float}:
        cells = [cell if isinstance(cell, int | float) else NOT_AN_AMOUNT for cell in cells]
    minor: np.ndarray = np.rint(np.array(cells, dtype='float64') * minor_units(currency)).astype('int64')
    return minor


def _days(cells: Sequence[Cell]) -> np.ndarray:
    if not set(map(type, cells)) <= {date}:
        cells = [cell if isinstance(cell, date) else None for cell in cells]
    return np.array(cells, dtype='datetime64[s]')


def _objects(cells: Sequence[Cell]) -> np.ndarray:
    array = np.empty(len(cells), dtype=object)
    array[:] = cells
    return array
