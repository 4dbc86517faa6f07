"""Bad inputs 28 to 41: what people do to sheets, columns and rows, and to the file as a whole.

What a treasurer may do in her spreadsheet program does no harm; what the book cannot be sure of stops the writing,
names the cell and says what to do, while rows go on into the journal.
"""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from tests.bad_files import (
    away,
    changed,
    differing,
    edited,
    flushed,
    goes_on,
    ids,
    ids_in_workbook,
    is_well,
    ledger,
    live,
    put,
    said,
)
from tests.groups import Group
from tests.machine import LibreOffice
from tests.workbooks import openpyxl_rows

BOOK = 'xl/workbook.xml'


@pytest.fixture
def group(tmp_path: Path) -> Group:
    return ledger(tmp_path)


# --- what people do to sheets and columns -----------------------------------------------------------------------------


def renamed(name: str, new: str) -> Callable[[bytes], bytes]:
    return lambda xml: xml.replace(f'name="{name}"'.encode(), f'name="{new}"'.encode())


@pytest.mark.parametrize('name', ['Entries', 'Members', 'Bylaws'])
@pytest.mark.parametrize('new', ['Journal 2025', 'नोंदी', ' {} '])
def test_28_a_renamed_sheet_is_found_by_its_table(group: Group, name: str, new: str) -> None:
    new = new.format(name.upper())
    live(group, changed(group, BOOK, renamed(name, new)))
    assert said(group) == [
        f'{name}: The sheet {name} is now called {new}. It is read and written under that name. '
        'Give it its old name again if nobody wanted another one.'
    ]
    goes_on(group)
    group.join('Bina')
    assert flushed(group) == ''
    assert new in openpyxl.load_workbook(group.path).sheetnames


@pytest.mark.needs('libreoffice')
def test_28_a_sheet_renamed_in_libreoffice_is_found_too(group: Group, libreoffice: LibreOffice) -> None:
    live(group, edited(group, lambda sheet: setattr(sheet, 'title', 'Journal')))
    saved = libreoffice.recalculated(group.path).read_bytes()
    live(group, saved)
    goes_on(group)


def test_28_a_sheet_spelled_otherwise_is_found_without_its_table(group: Group) -> None:
    def rename(sheet: Any) -> None:
        del sheet.tables['EntriesTable']
        sheet.title = 'ENTRIES '

    live(group, edited(group, rename))
    goes_on(group)


def test_28_a_renamed_sheet_without_its_table_is_asked_for(group: Group) -> None:
    def rename(sheet: Any) -> None:
        del sheet.tables['EntriesTable']
        sheet.title = 'Journal'

    assert away(group, edited(group, rename)) == (
        'The workbook has no sheet Entries. Put the sheet back, or its old name, or take a backup.'
    )


def test_29_a_sheet_that_was_deleted_is_missed_and_comes_back_with_the_rows_of_the_journal(group: Group) -> None:
    old = group.path.read_bytes()
    group.do('contribution', '200', '2025-04-05', member='M2025-001', entry_id='d4')
    assert flushed(group) == ''
    assert away(group, edited(group, lambda sheet: sheet.parent.remove(sheet))) == (
        'The workbook has no sheet Entries. Put the sheet back, or its old name, or take a backup.'
    )
    live(group, old)
    assert flushed(group) == ''
    assert is_well(group) and ids_in_workbook(group) == ids(group) and 'd4' in ids(group)


@pytest.mark.parametrize('state', ['hidden', 'veryHidden'])
@pytest.mark.parametrize('sheets', [['Entries'], ['Entries', 'Changes', 'Members', 'Loans', 'Bylaws'], []])
def test_30_hidden_sheets_are_read_and_written(group: Group, state: str, sheets: list[str]) -> None:
    """Also where all are hidden, which openpyxl could not save."""

    def hide(xml: bytes) -> bytes:
        names = '|'.join(sheets) or '[^"]*'
        return re.sub(rf'<sheet ([^>]*name="(?:{names})"[^>]*?) state="visible"', rf'<sheet \1 state="{state}"',
                      xml.decode()).encode()  # fmt: skip

    live(group, changed(group, BOOK, hide))
    goes_on(group)


def test_31_columns_in_another_order_are_known_by_their_headings(group: Group) -> None:
    def turn_round(sheet: Any) -> None:
        width = sheet.max_column
        for row in sheet.iter_rows():
            values = [one.value for one in row]
            for one, value in zip(row, reversed(values), strict=True):
                one.value = value
        table = sheet.tables['EntriesTable']
        table.tableColumns = list(reversed(table.tableColumns))
        assert width == 24

    live(group, edited(group, turn_round))
    assert differing(group) == {}
    goes_on(group)
    assert openpyxl_rows(group.path)[4][23].date().isoformat() == '2025-04-05'


@pytest.mark.parametrize(
    'edit, answer',
    [
        (lambda sheet: sheet.delete_cols(6), 'The sheet Entries has no column Amount. Put the column back with'),
        (lambda sheet: sheet.__setitem__('F1', 'Rupees'), 'The sheet Entries has no column Amount. Put the column back '
         "with this heading; if it is the one in F1, write Amount over 'Rupees'."),
        (lambda sheet: sheet.__setitem__('R1', None), 'The sheet Entries has no column Entry ID. Put the column back '),
    ],
)  # fmt: skip
def test_32_a_column_that_is_gone_or_renamed_stops_the_writing_and_its_cell_is_named(
    group: Group, edit: Callable[[Any], object], answer: str
) -> None:
    assert away(group, edited(group, edit)).startswith(answer)


def test_33_a_heading_that_stands_twice_stops_the_writing_and_both_cells_are_named(group: Group) -> None:
    def twice(sheet: Any) -> None:
        del sheet.tables['EntriesTable']
        sheet['AA1'], sheet['AA2'] = 'Amount', 5

    assert away(group, edited(group, twice)) == (
        "The heading Amount stands in F1 and in AA1. Give the column that is not the book's own another heading."
    )


@pytest.mark.parametrize(
    'heading', ['amount', ' Amount ', 'AMOUNT', 'Amount\u00a0', '\ufeffAmount', 'Am\u200bount', 'Sum', 'sum ']
)
def test_34_a_heading_spelled_otherwise_or_as_it_once_was_is_known(group: Group, heading: str) -> None:
    live(group, edited(group, lambda sheet: sheet.__setitem__('F1', heading)))
    goes_on(group)
    assert openpyxl_rows(group.path)[4][5] == 200


def test_34_a_translated_heading_is_asked_for_by_its_cell(group: Group) -> None:
    assert away(group, edited(group, lambda sheet: sheet.__setitem__('F1', 'रक्कम'))).endswith(
        "if it is the one in F1, write Amount over 'रक्कम'."
    )


def test_35_a_table_beside_it_and_blank_rows_are_not_written_over(group: Group) -> None:
    own = {
        'AA1': 'Date', 'AB1': 'Amount', 'AA2': datetime(2020, 1, 1), 'AB2': 7, 'AA3': datetime(2020, 1, 2), 'AB3': 8,
    }  # fmt: skip

    def beside(sheet: Any) -> None:
        sheet.insert_rows(3, 4)
        sheet.tables['EntriesTable'].ref = 'A1:X8'
        for address, value in own.items():
            sheet[address] = value
        sheet.add_table(Table(displayName='Own', ref='AA1:AB3'))

    live(group, edited(group, beside))
    goes_on(group)
    sheet: Any = openpyxl.load_workbook(group.path)['Entries']
    assert {address: sheet[address].value for address in own} == own
    assert [row[17] for row in openpyxl_rows(group.path)[1:]] == ['d1', None, None, None, None, 'd2', 'd3', 'd4']


def test_36_rows_that_are_filtered_out_or_hidden_count(group: Group) -> None:
    def hide(sheet: Any) -> None:
        sheet.auto_filter.ref = 'A1:X4'
        sheet.auto_filter.add_filter_column(4, ['loan'])
        for number in (2, 3, 4):
            sheet.row_dimensions[number].hidden = True

    live(group, edited(group, hide))
    goes_on(group)


def test_37_sorted_rows_are_known_by_their_ids(group: Group) -> None:
    def backwards(sheet: Any) -> None:
        rows = [[one.value for one in row] for row in sheet['A2:X4']]
        for row, values in zip(sheet['A2:X4'], reversed(rows), strict=True):
            for one, value in zip(row, values, strict=True):
                one.value = value

    live(group, edited(group, backwards))
    assert (differing(group), said(group), group.book.typed) == ({}, [], [])
    goes_on(group)
    assert [row[17] for row in openpyxl_rows(group.path)[1:]] == ['d3', 'd2', 'd1', 'd4']


def test_38_a_deleted_row_comes_back_and_is_told(group: Group) -> None:
    live(group, edited(group, lambda sheet: sheet.delete_rows(3)))
    assert ids(group) == ['d1', 'd2', 'd3'] and group.cash() == 600_00
    assert [(notice.kind, notice.sheet, notice.row) for notice in group.book.notices()] == [
        ('removed', 'Entries', 'd2')
    ]
    assert flushed(group) == ''
    assert ids_in_workbook(group) == ['d1', 'd2', 'd3']


def test_39_an_amount_edited_by_hand_is_told_neither_taken_nor_written_over(group: Group) -> None:
    live(group, edited(group, lambda sheet: sheet.__setitem__('F3', 2000)))
    assert differing(group) == {'F3': ('200.00', '2000.00')}
    goes_on(group)
    assert openpyxl_rows(group.path)[2][5] == 2000


def test_40_last_weeks_copy_is_noticed_and_gets_the_rows_that_it_lacks(group: Group) -> None:
    last_week = group.path.read_bytes()
    for number in (4, 5, 6):
        group.do('contribution', '200', f'2025-0{number}-05', member='M2025-001', entry_id=f'd{number}')
    assert flushed(group) == ''
    live(group, last_week)
    assert group.cash() == 1200_00
    assert sorted(notice.row for notice in group.book.notices() if notice.kind == 'removed') == ['d4', 'd5', 'd6']
    assert flushed(group) == ''
    assert ids_in_workbook(group) == ['d1', 'd2', 'd3', 'd4', 'd5', 'd6']


def test_41_the_workbook_of_another_group_is_refused_by_its_id(group: Group) -> None:
    folder = group.path.parent / 'other'
    folder.mkdir()
    other = Group(folder, group_id='G2', name='Pragati')
    other.book.close()
    assert away(group, other.path.read_bytes()) == (
        'In place of group.xlsx lies now the workbook of another group: Pragati. '
        'Put back the workbook of this group, or give this one another name.'
    )
    put(group, group.path.read_bytes())
