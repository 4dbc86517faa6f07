"""Members in a real browser: looked for, added, amended, let go and taken back, and given a PIN."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.groups import TODAY, Group
from tests.printed import by_pdfium
from tests.served import Server, enter, serving, visit

pytestmark = pytest.mark.needs('chromium')

SPOILING = '<script>document.title = "spoilt"</script>'


@pytest.fixture(scope='module')
def group(tmp_path_factory: pytest.TempPathFactory) -> Group:
    """Four members, of whom one left; Asha has a running loan and missed December."""
    group = Group(tmp_path_factory.mktemp('members'))
    for name in ('Asha', 'सुनीता पाटील', SPOILING, 'Dipali'):
        group.join(name, '2025-11-01')
    group.do('contribution', '200', '2025-11-05', member='M2025-001', for_='2025-11')
    group.do('opening', '9000', '2025-11-05')
    group.do('loan', '5000', '2025-11-10', member='M2025-001')
    group.leave('M2025-004', '2025-12-01', 'moved to Pune')
    return group


@pytest.fixture(scope='module')
def server(group: Group) -> Iterator[Server]:
    pages = 'members', 'loans', 'passbook', 'history'
    with serving(group.path.parent, str(TODAY), *pages, program='tests.real_pages') as running:
        yield running


def test_the_list_is_searched_letter_by_letter(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, '/members')
    found = page.locator('[data-find]:visible .row-title')
    expect(found).to_have_text(['Asha', 'सुनीता पाटील', SPOILING])
    page.get_by_role('searchbox').fill('सुनी')
    expect(found).to_have_text(['सुनीता पाटील'])
    page.get_by_role('searchbox').fill('m2025-004')
    expect(found).to_have_text(['Dipali'])
    page.get_by_role('searchbox').fill('nobody')
    expect(page.get_by_text('No member is called so.')).to_be_visible()
    assert page.title() != 'spoilt'
    assert page.evaluate('document.documentElement.scrollWidth <= innerWidth')


def test_a_member_is_added_once_and_a_wrong_number_keeps_what_was_typed(
    browser: Browser, server: Server, group: Group
) -> None:
    page = enter(browser, server.address, '/members')
    page.get_by_role('button', name='Add a member').click()
    sheet = page.get_by_role('dialog')
    sheet.get_by_label('Name').fill('=1+1 "Rekha"')
    sheet.get_by_label('Mobile number').fill('12345')
    sheet.get_by_role('button', name='Add the member').click()
    expect(sheet.get_by_role('alert')).to_contain_text("'12345' is not a mobile number")
    expect(sheet.get_by_label('Name')).to_have_value('=1+1 "Rekha"')
    sheet.get_by_label('Mobile number').fill('+91 98220 55555')
    sheet.get_by_label('Regular deposit').fill('300')
    sheet.get_by_role('button', name='Add the member').dblclick()
    page.wait_for_url('**/members/M2026-005')
    expect(page.locator('#toast')).to_contain_text('is a member now, with the number M2026-005.')
    group.book.refresh()
    added = [member for member in group.book.members.values() if member.mobile == '9822055555']
    assert [(member.name, member.monthly) for member in added] == [('=1+1 "Rekha"', 300_00)]


def test_the_page_of_a_member_is_her_passbook(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, '/members/M2025-001')
    expect(page.locator('.hero')).to_contain_text('AshaM2025-001 · joined 1 Nov 2025')
    assert page.locator('.tile-value').all_text_contents() == ['₹200.00', '₹0.00', '₹200.00', '₹5,200.00']
    assert page.locator('.dues li').all_text_contents() == [
        'February 2026₹200.00by 10 Feb 2026', 'March 2026₹200.00by 10 Mar 2026', 'April 2026₹200.00by 10 Apr 2026',
        'January 2026₹200.00by 10 Jan 2026', 'December 2025₹200.00missed', 'November 2025₹200.00paid',
    ]  # fmt: skip
    expect(page.get_by_role('link', name='L2025-001 · ₹5,000.00')).to_have_attribute('href', '/loans/L2025-001')
    expect(page.get_by_role('link', name='Take repayment')).to_have_attribute('href', '/loans/L2025-001/repay')
    statement = page.get_by_role('link', name='Save PDF').get_attribute('href') or ''
    lines = by_pdfium(page.request.get(server.address + statement).body())[0]
    assert any('Asha' in line for line in lines)
    expect(visit(page, server.address, '/members/none').locator('.empty')).to_contain_text('There is no member none.')


def test_a_member_is_amended_leaves_with_a_reason_and_returns(browser: Browser, server: Server, group: Group) -> None:
    page = enter(browser, server.address, '/members/M2025-002', width=1280)
    page.get_by_role('button', name='Edit').click()
    page.get_by_role('dialog').get_by_label('Regular deposit').fill('250.50')
    page.get_by_role('button', name='Save', exact=True).click()
    expect(page.locator('#toast')).to_have_text('सुनीता पाटील: saved.')

    page.get_by_role('button', name='Leaves the group').click()
    sheet = page.get_by_role('dialog')
    sheet.get_by_role('button', name='Leaves the group').click()
    expect(sheet.get_by_role('alert')).to_contain_text('The reason is missing.')
    sheet.get_by_label('Reason').fill('her health')
    sheet.get_by_role('button', name='Leaves the group').dblclick()
    expect(page.locator('.notice')).to_contain_text('Left on 1 January 2026: her health')

    page.get_by_role('button', name='Returns').click()
    page.get_by_role('dialog').get_by_role('button', name='Returns').click()
    expect(page.locator('#toast')).to_have_text('सुनीता पाटील is active again.')
    group.book.refresh()
    written = [(c.field, c.old, c.new, c.reason) for c in group.book.changes if c.label == 'सुनीता पाटील']
    assert written == [
        ('monthly', '200.00', '250.50', ''),
        ('status', 'active', 'inactive', 'her health'), ('reason', '', 'her health', 'her health'),
        ('status', 'inactive', 'active', ''), ('reason', 'her health', '', ''),
    ]  # fmt: skip


def test_with_the_pin_that_she_is_given_a_member_opens_her_passbook(browser: Browser, server: Server) -> None:
    hers = {'name': 'Asha', 'mobile': '9822000001', 'pin': '4821'}
    assert server.browse().post('/sign-in/member', data=hers).status_code == 403
    page = enter(browser, server.address, '/members/M2025-001')
    page.get_by_role('button', name='Give a PIN').click()
    sheet = page.get_by_role('dialog')
    sheet.get_by_role('textbox', name='PIN').fill('1111')
    sheet.get_by_role('button', name='Give this PIN').click()
    expect(sheet.get_by_role('alert')).to_contain_text('This PIN is easily guessed.')
    sheet.get_by_role('textbox', name='PIN').fill('4821')
    sheet.get_by_role('button', name='Give this PIN').click()
    expect(page.locator('.card .notice')).to_contain_text('The PIN of Asha is 4821.')
    answer = server.browse().post('/sign-in/member', data=hers)
    assert (answer.status_code, answer.headers.get('location')) == (303, '/passbook')
