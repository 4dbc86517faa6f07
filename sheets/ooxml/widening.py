"""Columns of another workbook's sheet added to the sheet of the same name here: headings, widths, notes, drop-downs.

    with_columns(data, 'Entries', ['Reference', 'Account'], (1, 21), source, {})

They stand side by side from a place on, right of all that is there; the table of the sheet takes them in where they
follow on its last column. The rows stay as they are: what is written into the new columns later takes their styles.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import unescape

from rules.problems import N_
from sheets.ooxml.adding import merged_styles, restyled
from sheets.ooxml.appending import column_styles, style_of_column
from sheets.ooxml.package import Package, packed
from sheets.ooxml.parts import Table, Workbook
from sheets.ooxml.places import Area, address, area, column_letters
from sheets.ooxml.refusal import SAVE_AGAIN, CannotPatch
from sheets.ooxml.style_merging import Merged, children, prefixed
from sheets.ooxml.texts import attribute, start_tag, with_attribute
from sheets.ooxml.worksheet import Cell, Row, SheetText, cells_of, opened, row_with, rows_of

_COLUMN = re.compile(rb'<(?:[\w.\-]+:)?col(?=[\s/>])[^>]*>')
BEHIND_VALIDATIONS = (
    rb'hyperlinks|printOptions|pageMargins|pageSetup|headerFooter|rowBreaks|colBreaks|customProperties|cellWatches|'
    rb'ignoredErrors|smartTags|drawing|legacyDrawing|legacyDrawingHF|picture|oleObjects|controls|webPublishItems|'
    rb'tableParts|extLst'
)
"""What stands behind the notes and drop-downs of a sheet, in the order that the format asks for."""


def with_columns(
    data: bytes, name: str, headings: Sequence[str], at: tuple[int, int], source: bytes, lists: Mapping[str, str]
) -> bytes:
    """The workbook with these columns at a row and a column. Raises CannotPatch where that is not safe.

    `lists` are drop-downs that offer more than before, by what they offered.
    """
    package = Package(data)
    target, origin = Workbook(package), Workbook(Package(source))
    part, (row, first) = target.sheet(name), at
    sheet = opened(package, part).whole()
    model = opened(origin.package, origin.sheet(name))
    styles, styles_part = merged_styles(target, origin)
    heads = _headings_of(model)
    places = [heads[heading].column for heading in headings]
    moved = {column: first + number for number, column in enumerate(places)}
    sheet = _with_headings(sheet, row, {moved[heads[each].column]: heads[each] for each in headings}, styles)
    sheet = replace(sheet, head=_with_widths(_sized(sheet, row, moved), model.head, moved, styles))
    sheet = replace(sheet, rest=_with_lists(_with_validations(sheet, model.rest, moved), lists))
    parts = {part.name: sheet.packed(), styles_part.name: packed(styles.xml)}
    for table in target.tables(part):
        if table.area.last_column == first - 1 and table.area.first_row == row and not table.totals_rows:
            parts[table.part.name] = packed(_widened(table, headings))
    return b''.join(package.rebuilt(parts))


def _headings_of(model: SheetText) -> dict[str, Cell]:
    first = next(rows_of(model))
    found = {}
    for cell in cells_of(first, model.names).values():
        text = re.search(rb'<t(?:\s[^>]*)?>(.*?)</t>', cell.xml, re.DOTALL)
        assert text is not None, 'the headings of a new sheet are texts in their cells'
        found[unescape(text[1].decode())] = cell
    return found


def _with_headings(sheet: SheetText, number: int, cells: Mapping[int, Cell], styles: Merged) -> SheetText:
    row = next((row for row in rows_of(sheet) if row.number == number), Row(number, b''))
    if any(sheet.names.value.search(each.xml) for at, each in cells_of(row, sheet.names).items() if at in cells):
        raise CannotPatch(
            N_('Where the new columns have to go something stands already.'), N_('Move it aside, and try again.')
        )
    made = {}
    for column, cell in cells.items():
        tag = re.sub(rb'\sr="[^"]*"', b' r="%s"' % address(number, column).encode(), cell.xml)
        made[column] = prefixed(restyled(tag, styles), sheet.names.prefix.encode())
    new = row_with(row, made, sheet.names)
    at = sheet.rows.find(row.xml) if row.xml else 0
    return replace(sheet, rows=sheet.rows[:at] + new + sheet.rows[at + len(row.xml) :])


def _sized(sheet: SheetText, row: int, moved: Mapping[int, int]) -> bytes:
    tag = start_tag(sheet.head, b'dimension')
    size = area((attribute(tag[0], b'ref') or b'').decode()) if tag else None
    if not tag or not size:
        return sheet.head
    whole = size.joined(Area(row, min(moved.values()), row, max(moved.values())))
    return sheet.head[: tag.start()] + with_attribute(tag[0], b'ref', str(whole).encode()) + sheet.head[tag.end() :]


def _with_widths(head: bytes, model: bytes, moved: Mapping[int, int], styles: Merged) -> bytes:
    """The widths and styles of the columns; what was said of all columns to the right gives way to them."""
    first, last = min(moved.values()), max(moved.values())
    kept = [each for match in _COLUMN.finditer(head) for each in _outside(match[0], first, last)]
    widths = {int(attribute(tag[0], b'min') or 0): attribute(tag[0], b'width') for tag in _COLUMN.finditer(model)}
    start = re.search(rb'<((?:[\w.\-]+:)?)sheetData', head)
    prefix = start[1] if start else b''
    looks = column_styles(model)
    for origin, column in moved.items():
        style = styles.cells[style_of_column(looks, origin) or 0]
        tag = b'<col min="%d" max="%d" width="%s" style="%d" customWidth="1"/>'
        kept.append(prefixed(tag % (column, column, widths.get(origin) or b'14', style), prefix))
    kept.sort(key=lambda tag: int(attribute(tag, b'min') or 0))
    whole = b'<%scols>%s</%scols>' % (prefix, b''.join(kept), prefix)
    there = re.search(rb'<(?:[\w.\-]+:)?cols(?:\s[^>]*)?>.*?</(?:[\w.\-]+:)?cols\s*>', head, re.DOTALL)
    if there:
        return head[: there.start()] + whole + head[there.end() :]
    at = start.start() if start else len(head)
    return head[:at] + whole + head[at:]


def _outside(tag: bytes, first: int, last: int) -> list[bytes]:
    """What a width that is said of several columns says of those outside."""
    low, high = (int(attribute(tag, name) or 0) for name in (b'min', b'max'))
    spans = [(low, min(high, first - 1)), (max(low, last + 1), high)]
    return [
        with_attribute(with_attribute(tag, b'min', b'%d' % one), b'max', b'%d' % other)
        for one, other in spans
        if one <= other
    ]


def _with_validations(sheet: SheetText, model: bytes, moved: Mapping[int, int]) -> bytes:
    """The notes and drop-downs of the columns, at their new places."""
    found, prefix = [], sheet.names.prefix.encode()
    for each in children(model, b'dataValidations', b'dataValidation'):
        tag = each[: each.find(b'>') + 1]
        reach = area((attribute(tag, b'sqref') or b'').decode())
        if reach and reach.first_column == reach.last_column and reach.first_column in moved:
            letters = column_letters(moved[reach.first_column])
            cells = f'{letters}{reach.first_row}:{letters}{reach.last_row}'.encode()
            found.append(prefixed(with_attribute(tag, b'sqref', cells) + each[len(tag) :], prefix))
    if not found:
        return sheet.rest
    start = start_tag(sheet.rest, b'dataValidations')
    if start and not start[0].endswith(b'/>'):
        count = int(attribute(start[0], b'count') or 0) + len(found)
        tag = with_attribute(start[0], b'count', b'%d' % count)
        end = sheet.rest.find(b'</%sdataValidations' % prefix)
        return sheet.rest[: start.start()] + tag + sheet.rest[start.end() : end] + b''.join(found) + sheet.rest[end:]
    behind = re.search(rb'<(?:[\w.\-]+:)?(?:%s)(?=[\s/>])|</(?:[\w.\-]+:)?worksheet' % BEHIND_VALIDATIONS, sheet.rest)
    if behind is None:
        raise CannotPatch(N_('A part of the workbook is not written as it must be.'), SAVE_AGAIN)
    whole = b'<%sdataValidations count="%d">%s</%sdataValidations>' % (prefix, len(found), b''.join(found), prefix)
    return sheet.rest[: behind.start()] + whole + sheet.rest[behind.start() :]


def _with_lists(rest: bytes, lists: Mapping[str, str]) -> bytes:
    """Drop-downs that offer more than before."""
    for old, new in lists.items():
        for quote in (b'"', b'&quot;'):
            rest = rest.replace(quote + old.encode() + quote, quote + new.encode() + quote)
    return rest


def _widened(table: Table, headings: Sequence[str]) -> bytes:
    """The table with more columns at its right."""
    xml, last = table.xml, table.area.last_column + len(headings)
    for element in (b'table', b'autoFilter'):
        tag = start_tag(xml, element)
        reach = area((attribute(tag[0], b'ref') or b'').decode()) if tag else None
        if tag and reach:
            wide = Area(reach.first_row, reach.first_column, reach.last_row, last)
            xml = xml[: tag.start()] + with_attribute(tag[0], b'ref', str(wide).encode()) + xml[tag.end() :]
    start = start_tag(xml, b'tableColumns')
    if start is None:
        raise CannotPatch(N_('The table in {part} does not say where it is.'), SAVE_AGAIN, part=table.part.name)
    prefix = start[0][1 : start[0].find(b'tableColumns')]
    there = children(xml, b'tableColumns', b'tableColumn', prefix)
    numbers = [int(attribute(each, b'id') or 0) for each in there]
    new = b''.join(
        b'<tableColumn id="%d" name="%s"/>' % (max(numbers, default=0) + number, heading.encode())
        for number, heading in enumerate(headings, start=1)
    )
    counted = with_attribute(start[0], b'count', b'%d' % (len(there) + len(headings)))
    end = xml.find(b'</%stableColumns' % prefix)
    return xml[: start.start()] + counted + xml[start.end() : end] + prefixed(new, prefix) + xml[end:]
