"""Sheets of A4 that fill from the top: title, headings, key figures, paragraphs, a pie, lines to sign, and the foot.

Knows paper and nothing of savings groups: every text arrives in the reader's language, every amount
written out. Tables are in reports/tables.py. For example:

    paper = Paper(language='mr', title='अहवाल', author='सावित्री गट', made_on=date(2025, 4, 1))
    paper.title_block('सावित्री महिला बचत गट', 'अहवाल', ['1 एप्रिल 2024 ते 31 मार्च 2025'])
    paper.heading('सारांश')
    paper.finished('पृष्ठ {page} / {pages}')    the bytes of the PDF
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Literal, NamedTuple

from reports.pdf import A4_POINTS, About, Page, font_resource, pdf_bytes
from reports.shapes import GREEN, HAIRLINE, INK, MARIGOLD, QUIET, SLICES, Colour, box, fill, line, ring, upright, wedge
from reports.typesetting import Font, Typesetter, clean

PAGE_WIDTH, PAGE_HEIGHT = A4_POINTS
MARGIN = 48.0
TOP = PAGE_HEIGHT - 48.0
BOTTOM = 62.0
# Matras above and below a line of Devanagari need more air than Latin does.
LEADING = 1.5

Align = Literal['left', 'right', 'centre']
BODY = Font('Regular', 9.5)
SMALL = Font('Regular', 7.8)


class Slice(NamedTuple):
    """One part of a whole: how large, and the words and the amount that stand beside it."""

    label: str
    amount: str
    size: int


class Paper:
    """A document that is being written, from the first page down."""

    def __init__(self, *, language: str, title: str, author: str, made_on: date, letters: str = '') -> None:
        """`letters` is the language whose forms of letters are used, where it is another than that of the words."""
        self.typesetter = Typesetter(letters or language)
        self.about = About(language, clean(title), clean(author), made_on)
        self.left, self.right = MARGIN, PAGE_WIDTH - MARGIN
        self.pages = [Page()]
        self.y = TOP

    @property
    def page(self) -> Page:
        return self.pages[-1]

    @property
    def width(self) -> float:
        return self.right - self.left

    def finished(self, page_words: str, foot: str = '') -> bytes:
        """The PDF, with "page 2 of 7" in the reader's words and one line of text at the foot of every page."""
        self.page.close()
        for number, page in enumerate(self.pages, start=1):
            words = page_words.format(page=number, pages=len(self.pages))
            used = self.typesetter.width(words, SMALL)
            font, shown = self.typesetter.on_one_line(foot, SMALL, PAGE_WIDTH - 2 * MARGIN - used - 12)
            page.foot = [
                line(MARGIN, 44, PAGE_WIDTH - MARGIN, HAIRLINE, 0.5),
                'BT',
                self._set(shown, MARGIN, 31, font, QUIET, 'left'),
                self._set(words, PAGE_WIDTH - MARGIN, 31, SMALL, QUIET, 'right'),
                'ET',
            ]
        return pdf_bytes(self.pages, self.typesetter, self.about)

    # What stands on the page

    def title_block(self, name: str, title: str, lines: list[str]) -> None:
        """Whose document this is, what it is, and a few lines about it."""
        self.write(name, Font('Bold', 19), GREEN)
        self.write(title, Font('Regular', 13), INK)
        self.skip(3)
        for text in lines:
            self.write(text, BODY, QUIET)
        self.skip(5)
        self.page.shapes.append(line(self.left, self.y, self.right, GREEN, 1.2))
        self.page.shapes.append(box(self.left, self.y - 1.8, 46, 3.6, MARIGOLD))
        self.skip(14)

    def heading(self, text: str, keep_with: float = 90) -> None:
        """A heading, with its bookmark, never alone at the end of a page."""
        self.skip(10)
        self.room_for(keep_with + 24)
        self.page.bookmarks.append((clean(text), self.y + 4))
        self.write(text, Font('Bold', 12), GREEN)
        self.skip(4)

    def paragraph(self, text: str, font: Font = BODY, colour: Colour = INK) -> None:
        """Text over the whole width, broken at spaces."""
        self.write(text, font, colour)
        self.skip(3)

    def key_figures(self, figures: list[tuple[str, str]], in_a_row: int = 4) -> None:
        """The amounts one looks for first, large, each under its name."""
        for start in range(0, len(figures), in_a_row):
            self.room_for(46)
            width = self.width / in_a_row
            for place, (label, amount) in enumerate(figures[start : start + in_a_row]):
                x = self.left + place * width + (10 if place else 0)
                room = width - (16 if place else 6)
                if place:
                    self.page.shapes.append(upright(x - 10, self.y - 38, self.y - 2, HAIRLINE))
                font, shown = self.typesetter.on_one_line(label, Font('Regular', 8.2), room)
                self.put(shown, x, self.y - 11, font, QUIET)
                font, shown = self.typesetter.on_one_line(amount, Font('Bold', 13.5), room)
                self.put(shown, x, self.y - 31, font, GREEN)
            self.skip(48)

    def pie(self, slices: list[Slice], nothing: str, radius: float = 52) -> None:
        """What a whole consists of: a pie with its legend; a ring and a word where there is nothing to show."""
        self.room_for(2 * radius + 8)
        x, y = self.left + radius + 2, self.y - radius - 2
        whole = sum(part.size for part in slices if part.size > 0)
        begin = 90.0
        for part, colour in zip(slices, SLICES, strict=False):
            if part.size > 0:
                extent = -360.0 * part.size / whole
                self.page.shapes.append(wedge(x, y, radius, begin, extent, colour))
                begin += extent
        self.page.shapes.append(ring(x, y, radius))
        if not whole:
            self.put(nothing, x, y - 3, SMALL, QUIET, 'centre')
        self._legend(slices, whole, x + radius + 16, y)
        self.skip(2 * radius + 8)

    def signatures(self, roles: list[str], keep_with: float = 0) -> None:
        """A line to sign for each of these, side by side, on one page with what follows."""
        self.room_for(78 + keep_with)
        self.skip(52)
        width = self.width / len(roles)
        for place, role in enumerate(roles):
            x = self.left + place * width
            self.page.shapes.append(line(x, self.y, x + width - 24, INK, 0.7))
            font, shown = self.typesetter.on_one_line(role, BODY, width - 24)
            self.put(shown, x, self.y - 14, font, QUIET)
        self.skip(26)

    # What these are made of

    def write(self, text: str, font: Font, colour: Colour) -> None:
        """Lines of text at the pen, which moves down."""
        font, lines = self.typesetter.fitted(text, font, self.width)
        for words in lines:
            self.room_for(font.size * LEADING)
            self.put(words, self.left, self.y - font.size * 1.1, font, colour)
            self.skip(font.size * LEADING)

    def put(self, text: str, x: float, y: float, font: Font, colour: Colour, align: Align = 'left') -> None:
        """One line of text at a place of this page."""
        self.page.texts.append(self._set(text, x, y, font, colour, align))

    def skip(self, points: float) -> None:
        """Move the pen down."""
        self.y -= points

    def room_for(self, points: float) -> bool:
        """Begin a new page when the rest of this one is too short; says whether it did."""
        if self.y - points >= BOTTOM:
            return False
        self.new_page()
        return True

    def new_page(self) -> None:
        """Begin a new page."""
        self.page.close()
        self.pages.append(Page())
        self.y = TOP

    def side_by_side(self, height: float, first: Callable[[], None], second: Callable[[], None], share: float) -> None:
        """Two things next to each other, of which the first has this share of the width; both fit into the height."""
        self.room_for(height)
        top = self.y
        with self._between(self.left, self.left + self.width * share - 14):
            first()
        lower, self.y = self.y, top
        with self._between(self.left + self.width * share + 14, self.right):
            second()
        self.y = min(lower, self.y)

    @contextmanager
    def _between(self, left: float, right: float) -> Iterator[None]:
        outer = self.left, self.right
        self.left, self.right = left, right
        yield
        self.left, self.right = outer

    def _set(self, text: str, x: float, y: float, font: Font, colour: Colour, align: Align) -> str:
        shown, width = self.typesetter.written(text, font)
        x -= {'left': 0.0, 'right': width, 'centre': width / 2}[align]
        return f'{fill(colour)} {select(font)} 1 0 0 1 {x:.2f} {y:.2f} Tm {shown}'

    def _legend(self, slices: list[Slice], whole: int, x: float, middle: float) -> None:
        y = middle + (len(slices) - 1) * 15
        percents = hundred(slices, whole)
        for part, colour, percent in zip(slices, SLICES, percents, strict=False):
            self.page.shapes.append(box(x, y - 4, 10, 10, colour))
            share = f' · {percent}%' if part.size > 0 else ''
            font, shown = self.typesetter.on_one_line(part.label, Font('Regular', 8.2), self.right - x - 16)
            self.put(shown, x + 16, y + 3, font, QUIET)
            font, shown = self.typesetter.on_one_line(part.amount + share, Font('Bold', 9), self.right - x - 16)
            self.put(shown, x + 16, y - 9, font, INK)
            y -= 30


def hundred(slices: list[Slice], whole: int) -> list[int]:
    """The share of each slice in whole percents that come to a hundred: the largest remainders are rounded up."""
    exact = [divmod(100 * max(part.size, 0), whole or 1) for part in slices]
    missing = 100 - sum(percent for percent, _ in exact) if whole else 0
    last = sorted(range(len(slices)), key=lambda place: -exact[place][1])[:missing]
    return [percent + (place in last) for place, (percent, _) in enumerate(exact)]


def select(font: Font) -> str:
    """The operator that takes up a font."""
    return f'/{font_resource(font.style)} {font.size:.4g} Tf'
