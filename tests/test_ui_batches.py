"""Many at once: who buys how many shares is seen before, and a refusal names the member."""

import re
from datetime import date
from pathlib import Path

import pytest
from markupsafe import Markup

from actions import batches
from tests.groups import NOW, PRESIDENT, TODAY, Group
from ui.batches import listed, of_a_share, problems_of_items, shares_of


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """A share costs 6,000, and 5 are bought at a meeting; 3,000 of Asha are kept apart from before."""
    group = Group(tmp_path, currency='UGX', country='UG', module_shares=True, share_price=6_000, share_most=5)
    for name, mobile in (('Asha', '0712345671'), ('Bina', '0712345672')):
        group.join(name, mobile=mobile)
    group.do('share', '3000', '2025-02-01', member='M2025-001')
    return group


def lines(*amounts: tuple[str, str]) -> list[dict[str, str]]:
    return [
        {'kind': 'share', 'member': member, 'amount': amount, 'date': '2025-03-01', 'entry_id': f'item{n}'}
        for n, (member, amount) in enumerate(amounts, start=1)
    ]


def words(drawn: Markup) -> str:
    return ' '.join(re.sub('<[^>]+>', ' ', drawn).split())


def test_the_form_says_what_a_share_costs_and_how_many_are_bought(group: Group, tmp_path: Path) -> None:
    assert of_a_share(group.book) == ['A share costs USh 6,000.', 'At most 5 shares at a meeting.']
    (tmp_path / 'other').mkdir()
    without = Group(tmp_path / 'other')
    assert of_a_share(without.book) == []


def test_each_sees_her_shares_and_what_is_kept_apart_below_one(group: Group) -> None:
    """Bina brings 7,000: a share and 1,000 apart. Asha's 3,000 and 9,000 are 2 shares; then 6,000 more make 3."""
    wish = lines(('M2025-002', '7,000'), ('M2025-001', '9000'), ('M2025-001', '6000'))
    answers = batches.look_at_all(group.book, wish, PRESIDENT, NOW, TODAY)
    asked = [group.asked('share', line['amount'], line['date'], member=line['member']) for line in wish]
    notes = shares_of(group.book, asked)
    assert notes == ['1 share · Kept apart USh 1,000', '2 shares', '3 shares']
    drawn = words(listed(group.book, list(zip(wish, answers, strict=True)), notes))
    assert '1 Bina Share bought USh 7,000 1 share · Kept apart USh 1,000 good' in drawn
    assert 'USh 9,000 2 shares' in drawn


def test_a_refusal_names_the_member(group: Group) -> None:
    wish = lines(('M2025-001', '6000'), ('M2025-002', '42000'), ('M9', '6000'))
    answers = batches.look_at_all(group.book, wish, PRESIDENT, NOW, TODAY)
    bina, nobody = problems_of_items(group.book, wish, answers)
    assert bina.sheet == 'Item 2 · Bina (M2025-002)' and '5 shares can be bought, and this is 7' in bina.said()
    assert nobody.sheet == 'Item 3' and 'There is no member M9.' in nobody.said()


def test_deposits_have_no_shares(group: Group) -> None:
    asked = group.asked('contribution', '200', date(2025, 3, 1).isoformat(), member='M2025-001')
    assert shares_of(group.book, [asked]) == ['']
