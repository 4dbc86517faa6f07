"""How far the cells of a sheet reach, told from its XML before a reader makes room for them.

A reader makes room for every cell between the first one and the last: one lonely cell far away takes all memory. The
cells of an ordinary sheet are written one way by all programs, A1 to Z199999, and are only passed over; the others are
looked at one by one. A sheet that is written in an unusual way is parsed as a whole.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

from sheets.ooxml.places import LAST_COLUMN, LAST_ROW, address, column_number
from sheets.ooxml.texts import attribute

MOST_CELLS = 12_000_000
"""The room that is made: six hundred thousand rows of entries."""

USUAL_ROW, USUAL_COLUMN = 199_999, 26
_UNUSUAL = re.compile(rb'<c(?=[\s/>])(?! r="[A-Z]1?\d{1,5}")')
_PREFIXED = re.compile(rb':c[\s/>]')
_TAG = re.compile(rb'<c\s[^>]{0,300}>')
_ADDRESS = re.compile(r'([A-Za-z]{1,6})([1-9]\d{0,11})')
LONGEST_BETWEEN_TAGS_BYTES = 4 << 20


class TooFar(Exception):
    """The cells reach further than any reader should make room for; `cell` is the last one."""

    def __init__(self, cell: str) -> None:
        self.cell = cell
        super().__init__(cell)


class NotWellFormed(Exception):
    """The XML cannot be parsed, or a cell names no place."""


class _Irregular(Exception):
    """The sheet is not written as all programs write it."""


def check(pieces: Callable[[], Iterable[bytes]]) -> None:
    """Raise TooFar or NotWellFormed where the cells of a sheet reach too far. `pieces` gives its XML from the start."""
    reach = Reach()
    try:
        for text, end in _whole_tags(pieces()):
            reach.pass_over(text, end)
        if reach.column > MOST_CELLS // USUAL_ROW and reach.row <= USUAL_ROW:
            # Wide, and nothing is known of its rows but that they are not very many.
            raise _Irregular
    except _Irregular:
        reach = Reach(row=0, column=0)
        reach.parse(pieces())
    reach.refuse_far()


class Reach:
    """The last row and the last column that hold a cell, or may hold one, and the cell that reaches farthest."""

    def __init__(self, row: int = USUAL_ROW, column: int = USUAL_COLUMN) -> None:
        self.row, self.column = row, column
        self.farthest = ''
        self._row, self._column = 0, 0

    def pass_over(self, text: bytes, end: int) -> None:
        """Look at the cells that are not ordinary ones, up to `end`."""
        for match in _UNUSUAL.finditer(text, 0, end):
            tag = _TAG.match(text, match.start(), end)
            place = attribute(tag[0], b'r') if tag else None
            if place is None:
                raise _Irregular
            self.reach(place.decode('latin-1'))
        # To look for one letter first is far cheaper, and most sheets hold none.
        if b':' in text and _PREFIXED.search(text, 0, end):
            raise _Irregular

    def parse(self, pieces: Iterable[bytes]) -> None:
        """Look at every row and cell, with and without a place of its own."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            for piece in pieces:
                parser.Parse(piece, False)
            parser.Parse(b'', True)
        except (expat.ExpatError, ValueError) as error:
            raise NotWellFormed(str(error)) from error

    def reach(self, place: str) -> None:
        """Take a cell into account by its address."""
        match = _ADDRESS.fullmatch(place)
        if not match:
            raise NotWellFormed(f'{place[:40]!r} is no cell')
        self._to(int(match[2]), column_number(match[1]))

    def refuse_far(self) -> None:
        """Raise TooFar where there is no room for all the cells."""
        if self.row * self.column > MOST_CELLS:
            raise TooFar(self.farthest)

    def _to(self, row: int, column: int) -> None:
        if row > LAST_ROW or column > LAST_COLUMN:
            raise TooFar(address(row, column))
        if row > self.row or column > self.column:
            self.row, self.column = max(self.row, row), max(self.column, column)
            self.farthest = address(row, column)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(':')[2]
        if kind == 'row':
            own = attributes.get('r')
            if own and not own.isdecimal():
                raise NotWellFormed(f'{own[:40]!r} is no row')
            self._row, self._column = int(own) if own else self._row + 1, 0
        elif kind == 'c':
            self._column += 1
            if place := attributes.get('r'):
                self.reach(place)
                self._column = column_number(place.rstrip('0123456789'))
            else:
                self._to(max(self._row, 1), self._column)

    def _doctype(self, *_declared: object) -> None:
        raise NotWellFormed('a document type')


def _whole_tags(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
    """The same XML in pieces, and where in each the last tag begins: it comes again in the next piece."""
    rest = b''
    for piece in pieces:
        text = rest + piece
        cut = text.rfind(b'<')
        if cut < 0 or len(text) - cut > LONGEST_BETWEEN_TAGS_BYTES:
            raise _Irregular
        yield text, cut
        rest = text[cut:]
    yield rest, len(rest)
