"""Tables that flow over as many pages as they need, their header repeated, their amounts in line.

Columns are as wide as what stands in them; where that is too much, the table is set smaller, then texts are broken into
lines. A cell is set once however often it occurs: a ledger of ten years repeats its names, dates and amounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from reports.paper import BODY, LEADING, Align, Paper, select
from reports.shapes import GREEN, HAIRLINE, INK, QUIET, fill, line, stroke
from reports.typesetting import Font

SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5)
GAP = 9.0
# Words that begin where amounts end need to stand off from them.
GAP_AFTER_AMOUNTS = 18.0
PADDING = 2.6
# What a column of words needs at least before the table is set smaller, in widths of a letter.
LEAST_WORDS = 17
# One overlong receipt number does not take the paper from the other columns.
MOST_SHARE = 0.3
# A longer cell ends in dots, so that one note never fills a page.
MOST_LINES = 24

Row = Sequence[str]


class Column(NamedTuple):
    """A column: its header, which side its cells keep to, and whether its words may be broken into lines."""

    header: str
    align: Align = 'left'
    words: bool = False


class Cell(NamedTuple):
    """A cell ready to be drawn: each line as what goes before and after the height on the page."""

    lines: tuple[tuple[str, str], ...]


def table(
    paper: Paper, columns: Sequence[Column], rows: Sequence[Row], total: Row | None = None, empty: str = ''
) -> None:
    """Draw a table at the pen; without rows, the words that say so."""
    if not rows:
        paper.paragraph(empty, BODY, QUIET)
        return
    Table(paper, columns, rows, total).draw()


class Table:
    """One table on its way to the paper."""

    def __init__(self, paper: Paper, columns: Sequence[Column], rows: Sequence[Row], total: Row | None) -> None:
        self.paper, self.columns, self.rows, self.total = paper, columns, rows, total
        self.size, self.widths = measured(paper, columns, rows, total)
        gaps = gaps_before(columns)
        self.places = [paper.left + sum(self.widths[:place]) + sum(gaps[: place + 1]) for place in range(len(columns))]
        self.body, self.strong = Font('Regular', self.size), Font('Bold', self.size)
        self.leading = self.size * LEADING
        self.cells: list[dict[str, Cell]] = [{} for _ in columns]

    def draw(self) -> None:
        """The header, the rows, the total."""
        header = [self._cell(column.header, place, self.strong) for place, column in enumerate(self.columns)]
        self.paper.room_for(self._height(header) + 2 * (self.leading + 2 * PADDING))
        self._header(header)
        for row in self.rows:
            cells = [
                ready.get(text) or self._kept(text, place)
                for place, (text, ready) in enumerate(zip(row, self.cells, strict=True))
            ]
            height = self._height(cells)
            if self.paper.room_for(height):
                self._header(header)
            self._row(cells, height)
        if self.total:
            self._total(header, self.total)
        self.paper.skip(8)

    def _header(self, cells: list[Cell]) -> None:
        paper, height = self.paper, self._height(cells)
        paper.page.texts.append(f'{fill(GREEN)} {select(self.strong)}')
        self._texts(cells, last_line_at=paper.y - height + PADDING)
        paper.skip(height)
        paper.page.shapes.append(line(paper.left, paper.y, paper.right, GREEN, 0.9))
        # Rows follow, and none of them needs to say again what it is drawn with.
        paper.page.shapes.append(stroke(HAIRLINE, 0.4))
        paper.page.texts.append(f'{fill(INK)} {select(self.body)}')

    def _row(self, cells: list[Cell], height: float) -> None:
        paper = self.paper
        self._texts(cells, first_line_at=paper.y - PADDING)
        paper.y -= height
        paper.page.shapes.append(f'{paper.left:.2f} {paper.y:.2f} m {paper.right:.2f} {paper.y:.2f} l S')

    def _total(self, header: list[Cell], row: Row) -> None:
        cells = [self._cell(text, place, self.strong) for place, text in enumerate(row)]
        height = self._height(cells)
        if self.paper.room_for(height):
            self._header(header)
        self.paper.page.shapes.append(line(self.paper.left, self.paper.y, self.paper.right, GREEN, 0.9))
        self.paper.page.texts.append(f'{fill(GREEN)} {select(self.strong)}')
        self._texts(cells, first_line_at=self.paper.y - PADDING)
        self.paper.skip(height)

    def _texts(self, cells: list[Cell], first_line_at: float = 0, last_line_at: float = 0) -> None:
        texts = self.paper.page.texts
        for cell in cells:
            # A header stands on its rule, so its short cells keep to the lower line.
            y = first_line_at or last_line_at + len(cell.lines) * self.leading
            y -= self.size * 1.12
            for before, after in cell.lines:
                texts.append(f'{before}{y:.2f}{after}')
                y -= self.leading

    def _height(self, cells: list[Cell]) -> float:
        return max([1, *[len(cell.lines) for cell in cells]]) * self.leading + 2 * PADDING

    def _kept(self, text: str, place: int) -> Cell:
        cell = self.cells[place][text] = self._cell(text, place, self.body)
        return cell

    def _cell(self, text: str, place: int, font: Font) -> Cell:
        """The lines of a cell; one that had to be set smaller takes up the font of the table again behind itself."""
        used, lines = self.paper.typesetter.fitted(text, font, self.widths[place])
        if len(lines) > MOST_LINES:
            lines = [*lines[: MOST_LINES - 1], f'{lines[MOST_LINES - 1]} …']
        smaller = ('', '') if used == font else (f'{select(used)} ', f' {select(font)}')
        return Cell(tuple([self._line(words, place, used, smaller) for words in lines if words]))

    def _line(self, words: str, place: int, font: Font, around: tuple[str, str]) -> tuple[str, str]:
        shown, width = self.paper.typesetter.written(words, font)
        space = self.widths[place] - width
        x = self.places[place] + {'left': 0.0, 'right': space, 'centre': space / 2}[self.columns[place].align]
        return f'{around[0]}1 0 0 1 {x:.2f} ', f' Tm {shown}{around[1]}'


def measured(
    paper: Paper, columns: Sequence[Column], rows: Sequence[Row], total: Row | None
) -> tuple[float, list[float]]:
    """The largest size at which the table fits the paper, and the widths of its columns."""
    room = paper.width - sum(gaps_before(columns))
    # Widths at a size of one point, which all sizes share.
    both = [wanted(paper, column, place, rows, total) for place, column in enumerate(columns)]
    full = [most for _, most in both]
    longest = room * MOST_SHARE / SIZES[-1]
    least = [
        min(width, LEAST_WORDS * 0.55 if column.words else longest)
        for (width, _), column in zip(both, columns, strict=True)
    ]
    size = next((size for size in SIZES if sum(least) * size <= room), SIZES[-1])
    return size, shared_out([width * size for width in full], [width * size for width in least], room)


def gaps_before(columns: Sequence[Column]) -> list[float]:
    """The space before each column."""
    pairs = pairwise(columns)
    return [0.0, *[GAP_AFTER_AMOUNTS if a.align == 'right' and b.align == 'left' else GAP for a, b in pairs]]


def wanted(paper: Paper, column: Column, place: int, rows: Sequence[Row], total: Row | None) -> tuple[float, float]:
    """How wide a column has to be for its longest cell and its header, the header broken anywhere or into two lines."""
    bold, regular = Font('Bold', 1), Font('Regular', 1)
    width = paper.typesetter.width
    words = column.header.split(' ')
    halves = [(' '.join(words[:cut]), ' '.join(words[cut:])) for cut in range(len(words))]
    cells = max(width(text, regular) for text in {row[place] for row in rows})
    cells = max(cells, width(total[place], bold) if total and not column.words else 0.0)
    least = max(cells, *(width(word, bold) for word in words))
    return least, max(least, min(max(width(first, bold), width(second, bold)) for first, second in halves))


def shared_out(full: list[float], least: list[float], room: float) -> list[float]:
    """The widths that fill the room: columns that can do with less give way, and what is left over is spread evenly."""
    if sum(least) > room:
        return [width * room / sum(least) for width in least]
    wishes = [more - less for more, less in zip(full, least, strict=True)]
    share = min(1.0, (room - sum(least)) / sum(wishes)) if sum(wishes) else 0.0
    widths = [less + share * wish for less, wish in zip(least, wishes, strict=True)]
    spare = (room - sum(widths)) / len(widths)
    return [width + spare for width in widths]
