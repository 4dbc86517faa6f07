"""A receipt of which some is set off says what was handed over; a transfer says from where to where."""

import re
from datetime import date

import pytest
from markupsafe import Markup

from rules.money import Money
from rules.records import Entry, Mode
from tests.groups import Group
from tests.test_actions_share_out import ASHA, BRINDA, CHHAYA, asked, do
from tests.test_actions_share_out import group as group  # the fixture
from tests.test_actions_ways import group as with_accounts  # noqa: F401, the fixture
from ui.receipt_page import rows_of, way_words
from ui.receipts import Receipt, receipt_row, receipts, signed, split_words


def words(drawn: Markup) -> str:
    return ' '.join(re.sub('<[^>]+>', ' ', drawn).split())


def latest(group: Group, member: str = '') -> Receipt:
    frame = group.book.frame()
    return receipts(group.book, frame[(frame['member_number'] == member).to_numpy()] if member else frame)[-1]


def test_what_is_set_off_is_taken_off_and_the_sum_is_what_was_handed_over(group: Group) -> None:
    """Asha's part of the fund is 4,510; she owes 6,120, so that she is handed nothing. Brinda owes nothing."""
    do(group, asked())
    asha, brinda = latest(group, ASHA), latest(group, BRINDA)
    assert words(rows_of(asha, 'INR')) == (
        'Share paid back set off against the loan +₹3,000.00 Profit shared out set off against the loan +₹1,500.00 '
        'Loan interest Set off −₹120.00 Loan repaid Set off −₹4,380.00 Loan written off ₹1,620.00 Handed out ₹0.00'
    )
    assert (signed(asha, 'INR'), way_words(asha)) == ('₹0.00', 'set off against the loan')
    assert split_words(asha, 'INR') == (
        'Share paid back +₹3,000.00 · Profit shared out +₹1,500.00 · Interest −₹120.00 · Loan −₹4,380.00 · '
        'Loan written off ₹1,620.00'
    )
    assert words(rows_of(brinda, 'INR')).endswith('Together ₹4,530.00')
    assert (signed(brinda, 'INR'), way_words(brinda)) == ('−₹4,530.00', 'in cash')


def test_of_what_is_set_off_in_part_the_rest_is_handed_over(group: Group) -> None:
    """Chhaya's part is 4,510, and she owes 1,020: 3,490 are handed over. Before, all rows were added up to 6,530."""
    group.do('loan', '1000', '2025-12-30', member=CHHAYA)
    do(group, asked(9_030_00))
    chhaya = latest(group, CHHAYA)
    assert words(rows_of(chhaya, 'INR')) == (
        'Share paid back set off against the loan +₹1,020.00 Share paid back +₹1,980.00 '
        'Profit shared out +₹1,510.00 Loan interest Set off −₹20.00 Loan repaid Set off −₹1,000.00 '
        'Handed out ₹3,490.00'
    )
    assert (signed(chhaya, 'INR'), way_words(chhaya)) == ('−₹3,490.00', 'in cash')
    assert split_words(chhaya, 'INR') == (
        'Share paid back +₹3,000.00 · Profit shared out +₹1,510.00 · Interest −₹20.00 · Loan −₹1,000.00'
    )


def of(*rows: tuple[str, Money, Mode]) -> Receipt:
    entries = [Entry(f'r/{n}', date(2026, 1, 5), 'R1', *row) for n, row in enumerate(rows, start=1)]
    return Receipt(tuple(entries))


def test_a_fee_or_a_tax_is_taken_off_what_is_handed_out_and_brought_back_with_it() -> None:
    lent = of(('loan', 100_00, 'cash'), ('fee', 2_00, 'cash'))
    assert words(rows_of(lent, 'INR')) == 'Loan given +₹100.00 Fee −₹2.00 Handed out ₹98.00'
    assert signed(lent, 'INR') == '−₹98.00'
    back = of(('loan', -100_00, 'cash'), ('fee', -2_00, 'cash'))
    assert words(rows_of(back, 'INR')) == 'Loan given +₹100.00 Fee −₹2.00 Paid in ₹98.00'
    assert signed(back, 'INR') == '+₹98.00'
    dividend = of(('dividend', 100_00, 'set-off'), ('withholding', 5_00, 'set-off'), ('contribution', 95_00, 'set-off'))
    assert words(rows_of(dividend, 'INR')) == (
        'Dividend Set off +₹100.00 Tax withheld Set off −₹5.00 Deposit Set off −₹95.00 Handed out ₹0.00'
    )
    assert way_words(dividend) == 'Set off'


def test_interest_that_stays_in_the_savings_is_not_handed_out() -> None:
    """100 of interest, of which the tax of 5 is taken out again; nothing is handed out, and 100 was given."""
    interest = of(
        ('savings-interest', 100_00, 'set-off'), ('withdrawal', 5_00, 'set-off'), ('withholding', 5_00, 'set-off')
    )
    assert 'Handed out' not in words(rows_of(interest, 'INR'))
    assert signed(interest, 'INR') == '₹100.00'


def test_rows_that_go_the_same_way_are_added_up_without_signs() -> None:
    repaid = of(('interest', 20_00, 'cash'), ('principal', 500_00, 'cash'))
    assert words(rows_of(repaid, 'INR')) == 'Loan interest ₹20.00 Loan repaid ₹500.00 Together ₹520.00'
    assert (split_words(repaid, 'INR'), signed(repaid, 'INR')) == ('Interest ₹20.00 + Loan ₹500.00', '+₹520.00')
    assert signed(of(('to-bank', 70_00, 'cash')), 'INR') == '₹70.00'
    assert signed(of(('write-off', 70_00, 'cash')), 'INR') == '₹70.00'


@pytest.mark.parametrize('cost', ['', '50'])
def test_a_transfer_says_from_where_to_where(with_accounts: Group, cost: str) -> None:  # noqa: F811
    """400 from the treasurer's box to the bank; in one of the two cases that cost 50."""
    with_accounts.do('transfer', '400', '2025-01-06', account='A1', to_account='A3', cost=cost)
    transfer = latest(with_accounts)
    said = 'Box of the treasurer → Bank of Pune' + (' · Transaction cost ₹50.00' if cost else '')
    assert split_words(transfer, 'INR') == said
    assert words(rows_of(transfer, 'INR')) == f'{said} ₹400.00'
    assert said in words(receipt_row(transfer, 'INR')) and words(receipt_row(transfer, 'INR')).endswith('₹400.00')


def test_an_account_is_called_by_its_name(with_accounts: Group) -> None:  # noqa: F811
    with_accounts.do('expense', '30', '2025-01-06', account='A1', category='Tea')
    expense = latest(with_accounts)
    assert expense.place(expense.first) == 'Box of the treasurer'
