"""Dividends and interest on deposits: what of a balance counts for a period, and what each member gets for it.

    Each shilling counts for the part of the year in which it was there. How that part is counted, the members
    decided: the closing balance; by months, from the beginning or from the end of the month in which it was paid in;
    by days; the lowest balance of each month. What is given is a percentage of what counts, or a sum that is
    divided by it. A tax is taken off on its own line.

For example 100,000 brought into the year, 5,000 paid in each month, 12 %, and 5 % tax (start of month):

    100,000 × 12/12 × 12 %                                 12,000
    January 5,000 × 12/12 × 12 %                              600
    February 5,000 × 11/12 × 12 %                             550
    … December 5,000 × 1/12 × 12 %                             50      all months together 3,900
    dividend 15,900      tax 795      paid out 15,105

A sum that is divided comes out exactly: the parts are whole coins by largest remainder.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from operator import mul
from typing import Literal, NamedTuple, TypeAlias

from rules import balances, money
from rules.balances import Movements, Period
from rules.division import divide, problems_of_division
from rules.money import ZERO, Money, RoundingMode
from rules.problems import N_, Problem

Weighting = Literal[
    'closing balance', 'start of month', 'end of month', 'share-days', 'average balance', 'monthly minimum'
]
WEIGHTINGS: Mapping[Weighting, str] = {
    'closing balance': N_('The balance at the end of the period'),
    'start of month': N_('By months, from the beginning of the month in which it was paid in'),
    'end of month': N_('By months, from the end of the month in which it was paid in'),
    'share-days': N_('By days, from the day on which it was paid in'),
    'average balance': N_('The average of the balances of all evenings'),
    'monthly minimum': N_('The average of the lowest balances of the months'),
}
BY_MONTHS: frozenset[Weighting] = frozenset(('start of month', 'end of month', 'monthly minimum'))
BY_DAYS: frozenset[Weighting] = frozenset(('share-days', 'average balance'))


class Account(NamedTuple):
    """What a member has in one pot: the balance before all movements, and the movements."""

    member: str
    opening: Money
    movements: Movements = ()


class Rate(NamedTuple):
    """A rate in percent, and the first day that bears it."""

    first: date
    percent: Fraction


@dataclass(frozen=True, slots=True)
class Declaration:
    """What was decided: for which period, how balances count, and either a rate or a sum to divide.

    The rate is that of the whole period, or of a year where `rate_per` says so: by days of 365. `last_day_counts` says
    whether what was there on the last evening earned that day too. Amounts are multiples of `unit`.

    Where the rate of a year changed within the period, `rates` are those that came after `rate_percent`. Then the
    weighting is that of evenings or of the lowest balances, and there each begins with a month.
    """

    period: Period
    weighting: Weighting
    rate_percent: Fraction | None = None
    pool: Money | None = None
    rate_per: Literal['period', 'year'] = 'period'
    tax_percent: Fraction = Fraction(0)
    last_day_counts: bool = True
    unit: Money = 1
    mode: RoundingMode = 'half-up'
    rates: tuple[Rate, ...] = ()

    @property
    def spans(self) -> list['Declaration']:
        """The declaration for each span of the period with one rate; itself where there is one for all of it."""
        if not self.rates:
            return [self]
        assert self.rate_percent is not None and self.rate_per == 'year', 'a sum, or one rate for the whole'
        rates = [Rate(self.period.first, self.rate_percent), *self.rates]
        lasts = [*(rate.first - timedelta(days=1) for rate in self.rates), self.period.last]
        return [
            replace(self, period=Period(rate.first, last), rate_percent=rate.percent, rates=())
            for rate, last in zip(rates, lasts, strict=True)
        ]

    @property
    def parts(self) -> int:
        """Into how many parts the period falls: what is there for all of them counts whole."""
        if self.weighting in BY_MONTHS:
            return self.period.months
        return self.counted_days if self.weighting in BY_DAYS else 1

    @property
    def counted_days(self) -> int:
        """The days on which money earns."""
        return self.period.days if self.last_day_counts else self.period.days - 1

    @property
    def rated(self) -> tuple[Fraction, int]:
        """The percentage that was decided, and how many parts earn it: 10 % a year are earned by 365 days."""
        assert self.rate_percent is not None, 'a sum was declared, and no rate'
        if self.rate_per == 'period':
            return self.rate_percent, self.parts
        if self.weighting in BY_DAYS:
            return self.rate_percent, 365
        if self.weighting in BY_MONTHS:
            return self.rate_percent, 12
        whole = self.period.of_whole_months
        years = Fraction(self.period.months, 12) if whole else Fraction(self.period.days, 365)
        return self.rate_percent * years, self.parts

    @property
    def factor(self) -> Fraction:
        """By what a balance is multiplied for each part for which it counts, where a rate was decided."""
        percent, parts = self.rated
        return percent / 100 / parts


class Dividend(NamedTuple):
    """What a member gets; `counted` is the balance that counted, exactly."""

    member: str
    counted: Fraction
    gross: Money
    tax: Money

    @property
    def net(self) -> Money:
        """What is paid out."""
        return self.gross - self.tax


Step: TypeAlias = tuple[int, Money, int]
"""An amount that counts for so many parts of the period; before it, when: a month (from 0), a day, or OPENING."""

OPENING = -1


def dividends(accounts: Sequence[Account], declared: Declaration) -> list[Dividend]:
    """What each account gets, in their order; from a pool they add up to it exactly."""
    spans = declared.spans
    by_span = [[counted_parts(account, span) for account in accounts] for span in spans]
    counted = [sum(parts) for parts in zip(*by_span, strict=True)]
    if declared.pool is None:
        factors = [span.factor for span in spans]
        all_gross = [
            money.rounded(sum(map(mul, parts, factors), Fraction(0)), declared.unit, declared.mode)
            for parts in zip(*by_span, strict=True)
        ]
    else:
        all_gross = divide(declared.pool, counted, declared.unit)
    return [
        Dividend(account.member, Fraction(parts, declared.parts), gross, _tax(gross, declared))
        for account, parts, gross in zip(accounts, counted, all_gross, strict=True)
    ]


def counted_parts(account: Account, declared: Declaration) -> int:
    """What of the account counts, times the parts of the period; nothing where it was below zero on the whole."""
    return max(0, sum(amount * parts for _, amount, parts in steps(account, declared)))


def steps(account: Account, declared: Declaration) -> Iterator[Step]:
    """The amounts that count, each with its number of parts, in order of time."""
    return _STEPS[declared.weighting](account, declared)


def pool_of(income: Money, percent: Fraction, unit: Money = 1) -> Money:
    """The sum to divide out of the interest received: so many percent of it, never more."""
    return money.percent_of(max(ZERO, income), percent, unit, 'down')


def problems_of_declaration(accounts: Sequence[Account], declared: Declaration) -> Iterable[Problem]:
    """Why nothing can be given out like this."""
    if declared.period.last < declared.period.first or (declared.weighting in BY_DAYS and declared.counted_days < 1):
        yield Problem(
            N_('The period ends before it begins.'), N_('Type the first and the last day.'), about='last',
        )  # fmt: skip
    elif declared.weighting in BY_MONTHS and not declared.period.of_whole_months:
        yield Problem(
            N_('Balances are counted by months, and the period is not made of whole months.'),
            N_('Choose a period from the first to the last day of months, or count by days.'), about='last',
        )  # fmt: skip
    elif declared.pool is not None:
        weights = [counted_parts(account, declared) for account in accounts]
        yield from problems_of_division(declared.pool, weights, declared.unit)
    if (declared.rate_percent is None) == (declared.pool is None):
        yield Problem(
            N_('Either a rate or a sum to divide is needed, and not both.'), N_('Fill in one of the two.'),
            about='rate',
        )  # fmt: skip
    rates = [span.rate_percent for span in declared.spans if span.rate_percent is not None]
    if rates and not 0 < max(rates) <= 100:
        yield Problem(
            N_('The rate must be more than 0 and at most 100 percent.'), N_('Type a rate such as 12 or 7.5.'),
            about='rate',
        )  # fmt: skip
    if declared.pool is not None and declared.pool <= ZERO:
        yield Problem(N_('There is nothing to divide.'), N_('Type a sum that is more than zero.'), about='pool')
    if not 0 <= declared.tax_percent < 100:
        yield Problem(
            N_('The tax is not between 0 and 100 percent.'), N_('Type a percentage such as 5, or 0 for none.'),
            about='tax',
        )  # fmt: skip


def _tax(gross: Money, declared: Declaration) -> Money:
    return money.percent_of(gross, declared.tax_percent, declared.unit, declared.mode)


def _closing(account: Account, declared: Declaration) -> Iterator[Step]:
    last = declared.period.last
    yield last.toordinal(), account.opening + sum(amount for day, amount in account.movements if day <= last), 1


def _by_month(account: Account, declared: Declaration, of_its_own_month: int) -> Iterator[Step]:
    """What was paid in a month counts for the months after it and for `of_its_own_month` of its own."""
    months = declared.period.months
    begin = declared.period.first.year * 12 + declared.period.first.month
    opening, paid = account.opening, [ZERO] * months
    for day, amount in account.movements:
        month = day.year * 12 + day.month - begin
        if month < 0:
            opening += amount
        elif month < months:
            paid[month] += amount
    if opening:
        yield OPENING, opening, months
    for month, amount in enumerate(paid):
        if amount:
            yield month, amount, months - 1 - month + of_its_own_month


def _by_start_of_month(account: Account, declared: Declaration) -> Iterator[Step]:
    return _by_month(account, declared, 1)


def _by_end_of_month(account: Account, declared: Declaration) -> Iterator[Step]:
    return _by_month(account, declared, 0)


def _by_share_days(account: Account, declared: Declaration) -> Iterator[Step]:
    first, last = declared.period.first.toordinal(), declared.period.last.toordinal()
    end = first + declared.counted_days
    paid = sorted((day.toordinal(), amount) for day, amount in account.movements)
    if opening := account.opening + sum(amount for day, amount in paid if day < first):
        yield OPENING, opening, declared.counted_days
    yield from ((day, amount, end - day) for day, amount in paid if first <= day <= last)


def _by_evenings(account: Account, declared: Declaration) -> Iterator[Step]:
    period = declared.period
    counted = period if declared.last_day_counts else Period(period.first, period.last - timedelta(days=1))
    for first, days, balance in balances.stretches(account.opening, account.movements, counted):
        yield first.toordinal(), balance, days


def _by_lowest(account: Account, declared: Declaration) -> Iterator[Step]:
    lowest = balances.monthly_lowest(account.opening, account.movements, declared.period)
    return ((month, balance, 1) for month, balance in enumerate(lowest))


_STEPS: Mapping[Weighting, Callable[[Account, Declaration], Iterator[Step]]] = {
    'closing balance': _closing,
    'start of month': _by_start_of_month,
    'end of month': _by_end_of_month,
    'share-days': _by_share_days,
    'average balance': _by_evenings,
    'monthly minimum': _by_lowest,
}
