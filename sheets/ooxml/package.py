"""The zip file of a workbook: its list of members, and a new file in which all but the changed ones are carried over as
they are.

    package = Package(data)
    package.read(package.find('xl/workbook.xml'))         the plain bytes of a part, its checksum compared
    package.rebuilt({'xl/workbook.xml': packed(b'...')})  the bytes of the new file

A member that is not concerned keeps its header, its compressed bytes, what follows them and its place in the order: the
bytes from its header to the next header are copied, so nothing has to be understood to be kept.
"""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from rules.problems import N_
from sheets.ooxml.refusal import SAVE_AGAIN, TAKE_A_COPY, CannotPatch

# A workbook of a group stays far below these; a file made to exhaust the machine does not.
LARGEST_FILE_BYTES = 1 << 30
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


@dataclass(frozen=True, slots=True)
class Packed:
    """The compressed form of a part, with the extra header field (if any) that the next writer will find."""

    data: bytes
    crc: int
    plain_bytes: int
    extra: bytes = b''


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


def packed(plain: bytes, level: int = 6) -> Packed:
    """A part, compressed."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Packed(packer.compress(plain) + packer.flush(), zlib.crc32(plain), len(plain))


class Package:
    """A workbook's zip file, held in memory."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        _recognise(data)
        end = _end_of_directory(data)
        self.directory_offset, self.comment_bytes, self.after = end.offset, end.comment_bytes, end.after
        self.members = _members(data, end)
        self._by_name = {plain_name(member.name): member for member in self.members}
        if len(self._by_name) != len(self.members):
            raise CannotPatch(N_('The file holds two parts of the same name.'), SAVE_AGAIN)
        self._extents = _extents(data, self.members, self.directory_offset)

    def find(self, name: str) -> Member | None:
        """The member of this name; capitals and the kind of slash do not matter."""
        return self._by_name.get(plain_name(name))

    def packed_data(self, member: Member) -> memoryview:
        """The compressed bytes of a member."""
        start = _data_start(self.data, member)
        return memoryview(self.data)[start : start + member.packed_bytes]

    def read(self, member: Member) -> bytes:
        """The plain bytes of a member; its size and checksum must be right."""
        if member.flags & ENCRYPTED or member.method not in (STORED, DEFLATED):
            raise CannotPatch(
                N_('The part {part} is packed or locked in a way this app cannot read.'), SAVE_AGAIN, part=member.name
            )
        plain = bytes(self.packed_data(member)) if member.method == STORED else self._inflated(member)
        if len(plain) != member.plain_bytes or zlib.crc32(plain) != member.crc:
            raise damaged(member.name)
        return plain

    def raw(self, member: Member) -> memoryview:
        """Everything of a member up to the next one: header, compressed bytes, descriptor."""
        return memoryview(self.data)[slice(*self._extents[member.offset])]

    def rebuilt(self, changed: Mapping[str, Packed]) -> bytes:
        """The new file: these members with new content, all others and the order as they were."""
        pieces: list[bytes | memoryview] = []
        offsets: dict[int, int] = {}
        position = 0
        for member in sorted(self.members, key=lambda member: member.offset):
            new = changed.get(member.name)
            piece = self.raw(member) if new is None else _local_header(member, new) + new.data
            offsets[member.offset] = position
            pieces.append(piece)
            position += len(piece)
        entries = b''.join(
            _moved_entry(member, offsets[member.offset])
            if member.name not in changed
            else _new_entry(member, changed[member.name], offsets[member.offset])
            for member in self.members
        )
        count = len(self.members)
        end = END_OF_DIRECTORY.pack(b'PK\5\6', 0, 0, count, count, len(entries), position, self.comment_bytes)
        return b''.join((*pieces, entries, end, self.after))

    def _inflated(self, member: Member) -> bytes:
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            # One byte more than declared is enough to see that the declared size is a lie.
            return unpacker.decompress(self.packed_data(member), member.plain_bytes + 1)
        except zlib.error as error:
            raise damaged(member.name) from error


def plain_name(name: str) -> str:
    """The name by which two members are the same part."""
    return name.replace('\\', '/').lstrip('/').casefold()


def damaged(part: str) -> CannotPatch:
    """The part does not hold what its checksum says."""
    return CannotPatch(N_('The file is damaged: the part {part} cannot be read.'), TAKE_A_COPY, part=part)


@dataclass(frozen=True, slots=True)
class _End:
    offset: int
    size: int
    count: int
    comment_bytes: int
    # The comment, and what a careless download or copy has put behind it.
    after: bytes


def _recognise(data: bytes) -> None:
    if not data:
        raise CannotPatch(N_('The file is empty.'), TAKE_A_COPY)
    if len(data) > LARGEST_FILE_BYTES:
        raise CannotPatch(N_('The file is larger than any workbook this app writes.'), SAVE_AGAIN)
    if data.startswith(b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'):
        raise CannotPatch(
            N_('The file is encrypted, or an old .xls workbook.'),
            N_('Take the password off, or save it as an Excel workbook (.xlsx), and try again.'),
        )
    if not data.startswith(b'PK\3\4'):
        raise CannotPatch(N_('The file is not an .xlsx workbook.'), SAVE_AGAIN)


def _end_of_directory(data: bytes) -> _End:
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
    return _End(offset, size, count, comment_bytes, after)


def _members(data: bytes, end: _End) -> list[Member]:
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


def _extents(data: bytes, members: list[Member], directory_offset: int) -> dict[int, tuple[int, int]]:
    """From where to where each member goes; they may not overlap, which is how the worst of zip bombs are made."""
    starts = sorted(member.offset for member in members)
    extents = dict(zip(starts, zip(starts, [*starts[1:], directory_offset], strict=True), strict=True))
    for member in members:
        if _data_start(data, member) + member.packed_bytes > extents[member.offset][1]:
            raise damaged(member.name)
    if len(extents) != len(members) or (starts and starts[0] != 0):
        raise CannotPatch(N_('The list of parts at the end of the file is damaged.'), TAKE_A_COPY)
    return extents


def _data_start(data: bytes, member: Member) -> int:
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


def _local_header(member: Member, new: Packed) -> bytes:
    name = _name_bytes(member)
    made, modified_time, modified_date = 20, *struct.unpack_from('<2H', member.entry, 12)
    return (
        LOCAL_HEADER.pack(
            b'PK\3\4', made, member.flags & NAME_IS_UTF8, DEFLATED, modified_time, modified_date, new.crc,
            len(new.data), new.plain_bytes, len(name), 0,
        )
        + name
    )  # fmt: skip


def _new_entry(member: Member, new: Packed, offset: int) -> bytes:
    fields = list(DIRECTORY_ENTRY.unpack_from(member.entry))
    name = _name_bytes(member)
    comment = member.entry[DIRECTORY_ENTRY.size + fields[10] + fields[11] :]
    fields[2:5] = [20, member.flags & NAME_IS_UTF8, DEFLATED]
    fields[7:10] = [new.crc, len(new.data), new.plain_bytes]
    fields[11] = len(new.extra)
    fields[16] = offset
    return DIRECTORY_ENTRY.pack(*fields) + name + new.extra + comment


def _moved_entry(member: Member, offset: int) -> bytes:
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
