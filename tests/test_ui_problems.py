"""What people did to the workbook by hand, on the page Problems in a real browser: each thing is decided there."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from reports.views import view_changes
from sheets.sessions import open_session
from sheets.sign_in_tables import open_sign_ins
from sheets.sign_ins import add_demo_officer
from sheets.writer import Writer
from tests.groups import TODAY, Group
from tests.hand import change, remove, type_rows
from tests.served import Server, enter, serving, visit
from ui.plain import SESSION

pytestmark = pytest.mark.needs('chromium')


def flush(group: Group) -> None:
    assert Writer(group.book, view_changes).flush(TODAY).waiting is None


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """Two members, deposits, and the bylaw that wants typed rows looked at first; all of it in the workbook."""
    group = Group(tmp_path, typed_rows='look first')
    group.join('Asha Patil')
    group.join('Usha Patil')
    group.do('contribution', '200', '2025-01-05', member='M2025-001', entry_id='e-asha')
    group.do('contribution', '300', '2025-01-05', member='M2025-002', entry_id='e-usha')
    flush(group)
    return group


@pytest.fixture
def server(group: Group) -> Iterator[Server]:
    with serving(group.path.parent, str(TODAY), 'problems', 'history', program='tests.real_pages') as running:
        yield running


def enter_as_secretary(browser: Browser, server: Server, group: Group) -> Page:
    """The page of somebody who may look, and neither record nor correct."""
    store = open_sign_ins(group.path)
    now = datetime.now(UTC)
    token = open_session(store, add_demo_officer(store, 'Lata', 'secretary', 'en', now), now)
    store.dispose()
    context = browser.new_context(viewport={'width': 360, 'height': 740}, locale='en-IN')
    context.add_cookies([{'name': SESSION, 'value': token, 'url': server.address}])
    return visit(context.new_page(), server.address, '/problems')


def entries(group: Group) -> list[tuple[str, ...]]:
    """The entries after the two deposits."""
    group.book.refresh()
    return group.rows('member_number', 'kind', 'amount')[2:]


def open_line(page: Page, words: str) -> None:
    """Open what a line of the page tells of, and wait until the page is ready."""
    page.locator('main a.row', has_text=words).click()
    page.wait_for_url('**/problems/**')
    page.wait_for_selector('body.ready')
    page.wait_for_function('window.socket && window.socket.connected')


def test_typed_rows_are_looked_at_taken_over_and_rejected(browser: Browser, server: Server, group: Group) -> None:
    type_rows(
        group.path, 'Entries',
        {'Date': date(2025, 3, 5), 'Member': 'M2025-001', 'Kind': 'contribution', 'Amount': 210},
        {'Date': '6/3/2025', 'Name': 'usha patil', 'Kind': 'deposit', 'Amount': '1,220'},
        {'Date': '7/3/2025', 'Member': 'Patil', 'Kind': 'deposit', 'Amount': 230},
        {'Date': '31/2/2025', 'Member': 'M2025-001', 'Kind': 'deposit', 'Amount': 240},
    )  # fmt: skip
    page = enter(browser, server.address, '/problems')
    typed = page.locator('section.card', has=page.get_by_role('heading', name='Typed rows'))
    expect(typed.locator('a.row')).to_have_count(4)
    expect(typed.locator('.chip', has_text='Good')).to_have_count(2)
    expect(typed.locator('a.row', has_text='31/2/2025')).to_contain_text("'31/2/2025' is not a date.")
    assert entries(group) == []
    typed.get_by_role('button', name='Take over all 2 good rows').click()
    expect(page.locator('#toast')).to_contain_text('2 rows were taken over.')
    assert entries(group) == [('M2025-001', 'contribution', '21000'), ('M2025-002', 'contribution', '122000')]

    page = visit(page, server.address, '/problems')
    open_line(page, '7/3/2025')
    expect(page.locator('main')).to_contain_text("'Patil' may mean: Asha Patil (M2025-001), Usha Patil (M2025-002).")
    page.get_by_label('Member').select_option('M2025-002')
    page.get_by_role('button', name='Take it over').click()
    sheet = page.get_by_role('dialog')
    expect(sheet).to_contain_text('Usha Patil (M2025-002)')
    sheet.get_by_role('button', name='Yes, record it').dblclick()
    page.wait_for_url('**/problems')
    assert entries(group)[2:] == [('M2025-002', 'contribution', '23000')]

    page = visit(page, server.address, '/problems')
    open_line(page, '31/2/2025')
    expect(page.get_by_role('button', name='Take it over')).to_have_count(0)
    page.get_by_role('button', name='Reject').click()
    expect(page.get_by_role('alert').first).to_contain_text('The reason is missing.')
    page.get_by_label('Reason').fill('only a note')
    page.get_by_role('button', name='Reject').click()
    page.wait_for_url('**/problems')
    page = visit(page, server.address, '/problems')
    expect(page.locator('main a.row', has_text='31/2/2025')).to_contain_text('Rejected')
    open_line(page, '31/2/2025')
    expect(page.locator('main')).to_contain_text('only a note')


def test_a_sealed_row_that_was_changed_is_restored(browser: Browser, server: Server, group: Group) -> None:
    address = change(group.path, 'Entries', 'e-asha', Amount=2000)
    page = enter(browser, server.address, '/problems')
    line = page.locator('main a.row', has_text=f'cell {address}')
    expect(line).to_contain_text('200.00 → 2000.00')
    open_line(page, f'cell {address}')
    page.get_by_role('button', name='Restore').click()
    expect(page.locator('#toast')).to_contain_text('Restored.')
    group.book.refresh()
    flush(group)
    group.book.reopen()
    assert group.book.differences == []
    assert group.rows('id', 'amount') == [('e-asha', '20000'), ('e-usha', '30000')]


def test_a_sealed_row_that_was_changed_is_accepted_as_a_correction_with_a_reason(
    browser: Browser, server: Server, group: Group
) -> None:
    address = change(group.path, 'Entries', 'e-asha', Amount=250)
    page = enter(browser, server.address, '/problems')
    open_line(page, f'cell {address}')
    page.get_by_role('button', name='Accept as a correction').click()
    expect(page.locator('main')).to_contain_text('The reason is missing.')
    page.get_by_label('Reason').fill('typed wrong')
    page.get_by_role('button', name='Accept as a correction').click()
    sheet = page.get_by_role('dialog')
    expect(sheet).to_contain_text('₹250.00')
    expect(sheet).to_contain_text('−₹200.00')
    assert entries(group) == []
    sheet.get_by_role('button', name='Yes, record it').click()
    page.wait_for_url('**/problems')
    assert entries(group) == [('M2025-001', 'contribution', '25000'), ('M2025-001', 'contribution', '-20000')]


def test_a_deleted_row_is_put_back_and_a_person_decides(browser: Browser, server: Server, group: Group) -> None:
    remove(group.path, 'Entries', 'e-asha')
    remove(group.path, 'Entries', 'e-usha')
    page = enter(browser, server.address, '/problems')
    open_line(page, 'Asha Patil')
    page.get_by_role('button', name='Leave it as it is').click()
    page.wait_for_url('**/problems')
    page = visit(page, server.address, '/problems')
    open_line(page, 'Usha Patil')
    page.get_by_label('Reason').fill('never paid')
    page.get_by_role('button', name='Take it back').click()
    page.get_by_role('dialog').get_by_role('button', name='Yes, record it').click()
    page.wait_for_url('**/problems')
    assert entries(group) == [('M2025-002', 'contribution', '-30000')]
    page = visit(page, server.address, '/problems')
    expect(page.get_by_role('heading', name='Removed rows')).to_have_count(0)


def test_a_register_cell_that_is_not_valid_is_named_and_put_back(
    browser: Browser, server: Server, group: Group
) -> None:
    address = change(group.path, 'Members', 'm1', Mobile='12')
    page = enter(browser, server.address, '/problems')
    expect(page.locator('main a.row', has_text=f'cell {address}')).to_contain_text('→ 12')
    open_line(page, f'cell {address}')
    expect(page.locator('main')).to_contain_text("'12' is not a mobile number")
    page.get_by_role('button', name='Put the old value back').click()
    expect(page.locator('#toast')).to_contain_text('The old value is written into the sheet again.')
    group.book.refresh()
    flush(group)
    group.book.reopen()
    assert (group.book.differences, group.book.members['m1'].mobile) == ([], '9822000001')


def test_the_secretary_sees_it_all_and_decides_nothing(browser: Browser, server: Server, group: Group) -> None:
    address = change(group.path, 'Entries', 'e-asha', Amount=2000)
    type_rows(
        group.path, 'Entries', {'Date': '5/3/2025', 'Member': 'Asha Patil', 'Kind': 'deposit', 'Amount': 210}
    )  # fmt: skip
    page = enter_as_secretary(browser, server, group)
    expect(page.get_by_role('button', name='Take over')).to_have_count(0)
    open_line(page, f'cell {address}')
    expect(page.locator('main')).to_contain_text('Somebody who may correct decides what happens here.')
    expect(page.locator('main form')).to_have_count(0)
    page = visit(page, server.address, '/problems')
    open_line(page, '5/3/2025')
    expect(page.locator('main form')).to_have_count(0)


def test_everything_is_named_and_fits_a_phone(browser: Browser, server: Server, group: Group) -> None:
    change(group.path, 'Entries', 'e-asha', Note='<img src=x onerror=alert(1)>' + 'x' * 400)
    remove(group.path, 'Entries', 'e-usha')
    type_rows(group.path, 'Entries', {'Date': '5/3/25', 'Member': '<b>Asha</b>', 'Kind': 'deposit', 'Amount': 'y' * 90})
    page = enter(browser, server.address, '/problems')
    links = [link.get_attribute('href') for link in page.locator('main a.row').all()]
    assert len(links) == 3
    for path in ('/problems', *links, '/problems/typed?row=gone', '/problems/changed', '/problems/removed?notice=x'):
        visit(page, server.address, str(path))
        assert page.evaluate('document.documentElement.scrollWidth <= innerWidth'), path
        assert page.locator('main img').count() == 0


def test_after_a_crash_a_person_says_that_nobody_has_the_workbook_open(
    browser: Browser, server: Server, group: Group
) -> None:
    lock = group.path.with_name('.~lock.group.xlsx#')
    lock.write_bytes(b',Kavita,laptop,20.11.2026 05:23,file:///home;')
    group.do('contribution', '200', '2025-02-05', member='M2025-001', entry_id='e-waits')
    page = enter(browser, server.address, '/problems')
    page.get_by_role('button', name='Write now').click()
    expect(page.get_by_text('Everything that was recorded is in the workbook.')).to_be_visible()
    assert lock.exists(), 'it is not ours to remove'
