"""The whole story on a copy of the sample workbook: browser, workbook, report, message, and LibreOffice at the end.

The president starts Bahi, signs in, records the month's deposits in one sitting, gives a loan, takes a part repayment,
sees who has not paid, prints the report and copies the message. The treasurer opens the same workbook in LibreOffice
and finds the rows and the same totals. The auditor's export proves itself.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from reports import summaries
from reports.verify import problems_of_workbook
from sheets import views
from sheets.book import Book, open_book
from sheets.sample import TODAY
from tests.machine import LibreOffice
from tests.served import Server, enter, serving_bahi, visit

SAMPLE = 'sample_workbook.xlsx'
BORROWER, REPAYING = 'M2024-001', 'L2025-004'


@pytest.fixture(scope='module')
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving_bahi(tmp_path_factory.mktemp('story'), '--demo') as running:
        yield running


@pytest.mark.long
@pytest.mark.needs('chromium', 'libreoffice')
def test_a_month_of_the_group_from_the_browser_to_the_treasurer_and_the_auditor(
    browser: Browser, server: Server, libreoffice: LibreOffice, tmp_path: Path
) -> None:
    workbook = server.folder / SAMPLE
    before = open_book(workbook)
    page = enter(browser, server.address, '/', width=360)
    expect(page.locator('.hero')).to_contain_text('₹')

    deposited = record_the_deposits(page, server, before)
    give_a_loan(page, server)
    interest, principal = take_a_part_repayment(page, server)
    see_that_everybody_has_paid(page, server)
    audit = print_the_report_and_take_the_export(page, server, tmp_path)
    copy_the_message(page, server)

    wait_for_the_workbook(page, server)
    after = open_book(workbook)
    assert len(after.frame()) == len(before.frame()) + deposited + 1 + 2
    assert [str(problem) for problem in problems_of_workbook(workbook)] == []
    assert [str(problem) for problem in problems_of_workbook(audit)] == []
    was, now = (summaries.figures(book, TODAY).by_name() for book in (before, after))
    assert now['loans_given'] - was['loans_given'] == 2000_00
    assert now['interest_received'] - was['interest_received'] == interest
    assert now['principal_repaid'] - was['principal_repaid'] == principal
    the_treasurer_finds_the_same(workbook, libreoffice, after)


def record_the_deposits(page: Page, server: Server, before: Book) -> int:
    """All who have not paid, with the amounts that are filled in, by keyboard and one press; pressed twice."""
    visit(page, server.address, '/deposits')
    amounts = page.locator('input[type=text][data-pays]')
    waiting = [place for place in range(amounts.count()) if amounts.nth(place).input_value()]
    amounts.nth(waiting[0]).focus()
    for _ in range(amounts.count()):
        page.keyboard.press('Enter')
    record = page.get_by_role('button', name='Record all')
    expect(record).to_be_focused()
    record.dblclick()
    expect(page.locator('.recorded')).to_contain_text(f'from {len(waiting)} members')
    expect(page.locator('.recorded li')).to_have_count(len(waiting))
    assert len(waiting) >= 12
    return len(waiting)


def give_a_loan(page: Page, server: Server) -> None:
    visit(page, server.address, f'/loans/new?member={BORROWER}')
    page.get_by_label('Amount').fill('2000')
    page.locator('form.form .button.first').click()
    page.get_by_role('button', name='Yes, record it').click()
    page.wait_for_url('**/loans/L2026-*')
    expect(page.locator('.hero')).to_contain_text('₹2,000.00')


def take_a_part_repayment(page: Page, server: Server) -> tuple[int, int]:
    """The split is shown before it is recorded; gives what it said, in paise."""
    visit(page, server.address, f'/loans/{REPAYING}/repay')
    page.get_by_label('Amount received').fill('500')
    page.get_by_role('button', name='Show the split').click()
    shown = page.get_by_role('dialog')
    expect(shown).to_contain_text('Together')
    said = shown.inner_text()
    page.get_by_role('button', name='Yes, record it').dblclick()
    page.wait_for_url(f'**/loans/{REPAYING}')
    expect(page.locator('#toast')).to_contain_text('₹500.00')
    return paise(said, 'Interest'), paise(said, 'Loan')


def paise(said: str, word: str) -> int:
    """The sum that stands behind a word of the split."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return int(lines[lines.index(word) + 1].replace('₹', '').replace(',', '').replace('.', ''))


def see_that_everybody_has_paid(page: Page, server: Server) -> None:
    visit(page, server.address, '/')
    expect(page.locator('main')).not_to_contain_text('not yet paid')


def print_the_report_and_take_the_export(page: Page, server: Server, tmp_path: Path) -> Path:
    visit(page, server.address, '/reports')
    expect(page.locator('.papers img').first).to_be_visible()
    with page.expect_download() as pdf:
        page.get_by_role('link', name='Save PDF').click()
    assert pdf.value.path().read_bytes().startswith(b'%PDF')
    with page.expect_download() as xlsx:
        page.get_by_role('link', name='xlsx').click()
    audit = tmp_path / 'audit.xlsx'
    xlsx.value.save_as(audit)
    return audit


def copy_the_message(page: Page, server: Server) -> None:
    """As on plain http, where the browser has no clipboard to write to."""
    visit(page, server.address, '/messages?kind=monthly')
    page.evaluate('Object.defineProperty(navigator, "clipboard", {value: undefined})')
    page.get_by_role('button', name='Copy').click()
    expect(page.locator('#toast')).to_have_text('Copied')
    expect(page.locator('#message-text')).to_contain_text('₹')


def wait_for_the_workbook(page: Page, server: Server) -> None:
    """Until the server has brought every row into the workbook."""
    book = open_book(server.folder / SAMPLE)
    until = time.monotonic() + 30
    while book.pending_count() and time.monotonic() < until:
        time.sleep(0.1)
    assert book.pending_count() == 0


def the_treasurer_finds_the_same(workbook: Path, libreoffice: LibreOffice, book: Book) -> None:
    """LibreOffice works every formula out anew: its totals are those of the browser, and those that the file showed."""
    shown, worked_out = summary_of(workbook), summary_of(libreoffice.recalculated(workbook))
    figures, lines = summaries.figures(book, TODAY), views.figures()
    assert {line.key: worked_out[line.key] for line in lines} == {line.key: shown[line.key] for line in lines}
    for line in lines:
        assert round(worked_out[line.key] * (1 if line.type == 'whole' else 100)) == getattr(figures, line.key)
    entries = openpyxl.load_workbook(workbook)['Entries']
    ids = [row[17] for row in entries.iter_rows(min_row=2, values_only=True) if row[17]]
    assert ids == list(book.frame()['id'])


def summary_of(workbook: Path) -> dict[str, Any]:
    """The figures that stand in the sheet, by the keys of its grey column."""
    rows = openpyxl.load_workbook(workbook, data_only=True)['Summary'].iter_rows(values_only=True)
    return {str(row[7]): row[1] for row in rows if row[7]}
