"""One entry id that two copies gave to different things: both count, and one of the two gets an id of its own.

    A: day-1   100 of Asha        stays day-1
    B: day-1   900 of Bina        becomes day-1~5f0c9a1e, in the place where it stood in the chain

The new id follows from the seal of the row, so that every copy finds the same one. A row of Changes stands in the
chain for the row as it was sealed first, and names the one that counts. What was written of it later on its copy, such
as a reversal, names the new id from then on.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256

from rules.problems import N_
from sheets import seals
from sheets.columns import CHANGES, ENTRIES, Sheet
from sheets.questions import DERIVED, seconds

Values = Mapping[str, str]
Rows = Mapping[str, Mapping[str, Values]]

WHY_TWO_THINGS = N_('Two copies of the book had used one entry id for different things; both count.')
MARK = '~'
SIGNS = 8
BACK = '/back'
CONTENT_SIGNS = 64
"""The answer to an entry carries the SHA-256 of what was asked; other answers carry a word."""


def request_of(row: str) -> str:
    """The request that made a row: its other rows carry a number after a stroke."""
    return row.partition('/')[0]


def same_thing(request: str, copies: Sequence[Rows], contents: Sequence[Mapping[str, str]]) -> bool:
    """Whether what two copies recorded under one id is one and the same request."""
    asked = [each.get(request, '') for each in contents]
    one, other = (_of_request(request, copy['Entries']) for copy in copies)
    if not one and not other:
        return True
    if all(len(content) == CONTENT_SIGNS for content in asked):
        return asked[0] == asked[1]
    fields: tuple[str, ...] = ('on', 'member', 'loan', 'mode', 'reverses')
    if len(one) == len(other):
        fields = (*fields, 'kind', 'month')
    return _meaning(one, fields) == _meaning(other, fields)


def same_change(one: Values, other: Values) -> bool:
    """Whether two rows of Changes with one id tell the same; those that the app itself derives always do."""
    if one['sheet'] == seals.SHEET_OF_JOINS or (one['sheet'], one['field']) in DERIVED:
        return True
    return all(one[name] == other[name] for name in ('sheet', 'row', 'field', 'new'))


def goes_first(request: str, copy: Rows) -> tuple[int, int, int, str]:
    """The copy that has less of this keeps the id: the one with the most rows for it, so that each row of the other
    finds one that keeps its place; of two that have as many the one that was first."""
    entries = _of_request(request, copy['Entries'])
    changes = [values for row, values in copy['Changes'].items() if request_of(row) == request]
    when, seal = min(
        ((seconds(values['recorded_at']), values['seal']) for values in entries or changes), default=(0, '')
    )
    return -len(entries), -len(changes), when, seal


def new_id(row: str, seal: str) -> str:
    """The id that a row gets instead; `seal` is that of the first row of its request."""
    request, stroke, rest = row.partition('/')
    return f'{request}{MARK}{sha256(seal.encode()).hexdigest()[:SIGNS]}{stroke}{rest}'


def old_id(row: str) -> str:
    """The id that a row had before."""
    request, stroke, rest = row.partition('/')
    return f'{request.rpartition(MARK)[0] or request}{stroke}{rest}'


def renamed(sheet: Sheet, gone: Values, ids: Mapping[tuple[str, str], str]) -> tuple[dict[str, str], dict[str, str]]:
    """A sealed row with the new ids, and the row that stands in the chain for it as it was."""
    fresh = seals.sealed(sheet, {**gone, **_new_names(sheet, gone, ids)})
    standing = {**seals.standing_in(gone, fresh['seal']), 'row': fresh['id']}
    standing |= {'reason': WHY_TWO_THINGS, 'previous': fresh['seal']}
    return fresh, seals.sealed(CHANGES, standing)


def names_one_of(sheet: Sheet, values: Values, ids: Mapping[tuple[str, str], str]) -> bool:
    """Whether a row is, or speaks of, one that got a new id."""
    return bool(_new_names(sheet, values, ids))


def _new_names(sheet: Sheet, values: Values, ids: Mapping[tuple[str, str], str]) -> dict[str, str]:
    spoken = [('id', sheet.name)]
    if sheet is ENTRIES:
        spoken += [('reverses', ENTRIES.name), ('loan', 'Loans')]
    elif values['sheet'] != seals.SHEET_OF_JOINS:
        spoken += [('row', values['sheet'])]
    return {name: ids[where, values[name]] for name, where in spoken if (where, values[name]) in ids}


def _of_request(request: str, entries: Mapping[str, Values]) -> list[Values]:
    numbered = (f'{request}/{number}' for number in range(2, len(entries) + 2))
    found: list[Values] = [entries[request]] if request in entries else []
    for row in numbered:
        if row not in entries:
            break
        found.append(entries[row])
    return found


def _meaning(rows: Iterable[Values], fields: Sequence[str]) -> object:
    rows = list(rows)
    told = {tuple(values[name] for name in fields) for values in rows}
    return told, sum(Decimal(values['amount']) for values in rows)
