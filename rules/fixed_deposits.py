"""Fixed deposits: what is paid back when the time is over, and what when a member needs her money before.

    The rate is a year's. Every so many months the interest is added and earns interest itself; what is left of the
    time at the end earns without being added. Who closes early gets a lower rate for the time that passed: the
    whole months, and the days of the begun one where the group decided so.

For example 10,000.00 for 12 months at 5 %, added every 3 months:

    10,000.00 × (1 + 5 / 100 × 3 / 12)    10,125.00
    after 6 months                        10,251.5625
    after 9 months                        10,379.7070…
    after 12 months                       10,509.4533…    paid back 10,509.45

Closed after 7 months and 10 days with 2 percent points less: two quarters at 3 % and 1 month and 10 days on top:

    10,000.00 × 1.0075 × 1.0075 × (1 + 3 / 100 × (1 / 12 + 10 / 365))    10,184.28
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from rules import money, periods
from rules.explained import Explained, Line, Sum, figure_text
from rules.money import ZERO, Money, RoundingMode
from rules.problems import N_, Problem
from rules.register_records import RUNNING

LONGEST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class FixedDeposit:
    """What was agreed on one deposit. `add_every_months` is 0 where interest is paid at the end and never added.

    `round_each` rounds whenever interest is added, as a book does that records it then; otherwise only the end is
    rounded. Closed before `least_months`, a deposit earns nothing.
    """

    principal: Money
    opened_on: date
    months: int
    rate_percent: Fraction
    add_every_months: int = 0
    early_less_percent: Fraction = Fraction(0)
    least_months: int = 0
    begun_month: Literal['days', 'nothing'] = 'days'
    round_each: bool = False
    unit: Money = 1
    mode: RoundingMode = 'half-up'

    @property
    def matures_on(self) -> date:
        """The day on which it is paid back, month ends kept."""
        return periods.months_later(self.opened_on, self.months)


def exact_maturity(deposit: FixedDeposit) -> Fraction:
    """What the deposit is worth when its time is over, before the end is rounded; in minor units."""
    return _last_value(deposit, _growth(deposit, deposit.rate_percent, deposit.months, 0))


def maturity(deposit: FixedDeposit) -> Explained:
    """What is paid back when the time is over, with the interest of each step."""
    return _paid_back(deposit, tuple(_growth(deposit, deposit.rate_percent, deposit.months, 0)))


def closed_on(deposit: FixedDeposit, on: date) -> Explained:
    """What is paid back on a day: before its time at the lower rate, from then on what it was worth at the end."""
    if on >= deposit.matures_on:
        return maturity(deposit)
    months = periods.months_started(deposit.opened_on, on)
    if periods.months_later(deposit.opened_on, months) > on:
        months -= 1
    days = (on - periods.months_later(deposit.opened_on, months)).days
    rate = max(Fraction(0), deposit.rate_percent - deposit.early_less_percent)
    if months < deposit.least_months:
        rate = Fraction(0)
    lines = _growth(deposit, rate, months, days if deposit.begun_month == 'days' else 0)
    return _paid_back(deposit, tuple(lines))


def problems_of_fixed_deposit(deposit: FixedDeposit, highest_percent: Fraction = Fraction(100)) -> Iterable[Problem]:
    """Every reason why such a deposit cannot be opened."""
    if deposit.principal <= ZERO:
        yield Problem(N_('The amount must be more than zero.'), N_('Type the sum that changed hands.'), about='amount')
    if not 1 <= deposit.months <= LONGEST_MONTHS:
        yield Problem(
            N_('A fixed deposit runs from 1 to {most} months.'), N_('Type the number of months.'),
            {'most': LONGEST_MONTHS}, about='months',
        )  # fmt: skip
    if not 0 <= deposit.rate_percent <= highest_percent:
        yield Problem(
            N_('The rate of the deposit is not between 0 and {most} percent a year.'),
            N_('Type a rate such as 6 or 7.5.'), {'most': figure_text(highest_percent, '')}, about='rate',
        )  # fmt: skip
    if not 0 <= deposit.add_every_months <= max(deposit.months, 0):
        yield Problem(
            N_('Interest cannot be added later than the deposit ends.'),
            N_('Type after how many months it is added, or 0 when it is paid at the end.'), about='add_every_months',
        )  # fmt: skip
    if not 0 <= deposit.early_less_percent <= deposit.rate_percent:
        yield Problem(
            N_('Closing early cannot cost more than the rate of the deposit.'),
            N_('Type by how many percent points the rate is lowered.'), about='early_less_percent',
        )  # fmt: skip


def problems_of_closing(deposit: FixedDeposit, on: date, status: str) -> Iterable[Problem]:
    """Every reason why the deposit cannot be paid back on that day."""
    if status != RUNNING:
        yield Problem(
            N_('This deposit was paid back already.'), N_('Look at the list of fixed deposits.'), about='deposit'
        )
    if on < deposit.opened_on:
        yield Problem(
            N_('The deposit was opened on {opened}, after {day}.'), N_('Correct the date.'),
            {'opened': deposit.opened_on, 'day': on}, about='date',
        )  # fmt: skip


def _paid_back(deposit: FixedDeposit, lines: tuple[Line, ...]) -> Explained:
    result = money.rounded(_last_value(deposit, lines), deposit.unit, deposit.mode)
    return Explained(result, (*lines, Line(N_('Paid back'), Sum(result))))


def _last_value(deposit: FixedDeposit, lines: Iterable[Line]) -> Fraction:
    value = Fraction(deposit.principal)
    for line in lines:
        assert isinstance(line.value, Sum)
        value = Fraction(line.value.minor)
    return value


def _growth(deposit: FixedDeposit, rate: Fraction, months: int, days: int) -> Iterator[Line]:
    """The value after each time that interest was added, and at the end of the months and days that are left."""
    value: Fraction = Fraction(deposit.principal)
    every = deposit.add_every_months
    added, left = divmod(months, every) if every else (0, months)
    for number in range(1, added + 1):
        before, value = value, _rounded(deposit, value * (1 + rate / 100 * every / 12))
        yield Line(
            N_('After {months} months'), Sum(value), '{value} × (1 + {rate} / 100 × {every} / 12)',
            {'months': number * every, 'value': Sum(before), 'rate': rate, 'every': every},
        )  # fmt: skip
    if left or days:
        before, value = value, _rounded(deposit, value * (1 + rate / 100 * (Fraction(left, 12) + Fraction(days, 365))))
        yield Line(
            N_('After {months} months and {days} days'), Sum(value),
            '{value} × (1 + {rate} / 100 × ({left} / 12 + {days} / 365))',
            {'months': months, 'days': days, 'value': Sum(before), 'rate': rate, 'left': left},
        )  # fmt: skip


def _rounded(deposit: FixedDeposit, value: Fraction) -> Fraction:
    return Fraction(money.rounded(value, deposit.unit, deposit.mode)) if deposit.round_each else value
