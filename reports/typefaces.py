"""The two faces of the printed page: Noto Sans Devanagari, regular and bold: Latin, Devanagari and ₹ in one design.

The package brings one variable font, and a PDF needs static ones. They are made once, which takes a second or two, and
kept in the user's cache folder. Each document carries only the outlines it uses, under the font's own glyph numbers,
so that nothing has to be handed out or locked while text is set.
"""

from __future__ import annotations

import hashlib
import io
import os
import struct
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import uharfbuzz as harfbuzz

FAMILY = 'NotoSansDevanagari'
STYLES = {'Regular': 400, 'Bold': 700}
# Changing how the static fonts are made needs a new number, so that no machine goes on using the old ones.
RECIPE = 1
EMBEDDED_TABLES = (b'glyf', b'head', b'hhea', b'hmtx', b'loca', b'maxp', b'prep')


@dataclass(frozen=True, eq=False)
class Face:
    """One static face: what HarfBuzz shapes with, and what a PDF needs to know. Lengths are thousandths of the size."""

    style: str
    tables: dict[bytes, bytes]
    shaper: harfbuzz.Font
    widths: list[int]
    glyph_of: dict[int, int]
    text_of: dict[int, str]
    code_of: dict[int, str]

    @property
    def name(self) -> str:
        return f'{FAMILY}-{self.style}'

    @property
    def ascent(self) -> int:
        return int(struct.unpack_from('>h', self.tables[b'hhea'], 4)[0])

    @property
    def descent(self) -> int:
        return int(struct.unpack_from('>h', self.tables[b'hhea'], 6)[0])

    @property
    def cap_height(self) -> int:
        return int(struct.unpack_from('>h', self.tables[b'OS/2'], 88)[0])

    @property
    def box(self) -> list[int]:
        return list(struct.unpack_from('>4h', self.tables[b'head'], 36))

    def subset(self, used: set[int]) -> bytes:
        """A font file with the outlines of these glyphs alone; every glyph keeps its number."""
        last = max(used | {0}) + 1
        places = glyph_places(self.tables)[: last + 1]
        outlines, new_places, metrics = b'', [0], b''
        for glyph in range(last):
            outline = self.tables[b'glyf'][places[glyph] : places[glyph + 1]] if glyph in used or glyph == 0 else b''
            left_edge = struct.unpack_from('>h', outline, 2)[0] if outline else 0
            metrics += struct.pack('>Hh', self.widths[glyph], left_edge)
            outlines += outline + b'\0' * (-len(outline) % 4)
            new_places.append(len(outlines))
        return font_file({
            **{tag: self.tables[tag] for tag in EMBEDDED_TABLES if tag in self.tables},
            b'glyf': outlines,
            b'loca': struct.pack(f'>{last + 1}L', *new_places),
            b'hmtx': metrics,
            b'head': patched(self.tables[b'head'], 50, 1),
            b'hhea': patched(self.tables[b'hhea'], 34, last),
            b'maxp': patched(self.tables[b'maxp'], 4, last),
        })  # fmt: skip


@cache
def face(style: str) -> Face:
    """The regular or the bold face."""
    data = static_font(style)
    tables = read_tables(data)
    hb_face = harfbuzz.Face(harfbuzz.Blob(data))
    assert hb_face.upem == 1000, 'a PDF counts widths in thousandths, and so does this font'
    shaper = harfbuzz.Font(hb_face)
    glyph_of = {letter: shaper.get_nominal_glyph(letter) or 0 for letter in sorted(hb_face.unicodes)}
    # Where several letters share a glyph, as the space and the no-break space do, the first one is what copying gives.
    text_of = {glyph: chr(letter) for letter, glyph in reversed(glyph_of.items())}
    code_of = {letter: f'{glyph:04X}' for letter, glyph in glyph_of.items()}
    widths = [shaper.get_glyph_h_advance(glyph) for glyph in range(hb_face.glyph_count)]
    return Face(style, tables, shaper, widths, glyph_of, text_of, code_of)


def static_font(style: str) -> bytes:
    """The static font, from the cache folder when an earlier start has made it."""
    source = variable_font()
    kept = cache_folder() / f'{FAMILY}-{style}-{hashlib.sha256(source).hexdigest()[:12]}-{RECIPE}.ttf'
    with suppress(OSError):
        return kept.read_bytes()
    made = make_static(source, style)
    # A folder that cannot be written costs a second at each start, and nothing else.
    with suppress(OSError):
        write_whole(kept, made)
    return made


def variable_font() -> bytes:
    """The font as its makers publish it."""
    folder = files('fontpkg_noto_sans_devanagari') / 'files'
    return next(part for part in folder.iterdir() if part.name.endswith('.ttf')).read_bytes()


def cache_folder() -> Path:
    """Where this system keeps what can be made again."""
    if sys.platform == 'win32':
        base = os.environ.get('LOCALAPPDATA') or str(Path.home() / 'AppData' / 'Local')
    elif sys.platform == 'darwin':
        base = str(Path.home() / 'Library' / 'Caches')
    else:
        base = os.environ.get('XDG_CACHE_HOME') or str(Path.home() / '.cache')
    return Path(base) / 'bahi'


def make_static(source: bytes, style: str) -> bytes:
    """One weight of the variable font as a font of its own; the same bytes each time."""
    # fontTools takes a quarter of a second to import and is needed once in the life of a machine.
    from fontTools.pens.filterPen import DecomposingFilterPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = instantiateVariableFont(TTFont(io.BytesIO(source)), {'wght': STYLES[style], 'wdth': 100}, inplace=True)
    glyphs, outlines = font.getGlyphSet(), font['glyf']
    for name in font.getGlyphOrder():
        # Outlines that borrow from other glyphs are written out, so that a subset is complete with the glyphs it names.
        if outlines[name].isComposite():
            pen = TTGlyphPen(None)
            glyphs[name].draw(DecomposingFilterPen(pen, glyphs))
            outlines[name] = pen.glyph()
    made = io.BytesIO()
    font['head'].modified = font['head'].created
    font.recalcTimestamp = False
    font.save(made)
    return made.getvalue()


def write_whole(path: Path, data: bytes) -> None:
    """Write so that another process sees all of it or none, however many start at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, 'wb') as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def read_tables(data: bytes) -> dict[bytes, bytes]:
    """The tables a font file consists of, by their four-letter names."""
    tables = {}
    for number in range(struct.unpack_from('>H', data, 4)[0]):
        tag, _, offset, length = struct.unpack_from('>4sLLL', data, 12 + 16 * number)
        tables[tag] = data[offset : offset + length]
    return tables


def glyph_places(tables: dict[bytes, bytes]) -> list[int]:
    """Where each outline begins in the table of outlines; one more place than there are glyphs."""
    loca = tables[b'loca']
    if struct.unpack_from('>H', tables[b'head'], 50)[0]:
        return list(struct.unpack(f'>{len(loca) // 4}L', loca))
    return [2 * place for place in struct.unpack(f'>{len(loca) // 2}H', loca)]


def font_file(tables: dict[bytes, bytes]) -> bytes:
    """A font file made of these tables, with the checksums that readers expect."""
    tables[b'head'] = tables[b'head'][:8] + b'\0' * 4 + tables[b'head'][12:]
    power = len(tables).bit_length() - 1
    start = struct.pack('>LHHHH', 0x10000, len(tables), 16 << power, power, 16 * (len(tables) - (1 << power)))
    records, bodies, offset = [], [], len(start) + 16 * len(tables)
    for tag, table in sorted(tables.items()):
        records.append(struct.pack('>4sLLL', tag, checksum(table), offset, len(table)))
        bodies.append(table + b'\0' * (-len(table) % 4))
        offset += len(bodies[-1])
    data = start + b''.join(records + bodies)
    adjustment = (0xB1B0AFBA - checksum(data)) & 0xFFFFFFFF
    head_at = next(struct.unpack_from('>L', record, 8)[0] for record in records if record.startswith(b'head'))
    return data[: head_at + 8] + struct.pack('>L', adjustment) + data[head_at + 12 :]


def checksum(data: bytes) -> int:
    """The sum of the data as 32-bit numbers, as the format of fonts defines it."""
    data += b'\0' * (-len(data) % 4)
    numbers: tuple[int, ...] = struct.unpack(f'>{len(data) // 4}L', data)
    return sum(numbers) & 0xFFFFFFFF


def patched(table: bytes, offset: int, value: int) -> bytes:
    """The table with another 16-bit number at this place."""
    return table[:offset] + struct.pack('>H', value) + table[offset + 2 :]
