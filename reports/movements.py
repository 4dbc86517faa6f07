"""What moved before a range of days and within it, summed up in one pass: what financial statements are made of.

    movements(book, span)      a row for each part, kind, mode and category that occurs

        part             str      'before' or 'within' the range; what came after it does not count
        kind             str      contribution, loan, ...
        mode             str      cash, upi, ...
        category         str      what it was for, of accounts that are told apart by it; else ''
        amount           int64    minor units; a reversing row has lessened it
        entries          int64    how many rows there are
        debit, credit    str      the accounts

Of a hundred thousand entries a few hundred rows are left, and every statement adds up those. A line of a statement says
by its `Source` which of them it consists of. For example the savings at the end of the range:

    Source(frozenset({'savings'}), sign=-1)    a credit makes them more
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from reports import rows
from rules import accounts, purses
from rules.accounts import POSTINGS
from rules.chart import place_of
from rules.money import Money
from rules.spans import Span
from sheets.book import Book

BEFORE, WITHIN = 'before', 'within'
TEXTS = ('part', 'kind', 'mode', 'category', 'debit', 'credit')


@dataclass(frozen=True, slots=True)
class Source:
    """Which entries a sum consists of: those on these accounts, of these kinds or of all, of this category or of all.

    `sign` is +1 where debits make the sum more, -1 where credits do.
    """

    accounts: frozenset[str]
    parts: tuple[str, ...] = (BEFORE, WITHIN)
    kinds: frozenset[str] = frozenset()
    category: str | None = None
    sign: int = 1

    def on(self, *others: str) -> 'Source':
        """The same of other accounts."""
        return replace(self, accounts=frozenset(others))

    def within(self, *parts: str) -> 'Source':
        """The same of some parts of the time."""
        return replace(self, parts=parts)

    def of_kind(self, kind: str) -> 'Source':
        """The same of one kind of entry."""
        return replace(self, kinds=frozenset({kind}))

    def of_category(self, category: str) -> 'Source':
        """The same of one thing that entries were for."""
        return replace(self, category=category)


class Consists(NamedTuple):
    """One kind of entry among those that a sum consists of: what it adds, and how many rows it has."""

    kind: str
    amount: Money
    entries: int


class Moved(NamedTuple):
    """One row of the movements."""

    part: str
    kind: str
    mode: str
    category: str
    amount: Money
    entries: int
    debit: str
    credit: str


class Ledger:
    """What moved before a range and within it, ready to be asked."""

    def __init__(self, book: Book, span: Span) -> None:
        self.span = span
        moved = movements(book, span)
        columns = [moved[field].tolist() for field in Moved._fields]
        self.rows = [Moved(*row) for row in zip(*columns, strict=True)]

    def sum(self, source: Source) -> Money:
        """What these entries come to."""
        return source.sign * (self.debits(source) - self.credits(source))

    def debits(self, source: Source) -> Money:
        """What they debit to the accounts."""
        return sum(row.amount for row in self._of(source) if row.debit in source.accounts)

    def credits(self, source: Source) -> Money:
        """What they credit to the accounts."""
        return sum(row.amount for row in self._of(source) if row.credit in source.accounts)

    def consists_of(self, source: Source) -> tuple[Consists, ...]:
        """The same by kind of entry, with how many there are."""
        kinds: dict[str, tuple[Money, int]] = {}
        for row in self._of(source):
            amount, entries = kinds.get(row.kind, (0, 0))
            adds = source.sign * ((row.debit in source.accounts) - (row.credit in source.accounts))
            kinds[row.kind] = amount + adds * row.amount, entries + row.entries
        return tuple(Consists(kind, *sums) for kind, sums in kinds.items())

    def kinds(self, source: Source) -> set[str]:
        """The kinds of entry that occur."""
        return {row.kind for row in self._of(source)}

    def categories(self, source: Source) -> set[str]:
        """What they were for."""
        return {row.category for row in self._of(source)}

    def _of(self, source: Source) -> Iterator[Moved]:
        return (
            row
            for row in self.rows
            if row.part in source.parts
            and (row.debit in source.accounts or row.credit in source.accounts)
            and (not source.kinds or row.kind in source.kinds)
            and source.category in (None, row.category)
        )


def movements(book: Book, span: Span) -> pd.DataFrame:
    """What moved before the range and within it, in the order of the kinds of entry."""
    seen = rows.until(book.frame()[['on', 'kind', 'mode', 'category', 'account', 'amount']], span.last)
    told_apart = seen['kind'].isin(_kinds_by_category(book.bylaws.kind)).to_numpy()
    category, categories = pd.factorize(np.where(told_apart, seen['category'].to_numpy(), ''))
    account, names = pd.factorize(seen['account'].to_numpy())
    part = (seen['on'].to_numpy() >= np.datetime64(span.first, 's')).astype('int64')
    kinds, modes = seen['kind'].cat, seen['mode'].cat
    # One number for each row instead of four columns: a hundred thousand are added up in a moment.
    shape = 2, len(kinds.categories), len(modes.categories), max(len(categories), 1), max(len(names), 1)
    keys = np.ravel_multi_index((part, kinds.codes.to_numpy(), modes.codes.to_numpy(), category, account), shape)
    found, places = np.unique(keys, return_inverse=True)
    amounts, entries = np.zeros(len(found), dtype='int64'), np.zeros(len(found), dtype='int64')
    np.add.at(amounts, places, seen['amount'].to_numpy())
    np.add.at(entries, places, 1)
    part, kind, mode, category, account = np.unravel_index(found, shape)
    named = list(zip(kinds.categories.take(kind), modes.categories.take(mode), strict=True))
    first = book.first_accounts
    pairs = [purses.postings(*pair, names[place], first) for pair, place in zip(named, account, strict=True)]
    return pd.DataFrame(
        {
            'part': np.array([BEFORE, WITHIN])[part],
            'kind': [kind for kind, _ in named],
            'mode': [mode for _, mode in named],
            'category': [categories[place] for place in category],
            'amount': amounts,
            'entries': entries,
            'debit': [debit for debit, _ in pairs],
            'credit': [credit for _, credit in pairs],
        }
    ).astype(dict.fromkeys(TEXTS, 'str'))


def entries_of(book: Book, span: Span, source: Source) -> pd.DataFrame:
    """The entries themselves, as in `sheets/entries.py`, in order of their day."""
    seen = rows.until(book.frame(), span.last)
    if source.parts != (BEFORE, WITHIN):
        seen = seen[(seen['on'].to_numpy() >= np.datetime64(span.first, 's')) == (source.parts == (WITHIN,))]
    kinds, modes = seen['kind'].cat, seen['mode'].cat
    account, names = pd.factorize(seen['account'].to_numpy())
    first = book.first_accounts

    def meant(kind: str, mode: str, named: str) -> bool:
        of_kind = not source.kinds or kind in source.kinds
        return of_kind and not source.accounts.isdisjoint(purses.postings(kind, mode, named, first))

    wanted = [[[meant(kind, mode, named) for named in names] for mode in modes.categories] for kind in kinds.categories]
    chosen = np.array(wanted, dtype=bool)[kinds.codes.to_numpy(), modes.codes.to_numpy(), account]
    if source.category is not None:
        chosen &= (seen['category'] == source.category).to_numpy()
    return seen[chosen].sort_values('on', kind='stable')


def _kinds_by_category(kind_of_group: str) -> set[str]:
    """The kinds of entry on an account whose rows are told apart by what they were for."""
    return {
        kind
        for kind, posting in POSTINGS.items()
        for account in {posting.debit, posting.credit} - {accounts.MONEY}
        if place_of(account, kind_of_group).by_category
    }
