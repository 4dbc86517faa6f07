"""Penalties on late instalments: on what, when, and never twice for the same thing."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import penalties
from rules.allocation import Due
from rules.penalties import Base, Rule
from rules.periods import Every
from rules.records import Movement

MONTH = Every(1, 'month')
DUES = [Due(n, date(2023, n + 1, 1), interest=30_00, principal=1000_00) for n in (1, 2, 3)]
ONCE = Rule('late', 'principal', percent=Fraction(3, 2))


def day(text: str) -> date:
    return date.fromisoformat(f'2023-{text}')


def asked(rule: Rule, on: str, *movements: Movement) -> list[tuple[int, int, str, int]]:
    """Instalment, period, since when and how much of each penalty."""
    found = penalties.penalties([rule], DUES, movements, day(on))
    return [(each.n, each.period, each.since.isoformat()[5:], each.amount) for each in found]


def paid(on: str, principal: int, interest: int = 0) -> list[Movement]:
    return [Movement(day(on), 'principal', principal), Movement(day(on), 'interest', interest)]


def test_one_and_a_half_percent_of_the_principal_of_each_missed_instalment_once() -> None:
    """Three of 1,000 + 30 missed by 1 May: 45, and 3,135 in all (Apache Fineract 4198b0bc, LoanCharge.feature 640)."""
    found = penalties.penalties([ONCE], DUES, [], day('05-01'))
    assert [each.amount for each in found] == [15_00, 15_00, 15_00]
    assert sum(due.total for due in penalties.with_penalties(DUES, found)) == 3135_00
    assert penalties.line(found[0]).said('INR') == (
        'Penalty on instalment 1 from 2023-02-02 on', '1000.00 × 1.5 / 100', '15.00',
    )  # fmt: skip


def test_the_example_of_the_bylaws() -> None:
    """5 days of grace, asked again each month; 400 of February's principal comes on 20 February."""
    again = replace(ONCE, grace_days=5, again=MONTH)
    assert asked(again, '03-07', *paid('02-20', 400_00)) == [
        (1, 1, '02-07', 15_00), (1, 2, '03-07', 9_00), (2, 1, '03-07', 15_00),
    ]  # fmt: skip


@pytest.mark.parametrize('on, amount', [('02-01', 0), ('02-06', 0), ('02-07', 15_00), ('02-28', 15_00)])
def test_it_comes_when_the_days_of_grace_have_passed(on: str, amount: int) -> None:
    assert sum(amount for *_, amount in asked(replace(ONCE, grace_days=5), on)) == amount


@pytest.mark.parametrize('on, amount', [('02-06', 0), ('02-07', 15_00)])
def test_the_last_free_day_is_in_time(on: str, amount: int) -> None:
    found = asked(replace(ONCE, grace_days=5), '02-28', *paid(on, 1000_00, 30_00))
    assert sum(amount for *_, amount in found) == amount


@pytest.mark.parametrize(
    'base, amount',
    [('fixed sum', 25_00), ('principal', 60_00), ('interest', 2_00), ('principal and interest', 62_00)],
)
def test_what_it_is_asked_on(base: Base, amount: int) -> None:
    """400 of 1,000 and 10 of 30 are paid in time; 10 %, or 25."""
    rule = Rule('late', base, percent=Fraction(10), amount=25_00)
    assert asked(rule, '02-15', *paid('01-30', 400_00, 10_00)) == [(1, 1, '02-02', amount)]


def test_a_fixed_sum_shows_that_it_was_agreed() -> None:
    rule = Rule('late', 'fixed sum', amount=25_00, grace_days=7)
    found = penalties.penalties([rule], DUES, [], day('02-20'))
    assert [penalties.line(each).said('INR') for each in found] == [
        ('Penalty on instalment 1 from 2023-02-09 on', 'as agreed', '25.00')
    ]


def test_what_is_left_is_late_however_it_is_made_up() -> None:
    """30 of principal and 30 of interest are left."""
    rule = Rule('late', 'fixed sum', amount=25_00)
    assert asked(rule, '02-15', *paid('01-30', 970_00)) == [(1, 1, '02-02', 25_00)]


def test_it_is_not_asked_again_when_the_rest_is_paid() -> None:
    again = replace(ONCE, again=MONTH)
    assert asked(again, '04-15', *paid('02-20', 3000_00, 90_00)) == [(1, 1, '02-02', 15_00)]


def test_a_repayment_taken_back_brings_the_penalty_and_a_write_off_ends_it() -> None:
    in_time = paid('01-30', 1000_00, 30_00)
    back = [row._replace(on=day('02-20'), amount=-row.amount, counts_from=row.on) for row in in_time]
    assert asked(ONCE, '02-19', *in_time, *back) == []
    assert asked(ONCE, '02-20', *in_time, *back) == [(1, 1, '02-02', 15_00)]
    again = replace(ONCE, again=MONTH)
    assert asked(again, '04-15', Movement(day('02-10'), 'write-off', 3000_00)) == [(1, 1, '02-02', 15_00)]


def test_month_ends_are_kept_when_it_is_asked_again() -> None:
    dues = [Due(1, date(2024, 1, 31), principal=1000_00)]
    found = penalties.penalties([replace(ONCE, again=MONTH)], dues, [], date(2024, 4, 1))
    assert [str(each.since) for each in found] == ['2024-02-01', '2024-03-01', '2024-04-01']


def test_it_is_rounded_as_the_product_says() -> None:
    dues = [Due(1, day('02-01'), principal=333_33)]
    for unit, amount in ((1, 5_00), (100, 5_00), (500, 5_00)):
        assert penalties.penalties([ONCE], dues, [], day('03-01'), unit)[0].amount == amount
    assert penalties.penalties([ONCE], dues, [], day('03-01'), mode='down')[0].amount == 4_99


@pytest.mark.parametrize(
    'rule, reasons',
    [
        (ONCE, []),
        (replace(ONCE, percent=Fraction(100), grace_days=365, again=MONTH), []),
        (
            Rule('late', 'principal'),
            [
                'The penalty is 0 percent; it must be more than 0 and at most 100. '
                'Correct the percentage, or ask no penalty.'
            ],
        ),
        (
            Rule('late', 'fixed sum'),
            ['The penalty is a fixed sum, and the sum is not more than zero. Type the sum, or ask no penalty.'],
        ),
        (
            Rule('late', 'principal', Fraction(-3, 2), grace_days=366, again=Every(0, 'month')),
            [
                'The penalty is −1.5 percent; it must be more than 0 and at most 100. '
                'Correct the percentage, or ask no penalty.',
                'The days of grace are 366; they are from 0 to 365. Correct the days.',
                'A penalty cannot be asked again every 0 months. Write it as 1 month or 2 weeks.',
            ],
        ),
    ],
)
def test_what_a_rule_cannot_be(rule: Rule, reasons: list[str]) -> None:
    assert [problem.said() for problem in penalties.problems_of_rule(rule)] == reasons


rules = st.builds(
    Rule, st.sampled_from(['late', 'very late']), st.sampled_from(penalties.BASES),
    percent=st.fractions(0, 100, max_denominator=8), amount=st.integers(0, 100_00), grace_days=st.integers(0, 40),
    again=st.sampled_from([None, MONTH, Every(1, 'week'), Every(10, 'day')]),
)  # fmt: skip
movements = st.builds(
    Movement, st.dates(day('01-01'), day('06-30')), st.sampled_from(['principal', 'interest']),
    st.integers(1, 900_00), st.none(),
)  # fmt: skip


@given(rule=rules, rows=st.lists(movements, max_size=8), days=st.integers(0, 120))
def test_a_penalty_is_asked_at_most_once_for_an_instalment_and_period(
    rule: Rule, rows: list[Movement], days: int
) -> None:
    """And what has once been asked stays: another day may only add to it."""
    on = day('01-15') + timedelta(days=days)
    found = penalties.penalties([rule], DUES, rows, on)
    assert len({(each.n, each.period) for each in found}) == len(found)
    assert rule.again or all(each.period == 1 for each in found)
    assert all(each.since <= on and each.amount > 0 for each in found)
    assert all(rule.base == 'fixed sum' or each.amount <= each.base for each in found)
    later = penalties.penalties([rule], DUES, rows, on + timedelta(days=30))
    assert [each for each in later if each.since <= on] == found


@given(rule=rules, rows=st.lists(movements, max_size=8))
def test_the_order_in_which_rows_were_written_does_not_matter(rule: Rule, rows: list[Movement]) -> None:
    shuffled = sorted(rows, key=lambda row: (row.amount, row.on))
    assert penalties.penalties([rule], DUES, rows, day('06-01')) == penalties.penalties(
        [rule], DUES, shuffled, day('06-01')
    )
