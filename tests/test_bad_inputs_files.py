"""Bad inputs 1 to 18: files that are no workbook, damaged ones, and those made to exhaust the machine.

Whatever the file is, brought in or put in place of the workbook: it is refused in words that say what to do, nothing is
booked, the file is not touched, and rows go on into the journal until a good workbook is back (`refused`).
"""

import random
import re
import subprocess
import sys
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest

from rules.problems import Refused
from sheets import columns, opening
from sheets.ooxml.package import Package
from sheets.outside import look_at_outside
from tests.bad_files import (
    ENTRIES_PART,
    Raw,
    away,
    changed,
    flushed,
    ids,
    ids_in_workbook,
    ledger,
    live,
    measured,
    parts,
    raw_zip,
    refused,
    repeated,
    sheet_of,
    with_part,
    zipped,
)
from tests.groups import Group
from ui import running

GOOD_COPY = ' Put a good copy of the workbook in its place.'
SAVE_AS = ' Open it in the spreadsheet program and save it as an Excel workbook (.xlsx).'
SECONDS, MEGABYTES = 10, 512

STYLES, BOOK, LINKS = 'xl/styles.xml', 'xl/workbook.xml', 'xl/_rels/workbook.xml.rels'


@pytest.fixture
def group(tmp_path: Path) -> Group:
    return ledger(tmp_path)


def within_limits(data: bytes) -> str:
    """What is said of a file, without taking long or much memory."""
    found = measured(data)
    assert found.seconds < SECONDS and found.megabytes < MEGABYTES, found
    return found.said


# --- no workbook, or a damaged one ------------------------------------------------------------------------------------


def test_01_an_empty_file_is_taken_for_one_that_is_being_saved(group: Group) -> None:
    assert refused(group, b'') == (
        'The file group.xlsx is empty, or is just being saved. '
        'Wait a moment; if it stays empty, put a good copy of the workbook in its place.'
    )


def test_02_a_text_renamed_to_xlsx_is_refused(group: Group) -> None:
    assert refused(group, b'Dear all, the meeting is on Sunday.') == (
        'The file group.xlsx is a text, such as a .csv file or a web page, and not an xlsx workbook.' + SAVE_AS
    )
    assert refused(group, bytes(range(256)) * 40) == (
        'The file group.xlsx is not an xlsx workbook. Choose the workbook of the group.'
    )


def test_03_a_workbook_cut_off_anywhere_is_refused(group: Group) -> None:
    data = group.path.read_bytes()
    for length in range(1024, len(data), 1024):
        with pytest.raises(Refused, match=r'is damaged: its end is missing\. Put a good copy'):
            opening.sheets_of(data[:length], 'group.xlsx')
    for length in (1024, len(data) // 2, len(data) - 1):
        assert refused(group, data[:length]) == 'The file group.xlsx is damaged: its end is missing.' + GOOD_COPY


def read_all(data: bytes) -> None:
    """Read the file as the book is read."""
    sheets = opening.sheets_of(data, 'group.xlsx')
    for name in columns.BY_NAME:
        sheets.cells(name)


def test_04_one_flipped_bit_in_any_part_is_seen(group: Group) -> None:
    data, chance = group.path.read_bytes(), random.Random(4)
    package = Package(data)
    for member in package.members:
        start, length = package.packed_data(member), member.packed_bytes
        offset = data.index(bytes(start), member.offset) + chance.randrange(length)
        spoilt = data[:offset] + bytes([data[offset] ^ 1 << chance.randrange(8)]) + data[offset + 1 :]
        with pytest.raises(Refused, match=f'is damaged: its part {member.name}|cannot be read|is damaged: the part'):
            read_all(spoilt)
    assert 'is damaged' in refused(group, spoilt)


def test_04_a_bit_flipped_anywhere_is_seen_or_changes_nothing(group: Group) -> None:
    data, chance = group.path.read_bytes(), random.Random(44)
    rows = opening.sheets_of(data, 'group.xlsx').cells('Entries')
    for _ in range(300):
        at = chance.randrange(len(data))
        try:
            found = opening.sheets_of(data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :], 'x')
            assert found.cells('Entries') == rows
        except Refused:
            pass


def test_05_a_workbook_with_a_password_is_told_from_other_damage(group: Group) -> None:
    encrypted = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + bytes(500) + 'EncryptedPackage'.encode('utf-16-le') + bytes(500)
    assert refused(group, encrypted) == (
        'The file group.xlsx is protected with a password. '
        'Open it in the spreadsheet program and save it as .xlsx without a password.'
    )


@pytest.mark.parametrize(
    'data, kind',
    [
        (b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + bytes(2000), 'an old Excel workbook (.xls).'),
        (zipped({'mimetype': b'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': b'<a/>'}), ''),
        ('Date;Member;Amount\n5/1/2025;सुनीता;200\n'.encode(), 'a text, such as a .csv file or a web page, and not'),
        ('Date\tMember\n'.encode('utf-16'), 'a text, such as a .csv file or a web page, and not an xlsx workbook.'),
        (b'<html><table><tr><td>Balance</td></tr></table></html>', 'a text, such as a .csv file or a web page, and'),
        (zipped({'[Content_Types].xml': b'<Types/>', 'xl/workbook.bin': b'\1'}), 'a binary Excel workbook (.xlsb).'),
        (zipped({'[Content_Types].xml': b'<Types/>', 'word/document.xml': b'<a/>'}), 'not an xlsx workbook.'),
    ],
)  # fmt: skip
def test_06_another_kind_of_file_is_named(group: Group, data: bytes, kind: str) -> None:
    if not kind:
        # The type of an .ods file stands uncompressed in its first part.
        written = BytesIO()
        with zipfile.ZipFile(written, 'w') as package:
            package.writestr('mimetype', b'application/vnd.oasis.opendocument.spreadsheet')
            package.writestr('content.xml', b'<a/>')
        data, kind = written.getvalue(), 'an OpenDocument file (.ods).'
    assert refused(group, data).startswith(f'The file group.xlsx is {kind}')


@pytest.mark.parametrize('part', ['[Content_Types].xml', BOOK, STYLES, ENTRIES_PART])
def test_07_a_workbook_that_lacks_a_part_is_refused(group: Group, part: str) -> None:
    left = {name: content for name, content in parts(group.path.read_bytes()).items() if name != part}
    assert refused(group, zipped(left)) == f'The file group.xlsx is damaged: its part {part} is missing.' + GOOD_COPY


def test_07_a_workbook_without_its_shared_texts_is_refused(group: Group) -> None:
    link = b'<Relationship Id="t" Type="x/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    data = changed(group, LINKS, lambda links: links.replace(b'</Relationships>', link))
    assert 'its part xl/sharedStrings.xml is missing' in refused(group, data)


def test_08_the_owner_file_of_excel_is_no_workbook(group: Group) -> None:
    (group.path.parent / '~$group.xlsx').write_bytes(b'\x07Kavita ' + bytes(157))
    assert running.workbook_in(group.path.parent, demo='') == group.path


# --- made to exhaust the machine --------------------------------------------------------------------------------------


def test_09_a_zip_bomb_is_refused_by_its_declared_size(group: Group) -> None:
    start, _, end = sheet_of(b'')
    bomb = with_part(group.path.read_bytes(), repeated(start, b' ', 1_000_000_000, end))
    assert len(bomb) < 1_200_000
    found = measured(bomb)
    assert found.said == 'The file group.xlsx would be far too large when unpacked.' + GOOD_COPY
    # Before inflation: not a second goes by, nor is there memory for what would come.
    assert found.seconds < 1 and found.more < 20
    assert refused(group, bomb) == found.said


def test_10_a_part_that_is_larger_than_it_says_is_stopped_at_what_it_said(group: Group) -> None:
    start, _, end = sheet_of(b'')
    bomb = repeated(start, b' ', 1 << 30, end)
    liar = with_part(group.path.read_bytes(), Raw(bomb.name, packed=bomb.packed, plain_bytes=5000, crc=0))
    found = measured(liar)
    assert found.said == f'The file group.xlsx is damaged: its part {ENTRIES_PART} cannot be read.' + GOOD_COPY
    assert found.seconds < 1 and found.more < 20
    assert refused(group, liar) == found.said


@pytest.mark.parametrize('row', [b'<row><c><v>1</v></c></row>', b'<row r="2000000"><c r="A2000000"><v>1</v></c></row>'])
def test_11_three_million_rows_in_a_small_file_are_refused(group: Group, row: bytes) -> None:
    start, _, end = sheet_of(b'')
    many = with_part(group.path.read_bytes(), repeated(start, row, 3_000_000, end))
    assert len(many) < 1_000_000
    said = within_limits(many)
    assert said.startswith('The sheet Entries reaches far beyond its rows, to the cell A')
    with pytest.raises(Refused, match=re.escape(said)):
        look_at_outside(many, 'group.xlsx')


def test_12_sixty_thousand_parts_are_refused(group: Group) -> None:
    many = raw_zip([*(Raw(f'xl/{number}.xml') for number in range(60_000)), Raw(BOOK, b'<workbook/>')])
    assert within_limits(many).startswith('The file holds more parts than any workbook this app writes.')
    assert 'more parts than any workbook' in refused(group, many)


def test_13_a_zip_file_in_a_zip_file_is_never_opened(group: Group) -> None:
    start, _, end = sheet_of(b'')
    own = group.path.read_bytes()
    bomb = with_part(own, repeated(start, b' ', 1 << 30, end))
    live(group, zipped({**parts(own), 'xl/embeddings/Sheet1.xlsx': bomb}))
    assert (group.book.away, ids(group)) == (None, ['d1', 'd2', 'd3'])
    assert within_limits(group.path.read_bytes()) == ''
    nested = own
    for _ in range(50):
        nested = zipped({'a.zip': nested})
    assert refused(group, nested) == 'The file group.xlsx is not an xlsx workbook. Choose the workbook of the group.'


@pytest.mark.parametrize('name', ['../../evil.xml', '/etc/cron.d/evil', 'C:\\evil.xml', 'xl/..\\..\\evil', 'xl/a\0b'])
def test_14_a_part_whose_name_leads_outside_is_refused(group: Group, name: str, tmp_path: Path) -> None:
    before = sorted(tmp_path.parent.rglob('*evil*'))
    said = refused(group, zipped({**parts(group.path.read_bytes()), name: b'<a/>'}))
    assert said.startswith(f'The file group.xlsx holds a part whose name leads out of it: {name!r}.')
    assert sorted(tmp_path.parent.rglob('*evil*')) == before


def test_15_two_parts_of_one_name_are_refused(group: Group) -> None:
    """Readers disagree on which of the two counts, so one person would see other sums than another."""
    both = [*parts(group.path.read_bytes()).items(), (ENTRIES_PART, b'<worksheet><sheetData/></worksheet>')]
    assert refused(group, zipped(both)).startswith('The file holds two parts of the same name.')


def test_16_two_parts_whose_names_differ_in_capitals_are_refused(group: Group) -> None:
    both = {**parts(group.path.read_bytes()), ENTRIES_PART.upper(): b'<worksheet><sheetData/></worksheet>'}
    assert refused(group, zipped(both)).startswith('The file holds two parts of the same name.')


LAUGHS = ''.join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPES = {
    'billion laughs': f'<!DOCTYPE a [<!ENTITY b0 "ha">{LAUGHS}]>',
    'quadratic': f'<!DOCTYPE a [<!ENTITY b "{"x" * 50_000}">]>',
    'a file of this machine': '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
    'an address': '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/evil.dtd">',
    'a parameter': '<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1:9/"> %b;]>',
}


@pytest.mark.parametrize('part', [ENTRIES_PART, BOOK, STYLES, LINKS, 'xl/tables/table4.xml', '[Content_Types].xml'])
@pytest.mark.parametrize('doctype', DOCTYPES.values(), ids=DOCTYPES)
def test_17_entities_and_outside_definitions_are_refused_unread(group: Group, part: str, doctype: str) -> None:
    found = measured(with_doctype(group, part, doctype))
    assert part in found.said and 'holds a document type' in found.said and 'not safe' in found.said
    assert found.seconds < 1 and found.more < 20


def test_18_a_document_type_alone_is_refused(group: Group) -> None:
    for part in (ENTRIES_PART, BOOK, 'docProps/app.xml'):
        assert 'holds a document type' in refused(group, with_doctype(group, part, '<!DOCTYPE worksheet>'))
    hidden = f'<?xml version="1.0" encoding="UTF-16"?>{DOCTYPES["a file of this machine"]}<worksheet/>'.encode('utf-16')
    assert 'holds a document type' in refused(group, changed(group, ENTRIES_PART, lambda _sheet: hidden))
    late = b'<!--' + b' ' * 2_000_000 + b'--><!DOCTYPE a><worksheet/>'
    assert 'cannot be read' in refused(group, changed(group, ENTRIES_PART, lambda _sheet: late))


def with_doctype(group: Group, part: str, doctype: str) -> bytes:
    """The workbook with a document type before the first element of a part."""

    def put(xml: bytes) -> bytes:
        at = xml.index(b'?>') + 2 if xml.startswith(b'<?') else 0
        return xml[:at] + doctype.encode() + xml[at:]

    return changed(group, part, put)


# --- and the rest of a file -------------------------------------------------------------------------------------------


def test_47_a_file_above_the_cap_is_not_brought_in_and_the_own_one_warns(
    group: Group,
) -> None:
    photo, stored = random.Random(1).randbytes(51_000_000), zlib.compressobj(0, zlib.DEFLATED, -15)
    own = [Raw(name, plain) for name, plain in parts(group.path.read_bytes()).items()]
    picture = raw_zip([*own, Raw('xl/media/image1.png', photo, stored.compress(photo) + stored.flush())])
    with pytest.raises(Refused) as outside:
        look_at_outside(picture, 'group.xlsx')
    assert str(outside.value).startswith('The file group.xlsx is larger than 50 MB. Take pictures')
    live(group, picture)
    assert (group.book.away, ids(group)) == (None, ['d1', 'd2', 'd3'])
    assert [problem.said()[:34] for problem in group.book.problems()] == ['The file has grown to 51 MB; above']
    group.do('contribution', '200', '2025-04-05', member='M2025-001', entry_id='d4')
    assert (flushed(group), ids_in_workbook(group)) == ('', ['d1', 'd2', 'd3', 'd4'])


@pytest.mark.parametrize('limits', [{'seconds': 1}, {'memory_bytes': 400 << 20}])
def test_a_reader_that_takes_too_much_ends_and_the_server_goes_on(group: Group, limits: dict[str, int]) -> None:
    """Nothing is wrong with this file but that it is large; it is what the process of its own is for."""
    start, _, end = sheet_of(b'')
    large = with_part(group.path.read_bytes(), repeated(start, b'<row><c r="A2"><v>1</v></c></row>', 9_000_000, end))
    before = measured(group.path.read_bytes()).megabytes
    with pytest.raises(Refused, match='takes more time or memory to read than a workbook of a group'):
        look_at_outside(large, 'group.xlsx', **limits)
    assert before < 100
    look_at_outside(group.path.read_bytes(), 'group.xlsx')


@pytest.mark.parametrize(
    'limits, does, says',
    [
        ('', 'raise SystemExit(7)', '7'),
        ('', 'print("read")', 'read 0'),
        (', memory_bytes=600 << 20', 'print(len(bytearray(1 << 30)))', 'Refused'),
        (', seconds=1', 'sum(range(10**12))', 'Refused'),
    ],
)
def test_a_command_that_takes_too_much_for_a_file_ends_and_says_so(limits: str, does: str, says: str) -> None:
    code = (
        'from sheets.outside import within_limits\nfrom rules.problems import Refused\n'
        f'def run():\n    {does}\n'
        f'try:\n    print(within_limits(run, "group.xlsx"{limits}))\nexcept Refused as told:\n'
        '    print("Refused", told)\n'
    )
    done = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, timeout=60, check=False)
    assert ' '.join(done.stdout.split()).startswith(says), done.stderr
    assert says != 'Refused' or 'takes more time or memory to read than a workbook' in done.stdout


def test_verify_is_such_a_command(group: Group) -> None:
    done = subprocess.run(
        [sys.executable, 'main.py', 'verify', str(group.path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, '', '')
    lacking = subprocess.run(
        [sys.executable, 'main.py', 'verify', str(group.path.with_name('other.xlsx'))],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (lacking.returncode, lacking.stdout) == (1, 'There is no file other.xlsx. Check the name and the folder.\n')


def test_a_workbook_that_is_gone_is_said_and_nothing_is_lost(group: Group) -> None:
    assert away(group, None).startswith('There is no file group.xlsx.')
