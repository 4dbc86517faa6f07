"""Values between code, text and cell: one way to read and to write each type of column.

type       in code             as text (journal, seal)    in the cell
money      20050 (minor)       200.50                     200.5, an exact number
date       date(2025, 1, 5)    2025-01-05                 a date
month      Month(2025, 1)      2025-01                    the first of the month, shown as Jan 2025
time       datetime, UTC       2025-01-05T10:11:12Z       a date with time
percent    Fraction(2)         2                          2
whole      12                  12                         12
yes_no     True                yes, and nothing for no    yes
text       str                 as it is                   text, always: '=1+1' is a name
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from rules import bylaws, money, typed_rows
from rules.bylaws import DateOrder
from rules.periods import Month, month_of, parse_month
from rules.problems import N_, Problem
from sheets.columns import Type

Value: TypeAlias = str | int | bool | date | datetime | Month | Fraction | None
Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | Decimal | None

FIRST_DAY, LAST_DAY = date(1900, 3, 1), date(2199, 12, 31)
"""Before March 1900 spreadsheets count a day that never was; what lies behind the other end is a slip."""
REMEDY = N_('Please correct the cell.')
EMPTY: Mapping[Type, Value] = {'text': '', 'yes_no': False}
"""What an empty cell means; nothing in a column of another type."""
MOST = 10**9
"""A count that is larger is a slip of the finger."""


def quoted(value: object) -> str:
    """A cell's value as a problem shows it: texts in quotes, whole numbers without a point, nothing at length."""
    if isinstance(value, date):
        return str(value)
    return f'{value:.15g}' if isinstance(value, float) else repr(value)[:60]


class BadCell(ValueError):
    """A cell that does not hold what its column says; carries the problem without its place."""

    def __init__(self, message: str, value: object) -> None:
        self.problem = Problem(message, REMEDY, {'value': quoted(value)})
        super().__init__(self.problem.said())


def to_text(type_: Type, value: Value, currency: str) -> str:
    """The exact text of a value, the same on every machine: what the journal keeps and the seal covers."""
    match value:
        case None:
            return ''
        case str() | Month():
            return str(value)
        case datetime():
            return value.astimezone(UTC).strftime('%Y-%m-%dT%H:%M:%SZ')
        case date():
            return value.isoformat()
        case Fraction():
            return bylaws.decimal_text(value)
        case bool():
            return 'yes' if value else ''
        case int():
            assert type_ in ('money', 'whole'), f'a whole number in a column of type {type_}'
            return str(value) if type_ == 'whole' else money.as_text(value, currency)


def from_text(type_: Type, text: str, currency: str) -> Value:
    """The value that `to_text` wrote."""
    if not text:
        return EMPTY.get(type_)
    return _FROM_TEXT[type_](text, currency)


def to_cell(type_: Type, value: Value, currency: str) -> str | Decimal | date | datetime | None:
    """What is written into the cell."""
    match value:
        case None | '' | False:
            return None
        case True:
            return 'yes'
        case Month():
            return value.first_day
        case datetime():
            return value.astimezone(UTC).replace(tzinfo=None)
        case Fraction():
            return Decimal(bylaws.decimal_text(value))
        case int():
            return Decimal(value if type_ == 'whole' else money.as_text(value, currency))
        case _:
            return value


def from_cell(type_: Type, cell: Cell, currency: str, order: DateOrder = 'day first') -> Value:
    """The value of a cell that a person may have typed; a date as text in the order of the group. Raises BadCell."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return EMPTY.get(type_)
    if type_ in ('date', 'month') and isinstance(cell, str):
        return _day(cell, order) if type_ == 'date' else _month_in(cell, order)
    return _FROM_CELL[type_](cell, currency)


def read_day(text: str, order: DateOrder) -> date:
    """A day from text: 2025-01-05, or 5/1/2025 in the order of the group; no year of two digits. Raises ValueError."""
    day, guessed = typed_rows.read_day(text, order, FIRST_DAY)
    if guessed or not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f'not a day: {text!r}')
    return day


def _text(cell: Cell, currency: str) -> str:
    """Text as it is; a number that a spreadsheet made of a typed number gets back its digits."""
    if isinstance(cell, bool):
        return 'yes' if cell else 'no'
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=' ')
    return cell if isinstance(cell, str) else str(cell)


def _money(cell: Cell, currency: str) -> int:
    """An amount; a fraction of the smallest unit is refused, not rounded. Text is read as people group digits.

    Of a number, fifteen digits count, as in every spreadsheet: what is behind them is noise of its arithmetic.
    """
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        try:
            minor = Decimal(f'{cell:.15g}' if isinstance(cell, float) else cell) * money.minor_units(currency)
            negative_nothing = minor == 0 and minor.is_signed()
            if minor == minor.to_integral_value() and abs(minor) <= money.LARGEST and not negative_nothing:
                return int(minor)
        except ArithmeticError:
            pass
        raise BadCell(N_('{value} is not an amount in whole cents.'), cell)
    if isinstance(cell, str):
        sign, typed = (-1, cell.strip()[1:]) if cell.strip()[:1] in ('-', '−') else (1, cell)
        try:
            if (amount := money.parse(typed, currency)) or sign > 0:
                return sign * amount
        except ValueError:
            pass
    raise BadCell(N_('{value} is not an amount.'), cell)


def _date(cell: Cell, currency: str) -> date:
    """A day; a number is none, for nobody knows what it counts."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date) and FIRST_DAY <= cell <= LAST_DAY:
        return cell
    raise BadCell(N_('{value} is not a date.'), cell)


def _day(cell: str, order: DateOrder) -> date:
    try:
        return read_day(cell, order)
    except ValueError:
        raise BadCell(N_('{value} is not a date.'), cell) from None


def _month(cell: Cell, currency: str) -> Month:
    try:
        return month_of(_date(cell, currency))
    except BadCell:
        raise BadCell(N_('{value} is not a month, such as 2025-03.'), cell) from None


def _month_in(cell: str, order: DateOrder) -> Month:
    try:
        return parse_month(cell)
    except ValueError:
        pass
    # A month as the sheet shows it, Mar 2025, or one of its days.
    typed = cell.strip()
    for day in (typed, f'1 {typed}' if typed[0].isalpha() else typed):
        try:
            return month_of(read_day(day, order))
        except ValueError:
            pass
    raise BadCell(N_('{value} is not a month, such as 2025-03.'), cell)


def _time(cell: Cell, currency: str) -> datetime:
    """A moment in universal time, to the second: spreadsheets keep it as a fraction of a day."""
    if isinstance(cell, datetime):
        return (cell + timedelta(milliseconds=500)).replace(microsecond=0, tzinfo=UTC)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day, tzinfo=UTC)
    if isinstance(cell, str):
        try:
            found = datetime.fromisoformat(cell.strip())
            # Without a zone it is in universal time, like the cells; not in that of the machine.
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        except ValueError:
            pass
    raise BadCell(N_('{value} is not a date with a time.'), cell)


def _percent(cell: Cell, currency: str) -> Fraction:
    text = repr(cell) if isinstance(cell, float) else str(cell)
    try:
        return bylaws.read_percent(text.strip().removesuffix('%').strip())
    except ValueError:
        raise BadCell(N_('{value} is not a percentage from 0 to 100.'), cell) from None


def _whole(cell: Cell, currency: str) -> int:
    """A count, not below zero."""
    whole = isinstance(cell, float | Decimal) and cell == int(cell)
    text = str(int(cell) if whole else cell).strip()  # type: ignore[arg-type]  # a number, then
    if not (text.isdecimal() and int(text) <= MOST):
        raise BadCell(N_('{value} is not a whole number.'), cell)
    return int(text)


def _yes_no(cell: Cell, currency: str) -> bool:
    answer = 'yes' if cell is True else 'no' if cell is False else str(cell).strip().casefold()
    if answer not in ('yes', 'no'):
        raise BadCell(N_('{value} is neither yes nor no.'), cell)
    return answer == 'yes'


_FROM_CELL: Mapping[Type, Callable[[Cell, str], Value]] = {
    'text': _text,
    'money': _money,
    'date': _date,
    'month': _month,
    'time': _time,
    'percent': _percent,
    'whole': _whole,
    'yes_no': _yes_no,
}
_FROM_TEXT: Mapping[Type, Callable[[str, str], Value]] = {
    'text': lambda text, currency: text,
    'money': _money,
    'date': lambda text, currency: date.fromisoformat(text),
    'month': lambda text, currency: parse_month(text),
    'time': lambda text, currency: datetime.fromisoformat(text),
    'percent': lambda text, currency: bylaws.read_percent(text),
    'whole': lambda text, currency: int(text),
    'yes_no': lambda text, currency: text == 'yes',
}
