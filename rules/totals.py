"""The totals that cash and bank are made of: what members have in the group, what it owes, what it earned and gave out.

    cash and bank = savings + merry-go-round + shares + social fund + fixed deposits + borrowed + brought in
                    + interest + penalties + fees + other income - expenses - ... - loans outstanding

For example a village group with 5,000.00 paid in for shares and 400.00 into the social fund, 1,000.00 lent and 300.00
of it back with 20.00 of interest:

    shares 5,000 + social fund 400 + interest 20 - loans outstanding 700 = 4,720 in the box

Some totals every group has. The others are shown where their module is on, or where there is something in them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.accounts import BORROWED, LOANS, SAVINGS, signs_of
from rules.chart import place_of
from rules.money import ZERO, Money
from rules.problems import N_

ROUNDS = 'rounds'
"""What was put into the pots of the merry-go-round and is not paid out yet: it stands on the account of savings."""


@dataclass(frozen=True, slots=True)
class Total:
    """The balance of an account. `sign` is +1 where it makes cash and bank more, and -1 where it makes them less."""

    key: str
    account: str
    sign: int = 1
    module: str = ''

    @property
    def signs(self) -> Mapping[str, int]:
        """What one unit of each kind of entry does to the balance, which is above zero where all is as usual."""
        return signs_of(self.account, where_owed=self.sign > 0)

    def balance(self, by_kind: Mapping[str, Money]) -> Money:
        """What stands on the account, from the sum of each kind of entry."""
        return sum(sign * by_kind.get(kind, ZERO) for kind, sign in self.signs.items())

    def title(self, kind_of_group: str) -> str:
        """How the group calls it."""
        return N_('Merry-go-round') if self.key == ROUNDS else place_of(self.account, kind_of_group).title


EVERY_GROUP = (
    Total('savings', SAVINGS),
    Total('interest_received', 'interest'),
    Total('penalties_received', 'penalties'),
    Total('income', 'income'),
    Total('expenses', 'expenses', -1),
    Total('loans_outstanding', LOANS, -1),
)
MORE = (
    Total(ROUNDS, SAVINGS, module='module_rotation'),
    Total('shares', 'shares', module='module_shares'),
    Total('social_fund', 'social', module='module_social_fund'),
    Total('fixed_deposits', 'fixed deposits', module='module_fixed_deposits'),
    Total('borrowed', BORROWED),
    Total('brought_in', 'opening'),
    Total('fees_received', 'fees'),
    Total('tax_withheld', 'tax withheld'),
    Total('savings_interest', 'savings interest', -1),
    Total('interest_paid', 'interest paid', -1),
    Total('dividends', 'dividends', -1),
    Total('shared_out', 'shared out', -1),
    Total('written_off', 'written off', -1),
    Total('transfers', 'transfers', -1),
)
BY_KEY = {total.key: total for total in (*EVERY_GROUP, *MORE)}
BELONGING = (ROUNDS, 'shares', 'social_fund', 'fixed_deposits', 'borrowed')
"""Of these, what belongs to somebody: to members, to a fund of theirs, or to who lent it to the group."""


def titled(balances: Mapping[str, Money], kind_of_group: str) -> list[tuple[str, Money]]:
    """Each of these totals by what the group calls it."""
    return [(BY_KEY[key].title(kind_of_group), amount) for key, amount in balances.items()]


def of_members(balances: Mapping[str, Money]) -> dict[str, Money]:
    """What of these totals belongs to somebody, in its order."""
    return {key: balances[key] for key in BELONGING if key in balances}


def cash_and_bank(balances: Mapping[str, Money]) -> Money:
    """What there is in cash and bank by the totals; what is not among them is nothing."""
    return sum(total.sign * balances.get(key, ZERO) for key, total in BY_KEY.items())
