"""What a member has in the modules, as she reads it and as an officer does: the same lines, with the ways onward."""

import re
from datetime import date
from pathlib import Path

import pytest
from markupsafe import Markup

from actions import fines
from actions.fines import NewFines
from tests.groups import NOW, PRESIDENT, Group
from ui import passbook_modules

ASHA = 'M2025-001'


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """Asha has 3 shares of 100.00 and owes a fine of 10.00."""
    group = Group(tmp_path, module_fines=True, module_shares=True, share_price=100_00)
    group.join('Asha')
    group.do('share', '300', '2025-02-05', member=ASHA)
    asked = NewFines('c1', (ASHA,), 'late', 10_00, date(2025, 3, 5), 'came at noon')
    fines.charge(group.book, asked, PRESIDENT, NOW, group.today)
    return group


def words(drawn: Markup) -> str:
    return ' '.join(re.sub('<[^>]+>', ' ', drawn).split())


def links(drawn: Markup) -> list[str]:
    return re.findall('href="([^"]+)"', drawn)


def test_she_reads_what_she_has_and_an_officer_the_same_with_the_ways_onward(group: Group) -> None:
    member = group.book.member(ASHA)
    assert member is not None
    own = passbook_modules.cards(group.book, member, group.today)
    officers = passbook_modules.cards_for_officers(group.book, member, group.today)
    fine = 'F2025-001 5 Mar 2025 · came at noon ₹10.00'
    assert words(own) == f'My shares Shares 3 Paid ₹300.00 My fines {fine}'
    assert words(officers) == f'Shares Shares 3 Paid ₹300.00 How the balance came about Fines {fine}'
    assert links(own) == []
    assert links(officers) == [f'/balance/shares/{ASHA}', '/fines']


def test_a_group_without_the_modules_has_no_cards(tmp_path: Path) -> None:
    group = Group(tmp_path, module_fines=False)
    group.join('Asha')
    member = group.book.member(ASHA)
    assert member is not None
    assert passbook_modules.cards_for_officers(group.book, member, group.today) == ''
