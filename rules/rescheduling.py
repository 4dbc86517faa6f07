"""A moratorium, and a loan that is agreed on anew.

In the words of the bylaws:

    In a moratorium the next instalments ask no principal, and all others come so many periods later. Meanwhile the
    interest is asked each time, or all of it with the first instalment afterwards, or none arises. A loan may also be
    rescheduled: what is outstanding is repaid by new terms from that day; interest still owed is asked with the first
    new instalment, and carries no interest itself. Both are decisions of the group, and recorded as such.

For example 12,000.00 at 2 % a month in 4 instalments of 3,151.49; after the first, two months are free of principal:

    asked each time     181.77    181.77    3,151.49    3,151.49    3,151.47
    asked afterwards      0.00      0.00    3,515.03    3,151.49    3,151.47
    none                  0.00      0.00    3,151.49    3,151.49    3,151.47
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Literal, get_args

from rules.money import ZERO, Money
from rules.problems import N_, Problem
from rules.repayment_plans import Plan, agreed, kept, numbered, problems_of_day
from rules.schedules import Share, periods_of
from rules.terms import MOST_INSTALMENTS, Terms

Meanwhile = Literal['asked each time', 'asked afterwards', 'none']
MEANWHILE: tuple[Meanwhile, ...] = get_args(Meanwhile)
"""What becomes of the interest during a moratorium."""


def moratorium(plan: Plan, instalments: int, on: date, meanwhile: Meanwhile) -> Plan:
    """What is left when the next instalments after a day ask no principal; `none` counts from the running period on,
    of which only what has arisen is asked."""
    rest = _longer(plan.on(on), instalments, meanwhile)
    return replace(rest, shares=tuple(kept(rest, rest.principal, rest.bearing(rest.principal, rest.arisen))))


def reschedule(outstanding: Money, interest_owed: Money, on: date, terms: Terms) -> Plan:
    """The new plan of what is outstanding on a day, by new terms."""
    return agreed(outstanding, on, terms, waiting=interest_owed)


def problems_of_moratorium(plan: Plan, instalments: int, on: date) -> Iterable[Problem]:
    """Why a moratorium cannot begin on a day."""
    yield from problems_of_day(plan, on)
    most = MOST_INSTALMENTS - len(plan.shares)
    if not 1 <= instalments <= most:
        yield Problem(
            N_('A moratorium is of 1 to {most} instalments, not {count}.'), N_('Correct the number of instalments.'),
            {'most': most, 'count': instalments}, about='instalments',
        )  # fmt: skip


def _longer(rest: Plan, instalments: int, meanwhile: Meanwhile) -> Plan:
    """The plan with so many periods more, and so many more of them without principal."""
    count, terms = len(rest.shares) + instalments, rest.terms
    whole = periods_of(rest.start, replace(terms, count=rest.done + count, interest_free=0))
    periods = numbered([*rest.periods[: len(rest.shares)], *whole[-instalments:]])
    if meanwhile == 'none':
        free = [replace(period, rate=Fraction(0)) for period in periods[:instalments]]
        periods = (*free, *periods[instalments:])
    # Flat interest goes on as it was agreed; a period of the moratorium bears that of any other.
    interest = ZERO if meanwhile == 'none' else rest.shares[0].interest
    return replace(
        rest,
        terms=replace(
            terms, count=count, grace_principal=terms.grace_principal + instalments,
            grace_interest=terms.grace_interest + (instalments if meanwhile == 'asked afterwards' else 0),
        ),
        periods=periods,
        shares=(*[Share(ZERO, interest)] * instalments, *rest.shares),
    )  # fmt: skip
