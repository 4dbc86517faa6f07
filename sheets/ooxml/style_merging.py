"""The cell styles of one workbook taken over into another: what is not there yet goes to the end of each list.

    merged(target, source).cells[3]      under which number the style 3 of the source stands in the target

Nothing that was there changes its number, so every cell and rule of the target looks as before.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sheets.ooxml.refusal import damaged
from sheets.ooxml.texts import attribute, start_tag, with_attribute

FIRST_OWN_FORMAT = 164
"""Below this number every spreadsheet knows the number formats by heart."""
BEFORE = {b'numFmts': (b'styleSheet',), b'dxfs': (b'cellStyles', b'cellXfs')}
"""Behind which element a list stands that a workbook may be without."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The styles of the target with those of the source, and the new numbers of the source's cells and rules."""

    xml: bytes
    cells: Mapping[int, int]
    rules: Mapping[int, int]


def merged(target: bytes, source: bytes) -> Merged:
    """Take the styles of the source over. Raises CannotPatch where the lists of the target cannot be read."""
    styles = _Styles(target)
    codes = children(source, b'numFmts', b'numFmt')
    formats = {_number(each, b'numFmtId'): styles.number_format(each) for each in codes}
    fonts, fills, borders = (
        styles.take(outer, inner, children(source, outer, inner))
        for outer, inner in ((b'fonts', b'font'), (b'fills', b'fill'), (b'borders', b'border'))
    )
    looks = []
    for look in children(source, b'cellXfs', b'xf'):
        end = look.find(b'>') + 1
        tag = look[:end]
        for name, numbers in ((b'numFmtId', formats), (b'fontId', fonts), (b'fillId', fills), (b'borderId', borders)):
            number = _number(tag, name)
            tag = with_attribute(tag, name, str(numbers.get(number, number)).encode())
        looks.append(tag + look[end:])
    cells = styles.take(b'cellXfs', b'xf', looks)
    rules = styles.take(b'dxfs', b'dxf', children(source, b'dxfs', b'dxf'))
    return Merged(styles.xml, cells, rules)


def prefixed(xml: bytes, prefix: bytes) -> bytes:
    """Elements without a prefix, with the one that the elements of a part carry."""
    return re.sub(rb'<(/?)(?=[A-Za-z])', rb'<\1' + prefix, xml) if prefix else xml


def children(xml: bytes, outer: bytes, inner: bytes, prefix: bytes = b'') -> list[bytes]:
    """The elements of a list, as they are written; none where there is no such list."""
    found = _list(outer, prefix).search(xml)
    return [match[0] for match in _element(inner, prefix).finditer(found[2] or b'')] if found else []


class _Styles:
    """The styles of a workbook, to which more are added."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        root = start_tag(xml, b'styleSheet')
        if root is None:
            raise damaged('styles.xml')
        self.prefix = root[0][1 : root[0].find(b'styleSheet')]

    def take(self, outer: bytes, inner: bytes, wanted: list[bytes]) -> dict[int, int]:
        """Add to a list what it does not hold; gives the number of each of the wanted."""
        there = children(self.xml, outer, inner, self.prefix)
        known = {each: number for number, each in reversed(list(enumerate(there)))}
        numbers: dict[int, int] = {}
        new: list[bytes] = []
        for number, each in enumerate(prefixed(each, self.prefix) for each in wanted):
            if each not in known:
                known[each] = len(there) + len(new)
                new.append(each)
            numbers[number] = known[each]
        self._add(outer, len(there), new)
        return numbers

    def number_format(self, wanted: bytes) -> int:
        """The number of a number format with this code."""
        code = attribute(wanted, b'formatCode')
        there = children(self.xml, b'numFmts', b'numFmt', self.prefix)
        for each in there:
            if attribute(each, b'formatCode') == code:
                return _number(each, b'numFmtId')
        number = 1 + max((_number(each, b'numFmtId') for each in there), default=FIRST_OWN_FORMAT - 1)
        fresh = with_attribute(prefixed(wanted, self.prefix), b'numFmtId', str(number).encode())
        self._add(b'numFmts', len(there), [fresh])
        return number

    def _add(self, outer: bytes, count: int, new: list[bytes]) -> None:
        if not new:
            return
        found = _list(outer, self.prefix).search(self.xml)
        name, inside = self.prefix + outer, b''.join(new)
        if found is None:
            at = self._place_of(outer)
            whole = b'<%s count="%d">%s</%s>' % (name, len(new), inside, name)
            self.xml = self.xml[:at] + whole + self.xml[at:]
            return
        tag = found[1].removesuffix(b'/>').removesuffix(b'>') + b'>'
        tag = with_attribute(tag, b'count', b'%d' % (count + len(new)))
        whole = tag + (found[2] or b'') + inside + b'</%s>' % name
        self.xml = self.xml[: found.start()] + whole + self.xml[found.end() :]

    def _place_of(self, outer: bytes) -> int:
        for before in BEFORE.get(outer, ()):
            if before == b'styleSheet' and (root := start_tag(self.xml, before)):
                return root.end()
            if found := _list(before, self.prefix).search(self.xml):
                return found.end()
        raise damaged('styles.xml')


@cache
def _list(outer: bytes, prefix: bytes) -> re.Pattern[bytes]:
    """A list: its start tag, and what is in it."""
    name = re.escape(prefix + outer)
    return re.compile(rb'(<%s(?=[\s/>])[^>]*?(?:/>|>))(?:(?<=/>)|(.*?)</%s\s*>)' % (name, name), re.DOTALL)


@cache
def _element(inner: bytes, prefix: bytes) -> re.Pattern[bytes]:
    name = re.escape(prefix + inner)
    return re.compile(rb'<%s(?=[\s/>])[^>]*?(?:/>|>.*?</%s\s*>)' % (name, name), re.DOTALL)


def _number(tag: bytes, name: bytes) -> int:
    found = attribute(tag, name)
    if found is not None and not found.isdigit():
        raise damaged('styles.xml')
    return int(found or 0)
