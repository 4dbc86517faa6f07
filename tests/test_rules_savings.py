"""Savings: interest by days and by the lowest balance of the month, when it is posted, and what may be taken out."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import savings
from rules.balances import Movements, Period
from rules.savings import Savings, SavingsTerms

DAILY = SavingsTerms(rate_percent=Fraction(10))
LOWEST = replace(DAILY, method='monthly minimum')
JANUARY = Period(date(2025, 1, 1), date(2025, 1, 31))
TODAY = date(2025, 6, 20)


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_the_published_interest_of_a_day() -> None:
    """Fineract, SavingsInterestPostingIntegrationTest: 1,000 at 10 % for one day is 0.274."""
    exact = savings.exact_interest(1000, [], Period(TODAY, TODAY), DAILY)
    assert exact == Fraction(1000 * 10, 100 * 365)
    assert abs(exact - Fraction('0.274')) < Fraction(1, 10_000)


def test_january_by_days_and_by_the_lowest_balance() -> None:
    """1,000, and 500 more from the 11th on."""
    moved = [(day('2025-01-11'), 500_00)]
    assert savings.interest(1000_00, moved, JANUARY, DAILY).result == 11_37
    assert savings.interest(1000_00, moved, JANUARY, LOWEST).result == 8_33
    assert savings.interest(1000_00, moved, JANUARY, replace(LOWEST, from_day=11)).result == 12_50


def test_how_it_was_computed() -> None:
    moved = [(day('2025-01-11'), 500_00)]
    by_days = savings.interest(1000_00, moved, JANUARY, DAILY)
    assert [line.said('INR') for line in by_days.lines] == [
        ('10 days from 2025-01-01 on', '1000.00 × 10 / 100 × 10 / 365', '2.739726…'),
        ('21 days from 2025-01-11 on', '1500.00 × 10 / 100 × 21 / 365', '8.630136…'),
        ('Interest, rounded', '', '11.37'),
    ]
    lowest = savings.interest(1000_00, moved, Period(JANUARY.first, day('2025-02-28')), LOWEST)
    assert [line.said('INR') for line in lowest.lines] == [
        ('Lowest balance in 2025-01', '1000.00 × 10 / 100 / 12', '8.333333…'),
        ('Lowest balance in 2025-02', '1500.00 × 10 / 100 / 12', '12.50'),
        ('Interest, rounded', '', '20.83'),
    ]


def test_a_balance_below_zero_earns_nothing_and_costs_nothing() -> None:
    moved = [(day('2025-01-11'), 500_00)]
    assert savings.exact_interest(-100_00, moved, JANUARY, DAILY) == Fraction(400_00 * 21 * 10, 36500)
    assert savings.exact_interest(-100_00, moved, JANUARY, LOWEST) == 0


def test_the_days_of_a_year_and_the_rounding_are_what_the_group_agreed() -> None:
    bank = replace(DAILY, days_of_year=360, unit=100, mode='down')
    assert savings.interest(1000_00, [], JANUARY, DAILY).result == 8_49
    assert savings.interest(1000_00, [], JANUARY, bank).result == 8_00


@pytest.mark.parametrize(
    'opened, until, every, begins, periods',
    [
        ('2025-02-10', '2025-06-30', 3, 1, ['2025-01-01 2025-03-31', '2025-04-01 2025-06-30']),
        ('2025-02-10', '2025-06-29', 3, 1, ['2025-01-01 2025-03-31']),
        ('2025-02-10', '2025-03-30', 3, 1, []),
        ('2025-02-10', '2025-03-31', 1, 1, ['2025-02-01 2025-02-28', '2025-03-01 2025-03-31']),
        ('2025-02-10', '2026-03-31', 12, 4, ['2024-04-01 2025-03-31', '2025-04-01 2026-03-31']),
        ('2025-02-10', '2025-12-31', 6, 4, ['2024-10-01 2025-03-31', '2025-04-01 2025-09-30']),
    ],
)
def test_interest_is_posted_when_a_period_of_the_groups_year_ends(
    opened: str, until: str, every: int, begins: int, periods: list[str]
) -> None:
    terms = replace(DAILY, post_every_months=every, year_begins_in=begins)
    found = savings.posting_periods(day(opened), day(until), terms)
    assert [f'{period.first} {period.last}' for period in found] == periods


def test_posted_interest_earns_interest_from_then_on() -> None:
    """1,000 at 12 %, lowest of the month, posted each month: 10.00, then 1 % of 1,010."""
    terms = replace(LOWEST, rate_percent=Fraction(12), post_every_months=1)
    moved = [(day('2024-12-31'), 1000_00)]
    for period in savings.posting_periods(day('2025-01-01'), day('2025-02-28'), terms):
        moved.append((period.last + timedelta(days=1), savings.interest(0, moved, period, terms).result))
    assert [amount for _, amount in moved] == [1000_00, 10_00, 10_10]


RULES = SavingsTerms(minimum_balance=100_00, most_a_day=5000_00, most_a_month=6000_00, notice_days=7)
FULL = Savings(balance=20_000_00)
ANNOUNCED = day('2025-06-13')


@pytest.mark.parametrize(
    'amount, account, terms, notice, said',
    [
        (5000_00, FULL, RULES, ANNOUNCED, []),
        (20_000_00, FULL, SavingsTerms(), None, []),
        (0, FULL, SavingsTerms(), None, ['The amount must be more than zero.']),
        (20_000_01, FULL, SavingsTerms(), None, ['20000.01 is more than the savings of 20000.00.']),
        (1, replace(FULL, frozen=True), SavingsTerms(), None, ['The account is frozen.']),
        (5000_00, replace(FULL, held=16_000_00), SavingsTerms(), None,
         ['5000.00 is more than the 4000.00 that no loan is secured with.']),
        (19_901_00, FULL, replace(RULES, most_a_day=0, most_a_month=0), ANNOUNCED,
         ['19901.00 leaves less than the balance that has to stay; 19900.00 can be taken out.']),
        (20_000_00, replace(FULL, closing=True), replace(RULES, most_a_day=0, most_a_month=0), ANNOUNCED, []),
        (5000_01, FULL, RULES, ANNOUNCED, ['5000.01 is more than the 5000.00 that are left for that day.']),
        (2000_00, replace(FULL, taken_this_month=4000_01), RULES, ANNOUNCED,
         ['2000.00 is more than the 1999.99 that are left for this month.']),
        (2000_00, replace(FULL, taken_this_month=4000_00), RULES, ANNOUNCED, []),
        (1000_01, replace(FULL, taken_that_day=4000_00), RULES, ANNOUNCED,
         ['1000.01 is more than the 1000.00 that are left for that day.']),
        (1_00, FULL, RULES, None, ['A withdrawal has to be announced 7 days before.']),
        (1_00, FULL, RULES, day('2025-06-14'),
         ['The withdrawal was announced on 2025-06-14; it can be paid out from 2025-06-21 on.']),
        (30_000_00, replace(FULL, frozen=True, held=1), RULES, None,
         ['The account is frozen.', '30000.00 is more than the savings',
          '30000.00 is more than the 5000.00 that are left for that day',
          '30000.00 is more than the 6000.00 that are left', 'A withdrawal has to be announced']),
    ],
)  # fmt: skip
def test_why_savings_cannot_be_taken_out(
    amount: int, account: Savings, terms: SavingsTerms, notice: date | None, said: list[str]
) -> None:
    found = [problem.said() for problem in savings.problems_of_withdrawal(amount, TODAY, account, terms, 'KES', notice)]
    assert len(found) == len(said)
    assert all(whole.startswith(part) for whole, part in zip(found, said, strict=True))


@pytest.mark.parametrize(
    'changed, about',
    [
        ({}, []),
        ({'rate_percent': Fraction(0), 'days_of_year': 360}, []),
        ({'rate_percent': Fraction(30), 'days_of_year': 366}, []),
        ({'rate_percent': Fraction(-1)}, ['rate']),
        ({'rate_percent': Fraction(31)}, ['rate']),
        ({'post_every_months': 2}, ['post_every_months']),
        ({'days_of_year': 300}, ['days_of_year']),
    ],
)
def test_what_a_group_cannot_agree_on(changed: dict[str, object], about: list[str]) -> None:
    terms = replace(DAILY, **changed)  # type: ignore[arg-type]
    assert [problem.about for problem in savings.problems_of_savings_terms(terms, Fraction(30))] == about


def test_the_highest_rate_is_named_as_people_write_it() -> None:
    (problem,) = savings.problems_of_savings_terms(DAILY, Fraction(15, 2))
    assert problem.said().startswith('The interest on savings is not between 0 and 7.5 percent a year.')


MOVEMENTS = st.lists(
    st.tuples(st.dates(day('2024-12-01'), day('2025-07-31')), st.integers(-(10**6), 10**6)), max_size=10
)


@given(st.integers(0, 10**7), MOVEMENTS, st.integers(0, 180))
def test_two_parts_of_a_period_earn_what_the_whole_earns(opening: int, moved: Movements, days: int) -> None:
    whole = Period(day('2025-01-01'), day('2025-06-30'))
    parts = [Period(whole.first, whole.first + timedelta(days=days))]
    if parts[0].last < whole.last:
        parts.append(Period(parts[0].last + timedelta(days=1), whole.last))
    exact = savings.exact_interest(opening, moved, whole, DAILY)
    assert sum(savings.exact_interest(opening, moved, part, DAILY) for part in parts) == exact
    assert abs(savings.interest(opening, moved, whole, DAILY).result - exact) <= Fraction(1, 2)


@given(st.integers(0, 10**7), MOVEMENTS)
def test_the_lowest_balance_of_a_month_of_30_days_never_earns_more_than_its_evenings(
    opening: int, moved: Movements
) -> None:
    """In a year of 360 days, so that 30 days are a twelfth."""
    june = Period(day('2025-06-01'), day('2025-06-30'))
    by_30_of_360 = replace(DAILY, days_of_year=360)
    assert savings.exact_interest(opening, moved, june, LOWEST) <= savings.exact_interest(
        opening, moved, june, by_30_of_360
    )
