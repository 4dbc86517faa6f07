"""Whether each sealed row is as it was sealed, and whether the chain of seals is whole: told from the file alone.

A row whose seal fits needs no second look. Of the others the short check of each cell tells which one was changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.problems import N_, Problem
from sheets import cells, reading, seals
from sheets.cells import BadCell, Cell
from sheets.columns import SEAL_FIELDS, Column
from sheets.reading import Table

UNREADABLE = '\x00'
"""Stands for a cell that cannot be read: no value is written so, and so no check fits it."""

BACKUP = N_('Compare with a backup of the workbook.')


@dataclass(frozen=True, slots=True)
class Row:
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

    def problem(self, field: str, message: str, remedy: str, **values: object) -> Problem:
        """Something that is wrong with a field of this row."""
        return self.table.problem(self.number, field, Problem(message, remedy, values))


def rows_of(table: Table, currency: str) -> list[Row]:
    """The rows of a journal as the seals cover them."""
    numbered, sheet = list(reading.filled_rows(table)), table.sheet
    texts = [_texts(column, _cells_of(table, column.field, numbered), currency) for column in sheet.sealed_columns]
    keys = texts[[column.field for column in sheet.sealed_columns].index(sheet.key)]
    own = ([str(cell or '').strip() for cell in _cells_of(table, field, numbered)] for field in SEAL_FIELDS)
    numbers = [number for number, _row in numbered]
    return [
        Row(table, number, key, covered, previous, seal, check, seals.seal_of(previous, sheet.name, covered, check))
        for number, key, covered, previous, seal, check in zip(
            numbers, keys, zip(*texts, strict=True), *own, strict=True
        )
    ]


def problems_of_rows(rows: Sequence[Row], genesis: str) -> Iterable[Problem]:
    """The cells that were changed since their row was sealed, and rows that were never sealed."""
    links: Mapping[str, str] = {row.seal: row.previous for row in rows}
    followed = set(links.values())
    for row in rows:
        if not (row.seal or row.check or row.previous):
            if not row.key:
                # The reader says already that the row does not count yet.
                continue
            yield row.problem(
                'seal', N_('The row was typed by hand and has no seal.'),
                N_('Record it in the app, then delete the row here.'),
            )  # fmt: skip
        elif row.own_seal != row.seal:
            for field in _changed(row, links, followed, genesis):
                if field not in row.table.places:
                    continue
                yield row.problem(
                    field, N_('The cell was changed after the row was sealed; now it reads {value}.'),
                    N_('Put back what stood there; a mistake is put right by a reversal in the app.'),
                    value=repr(_text_now(row, field))[:60],
                )  # fmt: skip


def problems_of_headings(table: Table) -> Iterable[Problem]:
    """Columns that a sheet may be read without, but not proved."""
    for column in table.sheet.columns:
        if column.field not in table.places:
            yield Problem(
                N_('The sheet {sheet} has no column {column}.'), N_('Put the column back with this heading.'),
                {'sheet': table.sheet.name, 'column': column.header}, sheet=table.sheet.name,
            )  # fmt: skip


def problems_of_chain(rows: Sequence[Row], genesis: str) -> Iterable[Problem]:
    """Rows that were taken out of the chain, and places where it goes on twice or begins anew."""
    known = {genesis, *(row.seal for row in rows), *(row.own_seal for row in rows if row.own_seal != row.seal)}
    for row in rows:
        if row.previous and row.previous not in known and row.own_seal == row.seal:
            yield row.problem('previous', N_('The row that was written before this one is missing.'), BACKUP)


def problems_of_forks(rows: Sequence[Row], genesis: str) -> Iterable[Problem]:
    """Rows that follow one and the same row: two copies of the book were written apart."""
    first: dict[str, Row] = {}
    for row in rows:
        before = first.setdefault(row.previous, row)
        if before is not row and before.seal != row.seal and row.previous and row.own_seal == row.seal:
            message = (
                N_('The book begins twice: here and in {place}.')
                if row.previous == genesis
                else N_('This row and {place} follow the same row: two copies of the book were written apart.')
            )
            place = f'{before.table.sheet.name}!{before.table.cell(before.number, "seal")}'
            yield row.problem('previous', message, N_('Compare both with the receipts and keep one.'), place=place)


def _changed(row: Row, links: Mapping[str, str], followed: set[str], genesis: str) -> list[str]:
    """The fields that are not as they were sealed."""
    check = seals.check_of(row.table.sheet, row.texts)
    if seals.seal_of(row.previous, row.table.sheet.name, row.texts, check) == row.seal:
        return ['check']
    if fields := seals.changed_fields(row.table.sheet, row.texts, row.check):
        return fields
    # All values are as they were sealed. A seal that other rows follow is right, so the one before it was changed.
    if row.seal in followed or not (row.previous in links or row.previous == genesis):
        return ['previous']
    return ['seal']


def _text_now(row: Row, field: str) -> str:
    if field in SEAL_FIELDS:
        return str(getattr(row, field))
    place = row.table.places[field]
    text = row.texts[row.table.sheet.sealed_columns.index(row.table.sheet.column(field))]
    return str(row.table.rows[row.number - 1][place]) if text == UNREADABLE else text


def _cells_of(table: Table, field: str, numbered: Sequence[tuple[int, Sequence[Cell]]]) -> list[Cell]:
    place = table.places.get(field)
    if place is None:
        return [None] * len(numbered)
    return [row[place] if place < len(row) else None for _number, row in numbered]


def _texts(column: Column, values: Sequence[Cell], currency: str) -> list[str]:
    """The canonical text of each cell of a column; equal cells are read once."""
    known: dict[object, str] = {}
    texts = []
    for value in values:
        key = (type(value), value)
        if (text := known.get(key)) is None:
            text = known[key] = _text(column, value, currency)
        texts.append(text)
    return texts


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
