"""Laptops that record into copies of one book, apart, and meet: real sealed rows, as tables of a workbook in memory.

laptops = Laptops('president', 'treasurer')
laptops.record('president')
laptops.meet('president', 'treasurer')        each has all rows of both; a row of Changes joins their heads
laptops.tables('president')                   Entries and Changes as they would stand in her workbook
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from rules.periods import Month
from rules.records import Change, Entry
from sheets import seals
from sheets.cells import Cell, from_text, to_cell, to_text
from sheets.columns import CHANGES, ENTRIES, Sheet
from sheets.reading import Table

CURRENCY = 'INR'
GENESIS = seals.genesis('G1')
DAY = date(2025, 1, 5)
AT = datetime(2025, 1, 5, 12, tzinfo=UTC)
Row = Entry | Change
# Every third thing that is recorded is a change, so that both sheets take part in the chain.
EVERY = 3


class Laptops:
    """Copies of a book whose first row all of them have."""

    def __init__(self, *names: str) -> None:
        self.made = 0
        self.rows: dict[str, dict[str, Row]] = {name: {} for name in names}
        self.record(names[0])
        for name in names:
            self.rows[name].update(self.rows[names[0]])

    def record(self, name: str, id_: str = '') -> None:
        """Something is recorded on a laptop."""
        self.made += 1
        id_ = id_ or f'{name}-{self.made}'
        if self.made % EVERY == 0:
            row: Row = Change(id_, DAY, 'Members', 'm1', 'Asha', 'mobile', '', f'98220{self.made:05d}', '', name, AT)
        else:
            row = Entry(
                id_, DAY, f'R{self.made:05d}', 'contribution', 200_00 + self.made, 'cash', 'm1', 'M2025-001', 'Asha',
                Month(2025, 1), recorded_by=name, recorded_at=AT,
            )  # fmt: skip
        self._seal(name, row, *self.heads(name))

    def record_the_same(self, one: str, other: str) -> None:
        """Two laptops record one and the same request, apart."""
        made = self.made
        for name in (one, other):
            self.made = made
            self.record(name, f'both-{made}')

    def meet(self, one: str, other: str) -> None:
        """Two laptops give each other their rows, and join their heads where both had gone on.

        Of what both had recorded the row with the smaller seal counts, and a row of Changes stands in for the other.
        """
        mine, theirs = self.rows[one], self.rows[other]
        self.rows[one] = {**theirs, **mine}
        for key in mine.keys() & theirs.keys():
            counting, gone = sorted((mine[key], theirs[key]), key=lambda row: row.seal)
            if counting.seal != gone.seal:
                self.rows[one][key] = counting
                sheet = ENTRIES if isinstance(gone, Entry) else CHANGES
                texts = {c.field: to_text(c.type, getattr(gone, c.field), CURRENCY) for c in sheet.columns}
                values = seals.standing_in(texts, counting.seal)
                fields: dict[str, Any] = {
                    c.field: from_text(c.type, values.get(c.field, ''), CURRENCY) for c in CHANGES.columns
                }
                change = Change(**fields)
                self._seal(one, change, values['previous'])
        while len(heads := self.heads(one)) > 1:
            values = seals.joining(sorted(heads)[:2], 'Asha')
            self._seal(one, Change(on=DAY, recorded_at=AT, **values), values['previous'])
        self.rows[other] = dict(self.rows[one])

    def heads(self, name: str) -> list[str]:
        """The heads of the chain as a laptop knows it."""
        rows = self.rows[name].values()
        changes = [row for row in rows if isinstance(row, Change)]
        standing = seals.stand_ins_of(changes)
        links = {row.seal: standing.get(row.previous, row.previous) for row in rows}
        named = {
            seal: [standing.get(head, head) for head in joined] for seal, joined in seals.joins_of(changes).items()
        }
        return seals.heads(links, named) or [GENESIS]

    def tables(self, name: str) -> dict[str, Table]:
        """The journals of a laptop, with a heading in the first row."""
        rows = list(self.rows[name].values())
        return {
            'Entries': _table(ENTRIES, [row for row in rows if isinstance(row, Entry)]),
            'Changes': _table(CHANGES, [row for row in rows if isinstance(row, Change)]),
        }

    def _seal(self, name: str, row: Row, previous: str) -> None:
        sheet = ENTRIES if isinstance(row, Entry) else CHANGES
        texts = seals.texts_of(sheet, row, CURRENCY)
        check = seals.check_of(sheet, texts)
        seal = seals.seal_of(previous, sheet, texts, check)
        self.rows[name][row.id] = replace(row, previous=previous, seal=seal, check=check)


def _table(sheet: Sheet, rows: list[Any]) -> Table:
    cells = [[to_cell(column.type, getattr(row, column.field), CURRENCY) for column in sheet.columns] for row in rows]
    places = {field: place for place, field in enumerate(sheet.fields)}
    read: list[list[Cell]] = [['' if cell is None else cell for cell in row] for row in cells]
    return Table(sheet, 1, places, [[column.header for column in sheet.columns], *read])


# Another value of each type of column, which is not the one that stands there.
OTHER: Mapping[str, Callable[[Any], Cell]] = {
    'text': lambda cell: f'{cell}x',
    'money': lambda cell: cell + 1,
    'date': lambda cell: date(2025, 1, 6),
    'time': lambda cell: datetime(2025, 1, 5, 12, 0, 1),
    'month': lambda cell: date(2025, 2, 1),
}
