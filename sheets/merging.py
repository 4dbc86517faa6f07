"""Two copies of a book that were written apart, and what both hold once they are together. Nothing is written here.

    merged = merge(copy_of(journal.since(0)), copy_of(other.since(0)), 'INR', 'Savitri')
    lacking(copy_of(journal.since(0)), merged)      what the one lacks
    merged.head                                     the seal of the last row, on both

Rows are brought together by id, and what comes out is the same whichever copy comes first. Where the chain forked, a
row of Changes joins its heads. A request that both recorded counts once; where they used one id for different things,
both count, and one gets a new id (`sheets/clashes.py`). Of a field of a register the last change counts; of two that
were written apart the later one, until somebody decides (`sheets/questions.py`). A value that no change tells of was
typed in the sheet: it becomes a change that was written apart, and so a question.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from rules.bylaws import BY_FIELD
from rules.problems import N_
from rules.records import Change
from sheets import clashes, columns, seals
from sheets.chains import Chain
from sheets.clashes import request_of
from sheets.columns import BYLAWS, CHANGES, ENTRIES, Sheet
from sheets.journal import PENDING, SYNCED, Operation
from sheets.questions import chain_of_texts, of_fields, seconds
from sheets.recording import record_of
from sheets.typed_over import typed_over

Values = Mapping[str, str]
"""A row as canonical texts by field."""

WHY_TAKEN_BACK = N_('Two copies of the book had recorded the same; this part of it counts once.')
BY_BAHI = 'Bahi'


@dataclass(frozen=True, slots=True)
class Copy:
    """The rows of one copy as they are in force, by sheet and id, and the fingerprints of those that were typed."""

    rows: Mapping[str, Mapping[str, Values]]
    typed: Mapping[tuple[str, str], str] = field(default_factory=dict)
    contents: Mapping[str, str] = field(default_factory=dict)
    """What each request asked that was answered here, as a hash."""


@dataclass(frozen=True, slots=True)
class Merged(Copy):
    """What both hold afterwards; `head` is the seal of the last row, and `joined` how many rows join heads."""

    order: Sequence[tuple[Sheet, str]] = ()
    """The sealed rows as they follow each other."""
    head: str = ''
    joined: int = 0
    apart: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """For each request id that stood for two things the place of the copy that keeps it, and the other one's new id."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """One row that a copy lacks, or fields of a row that stand otherwise there."""

    operation: Literal['insert', 'update']
    sheet: Sheet
    row: str
    values: Values
    status: str = PENDING
    typed: str = ''


def copy_of(operations: Iterable[Operation], contents: Mapping[str, str] | None = None) -> Copy:
    """The rows that a journal has in force, and what was asked for them."""
    rows: dict[str, dict[str, dict[str, str]]] = {sheet.name: {} for sheet in columns.SHEETS}
    typed: dict[tuple[str, str], str] = {}
    for each in operations:
        rows[each.sheet].setdefault(each.row, {}).update(each.values)
        if each.typed:
            typed[each.sheet, each.row] = each.typed
    return Copy(rows, typed, contents or {})


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
    merging.tell_what_was_typed()
    joined = merging.join_heads(by)
    merging.take_back_the_rest()
    merging.settle_registers()
    chain = merging.chain()
    sealed = [(sheet, row) for sheet in (ENTRIES, CHANGES) for row in merging.rows[sheet.name]]
    order = sorted(sealed, key=lambda key: chain.places.get(merging.rows[key[0].name][key[1]]['seal'], len(sealed)))
    head = chain.tips[-1] if chain.tips else ''
    typed = {**other.typed, **one.typed}
    return Merged(merging.rows, typed, order=order, head=head, joined=joined, apart=merging.apart)


class _Merging:
    """Two copies on their way to one."""

    def __init__(self, one: Copy, other: Copy, currency: str) -> None:
        self.copies, self.currency = (one, other), currency
        self.rows: dict[str, dict[str, Values]] = {sheet.name: {} for sheet in columns.SHEETS}
        self.first: dict[str, int] = {}
        """For each request that both copies recorded the place of the copy whose rows count."""
        self.apart: dict[str, tuple[int, str]] = {}
        """For each request id that stood for two things the place of the copy that keeps it, and the other's new id."""
        self.counting = 1 if other.contents and not one.contents else 0
        """The place of the copy whose value counts where no change tells of either."""
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
        new_ids: tuple[dict[tuple[str, str], str], ...] = ({}, {})
        for sheet, row in twice:
            found = [copy.rows[sheet.name][row] for copy in self.copies]
            if not self._are_one(sheet, row):
                place = self._goes_first(sheet, row, found)
                self.rows[sheet.name][row] = found[place]
                self._give_new_id(sheet, row, place, new_ids[1 - place])
                continue
            place = self.first.setdefault(request_of(row), self._counts(found))
            self.rows[sheet.name][row] = found[place]
            gone = found[1 - place]
            if self._standing(gone) is None:
                self._add(CHANGES, seals.sealed(CHANGES, seals.standing_in(gone, found[place]['seal'])))
        for copy, ids in zip(self.copies, new_ids, strict=True):
            if ids:
                self._rename(copy, ids)

    def _are_one(self, sheet: Sheet, row: str) -> bool:
        """Whether both recorded the same under this id. What was decided of it before, on another copy, stays."""
        one, other = (copy.rows[sheet.name][row] for copy in self.copies)
        standing = self._standing(one) or self._standing(other)
        if standing is not None:
            return standing['row'] == row
        rows, request = [copy.rows for copy in self.copies], request_of(row)
        if any(request in each['Entries'] for each in rows):
            return clashes.same_thing(request, rows, [copy.contents for copy in self.copies])
        return sheet is not CHANGES or clashes.same_change(one, other)

    def _counts(self, found: Sequence[Values]) -> int:
        """The place of the copy whose row counts of two that are one request: the one that was first."""
        stood = [self._standing(values) is not None for values in found]
        return stood.index(False) if stood.count(False) == 1 else min((0, 1), key=lambda at: _when(found[at]))

    def _goes_first(self, sheet: Sheet, row: str, found: Sequence[Values]) -> int:
        """The place of the copy whose thing keeps the id."""
        request = request_of(row)
        if request not in self.apart:
            stood = [self._standing(values) is not None for values in found]
            rows = [copy.rows for copy in self.copies]
            place = (
                stood.index(False)
                if stood.count(False) == 1
                else min((0, 1), key=lambda at: clashes.goes_first(request, rows[at]))
            )
            other = rows[1 - place]
            first = other['Entries'].get(request) or other[sheet.name][row]
            self.apart[request] = place, clashes.new_id(request, first['seal'])
        return self.apart[request][0]

    def _give_new_id(self, sheet: Sheet, row: str, place: int, ids: dict[tuple[str, str], str]) -> None:
        request = request_of(row)
        fresh = self.apart[request][1] + row.removeprefix(request)
        ids[sheet.name, row] = fresh
        for register in columns.REGISTERS:
            mine, theirs = (copy.rows[register.name].get(row) for copy in (self.copies[1 - place], self.copies[place]))
            if sheet is ENTRIES and row == request and mine and theirs:
                ids[register.name, row] = fresh
                self.rows[register.name][fresh] = {**mine, register.key: fresh}

    def _rename(self, copy: Copy, ids: Mapping[tuple[str, str], str]) -> None:
        """The rows that got new ids, and those that speak of them; those that stand renamed already stay."""
        for sheet in (ENTRIES, CHANGES):
            for row, values in copy.rows[sheet.name].items():
                gone = (sheet.name, row) in ids or self.rows[sheet.name][row] is values
                if not gone or not clashes.names_one_of(sheet, values, ids) or self._standing(values) is not None:
                    continue
                fresh, standing = clashes.renamed(sheet, values, ids)
                self.rows[sheet.name][fresh['id']] = fresh
                self._add(CHANGES, standing)

    def _standing(self, values: Values) -> Values | None:
        """The row of Changes that stands in the chain for a row already."""
        return self.rows['Changes'].get(f'once-{values["seal"][:24]}')

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
            place = self.first.get(request_of(row))
            if place is None or row in self.copies[place].rows['Entries'] or values['reverses']:
                continue
            back = f'{row}/back'
            if back not in self.rows['Entries']:
                taken = {
                    **values, 'id': back, 'reverses': row, 'amount': _negative(values['amount']),
                    'note': WHY_TAKEN_BACK, 'recorded_by': BY_BAHI, 'previous': self.chain().tips[-1],
                }  # fmt: skip
                self._add(ENTRIES, seals.sealed(ENTRIES, taken))

    def tell_what_was_typed(self) -> None:
        """A register's value that no change tells of becomes a change (`sheets/typed_over.py`)."""
        decided = self.first.keys() | self.apart.keys()
        for change in typed_over([copy.rows for copy in self.copies], self.rows, self.counting, decided):
            self._add(CHANGES, change)

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
        if request_of(row) in self.apart and len(held) > 1:
            held = [held[self.apart[request_of(row)][0]]]
        held = held or [self.rows[sheet.name][row]]
        values = dict(held[0])
        for name in values:
            if sheet is BYLAWS and (name != 'value' or BY_FIELD[row].fixed):
                continue
            open_changes = told.get((sheet.name, row, row if sheet is BYLAWS else name), ())
            texts = [each[name] for each in held]
            if len({change.new for change in open_changes}) > 1 or (open_changes and len(set(texts)) > 1):
                values[name] = open_changes[0].new
            elif request_of(row) in self.first:
                values[name] = self.copies[self.first[request_of(row)]].rows[sheet.name].get(row, held[0])[name]
            else:
                # What follows from other rows is worked out anew.
                values[name] = min(texts)
        return values

    def _add(self, sheet: Sheet, values: Values) -> None:
        self.rows[sheet.name].setdefault(values['id'], values)
        self._chain = None


def _gone(values: Values) -> str:
    """The seal for which a row of Changes stands in the chain."""
    stands = (values.get('sheet'), values.get('field')) == (seals.SHEET_OF_JOINS, seals.COUNTED_ONCE)
    return values['old'] if stands else ''


def _when(values: Values) -> tuple[int, str]:
    return seconds(values['recorded_at']), values['seal']


def _by_content(values: Values) -> list[tuple[str, str]]:
    return sorted(values.items())


def _negative(amount: str) -> str:
    return amount.removeprefix('-') if amount.startswith('-') else f'-{amount}'
