"""Which part of a workbook file holds which sheet and which table, as far as reading asks for it."""

import posixpath
from collections.abc import Mapping
from functools import cached_property
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from sheets.ooxml.directory import Member
from sheets.ooxml.package import Package
from sheets.ooxml.parts import parsed
from sheets.ooxml.refusal import damaged
from sheets.ooxml.texts import utf8

MOST_BYTES = 4_000_000
"""What a part may be that is parsed as a whole."""
NEEDED = ('worksheet', 'sharedStrings', 'styles')


class Links:
    """The relationships of a workbook. Raises CannotPatch where they cannot be read."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self.workbook = next(
            (name for kind, name in self._targets('').values() if kind == 'officeDocument'), 'xl/workbook.xml'
        )
        self._of_workbook = self._targets(self.workbook)
        member = package.find(self.workbook)
        root = self._parsed(member) if member else ()
        self.parts: dict[str, str] = {}
        for element in root:
            for sheet in element if element.tag.endswith('}sheets') else ():
                link = next((value for key, value in sheet.items() if key.endswith('}id')), '')
                kind, name = self._of_workbook.get(link, ('', ''))
                self.parts[sheet.get('name', '')] = name if kind == 'worksheet' else ''

    @cached_property
    def sheets(self) -> Mapping[str, Member]:
        """The member of each sheet, by the name of the sheet."""
        found = {sheet: self._package.find(name) for sheet, name in self.parts.items() if name}
        return {sheet: member for sheet, member in found.items() if member}

    def name_of(self, member: Member) -> str:
        """The name of the sheet that a member holds, or that of the member."""
        return next((sheet for sheet, each in self.sheets.items() if each.offset == member.offset), member.name)

    @cached_property
    def common(self) -> list[Member]:
        """The parts that are read whichever sheet is wanted."""
        names = [self.workbook, *(name for kind, name in self._of_workbook.values() if kind in NEEDED[1:])]
        members = [self._package.find(name) for name in ('[Content_Types].xml', *names)]
        return [member for member in members if member]

    @property
    def missing(self) -> str:
        """The name of a part without which nothing can be read and that is not there; empty when all are."""
        needed = [name for kind, name in self._of_workbook.values() if kind in NEEDED]
        return next(
            (name for name in ('[Content_Types].xml', self.workbook, *needed) if self._package.find(name) is None), ''
        )

    @cached_property
    def tables(self) -> Mapping[str, tuple[str, str]]:
        """The sheet and the area of each table, by the name of the table."""
        found: dict[str, tuple[str, str]] = {}
        for sheet, member in self.sheets.items():
            for kind, name in self._targets(member.name).values():
                part = self._package.find(name) if kind == 'table' else None
                if part:
                    root = self._parsed(part)
                    found[root.get('displayName') or root.get('name') or ''] = sheet, root.get('ref', '')
        return found

    def _targets(self, source: str) -> dict[str, tuple[str, str]]:
        """The kind and the name of each part that a part points to inside the file, by the id of the link."""
        folder, name = posixpath.split(source)
        member = self._package.find(posixpath.join(folder, '_rels', f'{name}.rels'))
        if member is None:
            return {}
        return {
            link.get('Id', ''): (
                link.get('Type', '').rpartition('/')[2],
                posixpath.normpath(
                    posixpath.join('/', folder, unquote(link.get('Target', '').replace('\\', '/')))
                ).lstrip('/'),
            )
            for link in self._parsed(member).iterfind('{*}Relationship')
            if link.get('TargetMode') != 'External'
        }

    def _parsed(self, member: Member) -> ET.Element:
        if member.plain_bytes > MOST_BYTES:
            raise damaged(member.name)
        return parsed(utf8(self._package.read(member), member.name), member.name)
