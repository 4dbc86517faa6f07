"""Seals: every journal row carries its own and that of the row before, so that the file alone tells what was changed.

    check  three letters a cell, which name the cell that was changed
    seal   SHA-256 over the seal before, the sheet, the check and every value, shortened to 128 bits

A chain proves nothing against someone who computes it anew; therefore its head is printed on every report and sent in
messages, and the members' own phones are the witnesses.
"""

import base64
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from sheets.cells import to_text
from sheets.columns import Sheet

SEPARATOR = '\x1f'
LETTERS_A_CELL = 3


def genesis(group_id: str) -> str:
    """The seal before the first row of a book."""
    return sha256(f'bahi {group_id}'.encode()).hexdigest()[:32]


def texts_of(sheet: Sheet, record: object, currency: str) -> list[str]:
    """The values of a row as the seal covers them."""
    return [to_text(column.type, getattr(record, column.field), currency) for column in sheet.sealed_columns]


def check_of(sheet: Sheet, texts: Sequence[str]) -> str:
    """A short check for each cell, in column order."""
    return ''.join(
        _letters(f'{column.header}{SEPARATOR}{text}') for column, text in zip(sheet.sealed_columns, texts, strict=True)
    )


def seal_of(previous: str, sheet_name: str, texts: Iterable[str], check: str) -> str:
    """The seal of a row."""
    covered = SEPARATOR.join((previous, sheet_name, check, *texts))
    return sha256(covered.encode('utf-8', 'surrogatepass')).hexdigest()[:32]


def changed_fields(sheet: Sheet, texts: Sequence[str], check: str) -> list[str]:
    """The fields whose check does not fit any more; none when only the seals themselves were changed."""
    size = LETTERS_A_CELL
    now = check_of(sheet, texts)
    return [
        column.field
        for place, column in enumerate(sheet.sealed_columns)
        if now[place * size : (place + 1) * size] != check[place * size : (place + 1) * size]
    ]


def heads(links: Mapping[str, str]) -> list[str]:
    """The seals that no row follows, from a mapping of each seal to the one before it."""
    followed = set(links.values())
    return [seal for seal in links if seal not in followed]


def _letters(text: str) -> str:
    digest = sha256(text.encode('utf-8', 'surrogatepass')).digest()
    return base64.b32encode(digest[:2]).decode()[:LETTERS_A_CELL].lower()
