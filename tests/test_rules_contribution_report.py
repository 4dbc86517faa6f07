"""The contribution report, from the rows that each case shows."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.contribution_report import Length, Line, Paid, period_of, report
from rules.members import Span

START = date(2025, 1, 1)
SINCE_JANUARY = {name: [Span(START, None)] for name in ('Asha', 'Bina')}
THREE = {**SINCE_JANUARY, 'Chitra': [Span(START, date(2025, 3, 20))]}
ROWS = """
2025-01-05 Asha   200
2025-01-08 Bina   200
2025-01-31 Chitra 200
2025-02-05 Asha   300
2025-02-28 Chitra 200
2025-03-05 Asha   200
2025-03-05 Bina   300
2025-04-02 Asha   400
"""


def rows(text: str) -> list[Paid]:
    found = (line.split() for line in text.split('\n') if line)
    return [Paid(date.fromisoformat(day), member, int(amount) * 100) for day, member, amount in found]


def lines(text: str, length: Length, today: str, belonged: dict[str, list[Span]] = THREE) -> list[Line]:
    return report(rows(text), belonged, length, START, date.fromisoformat(today))


def test_a_line_for_each_month() -> None:
    shown = [
        (str(line.period), line.members, line.contributors, line.total // 100, line.growth_percent, line.stopped)
        for line in lines(ROWS, 'month', '2025-05-01')
    ]
    assert shown == [
        ('2025-01', 3, 3, 600, None, ()),
        ('2025-02', 3, 2, 500, Fraction(-50, 3), ('Bina',)),
        ('2025-03', 3, 2, 500, Fraction(0), ()),
        ('2025-04', 2, 1, 400, Fraction(-20), ('Bina',)),
        ('2025-05', 2, 0, 0, Fraction(-100), ()),
    ]


def test_who_left_has_not_stopped_and_nobody_has_before_the_month_is_over() -> None:
    """Chitra left in March; on 30 April it is not yet said that Bina stopped."""
    assert [line.stopped for line in lines(ROWS, 'month', '2025-04-30')] == [(), ('Bina',), (), ()]


@pytest.mark.parametrize(
    'length, shown',
    [
        ('quarter', [('2025 Q1', 1600, None), ('2025 Q2', 400, Fraction(-75))]),
        ('year', [('2025', 2000, None)]),
    ],
)
def test_quarters_and_years(length: Length, shown: list[tuple[str, int, Fraction | None]]) -> None:
    found = lines(ROWS, length, '2025-06-30')
    assert [(str(line.period), line.total // 100, line.growth_percent) for line in found] == shown


def test_a_quarter_begins_in_january_april_july_and_october() -> None:
    starts = [period_of(date(2025, month, 15), 'quarter').first.month for month in range(1, 13)]
    assert starts == [1, 1, 1, 4, 4, 4, 7, 7, 7, 10, 10, 10]
    assert period_of(date(2025, 11, 30), 'quarter').last == date(2025, 12, 31)


def test_after_a_month_without_money_there_is_no_growth() -> None:
    found = lines('2025-02-05 Asha 200', 'month', '2025-02-28')
    assert [(line.total, line.before, line.growth_percent) for line in found] == [
        (0, None, None), (200_00, 0, None),
    ]  # fmt: skip


def test_what_was_taken_back_counts_nothing() -> None:
    found = lines('2025-01-05 Asha 200\n2025-01-06 Asha -200\n2025-01-07 Bina 200', 'month', '2025-01-31')
    assert [(line.contributors, line.total, line.average) for line in found] == [(1, 200_00, Fraction(200_00))]


def test_who_joins_later_counts_from_then_on() -> None:
    belonged = {**SINCE_JANUARY, 'Dipa': [Span(date(2025, 2, 28), None)], 'Esha': [Span(date(2025, 3, 31), None)]}
    assert [line.members for line in lines('', 'month', '2025-03-30', belonged)] == [2, 3, 3]


def test_the_first_day_of_a_period_counts_for_who_left_on_it_and_for_what_was_paid_on_it() -> None:
    belonged = {'Asha': [Span(START, date(2025, 2, 1))], 'Bina': [Span(START, date(2025, 1, 31))]}
    found = lines('2025-01-01 Asha 200', 'month', '2025-02-28', belonged)
    assert [(line.members, line.total) for line in found] == [(2, 200_00), (1, 0)]


@given(
    st.lists(
        st.tuples(
            st.dates(START, date(2027, 12, 31)), st.sampled_from(('Asha', 'Bina')), st.integers(-1000, 10**9)
        ).map(lambda row: Paid(*row))
    ),
    st.dates(START, date(2028, 3, 1)),
)
def test_months_quarters_and_years_add_up_to_the_same(paid: list[Paid], today: date) -> None:
    expected = sum(row.amount for row in paid if row.on <= today)
    for length in ('month', 'quarter', 'year'):
        found = report(paid, SINCE_JANUARY, length, START, today)
        assert sum(line.total for line in found) == expected
        assert [line.before for line in found] == [None, *(line.total for line in found[:-1])]
        assert found[-1].period.first <= today <= found[-1].period.last
