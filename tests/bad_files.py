"""Files as no spreadsheet program writes them, made in memory, and what Bahi answers to each.

group = ledger(tmp_path)                 three deposits of Asha, in rows 2 to 4 of Entries, in the workbook
refused(group, data)                     the file is brought in from outside, and lies in place of the workbook:
                                         neither is booked or written, rows go on into the journal; what is said
measured(data)                           what reading it costs a process: seconds, megabytes, and what is said
"""

import io
import json
import re
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reports.verify import problems_of_workbook
from reports.views import view_changes
from rules.problems import Refused
from sheets.book import open_book
from sheets.ooxml.directory import DIRECTORY_ENTRY, END_OF_DIRECTORY, LOCAL_HEADER
from sheets.outside import look_at_outside
from sheets.writer import Writer
from tests.groups import Group
from tests.measuring import Measured

ENTRIES_PART = 'xl/worksheets/sheet7.xml'

Change = Callable[[bytes], bytes]


def ledger(folder: Path) -> Group:
    """Three deposits of Asha, of 200 each: d1, d2 and d3."""
    folder.mkdir(exist_ok=True)
    group = Group(folder)
    asha = group.join('Asha')
    for number, month in enumerate(('01', '02', '03'), start=1):
        group.do('contribution', '200', f'2025-{month}-05', member=asha, entry_id=f'd{number}')
    assert flushed(group) == ''
    return group


def flushed(group: Group) -> str:
    """Bring the waiting rows into the workbook; what is said when they cannot go in."""
    waiting = Writer(group.book, view_changes).flush(group.today).waiting
    return waiting.said() if waiting else ''


# --- what Bahi answers ------------------------------------------------------------------------------------------------


def refused(group: Group, data: bytes) -> str:
    """What is said of a file, wherever it comes from. Raises AssertionError where more than that happens."""
    with pytest.raises(Refused) as outside:
        look_at_outside(data, group.path.name)
    said = outside.value.problems[0]
    assert said.remedy.endswith('.')
    (told, *_) = problems_of_workbook(data)
    assert told.message == said.message
    assert away(group, data) == said.said()
    return said.said()


def away(group: Group, data: bytes | None) -> str:
    """What the book says while this lies in place of its workbook: it goes on, and the file stays as it is."""
    good, cash = group.path.read_bytes(), group.cash()
    put(group, data)
    group.book.refresh()
    assert group.book.away is not None, 'the book takes the file for its workbook'
    said = group.book.away.said()
    recorded = group.do('contribution', '50', '2025-04-05', member='M2025-001').entry_id
    assert flushed(group) == said
    assert (group.path.read_bytes() if data is not None else None) == data
    assert [path.name for path in group.path.parent.iterdir() if path.name.startswith('.group')] == []
    assert (group.cash(), recorded in ids(group)) == (cash + 50_00, True)
    live(group, good)
    assert flushed(group) == '' and is_well(group)
    assert ids_in_workbook(group) == ids(group)
    return said


def is_well(group: Group) -> bool:
    """Whether the book has its workbook."""
    return group.book.away is None


def put(group: Group, data: bytes | None) -> None:
    """Put bytes in place of the workbook, or take it away."""
    if data is None:
        group.path.unlink()
    else:
        group.path.write_bytes(data)


def changed(group: Group, part: str, change: Change) -> bytes:
    """The workbook with one part changed."""
    found = parts(group.path.read_bytes())
    assert change(found[part]) != found[part], 'the change changes nothing'
    return zipped({**found, part: change(found[part])})


def live(group: Group, data: bytes) -> None:
    """The workbook was saved so by someone; the book looks at it again."""
    put(group, data)
    group.book.refresh()


def goes_on(group: Group, unread: str = '') -> None:
    """The book has its workbook, all deposits count, and the next one stands in it; `unread` is spoilt there."""
    assert is_well(group) and ids(group) == ['d1', 'd2', 'd3'] and group.cash() == 600_00
    group.do('contribution', '200', '2025-04-05', member='M2025-001', entry_id='d4')
    assert (flushed(group), group.cash()) == ('', 800_00)
    assert ids_in_workbook(group) == [each for each in ('d1', 'd2', 'd3', 'd4') if each != unread]


def said(group: Group) -> list[str]:
    """What the page Problems says of the workbook."""
    return [str(problem) for problem in group.book.problems()]


def differing(group: Group) -> dict[str, tuple[str, str]]:
    """The cells that stand otherwise than in force: old and new text by address."""
    found = [each for difference in group.book.differences for each in difference.fields.values()]
    return {address: (old, new) for old, new, address in found}


def ids(group: Group) -> list[str]:
    """The ids of the entries that count."""
    return sorted(str(each) for each in group.book.frame()['id'])


def ids_in_workbook(group: Group) -> list[str]:
    """The ids of the entries that stand in the workbook, read without the journal."""
    apart = group.path.parent / 'apart'
    apart.mkdir(exist_ok=True)
    copy = apart / f'{time.monotonic_ns()}' / group.path.name
    copy.parent.mkdir()
    copy.write_bytes(group.path.read_bytes())
    book = open_book(copy)
    try:
        return sorted(str(each) for each in book.frame()['id'])
    finally:
        book.close()


def measured(data: bytes) -> Measured:
    """Read a file in a process of its own as the server reads its workbook, and look at the clock and the memory."""
    done = subprocess.run([sys.executable, '-m', 'tests.measuring'], input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return Measured(**json.loads(done.stdout))


# --- files ------------------------------------------------------------------------------------------------------------


def parts(data: bytes) -> dict[str, bytes]:
    """The plain content of each part."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(contents: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> bytes:
    """A zip file of these parts, also of two with one name, under the names that they have here."""
    listed = contents.items() if isinstance(contents, Mapping) else contents
    return raw_zip([Raw(name, content) for name, content in listed])


@dataclass(frozen=True, slots=True)
class Raw:
    """A part with what its headers say of it; unless said otherwise, the truth."""

    name: str
    plain: bytes = b''
    packed: bytes = b''
    plain_bytes: int | None = None
    crc: int | None = None

    def fields(self) -> tuple[bytes, bytes, int, int]:
        """The name, the compressed bytes, the checksum and the plain size."""
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = self.packed or packer.compress(self.plain) + packer.flush()
        crc = zlib.crc32(self.plain) if self.crc is None else self.crc
        return self.name.encode(), packed, crc, len(self.plain) if self.plain_bytes is None else self.plain_bytes


def raw_zip(members: Iterable[Raw]) -> bytes:
    """A zip file whose headers say what they are told to."""
    data, directory, count = bytearray(), bytearray(), 0
    for member in members:
        name, packed, crc, plain_bytes = member.fields()
        entry = DIRECTORY_ENTRY.pack(
            b'PK\1\2', 20, 20, 0x800, 8, 0, 33, crc, len(packed), plain_bytes, len(name), 0, 0, 0, 0, 0, len(data)
        )
        header = LOCAL_HEADER.pack(b'PK\3\4', 20, 0x800, 8, 0, 33, crc, len(packed), plain_bytes, len(name), 0)
        directory += entry + name
        data += header + name + packed
        count += 1
    end = END_OF_DIRECTORY.pack(b'PK\5\6', 0, 0, count, count, len(directory), len(data), 0)
    return bytes(data + directory + end)


def repeated(start: bytes, piece: bytes, times: int, end: bytes) -> Raw:
    """A part with one piece many times over, compressed without ever being whole in memory."""
    many = piece * max(1, (1 << 20) // len(piece))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH)
    # After a full flush the same bytes are compressed to the same bytes.
    block = packer.compress(many) + packer.flush(zlib.Z_FULL_FLUSH)
    last = zlib.compressobj(9, zlib.DEFLATED, -15)
    rounds = max(1, times * len(piece) // len(many))
    crc = zlib.crc32(start)
    for _ in range(rounds):
        crc = zlib.crc32(many, crc)
    return Raw(
        ENTRIES_PART, packed=first + block * rounds + last.compress(end) + last.flush(),
        plain_bytes=len(start) + len(many) * rounds + len(end), crc=zlib.crc32(end, crc),
    )  # fmt: skip


def with_part(data: bytes, part: Raw) -> bytes:
    """The workbook with one part as told."""
    return raw_zip([part if name == part.name else Raw(name, plain) for name, plain in parts(data).items()])


def sheet_of(rows: bytes, start: bytes = b'', end: bytes = b'') -> tuple[bytes, bytes, bytes]:
    """The start, the rows and the end of a sheet's XML."""
    main_name = b'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
    return b'<worksheet xmlns="%s">%s<sheetData>' % (main_name, start), rows, b'</sheetData>%s</worksheet>' % end


def cell(group: Group, address: str, xml: bytes, part: str = ENTRIES_PART) -> bytes:
    """The workbook with the XML of one cell as told; the cell must be there."""
    pattern = re.compile(rb'<c r="%s"(?:[^>]*/>|.*?</c>)' % address.encode())
    return changed(group, part, lambda sheet: pattern.sub(lambda _match: xml, sheet, count=1))


def edited(group: Group, edit: Callable[[Any], object], sheet: str = 'Entries') -> bytes:
    """The workbook after someone worked in one of its sheets with another program."""
    book = openpyxl.load_workbook(io.BytesIO(group.path.read_bytes()))
    edit(book[sheet])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
