"""What is put into a cell is what readers find there: text as text, money to the last digit, dates as dates."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets.xlsx import CannotPatch, Formula, Value, append_rows
from tests.workbooks import (
    HEADERS,
    ROW,
    calamine_rows,
    changed_members,
    content,
    members,
    openpyxl_rows,
    plain_workbook,
    replaced,
    rewritten,
)

SHEET = 'xl/worksheets/sheet1.xml'


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return plain_workbook(tmp_path / 'book.xlsx')


def added(book: Path, *values: Value) -> list[Any]:
    """The values as python-calamine reads them from a new row."""
    append_rows(book, 'Entries', [values])
    return calamine_rows(book)[-1]


@pytest.mark.parametrize(
    'text',
    [
        '=1+1', '+254712345678', '-5', '@name', "'quoted", '<script>&amp;', ']]>', 'सुनीता पाटील', '🙏🏽', '  spaces  ',
        'two\nlines', 'tab\there', 'carriage\r\nreturn', '\r', '0712345678', '_x0041_', '_x005F_', 'bell \x07', '',
        'TRUE', '2026-01-05', 'x' * 32_767, '\U0001f64f' * 16_383,
    ],
)  # fmt: skip
def test_text_stays_text_letter_by_letter(book: Path, text: str) -> None:
    assert added(book, text, 'end')[0] == text
    assert openpyxl.load_workbook(book)['Entries']['A3'].data_type in 'sn'


@pytest.mark.parametrize(
    ('number', 'digits'),
    [
        (Decimal('200.10'), '200.10'), (Decimal('0.1'), '0.1'), (Decimal('1E+3'), '1000'),
        (10**15 + 1, '1000000000000001'),
        (Decimal('-99999999999.99'), '-99999999999.99'), (0.1 + 0.2, '0.30000000000000004'), (0, '0'),
    ],
)  # fmt: skip
def test_a_number_is_written_in_its_own_digits(book: Path, number: int | float | Decimal, digits: str) -> None:
    append_rows(book, 'Entries', [[number]])
    assert f'<c r="A3"><v>{digits}</v></c>' in content(book, SHEET)


def test_a_formula_comes_with_its_result_and_the_number_of_its_row(book: Path) -> None:
    append_rows(book, 'Entries', [['e2', None, Formula('C2&" <"&A{row}', '500 <e2 ')]])
    assert openpyxl_rows(book)[2][2] == calamine_rows(book)[2][2] == '500 <e2 '
    assert openpyxl_rows(book, values=False)[2][2] == '=C2&" <"&A3'


def test_yes_and_no_and_nothing(book: Path) -> None:
    assert added(book, True, None, False, 'end') == [True, '', False, 'end']


@pytest.mark.parametrize(
    'value',
    [
        'x' * 32_768,
        '\U0001f64f' * 16_384,
        '\ud800',
        float('nan'),
        float('inf'),
        Decimal('NaN'),
        Decimal('1E+400'),
        10**400,
    ],
)
def test_what_a_cell_cannot_hold_is_refused(book: Path, value: Value) -> None:
    before = book.read_bytes()
    with pytest.raises(CannotPatch, match=r'\w\. \w.*\.$'):
        append_rows(book, 'Entries', [['fine'], [value]])
    assert book.read_bytes() == before


def test_another_kind_of_value_is_refused(book: Path) -> None:
    with pytest.raises(CannotPatch, match='type bytes'):
        append_rows(book, 'Entries', [[b'bytes']])  # type: ignore[list-item]


def test_a_date_in_a_column_of_dates_is_a_date(book: Path) -> None:
    assert added(book, None, date(2026, 3, 5))[1] == date(2026, 3, 5)


def test_a_date_elsewhere_takes_a_style_that_the_workbook_has_for_dates(book: Path) -> None:
    styles = content(book, 'xl/styles.xml')
    assert added(book, date(2026, 3, 5), None, datetime(2026, 3, 5, 17, 30, 15)) == [
        date(2026, 3, 5), '', datetime(2026, 3, 5, 17, 30, 15), '',
    ]  # fmt: skip
    assert content(book, 'xl/styles.xml') == styles


def test_a_time_takes_a_style_that_shows_times(book: Path) -> None:
    made = openpyxl.load_workbook(book)
    made['Entries']['D2'].number_format = 'hh:mm'
    made.save(book)
    append_rows(book, 'Entries', [[time(17, 30)]])
    assert openpyxl_rows(book)[-1][0] == time(17, 30)


def test_without_any_style_for_dates_a_date_is_text(tmp_path: Path) -> None:
    made, book = openpyxl.Workbook(), tmp_path / 'book.xlsx'
    made.worksheets[0].title = 'Entries'
    made.save(book)
    found = added(book, date(2026, 3, 5), datetime(2026, 3, 5, 17, 30), time(17, 30))
    assert found == ['2026-03-05', '2026-03-05 17:30:00', '17:30:00']


def test_a_number_in_a_column_of_dates_is_not_shown_as_a_date(book: Path) -> None:
    assert added(book, None, 500)[1] == 500.0


def test_a_number_is_not_shown_as_a_date_where_the_plainest_style_is_one(book: Path) -> None:
    """Some programs give the number of the plain format to a format of dates."""
    format_of_dates = replaced('</numFmts>', '<numFmt numFmtId="0" formatCode="dd.mm.yyyy"/></numFmts>')
    style_of_numbers = replaced('</cellXfs>', '<xf numFmtId="2" fontId="0" fillId="0" borderId="0"/></cellXfs>')
    rewritten(book, {'xl/styles.xml': lambda xml: style_of_numbers(format_of_dates(xml))})
    assert added(book, None, None, 5)[2] == 5.0 and '<c r="C3" s="2"><v>5</v></c>' in content(book, SHEET)


@pytest.mark.parametrize(
    'day', [date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(1904, 1, 1), date(9999, 12, 31)]
)
def test_the_first_and_last_days_that_a_spreadsheet_knows(book: Path, day: date) -> None:
    append_rows(book, 'Entries', [[None, day]])
    assert openpyxl_rows(book)[-1][1] == datetime(day.year, day.month, day.day)


def test_a_day_before_the_first_one_is_text(book: Path) -> None:
    assert added(book, None, date(1899, 12, 31))[1] == '1899-12-31'


def test_days_are_counted_from_1904_where_the_workbook_does(book: Path) -> None:
    rewritten(book, {'xl/workbook.xml': replaced('<workbookPr/>', '<workbookPr date1904="1"/>')})
    append_rows(book, 'Entries', [[None, date(2026, 3, 5)], [None, date(1903, 12, 31)]])
    assert [row[1] for row in openpyxl_rows(book)[2:]] == [datetime(2026, 3, 5), '1903-12-31']
    assert '<v>44624</v>' in content(book, SHEET)


# python-calamine reads _xFFFE_ as it is written, unlike the other escapes.
TEXTS = st.text(st.characters(codec='utf-8', exclude_characters='\ufffe\uffff'), max_size=40)
MOMENTS = st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 31)).map(lambda moment: moment.replace(microsecond=0))
VALUES: st.SearchStrategy[Value] = st.one_of(
    st.none(), TEXTS, st.booleans(), st.integers(-(10**15), 10**15), st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(-(10**12), 10**12, places=2), st.dates(date(1900, 3, 1)), MOMENTS,
)  # fmt: skip
OLD_ROWS = st.lists(st.lists(st.one_of(st.none(), TEXTS.filter(str.isprintable), MOMENTS), max_size=6), max_size=6)
NEW_ROWS = st.lists(st.lists(VALUES, max_size=6).map(lambda row: [*row, 'end']), min_size=1, max_size=5)


def as_calamine_reads(value: Value) -> Any:
    """What python-calamine gives for a value that was written."""
    if value is None or isinstance(value, str | bool):
        return '' if value is None else value
    if isinstance(value, int | Decimal):
        return float(value)
    return value.date() if isinstance(value, datetime) and value.time() == time() else value


def as_openpyxl_reads(value: Value) -> Any:
    """What openpyxl gives: it leaves the escapes of texts as they are, so texts are compared by their plain letters."""
    if isinstance(value, str):
        return re.sub(r'_x[0-9A-Fa-f]{4}_|[\x00-\x1f]', '', value) or None
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return float(value) if isinstance(value, Decimal) else value


@settings(max_examples=60)
@given(there=OLD_ROWS, rows=NEW_ROWS)
def test_any_rows_come_back_as_they_were_put(there: list[list[Any]], rows: list[list[Value]]) -> None:
    with TemporaryDirectory() as folder:
        book = plain_workbook(Path(folder) / 'book.xlsx', HEADERS, ROW, *there)
        before, old = members(book), calamine_rows(book)
        while not any(cell != '' for cell in old[-1]):
            old.pop()
        append_rows(book, 'Entries', rows)
        assert changed_members(before, book) == {SHEET}
        found, found_too = calamine_rows(book), openpyxl_rows(book)
        assert [row[: len(kept)] for row, kept in zip(found, old, strict=False)] == old
        for put, read, read_too in zip(rows, found[len(old) :], found_too[len(old) : len(found)], strict=True):
            assert read[: len(put)] == [as_calamine_reads(value) for value in put]
            assert [as_openpyxl_reads(value) for value in read_too[: len(put)]] == [as_openpyxl_reads(v) for v in put]
