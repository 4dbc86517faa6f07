"""What the group holds for others goes back to them, and no more than that: shares, fixed deposits, tax withheld.

she has 500.00 in shares     500.00 are paid back, and then nothing
20.00 of tax were withheld   20.00 are paid on to the state, and then nothing

Money of a fixed deposit moves with its row of the register alone, which says for how long and at what rate.
"""

from datetime import date

from actions.parts import Part, Plan
from reports.shares import SHARES, balance, balances
from rules.money import ZERO, Amount
from rules.problems import N_, Problem, Refused, refuse
from rules.transactions import Transaction
from sheets.book import Book

FIXED_DEPOSITS, TAX = 'fixed deposits', 'tax withheld'
ONLY_HERS = {
    SHARES: N_('{name} has {paid} in shares; {amount} cannot be paid back.'),
    FIXED_DEPOSITS: N_('{name} has {paid} in fixed deposits; {amount} cannot be paid back.'),
}


def share_back(book: Book, asked: Transaction) -> Plan:
    """Share capital that is paid back: not more than she has."""
    return _hers(book, asked, SHARES)


def fixed_deposit(book: Book, asked: Transaction) -> Plan:
    """The money of a fixed deposit that is opened, or its interest: with a row of the register, or not at all."""
    _refuse_without_register(asked)
    return Plan([Part(asked.kind, asked.amount, book.member(asked.member))])


def fixed_deposit_back(book: Book, asked: Transaction) -> Plan:
    """A fixed deposit that is paid back: not more than she has in them."""
    _refuse_without_register(asked)
    return _hers(book, asked, FIXED_DEPOSITS)


def tax_paid(book: Book, asked: Transaction) -> Plan:
    """Tax that is paid on: not more than was withheld."""
    frame = book.frame()
    has = min(balance(frame, TAX, day) for day in (asked.on, date.max))
    if asked.amount > has:
        currency = book.bylaws.currency
        raise Refused([
            Problem(
                N_('Of the tax withheld {withheld} is not paid on yet; {amount} is more.'),
                N_('Pay on what was withheld; tax of the group itself is an expense.'),
                {'withheld': Amount(max(ZERO, has), currency), 'amount': Amount(asked.amount, currency)},
                about='amount',
            )
        ])  # fmt: skip
    return Plan([Part(asked.kind, asked.amount, category=asked.category)])


def _refuse_without_register(asked: Transaction) -> None:
    if not asked.about:
        raise refuse(
            N_('A fixed deposit is opened for so many months at a rate, and paid back with its interest.'),
            N_('Open it or pay it back on the page Fixed deposits, or with the command fixed-deposit.'), about='kind',
        )  # fmt: skip


def _hers(book: Book, asked: Transaction, account: str) -> Plan:
    member = book.member(asked.member)
    assert member is not None
    frame, currency = book.frame(), book.bylaws.currency
    has = min(balances(frame, account, day).get(member.id, ZERO) for day in (asked.on, date.max))
    if asked.amount > has:
        raise Refused([
            Problem(
                ONLY_HERS[account], N_('Pay back at most what she has.'),
                {'name': member.name, 'paid': Amount(max(ZERO, has), currency),
                 'amount': Amount(asked.amount, currency)}, about='amount',
            )
        ])  # fmt: skip
    return Plan([Part(asked.kind, asked.amount, member, category=asked.category)])
