"""Which cash box or bank account a row moves.

A group that keeps several gives each a number, and a row names the one that it moved. Rows that name none were recorded
while there was one box and one bank only, and belong to the account that came first of its type. Until a type has an
account of its own, its rows stand together as cash in hand, or as the bank; money on a telephone is at the bank then.

For example with the box A1, the box A2 and the bank A3, where A1 came before A2:

    contribution of 200.00 in cash           A1 + 200.00
    contribution of 200.00 in cash, A2       A2 + 200.00
    contribution of 200.00 by M-Pesa         A3 + 200.00
    to-bank of 100.00                        A1 − 100.00, A3 + 100.00
"""

from collections.abc import Iterable, Mapping

from rules.accounts import BANK, CASH, MONEY, POSTINGS, money_account
from rules.register_records import IN_USE, Account

MOBILE = 'mobile'
TYPES = (CASH, BANK, MOBILE)
Usual = Mapping[str, str]
"""For each type of account the place that is meant where a row names none: the number of an account, cash or bank."""
ONE_OF_EACH: Usual = {CASH: CASH, BANK: BANK, MOBILE: BANK}


def type_of(mode: str) -> str:
    """The type of account that a mode of payment lands on."""
    return CASH if mode == CASH else MOBILE if mode == 'mpesa' else BANK


def box_of(type_: str) -> str:
    """Whether an account of a type counts as cash or as bank."""
    return CASH if type_ == CASH else BANK


def first_of(accounts: Iterable[Account]) -> Usual:
    """Where rows belong that name no account: to the first one of their type."""
    first: dict[str, str] = {}
    for account in sorted(accounts, key=lambda account: account.number):
        first.setdefault(account.type, account.number)
    return _with_all_types(first)


def usual_of(accounts: Iterable[Account]) -> Usual:
    """The accounts in which new rows are recorded that name none: the usual one of each type, or the first in use."""
    chosen: dict[str, str] = {}
    used = [account for account in accounts if account.status == IN_USE]
    for account in sorted(used, key=lambda account: (not account.primary, account.number)):
        chosen.setdefault(account.type, account.number)
    return _with_all_types(chosen)


def _with_all_types(found: Mapping[str, str]) -> Usual:
    bank = found.get(BANK, BANK)
    return {CASH: found.get(CASH, CASH), BANK: bank, MOBILE: found.get(MOBILE, bank)}


def moved(kind: str, mode: str, account: str = '') -> tuple[tuple[tuple[str, str], int], ...]:
    """What one unit of an entry moves: each type of account with the number that it names, and +1 or -1."""
    posting = POSTINGS[kind]
    sides = ((posting.debit, 1), (posting.credit, -1))
    found = ((_type_and_account(side, mode, account), sign) for side, sign in sides)
    return tuple((place, sign) for place, sign in found if place)


def postings(kind: str, mode: str, account: str, first: Usual) -> tuple[str, str]:
    """The accounts that an entry debits and credits, each cash box and bank account by its own number."""
    posting = POSTINGS[kind]
    debit, credit = (
        place_of(*found, first) if (found := _type_and_account(side, mode, account)) else _other(side, mode)
        for side in (posting.debit, posting.credit)
    )
    return debit, credit


def place_of(type_: str, account: str, first: Usual) -> str:
    """Where a row stands that names this account or none."""
    return account or first[type_]


def _type_and_account(side: str, mode: str, account: str) -> tuple[str, str] | None:
    """The type and number of a money account; None for an account that holds no money."""
    if side == MONEY:
        return (type_of(mode), account) if money_account(mode) in (CASH, BANK) else None
    return (side, '') if side in (CASH, BANK) else None


def _other(side: str, mode: str) -> str:
    return money_account(mode) if side == MONEY else side
