"""The page Google Sheets in a real browser: the key, the link, the move there and back; the book that lives there."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sheets.journal import SYNCED
from sheets.vault import GOOGLE, Vault
from tests.google_accounts import ID, LINK, a_group, ids, settled, shared, there
from tests.google_accounts import reaching as reaching_google
from tests.google_grid import texts, write_values
from tests.google_stand_in import Fault, StandIn
from tests.groups import TODAY, Group
from tests.served import Server, enter, serving, visit

pytestmark = pytest.mark.needs('chromium')


@pytest.fixture
def google() -> Iterator[StandIn]:
    with StandIn() as google, reaching_google(google.base, look_seconds=0):
        google.limit = 10_000
        yield google


@pytest.fixture
def group(tmp_path: Path) -> Group:
    group = a_group(tmp_path)
    settled(group)
    group.book.close()
    return group


@pytest.fixture
def server(google: StandIn, group: Group) -> Iterator[Server]:
    with serving(group.path.parent, google.base, str(TODAY), program='tests.google_pages') as running:
        yield running


@pytest.fixture
def moved(google: StandIn, group: Group) -> Iterator[Group]:
    """The group whose book is in the spreadsheet."""
    group = Group.at(group.path)
    shared(google, group.path.parent)
    there(group)
    yield group
    group.book.close()


@pytest.fixture
def online(google: StandIn, moved: Group) -> Iterator[Server]:
    """A server on the book in the spreadsheet."""
    with serving(moved.path.parent, google.base, str(TODAY), program='tests.google_pages') as running:
        yield running


def ready(page: Page, path: str = '/google') -> None:
    page.wait_for_url(f'**{path}')
    page.wait_for_function('window.socket && window.socket.connected')


def press(page: Page, name: str) -> None:
    page.get_by_role('button', name=name, exact=True).click()


def put_in(page: Page, text: str) -> None:
    press(page, 'Put the key in')
    page.get_by_label('The text of the key').fill(text)
    press(page, 'Keep this key')


def test_the_book_moves_into_a_spreadsheet_and_back(
    browser: Browser, server: Server, google: StandIn, group: Group
) -> None:
    page = enter(browser, server.address, '/settings')
    page.get_by_role('link', name='Google Sheets').last.click()
    ready(page)
    put_in(page, 'my key')
    expect(page.locator('dialog[open]').get_by_role('alert')).to_contain_text(
        'This is not the key of a service account.'
    )
    page.get_by_label('The text of the key').fill(json.dumps(google.account()))
    press(page, 'Keep this key')
    expect(page.locator('#toast')).to_contain_text(f'The key of {google.EMAIL} is kept.')
    ready(page)
    expect(page.locator('main')).to_contain_text('A key is kept, encrypted. It is never shown again.')
    assert 'PRIVATE KEY' not in page.content()
    assert Vault(group.path.parent).get(GOOGLE) == json.dumps(google.account())
    expect(page.locator('#address')).to_have_text(google.EMAIL)

    page.get_by_label('The link of the spreadsheet').first.fill(LINK)
    press(page, 'Test')
    expect(page.get_by_role('alert').first).to_contain_text('There is no spreadsheet under this link')
    google.spreadsheet(ID, 'Sunrise')
    press(page, 'Test')
    expect(page.locator('#toast')).to_contain_text('"Sunrise" is empty: the book can move in.')
    ready(page, '/google?link=*')
    press(page, 'Move into the spreadsheet')
    expect(page.locator('dialog[open]')).to_contain_text('kept beside it under a dated name')
    press(page, 'Move now')
    expect(page.locator('.notice.good').first).to_contain_text('The book is in Sunrise:', timeout=20_000)
    assert ids(google) == ['d1', 'd2']
    assert not group.path.exists()

    ready(page)
    expect(page.get_by_role('link', name='Open the spreadsheet')).to_have_attribute('href', LINK.partition('#')[0])
    press(page, 'Move back')
    expect(page.locator('dialog[open]')).to_contain_text('They become the file group.xlsx again')
    press(page, 'Move back now')
    expect(page.locator('.notice.good').first).to_contain_text('The book is in group.xlsx:', timeout=20_000)
    assert group.path.exists()
    ready(page)
    press(page, 'Forget the key')
    page.locator('dialog[open]').get_by_role('button', name='Forget the key').click()
    expect(page.locator('#toast')).to_contain_text('The key is forgotten.')
    assert not Vault(group.path.parent).has(GOOGLE)


def test_a_move_that_is_refused_says_why_on_the_page(
    browser: Browser, google: StandIn, moved: Group, online: Server
) -> None:
    page = enter(browser, online.address, '/google')
    del google.sheets[ID]
    press(page, 'Move back')
    press(page, 'Move back now')
    expect(page.locator('.notice.bad').first).to_contain_text(
        'The book was not moved. It is where it was.', timeout=20_000
    )
    expect(page.locator('.notice.bad').first).to_contain_text('There is no spreadsheet under this link')
    expect(page.locator('#banners')).to_contain_text('There is no spreadsheet under this link', timeout=15_000)
    visit(page, online.address, '/google')
    page.get_by_role('button', name='Go on without it').first.click()
    press(page, 'Write a new file')
    expect(page.locator('#toast')).to_contain_text('rows are in the new file', timeout=20_000)
    visit(page, online.address, '/history')
    expect(page.locator('main')).to_contain_text('2 receipts')


def test_a_key_is_not_kept_among_the_drafts(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, '/google')
    press(page, 'Put the key in')
    page.get_by_label('The text of the key').fill('very secret')
    assert 'very secret' not in page.evaluate('JSON.stringify(sessionStorage)')


def test_only_the_president_sees_the_page(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, '/settings', role='treasurer')
    assert page.locator('a[href="/google"]').count() == 0
    with server.browse() as visitor:
        visitor.post('/sign-in/demo', data={'role': 'treasurer'})
        assert visitor.get('/google').status_code == 403


def test_what_is_recorded_in_the_browser_arrives_in_the_spreadsheet(
    browser: Browser, google: StandIn, moved: Group, online: Server
) -> None:
    page = enter(browser, online.address, '/money')
    record_income(page, '75')
    expect(page.locator('#toast')).to_contain_text('75.00')
    until = time.monotonic() + 15
    while len(ids(google)) < 3 and time.monotonic() < until:
        page.wait_for_timeout(100)
    last = texts(google.sheets[ID].named('Entries'))[-1]
    assert (last[4], last[5]) == ('income', 75)
    expect(page.locator('#banners')).not_to_contain_text('not yet')


def test_after_a_day_without_internet_all_rows_go_in_together(
    browser: Browser, google: StandIn, moved: Group, online: Server
) -> None:
    page = enter(browser, online.address, '/money')
    google.faults = cut_off = iter([Fault('drop before')] * 100_000)
    expect(page.locator('#banners')).to_contain_text('Google cannot be reached.', timeout=15_000)
    record_income(page, '75')
    expect(page.locator('#toast')).to_contain_text('75.00')
    for number in range(299):
        moved.do('contribution', '1', f'2025-03-{number % 28 + 1:02d}', member='M2025-001', entry_id=f'o{number}')
    expect(page.locator('#banners')).to_contain_text('300 rows are not yet in the workbook.')
    visit(page, online.address, '/history')
    expect(page.locator('.chip', has_text='Not yet in the workbook')).to_have_count(25)
    visit(page, online.address, '/sync')
    expect(page.locator('main')).to_contain_text('Not yet there (pending)')
    expect(page.locator('main')).to_contain_text('Google cannot be reached.')
    assert len(ids(google)) == 2

    next(cut_off)
    google.log.clear()
    google.faults = iter(())
    expect(page.locator('#banners')).to_contain_text('300 rows that had waited went in.', timeout=20_000)
    expect(page.locator('#banners')).not_to_contain_text('not yet in the workbook')
    assert sum(method == 'POST' for method, _ in google.log) == 1
    arrived = ids(google)
    assert arrived[3:] == [f'o{number}' for number in range(299)]
    assert len(set(arrived)) == 302
    statuses = {each.status for each in moved.book.journal.since(0)}
    assert statuses == {SYNCED}
    visit(page, online.address, '/history')
    expect(page.locator('.chip', has_text='Not yet in the workbook')).to_have_count(0)


def record_income(page: Page, amount: str) -> None:
    page.locator('[data-opens="record-income"]').click()
    sheet = page.locator('dialog[open]')
    sheet.get_by_label('Amount').fill(amount)
    sheet.get_by_label('What for').fill('Sale of tea')
    sheet.get_by_role('button', name='Record').click()


def test_what_people_do_in_the_spreadsheet_is_noticed_and_a_typed_row_is_taken_over_in_its_place(
    browser: Browser, google: StandIn, moved: Group, online: Server
) -> None:
    page = enter(browser, online.address, '/history')
    expect(page.locator('main')).to_contain_text('2 receipts')
    typed = ['2025-03-05', '', 'M2025-001', None, 'contribution', 200, '2025-03-01', None, 'cash']
    write_values(google.sheets[ID].named('Entries'), 4, 0, [typed], 'USER_ENTERED')
    write_values(google.sheets[ID].named('Entries'), 1, 5, [[900]], 'RAW')
    expect(page.locator('#banners')).to_contain_text('1 problem in the workbook', timeout=15_000)
    visit(page, online.address, '/history')
    expect(page.locator('main')).to_contain_text('3 receipts')
    entries = texts(google.sheets[ID].named('Entries'))
    assert len([row for row in entries if any(row)]) == 4
    adopted = entries[4]
    assert adopted[:2] == [45721, 'R00003']
    visit(page, online.address, '/problems')
    expect(page.locator('main')).to_contain_text('Changed after sealing')
    expect(page.locator('main')).to_contain_text('F2')


def test_nothing_sticks_out_at_either_size(browser: Browser, google: StandIn, group: Group, server: Server) -> None:
    page = enter(browser, server.address, '/google')
    _look_at(page, server, 'without')
    shared(google, group.path.parent)
    _look_at(page, server, 'with-key')
    visit(page, server.address, f'/google?link={LINK.partition("#")[0]}')
    press(page, 'Move into the spreadsheet')
    _fits(page, 'asked')
    press(page, 'Move now')
    expect(page.locator('.notice.good').first).to_contain_text('The book is in Sunrise:', timeout=20_000)
    _look_at(page, server, 'moved')


def _look_at(page: Page, server: Server, name: str) -> None:
    visit(page, server.address, '/google')
    _fits(page, name)


def _fits(page: Page, name: str) -> None:
    for width, height in ((360, 740), (1280, 800)):
        page.set_viewport_size({'width': width, 'height': height})
        assert page.evaluate('document.documentElement.scrollWidth <= innerWidth'), (name, width)
        if folder := os.environ.get('BAHI_SHOTS'):
            page.screenshot(path=f'{folder}/google-{name}-{width}.png', full_page='asked' not in name)
