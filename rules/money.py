"""Money: whole numbers of the smallest unit, how they are read, written and rounded.

    '1,23,456.50' in rupees  ->  12345650 paise  ->  '123456.50'

An amount is an int everywhere; no float ever holds money. Rounding is visible: 15.625 becomes 15.62 under
half-even and 15.63 under half-up, so the unit and the mode are bylaws and not habits of this file.
"""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

Money: TypeAlias = int
RoundingMode: TypeAlias = Literal['half-up', 'half-even', 'up', 'down']
ROUNDING_MODES: tuple[RoundingMode, ...] = ('half-up', 'half-even', 'up', 'down')

ZERO: Money = 0
LARGEST: Money = 10**15
"""Nothing a savings group holds comes near this; more is a slip of the finger."""

# Currencies whose smallest unit is the whole unit. All others of our groups have a hundredth.
WITHOUT_MINOR_UNIT = frozenset({'UGX', 'RWF', 'BIF', 'JPY', 'KRW', 'VND', 'XOF', 'XAF'})

PLAIN = re.compile(r'\d+(\.\d+)?')
GROUPED_BY_THREE = re.compile(r'\d{1,3}(,\d{3})+(\.\d+)?')
GROUPED_AS_LAKHS = re.compile(r'\d{1,2}(,\d{2})*,\d{3}(\.\d+)?')


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount together with its currency, for texts that show it (a problem, a message)."""

    minor: Money
    currency: str

    def __str__(self) -> str:
        return as_text(self.minor, self.currency)


def minor_digits(currency: str) -> int:
    """Digits after the point: 2 for INR, KES, TZS; 0 for UGX."""
    return 0 if currency in WITHOUT_MINOR_UNIT else 2


def minor_units(currency: str) -> int:
    """How many smallest units make one: 100 for INR, 1 for UGX."""
    return int(10 ** minor_digits(currency))


def parse(text: str, currency: str) -> Money:
    """Read an amount that a person typed, in minor units; it may be zero, the caller says whether that is allowed.

    Takes digits of any script (१२०० too), a decimal point and either way of grouping: 1,23,456.50 or 123,456.50.
    Raises ValueError for everything else: signs, exponents, words, a comma as decimal point, fractions of a cent.
    """
    typed = _in_latin_digits(text.strip())
    if not (PLAIN.fullmatch(typed) or GROUPED_BY_THREE.fullmatch(typed) or GROUPED_AS_LAKHS.fullmatch(typed)):
        raise ValueError(f'not an amount: {text!r}')
    whole, _, fraction = typed.replace(',', '').partition('.')
    fraction = fraction.rstrip('0')
    digits = minor_digits(currency)
    if len(fraction) > digits:
        raise ValueError(f'fractions of the smallest unit: {text!r}')
    minor = int(whole) * minor_units(currency) + int(fraction.ljust(digits, '0') or '0')
    if minor > LARGEST:
        raise ValueError(f'too large: {text!r}')
    return minor


def as_text(minor: Money, currency: str) -> str:
    """The exact decimal text, without grouping: 12345650 paise -> '123456.50'."""
    digits = minor_digits(currency)
    sign, size = ('-' if minor < 0 else ''), abs(minor)
    if not digits:
        return f'{sign}{size}'
    whole, fraction = divmod(size, 10**digits)
    return f'{sign}{whole}.{fraction:0{digits}d}'


def rounded(exact: Fraction, unit: Money = 1, mode: RoundingMode = 'half-up') -> Money:
    """Round an exact sum of minor units to a multiple of `unit`; halves and directions count away from zero.

    For example 1562.5 paise are 1563 under half-up, 1562 under half-even, 1563 under up and 1562 under down;
    to whole rupees (unit 100) they are 1600, 1600, 1600 and 1500.
    """
    return _rounded(exact.numerator, exact.denominator, unit, mode)


def part_of(amount: Money, rate: Fraction, unit: Money = 1, mode: RoundingMode = 'half-up') -> Money:
    """So much of each 1.00 of an amount, rounded: 0.02 of 5000.00 is 100.00."""
    return _rounded(amount * rate.numerator, rate.denominator, unit, mode)


def percent_of(amount: Money, percent: Fraction, unit: Money = 1, mode: RoundingMode = 'half-up') -> Money:
    """A percentage of an amount: 2 percent of 5000.00 is 100.00."""
    return _rounded(amount * percent.numerator, percent.denominator * 100, unit, mode)


def _rounded(above: int, below: int, unit: Money, mode: RoundingMode) -> Money:
    """A quotient, rounded in whole numbers, which takes a fifth of the time of dividing fractions."""
    assert unit > 0, f'the unit of rounding must be positive: {unit}'
    sign = -1 if above < 0 else 1
    whole = below * unit
    count, rest = divmod(abs(above), whole)
    if rest:
        twice = 2 * rest
        tie_goes_up = mode == 'half-up' or (mode == 'half-even' and count % 2 == 1)
        if mode == 'up' or (mode != 'down' and (twice > whole or (twice == whole and tie_goes_up))):
            count += 1
    return sign * count * unit


def _in_latin_digits(text: str) -> str:
    return ''.join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in text)
