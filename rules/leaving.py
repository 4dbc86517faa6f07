"""Who takes her savings out before the cycle ends, all of them or a part.

    She gets back what she takes of her savings. Where the group lost money, she bears her part of the loss; whether
    she gets her part of the profit so far, the group decided. A fee may be kept. What she owes is set off first,
    when she leaves; who takes only a part keeps enough savings to cover what she owes.

For example 3,000 of 9,000 saved by all, of which the group made 10,500, 5 % fee, and 500 owed:

    savings back       3,000
    profit so far        500    1,500 × 3,000 / 9,000, where the group gives it
    fee                 −175    3,500 × 5 / 100
    loan, set off       −500
    paid out           2,825
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from rules import money
from rules.explained import Explained, Figure, Line, Sum
from rules.money import ZERO, Amount, Money
from rules.problems import N_, Problem


@dataclass(frozen=True, slots=True)
class Leaving:
    """What she takes (`back`) of her savings, what she owes and has apart, and what all saved and the group made.

    `fund` is what the savings of all are worth: money without the social fund and what is kept apart, and loans.
    """

    back: Money
    savings: Money
    savings_of_all: Money
    fund: Money
    owed: Money = ZERO
    apart: Money = ZERO
    profit_given: bool = False
    fee_percent: Fraction = Fraction(0)
    coin: Money = 1

    @property
    def whole(self) -> bool:
        """Whether she leaves, and does not only take a part."""
        return self.back == self.savings


@dataclass(frozen=True, slots=True)
class Exit:
    """What becomes of it, in the accounts; a loss is a profit below zero. `left_over` makes no coin and stays."""

    back: Money
    profit: Money
    fee: Money
    apart: Money
    set_off: Money
    left_over: Money
    still_owed: Money

    @property
    def paid(self) -> Money:
        """What she is handed."""
        return self.back + self.profit - self.fee + self.apart - self.set_off - self.left_over


def exit_of(asked: Leaving) -> Exit:
    """What she gets; whatever does not make a coin stays with the group."""
    exact = _exact_profit(asked)
    # A part of a paisa is rounded in favour of those who stay: of a profit down, of a loss up.
    profit = money.rounded(exact, 1, 'down' if exact > 0 else 'up')
    fee = money.rounded(Fraction(asked.back + profit) * asked.fee_percent / 100, 1, 'up')
    apart = asked.apart if asked.whole else ZERO
    before_loan = asked.back + profit - fee + apart
    set_off = min(asked.owed, before_loan) if asked.whole else ZERO
    left_over = (before_loan - set_off) % asked.coin
    return Exit(asked.back, profit, fee, apart, set_off, left_over, asked.owed - set_off)


def explained(asked: Leaving) -> Explained:
    """The lines of an exit; the result is what she is handed."""
    found = exit_of(asked)
    gain: dict[str, Figure] = {
        'gain': Sum(asked.fund - asked.savings_of_all),
        'back': Sum(asked.back),
        'all': Sum(asked.savings_of_all),
    }
    lines = [Line(N_('Savings back'), Sum(found.back))]
    if found.profit:
        label = N_('Profit so far') if found.profit > 0 else N_('Loss so far')
        lines.append(Line(label, Sum(found.profit), '{gain} × {back} / {all}', gain))
    if found.fee:
        values: dict[str, Figure] = {'gross': Sum(asked.back + found.profit), 'percent': asked.fee_percent}
        lines.append(Line(N_('Fee for leaving early'), Sum(-found.fee), '{gross} × {percent} / 100', values))
    if found.apart:
        lines.append(Line(N_('Kept apart, given back'), Sum(found.apart)))
    if found.set_off:
        lines.append(Line(N_('Loan, set off'), Sum(-found.set_off)))
    if found.left_over:
        lines.append(Line(N_('Left over, below the smallest coin'), Sum(-found.left_over)))
    return Explained(found.paid, (*lines, Line(N_('Paid out'), Sum(found.paid))))


def problems_of_leaving(asked: Leaving, currency: str) -> Iterable[Problem]:
    """Every reason why she cannot take this out before the cycle ends."""
    if asked.back <= ZERO:
        yield Problem(N_('The amount must be more than zero.'), N_('Type the sum that changed hands.'), about='amount')
    fee_is_one = 0 <= asked.fee_percent <= 100
    if not fee_is_one:
        yield Problem(
            N_('The fee is not between 0 and 100 percent.'), N_('Type a percentage such as 5, or 0 for none.'),
            about='fee',
        )  # fmt: skip
    if asked.back > asked.savings:
        yield Problem(
            N_('{amount} is more than the savings of {most}.'), N_('Type a smaller sum.'),
            {'amount': Amount(asked.back, currency), 'most': Amount(asked.savings, currency)}, about='amount',
        )  # fmt: skip
    elif not asked.whole and asked.savings - asked.back < asked.owed:
        yield Problem(
            N_('{owed} are owed, and only {left} of the savings would be left to cover it.'),
            N_('Repay first, or take less.'),
            {'owed': Amount(asked.owed, currency), 'left': Amount(asked.savings - asked.back, currency)},
            about='amount',
        )  # fmt: skip
    elif fee_is_one and asked.back > ZERO and asked.whole and (still := exit_of(asked).still_owed):
        yield Problem(
            N_('After her savings {owed} of the loan would still be owed.'),
            N_('Repay it first, or decide that it is written off.'), {'owed': Amount(still, currency)}, about='loan',
        )  # fmt: skip


def _exact_profit(asked: Leaving) -> Fraction:
    gain = asked.fund - asked.savings_of_all
    if gain > 0 and not asked.profit_given:
        return Fraction(0)
    return Fraction(gain * asked.back, asked.savings_of_all)
