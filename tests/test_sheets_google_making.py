"""A spreadsheet is made ready for a book: its sheets, formats and choices, and views that come to the same figures."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from rules.records import MODES
from sheets import columns, xlsx
from sheets.book import Book
from sheets.columns import MEMBERS
from sheets.google.formats import number_format
from sheets.google.formulas import KNOWN_FUNCTIONS, functions_of
from sheets.google.moving import make_spreadsheet, move_to_google
from sheets.google.reading import SHEET_IDS
from sheets.google.spreadsheet import GoogleSheet
from sheets.making import ORDER
from sheets.xlsx import Amend
from tests.google_books import GROUP, a_workbook, kept
from tests.google_stand_in import StandIn
from tests.machine import LibreOffice
from tests.recalculated import views

TODAY = date(2026, 1, 1)
OF_GROUP = [name for name in ORDER if name not in columns.BY_NAME or columns.BY_NAME[name] in columns.used(GROUP)]


def test_a_new_book_is_made_with_two_batches(google: StandIn, sheet: GoogleSheet) -> None:
    make_spreadsheet(sheet, GROUP, TODAY)
    assert [path.rpartition(':')[2] for method, path in google.log if method == 'POST'] == ['batchUpdate'] * 2
    assert [tab.title for tab in kept(google).tabs] == OF_GROUP
    assert sum(len(tab.rows) * tab.columns for tab in kept(google).tabs) < 40_000
    book = Book(sheet)
    assert (book.bylaws.name, book.problems(), book.away, len(book.frame())) == ('Asmita', [], None, 0)
    book.close()


def test_a_sheet_of_somebodys_own_stays_in_the_spreadsheet(google: StandIn, sheet: GoogleSheet) -> None:
    own = kept(google).add_tab('Shopping')
    own.put(0, 0, own.box(0, 0).__class__(value='Tea'))
    make_spreadsheet(sheet, GROUP, TODAY)
    assert [tab.title for tab in kept(google).tabs] == [*OF_GROUP, 'Shopping']


def test_headings_have_notes_and_stay_in_sight(google: StandIn, sheet: GoogleSheet) -> None:
    make_spreadsheet(sheet, GROUP, TODAY)
    tab = kept(google).named('Entries')
    assert tab.properties['gridProperties']['frozenRowCount'] == 1
    assert (tab.box(0, 5).value, tab.box(0, 5).note) == (
        'Amount', 'The sum. A row that takes back another one has a minus.',
    )  # fmt: skip
    assert tab.box(0, 5).format['backgroundColorStyle'] == {'rgbColor': {'red': 0.1216, 'green': 0.4, 'blue': 0.3137}}


def test_columns_have_their_formats_also_below_the_last_row(google: StandIn, sheet: GoogleSheet) -> None:
    make_spreadsheet(sheet, GROUP, TODAY)
    tab = kept(google).named('Entries')
    last = len(tab.rows) - 1
    assert tab.box(last, 0).format['numberFormat'] == {'type': 'DATE', 'pattern': 'dd mmm yyyy'}
    assert tab.box(last, 1).format['numberFormat'] == {'type': 'TEXT', 'pattern': '@'}
    assert tab.box(last, 5).format['numberFormat']['type'] == 'NUMBER'
    assert tab.box(last, 13).format['numberFormat'] == {'type': 'DATE_TIME', 'pattern': 'yyyy-mm-dd hh:mm'}
    assert tab.box(last, 17).format['textFormat']['fontSize'] == 8


def test_amounts_in_rupees_keep_their_grouping() -> None:
    lakhs = r'[>=10000000]##\,##\,##\,##0.00;[>=100000]##\,##\,##0.00;##,##0.00'
    assert number_format(lakhs) == {'type': 'NUMBER', 'pattern': lakhs}


def test_choices_are_offered_and_what_the_app_writes_warns_but_keeps_nobody_out(
    google: StandIn, sheet: GoogleSheet
) -> None:
    make_spreadsheet(sheet, GROUP, TODAY)
    rule = kept(google).named('Entries').box(5, 8).validation
    assert rule is not None
    assert {each['userEnteredValue'] for each in rule['condition']['values']} == {*MODES} - {'set-off'}
    assert (numbers := kept(google).named('Passbook').box(3, 1).validation) is not None
    assert numbers['condition'] == {'type': 'ONE_OF_RANGE', 'values': [{'userEnteredValue': '=Members!$A$2:$A'}]}
    protected = kept(google).kept['protectedRange']
    assert all(each['warningOnly'] for each in protected)
    areas = {(each['range']['sheetId'], each['range'].get('startColumnIndex')) for each in protected}
    of_the_app = next(place for place, column in enumerate(MEMBERS.columns) if column.for_app)
    assert {(SHEET_IDS['Entries'], None), (SHEET_IDS['Changes'], None), (SHEET_IDS['Members'], of_the_app)} <= areas


def test_the_views_are_formulas_that_google_knows(google: StandIn, sheet: GoogleSheet) -> None:
    make_spreadsheet(sheet, GROUP, TODAY)
    formulas = {
        f'{tab.title}!{number},{place}': box.formula
        for tab in kept(google).tabs
        for number, row in enumerate(tab.rows)
        for place, box in row.items()
        if box.formula
    }
    assert len(formulas) > 150
    assert set().union(*map(functions_of, formulas.values())) <= KNOWN_FUNCTIONS
    assert [place for place, formula in formulas.items() if '[' in formula or '_xlfn' in formula] == []
    # Google's SUMIFS takes no list of criteria, not even inside SUMPRODUCT.
    assert [place for place, formula in formulas.items() if 'SUMPRODUCT' in formula] == []
    assert kept(google).locale == 'en_GB'
    assert [each['spec']['title'] for each in kept(google).kept['chart']] == [
        'Where the money is', 'Deposits of the last twelve months',
    ]  # fmt: skip


@pytest.mark.needs('libreoffice')
@pytest.mark.parametrize('as_of', [TODAY, date(2025, 4, 1)])
def test_googles_formulas_come_to_the_same_figures(
    google: StandIn, sheet: GoogleSheet, libreoffice: LibreOffice, tmp_path: Path, as_of: date
) -> None:
    """The sheets as they stand in Google, put into a workbook and worked out by LibreOffice."""
    original = tmp_path / 'original.xlsx'
    original.write_bytes(xlsx.patch_bytes(a_workbook(), [Amend('Summary', {'B3': as_of})]))
    move_to_google(original.read_bytes(), original.name, sheet)
    book = openpyxl.Workbook()
    del book['Sheet']
    for tab in kept(google).tabs:
        made = book.create_sheet(tab.title)
        for number, row in enumerate(tab.rows, start=1):
            for place, box in row.items():
                if box.filled:
                    cell = made.cell(number, place + 1, box.formula or box.value)
                    cell.number_format = box.format.get('numberFormat', {}).get('pattern', 'General')
                    cell.data_type = cell.data_type if box.formula or not isinstance(box.value, str) else 's'
    book.save(tmp_path / 'as_in_google.xlsx')
    here, there = (views(libreoffice.recalculated(tmp_path / name)) for name in ('original.xlsx', 'as_in_google.xlsx'))
    assert there == here
    assert here['Summary']['B18'] == (1 if as_of == TODAY else 2)
