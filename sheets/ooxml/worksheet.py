"""The XML of one sheet in four pieces, and its rows and cells, found as bytes.

    head    up to and with <sheetData>
    body    rows that are not looked at, in blocks, compressed where they were found so
    rows    the last rows
    rest    from </sheetData> to the end

A long sheet is never parsed as a whole: what is added stands at its end, and what changes stands in one block.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from xml.parsers import expat

from rules.problems import N_
from sheets.ooxml.directory import Member, Packed
from sheets.ooxml.package import Package
from sheets.ooxml.places import Area, address, area, column_number
from sheets.ooxml.refusal import LOOK_AT_THE_SHEET, SAVE_AGAIN, CannotPatch, damaged
from sheets.ooxml.segments import Block, Body, pack, unpack
from sheets.ooxml.texts import attribute, utf8

# The last rows are written anew each time, so few are kept; but rows join the body in batches, which pack better.
KEPT_BYTES, MOST_KEPT_BYTES = 16 << 10, 128 << 10
# Larger blocks are fewer, smaller ones cheaper to change.
BLOCK_BYTES = 512 << 10


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet: its number and its XML."""

    number: int
    xml: bytes


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row: its column, style and XML."""

    column: int
    style: int | None
    xml: bytes


@dataclass(frozen=True, slots=True)
class Names:
    """How the elements are found in a sheet whose elements carry this prefix ('' or 'x:')."""

    prefix: str
    row: re.Pattern[bytes]
    row_start: bytes
    numbered: re.Pattern[bytes]
    cell: re.Pattern[bytes]
    formula: re.Pattern[bytes]
    formula_with_area: re.Pattern[bytes]
    value: re.Pattern[bytes]


@cache
def names(prefix: str) -> Names:
    """The patterns for a prefix."""
    p = re.escape(prefix).encode()
    return Names(
        prefix,
        row=re.compile(rb'<%srow(?=[\s/>])[^>]*?(?:/>|>.*?</%srow\s*>)' % (p, p), re.DOTALL),
        row_start=b'<%srow' % prefix.encode(),
        numbered=re.compile(rb'<%srow(?=[\s/>])(?:[^>]*?\sr\s*=\s*["\'](\d+)["\'])?' % p),
        cell=re.compile(rb'<%sc(?=[\s/>])[^>]*?(?:/>|>.*?</%sc\s*>)' % (p, p), re.DOTALL),
        formula=re.compile(rb'<%sf(?=[\s/>])[^>]*?(?:/>|>.*?</%sf\s*>)' % (p, p), re.DOTALL),
        formula_with_area=re.compile(rb'<%sf(?=\s)[^>]*?\sref\s*=[^>]*>' % p),
        # A cell with a style alone, or with an empty value, holds nothing.
        value=re.compile(rb'<%s(?:v(?:\s[^>]*)?>[^<]|is[\s>]|f[\s/>])' % p),
    )


@dataclass(frozen=True, slots=True)
class SheetText:
    """A sheet in its four pieces."""

    part: Member
    head: bytes
    body: Body
    rows: bytes
    rest: bytes
    names: Names

    def whole(self) -> 'SheetText':
        """The same sheet with every row in `rows`."""
        if not self.body:
            return self
        return replace(self, body=Body(), rows=self.body.plain(self.part.name) + self.rows)

    def shortened(self) -> 'SheetText':
        """The same sheet with all but the last rows in the body, where they have become many."""
        if len(self.rows) <= MOST_KEPT_BYTES:
            return self
        seen, cut = len(self.rows), _row_before(self.rows, len(self.rows) - KEPT_BYTES, self.names)
        # The last row that holds something has to stay in sight: the next rows go behind it.
        while cut > 0 and not self.names.value.search(self.rows, cut, seen):
            seen, cut = cut, _row_before(self.rows, cut - 1, self.names)
        # Without a number of its own, the number of a row is known only by counting those before it.
        if cut <= 0 or attribute(self.rows[cut : self.rows.find(b'>', cut) + 1], b'r') is None:
            return self
        return replace(self, body=self.body.with_blocks(self._blocks(self.rows[:cut])), rows=self.rows[cut:])

    def block(self, rows: bytes, first_row: int) -> Block:
        """These rows as a block."""
        return Block(first_row, bool(filled_by_one_formula(rows, self.names)), rows)

    def first_row(self) -> int:
        """The number of the first row in sight."""
        return self._number_at(self.rows, 0)

    def _blocks(self, rows: bytes) -> Iterator[Block]:
        """These rows in blocks; each begins at a row with a number of its own, except perhaps the first one."""
        starts = [0]
        while following := self._numbered_from(rows, starts[-1] + BLOCK_BYTES):
            starts.append(following.start())
        for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
            yield self.block(rows[start:end], self._number_at(rows, start))

    def _numbered_from(self, rows: bytes, position: int) -> re.Match[bytes] | None:
        return next((found for found in self.names.numbered.finditer(rows, position) if found[1]), None)

    def _number_at(self, rows: bytes, position: int) -> int:
        """The number of the first row from there on; the first row of a sheet may go without one."""
        found = self.names.numbered.search(rows, position)
        return int(found[1]) if found and found[1] else 1

    def packed(self) -> Packed:
        """The part, compressed; what is not in the body must read as XML."""
        short = self.shortened()
        reader = expat.ParserCreate()
        try:
            reader.Parse(short.head + short.rows + short.rest, True)
        except expat.ExpatError as error:
            raise CannotPatch(N_('The sheet in {part} is not well formed.'), SAVE_AGAIN, part=self.part.name) from error
        return pack(short.head, short.body, short.rows + short.rest)


def opened(package: Package, part: Member) -> SheetText:
    """The sheet of a member."""
    pieces = unpack(package, part)
    if pieces is None:
        sheet = _split(utf8(package.read(part), part.name), part)
        in_order(sheet)
        return sheet.shortened()
    head, body, tail = pieces
    return replace(_split(head + tail, part), body=body)


def _split(xml: bytes, part: Member) -> SheetText:
    start = re.search(rb'<((?:[\w.\-]+:)?)sheetData(?:\s[^>]*?)?(/?)>', xml)
    if start is None:
        raise CannotPatch(N_('The part {part} holds no rows of cells.'), SAVE_AGAIN, part=part.name)
    found = names(start[1].decode())
    if start[2]:
        tag = start[1] + b'sheetData'
        return SheetText(
            part, xml[: start.start()] + b'<' + tag + b'>', Body(), b'', b'</' + tag + b'>' + xml[start.end() :], found
        )
    end = xml.rfind(b'</' + start[1] + b'sheetData')
    if end < start.end():
        raise damaged(part.name)
    return SheetText(part, xml[: start.end()], Body(), xml[start.end() : end], xml[end:], found)


def _row_before(rows: bytes, position: int, found: Names) -> int:
    """Where the last row starts that starts before this position; -1 when there is none."""
    while True:
        position = rows.rfind(found.row_start, 0, max(position, 0))
        if position < 0 or rows[position + len(found.row_start)] in b' \t\r\n/>':
            return position


def rows_of(sheet: SheetText) -> Iterator[Row]:
    """The rows in sight, in order; between them there may be nothing but white space."""
    number, position = 0, 0
    for match in sheet.names.row.finditer(sheet.rows):
        usual = sheet.names.numbered.match(match[0])
        own = usual[1] if usual and usual[1] else attribute(match[0][: match[0].find(b'>') + 1], b'r')
        following = int(own) if own else number + 1
        if following <= number or not _blank(sheet.rows[position : match.start()]):
            raise out_of_order(sheet)
        number, position = following, match.end()
        yield Row(number, match[0])
    if not _blank(sheet.rows[position:]):
        raise out_of_order(sheet)


def in_order(sheet: SheetText) -> None:
    """Refuse rows whose numbers do not rise: no program agrees with another on what they mean."""
    number = 0
    for match in sheet.names.numbered.finditer(sheet.rows):
        following = int(match[1]) if match[1] else number + 1
        if following <= number:
            raise out_of_order(sheet)
        number = following


def filled_by_one_formula(rows: bytes, found: Names) -> list[Area]:
    """The areas of array formulas and data tables; a shared formula is each cell's own, only written shorter."""
    tags = [match[0] for match in found.formula_with_area.finditer(rows)]
    refs = [attribute(tag, b'ref') or b'' for tag in tags if attribute(tag, b't') != b'shared']
    return [filled for ref in refs if (filled := area(ref.decode()))]


def out_of_order(sheet: SheetText) -> CannotPatch:
    """The rows cannot be trusted to be where they say they are."""
    return CannotPatch(N_('The rows in {part} are not in order.'), SAVE_AGAIN, part=sheet.part.name)


def cells_of(row: Row, found: Names) -> dict[int, Cell]:
    """The cells of a row by column, each with its address written out."""
    cells: dict[int, Cell] = {}
    column = 0
    start = row.xml.find(b'>') + 1
    for match in found.cell.finditer(row.xml, start):
        tag_end = match[0].find(b'>') + 1
        tag = match[0][:tag_end]
        own, style = attribute(tag, b'r'), attribute(tag, b's')
        following = column_number(own.rstrip(b'0123456789').decode()) if own else column + 1
        if following <= column:
            raise CannotPatch(N_('The cells of row {row} are not in order.'), LOOK_AT_THE_SHEET, row=row.number)
        column = following
        name = b'<%sc' % found.prefix.encode()
        xml = match[0] if own else name + b' r="%s"' % address(row.number, column).encode() + match[0][len(name) :]
        cells[column] = Cell(column, int(style) if style else None, xml)
    return cells


def row_with(row: Row, cells: Mapping[int, bytes], found: Names) -> bytes:
    """The XML of a row with these cells put in, in place of those that were there; as it was when they are the same."""
    there = cells_of(row, found)
    if all(column in there and there[column].xml == xml for column, xml in cells.items()):
        return row.xml
    prefix = found.prefix.encode()
    tag = row.xml[: row.xml.find(b'>') + 1] if row.xml else b'<%srow r="%d">' % (prefix, row.number)
    # spans only helps readers to reserve room, and would be untrue for a longer row.
    tag = re.sub(rb'\sspans\s*=\s*(?:"[^"]*"|\'[^\']*\')|\s*/(?=>$)', b'', tag)
    every = {column: cell.xml for column, cell in there.items()} | dict(cells)
    return tag + b''.join(every[column] for column in sorted(every)) + b'</%srow>' % prefix


def _blank(between: bytes) -> bool:
    return not between.strip()
