"""Rows that someone typed into the sheet: what their words mean, and whether that is sure enough to count.

    good      clear in every cell, and the form would have taken it: it counts
    doubtful  it can be read, but a slip is likely: a person looks at it first
    bad       it cannot be read, or the rules refuse it: a problem with its cell

For example where Asha Patil is M2025-001, deposits are 200.00 and the bylaws write the day first:

    5/1/2025   asha  patil   deposit   1,200.00    good
    5/1/25     Asha Patil    deposit   1,200.00    doubtful: which century is the year 25?
    5/1/2025   Asha Patel    deposit   1,200.00    doubtful: nobody has this name, one has nearly this one
    5/1/2025   Asha Patil    deposit  12,000.00    doubtful: 60 times what is usual
    31/2/2025  Asha Patil    deposit   1,200.00    bad: there is no such day
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from statistics import median_low
from typing import Literal

from rules.bylaws import DateOrder
from rules.money import Amount, Money
from rules.problems import N_, Problem
from rules.records import Change, Member

Verdict = Literal['good', 'doubtful', 'bad', 'rejected']
GOOD: Verdict = 'good'
DOUBTFUL: Verdict = 'doubtful'
BAD: Verdict = 'bad'
REJECTED: Verdict = 'rejected'

TYPED = N_('typed in the sheet')
"""Who recorded a row that someone typed."""

NEARLY = 0.8
"""How much of two words is the same, from 0 to 1, where the one may be a slip of the other."""
TIMES_USUAL = 10
FEWEST_TO_BE_USUAL = 3
LONG_AGO_DAYS = 366
THREE_NUMBERS = re.compile(r'(\d{1,4})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,4})|(\d{1,4}) (\d{1,2}) (\d{1,4})')
WITH_MONTH_IN_LETTERS = re.compile(r'(\d{1,2})[\s./-]*([A-Za-z]{3,9})[\s.,/-]*(\d{4}|\d{2})')
MONTHS = (
    'january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november',
    'december',
)  # fmt: skip
UNSEEN = dict.fromkeys(map(ord, '\u200b\u200c\u200d\u200e\u200f\u2060\ufeff'))


@dataclass(frozen=True, slots=True)
class Match:
    """What a typed word may mean: one or several codes, the likeliest first, and whether it is `sure`."""

    codes: tuple[str, ...] = ()
    sure: bool = False


@lru_cache(maxsize=10_000)
def plain(text: str) -> str:
    """A word as it is compared: composed letters, no capitals, single spaces, nothing that cannot be seen."""
    return ' '.join(unicodedata.normalize('NFC', text).translate(UNSEEN).replace('\u00a0', ' ').split()).casefold()


def match(typed: str, words: Iterable[tuple[str, str]]) -> Match:
    """The codes that a typed word stands for, of pairs (word, code): sure where it is exactly the word of one.

    A word that is nearly right, or a part of one, is a guess.
    """
    sought = plain(typed)
    known: dict[str, list[str]] = {}
    for word, code in words:
        codes = known.setdefault(plain(word), [])
        codes += [code] if code not in codes else []
    if sought in known:
        return Match(tuple(known[sought]), sure=len(known[sought]) == 1)
    near = difflib.get_close_matches(sought, known, n=5, cutoff=NEARLY)
    near += [word for word in known if sought and set(sought.split()) <= set(word.split())]
    return Match(_each_once(code for word in near for code in known[word]))


def match_member(typed: str, members: Sequence[Member]) -> Match:
    """The numbers of the members whom a typed number or name may mean.

    Sure is her number, or a whole name that only one has; a name in part, a name that is nearly right and the count of
    a number (7 for M2025-007) are guesses.
    """
    sought = plain(typed)
    if numbered := _each_once(member.number for member in members if plain(member.number) == sought):
        return Match(numbered, sure=sum(plain(member.number) == sought for member in members) == 1)
    if named := _each_once(member.number for member in members if plain(member.name) == sought):
        return Match(named, sure=len(named) == 1)
    if sought.isdecimal():
        return Match(_each_once(m.number for m in members if m.number.rpartition('-')[2].lstrip('0') == _count(sought)))
    words = set(sought.split())
    if in_part := _each_once(member.number for member in members if words and words <= set(plain(member.name).split())):
        return Match(in_part)
    return match(typed, ((member.name, member.number) for member in members))


def read_day(text: str, order: DateOrder, today: date) -> tuple[date, bool]:
    """A day that was typed as text, and whether its year had two digits: then the year nearest to today is guessed.

    A year of four digits in front is always a year, and 5 Nov 2026 is read as the sheet shows its days; otherwise the
    order of the group counts. Raises ValueError.
    """
    year, month, day = _parts_of_day(text.strip(), order)
    if len(year) not in (2, 4) or len(day) > 2:
        raise ValueError(f'not a day: {text!r}')
    guessed = len(year) == 2
    whole = _nearest_year(int(year), today) if guessed else int(year)
    return date(whole, int(month), int(day)), guessed


def _parts_of_day(text: str, order: DateOrder) -> tuple[str, str, str]:
    """Year, month and day, in digits."""
    if named := WITH_MONTH_IN_LETTERS.fullmatch(text):
        months = [number for number, name in enumerate(MONTHS, start=1) if name.startswith(named[2].casefold())]
        return named[3], str(months[0] if months else 0), named[1]
    found = THREE_NUMBERS.fullmatch(text)
    if not found:
        raise ValueError(f'not a day: {text!r}')
    first, second, third = (number for number in found.groups() if number)
    if len(first) == 4 or order == 'year first':
        return first, second, third
    if order == 'month first':
        return third, first, second
    return third, second, first


def _nearest_year(short: int, today: date) -> int:
    century = today.year - today.year % 100
    return min((century - 100 + short, century + short, century + 100 + short), key=lambda y: abs(y - today.year))


def rejected(changes: Iterable[Change]) -> set[str]:
    """The fingerprints of rows of which somebody said that they shall not count."""
    return {change.row for change in changes if change.field == 'row' and change.old and not change.new}


def usual(amounts: Sequence[Money]) -> Money | None:
    """The amount in the middle, where there are enough to tell what is usual."""
    return median_low(amounts) if len(amounts) >= FEWEST_TO_BE_USUAL else None


def doubts_of_day(on: date, today: date) -> Iterable[Problem]:
    """Why a day may be a slip."""
    if (today - on).days > LONG_AGO_DAYS:
        yield Problem(
            N_('{day} is long ago.'), N_('Take the row over if the day is right.'), {'day': on}, about='on',
        )  # fmt: skip


def doubts_of_amount(amount: Money, usual_amount: Money | None, currency: str) -> Iterable[Problem]:
    """Why an amount may be a slip: one zero too many makes it ten times what is usual."""
    if usual_amount and amount >= TIMES_USUAL * usual_amount:
        yield Problem(
            N_('{amount} is much more than usual, which is about {usual}.'),
            N_('Take the row over if the amount is right.'),
            {'amount': Amount(amount, currency), 'usual': Amount(usual_amount, currency)}, about='amount',
        )  # fmt: skip


def _count(digits: str) -> str:
    return str(int(digits))


def _each_once(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
