"""What others do to the file on the disk shows on an open page within two seconds, and rows go on being recorded."""

import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sheets import reading, xlsx
from tests.served import Server, enter, serving_bahi, visit

pytestmark = pytest.mark.needs('chromium')
NOTICED_SECONDS = 2.0
WORKBOOK = 'sample_workbook.xlsx'


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving_bahi(tmp_path, '--demo') as running:
        yield running


@pytest.fixture
def page(server: Server, browser: Browser) -> Page:
    """The dashboard, open all the time."""
    return enter(browser, server.address, '/')


def says(page: Page, words: str) -> float:
    """How long it takes until the page says something."""
    began = time.monotonic()
    there = 'words => document.getElementById("banners").innerText.includes(words)'
    page.wait_for_function(there, arg=words, timeout=10_000)
    return time.monotonic() - began


def quiet(page: Page) -> None:
    """Until nothing of the workbook is said any more."""
    page.wait_for_function('!document.querySelector("#banners .bad")', timeout=10_000)


def rename(file: Path) -> None:
    file.rename(file.with_name('renamed'))


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def empty(file: Path) -> None:
    file.write_bytes(b'')


def become_a_folder(file: Path) -> None:
    """As near as this machine comes to a share that answers with an error."""
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize('happens', [rename, Path.unlink, truncate, empty, become_a_folder])
def test_a_workbook_that_goes_is_told_at_once_and_rows_are_recorded_meanwhile(
    server: Server, page: Page, happens: Callable[[Path], None]
) -> None:
    file = server.folder / WORKBOOK
    whole = file.read_bytes()
    happens(file)
    assert says(page, 'The workbook cannot be seen') < NOTICED_SECONDS
    visit(page, server.address, '/deposits')
    page.get_by_role('button', name='Record all').click()
    expect(page.locator('.recorded')).to_contain_text('members')
    expect(page.locator('#banners')).to_contain_text('rows are not yet in the workbook')
    if file.is_dir():
        file.rmdir()
    file.write_bytes(whole)
    quiet(page)
    page.wait_for_function('!document.querySelector("#banners .banner:not(.demo)")', timeout=20_000)
    assert len(entries(file)) > len(entries_in(whole))


def test_what_the_treasurer_types_shows_on_an_open_page_at_once(server: Server, page: Page) -> None:
    """A sealed amount is typed over in a spreadsheet program."""
    xlsx.amend_cells(server.folder / WORKBOOK, 'Entries', {'F5': Decimal(7)})
    assert says(page, '1 problem in the workbook') < NOTICED_SECONDS


def test_an_old_copy_that_was_put_back_gets_the_rows_since_and_is_told(server: Server, page: Page) -> None:
    file = server.folder / WORKBOOK
    old = file.read_bytes()
    visit(page, server.address, '/deposits')
    page.get_by_role('button', name='Record all').click()
    expect(page.locator('.recorded')).to_contain_text('members')
    page.wait_for_function('!document.querySelector("#banners .banner:not(.demo)")', timeout=20_000)
    now = entries(file)
    file.write_bytes(old)
    assert says(page, 'problems in the workbook') < NOTICED_SECONDS
    until = time.monotonic() + 10
    while sorted(entries(file)) != sorted(now) and time.monotonic() < until:
        time.sleep(0.1)
    assert sorted(entries(file)) == sorted(now)


def test_a_second_server_says_who_has_the_workbook_and_only_reads(server: Server, browser: Browser) -> None:
    with serving_bahi(server.folder, '--demo') as second:
        page = enter(browser, second.address, '/deposits')
        expect(page.locator('#banners')).to_contain_text('Another Bahi serves this workbook')
        page.get_by_role('button', name='Record all').click()
        expect(page.get_by_role('alert').last).to_contain_text('can only be read')
    assert (server.folder / WORKBOOK).exists()


def entries(file: Path) -> list[str]:
    """The ids of the entries in a workbook."""
    return entries_in(file.read_bytes())


def entries_in(data: bytes) -> list[str]:
    table = reading.read_tables(data, WORKBOOK, ['Entries'])['Entries']
    return [str(row[table.places['id']]) for _number, row in reading.filled_rows(table)]
