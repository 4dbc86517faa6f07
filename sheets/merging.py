"""Two copies of a book that were written apart, and what both hold once they are together. Nothing is written here.

    merged = merge(copy_of(journal.since(0)), copy_of(other.since(0)), 'INR', 'Savitri')
    lacking(copy_of(journal.since(0)), merged)      what the one lacks
    merged.head                                     the seal of the last row, on both

Rows are brought together by id, and what comes out is the same whichever copy comes first. Where the chain forked, a
row of Changes joins its heads. A row that both recorded counts once. Of a field of a register the last change counts;
of two that were written apart the later one, until somebody decides (`sheets/questions.py`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from rules.bylaws import BY_FIELD
from rules.problems import N_
from rules.records import Change
from sheets import columns, seals
from sheets.chains import Chain
from sheets.columns import BYLAWS, CHANGES, ENTRIES, Sheet
from sheets.journal import PENDING, SYNCED, Operation
from sheets.questions import chain_of_texts, of_fields, seconds
from sheets.recording import record_of

Values = Mapping[str, str]
"""A row as canonical texts by field."""

WHY_TAKEN_BACK = N_('Two copies of the book had recorded the same; this part of it counts once.')
BY_BAHI = 'Bahi'


@dataclass(frozen=True, slots=True)
class Copy:
    """The rows of one copy as they are in force, by sheet and id, and the fingerprints of those that were typed."""

    rows: Mapping[str, Mapping[str, Values]]
    typed: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Merged(Copy):
    """What both hold afterwards; `head` is the seal of the last row, and `joined` how many rows join heads."""

    order: Sequence[tuple[Sheet, str]] = ()
    """The sealed rows as they follow each other."""
    head: str = ''
    joined: int = 0


@dataclass(frozen=True, slots=True)
class Lacking:
    """One row that a copy lacks, or fields of a row that stand otherwise there."""

    operation: Literal['insert', 'update']
    sheet: Sheet
    row: str
    values: Values
    status: str = PENDING
    typed: str = ''


def copy_of(operations: Iterable[Operation]) -> Copy:
    """The rows that a journal has in force."""
    rows: dict[str, dict[str, dict[str, str]]] = {sheet.name: {} for sheet in columns.SHEETS}
    typed: dict[tuple[str, str], str] = {}
    for each in operations:
        rows[each.sheet].setdefault(each.row, {}).update(each.values)
        if each.typed:
            typed[each.sheet, each.row] = each.typed
    return Copy(rows, typed)


def lacking(mine: Copy, merged: Merged) -> Iterator[Lacking]:
    """What a copy lacks of what both hold together: registers first, then the journals in the order of their chain."""
    registers = ((sheet, row) for sheet in columns.SHEETS if not sheet.sealed for row in merged.rows[sheet.name])
    for sheet, row in (*registers, *merged.order):
        values, known = merged.rows[sheet.name][row], mine.rows[sheet.name].get(row)
        if known == values:
            continue
        if known is None and sheet is not BYLAWS:
            yield Lacking('insert', sheet, row, values, typed=merged.typed.get((sheet.name, row), ''))
        elif changed := {name: text for name, text in values.items() if (known or {}).get(name, '') != text}:
            # What someone made of a sealed row in the sheet is shown there, and is not written over unasked.
            tampered = known is not None and sheet.sealed and not seals.is_sound(sheet, known)
            yield Lacking('update', sheet, row, changed, SYNCED if tampered else PENDING)


def merge(one: Copy, other: Copy, currency: str, by: str) -> Merged:
    """What both hold together; `by` is who joins them."""
    merging = _Merging(one, other, currency)
    merging.take_rows()
    joined = merging.join_heads(by)
    merging.take_back_the_rest()
    merging.settle_registers()
    chain = merging.chain()
    sealed = [(sheet, row) for sheet in (ENTRIES, CHANGES) for row in merging.rows[sheet.name]]
    order = sorted(sealed, key=lambda key: chain.places.get(merging.rows[key[0].name][key[1]]['seal'], len(sealed)))
    head = chain.tips[-1] if chain.tips else ''
    return Merged(merging.rows, {**other.typed, **one.typed}, order, head, joined)


class _Merging:
    """Two copies on their way to one."""

    def __init__(self, one: Copy, other: Copy, currency: str) -> None:
        self.copies, self.currency = (one, other), currency
        self.rows: dict[str, dict[str, Values]] = {sheet.name: {} for sheet in columns.SHEETS}
        self.first: dict[str, int] = {}
        """For each request that both copies recorded the place of the copy whose rows count."""
        self._chain: Chain | None = None

    def chain(self) -> Chain:
        """The chain of what was brought together until now."""
        if self._chain is None:
            self._chain = chain_of_texts(self.rows['Entries'].values(), self.rows['Changes'].values())
        return self._chain

    def take_rows(self) -> None:
        """Every row of both. Of sealed rows with one id and two seals that of the copy counts which was first."""
        for sheet in columns.SHEETS:
            one, other = (copy.rows[sheet.name] for copy in self.copies)
            self.rows[sheet.name] = {**other, **one}
        twice = sorted(self._recorded_twice(), key=lambda found: found[1])
        for sheet, row in twice:
            found = [copy.rows[sheet.name][row] for copy in self.copies]
            place = self.first.setdefault(_request(row), min((0, 1), key=lambda at: _when(found[at])))
            self.rows[sheet.name][row] = found[place]
        for sheet, row in twice:
            counting = self.rows[sheet.name][row]
            gone = next(copy.rows[sheet.name][row] for copy in self.copies if copy.rows[sheet.name][row] != counting)
            self._add(CHANGES, seals.sealed(CHANGES, seals.standing_in(gone, counting['seal'])))

    def _recorded_twice(self) -> Iterator[tuple[Sheet, str]]:
        """Sealed rows that are not the same in both copies. One that does not fit its seal counts in neither."""
        one, other = self.copies
        for sheet in (ENTRIES, CHANGES):
            for row, values in one.rows[sheet.name].items():
                theirs = other.rows[sheet.name].get(row, values)
                if theirs == values:
                    continue
                sound = [found for found in (values, theirs) if seals.is_sound(sheet, found)]
                if len(sound) == 2:
                    yield sheet, row
                else:
                    self.rows[sheet.name][row] = sound[0] if sound else min((values, theirs), key=_by_content)

    def join_heads(self, by: str) -> int:
        """Join the heads of the chain two by two, until there is one; tells how many rows that took."""
        joined = 0
        while len(tips := self.chain().tips) > 1:
            heads = tips[:2]
            later = max((values for head in heads for values in self._rows_of(head)), key=_when)
            moment = later['recorded_at']
            day = moment[:10] or later['on']
            self._add(CHANGES, seals.sealed(CHANGES, {**seals.joining(heads, by), 'on': day, 'recorded_at': moment}))
            joined += 1
        return joined

    def _rows_of(self, head: str) -> Iterator[Values]:
        """The row with a seal, or the one that stands for it."""
        for sheet in ('Entries', 'Changes'):
            yield from (values for values in self.rows[sheet].values() if head in (values['seal'], _gone(values)))

    def take_back_the_rest(self) -> None:
        """Rows that only the other copy recorded for a request which both recorded are taken back, openly."""
        for row, values in sorted(self.rows['Entries'].items()):
            place = self.first.get(_request(row))
            if place is None or row in self.copies[place].rows['Entries'] or values['reverses']:
                continue
            back = f'{row}/back'
            if back not in self.rows['Entries']:
                taken = {
                    **values, 'id': back, 'reverses': row, 'amount': _negative(values['amount']),
                    'note': WHY_TAKEN_BACK, 'recorded_by': BY_BAHI, 'previous': self.chain().tips[-1],
                }  # fmt: skip
                self._add(ENTRIES, seals.sealed(ENTRIES, taken))

    def settle_registers(self) -> None:
        """The fields of the registers as the changes tell."""
        chain = self.chain()
        changes = (record_of(CHANGES, values, self.currency) for values in self.rows['Changes'].values())
        told = of_fields(changes, chain)
        for sheet in columns.SHEETS:
            if not sheet.sealed:
                for row in self.rows[sheet.name]:
                    self.rows[sheet.name][row] = self._settled(sheet, row, told)

    def _settled(self, sheet: Sheet, row: str, told: Mapping[tuple[str, str, str], Sequence[Change]]) -> Values:
        held = [copy.rows[sheet.name][row] for copy in self.copies if row in copy.rows[sheet.name]]
        values = dict(held[0])
        for name in values:
            change_field = row if sheet is BYLAWS else name
            if sheet is BYLAWS and BY_FIELD[row].fixed:
                continue
            open_changes = told.get((sheet.name, row, change_field), ())
            texts = [each[name] for each in held]
            if len({change.new for change in open_changes}) > 1 or (open_changes and len(set(texts)) > 1):
                values[name] = open_changes[0].new
            elif _request(row) in self.first:
                values[name] = self.copies[self.first[_request(row)]].rows[sheet.name].get(row, held[0])[name]
            else:
                # No change tells which of the two is newer: someone typed it before the app knew the copy.
                values[name] = min(texts)
        return values

    def _add(self, sheet: Sheet, values: Values) -> None:
        self.rows[sheet.name].setdefault(values['id'], values)
        self._chain = None


def _gone(values: Values) -> str:
    """The seal for which a row of Changes stands in the chain."""
    stands = (values.get('sheet'), values.get('field')) == (seals.SHEET_OF_JOINS, seals.COUNTED_ONCE)
    return values['old'] if stands else ''


def _request(row: str) -> str:
    return row.partition('/')[0]


def _when(values: Values) -> tuple[int, str]:
    return seconds(values['recorded_at']), values['seal']


def _by_content(values: Values) -> list[tuple[str, str]]:
    return sorted(values.items())


def _negative(amount: str) -> str:
    return amount.removeprefix('-') if amount.startswith('-') else f'-{amount}'
