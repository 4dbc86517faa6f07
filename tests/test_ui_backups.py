"""Backups in a real browser: made, restored after the workbook was damaged, locked with passphrase and password."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from actions.keeping import Keeper
from sheets import backups, encryption, restoring
from tests.groups import TODAY, Group
from tests.served import Server, enter, serving, serving_bahi, visit

pytestmark = pytest.mark.needs('chromium')


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """A group with one deposit in its workbook."""
    group = Group(tmp_path)
    group.do('contribution', '200', '2025-01-05', member=group.join('Asha'))
    keeper = Keeper(group.path, lambda: TODAY)
    assert keeper.settle(30)
    keeper.close()
    group.book.close()
    return group


@pytest.fixture
def server(group: Group) -> Iterator[Server]:
    with serving(group.path.parent, str(TODAY), 'backups', program='tests.real_pages') as running:
        yield running


def connected(page: Page, path: str) -> None:
    page.wait_for_url(f'**{path}')
    page.wait_for_function('window.socket && window.socket.connected')


def press(page: Page, name: str) -> None:
    page.get_by_role('button', name=name, exact=True).click()


def test_a_backup_is_made_and_a_damaged_workbook_is_restored_from_it(
    browser: Browser, server: Server, group: Group
) -> None:
    page = enter(browser, server.address, '/backups')
    expect(page.locator('main')).to_contain_text('No backup has been made yet.')
    press(page, 'Make a backup')
    expect(page.locator('#toast')).to_contain_text('A backup was made: group 20')
    connected(page, '/backups')
    made = page.locator('a.row')
    expect(made).to_contain_text('Asked for')
    expect(made).to_contain_text('Good')

    group.path.write_bytes(b'damaged')
    visit(page, server.address, '/backups')
    expect(page.locator('#banners')).to_contain_text('The workbook cannot be seen')
    page.locator('a.row').click()
    connected(page, '/backups/*')
    expect(page.locator('main')).to_contain_text('kept beside it under a dated name')
    press(page, 'Restore this backup')
    expect(page.locator('#toast')).to_contain_text('All are as they were recorded.', timeout=20_000)
    assert restoring.look_through(group.path).otherwise == ()
    aside = list(group.path.parent.glob('group.xlsx.set-aside-*'))
    assert [path.read_bytes() for path in aside] == [b'damaged']
    connected(page, '/backups')
    expect(page.locator('#banners')).not_to_contain_text('The workbook cannot be seen')


def test_a_backup_that_rotted_is_told_and_has_no_button(browser: Browser, server: Server, group: Group) -> None:
    made = backups.make_backup(group.path, 'daily', datetime.now(UTC) - timedelta(days=1))
    made.path.write_bytes(made.path.read_bytes()[:-1])
    page = enter(browser, server.address, '/backups')
    expect(page.locator('main')).to_contain_text('There is none yet.')
    expect(page.locator('a.row')).to_contain_text('Unreadable')
    page.locator('a.row').click()
    expect(page.locator('main')).to_contain_text('so it cannot be restored')
    expect(page.get_by_role('button', name='Restore this backup')).to_have_count(0)
    visit(page, server.address, '/backups/none.xlsx')
    expect(page.locator('main')).to_contain_text('There is no backup none.xlsx.')


def test_with_a_passphrase_the_next_backup_is_encrypted(browser: Browser, server: Server, group: Group) -> None:
    page = enter(browser, server.address, '/backups')
    press(page, 'Set a passphrase')
    sheet = page.locator('dialog[open]')
    sheet.get_by_label('Passphrase').fill('rain in july')
    sheet.get_by_label('The same again').fill('rain in june')
    press(page, 'Set the passphrase')
    expect(sheet.get_by_role('alert')).to_contain_text('The two passwords differ.')
    sheet.get_by_label('The same again').fill('rain in july')
    press(page, 'Set the passphrase')
    expect(page.locator('#toast')).to_contain_text('New backups are encrypted from now on.')
    connected(page, '/backups')
    expect(page.locator('main')).to_contain_text('Keep the passphrase on paper')
    press(page, 'Make a backup')
    expect(page.locator('a.row')).to_contain_text('encrypted')
    assert [backup.encrypted for backup in backups.list_backups(group.path)] == [True]
    visit(page, server.address, '/backups')
    page.get_by_role('button', name='No longer encrypt').first.click()
    page.locator('dialog[open]').get_by_role('button', name='No longer encrypt').click()
    expect(page.locator('#toast')).to_contain_text('New backups are no longer encrypted.')


def test_the_workbook_is_locked_and_unlocked(browser: Browser, server: Server, group: Group) -> None:
    page = enter(browser, server.address, '/backups')
    press(page, 'Set a password')
    sheet = page.locator('dialog[open]')
    sheet.get_by_label('Password').fill('sun in may')
    sheet.get_by_label('The same again').fill('sun in may')
    press(page, 'Lock the workbook')
    expect(page.locator('#toast')).to_contain_text('The workbook is locked.')
    assert encryption.fits(group.path.read_bytes(), 'sun in may')
    connected(page, '/backups')
    expect(page.locator('main')).to_contain_text('asks for the password before it shows the workbook')
    page.get_by_role('button', name='Take the password off').first.click()
    page.locator('dialog[open]').get_by_role('button', name='Take the password off').click()
    expect(page.locator('#toast')).to_contain_text('The workbook opens without a password.')
    assert not encryption.is_locked(group.path.read_bytes())


def test_the_page_opens_when_nothing_is_known_but_the_backups(browser: Browser, group: Group) -> None:
    """The workbook is damaged and the journal is gone: every page says so, and this one restores."""
    backups.make_backup(group.path, 'daily', datetime.now(UTC))
    group.path.write_bytes(b'damaged')
    for path in (group.path.parent / '.bahi').glob('journal.db*'):
        path.unlink()
    with serving_bahi(group.path.parent, '--demo') as server:
        page = browser.new_context(viewport={'width': 360, 'height': 740}, locale='en-IN').new_page()
        page.goto(f'{server.address}/sign-in?next=/members')
        page.get_by_role('button', name='Enter as president').click()
        expect(page.locator('main')).to_contain_text('The book cannot be opened')
        page.get_by_role('link', name='To the backups').click()
        connected(page, '/backups')
        page.locator('a.row').click()
        connected(page, '/backups/*')
        press(page, 'Restore this backup')
        expect(page.locator('#toast')).to_contain_text('All are as they were recorded.', timeout=20_000)
        visit(page, server.address, '/members')
        expect(page.locator('main')).to_contain_text('Asha')


def test_without_a_backup_the_workbook_is_written_anew(browser: Browser, server: Server, group: Group) -> None:
    group.path.unlink()
    page = enter(browser, server.address, '/backups')
    expect(page.locator('#banners')).to_contain_text('The workbook cannot be seen')
    page.get_by_role('button', name='Write the workbook anew').click()
    page.locator('dialog[open]').get_by_role('button', name='Write the workbook anew').click()
    expect(page.locator('#toast')).to_contain_text('All are as they were recorded.', timeout=20_000)
    assert restoring.look_through(group.path).otherwise == ()


def test_only_the_president_sees_the_backups(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, '/backups', role='president')
    assert page.locator('nav a[href="/backups"]').count() > 0
    with server.browse() as visitor:
        visitor.post('/sign-in/demo', data={'role': 'treasurer'})
        assert visitor.get('/backups').status_code == 403
        assert visitor.get('/backups/x.xlsx').status_code == 403


def test_nothing_sticks_out_at_either_size(browser: Browser, server: Server, group: Group) -> None:
    for number, why in enumerate(('daily', 'upgrade', 'asked')):
        backups.make_backup(group.path, why, datetime.now(UTC) - timedelta(days=number))
    name = backups.list_backups(group.path)[0].name
    page = enter(browser, server.address, '/backups')
    for path in ('/backups', f'/backups/{name}'):
        visit(page, server.address, path)
        for width, height in ((360, 740), (1280, 800)):
            page.set_viewport_size({'width': width, 'height': height})
            assert page.evaluate('document.documentElement.scrollWidth <= innerWidth'), (path, width)
            if folder := os.environ.get('BAHI_SHOTS'):
                page.screenshot(path=f'{folder}/backups{"-one" if name in path else ""}-{width}.png', full_page=True)
