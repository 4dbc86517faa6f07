"""Members: how they are numbered, when they belonged to the group, and what may be written down of them.

A number is made from the year of joining and a count that never goes back: the third member, who joined in 2024, is
M2024-003 for ever. Nobody is deleted: who leaves becomes inactive, keeps her number and her passbook, and may return.

For example a member who joined on 5 April 2024, left on 20 January 2025 and came back on 3 June 2025
owed dues for April 2024 to January 2025 and again from June 2025 on.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rules import money
from rules.money import Money
from rules.problems import N_, Problem
from rules.records import ACTIVE, Change, Member

LONGEST_NAME = 100
JOINERS = '\u200c\u200d'
LOOK_ALIKE = ('LATIN', 'CYRILLIC', 'GREEK')
LONGEST_NUMBER = 20

# Country: its calling code, what a national mobile number looks like, and the 0 that people write before it.
MOBILE_NUMBERS = {
    'IN': ('91', re.compile(r'[6-9]\d{9}'), ''),
    'KE': ('254', re.compile(r'[17]\d{8}'), '0'),
    'TZ': ('255', re.compile(r'[67]\d{8}'), '0'),
    'UG': ('256', re.compile(r'[37]\d{8}'), '0'),
    'RW': ('250', re.compile(r'7\d{8}'), '0'),
    'NP': ('977', re.compile(r'9\d{9}'), ''),
    'BD': ('880', re.compile(r'1\d{9}'), '0'),
}


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both counted; `last` is empty while it goes on."""

    first: date
    last: date | None


def next_number(members: Iterable[Member], joined: date) -> str:
    """The number of the next member: one more than any number ever given, left members counted."""
    highest = max((_count(member.number) for member in members), default=0)
    return f'M{joined.year}-{highest + 1:03d}'


def _count(number: str) -> int:
    found = re.search(r'(\d+)$', number)
    return int(found[1]) if found else 0


def national_mobile(text: str, country: str) -> str | None:
    """A mobile number as it is written in its country (9822012345, 0712345678), or None when it is none.

    Spaces, dashes and the calling code with + or 00 are taken off: '+91 98220 12345' is 9822012345.
    """
    code, shape, prefix = MOBILE_NUMBERS[country]
    typed = ''.join(str(int(sign)) if sign.isdecimal() else sign for sign in text)
    digits = re.sub(r'[\s().-]', '', typed)
    for start in (f'+{code}', f'00{code}', code, '0', ''):
        if digits.startswith(start) and shape.fullmatch(digits[len(start) :]):
            return prefix + digits[len(start) :]
    return None


def international_mobile(mobile: str, country: str) -> str:
    """The number with its calling code and nothing else, as a wa.me link wants it: 919822012345."""
    code, _, prefix = MOBILE_NUMBERS[country]
    return code + mobile.removeprefix(prefix)


def changes_of(member: Member, changes: Iterable[Change], field: str) -> list[Change]:
    """What was changed in one field of a member, in order of the day from which it counts."""
    mine = (change for change in changes if change.row == member.id and change.field == field)
    return sorted(mine, key=lambda change: change.on)


def spans(member: Member, changes: Iterable[Change]) -> list[Span]:
    """When she belonged to the group. The day of leaving still counts; so does the day of return."""
    found: list[Span] = []
    first: date | None = member.joined
    for change in changes_of(member, changes, 'status'):
        if change.new != ACTIVE and first is not None:
            found.append(Span(first, change.on))
            first = None
        elif change.new == ACTIVE and first is None:
            first = change.on
    return [*found, Span(first, None)] if first is not None else found


def belonged(spans_of_member: Sequence[Span], day: date) -> bool:
    """Whether a day lies in one of her spans."""
    return any(span.first <= day and (span.last is None or day <= span.last) for span in spans_of_member)


def monthly_on(member: Member, changes: Sequence[Change], day: date, currency: str) -> Money:
    """Her own monthly sum on a day: a raise from 200 to 300 does not make the months before it part-paid."""
    monthly = member.monthly
    for change in reversed(changes_of(member, changes, 'monthly')):
        if change.on > day:
            monthly = money.parse(change.old, currency)
    return monthly


def problems_of_name(name: str) -> Iterable[Problem]:
    """Why a name cannot be written down. Any script, emoji and signs are names."""
    if not name.strip():
        yield Problem(N_('The name is empty.'), N_('Type the name of the member.'), about='name')
    if len(name) > LONGEST_NAME:
        yield Problem(
            N_('The name has {letters} letters; the book takes {longest}.'),
            N_('Shorten the name.'),
            {'letters': len(name), 'longest': LONGEST_NAME},
            about='name',
        )
    if any(_unseen(sign, before) for before, sign in zip(f' {name}', name, strict=False)):
        yield Problem(
            N_('The name holds a sign that cannot be seen.'), N_('Type the name again, without tabs or line breaks.'),
            about='name',
        )  # fmt: skip
    if any(len(_alphabets(word)) > 1 for word in name.split()):
        yield Problem(
            N_('A word of the name mixes letters of alphabets that look alike.'),
            N_('Type the name again, in the letters of one alphabet.'), about='name',
        )  # fmt: skip


def _unseen(sign: str, before: str) -> bool:
    """Whether a sign is not seen, or turns the others round; two names would look the same and be different.

    The joiners are letters' helpers in Marathi and Hindi and join emoji; behind a Latin letter they only hide.
    """
    if sign in JOINERS:
        return unicodedata.name(before, '').startswith(LOOK_ALIKE) or before == ' '
    return unicodedata.category(sign) in ('Cc', 'Cf', 'Cs', 'Zl', 'Zp')


def _alphabets(word: str) -> set[str]:
    names = (unicodedata.name(sign, '').partition(' ')[0] for sign in word)
    return {name for name in names if name in LOOK_ALIKE}


def problems_of_mobile(mobile: str, country: str, member_id: str, members: Iterable[Member]) -> Iterable[Problem]:
    """Why a mobile number cannot be hers: it is none of the country, or another member has it."""
    national = national_mobile(mobile, country)
    if national is None:
        yield Problem(
            N_('{mobile} is not a mobile number of the country of the group ({country}).'),
            N_('Type the whole number, for example {example}.'),
            {'mobile': repr(mobile[:40]), 'country': country, 'example': EXAMPLES[country]},
            about='mobile',
        )
        return
    for member in members:
        if member.id != member_id and member.mobile == national:
            yield Problem(
                N_('{name} ({number}) already has the mobile number {mobile}.'),
                N_('Check the number; each member needs her own.'),
                {'name': member.name, 'number': member.number, 'mobile': national},
                about='mobile',
            )


EXAMPLES = {
    'IN': '9822012345', 'KE': '0712345678', 'TZ': '0712345678', 'UG': '0712345678',
    'RW': '0712345678', 'NP': '9812345678', 'BD': '01712345678',
}  # fmt: skip
