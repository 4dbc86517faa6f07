"""Shares, dividends and the share-out in a real browser: seen with the arithmetic before, recorded once."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest
from playwright.sync_api import Browser, expect

from tests.groups import Group
from tests.printed import by_pdfium
from tests.served import Server, enter, serving, visit

pytestmark = pytest.mark.needs('chromium')

TODAY = date(2026, 1, 15)


@pytest.fixture
def group(tmp_path_factory: pytest.TempPathFactory) -> Group:
    """Asha has 10 shares and 30.00 kept apart, Brinda 20; 3,000.00 of other income; a target of 4,000.00."""
    group = Group(
        tmp_path_factory.mktemp('shares'), today=TODAY, module_shares=True, module_dividends=True,
        module_share_out=True, share_price=100_00, share_most=0, share_target=4_000_00,
        withholding_tax_percent=Fraction(5),
    )  # fmt: skip
    for name, amount in (('Asha', '1030'), ('Brinda', '2000')):
        group.do('share', amount, '2025-02-01', member=group.join(name))
    group.do('income', '3000', '2025-03-01')
    return group


@pytest.fixture
def server(group: Group) -> Iterator[Server]:
    with serving(
        group.path.parent, str(TODAY), 'shares', 'share_out', 'history', program='tests.real_pages'
    ) as running:
        yield running


def recorded(group: Group, count: int) -> list[tuple[str, ...]]:
    """Kind, amount, mode and member of the rows that were recorded last."""
    group.book.refresh()
    return group.rows('kind', 'amount', 'mode', 'member_number')[-count:]


def test_shares_are_bought_with_what_was_kept_apart(browser: Browser, server: Server, group: Group) -> None:
    page = enter(browser, server.address, '/shares')
    expect(page.locator('.hero')).to_contain_text('₹3,030.00')
    expect(page.locator('.card', has_text='Share capital not complete')).to_contain_text('₹2,970.00 missing')
    page.get_by_role('button', name='Buy shares').first.click()
    form = page.locator('dialog[open]')
    form.get_by_label('Member').select_option(label='Asha (M2025-001)')
    form.get_by_label('What she brings').fill('270')
    form.get_by_role('button', name='Buy shares').click()
    asked = page.get_by_role('dialog').last
    expect(asked).to_contain_text('Brought and kept apart₹270.00 + ₹30.00₹300.00')
    expect(asked).to_contain_text('Shares bought3 × ₹100.00₹300.00')
    asked.get_by_role('button', name='Yes, record it').dblclick()
    expect(page.locator('#toast')).to_have_text('Asha paid ₹270.00 for shares.')
    assert recorded(group, 2) == [('income', '300000', 'cash', ''), ('share', '27000', 'cash', 'M2025-001')]


def test_a_dividend_is_seen_recorded_and_opens_to_its_arithmetic(
    browser: Browser, server: Server, group: Group
) -> None:
    page = enter(browser, server.address, '/shares')
    page.get_by_role('button', name='Give a dividend or interest').click()
    form = page.locator('dialog[open]')
    recorded_before = len(group.book.frame())
    form.get_by_label('Rate, percent').fill('10')
    form.get_by_role('button', name='Show what each gets').click()
    asked = page.get_by_role('dialog').last
    expect(asked).to_contain_text('Before tax₹303.00Tax withheld−₹15.15To the members₹287.85')
    to_read_out = asked.get_by_role('link', name='Print, to be read out').get_attribute('href')
    assert to_read_out is not None
    read_out = by_pdfium(page.request.get(server.address + to_read_out).body())[0]
    assert 'A preview: it is not recorded yet.' in read_out and 'Together 303.00 15.15 287.85' in read_out
    assert page.request.get(f'{server.address}/shares/preview.pdf?kind=dividend').status == 422
    assert len(group.book.frame()) == recorded_before
    asked.get_by_role('button', name='Yes, record it').dblclick()
    page.wait_for_url('**/shares/batches/V2026-001')
    expect(page.locator('#toast')).to_have_text('V2026-001 was recorded: ₹303.00.')
    decided = page.locator('.card', has_text='How it was decided')
    expect(decided).to_contain_text('Before tax₹303.00Tax withheld−₹15.15To the members₹287.85')
    line = page.locator('.fold.line', has_text='Asha')
    line.locator('summary').click()
    expect(line).to_contain_text('₹1,030.00 × 10 / 100')
    assert [row[0] for row in recorded(group, 5)] == ['income', 'dividend', 'withholding', 'dividend', 'withholding']
    visit(page, server.address, '/shares/members/M2025-001')
    expect(page.locator('.card', has_text='Dividends and interest given')).to_contain_text('₹97.85')
    answer = page.request.get(f'{server.address}/shares/slip.pdf?batch=V2026-001&member=M2025-001')
    assert answer.body().startswith(b'%PDF')
    assert page.request.get(f'{server.address}/shares/slip.pdf?batch=V2026-001&member=M9').status == 404
    whole = page.request.get(f'{server.address}/shares/batch.pdf?batch=V2026-001').body()
    assert 'Together 303.00 15.15 287.85' in ' '.join(by_pdfium(whole)[0])
    assert page.request.get(f'{server.address}/shares/batch.pdf?batch=V2026-009').status == 404


def test_a_share_out_is_read_out_and_recorded(browser: Browser, server: Server, group: Group) -> None:
    """6,030.00 in the box, 30.00 of it kept apart: a share is worth 200.00."""
    page = enter(browser, server.address, '/share-out')
    page.get_by_label('Money that was counted').fill('6,000')
    page.get_by_role('button', name='Show who gets what').click()
    expect(page.locator('.card', has_text='What stands against it')).to_contain_text('a difference of −₹30.00')
    expect(page.get_by_role('button', name='Record the share-out')).to_have_count(0)
    expect(page.get_by_role('link', name='Print, to be read out')).to_have_count(0)
    expect(page.get_by_text('It adds up')).to_have_count(0)
    assert page.request.get(f'{server.address}/share-out/paper.pdf?counted=6000').status == 422
    visit(page, server.address, '/share-out?counted=6030')
    expect(page.locator('.card', has_text='Value of a share')).to_contain_text('Value of a share₹6,000.00 / 30₹200.00')
    line = page.locator('.fold.line', has_text='Asha')
    line.locator('summary').click()
    expect(line).to_contain_text('Kept apart, given back₹30.00')
    assert page.request.get(f'{server.address}/share-out/paper.pdf?counted=6030').body().startswith(b'%PDF')
    page.get_by_text('Shares that members leave in').click()
    page.get_by_label('Brinda: shares left in').fill('5')
    page.get_by_role('button', name='Record the share-out').click()
    asked = page.get_by_role('dialog').last
    expect(asked).to_contain_text('Asha₹2,030.00Brinda₹3,500.00Handed out₹5,530.00')
    expect(asked).to_contain_text('Stays in the box₹500.00')
    asked.get_by_role('button', name='Yes, record it').dblclick()
    expect(page.locator('#toast')).to_have_text('The share-out V2026-001 was recorded: ₹5,530.00 are handed out.')
    assert recorded(group, 1) == [('share', '50000', 'cash', 'M2025-002')]
    assert group.cash() == 500_00
    visit(page, server.address, '/share-out').get_by_role('link', name='V2026-001').click()
    expect(page.locator('.hero')).to_contain_text('₹5,530.00')
    expect(page.locator('.card', has_text='Value of a share')).to_contain_text('Value of a share₹6,000.00 / 30₹200.00')
    line = page.locator('.fold.line').first
    line.locator('summary').click()
    expect(line).to_contain_text('Kept apart, given back₹30.00')
    expect(line.get_by_role('link')).to_contain_text('Share paid back ₹1,030.00 + Profit shared out ₹1,000.00')
    again = page.locator('main').get_by_role('link', name='Print').get_attribute('href')
    assert again == '/share-outs/V2026-001/paper.pdf'
    text = ' '.join(line for sheet in by_pdfium(page.request.get(server.address + again).body()) for line in sheet)
    assert 'M2025-001 Asha 1,000.00 1,000.00 30.00 0.00 2,030.00' in text
    assert page.request.get(f'{server.address}/share-outs/V2026-009/paper.pdf').status == 404


def test_who_leaves_early_sees_what_she_gets_before_it_is_recorded(
    browser: Browser, server: Server, group: Group
) -> None:
    """1,000.00 of 3,000.00 in shares, a profit of 3,000.00 and a fee of 10 %: 1,000 + 1,000 − 200 + 30."""
    page = enter(browser, server.address, '/shares/members/M2025-001')
    page.get_by_role('button', name='Take out before the cycle ends').click()
    form = page.locator('dialog[open]')
    expect(form.get_by_label('What she takes out of her savings')).to_have_value('1000.00')
    form.get_by_label('Her part of the profit so far').check()
    form.get_by_label('Fee for leaving early, percent').fill('10')
    form.get_by_role('button', name='Show what she gets').click()
    asked = page.get_by_role('dialog').last
    expect(asked).to_contain_text('Profit so far₹3,000.00 × ₹1,000.00 / ₹3,000.00₹1,000.00')
    expect(asked).to_contain_text('Paid out₹1,830.00')
    asked.get_by_role('button', name='Yes, record it').dblclick()
    expect(page.locator('#toast')).to_contain_text('Asha took out ₹1,000.00. Receipt R00004.')
    assert [row[0] for row in recorded(group, 4)] == ['share-back', 'share-back', 'share-out', 'fee']
    assert group.cash() == 4_200_00
