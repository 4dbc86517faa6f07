"""Loans on products in a real browser: offered, applied for, approved by another, handed over, repaid by schedule."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from playwright.sync_api import Browser, Page, expect

from actions import applications, products
from actions.applications import Application
from actions.who import Who
from rules.bylaws import A_THIRD
from rules.register_records import LoanProduct
from tests.groups import NOW, PRESIDENT, TODAY, Group
from tests.served import Server, enter, serving, visit

pytestmark = pytest.mark.needs('chromium')

SHORT = LoanProduct('', '', 'Short loan', 'term', Fraction(2), 'month', 'equal-instalments', '1 month', 4,
                    processing_percent=Fraction(1), fees_taken='taken off')  # fmt: skip


@pytest.fixture(scope='module')
def group(tmp_path_factory: pytest.TempPathFactory) -> Group:
    """Asha has a loan in 4 instalments since 10 October 2025, of which two are late; Bina applies for one."""
    group = Group(tmp_path_factory.mktemp('products'), module_products=True, module_guarantors=True,
                  one_officer_allowed=True)  # fmt: skip
    for name in ('Asha', 'Bina'):
        group.do('contribution', '20000', '2025-01-05', member=group.join(name))
    products.add(group.book, SHORT, PRESIDENT, NOW, TODAY, 'p1')
    products.add(group.book, replace(SHORT, name='Even', method='equal-principal'), PRESIDENT, NOW, TODAY, 'p2')
    group.do('loan', '12000', '2025-10-10', member='M2025-001', product='P1')
    asked = Application('a1', 'M2025-002', 'P1', 4_000_00, date(2025, 12, 1), purpose='a well')
    applications.apply(group.book, asked, Who('Meena'), NOW, TODAY)
    return group


@pytest.fixture(scope='module')
def server(group: Group) -> Iterator[Server]:
    with serving(group.path.parent, str(TODAY), 'loans', 'products', program='tests.real_pages') as running:
        yield running


def fits(page: Page) -> bool:
    """Nothing sticks out to the side."""
    return bool(page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth'))


@pytest.mark.parametrize('width', [360, 1280])
def test_the_pages_of_loans_fit_and_show_what_waits_and_what_is_due(
    browser: Browser, server: Server, width: int
) -> None:
    page = enter(browser, server.address, '/loans', width=width)
    expect(page.locator('body')).to_contain_text('Applications')
    expect(page.locator('body')).to_contain_text('Applied for')
    assert fits(page)
    visit(page, server.address, '/loans/L2025-001')
    expect(page.locator('body')).to_contain_text('1 · 10 Nov 2025Loan ₹2,911.49 + Interest ₹240.00₹3,151.49overdue')
    expect(page.locator('body')).to_contain_text('Due by now₹6,302.98')
    assert fits(page)
    for path in ('/loans/L2025-002', '/loans/apply', '/products', '/products/P1'):
        visit(page, server.address, path)
        assert fits(page), path
    pdf = page.request.get(f'{server.address}/loans/L2025-001/statement.pdf')
    assert pdf.body().startswith(b'%PDF')


def test_an_application_is_approved_and_handed_over_with_its_fee(
    browser: Browser, server: Server, group: Group
) -> None:
    page = enter(browser, server.address, '/loans/L2025-002')
    expect(page.locator('body')).to_contain_text('a well')
    page.get_by_role('button', name='Approve').click()
    page.wait_for_selector('text=Hand the money over')
    page.get_by_role('button', name='Hand over').click()
    sheet = page.get_by_role('dialog')
    expect(sheet).to_contain_text('Bina receives ₹3,960.00')
    sheet.get_by_role('button', name='Yes, record it').dblclick()
    expect(page.locator('#toast')).to_have_text('Bina received the loan L2025-002 of ₹4,000.00.')
    expect(page.locator('body')).to_contain_text('Instalments')
    group.book.refresh()
    loan = group.book.loan('L2025-002')
    assert loan is not None
    assert (loan.status, loan.reviewed_by) == ('running', 'President')
    assert group.rows('kind', 'amount')[-2:] == [('loan', '400000'), ('fee', '4000')]


def test_who_applies_sees_every_reason_and_the_largest_amount_first(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, '/loans/apply')
    page.get_by_label('Member', exact=False).first.select_option('M2025-001')
    page.get_by_label('Amount').fill('500')
    page.get_by_label('Number of instalments').fill('10000')
    page.get_by_role('button', name='Write it down').click()
    expect(page.locator('body')).to_contain_text('A loan has from 1 to 1200 instalments, not 10000.')
    page.get_by_label('Number of instalments').fill('2')
    page.get_by_role('button', name='Write it down').click()
    expect(page.get_by_role('dialog')).to_contain_text('Asha (M2025-001) applies for ₹500.00')


def test_a_product_is_offered_and_amended(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, '/products')
    page.locator('input[name=name]').fill('School fees')
    page.locator('input[name=rate]').fill('1.5')
    page.locator('select[name=method]').select_option('equal-instalments')
    page.locator('input[name=count]').fill('6')
    page.get_by_role('button', name='Offer it').click()
    expect(page.locator('#toast')).to_have_text('School fees is offered.')
    expect(page.locator('body')).to_contain_text('School fees1.5 % a month · Equal instalments · every month')


def test_what_closes_it_is_quoted_for_any_day(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, '/loans/L2025-001')
    page.get_by_text('What closes it on another day').click()
    page.locator('input[name=on]').fill('2026-02-10')
    page.get_by_role('button', name='Show').click()
    page.wait_for_url('**/loans/L2025-001?on=2026-02-10#another-day')
    expect(page.locator('body.ready')).to_be_attached()
    expect(page.locator('body')).to_contain_text('Closes the loan on 10 February 2026₹12,960.00')
    expect(page.get_by_text('Closes the loan on 10 February 2026')).to_be_in_viewport()


def test_the_statement_of_a_loan_is_a_page_and_a_pdf(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, '/loans/L2025-001')
    page.get_by_role('link', name='Statement', exact=True).click()
    expect(page.locator('body')).to_contain_text('Asha · L2025-001')
    expect(page.locator('body')).to_contain_text('2 % a month, in 4 instalments, every month')
    first = page.locator('table').first.locator('tbody tr').first
    expect(first).to_contain_text('10 November 20252,911.49240.000.003,151.493,151.49overdue')
    cells = first.locator('td').all()
    assert cells[6].get_attribute('data-title') == 'Left\N{NO-BREAK SPACE}(₹)'
    assert all(box and box['x'] + box['width'] <= 360 for box in (cell.bounding_box() for cell in cells))
    for address in ('/loans/L2025-001/statement.pdf', '/loans/L2025-001/statement.pdf?on=2025-11-15'):
        pdf = page.request.get(f'{server.address}{address}')
        assert pdf.body().startswith(b'%PDF')
    assert page.request.get(f'{server.address}/loans/L2025-999/statement').status == 404


@pytest.mark.parametrize('width', [360, 1280])
def test_what_is_due_is_listed_with_the_classes_and_what_is_at_risk(
    browser: Browser, server: Server, width: int
) -> None:
    page = enter(browser, server.address, '/loans/due', width=width)
    body = page.locator('body')
    expect(body).to_contain_text(
        'L2025-001 · 10 November 2025 · Loan ₹2,911.49 + Interest ₹240.00₹3,151.4952 days late'
    )
    expect(body).to_contain_text('At risk, late by more than 30 days')
    expect(body).to_contain_text('₹12,000.00 of ₹1')
    expect(page.get_by_role('row', name='substandard')).to_contain_text('1₹12,000.00')
    assert fits(page)
    overdue = page.locator('.hero strong').inner_text()
    assert overdue.startswith('₹') and overdue != '₹0.00'
    visit(page, server.address, '/loans')
    expect(page.locator('.tile', has_text='Overdue')).to_contain_text(overdue)
    assert fits(page)


def test_the_income_of_a_month_is_asked_with_the_application(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sacco = Group(tmp_path_factory.mktemp('income'), kind='sacco', module_products=True, loan_income_percent=A_THIRD)
    sacco.do('contribution', '50000', '2025-01-05', member=sacco.join('Asha'))
    products.add(sacco.book, SHORT, PRESIDENT, NOW, TODAY, 'p1')
    with serving(sacco.path.parent, str(TODAY), 'loans', program='tests.real_pages') as running:
        page = enter(browser, running.address, '/loans/apply')
        page.locator('select[name=member]').select_option('M2025-001')
        page.locator('select[name=product]').select_option('P1')
        page.locator('input[name=amount]').fill('11423.21')
        page.locator('input[name=income]').fill('9000')
        page.get_by_role('button', name='Write it down').click()
        expect(page.locator('body')).to_contain_text('is more than her income allows')
        page.locator('input[name=amount]').fill('11423.20')
        page.get_by_role('button', name='Write it down').click()
        expect(page.get_by_role('dialog')).to_contain_text('By her income')


def test_the_group_lends_beyond_its_bylaws_by_a_decision_that_the_loan_shows(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Asha saved 1,000.00 and may borrow as much; the group decides on 1,500.00 for her."""
    group = Group(tmp_path_factory.mktemp('beyond'), module_products=True, loan_savings_times=Fraction(1))
    for name in ('Asha', 'Bina'):
        group.do('contribution', '1000', '2025-01-05', member=group.join(name))
    products.add(group.book, SHORT, PRESIDENT, NOW, TODAY, 'p1')
    number = group.decide('exception', '', 'M2025-001', amount=1500_00).number
    group.book.close()
    with serving(group.path.parent, str(TODAY), 'loans', 'decisions', program='tests.real_pages') as running:
        page = enter(browser, running.address, '/loans/apply')
        body = page.locator('body')
        page.locator('select[name=member]').select_option('M2025-001')
        page.locator('select[name=product]').select_option('P1')
        page.locator('input[name=amount]').fill('1500')
        page.get_by_role('button', name='Write it down').click()
        expect(body).to_contain_text('What she saved allows a loan of ₹1,000.00; ₹1,500.00 is more.')
        page.locator('select[name=decision]').select_option(number)
        page.get_by_role('button', name='Write it down').click()
        expect(page.get_by_role('dialog')).to_contain_text(f'Set aside by the decision {number}:')
        page.get_by_role('dialog').get_by_role('button', name='Record').click()
        expect(body).to_contain_text('Exception decided by the group')
        expect(page.get_by_role('link', name=number, exact=True)).to_have_attribute('href', f'/decisions/{number}')
        page.goto(f'{running.address}/loans/new')
        expect(body).to_contain_text('Exception decided by the group')
        assert fits(page)
