"""What two copies changed apart in one field of a register: a question for a person, with both values.

    for question in questions_of(book.changes, chain_of(book.frame(), book.changes)):
        question.one.value, question.other.value

It follows from Changes alone: two changes of one field of which neither was written by someone who had the other, and
no later one by someone who had both. Until it is answered the value that was written later counts, on every copy.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

import pandas as pd

from rules.bylaws import BY_FIELD
from rules.records import Change
from sheets import columns, seals
from sheets.chains import Chain

# These follow from other rows, and are worked out anew when copies are joined.
DERIVED = {(sheet.name, field) for sheet in columns.REGISTERS for field in sheet.following}
LONG_AGO = datetime.min.replace(tzinfo=UTC)

Field = tuple[str, str, str]
"""The sheet, the id of the row, and the field."""


@dataclass(frozen=True, slots=True)
class Side:
    """A value that one of the copies gave the field, as canonical text, by whom and when (universal time)."""

    value: str
    who: str
    when: datetime | None


@dataclass(frozen=True, slots=True)
class Question:
    """A field that was changed apart. `sides` has the value that counts first; they are two, seldom more."""

    sheet: str
    row: str
    label: str
    field: str
    sides: Sequence[Side]

    @property
    def one(self) -> Side:
        """The value that counts until somebody decides."""
        return self.sides[0]

    @property
    def other(self) -> Side:
        """The value of the other copy."""
        return self.sides[1]


def questions_of(changes: Iterable[Change], chain: Chain) -> list[Question]:
    """What is open, in the order of sheets and rows."""
    found = []
    for (sheet, row, field), open_changes in sorted(of_fields(changes, chain).items()):
        by_value: dict[str, Change] = {}
        for change in open_changes:
            by_value.setdefault(change.new, change)
        if len(by_value) > 1 and (sheet, field) not in DERIVED:
            sides = [Side(value, change.recorded_by, change.recorded_at) for value, change in by_value.items()]
            found.append(Question(sheet, row, open_changes[0].label, field, sides))
    return found


def of_fields(changes: Iterable[Change], chain: Chain) -> dict[Field, list[Change]]:
    """For each field of a register the changes that no other one has overtaken, the one that counts first."""
    by_field: dict[Field, list[Change]] = {}
    for change in changes:
        if _is_of_register(change):
            by_field.setdefault((change.sheet, change.row, change.field), []).append(change)
    return {key: _not_overtaken(found, chain) for key, found in by_field.items()}


def _is_of_register(change: Change) -> bool:
    sheet = columns.BY_NAME.get(change.sheet)
    if sheet is None or sheet.sealed:
        return False
    return change.field in BY_FIELD if sheet is columns.BYLAWS else change.field in sheet.fields


def _not_overtaken(changes: list[Change], chain: Chain) -> list[Change]:
    left: list[Change] = []
    for change in sorted(changes, key=lambda change: chain.places.get(change.seal, -1), reverse=True):
        if not any(chain.before(change.seal, later.seal) for later in left):
            left.append(change)
    return sorted(left, key=lambda change: (change.recorded_at or LONG_AGO, change.id), reverse=True)


def chain_of(frame: pd.DataFrame, changes: Sequence[Change]) -> Chain:
    """The chain of the rows of a book."""
    links: dict[str, Sequence[str]] = {
        seal: (previous,) for seal, previous in zip(frame['seal'].tolist(), frame['previous'].tolist(), strict=True)
    }
    moments = frame['recorded_at'].to_numpy().astype('datetime64[s]').astype('int64').tolist()
    when = dict(zip(frame['seal'].tolist(), moments, strict=True))
    for change in changes:
        links[change.seal] = (change.previous,)
        when[change.seal] = int(change.recorded_at.timestamp()) if change.recorded_at else 0
    return _chain(links, when, seals.joins_of(changes), seals.stand_ins_of(changes))


def chain_of_texts(entries: Iterable[Mapping[str, str]], changes: Iterable[Mapping[str, str]]) -> Chain:
    """The chain of rows that are given as canonical texts."""
    links: dict[str, Sequence[str]] = {}
    when, joins, stand_ins = {}, {}, {}
    for values in entries:
        links[values['seal']], when[values['seal']] = (values['previous'],), seconds(values['recorded_at'])
    for values in changes:
        seal = values['seal']
        links[seal], when[seal] = (values['previous'],), seconds(values['recorded_at'])
        if values['sheet'] == seals.SHEET_OF_JOINS and values['field'] == seals.JOINED:
            joins[seal] = (values['old'], values['new'])
        elif values['sheet'] == seals.SHEET_OF_JOINS and values['field'] == seals.COUNTED_ONCE:
            stand_ins[values['old']] = seal
    return _chain(links, when, joins, stand_ins)


@lru_cache(maxsize=1024)
def seconds(moment: str) -> int:
    """The seconds of a moment, given as canonical text; 0 for none."""
    return int(datetime.fromisoformat(moment).timestamp()) if moment else 0


def _chain(
    links: dict[str, Sequence[str]], when: dict[str, int], joins: Mapping[str, Sequence[str]],
    stand_ins: Mapping[str, str],
) -> Chain:  # fmt: skip
    for seal, named in joins.items():
        links[seal] = tuple(dict.fromkeys((*links[seal], *named)))
    for gone, standing in stand_ins.items():
        if gone not in links:
            links[gone], when[gone] = (standing,), when.get(standing, 0)
    links.pop('', None)
    return Chain(links, when)
