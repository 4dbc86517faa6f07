"""A table flows over pages without losing a row, its amounts in line and its words within their columns."""

from datetime import date

import pypdfium2
import pytest

from reports.paper import Paper
from reports.tables import Column, table
from tests.printed import by_pdfium, places

COLUMNS = [Column('No.', 'right'), Column('Member', words=True), Column('Paid', 'right')]

HEADER = 'No. Member Paid'


def printed(
    rows: list[tuple[str, ...]], total: tuple[str, ...] | None = None, columns: list[Column] = COLUMNS
) -> bytes:
    paper = Paper(language='mr', title='Members', author='Savitri', made_on=date(2025, 4, 1))
    table(paper, columns, rows, total, empty='No members yet')
    return paper.finished('Page {page} of {pages}')


@pytest.mark.parametrize('count', [1, 33, 34, 35, 200, 1000])
def test_every_row_is_printed_once_and_every_page_has_the_header(count: int) -> None:
    pages = by_pdfium(printed([(str(n), f'Member-{n}.', '₹500.00') for n in range(count)]))
    words = ' '.join(line for page in pages for line in page).split()
    assert [word for word in words if word.startswith('Member-')] == [f'Member-{n}.' for n in range(count)]
    assert [' '.join(page).count(HEADER) for page in pages] == [1] * len(pages)
    assert all(page[0].startswith(HEADER) for page in pages)


def test_the_total_has_a_header_above_it_even_on_a_page_of_its_own() -> None:
    for count in range(20, 60):
        pages = by_pdfium(
            printed([(str(n), f'M{n}', '₹5.00') for n in range(count)], ('', 'Total', f'₹{count * 5}.00'))
        )
        assert pages[-1][0].startswith(HEADER)
        assert f'Total ₹{count * 5}.00' in ' '.join(pages[-1])


def test_amounts_end_in_one_line_from_header_to_total() -> None:
    amounts = ['₹11,111.00', '₹7.00', '−₹98,08,080.00']
    pdf = printed([('1', 'शोभा', amount) for amount in amounts], ('', 'Total', '₹98,19,198.00'))
    ends = [next(places(pdf, amount))[2] for amount in [*amounts, '₹98,19,198.00']]
    assert max(ends) - min(ends) < 0.2


def test_a_word_too_long_for_its_column_stays_in_it() -> None:
    columns = [
        Column('Name', words=True),
        *[Column(f'Amount {n}', 'right') for n in range(5)],
        Column('Note', words=True),
    ]
    amounts = ('₹98,08,080.00',) * 5
    pdf = printed([('क्षत्रियज्ञानेश्वरस्त्री' * 8, *amounts, 'W' * 90), ('A', *amounts, 'W')], columns=columns)
    first_amount = min(left for left, *_ in places(pdf, amounts[0]))
    for page in pypdfium2.PdfDocument(pdf):
        textpage = page.get_textpage()
        boxes = [textpage.get_charbox(place) for place in range(textpage.count_chars())]
        letters = [textpage.get_text_range(place, 1) for place in range(textpage.count_chars())]
        assert max(box[2] for box in boxes) <= 595 - 47
        assert max(box[2] for box, letter in zip(boxes, letters, strict=True) if letter in 'क्षत्रिय') <= first_amount


def test_an_overlong_receipt_number_leaves_room_for_the_others() -> None:
    pdf = printed([('R' * 300, 'शोभा', '₹500.00')])
    assert 'शोभा' in str(by_pdfium(pdf))
    assert next(places(pdf, '₹500.00'))[0] > 250


def test_a_note_as_long_as_a_cell_can_be_ends_in_dots() -> None:
    pages = by_pdfium(printed([('1', 'word ' * 6_000, '₹500.00'), ('2', 'शोभा', '₹500.00')]))
    assert len(pages) == 1
    assert any(line.endswith('…') for line in pages[0])


def test_a_table_without_rows_says_so() -> None:
    assert by_pdfium(printed([]))[0] == ['No members yet', 'Page 1 of 1']


def test_a_table_of_empty_cells_is_still_a_table() -> None:
    assert by_pdfium(printed([('', '', '')] * 3))[0] == ['No. Member Paid', 'Page 1 of 1']


def test_many_columns_make_the_letters_smaller_before_words_are_broken() -> None:
    columns = [Column(f'Column {n}', 'right') for n in range(9)]
    pdf = printed([('₹98,080.00',) * 9], columns=columns)
    assert by_pdfium(pdf)[0][-2] == ' '.join(['₹98,080.00'] * 9)
