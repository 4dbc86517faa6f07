"""Cash and bank, and what each kind of entry means in double entry.

The treasurer writes single rows; debit and credit follow from this one table, so that the auditor gets a trial
balance that is zero. Cash is what the box holds; M-Pesa and UPI land on the group's account and count as bank. What
is set off moves no money: it stands on the clearing account, which is zero again at the end of its receipt.

For example 10,000.00 saved, 5,000.00 lent, 5,300.00 back (300.00 of it interest):

    cash     10,000 − 5,000 + 5,300 = 10,300
    savings  10,000    interest received  300    loans  5,000 − 5,000 = 0
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rules.money import ZERO, Money
from rules.problems import N_
from rules.records import SET_OFF

CASH, BANK, CLEARING = 'cash', 'bank', 'clearing'
MONEY = 'money'
"""Stands in the table for cash, bank or clearing, whichever the mode of the row says."""
SAVINGS, LOANS, BORROWED = 'savings', 'loans', 'borrowed'

ACCOUNTS: Mapping[str, str] = {
    CASH: N_('Cash in hand'),
    BANK: N_('Bank'),
    'loans': N_('Loans to members'),
    'savings': N_("Members' savings"),
    'fixed deposits': N_('Fixed deposits'),
    'shares': N_('Share capital'),
    'social': N_('Social fund'),
    'opening': N_('Opening balance'),
    'interest': N_('Interest received'),
    'penalties': N_('Penalties and fines'),
    'fees': N_('Fees received'),
    'income': N_('Other income'),
    'expenses': N_('Expenses'),
    'savings interest': N_('Interest on savings'),
    'dividends': N_('Dividends'),
    'shared out': N_('Profit shared out'),
    'tax withheld': N_('Tax withheld'),
    BORROWED: N_('Borrowed from outside'),
    'interest paid': N_('Interest and charges on what was borrowed'),
    'transfers': N_('Transfers under way'),
    CLEARING: N_('Set off'),
    'written off': N_('Loans written off'),
}


@dataclass(frozen=True, slots=True)
class Posting:
    """Where one kind of entry goes: the account debited and the account credited."""

    title: str
    debit: str
    credit: str


POSTINGS: Mapping[str, Posting] = {
    'contribution': Posting(N_('Deposit'), MONEY, 'savings'),
    'withdrawal': Posting(N_('Withdrawal'), 'savings', MONEY),
    'loan': Posting(N_('Loan given'), 'loans', MONEY),
    'principal': Posting(N_('Loan repaid'), MONEY, 'loans'),
    'interest': Posting(N_('Loan interest'), MONEY, 'interest'),
    'penalty': Posting(N_('Loan penalty'), MONEY, 'penalties'),
    'fee': Posting(N_('Fee'), MONEY, 'fees'),
    'fine': Posting(N_('Fine'), MONEY, 'penalties'),
    'income': Posting(N_('Other income'), MONEY, 'income'),
    'expense': Posting(N_('Expense'), 'expenses', MONEY),
    'to-bank': Posting(N_('Carried to the bank'), BANK, CASH),
    'from-bank': Posting(N_('Taken from the bank'), CASH, BANK),
    'opening': Posting(N_('Opening balance'), MONEY, 'opening'),
    'write-off': Posting(N_('Loan written off'), 'written off', 'loans'),
    'share': Posting(N_('Share bought'), MONEY, 'shares'),
    'social': Posting(N_('Social fund paid in'), MONEY, 'social'),
    'social-grant': Posting(N_('Grant from the social fund'), 'social', MONEY),
    # The merry-go-round pays the pot out of what members put in: below zero, her savings are what she still owes.
    'payout': Posting(N_('Payout'), SAVINGS, MONEY),
    'dividend': Posting(N_('Dividend'), 'dividends', MONEY),
    'savings-interest': Posting(N_('Interest on savings'), 'savings interest', SAVINGS),
    'share-back': Posting(N_('Share paid back'), 'shares', MONEY),
    'share-out': Posting(N_('Profit shared out'), 'shared out', MONEY),
    'loss': Posting(N_('Loss borne by a member'), MONEY, 'shared out'),
    'withholding': Posting(N_('Tax withheld'), MONEY, 'tax withheld'),
    'tax-paid': Posting(N_('Tax paid on'), 'tax withheld', MONEY),
    'fixed-deposit': Posting(N_('Fixed deposit'), MONEY, 'fixed deposits'),
    'fixed-deposit-back': Posting(N_('Fixed deposit paid back'), 'fixed deposits', MONEY),
    'fixed-deposit-interest': Posting(N_('Interest on a fixed deposit'), 'savings interest', 'fixed deposits'),
    'transfer-out': Posting(N_('Transfer to another account'), 'transfers', MONEY),
    'transfer-in': Posting(N_('Transfer from another account'), MONEY, 'transfers'),
    'opening-savings': Posting(N_('Opening balance of savings'), 'opening', SAVINGS),
    'opening-shares': Posting(N_('Opening balance of shares'), 'opening', 'shares'),
    'opening-social': Posting(N_('Opening balance of the social fund'), 'opening', 'social'),
    'opening-loan': Posting(N_('Opening balance of a loan'), LOANS, 'opening'),
    'opening-borrowed': Posting(N_('Opening balance of a loan of the group'), 'opening', BORROWED),
    # What the group itself borrows from a bank: the same steps as those of a member's loan, the other way round.
    'borrowed': Posting(N_('Loan taken up'), MONEY, BORROWED),
    'borrowed-back': Posting(N_('Loan of the group repaid'), BORROWED, MONEY),
    'borrowed-interest': Posting(N_('Interest paid'), 'interest paid', MONEY),
    'borrowed-fee': Posting(N_('Fee paid'), 'interest paid', MONEY),
    'borrowed-penalty': Posting(N_('Penalty paid'), 'interest paid', MONEY),
}

OPENINGS = frozenset(kind for kind, posting in POSTINGS.items() if 'opening' in (posting.debit, posting.credit))
"""The kinds that tell a balance of the books before."""


def money_account(mode: str) -> str:
    """The account that a mode of payment lands on."""
    return CASH if mode == CASH else CLEARING if mode == SET_OFF else BANK


def postings(kind: str, mode: str) -> tuple[str, str]:
    """The accounts that an entry debits and credits."""
    posting, account = POSTINGS[kind], money_account(mode)
    return (account if posting.debit == MONEY else posting.debit,
            account if posting.credit == MONEY else posting.credit)  # fmt: skip


def effects(kind: str, mode: str) -> tuple[int, int]:
    """What one unit of an entry does to cash and to bank: (+1, 0) for a deposit in cash, (-1, +1) for to-bank."""
    debit, credit = postings(kind, mode)
    return (debit == CASH) - (credit == CASH), (debit == BANK) - (credit == BANK)


def direction(kind: str) -> int:
    """+1 for what is brought and -1 for what is handed out, in money or set off; 0 where nothing changes hands."""
    posting = POSTINGS[kind]
    return (posting.debit == MONEY) - (posting.credit == MONEY)


def signs_of(account: str, where_owed: bool = True) -> Mapping[str, int]:
    """What one unit of each kind of entry does to an account: +1 raises what is owed there, or else what is held.

    For example of the savings: +1 for a contribution, -1 for a withdrawal.
    """
    raised = {kind: (posting.credit == account) - (posting.debit == account) for kind, posting in POSTINGS.items()}
    return {kind: sign if where_owed else -sign for kind, sign in raised.items() if sign}


SAVINGS_SIGNS = signs_of(SAVINGS)
SHARES_SIGNS = signs_of('shares')
LOANS_SIGNS = signs_of(LOANS, where_owed=False)
BORROWED_SIGNS = signs_of(BORROWED)


def left_in_clearing(rows: Iterable[tuple[str, str, Money]]) -> Money:
    """What rows (kind, mode, amount) of one receipt leave on the clearing account; anything but zero is a mistake."""
    ways = ((postings(kind, mode), amount) for kind, mode, amount in rows)
    return sum(((debit == CLEARING) - (credit == CLEARING)) * amount for (debit, credit), amount in ways)


@dataclass(frozen=True, slots=True)
class Balance:
    """One line of the trial balance: the sums debited and credited to an account, in minor units."""

    account: str
    debit: Money
    credit: Money


def trial_balance(sums: Mapping[tuple[str, str], Money]) -> list[Balance]:
    """The trial balance from the sum of each (kind, mode); its debits and credits are always equal."""
    debits = dict.fromkeys(ACCOUNTS, ZERO)
    credits = dict.fromkeys(ACCOUNTS, ZERO)
    for (kind, mode), amount in sums.items():
        debit, credit = postings(kind, mode)
        debits[debit] += amount
        credits[credit] += amount
    assert sum(debits.values()) == sum(credits.values())
    return [Balance(name, debits[name], credits[name]) for name in ACCOUNTS if debits[name] or credits[name]]


def lowest_from(day: date, by_day: Mapping[date, Money]) -> tuple[date, Money]:
    """The lowest balance on `day` or any later day, and the day on which it stands so low.

    `by_day` holds what came in less what went out on each day. Balances are those of the evening.
    """
    balance = sum(amount for when, amount in by_day.items() if when <= day)
    lowest, lowest_on = balance, day
    for when in sorted(when for when in by_day if when > day):
        balance += by_day[when]
        if balance < lowest:
            lowest, lowest_on = balance, when
    return lowest_on, lowest


def below_zero(by_day: Mapping[date, Money]) -> Iterable[tuple[date, Money]]:
    """Each day on whose evening the balance was below zero."""
    balance = ZERO
    for when in sorted(by_day):
        balance += by_day[when]
        if balance < ZERO:
            yield when, balance
