"""A printed page says in each reader what was written, the same bytes for the same input, and leaves nothing behind."""

import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from reports.paper import BODY, BOTTOM, MARGIN, PAGE_WIDTH, Paper, Slice, hundred
from reports.shapes import INK
from reports.typesetting import Font
from tests.printed import by_pdfium, by_poppler, places

LINES = [
    'सावित्री महिला बचत गट', 'दुर्\u200dया र्\u200dहस्व ऱ्या', 'क्षत्रिय ज्ञानेश्वर श्री शाळा', 'A/c द्वितीय ₹1,23,456.00',
    'किर्ती स्त्री हिंदी अँड ऑफिस', 'Kikundi cha Akina Mama', 'Shobha & Sons <b>x</b> (a) \\ "b"', 'office ffi AVATAR',
    '१२३४५६७८९० − 1,234.50', '=1+1',
]  # fmt: skip


def paper(language: str = 'mr') -> Paper:
    return Paper(language=language, title='अहवाल & सारांश', author='सावित्री गट', made_on=date(2025, 4, 1))


def page_of_lines(language: str = 'mr', style: str = 'Regular') -> bytes:
    written = paper(language)
    for text in LINES:
        written.write(text, Font(style, 11), INK)
    return written.finished('Page {page} of {pages}')


@pytest.mark.parametrize('language', ['en', 'hi', 'mr', 'sw'])
@pytest.mark.parametrize('style', ['Regular', 'Bold'])
def test_pdfium_reads_back_what_was_written(language: str, style: str) -> None:
    assert by_pdfium(page_of_lines(language, style)) == [[*LINES, 'Page 1 of 1']]


@pytest.mark.needs('poppler')
@pytest.mark.parametrize('style', ['Regular', 'Bold'])
def test_poppler_reads_back_what_was_written(style: str) -> None:
    assert by_poppler(page_of_lines('mr', style)) == [[*LINES, 'Page 1 of 1']]


@pytest.mark.needs('poppler')
def test_letters_that_no_face_has_are_boxes_that_still_say_what_they_are() -> None:
    written = paper('en')
    written.write('Amina 😀 Wanjiku', BODY, INK)
    pdf = written.finished('Page {page} of {pages}')
    assert by_poppler(pdf) == [['Amina 😀 Wanjiku', 'Page 1 of 1']]
    assert dark_between(pdf, next(places(pdf, 'Amina'))[2], next(places(pdf, 'Wanjiku'))[0])


def test_the_same_input_gives_the_same_bytes_whatever_was_printed_before() -> None:
    first = page_of_lines()
    other = paper('hi')
    other.write('इतर कुछ और अक्षर', BODY, INK)
    other.finished('{page}')
    assert page_of_lines() == first


def test_four_threads_at_once_print_what_one_prints() -> None:
    alone = [page_of_lines(language) for language in ('mr', 'hi', 'en', 'sw')]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(page_of_lines, ['mr', 'hi', 'en', 'sw'] * 6)) == alone * 6


def test_nothing_is_left_in_the_folder_of_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page_of_lines()
    for name in ('TMPDIR', 'TEMP', 'TMP'):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr(tempfile, 'tempdir', None)
    monkeypatch.chdir(tmp_path)
    assert page_of_lines()
    assert list(tmp_path.iterdir()) == []


def test_the_file_says_what_it_is_in_which_language_and_of_which_day() -> None:
    pdf = page_of_lines('mr')
    about = pypdfium2.PdfDocument(pdf).get_metadata_dict()
    assert (about['Title'], about['Author'], about['Creator']) == ('अहवाल & सारांश', 'सावित्री गट', 'Bahi')
    assert about['CreationDate'].startswith('D:20250401')
    assert b'/Lang (mr)' in pdf


def test_only_our_own_faces_are_named_and_both_are_in_the_file() -> None:
    written = paper()
    written.title_block('नाव', 'Report', [])
    pdf = written.finished('{page}')
    assert b'+NotoSansDevanagari-Regular' in pdf and b'+NotoSansDevanagari-Bold' in pdf
    assert pdf.count(b'/FontFile2') == 2
    assert re.search(rb'/F1 \d+ 0 R', pdf) is None


def test_every_page_counts_itself_and_all() -> None:
    written = paper('en')
    for number in range(200):
        written.paragraph(f'Line {number} of the minutes')
    pages = by_pdfium(written.finished('Page {page} of {pages}', 'Savitri · Seal 3f2a'))
    assert len(pages) > 3
    assert [page[-1] for page in pages] == [
        f'Savitri · Seal 3f2a Page {number} of {len(pages)}' for number in range(1, len(pages) + 1)
    ]
    assert [line for page in pages for line in page[:-1]] == [f'Line {number} of the minutes' for number in range(200)]


def test_headings_are_bookmarks_and_none_stands_alone_at_the_end_of_a_page() -> None:
    written = paper('en')
    written.skip(written.y - BOTTOM - 40)
    written.heading('सदस्य')
    pdf = written.finished('{page}')
    assert [(b.get_title(), b.get_dest().get_index()) for b in pypdfium2.PdfDocument(pdf).get_toc()] == [('सदस्य', 1)]


def test_a_pie_shows_shares_and_amounts_and_a_pie_of_nothing_says_so() -> None:
    written = paper('en')
    written.pie(
        [Slice('Cash', '₹250.00', 250), Slice('Bank', '₹750.00', 750), Slice('Loans', '₹0.00', 0)], 'Nothing yet'
    )
    written.pie([Slice('Cash', '₹0.00', 0)], 'Nothing yet')
    text = ' '.join(by_pdfium(written.finished('{page}'))[0])
    assert text == 'Cash ₹250.00 · 25% Bank ₹750.00 · 75% Loans ₹0.00 Nothing yet Cash ₹0.00 1'


def test_the_shares_of_a_pie_come_to_a_hundred() -> None:
    thirds = [Slice(name, '', 1) for name in 'abc']
    assert hundred(thirds, 3) == [34, 33, 33]
    assert hundred([Slice('a', '', -5), Slice('b', '', 63_4), Slice('c', '', 36_6)], 1000) == [0, 63, 37]
    assert hundred([Slice('a', '', 0)], 0) == [0]


@pytest.mark.needs('poppler')
def test_what_cannot_be_shown_is_left_out_or_a_sign_of_its_own() -> None:
    written = Paper(language='en', title='a\ud800b\n', author='\0Savitri', made_on=date(2025, 4, 1))
    written.heading('b\udfff')
    written.write('Asha\0\x07\tBai \ud83d of\nPune', BODY, INK)
    assert by_poppler(written.finished('Page {page}')) == [['b\ufffd', 'Asha Bai \ufffd of Pune', 'Page 1']]


def test_the_slices_of_a_pie_are_as_large_as_their_shares() -> None:
    written = paper('en')
    written.pie([Slice('Cash', '1', 25), Slice('Bank', '3', 75)], '', radius=100)
    picture = pypdfium2.PdfDocument(written.finished('{page}'))[0].render(scale=1).to_pil().convert('RGB')
    counts = {colour: count for count, colour in picture.getcolors(1 << 20)}
    assert counts[233, 161, 58] / counts[28, 102, 84] == pytest.approx(3, rel=0.05)


def test_signatures_stay_together_and_within_the_page() -> None:
    written = paper('mr')
    written.skip(written.y - BOTTOM - 60)
    written.signatures(['अध्यक्ष', 'सचिव', 'कोषाध्यक्ष'])
    assert ' '.join(by_pdfium(written.finished('Page {page}'))[1]) == 'अध्यक्ष सचिव कोषाध्यक्ष Page 2'


def test_a_long_name_of_a_group_stays_on_the_paper() -> None:
    written = paper('mr')
    written.title_block('क्षत्रियज्ञानेश्वरस्त्री' * 10, 'Report ' * 40, ['W' * 300])
    written.key_figures([('Savings of all members since the beginning of the group', '₹99,99,99,99,99,999.00')] * 5)
    pdf = written.finished('{page}')
    textpage = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    rights = [textpage.get_charbox(place)[2] for place in range(textpage.count_chars())]
    assert max(rights) <= PAGE_WIDTH - MARGIN + 1


def dark_between(pdf: bytes, left: float, right: float) -> bool:
    """Whether anything is drawn between two places of the first line."""
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_pil().convert('L')
    strip = picture.crop((int(left * 2) + 2, 96, int(right * 2) - 2, 130))
    return bool(strip.getextrema()[0] < 128)
