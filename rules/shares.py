"""Shares: the share capital of a cooperative, to be complete within a term, and the shares of a village savings group.

Each member pays share capital up to a target within 12 or 24 months. For example 20,000 in 24 months, of which
5,000 are paid after 6 months: 25 % complete, 15,000 missing, 18 months left, 833.34 a month completes it in time.

In a village group a member buys 1 to 5 shares at each meeting, at a price that is fixed for the cycle. What is
left below a whole share is kept apart for her. For example at 100 a share, with 40 kept apart from before and 230
brought: 2 shares, 70 kept apart.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from rules import money, periods
from rules.division import exact_parts
from rules.explained import Explained, Line, Sum
from rules.money import ZERO, Amount, Money
from rules.problems import N_, Problem

TERMS_MONTHS = (12, 24)


@dataclass(frozen=True, slots=True)
class Target:
    """The share capital that a member shall have, by when, and since when she pays."""

    amount: Money
    since: date
    months: int = 12

    @property
    def due_on(self) -> date:
        """The day by which it is complete."""
        return periods.months_later(self.since, self.months)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the share capital of a member stands on a day. `suggested_monthly` completes it in time."""

    target: Money
    paid: Money
    expected: Money
    months_left: int
    suggested_monthly: Money

    @property
    def missing(self) -> Money:
        """What is still to pay."""
        return max(ZERO, self.target - self.paid)

    @property
    def complete(self) -> bool:
        """Whether the target is reached."""
        return not self.missing

    @property
    def completion_percent(self) -> Fraction:
        """From 0 to 100, exactly."""
        return Fraction(100 * min(self.paid, self.target), self.target) if self.target else Fraction(100)

    @property
    def behind(self) -> Money:
        """What should have been paid by now and is not."""
        return max(ZERO, self.expected - self.paid)


def standing(target: Target, paid: Money, on: date, unit: Money = 1) -> Standing:
    """How share capital stands on a day; a month that has begun is one in which something can still be paid.

    When the term has passed, what is missing is suggested at once.
    """
    begun = periods.months_started(target.since, on)
    passed = begun - 1 if periods.months_later(target.since, begun) > on else begun
    whole = max(0, min(target.months, passed))
    left = max(1, target.months - whole)
    missing = max(ZERO, target.amount - paid)
    return Standing(
        target=target.amount,
        paid=paid,
        expected=money.rounded(Fraction(target.amount * whole, target.months), unit, 'up'),
        months_left=target.months - whole,
        suggested_monthly=money.rounded(Fraction(missing, left), unit, 'up'),
    )


def incomplete(standings: Mapping[str, Standing]) -> list[str]:
    """Who has not reached the target, the one who is furthest from it first."""
    unfinished = [member for member, found in standings.items() if not found.complete]
    return sorted(unfinished, key=lambda member: standings[member].completion_percent)


def percents(amounts: Sequence[Money]) -> list[Fraction]:
    """How many percent of all each amount is, exactly: shares, or shares and deposits together."""
    return exact_parts(100, amounts) if any(amounts) else [Fraction(0)] * len(amounts)


def problems_of_target(target: Target, currency: str, least_payment: Money = ZERO) -> Iterable[Problem]:
    """Why a member cannot be given such a target."""
    if target.amount <= ZERO:
        yield Problem(
            N_('The target of the share capital is not more than zero.'),
            N_('Type what each member shall have paid in the end.'), about='amount',
        )  # fmt: skip
    elif target.amount < least_payment:
        yield Problem(
            N_('The target is less than the smallest payment of {least}.'), N_('Raise the target.'),
            {'least': Amount(least_payment, currency)}, about='amount',
        )  # fmt: skip
    if target.months not in TERMS_MONTHS:
        yield Problem(N_('Share capital is paid within 12 or 24 months.'), N_('Choose one of the two.'), about='months')


def problems_of_share_payment(amount: Money, missing: Money, least: Money, currency: str) -> Iterable[Problem]:
    """Why share capital cannot be paid like this: less than the smallest payment, unless it completes the target."""
    if amount <= ZERO:
        yield Problem(N_('The amount must be more than zero.'), N_('Type the sum that changed hands.'), about='amount')
    elif amount < least and amount != missing:
        yield Problem(
            N_('Share capital is paid {least} or more at a time.'), N_('Type a larger sum, or what completes it.'),
            {'least': Amount(least, currency)}, about='amount',
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SharePrice:
    """What one share costs in this cycle, and how many are bought at a meeting."""

    price: Money
    least: int = 1
    most: int = 5


@dataclass(frozen=True, slots=True)
class Purchase:
    """What a member brought to a meeting, with what was kept apart for her, and what became of it."""

    brought: Money
    kept_before: Money
    shares: int
    paid: Money

    @property
    def kept_apart(self) -> Money:
        """What is below a whole share, and hers."""
        return self.brought + self.kept_before - self.paid


def purchase(brought: Money, kept_before: Money, price: SharePrice) -> Purchase:
    """As many whole shares as the money gives."""
    shares = (brought + kept_before) // price.price
    return Purchase(brought, kept_before, shares, shares * price.price)


def explained(bought: Purchase, price: SharePrice) -> Explained:
    """The lines of a purchase; the result is what was paid for shares."""
    together = bought.brought + bought.kept_before
    values = {'brought': Sum(bought.brought), 'kept': Sum(bought.kept_before), 'price': Sum(price.price)}
    return Explained(
        bought.paid,
        (
            Line(N_('Brought and kept apart'), Sum(together), '{brought} + {kept}', values),
            Line(N_('Shares bought'), Sum(bought.paid), '{shares} × {price}', {'shares': bought.shares, **values}),
            Line(N_('Kept apart'), Sum(bought.kept_apart), '{together} − {paid}',
                 {'together': Sum(together), 'paid': Sum(bought.paid)}),
        ),
    )  # fmt: skip


def problems_of_purchase(bought: Purchase, price: SharePrice, currency: str) -> Iterable[Problem]:
    """Why shares cannot be bought like this. Money for less than one share is no problem: it is kept apart."""
    if bought.brought <= ZERO:
        yield Problem(N_('The amount must be more than zero.'), N_('Type the sum that changed hands.'), about='amount')
    if bought.shares > price.most:
        over = bought.shares * price.price - price.most * price.price + bought.kept_apart
        yield Problem(
            N_('At one meeting {most} shares can be bought, and this is {shares}.'),
            N_('Give {over} back, or a part of it.'),
            {'most': price.most, 'shares': bought.shares, 'over': Amount(over, currency)}, about='amount',
        )  # fmt: skip
    if 0 < bought.shares < price.least:
        yield Problem(
            N_('At one meeting {least} shares are bought at least, and this is {shares}.'),
            N_('Ask for more, or put the money into the savings.'),
            {'least': price.least, 'shares': bought.shares}, about='amount',
        )  # fmt: skip


def problems_of_price(new: Money, now: Money, shares_in_the_cycle: int) -> Iterable[Problem]:
    """Why a share cannot cost this from now on."""
    if new <= ZERO:
        yield Problem(N_('The price of a share is not more than zero.'), N_('Type the price.'), about='price')
    if new != now and shares_in_the_cycle:
        yield Problem(
            N_('The price of a share is fixed while the cycle runs, and {shares} were bought at it.'),
            N_('Change it when the next cycle begins, after the share-out.'),
            {'shares': shares_in_the_cycle}, about='price',
        )  # fmt: skip
