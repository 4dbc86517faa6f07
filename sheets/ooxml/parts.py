"""What belongs to what in a workbook: the relationships from the package to the workbook, its sheets and their tables.

workbook = Workbook(package)
part = workbook.sheet('Entries')          the member that holds the sheet
workbook.tables(part)                     the tables on it
workbook.chain                            the list of formulas in the order of their calculation
"""

import posixpath
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from rules.problems import N_
from sheets.ooxml.cell_styles import CellStyles
from sheets.ooxml.directory import Member
from sheets.ooxml.package import Package
from sheets.ooxml.places import Area, area, table_name
from sheets.ooxml.refusal import SAVE_AGAIN, CannotPatch, damaged
from sheets.ooxml.texts import attribute, start_tag, utf8, with_attribute

# In the two spellings of the format, the common one and the strict one.
WORKBOOK_ELEMENTS = {
    '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}workbook',
    '{http://purl.oclc.org/ooxml/spreadsheetml/main}workbook',
}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a relationship points, and of what kind it is (the last word of its type)."""

    kind: str
    name: str


@dataclass(slots=True)
class Table:
    """A table on a sheet, with the XML of its part."""

    part: Member
    xml: bytes
    name: str
    area: Area
    header_rows: int
    totals_rows: int
    grew: bool = False

    def grow(self, last_row: int) -> None:
        """Let the table, and the filter in its heading, reach down to this row."""
        tag = start_tag(self.xml, b'table')
        if tag and attribute(tag[0], b'insertRow') in (b'1', b'true'):
            # Excel marks a table without rows; with the mark it would take the new row for an empty one.
            self.xml = self.xml[: tag.start()] + with_attribute(tag[0], b'insertRow', b'0') + self.xml[tag.end() :]
            self.grew = True
        if last_row <= self.area.last_row:
            return
        self.xml = grown(grown(self.xml, b'table', last_row), b'autoFilter', last_row)
        self.grew = True
        self.area = Area(self.area.first_row, self.area.first_column, last_row, self.area.last_column)


def grown(xml: bytes, element: bytes, last_row: int) -> bytes:
    """The XML with the ref of the first such element reaching down to this row; unchanged without one."""
    tag = start_tag(xml, element)
    reach = area((attribute(tag[0], b'ref') or b'').decode()) if tag else None
    if not tag or not reach or reach.last_row >= last_row:
        return xml
    reach = Area(reach.first_row, reach.first_column, last_row, reach.last_column)
    return xml[: tag.start()] + with_attribute(tag[0], b'ref', str(reach).encode()) + xml[tag.end() :]


class Workbook:
    """The workbook part of a package, and the way from it to the others."""

    def __init__(self, package: Package) -> None:
        self.package = package
        targets = self._targets('')
        if any(target.kind == 'origin' for target in targets.values()):
            raise CannotPatch(
                N_('The workbook is signed digitally, and a new row would break the signature.'),
                N_('Remove the signature in Excel (File, Info), or work on a copy without it.'),
            )
        self._name = next((t.name for t in targets.values() if t.kind == 'officeDocument'), 'xl/workbook.xml')
        if self._name.endswith('.bin'):
            raise CannotPatch(N_('The file is a binary workbook (.xlsb).'), SAVE_AGAIN)
        self.part = self._member(self._name)
        self.xml = self.text(self.part)
        self._root = parsed(self.xml, self.part.name)
        if self._root.tag not in WORKBOOK_ELEMENTS:
            # Such as Excel wrote before 2007 in its trials: no program of today finds a cell in it.
            raise CannotPatch(N_('The file is not an .xlsx workbook.'), SAVE_AGAIN)
        self._sheets = self._targets(self._name)

    def text(self, part: Member) -> bytes:
        """The XML of a part in UTF-8."""
        return utf8(self.package.read(part), part.name)

    def sheet(self, name: str) -> Member:
        """The member that holds the sheet of this name, or that was renamed and holds its table."""
        target = self._target_of(self._sheet_element(name))
        if target is None or target.kind != 'worksheet':
            raise CannotPatch(
                N_('{sheet} is not a sheet with cells.'), N_('Choose a sheet that has rows and columns.'), sheet=name
            )
        return self._member(target.name)

    @property
    def sheet_names(self) -> list[str]:
        """The names of the sheets, in their order."""
        return [element.get('name', '') for element in self._root.findall('{*}sheets/{*}sheet')]

    @property
    def sheet_numbers(self) -> list[str]:
        """The numbers by which the calculation chain names the sheets."""
        return [element.get('sheetId', '') for element in self._root.findall('{*}sheets/{*}sheet')]

    def sheet_number(self, name: str) -> str:
        """The number by which the calculation chain names the sheet."""
        return self._sheet_element(name).get('sheetId', '')

    def tables(self, sheet: Member) -> list[Table]:
        """The tables on a sheet."""
        targets = self._targets(sheet.name).values()
        return [self._table(self._member(target.name)) for target in targets if target.kind == 'table']

    def pivot_tables(self, sheet: Member) -> list[Area]:
        """Where the pivot tables on a sheet are."""
        names = [target.name for target in self._targets(sheet.name).values() if target.kind == 'pivotTable']
        tags = [start_tag(self.text(self._member(name)), b'location') for name in names]
        refs = [attribute(tag[0], b'ref') or b'' for tag in tags if tag]
        return [place for ref in refs if (place := area(ref.decode()))]

    @cached_property
    def date1904(self) -> bool:
        """Whether the days of this workbook are counted from 1904, as on old Macintoshes."""
        settings = self._root.find('{*}workbookPr')
        return settings is not None and settings.get('date1904', '').lower() in ('1', 'true', 'on')

    @cached_property
    def styles(self) -> CellStyles:
        """The cell styles of the workbook."""
        part = self.styles_part
        return CellStyles(self.text(part) if part else None)

    @property
    def styles_part(self) -> Member | None:
        """The part that lists the cell styles."""
        name = next((target.name for target in self._sheets.values() if target.kind == 'styles'), None)
        return self.package.find(name) if name else None

    @property
    def chain(self) -> Member | None:
        """The part that lists the formulas in the order of their last calculation."""
        return next(
            (self.package.find(target.name) for target in self._sheets.values() if target.kind == 'calcChain'), None
        )

    def _sheet_element(self, name: str) -> ET.Element:
        elements = self._root.findall('{*}sheets/{*}sheet')
        exact = [element for element in elements if element.get('name') == name]
        alike = [element for element in elements if (element.get('name') or '').strip().casefold() == name.casefold()]
        found = exact or alike or [element for element in elements if self._has_table(element, table_name(name))]
        if not found:
            raise CannotPatch(
                N_('The workbook has no sheet {sheet}.'),
                N_('Put the sheet back, or give it its name again.'),
                sheet=name,
            )
        return found[0]

    def _target_of(self, sheet: ET.Element) -> Target | None:
        return self._sheets.get(next((value for key, value in sheet.items() if key.endswith('}id')), ''))

    def _has_table(self, sheet: ET.Element, name: str) -> bool:
        target = self._target_of(sheet)
        part = self.package.find(target.name) if target and target.kind == 'worksheet' else None
        return part is not None and any(table.name == name for table in self.tables(part))

    def _table(self, part: Member) -> Table:
        xml = self.text(part)
        root = parsed(xml, part.name)
        reach = area(root.get('ref', ''))
        if reach is None:
            raise CannotPatch(N_('The table in {part} does not say where it is.'), SAVE_AGAIN, part=part.name)
        name = root.get('displayName') or root.get('name') or part.name
        totals = int(root.get('totalsRowCount', '0'))
        return Table(part, xml, name, reach, int(root.get('headerRowCount', '1')), totals)

    def _member(self, name: str) -> Member:
        member = self.package.find(name)
        if member is None:
            raise CannotPatch(N_('The part {part} of the workbook is missing.'), SAVE_AGAIN, part=name)
        return member

    def _targets(self, source: str) -> dict[str, Target]:
        """The relationships of a part, by their id; those of the package for ''."""
        folder, name = posixpath.split(source.replace('\\', '/'))
        member = self.package.find(posixpath.join(folder, '_rels', f'{name}.rels'))
        if member is None:
            return {}
        root = parsed(self.text(member), member.name)
        return {
            element.get('Id', ''): Target(
                element.get('Type', '').rpartition('/')[2],
                posixpath.normpath(
                    posixpath.join('/', folder, unquote(element.get('Target', '').replace('\\', '/')))
                ).lstrip('/'),
            )
            for element in root.iterfind('{*}Relationship')
            if element.get('TargetMode') != 'External'
        }


def parsed(xml: bytes, part: str) -> ET.Element:
    """The elements of a small part."""
    try:
        return ET.fromstring(xml)
    except (ET.ParseError, ValueError) as error:
        raise damaged(part) from error
