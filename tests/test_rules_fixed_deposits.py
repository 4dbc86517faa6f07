"""Fixed deposits: at maturity, closed early, and what cannot be agreed."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import fixed_deposits
from rules.fixed_deposits import FixedDeposit
from rules.register_records import MATURED

YEAR = FixedDeposit(10_000_00, date(2025, 1, 15), 12, Fraction(5), add_every_months=3)
EARLY = replace(YEAR, early_less_percent=Fraction(2))


def test_the_published_maturity_exactly() -> None:
    """Fineract, FixedDepositAccountInterestCalculationServiceImplTest: 10,000 at 5 %, added every 3 months."""
    assert fixed_deposits.exact_maturity(YEAR) / 100 == Fraction('10509.453369140625')


def test_the_steps_to_maturity() -> None:
    explained = fixed_deposits.maturity(YEAR)
    assert explained.result == 10_509_45
    assert [line.said('KES') for line in explained.lines] == [
        ('After 3 months', '10000.00 × (1 + 5 / 100 × 3 / 12)', '10125.00'),
        ('After 6 months', '10125.00 × (1 + 5 / 100 × 3 / 12)', '10251.5625'),
        ('After 9 months', '10251.5625 × (1 + 5 / 100 × 3 / 12)', '10379.707031…'),
        ('After 12 months', '10379.707031… × (1 + 5 / 100 × 3 / 12)', '10509.453369…'),
        ('Paid back', '', '10509.45'),
    ]


@pytest.mark.parametrize(
    'changed, value',
    [
        ({'add_every_months': 0}, '10500'),
        ({'add_every_months': 12}, '10500'),
        ({'add_every_months': 6}, '10506.25'),
        ({'months': 7}, '10294.277343750'),
        ({'months': 2}, '10083.333333333'),
        ({'rate_percent': Fraction(0)}, '10000'),
    ],
)
def test_how_often_interest_is_added(changed: dict[str, object], value: str) -> None:
    """7 months: two quarters of 1.0125, and one month of 5 % / 12 on the 10,251.5625."""
    exact = fixed_deposits.exact_maturity(replace(YEAR, **changed)) / 100  # type: ignore[arg-type]
    assert abs(exact - Fraction(value)) < Fraction(1, 10**6)


def test_a_book_that_records_each_quarter_rounds_each_quarter() -> None:
    """10,251.5625 becomes 10,251.56, and 10,379.7045 10,379.70."""
    recorded = replace(YEAR, round_each=True)
    explained = fixed_deposits.maturity(recorded)
    assert [line.said('KES').value for line in explained.lines[:3]] == ['10125.00', '10251.56', '10379.70']
    assert explained.result == 10_509_45
    assert fixed_deposits.maturity(replace(recorded, unit=100, mode='down')).result == 10_508_00


def test_the_deposit_ends_with_the_month() -> None:
    assert replace(YEAR, opened_on=date(2024, 8, 31), months=6).matures_on == date(2025, 2, 28)


@pytest.mark.parametrize(
    'on, changed, paid_back',
    [
        ('2025-01-15', {}, 10_000_00),
        ('2025-08-15', {}, 10_175_94),
        ('2025-08-25', {}, 10_184_28),
        ('2025-08-25', {'begun_month': 'nothing'}, 10_175_94),
        ('2025-08-25', {'early_less_percent': Fraction(0)}, 10_308_32),
        ('2025-08-25', {'early_less_percent': Fraction(5)}, 10_000_00),
        ('2025-08-25', {'least_months': 7}, 10_184_28),
        ('2025-08-25', {'least_months': 8}, 10_000_00),
        ('2026-01-14', {}, 10_303_04),
        ('2026-01-15', {}, 10_509_45),
        ('2027-01-01', {}, 10_509_45),
    ],
)
def test_closed_early_it_earns_the_lower_rate_for_the_time_that_passed(
    on: str, changed: dict[str, object], paid_back: int
) -> None:
    """7 months and 10 days to 25 August; on 14 January 11 months and 30 days have passed."""
    deposit = replace(EARLY, **changed)  # type: ignore[arg-type]
    assert fixed_deposits.closed_on(deposit, date.fromisoformat(on)).result == paid_back


def test_the_lines_of_an_early_closing() -> None:
    lines = fixed_deposits.closed_on(EARLY, date(2025, 8, 25)).lines
    assert [line.said('KES') for line in lines[1:]] == [
        ('After 6 months', '10075.00 × (1 + 3 / 100 × 3 / 12)', '10150.5625'),
        ('After 7 months and 10 days', '10150.5625 × (1 + 3 / 100 × (1 / 12 + 10 / 365))', '10184.281834…'),
        ('Paid back', '', '10184.28'),
    ]


@pytest.mark.parametrize(
    'changed, about',
    [
        ({}, []),
        ({'months': 1, 'add_every_months': 1, 'rate_percent': Fraction(0)}, []),
        ({'months': 120, 'rate_percent': Fraction(20), 'early_less_percent': Fraction(20)}, []),
        ({'principal': 0}, ['amount']),
        ({'months': 0, 'add_every_months': 0}, ['months']),
        ({'months': 10_000}, ['months']),
        ({'rate_percent': Fraction(-1), 'early_less_percent': Fraction(0)}, ['rate', 'early_less_percent']),
        ({'rate_percent': Fraction(21)}, ['rate']),
        ({'add_every_months': 13}, ['add_every_months']),
        ({'early_less_percent': Fraction(6)}, ['early_less_percent']),
        (
            {'principal': -1, 'months': -1, 'rate_percent': Fraction(200)},
            ['amount', 'months', 'rate', 'add_every_months'],
        ),
    ],
)
def test_what_cannot_be_agreed(changed: dict[str, object], about: list[str]) -> None:
    deposit = replace(YEAR, **changed)  # type: ignore[arg-type]
    assert [p.about for p in fixed_deposits.problems_of_fixed_deposit(deposit, Fraction(20))] == about


def test_the_highest_rate_is_named_as_people_write_it() -> None:
    (problem,) = fixed_deposits.problems_of_fixed_deposit(YEAR, Fraction(9, 2))
    assert problem.said().startswith('The rate of the deposit is not between 0 and 4.5 percent a year.')


def test_why_it_cannot_be_paid_back() -> None:
    assert list(fixed_deposits.problems_of_closing(YEAR, date(2025, 1, 15), 'running')) == []
    found = fixed_deposits.problems_of_closing(YEAR, date(2025, 1, 14), MATURED)
    assert [problem.said() for problem in found] == [
        'This deposit was paid back already. Look at the list of fixed deposits.',
        'The deposit was opened on 2025-01-15, after 2025-01-14. Correct the date.',
    ]


@given(
    st.integers(1, 10**9), st.integers(1, 60), st.fractions(0, 30, max_denominator=100), st.integers(0, 60),
    st.integers(0, 2000), st.booleans(),
)  # fmt: skip
def test_waiting_never_pays_less(
    principal: int, months: int, rate: Fraction, every: int, days: int, round_each: bool
) -> None:
    """A day more is worth as much or more, maturity is worth most, and closing early never more than the deposit."""
    deposit = FixedDeposit(
        principal, date(2025, 1, 31), months, rate, min(every, months), rate / 3, round_each=round_each
    )
    on = date.fromordinal(deposit.opened_on.toordinal() + days)
    now, tomorrow = (
        fixed_deposits.closed_on(deposit, day).result for day in (on, date.fromordinal(on.toordinal() + 1))
    )
    assert principal <= now <= fixed_deposits.maturity(deposit).result
    assert tomorrow >= now
