"""A workbook becomes a spreadsheet and a spreadsheet a workbook: nothing is lost on the way, and it looks the same."""

import random
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest

from reports.verify import problems_of_workbook
from reports.views import view_changes
from rules.bylaws import preset
from rules.problems import Refused
from rules.records import MODES
from sheets import columns, entries, opening, xlsx
from sheets.book import Book, open_book
from sheets.google import moving
from sheets.google.copying import copy_back
from sheets.google.door import Google
from sheets.google.formats import number_format
from sheets.google.formulas import KNOWN_FUNCTIONS, functions_of
from sheets.google.moving import make_spreadsheet, move_to_google
from sheets.google.reading import SHEET_IDS
from sheets.google.spreadsheet import GoogleSheet
from sheets.google.values import to_wire
from sheets.making import ORDER
from sheets.views_reading import NAMES as VIEWS
from sheets.workbooks import Away
from sheets.writer import Writer
from sheets.xlsx import Amend
from tests.google_grid import Spreadsheet, texts
from tests.google_stand_in import Clock, Fault, StandIn
from tests.groups import Group
from tests.machine import LibreOffice
from tests.recalculated import views

ID = 'sunrise-0123456789-0123456789'
SAMPLE = Path(__file__).parent.parent / 'sample_workbook.xlsx'
TODAY = date(2026, 1, 1)
GROUP = preset('shg', 'Asmita', 'INR', 'en', date(2025, 1, 1), 'G1')
OF_GROUP = [name for name in ORDER if name not in columns.BY_NAME or columns.BY_NAME[name] in columns.used(GROUP)]


@cache
def small() -> bytes:
    """The workbook of a group with a little of everything: a loan that was added to, one taken back, one closed."""
    with TemporaryDirectory() as folder:
        group = Group(Path(folder))
        asha, brian = group.join('=Asha'), group.join('Brian')
        for month in range(1, 13):
            group.do('contribution', '200.50', f'2025-{month:02d}-05', member=asha, for_=f'2025-{month:02d}')
        group.do('opening', '9000', '2025-01-02', mode='cash')
        group.do('loan', '500', '2025-02-06', member=asha)
        group.do('loan', '300', '2025-03-06', member=asha, loan='L2025-001')
        group.do('loan', '700', '2025-04-01', member=brian, entry_id='mistake')
        group.do('reversal', '', '2025-04-02', reverses='mistake', note='typed twice')
        group.do('loan', '100', '2025-05-01', member=brian)
        group.do('repayment', '102', '2025-05-20', loan='L2025-003')
        group.leave(brian, '2025-08-01')
        Writer(group.book, view_changes).flush(group.today)
        group.book.close()
        return group.path.read_bytes()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def google(clock: Clock) -> Iterator[StandIn]:
    with StandIn(clock) as google:
        google.spreadsheet(ID, 'Sunrise')
        yield google


@pytest.fixture
def sheet(google: StandIn, clock: Clock, tmp_path: Path) -> GoogleSheet:
    return GoogleSheet(Google(google.account(), google.loopback(), clock.time()), ID, tmp_path, clock, clock)


def kept(google: StandIn) -> Spreadsheet:
    return google.sheets[ID]


def cells(data: bytes) -> dict[str, list[list[Any]]]:
    """What stands in the tables of a workbook, as it would go over the wire; blanks at the ends left out."""
    workbook = opening.Sheets(data)
    found = {}
    for name in columns.BY_NAME.keys() & {*workbook.names}:
        rows = [[to_wire(cell) for cell in row] for row in workbook.cells(name)]  # type: ignore[arg-type]
        found[name] = [_trimmed(row) for row in rows if any(row)]
    return found


def _trimmed(row: list[Any]) -> list[Any]:
    while row and row[-1] is None:
        row = row[:-1]
    return row


def looks(path: Path) -> Mapping[str, Any]:
    """How the cells of the tables look, and the widths of their columns."""
    book = openpyxl.load_workbook(path)
    found: dict[str, Any] = {}
    for name in columns.BY_NAME.keys() & {*book.sheetnames}:
        for column in book[name].iter_cols():
            for cell in column:
                look = (cell.number_format, cell.font.b, cell.font.sz, cell.font.color and cell.font.color.rgb)
                found[f'{name}!{cell.coordinate}'] = (*look, cell.fill.fgColor.rgb, cell.alignment.horizontal)
        found[name] = {letter: size.width for letter, size in book[name].column_dimensions.items()}
        found[f'{name} choices'] = sorted(
            (str(each.sqref), each.formula1) for each in book[name].data_validations.dataValidation
        )
    return found


# --- made ready ------------------------------------------------------------------------------------------------------


def test_a_new_book_is_made_with_two_batches(google: StandIn, sheet: GoogleSheet) -> None:
    make_spreadsheet(sheet, GROUP, TODAY)
    assert [path.rpartition(':')[2] for method, path in google.log if method == 'POST'] == ['batchUpdate'] * 2
    assert [tab.title for tab in kept(google).tabs] == OF_GROUP
    assert sum(len(tab.rows) * tab.columns for tab in kept(google).tabs) < 40_000
    book = Book(sheet)
    assert (book.bylaws.name, book.problems(), book.away, len(book.frame())) == ('Asmita', [], None, 0)
    book.close()


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
    assert {(SHEET_IDS['Entries'], None), (SHEET_IDS['Changes'], None), (SHEET_IDS['Members'], 10)} <= areas


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
    original.write_bytes(xlsx.patch_bytes(small(), [Amend('Summary', {'B3': as_of})]))
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


# --- there and back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('original', ['a small group', 'the sample'])
def test_a_workbook_goes_there_and_back_without_loss(
    google: StandIn, sheet: GoogleSheet, tmp_path: Path, original: str
) -> None:
    here, back = tmp_path / 'here.xlsx', tmp_path / 'back.xlsx'
    here.write_bytes(small() if original == 'a small group' else SAMPLE.read_bytes())
    there = move_to_google(here.read_bytes(), here.name, sheet)
    assert (there.rows['Entries'] > 15, there.left_behind) == (True, [])
    assert copy_back(sheet, back, TODAY).rows == {name: rows for name, rows in there.rows.items() if name != 'Dues'}
    assert cells(back.read_bytes()) == cells(here.read_bytes())
    assert looks(back) == looks(here)
    dues, dues_here = (list(openpyxl.load_workbook(path)['Dues'].values) for path in (back, here))
    assert dues == dues_here
    # What formulas come to is not in the new file until a program that calculates opens it.
    assert problems_of_workbook(here) == []
    assert [problem for problem in problems_of_workbook(back) if problem.sheet not in VIEWS] == []


def test_the_book_is_the_same_on_both_sides(google: StandIn, sheet: GoogleSheet, tmp_path: Path) -> None:
    original = tmp_path / 'here' / 'group.xlsx'
    original.parent.mkdir()
    original.write_bytes(small())
    move_to_google(original.read_bytes(), original.name, sheet)
    here, there = open_book(original), Book(sheet)
    assert entries.records_of(there.frame()) == entries.records_of(here.frame())
    assert (there.members, there.loans, there.changes) == (here.members, here.loans, here.changes)
    assert (there.bylaws, there.head()) == (here.bylaws, here.head())
    here.close()
    there.close()


def test_columns_of_peoples_own_come_along_and_their_sheets_are_named(
    google: StandIn, sheet: GoogleSheet, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(BytesIO(small()))
    members = book['Members']
    members.insert_cols(1)
    members['A1'], members['A2'] = 'Lane', '=Mango'
    members['A2'].data_type = 's'
    members['N1'], members['N3'] = 'Children', 3
    members['N3'].font = openpyxl.styles.Font(color='FF0000', bold=True)
    del members.tables['MembersTable']
    book.create_sheet('Our trip')['A1'] = 'To the sea'
    saved = BytesIO()
    book.save(saved)
    assert move_to_google(saved.getvalue(), 'group.xlsx', sheet).left_behind == ['Our trip']
    rows = texts(kept(google).named('Members'))
    assert (rows[1][0], rows[2][13]) == ('=Mango', 3)
    assert kept(google).named('Members').box(2, 13).format['textFormat']['bold'] is True
    copy_back(sheet, tmp_path / 'back.xlsx', TODAY)
    back = openpyxl.load_workbook(tmp_path / 'back.xlsx')['Members']
    assert [back.cell(row, column).value for row, column in ((1, 12), (2, 12), (1, 13), (3, 13))] == [
        'Lane', '=Mango', 'Children', 3,
    ]  # fmt: skip
    assert back['L2'].data_type == 's'


def test_a_long_book_goes_in_requests_that_google_takes(
    google: StandIn, sheet: GoogleSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, 'LARGEST_REQUEST_BYTES', 6_000)
    move_to_google(small(), 'group.xlsx', sheet)
    assert sum(method == 'POST' for method, _ in google.log) > 15
    assert Book(sheet).problems() == []


@pytest.mark.parametrize('seed', range(3))
def test_faults_on_the_way_change_nothing(
    google: StandIn, sheet: GoogleSheet, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(moving, 'LARGEST_REQUEST_BYTES', 40_000)
    chance = random.Random(seed)
    kinds: list[Any] = ['before', 'after', 'drop before', 'drop after', 'busy']
    google.faults = iter([Fault(chance.choice(kinds)) if chance.random() < 0.4 else None for _ in range(60)])
    for _ in range(10):
        try:
            move_to_google(small(), 'group.xlsx', sheet)
            break
        except Away:
            # The internet was away for too long: someone presses the button again.
            continue
    tables = cells(small())
    for name, rows in tables.items():
        arrived = [row for row in texts(kept(google).named(name)) if any(row)]
        assert [['' if value is None else value for value in row] for row in rows] == arrived, name


def test_a_spreadsheet_with_a_book_in_it_is_left_alone(google: StandIn, sheet: GoogleSheet) -> None:
    make_spreadsheet(sheet, GROUP, TODAY)
    before = kept(google)
    with pytest.raises(Refused, match='The spreadsheet holds a book already') as refused:
        move_to_google(small(), 'group.xlsx', sheet)
    assert refused.value.problems[0].about == 'link'
    assert kept(google) is before


def test_a_sheet_of_somebodys_own_stays_in_the_spreadsheet(google: StandIn, sheet: GoogleSheet) -> None:
    own = kept(google).add_tab('Shopping')
    own.put(0, 0, own.box(0, 0).__class__(value='Tea'))
    make_spreadsheet(sheet, GROUP, TODAY)
    assert [tab.title for tab in kept(google).tabs] == [*OF_GROUP, 'Shopping']


def test_what_did_not_arrive_whole_is_named(
    google: StandIn, sheet: GoogleSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = sheet.google.change

    def someone_types_meanwhile(id_: str, requests: Any) -> Any:
        answer = change(id_, requests)
        if any('updateCells' in each and each['updateCells']['start']['rowIndex'] for each in requests):
            tab = kept(google).named('Entries')
            tab.put(7, 5, tab.box(7, 5).__class__(value=1))
        return answer

    monkeypatch.setattr(sheet.google, 'change', someone_types_meanwhile)
    with pytest.raises(Refused, match='The sheet Entries did not arrive whole: the cell F8 is not the same'):
        move_to_google(small(), 'group.xlsx', sheet)


def test_a_file_that_is_there_is_not_overwritten(google: StandIn, sheet: GoogleSheet, tmp_path: Path) -> None:
    make_spreadsheet(sheet, GROUP, TODAY)
    (tmp_path / 'group.xlsx').write_bytes(b'mine')
    with pytest.raises(Refused, match='is there already'):
        copy_back(sheet, tmp_path / 'group.xlsx', TODAY)
    assert (tmp_path / 'group.xlsx').read_bytes() == b'mine'


def test_amounts_in_rupees_keep_their_grouping() -> None:
    lakhs = r'[>=10000000]##\,##\,##\,##0.00;[>=100000]##\,##\,##0.00;##,##0.00'
    assert number_format(lakhs) == {'type': 'NUMBER', 'pattern': lakhs}
