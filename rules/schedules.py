"""The schedule of a loan: what is due when, of it principal and interest, and what is still owed afterwards.

In the words of the bylaws:

    flat                one interest on the whole loan for all periods, rounded once and spread evenly over them
    equal instalments   the same sum each time: first the interest on what is owed, the rest is principal
    equal principal     the same principal each time, and the interest on what is owed besides
    interest only       the interest each time, and the whole loan at the end
    fixed               as with equal instalments, but the sum was agreed on; until nothing is owed

    Interest is counted on what is owed when a period begins, and rounded. The last instalment takes what rounding
    left over, so that the principal of all adds up to the loan; where the group decided so, the first takes it.

For example 12,000.00 at 2 % a month in 4 equal instalments of 3,151.49:

    1    2,911.49 + 240.00    9,088.51 owed
    2    2,969.72 + 181.77    6,118.79
    3    3,029.11 + 122.38    3,089.68
    4    3,089.68 +  61.79        0.00 owed; 3,151.47 in all
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date
from fractions import Fraction
from itertools import pairwise

from rules.annuities import equal_instalment
from rules.day_counts import counts_days
from rules.money import LARGEST, ZERO, Money
from rules.periods import due_dates
from rules.problems import N_, Problem
from rules.terms import MOST_INSTALMENTS, MOST_YEARS, Terms, problems_of_terms


@dataclass(frozen=True, slots=True)
class Instalment:
    """One row of a schedule: `balance` is the principal still owed when it has been paid."""

    n: int
    due_on: date
    principal: Money
    interest: Money
    balance: Money

    @property
    def total(self) -> Money:
        """What is to be paid."""
        return self.principal + self.interest


@dataclass(frozen=True, slots=True)
class Period:
    """The time from one due day to the next, and its interest on 1.00; 0 where it is free of interest."""

    n: int
    first: date
    due_on: date
    rate: Fraction


@dataclass(frozen=True, slots=True)
class Share:
    """What a period repays, and the interest that arises in it, whenever that is to be paid."""

    principal: Money
    interest: Money


def schedule(principal: Money, start: date, terms: Terms) -> list[Instalment]:
    """What is due when. Instalments that would be due when nothing is owed any more are left out."""
    periods = periods_of(start, terms)
    return rows(principal, periods, shares_of(principal, periods, terms), terms)


def shares_of(principal: Money, periods: Sequence[Period], terms: Terms) -> list[Share]:
    """What each period repays and bears; fewer than there are periods where nothing is owed any more before."""
    return list((_flat if terms.method == 'flat' else _on_balance)(principal, periods, terms))


def periods_of(start: date, terms: Terms) -> list[Period]:
    """The periods of a loan; for a fixed instalment without a count, as many as a loan may have at most."""
    days = due_dates(start, terms.every, terms.count) if terms.count else list(_while_there_are_dates(start, terms))
    # Where no days are counted all periods bear the same, which need not be computed for each.
    same = None if counts_days(terms.day_count) else terms.period_rate(start, days[0])
    return [
        Period(n, first, due_on, _rate(n, first, due_on, same, terms))
        for n, (first, due_on) in enumerate(pairwise([start, *days]), 1)
    ]


def exact_instalment(principal: Money, start: date, terms: Terms) -> Fraction:
    """The instalment before it is rounded, of the methods that compute one: equal instalments, flat and fixed."""
    periods = periods_of(start, terms)
    paying = periods[terms.grace_principal :]
    if terms.method == 'fixed':
        return Fraction(terms.instalment)
    if terms.method == 'flat':
        return Fraction(principal, len(paying)) + _flat_interest(principal, periods)
    assert terms.method == 'equal-instalments', f'{terms.method} has no regular instalment'
    return equal_instalment(principal, [period.rate for period in paying])


def regular_instalment(principal: Money, start: date, terms: Terms) -> Money | None:
    """The instalment that is paid each time, rounded; None for the methods where it differs from time to time."""
    if terms.method in ('equal-principal', 'interest-only'):
        return None
    if terms.method == 'flat':
        return sum(_flat_parts(principal, periods_of(start, terms), terms))
    return terms.rounded_instalment(exact_instalment(principal, start, terms))


def highest_of_a_month(asked: Iterable[tuple[date, Money]]) -> Money:
    """The most that is due within one calendar month, of what is due on which day."""
    months: dict[tuple[int, int], Money] = {}
    for day, amount in asked:
        months[day.year, day.month] = months.get((day.year, day.month), ZERO) + amount
    return max(months.values(), default=ZERO)


def rows(principal: Money, periods: Sequence[Period], shares: Sequence[Share], terms: Terms) -> list[Instalment]:
    """The instalments from what each period repays and bears; periods for which there is no share have none."""
    found, balance, waiting = [], principal, ZERO
    for n, (period, share) in enumerate(zip(periods, shares, strict=False), 1):
        row, waiting = row_of(period, share, balance, waiting, terms, last=n == len(shares))
        balance = row.balance
        found.append(row)
    return found


def row_of(
    period: Period, share: Share, before: Money, waiting: Money, terms: Terms, *, last: bool
) -> tuple[Instalment, Money]:
    """The instalment of a period, and the interest that still waits because its grace is not over.

    `before` is the principal owed until then, `waiting` the interest of earlier periods that was not asked yet.
    """
    interest = waiting + share.interest
    asked = ZERO if period.n <= terms.grace_interest and not last else interest
    row = Instalment(period.n, period.due_on, share.principal, asked, before - share.principal)
    return row, interest - asked


def problems_of_loan(
    principal: Money, start: date, terms: Terms, written: Callable[[Money], object]
) -> Iterable[Problem]:
    """Why a sum cannot be lent on these terms from that day on. `written` says how an amount stands in a text."""
    found = [*_problems_of_principal(principal), *problems_of_terms(terms)]
    if start.year + MOST_YEARS >= MAXYEAR:
        found.append(Problem(N_('The loan begins too late to be counted.'), N_('Correct its date.'), about='start'))
    yield from found
    if not found and (terms.method == 'fixed' or (terms.method == 'equal-instalments' and terms.instalment_multiple)):
        yield from _problems_of_instalment(principal, start, terms, written)


def _problems_of_principal(principal: Money) -> Iterable[Problem]:
    if principal <= ZERO:
        yield Problem(N_('The loan must be more than zero.'), N_('Type the sum that is lent.'), about='principal')
    if principal > LARGEST:
        yield Problem(
            N_('The loan is larger than any that can be counted.'), N_('Correct the sum.'), about='principal'
        )  # fmt: skip


def _problems_of_instalment(
    principal: Money, start: date, terms: Terms, written: Callable[[Money], object]
) -> Iterable[Problem]:
    """An instalment that was agreed on or rounded down may not pay the interest."""
    found, instalment = schedule(principal, start, terms), regular_instalment(principal, start, terms)
    assert instalment is not None
    for row in found[terms.grace_principal : -1]:
        if row.principal <= ZERO and (row.interest or terms.method == 'fixed'):
            yield Problem(
                N_('The instalment of {instalment} does not cover the interest of {interest}, so that the loan would '
                   'never be repaid.'),
                N_('Agree on a larger instalment.'),
                {'instalment': written(instalment), 'interest': written(row.interest)}, about='instalment',
            )  # fmt: skip
            return
    if not terms.count and found[-1].total > terms.instalment and len(found) >= len(periods_of(start, terms)):
        yield Problem(
            N_('With {instalment} each time the loan would need more than {most} instalments.'),
            N_('Agree on a larger instalment.'),
            {'instalment': written(terms.instalment), 'most': len(found)}, about='instalment',
        )  # fmt: skip


def _while_there_are_dates(start: date, terms: Terms) -> Iterator[date]:
    """The due days of a loan without a count, at most so many as a loan may have and within the years it may run."""
    for times in range(1, MOST_INSTALMENTS + 1):
        if (day := terms.every.later(start, times)).year > start.year + MOST_YEARS:
            return
        yield day


def _rate(n: int, first: date, due_on: date, same: Fraction | None, terms: Terms) -> Fraction:
    if n <= terms.interest_free:
        return Fraction(0)
    return terms.period_rate(first, due_on) if same is None else same


def _flat(principal: Money, periods: Sequence[Period], terms: Terms) -> Iterator[Share]:
    """The interest of all periods is rounded once and each period bears the same of it, the last the remainder."""
    paying = [period.n for period in periods if period.n > terms.grace_principal]
    charged = [period.n for period in periods if period.rate]
    total = terms.rounded(principal * sum((period.rate for period in periods), Fraction(0)))
    repaid, each = _flat_parts(principal, periods, terms)
    interests = dict(zip(charged, _spread(total, each, len(charged), terms), strict=True))
    principals = dict(zip(paying, _spread(principal, repaid, len(paying), terms), strict=True))
    shares = [Share(principals.get(period.n, ZERO), interests.get(period.n, ZERO)) for period in periods]
    while shares[-1] == Share(ZERO, ZERO):
        shares.pop()
    yield from shares


def _flat_parts(principal: Money, periods: Sequence[Period], terms: Terms) -> tuple[Money, Money]:
    """What an instalment repays and what interest it bears. Where the instalment is a multiple it is rounded once,
    as a whole: of 331 in three with 29.79 of interest each, 140.12 is 140 to tens, of which 30 is interest."""
    paying = len(periods) - terms.grace_principal
    interest = _flat_interest(principal, periods)
    each = terms.rounded(interest)
    if not terms.instalment_multiple:
        return terms.rounded(Fraction(principal, paying)), each
    return max(ZERO, terms.rounded_instalment(Fraction(principal, paying) + interest) - each), each


def _flat_interest(principal: Money, periods: Sequence[Period]) -> Fraction:
    """The interest of each period that bears any, before it is rounded."""
    rates = [period.rate for period in periods if period.rate]
    return principal * sum(rates, Fraction(0)) / len(rates) if rates else Fraction(0)


def _spread(total: Money, each: Money, times: int, terms: Terms) -> list[Money]:
    """The same each time as long as there is something left; the last time, or the first, takes what remains."""
    shares = [min(each, max(ZERO, total - each * turn)) for turn in range(times - 1)]
    if times:
        shares.append(total - sum(shares))
    return shares[::-1] if terms.remainder == 'first' else shares


def _on_balance(principal: Money, periods: Sequence[Period], terms: Terms) -> Iterator[Share]:
    """Interest on what is owed when each period begins; the last period repays all that is left."""
    repaid_in = _REPAID[terms.method](principal, periods, terms)
    balance = principal
    for period in periods:
        interest = terms.interest_on(balance, period.rate)
        wanted = ZERO if period.n <= terms.grace_principal else repaid_in(period, interest)
        repaid = balance if period is periods[-1] else min(balance, max(ZERO, wanted))
        yield Share(repaid, interest)
        balance -= repaid
        if not balance:
            return


Repaid = Callable[[Period, Money], Money]


def _equal_instalments(principal: Money, periods: Sequence[Period], terms: Terms) -> Repaid:
    paying = periods[terms.grace_principal :]
    each = terms.rounded_instalment(equal_instalment(principal, [period.rate for period in paying]))
    first = each
    if terms.remainder == 'first' and len(paying) > 1:
        # What the last instalment would have to take is worth less at the first one, by the interest in between.
        growth = _growth(paying[1:])
        over = _left(principal, paying, each, terms) - each
        first += terms.rounded(over / growth)
    return lambda period, interest: (first if period is paying[0] else each) - interest


def _growth(periods: Iterable[Period]) -> Fraction:
    growth = Fraction(1)
    for period in periods:
        growth *= 1 + period.rate
    return growth


def _left(principal: Money, paying: Sequence[Period], each: Money, terms: Terms) -> Money:
    """What the last of these instalments comes to when each before it is the same."""
    balance = principal
    for period in paying[:-1]:
        balance -= each - terms.interest_on(balance, period.rate)
    return balance + terms.interest_on(balance, paying[-1].rate)


def _equal_principal(principal: Money, periods: Sequence[Period], terms: Terms) -> Repaid:
    paying = periods[terms.grace_principal :]
    each = terms.rounded(Fraction(principal, len(paying)))
    shares = dict(zip((period.n for period in paying), _spread(principal, each, len(paying), terms), strict=True))
    return lambda period, interest: shares[period.n]


def _interest_only(principal: Money, periods: Sequence[Period], terms: Terms) -> Repaid:
    return lambda period, interest: ZERO


def _fixed(principal: Money, periods: Sequence[Period], terms: Terms) -> Repaid:
    return lambda period, interest: terms.instalment - interest


_REPAID: dict[str, Callable[[Money, Sequence[Period], Terms], Repaid]] = {
    'equal-instalments': _equal_instalments,
    'equal-principal': _equal_principal,
    'interest-only': _interest_only,
    'fixed': _fixed,
}
