"""A workbook or an export is proved with nothing but the file: one changed digit is named by its cell."""

import re
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reports.export import export
from reports.verify import problems_of_workbook
from sheets import xlsx
from tests.groups import Group
from tests.machine import LibreOffice
from tests.tampering import cell, edited, group_with_rows, places, said

START, END = date(2025, 2, 1), date(2025, 12, 31)


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """The group of tests/tampering.py."""
    return group_with_rows(tmp_path)


def with_bytes_of_entries(data: bytes, cell: str, old: bytes, new: bytes) -> bytes:
    """The file with another number in the XML of a cell of Entries."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    number = re.compile(rb'(<c r="%s"[^>]*><v>)%s(?=</v>)' % (cell.encode(), old))
    (sheet,) = (name for name, content in parts.items() if b'Entry ID' in content and number.search(content))
    written = BytesIO()
    with zipfile.ZipFile(written, 'w') as package:
        for name, content in parts.items():
            package.writestr(name, number.sub(rb'\g<1>' + new, content) if name == sheet else content)
    return written.getvalue()


def test_what_the_app_wrote_is_proved(group: Group) -> None:
    assert problems_of_workbook(group.path) == problems_of_workbook(group.path.read_bytes()) == []
    assert problems_of_workbook(export(group.book, START, END)) == []


@pytest.mark.needs('libreoffice')
def test_what_libreoffice_saved_again_is_proved_too(group: Group, libreoffice: LibreOffice, tmp_path: Path) -> None:
    path = tmp_path / 'export.xlsx'
    path.write_bytes(export(group.book, START, END))
    assert problems_of_workbook(libreoffice.recalculated(group.path)) == []
    assert problems_of_workbook(libreoffice.recalculated(path)) == []


def test_one_changed_digit_is_named_by_its_cell(group: Group) -> None:
    edited(group.path, lambda sheet: sheet.__setitem__('F3', 1001))
    assert said(group.path) == [
        "Entries!F3: The cell was changed after the row was sealed; now it reads '1001.00'. "
        'Put back what stood there; a mistake is put right by a reversal in the app.'
    ]


def test_one_changed_digit_in_the_bytes_of_an_export_is_named_by_its_cell(group: Group) -> None:
    spoilt = with_bytes_of_entries(export(group.book, START, END), 'F3', rb'20\.00', b'70.00')
    assert [problem.place for problem in problems_of_workbook(spoilt)] == ['Entries!F3']


def test_one_changed_digit_of_a_month_is_named_though_it_is_the_same_month(group: Group) -> None:
    """The first of January 2025 is day 45658 of the spreadsheets, the first of May day 45778."""
    spoilt = with_bytes_of_entries(group.path.read_bytes(), 'G2', b'45658', b'45659')
    assert [str(problem) for problem in problems_of_workbook(spoilt)] == [
        "Entries!G2: The cell was changed after the row was sealed; now it reads '2025-01-02'. "
        'Put back what stood there; a mistake is put right by a reversal in the app.'
    ]
    of_export = with_bytes_of_entries(export(group.book, START, END), 'G7', b'45778', b'45779')
    assert [(problem.place, problem.values) for problem in problems_of_workbook(of_export)] == [
        ('Entries!G7', {'value': "'2025-05-02'"})
    ]


@pytest.mark.parametrize(('typed', 'named'), [('2025-01', False), ('1/1/2025', False), ('2/1/2025', True)])
def test_a_month_that_was_typed_again_as_text_is_still_that_month(group: Group, typed: str, named: bool) -> None:
    edited(group.path, lambda sheet: sheet.__setitem__('G2', typed))
    assert places(group.path) == ['Entries!G2'] * named


@pytest.mark.parametrize(
    ('field', 'value'),
    [
        ('on', date(2025, 1, 7)), ('receipt', 'R99999'), ('member_name', 'Asha Patil'), ('kind', 'income'),
        ('month', date(2025, 3, 1)), ('mode', 'bank'), ('note', None), ('category', 'sweets'),
        ('recorded_by', 'Nobody'), ('recorded_at', None), ('id', 'other'), ('member', 'other'),
        ('check', 'abc'), ('amount', 'five'),
        ('previous', '0' * 32), ('seal', '0' * 32),
    ],
)  # fmt: skip
def test_any_cell_of_a_row_is_named_when_it_was_changed(group: Group, field: str, value: Any) -> None:
    edited(group.path, lambda sheet: sheet.__setitem__(cell(2, field), value))
    assert places(group.path) == [f'Entries!{cell(2, field)}']


def test_a_change_of_the_changes_is_named_too(group: Group) -> None:
    edited(group.path, lambda sheet: sheet.__setitem__('G2', 'fell out'), 'Changes')
    assert places(group.path) == ['Changes!G2']


def test_a_heading_that_was_changed_is_told_once(group: Group) -> None:
    edited(group.path, lambda sheet: sheet.__setitem__(cell(1, 'note'), 'Remarks'))
    assert said(group.path) == ['Entries: The sheet Entries has no column Note. Put the column back with this heading.']


def test_a_row_that_was_taken_out_of_an_export_is_missed_by_the_cover(group: Group, tmp_path: Path) -> None:
    path = tmp_path / 'export.xlsx'
    path.write_bytes(export(group.book, START, END))
    edited(path, lambda sheet: sheet.delete_rows(4))
    assert said(path) == [
        'Entries: The sheet has 6 rows; by its cover the export was made with 7. '
        'Make the export again from the workbook of the group.'
    ]


@pytest.mark.parametrize(
    ('sheet', 'cell', 'value'),
    [
        ('Cash book', 'H3', 7), ('Bank book', 'F3', 7), ('Member ledger', 'F4', 1), ('Loan ledger', 'E2', 499),
        ('Deposits due', 'C2', date(2025, 3, 1)), ('Trial balance', 'D2', 0), ('Members', 'D2', 250),
        ('Loans', 'E2', 3), ('Bylaws', 'B11', '300.00'), ('Cover', 'B5', date(2025, 11, 30)), ('Cover', 'B15', 1),
    ],
)  # fmt: skip
def test_every_other_sheet_of_an_export_names_its_changed_cell_too(
    group: Group, tmp_path: Path, sheet: str, cell: str, value: Any
) -> None:
    path = tmp_path / 'export.xlsx'
    path.write_bytes(export(group.book, START, END))
    edited(path, lambda sheet: sheet.__setitem__(cell, value), sheet)
    assert places(path) == [f'{sheet}!{cell}']


def test_a_sheet_of_an_export_that_lost_its_checks_is_told(group: Group, tmp_path: Path) -> None:
    path = tmp_path / 'export.xlsx'
    path.write_bytes(export(group.book, START, END))
    edited(path, lambda sheet: sheet.__setitem__('I1', None), 'Cash book')
    assert said(path) == ['Cash book: The sheet Cash book has no column Check. Put the column back with this heading.']


def test_a_row_that_was_typed_by_hand_is_named(group: Group) -> None:
    edited(
        group.path, lambda sheet: sheet.append([date(2025, 7, 1), 'R1', None, None, 'income', 5, None, None, 'cash'])
    )
    assert places(group.path) == [f'Entries!{cell(11, "id")}']

    edited(group.path, lambda sheet: sheet.__setitem__(cell(11, 'id'), 'made-up'))
    assert places(group.path) == [f'Entries!{cell(11, "seal")}']


def test_a_wrong_total_in_the_summary_is_named_when_all_rows_are_right(group: Group) -> None:
    right = openpyxl.load_workbook(group.path, data_only=True)['Summary']['B6'].value
    xlsx.patch(group.path, [xlsx.Cached('Summary', {'B6': right + 1})])
    assert said(group.path) == [
        'Summary!B6: The total is not that of the rows, which is 3000.00. '
        'Open the file in the spreadsheet program, calculate anew and save it.'
    ]


def test_rules_that_the_history_breaks_are_told_with_the_cell(group: Group) -> None:
    edited(group.path, lambda sheet: sheet.__setitem__('G2', 'closed'), 'Loans')
    edited(group.path, lambda sheet: sheet.__setitem__('A3', 'M2025-001'), 'Members')
    assert said(group.path) == [
        'Members!A3: The number M2025-001 was given twice: Asha (Members!A2), =1+1 (Members!A3). '
        'Give one of the two the next free number.',
        f'Entries!{cell(3, "member_number")}: The number M2025-002 is not that of =1+1. '
        'Correct the number, or the Member ID at the right.',
        f'Entries!{cell(9, "member_number")}: The number M2025-002 is not that of =1+1. '
        'Correct the number, or the Member ID at the right.',
        f'Entries!{cell(10, "member_number")}: The number M2025-002 is not that of =1+1. '
        'Correct the number, or the Member ID at the right.',
        'Loans!G2: The loan L2025-001 is marked closed; by its rows it is running. '
        'Correct the status, or record what is missing.',
    ]


def test_what_is_no_workbook_is_a_problem_and_not_a_crash(tmp_path: Path) -> None:
    path = tmp_path / 'group.xlsx'
    assert [str(problem) for problem in problems_of_workbook(path)] == [
        'There is no file group.xlsx. Check the name and the folder.'
    ]
    path.write_text('not a workbook')
    assert len(problems_of_workbook(path)) == 1
    path.write_bytes(b'')
    assert len(problems_of_workbook(path)) == 1
