"""A statement on paper and as a workbook says what the view model says, and its sums are live."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from reports.financial import STATEMENTS, statement
from reports.financial_paper import statement_paper
from reports.financial_xlsx import statement_xlsx
from reports.statement_lines import Kind, Statement
from rules.spans import Span
from sheets.book import Book
from sheets.words import LANGUAGES, language
from tests.machine import LibreOffice
from tests.printed import by_pdfium
from tests.told import GROUP, book_told

SPAN, PRINTED_ON = Span(date(2025, 3, 1), date(2025, 3, 31)), date(2025, 4, 2)

TOLD = """
    Date       | Kind         | Amount    | Mode
    2025-02-03 | contribution | 210000    | cash
    2025-02-04 | share        | 500       | upi
    2025-03-04 | loan         | 5000      | cash
    2025-03-20 | principal    | 1000      | cash
    2025-03-20 | interest     | 300.50    | cash
    2025-03-21 | to-bank      | 100000    | cash
    2025-03-27 | expense      | 200       | cash
    2025-03-28 | dividend     | 150.25    | bank
"""


@pytest.fixture
def book() -> Book:
    return book_told(TOLD, replace(GROUP, name='=1+1 गट', kind='sacco', language='mr'))


def sheet_values(data: bytes) -> dict[str, list[object]]:
    """The amounts of each line by its title, as a program shows them that does not calculate."""
    sheet = openpyxl.load_workbook(BytesIO(data), data_only=True).active
    assert sheet is not None
    return {str(row[0]): list(row[1:]) for row in sheet.iter_rows(min_row=7, values_only=True)
            if isinstance(row[1], int | float)}  # fmt: skip


def wanted(made: Statement) -> dict[str, list[object]]:
    return {line.title: [amount / 100 for amount in line.amounts] for line in made.lines()}


def test_the_paper_has_title_days_sections_sums_lines_to_sign_and_the_seal(book: Book) -> None:
    pages = by_pdfium(statement_paper(book, statement(book, 'balance-sheet', SPAN), PRINTED_ON))
    text = ' '.join(pages[0]).replace('\u00a0', ' ')
    assert len(pages) == 1
    assert text.startswith(
        '=1+1 गट Balance sheet 1 March 2025 to 31 March 2025 Printed on 2 April 2025 '
        '31 March 2025 (₹) 28 February 2025 (₹) Assets Cash in hand 1,06,100.50 2,10,000.00 '
    )
    assert (
        'Equity Share capital 500.00 500.00 Surplus of the period 100.50 0.00 Dividends −150.25 0.00 '
        'Total equity 450.25 500.00 Liabilities and equity 2,10,450.25 2,10,500.00 '
        'Prepared by Approved by Approved on Seal of the last row in the book: ' in text
    )
    assert text.endswith(f'{book.head()} Page 1 of 1')


@pytest.mark.parametrize('code', LANGUAGES)
@pytest.mark.parametrize('kind', STATEMENTS)
def test_each_is_one_page_in_every_language(book: Book, kind: Kind, code: str) -> None:
    with language(code):
        made = statement(book, kind, SPAN, 'year')
        assert len(by_pdfium(statement_paper(book, made, PRINTED_ON))) == 1
        assert sheet_values(statement_xlsx(book, made)) == wanted(made)


@pytest.mark.parametrize('kind', STATEMENTS)
def test_the_workbook_has_formulas_for_its_sums_and_numbers_for_the_rest(book: Book, kind: Kind) -> None:
    made = statement(book, kind, SPAN)
    sheet = openpyxl.load_workbook(BytesIO(statement_xlsx(book, made))).active
    assert sheet is not None
    assert (sheet['A1'].value, sheet['A1'].data_type, sheet['A2'].value) == ('=1+1 गट', 's', made.title)
    live = {str(row[0].value): [cell.data_type == 'f' for cell in row[1:]] for row in sheet.iter_rows(min_row=7)}
    for line in made.lines():
        assert live[line.title] == [bool(line.adds or column.adds) for column in made.columns], line.title


@pytest.mark.needs('libreoffice')
def test_libreoffice_comes_to_the_same_sums(book: Book, libreoffice: LibreOffice, tmp_path: Path) -> None:
    for kind in ('trial-balance', 'cash-flow'):
        made = statement(book, kind, SPAN)
        path = tmp_path / f'{kind}.xlsx'
        path.write_bytes(statement_xlsx(book, made))
        found = sheet_values(libreoffice.recalculated(path).read_bytes())
        rounded = {title: [round(float(str(amount)), 2) for amount in amounts] for title, amounts in found.items()}
        assert rounded == wanted(made)


def test_the_same_statement_makes_the_same_bytes(book: Book) -> None:
    made = statement(book, 'cash-flow', SPAN)
    assert statement_xlsx(book, made) == statement_xlsx(book, made)
    assert statement_paper(book, made, PRINTED_ON) == statement_paper(book, made, PRINTED_ON)


def test_many_categories_flow_over_pages_and_none_is_lost(book: Book) -> None:
    rows = '\n'.join(f'2025-03-05 | expense | {place} | cash' for place in range(1, 91))
    told = book_told(f'Date | Kind | Amount | Mode\n{rows}')
    entries = [replace(entry, category=f'purpose {place}x') for place, entry in enumerate(told.entries)]  # type: ignore[attr-defined]
    many = replace(told, entries=entries)  # type: ignore[type-var]
    pages = by_pdfium(statement_paper(many, statement(many, 'income', SPAN), PRINTED_ON))
    text = ' '.join(line for page in pages for line in page)
    assert len(pages) == 3
    assert [text.count(f'purpose {place}x ') for place in range(90)] == [1] * 90
