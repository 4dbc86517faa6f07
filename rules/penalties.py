"""Penalties on late instalments: on what, how much, and when; never twice for the same thing.

In the words of the bylaws:

    An instalment that is not fully paid when its due day and the days of grace have passed carries a penalty: a
    percentage of the principal that is then overdue, of principal and interest, or a fixed sum. It is asked once for
    each instalment, or again after every further period in which the instalment is still open. A penalty carries no
    penalty, and each rule asks at most once for an instalment and period.

For example 1.5 % of the overdue principal, once, on instalments of 1,000.00 and 30.00 interest due on the first of
February, March and April, of which nothing is paid by 1 May:

    3 × 15.00 = 45.00; with the instalments 3,135.00 are owed

and with 5 days of grace and a month as period, 400.00 of February's principal paid on 20 February:

    7 February    15.00 on 1,000.00
    7 March        9.00 on the 600.00 still open, besides March's own first penalty of 15.00
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import count, product
from typing import Literal, get_args

from rules.allocation import Due, Fillings, Part
from rules.explained import Line, Sum, figure_text
from rules.money import ZERO, Money, RoundingMode, percent_of
from rules.periods import Every
from rules.problems import N_, Problem
from rules.records import Movement

Base = Literal['fixed sum', 'principal', 'interest', 'principal and interest']
BASES: tuple[Base, ...] = get_args(Base)

LONGEST_GRACE_DAYS = 365
BEARING: tuple[Part, Part] = ('interest', 'principal')
"""What makes an instalment late when it is left."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One penalty of a loan product. `percent` counts for a percentage of a base, `amount` (minor units) for a fixed
    sum; `again` is after which period it is asked again, and None is once for each instalment."""

    name: str
    base: Base
    percent: Fraction = Fraction(0)
    amount: Money = ZERO
    grace_days: int = 0
    again: Every | None = None


@dataclass(frozen=True, slots=True)
class Penalty:
    """What a rule asks for instalment `n` in its `period` (1 is the first), since which day and on which sum."""

    rule: Rule
    n: int
    period: int
    since: date
    base: Money
    amount: Money


def penalties(
    rules: Iterable[Rule],
    dues: Sequence[Due],
    movements: Iterable[Movement],
    on: date,
    unit: Money = 1,
    mode: RoundingMode = 'half-up',
) -> list[Penalty]:
    """Every penalty that has arisen by the end of a day, given the instalments and all rows of the loan.

    They are computed anew from the rows each time, so that asking twice adds nothing. A repayment counts if it was
    made by the last free day; one that was taken back counts as never made.
    """
    filled = Fillings(dues, movements, on)
    found = []
    for rule, due in product(rules, dues):
        for period, last_free_day in enumerate(_last_free_days(rule, due, on), 1):
            interest, principal = (filled.left(due, part, last_free_day) for part in BEARING)
            if not interest + principal:
                break
            base = _base(rule, interest, principal)
            amount = rule.amount if rule.base == 'fixed sum' else percent_of(base, rule.percent, unit, mode)
            if amount:
                found.append(Penalty(rule, due.n, period, last_free_day + timedelta(days=1), base, amount))
    return found


def with_penalties(dues: Iterable[Due], penalties: Iterable[Penalty]) -> list[Due]:
    """The instalments with the penalties that arose on them."""
    total: dict[int, Money] = {}
    for penalty in penalties:
        total[penalty.n] = total.get(penalty.n, ZERO) + penalty.amount
    return [replace(due, penalty=due.penalty + total[due.n]) if due.n in total else due for due in dues]


def line(penalty: Penalty) -> Line:
    """How a penalty was computed."""
    fixed = penalty.rule.base == 'fixed sum'
    return Line(
        N_('Penalty on instalment {n} from {day} on'),
        Sum(penalty.amount),
        N_('as agreed') if fixed else '{base} × {percent} / 100',
        {'n': penalty.n, 'day': penalty.since, 'base': Sum(penalty.base), 'percent': penalty.rule.percent},
    )


def problems_of_rule(rule: Rule) -> Iterable[Problem]:
    """Why a penalty cannot be asked by a rule, whatever the loan is."""
    if rule.base == 'fixed sum' and rule.amount <= ZERO:
        yield Problem(
            N_('The penalty is a fixed sum, and the sum is not more than zero.'),
            N_('Type the sum, or ask no penalty.'), about='penalty',
        )  # fmt: skip
    if rule.base != 'fixed sum' and not 0 < rule.percent <= 100:
        yield Problem(
            N_('The penalty is {percent} percent; it must be more than 0 and at most 100.'),
            N_('Correct the percentage, or ask no penalty.'), {'percent': figure_text(rule.percent, '')},
            about='penalty',
        )  # fmt: skip
    if not 0 <= rule.grace_days <= LONGEST_GRACE_DAYS:
        yield Problem(
            N_('The days of grace are {days}; they are from 0 to {most}.'), N_('Correct the days.'),
            {'days': rule.grace_days, 'most': LONGEST_GRACE_DAYS}, about='penalty_grace_days',
        )  # fmt: skip
    if rule.again and rule.again.number < 1:
        yield Problem(
            N_('A penalty cannot be asked again every {every}.'), N_('Write it as 1 month or 2 weeks.'),
            {'every': rule.again}, about='penalty',
        )  # fmt: skip


def _last_free_days(rule: Rule, due: Due, on: date) -> Iterator[date]:
    """The days after which an open instalment carries a penalty, as far as they have passed."""
    assert not rule.again or rule.again.number > 0, f'never comes to an end: {rule.again}'
    last_free_day = due.due_on + timedelta(days=rule.grace_days)
    for times in count(1):
        if last_free_day >= on:
            return
        yield last_free_day
        if not rule.again:
            return
        last_free_day = rule.again.later(due.due_on, times) + timedelta(days=rule.grace_days)


def _base(rule: Rule, interest: Money, principal: Money) -> Money:
    match rule.base:
        case 'principal' | 'fixed sum':
            return principal
        case 'interest':
            return interest
        case 'principal and interest':
            return principal + interest
