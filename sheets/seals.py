"""Seals: every journal row carries its own and that of the row before, so that the file alone tells what was changed.

    check  three letters a cell, which name the cell that was changed; after a sign where its column came later
    seal   SHA-256 over the seal before, the sheet, the check and every value, shortened to 128 bits

A chain proves nothing against someone who computes it anew; therefore its head is printed on every report and sent in
messages, and the members' own phones are the witnesses. A message carries the first sixteen signs, as does a receipt:

    printed('3f9a01bc77d2e0aa5b14c6088e21d9f7')          '3f9a 01bc 77d2 e0aa'
    read_printed(' 3F9A-01BC 77d2 eOaa ')                '3f9a01bc77d2e0aa'

Where two copies of a book were written apart, the chain has two heads. A row of Changes joins them openly: it follows
the one and names both, and from then on there is one head again.

    joining(['b7…', '3f…'])    sheet 'Seals', field 'joined', old '3f…', new 'b7…', previous '3f…'

Where both had recorded one and the same request, one of the two rows counts. A row of Changes stands in the chain for
the other one: it follows the row that the other followed, and names its seal as old and the seal that counts as new.
"""

import base64
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from operator import itemgetter

from rules.problems import N_, refuse
from rules.records import Change
from sheets.cells import to_text
from sheets.columns import Column, Sheet

SEPARATOR = '\x1f'
LETTERS_A_CELL = 3

SIGNS = 32
PRINTED_SIGNS = 16
"""64 bits. To make a false row whose seal begins with eight given signs takes minutes, with sixteen some centuries."""
FEWEST_SIGNS = 8
"""What the messages of version 0.1 carried; it is still read."""
SIGNS_A_GROUP = 4

SHEET_OF_JOINS, JOINED = 'Seals', 'joined'
WHY_JOINED = N_('Two copies of the book were written apart and joined.')
COUNTED_ONCE = 'counted once'
WHY_COUNTED_ONCE = N_('Two copies of the book had recorded the same; it counts once.')

# What is taken for a digit when people read a seal from paper and type it.
MISREAD = str.maketrans({'o': '0', 'i': '1', 'l': '1'})


def genesis(group_id: str) -> str:
    """The seal before the first row of a book."""
    return sha256(f'bahi {group_id}'.encode()).hexdigest()[:SIGNS]


def texts_of(sheet: Sheet, record: object, currency: str) -> list[str]:
    """The values of a row as the seal covers them."""
    return [to_text(column.type, getattr(record, column.field), currency) for column in sheet.sealed_columns]


def check_of(sheet: Sheet, texts: Sequence[str]) -> str:
    """A short check for each cell, in column order; then those of columns that came later, each after its sign."""
    columns, (first, later) = sheet.sealed_columns, _places(sheet)
    checks = [_check(columns[place], texts[place]) for place in first]
    checks += [columns[place].sign + _check(columns[place], texts[place]) for place in later if texts[place]]
    return ''.join(checks)


def seal_of(previous: str, sheet: Sheet, texts: Sequence[str], check: str) -> str:
    """The seal of a row. A column that came with a later format is covered where it says something.

    So a row that was sealed before keeps its seal, and to fill such a cell breaks it as well as to empty one.
    """
    firsts_of, later = _covering(sheet)
    covered = [previous, sheet.name, check, *firsts_of(texts)]
    for place, sign in later:
        if text := texts[place]:
            covered.append(f'{sign}={text}')
    return sha256(SEPARATOR.join(covered).encode('utf-8', 'surrogatepass')).hexdigest()[:SIGNS]


def changed_fields(sheet: Sheet, texts: Sequence[str], check: str) -> list[str]:
    """The fields whose check does not fit any more; none when only the seals themselves were changed."""
    was, now = _checks_by_field(sheet, check), _checks_by_field(sheet, check_of(sheet, texts))
    return [column.field for column in sheet.sealed_columns if was.get(column.field) != now.get(column.field)]


def is_check(sheet: Sheet, check: str) -> bool:
    """Whether this has the form of a check: so many letters, then groups with the signs of later columns."""
    first, later = _places(sheet)
    signs = ''.join(sheet.sealed_columns[place].sign for place in later)
    rest = check[len(first) * LETTERS_A_CELL :]
    told = rest[:: LETTERS_A_CELL + 1]
    whole = len(check) >= len(first) * LETTERS_A_CELL and len(rest) == len(told) * (LETTERS_A_CELL + 1)
    return whole and list(told) == [sign for sign in signs if sign in told]


def heads(links: Mapping[str, str], joins: Mapping[str, Sequence[str]] | None = None) -> list[str]:
    """The seals that no row follows, in the order of the links; more than one where copies were written apart.

    `links` gives for each seal the one before it, `joins` for the seal of each joining row the heads that it names.
    """
    followed = set(links.values())
    for named in (joins or {}).values():
        followed.update(named)
    return [seal for seal in links if seal not in followed]


def joining(heads: Iterable[str], recorded_by: str = '') -> dict[str, str]:
    """The values of the row of Changes that joins two heads, but for its day and moment.

    The same for the same heads and person, in whichever order they come, wherever they are joined; so that two who
    join the same copies apart write one row, its day and moment are those of the later of the two heads' rows.
    """
    one, other = sorted(set(heads))
    named = SEPARATOR.join((one, other, recorded_by)).encode()
    return {
        'id': f'{JOINED}-{sha256(named).hexdigest()[:24]}',
        'sheet': SHEET_OF_JOINS,
        'row': '',
        'label': '',
        'field': JOINED,
        'old': one,
        'new': other,
        'reason': WHY_JOINED,
        'recorded_by': recorded_by,
        'previous': one,
    }


def joins_of(changes: Iterable[Change]) -> dict[str, tuple[str, str]]:
    """The heads that each joining row names, by the seal of that row."""
    return {change.seal: (change.old, change.new) for change in changes if is_join(change) and change.seal}


def is_join(change: Change) -> bool:
    """Whether the row joins copies that were written apart."""
    return change.field == JOINED and change.sheet == SHEET_OF_JOINS


def standing_in(row: Mapping[str, str], counting: str) -> dict[str, str]:
    """The values of the row of Changes that stands in the chain for a sealed row, given as texts, that counts once.

    `counting` is the seal of the row that counts in its place.
    """
    return {
        'id': f'once-{row["seal"][:24]}',
        'on': row['on'],
        'sheet': SHEET_OF_JOINS,
        'row': row['id'],
        'label': row.get('receipt') or row.get('label', ''),
        'field': COUNTED_ONCE,
        'old': row['seal'],
        'new': counting,
        'reason': WHY_COUNTED_ONCE,
        'recorded_by': row['recorded_by'],
        'recorded_at': row['recorded_at'],
        'previous': row['previous'],
    }


def stand_ins_of(changes: Iterable[Change]) -> dict[str, str]:
    """For each seal whose row counts once elsewhere the seal of the row that stands in the chain for it."""
    return {
        change.old: change.seal
        for change in changes
        if change.field == COUNTED_ONCE and change.sheet == SHEET_OF_JOINS and change.seal
    }


def sealed(sheet: Sheet, values: Mapping[str, str]) -> dict[str, str]:
    """The row with the seal and the check that its values and the seal before it make. All are canonical texts."""
    texts = [values.get(column.field, '') for column in sheet.sealed_columns]
    check = check_of(sheet, texts)
    return {**values, 'check': check, 'seal': seal_of(values['previous'], sheet, texts, check)}


def is_sound(sheet: Sheet, values: Mapping[str, str]) -> bool:
    """Whether the seal of a row, given as canonical texts, fits its values."""
    texts = [values.get(column.field, '') for column in sheet.sealed_columns]
    return seal_of(values['previous'], sheet, texts, values['check']) == values['seal']


def printed(seal: str, signs: int = PRINTED_SIGNS) -> str:
    """A seal as it is printed and sent: its first signs, in groups that can be read aloud."""
    return ' '.join(seal[place : min(place + SIGNS_A_GROUP, signs)] for place in range(0, signs, SIGNS_A_GROUP))


def read_printed(text: str) -> str:
    """The signs with which a printed seal begins, however it was typed. Raises Refused where it is none.

    Capitals, spaces, hyphens, the digits of another script and the words before a colon do not matter.
    """
    typed = unicodedata.normalize('NFKC', text).rpartition(':')[2].casefold().translate(MISREAD)
    signs = ''.join(_sign(sign) for sign in typed if sign.isalnum())
    if not set(signs) <= set('0123456789abcdef') or not FEWEST_SIGNS <= len(signs) <= SIGNS:
        raise refuse(
            N_('{text} is not a seal.'),
            N_('Type the {fewest} to {most} signs as they are printed: digits, and letters from a to f.'),
            about='seal', text=repr(text)[:60], fewest=FEWEST_SIGNS, most=SIGNS,
        )  # fmt: skip
    return signs


@cache
def _places(sheet: Sheet) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The places of the sealed columns that were there from the beginning, and of those that came later."""
    columns = list(enumerate(sheet.sealed_columns))
    return (
        tuple(place for place, column in columns if not column.sign),
        tuple(place for place, column in columns if column.sign),
    )


@cache
def _covering(sheet: Sheet) -> tuple[Callable[[Sequence[str]], Iterable[str]], tuple[tuple[int, str], ...]]:
    """What takes the texts of the first columns out of those of a row, and the places and signs of later columns."""
    first, later = _places(sheet)
    return itemgetter(*first), tuple((place, sheet.sealed_columns[place].sign) for place in later)


def _checks_by_field(sheet: Sheet, check: str) -> dict[str, str]:
    columns, (first, later) = sheet.sealed_columns, _places(sheet)
    size = LETTERS_A_CELL
    found = {columns[place].field: check[at * size : (at + 1) * size] for at, place in enumerate(first)}
    rest = check[len(first) * size :]
    groups = {rest[at]: rest[at + 1 : at + 1 + size] for at in range(0, len(rest), size + 1)}
    return found | {columns[at].field: groups[columns[at].sign] for at in later if columns[at].sign in groups}


def _check(column: Column, text: str) -> str:
    return _letters(f'{column.header}{SEPARATOR}{text}')


def _sign(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)


def _letters(text: str) -> str:
    digest = sha256(text.encode('utf-8', 'surrogatepass')).digest()
    return base64.b32encode(digest[:2]).decode()[:LETTERS_A_CELL].lower()
