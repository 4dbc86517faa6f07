"""Finished pages become the bytes of a PDF, all in memory; the one door to ReportLab.

The same pages give the same bytes, whenever and wherever they are written, so a printed report can be told from another
by its fingerprint.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any, NamedTuple

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from reports.typefaces import Face, face
from reports.typesetting import Typesetter

A4_POINTS = (595.276, 841.890)
# ReportLab keeps some of its state in its modules.
ONE_AT_A_TIME = Lock()


class About(NamedTuple):
    """What the file says of itself."""

    language: str
    title: str
    author: str
    made_on: date


@dataclass
class Page:
    """What is drawn on one page, as PDF operators: shapes first, the text over them, and where its headings stand."""

    shapes: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    bookmarks: list[tuple[str, float]] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)
    packed: bytes = b''

    def close(self) -> None:
        """Pack what is drawn above the foot, which has to wait for the number of pages; a ledger has hundreds."""
        self.packed = packed([*self.shapes, 'BT', *self.texts, 'ET'])
        self.shapes, self.texts = [], []


def packed(code: list[str]) -> bytes:
    """Operators as they are kept in the file."""
    return zlib.compress('\n'.join(code).encode('ascii'))


def font_resource(style: str) -> str:
    """The name under which the operators of a page select a face."""
    return f'{style[0]}1'


def pdf_bytes(pages: list[Page], typesetter: Typesetter, about: About) -> bytes:
    """The PDF file of these pages."""
    with ONE_AT_A_TIME:
        # What a page is drawn with here is not among the types that ReportLab publishes.
        canvas: Any = Canvas('', pagesize=A4_POINTS, invariant=1, lang=about.language)
        describe(canvas, about)
        for number, page in enumerate(pages):
            draw(canvas, number, page)
        document = canvas._doc
        fonts = document.idToObject['BasicFonts'].dict
        # The letters of every page come from our own faces, so the one that ReportLab starts with is left out.
        fonts.clear()
        for style, used in sorted(typesetter.used.items()):
            fonts[font_resource(style)] = embedded(document, face(style), used, typesetter.meanings.get(style, {}))
        data: bytes = canvas.getpdfdata()
        return data


def describe(canvas: Any, about: About) -> None:
    """What a reader program shows about the file."""
    canvas.setTitle(about.title)
    canvas.setAuthor(about.author)
    canvas.setSubject(about.title)
    canvas.setCreator('Bahi')
    canvas.setViewerPreference('DisplayDocTitle', 'true')
    canvas._doc._timeStamp.YMDhms = (about.made_on.year, about.made_on.month, about.made_on.day, 0, 0, 0)


def draw(canvas: Any, number: int, page: Page) -> None:
    """One page with its bookmarks."""
    for place, (heading, top) in enumerate(page.bookmarks):
        key = f'{number}.{place}'
        canvas.bookmarkHorizontalAbsolute(key, top)
        canvas.addOutlineEntry(heading, key, 0)
        canvas.showOutline()
    document = canvas._doc
    sheet: Any = pdfdoc.PDFPage()
    # The page is packed already, so ReportLab has nothing of its own to add to it.
    sheet.Override_default_compilation = 1
    sheet.MediaBox = pdfdoc.PDFArray([0, 0, *A4_POINTS])
    sheet.Resources = dictionary(Font=pdfdoc.PDFObjectReference(pdfdoc.BasicFonts))
    sheet.Contents = pdfdoc.PDFArray([document.Reference(stream(part)) for part in (page.packed, packed(page.foot))])
    document.addPage(sheet)


def embedded(document: Any, own: Face, used: set[int], meanings: dict[int, str]) -> Any:
    """The objects of one face: the font as the page uses it, its outlines and widths, and what its glyphs mean."""
    # Two files with other glyphs must not pass for the same font, so the six letters come from the glyphs.
    digest = hashlib.sha256(repr(sorted(used)).encode()).digest()
    name = ''.join(chr(ord('A') + byte % 26) for byte in digest[:6]) + f'+{own.name}'
    program = own.subset(used)
    known = {glyph: own.text_of[glyph] for glyph in used & own.text_of.keys()}
    descriptor = dictionary(
        Type='/FontDescriptor', FontName=f'/{name}', Flags=4, ItalicAngle=0, StemV=140 if own.style == 'Bold' else 80,
        Ascent=own.ascent, Descent=own.descent, CapHeight=own.cap_height, FontBBox=pdfdoc.PDFArray(own.box),
        FontFile2=document.Reference(stream(zlib.compress(program), Length1=len(program)), f'outlines of {own.style}'),
    )  # fmt: skip
    widths = ' '.join(f'{glyph} [{own.widths[glyph]}]' for glyph in sorted(used))
    system = dictionary(Registry='(Adobe)', Ordering='(Identity)', Supplement=0)
    descendant = dictionary(
        Type='/Font', Subtype='/CIDFontType2', BaseFont=f'/{name}', CIDSystemInfo=system, CIDToGIDMap='/Identity',
        FontDescriptor=document.Reference(descriptor, f'descriptor of {own.style}'), W=f'[{widths}]', DW=0,
    )  # fmt: skip
    font = dictionary(
        Type='/Font', Subtype='/Type0', BaseFont=f'/{name}', Encoding='/Identity-H',
        DescendantFonts=pdfdoc.PDFArray([document.Reference(descendant, f'glyphs of {own.style}')]),
        ToUnicode=document.Reference(stream(packed([unicode_map(known | meanings)])), f'meanings of {own.style}'),
    )  # fmt: skip
    return document.Reference(font, f'font of {own.style}')


def unicode_map(meanings: dict[int, str]) -> str:
    """The table by which a reader program turns glyphs back into text."""
    lines = [f'<{glyph:04X}><{text.encode("utf-16-be").hex().upper()}>' for glyph, text in sorted(meanings.items())]
    # The format allows a hundred lines in one block.
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    return '\n'.join([
        '/CIDInit /ProcSet findresource begin', '12 dict begin', 'begincmap',
        '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
        '/CMapName /Adobe-Identity-UCS def', '/CMapType 2 def',
        '1 begincodespacerange', '<0000><FFFF>', 'endcodespacerange',
        *[line for block in blocks for line in (f'{len(block)} beginbfchar', *block, 'endbfchar')],
        'endcmap', 'CMapName currentdict /CMap defineresource pop', 'end', 'end',
    ])  # fmt: skip


def dictionary(**entries: Any) -> Any:
    """A dictionary object of the PDF."""
    return pdfdoc.PDFDictionary(entries)


def stream(content: bytes, **entries: Any) -> Any:
    """A stream object of the PDF, of content that is packed already."""
    return pdfdoc.PDFStream(dictionary(**entries, Filter='/FlateDecode'), content)
