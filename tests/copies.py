"""Copies of one group's book on several laptops, each with a folder and a journal of its own.

laptops = Copies(tmp_path, 'president', 'treasurer')
laptops['president'].do('contribution', '200', '2025-02-05', member=ASHA)
laptops.sync('president', 'treasurer')
"""

import itertools
import tempfile
from datetime import date
from functools import cache
from pathlib import Path

from actions import sync
from actions.sync import Synced
from reports.views import view_changes
from sheets.merging import copy_of
from sheets.writer import Writer
from tests.groups import NOW, PRESIDENT, TODAY, Group

ASHA = 'M2025-001'
"""The member whom all copies know; her id is m1."""


class Copies:
    """A group with Asha, who deposited 200 in January, and copies of its workbook."""

    def __init__(self, folder: Path, *names: str) -> None:
        self.groups: dict[str, Group] = {}
        for number, name in enumerate(names, start=1):
            (folder / name).mkdir()
            path = folder / name / 'group.xlsx'
            path.write_bytes(_first())
            group = self.groups[name] = Group.at(path)
            group._ids = itertools.count(1000 * number)
            group._mobiles = itertools.count(9833000001 + 1000 * number)

    def __getitem__(self, name: str) -> Group:
        return self.groups[name]

    def sync(self, one: str, other: str) -> Synced:
        """Two laptops meet."""
        return sync.sync(self[one].book, self[other].book, PRESIDENT, NOW, TODAY)

    def rows(self, name: str) -> dict[tuple[str, str], dict[str, str]]:
        """Everything that a copy has in force, as texts."""
        found = copy_of(self[name].book.journal.since(0)).rows
        return {(sheet, row): dict(values) for sheet, rows in found.items() for row, values in rows.items()}

    def are_one(self, *names: str) -> bool:
        """Whether these copies hold the same rows, have the same head, and say the same of it."""
        for name in names:
            self[name].book.refresh()
        books = [self[name].book for name in names]
        told = [
            (book.head(), book.changes, book.members, book.loans, book.bylaws, book.questions(), book.heads())
            for book in books
        ]
        rows = [self.rows(name) for name in names]
        return all(each == told[0] for each in told) and all(each == rows[0] for each in rows)


def flush(group: Group, today: date = TODAY) -> None:
    """Bring everything into the workbook."""
    outcome = Writer(group.book, view_changes).flush(today)
    assert outcome.waiting is None, outcome


@cache
def _first() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        group = Group(Path(folder))
        assert group.join('Asha') == ASHA
        group.do('contribution', '200', '2025-01-05', member=ASHA, entry_id='d1')
        flush(group)
        return group.path.read_bytes()
