"""Loans that are late: by how many days, in which class, how much of all loans is at risk, and what to set aside.

In the words of the bylaws:

    A loan is late by the days since the oldest instalment that is not fully paid was due. Up to a month is watch, two
    months substandard, three doubtful, more is loss. What is at risk is the whole balance of a late loan, not only
    what is overdue of it. A late loan that is set anew stays as late as it was on that day, and at risk, until three
    of its new instalments are paid in full. For each class a part of the balance is set aside.

For example of 168,000 outstanding 128,000 are in time, 17,500 late by up to 30 days and 22,500 by more:

    at risk, any day late               40,000 / 168,000    23.81 %
    at risk, late by more than 30 days  22,500 / 168,000    13.39 %

And of 12,000 that were 40 days late when they were set anew on 10 May, to 6 instalments of 2,000 from 10 June on:

    10 June and 10 July, paid in time    8,000 at risk, 40 days late: two new instalments are paid
    10 August, paid in time              6,000 in time: three are

Classes and what is set aside are tables with the day from which they count; a group may write its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from rules.allocation import Due
from rules.explained import Line, Sum
from rules.money import ZERO, Money, RoundingMode, percent_of
from rules.problems import N_, Problem

# How an instalment stands.
PAID, PENDING, PARTLY_PAID, OVERDUE = N_('paid'), N_('pending'), N_('partly paid'), N_('overdue')


@dataclass(frozen=True, slots=True)
class Class:
    """Loans late by `from_days` or more, until the next class begins; `set_aside_percent` of their balance."""

    name: str
    from_days: int
    set_aside_percent: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Table:
    """Classes in order of their days, and the day from which the table counts."""

    since: date
    classes: tuple[Class, ...]


class Late(NamedTuple):
    """The whole balance of a loan (minor units) and by how many days it is late; 0 is in time.

    `set_anew` says that it was late when it was set anew, and has not paid its new instalments long enough since.
    """

    balance: Money
    days: int
    set_anew: bool = False


class SetAnew(NamedTuple):
    """The day on which a late loan was set anew, and by how many days it was late then."""

    on: date
    days: int


@dataclass(frozen=True, slots=True)
class Band:
    """The loans of one class: how many, their balances, their share of all balances, and what is set aside."""

    group: Class
    loans: int
    balance: Money
    share: Fraction | None
    set_aside: Money


@dataclass(frozen=True, slots=True)
class AtRisk:
    """The whole balances of loans late by more than some days, and of all loans."""

    more_than_days: int
    balance: Money
    of_all: Money

    @property
    def share(self) -> Fraction | None:
        """The part of all balances that is at risk; None where nothing is lent."""
        return Fraction(self.balance, self.of_all) if self.of_all else None


PAID_ANEW = 3
"""So many new instalments are paid before a loan that was late when it was set anew counts as in time."""

BY_MONTHS = Table(
    date.min,
    (
        Class(N_('in time'), 0),
        Class(N_('watch'), 1),
        Class(N_('substandard'), 31),
        Class(N_('doubtful'), 61),
        Class(N_('loss'), 91),
    ),
)
"""One month late, two, three, and more; nothing is set aside unless the group says how much."""


def days_late(left: Iterable[Due], on: date) -> int:
    """Days since the oldest instalment of which interest, principal or a fee is left was due. A penalty that alone is
    left is owed, and does not make a loan late."""
    oldest = min((due.due_on for due in left if due.total > due.penalty), default=on)
    return max(0, (on - oldest).days)


def days_kept(set_anew: SetAnew | None, asked: Iterable[Due], left: Iterable[Due]) -> int:
    """By how many days a loan still counts as late that was late when it was set anew; 0 of any other, and from when
    enough of the new instalments are paid. `asked` and `left` are all its instalments, in the same order."""
    if set_anew is None:
        return 0
    new = [(due, rest) for due, rest in zip(asked, left, strict=True) if due.due_on > set_anew.on]
    paid = sum(due.total > 0 and rest.total == rest.penalty for due, rest in new)
    return set_anew.days if paid < PAID_ANEW else 0


def set_anew_late(on: date, before: SetAnew | None, asked: Sequence[Due], left: Sequence[Due]) -> SetAnew | None:
    """What stays of the lateness of a loan that is set anew on a day; None where it was in time. Who sets it anew
    once more does not make it less late."""
    days = max(days_late(left, on), days_kept(before, asked, left))
    return SetAnew(on, days) if days else None


def state(due: Due, left: Due, on: date) -> str:
    """How an instalment stands: what was asked, and what is left of it on a day."""
    if not left.total:
        return PAID
    if on > due.due_on:
        return OVERDUE
    return PARTLY_PAID if left.total < due.total else PENDING


def table_on(tables: Iterable[Table], day: date) -> Table:
    """The table that counted on a day: the latest that had begun."""
    return max((table for table in tables if table.since <= day), key=lambda table: table.since)


def class_of(days: int, table: Table) -> Class:
    """The class of a loan that is late by so many days."""
    return [each for each in table.classes if each.from_days <= days][-1]


def at_risk(loans: Iterable[Late], more_than_days: int) -> AtRisk:
    """PAR: whole balances of loans late by more than so many days (30 for PAR30, 0 for any day), and of those that
    were late when they were set anew. Fractions are exact."""
    known = list(loans)
    late = sum(loan.balance for loan in known if loan.set_anew or loan.days > more_than_days)
    return AtRisk(more_than_days, late, sum(loan.balance for loan in known))


def line_of_risk(found: AtRisk) -> Line:
    """How the part that is at risk was computed; of nothing lent there is none."""
    return Line(
        N_('At risk, late by more than {days} days'),
        (found.share or Fraction(0)) * 100,
        N_('{balance} of {of_all}, in percent'),
        {'days': found.more_than_days, 'balance': Sum(found.balance), 'of_all': Sum(found.of_all)},
    )


def bands(loans: Iterable[Late], table: Table, unit: Money = 1, mode: RoundingMode = 'half-up') -> list[Band]:
    """All classes of the table with their loans. What is set aside is rounded class by class."""
    known = list(loans)
    of_all = sum(loan.balance for loan in known)
    found = []
    for each in table.classes:
        balances = [loan.balance for loan in known if class_of(loan.days, table) == each]
        balance = sum(balances)
        set_aside = percent_of(balance, each.set_aside_percent, unit, mode)
        share = Fraction(balance, of_all) if of_all else None
        found.append(Band(each, len(balances), balance, share, set_aside))
    return found


def lines(found: Sequence[Band]) -> list[Line]:
    """How what is set aside was computed, class by class, and the sum."""
    steps = [
        Line(band.group.name, Sum(band.set_aside), '{balance} × {percent} / 100',
             {'balance': Sum(band.balance), 'percent': band.group.set_aside_percent})
        for band in found
    ]  # fmt: skip
    return [*steps, Line(N_('Set aside'), Sum(sum((band.set_aside for band in found), ZERO)))]


def problems_of_table(classes: Sequence[Class]) -> Iterable[Problem]:
    """Why classes make no table: they begin at day 0, each begins later than the one before, percents are percents."""
    if not classes or classes[0].from_days != 0:
        yield Problem(
            N_('No class begins at day 0.'), N_('Let the first class be that of the loans in time, from day 0.'),
            about='arrears',
        )  # fmt: skip
    for before, each in pairwise(classes):
        if each.from_days <= before.from_days:
            yield Problem(
                N_('The class {name} begins at day {days}, no later than the one before it.'),
                N_('Put the classes in order of their days.'), {'name': each.name, 'days': each.from_days},
                about='arrears',
            )  # fmt: skip
    for each in classes:
        if not 0 <= each.set_aside_percent <= 100:
            yield Problem(
                N_('What is set aside for the class {name} is not between 0 and 100 percent.'),
                N_('Correct the percentage.'), {'name': each.name}, about='arrears',
            )  # fmt: skip
