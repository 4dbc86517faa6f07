"""Schedules: what is due when by each method, grace, rounding, and what must hold of every one of them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.day_counts import DAY_COUNTS, PERS
from rules.money import ROUNDING_MODES
from rules.periods import UNITS, Every
from rules.schedules import Instalment, exact_instalment, periods_of, problems_of_loan, regular_instalment, schedule
from rules.terms import METHODS, REMAINDERS, Remainder, Terms

START = date(2011, 9, 20)
SHG = Terms('equal-instalments', Fraction(2), 'month', 4)


def shown(rows: Iterable[Instalment]) -> list[str]:
    """Rows as '2911.49 + 240.00 -> 9088.51'."""
    return [f'{_text(row.principal)} + {_text(row.interest)} -> {_text(row.balance)}' for row in rows]


def _text(amount: int) -> str:
    return f'{amount // 100}.{amount % 100:02d}'


def lent(principal: int, terms: Terms, start: date = START) -> list[str]:
    return shown(schedule(principal * 100, start, terms))


def test_the_example_of_the_bylaws() -> None:
    """12,000.00 at 2 % a month in 4 equal instalments."""
    assert lent(12000, SHG) == [
        '2911.49 + 240.00 -> 9088.51',
        '2969.72 + 181.77 -> 6118.79',
        '3029.11 + 122.38 -> 3089.68',
        '3089.68 + 61.79 -> 0.00',
    ]
    assert regular_instalment(12000_00, START, SHG) == 3151_49
    assert round(exact_instalment(12000_00, START, SHG), 2) == Fraction('315148.50')


@pytest.mark.parametrize(
    'method, rows',
    [
        ('flat', ['250.00 + 20.00 -> 750.00', '250.00 + 20.00 -> 500.00', '250.00 + 20.00 -> 250.00',
                  '250.00 + 20.00 -> 0.00']),
        ('equal-principal', ['250.00 + 20.00 -> 750.00', '250.00 + 15.00 -> 500.00', '250.00 + 10.00 -> 250.00',
                             '250.00 + 5.00 -> 0.00']),
        ('interest-only', ['0.00 + 20.00 -> 1000.00', '0.00 + 20.00 -> 1000.00', '0.00 + 20.00 -> 1000.00',
                           '1000.00 + 20.00 -> 0.00']),
    ],
)  # fmt: skip
def test_1000_in_4_months_at_2_percent_by_each_method(method: Any, rows: list[str]) -> None:
    assert lent(1000, replace(SHG, method=method)) == rows


def test_a_fixed_instalment_is_paid_until_nothing_is_owed() -> None:
    fixed = Terms('fixed', Fraction(2), instalment=400_00)
    assert lent(1000, fixed) == ['380.00 + 20.00 -> 620.00', '387.60 + 12.40 -> 232.40', '232.40 + 4.65 -> 0.00']
    # With a count the last instalment takes the rest.
    assert lent(1000, replace(fixed, count=2)) == ['380.00 + 20.00 -> 620.00', '620.00 + 12.40 -> 0.00']


def test_instalments_without_principal_count_among_all() -> None:
    """One of 4 months without principal: the loan is repaid in the other three."""
    assert lent(1000, replace(SHG, grace_principal=1)) == [
        '0.00 + 20.00 -> 1000.00',
        '326.75 + 20.00 -> 673.25',
        '333.28 + 13.47 -> 339.97',
        '339.97 + 6.80 -> 0.00',
    ]


def test_interest_that_waits_is_paid_with_the_first_instalment_after() -> None:
    waiting = replace(SHG, grace_principal=2, grace_interest=2)
    assert lent(1000, waiting) == [
        '0.00 + 0.00 -> 1000.00',
        '0.00 + 0.00 -> 1000.00',
        '495.05 + 60.00 -> 504.95',
        '504.95 + 10.10 -> 0.00',
    ]
    # Whether its payment waits or not, the same interest arises.
    assert [row.balance for row in schedule(1000_00, START, replace(SHG, grace_interest=3))] == [
        row.balance for row in schedule(1000_00, START, SHG)
    ]


def test_no_interest_arises_in_periods_that_are_free_of_it() -> None:
    """The instalment is that which leaves nothing all the same: 253.71, and 262.62 without the gift."""
    assert lent(1000, replace(SHG, interest_free=2)) == [
        '253.71 + 0.00 -> 746.29',
        '253.71 + 0.00 -> 492.58',
        '243.86 + 9.85 -> 248.72',
        '248.72 + 4.97 -> 0.00',
    ]
    flat = schedule(1000_00, START, replace(SHG, method='flat', interest_free=2))
    assert [row.interest for row in flat] == [0, 0, 20_00, 20_00]


def test_flat_interest_is_rounded_once_and_the_last_takes_the_remainder() -> None:
    """1,250.00 at 15 % a year for 4 months: 62.50, of which 15.625 is 15.62 or 15.63 each time."""
    flat = Terms('flat', Fraction(15), 'year', 4, rounding_mode='half-even', instalment_multiple=100)
    assert lent(1250, flat) == [
        '312.38 + 15.62 -> 937.62',
        '312.38 + 15.62 -> 625.24',
        '312.38 + 15.62 -> 312.86',
        '312.86 + 15.64 -> 0.00',
    ]
    interest = [row.interest for row in schedule(1250_00, START, replace(flat, rounding_mode='half-up'))]
    assert interest == [15_63, 15_63, 15_63, 15_61]


def test_a_multiple_that_would_make_nothing_of_the_instalment_is_not_asked_for() -> None:
    """1.00 for 2 months at 40 % flat: 0.50 + 0.40 are no whole rupee; 4.00 in three are no tens."""
    flat = Terms('flat', Fraction(40), 'month', 2, instalment_multiple=100, instalment_mode='down')
    assert lent(1, flat) == ['0.50 + 0.40 -> 0.50', '0.50 + 0.40 -> 0.00']
    tens = Terms('equal-instalments', Fraction(0), 'year', 3, instalment_multiple=1000)
    assert lent(4, tens) == ['1.33 + 0.00 -> 2.67', '1.33 + 0.00 -> 1.34', '1.34 + 0.00 -> 0.00']
    assert regular_instalment(4_00, START, tens) == 1_33


def test_a_flat_instalment_is_rounded_once_as_a_whole_and_is_what_the_rows_ask() -> None:
    """331 at 1.5 % a month for three half-years: 110.33 + 29.79 = 140.12, to tens 140; without a multiple 110 + 30."""
    flat = Terms('flat', Fraction(3, 2), 'month', 3, Every(6, 'month'), rounding_unit=100, instalment_mode='down')
    assert lent(331, flat) == ['110.00 + 30.00 -> 221.00', '110.00 + 30.00 -> 111.00', '111.00 + 29.00 -> 0.00']
    assert regular_instalment(331_00, START, flat) == 140_00
    tens = replace(flat, instalment_multiple=10_00)
    assert lent(331, tens) == ['110.00 + 30.00 -> 221.00', '110.00 + 30.00 -> 111.00', '111.00 + 29.00 -> 0.00']
    sixty = replace(flat, instalment_multiple=60_00)
    assert lent(331, sixty)[0] == '90.00 + 30.00 -> 241.00'
    assert regular_instalment(331_00, START, sixty) == 120_00


def test_the_interest_of_a_flat_instalment_is_rounded_from_the_exact_one() -> None:
    """10,000 at 1.3 % for 2 months, all in hundreds: 130 each is 100, and 260 in all is 300."""
    flat = Terms('flat', Fraction(13, 10), 'month', 2, rounding_unit=100_00)
    assert lent(10000, flat) == ['5000.00 + 100.00 -> 5000.00', '5000.00 + 200.00 -> 0.00']


def test_where_rounding_up_repays_a_flat_loan_early_nothing_is_asked_any_more() -> None:
    flat = Terms('flat', Fraction(0), 'month', 36, rounding_unit=100, rounding_mode='up')
    assert len(lent(331, flat)) == len(lent(331, replace(flat, method='equal-instalments'))) == 34


def test_an_instalment_that_rounding_leaves_at_the_interest_alone_is_refused() -> None:
    """1,000.00 at 2 % in 60: 28.77, down to tens 20.00, which is the interest of the first month."""
    tens = Terms('equal-instalments', Fraction(2), 'month', 60, instalment_multiple=10_00, instalment_mode='down')
    assert [problem.said() for problem in problems_of_loan(1000_00, START, tens, lambda amount: amount // 100)] == [
        'The instalment of 20 does not cover the interest of 20, so that the loan would never be repaid. '
        'Agree on a larger instalment.'
    ]
    assert list(problems_of_loan(1000_00, START, replace(tens, instalment_mode='up'), str)) == []


@pytest.mark.parametrize(
    'remainder, principals', [('last', [333_33, 333_33, 333_34]), ('first', [333_34, 333_33, 333_33])]
)
def test_the_remainder_goes_where_the_group_decided(remainder: Remainder, principals: list[int]) -> None:
    for method in ('flat', 'equal-principal'):
        terms = Terms(method, Fraction(0), 'month', 3, remainder=remainder)
        assert [row.principal for row in schedule(1000_00, START, terms)] == principals


def test_with_equal_instalments_the_first_takes_what_the_last_would() -> None:
    """280,000 at 8.4 % in 20 instalments of 15,052: the last would be 15,046.06, so the first is 5.21 less."""
    terms = Terms('equal-instalments', Fraction('8.4'), 'year', 20, instalment_multiple=100, instalment_mode='up')
    last = [row.total for row in schedule(280_000_00, START, terms)]
    assert (set(last[:-1]), last[-1]) == ({15_052_00}, 15_046_06)
    first = [row.total for row in schedule(280_000_00, START, replace(terms, remainder='first'))]
    assert (first[0], set(first[1:-1]), abs(first[-1] - 15_052_00) <= 10) == (15_046_80, {15_052_00}, True)


def test_every_amount_may_be_a_multiple_of_a_larger_sum() -> None:
    """10,000,000 in 24 months, all in hundreds: 416,700 each and 415,900 at the end."""
    rows = schedule(10_000_000, START, Terms('equal-principal', Fraction(2), 'month', 24, rounding_unit=100))
    assert [row.principal for row in rows] == [416_700] * 23 + [415_900]
    assert [row.interest for row in rows[:3]] == [200_000, 191_700, 183_300]


def test_what_would_be_due_when_nothing_is_owed_is_left_out() -> None:
    """10.00 in 12 instalments of whole rupees: the tenth repays the last rupee."""
    assert len(lent(10, Terms('equal-instalments', Fraction(0), 'month', 12, instalment_multiple=100))) == 10


def test_nothing_is_lent_that_is_never_repaid() -> None:
    def said(principal: int, terms: Terms, start: date = START) -> list[str]:
        return [str(problem) for problem in problems_of_loan(principal * 100, start, terms, _text)]

    fixed = Terms('fixed', Fraction(5), instalment=50_00)
    assert said(1000, replace(fixed, instalment=51_00)) == []
    assert said(1000, fixed) == [
        'The instalment of 50.00 does not cover the interest of 50.00, so that the loan would never be repaid. '
        'Agree on a larger instalment.'
    ]
    assert said(1000, replace(fixed, rate=Fraction(0), instalment=50)) == [
        'With 0.50 each time the loan would need more than 1200 instalments. Agree on a larger instalment.'
    ]
    # Nor does a loan run for more than a hundred years.
    yearly = replace(fixed, rate=Fraction(0), instalment=50, every=Every(12, 'month'))
    assert said(1000, yearly) == [
        'With 0.50 each time the loan would need more than 100 instalments. Agree on a larger instalment.'
    ]
    # What is wrong already is not computed any further.
    assert said(1000, replace(fixed, rounding_unit=0)) == [
        'Sums cannot be rounded to a multiple of zero. Type the sum to whose multiples they are rounded, such as 1.'
    ]
    assert said(0, replace(SHG, count=0), date(9999, 1, 1)) == [
        'The loan must be more than zero. Type the sum that is lent.',
        'A loan has from 1 to 1200 instalments, not 0. Correct the number of instalments.',
        'The loan begins too late to be counted. Correct its date.',
    ]
    assert said(10**14, SHG) == ['The loan is larger than any that can be counted. Correct the sum.']


@st.composite
def agreed(draw: st.DrawFn) -> Terms:
    """Any terms on which somebody may be lent something."""
    count = draw(st.integers(1, 30))
    return Terms(
        method=draw(st.sampled_from(METHODS)),
        rate=draw(st.fractions(0, 60, max_denominator=100)),
        per=draw(st.sampled_from(PERS)),
        count=count,
        every=Every(draw(st.integers(1, 12)), draw(st.sampled_from(UNITS))),
        instalment=draw(st.integers(1, 10**7)),
        day_count=draw(st.sampled_from(DAY_COUNTS)),
        rounding_unit=draw(st.sampled_from((1, 5, 100, 10_000))),
        rounding_mode=draw(st.sampled_from(ROUNDING_MODES)),
        instalment_multiple=draw(st.sampled_from((None, 100, 10_000))),
        instalment_mode=draw(st.sampled_from((None, *ROUNDING_MODES))),
        grace_principal=draw(st.integers(0, count - 1)),
        grace_interest=draw(st.integers(0, count - 1)),
        interest_free=draw(st.integers(0, count)),
        remainder=draw(st.sampled_from(REMAINDERS)),
    )


DATES = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(st.integers(1, 10**9), DATES, agreed())
def test_of_every_schedule(principal: int, start: date, terms: Terms) -> None:
    rows = schedule(principal, start, terms)
    assert sum(row.principal for row in rows) == principal
    assert [row.n for row in rows] == list(range(1, len(rows) + 1)) and 1 <= len(rows) <= terms.count
    days = [start, *(row.due_on for row in rows)]
    assert all(day < later for day, later in pairwise(days))
    assert all(row.principal >= 0 and row.interest >= 0 for row in rows)
    left = [principal - sum(row.principal for row in rows[: n + 1]) for n in range(len(rows))]
    assert [row.balance for row in rows] == left and min(left) == left[-1] == 0


@given(st.integers(1, 10**9), DATES, agreed())
def test_the_interest_of_every_schedule_is_that_of_its_method(principal: int, start: date, terms: Terms) -> None:
    rows, rates = schedule(principal, start, terms), [period.rate for period in periods_of(start, terms)]
    if terms.method == 'flat':
        expected = terms.rounded(principal * sum(rates, Fraction(0)))
    else:
        before = [principal, *(row.balance for row in rows)]
        expected = sum(terms.rounded(owed * rate) for owed, rate in zip(before, rates, strict=False))
    assert sum(row.interest for row in rows) == expected
