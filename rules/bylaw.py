"""What one bylaw is: its field, how it is read and written, what it may be; all are in `rules/bylaw_list.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from rules import dividends, money, share_out

PartMonth = Literal['started', 'days']
PART_MONTHS: tuple[PartMonth, ...] = ('started', 'days')
TypedRows = Literal['adopt', 'look first']
TYPED_ROWS: tuple[TypedRows, ...] = ('adopt', 'look first')
DateOrder = Literal['day first', 'month first', 'year first']
DATE_ORDERS: tuple[DateOrder, ...] = ('day first', 'month first', 'year first')
KINDS_OF_GROUP = ('shg', 'chama', 'vsla', 'sacco')
COUNTRIES = {'INR': 'IN', 'KES': 'KE', 'TZS': 'TZ', 'UGX': 'UG', 'RWF': 'RW', 'NPR': 'NP', 'BDT': 'BD'}
CURRENCIES = tuple(COUNTRIES)
Frequency = Literal['daily', 'weekly', 'fortnightly', 'monthly']
FREQUENCIES: tuple[Frequency, ...] = ('daily', 'weekly', 'fortnightly', 'monthly')
SHARE_OUT_METHODS, WEIGHTINGS = tuple(share_out.METHODS), tuple(dividends.WEIGHTINGS)
SavingsInterest = Literal['daily balance', 'monthly minimum']
SAVINGS_INTERESTS: tuple[SavingsInterest, ...] = ('daily balance', 'monthly minimum')
TurnOrder = Literal['ballot', 'joining', 'alphabet', 'hand']
TURN_ORDERS: tuple[TurnOrder, ...] = ('ballot', 'joining', 'alphabet', 'hand')


@dataclass(frozen=True, slots=True)
class Bylaw:
    """One bylaw as people meet it: its field, how it is read, what it means in a sentence, and what it may be."""

    field: str
    title: str
    meaning: str
    type: Literal['text', 'money', 'percent', 'times', 'whole', 'day', 'choice', 'yes_no']
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 10**9
    fixed: bool = False
    since: int = 1
    """The format with which it came: a workbook of an older one lacks it, and its default counts there."""
    module: str = ''
    """The module that it belongs to: without that it is not shown, and its default counts."""
    optional: bool = False
    """Whether it may say nothing."""

    def read(self, text: str, currency: str) -> object:
        """The value that the text stands for. Raises ValueError when it is none that this bylaw may have."""
        if self.optional and not text.strip():
            return None
        return _READERS[self.type](self, text.strip(), currency)

    def written(self, value: object, currency: str) -> str:
        """The text from which `read` gets the same value again."""
        if value is None:
            return ''
        if self.type == 'money':
            assert isinstance(value, int)
            return money.as_text(value, currency)
        if self.type in ('percent', 'times'):
            assert isinstance(value, Fraction)
            return decimal_text(value)
        if self.type == 'yes_no':
            return 'yes' if value else 'no'
        return value.isoformat() if isinstance(value, date) else str(value)


def decimal_text(value: Fraction) -> str:
    """A rate as people write it: 2, 1.75, 12.5; exact, since rates are read from decimal text."""
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
        assert digits <= 12, f'not a decimal fraction: {value}'
    whole = int(value * 10**digits)
    return str(whole) if not digits else f'{whole // 10**digits}.{whole % 10**digits:0{digits}d}'


class AboveAHundred(ValueError):
    """A percentage that is one, and too high."""


def read_percent(text: str) -> Fraction:
    """A rate from its decimal text, from 0 to 100 percent. Raises ValueError, AboveAHundred for one that is higher."""
    value = Fraction(money.parse(text, 'UGX') if '.' not in text else _decimal(text))
    if value > 100:
        raise AboveAHundred(f'above 100 percent: {text!r}')
    if value < 0:
        raise ValueError(f'not a percentage: {text!r}')
    return value


def _decimal(text: str) -> Fraction:
    whole, _, part = text.strip().partition('.')
    if not (whole.isdecimal() and part.isdecimal() and len(part) <= 6):
        raise ValueError(f'not a percentage: {text!r}')
    return Fraction(int(whole + part), 10 ** len(part))


def _whole(bylaw: Bylaw, text: str, currency: str) -> int:
    if not text.isdecimal() or not bylaw.least <= int(text) <= bylaw.most:
        raise ValueError(f'not a whole number from {bylaw.least} to {bylaw.most}: {text!r}')
    return int(text)


def _choice(bylaw: Bylaw, text: str, currency: str) -> str:
    if text not in bylaw.choices:
        raise ValueError(f'not one of {", ".join(bylaw.choices)}: {text!r}')
    return text


def _text(bylaw: Bylaw, text: str, currency: str) -> str:
    if len(text) > 100:
        raise ValueError('longer than 100 letters')
    return text


_READERS: Mapping[str, Callable[[Bylaw, str, str], object]] = {
    'text': _text,
    'money': lambda bylaw, text, currency: money.parse(text, currency),
    'percent': lambda bylaw, text, currency: read_percent(text),
    'times': lambda bylaw, text, currency: read_percent(text),
    'whole': _whole,
    'day': lambda bylaw, text, currency: date.fromisoformat(text),
    'choice': _choice,
    'yes_no': lambda bylaw, text, currency: _choice(replace(bylaw, choices=('yes', 'no')), text, currency) == 'yes',
}
