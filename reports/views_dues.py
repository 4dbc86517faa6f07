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

from reports import rows, summaries
from rules import money
from rules.money import minor_units
from sheets.book import Book
from sheets.cells import Cell
from sheets.entries import month_from
from sheets.reading import Table
from sheets.views import due_formulas, placed
from sheets.views_reading import column_letters
from sheets.xlsx import Amend, Append, Cached, Change, Formula, Value

KEY = ['member', 'month']
WRITTEN, CALCULATED = ('name', 'due_on', 'due'), ('paid', 'missing', 'state')
NOT_AN_AMOUNT = -1


@dataclass(frozen=True, slots=True)
class ShownDues:
    """The sheet as it stands: where its columns are, and its rows that name a member, in columns."""

    table: Table
    rows: pd.DataFrame


def shown_dues(table: Table, currency: str) -> ShownDues:
    """The sheet that was read; of two rows for one member and month the first."""
    return ShownDues(replace(table, rows=()), _there(table, currency))


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


def _there(table: Table, currency: str) -> pd.DataFrame:
    """The rows of the sheet that name a member, in columns."""
    rows_there = table.rows[table.header_row :]
    columns = list(zip(*rows_there, strict=True)) if rows_there else [()] * (max(table.places.values()) + 1)
    cells = {field: columns[place] for field, place in table.places.items()}
    there = pd.DataFrame(
        {
            'row': np.arange(len(rows_there)) + table.header_row + 1,
            'member': _objects(cells['member']),
            'month': _months(_days(cells['month'])),
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
    frame = rows.until(book.frame()[['on', 'kind', 'amount', *KEY]], as_of)
    paid = frame[(frame['kind'] == 'contribution').to_numpy()].groupby(KEY)['amount'].sum().to_dict()
    keys = zip(gone['member'], gone['month'], strict=True)
    return gone.assign(due=0, paid=[int(paid.get(key, 0)) for key in keys], missing=0, state='')


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
    formulas = {
        field: placed(formula, places)
        for field, formula in due_formulas(column_letters(table), as_of_address).items()
    }  # fmt: skip
    added: list[list[Value]] = []
    for due in new.sort_values(['month', 'number']).to_dict('records'):
        row: list[Value] = [None] * (max(table.places.values()) + 1)
        for field, place in table.places.items():
            value = _value(field, due[field], currency)
            row[place] = Formula(formulas[field], value) if field in formulas else value
        added.append(row)
    return added


def _value(field: str, value: Any, currency: str) -> str | Decimal | date:
    """A value of the table of dues as it stands in its cell."""
    if field in ('due', 'paid', 'missing'):
        return Decimal(money.as_text(int(value), currency))
    if field == 'month':
        month = month_from(int(value))
        assert month is not None, 'every due has its month'
        return month.first_day
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


def _months(days: np.ndarray) -> np.ndarray:
    """The months as the table of dues numbers them: 202503."""
    months = days.astype('datetime64[M]').astype('int64')
    return np.where(np.isnat(days), 0, (1970 + months // 12) * 100 + months % 12 + 1).astype('int32')


def _objects(cells: Sequence[Cell]) -> np.ndarray:
    array = np.empty(len(cells), dtype=object)
    array[:] = cells
    return array
