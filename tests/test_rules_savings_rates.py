"""The rates that savings bear where the bylaws changed them: the days or months of each, and what comes to what."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.balances import Period
from rules.bylaws import Bylaws, preset
from rules.dividends import Account, Declaration, Rate, Weighting, counted_parts, dividends
from rules.records import Change
from rules.savings_rates import rates_of

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
FROM_5_JANUARY = Account('m', 0, [(date(2025, 1, 5), 1_000_00)])


def amended(*changes: tuple[str, str, str]) -> Bylaws:
    """The bylaws after changes of the rate: from which day, what it was, what it is."""
    history = tuple(
        Change(
            f'c{day}', date.fromisoformat(day), 'Bylaws', 'savings_rate_percent', '', 'savings_rate_percent', old, new
        )
        for day, old, new in changes
    )
    now = Fraction(changes[-1][2]) if changes else Fraction(12)
    agreed: Bylaws = preset('sacco', 'Umoja', 'KES', 'en', date(2025, 1, 1), 'G1')
    return replace(agreed, savings_rate_percent=now, history=history)


def interest(bylaws: Bylaws, period: Period, weighting: Weighting = 'average balance') -> int:
    """What 1,000.00 from 5 January on earn."""
    first, *later = rates_of(bylaws, period, weighting)
    declared = Declaration(period, weighting, first.percent, rate_per='year', rates=tuple(later))
    return dividends([FROM_5_JANUARY], declared)[0].gross


TWO_FROM_DECEMBER_31 = amended(('2025-12-31', '12', '2'))
NONE_UNTIL_JANUARY_16 = amended(('2025-01-16', '0', '12'))


@pytest.mark.parametrize('bylaws, weighting, rates', [
    (amended(), 'average balance', [('2025-01-01', 12)]),
    (TWO_FROM_DECEMBER_31, 'average balance', [('2025-01-01', 12), ('2025-12-31', 2)]),
    (TWO_FROM_DECEMBER_31, 'monthly minimum', [('2025-01-01', 12), ('2025-12-01', 2)]),
    (NONE_UNTIL_JANUARY_16, 'average balance', [('2025-01-01', 0), ('2025-01-16', 12)]),
    (NONE_UNTIL_JANUARY_16, 'monthly minimum', [('2025-01-01', 12)]),
    (amended(('2024-07-01', '3', '4'), ('2025-01-01', '4', '5'), ('2026-01-01', '5', '6')), 'average balance',
     [('2025-01-01', 5)]),
    (amended(('2025-03-10', '4', '5'), ('2025-03-10', '5', '6'), ('2025-03-20', '6', '4')), 'average balance',
     [('2025-01-01', 4), ('2025-03-10', 6), ('2025-03-20', 4)]),
    (amended(('2025-03-10', '4', '6'), ('2025-03-20', '6', '4')), 'monthly minimum', [('2025-01-01', 4)]),
])  # fmt: skip
def test_each_day_has_its_rate_and_a_month_that_of_its_last_day(
    bylaws: Bylaws, weighting: Weighting, rates: list[tuple[str, int]]
) -> None:  # fmt: skip
    assert rates_of(bylaws, YEAR, weighting) == tuple(
        Rate(date.fromisoformat(day), Fraction(rate)) for day, rate in rates
    )


def test_each_day_bears_the_rate_of_that_day() -> None:
    """
    12 % until 30 December, 2 % on the 31st    1,000 × 360/365 × 12 % + 1,000 × 1/365 × 2 % = 118.356 + 0.055 = 118.41
    no rate, 12 % from 16 January on           January: 1,000 × 16/365 × 12 % = 5.26
    """
    assert interest(TWO_FROM_DECEMBER_31, YEAR) == 118_41
    assert interest(NONE_UNTIL_JANUARY_16, Period(date(2025, 1, 1), date(2025, 1, 31))) == 5_26


def test_each_month_bears_the_rate_of_its_last_day() -> None:
    """
    lowest of January nothing; 10 months at 12 %, December at 2 %    1,000 × 10/12 × 12 % + 1,000 × 1/12 × 2 % = 101.67
    no rate, 12 % from 16 January on                                 all of February: 1,000 × 1/12 × 12 % = 10.00
    """
    assert interest(TWO_FROM_DECEMBER_31, YEAR, 'monthly minimum') == 101_67
    february = Period(date(2025, 2, 1), date(2025, 2, 28))
    assert interest(NONE_UNTIL_JANUARY_16, february, 'monthly minimum') == 10_00


@given(
    st.sampled_from(['average balance', 'monthly minimum']),
    st.dictionaries(st.integers(1, 11), st.integers(0, 20), max_size=4),
    st.lists(st.tuples(st.integers(0, 364), st.integers(0, 10**8)), max_size=8),
)
def test_spans_count_every_day_once_and_the_same_rate_changes_nothing(
    weighting: Weighting, later: dict[int, int], paid: list[tuple[int, int]]
) -> None:
    account = Account('m', 0, [(YEAR.first + timedelta(days=day), amount) for day, amount in paid])
    rates = tuple(Rate(date(2025, month + 1, 1), Fraction(percent)) for month, percent in sorted(later.items()))
    whole = Declaration(YEAR, weighting, Fraction(7), rate_per='year')
    changed = replace(whole, rates=rates)
    assert [day for span in changed.spans for day in (span.period.first, span.period.last)] == [
        YEAR.first, *(day for rate in rates for day in (rate.first - timedelta(days=1), rate.first)), YEAR.last,
    ]  # fmt: skip
    assert sum(counted_parts(account, span) for span in changed.spans) == counted_parts(account, whole)
    same = replace(whole, rates=tuple(rate._replace(percent=Fraction(7)) for rate in rates))
    assert dividends([account], same) == dividends([account], whole)
