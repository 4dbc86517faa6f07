"""What was decided of a running loan: a moratorium, new terms for what is outstanding, or a penalty that is waived.

The register of loans keeps it in words that anyone can read, each with its day and the number of the decision:

    2025-05-10 moratorium of 3, interest asked afterwards (D2025-004)
    2025-09-01 rescheduled to 12, every 1 month, equal-instalments, 3/2 percent a month (D2025-007)
    2025-09-15 penalty of 58.23 waived (D2025-008)

Several stand one after the other, with a semicolon between them, in the order of their days.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, cast

from rules.day_counts import PERS, Per
from rules.money import ZERO, Money
from rules.periods import Every, parse_every
from rules.problems import N_, Problem
from rules.rescheduling import MEANWHILE, Meanwhile
from rules.terms import METHODS, Method

_HEAD, _TAIL = r'(?P<on>\d{4}-\d\d-\d\d) ', r' \((?P<decision>[^()]*)\)'
_MORATORIUM = re.compile(rf'{_HEAD}moratorium of (?P<count>\d+), interest (?P<meanwhile>{"|".join(MEANWHILE)}){_TAIL}')
_WAIVED = re.compile(rf'{_HEAD}penalty of (?P<whole>\d+)(\.(?P<rest>\d+))? waived{_TAIL}')
_RESCHEDULED = re.compile(
    rf'{_HEAD}rescheduled to (?P<count>\d+), every (?P<every>[^,]+), (?P<method>{"|".join(METHODS)}), '
    rf'(?P<rate>\d+(?:/\d+)?) percent a (?P<per>{"|".join(PERS)}){_TAIL}'
)


@dataclass(frozen=True, slots=True)
class Moratorium:
    """So many instalments from a day on ask no principal."""

    on: date
    instalments: int
    meanwhile: Meanwhile
    decision: str = ''

    def __str__(self) -> str:
        return f'{self.on} moratorium of {self.instalments}, interest {self.meanwhile} ({self.decision})'


@dataclass(frozen=True, slots=True)
class Rescheduled:
    """What is outstanding on a day is repaid in so many instalments by another method or at another rate."""

    on: date
    count: int
    every: Every
    method: Method
    rate: Fraction
    per: Per
    decision: str = ''

    def __str__(self) -> str:
        return (
            f'{self.on} rescheduled to {self.count}, every {self.every}, {self.method}, {self.rate} percent a '
            f'{self.per} ({self.decision})'
        )


@dataclass(frozen=True, slots=True)
class Waived:
    """A sum of the penalties is given up, in minor units; the currency has so many `digits` after the point."""

    on: date
    amount: Money
    digits: int
    decision: str = ''

    def __str__(self) -> str:
        whole, rest = divmod(self.amount, 10**self.digits)
        point = f'.{rest:0{self.digits}d}' if self.digits else ''
        return f'{self.on} penalty of {whole}{point} waived ({self.decision})'


TermChange = Moratorium | Rescheduled
Decided = TermChange | Waived


def written(changes: Iterable[Decided]) -> str:
    """What was decided as the register keeps it."""
    return '; '.join(str(change) for change in sorted(changes, key=lambda change: change.on))


def read(text: str) -> list[Decided]:
    """What `written` wrote. Raises ValueError for anything else."""
    return [_read_one(piece.strip()) for piece in text.split(';')] if text.strip() else []


def of_instalments(text: str, on: date = date.max) -> list[TermChange]:
    """What was decided of the instalments by a day."""
    return [change for change in read(text) if not isinstance(change, Waived) and change.on <= on]


def waived(text: str, on: date = date.max) -> Money:
    """What was given up of the penalties by a day."""
    return sum((each.amount for each in read(text) if isinstance(each, Waived) and each.on <= on), ZERO)


def problems_of_day(changes: Iterable[TermChange], on: date) -> Iterable[Problem]:
    """Why nothing can be decided for a day: something was decided for a later one."""
    last = max((change.on for change in changes), default=on)
    if on < last:
        yield Problem(
            N_('The instalments were set anew on {last}; {day} lies before that.'), N_('Correct the date.'),
            {'last': last, 'day': on}, about='date',
        )  # fmt: skip


def _read_one(text: str) -> Decided:
    if found := _MORATORIUM.fullmatch(text):
        meanwhile = cast('Any', found['meanwhile'])
        return Moratorium(date.fromisoformat(found['on']), int(found['count']), meanwhile, found['decision'])
    if found := _RESCHEDULED.fullmatch(text):
        return Rescheduled(
            date.fromisoformat(found['on']), int(found['count']), parse_every(found['every']),
            cast('Any', found['method']), Fraction(found['rate']), cast('Any', found['per']), found['decision'],
        )  # fmt: skip
    if found := _WAIVED.fullmatch(text):
        rest = found['rest'] or ''
        return Waived(
            date.fromisoformat(found['on']), int(found['whole'] + rest), len(rest), found['decision']
        )  # fmt: skip
    raise ValueError(f'not a change of instalments: {text!r}')
