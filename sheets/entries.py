"""The entries of a book as a pandas frame, read in columns so that a hundred thousand rows open in a moment.

Columns of the frame, a row an entry, in the order of the sheet:

    on            datetime64[s]    the day
    kind, mode    category         codes such as contribution, cash
    amount        int64            minor units; a reversing row has a minus
    month         int32            the month of a due as 202503, or 0
    recorded_at   datetime64[s]    universal time, NaT where a row was typed by hand
    row           int64            the row in the sheet, 0 for a row that waits in the journal
    all others    object           text, '' where empty
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd

from rules import accounts
from rules.money import LARGEST, minor_units
from rules.periods import Month
from rules.problems import N_, Problem
from rules.records import MODES, Entry
from sheets import cells, reading
from sheets.cells import Cell
from sheets.columns import ENTRIES, SEAL_FIELDS
from sheets.reading import Table, TypedRow

KINDS = list(accounts.POSTINGS)
FIELDS = ENTRIES.fields


@dataclass(frozen=True, slots=True)
class Rows:
    """What the sheet of entries holds: the good rows as a frame, the links of the chain, and what is wrong.

    `unreadable` gives the row number of each id whose row cannot be read; `typed` are rows nobody took over yet.
    """

    frame: pd.DataFrame
    links: Mapping[str, str]
    problems: Sequence[Problem]
    unreadable: Mapping[str, int]
    typed: Sequence[TypedRow]


def month_number(month: Month | None) -> int:
    """A month as the frame keeps it: 202503, or 0 for none."""
    return month.year * 100 + month.number if month else 0


def month_from(number: int) -> Month | None:
    """The month that `month_number` wrote."""
    return Month(number // 100, number % 100) if number else None


def read_entries(table: Table, currency: str) -> Rows:
    """Read the sheet of entries. Of several rows with one id the one counts whose seal fits, else the first."""
    problems: list[Problem] = []
    numbers, raw, typed = _columns(table, currency)
    good = np.ones(len(numbers), dtype=bool)
    data: dict[str, object] = {}
    for column in ENTRIES.columns:
        read = _FAST[column.type](raw[column.field], currency)
        if read is None:
            read = _slowly(table, column.field, raw[column.field], numbers, currency, good, problems)
        data[column.field] = read
    _require(table, data, raw, numbers, good, problems)
    data['row'] = np.array(numbers, dtype='int64')
    links = {str(seal): str(previous) for seal, previous in zip(raw['seal'], raw['previous'], strict=True) if seal}
    unreadable = {str(raw['id'][index]): numbers[index] for index in np.flatnonzero(~good).tolist()}
    return Rows(_frame(data, good), links, problems, unreadable, typed)


def frame_of(entries: Iterable[Entry]) -> pd.DataFrame:
    """The same frame from records, for rows that are not in the workbook yet."""
    listed = list(entries)
    data: dict[str, object] = {}
    for field in FIELDS:
        values = [getattr(entry, field) for entry in listed]
        if field == 'on':
            data[field] = np.array(values, dtype='datetime64[s]')
        elif field == 'amount':
            data[field] = np.array(values, dtype='int64')
        elif field == 'month':
            data[field] = np.array([month_number(value) for value in values], dtype='int32')
        elif field == 'recorded_at':
            naive = [value.astimezone(UTC).replace(tzinfo=None) if value else None for value in values]
            data[field] = np.array(naive, dtype='datetime64[s]')
        else:
            data[field] = np.array(values, dtype=object)
    data['row'] = np.zeros(len(listed), dtype='int64')
    return _frame(data, np.ones(len(listed), dtype=bool))


def records_of(frame: pd.DataFrame) -> list[Entry]:
    """The rows of a frame as records."""
    fields = {field: [value_of(field, value) for value in frame[field].tolist()] for field in FIELDS}
    return [Entry(**dict(zip(FIELDS, values, strict=True))) for values in zip(*fields.values(), strict=True)]


def value_of(field: str, value: Any) -> Any:
    """A value of the frame as the record has it."""
    match field:
        case 'on':
            return value.date()
        case 'month':
            return month_from(value)
        case 'recorded_at':
            return None if pd.isna(value) else value.to_pydatetime().replace(tzinfo=UTC)
        case _:
            return value


def _columns(table: Table, currency: str) -> tuple[list[int], dict[str, list[Cell]], list[TypedRow]]:
    """The rows of the sheet that have an id, turned into columns by field; and those that someone typed."""
    rows = table.rows[table.header_row :]
    turned = list(zip(*rows, strict=True)) if rows else []
    raw: dict[str, list[Cell]] = {}
    for field in FIELDS:
        place = table.places.get(field)
        raw[field] = list(turned[place]) if place is not None and place < len(turned) else [''] * len(rows)
    ids, first = raw['id'], table.header_row + 1
    if '' not in (known := set(ids)) and len(known) == len(ids):
        return list(range(first, first + len(rows))), raw, []
    originals = reading.originals_among(table, ((str(key), first + at) for at, key in enumerate(ids)), currency)
    kept = [index for index, key in enumerate(ids) if originals.get(str(key)) == first + index]
    among = set(kept)
    # A row is blank only when it holds nothing at all.
    others = [(number, row) for number, row in reading.filled_rows(table) if number - first not in among]
    raw = {field: [values[index] for index in kept] for field, values in raw.items()}
    return [first + index for index in kept], raw, reading.typed_rows(table, others)


def _frame(data: Mapping[str, object], good: np.ndarray) -> pd.DataFrame:
    frame = pd.DataFrame(dict(data), copy=False)
    if not good.all():
        frame = frame.loc[good].reset_index(drop=True)
    frame['kind'] = pd.Categorical(frame['kind'], categories=KINDS)
    frame['mode'] = pd.Categorical(frame['mode'], categories=list(MODES))
    return frame


def _text(values: list[Cell], currency: str) -> np.ndarray | None:
    return _objects(values) if set(map(type, values)) <= {str} else None


def _money(values: list[Cell], currency: str) -> np.ndarray | None:
    if not set(map(type, values)) <= {int, float}:
        return None
    minor = np.array(values, dtype='float64') * minor_units(currency)
    whole = np.rint(minor)
    # Fifteen digits count, as in every spreadsheet; the rest is noise of binary fractions.
    exact = np.abs(minor - whole) <= np.maximum(np.abs(minor) * 1e-14, 1e-9)
    return whole.astype('int64') if exact.all() and (np.abs(minor) <= LARGEST).all() else None


def _date(values: list[Cell], currency: str) -> np.ndarray | None:
    return np.array(values, dtype='datetime64[s]') if set(map(type, values)) <= {date} else None


def _month(values: list[Cell], currency: str) -> np.ndarray | None:
    if not all(value == '' or type(value) is date for value in set(values)):
        return None
    known = {
        value: month_number(Month(value.year, value.month)) if isinstance(value, date) else 0 for value in set(values)
    }
    return np.array([known[value] for value in values], dtype='int32')


def _time(values: list[Cell], currency: str) -> np.ndarray | None:
    if not set(map(type, values)) <= {datetime, str} or any(value != '' for value in values if type(value) is str):
        return None
    exact = np.array([value or None for value in values], dtype='datetime64[us]')
    return (exact + np.timedelta64(500, 'ms')).astype('datetime64[s]')


_FAST: Mapping[str, Callable[[list[Cell], str], np.ndarray | None]] = {
    'text': _text,
    'money': _money,
    'date': _date,
    'month': _month,
    'time': _time,
}
_EMPTY: Mapping[str, object] = {'money': 0, 'date': np.datetime64('NaT'), 'month': 0, 'time': np.datetime64('NaT')}
_DTYPES = {'money': 'int64', 'date': 'datetime64[s]', 'month': 'int32', 'time': 'datetime64[s]', 'text': 'object'}


def _slowly(
    table: Table, field: str, values: list[Cell], numbers: Sequence[int], currency: str, good: np.ndarray,
    problems: list[Problem],
) -> np.ndarray:  # fmt: skip
    """Read a column cell by cell: what cannot be read becomes a problem and takes its row out."""
    column = ENTRIES.column(field)
    read: list[object] = []
    for index, cell in enumerate(values):
        try:
            value = cells.from_cell(column.type, cell, currency)
        except cells.BadCell as bad:
            problems.append(table.problem(numbers[index], field, bad.problem))
            good[index] = False
            value = None
        if isinstance(value, Month):
            value = month_number(value)
        elif isinstance(value, datetime):
            value = value.replace(tzinfo=None)
        read.append(_EMPTY.get(column.type, '') if value is None else value)
    return _objects(read) if column.type == 'text' else np.array(read, dtype=_DTYPES[column.type])


def _require(
    table: Table, data: Mapping[str, object], raw: Mapping[str, list[Cell]], numbers: Sequence[int], good: np.ndarray,
    problems: list[Problem],
) -> None:  # fmt: skip
    """Needed cells must be filled and codes known."""
    for column in ENTRIES.columns:
        values = raw[column.field]
        if column.required and '' in values and column.field not in ('id', *SEAL_FIELDS, 'receipt'):
            for index in (index for index, value in enumerate(values) if value == '' and good[index]):
                empty = Problem(N_('The cell is empty.'), N_('Fill it in, or delete the row.'))
                problems.append(table.problem(numbers[index], column.field, empty))
                good[index] = False
        if column.choices:
            allowed = {*column.choices, ''}
            for index, value in enumerate(values):
                if value not in allowed and good[index]:
                    wrong = Problem(
                        N_('{value} is none of the words that can stand here.'),
                        N_('Choose one from the list of the cell.'), {'value': cells.quoted(value)},
                    )  # fmt: skip
                    problems.append(table.problem(numbers[index], column.field, wrong))
                    good[index] = False


def _objects(values: Sequence[object]) -> np.ndarray:
    """An array of these very objects; numpy is not asked to find out what they are."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array
