"""Devanagari is set as HarfBuzz sets it in the reader's language, stays in its column, and breaks between syllables."""

import re

import pytest
import uharfbuzz as harfbuzz

from reports.typefaces import face
from reports.typesetting import Font, Shaped, Typesetter, operators, shape

# Conjuncts, the eyelash ra with and without ZWJ, reph, vowel signs on all sides, nukta, digits, marks at other heights.
WORDS = [
    'सावित्री', 'महिला', 'बचत', 'गट', 'क्षत्रिय', 'ज्ञानेश्वर', 'श्री', 'द्वितीय', 'उद्घाटन', 'किर्ती',
    'स्त्री', 'राष्ट्र', 'विठ्ठल', 'कृष्ण', 'हृदय', 'ऊर्जा', 'दुर्\u200dया', 'र्\u200dहस्व', 'दुसऱ्या',
    'वाऱ्यावर', 'मुक्\u200cत', 'क्\u200dष', 'हिंदी', 'अँड', 'ऑफिस', 'ढ़', 'ड़', 'फ़', 'क़', 'ॐ', '१२३४५६७८९०',
    'कर्जाची', 'व्याजाची', 'थकबाकी', 'शाळा', 'शंकर', 'लता', 'लिलाव', 'शिल्लक', 'उल्लेख', 'निश्चित', 'ठूं',
    'ड्टूं', 'द्ढै॑', 'ङ्जौं', 'A/cद्वितीय', 'Loanकर्ज', '₹कर्ज',
]  # fmt: skip
LOCALISED = ['शाळा', 'शंकर', 'लता', 'लिलाव', 'शिल्लक', 'उल्लेख']


@pytest.mark.parametrize('language', ['mr', 'hi'])
@pytest.mark.parametrize('style', ['Regular', 'Bold'])
def test_words_are_shaped_as_harfbuzz_shapes_them_in_that_language(style: str, language: str) -> None:
    assert [glyphs_and_places(shape(word, style, language)) for word in WORDS] == [
        by_harfbuzz(word, style, language) for word in WORDS
    ]


@pytest.mark.parametrize('word', LOCALISED)
def test_marathi_has_its_own_forms_of_la_and_sha(word: str) -> None:
    assert shape(word, 'Regular', 'mr').glyphs != shape(word, 'Regular', 'hi').glyphs


def test_devanagari_after_latin_is_still_joined() -> None:
    alone, after = shape('द्वितीय', 'Regular', 'mr').glyphs, shape('A/c द्वितीय', 'Regular', 'mr').glyphs
    assert after[-len(alone) :] == alone


@pytest.mark.parametrize('style', ['Regular', 'Bold'])
def test_the_page_puts_every_glyph_where_harfbuzz_wants_it(style: str) -> None:
    for word in [*WORDS, 'AVATAR To', 'ठीक ड्टूं पुन्हा', '1,234.00']:
        shaped = shape(word, style, 'mr')
        assert drawn(operators(shaped, Font(style, 10)), style) == pytest.approx(wanted(shaped)), word


def test_what_is_shaped_carries_what_was_written() -> None:
    setter = Typesetter('mr')
    assert 'ActualText<FEFF0915093F>' in setter.written('कि', Font('Regular', 9))[0]
    assert 'ActualText' not in setter.written('Tower', Font('Regular', 9))[0]
    assert 'ActualText<FEFFD83DDE00>' in setter.written('😀', Font('Regular', 9))[0]


def test_amounts_stand_figure_under_figure_whatever_they_are() -> None:
    setter, font = Typesetter('mr'), Font('Bold', 9)
    widths = {setter.width(amount, font) for amount in ('₹1,11,111.11', '₹7,47,174.71', '₹9,80,080.08')}
    assert len(widths) == 1


def test_lines_break_at_spaces_and_stay_within_the_column() -> None:
    setter, font = Typesetter('mr'), Font('Regular', 9)
    name = 'वैशाली द्वारकानाथ गायकवाड-कुलकर्णी\n\t देशमुख'
    used, lines = setter.fitted(name, font, 70)
    assert used == font
    assert ' '.join(lines) == 'वैशाली द्वारकानाथ गायकवाड-कुलकर्णी देशमुख'
    assert len(lines) == 3
    assert max(setter.width(line, used) for line in lines) <= 70.01


def test_an_amount_is_not_parted_from_its_currency() -> None:
    setter = Typesetter('sw')
    assert setter.fitted('deni KSh\u00a01,234.50', Font('Regular', 9), 62)[1] == ['deni', 'KSh\u00a01,234.50']


def test_a_word_a_little_too_long_is_set_smaller() -> None:
    setter, font = Typesetter('mr'), Font('Regular', 9)
    room = setter.width('ज्ञानेश्वर', font) * 0.9
    used, lines = setter.fitted('ज्ञानेश्वर', font, room)
    assert lines == ['ज्ञानेश्वर']
    assert setter.width(lines[0], used) == pytest.approx(room)


def test_a_word_much_too_long_is_broken_between_syllables() -> None:
    setter, font = Typesetter('mr'), Font('Regular', 9)
    word = 'क्षत्रियज्ञानेश्वरस्त्री' * 20
    used, lines = setter.fitted(word, font, 50)
    assert (used, ''.join(lines)) == (font, word)
    assert max(setter.width(line, font) for line in lines) <= 50.01
    # No line begins with a sign that belongs to the syllable before, and none ends in an open conjunct.
    assert not any(re.match('[\u093e-\u094d\u0902]', line) or line.endswith('\u094d') for line in lines)


def test_a_very_long_text_is_set_in_no_time() -> None:
    setter = Typesetter('en')
    lines = setter.fitted('W' * 32_767, Font('Regular', 9), 60)[1]
    assert ''.join(lines) == 'W' * 32_767


def test_where_one_line_must_do_the_text_is_set_smaller_and_only_then_cut() -> None:
    setter, font = Typesetter('sw'), Font('Regular', 9)
    whole = setter.width('Fedha taslimu mkononi', font)
    smaller, shown = setter.on_one_line('Fedha taslimu mkononi', font, whole * 0.8)
    assert shown == 'Fedha taslimu mkononi'
    assert setter.width(shown, smaller) == pytest.approx(whole * 0.8)
    smallest, cut = setter.on_one_line('Fedha taslimu mkononi', font, whole * 0.5)
    assert cut.startswith('Fedha ta') and cut.endswith('…')
    assert setter.width(cut, smallest) <= whole * 0.5


def test_an_empty_text_is_nothing() -> None:
    assert Typesetter('en').written('', Font('Regular', 9)) == ('', 0.0)
    assert Typesetter('en').fitted('', Font('Regular', 9), 50)[1] == ['']


def glyphs_and_places(shaped: Shaped) -> list[tuple[int, int, int, int]]:
    return [
        (glyph, advance, right, up)
        for glyph, advance, (right, up) in zip(shaped.glyphs, shaped.advances, shaped.offsets, strict=True)
    ]


def by_harfbuzz(word: str, style: str, language: str) -> list[tuple[int, int, int, int]]:
    buffer = harfbuzz.Buffer()
    buffer.add_str(word)
    buffer.set_script_from_ot_tag('dev2')
    buffer.set_language_from_ot_tag({'mr': 'MAR ', 'hi': 'HIN '}[language])
    buffer.direction = 'ltr'
    harfbuzz.shape(face(style).shaper, buffer)
    return [
        (info.codepoint, place.x_advance, place.x_offset, place.y_offset)
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]


def wanted(shaped: Shaped) -> list[float]:
    """Number, distance and height of each glyph, as HarfBuzz gave them."""
    found: list[float] = []
    pen = 0
    for glyph, advance, (right, up) in zip(shaped.glyphs, shaped.advances, shaped.offsets, strict=True):
        found += [glyph, pen + right, up]
        pen += advance
    return found


def drawn(code: str, style: str) -> list[float]:
    """Number, distance and height of each glyph, as a reader of the PDF finds them at a size of 10 points."""
    found: list[float] = []
    pen = height = 0.0
    for part in re.findall(r'\S+ Ts|\[.*?\]TJ|<\w+>Tj', code):
        if part.endswith('Ts'):
            height = float(part.split()[0]) * 100
            continue
        for shift, glyphs in re.findall(r'(-?[\d.]+)(?=<)|<(\w+)>', part):
            pen -= float(shift or 0)
            for glyph in (int(code, 16) for code in re.findall('....', glyphs)):
                found += [glyph, pen, height]
                pen += face(style).widths[glyph]
    assert height == 0
    return found
