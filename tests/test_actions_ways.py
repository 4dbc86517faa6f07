"""Through which account money goes, what a payment costs, what is set off; and where each kind of entry is posted."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from actions import dividends, record
from actions.lending import OF_GROUP
from actions.parts import Part, Plan
from actions.record import GIVEN_IN_A_BATCH
from reports import summaries
from rules import accounts
from rules.accounts import LOANS_SIGNS, POSTINGS, SAVINGS_SIGNS
from rules.balances import Period
from rules.bylaws import MODULES
from rules.dividends import Declaration
from rules.problems import Refused
from rules.records import MODES
from rules.register_records import Account
from rules.transactions import KINDS
from sheets.columns import ACCOUNTS
from tests.groups import NOW, PRESIDENT, TODAY, Group

MODULES_ON: dict[str, Any] = dict.fromkeys((module for module in MODULES if module != 'module_products'), True)
OF_FIXED_DEPOSITS = ('fixed-deposit', 'fixed-deposit-interest', 'fixed-deposit-back')
BOXES = (
    Account('a1', 'A1', 'Box of the treasurer', 'cash', primary=True),
    Account('a2', 'A2', 'Box of the president', 'cash'),
    Account('a3', 'A3', 'Bank of Pune', 'bank', primary=True),
    Account('a4', 'A4', 'M-Pesa till', 'mobile'),
    Account('a5', 'A5', 'Old bank', 'bank', status='closed'),
)


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """A group with two cash boxes, a bank account, a till, and an account that is closed."""
    group = Group(tmp_path, **MODULES_ON, share_most=0)
    group.join('Asha')
    with group.book.writing() as writing:
        for box in BOXES:
            writing.insert(ACCOUNTS, box, box.id, NOW)
    group.do('contribution', '1000', '2025-01-05', member='M2025-001')
    return group


def last(group: Group, count: int) -> list[tuple[Any, ...]]:
    return group.rows('kind', 'amount', 'mode', 'account', 'category', 'receipt')[-count:]


def test_a_transfer_is_two_rows_of_one_receipt_that_name_both_accounts(group: Group) -> None:
    group.do('transfer', '400', '2025-01-06', account='A1', to_account='A3', reference='slip 7')
    assert last(group, 2) == [
        ('transfer-out', '40000', 'cash', 'A1', '', 'R00002'), ('transfer-in', '40000', 'bank', 'A3', '', 'R00002'),
    ]  # fmt: skip
    assert (group.cash(), group.bank()) == (600_00, 400_00)
    assert group.rows('reference')[-1:] == [('slip 7',)]


def test_what_a_payment_costs_is_an_expense_of_the_same_receipt(group: Group) -> None:
    group.do('contribution', '500', '2025-01-07', member='M2025-001', account='A4', cost='7.50', reference='QX12')
    assert last(group, 2) == [
        ('contribution', '50000', 'mpesa', 'A4', '', 'R00002'),
        ('expense', '750', 'mpesa', 'A4', 'transaction cost', 'R00002'),
    ]  # fmt: skip
    assert group.bank() == 492_50
    group.do('reversal', '', '2025-01-08', reverses=group.rows('id')[-2][0], note='typed twice')
    assert (group.bank(), last(group, 2)[0][:4]) == (0, ('contribution', '-50000', 'mpesa', 'A4'))


@pytest.mark.parametrize(
    ('details', 'said'),
    [
        ({'account': 'A9'}, 'There is no account A9 in use.'),
        ({'account': 'A5'}, 'There is no account A5 in use.'),
        ({'account': 'A1', 'mode': 'bank'}, 'Box of the treasurer is a cash box, and the payment is not in cash.'),
    ],
)
def test_an_account_that_cannot_be_is_refused(group: Group, details: dict[str, str], said: str) -> None:
    assert said in group.refusal('contribution', '500', '2025-01-07', member='M2025-001', **details)


def test_a_transfer_needs_two_accounts_and_the_money(group: Group) -> None:
    assert '"transfer" needs to_account' in group.refusal('transfer', '400', '2025-01-06', account='A1')
    assert 'from one account to another' in group.refusal('transfer', '4', '2025-01-06', account='A1', to_account='A1')
    said = group.refusal('transfer', '4000', '2025-01-06', account='A1', to_account='A3')
    assert 'There is only 1000.00 in Box of the treasurer' in said


def test_what_is_set_off_moves_no_money_and_must_come_to_nothing(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    said = group.refusal('withdrawal', '300', '2025-01-08', member='M2025-001', mode='set-off')
    assert 'What is set off does not come to nothing: -300.00 is left.' in said

    def both_sides(book: Any, asked: Any) -> Plan:
        member = book.member(asked.member)
        return Plan([Part('withdrawal', asked.amount, member, mode='set-off'),
                     Part('share', asked.amount, member, mode='set-off')])  # fmt: skip

    monkeypatch.setattr(record, '_BUILDERS', {'withdrawal': both_sides})
    group.do('withdrawal', '300', '2025-01-08', member='M2025-001')
    assert (group.cash(), group.bank(), group.book.savings('m1')) == (1000_00, 0, 700_00)
    lines = {line.account: line.debit - line.credit for line in summaries.trial_balance(group.book, TODAY)}
    assert (lines['clearing'], lines['shares'], lines['savings']) == (0, -300_00, -700_00)


def test_every_kind_that_someone_can_ask_for_is_posted(group: Group) -> None:
    """Each is recorded once; the trial balance is zero, and savings and loans are what the accounts say."""
    group.do('income', '9000', '2025-01-06')
    group.do('to-bank', '2000', '2025-01-06')
    loan = group.do('loan', '100', '2025-01-07', member='M2025-001').entry_id
    number = group.book.loans[loan].number
    # 10.00 of the dividend are withheld for the state, and paid on below.
    group.do('share', '300', '2025-01-07', member='M2025-001')
    week = Period(date(2025, 1, 1), date(2025, 1, 7))
    declared = Declaration(week, 'closing balance', pool=200_00, tax_percent=Fraction(5))
    dividends.record(group.book, dividends.Asked('v1', 'dividend', declared, week.last), PRESIDENT, NOW, TODAY)
    needs = {'member': 'M2025-001', 'account': 'A1', 'to_account': 'A3', 'reverses': 'e2'}
    for kind, details in KINDS.items():
        if kind in ('payout', 'borrowed', *OF_FIXED_DEPOSITS, *GIVEN_IN_A_BATCH):
            continue  # of a round of the merry-go-round, an approved loan of the group, a row of a register, a batch
        given = {name: text for name, text in needs.items() if name in details.needs}
        if kind == 'write-off':
            group.write_off('10', '2025-01-08', number)
            continue
        if kind == 'repayment':
            given['loan'] = number
        group.do(kind, '' if kind == 'reversal' else '10', '2025-01-08', **given)
    lines = {line.account: line.credit - line.debit for line in summaries.trial_balance(group.book, TODAY)}
    assert sum(lines.values()) == 0 and lines.get('transfers') == 0
    figures = summaries.figures(group.book, TODAY)
    assert (figures.savings, figures.loans_outstanding) == (lines['savings'], -lines['loans'])
    assert (figures.cash, figures.bank) == (-lines['cash'], -lines['bank'])
    never = {'penalty', 'fee', 'loss', 'to-bank', 'from-bank', 'payout', 'borrowed', *OF_FIXED_DEPOSITS, *OF_GROUP}
    never |= {*GIVEN_IN_A_BATCH} - {'dividend', 'withholding'}
    assert set(POSTINGS) - {kind for (kind,) in group.rows('kind')} == never


def test_the_signs_of_savings_and_loans_follow_from_the_one_table() -> None:
    assert SAVINGS_SIGNS == {
        'contribution': 1, 'withdrawal': -1, 'payout': -1, 'savings-interest': 1, 'opening-savings': 1,
    }  # fmt: skip
    assert LOANS_SIGNS == {'loan': 1, 'principal': -1, 'write-off': -1, 'opening-loan': 1}
    assert {mode: accounts.money_account(mode) for mode in MODES} == {
        'cash': 'cash', 'bank': 'bank', 'mpesa': 'bank', 'upi': 'bank', 'cheque': 'bank', 'card': 'bank',
        'set-off': 'clearing',
    }  # fmt: skip


def test_a_loan_that_ran_when_the_book_began_is_a_loan_without_money_moved(group: Group) -> None:
    done = group.do('opening-loan', '2000', '2025-01-01', member='M2025-001', rate='1.5')
    loan = group.book.loans[done.entry_id]
    assert (loan.status, loan.given_on, group.cash()) == ('running', date(2025, 1, 1), 1000_00)
    group.do('repayment', '530', '2025-02-01', member='M2025-001')
    assert [row[:2] for row in last(group, 2)] == [('interest', '3000'), ('principal', '50000')]
    assert summaries.figures(group.book, TODAY).loans_outstanding == 1500_00
    [listed] = summaries.loans_table(group.book, TODAY).to_dict('records')
    assert (listed['lent'], listed['outstanding'], listed['status']) == (2000_00, 1500_00, 'running')


def test_a_request_of_before_is_known_again_and_one_with_another_reference_is_another(group: Group) -> None:
    asked = group.asked('contribution', '10', '2025-01-05', member='M2025-001', entry_id='same')
    assert record._content(asked) == record._content(replace(asked, reference='', cost=0))
    assert record._content(asked) != record._content(replace(asked, reference='QX12'))
    record.record(group.book, asked, PRESIDENT, NOW, TODAY)
    assert record.record(group.book, asked, PRESIDENT, NOW, TODAY).repeated
    with pytest.raises(Refused, match='already used'):
        record.record(group.book, replace(asked, decision='D2025-001'), PRESIDENT, NOW, TODAY)
