"""The way money goes: through which cash box or bank account, what the payment cost, what is set off.

    100.00 by M-Pesa, cost 7.00      a row of 100.00, and a row `expense` of 7.00, category "transaction cost"
    transfer of 500.00 from A1 to A2 a row `transfer-out` of A1, and a row `transfer-in` of A2

An entry names its account by its number, and its mode says the same as the type of the account: what lies in a cash box
is cash. Without an account the usual one of the mode is written down, where the group keeps accounts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from actions.parts import Part, Plan
from rules import purses
from rules.accounts import BANK, CASH
from rules.money import Amount, Money
from rules.problems import N_, Problem
from rules.records import SET_OFF, Mode
from rules.register_records import IN_USE, Account
from rules.transactions import KINDS, Transaction
from sheets.book import Book
from sheets.columns import ACCOUNTS

TRANSACTION_COST = 'transaction cost'
WITHOUT_ACCOUNT = frozenset(
    kind for kind, known in KINDS.items() if 'account' not in known.takes | known.needs
)  # fmt: skip
"""Kinds that move no money, or say themselves between which accounts."""
MODE_OF_TYPE: dict[str, Mode] = {'cash': 'cash', 'bank': 'bank', 'mobile': 'mpesa'}


def account(book: Book, number: str) -> Account | None:
    """The cash box or bank account with a number."""
    return next((each for each in book.register(ACCOUNTS).values() if each.number == number), None)


def problems_of_accounts(book: Book, asked: Transaction) -> Iterable[Problem]:
    """Accounts that are not there or not used any more, or that the mode contradicts."""
    for about in ('account', 'to_account'):
        number = getattr(asked, about)
        found = account(book, number) if number else None
        if number and (found is None or found.status != IN_USE):
            yield Problem(
                N_('There is no account {account} in use.'), N_('Choose one of the cash boxes and bank accounts.'),
                {'account': number}, about=about,
            )  # fmt: skip
        elif found and about == 'account' and found.type == 'cash' and asked.mode != 'cash':
            yield Problem(
                N_('{account} is a cash box, and the payment is not in cash.'), N_('Choose another account or mode.'),
                {'account': found.name}, about=about,
            )  # fmt: skip
    if asked.account and asked.account == asked.to_account:
        yield Problem(
            N_('A transfer goes from one account to another one.'), N_('Choose two accounts.'), about='to_account'
        )


def by_account(book: Book, asked: Transaction) -> Transaction:
    """The transaction with the mode that the type of its account says, where none but cash was given."""
    if not asked.account:
        return _in_the_usual_one(book, asked)
    found = account(book, asked.account)
    return replace(asked, mode=MODE_OF_TYPE[found.type]) if found and asked.mode == 'cash' else asked


def _in_the_usual_one(book: Book, asked: Transaction) -> Transaction:
    """Where the group keeps accounts, a row names the one that it moved, so that it stays there when another one
    becomes the usual one."""
    if asked.kind in WITHOUT_ACCOUNT or asked.mode == SET_OFF:
        return asked
    return replace(asked, account=_usual(book, asked.mode))


def place_of(book: Book, mode: str, number: str) -> str:
    """Where money is that goes this way: the number of an account, or cash or bank where the group keeps none."""
    return purses.place_of(purses.type_of(mode), number or _usual(book, mode), book.first_accounts)


def _usual(book: Book, mode: str) -> str:
    """The number of the account that is meant where none is named; nothing where the group keeps none of its type."""
    usual = purses.usual_of(book.register(ACCOUNTS).values())[purses.type_of(mode)]
    return usual if account(book, usual) else ''


def between_boxes(book: Book, asked: Transaction) -> Plan:
    """Cash carried to the bank or taken from it: where the group keeps accounts, between the usual two of them."""
    usual = purses.usual_of(book.register(ACCOUNTS).values())
    cash, bank = account(book, usual[CASH]), account(book, usual[BANK])
    if not (cash and bank):
        return Plan([Part(asked.kind, asked.amount)])
    here, there = (cash, bank) if asked.kind == 'to-bank' else (bank, cash)
    return Plan([
        Part('transfer-out', asked.amount, mode=MODE_OF_TYPE[here.type], account=here.number),
        Part('transfer-in', asked.amount, mode=MODE_OF_TYPE[there.type], account=there.number),
    ])  # fmt: skip


def transfer(book: Book, asked: Transaction) -> Plan:
    """Money carried from one account to another one: both rows under one receipt."""
    to = account(book, asked.to_account)
    assert to is not None, 'looked at before'
    return Plan(
        [Part('transfer-out', asked.amount), Part('transfer-in', asked.amount, mode=MODE_OF_TYPE[to.type],
                                                  account=to.number)]
    )  # fmt: skip


def parts_of(asked: Transaction, parts: Sequence[Part]) -> Iterator[Part]:
    """The parts with their mode and account, and what the payment cost.

    A reversal goes back the way the money came; everything else goes the way that was asked, unless it says its own.
    """
    for part in parts:
        yield part if part.mode else replace(part, mode=asked.mode, account=part.account or asked.account)
    if asked.cost:
        yield Part('expense', asked.cost, category=TRANSACTION_COST, mode=asked.mode, account=asked.account)


def not_set_off(left: Money, currency: str) -> Problem:
    """Why rows that set something off cannot stand alone."""
    return Problem(
        N_('What is set off does not come to nothing: {left} is left.'),
        N_('Record both sides of it in one receipt.'), {'left': Amount(left, currency)}, about='mode',
    )  # fmt: skip
