"""The entries as a frame: read in columns at once where a column holds what it should, and cell by cell where not."""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from rules.periods import Month
from rules.records import Entry
from sheets import cells
from sheets.cells import Cell
from sheets.columns import ENTRIES
from sheets.entries import Rows, frame_of, read_entries, records_of
from sheets.reading import table_of

ENTRY = Entry(
    'e1', date(2026, 3, 5), 'R00001', 'contribution', 200_00, 'cash', 'm1', 'M-001', 'सुनीता', Month(2026, 3), '', '',
    '', '', '', 'treasurer', datetime(2026, 3, 5, 18, 30, 1, tzinfo=UTC), 'a' * 32, 'b' * 32, 'abc',
)  # fmt: skip


def read(*rows: dict[str, Cell]) -> Rows:
    """The entries of a sheet with rows like ENTRY, in which these cells stand otherwise."""
    usual: dict[str, Cell] = {
        column.field: cells.to_cell(column.type, getattr(ENTRY, column.field), 'INR') for column in ENTRIES.columns
    }
    # An empty cell reads as an empty text, an exact number as a binary one.
    usual |= {field: '' for field, cell in usual.items() if cell is None} | {'amount': 200.0}
    filled = [{**usual, 'id': f'e{number}', **row} for number, row in enumerate(rows, 1)]
    headings = [column.header for column in ENTRIES.columns]
    return read_entries(
        table_of(ENTRIES, [headings, *([row[field] for field in ENTRIES.fields] for row in filled)], []), 'INR'
    )


def test_records_become_a_frame_and_records_again() -> None:
    """With everything filled, with nothing that need not be, and of a reversal."""
    records = [
        ENTRY,
        replace(ENTRY, id='e2', member='', member_number='', member_name='', month=None, recorded_at=None),
        replace(ENTRY, id='e3', amount=-200_00, reverses='e1', month=Month(1999, 12), on=date(1969, 12, 31)),
    ]
    assert records_of(frame_of(records)) == records


def test_a_row_is_read_as_it_was_written() -> None:
    assert records_of(read({}).frame) == [ENTRY]


def test_moments_are_read_to_the_second_also_at_midnight_and_where_there_is_none() -> None:
    rows = read(
        {'recorded_at': datetime(2026, 3, 5, 18, 30, 0, 999_998)},
        {'recorded_at': date(2026, 3, 6)},
        {'recorded_at': ''},
        {'recorded_at': datetime(1969, 12, 31, 23, 59, 59, 600_000)},
    )
    assert [entry.recorded_at for entry in records_of(rows.frame)] == [
        datetime(2026, 3, 5, 18, 30, 1, tzinfo=UTC),
        datetime(2026, 3, 6, tzinfo=UTC),
        None,
        datetime(1970, 1, 1, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    ('field', 'slow'),
    [('recorded_at', '2026-03-05T18:30:01+00:00'), ('on', '5/3/2026'), ('month', '2026-03'), ('amount', '200.00')],
)
def test_a_column_with_text_in_it_is_read_cell_by_cell_and_comes_to_the_same(field: str, slow: str) -> None:
    fast, mixed = read({}, {}), read({}, {field: slow})
    assert not mixed.problems and mixed.frame[field].dtype == fast.frame[field].dtype
    assert np.array_equal(fast.frame[field].to_numpy(), mixed.frame[field].to_numpy())


def test_a_word_that_is_none_of_its_column_takes_the_row_out_and_no_other() -> None:
    rows = read({}, {'mode': 'cheque?'}, {'kind': 'gift'}, {})
    assert sorted(str(problem.values['value']) for problem in rows.problems) == ["'cheque?'", "'gift'"]
    assert rows.frame['id'].tolist() == ['e1', 'e4'] and rows.unreadable == {'e2': 3, 'e3': 4}
