"""The words of the app in the reader's language, money and dates as she writes them: the door to gettext and Babel.

    from sheets.words import _, N_, n_, language, shown_money

    _('Members')                                         the word, in the language of this request
    _('{name} paid {amount}').format(name=..., ...)      with values, always named
    n_('{count} loan', '{count} loans', 3).format(count=3)
    N_('Late fee')                                       marks a text that another line passes to _() later

    with language('mr'):
        shown_money(12_345_600, 'INR')                   ₹1,23,456.00
        shown_date(date(2026, 3, 5))                     5 मार्च 2026

The catalogues are read from locale/*/LC_MESSAGES/bahi.po when a language is first used, so what a translator saved is
what people see, without a compiled file between the two. A text without a translation is shown in English.
"""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from rules.bylaw import decimal_text
from rules.money import Amount, minor_digits, rounded
from rules.periods import Every, Month
from rules.problems import N_ as N_
from rules.problems import Problem, Word

LANGUAGES = {'en': 'English', 'hi': 'हिन्दी', 'mr': 'मराठी', 'sw': 'Kiswahili'}
CATALOGUES = Path(__file__).parent.parent / 'locale'

# How the groups write their own currency; any other is written with its code, as USD 1,234.50.
CURRENCY_SIGNS = {'INR': '₹', 'KES': 'KSh ', 'TZS': 'TSh ', 'UGX': 'USh '}

# After the last three digits, amounts in rupees are grouped by two (lakh, crore), in every language.
GROUPED_BY_TWO = {'INR'}

_current_language: ContextVar[str] = ContextVar('language', default='en')


def _(text: str) -> str:
    """The text in the current language."""
    # An empty text is the name of the catalogue's header, which nobody should see.
    return _translations(_current_language.get()).gettext(text) if text else ''


def n_(one: str, many: str, count: int) -> str:
    """The one or the other text, by the count, in the current language."""
    return _translations(_current_language.get()).ngettext(one, many, count)


@contextmanager
def language(code: str) -> Iterator[None]:
    """Speak this language inside the with block, then the former one again."""
    before = _current_language.set(_known(code))
    try:
        yield
    finally:
        _current_language.reset(before)


def set_language(code: str) -> None:
    """Speak this language from here on, in this request or thread."""
    _current_language.set(_known(code))


def current_language() -> str:
    """The code of the language that is spoken now."""
    return _current_language.get()


def shown(value: object) -> str:
    """Any value of a text as its reader writes it; a problem is shown by problem.said(_, shown)."""
    match value:
        case Amount():
            return shown_money(value.minor, value.currency)
        case date():
            return shown_date(value)
        case Month():
            return shown_month(value)
        case Problem():
            return value.said(_, shown)
        case Word():
            return _(value)
    return str(value)


def shown_money(amount_minor: int, currency: str) -> str:
    """An amount with the sign of its currency: ₹1,23,456.00, KSh 1,234.50, −USh 5,000."""
    sign = CURRENCY_SIGNS.get(currency, f'{currency} ')
    return f'{"−" if amount_minor < 0 else ""}{sign}{shown_amount(abs(amount_minor), currency)}'


def shown_amount(amount_minor: int, currency: str) -> str:
    """An amount without the sign of its currency, for columns that name it in their heading."""
    decimals = minor_digits(currency)
    digits = str(abs(amount_minor)).zfill(decimals + 1)
    whole, fraction = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
    minus = '−' if amount_minor < 0 else ''
    return f'{minus}{_grouped(whole, 2 if currency in GROUPED_BY_TWO else 3)}{"." if fraction else ""}{fraction}'


def shown_percent(percent: Fraction) -> str:
    """A percentage with one digit after the point, as it is shown."""
    return _('{percent} %').format(percent=decimal_text(Fraction(rounded(percent * 10), 10)))


def shown_every(every: Every) -> str:
    """How often something is due: every month, every 2 weeks."""
    words = {
        'day': n_('every day', 'every {count} days', every.number),
        'week': n_('every week', 'every {count} weeks', every.number),
        'month': n_('every month', 'every {count} months', every.number),
    }
    return words[every.unit].format(count=every.number)


def shown_date(day: date) -> str:
    """A day with its month in words: 5 March 2026."""
    return _shown(day, 'd MMMM y', _current_language.get())


def shown_short_date(day: date) -> str:
    """A day with its month abbreviated, for tables: 5 Mar 2026."""
    return _shown(day, 'd MMM y', _current_language.get())


def shown_month(month: Month) -> str:
    """A month in words: March 2026."""
    return _shown(month.first_day, 'LLLL y', _current_language.get())


def shown_short_month(day: date) -> str:
    """The month of a day, abbreviated: Mar."""
    return _shown(day, 'LLL', _current_language.get())


def _grouped(whole: str, size: int) -> str:
    """Digits with a comma before the last three and before each further group of the given size."""
    head, tail = whole[:-3], whole[-3:]
    first = len(head) % size
    groups = [head[:first]] + [head[start : start + size] for start in range(first, len(head), size)] + [tail]
    return ','.join(group for group in groups if group)


@lru_cache(maxsize=10_000)
def _shown(day: date, pattern: str, code: str) -> str:
    """The date as Babel writes it; kept, because a history shows the same days again and again."""
    return format_date(day, pattern, locale=code)


@cache
def _translations(code: str) -> gettext.NullTranslations:
    """The catalogue of a language, compiled in memory."""
    if code == 'en':
        return gettext.NullTranslations()
    compiled = BytesIO()
    with (CATALOGUES / code / 'LC_MESSAGES' / 'bahi.po').open('rb') as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _known(code: str) -> str:
    """The code itself, if the app speaks that language."""
    assert code in LANGUAGES, f'not a language of the app: {code!r}'
    return code
