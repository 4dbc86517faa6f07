"""A module cannot be switched off as long as something of it is open; switching it on keeps the workbook as it was."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from actions import hand_edits
from actions.adoption import adopt_good, proposals
from actions.keeping import Keeper
from actions.modules import still_open
from actions.settings import amend_bylaw
from rules.bylaws import MODULES
from rules.problems import Refused
from sheets.backups import list_backups
from sheets.columns import BY_NAME
from tests.groups import NOW, PRESIDENT, TODAY, Group
from tests.register_rows import ROWS
from tests.typed import one, two_members
from tests.typed import said as said_of

ALL: Any = dict.fromkeys(MODULES, True)
NONE: Any = dict.fromkeys(MODULES, False)
BANK = replace(ROWS['Accounts'], id='a2', number='A2', name='Second box', primary=False)
OWED = 'Fines of 10.00 are still owed. Take the payments, or waive them.'


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """A group that uses everything, with Asha."""
    group = Group(tmp_path, **ALL)
    group.join('Asha')
    return group


def write(group: Group, sheet: str, *rows: Any) -> None:
    with group.book.writing() as writing:
        for row in rows:
            writing.insert(BY_NAME[sheet], row, f'row {row.id}', NOW)


def amend(group: Group, module: str, text: str) -> None:
    amend_bylaw(group.book, module, text, 'agreed', TODAY, PRESIDENT, NOW, TODAY, f'{module} {text} {id(text)}')


def said(group: Group, module: str) -> list[str]:
    return [problem.said() for problem in still_open(group.book, module, TODAY)]


def test_nothing_is_open_in_a_new_group_and_everything_can_be_switched_off_and_on(group: Group) -> None:
    for module in MODULES:
        assert said(group, module) == []
        amend(group, module, 'no')
        assert getattr(group.book.bylaws, module) is False
    amend(group, 'module_fines', 'yes')
    assert [module for module in MODULES if getattr(group.book.bylaws, module)] == ['module_fines']


@pytest.mark.parametrize(
    ('module', 'sheet', 'rows', 'expected'),
    [
        ('module_fines', 'Fines', [ROWS['Fines']], OWED),
        ('module_fixed_deposits', 'Fixed deposits', [ROWS['Fixed deposits']],
         'Fixed deposits are running: X2025-001. Pay them back first.'),
        ('module_bank_accounts', 'Accounts', [ROWS['Accounts'], BANK],
         'Several accounts of one kind are in use: Box of the treasurer, Second box. '
         'Close all but one of each kind first.'),
        ('module_rotation', 'Rotation', [replace(ROWS['Rotation'], round=1, status='waiting', parts=1, paid_on=None)],
         'The cycle C1 of the merry-go-round is running. Let it come to its end first.'),
    ],
)  # fmt: skip
def test_what_is_open_in_a_register_keeps_the_module_on(
    group: Group, module: str, sheet: str, rows: Sequence[Any], expected: str
) -> None:
    write(group, sheet, *rows)
    with pytest.raises(Refused) as refused:
        amend(group, module, 'no')
    assert [problem.said() for problem in refused.value.problems] == [expected]
    assert getattr(group.book.bylaws, module) is True


def test_money_of_the_members_keeps_the_module_on_until_it_is_paid_out(group: Group) -> None:
    group.do('share', '300', '2025-12-05', member='M2025-001')
    group.do('social', '20', '2025-12-05', member='M2025-001')
    assert said(group, 'module_shares') == [
        'The members hold shares of 300.00. Pay them back or share them out first.'
    ]  # fmt: skip
    assert said(group, 'module_social_fund') == ['The social fund holds 20.00. Grant what is in it first.']
    group.do('share-back', '300', '2025-12-06', member='M2025-001')
    group.do('social-grant', '20', '2025-12-06', member='M2025-001')
    assert said(group, 'module_shares') == said(group, 'module_social_fund') == []


def test_in_the_sheet_it_is_refused_for_the_same_reason(group: Group) -> None:
    write(group, 'Fines', ROWS['Fines'])
    workbook = openpyxl.load_workbook(group.path)
    sheet = workbook['Bylaws']
    row = next(row for row in range(1, 99) if sheet.cell(row, 4).value == 'module_fines')
    sheet.cell(row, 2).value = 'no'
    workbook.save(group.path)
    group.book.refresh()
    hand_edits.take_over_registers(group.book, NOW, TODAY)
    assert group.book.bylaws.module_fines is True
    assert [problem.said() for problem in hand_edits.problems_of_registers(group.book, TODAY)] == [OWED]


def test_a_row_of_a_module_that_is_off_is_refused_and_nothing_waits_for_a_sheet_that_never_comes(
    tmp_path: Path,
) -> None:
    group = Group(tmp_path, **NONE)
    with pytest.raises(Refused, match='Fines is a part of the book that is switched off'):
        write(group, 'Fines', ROWS['Fines'])
    assert group.book.pending_count() == 0


def test_the_workbook_is_kept_as_it_was_before_the_sheets_of_a_module_come_and_only_then(tmp_path: Path) -> None:
    group = Group(tmp_path, **NONE)
    as_it_was = group.path.read_bytes()
    keeper = Keeper(group.path, lambda: TODAY)
    amend_bylaw(keeper.book(), 'module_fines', 'yes', 'agreed', TODAY, PRESIDENT, NOW, TODAY, 'on')
    assert keeper.settle(5)
    assert 'Fines' in openpyxl.load_workbook(group.path).sheetnames
    (kept,) = list_backups(group.path)
    assert (kept.why, kept.path.read_bytes() == as_it_was) == ('module', True)
    amend_bylaw(keeper.book(), 'place', 'Pune', 'moved', TODAY, PRESIDENT, NOW, TODAY, 'place')
    assert keeper.settle(5)
    assert len(list_backups(group.path)) == 1
    keeper.close()


def test_a_row_typed_for_a_module_that_is_off_waits_until_it_is_switched_on(tmp_path: Path) -> None:
    """30.00 for the social fund are in the box and in the sheet; they count from the day the group has such a fund."""
    group = two_members(tmp_path)
    assert said_of(one(group, Kind='social', Amount=30)) == [
        'bad', 'Entries!E4: The group does not use "Social fund". The president can switch it on in the settings.'
    ]  # fmt: skip
    assert adopt_good(group.book, NOW, TODAY) == 0
    amend(group, 'module_social_fund', 'yes')
    (taken,) = proposals(group.book, TODAY)
    assert taken.verdict == 'good'
    assert adopt_good(group.book, NOW, TODAY) == 1
    assert group.rows('kind', 'amount')[-1:] == [('social', '3000')]
