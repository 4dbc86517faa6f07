"""The chain of seals: the sealed rows of a file, whether one is missing between them, and where it goes on twice.

Two copies of a book that were written apart make a fork: two rows follow one. A later row of Changes that names both
heads joins them openly, and such a fork is no problem. Which cell of a row was changed: reports/changed_rows.py.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, cast

from rules.problems import N_, Problem
from sheets import cells, seals
from sheets.cells import BadCell, Cell
from sheets.columns import CHANGES, SEAL_FIELDS, Column
from sheets.reading import Table

UNREADABLE = '\x00'
"""Stands for a cell that cannot be read: no value is written so, and so no check fits it."""

BACKUP = N_('Compare with a backup of the workbook.')


class Row(NamedTuple):
    """One row of a journal: where it stands, the texts that its seal covers, and its seals.

    `key` is the id of the row, empty where a person typed it; `own_seal` is the seal that these texts would have.
    """

    table: Table
    number: int
    key: str
    texts: tuple[str, ...]
    previous: str
    seal: str
    check: str
    own_seal: str

    @property
    def sound(self) -> bool:
        """Whether the seal fits what stands in the row."""
        return self.seal == self.own_seal

    @property
    def place(self) -> str:
        """Where its seal stands, such as 'Entries!S17'."""
        return f'{self.table.sheet.name}!{self.table.cell(self.number, "seal")}'

    @property
    def joins(self) -> bool:
        """Whether it joins the heads of two copies that were written apart."""
        return self.table.sheet is CHANGES and self._concerns(seals.JOINED)

    @property
    def stands_for(self) -> str:
        """The seal of a row that both of two copies had recorded and that counts once, elsewhere; empty for others."""
        return self.text('old') if self.table.sheet is CHANGES and self._concerns(seals.COUNTED_ONCE) else ''

    @property
    def follows(self) -> tuple[str, ...]:
        """The seals of the rows written before it: one, or two where it joins the heads of two copies."""
        if self.joins:
            return tuple({self.previous: '', self.text('old'): '', self.text('new'): ''})
        return (self.previous,)

    def _concerns(self, field: str) -> bool:
        return (self.text('sheet'), self.text('field')) == (seals.SHEET_OF_JOINS, field)

    def text(self, field: str) -> str:
        """The canonical text of a field that the seal covers."""
        return self.texts[self.table.sheet.sealed_columns.index(self.table.sheet.column(field))]

    def problem(self, field: str, message: str, remedy: str, **values: object) -> Problem:
        """Something that is wrong with a field of this row."""
        return self.table.problem(self.number, field, Problem(message, remedy, values))


def rows_of(table: Table, currency: str) -> list[Row]:
    """The rows of a journal as the seals cover them."""
    sheet, (numbers, held) = table.sheet, table.turned
    texts = [_texts(column, held[column.field], currency) for column in sheet.sealed_columns]
    keys = texts[[column.field for column in sheet.sealed_columns].index(sheet.key)]
    own = [_stripped(held[field]) for field in SEAL_FIELDS]
    return [
        Row(table, number, key, covered, previous, seal, check, seals.seal_of(previous, sheet, covered, check))
        for number, key, covered, previous, seal, check in zip(
            numbers, keys, zip(*texts, strict=True), *own, strict=True
        )
    ]


def problems_of_headings(table: Table, format_: int) -> Iterable[Problem]:
    """Columns that a sheet of a format may be read without, but not proved."""
    for column in table.sheet.columns:
        if column.field not in table.places and column.since <= format_:
            yield Problem(
                N_('The sheet {sheet} has no column {column}.'), N_('Put the column back with this heading.'),
                {'sheet': table.sheet.name, 'column': column.header}, sheet=table.sheet.name,
            )  # fmt: skip


def problems_of_chain(rows: Sequence[Row], genesis: str, told: Collection[str] = ()) -> Iterable[Problem]:
    """Where a row was taken out of the chain; not of those seals that were told to be missing already."""
    changes = [row for row in rows if row.table.sheet is CHANGES]
    known = {genesis, *told, *(row.stands_for for row in changes if row.stands_for)}
    known.update(row.seal for row in rows)
    known.update(row.own_seal for row in rows)
    # Only a row of Changes follows more than the one row before it.
    unknown = [row for row in rows if row.previous not in known or (row.table.sheet is CHANGES and row.joins)]
    for row in unknown:
        if row.sound and not known.issuperset(row.follows):
            yield row.problem('previous', N_('The row that was written before this one is missing.'), BACKUP)


def problems_of_stand_ins(rows: Sequence[Row]) -> Iterable[Problem]:
    """Rows of Changes that stand in the chain for a row which counts once elsewhere, and there it is not."""
    standing = [row for row in rows if row.stands_for]
    if standing:
        counting = {row.seal: row.key for row in rows} | {row.stands_for: row.text('row') for row in standing}
        for row in standing:
            if row.sound and counting.get(row.text('new')) != row.text('row'):
                message = N_('The row that counts in place of another one is missing.')
                yield row.problem('new', message, BACKUP)


def problems_of_forks(rows: Sequence[Row], genesis: str) -> Iterable[Problem]:
    """Rows that follow one and the same row: two copies of the book were written apart, and nobody joined them."""
    for row, first in unjoined_forks(rows):
        message = (
            N_('The book begins twice: here and in {place}.')
            if row.previous == genesis
            else N_('This row and {place} follow the same row: two copies of the book were written apart.')
        )
        yield row.problem('previous', message, N_('Compare both with the receipts and keep one.'), place=first.place)


def unjoined_forks(rows: Sequence[Row]) -> list[tuple[Row, Row]]:
    """Each row that follows the same row as an earlier one, with that one, unless a later row joins their branches.

    The chain is gone through from its heads back, each row after all that follow it. What met further on is one
    branch; where two rows that follow the same one belong to two branches, nobody joined them.
    """
    previous = [row.previous for row in rows if row.seal]
    changes = [row for row in rows if row.table.sheet is CHANGES]
    if len(set(previous)) == len(previous) and not any(row.joins or row.stands_for for row in changes):
        return []
    by_seal = {row.seal: row for row in reversed(rows) if row.sound}
    standing = {row.stands_for: row.seal for row in by_seal.values() if row.stands_for}
    after: dict[str, list[Row]] = defaultdict(list)
    for row in reversed(by_seal.values()):
        for before in _followed(row, standing):
            after[before].append(row)
    if all(len(following) == 1 for following in after.values()):
        return []
    branches, forks = _Branches(), []
    still_before = {seal: len(following) for seal, following in after.items()}
    ready = [seal for seal in by_seal if seal not in after]
    while ready:
        seal = ready.pop()
        for row in after.get(seal, ()):
            first = after[seal][0]
            if not branches.are_one(row.seal, first.seal):
                forks.append((row, first))
            branches.unite(row.seal, first.seal)
            branches.unite(row.seal, seal)
        for before in _followed(by_seal[seal], standing) if seal in by_seal else ():
            still_before[before] -= 1
            if not still_before[before]:
                ready.append(before)
    return forks


def _followed(row: Row, standing: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(standing.get(before, before) for before in row.follows))


class _Branches:
    """Seals that are known to lie on one branch, as more and more of them are found to meet."""

    def __init__(self) -> None:
        self._towards: dict[str, str] = {}

    def are_one(self, one: str, other: str) -> bool:
        return self._end(one) == self._end(other)

    def unite(self, one: str, other: str) -> None:
        end, other_end = self._end(one), self._end(other)
        if end != other_end:
            self._towards[other_end] = end

    def _end(self, seal: str) -> str:
        path = []
        while (further := self._towards.get(seal, seal)) != seal:
            path.append(seal)
            seal = further
        for passed in path:
            self._towards[passed] = seal
        return seal


def _texts(column: Column, values: Sequence[Cell], currency: str) -> Sequence[str]:
    """The canonical text of each cell of a column; equal cells are read once."""
    if column.type == 'text' and _are_plain_texts(values):
        return cast('Sequence[str]', values)
    types = set(map(type, values))
    if len(types - {str}) <= 1:
        texts = {value: _text(column, value, currency) for value in set(values)}
        return [texts[value] for value in values]
    # Two numbers of different types may be equal and yet be read differently.
    known = {key: _text(column, key[1], currency) for key in {(type(value), value) for value in values}}
    return [known[type(value), value] for value in values]


def _stripped(values: Sequence[Cell]) -> Sequence[str]:
    """The cells of a seal, which people may have copied with a space."""
    if _are_plain_texts(values):
        return cast('Sequence[str]', values)
    return [str(cell or '').strip() for cell in values]


def _are_plain_texts(values: Sequence[Cell]) -> bool:
    """Whether all cells are texts without any space, as most columns of ids and codes: they are read as they stand."""
    try:
        # To join them is the quickest way to ask.
        joined = ''.join(cast('Sequence[str]', values))
    except TypeError:
        return False
    return joined.split(maxsplit=1) in ([], [joined]) and not joined.isspace()


def _text(column: Column, value: Cell, currency: str) -> str:
    try:
        if column.type == 'month' and (other := _not_the_first(value, currency)):
            return other
        return cells.to_text(column.type, cells.from_cell(column.type, value, currency), currency)
    except BadCell:
        return UNREADABLE


def _not_the_first(value: Cell, currency: str) -> str:
    """The day in a cell of a month where it is not the first, as the app writes it: no seal was made over a day."""
    try:
        day = cells.from_cell('date', value, currency)
    except BadCell:
        return ''
    return day.isoformat() if isinstance(day, date) and day.day != 1 else ''
