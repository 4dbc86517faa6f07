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
    """What the sheet of entries holds: the good rows as a frame, and what is wrong.

    `unreadable` gives the row number of each id whose row cannot be read; `typed` are rows nobody took over yet.
    """

    frame: pd.DataFrame
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
    unreadable = {str(raw['id'][index]): numbers[index] for index in np.flatnonzero(~good).tolist()}
    return Rows(_frame(data, good), problems, unreadable, typed)


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
    return list(map(Entry, *(_values_of(field, frame[field]) for field in Entry.__match_args__)))


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


def _values_of(field: str, column: pd.Series) -> list[Any]:
    """A column of the frame as the records have it; equal values are turned once."""
    if field == 'on':
        return column.to_numpy().astype('datetime64[D]').tolist()
    if field not in ('month', 'recorded_at'):
        return column.tolist()
    values = column.to_numpy().tolist()
    if field == 'month':
        known: dict[Any, Any] = {number: month_from(number) for number in set(values)}
    else:
        known = {at: at and at.replace(tzinfo=UTC) for at in set(values)}
    return [known[value] for value in values]


def _columns(table: Table, currency: str) -> tuple[Sequence[int], Mapping[str, Sequence[Cell]], list[TypedRow]]:
    """The rows of the sheet that have an id, turned into columns by field; and those that someone typed."""
    numbers, raw = table.turned
    ids = raw['id']
    if '' not in (known := set(ids)) and len(known) == len(ids):
        return numbers, raw, []
    originals = reading.originals_among(table, zip(map(str, ids), numbers, strict=True), currency)
    kept = [index for index, key in enumerate(ids) if originals.get(str(key)) == numbers[index]]
    among = set(kept)
    others = [(number, table.rows[number - 1]) for index, number in enumerate(numbers) if index not in among]
    chosen = {field: [values[index] for index in kept] for field, values in raw.items()}
    return [numbers[index] for index in kept], chosen, reading.typed_rows(table, others)


def _frame(data: Mapping[str, object], good: np.ndarray) -> pd.DataFrame:
    frame = pd.DataFrame(dict(data), copy=False)
    if not good.all():
        frame = frame.loc[good].reset_index(drop=True)
    frame['kind'] = pd.Categorical(frame['kind'], categories=KINDS)
    frame['mode'] = pd.Categorical(frame['mode'], categories=list(MODES))
    return frame


def _text(values: Sequence[Cell], currency: str) -> np.ndarray | None:
    try:
        # The quickest way to ask whether all of them are texts.
        ''.join(values)  # type: ignore[arg-type]
    except TypeError:
        return None
    return _objects(values)


def _money(values: Sequence[Cell], currency: str) -> np.ndarray | None:
    if not set(map(type, values)) <= {int, float}:
        return None
    minor = np.array(values, dtype='float64') * minor_units(currency)
    whole = np.rint(minor)
    # Fifteen digits count, as in every spreadsheet; the rest is noise of binary fractions.
    exact = np.abs(minor - whole) <= np.maximum(np.abs(minor) * 1e-14, 1e-9)
    return whole.astype('int64') if exact.all() and (np.abs(minor) <= LARGEST).all() else None


def _date(values: Sequence[Cell], currency: str) -> np.ndarray | None:
    return _days(values).astype('datetime64[s]') if set(map(type, values)) <= {date} else None


def _month(values: Sequence[Cell], currency: str) -> np.ndarray | None:
    different = set(values)
    if not all(value == '' or type(value) is date for value in different):
        return None
    known = {value: value.year * 100 + value.month if isinstance(value, date) else 0 for value in different}
    return np.array([known[value] for value in values], dtype='int32')


def _time(values: Sequence[Cell], currency: str) -> np.ndarray | None:
    # A moment at midnight reads as a day.
    kinds = set(map(type, values))
    if not kinds <= {datetime, date, str} or (str in kinds and any(value for value in values if type(value) is str)):
        return None
    days = _days([value or _DAY_OF_NONE for value in values] if str in kinds else values).astype('datetime64[s]')
    if datetime in kinds:
        days += np.array(
            [_seconds(value) if type(value) is datetime else 0 for value in values], dtype='timedelta64[s]'
        )
    if str in kinds:
        days[[value == '' for value in values]] = np.datetime64('NaT')
    return days


_FIRST_DAY = date(1970, 1, 1).toordinal()
_DAY_OF_NONE = date(1970, 1, 1)


def _days(values: Sequence[Any]) -> np.ndarray:
    """The days of dates, many times faster than numpy finds out by itself what they are."""
    return np.array([value.toordinal() for value in values], dtype='int64').view('datetime64[D]') - _FIRST_DAY


def _seconds(value: datetime) -> int:
    """The seconds since midnight, to the nearest one."""
    return value.hour * 3600 + value.minute * 60 + value.second + (value.microsecond >= 500_000)


_FAST: Mapping[str, Callable[[Sequence[Cell], str], np.ndarray | None]] = {
    'text': _text,
    'money': _money,
    'date': _date,
    'month': _month,
    'time': _time,
}
_EMPTY: Mapping[str, object] = {'money': 0, 'date': np.datetime64('NaT'), 'month': 0, 'time': np.datetime64('NaT')}
_DTYPES = {'money': 'int64', 'date': 'datetime64[s]', 'month': 'int32', 'time': 'datetime64[s]', 'text': 'object'}


def _slowly(
    table: Table, field: str, values: Sequence[Cell], numbers: Sequence[int], currency: str, good: np.ndarray,
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
    table: Table, data: Mapping[str, object], raw: Mapping[str, Sequence[Cell]], numbers: Sequence[int],
    good: np.ndarray, problems: list[Problem],
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
            if set(values) <= allowed:
                continue
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
