"""Savings accounts: what may be taken out of them.

    A balance may have to stay, a day or a month may have its limit, a withdrawal may have to be announced, and what
    a loan is secured with stays. For example 1,000 saved, 200 of which have to stay: 800 can be taken out.

The interest that they earn is in rules/dividends.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from rules.money import ZERO, Amount, Money
from rules.problems import N_, Problem


@dataclass(frozen=True, slots=True)
class SavingsTerms:
    """What the group agreed on what may be taken out. A limit or a notice of zero is none."""

    minimum_balance: Money = ZERO
    most_a_day: Money = ZERO
    most_a_month: Money = ZERO
    notice_days: int = 0


@dataclass(frozen=True, slots=True)
class Savings:
    """How an account stands when something is to be taken out; `held` secures loans and stays.

    With `closing` the account ends, so that no balance has to stay for its own sake.
    """

    balance: Money
    held: Money = ZERO
    taken_that_day: Money = ZERO
    taken_this_month: Money = ZERO
    frozen: bool = False
    closing: bool = False


def problems_of_withdrawal(
    amount: Money, on: date, account: Savings, terms: SavingsTerms, currency: str, notice_on: date | None = None
) -> Iterable[Problem]:
    """Every reason why this cannot be taken out on that day. `notice_on` is when she announced it, if she did."""
    if account.frozen:
        yield frozen()
    if amount <= ZERO:
        yield Problem(N_('The amount must be more than zero.'), N_('Type the sum that changed hands.'), about='amount')
    if amount > account.balance:
        yield _too_much(N_('{amount} is more than the savings of {most}.'), amount, account.balance, currency)
    elif amount > account.balance - account.held:
        yield _too_much(
            N_('{amount} is more than the {most} that no loan is secured with.'), amount,
            max(ZERO, account.balance - account.held), currency,
        )  # fmt: skip
    elif not account.closing and amount > account.balance - terms.minimum_balance:
        yield _too_much(
            N_('{amount} leaves less than the balance that has to stay; {most} can be taken out.'), amount,
            max(ZERO, account.balance - terms.minimum_balance), currency,
        )  # fmt: skip
    most_today = max(ZERO, terms.most_a_day - account.taken_that_day)
    if terms.most_a_day and amount > most_today:
        yield _too_much(
            N_('{amount} is more than the {most} that are left for that day.'), amount, most_today, currency
        )
    left = max(ZERO, terms.most_a_month - account.taken_this_month)
    if terms.most_a_month and amount > left:
        yield _too_much(N_('{amount} is more than the {most} that are left for this month.'), amount, left, currency)
    yield from _problems_of_notice(on, terms, notice_on)


def frozen() -> Problem:
    """Why nothing is paid out to a member whose account is on hold."""
    return Problem(N_('The account is frozen.'), N_('Release it first, by a decision of the group.'), about='member')


def _problems_of_notice(on: date, terms: SavingsTerms, notice_on: date | None) -> Iterable[Problem]:
    if not terms.notice_days:
        return
    if notice_on is None:
        yield Problem(
            N_('A withdrawal has to be announced {days} days before.'),
            N_('Write down the notice today, and pay out when the days have passed.'),
            {'days': terms.notice_days}, about='notice',
        )  # fmt: skip
    elif on < (earliest := notice_on + timedelta(days=terms.notice_days)):
        yield Problem(
            N_('The withdrawal was announced on {day}; it can be paid out from {earliest} on.'),
            N_('Wait until that day.'), {'day': notice_on, 'earliest': earliest}, about='date',
        )  # fmt: skip


def _too_much(message: str, amount: Money, most: Money, currency: str) -> Problem:
    values = {'amount': Amount(amount, currency), 'most': Amount(most, currency)}
    return Problem(message, N_('Type a smaller sum.'), values, about='amount')
