"""Dividends and interest on deposits: the balances that count, gathered from the entries, and what each member gets.

    found = computed(book, 'dividend', declared)      what each gets, before anything is recorded
    found.slip(place)                                 the arithmetic of one of them
    recorded(book, distribution)                      the same of a batch that was recorded, with its entries

A dividend is given on share capital, interest on savings. For example 100.00 to divide by closing balances of 100.00
and 200.00: 33.33 and 66.67.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Literal, cast

import numpy as np
import pandas as pd

from reports import rows
from reports.shares import SHARES, signed
from rules import dividend_slips, dividends
from rules.accounts import SAVINGS
from rules.balances import Period
from rules.dividends import Account, Declaration, Dividend, Rate, Weighting
from rules.explained import Explained
from rules.money import Money
from rules.register_records import RECORDED, Distribution
from rules.savings_rates import rates_of
from sheets.book import Book
from sheets.columns import DISTRIBUTIONS
from sheets.words import N_

Kind = Literal['dividend', 'interest']
POTS: Mapping[Kind, str] = {'dividend': SHARES, 'interest': SAVINGS}
"""On what each kind is given."""
GIVEN: Mapping[Kind, str] = {'dividend': 'dividend', 'interest': 'savings-interest'}
"""As which kind of entry it is recorded."""
SLIP_TITLES: Mapping[Kind, str] = {'dividend': N_('Dividend'), 'interest': N_('Interest')}
"""What the arithmetic of a member's part leads to."""


@dataclass(frozen=True)
class Computed:
    """What each account gets: `places` are those who get something."""

    kind: Kind
    declared: Declaration
    accounts: Sequence[Account]
    dividends: Sequence[Dividend]

    @cached_property
    def gross(self) -> Money:
        """What is given, before tax; the pool exactly, where there is one."""
        return sum(each.gross for each in self.dividends)

    @cached_property
    def tax(self) -> Money:
        """What is withheld."""
        return sum(each.tax for each in self.dividends)

    @property
    def net(self) -> Money:
        """What reaches the members."""
        return self.gross - self.tax

    @cached_property
    def counted(self) -> Fraction:
        """The balances that count, together."""
        return sum((each.counted for each in self.dividends), Fraction(0))

    @property
    def given(self) -> list[Dividend]:
        """Those who get something."""
        return [each for each in self.dividends if each.gross]

    def slip(self, member: str) -> Explained:
        """The arithmetic of one member's part, by her id."""
        place = self._places[member]
        title = SLIP_TITLES[self.kind]
        return dividend_slips.slip(self.accounts[place], self.declared, self.dividends[place], self.counted, title)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {account.member: place for place, account in enumerate(self.accounts)}


def computed(book: Book, kind: Kind, declared: Declaration, frame: pd.DataFrame | None = None) -> Computed:
    """What each member gets by a declaration against which nothing stands; of the entries in `frame`, or all."""
    entries = book.frame() if frame is None else frame
    accounts = accounts_of(entries, kind, declared.period, book.members)
    return Computed(kind, declared, accounts, dividends.dividends(accounts, declared))


def accounts_of(frame: pd.DataFrame, kind: Kind, period: Period, members: Iterable[str]) -> list[Account]:
    """What each of the members (ids) brought into the period and moved in it; who never had anything is left out."""
    until = rows.until(frame, period.last)
    # What goes round in the pots of a merry-go-round is not saved, and earns nothing.
    until = until[~rows.of_rounds(until)]
    moved, amounts = signed(until, POTS[kind])
    hers = until['member'].to_numpy()[moved]
    days = until['on'].to_numpy()[moved].astype('datetime64[D]')
    before = days < np.datetime64(period.first)
    opening = pd.Series(amounts[before]).groupby(hers[before]).sum().to_dict()
    movements: dict[str, list[tuple[date, Money]]] = {}
    within = ~before
    for member, day, amount in zip(hers[within].tolist(), days[within].tolist(), amounts[within].tolist(), strict=True):
        movements.setdefault(member, []).append((day, amount))
    return [
        Account(member, int(opening.get(member, 0)), movements.get(member, ()))
        for member in members
        if member in movements or opening.get(member)
    ]


def interest_received(book: Book, period: Period) -> Money:
    """The interest that loans brought in a period, of which a dividend may be a part."""
    frame = rows.between(book.frame(), period.first, period.last)
    return int(frame.loc[(frame['kind'] == 'interest').to_numpy(), 'amount'].sum())


def distributions(book: Book, *kinds: str) -> list[Distribution]:
    """The batches of these kinds that were recorded, the newest first."""
    found = [each for each in book.register(DISTRIBUTIONS).values() if each.kind in kinds and each.status == RECORDED]
    return sorted(found, key=lambda each: (each.on, each.number), reverse=True)


def declaration_of(book: Book, batch: Distribution) -> Declaration:
    """What was decided for a batch that was recorded.

    A rate per year that is not told was several: those of the bylaws, which stay as they are for days of which interest
    was given.
    """
    bylaws, period = book.bylaws.on(batch.on), Period(batch.first, batch.last)
    weighting, rate = cast('Weighting', batch.method), batch.rate
    later: list[Rate] = []
    if rate is None and batch.per == 'year':
        (_first, rate), *later = rates_of(book.bylaws, period, weighting)
    return Declaration(
        period=period,
        weighting=weighting,
        rate_percent=rate,
        pool=batch.pool if rate is None else None,
        rate_per='year' if batch.per == 'year' else 'period',
        tax_percent=batch.tax_percent or Fraction(0),
        unit=bylaws.rounding_unit,
        mode=bylaws.rounding_mode,
        rates=tuple(later),
    )


@dataclass(frozen=True)
class Given:
    """What a member got in a batch by its entries; minor units."""

    member: str
    gross: Money
    tax: Money

    @property
    def net(self) -> Money:
        """What reached her."""
        return self.gross - self.tax


def given_in(book: Book, batch: Distribution) -> dict[str, Given]:
    """What each member got in a batch, by her id, as its entries say."""
    frame = book.frame()
    own = frame[(frame['about'] == batch.id).to_numpy()]
    kinds = (GIVEN[cast('Kind', batch.kind)], 'withholding')
    people = list(dict.fromkeys(own['member'].tolist()))
    sums = rows.sums_by(own, 'member', people, kinds).to_numpy().tolist()
    return {member: Given(member, gross, tax) for member, (gross, tax) in zip(people, sums, strict=True)}


def recorded(book: Book, batch: Distribution) -> Computed:
    """A batch computed again from the rows that stood in the book when it was recorded."""
    earlier = rows.before(book.frame(), batch.id)
    return computed(book, cast('Kind', batch.kind), declaration_of(book, batch), earlier)


def history_of(book: Book, member: str) -> list[tuple[Distribution, Given]]:
    """What a member (id) got in every batch, the newest first."""
    found = []
    for batch in distributions(book, *POTS):
        if given := given_in(book, batch).get(member):
            found.append((batch, given))
    return found
