"""Money in and out in a real browser: each form records once, and cash and bank are shown as they are then."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.groups import TODAY, Group
from tests.served import Server, enter, serving

pytestmark = pytest.mark.needs('chromium')


@pytest.fixture(scope='module')
def group(tmp_path_factory: pytest.TempPathFactory) -> Group:
    """1,000.00 of Asha's savings in the box, and a category that the group used before."""
    group = Group(tmp_path_factory.mktemp('money'), module_fines=False)
    group.join('Asha')
    group.join('Brinda')
    group.do('contribution', '1100', '2025-12-05', member='M2025-001')
    group.do('expense', '100', '2025-12-06', category='Lamp oil & wicks')
    return group


@pytest.fixture(scope='module')
def server(group: Group) -> Iterator[Server]:
    with serving(group.path.parent, str(TODAY), 'money', 'history', program='tests.real_pages') as running:
        yield running


@pytest.fixture
def page(browser: Browser, server: Server) -> Page:
    return enter(browser, server.address, '/money')


def opened(page: Page, title: str) -> Locator:
    """The sheet of a form."""
    page.get_by_role('button', name=title).click()
    return page.locator('dialog[open]')


def recorded(group: Group, count: int) -> list[tuple[str, ...]]:
    """Kind, amount, member and category of the rows that were recorded last."""
    group.book.refresh()
    return group.rows('kind', 'amount', 'member_number', 'category')[-count:]


def test_an_expense_is_recorded_once_and_the_page_shows_what_is_left(page: Page, group: Group) -> None:
    before = len(group.book.frame())
    sheet = opened(page, 'Expense')
    assert sheet.locator('datalist option').first.get_attribute('value') == 'Lamp oil & wicks'
    sheet.get_by_label('Amount').fill('150.50')
    sheet.get_by_label('What for').fill('Tea <b>')
    sheet.get_by_role('button', name='Record').dblclick()
    expect(page.locator('#toast')).to_have_text('Recorded: Expense · Tea <b>, ₹150.50, 1 January 2026. Receipt R00003.')
    expect(sheet).to_be_hidden()
    expect(page.locator('.tile', has_text='Cash in hand')).to_contain_text('₹849.50')
    expect(page.locator('.tile', has_text='Out this month')).to_contain_text('₹150.50')
    expect(page.locator('.card', has_text='The latest').locator('a.row').first).to_contain_text('Tea <b>')
    assert recorded(group, 1) == [('expense', '15050', '', 'Tea <b>')]
    assert len(group.book.frame()) == before + 1


def test_a_refusal_stands_in_the_sheet_and_keeps_what_was_typed(page: Page, group: Group) -> None:
    before = recorded(group, 1)
    sheet = opened(page, 'Withdrawal')
    sheet.get_by_label('Member').select_option('M2025-001')
    sheet.get_by_label('Amount').fill('5000')
    sheet.get_by_label('Note').fill('for the wedding')
    sheet.get_by_role('button', name='Record').click()
    expect(sheet.get_by_role('alert')).to_contain_text('is more than the savings of ₹1,100.00')
    expect(sheet.get_by_label('Amount')).to_have_value('5000')
    expect(sheet.get_by_label('Member')).to_have_value('M2025-001')
    expect(sheet.get_by_label('Note')).to_have_value('for the wedding')
    assert recorded(group, 1) == before


def test_cash_is_carried_to_the_bank_and_back(page: Page, group: Group) -> None:
    group.book.refresh()
    cash, bank = group.cash(), group.bank()
    for title, amount in (('Carried to the bank', '500'), ('Taken from the bank', '120')):
        sheet = opened(page, title)
        assert sheet.locator('[name=mode]').count() == 0
        sheet.get_by_label('Amount').fill(amount)
        sheet.get_by_role('button', name='Record').click()
        expect(page.locator('#toast')).to_contain_text(f'Recorded: {title}')
        expect(sheet).to_be_hidden()
    group.book.refresh()
    assert (group.cash(), group.bank()) == (cash - 380_00, bank + 380_00)
    expect(page.locator('.tile', has_text='with mobile money')).to_contain_text('₹380.00')
    # What only changes its place neither comes in nor goes out.
    expect(page.locator('.tile', has_text='Out this month')).to_contain_text('₹150.50')


def test_a_fine_is_paid_by_a_member_and_income_by_nobody(page: Page, group: Group) -> None:
    sheet = opened(page, 'Fine')
    sheet.get_by_label('Amount').fill('20')
    sheet.get_by_role('button', name='Record').click()
    expect(sheet.get_by_role('alert')).to_contain_text('"fine" needs member, and it is missing.')
    sheet.get_by_label('Member').select_option('M2025-002')
    sheet.get_by_role('button', name='Record').click()
    expect(page.locator('#toast')).to_contain_text('Recorded: Fine · Brinda, ₹20.00')
    sheet = opened(page, 'Other income')
    sheet.get_by_label('Amount').fill('300')
    sheet.get_by_label('What for').fill('Grant')
    sheet.get_by_role('radio', name='Bank').check()
    sheet.get_by_role('button', name='Record').click()
    expect(page.locator('#toast')).to_contain_text('Recorded: Other income · Grant')
    assert recorded(group, 2) == [('fine', '2000', 'M2025-002', ''), ('income', '30000', '', 'Grant')]


def test_nothing_sticks_out_at_either_size(page: Page) -> None:
    for width in (360, 1280):
        page.set_viewport_size({'width': width, 'height': 740})
        assert page.evaluate('document.documentElement.scrollWidth <= innerWidth')
