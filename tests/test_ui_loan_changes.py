"""What becomes of a loan, in a real browser: set anew by decision, topped up, written off; several decided at once; and
the loan that the group itself takes up."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from playwright.sync_api import Browser, Page, expect

from actions import applications, products
from actions.applications import Application, Verdict
from actions.who import Who
from reports.loans import loan_standing
from rules.register_records import Decision, LoanProduct
from sheets.columns import DECISIONS
from tests.groups import NOW, PRESIDENT, TODAY, Group
from tests.served import Server, enter, serving, visit

pytestmark = pytest.mark.needs('chromium')

SHORT = LoanProduct('', '', 'Short loan', 'term', Fraction(2), 'month', 'equal-principal', '1 month', 4)
MEENA = Who('Meena')


@pytest.fixture(scope='module')
def group(tmp_path_factory: pytest.TempPathFactory) -> Group:
    """Asha and Bina owe 12,000.00 each since 10 December; Chhaya applies twice; the group asks a bank for 30,000.00;
    Asha has 4,000.00 more since 10 November, and the first instalment of it is late."""
    group = Group(tmp_path_factory.mktemp('changes'), module_products=True, one_officer_allowed=True)
    for name in ('Asha', 'Bina', 'Chhaya'):
        group.do('contribution', '20000', '2025-01-05', member=group.join(name))
    products.add(group.book, SHORT, PRESIDENT, NOW, TODAY, 'p1')
    for member in ('M2025-001', 'M2025-002'):
        group.do('loan', '12000', '2025-12-10', member=member, product='P1')
    for place, member in enumerate(('M2025-003', 'M2025-003', ''), 1):
        asked = Application(f'a{place}', member, 'P1', 30_000_00 if not member else 1_000_00, date(2025, 12, 1))
        applications.apply(group.book, asked, MEENA, NOW, TODAY)
    verdict = Verdict('L2025-005', 'approved', 30_000_00)
    applications.decide(group.book, [verdict], date(2025, 12, 2), PRESIDENT, NOW, TODAY, 'bank')
    late = replace(SHORT, name='Late loan', penalty_base='fixed sum', penalty_sum=50_00)
    products.add(group.book, late, PRESIDENT, NOW, TODAY, 'p2')
    group.do('loan', '4000', '2025-11-10', member='M2025-001', product='P2')
    for number, kind, loan, amount in (
        ('D2025-001', 'reschedule', 'L2025-001', None), ('D2025-002', 'write off', 'L2025-002', 2_000_00),
        ('D2025-003', 'waive', 'L2025-006', 30_00),
    ):  # fmt: skip
        found = group.book.loan(loan)
        assert found is not None
        with group.book.writing() as writing:
            row = Decision(
                number, number, date(2025, 12, 20), kind, loan, amount=amount, reason='drought', about=found.id
            )
            writing.insert(DECISIONS, row, number, NOW)
    return group


@pytest.fixture(scope='module')
def server(group: Group) -> Iterator[Server]:
    with serving(group.path.parent, str(TODAY), 'loans', program='tests.real_pages') as running:
        yield running


def confirm(page: Page) -> None:
    page.get_by_role('button', name='Yes, record it').click()


def test_a_moratorium_shows_what_will_be_left_and_rests_on_its_decision(
    browser: Browser, server: Server, group: Group
) -> None:
    page = enter(browser, server.address, '/loans/L2025-001')
    page.get_by_role('link', name='Set the instalments anew').click()
    page.wait_for_selector('text=Ask no principal for a while')
    page.locator('input[name=instalments]').fill('0')
    page.get_by_role('button', name='Set anew').first.click()
    expect(page.locator('body')).to_contain_text('A moratorium is of 1 to 1196 instalments, not 0.')
    page.locator('input[name=instalments]').fill('2')
    page.get_by_role('button', name='Set anew').first.click()
    sheet = page.get_by_role('dialog')
    expect(sheet).to_contain_text('Instalments leftbefore: 46')
    expect(sheet).to_contain_text('Last daybefore: 10 April 202610 June 2026')
    confirm(page)
    page.wait_for_url('**/loans/L2025-001')
    group.book.refresh()
    loan = group.book.loan('L2025-001')
    assert loan is not None
    assert loan.set_anew == '2026-01-01 moratorium of 2, interest asked each time (D2025-001)'


def test_more_is_lent_and_shown_before(browser: Browser, server: Server, group: Group) -> None:
    page = enter(browser, server.address, '/loans/L2025-002')
    page.get_by_role('button', name='Lend more').first.click()
    page.locator('#more input[name=amount]').fill('4000')
    page.locator('#more .button.first').click()
    sheet = page.get_by_role('dialog').last
    expect(sheet).to_contain_text('Out on loan afterwards₹16,000.00')
    expect(sheet).to_contain_text('Instalments leftbefore: 44')
    expect(sheet).to_contain_text('1 · 10 January 2026Loan ₹4,000.00')
    confirm(page)
    expect(page.locator('#toast')).to_have_text('Bina received ₹4,000.00 more on the loan L2025-002.')
    group.book.refresh()
    assert group.rows('kind', 'amount')[-1] == ('loan', '400000')


def test_it_is_written_off_by_its_decision_and_not_above_it(browser: Browser, server: Server, group: Group) -> None:
    page = enter(browser, server.address, '/loans/L2025-002')
    page.get_by_role('button', name='Write off').first.click()
    expect(page.locator('#write-off select[name=decision]')).to_have_value('D2025-002')
    page.locator('#write-off input[name=amount]').fill('2000.01')
    page.locator('#write-off input[name=note]').fill('she moved away')
    page.locator('#write-off .button.first').click()
    expect(page.locator('#write-off')).to_contain_text('allows ₹2,000.00 more, and this is ₹2,000.01.')
    page.locator('#write-off input[name=amount]').fill('2000')
    page.locator('#write-off .button.first').click()
    confirm(page)
    expect(page.locator('#toast')).to_contain_text('was written off.')
    group.book.refresh()
    assert group.rows('kind', 'amount', 'decision')[-1] == ('write-off', '200000', 'D2025-002')


def test_several_are_rejected_at_once_with_a_reason(browser: Browser, server: Server, group: Group) -> None:
    page = enter(browser, server.address, '/loans')
    for number in ('L2025-003', 'L2025-004'):
        page.locator(f'input[name="{number}"]').check()
    page.locator('input[value=rejected]').check(force=True)
    page.get_by_role('button', name='Decide on those ticked').click()
    expect(page.locator('body')).to_contain_text('A loan is rejected with a reason, and none is given.')
    page.locator('input[name=reason]').fill('nothing saved yet')
    page.get_by_role('button', name='Decide on those ticked').click()
    expect(page.locator('#toast')).to_have_text('Rejected: L2025-003, L2025-004.')
    group.book.refresh()
    statuses = [loan.status for loan in group.book.loans.values()]
    assert statuses.count('rejected') == 2


@pytest.mark.parametrize('width', [360, 1280])
def test_the_pages_fit(browser: Browser, server: Server, width: int) -> None:
    page = enter(browser, server.address, '/loans', width=width)
    for path in (
        '/loans',
        '/loans/due',
        '/loans/L2025-002/anew',
        '/loans/L2025-005',
        '/loans/L2025-006',
        '/loans/apply',
    ):
        visit(page, server.address, path)
        assert page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth'), path


def test_the_group_takes_the_money_of_its_own_loan_in_and_pays_it_back(
    browser: Browser, server: Server, group: Group
) -> None:
    page = enter(browser, server.address, '/loans/L2025-005')
    page.locator('input[name=date]').fill('2025-12-10')
    page.get_by_role('button', name='Take in').click()
    expect(page.get_by_role('dialog')).to_contain_text('Asmita receives ₹30,000.00')
    confirm(page)
    expect(page.locator('#toast')).to_have_text('Asmita received the loan L2025-005 of ₹30,000.00.')
    expect(page.locator('body')).to_contain_text('BorrowerThe group itself, from outside')
    visit(page, server.address, '/loans/L2025-005/repay')
    page.get_by_role('button', name='Repay all of it').click()
    expect(page.get_by_role('dialog')).to_contain_text('Interest₹600.00Loan₹30,000.00')
    confirm(page)
    page.wait_for_url('**/loans/L2025-005')
    visit(page, server.address, '/loans')
    expect(page.locator('body')).to_contain_text('Borrowed from outside')
    group.book.refresh()
    assert [kind for (kind,) in group.rows('kind')[-3:]] == ['borrowed', 'borrowed-interest', 'borrowed-back']


def test_a_penalty_is_waived_by_its_decision_and_what_closes_the_loan_opens_to_its_lines(
    browser: Browser, server: Server, group: Group
) -> None:
    """4,000.00 of 10 November; 1,080.00 were due on 10 December, and 50.00 are the penalty: 30.00 are waived."""
    page = enter(browser, server.address, '/loans/L2025-006')
    page.get_by_text('How this was computed').first.click()
    expect(page.locator('body')).to_contain_text('10 December 2025 – 1 January 2026₹4,000.00 × 2 / 100 = ₹80.00')
    expect(page.locator('body')).to_contain_text('Penalty on instalment 1 from 11 December 2025 onas agreed₹50.00')
    expect(page.locator('body')).to_contain_text('Closes the loan₹4,210.00')
    page.get_by_role('button', name='Waive the penalty').first.click()
    expect(page.locator('#waive select[name=decision]')).to_have_value('D2025-003')
    expect(page.locator('#waive input[name=amount]')).to_have_value('50.00')
    page.locator('#waive .button.first').click()
    expect(page.locator('#waive')).to_contain_text('allows ₹30.00 more, and this is ₹50.00.')
    page.locator('#waive input[name=amount]').fill('30')
    page.locator('#waive .button.first').click()
    expect(page.locator('#toast')).to_have_text('₹30.00 of the penalty on the loan L2025-006 of Asha was waived.')
    group.book.refresh()
    loan = group.book.loan('L2025-006')
    assert loan is not None
    assert loan.set_anew == '2026-01-01 penalty of 30.00 waived (D2025-003)'
    assert loan_standing(group.book, loan, TODAY).penalty_owed == 20_00
