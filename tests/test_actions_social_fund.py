"""The social fund: what was paid in, what may be granted, and that nothing else is paid out of it."""

from datetime import date
from pathlib import Path

import pytest

from actions import social_fund
from tests.groups import Group


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """1,000.00 saved and 60.00 in the social fund, all of it in the box."""
    group = Group(tmp_path, module_social_fund=True)
    for name in ('Asha', 'Brinda', 'Chhaya'):
        group.join(name)
    group.do('contribution', '1000', '2025-02-01', member='M2025-001')
    for number in ('M2025-001', 'M2025-002', 'M2025-003'):
        group.do('social', '20', '2025-02-05', member=number)
    return group


def test_the_fund_has_a_balance_of_its_own(group: Group) -> None:
    group.do('social-grant', '45', '2025-02-10', member='M2025-003')
    days = [date(2025, 2, 4), date(2025, 2, 5), date(2025, 2, 10)]
    assert [social_fund.balance(group.book, day) for day in days] == [0, 60_00, 15_00]


def test_no_more_is_granted_than_the_fund_holds_on_that_day_or_later(group: Group) -> None:
    said = 'The social fund holds only 60.00 on 2025-02-10; 60.01 cannot be granted.'
    assert said in group.refusal('social-grant', '60.01', '2025-02-10', member='M2025-003')
    assert 'holds only 0.00 on 2025-02-04' in group.refusal('social-grant', '1', '2025-02-04', member='M2025-003')
    group.do('social-grant', '50', '2025-03-10', member='M2025-003')
    assert 'holds only 10.00 on 2025-03-10' in group.refusal('social-grant', '11', '2025-02-10', member='M2025-003')


def test_a_loan_leaves_the_social_fund_in_the_box(group: Group) -> None:
    said = group.refusal('loan', '1000.01', '2025-02-10', member='M2025-002')
    assert said.startswith('Without the social fund there is only 1000.00 in cash and bank on 2025-02-10.')
    group.do('loan', '1000', '2025-02-10', member='M2025-002')
    group.do('social-grant', '60', '2025-02-11', member='M2025-002')
    assert group.cash() == 0


def test_a_group_without_the_module_has_no_fund_that_could_be_paid_into(tmp_path: Path) -> None:
    group = Group(tmp_path)
    group.join('Asha')
    said = 'The group does not use "Social fund". The president can switch it on in the settings.'
    for kind, details in (('social', {'member': 'M2025-001'}), ('social-grant', {'member': 'M2025-001'}),
                          ('opening-social', {})):  # fmt: skip
        assert group.refusal(kind, '20', '2025-02-05', **details) == said
