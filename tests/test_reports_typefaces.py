"""The faces are made once, whole even when several starts make them together, and a document embeds what it uses."""

import io
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from reports import typefaces
from reports.typefaces import face

STYLES = ['Regular', 'Bold']


@pytest.mark.parametrize('style', STYLES)
def test_figures_of_one_script_are_of_one_width(style: str) -> None:
    own = face(style)
    assert len({own.widths[own.glyph_of[ord(figure)]] for figure in '0123456789'}) == 1
    assert len({own.widths[own.glyph_of[ord(figure)]] for figure in '०१२३४५६७८९'}) == 1


@pytest.mark.parametrize('style', STYLES)
def test_a_subset_keeps_the_numbers_outlines_and_widths_of_its_glyphs(style: str) -> None:
    own = face(style)
    used = {own.glyph_of[ord(letter)] for letter in 'Aé₹कळ०'}
    subset, whole = TTFont(io.BytesIO(own.subset(used))), TTFont(io.BytesIO(typefaces.static_font(style)))
    for glyph in used:
        assert outline(subset, glyph) == outline(whole, glyph)
        assert subset['hmtx'].metrics[subset.getGlyphName(glyph)] == whole['hmtx'].metrics[whole.getGlyphName(glyph)]
    assert outline(subset, own.glyph_of[ord('B')]) == []
    assert len(own.subset(used)) < len(typefaces.static_font(style)) / 10


def test_a_later_start_takes_the_face_that_an_earlier_one_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = made_without_work(monkeypatch)
    monkeypatch.setattr(typefaces, 'cache_folder', lambda: tmp_path / 'cache')

    assert [typefaces.static_font(style) for style in (*STYLES, *STYLES)] == [b'Regular', b'Bold', b'Regular', b'Bold']
    assert made == STYLES


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = made_without_work(monkeypatch)
    (tmp_path / 'a file').write_text('where the folder should be')
    monkeypatch.setattr(typefaces, 'cache_folder', lambda: tmp_path / 'a file' / 'cache')

    assert [typefaces.static_font('Bold'), typefaces.static_font('Bold')] == [b'Bold', b'Bold']
    assert made == ['Bold', 'Bold']


def test_processes_that_start_together_see_a_whole_font_or_none(tmp_path: Path) -> None:
    with ProcessPoolExecutor(2) as processes:
        assert set(processes.map(written_and_read, [tmp_path / 'cache' / 'font.ttf'] * 2)) == {frozenset({300_000})}
    assert [path.name for path in (tmp_path / 'cache').iterdir()] == ['font.ttf']


def written_and_read(path: Path) -> frozenset[int]:
    lengths = set()
    for number in range(40):
        typefaces.write_whole(path, bytes([number]) * 300_000)
        lengths.add(len(path.read_bytes()))
    return frozenset(lengths)


def made_without_work(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The styles that are made from here on; making one really takes a second."""
    made: list[str] = []

    def make(source: bytes, style: str) -> bytes:
        made.append(style)
        return style.encode()

    monkeypatch.setattr(typefaces, 'make_static', make)
    return made


def outline(font: TTFont, glyph: int) -> list[object]:
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[font.getGlyphName(glyph)].draw(pen)
    return list(pen.value)
