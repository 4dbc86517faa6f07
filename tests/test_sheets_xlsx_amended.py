"""Cells of rows that are there already get new values, and formulas what they came to; nothing else changes."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from sheets.xlsx import Cached, CannotPatch, Value, amend_cells, append_rows, patch
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

SHEET = 'xl/worksheets/sheet1.xml'
LINK = '<Relationship Id="rC" Type="x/calcChain" Target="calcChain.xml"/></Relationships>'
CHAIN = b'<calcChain xmlns="a"><c r="C2" i="1"/><c r="C3"/><c r="B2" i="2" l="1"/></calcChain>'


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return plain_workbook(tmp_path / 'book.xlsx', HEADERS, ROW, ['e2', date(2026, 2, 5), 300, 'Brian'])


def test_a_cell_gets_a_new_value_and_keeps_its_style(tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / 'rich.xlsx')
    before = members(path)
    amend_cells(path, 'Entries', {'D2': '=Amina Wanjiru', 'B2': date(2026, 1, 6), 'C2': Decimal('500.50')})
    assert changed_members(before, path) == {SHEET}
    assert calamine_rows(path)[1] == ['e1', date(2026, 1, 6), 500.5, '=Amina Wanjiru']
    found = openpyxl.load_workbook(path)['Entries']
    assert found['D2'].font.bold and found['B2'].number_format == 'yyyy-mm-dd'


def test_cells_and_rows_that_are_not_there_yet_are_made_in_their_order(book: Path) -> None:
    amend_cells(book, 'Entries', {'F2': 'note', 'B9': 'far below', 'A5': 1, 'C5': 2, 'E2': True})
    amend_cells(book, 'Entries', {'B5': 'between', 'B7': 'between too', 'E4': None})
    assert openpyxl_rows(book)[1][2:] == [500, 'Amina', True, 'note']
    assert [row[:3] for row in openpyxl_rows(book)[4:]] == [
        [1, 'between', 2], [None] * 3, [None, 'between too', None], [None] * 3, [None, 'far below', None],
    ]  # fmt: skip
    assert [content(book, SHEET).index(f'<row r="{row}"') for row in (1, 2, 3, 5, 7, 9)] == sorted(
        content(book, SHEET).index(f'<row r="{row}"') for row in (1, 2, 3, 5, 7, 9)
    )


def test_a_cell_is_emptied_and_its_style_stays(book: Path) -> None:
    amend_cells(book, 'Entries', {'B2': None})
    cell = openpyxl.load_workbook(book)['Entries']['B2']
    assert (cell.value, cell.number_format) == (None, 'yyyy-mm-dd')


def test_an_amount_over_an_amount_typed_as_text_is_shown_as_its_column_shows_amounts(book: Path) -> None:
    made = openpyxl.load_workbook(book)
    made['Entries'].column_dimensions['C'].number_format = '#,##0.00'
    made['Entries']['C2'].value, made['Entries']['C2'].number_format = '1,250.00', '@'
    made.save(book)
    amend_cells(book, 'Entries', {'C2': Decimal('1250')})
    assert openpyxl.load_workbook(book)['Entries']['C2'].number_format == '#,##0.00'


@pytest.mark.parametrize('address', ['', 'D', '7', 'D0', 'XFE1', 'A1048577', 'A1:B2', 'Entries!A1'])
def test_what_is_no_cell_is_refused(book: Path, address: str) -> None:
    with pytest.raises(CannotPatch, match=r'is not a cell of a sheet\. Give the cell as'):
        amend_cells(book, 'Entries', {address: 1})


def test_a_formula_gives_way_to_a_value_and_leaves_the_list_of_formulas(book: Path) -> None:
    """Someone typed =200+100 into an amount; Excel repairs a file whose list names a formula that is gone."""
    made = openpyxl.load_workbook(book)
    made['Entries']['C2'] = '=200+100'
    made.save(book)
    rewritten(book, {'xl/_rels/workbook.xml.rels': replaced('</Relationships>', LINK)}, {'xl/calcChain.xml': CHAIN})
    amend_cells(book, 'Entries', {'C2': 300})
    assert openpyxl_rows(book, values=False)[1][2] == 300
    chain = '<calcChain xmlns="a"><c r="C3" i="1"/><c r="B2" i="2" l="1"/></calcChain>'
    assert content(book, 'xl/calcChain.xml') == chain


@pytest.mark.parametrize('kind', ['array', 'dataTable'])
@pytest.mark.parametrize('address', ['C2', 'C3'])
def test_a_cell_of_a_formula_that_fills_several_is_refused(book: Path, kind: str, address: str) -> None:
    formula = f'<c r="C2"><f t="{kind}" ref="C2:C3">A1:A2</f><v>'
    rewritten(book, {SHEET: replaced('<c r="C2" t="n"><v>', formula)})
    before = book.read_bytes()
    with pytest.raises(CannotPatch, match=r'belongs to a formula that fills several cells\. Replace'):
        amend_cells(book, 'Entries', {'A1': 'fine', address: 1})
    assert book.read_bytes() == before


def test_a_formula_shared_by_several_cells_is_refused_and_a_value_among_them_is_not(book: Path) -> None:
    """C4 took part once and holds a value now."""
    append_rows(book, 'Entries', [[None, None, 5]])
    rewritten(book, {SHEET: replaced('<c r="C2" t="n"><v>', '<c r="C2"><f t="shared" ref="C2:C4" si="0">A1</f><v>')})
    rewritten(book, {SHEET: replaced('<c r="C3" t="n"><v>', '<c r="C3"><f t="shared" si="0"/><v>')})
    for address in ('C2', 'C3'):
        with pytest.raises(CannotPatch, match='belongs to a formula'):
            amend_cells(book, 'Entries', {address: 1})
    amend_cells(book, 'Entries', {'C4': 6})
    assert openpyxl_rows(book)[3][2] == 6


def test_a_cell_hidden_in_merged_cells_is_refused_and_the_shown_one_is_not(book: Path) -> None:
    made = openpyxl.load_workbook(book)
    made['Entries'].merge_cells('C2:D3')
    made.save(book)
    amend_cells(book, 'Entries', {'C2': 1})
    with pytest.raises(CannotPatch, match=r'The cell D3 is hidden in merged cells\. Unmerge'):
        amend_cells(book, 'Entries', {'D3': 1})


def test_the_heading_of_a_table_is_refused(tmp_path: Path) -> None:
    """Its text stands in the table too, and Excel repairs a file where the two differ."""
    path = table_workbook(tmp_path / 'book.xlsx', HEADERS, ROW, ref='A1:D2')
    with pytest.raises(CannotPatch, match='The cell B1 is the heading of a table'):
        amend_cells(path, 'Entries', {'B1': 'date'})


@pytest.mark.parametrize(
    ('value', 'read'),
    [
        (Decimal('10300.00'), 10300.0), (0, 0), ('', None), ('कुल <b>', 'कुल <b>'), (True, True), (None, None),
        (date(2026, 3, 5), 46086),
    ],
)  # fmt: skip
def test_a_formula_gets_what_it_came_to_and_stays(book: Path, value: Value, read: object) -> None:
    made = openpyxl.load_workbook(book)
    made['Entries']['C5'], made['Entries']['D5'] = '=SUM(C2:C4)', 'no formula'
    made.save(book)
    before = members(book)
    patch(book, [Cached('Entries', {'C5': 'first'}), Cached('Entries', {'C5': value, 'D5': 'lost', 'E5': 'nowhere'})])
    assert changed_members(before, book) == {SHEET}
    assert openpyxl_rows(book)[4] == [None, None, read, 'no formula']
    assert openpyxl_rows(book, values=False)[4][2] == '=SUM(C2:C4)'


def test_shared_formulas_get_their_results_too(book: Path) -> None:
    change = replaced('<c r="C2" t="n"><v>500</v>', '<c r="C2" t="s"><f t="shared" ref="C2:C3" si="0">A1</f><v>0</v>')
    rewritten(book, {SHEET: change})
    rewritten(book, {SHEET: replaced('<c r="C3" t="n"><v>300</v>', '<c r="C3"><f t="shared" si="0"/>')})
    patch(book, [Cached('Entries', {'C2': 7, 'C3': 'eight'})])
    assert '<c r="C2"><f t="shared" ref="C2:C3" si="0">A1</f><v>7</v></c>' in content(book, SHEET)
    assert '<c r="C3" t="str"><f t="shared" si="0"/><v>eight</v></c>' in content(book, SHEET)


def test_dates_of_a_row_are_found_again(book: Path) -> None:
    amend_cells(book, 'Entries', {'D3': datetime(2026, 3, 5, 9, 30)})
    assert calamine_rows(book)[2][3] == datetime(2026, 3, 5, 9, 30)
