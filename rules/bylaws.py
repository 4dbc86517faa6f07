"""The bylaws: every convention of the group as data, with honest defaults, kept in the sheet `Bylaws`.

A convention that changes is amended with the day it was decided, and what happened before that day keeps the old
one: `Bylaws.on(day)` gives the bylaws that were in force. A loan keeps the bylaws of the day on which it was given.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from rules import money
from rules.money import ROUNDING_MODES, Money, RoundingMode
from rules.problems import N_, Problem
from rules.records import Change

PartMonth = Literal['started', 'days']
PART_MONTHS: tuple[PartMonth, ...] = ('started', 'days')
TypedRows = Literal['adopt', 'look first']
TYPED_ROWS: tuple[TypedRows, ...] = ('adopt', 'look first')
DateOrder = Literal['day first', 'month first', 'year first']
DATE_ORDERS: tuple[DateOrder, ...] = ('day first', 'month first', 'year first')
KINDS_OF_GROUP = ('shg', 'chama', 'vsla', 'sacco')
COUNTRIES = {'INR': 'IN', 'KES': 'KE', 'TZS': 'TZ', 'UGX': 'UG', 'RWF': 'RW', 'NPR': 'NP', 'BDT': 'BD'}
CURRENCIES = tuple(COUNTRIES)


@dataclass(frozen=True, slots=True)
class Bylaws:
    """What the group agreed. Percents are exact fractions, amounts minor units, days whole numbers."""

    format: int = 2
    group_id: str = ''
    kind: str = 'shg'
    name: str = ''
    place: str = ''
    currency: str = 'INR'
    language: str = 'en'
    country: str = 'IN'
    started_on: date = date(2000, 1, 1)
    monthly_due: Money = 200_00
    due_day: int = 10
    late_fee_percent: Fraction = Fraction(0)
    late_fee_grace_days: int = 0
    loan_rate_percent: Fraction = Fraction(2)
    part_month: PartMonth = 'started'
    loan_penalty_percent: Fraction = Fraction(0)
    loan_penalty_grace_days: int = 0
    rounding_unit: Money = 1
    rounding_mode: RoundingMode = 'half-up'
    below_zero_allowed: bool = False
    member_pin_required: bool = True
    typed_rows: TypedRows = 'adopt'
    date_order: DateOrder = 'day first'
    history: tuple[Change, ...] = ()

    def rounded(self, exact: Fraction) -> Money:
        """An amount computed by a rule, rounded as the group agreed."""
        return money.rounded(exact, self.rounding_unit, self.rounding_mode)

    def on(self, day: date) -> 'Bylaws':
        """The bylaws that were in force on a day: later decisions taken back, the latest first."""
        values: dict[str, object] = {}
        # Of two changes on one day, the one written later is taken back first.
        for _, change in sorted(enumerate(self.history), key=lambda found: (found[1].on, found[0]), reverse=True):
            if change.on > day and change.field in BY_FIELD:
                values[change.field] = BY_FIELD[change.field].read(change.old, self.currency)
        return replace(self, **values) if values else self  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Bylaw:
    """One bylaw as people meet it: its field, how it is read, what it means in a sentence, and what it may be."""

    field: str
    title: str
    meaning: str
    type: Literal['text', 'money', 'percent', 'whole', 'day', 'choice', 'yes_no']
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 10**9
    fixed: bool = False
    since: int = 1
    """The format with which it came: a workbook of an older one lacks it, and its default counts there."""

    def read(self, text: str, currency: str) -> object:
        """The value that the text stands for. Raises ValueError when it is none that this bylaw may have."""
        return _READERS[self.type](self, text.strip(), currency)

    def written(self, value: object, currency: str) -> str:
        """The text from which `read` gets the same value again."""
        if self.type == 'money':
            assert isinstance(value, int)
            return money.as_text(value, currency)
        if self.type == 'percent':
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


def read_percent(text: str) -> Fraction:
    """A rate from its decimal text, from 0 to 100 percent. Raises ValueError."""
    value = Fraction(money.parse(text, 'UGX') if '.' not in text else _decimal(text))
    if not 0 <= value <= 100:
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
    'whole': _whole,
    'day': lambda bylaw, text, currency: date.fromisoformat(text),
    'choice': _choice,
    'yes_no': lambda bylaw, text, currency: _choice(replace(bylaw, choices=('yes', 'no')), text, currency) == 'yes',
}

BYLAWS: tuple[Bylaw, ...] = (
    Bylaw('format', N_('File format'), N_('The number of the format of this workbook.'), 'whole', fixed=True),
    Bylaw('group_id', N_('Group ID'), N_('Tells this book from all others. Never changes.'), 'text', fixed=True),
    Bylaw('kind', N_('Kind of group'), N_('What kind of savings group this is.'), 'choice', KINDS_OF_GROUP, fixed=True),
    Bylaw('name', N_('Name of the group'), N_('As it stands on reports and messages.'), 'text'),
    Bylaw('place', N_('Village or town'), N_('Where the group meets.'), 'text'),
    Bylaw('currency', N_('Currency'), N_('The money in which the book is kept.'), 'choice', CURRENCIES, fixed=True),
    Bylaw('language', N_('Language'), N_('The language of reports and messages.'), 'choice', ('en', 'hi', 'mr', 'sw')),
    Bylaw('country', N_('Country'), N_('Whose mobile numbers the members have.'), 'choice', tuple(COUNTRIES.values())),
    Bylaw('started_on', N_('Started on'), N_('No entry lies before this day.'), 'day', fixed=True),
    Bylaw('monthly_due', N_('Monthly deposit'), N_('What a new member deposits each month, unless agreed otherwise.'),
          'money'),
    Bylaw('due_day', N_('Due day'), N_('The day of the month by which the deposit is due.'), 'whole', least=1, most=31),
    Bylaw('late_fee_percent', N_('Late fee, percent'),
          N_('Percent of what is still owed of a deposit when the due day and the days of grace have passed.'),
          'percent'),
    Bylaw('late_fee_grace_days', N_('Days of grace for deposits'),
          N_('So many days after the due day no late fee is asked.'), 'whole', most=365),
    Bylaw('loan_rate_percent', N_('Interest on loans, percent a month'),
          N_('On what is still owed of the loan. A loan may be given at another rate.'), 'percent'),
    Bylaw('part_month', N_('Part of a month'),
          N_('Interest for a part of a month: "started" counts a started month whole, "days" counts the days.'),
          'choice', PART_MONTHS),
    Bylaw('loan_penalty_percent', N_('Penalty on late interest, percent'),
          N_('Once on the interest of a loan month that was not paid when the month ended and the grace passed.'),
          'percent'),
    Bylaw('loan_penalty_grace_days', N_('Days of grace for loan interest'),
          N_('So many days after the end of a loan month no penalty is asked.'), 'whole', most=365),
    Bylaw('rounding_unit', N_('Rounded to'), N_('Interest and fees are rounded to a multiple of this sum.'), 'money'),
    Bylaw('rounding_mode', N_('Way of rounding'),
          N_('half-up: half goes up; half-even: half goes to the even neighbour; up; down.'), 'choice', ROUNDING_MODES),
    Bylaw('below_zero_allowed', N_('Cash below zero'),
          N_('"yes" lets the book show less than nothing in the cash box or bank.'), 'yes_no'),
    Bylaw('member_pin_required', N_('Members need a PIN'),
          N_('"no" lets members see their passbook with name and mobile number alone.'), 'yes_no'),
    Bylaw('typed_rows', N_('Rows typed by hand'),
          N_('Rows typed in the sheet: "adopt" takes them over at once, "look first" asks somebody before it does.'),
          'choice', TYPED_ROWS, since=2),
    Bylaw('date_order', N_('Order of dates'),
          N_('How a date typed as text is read: 5/3/2025 is the 5th of March with "day first".'),
          'choice', DATE_ORDERS, since=2),
)  # fmt: skip
BY_FIELD: Mapping[str, Bylaw] = {bylaw.field: bylaw for bylaw in BYLAWS}
assert {bylaw.field for bylaw in BYLAWS} | {'history'} == {field.name for field in fields(Bylaws)}


def problems_of_bylaws(bylaws: Bylaws) -> Iterable[Problem]:
    """What contradicts itself in bylaws that were each read well."""
    if bylaws.rounding_unit < 1:
        yield Problem(
            N_('The sum to which interest is rounded is zero.'),
            N_('Set it to 0.01 for no rounding, or to 1.00 for whole units.'),
            about='rounding_unit',
        )


def preset(kind: str, name: str, currency: str, language: str, started_on: date, group_id: str) -> Bylaws:
    """The bylaws with which a new group of a kind begins."""
    due = 200 * money.minor_units(currency)
    return Bylaws(
        kind=kind,
        name=name,
        currency=currency,
        language=language,
        country=COUNTRIES[currency],
        started_on=started_on,
        group_id=group_id,
        monthly_due=due,
    )
