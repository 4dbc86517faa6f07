"""Deposits as they are recorded: for which cycle, besides all of them, too small, out of reach; another frequency."""

from datetime import date
from pathlib import Path

import pytest

from actions.settings import amend_bylaw
from rules.problems import Refused
from tests.groups import NOW, PRESIDENT, TODAY, Group


@pytest.fixture
def weekly(tmp_path: Path) -> Group:
    """50 a week, from Wednesday 1 January 2025 on."""
    group = Group(tmp_path, frequency='weekly', due_day=2, monthly_due=50_00, minimum_deposit=20_00)
    group.join('Asha')
    return group


def told(group: Group) -> list[tuple[str, ...]]:
    return group.rows('month', 'about', 'category', 'amount')


def test_a_deposit_is_for_the_week_of_its_day_or_for_the_one_that_is_named(weekly: Group) -> None:
    weekly.do('contribution', '50', '2025-01-14', member='M2025-001')
    weekly.do('contribution', '50', '2025-01-15', member='M2025-001', for_='2025-01-01')
    weekly.do('contribution', '70', '2025-01-15', member='M2025-001', category='additional')
    assert told(weekly) == [
        ('0', '2025-01-08', '', '5000'), ('0', '2025-01-01', '', '5000'), ('0', '', 'additional', '7000'),
    ]  # fmt: skip


def test_what_is_taken_back_is_taken_back_of_its_week(weekly: Group) -> None:
    wrong = weekly.do('contribution', '500', '2025-01-14', member='M2025-001')
    weekly.do('reversal', '', '2025-01-20', reverses=wrong.entry_id)
    assert told(weekly)[1] == ('0', '2025-01-08', '', '-50000')


@pytest.mark.parametrize(
    'named, reason',
    [
        ('2025-01', 'No deposits are due for 2025-01. Name another cycle, such as 2025-01-15.'),
        ('2025-01-16', 'No deposits are due for 2025-01-16. Name another cycle, such as 2025-01-15.'),
        ('2027-02-03', 'No deposits are due for 2027-02-03. Name another cycle, such as 2025-01-15.'),
        ('2024-12', 'The month 2024-12 is out of reach. Choose a month from 2025-01 to 2027-01.'),
        ('2025-13-01', "'2025-13-01' is not a month. Write it as 2025-03."),
    ],
)
def test_a_week_that_is_none_is_refused(weekly: Group, named: str, reason: str) -> None:
    assert weekly.refusal('contribution', '50', '2025-01-15', member='M2025-001', for_=named) == reason


def test_a_deposit_is_not_smaller_than_agreed_unless_no_more_is_missing(weekly: Group) -> None:
    asked = {'member': 'M2025-001', 'for_': '2025-01-15'}
    assert weekly.refusal('contribution', '15', '2025-01-15', **asked) == (
        'A deposit is at least 20.00, and this is 15.00. Bring more, or wait until it is enough.'
    )
    weekly.do('contribution', '35', '2025-01-15', **asked)
    weekly.do('contribution', '15', '2025-01-15', **asked)
    assert weekly.refusal('contribution', '15', '2025-01-15', member='M2025-001', category='additional')


def test_an_additional_deposit_is_for_nothing_else_and_no_other_category_is_known(weekly: Group) -> None:
    asked = {'member': 'M2025-001', 'category': 'additional'}
    assert weekly.refusal('contribution', '50', '2025-01-15', for_='2025-01-15', **asked) == (
        'An additional deposit is for no month and no cycle. Leave out which one it is for.'
    )
    assert weekly.refusal('contribution', '50', '2025-01-15', member='M2025-001', category='tea') == (
        '"contribution" takes no category. Leave it out, or choose another kind.'
    )


def test_a_group_by_months_knows_no_weeks(tmp_path: Path) -> None:
    group = Group(tmp_path)
    group.join('Asha')
    group.do('contribution', '200', '2025-03-15', member='M2025-001')
    assert told(group) == [('202503', '', '', '20000')]
    assert group.refusal('contribution', '200', '2025-03-15', member='M2025-001', for_='2025-03-12') == (
        'No deposits are due for 2025-03-12. Name another cycle, such as 2025-03.'
    )


def test_another_frequency_counts_from_a_day_after_which_nothing_was_recorded(weekly: Group) -> None:
    def over(on: str, request: str) -> None:
        amend_bylaw(weekly.book, 'frequency', 'monthly', '', date.fromisoformat(on), PRESIDENT, NOW, TODAY, request)

    weekly.do('contribution', '50', '2025-01-14', member='M2025-001', for_='2025-02-12')
    with pytest.raises(
        Refused, match=r'^Deposits were recorded for 2025-02-12 already\. Let it count from a later day'
    ):
        over('2025-02-11', 'x')
    over('2025-02-13', 'x')
    weekly.do('contribution', '50', '2025-03-31', member='M2025-001')
    assert told(weekly)[-1][:2] == ('202503', '')
