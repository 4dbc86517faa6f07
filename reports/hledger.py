"""The book as a journal that hledger reads: a transaction for each receipt, with its rows as postings.

    2025-03-20 * (R00007) Asha | Loan interest, at the meeting        the day, the receipt, who, what for, the notes
        assets:cash                            300.00 INR
        income:interest:M2025-001             -300.00 INR

The names of accounts come from the chart; behind them stands the number of the loan or member, or what the money was
for. A row that takes back another one has its minus on both sides, as in the book. Whatever people typed is written so
that it stays text: no colon makes an account below another, no semicolon begins a comment.

    hledger -f book.journal balance --depth 2        is the trial balance of the book
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from reports import rows
from rules import money, purses
from rules.accounts import POSTINGS
from rules.chart import Place, chart, journal_name
from rules.money import Money
from rules.records import Entry
from sheets.book import Book
from sheets.columns import ACCOUNTS
from sheets.entries import records_of
from sheets.words import _

BLANKS = re.compile(r'[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]+')
# A colon parts accounts, a semicolon begins a comment, a bar parts who from what, a bracket ends the code.
IN_NAMES = str.maketrans(':;|()', '-,/[]')
IN_WORDS = str.maketrans(';|()', ',/[]')
WITHOUT_MEMBER = ('money', 'under way')


def journal(book: Book, end: date) -> str:
    """The journal of all entries up to a day, in the current language."""
    places, currency = chart(book.bylaws.kind, book.register(ACCOUNTS).values()), book.bylaws.currency
    first = book.first_accounts
    transactions = [_transaction(entries, places, first) for entries in _receipts(book, end)]
    names = sorted({posting.account for transaction in transactions for posting in transaction.postings})
    seal = _('Seal of the last row in the book: {seal}').format(seal=book.head())
    mark = '' if money.minor_digits(currency) else '.'
    heading = [
        f'; {_words(book.bylaws.name)}',
        f'; {seal}',
        'decimal-mark .',
        f'commodity {money.as_text(1000 * money.minor_units(currency), currency)}{mark} {currency}',
        '',
        *(f'account {name}' for name in names),
    ]
    return '\n'.join([*heading, *(line for transaction in transactions for line in transaction.lines(currency)), ''])


class Posting(NamedTuple):
    """One amount on one account; a debit has no sign, a credit has a minus."""

    account: str
    amount: Money


class Transaction(NamedTuple):
    """What one receipt says."""

    on: date
    code: str
    said: str
    postings: Sequence[Posting]

    def lines(self, currency: str) -> Iterator[str]:
        """Its lines in the journal, after an empty one."""
        yield ''
        yield f'{self.on.isoformat()} * ({self.code}) {self.said}'
        for account, amount in self.postings:
            yield f'    {account:<40}  {money.as_text(amount, currency):>14} {currency}'


def _receipts(book: Book, end: date) -> Iterable[Sequence[Entry]]:
    """The entries of each receipt, in order of their day. A row that has no receipt is one by itself."""
    found: dict[tuple[date, str], list[Entry]] = {}
    for entry in records_of(rows.entries_between(book, date.min, end)):
        found.setdefault((entry.on, entry.receipt or entry.id), []).append(entry)
    return found.values()


def _transaction(entries: Sequence[Entry], places: Mapping[str, Place], usual: purses.Usual) -> Transaction:
    postings = [posting for entry in entries for posting in _postings(entry, places, usual)]
    first = entries[0]
    return Transaction(first.on, _words(first.receipt or first.id), _said(entries), postings)


def _postings(entry: Entry, places: Mapping[str, Place], usual: purses.Usual) -> Iterator[Posting]:
    """What the entry debits, and what it credits."""
    for account, sign in zip(purses.postings(entry.kind, entry.mode, entry.account, usual), (1, -1), strict=True):
        yield Posting(_account(places[account], entry), sign * entry.amount)


def _account(place: Place, entry: Entry) -> str:
    """The name of an account, with the loan, the member or the purpose of the entry behind it."""
    if place.by_category:
        below = entry.category
    elif place.section == 'lent':
        below = entry.loan_number or entry.member_number
    else:
        below = '' if place.section in WITHOUT_MEMBER else entry.member_number
    below = _plain(below).translate(IN_NAMES)
    return f'{journal_name(place)}:{below}' if below else journal_name(place)


def _said(entries: Sequence[Entry]) -> str:
    """Who, and what for: each word once, however many rows say it."""
    who = dict.fromkeys(entry.member_name or entry.member_number for entry in entries)
    what = dict.fromkeys(word for entry in entries for word in _what(entry))
    return ' | '.join(filter(None, (_words(', '.join(filter(None, who))), _words(', '.join(filter(None, what))))))


def _what(entry: Entry) -> Iterator[str]:
    yield _('Reversal') if entry.reverses else ''
    yield _(POSTINGS[entry.kind].title)
    yield entry.category
    yield entry.note


def _words(text: str) -> str:
    return _plain(text).translate(IN_WORDS)


def _plain(text: str) -> str:
    """The text on one line, its words one blank apart."""
    return BLANKS.sub(' ', text).strip(' ')
