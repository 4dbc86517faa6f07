"""Text set as its script and language want it: shaped by HarfBuzz, measured, broken into lines, written for the PDF.

Marathi and Hindi share a script and not all letters: the language tag chooses their forms of ल and श. For example

    shape('शाळा', 'Regular', 'mr').glyphs    the Marathi श
    shape('शाळा', 'Regular', 'hi').glyphs    the Hindi श

What is shaped differs from what was written, in order and number, so every such span carries the written text beside it
(ActualText), and copying or searching the PDF gives back what was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import uharfbuzz as harfbuzz

from reports.typefaces import face

DEVANAGARI = re.compile('[\u0900-\u097f\ua8e0-\ua8ff]')
# The halant and the joiners after it tie a letter to the next one.
JOINERS = '\u094d\u200c\u200d'
# A no-break space stays: it holds a currency and its amount together.
BLANKS = re.compile('[\0- \x7f\u2028\u2029]+')
HALF_LETTERS = re.compile('[\ud800-\udfff]')
# Dates in figures, amounts, receipt numbers: figures among signs and capitals.
CODE = re.compile(r'(?=.*[0-9])[0-9A-Z ,.:;/()#₹+−–_\u00a0-]+')
SMALLEST_SHARE_OF_SIZE = 0.75
# Lengths in the middle of a sum carry tiny remainders; a hundredth of a point is never seen.
TOLERANCE_POINTS = 0.01


def clean(text: str) -> str:
    """The text on one line, without what cannot be shown: control characters and halves of letters."""
    return HALF_LETTERS.sub('\ufffd', BLANKS.sub(' ', text)).strip(' ')


class Font(NamedTuple):
    """A style of the family, 'Regular' or 'Bold', and its size in points."""

    style: str
    size: float


class Shaped(NamedTuple):
    """One line of text as glyphs and where they stand, in thousandths of the size."""

    text: str
    glyphs: tuple[int, ...]
    advances: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]
    breaks: tuple[int, ...]
    width: int
    as_written: bool = False


@lru_cache(maxsize=20_000)
def shape(text: str, style: str, language: str) -> Shaped:
    """The glyphs of one line; a line that begins with Latin letters still gets its Devanagari right."""
    buffer = harfbuzz.Buffer()
    buffer.add_str(text)
    buffer.direction = 'ltr'
    buffer.script = 'Deva' if DEVANAGARI.search(text) else 'Latn'
    buffer.language = language
    harfbuzz.shape(face(style).shaper, buffer)
    # An empty text has no positions at all.
    infos, positions = buffer.glyph_infos, buffer.glyph_positions or []
    advances = tuple([position.x_advance for position in positions])
    return Shaped(
        text,
        tuple([info.codepoint for info in infos]),
        advances,
        tuple([(position.x_offset, position.y_offset) for position in positions]),
        tuple([info.cluster for info in infos]),
        sum(advances),
    )


def spaced(text: str, style: str) -> Shaped:
    """A code or an amount, each letter at its own width, so that figures stand under figures; no shaping is needed."""
    own = face(style)
    glyphs = tuple([own.glyph_of[ord(letter)] for letter in text])
    return Shaped(text, glyphs, (), (), (), sum([own.widths[glyph] for glyph in glyphs]), as_written=True)


class Typesetter:
    """Sets the text of one document in one language, and remembers the glyphs it used."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.used: dict[str, set[int]] = {}
        self.meanings: dict[str, dict[int, str]] = {}
        self._shaped: dict[tuple[str, str], Shaped] = {}
        self._written: dict[tuple[str, Font], tuple[str, float]] = {}

    def width(self, text: str, font: Font) -> float:
        """How long the text is in points."""
        return self._shape(text, font.style).width * font.size / 1000

    def written(self, text: str, font: Font) -> tuple[str, float]:
        """The operators that show the text where the pen stands, and its length in points."""
        if not text:
            return '', 0.0
        key = (text, font)
        if key not in self._written:
            shaped = self._shape(text, font.style)
            self._remember(shaped, font.style)
            self._written[key] = (operators(shaped, font), shaped.width * font.size / 1000)
        return self._written[key]

    def fitted(self, text: str, font: Font, width: float) -> tuple[Font, list[str]]:
        """The lines of a text that must stay within a width, and the font they are set in.

        Lines break at spaces. A word too long for a line makes the font a little smaller; where that is not enough, the
        size stays as it is and the word itself is broken, between syllables.
        """
        text = clean(text)
        if self.width(text, font) <= width + TOLERANCE_POINTS:
            return font, [text]
        share = width / max(self.width(word, font) for word in text.split(' '))
        if SMALLEST_SHARE_OF_SIZE <= share < 1:
            font = Font(font.style, font.size * share)
        return font, list(self._lines(text, font, width))

    def on_one_line(self, text: str, font: Font, width: float) -> tuple[Font, str]:
        """The text for a place that has one line only: set smaller as far as it can be read, then cut with dots."""
        text = clean(text)
        share = width / max(self.width(text, font), 0.001)
        if share >= 1:
            return font, text
        font = Font(font.style, font.size * max(share, SMALLEST_SHARE_OF_SIZE))
        if share >= SMALLEST_SHARE_OF_SIZE:
            return font, text
        room = width - self.width('…', font)
        return font, next(self._pieces(text, font, room)).rstrip() + '…'

    def _lines(self, text: str, font: Font, width: float) -> Iterator[str]:
        line = ''
        for word in text.split(' '):
            longer = f'{line} {word}' if line else word
            if self.width(longer, font) <= width + TOLERANCE_POINTS:
                line = longer
                continue
            if line:
                yield line
            *full, line = self._pieces(word, font, width)
            yield from full
        yield line

    def _pieces(self, word: str, font: Font, width: float) -> Iterator[str]:
        """A word cut where it must be so that each piece fits; no cut falls within a syllable."""
        room = (width + TOLERANCE_POINTS) * 1000 / font.size
        shaped = shape(word, font.style, self.language)
        begin, begins_at, cut, cut_at, pen = 0, 0, 0, 0, 0
        for start, advance in zip(shaped.breaks, shaped.advances, strict=True):
            if start != cut and word[start - 1] not in JOINERS:
                cut, cut_at = start, pen
            pen += advance
            if pen - begins_at > room and cut > begin:
                yield word[begin:cut]
                begin, begins_at = cut, cut_at
        yield word[begin:]

    def _shape(self, text: str, style: str) -> Shaped:
        key = (text, style)
        if key not in self._shaped:
            self._shaped[key] = spaced(text, style) if CODE.fullmatch(text) else shape(text, style, self.language)
        return self._shaped[key]

    def _remember(self, shaped: Shaped, style: str) -> None:
        """Note the glyphs, and for those that stand for no single letter the syllable they stand for."""
        self.used.setdefault(style, {0}).update(shaped.glyphs)
        if shaped.as_written:
            return
        known = face(style).text_of
        unknown = [glyph for glyph in shaped.glyphs if glyph and glyph not in known]
        if unknown:
            ends = dict(zip(shaped.breaks, shaped.breaks[1:] + (len(shaped.text),), strict=True))
            for glyph, start in zip(shaped.glyphs, shaped.breaks, strict=True):
                if glyph in unknown and shaped.breaks.count(start) == 1:
                    self.meanings.setdefault(style, {}).setdefault(glyph, shaped.text[start : ends[start]])


def operators(shaped: Shaped, font: Font) -> str:
    """The PDF operators for one line; font and place are set by the page."""
    own = face(font.style)
    if shaped.as_written:
        return f'<{shaped.text.translate(own.code_of)}>Tj'
    shown = ' '.join(runs(shaped, own.widths, font.size))
    # Letters that were only moved are still themselves; whatever else was done to them has to be told.
    if 0 not in shaped.glyphs and shaped.glyphs == tuple([own.glyph_of.get(ord(letter)) for letter in shaped.text]):
        return shown
    return f'/Span<</ActualText<FEFF{shaped.text.encode("utf-16-be").hex().upper()}>>>BDC {shown} EMC'


def runs(shaped: Shaped, widths: list[int], size: float) -> Iterator[str]:
    """One TJ for each stretch of glyphs at the same height; what a glyph is moved by is taken back after it."""
    run, behind, height = '', 0, 0
    for glyph, advance, (right, up) in zip(shaped.glyphs, shaped.advances, shaped.offsets, strict=True):
        if up != height:
            if run:
                yield f'[{run}]TJ'.replace('><', '')
            yield f'{up * size / 1000:g} Ts'
            run, height = '', up
        shift = behind - right
        run += f'{shift}<{glyph:04X}>' if shift else f'<{glyph:04X}>'
        behind = widths[glyph] + right - advance
    yield f'[{run}]TJ'.replace('><', '')
    if height:
        yield '0 Ts'
