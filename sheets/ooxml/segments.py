"""The compressed form of a long sheet, arranged so that the next rows cost what they weigh, not what the sheet weighs.

A sheet's part is compressed in three runs that know nothing of each other, so each can be read and written alone:

    head    from the start up to <sheetData>; small, written anew each time, since it holds the size of the sheet
    body    the rows, except the last ones; only ever added to
    tail    the last rows and what follows them; written anew each time

To any reader the runs together are one ordinary deflate stream. Where they meet, and the checksum of the compressed
bytes before the tail, stands in an extra field of the directory entry. Who does not know the field skips it, and
who writes the part anew makes it untrue, which is seen: then the part is read and compressed as a whole.
"""

import struct
import zlib
from dataclasses import dataclass

from sheets.ooxml.directory import Member, Packed, extra_fields
from sheets.ooxml.package import Package
from sheets.ooxml.refusal import damaged

# A private number that is not in PKWARE's list of known ones; OPC asks readers to skip the fields they do not know.
FIELD = 0x4B42
RECORD = struct.Struct('<4s8L')
MARK = b'bhi1'

# Compressing a long sheet well costs several times more than reading it, and is saved only a sixth of its size.
LONG_BYTES = 1 << 20
LEVEL_LONG, LEVEL_SHORT = 1, 6


@dataclass(frozen=True, slots=True)
class Body:
    """Rows that are not looked at: some compressed already, and those that joined them since."""

    packed: bytes = b''
    packed_plain_bytes: int = 0
    packed_crc: int = 0
    joined: bytes = b''

    def __bool__(self) -> bool:
        return bool(self.packed_plain_bytes or self.joined)

    def with_rows(self, rows: bytes) -> 'Body':
        """The body with these rows behind it."""
        return Body(self.packed, self.packed_plain_bytes, self.packed_crc, self.joined + rows)

    def plain(self, part: str) -> bytes:
        """All its rows."""
        return _inflated(self.packed, self.packed_plain_bytes, self.packed_crc, part) + self.joined


def pack(head: bytes, body: Body, tail: bytes) -> Packed:
    """The part made of the three, with the record of where they meet."""
    head_run, joined_run = _run(head), _run(body.joined) if body.joined else b''
    body_bytes = body.packed_plain_bytes + len(body.joined)
    body_crc = zlib.crc32(body.joined, body.packed_crc)
    data = b''.join((head_run, body.packed, joined_run, _run(tail, zlib.Z_FINISH)))
    crc = zlib.crc32(tail, combined_crc(zlib.crc32(head), body_crc, body_bytes))
    if not body:
        return Packed(data, crc, len(head) + len(tail))
    body_run_bytes = len(body.packed) + len(joined_run)
    before_tail = zlib.crc32(memoryview(data)[: len(head_run) + body_run_bytes])
    record = RECORD.pack(
        MARK, len(head_run), len(head), body_run_bytes, body_bytes, body_crc, before_tail, crc, len(data)
    )
    return Packed(data, crc, len(head) + body_bytes + len(tail), struct.pack('<2H', FIELD, len(record)) + record)


def unpack(package: Package, member: Member) -> tuple[bytes, Body, bytes] | None:
    """The three of a part that was written by `pack` and not touched since; None for any other part."""
    record = extra_fields(member.extra).get(FIELD, b'')
    if len(record) != RECORD.size or not record.startswith(MARK):
        return None
    _, head_run_bytes, head_bytes, body_run_bytes, body_bytes, body_crc, before_tail, crc, data_bytes = RECORD.unpack(
        record
    )
    data, tail_start = package.packed_data(member), head_run_bytes + body_run_bytes
    if (crc, data_bytes) != (member.crc, len(data)) or zlib.crc32(data[:tail_start]) != before_tail:
        return None
    head = _inflated(data[:head_run_bytes], head_bytes, None, member.name)
    tail = _inflated(data[tail_start:], member.plain_bytes - head_bytes - body_bytes, None, member.name)
    if zlib.crc32(tail, combined_crc(zlib.crc32(head), body_crc, body_bytes)) != member.crc:
        return None
    return head, Body(bytes(data[head_run_bytes:tail_start]), body_bytes, body_crc), tail


def combined_crc(first: int, second: int, second_bytes: int) -> int:
    """The CRC-32 of two byte strings from the CRC-32 of each and the length of the second."""
    shifted, power = first, _X8
    while second_bytes:
        if second_bytes & 1:
            shifted = _product(shifted, power)
        power = _product(power, power)
        second_bytes >>= 1
    return shifted ^ second


# x to the power of 8, the shift by one byte, among the polynomials whose highest power stands in the lowest bit.
_X8 = 1 << 23
_POLYNOMIAL = 0xEDB88320


def _product(first: int, second: int) -> int:
    """The product of two polynomials modulo that of CRC-32."""
    product = 0
    for bit in range(31, -1, -1):
        if first >> bit & 1:
            product ^= second
        second = (second >> 1) ^ (_POLYNOMIAL if second & 1 else 0)
    return product


def _run(plain: bytes, end: int = zlib.Z_FULL_FLUSH) -> bytes:
    """A compressed run; unless it is the last one, it ends at a whole byte and another can follow."""
    level = LEVEL_LONG if len(plain) > LONG_BYTES else LEVEL_SHORT
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(plain) + packer.flush(end)


def _inflated(run: bytes | memoryview, plain_bytes: int, crc: int | None, part: str) -> bytes:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        plain = unpacker.decompress(run, max(plain_bytes, 0) + 1) if run else b''
    except zlib.error as error:
        raise damaged(part) from error
    if len(plain) != plain_bytes or crc not in (None, zlib.crc32(plain)):
        raise damaged(part)
    return plain
