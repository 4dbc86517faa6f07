"""The arithmetic of a figure, line by line and in figures, so that anyone can do it again on paper.

    Interest of 31 days    ₹8,000.00 × 4 × 31 / 36500    ₹27.1780…
    Rounded                                              ₹27.18

A rule gives its lines with plain values: a `Sum` is money, a Fraction a number or a percent, an int a count. They are
put into the reader's language, and money into the currency of the group, where the lines are shown. What does not end
is cut and not rounded, which the three dots say.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from rules.money import Amount, Money, minor_digits
from rules.periods import Month

MOST_DIGITS = 4
"""So many digits are shown below the smallest coin, and after the point of a number that does not end."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Money in a line, in minor units; a fraction as long as it is not rounded."""

    minor: Money | Fraction


Figure: TypeAlias = Sum | Fraction | int | date | Month | str


class Said(NamedTuple):
    """A line in the words of its reader."""

    label: str
    formula: str
    value: str


def _as_is(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Line:
    """One step: what it is called, what comes out, and how.

    `label` and `formula` are texts with named places for `values`; a formula without words, such as
    '{balance} × {rate} / 100', needs no place in the catalogues. A `subtotal` is what the lines above it come to.
    """

    label: str
    value: Figure
    formula: str = ''
    values: Mapping[str, Figure] = field(default_factory=dict)
    subtotal: bool = False

    def said(
        self, currency: str, translate: Callable[[str], str] = _as_is, shown: Callable[[object], str] = str
    ) -> Said:
        """The line in the words of `translate`, with its values as `shown` and money in `currency`."""
        values = {name: figure_text(value, currency, shown) for name, value in self.values.items()}
        formula = translate(self.formula) if self.formula else ''
        return Said(
            translate(self.label).format(**values),
            formula.format(**values),
            figure_text(self.value, currency, shown),
        )


@dataclass(frozen=True, slots=True)
class Explained:
    """A figure together with the lines that lead to it; `result` is what is recorded, rounded."""

    result: Money
    lines: tuple[Line, ...]


def figure_text(figure: Figure, currency: str, shown: Callable[[object], str] = str) -> str:
    """A value of a line as it is read: Sum(2717808/100) in INR is ₹271.7808, Fraction(7, 4) is 1.75."""
    match figure:
        case Sum():
            return _money_text(Fraction(figure.minor), currency, shown)
        case Fraction():
            return ('−' if figure < 0 else '') + _number_text(abs(figure))
    return shown(figure)


def _money_text(minor: Fraction, currency: str, shown: Callable[[object], str]) -> str:
    whole, rest = divmod(abs(minor), 1)
    amount = shown(Amount(int(whole), currency))
    digits = _digits(rest)
    point = '.' if digits and not minor_digits(currency) else ''
    return ('−' if minor < 0 else '') + amount + point + digits


def _number_text(number: Fraction) -> str:
    whole, rest = divmod(number, 1)
    digits = _digits(rest)
    return f'{whole}.{digits}' if digits else str(whole)


def _digits(rest: Fraction) -> str:
    """The digits of a fraction below one, cut after MOST_DIGITS."""
    shifted = rest * 10**MOST_DIGITS
    digits = f'{int(shifted):0{MOST_DIGITS}d}'
    return digits.rstrip('0') if shifted.denominator == 1 else f'{digits}…'
