"""Members come, change, leave and return, and every change is written down."""

from pathlib import Path

import pytest

from actions import members
from rules.problems import Refused
from tests.groups import NOW, PRESIDENT, Group


@pytest.fixture
def group(tmp_path: Path) -> Group:
    return Group(tmp_path)


def refusal(group: Group, name: str, mobile: str, joined: str = '2025-01-01') -> str:
    with pytest.raises(Refused) as refused:
        group.join(name, joined, mobile=mobile)
    return ' '.join(problem.said() for problem in refused.value.problems)


def test_members_are_numbered_by_year_and_count(group: Group) -> None:
    assert [group.join('Asha'), group.join('Beena', '2025-06-01'), group.join('Asha', '2026-01-01')] == [
        'M2025-001', 'M2025-002', 'M2026-003',
    ]  # fmt: skip


def test_two_members_of_one_name_are_told_apart_by_number(group: Group) -> None:
    one, other = group.join('Sunita Patil'), group.join('Sunita Patil')
    group.do('contribution', '200', '2025-01-05', member=other)
    assert group.rows('member_number', 'member_name') == [(other, 'Sunita Patil')]
    assert one != other


@pytest.mark.parametrize('name', ['सुनीता पाटील', '=1+1', '<script>', 'O\'Neil "Bua"', '🌸 Asha'])
def test_a_name_is_kept_as_it_is(group: Group, name: str) -> None:
    number = group.join(name)
    found = group.book.member(number)
    assert found is not None
    assert found.name == name


def test_what_is_wrong_with_a_new_member_is_said_all_at_once(group: Group) -> None:
    group.join('Asha', mobile='9822012345')
    said = refusal(group, 'x' * 500, '+91 98220 12345', '2026-05-01')
    assert 'has 500 letters' in said
    assert 'Asha (M2025-001) already has the mobile number 9822012345' in said
    assert 'lies in the future' in said
    assert 'not a mobile number of the country' in refusal(group, 'Beena', '12345')
    assert 'before the group began' in refusal(group, 'Beena', '9822012346', '2024-12-31')
    assert len(group.book.members) == 1


def test_an_amended_member_keeps_her_number_and_the_old_values_stay_to_be_seen(group: Group) -> None:
    asha = group.join('Asha', mobile='9822012345')
    group.do('contribution', '1000', '2025-01-05', member=asha)
    group.do('loan', '500', '2025-01-06', member=asha)
    members.edit(group.book, asha, 'Asha Patil', '98220 12399', 300_00, PRESIDENT, NOW, group.today, 'edit-1')
    found = group.book.member(asha)
    assert found is not None
    assert (found.name, found.mobile, found.monthly) == ('Asha Patil', '9822012399', 300_00)
    assert [(c.sheet, c.field, c.old, c.new) for c in group.book.changes] == [
        ('Members', 'name', 'Asha', 'Asha Patil'),
        ('Members', 'mobile', '9822012345', '9822012399'),
        ('Members', 'monthly', '200.00', '300.00'),
        ('Loans', 'member_name', 'Asha', 'Asha Patil'),
    ]


def test_leaving_needs_a_reason_and_returning_brings_everything_back(group: Group) -> None:
    asha = group.join('Asha')
    group.do('contribution', '200', '2025-01-05', member=asha)
    with pytest.raises(Refused, match='The reason is missing'):
        group.leave(asha, '2025-02-01', reason=' ')
    group.leave(asha, '2025-02-01')
    assert not group.book.member(asha).active  # type: ignore[union-attr]
    with pytest.raises(Refused, match='already inactive'):
        group.leave(asha, '2025-02-02')
    with pytest.raises(Refused, match='lies before 2025-02-01'):
        group.come_back(asha, '2025-01-15')
    group.come_back(asha, '2025-03-01')
    found = group.book.member(asha)
    assert found is not None
    assert found.active
    assert group.book.savings(found.id) == 200_00


def test_a_repeated_request_adds_one_member(group: Group) -> None:
    asked = members.NewMember('tap-1', 'Asha', '9822012345')
    first = members.add(group.book, asked, PRESIDENT, NOW, group.today)
    assert members.add(group.book, asked, PRESIDENT, NOW, group.today) == first
    assert len(group.book.members) == 1
