"""A quarter is compared with the quarter before it, a week with the week before."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.spans import Span, compared_with


def span(first: str, last: str) -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ('asked', 'before', 'year'),
    [
        (('2025-01-01', '2025-03-31'), ('2024-10-01', '2024-12-31'), ('2024-01-01', '2024-03-31')),
        (('2025-02-01', '2025-02-28'), ('2025-01-01', '2025-01-31'), ('2024-02-01', '2024-02-29')),
        (('2024-02-01', '2024-02-29'), ('2024-01-01', '2024-01-31'), ('2023-02-01', '2023-02-28')),
        (('2025-04-01', '2026-03-31'), ('2024-04-01', '2025-03-31'), ('2024-04-01', '2025-03-31')),
        (('2025-03-10', '2025-03-16'), ('2025-03-03', '2025-03-09'), ('2024-03-10', '2024-03-16')),
        (('2025-03-01', '2025-03-30'), ('2025-01-30', '2025-02-28'), ('2024-03-01', '2024-03-30')),
        (('2024-02-29', '2024-02-29'), ('2024-02-28', '2024-02-28'), ('2023-02-28', '2023-02-28')),
    ],
)
def test_what_a_period_is_compared_with(asked: tuple[str, str], before: tuple[str, str], year: tuple[str, str]) -> None:
    assert compared_with(span(*asked), 'before') == span(*before)
    assert compared_with(span(*asked), 'year') == span(*year)


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 800))
def test_the_period_before_ends_where_the_period_begins(first: date, days: int) -> None:
    asked = Span(first, first + timedelta(days=days))
    before = compared_with(asked, 'before')
    assert before and before.last == first - timedelta(days=1)
    assert abs((before.last - before.first).days - days) <= 3, 'months differ by so much at most'


def test_before_the_calendar_there_is_nothing() -> None:
    assert compared_with(Span(date.min, date(2025, 1, 1)), 'before') is None
    assert compared_with(Span(date.min, date(2025, 1, 1)), 'year') is None
