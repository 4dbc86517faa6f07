"""With the journal at hand, verify names each cell of a register that stands otherwise than it counts."""

from pathlib import Path
from typing import Any

import pytest

from reports.verify import problems_of_workbook
from rules.problems import Problem
from sheets.book import open_book
from sheets.columns import BYLAWS, LOANS, MEMBERS
from tests.groups import NOW, Group
from tests.tampering import cell, edited, group_with_rows

SERVE = 'Serve the workbook with Bahi: what is valid is taken over, the rest stands on the page Problems.'
PUTS_BACK = 'Serve the workbook with Bahi: it puts the row back from its journal.'
MOBILE, STATUS = cell(2, 'mobile', MEMBERS), cell(2, 'status', MEMBERS)


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """The group of tests/tampering.py, with nothing open: Asha in row 2 of Members and Loans, Bina in row 3."""
    group = group_with_rows(tmp_path)
    group.book.close()
    return group


def found(group: Group) -> list[Problem]:
    return problems_of_workbook(group.path)


def said(group: Group) -> list[str]:
    return [str(problem) for problem in found(group)]


def typed(group: Group, sheet: str, address: str, value: Any) -> None:
    edited(group.path, lambda cells: cells.__setitem__(address, value), sheet)


@pytest.mark.parametrize(
    ('sheet', 'address', 'value', 'now', 'counts'),
    [
        ('Members', MOBILE, 'abc', "'abc'", "'9822000001'"),
        ('Members', STATUS, 'inactive', "'inactive'", "'active'"),
        # These cannot be read, and her rows in Entries are not troubled by it.
        ('Members', STATUS, 'gone', "'gone'", "'active'"),
        ('Members', cell(2, 'joined', MEMBERS), 'long ago', "'long ago'", "'2025-01-01'"),
        ('Loans', cell(2, 'status', LOANS), 'closed', "'closed'", "'running'"),
        ('Loans', cell(2, 'given_on', LOANS), 'once', "'once'", "'2025-02-01'"),
    ],
)
def test_a_cell_that_does_not_count_is_named_once(
    group: Group, sheet: str, address: str, value: str, now: str, counts: str
) -> None:
    typed(group, sheet, address, value)
    assert said(group) == [f'{sheet}!{address}: The cell reads {now}; {counts} counts. {SERVE}']


@pytest.mark.parametrize('value', [45, 'much', '#REF!', None])
def test_a_bylaw_that_does_not_count_is_named(group: Group, value: object) -> None:
    book = open_book(group.path)
    address = f'{cell(2, "value", BYLAWS)[0]}{book.rows["Bylaws", "loan_rate_percent"]}'
    book.close()
    typed(group, 'Bylaws', address, value)
    assert [(problem.place, problem.values['old']) for problem in found(group)] == [(f'Bylaws!{address}', "'2'")]


def test_rows_of_registers_that_are_gone_are_named_and_their_entries_are_not(group: Group) -> None:
    edited(group.path, lambda sheet: sheet.delete_rows(2), 'Members')
    edited(group.path, lambda sheet: sheet.delete_rows(2), 'Loans')
    assert said(group) == [
        f'Members: The row of Asha is missing. {PUTS_BACK}',
        f'Loans: The row of L2025-001 · Asha is missing. {PUTS_BACK}',
    ]


def test_of_an_unreadable_row_the_file_alone_tells_nothing_in_other_cells_either(group: Group) -> None:
    typed(group, 'Members', STATUS, 'gone')
    typed(group, 'Loans', cell(2, 'given_on', LOANS), 'once')
    alone = problems_of_workbook(group.path.read_bytes())
    assert [problem.place for problem in alone] == [f'Members!{STATUS}', f'Loans!{cell(2, "given_on", LOANS)}']


def test_what_the_workbook_is_still_to_get_is_not_told(group: Group) -> None:
    book = open_book(group.path)
    with book.writing() as writing:
        writing.update(MEMBERS, next(iter(book.members)), {'mobile': '9822012345'}, 'asked', NOW)
    group.book = book
    group.join('Chaya')
    book.close()
    assert found(group) == []


def test_of_a_copy_elsewhere_nobody_can_say_what_its_registers_should_be(group: Group, tmp_path: Path) -> None:
    (copy := tmp_path / 'copy.xlsx').write_bytes(group.path.read_bytes())
    group.path = copy
    typed(group, 'Members', MOBILE, 'abc')
    assert found(group) == []
