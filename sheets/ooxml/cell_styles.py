"""Which of a workbook's own cell styles fits a value: a date needs one that shows a date, a number one that does not.

The list of styles is never added to, so xl/styles.xml stays as it is: where the cell's own style does not fit, the most
alike style that does is taken, and where a workbook has no date style at all the date is written as text.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from enum import Enum
from functools import lru_cache
from xml.etree import ElementTree as ET

from rules.problems import N_
from sheets.ooxml.cell_xml import Formula
from sheets.ooxml.refusal import SAVE_AGAIN, CannotPatch

# The formats that every spreadsheet knows by number: dates, times, dates with times; 27 to 58 are East Asian ones.
BUILT_IN = {
    **dict.fromkeys((14, 15, 16, 17, *range(27, 32), *range(34, 37), *range(50, 59)), 'yyyy-mm-dd'),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 45, 46, 47), 'hh:mm:ss'),
    22: 'yyyy-mm-dd hh:mm',
    49: '@',
}

# What stands in quotes, behind a backslash or underscore, or in brackets (a colour, a language) is no code of a date.
_NOT_A_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]|general|am/pm|a/p', re.IGNORECASE)


class Kind(Enum):
    """What a style has to be able to show."""

    NUMBER = 'number'
    DATE = 'date'
    MOMENT = 'date and time'
    TIME = 'time'


def kind_of(value: object) -> Kind | None:
    """What a style must show for this value; None when any will do."""
    if value is None or isinstance(value, str):
        return None
    if isinstance(value, Formula):
        return kind_of(value.result)
    if isinstance(value, datetime):
        return Kind.MOMENT
    if isinstance(value, date):
        return Kind.DATE
    if isinstance(value, time):
        return Kind.TIME
    return None if isinstance(value, bool) else Kind.NUMBER


def shows(code: str) -> set[Kind]:
    """What a number format can show; one for text shows a number only as it was typed, without its cents."""
    if code.strip() == '@':
        return set()
    codes = _NOT_A_CODE.sub('', code.partition(';')[0]).lower()
    day, clock = bool(re.search('[dy]', codes)), bool(re.search('[hs]', codes))
    if day or ('m' in codes and not clock):
        return {Kind.DATE, Kind.MOMENT}
    return {Kind.TIME} if clock else {Kind.NUMBER}


class CellStyles:
    """The cell styles of a workbook, by their number."""

    def __init__(self, styles: bytes | None) -> None:
        self._xml = styles

    def fitting(self, kind: Kind | None, wanted: Sequence[int | None]) -> int | None:
        """The first of the wanted styles that shows this kind of value, else the one most like it, else None."""
        candidates = [style for style in wanted if style is not None] or [0]
        if kind is None:
            return candidates[0]
        for style in candidates:
            if kind in self._shown(style):
                return style
        if kind is Kind.NUMBER and kind in self._shown(0):
            return 0
        others = [style for style in range(len(self._looks)) if kind in self._shown(style)]
        return max(others, key=lambda style: self._likeness(style, candidates[0], kind), default=None)

    def _shown(self, style: int) -> set[Kind]:
        return self._looks[style][0] if style < len(self._looks) else {Kind.NUMBER}

    def _likeness(self, style: int, wanted: int, kind: Kind) -> tuple[bool, int, int]:
        # A moment should show its time too where such a style is found, and a day should not show midnight.
        clock_as_wanted = self._looks[style][2] == (kind is Kind.MOMENT)
        own, other = self._looks[style][1], self._looks[wanted][1] if wanted < len(self._looks) else ()
        return clock_as_wanted, sum(a == b for a, b in zip(own, other, strict=False)), -style

    @property
    def _looks(self) -> 'Looks':
        return () if self._xml is None else looks_of(self._xml)


# Of each style what it shows, its font, fill, border and so on, and whether it shows both day and clock.
Looks = Sequence[tuple[set[Kind], tuple[str | None, ...], bool]]


@lru_cache(maxsize=8)
def looks_of(xml: bytes) -> Looks:
    """The styles in the part that lists them; it stays the same from one write to the next."""
    try:
        root = ET.fromstring(xml)
    except ET.ParseError as error:
        raise CannotPatch(N_('The list of cell styles of the workbook cannot be read.'), SAVE_AGAIN) from error
    codes = dict(BUILT_IN)
    for element in root.iterfind('{*}numFmts/{*}numFmt'):
        codes[int(element.get('numFmtId', '0'))] = element.get('formatCode', '')
    return [_look(element, codes) for element in root.iterfind('{*}cellXfs/{*}xf')]


def _look(element: ET.Element, codes: Mapping[int, str]) -> tuple[set[Kind], tuple[str | None, ...], bool]:
    code = codes.get(int(element.get('numFmtId', '0')), '')
    kinds = shows(code)
    look = tuple(element.get(name) for name in ('fontId', 'fillId', 'borderId', 'applyAlignment', 'xfId'))
    return kinds, look, Kind.DATE in kinds and 'h' in _NOT_A_CODE.sub('', code).lower()
