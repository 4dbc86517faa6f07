"""A balance over a period: its evenings and the lowest of each month."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import balances
from rules.balances import Movements, Period, Stretch

JANUARY = Period(date(2025, 1, 1), date(2025, 1, 31))
QUARTER = Period(date(2025, 1, 1), date(2025, 3, 31))
MOVEMENTS = st.lists(
    st.tuples(st.dates(date(2024, 12, 20), date(2025, 4, 10)), st.integers(-(10**6), 10**6)), max_size=12
)


def day(text: str) -> date:
    return date.fromisoformat(f'2025-{text}')


def test_the_evenings_of_january() -> None:
    """1,000 brought in, 500 paid in on the 11th, 200 taken out on the 21st; told in any order."""
    moved = [(day('01-21'), -200), (day('01-11'), 500)]
    assert list(balances.stretches(1000, moved, JANUARY)) == [
        Stretch(day('01-01'), 10, 1000),
        Stretch(day('01-11'), 10, 1500),
        Stretch(day('01-21'), 11, 1300),
    ]
    assert balances.monthly_lowest(1000, moved, JANUARY) == [1000]
    assert balances.monthly_lowest(1000, moved, JANUARY, from_day=11) == [1300]


def test_what_came_before_is_brought_forward_and_what_comes_later_does_not_count() -> None:
    moved = [(date(2024, 12, 31), 300), (day('01-01'), 40), (day('01-31'), 7), (day('02-01'), 5)]
    assert list(balances.stretches(1000, moved, JANUARY)) == [
        Stretch(day('01-01'), 30, 1340),
        Stretch(day('01-31'), 1, 1347),
    ]


@pytest.mark.parametrize(
    'first, last, days, months, whole',
    [
        ('2025-01-01', '2025-12-31', 365, 12, True),
        ('2024-07-01', '2025-06-30', 365, 12, True),
        ('2024-01-01', '2024-02-29', 60, 2, True),
        ('2024-01-01', '2024-02-28', 59, 2, False),
        ('2025-01-02', '2025-01-31', 30, 1, False),
        ('2025-01-15', '2025-01-15', 1, 1, False),
    ],
)
def test_the_days_and_months_of_a_period(first: str, last: str, days: int, months: int, whole: bool) -> None:
    period = Period(date.fromisoformat(first), date.fromisoformat(last))
    assert (period.days, period.months, period.of_whole_months) == (days, months, whole)


def test_the_lowest_of_each_month_is_carried_into_the_next() -> None:
    """800 from 5 February; the balance of 1,000 before it is the lowest of no month but January."""
    moved = [(day('02-05'), -200), (day('03-01'), 700)]
    assert balances.monthly_lowest(1000, moved, QUARTER) == [1000, 800, 1500]


def test_a_month_shorter_than_the_day_from_which_it_counts_counts_its_last_evening() -> None:
    moved = [(day('02-28'), 50)]
    assert balances.monthly_lowest(100, moved, QUARTER, from_day=31) == [100, 150, 150]


def evening(opening: int, movements: Movements, on: date) -> int:
    return opening + sum(amount for when, amount in movements if when <= on)


@given(st.integers(0, 10**6), MOVEMENTS, st.integers(1, 31))
def test_the_same_as_looking_at_every_evening(opening: int, movements: Movements, from_day: int) -> None:
    days = [QUARTER.first + timedelta(days=number) for number in range(QUARTER.days)]
    by_day = [evening(opening, movements, on) for on in days]
    found = list(balances.stretches(opening, movements, QUARTER))
    assert [stretch.balance for stretch in found for _ in range(stretch.days)] == by_day
    for month, lowest in enumerate(balances.monthly_lowest(opening, movements, QUARTER, from_day), start=1):
        evenings = {on.day: balance for on, balance in zip(days, by_day, strict=True) if on.month == month}
        first = min(from_day, max(evenings))
        assert lowest == min(balance for number, balance in evenings.items() if number >= first)
