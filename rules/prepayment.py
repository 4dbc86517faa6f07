"""Paying ahead and lending on top: what becomes of the instalments left.

In the words of the bylaws:

    What is paid beyond the instalments that are due repays principal at once. Then the instalments left become
    smaller; or they stay and become fewer; or the next ones are lowered by what was paid. What is lent on top is
    spread over the instalments left, which are computed anew.

For example 12,000.00 at 2 % a month in 4 instalments of 3,151.49, and 3,000.00 more paid with the first of them:

    as agreed              9,088.51 owed    3,151.49    3,151.49    3,151.47
    smaller instalments    6,088.51 owed    2,111.22    2,111.22    2,111.22
    fewer instalments      6,088.51 owed    3,151.49    3,119.97
    next instalment        6,088.51 owed      121.77    3,120.60    3,151.47
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from typing import Literal, get_args

from rules.money import ZERO, Money
from rules.problems import N_, Problem
from rules.repayment_plans import Plan, kept, problems_of_day, recomputed, repaid_as
from rules.schedules import Period, Share, problems_of_loan, shares_of

Rule = Literal['smaller instalments', 'fewer instalments', 'next instalment']
RULES: tuple[Rule, ...] = get_args(Rule)
USUAL: Rule = 'next instalment'
"""What is meant where nothing else was agreed."""
Written = Callable[[Money], object]


def prepay(plan: Plan, amount: Money, on: date, rule: Rule) -> Plan:
    """What is left after principal was paid ahead: less than all that is outstanding, beyond what was due by then."""
    rest = plan.on(on)
    assert ZERO < amount < rest.principal, f'{amount} ahead of {rest.principal}'
    owed = rest.principal - amount
    shares = _SHARES[rule](rest, owed, rest.bearing(owed, rest.arisen))
    return replace(rest, principal=owed, shares=tuple(shares))


def top_up(plan: Plan, amount: Money, on: date) -> Plan:
    """What is left after more was lent on the same loan. A fixed instalment without a number stays, and more follow."""
    rest = plan.on(on)
    owed, terms, count = rest.principal + amount, rest.terms, len(rest.shares)
    arisen = rest.arisen + (amount * rest.periods[0].rate if rest.running_counted else 0)
    periods = rest.bearing(owed, arisen)
    if terms.method == 'flat':
        added = shares_of(amount, rest.periods[:count], replace(terms, count=count))
        shares = [
            Share(old.principal + new.principal, old.interest + new.interest)
            for old, new in zip_longest(rest.shares, added, fillvalue=Share(ZERO, ZERO))
        ]
    elif terms.method == 'fixed' and not terms.count:
        shares = shares_of(owed, periods, terms)
    else:
        shares = recomputed(rest, owed, periods)
    return replace(rest, principal=owed, shares=tuple(shares), arisen=arisen)


def problems_of_prepayment(plan: Plan, amount: Money, on: date, written: Written) -> Iterable[Problem]:
    """Why a sum cannot be paid ahead on a day. `written` says how an amount stands in a text."""
    wrong = list(problems_of_day(plan, on))
    yield from wrong
    if amount <= ZERO:
        yield Problem(N_('The amount must be more than zero.'), N_('Type the sum that changed hands.'), about='amount')
    if not wrong and amount >= (owed := plan.on(on).principal):
        yield Problem(
            N_('{amount} is not less than the {owed} that are outstanding.'),
            N_('Record that the loan is paid off, with the interest up to that day.'),
            {'amount': written(amount), 'owed': written(owed)}, about='amount',
        )  # fmt: skip


def problems_of_top_up(plan: Plan, amount: Money, on: date, written: Written) -> Iterable[Problem]:
    """Why no more can be lent on this loan on a day."""
    wrong = list(problems_of_day(plan, on))
    yield from wrong
    if amount <= ZERO:
        yield Problem(N_('The amount must be more than zero.'), N_('Type the sum that changed hands.'), about='amount')
    elif not wrong:
        rest = plan.on(on)
        yield from problems_of_loan(rest.principal + amount, on, rest.terms, written)


def _next(rest: Plan, owed: Money, periods: Sequence[Period]) -> list[Share]:
    """The next ones repay less by what was paid ahead, those after them what they did."""
    ahead, wanted = rest.principal - owed, []
    for share in rest.shares:
        taken = min(ahead, share.principal)
        ahead -= taken
        wanted.append(share.principal - taken)
    return repaid_as(rest, owed, periods, lambda place, interest: wanted[place])


_SHARES: Mapping[Rule, Callable[[Plan, Money, Sequence[Period]], list[Share]]] = {
    'smaller instalments': recomputed,
    'fewer instalments': kept,
    'next instalment': _next,
}
