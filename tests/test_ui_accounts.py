"""Accounts, closed months, opening balances, batches, statements and pictures of receipts, in a real browser."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.groups import TODAY, Group
from tests.served import Server, enter, serving, visit

pytestmark = pytest.mark.needs('chromium')
PAGES = ('accounts', 'closing', 'opening', 'batches', 'statements', 'documents', 'money', 'history')
PNG = bytes.fromhex(
    '89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100c9fe92ef'
    '0000000049454e44ae426082'
)
TABLE = 'Whose\tSavings\tLoan\tPercent\tAmount\nAsha\t700\t300\t2\t\nCash\t\t\t\t{cash}\n'


@pytest.fixture(scope='module')
def group(tmp_path_factory: pytest.TempPathFactory) -> Group:
    """A book in which nothing was recorded yet, of Asha and Bina."""
    on: dict[str, Any] = dict.fromkeys(
        ('module_bank_accounts', 'module_documents', 'module_statements', 'module_shares'), True
    )
    group = Group(tmp_path_factory.mktemp('accounts'), **on)
    group.join('Asha')
    group.join('Bina')
    return group


@pytest.fixture(scope='module')
def server(group: Group) -> Iterator[Server]:
    with serving(group.path.parent, str(TODAY), *PAGES, program='tests.real_pages') as running:
        yield running


@pytest.fixture(scope='module')
def page(browser: Browser, server: Server) -> Page:
    return enter(browser, server.address, '/opening')


def rows(group: Group, *fields: str) -> list[tuple[str, ...]]:
    group.book.refresh()
    return group.rows(*fields)


def test_opening_balances_are_pasted_seen_to_tie_and_recorded(page: Page, server: Server, group: Group) -> None:
    form = page.locator('form', has=page.locator('textarea'))
    form.get_by_label('The table').fill(TABLE.format(cash='300'))
    form.get_by_role('button', name='Look and record').click()
    expect(form.locator('.form-problems')).to_contain_text('a difference of −₹100.00')
    assert rows(group, 'kind') == []
    form.get_by_label('The table').fill(TABLE.format(cash='400'))
    form.get_by_role('button', name='Look and record').click()
    expect(page.locator('dialog[open]')).to_contain_text('Difference')
    page.get_by_role('button', name='Yes, record it').click()
    expect(page.locator('#main')).to_contain_text('Taken over on 1 January 2025')
    assert [kind for (kind,) in rows(group, 'kind')] == ['opening-savings', 'opening-loan', 'opening']


def test_a_batch_shows_each_item_and_a_bad_one_keeps_all_out(page: Page, server: Server, group: Group) -> None:
    visit(page, server.address, '/batches')
    form = page.locator('form', has=page.locator('textarea'))
    form.get_by_label('The table').fill('Member\tAmount\nAsha\t200\nBina\t-5\n')
    form.get_by_role('button', name='Look and record').click()
    expect(form.locator('.form-problems')).to_contain_text("Item 2 · Bina (M2025-002) '-5' is not an amount.")
    assert len(rows(group, 'kind')) == 3
    form.get_by_label('The table').fill('Member\tAmount\nAsha\t200\nBina\t250\n')
    form.get_by_role('button', name='Look and record').click()
    expect(page.locator('dialog[open]')).to_contain_text('Together: ₹450.00')
    page.get_by_role('button', name='Yes, record it').click()
    expect(page.locator('.recorded')).to_contain_text('Recorded: 2 items.')
    assert rows(group, 'kind', 'amount')[-2:] == [('contribution', '20000'), ('contribution', '25000')]


def test_a_batch_is_typed_behind_the_names(page: Page, server: Server, group: Group) -> None:
    before = len(rows(group, 'kind'))
    visit(page, server.address, '/batches?kind=share')
    form = page.locator('form', has=page.locator('.amounts'))
    expect(form.get_by_role('radio', name='Share bought')).to_be_checked()
    form.get_by_role('button', name='Look and record').click()
    expect(form.locator('.form-problems')).to_contain_text('No amount is filled in.')
    form.get_by_label('Bina (M2025-002)').fill('500')
    form.get_by_role('button', name='Look and record').click()
    expect(page.locator('dialog[open]')).to_contain_text('Together: ₹500.00')
    page.get_by_role('button', name='Yes, record it').click()
    expect(page.locator('.recorded')).to_contain_text('Recorded: 1 item.')
    assert rows(group, 'kind', 'amount', 'member_number')[before:] == [('share', '50000', 'M2025-002')]


def test_accounts_are_added_and_money_goes_from_one_to_another(page: Page, server: Server, group: Group) -> None:
    visit(page, server.address, '/accounts')
    for name, kind in (('Box of Asha', 'Cash box'), ('Bank of Pune', 'Bank account')):
        page.get_by_role('button', name='Add an account').click()
        sheet = page.locator('dialog[open]')
        sheet.get_by_role('textbox', name='Name').fill(name)
        sheet.get_by_role('radio', name=kind).check()
        sheet.get_by_role('button', name='Add', exact=True).click()
        expect(page.locator('a.row', has_text=name)).to_be_visible()
    expect(page.locator('a.row', has_text='Box of Asha')).to_contain_text('₹1,350.00')
    visit(page, server.address, '/accounts')
    page.get_by_role('button', name='Transfer').click()
    sheet = page.locator('dialog[open]')
    sheet.get_by_role('combobox', name='From this account').select_option(label='Box of Asha')
    sheet.get_by_role('combobox', name='Into this account').select_option(label='Bank of Pune')
    sheet.get_by_label('Amount').fill('100')
    sheet.get_by_role('button', name='Record').click()
    expect(page.locator('#toast')).to_contain_text('Transferred: ₹100.00')
    expect(page.locator('a.row', has_text='Bank of Pune')).to_contain_text('₹100.00')


def test_a_statement_opens_to_its_entries_and_is_approved(page: Page, server: Server) -> None:
    visit(page, server.address, '/statements?start=2025-01-01&end=2026-01-01')
    page.get_by_role('link', name='Box of Asha').click()
    expect(page.locator('.hero')).to_contain_text('₹1,250.00')
    visit(page, server.address, '/statements?start=2025-01-01&end=2026-01-01')
    page.get_by_role('button', name='Approve this statement').click()
    expect(page.locator('#main')).to_contain_text('as it stands')
    for ending, start in (('pdf', b'%PDF'), ('xlsx', b'PK')):
        answer = page.request.get(f'{server.address}/statements/statement.{ending}?kind=income')
        assert answer.body().startswith(start)


def test_a_picture_is_attached_to_a_receipt_and_a_file_that_is_none_is_refused(
    page: Page, server: Server, group: Group
) -> None:
    (entry,) = rows(group, 'id')[-1]
    visit(page, server.address, f'/history/receipt?entry={entry}')
    page.locator('input[type=file]').set_input_files({'name': 'a.png', 'mimeType': 'image/png', 'buffer': b'<svg>'})
    page.get_by_role('button', name='Attach it').click()
    expect(page.locator('#main')).to_contain_text('The file is no picture and no PDF.')
    page.locator('input[type=file]').set_input_files({'name': 'a.png', 'mimeType': 'image/png', 'buffer': PNG})
    page.get_by_role('button', name='Attach it').click()
    expect(page.locator('img.paper')).to_be_visible()
    assert len([*(group.path.parent / 'documents').iterdir()]) == 1


def test_a_month_is_closed_and_takes_no_row(page: Page, server: Server, group: Group) -> None:
    visit(page, server.address, '/closing')
    page.get_by_role('button', name='Close the month').click()
    expect(page.locator('.hero')).to_contain_text('Closed up to January 2025')
    group.book.refresh()
    assert 'The month 2025-01 is closed.' in group.refusal('income', '5', '2025-01-31')
