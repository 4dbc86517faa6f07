"""Savings accounts: the interest they earn, when it is posted, and what may be taken out.

    Interest is a rate a year on the balance of every evening, or on the lowest balance of each month. It is posted
    at the end of each month, quarter, half year or year, and from then on earns interest itself.

For example at 10 % a year:

    1,000 for one day                                     1,000 × 10 / 100 × 1 / 365           0.2739…
    1,000 in January, 500 more from the 11th on           1,000 × 10 / 1200 by the lowest      8.33
                                                          by days 10 × 1,000 + 21 × 1,500     11.37
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from rules import balances, money
from rules.balances import Movements, Period
from rules.explained import Explained, Line, Sum, figure_text
from rules.money import ZERO, Amount, Money, RoundingMode
from rules.periods import month_of
from rules.problems import N_, Problem

SavingsMethod = Literal['daily balance', 'monthly minimum']
SAVINGS_METHODS: tuple[SavingsMethod, ...] = ('daily balance', 'monthly minimum')
POSTED_EVERY_MONTHS = (1, 3, 6, 12)


@dataclass(frozen=True, slots=True)
class SavingsTerms:
    """What the group agreed on savings. A limit or a notice of zero is none.

    The lowest balance of a month is that of its evenings `from_day` on: some banks count from the 10th.
    """

    rate_percent: Fraction = Fraction(0)
    method: SavingsMethod = 'daily balance'
    days_of_year: int = 365
    from_day: int = 1
    post_every_months: int = 3
    year_begins_in: int = 1
    minimum_balance: Money = ZERO
    most_a_day: Money = ZERO
    most_a_month: Money = ZERO
    notice_days: int = 0
    unit: Money = 1
    mode: RoundingMode = 'half-up'


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


def interest(opening: Money, movements: Movements, period: Period, terms: SavingsTerms) -> Explained:
    """The interest of a period, rounded, with its lines; the lowest of each month needs whole months."""
    lines = tuple(_lines(opening, movements, period, terms))
    exact = exact_interest(opening, movements, period, terms)
    result = money.rounded(exact, terms.unit, terms.mode)
    return Explained(result, (*lines, Line(N_('Interest, rounded'), Sum(result))))


def exact_interest(opening: Money, movements: Movements, period: Period, terms: SavingsTerms) -> Fraction:
    """The interest of a period before rounding, in minor units. A balance below zero earns nothing."""
    if terms.method == 'monthly minimum':
        lowest = balances.monthly_lowest(opening, movements, period, terms.from_day)
        return sum(max(ZERO, balance) for balance in lowest) * terms.rate_percent / 1200
    evenings = balances.stretches(opening, movements, period)
    counted = sum(max(ZERO, stretch.balance) * stretch.days for stretch in evenings)
    return counted * terms.rate_percent / (100 * terms.days_of_year)


def posting_periods(opened_on: date, until: date, terms: SavingsTerms) -> Iterator[Period]:
    """The periods that have ended by `until` and whose interest is posted on their last day, whole months each.

    They follow the year of the group; the first is the one in which the account was opened, before which its balance
    was nothing.
    """
    opened = month_of(opened_on)
    first = opened.plus(-((opened.number - terms.year_begins_in) % terms.post_every_months))
    while (last := first.plus(terms.post_every_months - 1).last_day) <= until:
        yield Period(first.first_day, last)
        first = first.plus(terms.post_every_months)


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


def problems_of_savings_terms(terms: SavingsTerms, highest_percent: Fraction = Fraction(100)) -> Iterable[Problem]:
    """What is wrong with what a group wants to agree on savings."""
    if not 0 <= terms.rate_percent <= highest_percent:
        yield Problem(
            N_('The interest on savings is not between 0 and {most} percent a year.'),
            N_('Type a rate such as 4 or 3.5.'), {'most': figure_text(highest_percent, '')}, about='rate',
        )  # fmt: skip
    if terms.post_every_months not in POSTED_EVERY_MONTHS:
        yield Problem(
            N_('Interest is posted every 1, 3, 6 or 12 months.'), N_('Choose one of these.'), about='post_every_months'
        )
    if terms.days_of_year not in (360, 364, 365, 366):
        yield Problem(
            N_('A year has 360, 364, 365 or 366 days when interest is counted.'), N_('Choose one of these.'),
            about='days_of_year',
        )  # fmt: skip


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


def _lines(opening: Money, movements: Movements, period: Period, terms: SavingsTerms) -> Iterator[Line]:
    rate, year = terms.rate_percent, terms.days_of_year
    if terms.method == 'monthly minimum':
        month = month_of(period.first)
        for balance in balances.monthly_lowest(opening, movements, period, terms.from_day):
            earning = max(ZERO, balance)
            yield Line(
                N_('Lowest balance in {month}'), Sum(earning * rate / 1200), '{balance} × {rate} / 100 / 12',
                {'month': month, 'balance': Sum(earning), 'rate': rate},
            )  # fmt: skip
            month = month.plus(1)
        return
    for first, days, balance in balances.stretches(opening, movements, period):
        earning = max(ZERO, balance)
        yield Line(
            N_('{days} days from {day} on'), Sum(earning * days * rate / (100 * year)),
            '{balance} × {rate} / 100 × {days} / {year}',
            {'day': first, 'days': days, 'balance': Sum(earning), 'rate': rate, 'year': year},
        )  # fmt: skip
