"""Dividends: what counts under each weighting, rate and pool, tax, and that a batch adds up."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules import balances, dividends
from rules.balances import Period
from rules.dividends import WEIGHTINGS, Account, Declaration, Weighting

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
TWELVE_PERCENT = Declaration(YEAR, 'start of month', Fraction(12), tax_percent=Fraction(5))
MONTHLY = [(date(2025, month, 10), 5000_00) for month in range(1, 13)]
DAYS = st.dates(date(2024, 12, 1), date(2026, 1, 31))
PAID_IN = st.lists(st.tuples(DAYS, st.integers(0, 10**8)), max_size=15)
ACCOUNTS = st.lists(st.builds(Account, st.just('m'), st.integers(0, 10**9), PAID_IN), min_size=1, max_size=12)


def rated(account: Account, weighting: Weighting, rate: int = 12) -> int:
    """What the account gets at a rate for 2025, in whole units."""
    (found,) = dividends.dividends([account], Declaration(YEAR, weighting, Fraction(rate)))
    return found.gross // 100


def test_the_published_year_of_a_teachers_sacco() -> None:
    """citizennewsline.co.ke, Mwalimu Sacco 2022: deposits 12 %, shares 13 % on the closing balance, 5 % tax."""
    deposits, shares = Account('m', 100_000_00, MONTHLY), Account('m', 20_000_00)
    (on_deposits,) = dividends.dividends([deposits], TWELVE_PERCENT)
    (on_shares,) = dividends.dividends(
        [shares], replace(TWELVE_PERCENT, weighting='closing balance', rate_percent=Fraction(13))
    )
    assert rated(Account('m', 100_000_00), 'start of month') == 12_000
    assert rated(Account('m', 0, MONTHLY), 'start of month') == 3_900
    assert [rated(Account('m', 0, [paid]), 'start of month') for paid in MONTHLY] == [*range(600, 0, -50)]
    assert on_shares.gross == 2_600_00
    assert on_deposits.gross + on_shares.gross == 18_500_00
    assert on_deposits.net + on_shares.net == 17_575_00


def test_the_published_pro_rata_in_whole_shillings() -> None:
    """co-opnews.com: 10,000 at 13 % paid in January, February, March; what is below a shilling is cut."""
    months = [Account('m', 0, [(date(2025, month, 1), 10_000_00)]) for month in (1, 2, 3)]
    cut = Declaration(YEAR, 'start of month', Fraction(13), unit=100, mode='down')
    assert [found.gross for found in dividends.dividends(months, cut)] == [1300_00, 1191_00, 1083_00]


def test_the_published_share_days() -> None:
    """Fineract, DividendsIntegrationTests: bought on a day, each counts for the days to 1 April 2016."""
    bought = {'2015-01-01': 100, '2015-04-01': 200, '2015-10-01': 300, '2015-12-01': 100, '2016-03-01': 500}
    accounts = [Account(day, 0, [(date.fromisoformat(day), shares)]) for day, shares in bought.items()]
    period = Period(date(2015, 1, 1), date(2016, 4, 1))
    declared = Declaration(period, 'share-days', pool=50_000_00, last_day_counts=False)
    counted = [dividends.counted_parts(account, declared) for account in accounts]
    assert counted == [45_600, 73_200, 54_900, 12_200, 15_500]
    found = [dividend.gross for dividend in dividends.dividends(accounts, declared)]
    assert found == [11_320_76, 18_172_79, 13_629_59, 3_028_80, 3_848_06]
    assert sum(found) == 50_000_00


@pytest.mark.parametrize(
    'weighting, opening, paid',
    [
        ('closing balance', 12, 12),
        ('start of month', 12, 10),
        ('end of month', 12, 9),
        ('monthly minimum', 12, 9),
    ],
)
def test_what_100_earn_at_12_percent_in_each_way(weighting: Weighting, opening: int, paid: int) -> None:
    """Brought into the year, or paid in on 10 March."""
    assert rated(Account('m', 100_00), weighting) == opening
    assert rated(Account('m', 0, [(date(2025, 3, 10), 100_00)]), weighting) == paid


@pytest.mark.parametrize('weighting', ['share-days', 'average balance'])
def test_by_days_what_was_there_for_73_of_365_days_earns_a_fifth(weighting: Weighting) -> None:
    paid_in_on_20_october = Account('m', 0, [(date(2025, 10, 20), 1000_00)])
    assert rated(paid_in_on_20_october, weighting, 10) == 20
    taken_out_again = Account('m', 1000_00, [(date(2025, 3, 15), -1000_00)])
    assert rated(taken_out_again, weighting, 10) == 20


def test_january_counts_twelve_twelfths_or_eleven() -> None:
    january = Account('m', 0, [(date(2025, 1, 1), 1200_00)])
    assert [rated(january, 'start of month', 10), rated(january, 'end of month', 10)] == [120, 110]


def test_what_is_paid_in_on_the_last_day_is_in_the_closing_balance() -> None:
    assert rated(Account('m', 0, [(YEAR.last, 100_00)]), 'closing balance') == 12


def test_december_counts_one_twelfth_or_nothing() -> None:
    december = Account('m', 0, [(date(2025, 12, 31), 1200_00)])
    assert [rated(december, 'start of month', 10), rated(december, 'end of month', 10)] == [10, 0]


def test_a_withdrawal_takes_its_months_along() -> None:
    """1,200 all year, 600 out in October: under start of month 9/12 of 1,200 and 3/12 of 600 count."""
    account = Account('m', 1200_00, [(date(2025, 10, 5), -600_00)])
    assert rated(account, 'start of month', 10) == 105
    assert rated(account, 'end of month', 10) == 110
    assert rated(account, 'monthly minimum', 10) == 105


def test_a_year_from_july_to_june_begins_with_twelve_twelfths_in_july() -> None:
    period = Period(date(2024, 7, 1), date(2025, 6, 30))
    months = [(date(2024, 7, 3), 1200_00), (date(2025, 1, 3), 1200_00), (date(2025, 6, 3), 1200_00)]
    declared = Declaration(period, 'start of month', Fraction(10))
    found = dividends.dividends([Account('m', 0, [paid]) for paid in months], declared)
    assert [dividend.gross for dividend in found] == [120_00, 60_00, 10_00]


def test_half_a_year_at_a_rate_of_the_period_and_of_a_year() -> None:
    half = Declaration(Period(date(2025, 1, 1), date(2025, 6, 30)), 'start of month', Fraction(6))
    yearly = replace(half, rate_per='year')
    account = Account('m', 1000_00, [(date(2025, 4, 1), 1000_00)])
    assert [dividends.dividends([account], d)[0].gross for d in (half, yearly)] == [90_00, 45_00]
    some_days = replace(yearly, period=Period(date(2025, 1, 1), date(2025, 3, 14)), weighting='share-days')
    assert dividends.dividends([Account('m', 1000_00)], some_days)[0].gross == 12_00


def test_interest_on_the_balance_of_each_evening_is_a_365th_of_the_rate_a_day() -> None:
    """Fineract, SavingsInterestPostingIntegrationTest: 1,000 at 10 % for one day is 0.274; and a January."""
    day = Period(date(2025, 6, 20), date(2025, 6, 20))
    yearly = Declaration(day, 'average balance', Fraction(10), rate_per='year')
    assert dividends.counted_parts(Account('m', 1000), yearly) * yearly.factor == Fraction(1000 * 10, 100 * 365)
    january = replace(yearly, period=Period(date(2025, 1, 1), date(2025, 1, 31)))
    account = Account('m', 1000_00, [(date(2025, 1, 11), 500_00)])
    lowest = replace(january, weighting='monthly minimum')
    assert [dividends.dividends([account], one)[0].gross for one in (january, lowest)] == [11_37, 8_33]


@given(ACCOUNTS, st.dates(YEAR.first, date(2025, 12, 30)))
def test_two_parts_of_a_year_earn_what_the_whole_earns(accounts: list[Account], end: date) -> None:
    whole = Declaration(YEAR, 'average balance', Fraction(10), rate_per='year')
    parts = [
        replace(whole, period=Period(YEAR.first, end)),
        replace(whole, period=Period(end + timedelta(days=1), YEAR.last)),
    ]
    for account in accounts:
        earned = [dividends.counted_parts(account, one) * one.factor for one in (whole, *parts)]
        assert earned[0] == earned[1] + earned[2]


def test_what_came_before_the_period_is_brought_forward_and_what_comes_after_does_not_count() -> None:
    told = Account('m', 100_00, [(date(2024, 6, 1), 300_00), (date(2026, 1, 1), 999_00)])
    for weighting in WEIGHTINGS:
        assert rated(told, weighting) == rated(Account('m', 400_00), weighting) == 48


def test_a_pool_is_divided_to_the_coin_and_the_tax_taken_off_each() -> None:
    """1,000 among three who have the same; 5 % of 333.34 is 16.67."""
    declared = Declaration(YEAR, 'closing balance', pool=1000_00, tax_percent=Fraction(5))
    found = dividends.dividends([Account(name, 500_00) for name in 'abc'], declared)
    assert [dividend.gross for dividend in found] == [333_34, 333_33, 333_33]
    assert [(dividend.tax, dividend.net) for dividend in found] == [(16_67, 316_67), (16_67, 316_66), (16_67, 316_66)]


def test_who_was_below_zero_gets_nothing_and_pays_nothing() -> None:
    declared = Declaration(YEAR, 'share-days', pool=100_00)
    found = dividends.dividends([Account('a', -500_00), Account('b', 500_00)], declared)
    assert [dividend.gross for dividend in found] == [0, 100_00]


def test_the_pool_out_of_the_interest_received_is_never_more_than_the_percentage() -> None:
    assert dividends.pool_of(12_345_67, Fraction(80)) == 9_876_53
    assert dividends.pool_of(12_345_67, Fraction(80), unit=100) == 9_876_00
    assert dividends.pool_of(-5_00, Fraction(80)) == 0


@pytest.mark.parametrize(
    'changed, about',
    [
        ({'period': Period(date(2025, 6, 1), date(2025, 5, 31))}, ['last']),
        ({'period': Period(date(2025, 1, 2), date(2025, 12, 31))}, ['last']),
        ({'period': Period(date(2025, 1, 1), date(2025, 1, 1)), 'weighting': 'share-days', 'last_day_counts': False},
         ['last']),
        ({'period': Period(YEAR.last, YEAR.first), 'weighting': 'closing balance'}, ['last']),
        ({'period': Period(YEAR.last, YEAR.last), 'weighting': 'share-days'}, []),
        ({'period': Period(date(2025, 1, 1), date(2025, 1, 2)), 'weighting': 'share-days', 'last_day_counts': False},
         []),
        ({'rate_percent': None, 'pool': 0}, ['pool']),
        ({'pool': 100_00}, ['rate']),
        ({'rate_percent': None}, ['rate']),
        ({'rate_percent': Fraction(101)}, ['rate']),
        ({'rate_percent': Fraction(0)}, ['rate']),
        ({'tax_percent': Fraction(100)}, ['tax']),
        ({'rate_percent': None, 'pool': -5_00}, ['pool']),
        ({'rate_percent': None, 'pool': 150, 'unit': 100}, ['amount']),
        ({'rate_percent': Fraction(-1), 'tax_percent': Fraction(-1), 'period': Period(YEAR.last, YEAR.first)},
         ['last', 'rate', 'tax']),
        ({}, []),
    ],
)  # fmt: skip
def test_every_reason_why_nothing_can_be_given_out(changed: dict[str, object], about: list[str]) -> None:
    declared = replace(TWELVE_PERCENT, **changed)  # type: ignore[arg-type]
    assert [problem.about for problem in dividends.problems_of_declaration([Account('m', 1_00)], declared)] == about


def test_a_pool_needs_somebody_who_has_something() -> None:
    declared = Declaration(YEAR, 'closing balance', pool=100_00)
    (problem,) = dividends.problems_of_declaration([Account('m', 0)], declared)
    assert problem.message == 'Nobody has anything by which the sum could be divided.'


@given(ACCOUNTS, st.sampled_from([*WEIGHTINGS]), st.integers(1, 10**8), st.sampled_from([1, 5, 100]), st.booleans())
def test_a_batch_adds_up_to_its_pool(
    accounts: list[Account], weighting: Weighting, coins: int, unit: int, last_day_counts: bool
) -> None:
    declared = Declaration(
        YEAR, weighting, pool=coins * unit, tax_percent=Fraction(5), unit=unit, last_day_counts=last_day_counts
    )
    assume(any(dividends.counted_parts(account, declared) for account in accounts))
    found = dividends.dividends(accounts, declared)
    assert sum(dividend.gross for dividend in found) == coins * unit
    assert sum(dividend.net + dividend.tax for dividend in found) == coins * unit
    assert all(0 <= dividend.tax <= dividend.gross for dividend in found)


@given(st.integers(0, 10**9), PAID_IN)
def test_by_days_the_last_evening_may_count_or_not(opening: int, paid: list[tuple[date, int]]) -> None:
    account = Account('m', opening, paid)
    evenings = [balance for _, days, balance in balances.stretches(opening, paid, YEAR) for _ in range(days)]
    for last_day_counts, counted in ((True, evenings), (False, evenings[:-1])):
        for weighting in dividends.BY_DAYS:
            declared = Declaration(YEAR, weighting, Fraction(12), last_day_counts=last_day_counts)
            assert dividends.counted_parts(account, declared) == sum(counted)


@given(st.integers(0, 10**9), PAID_IN)
def test_the_weightings_agree_with_each_other(opening: int, paid: list[tuple[date, int]]) -> None:
    """Of money that is only paid in, the end of the month counts least, and what is there in the end most.

    Days and months are not quite the same measure: from 1 March on there are 306 of 365 days, and 10 of 12 months.
    """
    account = Account('m', opening, paid)
    counts = {
        weighting: Fraction(dividends.counted_parts(account, declared), declared.parts)
        for weighting in WEIGHTINGS
        for declared in [Declaration(YEAR, weighting, Fraction(12))]
    }
    two_days = Fraction(2, 365) * sum(amount for _day, amount in paid)
    assert counts['end of month'] <= counts['share-days'] == counts['average balance']
    assert counts['average balance'] <= counts['start of month'] + two_days
    assert counts['end of month'] <= counts['monthly minimum'] <= counts['start of month'] <= counts['closing balance']


@pytest.mark.parametrize('weighting', WEIGHTINGS)
def test_the_dividend_of_5000_members_is_a_few_times_the_work_of_looking_at_their_rows(weighting: Weighting) -> None:
    """Ten to thirty times a loop that only adds up what was paid; quadratic work would be thousands of times that."""
    accounts = [Account(str(number), number, MONTHLY) for number in range(5000)]
    declared = Declaration(YEAR, weighting, pool=10_000_000_00, tax_percent=Fraction(5))

    def bare() -> int:
        return sum(amount * day.month for account in accounts for day, amount in account.movements)

    bare_seconds = min(seconds_of(bare) for _ in range(5))
    assert min(seconds_of(lambda: dividends.dividends(accounts, declared)) for _ in range(3)) < 100 * bare_seconds


def seconds_of(work: Callable[[], object]) -> float:
    """How long this process itself worked, whatever else the machine does."""
    start = time.process_time()
    work()
    return time.process_time() - start
