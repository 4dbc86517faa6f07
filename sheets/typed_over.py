"""Values of the registers that someone typed over on a copy whose journal was not there: no change tells of them.

Each becomes a row of Changes that was written apart from all others, and so a question with both values. Until a
person decides, what is told by other changes counts; where nothing is told of either value, that of the copy on which
something was recorded.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256

from rules.bylaws import BY_FIELD
from rules.problems import N_, Word, refuse
from sheets import columns, seals
from sheets.clashes import Rows, Values, request_of
from sheets.columns import BYLAWS, CHANGES, MEMBERS, Sheet
from sheets.questions import DERIVED

WHY_TYPED = N_('It stands so in the sheet of one copy, and no change tells why.')


def typed_over(copies: Sequence[Rows], merged: Rows, counting: int, decided: Collection[str]) -> Iterator[Values]:
    """The changes, sealed. `counting` is the place of the copy whose value counts where nothing is told.

    Of rows that were made by a request in `decided` it is known already which counts. Raises Refused where someone was
    marked as gone, or as there, without a day.
    """
    told: dict[tuple[str, str, str], set[str]] = {}
    for change in merged['Changes'].values():
        texts = (change['old'], change['new'])
        told.setdefault((change['sheet'], change['row'], change['field']), set()).update(texts)
    for sheet in columns.SHEETS:
        one, other = (copy[sheet.name] for copy in copies)
        for row in () if sheet.sealed else sorted(one.keys() & other.keys()):
            for name in () if request_of(row) in decided else _may_be_typed(sheet, row):
                texts = (one[row][name], other[row][name])
                known = told.get((sheet.name, row, row if sheet is BYLAWS else name), ())
                if texts[0] != texts[1]:
                    for text in texts:
                        if text not in known:
                            yield _change(sheet, row, (one[row], other[row]), name, counting, text, merged['Bylaws'])


def _may_be_typed(sheet: Sheet, row: str) -> list[str]:
    """The fields of a register's row that a change would tell of."""
    if sheet is BYLAWS:
        return [] if BY_FIELD[row].fixed else ['value']
    return [name for name in sheet.fields if name != sheet.key and (sheet.name, name) not in DERIVED]


def _change(
    sheet: Sheet, row: str, held: Sequence[Values], name: str, counting: int, text: str, agreed: Mapping[str, Values]
) -> Values:
    """The change is the same wherever it is told: it follows nothing, and nobody knows when it was made."""
    counts = held[counting]
    if sheet is MEMBERS and name == 'status':
        # Since when she belongs to the group, or does not, a row that nobody dated cannot tell.
        raise refuse(
            N_('{of}, {field}: one copy says {one}, the other {other}, and no change tells why.'),
            N_('Put the cell back in the workbook where it was typed over, and join the copies again.'),
            of=counts['name'], field=Word(sheet.column(name).header), one=held[0][name], other=held[1][name],
        )  # fmt: skip
    old = counts[name]
    field = row if sheet is BYLAWS else name
    named = sha256(seals.SEPARATOR.join((sheet.name, row, field, old, text)).encode()).hexdigest()[:24]
    change = dict.fromkeys(CHANGES.fields, '') | {
        'id': f'typed-{int(text == old)}{named}', 'on': agreed['started_on']['value'], 'sheet': sheet.name,
        'row': row, 'label': counts.get(sheet.called[0], '') if sheet.called else '', 'field': field, 'old': old,
        'new': text, 'reason': WHY_TYPED, 'previous': seals.genesis(agreed['group_id']['value']),
    }  # fmt: skip
    return seals.sealed(CHANGES, change)
