"""The merry-go-round in a real browser: what members bring, the steps of a payout by two officers, the schedule."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from tests.rounds import Chama
from tests.served import Server, enter, serving, visit

pytestmark = pytest.mark.needs('chromium')


@pytest.fixture(scope='module')
def chama(tmp_path_factory: pytest.TempPathFactory) -> Chama:
    """Three members; Asha has brought 1,000.00 for her own round, of which the pot is 3,000.00."""
    chama = Chama(tmp_path_factory.mktemp('chama'), 'Asha Bina Chitra', today=date(2025, 1, 5))
    chama.open('ballot', seed='3 1 4')
    chama.bring('C1/1', chama.members[0])
    return chama


@pytest.fixture(scope='module')
def server(chama: Chama) -> Iterator[Server]:
    words = '2025-01-05', 'payouts', 'rotation', 'decisions', 'balance', 'member_page'
    with serving(chama.path.parent, *words, program='tests.real_pages') as running:
        yield running


def test_a_round_from_the_contributions_to_the_payout(browser: Browser, server: Server, chama: Chama) -> None:
    page = enter(browser, server.address, '/payouts', role='treasurer')
    expect(page.locator('.hero')).to_contain_text('₹1,000.00')
    page.get_by_role('button', name='Record contributions').click()
    sheet = page.locator('#bring, dialog.sheet[open]').first
    sheet.get_by_label('All of them paid all that is missing').check()
    sheet.get_by_role('button', name='Record', exact=True).click()
    shown = page.locator('dialog[open]').last
    expect(shown).to_contain_text('Together₹2,000.00')
    shown.get_by_role('button', name='Yes, record it').dblclick()
    expect(page.locator('#toast')).to_have_text('₹2,000.00 were recorded for round 1.')
    visit(page, server.address, '/payouts')
    expect(page.locator('.hero')).to_contain_text('₹3,000.00')
    page.get_by_role('button', name='Ask for the payout').click()
    page.get_by_role('button', name='Approve').click()
    expect(page.locator('.problems')).to_contain_text('Treasurer asked for the payout and cannot approve it too.')

    page = enter(browser, server.address, '/payouts', role='president')
    page.get_by_role('button', name='Approve').click()
    page.get_by_role('button', name='Record as paid').click()
    expect(page.locator('.problems')).to_contain_text('President approved the payout and cannot record it as paid too.')

    page = enter(browser, server.address, '/payouts', role='treasurer')
    page.get_by_role('button', name='Record as paid').click()
    page.locator('dialog[open]').get_by_role('button', name='Yes, record it').dblclick()
    expect(page.locator('#toast')).to_contain_text('received ₹3,000.00.')
    chama.book.refresh()
    assert [row for row in chama.rows('kind', 'amount', 'about') if row[0] == 'payout'] == [
        ('payout', '300000', 'C1/1')
    ]
    visit(page, server.address, '/payouts')
    expect(page.locator('.card', has_text='Received and still to pay')).to_contain_text('₹2,000.00')
    # She has had the pot for the 1,000 that she put in: none of it is among her savings.
    got = next(row[0] for row in chama.rows('member_number', 'kind') if row[1] == 'payout')
    expect(visit(page, server.address, f'/balance/rounds/{got}').locator('.hero')).to_contain_text('−₹2,000.00')
    expect(visit(page, server.address, f'/balance/savings/{got}').locator('.hero')).to_contain_text('₹0.00')


def test_a_decision_is_written_down_and_moves_turns(browser: Browser, server: Server, chama: Chama) -> None:
    page = enter(browser, server.address, '/decisions/new?kind=swap&about=C1')
    now = [names[0] for names in chama.order()][1:]
    numbers = {member.name: member.number for member in chama.book.members.values()}
    page.locator('[name="member 1"]').select_option(numbers[now[0]])
    page.locator('[name="member 2"]').select_option(numbers[now[1]])
    page.get_by_label('Reason').fill('a wedding')
    page.get_by_label('All members were for it').check()
    page.get_by_role('button', name='Write it down').click()
    page.locator('dialog[open]').get_by_role('button', name='Yes, record it').click()
    page.wait_for_url('**/decisions/D2025-001')
    visit(page, server.address, '/rotation')
    page.locator('[name="first"]').select_option('2')
    page.locator('[name="second"]').select_option('3')
    page.get_by_role('button', name='Show the new order').click()
    shown = page.locator('dialog[open]')
    expect(shown).to_contain_text(f'{now[0]}{now[1]}')
    shown.get_by_role('button', name='Yes, record it').click()
    expect(page.locator('#toast')).to_have_text('The turns were moved.')
    chama.book.refresh()
    assert [names[0] for names in chama.order()][1:] == now[::-1]
    visit(page, server.address, '/decisions/D2025-001')
    expect(page.locator('.card', has_text='What rests on it')).to_contain_text('Rotation')


def test_who_leaves_before_her_turn_is_named_and_gets_what_she_brought(
    browser: Browser, server: Server, chama: Chama
) -> None:
    """Of the first pot each brought 1,000.00; she who has the last turn leaves, and the first brings it back to her."""
    first, *_second, last = (names[0] for names in chama.order())
    numbers = {member.name: member.number for member in chama.book.members.values()}
    page = enter(browser, server.address, f'/members/{numbers[last]}')
    page.get_by_role('button', name='Leaves the group').click()
    sheet = page.get_by_role('dialog')
    sheet.get_by_label('Reason').fill('died')
    sheet.get_by_role('button', name='Leaves the group').click()
    told = f'{last} ({numbers[last]}) left before her turn, round 3; ₹1,000.00 that she brought are hers.'
    expect(page.locator('#toast')).to_contain_text(told)
    expect(visit(page, server.address, '/rotation').locator('.notice').first).to_contain_text(told)
    page = visit(page, server.address, '/payouts?round=C1/3')
    expect(page.locator('.notice').first).to_contain_text(told)
    owing = page.locator('.card', has_text='Who has paid')
    expect(owing).to_contain_text('0 / 1')
    expect(owing).to_contain_text(first)
    page = visit(page, server.address, '/decisions/new?kind=skip&about=C1')
    expect(page.locator('[name="member 1"]')).to_contain_text(f'{last} ({numbers[last]}), left')
