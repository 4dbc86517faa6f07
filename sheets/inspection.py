"""A workbook file from outside, looked at before anything parses it: whoever made it may have wished harm.

    contents = Contents(data, 'group.xlsx')     what its list of parts says; raises Refused
    contents.look_at_common()                   the parts that are read whichever sheet is wanted
    contents.look_at_sheet('Entries')           one sheet, unpacked piece by piece within limits; raises Refused
    contents.look_at_others(sheets)             every part besides those of these sheets

Nothing is written to the disk, nothing in the file is followed to other files or addresses, and a zip file within the
zip file is never opened.
"""

import re
import zlib
from collections.abc import Collection, Iterator
from functools import cached_property

from rules.problems import N_, Problem, Refused, refuse
from sheets import extents, file_kinds
from sheets.ooxml.directory import DEFLATED, ENCRYPTED, STORED, Member
from sheets.ooxml.package import Package
from sheets.ooxml.refusal import CannotPatch
from sheets.package_links import Links

MOST_BYTES = 400_000_000
"""What all parts together may be when unpacked."""
SLICE_BYTES, PIECE_BYTES = 32 << 10, 1 << 20
HEAD_BYTES = 64 << 10

PUT_A_GOOD_COPY = N_('Put a good copy of the workbook in its place.')
LEADS_OUTSIDE = re.compile(r'(^|/)\.\.(/|$)|^/|^[A-Za-z]:|\0')
_ROOT = re.compile(rb'(?:\s|<\?[^>]*>|<!--.*?-->)*<(?:[\w.\-]+:)?([\w.\-]+)', re.DOTALL)
_DOCTYPE = re.compile(rb'<!(?:DOCTYPE|ENTITY)', re.IGNORECASE)
_MARKS = {b'\xff\xfe': 'utf-16', b'\xfe\xff': 'utf-16', b'<\0': 'utf-16-le', b'\0<': 'utf-16-be'}


class Contents:
    """The parts of an xlsx file, unpacked only within limits."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self._seen: set[int] = set()
        file_kinds.refuse_others(data, name)
        try:
            self.package = Package(data)
        except CannotPatch as error:
            raise Refused([error.problem]) from error
        members = self.package.members
        if sum(member.plain_bytes for member in members) > MOST_BYTES:
            raise refuse(N_('The file {file} would be far too large when unpacked.'), PUT_A_GOOD_COPY, file=name)
        for member in members:
            if LEADS_OUTSIDE.search(member.name.replace('\\', '/')):
                raise refuse(
                    N_('The file {file} holds a part whose name leads out of it: {part}.'), PUT_A_GOOD_COPY,
                    file=name, part=repr(member.name)[:80],
                )  # fmt: skip
        file_kinds.refuse_other_packages(self.package, name)

    @cached_property
    def links(self) -> Links:
        """Which part holds which sheet."""
        try:
            return Links(self.package)
        except CannotPatch as error:
            raise Refused([error.problem]) from error

    def look_at_common(self) -> None:
        """Look at what is read whichever sheet is wanted. The parts without which nothing can be read must be there."""
        if missing := self.links.missing:
            raise refuse(
                N_('The file {file} is damaged: its part {part} is missing.'), PUT_A_GOOD_COPY,
                file=self.name, part=missing,
            )  # fmt: skip
        for member in self.links.common:
            self.look_at(member)

    def look_at_sheet(self, sheet: str) -> None:
        """Look at the part of a sheet, by the name of the sheet."""
        if member := self.links.sheets.get(sheet):
            self.look_at(member)

    def look_at_others(self, sheets: Collection[str]) -> None:
        """Look whether every part is whole besides those of these sheets, which are looked at when they are read."""
        of_sheets = {member.offset for sheet in sheets if (member := self.links.sheets.get(sheet))}
        for member in self.package.members:
            if member.offset not in self._seen and member.offset not in of_sheets:
                self._root_of(member)
                for _piece in self._pieces(member):
                    pass

    def look_at(self, member: Member) -> None:
        """Unpack a part and throw it away: is it whole, no larger than it says, and harmless to a parser?"""
        if member.offset in self._seen:
            return
        if self._root_of(member) == b'worksheet':
            self._look_at_cells(member)
        else:
            for _piece in self._pieces(member):
                pass
        self._seen.add(member.offset)

    def _root_of(self, member: Member) -> bytes:
        """The name of the first element of a part that is XML."""
        head = b''.join(self._head(member))
        mark = _MARKS.get(head[:2])
        start = head if mark is None else head.decode(mark, 'replace').encode()
        start = start.removeprefix(b'\xef\xbb\xbf')
        # Pictures may be XML with a document type; nobody here parses them.
        xml = start.lstrip().startswith(b'<') and '/media/' not in member.name.casefold()
        return self._root(member, start) if xml else b''

    def _head(self, member: Member) -> Iterator[bytes]:
        length = 0
        for piece in self._pieces(member):
            yield piece
            length += len(piece)
            if length >= HEAD_BYTES:
                return

    def _root(self, member: Member, start: bytes) -> bytes:
        """The name of the first element. Before it a document type could stand, which makes a small file endless."""
        root = _ROOT.match(start)
        if _DOCTYPE.search(start):
            raise refuse(
                N_('The file {file} holds a document type in its part {part}, which is not safe.'),
                N_('Open it in Excel or LibreOffice and save it again, or ask who made it.'),
                file=self.name, part=member.name,
            )  # fmt: skip
        if root is None:
            raise self._damaged(member)
        return root[1]

    def _look_at_cells(self, member: Member) -> None:
        sheet = self.links.name_of(member)
        try:
            extents.check(lambda: self._pieces(member))
        except extents.TooFar as error:
            raise refuse(
                N_('The sheet {sheet} reaches far beyond its rows, to the cell {cell}.'),
                N_('Delete what stands far away from the table, whole rows and columns, and save the workbook.'),
                sheet=sheet, cell=error.cell,
            ) from error  # fmt: skip
        except extents.NotWellFormed as error:
            raise self._damaged(member) from error

    def _pieces(self, member: Member) -> Iterator[bytes]:
        """The plain bytes of a part, never many at once; at the end its size and checksum must be what was said."""
        if member.flags & ENCRYPTED or member.method not in (STORED, DEFLATED):
            raise self._damaged(member)
        plain_bytes = crc = 0
        for piece in self._unpacked(member):
            plain_bytes += len(piece)
            if plain_bytes > member.plain_bytes:
                break
            crc = zlib.crc32(piece, crc)
            yield piece
        if plain_bytes != member.plain_bytes or crc != member.crc:
            raise self._damaged(member)

    def _unpacked(self, member: Member) -> Iterator[bytes]:
        packed = self.package.packed_data(member)
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS) if member.method == DEFLATED else None
        for start in range(0, len(packed), SLICE_BYTES):
            rest: bytes | memoryview = packed[start : start + SLICE_BYTES]
            if unpacker is None:
                yield bytes(rest)
                continue
            try:
                while rest:
                    yield unpacker.decompress(rest, PIECE_BYTES)
                    rest = unpacker.unconsumed_tail
            except zlib.error as error:
                raise self._damaged(member) from error
        if unpacker is not None:
            yield unpacker.flush()

    def _damaged(self, member: Member) -> Refused:
        return refuse(
            N_('The file {file} is damaged: its part {part} cannot be read.'), PUT_A_GOOD_COPY,
            file=self.name, part=member.name,
        )  # fmt: skip

    def concerns(self) -> list[Problem]:
        """What a person should know though the rows can be read: nothing of it is followed or run."""
        names = [member.name.casefold() for member in self.package.members]
        found: list[Problem] = []
        if any('externallinks/' in name and not name.endswith('.rels') for name in names):
            found.append(Problem(
                N_('The workbook points to other files or programs. Bahi never follows such links.'),
                N_('Take them out in the spreadsheet program (Data, Edit Links) if nobody knows what they are for.'),
            ))  # fmt: skip
        if any(name.endswith(('/connections.xml', 'vbaproject.bin')) for name in names):
            found.append(Problem(
                N_('The workbook holds macros or fetches data from elsewhere. Bahi never runs or fetches them.'),
                N_('Open it only if you know who put them there.'),
            ))  # fmt: skip
        return found
