"""A sheet of another workbook added to this one: its cells, its table, its rules, in the styles of the same name.

    with_sheet(data, 'Fines', source)      the bytes of the workbook with that sheet of the source at its end

The parts of a sheet and its table are new; written anew are only those that list what there is: the workbook with its
links, the styles and the content types. Every other part stays byte for byte.
"""

import posixpath
import re
from collections.abc import Mapping

from rules.problems import N_
from sheets.ooxml import style_merging
from sheets.ooxml.directory import Member, Packed
from sheets.ooxml.package import Package, packed
from sheets.ooxml.parts import Table, Workbook
from sheets.ooxml.refusal import SAVE_AGAIN, CannotPatch
from sheets.ooxml.style_merging import children, prefixed
from sheets.ooxml.texts import attribute, start_tag, with_attribute

SHEET_TYPE = b'application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml'
TABLE_TYPE = b'application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml'
RELATIONSHIPS = b'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
OF_PACKAGE = b'http://schemas.openxmlformats.org/package/2006/relationships'
LINK = 'rIdBahi'


def with_sheet(data: bytes, name: str, source: bytes) -> bytes:
    """The workbook with one more sheet. Raises CannotPatch where it cannot be added safely."""
    old, new = Package(data), Package(source)
    target, origin = Workbook(old), Workbook(new)
    if name.casefold() in {title.strip().casefold() for title in target.sheet_names}:
        raise CannotPatch(
            N_('The workbook has a sheet {sheet} that is not the book\'s own.'),
            N_('Give your sheet another name; Bahi then adds its own.'), sheet=name,
        )  # fmt: skip
    part = origin.sheet(name)
    folder = posixpath.dirname(target.part.name)
    sheet_name, table_name = (_free(old, folder, kind) for kind in ('worksheets/sheet', 'tables/table'))
    styles, styles_part = merged_styles(target, origin)
    sheet = restyled(origin.text(part), styles)
    parts: dict[str, Packed] = {styles_part.name: packed(styles.xml)}
    fresh = {sheet_name: sheet}
    if tables := origin.tables(part):
        fresh[table_name] = _table(old, tables[0])
        fresh[posixpath.join(folder, 'worksheets/_rels', posixpath.basename(sheet_name) + '.rels')] = _links(table_name)
    links = _links_of(target)
    parts[links.name] = packed(_linked(target.text(links), sheet_name))
    parts[target.part.name] = packed(_listed(target, origin, name))
    types = old.find('[Content_Types].xml')
    if types is None:
        raise CannotPatch(N_('The part {part} of the workbook is missing.'), SAVE_AGAIN, part='[Content_Types].xml')
    added = {sheet_name: SHEET_TYPE} | ({table_name: TABLE_TYPE} if tables else {})
    parts[types.name] = packed(_typed(target.text(types), added))
    made = b''.join(old.rebuilt(parts, {part_name: packed(xml) for part_name, xml in fresh.items()}))
    _assert_kept(old, made, parts, fresh)
    return made


def merged_styles(target: Workbook, origin: Workbook) -> tuple[style_merging.Merged, Member]:
    """The styles of the target with those of the origin, and the part that holds them."""
    parts = [workbook.styles_part for workbook in (target, origin)]
    if parts[0] is None or parts[1] is None:
        raise CannotPatch(N_('The workbook has no list of cell styles.'), SAVE_AGAIN)
    return style_merging.merged(target.text(parts[0]), origin.text(parts[1])), parts[0]


def restyled(xml: bytes, styles: style_merging.Merged) -> bytes:
    """The XML of a sheet with the numbers that its styles have now; it is not the one that is looked at first."""

    def cell(match: re.Match[bytes]) -> bytes:
        return match[1] + b'%d' % styles.cells[int(match[2])] + b'"'

    xml = re.sub(rb'(<(?:c|row)\s(?:[^>]*?\s)?s=")(\d+)"', cell, xml)
    xml = re.sub(rb'(<col\s(?:[^>]*?\s)?style=")(\d+)"', cell, xml)
    xml = re.sub(rb'(\sdxfId=")(\d+)"', lambda match: match[1] + b'%d"' % styles.rules[int(match[2])], xml)
    return re.sub(rb'\stabSelected="\w*"', b'', xml)


def _free(package: Package, folder: str, kind: str) -> str:
    """A name for a part that there is not yet."""
    number = 1
    while package.find(posixpath.join(folder, f'{kind}{number}.xml')):
        number += 1
    return posixpath.join(folder, f'{kind}{number}.xml')


def _table(package: Package, table: Table) -> bytes:
    """The table with a number of its own among all tables of the workbook."""
    numbers = [0]
    for member in package.members:
        if re.search(r'(^|/)tables/[^/]+\.xml$', member.name.replace('\\', '/')):
            found = start_tag(package.read(member), b'table')
            numbers.append(int((attribute(found[0], b'id') if found else None) or 0))
    tag = start_tag(table.xml, b'table')
    assert tag is not None, 'a table has a start'
    number = str(max(numbers) + 1).encode()
    return table.xml[: tag.start()] + with_attribute(tag[0], b'id', number) + table.xml[tag.end() :]


def _links(table_name: str) -> bytes:
    link = b'<Relationship Id="rId1" Type="%s/table" Target="/%s"/>' % (RELATIONSHIPS, table_name.encode())
    return b'<Relationships xmlns="%s">%s</Relationships>' % (OF_PACKAGE, link)


def _links_of(target: Workbook) -> Member:
    folder, name = posixpath.split(target.part.name)
    member = target.package.find(posixpath.join(folder, '_rels', f'{name}.rels'))
    if member is None:
        raise CannotPatch(N_('The part {part} of the workbook is missing.'), SAVE_AGAIN, part='workbook.xml.rels')
    return member


def _linked(links: bytes, sheet_name: str) -> bytes:
    link = b'<Relationship Id="%s" Type="%s/worksheet" Target="/%s"/>'
    return _before_end(links, b'Relationships', link % (_link_id(links), RELATIONSHIPS, sheet_name.encode()))


def _link_id(links: bytes) -> bytes:
    number = 1
    while b'"%s%d"' % (LINK.encode(), number) in links:
        number += 1
    return b'%s%d' % (LINK.encode(), number)


def _listed(target: Workbook, origin: Workbook, name: str) -> bytes:
    """The part of the workbook with the sheet at the end of its list, and the names that its printing needs."""
    numbers = [int(number) for number in target.sheet_numbers if number.isdecimal()]
    place = len(target.sheet_names)
    sheet = b'<sheet xmlns:r="%s" name="%s" sheetId="%d" r:id="%s"/>' % (
        RELATIONSHIPS, name.encode(), max(numbers, default=0) + 1, _link_id(target.text(_links_of(target)))
    )  # fmt: skip
    xml = _before_end(target.xml, b'sheets', sheet)
    names = b''.join(
        with_attribute(each[: each.find(b'>') + 1], b'localSheetId', b'%d' % place) + each[each.find(b'>') + 1 :]
        for each in children(origin.xml, b'definedNames', b'definedName')
    )
    return _before_end(xml, b'definedNames', names) if start_tag(xml, b'definedNames') else xml


def _typed(types: bytes, added: Mapping[str, bytes]) -> bytes:
    overrides = (b'<Override PartName="/%s" ContentType="%s"/>' % (name.encode(), of) for name, of in added.items())
    return _before_end(types, b'Types', b''.join(overrides))


def _before_end(xml: bytes, element: bytes, more: bytes) -> bytes:
    """The XML with these elements at the end of an element."""
    end = re.search(rb'</((?:[\w.\-]+:)?)%s\s*>' % element, xml)
    if end is None:
        raise CannotPatch(N_('A part of the workbook is not written as it must be.'), SAVE_AGAIN)
    return xml[: end.start()] + prefixed(more, end[1]) + xml[end.start() :]


def _assert_kept(old: Package, data: bytes, parts: Mapping[str, Packed], fresh: Mapping[str, bytes]) -> None:
    """What was promised, looked at once more: all other parts are as they were, the new ones can be read."""
    new = Package(data)
    assert [member.name for member in new.members] == [*(member.name for member in old.members), *fresh]
    for before, after in zip(old.members, new.members, strict=False):
        assert before.name in parts or old.raw(before) == new.raw(after), f'{before.name} is not as it was'
    for name, xml in fresh.items():
        member = new.find(name)
        assert member is not None and new.read(member) == xml, f'{name} cannot be read'
