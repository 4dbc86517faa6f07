"""Rows are added to a workbook, and nothing else in it changes: what sheets/xlsx.py promises about appending."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import PatternFill
from openpyxl.worksheet.table import Table

from sheets.xlsx import Append, Cached, CannotPatch, Value, append_rows, patch
from tests.workbooks import (
    HEADERS,
    ROW,
    calamine_rows,
    changed_members,
    content,
    members,
    openpyxl_rows,
    plain_workbook,
    replaced,
    rewritten,
    rich_workbook,
    table_workbook,
)

SHEET, TABLE = 'xl/worksheets/sheet1.xml', 'xl/tables/table1.xml'
NEW: list[Value] = ['e2', date(2026, 2, 5), Decimal('200.10'), 'Brian']
CALCULATED = {'xl/calcChain.xml': b'<calcChain xmlns="a"><c r="B2" i="2"/><c r="B3"/></calcChain>'}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return plain_workbook(tmp_path / 'book.xlsx')


def test_every_part_but_the_sheet_and_its_table_stays_as_it_was(tmp_path: Path) -> None:
    """A workbook with a chart, a picture, comments, rules, drop-downs, names, a pivot cache and macros."""
    path = rich_workbook(tmp_path / 'rich.xlsx')
    before = members(path)
    append_rows(path, 'Entries', [NEW])
    assert changed_members(before, path) == {SHEET, TABLE}
    found = openpyxl.load_workbook(path)['Entries']
    assert [cell.value for cell in found[3]] == ['e2', datetime(2026, 2, 5), 200.1, 'Brian']
    assert calamine_rows(path)[2] == ['e2', date(2026, 2, 5), 200.1, 'Brian']
    assert found.conditional_formatting and found.data_validations.dataValidation and found['A1'].comment


def test_what_stands_around_the_rows_stays_as_it_was(tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / 'rich.xlsx')
    before = content(path, SHEET)
    append_rows(path, 'Entries', [NEW])
    after = content(path, SHEET).replace('A1:D3', 'A1:D2')
    assert after.startswith(before[: before.index('</sheetData>')])
    assert after.endswith(before[before.index('</sheetData>') :])


def test_rows_take_the_styles_of_the_row_above(tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / 'rich.xlsx')
    append_rows(path, 'Entries', [NEW, ['e3', None, None, None]])
    found = openpyxl.load_workbook(path)['Entries']
    assert [found[f'B{row}'].number_format for row in (3, 4)] == ['yyyy-mm-dd'] * 2
    assert found['D3'].font.bold and found['D4'].fill.fgColor.rgb == '00FFFF00'


def test_below_a_heading_alone_rows_take_the_styles_of_the_columns(book: Path) -> None:
    made = openpyxl.load_workbook(book)
    made['Entries'].delete_rows(2)
    made['Entries']['C1'].number_format = '@'
    made['Entries'].column_dimensions['C'].number_format = '#,##0.00'
    made.save(book)
    append_rows(book, 'Entries', [['e1', None, 5, 'x']])
    assert openpyxl.load_workbook(book)['Entries']['C2'].number_format == '#,##0.00'


def test_the_declared_size_and_a_filter_grow_with_the_rows(book: Path) -> None:
    made = openpyxl.load_workbook(book)
    made['Entries'].auto_filter.ref = 'A1:D2'
    made.save(book)
    append_rows(book, 'Entries', [NEW, [*NEW, 'a note in column E']])
    found = openpyxl.load_workbook(book)['Entries']
    assert found.auto_filter.ref == 'A1:D4'
    assert '<dimension ref="A1:E4"/>' in content(book, SHEET)


def test_formatted_empty_rows_are_filled_and_not_doubled(book: Path) -> None:
    """Rows 3 to 6 hold colours alone, and F4 too: row 3 is next."""
    made = openpyxl.load_workbook(book)
    for row in range(3, 7):
        made['Entries'].cell(row, 1).fill = made['Entries'].cell(4, 6).fill = PatternFill('solid', fgColor='00FF00')
    made.save(book)
    append_rows(book, 'Entries', [NEW, NEW])
    assert [row[0] for row in openpyxl_rows(book)] == ['id', 'e1', 'e2', 'e2', None, None]
    assert [content(book, SHEET).count(f'<row r="{row}"') for row in range(1, 7)] == [1] * 6
    found = openpyxl.load_workbook(book)['Entries']
    assert {found[place].fill.fgColor.rgb for place in ('A3', 'A4', 'F4', 'A6')} == {'0000FF00'}


def test_the_empty_row_of_a_new_table_is_filled_first(tmp_path: Path) -> None:
    """Excel wants a table to have a row, so an app that makes one leaves it empty."""
    path = table_workbook(tmp_path / 'book.xlsx', HEADERS, [None] * 4, ref='A1:D2')
    append_rows(path, 'Entries', [NEW])
    assert [row[0] for row in openpyxl_rows(path)] == ['id', 'e2']
    assert openpyxl.load_workbook(path)['Entries'].tables['Entries'].ref == 'A1:D2'


def test_a_table_that_is_marked_empty_loses_the_mark(tmp_path: Path) -> None:
    path = table_workbook(tmp_path / 'book.xlsx', HEADERS, [None] * 4, ref='A1:D2')
    rewritten(path, {TABLE: replaced(' headerRowCount="1"', ' insertRow="1"')})
    append_rows(path, 'Entries', [NEW])
    assert ' insertRow="0"' in content(path, TABLE)


def test_a_table_grows_with_its_filter(tmp_path: Path) -> None:
    path = table_workbook(tmp_path / 'book.xlsx', HEADERS, ROW, ref='A1:D2')
    append_rows(path, 'Entries', [NEW, NEW])
    table = openpyxl.load_workbook(path)['Entries'].tables['Entries']
    assert (table.ref, table.autoFilter.ref) == ('A1:D4', 'A1:D4')


def test_rows_typed_below_a_table_become_part_of_it(tmp_path: Path) -> None:
    """LibreOffice does not grow a table when someone types below it."""
    path = table_workbook(tmp_path / 'book.xlsx', HEADERS, ROW, ROW, ROW, ref='A1:D2')
    append_rows(path, 'Entries', [NEW])
    assert openpyxl.load_workbook(path)['Entries'].tables['Entries'].ref == 'A1:D5'


def test_a_note_beside_a_table_does_not_tear_it_apart(tmp_path: Path) -> None:
    path = table_workbook(tmp_path / 'book.xlsx', HEADERS, ROW, ref='A1:D2')
    made = openpyxl.load_workbook(path)
    made['Entries']['H3'] = made['Entries']['H9'] = 'looked through'
    made.save(path)
    append_rows(path, 'Entries', [NEW])
    assert calamine_rows(path)[2] == ['e2', date(2026, 2, 5), 200.1, 'Brian', '', '', '', 'looked through']
    assert openpyxl.load_workbook(path)['Entries'].tables['Entries'].ref == 'A1:D3'


def test_rows_go_below_what_stands_under_a_table_and_leave_the_table_alone(tmp_path: Path) -> None:
    path = table_workbook(tmp_path / 'book.xlsx', HEADERS, ROW, [], ['checked on 5 March'], ref='A1:D2')
    append_rows(path, 'Entries', [NEW])
    assert [row[0] for row in openpyxl_rows(path)] == ['id', 'e1', None, 'checked on 5 March', 'e2']
    assert openpyxl.load_workbook(path)['Entries'].tables['Entries'].ref == 'A1:D2'


def test_of_two_tables_the_one_that_the_rows_continue_grows(tmp_path: Path) -> None:
    path = plain_workbook(tmp_path / 'book.xlsx', ['a', 'b'], [1, 2], ['c', 'd'], [3, 4])
    made = openpyxl.load_workbook(path)
    made['Entries'].add_table(Table(displayName='Upper', ref='A1:B2'))
    made['Entries'].add_table(Table(displayName='Lower', ref='A3:B4'))
    made.save(path)
    append_rows(path, 'Entries', [[5, 6]])
    assert {t.ref for t in openpyxl.load_workbook(path)['Entries'].tables.values()} == {'A1:B2', 'A3:B5'}


def test_a_table_with_a_total_row_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = table_workbook(tmp_path / 'book.xlsx', HEADERS, ROW, ['Total', None, 500, None], ref='A1:D3')
    rewritten(path, {TABLE: replaced(' headerRowCount="1"', ' totalsRowCount="1"')})
    with pytest.raises(CannotPatch, match=r'ends with a row of totals.*Take the total row off'):
        append_rows(path, 'Entries', [NEW])


def test_several_sheets_change_in_one_step(tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / 'rich.xlsx')
    before = members(path)
    patch(path, [Append('Entries', [NEW]), Cached('Summary', {'B2': Decimal('700.10')}), Append('Entries', [NEW])])
    assert changed_members(before, path) == {SHEET, TABLE, 'xl/worksheets/sheet2.xml'}
    assert [row[0] for row in openpyxl_rows(path)] == ['id', 'e1', 'e2', 'e2']
    assert openpyxl_rows(path, 'Summary') == [[None, None], [None, 700.1]]
    assert openpyxl_rows(path, 'Summary', values=False)[1] == [None, '=SUM(Entries!C2:C1000)']


def test_nothing_to_add_leaves_the_file_alone(book: Path) -> None:
    before, inode = book.read_bytes(), book.stat().st_ino
    append_rows(book, 'Entries', [])
    patch(book, [Cached('Entries', {'A1': 'there is no formula'}), Cached('Entries', {'Z99': 'nor a cell'})])
    assert (book.read_bytes(), book.stat().st_ino) == (before, inode)


def test_a_workbook_whose_totals_would_be_trusted_asks_for_a_calculation(tmp_path: Path) -> None:
    """As Excel saves it: with a chain of calculations and without fullCalcOnLoad."""
    path = rewritten(
        rich_workbook(tmp_path / 'rich.xlsx'),
        {
            'xl/workbook.xml': replaced(' fullCalcOnLoad="1"', ''),
            'xl/_rels/workbook.xml.rels': replaced(
                '</Relationships>', '<Relationship Id="rC" Type="x/calcChain" Target="calcChain.xml"/></Relationships>'
            ),
        },
        CALCULATED,
    )
    before, settings = members(path), content(path, 'xl/workbook.xml')
    append_rows(path, 'Entries', [NEW])
    assert changed_members(before, path) == {SHEET, TABLE, 'xl/workbook.xml'}
    assert content(path, 'xl/workbook.xml').replace(' fullCalcOnLoad="1"', '') == settings
    before = members(path)
    append_rows(path, 'Entries', [NEW])
    assert changed_members(before, path) == {SHEET, TABLE}
