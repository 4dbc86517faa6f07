"""Which days something can be recorded on, and what is said of the others."""

from datetime import date

import pytest

from rules import days

BEGAN, TODAY = date(2025, 1, 1), date(2025, 3, 5)


@pytest.mark.parametrize(
    ('on', 'said'),
    [
        (date(2024, 12, 31), ['The date 2024-12-31 lies before the group began on 2025-01-01. Correct the date.']),
        (BEGAN, []),
        (TODAY, []),
        (date(2025, 3, 6), ['The date 2025-03-06 lies in the future. Record it on the day it happens.']),
    ],
)
def test_the_days_of_the_book(on: date, said: list[str]) -> None:
    found = list(days.problems_of_day(on, BEGAN, TODAY, 'first_on'))
    assert [problem.said() for problem in found] == said
    assert {problem.about for problem in found} <= {'first_on'}
