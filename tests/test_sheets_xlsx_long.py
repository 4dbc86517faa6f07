"""Rows are added to a long sheet at the cost of the rows: the compressed rows above are carried over."""

import io
import shutil
import time
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zlib import crc32

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula

from sheets.ooxml import segments, worksheet
from sheets.ooxml.directory import Member
from sheets.ooxml.package import Package
from sheets.ooxml.segments import combined_crc, unpack
from sheets.xlsx import Amend, Append, Cached, CannotPatch, Value, amend_cells, append_rows, patch, patch_bytes
from tests.machine import LibreOffice
from tests.workbooks import calamine_rows, openpyxl_rows, plain_workbook

SHEET = 'xl/worksheets/sheet1.xml'


def row(number: int) -> list[Value]:
    """Nineteen cells of text, numbers and dates, as a journal has them."""
    day = date(2020, 1, 1) + timedelta(days=number % 1500)
    text: list[Value] = [
        f'{number * 7919:032x}',
        'सुनीता पाटील',
        'contribution',
        'cash',
        None,
        'a note about it',
        '2020-01',
    ]
    return [f'e{number}', day, number % 200, Decimal(number) / 100, day, *text, *text]


@pytest.fixture(scope='module')
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """3,600 rows as openpyxl writes them."""
    path = tmp_path_factory.mktemp('long') / 'book.xlsx'
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet('Entries')
    sheet.append([f'column {number}' for number in range(19)])
    for number in range(3600):
        sheet.append(row(number))
    book.save(path)
    return path


@pytest.fixture
def long(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / 'book.xlsx'))


def sheet_part(path: Path) -> tuple[Package, Member]:
    """The sheet's member in its package."""
    package = Package(path.read_bytes())
    member = package.find(SHEET)
    assert member
    return package, member


def is_in_runs(path: Path) -> bool:
    """Whether the rows above can be carried over the next time."""
    return unpack(*sheet_part(path)) is not None


def first_ids(path: Path) -> list[Any]:
    """What stands in column A."""
    return [cells[0] for cells in calamine_rows(path)[1:]]


def test_rows_added_again_and_again_are_all_there(long: Path) -> None:
    """200 batches, so that rows leave the end of the sheet and join the rest many times."""
    for batch in range(200):
        append_rows(long, 'Entries', [row(3600 + 5 * batch + index) for index in range(5)])
    assert first_ids(long) == [f'e{number}' for number in range(4600)]
    assert [cells[0] for cells in openpyxl_rows(long)[1:]] == first_ids(long)
    assert zipfile.ZipFile(long).testzip() is None and is_in_runs(long)


def test_the_compressed_rows_above_are_carried_over(long: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append_rows(long, 'Entries', [row(3600)])
    package, member = sheet_part(long)
    before = bytes(package.packed_data(member))
    # Compressed once more, they would come to other bytes from here on.
    monkeypatch.setattr(segments, 'FAST', 9)
    monkeypatch.setattr(segments, 'WELL', 1)
    append_rows(long, 'Entries', [row(3601)])
    package, member = sheet_part(long)
    after = bytes(package.packed_data(member))
    # The head is a few hundred bytes; nearly all of the rest is the same bytes at the same place.
    carried_over = before[2000 : int(len(before) * 0.9)] == after[2000 : int(len(before) * 0.9)]
    assert carried_over


def runs_of(path: Path) -> list[bytes]:
    """The compressed blocks of the rows above."""
    pieces = unpack(*sheet_part(path))
    assert pieces
    return [bytes(block.run) for block in pieces[1].blocks]


def test_a_cell_far_above_is_changed_and_only_its_block_is_written_anew(long: Path) -> None:
    append_rows(long, 'Entries', [row(3600)])
    before = runs_of(long)
    amend_cells(long, 'Entries', {'H1002': 'withdrawal', 'A3602': 'e3600'})
    append_rows(long, 'Entries', [row(3601)])
    after = runs_of(long)
    assert len(before) == len(after) > 4
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1
    assert calamine_rows(long)[1001][7] == 'withdrawal' and first_ids(long) == [f'e{number}' for number in range(3602)]
    assert zipfile.ZipFile(long).testzip() is None and openpyxl_rows(long)[1001][7] == 'withdrawal'


def test_a_block_with_a_formula_that_fills_several_cells_is_looked_at(long: Path) -> None:
    """The cells of an array formula are nobody's to change, in whatever block it stands."""
    book = openpyxl.load_workbook(long)
    book['Entries']['V5'] = ArrayFormula('V5:V3000', '=C5:C3000')
    book.save(long)
    append_rows(long, 'Entries', [row(3600)])
    assert is_in_runs(long)
    with pytest.raises(CannotPatch, match='V2500 belongs to a formula that fills several cells'):
        amend_cells(long, 'Entries', {'V2500': 1})
    amend_cells(long, 'Entries', {'V3001': 1})


def test_rows_added_one_by_one_take_no_more_room_than_all_at_once(long: Path, tmp_path: Path) -> None:
    at_once = Path(shutil.copy(long, tmp_path / 'at once.xlsx'))
    append_rows(at_once, 'Entries', [row(number) for number in range(3600, 3900)])
    for number in range(3600, 3900):
        append_rows(long, 'Entries', [row(number)])
    assert long.stat().st_size < at_once.stat().st_size * 1.01


def test_a_program_that_writes_the_member_anew_and_keeps_its_extra_field_does_no_harm(long: Path) -> None:
    append_rows(long, 'Entries', [row(3600)])
    old = zipfile.ZipFile(io.BytesIO(long.read_bytes()))
    with zipfile.ZipFile(long, 'w', zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info, old.read(info).replace(b'contribution', b'withdrawal'))
    assert not is_in_runs(long)
    append_rows(long, 'Entries', [row(3601)])
    assert first_ids(long)[-2:] == ['e3600', 'e3601'] and calamine_rows(long)[5][7] == 'withdrawal'
    assert is_in_runs(long)


def test_a_damaged_byte_among_the_rows_above_is_not_carried_over(long: Path) -> None:
    append_rows(long, 'Entries', [row(3600)])
    package, member = sheet_part(long)
    data = bytearray(long.read_bytes())
    data[package._extents[member.offset][0] + member.packed_bytes // 2] ^= 8
    long.write_bytes(data)
    with pytest.raises(CannotPatch, match='The file is damaged'):
        append_rows(long, 'Entries', [row(3601)])
    assert long.read_bytes() == data


@pytest.mark.parametrize(
    'change',
    [
        lambda path: amend_cells(path, 'Entries', {'A2': 'e0 amended', 'B3602': None, 'A3602': 'e3600'}),
        lambda path: patch(path, [Append('Entries', [row(3601)]), Cached('Entries', {'A2': 'no formula'})]),
        lambda path: append_rows(path, 'Entries', [row(number) for number in range(3601, 4601)]),
    ],
)
def test_any_change_works_on_a_sheet_in_runs(long: Path, change: Callable[[Path], None]) -> None:
    append_rows(long, 'Entries', [row(3600)])
    change(long)
    ids = [str(found).removesuffix(' amended') for found in first_ids(long)]
    assert ids == [f'e{number}' for number in range(len(ids))]
    assert openpyxl_rows(long)[1][0] == first_ids(long)[0]


def test_cells_far_above_the_end_keep_other_rows_out_of_their_way(long: Path) -> None:
    """The last rows hold nothing but colours, so the last row with a value is far from the end of the file."""
    append_rows(long, 'Entries', [row(3600)])
    append_rows(long, 'Entries', [[None] * 19 for _ in range(3000)])
    append_rows(long, 'Entries', [row(3601)])
    assert first_ids(long)[3600:3602] == ['e3600', 'e3601']


SOME_ROWS: list[list[Value]] = [[], [None], ['text'], [1, 'note'], [date(2026, 3, 5)]]
STEPS = st.lists(
    st.one_of(
        st.lists(st.sampled_from(SOME_ROWS), min_size=1, max_size=4).map(lambda rows: Append('Entries', rows)),
        st.dictionaries(
            st.sampled_from(['A1', 'B3', 'A6', 'A9', 'C20']), st.sampled_from([None, 5, 'x']), min_size=1
        ).map(lambda values: Amend('Entries', values)),
    ),
    min_size=1,
    max_size=12,
)


def written_anew(data: bytes) -> bytes:
    """The workbook as a program writes it that compresses every member anew."""
    new = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(new, 'w', zipfile.ZIP_DEFLATED) as archive:
        for info in old.infolist():
            archive.writestr(info, old.read(info))
    return new.getvalue()


def sheet_xml(data: bytes) -> bytes:
    """The XML of the sheet."""
    return zipfile.ZipFile(io.BytesIO(data)).read(SHEET)


@pytest.fixture(scope='module')
def short(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Ten rows."""
    path = tmp_path_factory.mktemp('short') / 'book.xlsx'
    return plain_workbook(path, ['heading'], *([number] for number in range(9))).read_bytes()


@settings(max_examples=60)
@given(steps=STEPS)
def test_carrying_rows_over_or_reading_them_anew_makes_no_difference(short: bytes, steps: list[Append | Amend]) -> None:
    """With sheets that count as long from 300 bytes on; the other workbooks are written anew, or held in one piece."""
    in_one_piece = [short]
    for step in steps:
        in_one_piece.append(patch_bytes(in_one_piece[-1], [step]))
    with pytest.MonkeyPatch.context() as limits:
        limits.setattr(worksheet, 'KEPT_BYTES', 100)
        limits.setattr(worksheet, 'MOST_KEPT_BYTES', 300)
        limits.setattr(worksheet, 'BLOCK_BYTES', 100)
        carried = anew = short
        for step, whole in zip(steps, in_one_piece[1:], strict=True):
            carried, anew = patch_bytes(carried, [step]), patch_bytes(written_anew(anew), [step])
            assert sheet_xml(carried) == sheet_xml(anew) == sheet_xml(whole)
        package = Package(patch_bytes(carried, [Append('Entries', [['end']])]))
        sheet = package.find(SHEET)
        assert sheet and unpack(package, sheet)


@pytest.mark.needs('libreoffice')
def test_libreoffice_reads_a_sheet_in_runs(long: Path, libreoffice: LibreOffice) -> None:
    for number in range(3600, 3603):
        append_rows(long, 'Entries', [row(number)])
    assert is_in_runs(long)
    lines = libreoffice.converted(long, 'csv').read_text(encoding='utf-8').splitlines()
    assert len(lines) == 3604 and lines[-1].startswith('e3602,')


def test_adding_rows_costs_a_small_part_of_loading_and_saving(long: Path, tmp_path: Path) -> None:
    rows = [row(3600 + index) for index in range(25)]
    started = time.process_time()
    book = openpyxl.load_workbook(long)
    for each in rows:
        book['Entries'].append(each)
    book.save(tmp_path / 'other.xlsx')
    loaded_and_saved = time.process_time() - started
    started = time.process_time()
    append_rows(long, 'Entries', rows)
    assert time.process_time() - started < loaded_and_saved / 15
    started = time.process_time()
    append_rows(long, 'Entries', rows)
    assert time.process_time() - started < loaded_and_saved / 40


@pytest.mark.parametrize('second', [b'', b'a', b'rows' * 5000])
def test_checksums_are_joined_without_the_bytes(second: bytes) -> None:
    first = b'head' * 100
    assert combined_crc(crc32(first), crc32(second), len(second)) == crc32(first + second)
