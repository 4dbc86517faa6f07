"""Bad inputs 19 to 27: sheets that reach too far, merged cells, days that never were, links to elsewhere, macros."""

import random
import re
import socket
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from rules.problems import Refused
from sheets.outside import look_at_outside
from tests.bad_files import (
    ENTRIES_PART,
    away,
    cell,
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
    measured,
    parts,
    said,
    zipped,
)
from tests.groups import Group
from tests.workbooks import members, openpyxl_rows

BOOK = 'xl/workbook.xml'


@pytest.fixture
def group(tmp_path: Path) -> Group:
    return ledger(tmp_path)


def after_rows(xml: bytes) -> Callable[[bytes], bytes]:
    """A change of a sheet that puts XML behind its rows."""
    return lambda sheet: sheet.replace(b'</sheetData>', b'</sheetData>' + xml)


# --- sheets that reach far --------------------------------------------------------------------------------------------


def test_19_a_sheet_that_says_it_is_as_large_as_can_be_is_read_by_its_rows(group: Group) -> None:
    def lie(xml: bytes) -> bytes:
        return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', xml)

    lying = changed(group, ENTRIES_PART, lie)
    found = measured(lying)
    assert (found.said, found.seconds < 1, found.more < 60) == ('', True, True)
    live(group, lying)
    goes_on(group)


def with_cell(far: str) -> Callable[[bytes], bytes]:
    """A change of a sheet that puts one more cell behind its rows."""
    row = f'<row r="{re.sub("[A-Z]", "", far)}"><c r="{far}"><v>1</v></c></row></sheetData>'
    return lambda sheet: sheet.replace(b'</sheetData>', row.encode())


@pytest.mark.parametrize('far', ['XFD1048576', 'A1048576', 'ZZ99999', 'T700000'])
def test_20_a_lonely_cell_far_away_is_named(group: Group, far: str) -> None:
    lonely = changed(group, ENTRIES_PART, with_cell(far))
    found = measured(lonely)
    assert f'The sheet Entries reaches far beyond its rows, to the cell {far}. Delete what stands' in found.said
    assert (found.seconds < 1, found.more < 20) == (True, True)
    with pytest.raises(Refused, match='reaches far beyond its rows'):
        look_at_outside(lonely, 'group.xlsx')
    assert away(group, lonely) == found.said


def test_20_a_cell_at_the_right_end_alone_takes_no_room(group: Group) -> None:
    wide = changed(group, ENTRIES_PART, with_cell('XFD5'))
    assert measured(wide).more < 60
    live(group, wide)
    assert is_well(group) and group.cash() == 600_00


FULL, BELOW = 'Merged cells lie where row 5 has to go.', ''


@pytest.mark.parametrize(
    'area, waits', [('A1:XFD1048576', FULL), ('A1:A1048576', FULL), ('A3:Z200000', BELOW), ('Z1:Z1048576', BELOW)]
)
def test_21_cells_merged_over_the_whole_sheet_do_not_stop_the_server(group: Group, area: str, waits: str) -> None:
    merges = f'<mergeCells count="1"><mergeCell ref="{area}"/></mergeCells>'.encode()
    merged = changed(group, ENTRIES_PART, after_rows(merges))
    found = measured(merged)
    assert (found.said, found.seconds < 2, found.more < 60) == ('', True, True)
    live(group, merged)
    assert is_well(group) and ids(group) == ['d1', 'd2', 'd3']
    assert bool(said(group)) == area.startswith('A')
    assert all(f'The cells {area} are merged' in problem for problem in said(group))
    group.do('contribution', '200', '2025-04-05', member='M2025-001', entry_id='d4')
    started = time.perf_counter()
    assert waits in flushed(group)
    assert time.perf_counter() - started < 2
    assert (group.path.read_bytes() == merged) == bool(waits)
    if not waits:
        assert ids_in_workbook(group) == ['d1', 'd2', 'd3', 'd4']


def test_22_merged_cells_over_headings_and_rows_are_named_with_their_address(group: Group) -> None:
    live(group, edited(group, lambda sheet: sheet.merge_cells('F2:F4')))
    assert said(group)[0] == (
        'Entries!F2: The cells F2:F4 are merged: of what stood there only the first cell is left. '
        'Unmerge them, and put back what stood in the others.'
    )
    assert sorted(differing(group)) == ['F3', 'F4'] and group.cash() == 600_00
    fresh = ledger(group.path.parent / 'headings')
    assert away(fresh, edited(fresh, lambda sheet: sheet.merge_cells('E1:F1'))) == (
        'The cells E1:F1 are merged: of what stood there only the first cell is left. '
        'Unmerge them, and put back what stood in the others.'
    )


def test_23_a_workbook_that_counts_days_from_1904_is_read_and_written_right(group: Group) -> None:
    book = openpyxl.load_workbook(group.path)
    book.epoch = datetime(1904, 1, 1)
    book.save(group.path)
    group.book.refresh()
    assert differing(group) == {}
    goes_on(group)
    assert [row[0] for row in openpyxl_rows(group.path)[1:]] == [datetime(2025, month, 5) for month in (1, 2, 3, 4)]


@pytest.mark.parametrize('serial', [b'60', b'59', b'0', b'-5', b'2958466', b'1e300'])
def test_24_a_day_that_never_was_is_no_date(group: Group, serial: bytes) -> None:
    """Day 60 of the spreadsheets is the 29th of February 1900."""
    style = re.search(rb'<c r="A2"( s="\d+")', parts(group.path.read_bytes())[ENTRIES_PART])
    assert style
    live(group, cell(group, 'A2', b'<c r="A2"%s><v>%s</v></c>' % (style[1], serial)))
    assert list(differing(group)) == ['A2'] and differing(group)['A2'][0] == '2025-01-05'
    assert is_well(group) and group.cash() == 600_00


# --- what leads elsewhere ---------------------------------------------------------------------------------------------


ELSEWHERE = 'The workbook points to other files or programs. Bahi never follows such links.'
DDE = b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
OLE = b'<externalLink><oleLink progId="Package"/></externalLink>'
EXTERNAL = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    b'Type="x/externalLinkPath" Target="http://127.0.0.1:9/evil.xlsx" TargetMode="External"/></Relationships>'
)
CONNECTIONS = b'<connections><connection id="1" type="4"><webPr url="http://127.0.0.1:9/"/></connection></connections>'


def with_parts(group: Group, added: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """The workbook with parts that lead elsewhere. Whoever follows them fails; all stay as they are."""

    def refuse(*_asked: object) -> None:
        raise AssertionError('something in the workbook was followed')

    monkeypatch.setattr(socket.socket, 'connect', refuse)
    live(group, zipped({**parts(group.path.read_bytes()), **added}))
    before = members(group.path)
    goes_on(group)
    after = members(group.path)
    assert {name: after[name] for name in added} == {name: before[name] for name in added}


def test_25_links_to_other_files_and_programs_are_told_and_never_followed(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = 'xl/externalLinks'
    links = {f'{folder}/externalLink1.xml': DDE, f'{folder}/externalLink2.xml': OLE}
    with_parts(group, {**links, f'{folder}/_rels/externalLink1.xml.rels': EXTERNAL}, monkeypatch)
    assert [problem.message for problem in group.book.problems()] == [ELSEWHERE]


def test_26_data_from_elsewhere_is_told_and_never_fetched(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = parts(group.path.read_bytes())['xl/worksheets/sheet1.xml']
    formula = b'<row r="400"><c r="A400"><f>WEBSERVICE("http://127.0.0.1:9/")</f></c></row></sheetData>'
    added = {'xl/connections.xml': CONNECTIONS, 'xl/queryTables/queryTable1.xml': b'<queryTable connectionId="1"/>'}
    with_parts(group, {**added, 'xl/worksheets/sheet1.xml': sheet.replace(b'</sheetData>', formula)}, monkeypatch)
    assert [problem.message for problem in group.book.problems()] == [
        'The workbook holds macros or fetches data from elsewhere. Bahi never runs or fetches them.'
    ]


def test_27_macros_are_told_kept_as_they_are_and_never_run(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    with_parts(group, {'xl/vbaProject.bin': b'\xd0\xcf\x11\xe0' + random.Random(27).randbytes(5000)}, monkeypatch)
    assert [problem.message for problem in group.book.problems()] == [
        'The workbook holds macros or fetches data from elsewhere. Bahi never runs or fetches them.'
    ]
