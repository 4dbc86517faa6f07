"""Shares bought at meetings, share capital against target and term, and what is paid back of it."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from actions import settings, shares
from reports.shares import incomplete, shares_table, totals
from rules.problems import Refused
from tests.groups import NOW, PRESIDENT, TODAY, Group

ASHA, BRINDA, CHHAYA = 'M2025-001', 'M2025-002', 'M2025-003'


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """A village group in which a share costs 100.00 and five are bought at a meeting at the most."""
    group = Group(tmp_path, module_shares=True, module_share_out=True, share_price=100_00, share_most=5)
    for name in ('Asha', 'Brinda', 'Chhaya'):
        group.join(name)
    return group


def whole_and_apart(group: Group, number: str) -> tuple[int, int]:
    table = shares_table(group.book, TODAY)
    own = table[table['number'] == number]
    return own['shares'].item(), own['apart'].item()


def test_whole_shares_are_bought_and_the_rest_is_kept_apart(group: Group) -> None:
    """
    brought    with what was kept apart    shares    kept apart
    240        240                         2          40
    230        270                         2 more     70
     30        100                         1 more      0
    """
    for day, amount, found in (('05', '240', (2, 40_00)), ('12', '230', (4, 70_00)), ('19', '30', (5, 0))):
        group.do('share', amount, f'2025-01-{day}', member=ASHA)
        assert whole_and_apart(group, ASHA) == found
    assert group.cash() == 500_00


def test_no_more_than_five_are_bought_at_one_meeting_in_one_sum_or_in_several(group: Group) -> None:
    assert 'At one meeting 5 shares can be bought, and this is 6. Give 150.00 back' in group.refusal(
        'share', '650', '2025-01-05', member=ASHA
    )
    group.do('share', '350', '2025-01-05', member=ASHA)
    assert 'and this is 6' in group.refusal('share', '250', '2025-01-05', member=ASHA)
    group.do('share', '249', '2025-01-05', member=ASHA)
    # At the next meeting she may buy five again.
    group.do('share', '500', '2025-01-12', member=ASHA)
    assert whole_and_apart(group, ASHA) == (10, 99_00)


def test_what_is_paid_back_is_not_more_than_she_has(group: Group) -> None:
    group.do('share', '300', '2025-01-05', member=ASHA)
    said = group.refusal('share-back', '301', '2025-01-06', member=ASHA)
    assert 'Asha has 300.00 in shares; 301.00 cannot be paid back.' in said
    assert 'Asha has 0.00 in shares' in group.refusal('share-back', '1', '2025-01-04', member=ASHA)
    group.do('share-back', '300', '2025-01-06', member=ASHA)
    assert (group.cash(), whole_and_apart(group, ASHA)) == (0, (0, 0))


def test_the_price_of_a_share_is_fixed_while_the_cycle_runs(group: Group) -> None:
    group.do('share', '300', '2025-01-05', member=ASHA)

    def price(text: str, request: str) -> None:
        settings.amend_bylaw(group.book, 'share_price', text, '', TODAY, PRESIDENT, NOW, TODAY, request)

    with pytest.raises(Refused) as refused:
        price('150', 'p1')
    assert [problem.said() for problem in refused.value.problems] == [
        'The price of a share is fixed while the cycle runs, and 3 were bought at it. '
        'Change it when the next cycle begins, after the share-out.'
    ]
    group.do('share-back', '300', '2025-01-06', member=ASHA)
    price('150', 'p2')
    assert group.book.bylaws.share_price == 150_00


def test_a_purchase_is_shown_before_it_is_recorded(group: Group) -> None:
    group.do('share', '240', '2025-01-05', member=ASHA)
    bought = shares.purchase_of(group.book, group.asked('share', '230', '2025-01-12', member=ASHA))
    assert (bought.kept_before, bought.shares, bought.kept_apart) == (40_00, 2, 70_00)


def test_share_capital_stands_against_target_and_term(tmp_path: Path) -> None:
    """
    20,000 in 24 months from 1 January 2025; on 1 July 2025 six months have passed
             paid      complete    missing    expected    a month
    Asha      5,000    25 %        15,000     5,000       833.34
    Brinda   20,000    100 %            0     5,000       0
    Chhaya        0    0 %         20,000     5,000       1,111.12
    """
    group = Group(tmp_path, module_shares=True, share_price=100_00, share_most=0, share_target=20_000_00,
                  share_months=24)  # fmt: skip
    for name in ('Asha', 'Brinda', 'Chhaya'):
        group.join(name)
    group.do('share', '5000', '2025-01-05', member=ASHA)
    group.do('opening-shares', '20000', '2025-01-01', member=BRINDA)
    group.do('contribution', '700', '2025-01-05', member=ASHA)
    table = shares_table(group.book, date(2025, 7, 1))
    assert table['paid'].dtype == 'int64'
    found = table[['number', 'completion', 'missing', 'expected', 'suggested', 'percent', 'deposits']]
    assert list(found.itertuples(index=False, name=None)) == [
        (ASHA, Fraction(25), 15_000_00, 5_000_00, 833_34, Fraction(20), 700_00),
        (BRINDA, Fraction(100), 0, 5_000_00, 0, Fraction(80), 0),
        (CHHAYA, Fraction(0), 20_000_00, 5_000_00, 1_111_12, Fraction(0), 0),
    ]
    assert incomplete(table)['number'].tolist() == [CHHAYA, ASHA]
    all_ = totals(table)
    assert (all_.paid, all_.shares, all_.missing, all_.incomplete) == (25_000_00, 250, 35_000_00, 2)
