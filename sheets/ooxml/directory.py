"""The list of members at the end of a zip file, read, and the headers that are written anew for members that change."""

import struct
from dataclasses import dataclass

from rules.problems import N_
from sheets.ooxml.refusal import SAVE_AGAIN, TAKE_A_COPY, CannotPatch, damaged

# A workbook of a group stays far below these; a file made to exhaust the machine does not.
LARGEST_PART_BYTES = 1 << 30
MOST_MEMBERS = 10_000

LOCAL_HEADER = struct.Struct('<4s5H3L2H')
DIRECTORY_ENTRY = struct.Struct('<4s6H3L5H2L')
END_OF_DIRECTORY = struct.Struct('<4s4H2LH')
END_OF_DIRECTORY_64 = struct.Struct('<4sQ2H2L4Q')
LOCATOR_64 = struct.Struct('<4sLQL')

STORED, DEFLATED = 0, 8
ENCRYPTED, HAS_DESCRIPTOR, NAME_IS_UTF8 = 0x0001, 0x0008, 0x0800
ZIP64_FIELD = 0x0001
IN_ZIP64_FIELD = 0xFFFFFFFF


Piece = bytes | memoryview
"""Bytes of the new file: made anew, or still those of the old one, which are not copied before they are written."""


@dataclass(frozen=True, slots=True)
class Packed:
    """The compressed form of a part, with the extra header field (if any) that the next writer will find."""

    pieces: tuple[Piece, ...]
    crc: int
    plain_bytes: int
    extra: bytes = b''

    @property
    def packed_bytes(self) -> int:
        """The length of the compressed form."""
        return sum(map(len, self.pieces))


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of the directory of the zip file, as it stands there in `entry`."""

    name: str
    method: int
    flags: int
    crc: int
    packed_bytes: int
    plain_bytes: int
    offset: int
    extra: bytes
    entry: bytes


@dataclass(frozen=True, slots=True)
class End:
    """What the record at the end of the file says."""

    offset: int
    size: int
    count: int
    comment_bytes: int
    # The comment, and what a careless download or copy has put behind it.
    after: bytes


def end_of_directory(data: bytes) -> End:
    """Where the list of members is."""
    position = data.rfind(b'PK\5\6', max(0, len(data) - END_OF_DIRECTORY.size - 0xFFFF))
    if position < 0 or position + END_OF_DIRECTORY.size > len(data):
        raise CannotPatch(N_('The file is cut off: its end is missing.'), TAKE_A_COPY)
    _, disk, first_disk, _, count, size, offset, comment_bytes = END_OF_DIRECTORY.unpack_from(data, position)
    after = data[position + END_OF_DIRECTORY.size :]
    locator = position - LOCATOR_64.size
    if locator >= 0 and data.startswith(b'PK\6\7', locator):
        _, _, position, _ = LOCATOR_64.unpack_from(data, locator)
        if position + END_OF_DIRECTORY_64.size > locator:
            raise damaged('zip')
        _, _, _, _, disk, first_disk, _, count, size, offset = END_OF_DIRECTORY_64.unpack_from(data, position)
    if disk or first_disk or len(after) < comment_bytes or offset + size > position:
        raise CannotPatch(N_('The list of parts at the end of the file is damaged.'), TAKE_A_COPY)
    if count > MOST_MEMBERS:
        raise CannotPatch(N_('The file holds more parts than any workbook this app writes.'), SAVE_AGAIN)
    return End(offset, size, count, comment_bytes, after)


def end_record(count: int, size: int, offset: int, comment_bytes: int) -> bytes:
    """The record at the end of the file, without the comment behind it."""
    return END_OF_DIRECTORY.pack(b'PK\5\6', 0, 0, count, count, size, offset, comment_bytes)


def members_of(data: bytes, end: End) -> list[Member]:
    """The members in the order of the list."""
    members, position = [], end.offset
    for _ in range(end.count):
        if position + DIRECTORY_ENTRY.size > end.offset + end.size or data[position : position + 4] != b'PK\1\2':
            raise CannotPatch(N_('The list of parts at the end of the file is damaged.'), TAKE_A_COPY)
        fields = DIRECTORY_ENTRY.unpack_from(data, position)
        stop = position + DIRECTORY_ENTRY.size + sum(fields[10:13])
        members.append(_member(data[position:stop], fields))
        position = stop
    return members


def _member(entry: bytes, fields: tuple[int, ...]) -> Member:
    flags, method, crc, name_bytes, extra_bytes = fields[3], fields[4], fields[7], fields[10], fields[11]
    name = entry[DIRECTORY_ENTRY.size : DIRECTORY_ENTRY.size + name_bytes]
    extra = entry[DIRECTORY_ENTRY.size + name_bytes : DIRECTORY_ENTRY.size + name_bytes + extra_bytes]
    wide = extra_fields(extra).get(ZIP64_FIELD, b'')
    sizes = [fields[9], fields[8], fields[16]]
    for index, value in enumerate(sizes):
        if value == IN_ZIP64_FIELD and len(wide) >= 8:
            sizes[index], wide = int.from_bytes(wide[:8], 'little'), wide[8:]
    text = name.decode('utf-8' if flags & NAME_IS_UTF8 else 'cp437', 'replace')
    if sizes[0] > LARGEST_PART_BYTES:
        raise CannotPatch(N_('The part {part} is too large to be opened safely.'), SAVE_AGAIN, part=text)
    return Member(text, method, flags, crc, sizes[1], sizes[0], sizes[2], extra, entry)


def extents_of(data: bytes, members: list[Member], directory_offset: int) -> dict[int, tuple[int, int]]:
    """From where to where each member goes; they may not overlap, which is how the worst of zip bombs are made."""
    starts = sorted(member.offset for member in members)
    extents = dict(zip(starts, zip(starts, [*starts[1:], directory_offset], strict=True), strict=True))
    for member in members:
        if data_start(data, member) + member.packed_bytes > extents[member.offset][1]:
            raise damaged(member.name)
    if len(extents) != len(members) or (starts and starts[0] != 0):
        raise CannotPatch(N_('The list of parts at the end of the file is damaged.'), TAKE_A_COPY)
    return extents


def data_start(data: bytes, member: Member) -> int:
    """Where the compressed bytes begin; the header there must name the same member as the directory."""
    if member.offset + LOCAL_HEADER.size > len(data) or data[member.offset : member.offset + 4] != b'PK\3\4':
        raise damaged(member.name)
    fields = LOCAL_HEADER.unpack_from(data, member.offset)
    name_end = member.offset + LOCAL_HEADER.size + fields[9]
    if data[member.offset + LOCAL_HEADER.size : name_end] != _name_bytes(member):
        raise damaged(member.name)
    return int(name_end + fields[10])


def _name_bytes(member: Member) -> bytes:
    length = int.from_bytes(member.entry[28:30], 'little')
    return member.entry[DIRECTORY_ENTRY.size : DIRECTORY_ENTRY.size + length]


def extra_fields(extra: bytes) -> dict[int, bytes]:
    """The extra fields of a header, by their number."""
    found: dict[int, bytes] = {}
    while len(extra) >= 4:
        number, size = struct.unpack_from('<2H', extra)
        found[number], extra = extra[4 : 4 + size], extra[4 + size :]
    return found


def local_header(member: Member, new: Packed) -> bytes:
    """The header before the new content of a member."""
    name = _name_bytes(member)
    made, modified_time, modified_date = 20, *struct.unpack_from('<2H', member.entry, 12)
    return (
        LOCAL_HEADER.pack(
            b'PK\3\4', made, member.flags & NAME_IS_UTF8, DEFLATED, modified_time, modified_date, new.crc,
            new.packed_bytes, new.plain_bytes, len(name), 0,
        )
        + name
    )  # fmt: skip


def new_entry(member: Member, new: Packed, offset: int) -> bytes:
    """The entry of a member with new content."""
    fields = list(DIRECTORY_ENTRY.unpack_from(member.entry))
    name = _name_bytes(member)
    comment = member.entry[DIRECTORY_ENTRY.size + fields[10] + fields[11] :]
    fields[2:5] = [20, member.flags & NAME_IS_UTF8, DEFLATED]
    fields[7:10] = [new.crc, new.packed_bytes, new.plain_bytes]
    fields[11] = len(new.extra)
    fields[16] = offset
    return DIRECTORY_ENTRY.pack(*fields) + name + new.extra + comment


def made_member(name: str) -> Member:
    """A member that there was not before; its time is the first one that a zip file knows."""
    spelled = name.encode()
    fields = (b'PK\1\2', 20, 20, NAME_IS_UTF8, DEFLATED, 0, 33, 0, 0, 0, len(spelled), 0, 0, 0, 0, 0, 0)
    return Member(name, DEFLATED, NAME_IS_UTF8, 0, 0, 0, 0, b'', DIRECTORY_ENTRY.pack(*fields) + spelled)


def moved_entry(member: Member, offset: int) -> bytes:
    """The entry of a member that is as it was, at its new place."""
    entry = bytearray(member.entry)
    if struct.unpack_from('<L', entry, 42)[0] != IN_ZIP64_FIELD:
        struct.pack_into('<L', entry, 42, offset)
        return bytes(entry)
    # The offset stands in the zip64 field, behind those of the two sizes that stand there too.
    skipped = 8 * sum(struct.unpack_from('<L', entry, at)[0] == IN_ZIP64_FIELD for at in (20, 24))
    struct.pack_into('<Q', entry, _zip64_position(member) + skipped, offset)
    return bytes(entry)


def _zip64_position(member: Member) -> int:
    position = DIRECTORY_ENTRY.size + len(_name_bytes(member))
    while True:
        number, size = struct.unpack_from('<2H', member.entry, position)
        position += 4
        if number == ZIP64_FIELD:
            return position
        position += size
