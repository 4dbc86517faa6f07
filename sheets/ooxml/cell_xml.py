"""One value as a cell of a sheet's XML.

text        an inline string, always, so that =1+1 is a name and not a formula
number      its exact decimal digits, never by way of a float
date        days since the workbook's first day, when the cell can show a date; else ISO text
formula     its text, and what it comes to for programs that do not calculate on opening
None        nothing, or an empty cell that keeps its style
"""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from rules.problems import N_
from sheets.ooxml.refusal import CannotPatch

Plain = None | str | bool | int | float | Decimal | date | datetime | time


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, without the = before it, and what it comes to. In its text {row} is the row in which it stands."""

    text: str
    result: Plain


Value = Plain | Formula

# Day 0 of the two ways of counting.
FIRST_DAY_1900, FIRST_DAY_1904 = date(1899, 12, 30).toordinal(), date(1904, 1, 1).toordinal()

LONGEST_TEXT_UNITS = 32_767
LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

# XML 1.0 has no way to write these; spreadsheets write them as _x0007_, and so a text that looks so is escaped too.
_UNWRITABLE = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)')
_MARKUP = {ord('&'): '&amp;', ord('<'): '&lt;', ord('>'): '&gt;', ord('\r'): '&#13;'}
_SHOWN_AS_WRITTEN = re.compile(r'\S+(?: \S+)*')
# Most texts need none of this, and there are many: letters, digits and signs that stand in XML as they are.
_ORDINARY = re.compile("[ !-%'-;=?-^`-~\u0900-\u097f]{0,10000}")

# To make a union of types anew for each cell costs more than to ask for it.
_DAYS, _NUMBERS = (date, time), (int, float, Decimal)


def cell(address: str, value: Value, style: int | None, date1904: bool, prefix: str) -> str:
    """The element of one cell. `style` is None where the workbook has no style that shows this date."""
    if isinstance(value, _DAYS) and (style is None or not has_serial(value, date1904)):
        value = value.isoformat(sep=' ') if isinstance(value, datetime) else value.isoformat()
    start = f'<{prefix}c r="{address}"' + (f' s="{style}"' if style else '')
    if value is None:
        return f'{start}/>'
    if isinstance(value, Formula):
        text = value.text.replace('{row}', address.lstrip(LETTERS))
        return computed(start + '>', f'<{prefix}f>{escaped(text)}</{prefix}f>', value.result, date1904, prefix)
    kind, written = shown(value, date1904)
    if kind == 'str':
        text = f'<{prefix}is><{prefix}t{_keeping_space(value)}>{written}</{prefix}t></{prefix}is>'
        return f'{start} t="inlineStr">{text}</{prefix}c>'
    of_kind = f' t="{kind}"' if kind else ''
    return f'{start}{of_kind}><{prefix}v>{written}</{prefix}v></{prefix}c>'


def computed(start: str, formula: str, result: Plain, date1904: bool, prefix: str) -> str:
    """The element of a cell with a formula and what it comes to, from its start tag without a type and the formula."""
    if result is None:
        return f'{start}{formula}</{prefix}c>'
    kind, written = shown(result, date1904)
    of_kind = f' t="{kind}"' if kind else ''
    return f'{start[:-1]}{of_kind}>{formula}<{prefix}v{_keeping_space(result)}>{written}</{prefix}v></{prefix}c>'


def shown(value: Value, date1904: bool) -> tuple[str, str]:
    """The type of a cell and its content, as both stand in the XML."""
    if isinstance(value, str):
        return 'str', escaped(value)
    if isinstance(value, bool):
        return 'b', str(int(value))
    if isinstance(value, _DAYS):
        return '', serial(value, date1904)
    if isinstance(value, _NUMBERS):
        return '', digits(value)
    raise CannotPatch(
        N_('A value of the type {type} cannot stand in a cell.'),
        N_('Give text, a number, a date, a time, yes or no, or nothing.'),
        type=type(value).__name__,
    )


def escaped(text: str) -> str:
    """Text as XML, exactly as it is."""
    if _ORDINARY.fullmatch(text):
        return text
    if len(text.encode('utf-16-le', 'surrogatepass')) > 2 * LONGEST_TEXT_UNITS:
        raise CannotPatch(
            N_('A text of {count} letters does not fit into a cell.'),
            N_('Shorten it to 32,767 letters at most.'),
            count=len(text),
        )
    if re.search('[\ud800-\udfff]', text):
        raise CannotPatch(N_('A text holds half of a letter.'), N_('Type the text again.'))
    return _UNWRITABLE.sub(lambda match: f'_x{ord(match[0]):04X}_', text).translate(_MARKUP)


def digits(number: int | float | Decimal) -> str:
    """A number in the digits that it has."""
    try:
        finite = math.isfinite(number) and math.isfinite(float(number))
    except (OverflowError, ValueError):
        finite = False
    if not finite:
        raise CannotPatch(N_('A number is too large for a cell, or no number.'), N_('Enter the number again.'))
    if isinstance(number, float):
        return float.__repr__(number)
    return f'{number:f}' if isinstance(number, Decimal) else f'{int(number):d}'


def has_serial(value: date | time, date1904: bool) -> bool:
    """Whether the workbook can count the days to this date; days before its first one it cannot."""
    if isinstance(value, time):
        return value.tzinfo is None
    if isinstance(value, datetime) and value.tzinfo is not None:
        return False
    return value.year >= (1904 if date1904 else 1900)


def serial(value: date | time, date1904: bool) -> str:
    """The number by which spreadsheets know a date: days since their first one, and the passed part of the day."""
    days, clock = 0, value
    if isinstance(value, date):
        days = value.toordinal() - (FIRST_DAY_1904 if date1904 else FIRST_DAY_1900)
        # Spreadsheets hold 1900 for a leap year, so the days before its March are counted one less.
        days -= not date1904 and days <= 60
        if type(value) is date:
            return str(days)
        clock = value.time() if isinstance(value, datetime) else time()
    assert isinstance(clock, time)
    passed = timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond)
    return float.__repr__(days + passed / timedelta(days=1)) if passed else str(days)


def _keeping_space(value: Plain) -> str:
    """What a text with white space at its ends, or with more than single spaces in it, needs in order to keep it."""
    plain = not isinstance(value, str) or _SHOWN_AS_WRITTEN.fullmatch(value)
    return '' if plain else ' xml:space="preserve"'
