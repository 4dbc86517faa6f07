"""Fees on a loan: for processing it, for its insurance, and whatever else a group asks for lending.

In the words of the bylaws:

    A fee is a fixed sum, or a percentage of the principal, or of principal and interest together. It is asked once
    for the loan, and then either taken off the money that is handed over or added to the first instalment; or it is
    asked with each instalment.

For example 3,000.00 in three instalments of 1,000.00 and 30.00 interest:

    1.5 % of principal and interest of each instalment    15.45 each, 46.35 in all; an instalment is 1,045.45
    1 % of the principal for processing, taken off        30.00; 2,970.00 are handed over
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, get_args

from rules.allocation import Due
from rules.explained import Figure, Line, Sum, figure_text
from rules.money import ZERO, Amount, Money, RoundingMode, percent_of
from rules.problems import N_, Problem

Base = Literal['fixed sum', 'principal', 'principal and interest']
BASES: tuple[Base, ...] = get_args(Base)
Asked = Literal['taken off', 'first instalment', 'each instalment']
ASKED: tuple[Asked, ...] = get_args(Asked)


@dataclass(frozen=True, slots=True)
class Fee:
    """One fee of a loan product; `name` is its category, such as processing or insurance.

    `amount` (minor units) counts for a fixed sum, `percent` for the other bases.
    """

    name: str
    base: Base
    asked: Asked
    percent: Fraction = Fraction(0)
    amount: Money = ZERO


@dataclass(frozen=True, slots=True)
class Charge:
    """What a fee comes to: with instalment `n`, or taken off the money lent where `n` is 0; and on which sum."""

    fee: Fee
    n: int
    base: Money
    amount: Money


def charges(fees: Iterable[Fee], dues: Sequence[Due], unit: Money = 1, mode: RoundingMode = 'half-up') -> list[Charge]:
    """All fees of a loan, given its instalments. Each charge is rounded by itself."""
    found = []
    for fee in fees:
        if fee.asked == 'each instalment':
            found += [_charge(fee, due.n, [due], unit, mode) for due in dues]
        else:
            n = min(due.n for due in dues) if fee.asked == 'first instalment' else 0
            found.append(_charge(fee, n, dues, unit, mode))
    return found


def taken_off(charges: Iterable[Charge]) -> Money:
    """What the borrower does not get of the money lent."""
    return sum(charge.amount for charge in charges if not charge.n)


def with_fees(dues: Iterable[Due], charges: Sequence[Charge]) -> list[Due]:
    """The instalments with the fees that are asked with them."""
    total: dict[int, Money] = {}
    for charge in charges:
        total[charge.n] = total.get(charge.n, ZERO) + charge.amount
    return [replace(due, fee=due.fee + total[due.n]) if due.n in total else due for due in dues]


def line(charge: Charge) -> Line:
    """How a charge was computed."""
    if charge.fee.base == 'fixed sum':
        return Line('{fee}', Sum(charge.amount), N_('as agreed'), {'fee': charge.fee.name})
    values: dict[str, Figure] = {'fee': charge.fee.name, 'base': Sum(charge.base), 'percent': charge.fee.percent}
    return Line('{fee}', Sum(charge.amount), '{base} × {percent} / 100', values)


def problems_of_fee(fee: Fee) -> Iterable[Problem]:
    """Why a fee cannot be asked, whatever the loan is."""
    if not fee.name.strip():
        yield Problem(N_('The fee has no name.'), N_('Say what it is for, such as processing.'), about='fee')
    if fee.base == 'fixed sum' and fee.amount <= ZERO:
        yield Problem(
            N_('The fee {fee} is a fixed sum, and the sum is not more than zero.'),
            N_('Type the sum, or leave the fee out.'), {'fee': fee.name}, about='fee',
        )  # fmt: skip
    if fee.base != 'fixed sum' and not 0 < fee.percent <= 100:
        yield Problem(
            N_('The fee {fee} is {percent} percent; it must be more than 0 and at most 100.'),
            N_('Correct the percentage, or leave the fee out.'),
            {'fee': fee.name, 'percent': figure_text(fee.percent, '')}, about='fee',
        )  # fmt: skip


def problems_of_charges(charges: Iterable[Charge], principal: Money, currency: str) -> Iterable[Problem]:
    """Why a loan cannot be handed over with these fees: they would leave nothing of it."""
    off = taken_off(charges)
    if off >= principal:
        yield Problem(
            N_('The fees of {fees} that are taken off leave nothing of the loan of {principal}.'),
            N_('Lend more, or ask the fees with the instalments.'),
            {'fees': Amount(off, currency), 'principal': Amount(principal, currency)}, about='amount',
        )  # fmt: skip


def _charge(fee: Fee, n: int, dues: Sequence[Due], unit: Money, mode: RoundingMode) -> Charge:
    base = sum(due.principal for due in dues)
    if fee.base == 'principal and interest':
        base += sum(due.interest for due in dues)
    if fee.base == 'fixed sum':
        return Charge(fee, n, base, fee.amount)
    return Charge(fee, n, base, percent_of(base, fee.percent, unit, mode))
