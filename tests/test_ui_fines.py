"""Fines, savings, fixed deposits and the social fund in a real browser: what is shown is recorded, once."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest
from playwright.sync_api import Browser, expect

from actions import fines
from actions.decisions import NewDecision, decide
from actions.fines import NewFines, Payment
from sheets.columns import FINES, FIXED_DEPOSITS
from tests.groups import NOW, PRESIDENT, TODAY, Group
from tests.served import Server, enter, serving, visit

pytestmark = pytest.mark.needs('chromium')

SPOILING = '<script>document.title = "spoilt"</script>'
PAGES = ('fines', 'savings', 'fixed_deposits', 'social_fund', 'contribution_report', 'decisions')


@pytest.fixture(scope='module')
def group(tmp_path_factory: pytest.TempPathFactory) -> Group:
    """Asha and Brinda saved 1,000.00 on 1 January 2025; savings earn 4 %, fixed deposits 6 %; Asha owes 50.00."""
    group = Group(
        tmp_path_factory.mktemp('fines'), module_deposits=True, savings_rate_percent=Fraction(4),
        module_fixed_deposits=True, fixed_deposit_rate_percent=Fraction(6), module_social_fund=True,
        fine_for_lateness=10_00,
    )  # fmt: skip
    for name in ('Asha', 'Brinda', SPOILING):
        group.join(name)
    for member in ('M2025-001', 'M2025-002'):
        group.do('contribution', '1000', '2025-01-01', member=member)
    absent = NewFines('c0', ('M2025-001',), 'absent', 50_00, date(2025, 11, 5), SPOILING)
    fines.charge(group.book, absent, PRESIDENT, NOW, group.today)
    return group


@pytest.fixture(scope='module')
def server(group: Group) -> Iterator[Server]:
    with serving(group.path.parent, str(TODAY), *PAGES, program='tests.real_pages') as running:
        yield running


def kinds_since(group: Group, before: int) -> list[tuple[str, int, str]]:
    group.book.refresh()
    new = group.book.frame().iloc[before:]
    return list(zip(new['kind'].astype(str), new['amount'].tolist(), new['member_number'], strict=True))


def test_two_are_charged_at_once_and_a_part_is_paid(browser: Browser, server: Server, group: Group) -> None:
    before = len(group.book.frame())
    page = enter(browser, server.address, '/fines')
    page.get_by_role('button', name='Charge a fine').click()
    for name in ('Asha (M2025-001)', 'Brinda (M2025-002)'):
        page.locator('dialog[open]').get_by_label(name).check()
    page.get_by_role('button', name='Charge', exact=True).click()
    expect(page.locator('dialog[open]').last).to_contain_text('Together₹20.00')
    page.get_by_role('button', name='Yes, record it').dblclick()
    expect(page.locator('#toast')).to_have_text('2 fines were charged, ₹20.00 together.')
    group.book.refresh()
    assert [fine.amount for fine in group.book.register(FINES).values()] == [50_00, 10_00, 10_00]

    visit(page, server.address, '/fines').get_by_role('button', name='Take a payment').click()
    page.locator('dialog[open] [name=member]').select_option('M2025-001')
    page.locator('dialog[open] [name=amount]').fill('55')
    page.get_by_role('button', name='Take payment').click()
    expect(page.locator('dialog[open]').last).to_contain_text('F2025-001 · Missed a meeting₹50.00')
    page.get_by_role('button', name='Yes, record it').dblclick()
    expect(page.locator('#toast')).to_have_text('Asha paid ₹55.00 of her fines.')
    assert kinds_since(group, before) == [('fine', 50_00, 'M2025-001'), ('fine', 5_00, 'M2025-001')]
    expect(visit(page, server.address, '/fines').locator('.main')).to_contain_text('₹5.00 still owed')
    line = page.locator('.fold.line', has_text='F2025-001')
    line.locator('summary').click()
    expect(line.get_by_role('link')).to_contain_text('Fine · 1 Jan 2026 · Missed a meeting · R00003')
    assert page.title() != 'spoilt'


def test_a_payment_whose_answer_was_lost_is_not_taken_again(browser: Browser, server: Server, group: Group) -> None:
    late = NewFines('c9', ('M2025-002',), 'disorder', 30_00, date(2025, 12, 5))
    fines.charge(group.book, late, PRESIDENT, NOW, group.today)
    page = enter(browser, server.address, '/fines')
    page.get_by_role('button', name='Take a payment').click()
    entry_id = page.locator('dialog[open] [name=entry_id]').input_value()
    paid = Payment(entry_id, 'M2025-002', 40_00, group.today)
    fines.pay(group.book, paid, PRESIDENT, NOW, group.today)
    before = len(group.book.frame())
    page.locator('dialog[open] [name=member]').select_option('M2025-002')
    page.locator('dialog[open] [name=amount]').fill('40')
    page.get_by_role('button', name='Take payment').click()
    expect(page.locator('dialog[open]').last).to_contain_text('This was recorded already: ₹40.00')
    page.get_by_role('button', name='Yes, record it').click()
    expect(page.locator('#toast')).to_have_text('Brinda paid ₹40.00 of her fines.')
    assert kinds_since(group, before) == []


def test_a_fine_is_waived_by_a_decision_and_by_none_without(browser: Browser, server: Server, group: Group) -> None:
    def waive() -> None:
        page.get_by_role('button', name='Waive').first.click()
        page.locator('dialog[open] [name=fine]').select_option(fine.number)
        page.locator('dialog[open] [name=amount]').fill('4')
        page.locator('dialog[open] .button.first').click()

    asked = NewFines('c20', ('M2025-001',), 'duty', 7_00, date(2025, 12, 7))
    (fine,) = fines.charge(group.book, asked, PRESIDENT, NOW, group.today)
    page = enter(browser, server.address, '/fines')
    waive()
    expect(page.locator('dialog[open] .form-problems')).to_contain_text('This needs a decision of the group')
    everybody = ('M2025-001', 'M2025-002')
    decided = NewDecision('d1', 'waive', date(2025, 12, 8), 'ill', everybody, about=fine.id, amount=4_00)
    number = decide(group.book, decided, PRESIDENT, NOW, group.today).number
    visit(page, server.address, '/fines')
    waive()
    expect(page.locator('#toast')).to_have_text(f'₹4.00 of the fine {fine.number} of Asha was waived.')
    line = visit(page, server.address, '/fines').locator('.fold.line', has_text=fine.number)
    line.locator('summary').click()
    expect(line).to_contain_text('Charged₹7.00Paid₹0.00Waived−₹4.00Owed₹3.00')
    line.get_by_role('link', name=number).click()
    expect(page.locator('.main')).to_contain_text('What rests on it')


def test_interest_is_shown_with_its_arithmetic_and_posted_once(browser: Browser, server: Server, group: Group) -> None:
    before = len(group.book.frame())
    page = enter(browser, server.address, '/savings')
    page.get_by_role('button', name='Post interest').click()
    page.get_by_role('button', name='Show what each earns').click()
    sheet = page.locator('dialog[open]').last
    expect(sheet).to_contain_text('Together₹80.00')
    sheet.locator('summary').first.click()
    expect(sheet).to_contain_text('₹1,000.00 × 365 / 365 × 4 / 100')
    page.get_by_role('button', name='Yes, record it').dblclick()
    expect(page.locator('#toast')).to_have_text('₹80.00 of interest was added for 2 members.')
    assert kinds_since(group, before) == [
        ('savings-interest', 40_00, 'M2025-001'), ('savings-interest', 40_00, 'M2025-002'),
    ]  # fmt: skip


def test_an_account_on_hold_pays_nothing_out(browser: Browser, server: Server, group: Group) -> None:
    page = enter(browser, server.address, '/savings')
    page.get_by_role('button', name='Hold').first.click()
    page.locator('dialog[open] [name=member]').select_option('M2025-002')
    page.locator('dialog[open] [name=note]').fill('contested')
    page.locator('dialog[open] .button.first').click()
    expect(page.locator('#toast')).to_have_text('The account of Brinda is on hold.')
    visit(page, server.address, '/savings').get_by_role('button', name='Withdrawal').click()
    page.locator('dialog[open] [name=member]').select_option('M2025-002')
    page.locator('dialog[open] [name=amount]').fill('100')
    page.get_by_role('button', name='Pay out').click()
    expect(page.locator('dialog[open] .form-problems')).to_contain_text('The account is frozen.')


def test_a_fixed_deposit_is_opened_and_paid_back(browser: Browser, server: Server, group: Group) -> None:
    page = enter(browser, server.address, '/fixed-deposits')
    page.get_by_role('button', name='Open a deposit').click()
    page.locator('dialog[open] [name=member]').select_option('M2025-001')
    page.locator('dialog[open] [name=amount]').fill('500')
    page.locator('dialog[open] [name=date]').fill('2025-01-01')
    page.get_by_role('button', name='Open', exact=True).click()
    expect(page.locator('#toast')).to_have_text('X2025-001 of Asha: ₹500.00 until 1 January 2026.')
    visit(page, server.address, '/fixed-deposits').get_by_role('button', name='Pay back').click()
    page.locator('dialog[open] [name=deposit]').select_option('X2025-001')
    page.get_by_role('button', name='Show what is paid back').click()
    expect(page.locator('dialog[open]').last).to_contain_text('Paid back₹530.00')
    page.get_by_role('button', name='Yes, record it').dblclick()
    expect(page.locator('#toast')).to_have_text('Asha got ₹530.00 back.')
    group.book.refresh()
    assert [one.status for one in group.book.register(FIXED_DEPOSITS).values()] == ['matured']


def test_all_pay_into_the_social_fund_and_one_gets_a_grant(browser: Browser, server: Server, group: Group) -> None:
    before = len(group.book.frame())
    page = enter(browser, server.address, '/social-fund')
    page.get_by_role('button', name='Payments').click()
    page.get_by_role('button', name='Record all').click()
    expect(page.locator('#toast')).to_have_text('3 members paid ₹60.00 in.')
    visit(page, server.address, '/social-fund').get_by_role('button', name='Give help').first.click()
    page.locator('dialog[open] [name=member]').select_option('M2025-002')
    page.locator('dialog[open] [name=amount]').fill('60.01')
    page.locator('dialog[open] .button.first').click()
    expect(page.locator('dialog[open] .form-problems')).to_contain_text('The social fund holds only ₹60.00')
    page.locator('dialog[open] [name=amount]').fill('45')
    page.locator('dialog[open] .button.first').click()
    expect(page.locator('#toast')).to_have_text('Brinda received ₹45.00 from the social fund.')
    assert [kind for kind, _amount, _member in kinds_since(group, before)] == ['social'] * 3 + ['social-grant']


def test_a_balance_opens_to_the_entries_it_comes_from(browser: Browser, server: Server, group: Group) -> None:
    group.do('contribution', '250', '2025-06-01', member='M2025-003')
    group.do('withdrawal', '30', '2025-07-01', member='M2025-003')
    page = enter(browser, server.address, '/savings')
    page.get_by_role('link', name='₹220.00').click()
    expect(page.locator('.main')).to_contain_text('Deposit × 1₹250.00Withdrawal × 1−₹30.00Savings₹220.00')
    expect(page.locator('a.row')).to_have_count(2)
    expect(visit(page, server.address, '/balance/savings/M9').locator('.main')).to_contain_text('no member M9')


def test_nothing_sticks_out_at_either_size(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, '/fines')
    for path in ('/fines', '/savings', '/fixed-deposits', '/social-fund', '/reports/contributions?by=quarter'):
        visit(page, server.address, path)
        for width in (360, 1280):
            page.set_viewport_size({'width': width, 'height': 740})
            assert page.evaluate('document.documentElement.scrollWidth <= innerWidth'), (path, width)
