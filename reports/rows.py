"""Rows of the entries frame by day, and exact grouped sums of them: what all summaries are made of.

Rows after the day do not count. A reversing row has the kind of the row that it takes back and a minus, so every
total is a plain sum. All sums are int64 and exact.
"""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import pandas as pd

from rules.money import Money
from rules.periods import cycle_named, cycle_number
from rules.records import Change
from rules.rotation import is_of_round
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


def cycles_of(rows: pd.DataFrame) -> np.ndarray:
    """The number of the cycle that each row names (202503, 20250406), or 0; from its month and what it is about."""
    cycle = rows['month'].to_numpy().astype('int64')
    about = rows['about'].to_numpy()
    named = (cycle == 0) & (about != '')
    if named.any():
        cycle[named] = [cycle_number(cycle_named(None, text)) for text in about[named]]
    return cycle


def of_rounds(rows: pd.DataFrame) -> np.ndarray:
    """Which rows belong to a round of the merry-go-round."""
    about = rows['about']
    found: np.ndarray = about.isin([each for each in about.unique() if is_of_round(each)]).to_numpy()
    return found


def sums_by_kind_and_mode(rows: pd.DataFrame) -> dict[tuple[str, str], Money]:
    """The sum of each kind and mode of payment that occurs."""
    sums = rows.groupby(['kind', 'mode'], observed=True)['amount'].sum()
    return {key: int(amount) for key, amount in sums.items()}  # type: ignore[misc]


def sums_by(rows: pd.DataFrame, field: str, values: Iterable[str], kinds: Sequence[str]) -> pd.DataFrame:
    """A row for each of the values that a field may have, a column for each of the kinds, filled with their sums."""
    index, columns = texts_index(values), texts_index(kinds)
    kind = columns.get_indexer(texts_index(rows['kind'].cat.categories))
    sums = cross_sums(index.get_indexer(pd.Index(rows[field])), kind[rows['kind'].cat.codes], rows['amount'],
                      (len(index), len(kinds)))  # fmt: skip
    return pd.DataFrame(sums, index=index, columns=columns)


def texts_index(values: Iterable[str]) -> 'pd.Index[str]':
    """The places of texts."""
    return pd.Index(list(values), dtype='str')


def cross_sums(first: np.ndarray, second: np.ndarray, amounts: pd.Series, shape: tuple[int, int]) -> np.ndarray:
    """An array in which each amount is added at its two places; an amount with a place below 0 belongs nowhere."""
    sums = np.zeros(shape, dtype='int64')
    known = (first >= 0) & (second >= 0)
    np.add.at(sums, (first[known], second[known]), amounts.to_numpy()[known])
    return sums


def statuses_since_changed(changes: Iterable[Change], on: date) -> dict[str, str]:
    """The status at the end of a day, by id, of members and loans whose status was changed after it."""
    before: dict[str, str] = {}
    for change in sorted(changes, key=lambda change: change.on):
        if change.field == 'status' and change.on > on:
            before.setdefault(change.row, change.old)
    return before


def _day(day: date) -> np.datetime64:
    return np.datetime64(day, 's')


def before(frame: pd.DataFrame, batch: str) -> pd.DataFrame:
    """The rows that stood in the book when a batch, by its id, was recorded."""
    return frame[_known_before(frame, batch)]


def after(frame: pd.DataFrame, batch: str) -> pd.DataFrame:
    """The rows that were recorded after a batch, by its id; its own rows are neither before it nor after it."""
    return frame[~_known_before(frame, batch) & (frame['about'] != batch).to_numpy()]


def _known_before(frame: pd.DataFrame, batch: str) -> np.ndarray:
    own = (frame['about'] == batch).to_numpy()
    known: np.ndarray = ~own
    if own.any():
        at, places = frame.loc[own, 'recorded_at'].min(), np.arange(len(frame))
        # Of rows of one second those that stand before the batch; a row that was typed has no time, and counts.
        at_once = ~(frame['recorded_at'] > at).to_numpy() & (places < np.flatnonzero(own)[0])
        known &= (frame['recorded_at'] < at).to_numpy() | at_once
    return known
