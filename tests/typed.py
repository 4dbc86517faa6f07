"""A group in whose sheet somebody types rows, and short words for what becomes of them.

group = two_members(tmp_path)
proposal = one(group, Amount=2000)          a row like GOOD that differs in these cells
said(proposal)                              ['doubtful', 'Entries!F4: ...']
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from actions.adoption import Proposal, proposals
from reports.views import view_changes
from sheets.writer import Writer
from tests.groups import TODAY, Group
from tests.hand import type_rows

GOOD = {'Date': date(2025, 3, 5), 'Member': 'M2025-001', 'Kind': 'contribution', 'Amount': 200}


def two_members(folder: Path) -> Group:
    """Asha and Usha, with a deposit of each, in the workbook."""
    group = Group(folder)
    group.join('Asha Patil')
    group.join('Usha Patil')
    for member in ('M2025-001', 'M2025-002'):
        group.do('contribution', '200', '2025-01-05', member=member)
    flush(group)
    return group


def flush(group: Group) -> None:
    outcome = Writer(group.book, view_changes).flush(TODAY)
    assert outcome.waiting is None


def typed(group: Group, *rows: Mapping[str, Any], sheet: str = 'Entries') -> list[Proposal]:
    """Type these rows, and look at what they would become."""
    type_rows(group.path, sheet, *rows)
    group.book.refresh()
    return proposals(group.book, TODAY)


def one(group: Group, **cells: Any) -> Proposal:
    """What a row would become that differs in these cells from a good one."""
    return typed(group, {**GOOD, **{name.replace('_', ' '): value for name, value in cells.items()}})[0]


def said(proposal: Proposal) -> list[str]:
    """The verdict, and each reason with its cell."""
    return [proposal.verdict, *map(str, proposal.reasons)]


def new_rows(group: Group, *fields: str) -> list[tuple[Any, ...]]:
    """The entries after the two deposits."""
    return group.rows(*fields)[2:]
