"""Workbooks that older versions wrote, and what upgrading them is asked.

tests/data/format_1.xlsx is the sample workbook of version 0.1, kept as it was; tests/data/format_1_journal.db is a
journal that version 0.1 left beside it: a deposit, a fine and a new mobile number wait there. tests/data/format_2.xlsx
is the sample workbook of the last version with format 2.
"""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rules.bylaws import BYLAWS
from rules.problems import Refused
from sheets import (
    columns,
)
from tests.workbooks import calamine_rows

FORMAT_1 = Path(__file__).parent / 'data' / 'format_1.xlsx'
FORMAT_2 = FORMAT_1.with_name('format_2.xlsx')
JOURNAL_1 = FORMAT_1.with_name('format_1_journal.db')
FORMATS = {1: FORMAT_1, 2: FORMAT_2}
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
BROUGHT = [bylaw.field for bylaw in BYLAWS if bylaw.since > 1 and not bylaw.module]
NEW_COLUMNS = {
    name: [column.header for column in columns.BY_NAME[name].columns if column.since == 3]
    for name in ('Entries', 'Members', 'Loans')
}


def copied(format_: int, folder: Path) -> Path:
    """A workbook of an older format, with two years of entries, in a folder."""
    return Path(shutil.copyfile(FORMATS[format_], folder / 'group.xlsx'))


def refusal(act: Callable[[], object]) -> str:
    """What somebody is told who must not do it."""
    with pytest.raises(Refused) as refused:
        act()
    return ' '.join(problem.said() for problem in refused.value.problems)


def formats_told(path: Path) -> list[list[Any]]:
    """The rows of Changes that tell of a format."""
    return [row for row in calamine_rows(path, 'Changes') if row[3] == 'format']
