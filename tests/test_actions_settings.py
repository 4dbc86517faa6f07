"""Bylaws are amended from a day on, and what happened before keeps the old ones."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from actions import settings
from actions.who import Who
from rules.bylaws import BY_FIELD
from rules.problems import Refused
from sheets.book import open_book
from sheets.writer import Writer
from tests.groups import NOW, PRESIDENT, Group

Edit = Callable[[Workbook], None]


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


def without_line(field: str) -> Edit:
    def edit(workbook: Workbook) -> None:
        sheet = workbook['Bylaws']
        sheet.delete_rows([row[3].value for row in sheet.iter_rows()].index(field) + 1)

    return edit


def mistyped(field: str) -> Edit:
    def edit(workbook: Workbook) -> None:
        sheet = workbook['Bylaws']
        sheet.cell([row[3].value for row in sheet.iter_rows()].index(field) + 1, 2).value = 'the tenth'

    return edit


@pytest.mark.parametrize(
    'edit, field, told, value',
    [
        (without_line('minimum_deposit'), 'minimum_deposit', 'no line for the bylaw "Smallest deposit"', '50.00'),
        # What was agreed is what counted without a line: the line is written all the same.
        (without_line('minimum_deposit'), 'minimum_deposit', 'no line for the bylaw "Smallest deposit"', '0.00'),
        (mistyped('due_day'), 'due_day', 'The bylaw "Due day" cannot be read', '12'),
        (mistyped('due_day'), 'due_day', 'The bylaw "Due day" cannot be read', '10'),
    ],
)
def test_a_bylaw_that_the_sheet_does_not_tell_is_written_in_settings_and_nothing_is_wrong_any_more(
    group: Group, edit: Edit, field: str, told: str, value: str
) -> None:
    workbook = openpyxl.load_workbook(group.path)
    edit(workbook)
    path = group.path.with_name('elsewhere') / 'group.xlsx'
    path.parent.mkdir()
    workbook.save(path)

    there = Group.at(path)
    [problem] = there.book.problems()
    assert told in str(problem)
    amend(there, field, value)
    assert there.book.problems() == []
    # Somebody saves the workbook before the line is in it.
    workbook.save(path)
    there.book.refresh()
    Writer(there.book, lambda *_: []).flush(there.today)
    assert there.book.problems() == []
    there.book.close()
    again = open_book(path)
    assert (again.problems(), BY_FIELD[field].written(getattr(again.bylaws, field), 'INR')) == ([], value)


def test_only_the_president_amends_bylaws(group: Group) -> None:
    with pytest.raises(Refused, match='You may not do this'):
        amend(group, 'due_day', '25', who=Who('Treasurer', 'treasurer'))
