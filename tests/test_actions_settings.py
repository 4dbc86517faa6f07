"""Bylaws are amended from a day on, and what happened before keeps the old ones."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from actions import settings
from actions.who import Who
from rules.problems import Refused
from sheets.book import open_book
from tests.groups import NOW, PRESIDENT, Group


@pytest.fixture
def group(tmp_path: Path) -> Group:
    return Group(tmp_path)


def amend(group: Group, field: str, text: str, on: str = '2025-06-01', who: Who = PRESIDENT) -> None:
    day = date.fromisoformat(on)
    settings.amend_bylaw(group.book, field, text, 'agreed', day, who, NOW, group.today, f'{field}-{text}')


def test_a_loan_keeps_the_rate_and_the_bylaws_of_its_day(group: Group) -> None:
    asha = group.join('Asha')
    group.do('contribution', '10000', '2025-01-05', member=asha)
    group.do('loan', '1000', '2025-05-31', member=asha)
    amend(group, 'loan_rate_percent', '1.5')
    amend(group, 'part_month', 'days')
    group.do('loan', '1000', '2025-06-01', member=asha)
    group.do('loan', '1000', '2025-05-30', member=asha)
    rates = [(loan.rate, loan.part_month) for loan in group.book.loans.values()]
    assert rates == [(Fraction(2), 'started'), (Fraction(3, 2), 'days'), (Fraction(2), 'started')]


def test_the_change_is_written_down_and_is_there_after_opening_anew(group: Group) -> None:
    amend(group, 'due_day', '25')
    again = open_book(group.path).bylaws
    assert (again.due_day, again.on(date(2025, 5, 31)).due_day) == (25, 10)
    assert [(change.field, change.old, change.new) for change in again.history] == [('due_day', '10', '25')]


@pytest.mark.parametrize(
    'field, text',
    [('due_day', '0'), ('due_day', '32'), ('due_day', 'tenth'), ('loan_rate_percent', '-1'), ('part_month', 'half'),
     ('monthly_due', '1e3'), ('rounding_unit', '0'), ('language', 'fr'), ('currency', 'KES'), ('group_id', 'x')],
)  # fmt: skip
def test_what_a_bylaw_cannot_be_is_refused(group: Group, field: str, text: str) -> None:
    with pytest.raises(Refused):
        amend(group, field, text)
    assert group.book.pending_count() == 0


def test_only_the_president_amends_bylaws(group: Group) -> None:
    with pytest.raises(Refused, match='You may not do this'):
        amend(group, 'due_day', '25', who=Who('Treasurer', 'treasurer'))
