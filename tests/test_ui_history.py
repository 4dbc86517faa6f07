"""The history in a real browser: everything is found, mistakes are taken back with a reason, nothing is deleted."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.groups import TODAY, Group
from tests.served import Server, enter, serving, visit

pytestmark = pytest.mark.needs('chromium')


@pytest.fixture(scope='module')
def group(tmp_path_factory: pytest.TempPathFactory) -> Group:
    """Thirty deposits, an expense, a loan with a repayment, and a member with the name of another."""
    group = Group(tmp_path_factory.mktemp('history'))
    for name in ('Asha Patil', 'Brinda', 'Asha Patil'):
        group.join(name)
    for day in range(1, 31):
        group.do('contribution', '200', f'2025-06-{day:02d}', member='M2025-001', note=f'coin {day}')
    group.do('expense', '50', '2025-07-01', category='Paper', note='for <i>minutes</i>')
    group.do('loan', '1000', '2025-07-02', member='M2025-002')
    group.do('repayment', '520', '2025-08-01', member='M2025-002')
    group.do('contribution', '5000', '2025-09-01', member='M2025-003', note='one zero too many')
    return group


@pytest.fixture(scope='module')
def server(group: Group) -> Iterator[Server]:
    with serving(group.path.parent, str(TODAY), 'loans', 'history', program='tests.real_pages') as running:
        yield running


def lines(page: Page) -> list[str]:
    """What the lines of the page say."""
    return page.locator('main a.row').all_inner_texts()


def test_the_latest_comes_first_a_page_at_a_time_and_nothing_offers_to_delete(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, '/history')
    expect(page.locator('.hero')).to_contain_text('34 receipts')
    assert len(lines(page)) == 25
    assert 'Asha Patil' in lines(page)[0]
    repayment = page.locator('main a.row', has_text='Repayment')
    expect(repayment).to_have_count(1)
    expect(repayment).to_contain_text('Interest ₹20.00 + Loan ₹500.00')
    page.get_by_role('link', name='Older').click()
    expect(page.get_by_text('Page 2 of 2')).to_be_visible()
    assert len(lines(page)) == 9
    assert page.get_by_role('button', name='delete').or_(page.get_by_role('link', name='delete')).count() == 0


def test_date_kind_member_and_text_narrow_it_together(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, '/history')
    page.get_by_label('Name, receipt, note').fill('COIN 1')
    page.get_by_text('Date, kind and member').click()
    page.get_by_label('From').fill('2025-06-02')
    page.get_by_label('To', exact=True).fill('2025-06-15')
    page.get_by_label('Kind').select_option('contribution')
    page.get_by_label('Member').select_option('M2025-001')
    page.get_by_role('button', name='Search').click()
    page.wait_for_url('**/history?*')
    expect(page.locator('.hero')).to_contain_text('6 receipts')
    assert ['coin 15' in lines(page)[0], 'coin 10' in lines(page)[-1]] == [True, True]
    expect(page.get_by_label('Name, receipt, note')).to_have_value('COIN 1')
    visit(page, server.address, '/history?member=M2025-003')
    assert len(lines(page)) == 1
    visit(page, server.address, '/history?kind=expense&page=none')
    expect(page.locator('main a.row')).to_contain_text('for <i>minutes</i>')
    visit(page, server.address, '/history?text=nothing+like+this&start=yesterday')
    expect(page.get_by_text('Nothing fits.')).to_be_visible()


def test_a_receipt_is_taken_back_with_a_reason_after_its_rows_were_shown(
    browser: Browser, server: Server, group: Group
) -> None:
    before = len(group.book.frame())
    page = enter(browser, server.address, '/history?kind=interest')
    page.locator('main a.row').click()
    page.wait_for_url('**/history/receipt?*')
    page.wait_for_function('window.socket && window.socket.connected')
    page.get_by_role('button', name='Take it back').click()
    expect(page.get_by_role('alert').first).to_contain_text('The reason is missing.')
    page.get_by_label('Reason').fill('counted twice')
    page.get_by_role('button', name='Take it back').click()
    sheet = page.get_by_role('dialog')
    expect(sheet).to_contain_text('Loan interest−₹20.00Loan repaid−₹500.00')
    group.book.refresh()
    assert len(group.book.frame()) == before
    sheet.get_by_role('button', name='Yes, record it').dblclick()
    expect(page.locator('#toast')).to_contain_text('Taken back with the receipt R00035.')
    expect(page.locator('main')).to_contain_text('This receipt was taken back.')
    expect(page.get_by_role('button', name='Take it back')).to_have_count(0)
    group.book.refresh()
    assert group.rows('kind', 'amount', 'note')[before:] == [
        ('interest', '-2000', 'counted twice'),
        ('principal', '-50000', 'counted twice'),
    ]
    visit(page, server.address, '/history?member=M2025-002')
    expect(page.locator('.chip', has_text='Reversed')).to_have_count(1)
    expect(page.locator('.chip', has_text='Reversal')).to_have_count(1)
    page.locator('main a.row', has=page.locator('.chip', has_text='Reversal')).click()
    expect(page.locator('main')).to_contain_text('takes back an earlier one')
    expect(page.get_by_role('button', name='Take it back')).to_have_count(0)


def test_what_others_stand_on_is_not_taken_back_and_the_reason_stays(
    browser: Browser, server: Server, group: Group
) -> None:
    group.do('repayment', '100', '2025-08-20', member='M2025-002')
    page = enter(browser, server.address, '/history?kind=loan')
    page.locator('main a.row').click()
    page.wait_for_url('**/history/receipt?*')
    page.wait_for_function('window.socket && window.socket.connected')
    page.get_by_label('Reason').fill('the wrong woman')
    page.get_by_role('button', name='Take it back').click()
    expect(page.get_by_role('alert').first).to_contain_text('Reverse the repayments first.')
    expect(page.get_by_label('Reason')).to_have_value('the wrong woman')


def test_an_entry_that_is_not_there_is_said_to_be_missing(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, '/history/receipt?entry=%3Cb%3Ee99')
    expect(page.locator('main')).to_contain_text('There is no entry <b>e99.')
    assert page.evaluate('document.documentElement.scrollWidth <= innerWidth')
