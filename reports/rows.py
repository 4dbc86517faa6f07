"""Rows of the entries frame by day, and exact grouped sums of them: what all summaries are made of.

Rows after the day do not count. A reversing row has the kind of the row that it takes back and a minus, so every
total is a plain sum. All sums are int64 and exact.
"""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import pandas as pd

from rules.money import Money
from rules.records import Change
from sheets.book import Book


def entries_between(book: Book, start: date, end: date) -> pd.DataFrame:
    """The entries of a range, both days counted, in order of their day and, within it, as they were recorded."""
    return between(book.frame(), start, end).sort_values('on', kind='stable')


def between(rows: pd.DataFrame, start: date, end: date) -> pd.DataFrame:
    """The rows of a range, both days counted."""
    return rows[(rows['on'] >= _day(start)) & (rows['on'] <= _day(end))]


def until(rows: pd.DataFrame, on: date) -> pd.DataFrame:
    """The rows up to the end of a day; the frame itself when that is all of them."""
    counted = rows['on'].to_numpy() <= _day(on)
    return rows if counted.all() else rows[counted]


def sums_by_kind_and_mode(rows: pd.DataFrame) -> dict[tuple[str, str], Money]:
    """The sum of each kind and mode of payment that occurs."""
    sums = rows.groupby(['kind', 'mode'], observed=True)['amount'].sum()
    return {key: int(amount) for key, amount in sums.items()}  # type: ignore[misc]


def sums_by(rows: pd.DataFrame, field: str, kinds: Sequence[str]) -> pd.DataFrame:
    """A row for each value of a field that is not empty, a column for each of the kinds, filled with their sums."""
    wanted = rows[rows['kind'].isin(kinds).to_numpy() & (rows[field] != '').to_numpy()]
    sums = wanted.groupby([field, 'kind'], observed=True)['amount'].sum().unstack(fill_value=0)
    return sums.rename(columns=str).reindex(columns=list(kinds), fill_value=0)


def statuses_since_changed(changes: Iterable[Change], on: date) -> dict[str, str]:
    """The status at the end of a day, by id, of members and loans whose status was changed after it."""
    before: dict[str, str] = {}
    for change in sorted(changes, key=lambda change: change.on):
        if change.field == 'status' and change.on > on:
            before.setdefault(change.row, change.old)
    return before


def _day(day: date) -> np.datetime64:
    return np.datetime64(day, 's')
