"""What the story of the sheet does and asks again and again: on the president's page, of the book, of the file."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from reports import summaries
from rules.records import Entry
from rules.typed_rows import TYPED
from sheets import entries, reading, views
from sheets.book import Book, open_book
from sheets.sample import TODAY
from tests.served import ROOT, Server, visit
from tests.uno_office import Calc


def figures_of(book: Book) -> dict[str, int]:
    """The totals of the app that stand in Summary, by the key of their row."""
    figures = summaries.figures(book, TODAY)
    return {line.key: getattr(figures, line.key) for line in views.figures()}


def she_finds_the_same(calc: Calc, workbook: Path) -> None:
    """Opened again, with every formula worked out anew, the totals are those of the app; and the whole file is well."""
    assert verify(workbook) == ''
    calc.open(workbook)
    calc.recalculate()
    shown = {str(row[7]): row[1] for row in calc.table('Summary') if row[7]}
    calc.close()
    with the_book(workbook) as book:
        figures = figures_of(book)
    assert {
        line.key: round(float(shown[line.key]) * (1 if line.type == 'whole' else 100)) for line in views.figures()
    } == (figures)


def typed_entries(book: Book) -> Sequence[Entry]:
    """The entries that were typed in the sheet, in its order."""
    frame = book.frame()
    return entries.records_of(frame[(frame['recorded_by'] == TYPED).to_numpy()])


def last_entries(book: Book, count: int) -> Sequence[Entry]:
    """The entries at the end."""
    return entries.records_of(book.frame().iloc[-count:])


@contextmanager
def the_book(workbook: Path) -> Iterator[Book]:
    """The book as it is now, as another process sees it."""
    book = open_book(workbook)
    try:
        yield book
    finally:
        book.close()


def deposit_of(member: str, on: str, amount: str) -> dict[str, str]:
    """A row that a treasurer types, by its headings."""
    return {'Date': on, 'Member': member, 'Kind': 'contribution', 'Amount': amount}


def record_the_deposits(page: Page, server: Server) -> int:
    """The president records what is filled in for the month; tells how many deposits that is."""
    visit(page, server.address, '/deposits')
    page.get_by_role('button', name='Record all').click()
    expect(page.locator('.recorded')).to_contain_text('members')
    return page.locator('.recorded li').count()


def says(page: Page, words: str) -> float:
    """How long it takes until the open page says something above everything else."""
    began = time.monotonic()
    there = 'words => document.getElementById("banners").innerText.includes(words)'
    page.wait_for_function(there, arg=words, timeout=10_000)
    return time.monotonic() - began


def says_nothing(page: Page) -> float:
    """How long it takes until the open page tells of no problem any more."""
    began = time.monotonic()
    page.wait_for_function('!document.querySelector("#banners .bad")', timeout=10_000)
    return time.monotonic() - began


def line(page: Page, words: str) -> Locator:
    """The line of the page Problems that says this."""
    return page.locator('main a.row', has_text=words)


def open_line(page: Page, words: str) -> None:
    """Open what a line tells of."""
    line(page, words).click()
    page.wait_for_url('**/problems/**')
    page.wait_for_selector('body.ready')
    page.wait_for_function('window.socket && window.socket.connected')


def press(page: Page, button: str) -> None:
    """Press a button of the page."""
    page.get_by_role('button', name=button).click()


def decide(page: Page, button: str, reason: str = '') -> None:
    """Decide what happens to a row, with the reason that is asked for, and go back to what is left."""
    if reason:
        page.get_by_label('Reason').fill(reason)
    press(page, button)
    page.wait_for_url('**/problems')
    page.wait_for_selector('body.ready')


def nothing_waits(page: Page, workbook: Path) -> None:
    """Until every row is in the workbook, and the open page says so."""
    end = time.monotonic() + 20
    with the_book(workbook) as book:
        while book.pending_count() and time.monotonic() < end:
            time.sleep(0.1)
        assert book.pending_count() == 0
    gone = '!/yet in the workbook/.test(document.getElementById("banners").innerText)'
    page.wait_for_function(gone, timeout=10_000)


def the_book_has(workbook: Path, amount: int) -> None:
    """Until the server has taken over a row with this amount, in paise."""
    end = time.monotonic() + 10
    with the_book(workbook) as book:
        while not (there := bool((book.frame()['amount'] == amount).any())) and time.monotonic() < end:
            time.sleep(0.1)
            book.refresh()
    assert there


def ids_in(workbook: Path) -> list[str]:
    """The ids of the entries that stand in the file, in order."""
    table = reading.read_tables(workbook.read_bytes(), workbook.name, ['Entries'])['Entries']
    keys = [reading.key_of(table, row) for _number, row in reading.filled_rows(table)]
    return [key for key in keys if key]


def verify(workbook: Path) -> str:
    """What the command line says of the file."""
    command = [sys.executable, 'main.py', 'verify', str(workbook)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert answer.returncode == (1 if answer.stdout else 0), answer.stderr
    return answer.stdout
