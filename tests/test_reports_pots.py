"""What a member put into the pots and got out of them is told apart from what she saved, and the same everywhere."""

from datetime import date
from pathlib import Path

import pytest
from markupsafe import Markup

from reports import ledgers, listings, messages, summaries
from reports.dividends import accounts_of
from reports.listings import Shown
from reports.passbook import passbook
from reports.shares import shares_table
from reports.statements import key_figures
from rules.balances import Period
from rules.periods import month_of
from sheets.words import language
from tests.rounds import Chama
from ui import passbook_modules

START, TODAY = date(2025, 1, 1), date(2025, 2, 28)


@pytest.fixture
def chama(tmp_path: Path) -> Chama:
    """Asha saved 200, put 1,000 and 1,000 into the pots and has had 2,000; Bina put in 1,000 and got nothing."""
    chama = Chama(tmp_path, 'Asha Bina', kind='chama', today=TODAY, module_shares=True, share_price=100_00)
    asha, bina = chama.members
    chama.open()
    chama.do('contribution', '200', '2025-01-03', member=asha)
    chama.do('share', '300', '2025-01-03', member=bina)
    chama.bring('C1/1', asha, bina)
    chama.pay('C1/1', asha, '2000')
    chama.bring('C1/2', asha, on='2025-02-05')
    return chama


def test_page_paper_and_lists_say_the_same(chama: Chama) -> None:
    asha, bina = chama.book.members.values()
    own, hers = (passbook(chama.book, member, TODAY) for member in (asha, bina))
    assert (own.savings, own.besides) == (
        200_00, {'Put into the pots': 2_000_00, 'Received from the pots': 2_000_00},
    )  # fmt: skip
    assert (hers.savings, hers.besides) == (0, {'Put into the pots': 1_000_00, 'Shares': 300_00})
    card = passbook_modules.cards(chama.book, asha, TODAY)
    assert Markup('<dt>Put into the pots</dt><dd>₹2,000.00</dd>') in card
    assert Markup('<dt>Received from the pots</dt><dd>₹2,000.00</dd>') in card
    assert key_figures(chama.book, asha, START, TODAY)[:4] == [
        ('Savings to date', '₹200.00'), ('Paid in this period', '₹200.00'),
        ('Put into the pots', '₹2,000.00'), ('Received from the pots', '₹2,000.00'),
    ]  # fmt: skip
    listed = listings.members_table(summaries.members_table(chama.book, START, TODAY), Shown(chama.book))
    assert [row[1:-2] for row in listed.rows] == [
        ('Asha', '200.00', '200.00', '2,000.00', '2,000.00', '0.00'),
        ('Bina', '0.00', '0.00', '1,000.00', '0.00', '300.00'),
    ]  # fmt: skip


def test_the_message_about_a_round_does_not_call_it_savings(chama: Chama) -> None:
    frame = chama.book.frame()
    mine = frame[(frame['kind'] == 'contribution').to_numpy()]
    saved, into_pot = mine['id'].tolist()[0], mine['id'].tolist()[-1]
    with language('en'):
        assert 'Savings now: ₹200.00' in messages.receipt(chama.book, saved, TODAY)
        told = messages.receipt(chama.book, into_pot, TODAY)
        assert 'Put into the pots: ₹2,000.00' in told and 'Savings' not in told
        news = messages.monthly(chama.book, month_of(TODAY), TODAY).splitlines()
    assert [line for line in news if line.startswith(('Savings', 'Merry', 'Share'))] == [
        'Savings of the group: ₹200.00', 'Merry-go-round: ₹1,000.00', 'Share capital: ₹300.00',
    ]  # fmt: skip


def test_what_goes_into_a_pot_is_no_deposit_of_the_month(chama: Chama) -> None:
    assert summaries.deposited_between(chama.book, START, TODAY) == 200_00
    assert [amount for _month, amount in summaries.deposits_by_month(chama.book, TODAY, 2)] == [200_00, 0]


def test_what_is_in_a_pot_earns_no_interest_and_is_no_deposit_beside_shares(chama: Chama) -> None:
    accounts = accounts_of(chama.book.frame(), 'interest', Period(START, TODAY), chama.book.members)
    assert [(account.member, account.opening, list(account.movements)) for account in accounts] == [
        (chama.book.member(chama.members[0]).id, 0, [(date(2025, 1, 3), 200_00)]),  # type: ignore[union-attr]
    ]
    assert shares_table(chama.book, TODAY)['deposits'].tolist() == [200_00, 0]


def test_the_ledger_of_the_members_adds_up_to_the_account(chama: Chama) -> None:
    titles = [ledger.sheet for ledger in ledgers.of_range(chama.book, START, TODAY)]
    headings = [column.header for sheet in titles if sheet.name == 'MemberLedger' for column in sheet.columns]
    assert headings[5:9] == ['Savings', 'Put into the pots', 'Received from the pots', 'Shares']
    table = summaries.members_table(chama.book, START, TODAY)
    account = {line.account: line.credit - line.debit for line in summaries.trial_balance(chama.book, TODAY)}
    assert (table['savings'] + table['put_in'] - table['received']).sum() == account['savings'] == 1_200_00
