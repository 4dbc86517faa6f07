"""Settings and problems in a real browser: bylaws are amended with a reason, officers let in, mistakes have a cell."""

import re
from collections.abc import Iterator

import openpyxl
import pytest
from playwright.sync_api import Browser, expect

from tests.groups import TODAY, Group
from tests.served import Server, enter, serving, visit

pytestmark = pytest.mark.needs('chromium')


@pytest.fixture(scope='module')
def group(tmp_path_factory: pytest.TempPathFactory) -> Group:
    """A group whose treasurer typed a member's monthly deposit in words."""
    group = Group(tmp_path_factory.mktemp('settings'))
    workbook = openpyxl.load_workbook(group.path)
    headers = [cell.value for cell in workbook['Members'][1]]
    values = {'Number': 'M2025-001', 'Name': 'Asha', 'Regular deposit': 'two hundred', 'Status': 'active',
              'Joined': '2025-01-01', 'Member ID': 'm1'}  # fmt: skip
    workbook['Members'].append([values.get(str(header), '') for header in headers])
    workbook.save(group.path)
    group.join('Brinda')
    return group


@pytest.fixture(scope='module')
def server(group: Group) -> Iterator[Server]:
    with serving(
        group.path.parent, str(TODAY), 'settings', 'closing', 'modules', 'problems', program='tests.real_pages'
    ) as running:
        yield running


def test_a_bylaw_is_amended_with_a_reason_from_a_day_on_and_once(
    browser: Browser, server: Server, group: Group
) -> None:
    page = enter(browser, server.address, '/settings')
    page.get_by_role('link', name='Interest on loans, percent a month').click()
    page.wait_for_url('**/settings/loan_rate_percent')
    page.wait_for_function('window.socket && window.socket.connected')
    page.get_by_label('New value').fill('1.75')
    page.get_by_role('button', name='Amend').click()
    expect(page.get_by_role('alert').first).to_contain_text('The reason is missing.')
    expect(page.get_by_label('New value')).to_have_value('1.75')
    page.get_by_label('Reason').fill('decided on 5 December')
    page.get_by_label('Counts from').fill('2025-12-05')
    page.get_by_role('button', name='Amend').click()
    sheet = page.get_by_role('dialog')
    expect(sheet).to_contain_text('Until now2 %New value1.75 %Counts from5 December 2025')
    sheet.get_by_role('button', name='Yes, record it').dblclick()
    expect(page.locator('#toast')).to_have_text('Interest on loans, percent a month is now 1.75 %.')
    expect(page.locator('.card', has_text='What it was before')).to_contain_text('2 % → 1.75 %')
    group.book.refresh()
    amended = [change for change in group.book.changes if change.field == 'loan_rate_percent']
    assert [(str(c.on), c.old, c.new, c.reason, c.recorded_by) for c in amended] == [
        ('2025-12-05', '2', '1.75', 'decided on 5 December', 'President')
    ]


def test_a_value_that_cannot_be_is_refused_and_a_fixed_bylaw_has_no_form(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, '/settings/due_day')
    page.get_by_label('New value').fill('32')
    page.get_by_label('Reason').fill('a long month')
    page.get_by_role('button', name='Amend').click()
    expect(page.get_by_role('alert').first).to_contain_text('cannot be the value of this bylaw')
    expect(page.get_by_label('Reason')).to_have_value('a long month')
    visit(page, server.address, '/settings/currency')
    expect(page.locator('main')).to_contain_text('This bylaw never changes.')
    expect(page.get_by_role('button', name='Amend')).to_have_count(0)
    visit(page, server.address, '/settings/none')
    expect(page.locator('main')).to_contain_text('There is no bylaw none.')


def test_months_are_closed_on_their_own_page_where_the_month_is_chosen(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, '/settings/closed_until')
    expect(page.get_by_label('New value')).to_have_count(0)
    page.locator('main').get_by_role('link', name='Closed months').click()
    page.wait_for_url('**/closing')
    expect(page.get_by_label('Month').first).to_have_attribute('type', 'month')


def test_a_treasurer_sees_the_bylaws_and_amends_none(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, '/settings', role='treasurer')
    expect(page.locator('main')).to_contain_text('₹200.00')
    expect(page.locator('main')).not_to_contain_text('Who may enter')
    visit(page, server.address, '/settings/monthly_due')
    expect(page.locator('main')).to_contain_text('Only the president amends the bylaws.')


def test_the_modules_have_a_page_of_their_own_with_what_those_that_are_on_ask(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, '/settings')
    way = page.locator('a.row', has_text='What the book is used for')
    expect(way).to_contain_text('Fines')
    way.click()
    page.wait_for_url('**/modules')
    expect(page.locator('a.row', has_text='Fines are charged')).to_contain_text('Yes')
    expect(page.locator('a.row', has_text='Members buy shares')).to_contain_text('No')
    asked = page.locator('.card', has_text='What the modules ask').locator('a.row')
    expect(asked).to_have_text([re.compile('^Fine for absence'), re.compile('^Fine for coming late')])
    asked.first.click()
    page.wait_for_url('**/settings/fine_for_absence')
    expect(page.locator('a.back')).to_have_attribute('href', '/modules')


def test_a_new_officer_may_enter_and_a_new_password_shuts_the_old_one_out(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, '/settings')
    page.get_by_role('button', name='Add an officer').click()
    sheet = page.locator('dialog[open]')
    sheet.get_by_label('Name', exact=True).fill('Mangal Shinde')
    sheet.get_by_label('User name').fill('mangal')
    sheet.get_by_label('Password').fill('short')
    sheet.get_by_role('button', name='Add').click()
    expect(sheet.get_by_role('alert')).to_contain_text('a short sentence is best')
    expect(sheet.get_by_label('Name', exact=True)).to_have_value('Mangal Shinde')
    sheet.get_by_label('Password').fill('rain in june')
    sheet.get_by_role('button', name='Add').click()
    expect(page.locator('#toast')).to_have_text('Mangal Shinde may enter now.')
    assert may_enter(server, 'rain in june')

    page.wait_for_function('window.socket && window.socket.connected')
    page.locator('.row', has_text='Mangal Shinde').get_by_role('button', name='New password').click()
    page.locator('dialog[open]').get_by_label('Password').fill('sun in october')
    page.locator('dialog[open]').get_by_role('button', name='Set the password').click()
    expect(page.locator('#toast')).to_have_text('Mangal Shinde has a new password.')
    assert [may_enter(server, 'sun in october'), may_enter(server, 'rain in june')] == [True, False]

    visit(page, server.address, '/settings')
    page.locator('.row', has_text='Mangal Shinde').get_by_role('button', name='Shut out').click()
    page.locator('dialog[open]').get_by_role('button', name='Shut out').click()
    expect(page.locator('#toast')).to_have_text('Mangal Shinde can no longer enter.')
    assert not may_enter(server, 'sun in october')


def may_enter(server: Server, password: str) -> bool:
    """Whether the new officer gets in."""
    with server.browse() as visitor:
        answer = visitor.post('/sign-in', data={'known_as': 'mangal', 'password': password})
        return answer.status_code == 303


def test_a_mistake_in_the_workbook_has_its_cell_and_its_remedy_and_rows_say_why_they_wait(
    browser: Browser, server: Server, group: Group
) -> None:
    group.join('Chhaya')
    page = enter(browser, server.address, '/problems')
    problem = page.locator('.card', has_text='Register cells').locator('.row')
    expect(problem).to_contain_text('→ two hundred')
    expect(problem).to_contain_text('Members, cell D3')
    waiting = page.locator('.card', has_text='Waiting for the workbook')
    expect(waiting).to_contain_text('The workbook is open in another program. Close it there.')
    page.get_by_role('button', name='Check the workbook').click()
    expect(page.locator('.check-answer .row').first).to_contain_text('Members, cell')
    expect(page.get_by_role('button', name='Check the workbook')).to_be_enabled()


def test_nothing_sticks_out_at_either_size(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, '/settings')
    for path in ('/settings', '/modules', '/settings/rounding_mode', '/problems'):
        visit(page, server.address, path)
        for width in (360, 1280):
            page.set_viewport_size({'width': width, 'height': 740})
            assert page.evaluate('document.documentElement.scrollWidth <= innerWidth'), (path, width)
