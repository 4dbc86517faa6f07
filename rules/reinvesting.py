"""The next cycle, opened with what members leave of their payouts: whole shares at the new price, before any meeting.

For example payouts of 4,500 and 4,500, of which 2,000 and nothing stay, at a new price of 200, with 50 that was left
over and a social fund of 1,000:

    first member     10 shares, 2,500 in her hand
    second member     0 shares, 4,500 in her hand
    in the box       2,000 + 50 + 1,000 = 3,050
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.money import ZERO, Amount, Money
from rules.problems import N_, Problem
from rules.share_out import Payout, ShareOut


@dataclass(frozen=True, slots=True)
class Reinvested:
    """What one member leaves in the group, and what she is handed of her payout."""

    member: str
    shares: int
    left_in: Money
    handed: Money


@dataclass(frozen=True, slots=True)
class NextCycle:
    """How the next cycle begins: who holds what, and what is in the box. `left_over` belongs to all of them."""

    reinvested: tuple[Reinvested, ...]
    left_over: Money
    social: Money

    @property
    def cash(self) -> Money:
        """What is in the box when all have been handed theirs."""
        return sum(one.left_in for one in self.reinvested) + self.left_over + self.social


def next_cycle(done: ShareOut, wanted: Mapping[str, int], price: Money) -> NextCycle:
    """The beginning of the next cycle. `wanted` is how many shares each leaves in; who is not named leaves none."""
    reinvested = tuple(_reinvested(payout, wanted.get(payout.member, 0), price) for payout in done.payouts)
    return NextCycle(reinvested, done.left_over, done.terms.social)


def problems_of_reinvesting(
    done: ShareOut, wanted: Mapping[str, int], price: Money, currency: str
) -> Iterable[Problem]:
    """Every reason why the next cycle cannot begin like this, for every member at once."""
    if price <= ZERO:
        yield Problem(N_('The price of a share is not more than zero.'), N_('Type the price.'), about='price')
        return
    paid = {payout.member: payout.paid for payout in done.payouts}
    for member, shares in wanted.items():
        if shares < 0:
            yield Problem(
                N_('{member} cannot leave less than nothing in the group.'), N_('Type the number of shares, or 0.'),
                {'member': member}, about=member,
            )  # fmt: skip
        elif shares * price > paid.get(member, ZERO):
            yield Problem(
                N_('{shares} shares cost {cost}, and the payout of {member} is {paid}.'),
                N_('Leave fewer shares in the group.'),
                {
                    'shares': shares, 'cost': Amount(shares * price, currency), 'member': member,
                    'paid': Amount(paid.get(member, ZERO), currency),
                },
                about=member,
            )  # fmt: skip


def _reinvested(payout: Payout, shares: int, price: Money) -> Reinvested:
    left_in = shares * price
    return Reinvested(payout.member, shares, left_in, payout.paid - left_in)
