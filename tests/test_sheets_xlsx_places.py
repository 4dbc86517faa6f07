"""Where new rows go on a sheet with merged cells or pivot tables, so that all of them are seen and stay."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from sheets.xlsx import CannotPatch, Value, append_rows
from tests.workbooks import (
    HEADERS,
    ROW,
    calamine_rows,
    changed_members,
    content,
    members,
    plain_workbook,
    rewritten,
    table_workbook,
)

SHEET, TABLE = 'xl/worksheets/sheet1.xml', 'xl/tables/table1.xml'
WIDE: list[Value] = ['e2', None, 200, 'Brian']
KIND = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/pivotTable'


def with_merged(book: Path, *areas: str) -> Path:
    """The workbook with cells merged; what stands in hidden ones is lost, as in Excel."""
    made = openpyxl.load_workbook(book)
    for area in areas:
        made['Entries'].merge_cells(area)
    made.save(book)
    return book


def with_pivot_table(book: Path, area: str) -> Path:
    """The workbook with as much of a pivot table as says where it is."""
    links = (
        f'<Relationships xmlns="x"><Relationship Id="p" Type="{KIND}" Target="../pivotTables/p1.xml"/></Relationships>'
    )
    pivot = f'<pivotTableDefinition name="p"><location firstHeaderRow="1" ref="{area}"/></pivotTableDefinition>'
    added = {'xl/worksheets/_rels/sheet1.xml.rels': links.encode(), 'xl/pivotTables/p1.xml': pivot.encode()}
    return rewritten(book, {}, added)


def place_of(book: Path, value: str) -> int:
    """The row in which this stands in column A."""
    return [row[0] for row in calamine_rows(book)].index(value) + 1


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return plain_workbook(tmp_path / 'book.xlsx')


def test_a_block_of_merged_cells_with_a_value_reaches_down_to_its_last_row(book: Path) -> None:
    made = openpyxl.load_workbook(book)
    made['Entries'].append(['e1b', None, 5, 'x'])
    made['Entries']['D3'].font = Font(bold=True)
    made['Entries'].auto_filter.ref = 'A1:D3'
    made.save(book)
    with_merged(book, 'A3:A5')
    before = members(book)
    append_rows(book, 'Entries', [WIDE, ['e3']])
    append_rows(book, 'Entries', [['e4']])
    assert [place_of(book, value) for value in ('e2', 'e3', 'e4')] == [6, 7, 8]
    assert changed_members(before, book) == {SHEET}
    found = openpyxl.load_workbook(book)['Entries']
    assert found['D6'].font.bold and found.auto_filter.ref == 'A1:D8'


@pytest.mark.parametrize(
    ('merged', 'row'),
    [
        (['C3:D3'], 4),  # the name would be hidden
        (['A3:B5'], 3),  # the first cell of merged ones is seen, and nothing goes into the others
        (['C3:C9', 'A10:D10'], 3),
        (['B4:D4'], 3),
        (['F3:H9'], 3),  # beside the new row
        (['C2:C3', 'C4:D4'], 5),  # 500 stands in C2 and C3
        (['C3:D3', 'A4:D5', 'C6:D9', 'C11:D20'], 10),
        (['C10:D20', 'C3:D9'], 21),  # not in order
    ],
)
def test_rows_go_below_empty_merged_cells_that_would_hide_a_value(book: Path, merged: list[str], row: int) -> None:
    with_merged(book, *merged)
    append_rows(book, 'Entries', [WIDE])
    assert place_of(book, 'e2') == row and calamine_rows(book)[row - 1][:4] == ['e2', '', 200, 'Brian']


def test_all_rows_of_a_call_find_a_place_together(book: Path) -> None:
    with_merged(book, 'C5:D5', 'A8:A9')
    append_rows(book, 'Entries', [WIDE, ['e3'], WIDE, WIDE])
    assert [row[0] for row in calamine_rows(book)] == ['id', 'e1', '', '', '', '', '', '', '', 'e2', 'e3', 'e2', 'e2']


def test_a_sheet_of_merged_cells_alone_takes_its_first_row_below_them(book: Path) -> None:
    made = openpyxl.load_workbook(book)
    made['Entries'].delete_rows(1, 2)
    made.save(book)
    append_rows(with_merged(book, 'A1:D2'), 'Entries', [WIDE])
    assert place_of(book, 'e2') == 3


@pytest.mark.parametrize('last_row', [3999, 4010])
def test_a_block_that_begins_far_above_is_respected(tmp_path: Path, last_row: int) -> None:
    """Its first row is among those that are not looked at any more."""
    rows: list[list[object]] = [[number, None, number] for number in range(1, 4001)]
    book = with_merged(plain_workbook(tmp_path / 'book.xlsx', *rows), f'B5:B{last_row}')
    append_rows(book, 'Entries', [['e2']])
    append_rows(book, 'Entries', [['e3']])
    assert [place_of(book, value) for value in ('e2', 'e3')] == [max(last_row, 4000) + 1, max(last_row, 4000) + 2]


def test_a_table_cannot_grow_into_merged_cells(tmp_path: Path) -> None:
    book = with_merged(table_workbook(tmp_path / 'book.xlsx', HEADERS, ROW, ref='A1:D2'), 'B3:B9')
    before = book.read_bytes()
    with pytest.raises(CannotPatch, match=r'Merged cells lie where row 3 has to go\. Unmerge'):
        append_rows(book, 'Entries', [WIDE])
    assert book.read_bytes() == before


def test_a_table_does_not_grow_over_a_note_in_merged_cells(tmp_path: Path) -> None:
    book = table_workbook(tmp_path / 'book.xlsx', HEADERS, ROW, ['Checked by Amina'], ref='A1:D2')
    with_merged(book, 'A3:D3')
    before = members(book)
    append_rows(book, 'Entries', [WIDE])
    assert place_of(book, 'e2') == 4 and changed_members(before, book) == {SHEET}
    assert ' ref="A1:D2"' in content(book, TABLE)


@pytest.mark.parametrize(('area', 'row'), [('A1:D2', 5), ('D1:F2', 5), ('A1:D6', 9), ('F1:H9', 3)])
def test_rows_keep_away_from_a_pivot_table(book: Path, area: str, row: int) -> None:
    """LibreOffice writes it anew on opening, a row longer than Excel had it, over what stands there."""
    with_pivot_table(book, area)
    append_rows(book, 'Entries', [WIDE])
    append_rows(book, 'Entries', [['e3']])
    assert [place_of(book, value) for value in ('e2', 'e3')] == [row, row + 1]
