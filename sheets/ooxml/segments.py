"""The compressed form of a long sheet, arranged so that a change costs what it weighs, not what the sheet weighs.

A sheet's part is compressed in runs that know nothing of each other, so each can be read and written alone:

    head     from the start up to <sheetData>; small, written anew each time, since it holds the size of the sheet
    blocks   the rows, except the last ones; a block is written anew only when one of its rows changes
    tail     the last rows and what follows them; written anew each time

To any reader the runs together are one ordinary deflate stream. Where they meet, and the checksums of what is not
looked at, stand in an extra field of the directory entry. Who does not know the field skips it, and who writes the
part anew makes it untrue, which is seen: then the part is read and compressed as a whole.
"""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from sheets.ooxml.directory import Member, Packed, Piece, extra_fields
from sheets.ooxml.package import Package
from sheets.ooxml.refusal import damaged

# A private number that is not in PKWARE's list of known ones; OPC asks readers to skip the fields they do not know.
FIELD = 0x4B42
MARK = b'bhi2'
RECORD = struct.Struct('<4s8L')
# Of each block: the number of its first row, the length of its run and of its rows, the checksum of all rows up to its
# end, and whether a formula fills several cells.
OF_BLOCK = struct.Struct('<4LB')
LONGEST_FIELD_BYTES = 0xFFFF - 4

# Compressing a long sheet well costs several times more than reading it, and is saved only a sixth of its size. The
# tail is written again and again, and is small.
LONG_BYTES = 256 << 10
FAST, WELL = 1, 6


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that are not looked at: either their XML, or compressed as they were found, with their checksums.

    `first_row` is the number of the first one, and `fills` says that a formula among them fills several cells. `crc`
    is that of all rows up to the end of the block, `crc_before` that of those before it.
    """

    first_row: int
    fills: bool
    rows: bytes = b''
    run: Piece = b''
    plain_bytes: int = 0
    crc_before: int = 0
    crc: int = 0

    def plain(self, part: str) -> bytes:
        """Its rows."""
        return self.rows or _inflated(self.run, self.plain_bytes, part, self.crc_before, self.crc)


@dataclass(frozen=True, slots=True)
class Body:
    """All the blocks of a sheet. The first ones are as they were found, and `run_crc` is the checksum of their runs."""

    blocks: tuple[Block, ...] = ()
    found: int = 0
    run_crc: int = 0

    def __bool__(self) -> bool:
        return bool(self.blocks)

    def with_blocks(self, more: Iterable[Block]) -> 'Body':
        """The body with these blocks behind it."""
        return Body((*self.blocks, *more), self.found, self.run_crc)

    def replaced(self, place: int, block: Block) -> 'Body':
        """The body with another block at this place; from there on the checksums are made anew."""
        found, run_crc = self.found, self.run_crc
        if place < found:
            found, run_crc = place, 0
            for kept in self.blocks[:place]:
                run_crc = zlib.crc32(kept.run, run_crc)
        return Body((*self.blocks[:place], block, *self.blocks[place + 1 :]), found, run_crc)

    def plain(self, part: str) -> bytes:
        """All its rows."""
        return b''.join(block.plain(part) for block in self.blocks)


def pack(head: bytes, body: Body, tail: bytes) -> Packed:
    """The part made of the three, with the record of where they meet."""
    head_run, tail_run = _run(head), _run(tail, FAST, zlib.Z_FINISH)
    blocks = list(body.blocks[: body.found])
    run_crc, crc = body.run_crc, blocks[-1].crc if blocks else 0
    for block in body.blocks[body.found :]:
        blocks.append(block := _packed(block, crc))
        run_crc, crc = zlib.crc32(block.run, run_crc), block.crc
    body_bytes, body_run_bytes = (sum(map(size, blocks)) for size in (_plain_bytes, _run_bytes))
    part_crc = zlib.crc32(tail, combined_crc(zlib.crc32(head), crc, body_bytes))
    data_bytes = len(head_run) + body_run_bytes + len(tail_run)
    record = RECORD.pack(
        MARK, len(head_run), len(head), body_run_bytes, body_bytes, crc, run_crc, part_crc, data_bytes
    ) + b''.join(
        OF_BLOCK.pack(each.first_row, len(each.run), each.plain_bytes, each.crc, each.fills) for each in blocks
    )
    extra = struct.pack('<2H', FIELD, len(record)) + record if blocks and len(record) <= LONGEST_FIELD_BYTES else b''
    pieces = (head_run, *(each.run for each in blocks), tail_run)
    return Packed(pieces, part_crc, len(head) + body_bytes + len(tail), extra)


def unpack(package: Package, member: Member) -> tuple[bytes, Body, bytes] | None:
    """The three of a part that was written by `pack` and not touched since; None for any other part."""
    record = extra_fields(member.extra).get(FIELD, b'')
    if not record.startswith(MARK) or (len(record) - RECORD.size) % OF_BLOCK.size or len(record) < RECORD.size:
        return None
    _, head_run_bytes, head_bytes, body_run_bytes, body_bytes, body_crc, run_crc, crc, data_bytes = RECORD.unpack_from(
        record
    )
    data, tail_start = package.packed_data(member), head_run_bytes + body_run_bytes
    if (crc, data_bytes) != (member.crc, len(data)) or zlib.crc32(data[head_run_bytes:tail_start]) != run_crc:
        return None
    blocks = tuple(_blocks(record[RECORD.size :], data[head_run_bytes:tail_start]))
    if (sum(map(_plain_bytes, blocks)), sum(map(_run_bytes, blocks))) != (body_bytes, body_run_bytes):
        return None
    head = _inflated(data[:head_run_bytes], head_bytes, member.name)
    tail = _inflated(data[tail_start:], member.plain_bytes - head_bytes - body_bytes, member.name)
    if zlib.crc32(tail, combined_crc(zlib.crc32(head), body_crc, body_bytes)) != member.crc:
        return None
    return head, Body(blocks, len(blocks), run_crc), tail


def combined_crc(first: int, second: int, second_bytes: int) -> int:
    """The CRC-32 of two byte strings from the CRC-32 of each and the length of the second."""
    return _shifted(first, second_bytes) ^ second


def _packed(block: Block, crc_before: int) -> Block:
    """The block compressed, with the checksum of all rows up to its end."""
    if not block.run:
        rows, crc = block.rows, zlib.crc32(block.rows, crc_before)
        run = _run(rows, FAST if len(rows) > LONG_BYTES else WELL)
        return Block(block.first_row, block.fills, b'', run, len(rows), crc_before, crc)
    # A checksum is linear: what changed before the block moves on through it, whatever stands in it.
    crc = block.crc ^ _shifted(crc_before ^ block.crc_before, block.plain_bytes)
    return Block(block.first_row, block.fills, b'', block.run, block.plain_bytes, crc_before, crc)


def _blocks(records: bytes, runs: memoryview) -> Iterable[Block]:
    start = crc_before = 0
    for first_row, run_bytes, plain_bytes, crc, fills in OF_BLOCK.iter_unpack(records):
        yield Block(first_row, bool(fills), b'', runs[start : start + run_bytes], plain_bytes, crc_before, crc)
        start, crc_before = start + run_bytes, crc


def _plain_bytes(block: Block) -> int:
    return block.plain_bytes


def _run_bytes(block: Block) -> int:
    return len(block.run)


# Among the polynomials whose highest power stands in the lowest bit: 1, and x to the power of 8, the shift by one byte.
_ONE, _X8 = 1 << 31, 1 << 23
_POLYNOMIAL = 0xEDB88320


def _product(first: int, second: int) -> int:
    """The product of two polynomials modulo that of CRC-32."""
    product = 0
    for bit in range(31, -1, -1):
        if first >> bit & 1:
            product ^= second
        second = (second >> 1) ^ (_POLYNOMIAL if second & 1 else 0)
    return product


def _powers() -> list[int]:
    """The shifts by 1, 2, 4, 8 ... bytes."""
    powers = [_X8]
    while len(powers) < 32:
        powers.append(_product(powers[-1], powers[-1]))
    return powers


_POWERS = _powers()


def _shifted(crc: int, by_bytes: int) -> int:
    """The part that a checksum has in the checksum of a longer text, so many bytes later."""
    shift = _ONE
    for place in range(by_bytes.bit_length()):
        if by_bytes >> place & 1:
            shift = _product(shift, _POWERS[place])
    return _product(crc, shift) if crc else 0


def _run(plain: bytes, level: int = WELL, end: int = zlib.Z_FULL_FLUSH) -> bytes:
    """A compressed run; unless it is the last one, it ends at a whole byte and another can follow."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(plain) + packer.flush(end)


def _inflated(run: Piece, plain_bytes: int, part: str, crc_before: int = 0, crc: int | None = None) -> bytes:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        plain = unpacker.decompress(run, max(plain_bytes, 0) + 1) if run else b''
    except zlib.error as error:
        raise damaged(part) from error
    if len(plain) != plain_bytes or crc not in (None, zlib.crc32(plain, crc_before)):
        raise damaged(part)
    return plain
