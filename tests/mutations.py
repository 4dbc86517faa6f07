"""Workbooks spoilt by chance, and what the part-preserving writer must do with each: add its row, or say why not.

    spoilt(data, chance)      the same workbook with a few bytes, tags or parts changed
    look(data)                raises AssertionError where the writer broke its promise

The promise: a workbook is refused and left alone, or every other part stays byte for byte, and whoever could read the
workbook before reads the same rows and the new one behind them. The last is not asked of a sheet in which a cell names
another row than the one it stands in: no two programs agree on where such a cell is, and none writes it.
"""

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from sheets.ooxml.package import Package
from sheets.xlsx import Amend, Append, CannotPatch, Value, patch_bytes

SHEET = 'Entries'
NEW: list[Value] = ['spoilt', date(2026, 2, 5), 7, 'सुनीता']
TIME = re.compile(rb'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ')
TAG = re.compile(rb'<[^<>]*>')
ROW = re.compile(rb'<row\b[^>]*?\sr="(\d+)"[^>]*>(.*?)(?=<row\b|</sheetData)', re.DOTALL)
CELL_ROW = re.compile(rb'<c\b[^>]*?\sr="[A-Za-z]+(\d+)"')
RARE = [b'\0', b'\xff', b'<', b'>', b'&', b'&#x;', b']]>', b'<!--', b'"', b'r="A1"', b'1e999', b'-1', b'99999999999']

Change = Callable[[bytes, random.Random], bytes]


def spoilt(data: bytes, chance: random.Random) -> bytes:
    """The workbook with one or a few things changed: in the bytes of the file, or in the plain XML of its parts."""
    if chance.random() < 0.25:
        return _changed(data, chance, BYTES)
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {info.filename: old.read(info) for info in old.infolist()}
    wanted = [name for name in parts if name.endswith(('.xml', '.rels'))]
    for name in chance.choices(wanted, [6 if 'sheet' in name or 'table' in name else 1 for name in wanted], k=2):
        parts[name] = _changed(parts[name], chance, [*BYTES, *TAGS, *TAGS])
    return zipped(parts)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A package of these parts, without the time at which it was made, so that a seed always spoils the same bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, 'w') as new:
        for name, content in parts.items():
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def timeless(path: Path) -> bytes:
    """A workbook as it would have been written at any other time."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    return zipped({name: TIME.sub(b'2026-01-01T00:00:00Z', content) for name, content in parts.items()})


def look(data: bytes) -> bool:
    """Add a row and amend a cell; tells whether that was done. Any other outcome raises."""
    done = False
    before = None if contradicts_itself(data) else rows_of(data)
    for change in (Append(SHEET, [NEW]), Amend(SHEET, {'D2': 'changed'})):
        try:
            new = patch_bytes(data, [change])
        except CannotPatch as refused:
            if not refused.remedy.endswith('.'):
                raise AssertionError(f'a refusal without a remedy: {refused}') from refused
            continue
        done = True
        _other_parts_stay(data, new)
        if before is not None and isinstance(change, Append):
            _rows_stay(before, rows_of(new))
    return done


def rows_of(data: bytes) -> list[list[Any]] | None:
    """The rows that hold something, as python-calamine reads them; None where it does not."""
    try:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(SHEET).to_python()
    except BaseException as error:  # a panic of its Rust is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        return None
    return [row for row in rows if any(cell != '' for cell in row)]


def contradicts_itself(data: bytes) -> bool:
    """Whether a cell of a sheet names another row than its own."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            sheets = [package.read(name) for name in package.namelist() if name.startswith('xl/worksheets/sheet')]
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return False
    return any(number != found for xml in sheets for number, row in ROW.findall(xml) for found in CELL_ROW.findall(row))


def _other_parts_stay(old: bytes, new: bytes) -> None:
    before, after = Package(old), Package(new)
    assert [member.name for member in before.members] == [member.name for member in after.members]
    changed = {
        one.name
        for one, other in zip(before.members, after.members, strict=True)
        if bytes(before.raw(one)) != bytes(after.raw(other))
    }
    allowed = re.compile(r'xl/(worksheets/|tables/|workbook\.xml|calcChain\.xml)', re.IGNORECASE)
    assert all(allowed.match(name.replace('\\', '/').lstrip('/')) for name in changed), f'{changed}'


def _rows_stay(before: list[list[Any]], after: list[list[Any]] | None) -> None:
    assert after is not None, 'the workbook could be read before and cannot be read now'
    width = max((len(row) for row in before), default=0)
    kept = [row[:width] for row in after[: len(before)]]
    assert kept == [row[:width] for row in before], f'{before} became {after}'
    assert any('spoilt' in row for row in after[len(before) :]), f'the new row is not behind {before}: {after}'


def _changed(data: bytes, chance: random.Random, ways: list[Change]) -> bytes:
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        data = chance.choice(ways)(data, chance) if data else data
    return data


def _flip(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def _cut(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.randint(1, 60) :]


def _end(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _put(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + chance.choice(RARE) + data[at:]


def _tag(data: bytes, chance: random.Random) -> re.Match[bytes] | None:
    tags = list(TAG.finditer(data))
    return chance.choice(tags) if tags else None


def _tag_gone(data: bytes, chance: random.Random) -> bytes:
    tag = _tag(data, chance)
    return data[: tag.start()] + data[tag.end() :] if tag else data


def _tag_twice(data: bytes, chance: random.Random) -> bytes:
    tag = _tag(data, chance)
    return data[: tag.end()] + tag[0] + data[tag.end() :] if tag else data


def _tags_exchanged(data: bytes, chance: random.Random) -> bytes:
    one, other = _tag(data, chance), _tag(data, chance)
    if not one or not other or one.start() >= other.start():
        return data
    between = data[one.end() : other.start()]
    return data[: one.start()] + other[0] + between + one[0] + data[other.end() :]


def _number(data: bytes, chance: random.Random) -> bytes:
    numbers = list(re.finditer(rb'(?<=")\d+(?=")|(?<=[A-Z])\d+', data))
    if not numbers:
        return data
    found = chance.choice(numbers)
    return data[: found.start()] + str(chance.choice((0, 1, 2, 3, 70_000, 1_048_576))).encode() + data[found.end() :]


BYTES: list[Change] = [_flip, _cut, _end, _put]
TAGS: list[Change] = [_tag_gone, _tag_twice, _tags_exchanged, _number]
