"""The terms of a loan with a schedule: every convention as data, so that each published way of counting is a choice.

In the words of the bylaws:

    A loan product says at which rate, by which method, how often and how many times a loan is repaid, how days are
    counted and sums are rounded. For its first instalments it may ask no principal, or no payment of interest (what
    arises meanwhile is paid with the first instalment after), or no interest may arise at all. These instalments
    count among all of them.

For example 5,000.00 in 18 months at 12 % a year, 3 of them without principal, instalments rounded to whole rupees:

    Terms('equal-instalments', Fraction(12), 'year', 18, grace_principal=3, instalment_multiple=100)
    3 × 50.00 interest only, then 14 × 361.00, then 354.87
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, get_args

from rules import day_counts, money
from rules.bylaws import PartMonth
from rules.day_counts import DayCount, Per
from rules.money import ZERO, Money, RoundingMode
from rules.periods import EVERY_MONTH, Every
from rules.problems import N_, Problem

Method = Literal['flat', 'equal-instalments', 'equal-principal', 'interest-only', 'fixed']
METHODS: tuple[Method, ...] = get_args(Method)
Remainder = Literal['last', 'first']
REMAINDERS: tuple[Remainder, ...] = get_args(Remainder)

LateInterest = Literal['as scheduled', 'on what is outstanding', 'until the last due day']
LATE_INTERESTS: tuple[LateInterest, ...] = get_args(LateInterest)
AS_SCHEDULED, ON_OUTSTANDING, UNTIL_LAST_DAY = LATE_INTERESTS
"""What who pays late owes: the interest of the schedule; or that of what is really outstanding, for as long as it is,
or no longer than until the last due day."""
USUAL_LATE_INTEREST: LateInterest = ON_OUTSTANDING
"""What is meant where nothing else was agreed."""

MOST_INSTALMENTS = 1200
MOST_YEARS = 100
HIGHEST_PERCENT = {'month': 100, 'year': 1200}
"""More is a slip of the finger."""

AS_MANY_AS_NEEDED = 0
"""The count of a loan with a fixed instalment that is paid until nothing is owed."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a loan is repaid. `rate` is percent, amounts are minor units, grace is counted in instalments.

    `instalment` counts for a fixed instalment only. Interest and all amounts are rounded to `rounding_unit` by
    `rounding_mode`; the computed instalment to `instalment_multiple` by `instalment_mode`, where these are given.
    """

    method: Method
    rate: Fraction
    per: Per = 'month'
    count: int = AS_MANY_AS_NEEDED
    every: Every = EVERY_MONTH
    instalment: Money = ZERO
    day_count: DayCount = 'none'
    rounding_unit: Money = 1
    rounding_mode: RoundingMode = 'half-up'
    instalment_multiple: Money | None = None
    instalment_mode: RoundingMode | None = None
    grace_principal: int = 0
    grace_interest: int = 0
    interest_free: int = 0
    remainder: Remainder = 'last'
    part_month: PartMonth = 'started'

    def rounded(self, exact: Fraction) -> Money:
        """Interest, or another amount that the terms compute."""
        return money.rounded(exact, self.rounding_unit, self.rounding_mode)

    def interest_on(self, balance: Money, rate: Fraction) -> Money:
        """The interest of a period, of which each 1.00 bears so much."""
        return money.part_of(balance, rate, self.rounding_unit, self.rounding_mode)

    def rounded_instalment(self, exact: Fraction) -> Money:
        """The instalment that the terms compute; a multiple that would make nothing of it is not asked for.

        For example 1.33 to multiples of 10.00 stays 1.33, so that a loan of 4.00 is repaid in three and not at the end.
        """
        mode = self.instalment_mode or self.rounding_mode
        multiple = money.rounded(exact, self.instalment_multiple, mode) if self.instalment_multiple else ZERO
        return multiple or money.rounded(exact, self.rounding_unit, mode)

    def period_rate(self, first: date, last: date) -> Fraction:
        """The interest of a whole period on 1.00."""
        return day_counts.period_rate(self.rate, self.per, self.every, self.day_count, first, last)

    def part_rate(
        self, first: date, last: date, since: date, until: date, whole: Fraction | None = None
    ) -> Fraction:  # fmt: skip
        """The interest on 1.00 of a part of a period; `whole` is that of all of it, where it is known."""
        known = self.period_rate(first, last) if whole is None else whole
        return day_counts.part_rate(known, self.rate, self.per, self.day_count, first, last, since, until)


def problems_of_terms(terms: Terms) -> Iterable[Problem]:
    """Why nobody can be lent anything on these terms, whatever the sum is."""
    yield from _problems_of_rate(terms)
    yield from _problems_of_time(terms)
    yield from _problems_of_grace(terms)
    if terms.method == 'fixed' and terms.instalment <= ZERO:
        yield Problem(
            N_('The fixed instalment must be more than zero.'), N_('Type what is paid each time.'), about='instalment'
        )
    for about, unit in (('rounding_unit', terms.rounding_unit), ('instalment_multiple', terms.instalment_multiple)):
        if unit is not None and unit < 1:
            yield Problem(
                N_('Sums cannot be rounded to a multiple of zero.'),
                N_('Type the sum to whose multiples they are rounded, such as 1.'), about=about,
            )  # fmt: skip


def problems_of_count(count: int) -> Iterable[Problem]:
    """Why a loan cannot have so many instalments."""
    if not 1 <= count <= MOST_INSTALMENTS:
        yield Problem(
            N_('A loan has from 1 to {most} instalments, not {count}.'), N_('Correct the number of instalments.'),
            {'most': MOST_INSTALMENTS, 'count': count}, about='count',
        )  # fmt: skip


def _problems_of_rate(terms: Terms) -> Iterable[Problem]:
    if terms.rate < 0:
        yield Problem(N_('The rate is below zero.'), N_('Type the percentage, or 0 for no interest.'), about='rate')
    highest = HIGHEST_PERCENT[terms.per]
    if terms.rate > highest:
        yield Problem(
            N_('The rate is higher than {percent} percent.'), N_('Correct the rate, or what it is counted per.'),
            {'percent': highest}, about='rate',
        )  # fmt: skip


def _problems_of_time(terms: Terms) -> Iterable[Problem]:
    if terms.method != 'fixed' or terms.count != AS_MANY_AS_NEEDED:
        yield from problems_of_count(terms.count)
    if terms.every.number < 1:
        yield Problem(
            N_('Instalments cannot follow each other every {every}.'), N_('Write it as 1 month or 2 weeks.'),
            {'every': terms.every}, about='every',
        )  # fmt: skip
    days = day_counts.DAYS_OF[terms.every.unit] * terms.every.number * max(terms.count, 1)
    if terms.count <= MOST_INSTALMENTS and days > MOST_YEARS * 365:
        yield Problem(
            N_('The loan would run for more than {years} years.'),
            N_('Let the instalments follow each other sooner, or agree on fewer.'),
            {'years': MOST_YEARS}, about='every',
        )  # fmt: skip


def _problems_of_grace(terms: Terms) -> Iterable[Problem]:
    graces = {
        'grace_principal': terms.grace_principal, 'grace_interest': terms.grace_interest,
        'interest_free': terms.interest_free,
    }  # fmt: skip
    for about, grace in graces.items():
        if grace < 0:
            yield Problem(
                N_('Instalments of grace cannot be fewer than none.'), N_('Type how many there are, or 0.'), about=about
            )
        elif about != 'interest_free' and grace >= (terms.count or MOST_INSTALMENTS):
            yield Problem(
                N_('All {count} instalments would be free; none is left to pay.'),
                N_('Agree on more instalments, or on less grace.'), {'count': terms.count}, about=about,
            )  # fmt: skip
        elif grace > (terms.count or MOST_INSTALMENTS):
            yield Problem(
                N_('{grace} instalments are free of interest, and there are only {count}.'),
                N_('Correct the number of instalments.'), {'grace': grace, 'count': terms.count}, about=about,
            )  # fmt: skip
