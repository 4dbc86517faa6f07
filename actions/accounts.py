"""Cash boxes and bank accounts: a group adds one, amends what is said of it, and closes it when it is empty.

    add(book, NewAccount(request, 'Box of the treasurer', 'cash'), who, now, today)    →  the account with its number
    edit(book, 'A2025-001', NewAccount(request, 'Box at the hall', 'cash'), who, now, today)
    close(book, 'A2025-001', who, now, today, request)

The first account of a type takes over what was recorded before there was one. Of each type one is the usual one: what
is recorded without naming an account goes there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from actions import ways
from actions.parts import amend
from actions.who import Who
from rules.money import Amount
from rules.problems import N_, Problem, Refused, refuse
from rules.purses import TYPES
from rules.register_records import CLOSED, IN_USE, Account, next_number
from sheets.book import Book
from sheets.columns import ACCOUNTS
from sheets.recording import Recording

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is said of an account; `id` is that of the request."""

    id: str
    name: str
    type: str
    bank: str = ''
    account_number: str = ''
    branch: str = ''
    primary: bool = False


def add(book: Book, asked: NewAccount, who: Who, now: datetime, today: date) -> Account:
    """Add an account. Raises Refused with every reason."""
    who.must('settings')
    with book.writing() as writing:
        register = book.register(ACCOUNTS)
        if writing.answer(asked.id):
            found: Account = register[asked.id]
            return found
        if problems := list(_problems_of(book, asked, '')):
            raise Refused(problems)
        first = not any(each.type == asked.type and each.status == IN_USE for each in register.values())
        account = Account(
            asked.id, next_number('A', register.values(), today), asked.name.strip(), asked.type, asked.bank.strip(),
            asked.account_number.strip(), asked.branch.strip(), primary=asked.primary or first,
        )  # fmt: skip
        if account.primary:
            _no_longer_usual(book, writing, account, who, now, today, asked.id)
        writing.insert(ACCOUNTS, account, asked.id, now)
        writing.set_answer(asked.id, 'account', {'account': asked.id})
        return account


def edit(book: Book, number: str, asked: NewAccount, who: Who, now: datetime, today: date) -> Account:
    """Amend what is said of an account, or make it the usual one; its type and number stay."""
    who.must('settings')
    with book.writing() as writing:
        account = _account(book, number)
        if not writing.answer(asked.id):
            if problems := list(_problems_of(book, asked, account.id)):
                raise Refused(problems)
            primary = asked.primary or account.primary
            if primary and not account.primary:
                _no_longer_usual(book, writing, account, who, now, today, asked.id)
            values = {
                'name': asked.name.strip(), 'bank': asked.bank.strip(), 'branch': asked.branch.strip(),
                'account_number': asked.account_number.strip(), 'primary': 'yes' if primary else 'no',
            }  # fmt: skip
            amend(book, writing, ACCOUNTS, account.id, account.name, values, '', today, who, now, asked.id)
            writing.set_answer(asked.id, 'edit', {})
    return _account(book, number)


def close(book: Book, number: str, who: Who, now: datetime, today: date, request: str) -> Account:
    """Nothing goes through the account any more. Raises Refused while there is money on it."""
    who.must('settings')
    with book.writing() as writing:
        account = _account(book, number)
        if not writing.answer(request):
            if left := sum(book.boxes.get(number, {}).values()):
                raise refuse(
                    N_('There are {left} on {account}.'), N_('Transfer them to another account first.'),
                    left=Amount(left, book.bylaws.currency), account=account.name,
                )  # fmt: skip
            values = {'status': CLOSED, 'primary': 'no'}
            amend(book, writing, ACCOUNTS, account.id, account.name, values, '', today, who, now, request)
            writing.set_answer(request, 'close', {})
    return _account(book, number)


def _account(book: Book, number: str) -> Account:
    if found := ways.account(book, number):
        return found
    raise refuse(N_('There is no account {account}.'), N_('Look at the page again.'), account=number)


def _no_longer_usual(
    book: Book, writing: Recording, account: Account, who: Who, now: datetime, today: date, request: str
) -> None:
    for other in list(book.register(ACCOUNTS).values()):
        if other.primary and other.type == account.type and other.id != account.id:
            amend(book, writing, ACCOUNTS, other.id, other.name, {'primary': 'no'}, '', today, who, now, request)


def _problems_of(book: Book, asked: NewAccount, own: str) -> Iterable[Problem]:
    name = asked.name.strip()
    if not name or len(name) > LONGEST_NAME:
        yield Problem(
            N_('The account has no name, or one of more than {most} letters.'), N_('Type what people call it.'),
            {'most': LONGEST_NAME}, about='name',
        )  # fmt: skip
    if any(each.name.casefold() == name.casefold() and each.id != own for each in book.register(ACCOUNTS).values()):
        yield Problem(
            N_('There is an account {name} already.'), N_('Give this one another name.'), {'name': name}, about='name'
        )
    if asked.type not in TYPES:
        yield Problem(
            N_('{type} is no type of account.'), N_('Choose a cash box, a bank account or a mobile account.'),
            {'type': repr(asked.type)[:40]}, about='type',
        )  # fmt: skip
    if not own and not book.bylaws.module_bank_accounts:
        yield Problem(
            N_('The group keeps one cash box and one bank account.'),
            N_('Switch on the module of accounts in the settings.'), about='type',
        )  # fmt: skip
