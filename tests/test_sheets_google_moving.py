"""A workbook becomes a spreadsheet and a spreadsheet a workbook: nothing is lost on the way, and it looks the same."""

import random
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from actions.settings import amend_bylaw
from reports.verify import problems_of_workbook
from reports.views import view_changes
from rules.problems import Refused
from sheets import columns, entries, opening
from sheets.book import Book, open_book
from sheets.google import moving
from sheets.google.copying import copy_back
from sheets.google.moving import make_spreadsheet, move_to_google
from sheets.google.spreadsheet import GoogleSheet
from sheets.google.values import to_wire
from sheets.views_reading import NAMES as VIEWS
from sheets.workbooks import Away
from sheets.writer import Writer
from tests.google_books import GROUP, a_workbook, kept
from tests.google_grid import texts
from tests.google_stand_in import Fault, StandIn
from tests.groups import NOW, PRESIDENT, Group

SAMPLE = Path(__file__).parent.parent / 'sample_workbook.xlsx'
TODAY = date(2026, 1, 1)


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


def a_workbook_by_weeks() -> bytes:
    """A group that paid by months and goes over to weeks."""
    with tempfile.TemporaryDirectory() as folder:
        group = Group(Path(folder), date(2025, 6, 4))
        asha = group.join('Asha')
        amend_bylaw(group.book, 'frequency', 'weekly', '', date(2025, 3, 1), PRESIDENT, NOW, group.today, 'over')
        for day in range(1, 18):
            group.do('contribution', '200', f'2025-05-{day:02}', member=asha)
        assert Writer(group.book, view_changes).flush(group.today).waiting is None
        return group.path.read_bytes()


@pytest.mark.parametrize('original', ['a small group', 'a group by weeks', 'the sample'])
def test_a_workbook_goes_there_and_back_without_loss(
    google: StandIn, sheet: GoogleSheet, tmp_path: Path, original: str
) -> None:
    here, back = tmp_path / 'here.xlsx', tmp_path / 'back.xlsx'
    made: dict[str, Callable[[], bytes]] = {
        'a small group': a_workbook,
        'a group by weeks': a_workbook_by_weeks,
        'the sample': SAMPLE.read_bytes,
    }
    here.write_bytes(made[original]())
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
    original.write_bytes(a_workbook())
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
    book = openpyxl.load_workbook(BytesIO(a_workbook()))
    members = book['Members']
    members.insert_cols(1)
    members['A1'], members['A2'] = 'Lane', '=Mango'
    members['A2'].data_type = 's'
    members['O1'], members['O3'] = 'Children', 3
    members['O3'].font = openpyxl.styles.Font(color='FF0000', bold=True)
    del members.tables['MembersTable']
    book.create_sheet('Our trip')['A1'] = 'To the sea'
    saved = BytesIO()
    book.save(saved)
    assert move_to_google(saved.getvalue(), 'group.xlsx', sheet).left_behind == ['Our trip']
    rows = texts(kept(google).named('Members'))
    assert (rows[1][0], rows[2][14]) == ('=Mango', 3)
    assert kept(google).named('Members').box(2, 14).format['textFormat']['bold'] is True
    copy_back(sheet, tmp_path / 'back.xlsx', TODAY)
    back = openpyxl.load_workbook(tmp_path / 'back.xlsx')['Members']
    assert [back.cell(row, column).value for row, column in ((1, 13), (2, 13), (1, 14), (3, 14))] == [
        'Lane', '=Mango', 'Children', 3,
    ]  # fmt: skip
    assert back['M2'].data_type == 's'


def test_a_long_book_goes_in_requests_that_google_takes(
    google: StandIn, sheet: GoogleSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, 'LARGEST_REQUEST_BYTES', 6_000)
    move_to_google(a_workbook(), 'group.xlsx', sheet)
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
            move_to_google(a_workbook(), 'group.xlsx', sheet)
            break
        except Away:
            # The internet was away for too long: someone presses the button again.
            continue
    tables = cells(a_workbook())
    for name, rows in tables.items():
        arrived = [row for row in texts(kept(google).named(name)) if any(row)]
        assert [['' if value is None else value for value in row] for row in rows] == arrived, name


def test_a_spreadsheet_with_a_book_in_it_is_left_alone(google: StandIn, sheet: GoogleSheet) -> None:
    make_spreadsheet(sheet, GROUP, TODAY)
    before = kept(google)
    with pytest.raises(Refused, match='The spreadsheet holds a book already') as refused:
        move_to_google(a_workbook(), 'group.xlsx', sheet)
    assert refused.value.problems[0].about == 'link'
    assert kept(google) is before


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
        move_to_google(a_workbook(), 'group.xlsx', sheet)


def test_a_file_that_is_there_is_not_overwritten(google: StandIn, sheet: GoogleSheet, tmp_path: Path) -> None:
    make_spreadsheet(sheet, GROUP, TODAY)
    (tmp_path / 'group.xlsx').write_bytes(b'mine')
    with pytest.raises(Refused, match='is there already'):
        copy_back(sheet, tmp_path / 'group.xlsx', TODAY)
    assert (tmp_path / 'group.xlsx').read_bytes() == b'mine'
