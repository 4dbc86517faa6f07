"""Loans in a real browser: what is shown before it is recorded is what is recorded, once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.groups import TODAY, Group
from tests.served import Server, enter, serving, visit

pytestmark = pytest.mark.needs('chromium')

SPOILING = '<script>document.title = "spoilt"</script>'


@pytest.fixture(scope='module')
def group(tmp_path_factory: pytest.TempPathFactory) -> Group:
    """12,000.00 in the box; three loans at 2 % of 10 October 2025, of which three months are charged by 1 January."""
    group = Group(tmp_path_factory.mktemp('loans'))
    for name in ('Asha', 'Brinda', 'Chhaya', SPOILING):
        group.join(name)
    group.do('opening', '20000', '2025-01-05')
    for member in ('M2025-001', 'M2025-002', 'M2025-003'):
        group.do('loan', '5000', '2025-10-10', member=member)
    group.do('opening', '7000', '2025-10-11')
    return group


@pytest.fixture(scope='module')
def server(group: Group) -> Iterator[Server]:
    words = str(TODAY), 'loans', 'history'
    with serving(group.path.parent, *words, program='tests.real_pages') as running:
        yield running


def rows_since(group: Group, before: int) -> list[tuple[str, int, str]]:
    """Kind, amount and loan of what was recorded since the book had so many rows."""
    group.book.refresh()
    new = group.book.frame().iloc[before:]
    return list(zip(new['kind'].astype(str), new['amount'].tolist(), new['loan_number'], strict=True))


def test_the_split_is_shown_with_its_reasons_and_is_what_is_recorded_once(
    browser: Browser, server: Server, group: Group
) -> None:
    before = len(group.book.frame())
    page = enter(browser, server.address, '/loans/L2025-001/repay')
    page.get_by_label('Amount received').fill('500')
    page.get_by_role('button', name='Show the split').click()
    sheet = page.get_by_role('dialog')
    expect(sheet).to_contain_text('10 Oct 2025 – 10 Jan 20263 months, each 2 % of ₹5,000.00 = ₹100.00₹300.00')
    expect(sheet).to_contain_text('Interest₹300.00Loan₹200.00Together₹500.00')
    expect(sheet).to_contain_text('Afterwards ₹4,800.00 of the loan is still owed')
    assert rows_since(group, before) == []

    sheet.get_by_role('button', name='Yes, record it').dblclick()
    page.wait_for_url('**/loans/L2025-001')
    expect(page.locator('#toast')).to_have_text('Asha repaid ₹500.00 on the loan L2025-001.')
    expect(page.locator('.hero')).to_contain_text('₹4,800.00')
    assert rows_since(group, before) == [('interest', 300_00, 'L2025-001'), ('principal', 200_00, 'L2025-001')]


def test_one_press_offers_the_sum_that_closes_the_loan_on_the_chosen_day(
    browser: Browser, server: Server, group: Group
) -> None:
    before = len(group.book.frame())
    page = enter(browser, server.address, '/loans/L2025-002/repay')
    page.get_by_label('Date').fill('2025-12-05')  # the third month has not begun
    page.get_by_role('button', name='Repay all of it').click()
    sheet = page.get_by_role('dialog')
    expect(sheet).to_contain_text('Interest₹200.00Loan₹5,000.00Together₹5,200.00')
    expect(sheet).to_contain_text('This closes the loan.')
    sheet.get_by_role('button', name='Yes, record it').click()
    page.wait_for_url('**/loans/L2025-002')
    expect(page.locator('#toast')).to_contain_text('The loan is closed.')
    assert rows_since(group, before) == [('interest', 200_00, 'L2025-002'), ('principal', 5_000_00, 'L2025-002')]
    visit(page, server.address, '/loans')
    expect(page.locator('.card', has_text='Past loans')).to_contain_text('Brinda')


def test_a_refused_repayment_keeps_what_was_typed(browser: Browser, server: Server, group: Group) -> None:
    before = len(group.book.frame())
    page = enter(browser, server.address, '/loans/L2025-003/repay')
    page.get_by_label('Amount received').fill('99,999.50')
    page.get_by_label('Note').fill('by her son')
    page.get_by_role('button', name='Show the split').click()
    expect(page.get_by_role('alert').first).to_contain_text('Take at most what is owed.')
    expect(page.get_by_label('Amount received')).to_have_value('99,999.50')
    expect(page.get_by_label('Note')).to_have_value('by her son')
    assert rows_since(group, before) == []


def test_a_press_whose_answer_was_lost_is_not_recorded_again(browser: Browser, server: Server, group: Group) -> None:
    page = enter(browser, server.address, '/loans/L2025-001/repay')
    entry_id = page.locator('[name=entry_id]').input_value()
    group.do('repayment', '150', '2026-01-01', loan='L2025-001', entry_id=entry_id)
    before = len(group.book.frame())
    page.get_by_label('Amount received').fill('150')
    page.get_by_role('button', name='Show the split').click()
    expect(page.get_by_role('dialog')).to_contain_text('This was recorded already: ₹150.00')
    page.get_by_role('button', name='Yes, record it').click()
    expect(page.locator('#toast')).to_have_text('Asha repaid ₹150.00 on the loan L2025-001.')
    assert rows_since(group, before) == []


def test_a_loan_is_given_at_the_rate_of_the_bylaws_or_its_own(browser: Browser, server: Server, group: Group) -> None:
    before = len(group.book.frame())
    page = enter(browser, server.address, '/loans/new')
    expect(page.get_by_label('Interest, percent a month')).to_have_value('2')
    expect(page.locator('.card', has_text='What there is to lend')).to_contain_text('Cash in hand')
    page.get_by_label('Member').select_option(label='Asha (M2025-001)')
    page.get_by_label('Amount').fill('2,000')
    page.get_by_label('Interest, percent a month').fill('1.5')
    page.get_by_role('button', name='Give the loan').click()
    sheet = page.get_by_role('dialog')
    expect(sheet).to_contain_text('Asha receives ₹2,000.00 on 1 January 2026, in cash.')
    expect(sheet).to_contain_text('Interest of the first month₹30.00')
    expect(sheet).to_contain_text('She has a running loan already: L2025-001.')
    sheet.get_by_role('button', name='Yes, record it').dblclick()
    page.wait_for_url('**/loans/L2026-004')
    assert rows_since(group, before) == [('loan', 2_000_00, 'L2026-004')]
    loan = group.book.loan('L2026-004')
    assert loan is not None
    assert str(loan.rate) == '3/2'


def test_a_loan_above_the_cash_is_refused_and_nothing_typed_is_lost(
    browser: Browser, server: Server, group: Group
) -> None:
    before = len(group.book.frame())
    page = enter(browser, server.address, '/loans/new')
    page.get_by_label('Member').select_option(label=f'{SPOILING} (M2025-004)')
    page.get_by_label('Amount').fill('900000')
    page.get_by_role('button', name='Give the loan').click()
    expect(page.get_by_role('alert').first).to_contain_text('Record what came in first, or a smaller amount.')
    expect(page.get_by_label('Amount')).to_have_value('900000')
    assert page.title() != 'spoilt'
    assert rows_since(group, before) == []


def test_more_is_lent_on_a_running_loan_and_the_rest_is_written_off_with_a_reason(
    browser: Browser, server: Server, group: Group
) -> None:
    before = len(group.book.frame())
    page = enter(browser, server.address, '/loans/L2025-003')
    page.get_by_role('button', name='Lend more').first.click()
    press(page, {'amount': '1000'})
    expect(page.locator('dialog[open]').last).to_contain_text('Out on loan afterwards₹6,000.00')
    confirm(page)
    expect(page.locator('#toast')).to_contain_text('received ₹1,000.00 more')
    found = group.book.loan('L2025-003')
    assert found is not None
    group.decide('write off', found.id, on='2026-01-01', amount=6_000_00)
    visit(page, server.address, '/loans/L2025-003').get_by_role('button', name='Write off').first.click()
    expect(page.locator('dialog[open] [name=amount]')).to_have_value('6000.00')
    press(page, {})
    expect(page.locator('dialog[open] .form-problems')).to_contain_text('The reason is missing.')
    press(page, {'note': 'moved away'})
    confirm(page)
    expect(page.locator('#toast')).to_contain_text('was written off')
    assert rows_since(group, before) == [('loan', 1_000_00, 'L2025-003'), ('write-off', 6_000_00, 'L2025-003')]


def test_nothing_sticks_out_at_either_size(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, '/loans')
    for path in ('/loans', '/loans/new', '/loans/L2025-001', '/loans/L2025-001/repay', '/loans/none'):
        visit(page, server.address, path)
        for width in (360, 1280):
            page.set_viewport_size({'width': width, 'height': 740})
            assert page.evaluate('document.documentElement.scrollWidth <= innerWidth'), (path, width)


def press(page: Page, typed: dict[str, str]) -> None:
    """Type into the form of the open sheet and press its button."""
    for name, text in typed.items():
        page.locator(f'dialog[open] [name={name}]').fill(text)
    page.locator('dialog[open] .button.first:not([data-confirms])').first.click()


def confirm(page: Page) -> None:
    """Say yes to what is shown."""
    page.get_by_role('button', name='Yes, record it').click()
    page.wait_for_url('**/loans/**')
