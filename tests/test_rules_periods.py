"""Months, and the months of a loan with their ends kept."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.periods import (
    Every,
    Month,
    Unit,
    due_dates,
    months_from,
    months_later,
    months_started,
    parse_every,
    parse_month,
)


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


@pytest.mark.parametrize(
    'every, days',
    [
        (Every(1, 'month'), ['2024-02-29', '2024-03-31', '2024-04-30']),
        (Every(2, 'month'), ['2024-03-31', '2024-05-31', '2024-07-31']),
        (Every(2, 'week'), ['2024-02-14', '2024-02-28', '2024-03-13']),
        (Every(10, 'day'), ['2024-02-10', '2024-02-20', '2024-03-01']),
    ],
)
def test_due_days_are_counted_from_the_start(every: Every, days: list[str]) -> None:
    assert [day.isoformat() for day in due_dates(date(2024, 1, 31), every, 3)] == days


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 40), st.sampled_from(('day', 'week', 'month')))
def test_due_days_strictly_rise(start: date, number: int, unit: Unit) -> None:
    days = [start, *due_dates(start, Every(number, unit), 30)]
    assert all(day < later for day, later in pairwise(days))


@pytest.mark.parametrize(
    'text, every',
    [
        ('1 month', Every(1, 'month')),
        ('month', Every(1, 'month')),
        (' 2  weeks ', Every(2, 'week')),
        ('10 days', Every(10, 'day')),
    ],
)
def test_how_often_is_read(text: str, every: Every) -> None:
    assert parse_every(text) == every
    assert parse_every(str(every)) == every


@pytest.mark.parametrize('text', ['', '1', '1 year', '-1 month', '1.5 months', 'monthly', '12345 days'])
def test_what_says_not_how_often_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_every(text)
