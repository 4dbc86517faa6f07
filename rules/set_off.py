"""How large a fund is when members' loans are set off against their parts of it, and the rest of them written off.

    The fund is divided in layers: savings back first, then profit, each by its own weights. A member's loan is paid
    out of her part, and what her part does not cover is written off before anything is divided.

That goes round in a circle: what is written off lowers the fund, a lower fund lowers every part, and a lower part
covers less of a loan. It is solved exactly, without trying out. First every loan counts whole. Whoever cannot cover
hers with her part then is short: her part, whatever it turns out to be, goes into her loan, so that she neither adds
cash nor takes any. The fund in which exactly the short ones are short follows from one equation. In it others may
have become short; then it is solved again with them. Nobody ceases to be short, so there are no more rounds than
members.

For example cash of 9,000, three members with 3,000 each saved, and one of them owes 6,000:

    every loan whole     15,000      her part 5,000 does not cover 6,000: she is short
    fund = 9,000 + fund / 3          13,500, each part 4,500; 1,500 written off, the other two get 4,500 each
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from rules.money import Money


class Share(NamedTuple):
    """So many percent of a layer, divided by weights; `of_money` says that the weights are amounts."""

    label: str
    percent: Fraction
    weights: tuple[int, ...]
    of_money: bool = True


class Layer(NamedTuple):
    """A part of the fund, up to a size (None: all the rest), and how it is divided."""

    size: Money | None
    shares: tuple[Share, ...]

    def parts(self) -> list[Fraction]:
        """Which part of the layer each member gets; together 1."""
        each = [Fraction(0)] * len(self.shares[0].weights)
        for share in self.shares:
            everything = sum(share.weights)
            for place, weight in enumerate(share.weights):
                each[place] += share.percent / 100 * Fraction(weight, everything)
        return each


def filled(fund: Fraction, layers: Sequence[Layer]) -> list[Fraction]:
    """How much of a fund is in each layer."""
    amounts = []
    for layer in layers:
        amount = fund if layer.size is None else min(fund, Fraction(layer.size))
        amounts.append(amount)
        fund -= amount
    return amounts


def parts_of(fund: Fraction, layers: Sequence[Layer]) -> list[Fraction]:
    """What each member has in the fund, exactly."""
    each = [Fraction(0)] * len(layers[0].shares[0].weights)
    for amount, layer in zip(filled(fund, layers), layers, strict=True):
        each = [before + amount * part for before, part in zip(each, layer.parts(), strict=True)]
    return each


def fund_after_set_off(cash: Money, owed: Sequence[Money], layers: Sequence[Layer]) -> Fraction:
    """The fund: the cash and what is set off of the loans, exactly; the last layer takes all the rest."""
    assert cash >= 0 and layers[-1].size is None, f'{cash} in cash, {layers}'
    fund = Fraction(cash + sum(owed))
    while True:
        own = parts_of(fund, layers)
        short = [loan > part for loan, part in zip(owed, own, strict=True)]
        covered = cash + sum(loan for loan, is_short in zip(owed, short, strict=True) if not is_short)
        of_the_short = sum(part for part, is_short in zip(own, short, strict=True) if is_short)
        if covered + of_the_short == fund:
            return fund
        fund = _lowered(fund, fund - covered - of_the_short, short, layers)


def _lowered(fund: Fraction, too_much: Fraction, short: Sequence[bool], layers: Sequence[Layer]) -> Fraction:
    """The largest fund in which nothing is too much any more, when the parts of the short ones shrink with it."""
    for amount, layer in reversed([*zip(filled(fund, layers), layers, strict=True)]):
        of_the_short = sum(part for part, is_short in zip(layer.parts(), short, strict=True) if is_short)
        if too_much <= amount * (1 - of_the_short):
            return fund - too_much / (1 - of_the_short)
        too_much -= amount * (1 - of_the_short)
        fund -= amount
    raise AssertionError('the cash alone is more than the fund')
