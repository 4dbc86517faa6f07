"""The zip file of a workbook: its list of members, and a new file in which all but the changed ones are carried over as
they are.

    package = Package(data)
    package.read(package.find('xl/workbook.xml'))         the plain bytes of a part, its checksum compared
    package.rebuilt({'xl/workbook.xml': packed(b'...')})  the new file in pieces, in their order

A member that is not concerned keeps its header, its compressed bytes, what follows them and its place in the order: the
bytes from its header to the next header are copied, so nothing has to be understood to be kept.
"""

import zlib
from collections.abc import Mapping

from rules.problems import N_
from sheets.ooxml.directory import (
    DEFLATED,
    ENCRYPTED,
    STORED,
    Member,
    Packed,
    Piece,
    data_start,
    end_of_directory,
    end_record,
    extents_of,
    local_header,
    made_member,
    members_of,
    moved_entry,
    new_entry,
)
from sheets.ooxml.refusal import SAVE_AGAIN, TAKE_A_COPY, CannotPatch, damaged

LARGEST_FILE_BYTES = 1 << 30


def packed(plain: bytes, level: int = 6) -> Packed:
    """A part, compressed."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Packed((packer.compress(plain) + packer.flush(),), zlib.crc32(plain), len(plain))


class Package:
    """A workbook's zip file, held in memory."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        _recognise(data)
        end = end_of_directory(data)
        self.directory_offset, self.comment_bytes, self.after = end.offset, end.comment_bytes, end.after
        self.members = members_of(data, end)
        self._by_name = {plain_name(member.name): member for member in self.members}
        if len(self._by_name) != len(self.members):
            raise CannotPatch(N_('The file holds two parts of the same name.'), SAVE_AGAIN)
        self._extents = extents_of(data, self.members, self.directory_offset)

    def find(self, name: str) -> Member | None:
        """The member of this name; capitals and the kind of slash do not matter."""
        return self._by_name.get(plain_name(name))

    def packed_data(self, member: Member) -> memoryview:
        """The compressed bytes of a member."""
        start = data_start(self.data, member)
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

    def rebuilt(self, changed: Mapping[str, Packed], added: Mapping[str, Packed] | None = None) -> list[Piece]:
        """The new file in pieces: these members with new content, all others and the order as they were.

        Members that are `added` stand behind the others.

        Members that are as they were stay pieces of the old file. The last three pieces are the directory, its end,
        and what was behind it.
        """
        pieces: list[Piece] = []
        offsets: dict[int, int] = {}
        position = 0
        for member in sorted(self.members, key=lambda member: member.offset):
            new = changed.get(member.name)
            own = [self.raw(member)] if new is None else [local_header(member, new), *new.pieces]
            offsets[member.offset] = position
            pieces += own
            position += sum(map(len, own))
        fresh, fresh_offsets = {name: made_member(name) for name in added or ()}, {}
        for name, new in (added or {}).items():
            own = [local_header(fresh[name], new), *new.pieces]
            fresh_offsets[name] = position
            pieces += own
            position += sum(map(len, own))
        entries = b''.join(
            moved_entry(member, offsets[member.offset])
            if member.name not in changed
            else new_entry(member, changed[member.name], offsets[member.offset])
            for member in self.members
        )
        entries += b''.join(new_entry(fresh[name], new, fresh_offsets[name]) for name, new in (added or {}).items())
        end = end_record(len(self.members) + len(fresh), len(entries), position, self.comment_bytes)
        return [*pieces, entries, end, self.after]

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
