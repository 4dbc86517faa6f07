"""The slip of a dividend shows every amount that counted and leads to what is paid out."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from rules import dividends
from rules.balances import Period
from rules.dividend_slips import slip
from rules.dividends import WEIGHTINGS, Account, Declaration, Weighting
from rules.explained import Sum
from tests.test_rules_dividends import ACCOUNTS, YEAR

AT_12_PERCENT = Declaration(YEAR, 'start of month', Fraction(12), tax_percent=Fraction(5))


def said(account: Account, declared: Declaration, all_accounts: list[Account] | None = None) -> list[str]:
    """The lines of a slip, each as 'label | formula | value'."""
    accounts = all_accounts or [account]
    found = dividends.dividends(accounts, declared)
    counted = sum((dividend.counted for dividend in found), Fraction(0))
    explained = slip(account, declared, found[accounts.index(account)], counted, 'Dividend')
    return [' | '.join(part for part in line.said('UGX') if part) for line in explained.lines]


def test_the_slip_of_the_bylaws() -> None:
    account = Account('m', 100_000, [(date(2025, 1, 10), 5_000), (date(2025, 2, 10), 5_000)])
    assert said(account, AT_12_PERCENT) == [
        'Balance at the beginning | 100000 × 12 / 12 × 12 / 100 | 12000',
        'Paid in 2025-01 | 5000 × 12 / 12 × 12 / 100 | 600',
        'Paid in 2025-02 | 5000 × 11 / 12 × 12 / 100 | 550',
        'Dividend | 13150',
        'Withholding tax | 13150 × 5 / 100 | −658',
        'Paid out | 13150 − 658 | 12492',
    ]


def test_the_slip_of_a_pool_shows_what_counts_and_the_whole_coins() -> None:
    asha = Account('a', 0, [(date(2025, 10, 20), 730), (date(2025, 12, 31), -365)])
    bina = Account('b', 291)
    declared = Declaration(YEAR, 'share-days', pool=1000)
    assert said(asha, declared, [asha, bina]) == [
        'Paid on 2025-10-20 | 730 × 73 / 365 | 146',
        'Taken out on 2025-12-31 | −365 × 1 / 365 | −1',
        'What counts | 145',
        'Part of what is divided | 1000 × 145 / 436 | 332.5688…',
        'Dividend, in whole coins so that all parts add up | 333',
        'Paid out | 333 − 0 | 333',
    ]


def test_each_weighting_names_what_it_counts() -> None:
    half = Period(date(2025, 1, 1), date(2025, 2, 28))
    account = Account('m', 1000, [(date(2025, 2, 15), 200), (date(2025, 2, 20), -100)])

    def labels(weighting: Weighting) -> list[str]:
        lines = said(account, replace(AT_12_PERCENT, period=half, weighting=weighting, tax_percent=Fraction(0)))
        return [line for line in lines if '×' in line]

    assert labels('closing balance') == ['Balance on 2025-02-28 | 1100 × 12 / 100 | 132']
    assert labels('end of month') == [
        'Balance at the beginning | 1000 × 2 / 2 × 12 / 100 | 120', 'Paid in 2025-02 | 100 × 0 / 2 × 12 / 100 | 0',
    ]  # fmt: skip
    assert labels('monthly minimum') == [
        'Lowest balance in 2025-01 | 1000 × 1 / 2 × 12 / 100 | 60',
        'Lowest balance in 2025-02 | 1000 × 1 / 2 × 12 / 100 | 60',
    ]
    assert labels('average balance') == [
        'Balance from 2025-01-01 on | 1000 × 45 / 59 × 12 / 100 | 91.5254…',
        'Balance from 2025-02-15 on | 1200 × 5 / 59 × 12 / 100 | 12.2033…',
        'Balance from 2025-02-20 on | 1100 × 9 / 59 × 12 / 100 | 20.1355…',
    ]


def test_the_slip_of_a_rate_a_year_names_the_rate_and_the_days() -> None:
    january = Period(date(2025, 1, 1), date(2025, 1, 31))
    yearly = replace(AT_12_PERCENT, period=january, rate_per='year', tax_percent=Fraction(0))
    account = Account('m', 36500)
    assert said(account, replace(yearly, weighting='average balance'))[0] == (
        'Balance from 2025-01-01 on | 36500 × 31 / 365 × 12 / 100 | 372'
    )
    assert said(account, replace(yearly, weighting='monthly minimum'))[0] == (
        'Lowest balance in 2025-01 | 36500 × 1 / 12 × 12 / 100 | 365'
    )


@given(ACCOUNTS, st.sampled_from([*WEIGHTINGS]), st.booleans())
def test_the_lines_lead_to_what_is_paid_out(accounts: list[Account], weighting: Weighting, from_pool: bool) -> None:
    """The steps together are the exact dividend, less than a coin away from what is recorded."""
    rate, pool = (None, 9999_99) if from_pool else (Fraction(15, 2), None)
    declared = Declaration(YEAR, weighting, rate, pool, tax_percent=Fraction(5))
    assume(any(dividends.counted_parts(account, declared) for account in accounts))
    found = dividends.dividends(accounts, declared)
    counted = sum((dividend.counted for dividend in found), Fraction(0))
    for account, dividend in zip(accounts, found, strict=True):
        explained = slip(account, declared, dividend, counted, 'Dividend')
        sums = [line.value.minor for line in explained.lines if isinstance(line.value, Sum)]
        steps = sum(map(Fraction, sums[: len(list(dividends.steps(account, declared)))]), Fraction(0))
        exact = steps * Fraction(9999_99) / counted if from_pool else steps
        assert abs(exact - dividend.gross) < 1
        assert explained.result == dividend.net == sums[-1]
