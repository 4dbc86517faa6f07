"""Share capital that is to be complete in time, and shares bought at a meeting."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import shares
from rules.shares import Purchase, SharePrice, Target

TARGET = Target(20_000_00, date(2025, 1, 31), 24)
PRICE = SharePrice(100_00)


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_the_example_of_the_bylaws() -> None:
    """5,000 of 20,000 after 6 of 24 months."""
    found = shares.standing(TARGET, 5_000_00, day('2025-07-31'))
    assert found.completion_percent == 25
    assert (found.missing, found.months_left, found.suggested_monthly) == (15_000_00, 18, 833_34)
    assert (found.expected, found.behind, found.complete) == (5_000_00, 0, False)


@pytest.mark.parametrize(
    'on, paid, left, monthly, behind',
    [
        ('2024-12-01', 0, 24, 833_34, 0),
        ('2025-01-31', 0, 24, 833_34, 0),
        ('2025-02-27', 0, 24, 833_34, 0),
        ('2025-02-28', 0, 23, 869_57, 833_34),
        ('2026-12-31', 19_000_00, 1, 1000_00, 166_67),
        ('2027-01-31', 19_000_00, 0, 1000_00, 1000_00),
        ('2030-01-01', 19_000_00, 0, 1000_00, 1000_00),
        ('2025-07-31', 20_000_00, 18, 0, 0),
        ('2025-07-31', 21_000_00, 18, 0, 0),
    ],
)
def test_what_to_pay_a_month_so_that_it_is_complete_in_time(
    on: str, paid: int, left: int, monthly: int, behind: int
) -> None:
    found = shares.standing(TARGET, paid, day(on))
    assert (found.months_left, found.suggested_monthly, found.behind) == (left, monthly, behind)


def test_the_suggested_sum_is_whole_coins() -> None:
    assert shares.standing(TARGET, 0, TARGET.since, unit=10_00).suggested_monthly == 840_00


def test_the_term_ends_with_the_month() -> None:
    assert replace(TARGET, months=12).due_on == day('2026-01-31')
    assert Target(1, day('2024-02-29'), 12).due_on == day('2025-02-28')


def test_more_than_the_target_is_complete_and_no_more() -> None:
    found = shares.standing(TARGET, 30_000_00, TARGET.since)
    assert found.completion_percent == 100
    assert (found.complete, found.missing) == (True, 0)
    assert shares.standing(replace(TARGET, amount=0), 0, TARGET.since).completion_percent == 100


def test_the_list_of_who_is_incomplete_begins_with_the_furthest() -> None:
    paid = {'Asha': 10_000_00, 'Bina': 20_000_00, 'Chitra': 0, 'Dina': 19_999_99}
    standings = {name: shares.standing(TARGET, amount, TARGET.since) for name, amount in paid.items()}
    assert shares.incomplete(standings) == ['Chitra', 'Asha', 'Dina']


def test_the_published_percentages_of_savings() -> None:
    """2pinklines.com: 370,500, 163,200, 421,100 and 45,200 of 1,000,000."""
    found = shares.percents([370_500, 163_200, 421_100, 45_200])
    assert found == [Fraction(text) for text in ('37.05', '16.32', '42.11', '4.52')]
    assert shares.percents([0, 0]) == [0, 0]


@pytest.mark.parametrize(
    'target, about',
    [
        (TARGET, []),
        (replace(TARGET, amount=1000_00), []),
        (replace(TARGET, amount=0), ['amount']),
        (replace(TARGET, amount=999_99), ['amount']),
        (replace(TARGET, months=18), ['months']),
        (replace(TARGET, amount=-1, months=0), ['amount', 'months']),
    ],
)
def test_what_no_target_can_be(target: Target, about: list[str]) -> None:
    assert [problem.about for problem in shares.problems_of_target(target, 'KES', 1000_00)] == about


@pytest.mark.parametrize(
    'amount, missing, refused',
    [(1000_00, 5000_00, 0), (999_00, 5000_00, 1), (999_00, 999_00, 0), (0, 5000_00, 1), (-1, 5000_00, 1)],
)
def test_share_capital_is_paid_a_smallest_sum_at_a_time_or_what_completes_it(
    amount: int, missing: int, refused: int
) -> None:
    assert len(list(shares.problems_of_share_payment(amount, missing, 1000_00, 'KES'))) == refused


def test_nothing_is_told_apart_from_too_little() -> None:
    (nothing,) = shares.problems_of_share_payment(0, 5000_00, 1000_00, 'KES')
    (too_little,) = shares.problems_of_share_payment(1, 5000_00, 1000_00, 'KES')
    assert nothing.message == 'The amount must be more than zero.'
    assert too_little.said().startswith('Share capital is paid 1000.00 or more at a time.')
    (no_target,) = shares.problems_of_target(replace(TARGET, amount=0), 'KES', 1000_00)
    (low_target,) = shares.problems_of_target(replace(TARGET, amount=1), 'KES', 1000_00)
    assert no_target.message == 'The target of the share capital is not more than zero.'
    assert low_target.said().startswith('The target is less than the smallest payment of 1000.00.')


def test_what_is_below_a_whole_share_is_kept_apart() -> None:
    """40 kept from before and 230 brought, at 100: 2 shares, 70 kept."""
    bought = shares.purchase(230_00, 40_00, PRICE)
    assert (bought.shares, bought.paid, bought.kept_apart) == (2, 200_00, 70_00)
    assert list(shares.problems_of_purchase(bought, PRICE, 'KES')) == []
    said = [line.said('KES') for line in shares.explained(bought, PRICE).lines]
    assert said == [
        ('Brought and kept apart', '230.00 + 40.00', '270.00'),
        ('Shares bought', '2 × 100.00', '200.00'),
        ('Kept apart', '270.00 − 200.00', '70.00'),
    ]


def test_less_than_a_share_is_kept_apart_until_it_makes_one() -> None:
    first = shares.purchase(60_00, 0, PRICE)
    assert (first.shares, first.kept_apart) == (0, 60_00)
    assert list(shares.problems_of_purchase(first, PRICE, 'KES')) == []
    assert shares.purchase(60_00, first.kept_apart, PRICE) == Purchase(60_00, 60_00, 1, 100_00)


@pytest.mark.parametrize(
    'brought, kept, least, said',
    [
        (500_00, 0, 1, []),
        (
            570_00,
            60_00,
            1,
            ['At one meeting 5 shares can be bought, and this is 6. Give 130.00 back, or a part of it.'],
        ),
        (100_00, 0, 2, ['At one meeting 2 shares are bought at least, and this is 1.']),
        (0, 0, 1, ['The amount must be more than zero.']),
    ],
)
def test_one_to_five_shares_are_bought_at_a_meeting(brought: int, kept: int, least: int, said: list[str]) -> None:
    price = replace(PRICE, least=least)
    bought = shares.purchase(brought, kept, price)
    found = [problem.said() for problem in shares.problems_of_purchase(bought, price, 'KES')]
    assert len(found) == len(said)
    assert all(whole.startswith(part) for whole, part in zip(found, said, strict=True))


def test_the_price_is_fixed_while_the_cycle_runs() -> None:
    assert list(shares.problems_of_price(200_00, 100_00, shares_in_the_cycle=0)) == []
    assert list(shares.problems_of_price(100_00, 100_00, shares_in_the_cycle=40)) == []
    (problem,) = shares.problems_of_price(200_00, 100_00, shares_in_the_cycle=40)
    assert problem.said().startswith('The price of a share is fixed while the cycle runs, and 40 were bought at it.')
    assert len(list(shares.problems_of_price(0, 100_00, shares_in_the_cycle=40))) == 2


@given(st.lists(st.integers(1, 10**6), max_size=20), st.integers(1, 10**5))
def test_no_money_brought_to_meetings_is_lost(brought: list[int], price: int) -> None:
    kept = shares_bought = 0
    for amount in brought:
        bought = shares.purchase(amount, kept, SharePrice(price))
        kept = bought.kept_apart
        shares_bought += bought.shares
        assert 0 <= kept < price
    assert shares_bought * price + kept == sum(brought)


@given(st.integers(1, 10**9), st.sampled_from([12, 24]), st.integers(0, 800), st.fractions(0, 2))
def test_who_pays_what_is_suggested_is_complete_in_time(amount: int, months: int, days: int, part: Fraction) -> None:
    target = Target(amount, date(2025, 1, 31), months)
    on = date.fromordinal(target.since.toordinal() + days)
    found = shares.standing(target, int(amount * part), on)
    assert found.suggested_monthly * max(1, found.months_left) >= found.missing
    assert 0 <= found.completion_percent <= 100
    assert found.complete == (found.missing == 0)
