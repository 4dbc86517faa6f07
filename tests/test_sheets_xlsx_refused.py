"""What cannot be patched safely is refused with what to do about it, and the file stays as it was, to the byte."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from sheets.xlsx import CannotPatch, append_rows
from tests.workbooks import plain_workbook, replaced, rewritten, table_workbook

SHEET, BOOK, LINKS = 'xl/worksheets/sheet1.xml', 'xl/workbook.xml', 'xl/_rels/workbook.xml.rels'

SIGNED = '<Relationship Id="s" Type="x/digital-signature/origin" Target="_xmlsignatures/s"/></Relationships>'


def refusal(book: Path, sheet: str = 'Entries', width: int = 4) -> str:
    """What is said when a row is added; the file is as it was, and nothing lies beside it."""
    before = book.read_bytes()
    with pytest.raises(CannotPatch) as refused:
        append_rows(book, sheet, [['x'] * width])
    assert book.read_bytes() == before and list(book.parent.iterdir()) == [book]
    assert refused.value.remedy and refused.value.remedy.endswith('.')
    assert str(refused.value) == f'{refused.value.reason} {refused.value.remedy}'
    return refused.value.reason


def flipped(data: bytes, member: str) -> bytes:
    """The file with one bit of a member's data changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(member)
        position = info.header_offset + 30 + len(member) + info.compress_size // 2
    return data[:position] + bytes([data[position] ^ 4]) + data[position + 1 :]


@pytest.mark.parametrize(
    ('damage', 'reason'),
    [
        (lambda data: b'', 'The file is empty.'),
        (lambda data: b'id,paid_on,amount\n', 'The file is not an .xlsx workbook.'),
        (lambda data: b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + data, 'The file is encrypted, or an old .xls workbook.'),
        (lambda data: data[: len(data) // 2], 'The file is cut off: its end is missing.'),
        (lambda data: data[:-1], 'The file is cut off: its end is missing.'),
        (lambda data: b'PK\3\4' + data, 'The list of parts at the end of the file is damaged.'),
        (lambda data: flipped(data, SHEET), f'The file is damaged: the part {SHEET} cannot be read.'),
        (lambda data: flipped(data, BOOK), f'The file is damaged: the part {BOOK} cannot be read.'),
        (lambda data: data.replace(b'PK\1\2', b'PK\1\3', 1), 'The list of parts at the end of the file is damaged.'),
        (lambda data: data.replace(b'PK\3\4', b'PK\3\5'), 'The file is not an .xlsx workbook.'),
        (lambda data: data.replace(b'sheet1', b'sheet2', 1), f'The file is damaged: the part {SHEET} cannot be read.'),
    ],
)  # fmt: skip
def test_a_damaged_file_is_refused(tmp_path: Path, damage: Callable[[bytes], bytes], reason: str) -> None:
    book = plain_workbook(tmp_path / 'book.xlsx')
    book.write_bytes(damage(book.read_bytes()))
    assert refusal(book) == reason


def test_a_file_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    book = plain_workbook(tmp_path / 'book.xlsx')
    data = book.read_bytes()
    for length in range(0, len(data), 97):
        book.write_bytes(data[:length])
        assert refusal(book)


def test_a_part_that_grows_without_end_is_refused(tmp_path: Path) -> None:
    """The directory says 2 GB, or says little and the data is much."""
    book = plain_workbook(tmp_path / 'book.xlsx')
    rewritten(book, {}, {'xl/media/image1.png': b'0' * 100_000})
    data = book.read_bytes()
    at = data.rfind(b'xl/media/image1.png') - 46 + 24
    book.write_bytes(data[:at] + b'\xff\xff\xff\x7f' + data[at + 4 :])
    assert refusal(book) == 'The part xl/media/image1.png is too large to be opened safely.'
    at = data.rfind(SHEET.encode()) - 46 + 24
    book.write_bytes(data[:at] + b'\x10\0\0\0' + data[at + 4 :])
    assert refusal(book) == f'The file is damaged: the part {SHEET} cannot be read.'


def test_too_many_parts_and_overlapping_ones_are_refused(tmp_path: Path) -> None:
    book = plain_workbook(tmp_path / 'book.xlsx')
    with zipfile.ZipFile(book, 'a') as archive:
        for number in range(10_000):
            archive.writestr(f'{number}', b'')
    assert refusal(book) == 'The file holds more parts than any workbook this app writes.'
    plain_workbook(book)
    with zipfile.ZipFile(book, 'a') as archive:
        archive.filelist[-1].header_offset = archive.filelist[-2].header_offset
        archive._didModify = True  # type: ignore[attr-defined]  # so that the false directory is written
    assert re.match('The file is damaged|The list of parts', refusal(book))


@pytest.mark.filterwarnings('ignore:Duplicate name')
@pytest.mark.parametrize('name', [SHEET, SHEET.upper(), SHEET.replace('/', '\\')])
def test_two_parts_of_one_name_are_refused(tmp_path: Path, name: str) -> None:
    book = plain_workbook(tmp_path / 'book.xlsx')
    with zipfile.ZipFile(book, 'a') as archive:
        archive.writestr(name, b'<worksheet/>')
    assert refusal(book) == 'The file holds two parts of the same name.'


def test_a_locked_part_is_refused(tmp_path: Path) -> None:
    book = plain_workbook(tmp_path / 'book.xlsx')
    data = book.read_bytes()
    at = data.rfind(SHEET.encode()) - 46 + 8
    book.write_bytes(data[:at] + b'\1' + data[at + 1 :])
    assert refusal(book) == f'The part {SHEET} is packed or locked in a way this app cannot read.'


def test_a_sheet_that_is_missing_or_is_a_chart_is_refused(tmp_path: Path) -> None:
    book = plain_workbook(tmp_path / 'book.xlsx')
    made = openpyxl.load_workbook(book)
    made.create_chartsheet('Picture')
    made.save(book)
    assert refusal(book, 'Loans') == 'The workbook has no sheet Loans.'
    assert refusal(book, 'Picture') == 'Picture is not a sheet with cells.'


@pytest.mark.parametrize(
    ('member', 'old', 'new', 'reason'),
    [
        (SHEET, '<worksheet', '<!DOCTYPE a [<!ENTITY b "c">]><worksheet', f'The part {SHEET} holds a document'),
        (BOOK, '<workbook', '<!DOCTYPE a><workbook', f'The part {BOOK} holds a document type, which is not safe.'),
        (BOOK, '</sheets>', '', f'The file is damaged: the part {BOOK} cannot be read.'),
        (SHEET, 'sheetData', 'cellData', f'The part {SHEET} holds no rows of cells.'),
        (SHEET, '</sheetData>', '', f'The file is damaged: the part {SHEET} cannot be read.'),
        (SHEET, '</worksheet>', '', f'The sheet in {SHEET} is not well formed.'),
        (SHEET, '<row r="2">', '<row r="1">', f'The rows in {SHEET} are not in order.'),
        (SHEET, '<row r="1">', '<row r="3">', f'The rows in {SHEET} are not in order.'),
        (SHEET, '<row r="2">', 'what?<row r="2">', f'The rows in {SHEET} are not in order.'),
        (SHEET, '<row r="2">', '<row r="1048576">', 'The sheet is full.'),
        (SHEET, 'r="A2"', 'r="D2"', 'The cells of row 2 are not in order.'),
        (SHEET, '<row r="2">', '<row r="second">', 'A part of the workbook is not written as it must be.'),
        (BOOK, 'openxmlformats.org/spreadsheetml/2006/main', 'microsoft.com/office/excel/2006/2', 'The file is not an'),
        (LINKS, 'worksheets/sheet1', 'worksheets/sheet9', 'The part xl/worksheets/sheet9.xml of the workbook is'),
        ('_rels/.rels', 'xl/workbook.xml', 'xl/workbook.bin', 'The file is a binary workbook (.xlsb).'),
        ('_rels/.rels', '</Relationships>', SIGNED, 'The workbook is signed digitally'),
        ('xl/styles.xml', '</styleSheet>', '', 'The list of cell styles of the workbook cannot be read.'),
    ],
)  # fmt: skip
def test_a_part_that_is_not_as_it_must_be_is_refused(
    tmp_path: Path, member: str, old: str, new: str, reason: str
) -> None:
    book = rewritten(plain_workbook(tmp_path / 'book.xlsx'), {member: replaced(old, new)})
    before = book.read_bytes()
    with pytest.raises(CannotPatch, match=re.escape(reason)):
        append_rows(book, 'Entries', [['x', None, 5]])
    assert book.read_bytes() == before


def test_a_table_without_a_place_is_refused(tmp_path: Path) -> None:
    book = table_workbook(tmp_path / 'book.xlsx', ['a'], ['b'], ref='A1:A2')
    rewritten(book, {'xl/tables/table1.xml': replaced(' ref="A1:A2" ', ' ')})
    assert refusal(book) == 'The table in xl/tables/table1.xml does not say where it is.'


def test_more_columns_than_a_sheet_has_are_refused(tmp_path: Path) -> None:
    assert refusal(plain_workbook(tmp_path / 'book.xlsx'), width=16_385) == 'The sheet is full.'


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    """While Excel saves, there is no file for a moment."""
    with pytest.raises(FileNotFoundError):
        append_rows(tmp_path / 'book.xlsx', 'Entries', [['x']])
    assert list(tmp_path.iterdir()) == []
