"""Workbooks that this app did not make take rows too: of other programs, in other alphabets, written in other ways."""

import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from sheets.xlsx import Append, Cached, Value, amend_cells, append_rows, patch
from tests.machine import LibreOffice
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
NEW: list[Value] = ['e2', date(2026, 2, 5), Decimal('200.10'), '=सुनीता']
READ = ['e2', date(2026, 2, 5), 200.1, '=सुनीता']

Rewrite = Callable[[bytes], bytes]


def prefixed(xml: bytes) -> bytes:
    """<x:row> instead of <row>, as some generators write it."""
    xml = xml.replace(b' xmlns="', b' xmlns:x="')
    return re.sub(rb'<(/?)(?=[a-zA-Z])', rb'<\1x:', xml)


def without_addresses(xml: bytes) -> bytes:
    """Rows and cells that do not say where they are, and so follow on each other."""
    return re.sub(rb'<(row|c) r="[A-Z]*\d+"', rb'<\1', xml)


def in_utf16(xml: bytes) -> bytes:
    """The same in UTF-16 with a byte order mark."""
    return ('<?xml version="1.0" encoding="UTF-16"?>' + xml.decode()).encode('utf-16')


def in_windows_1252(xml: bytes) -> bytes:
    """The same in the alphabet of Western Windows."""
    return ('<?xml version="1.0" encoding="windows-1252"?>' + xml.decode()).encode('cp1252')


def with_mark(xml: bytes) -> bytes:
    """The same behind a byte order mark."""
    return b'\xef\xbb\xbf' + xml


def with_comments(xml: bytes) -> bytes:
    """Comments and CDATA that look like rows."""
    xml = xml.replace(b'</sheetData>', b'<!-- <row r="9"><c/></row></sheetData> --></sheetData>')
    text = b'<c r="E1" t="inlineStr"><is><t><![CDATA[</c></row></sheetData>]]></t></is></c></row>'
    return xml.replace(b'</row>', text, 1)


def spaced(xml: bytes) -> bytes:
    """Written in lines, with room in the tags, and in other quotes."""
    xml = re.sub(rb'<row r="(\d+)"', rb"\n  <row  r = '\1' spans='1:4'", xml)
    return xml.replace(b'</row>', b'</row >\n').replace(b'</sheetData>', b'</sheetData\n>')


def with_shared_texts(book: Path) -> Path:
    """The workbook with its texts in a part of their own, as Excel keeps them."""
    texts: list[str] = []

    def share(match: re.Match[str]) -> str:
        texts.append(match[2])
        return f'{match[1]} t="s"><v>{len(texts) - 1}</v></c>'

    pattern = r'(<c [^>]*?) t="inlineStr"><is>(.*?)</is></c>'
    sheet = re.sub(pattern, share, content(book, SHEET))
    shared = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</sst>'
    kind = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings'
    link = f'<Relationship Id="rS" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    type_of_part = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml'
    return rewritten(
        book,
        {
            SHEET: lambda _: sheet.encode(),
            'xl/_rels/workbook.xml.rels': replaced('</Relationships>', link),
            '[Content_Types].xml': replaced(
                '</Types>', f'<Override PartName="/xl/sharedStrings.xml" ContentType="{type_of_part}"/></Types>'
            ),
        },
        {'xl/sharedStrings.xml': shared.format(''.join(f'<si>{text}</si>' for text in texts)).encode()},
    )


@pytest.mark.parametrize(
    'rewrite',
    [prefixed, without_addresses, in_utf16, in_windows_1252, with_mark, with_comments, spaced],
    ids=lambda rewrite: rewrite.__name__,
)
def test_a_sheet_written_in_another_way_takes_rows(tmp_path: Path, rewrite: Rewrite) -> None:
    book = rewritten(plain_workbook(tmp_path / 'book.xlsx'), {SHEET: rewrite})
    before = members(book)
    append_rows(book, 'Entries', [NEW])
    append_rows(book, 'Entries', [NEW])
    amend_cells(book, 'Entries', {'A2': 'e1 amended', 'E3': 'a note'})
    assert changed_members(before, book) == {SHEET}
    assert [row[:4] for row in calamine_rows(book)[1:]] == [
        ['e1 amended', date(2026, 1, 5), 500.0, 'Amina'],
        READ,
        READ,
    ]
    assert calamine_rows(book)[2][4] == openpyxl_rows(book)[2][4] == 'a note'
    assert [row[0] for row in openpyxl_rows(book)] == ['id', 'e1 amended', 'e2', 'e2']


def test_workbook_and_tables_with_prefixes_are_understood(tmp_path: Path) -> None:
    book = table_workbook(tmp_path / 'book.xlsx', HEADERS, ROW, ref='A1:D2')
    rewritten(book, {'xl/tables/table1.xml': prefixed, SHEET: in_utf16})
    append_rows(book, 'Entries', [NEW])
    assert '<x:table id="1" name="Entries" displayName="Entries" ref="A1:D3"' in content(book, 'xl/tables/table1.xml')


@pytest.mark.parametrize('rows', ['<sheetData/>', '<sheetData></sheetData>', '<sheetData />'])
def test_an_empty_sheet_takes_its_first_row(tmp_path: Path, rows: str) -> None:
    book = rewritten(
        plain_workbook(tmp_path / 'book.xlsx'),
        {SHEET: lambda xml: re.sub(rb'<sheetData>.*</sheetData>', rows.encode(), xml)},
    )
    append_rows(book, 'Entries', [['first'], NEW])
    assert [row[0] for row in openpyxl_rows(book)] == ['first', 'e2']


def test_texts_shared_between_cells_stay_where_they_are(tmp_path: Path) -> None:
    """As Excel writes them, in a part of their own; the new row holds its own texts."""
    book = with_shared_texts(plain_workbook(tmp_path / 'book.xlsx'))
    assert 't="s"' in content(book, SHEET)
    before = members(book)
    append_rows(book, 'Entries', [NEW])
    assert changed_members(before, book) == {SHEET}
    assert calamine_rows(book)[1:] == [['e1', date(2026, 1, 5), 500.0, 'Amina'], READ]


def test_a_workbook_in_strict_open_xml_takes_rows(tmp_path: Path) -> None:
    strict = 'http://purl.oclc.org/ooxml/spreadsheetml/main'
    change = replaced('http://schemas.openxmlformats.org/spreadsheetml/2006/main', strict)
    book = rewritten(plain_workbook(tmp_path / 'book.xlsx'), {SHEET: change, 'xl/workbook.xml': change})
    append_rows(book, 'Entries', [NEW])
    assert content(book, SHEET).count('<row r="3">') == 1


def test_members_written_as_a_stream_keep_what_stands_behind_them(tmp_path: Path) -> None:
    """Programs that write to a pipe put size and checksum behind the data, as a data descriptor."""
    book = plain_workbook(tmp_path / 'book.xlsx')
    with zipfile.ZipFile(book) as old:
        contents = {info.filename: old.read(info) for info in old.infolist()}

    class Pipe:
        """A file in which nobody can go back."""

        def __init__(self) -> None:
            self.data = b''

        def write(self, data: bytes) -> int:
            """Take what comes."""
            self.data += data
            return len(data)

        def flush(self) -> None:
            """Nothing is kept back."""

    pipe = Pipe()
    with zipfile.ZipFile(pipe, 'w', zipfile.ZIP_DEFLATED) as new:  # type: ignore[call-overload]
        for name, plain in contents.items():
            new.writestr(name, plain)
        new.comment = b'kept'
    book.write_bytes(pipe.data)
    before = members(book)
    append_rows(book, 'Entries', [NEW])
    assert changed_members(before, book) == {SHEET}
    assert book.read_bytes().count(b'PK\x07\x08') == len(contents) - 1
    assert book.read_bytes().endswith(b'kept')
    assert calamine_rows(book)[-1] == READ


def test_stored_members_and_64_bit_sizes_are_read(tmp_path: Path) -> None:
    book = plain_workbook(tmp_path / 'book.xlsx')
    with zipfile.ZipFile(book) as old:
        contents = {info.filename: old.read(info) for info in old.infolist()}
    with zipfile.ZipFile(book, 'w', zipfile.ZIP_STORED) as new:
        for name, plain in contents.items():
            with new.open(name, 'w', force_zip64=True) as member:
                member.write(plain)
    append_rows(book, 'Entries', [NEW])
    assert calamine_rows(book)[-1] == READ


def test_what_a_download_left_behind_the_file_stays_there(tmp_path: Path) -> None:
    book = plain_workbook(tmp_path / 'book.xlsx')
    book.write_bytes(book.read_bytes() + b'\r\n')
    append_rows(book, 'Entries', [NEW])
    assert book.read_bytes().endswith(b'\r\n') and calamine_rows(book)[-1] == READ


def test_names_with_backslashes_and_capitals_lead_to_the_sheet(tmp_path: Path) -> None:
    book = plain_workbook(tmp_path / 'book.xlsx')
    rewritten(book, {'xl/_rels/workbook.xml.rels': replaced('/xl/worksheets/sheet1.xml', r'\xl\Worksheets\Sheet1.xml')})
    append_rows(book, 'entries', [NEW])
    assert '<row r="3">' in content(book, SHEET)


@pytest.mark.needs('libreoffice')
def test_libreoffice_shows_the_rows_and_what_it_saves_takes_more(tmp_path: Path, libreoffice: LibreOffice) -> None:
    book = rich_workbook(tmp_path / 'rich.xlsx')
    rows: list[list[Value]] = [['e2', date(2026, 2, 5), Decimal('200.10'), '=1+1'], ['e3', None, -3, True]]
    patch(book, [Append('Entries', rows), Cached('Summary', {'B2': Decimal('697.10')})])
    assert libreoffice.converted(book, 'csv').read_text(encoding='utf-8').splitlines()[:4] == [
        'id,paid_on,amount,name', 'e1,2026-01-05,500,Amina', 'e2,2026-02-05,200.1,=1+1', 'e3,,-3,TRUE',
    ]  # fmt: skip
    saved = libreoffice.recalculated(book)
    assert openpyxl_rows(saved, 'Summary')[1][1] == 697.1
    before = members(saved)
    append_rows(saved, 'Entries', [NEW])
    assert changed_members(before, saved) == {SHEET, 'xl/tables/table1.xml'}
    assert calamine_rows(saved)[4][:4] == READ
    found = openpyxl.load_workbook(saved)['Entries']
    assert (found.tables['Entries'].ref, found['B5'].number_format) == ('A1:D5', r'yyyy\-mm\-dd')
    assert openpyxl_rows(libreoffice.recalculated(saved))[4][:4] == ['e2', datetime(2026, 2, 5), 200.1, '=सुनीता']
