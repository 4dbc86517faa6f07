"""Annuities: the equal instalment of a loan, and the functions by which spreadsheets know it; all of them exact.

In the words of the bylaws:

    The equal instalment is that sum which, paid at the end of each period, leaves nothing when all are paid. Where
    the periods bear different interest (days are counted, or some are free of it) it is the loan, grown by all
    periods, divided by the sum of all that each instalment grows to by the end.

For example 12,000.00 at 2 % a month in 4 instalments: 12,000.00 × 1.02⁴ / (1.02³ + 1.02² + 1.02 + 1) = 3,151.485...

The functions of spreadsheets are signed as there: what is received is positive, what is paid negative, so that
pmt(2 %, 4, 12000) is -3151.485... `rate` is a plain fraction a period; `at_start` means paid when a period begins.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm, prod


def equal_instalment(principal: Fraction | int, rates: Sequence[Fraction]) -> Fraction:
    """The exact instalment that repays the principal over periods with these rates: P × ∏(1 + r) / f.

    f of one period is 1, of one more it is 1 + f × (1 + r). Without interest it is the principal / periods.
    """
    assert rates, 'an instalment needs a period'
    # Counted in whole numbers over one denominator: fractions of a thousand periods would be reduced at each step.
    base = lcm(*(rate.denominator for rate in rates))
    growths = [base + rate.numerator * (base // rate.denominator) for rate in rates]
    grown, scale = 1, 1
    for growth in growths[1:]:
        scale *= base
        grown = scale + grown * growth
    return Fraction(principal) * Fraction(prod(growths), base * grown)


def pmt(
    rate: Fraction, periods: int, present: Fraction | int, future: Fraction | int = 0, *, at_start: bool = False
) -> Fraction:
    """What is paid in each of the periods, so that the present value comes to the future value."""
    if not rate:
        return -(Fraction(present) + future) / periods
    growth = (1 + rate) ** periods
    paid = (future + present * growth) * rate / (growth - 1)
    return -paid / (1 + rate) if at_start else -paid


def ipmt(
    rate: Fraction, period: int, periods: int, present: Fraction | int, future: Fraction | int = 0, *,
    at_start: bool = False,
) -> Fraction:  # fmt: skip
    """The part of the payment of a period (from 1 on) that is interest."""
    assert 1 <= period <= periods, f'{period} is none of {periods} periods'
    if at_start and period == 1:
        return Fraction(0)
    paid = pmt(rate, periods, present, future, at_start=at_start)
    before = _balance(rate, period - 1, paid, present, at_start=at_start)
    return -before * rate / (1 + rate) if at_start else -before * rate


def ppmt(
    rate: Fraction, period: int, periods: int, present: Fraction | int, future: Fraction | int = 0, *,
    at_start: bool = False,
) -> Fraction:  # fmt: skip
    """The part of the payment of a period (from 1 on) that is principal."""
    paid = pmt(rate, periods, present, future, at_start=at_start)
    return paid - ipmt(rate, period, periods, present, future, at_start=at_start)


def cumipmt(
    rate: Fraction, periods: int, present: Fraction | int, first: int, last: int, *, at_start: bool = False
) -> Fraction:
    """The interest paid from one period to another, both counted."""
    return sum((ipmt(rate, n, periods, present, at_start=at_start) for n in range(first, last + 1)), Fraction(0))


def cumprinc(
    rate: Fraction, periods: int, present: Fraction | int, first: int, last: int, *, at_start: bool = False
) -> Fraction:
    """The principal paid from one period to another, both counted."""
    return sum((ppmt(rate, n, periods, present, at_start=at_start) for n in range(first, last + 1)), Fraction(0))


def _balance(
    rate: Fraction, periods: int, paid: Fraction, present: Fraction | int, *, at_start: bool
) -> Fraction:  # fmt: skip
    """What is still owed after so many payments."""
    if not rate:
        return Fraction(present) + paid * periods
    growth = (1 + rate) ** periods
    each = paid * (1 + rate) if at_start else paid
    return present * growth + each * (growth - 1) / rate
