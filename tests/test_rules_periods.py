"""Months, and the months of a loan with their ends kept."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.periods import Month, months_from, months_later, months_started, parse_month


def test_month_ends_are_kept() -> None:
    start = date(2025, 1, 31)
    assert [months_later(start, n) for n in (1, 2, 3)] == [date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30)]
    assert months_later(date(2024, 1, 31), 1) == date(2024, 2, 29)


@pytest.mark.parametrize(
    'on, started',
    [
        (date(2025, 1, 10), 0),
        (date(2025, 1, 11), 1),
        (date(2025, 2, 10), 1),
        (date(2025, 2, 11), 2),
        (date(2026, 1, 10), 12),
        (date(2024, 12, 1), 0),
    ],
)
def test_a_started_month_counts_whole(on: date, started: int) -> None:
    assert months_started(date(2025, 1, 10), on) == started


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 400))
def test_the_month_that_has_started_last_holds_the_day(start: date, later_days: int) -> None:
    on = date.fromordinal(start.toordinal() + later_days)
    started = months_started(start, on)
    assert months_later(start, started - 1) < on <= months_later(start, started)


def test_months_in_a_row() -> None:
    assert [str(month) for month in months_from(Month(2024, 11), Month(2025, 2))] == [
        '2024-11', '2024-12', '2025-01', '2025-02',
    ]  # fmt: skip
    assert list(months_from(Month(2025, 2), Month(2025, 1))) == []


@pytest.mark.parametrize('text', ['2025-13', '2025-00', '2025-1', '25-01', 'January', '2025-01-01', ''])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_month(text)
