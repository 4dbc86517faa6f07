"""While the app runs it looks after the workbook by itself: what people type counts, backups are made, and whoever
reads a figure is told where it comes from.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from actions.keeping import Keeper
from main import app
from sheets.backups import DAILY, list_backups
from tests.groups import TODAY, Group
from tests.hand import change, type_rows
from tests.typed import GOOD, two_members

SOON_SECONDS = 10


@pytest.fixture
def group(tmp_path: Path) -> Group:
    return two_members(tmp_path)


def running(group: Group) -> Keeper:
    """The app at work on the workbook of the group."""
    keeper = Keeper(group.path, lambda: TODAY)
    keeper.start()
    return keeper


def comes_true(found: Callable[[], bool]) -> bool:
    until = time.monotonic() + SOON_SECONDS
    while not found() and time.monotonic() < until:
        time.sleep(0.1)
    return found()


def test_good_rows_and_valid_cells_are_taken_over_by_themselves_while_the_app_runs(group: Group) -> None:
    keeper = running(group)
    type_rows(group.path, 'Entries', GOOD)
    assert comes_true(lambda: len(keeper.book().frame()) == 3)
    assert comes_true(lambda: keeper.book().pending_count() == 0)
    asha = next(member.id for member in keeper.book().members.values() if member.number == 'M2025-001')
    change(group.path, 'Members', asha, Mobile='9822077777')
    assert comes_true(lambda: keeper.book().members[asha].mobile == '9822077777')
    keeper.stop()
    keeper.close()


def test_the_backup_of_the_day_is_made_by_itself_while_the_app_runs(group: Group) -> None:
    keeper = running(group)
    assert comes_true(lambda: len(list_backups(group.path)) == 1)
    keeper.stop()
    keeper.close()
    (made,) = list_backups(group.path)
    assert (made.why, made.at.date(), made.path.read_bytes()) == (
        DAILY, datetime.now(UTC).date(), group.path.read_bytes()
    )  # fmt: skip


def test_figures_of_a_workbook_that_is_gone_are_told_to_be_those_that_bahi_kept(group: Group) -> None:
    keeper = Keeper(group.path, lambda: TODAY)
    assert keeper.notes() == []
    group.path.unlink()
    assert len(keeper.book().frame()) == 2
    assert [note.said() for note in keeper.notes()] == [
        'The workbook cannot be seen: There is no file group.xlsx. Check the name and the folder. '
        'The figures are those that Bahi kept. '
        'What is recorded is safe; it goes into the workbook when that is back.'
    ]
    keeper.close()


def test_the_command_line_says_so_too(group: Group) -> None:
    group.path.unlink()
    said = CliRunner().invoke(app, ['summary', str(group.path)])
    assert said.exit_code == 0
    assert said.stderr.startswith('The workbook cannot be seen: There is no file group.xlsx.')


def test_rows_that_do_not_count_as_they_stand_are_told_with_their_number(group: Group) -> None:
    change(group.path, 'Members', next(iter(group.book.members)), Mobile='abc')
    said = CliRunner().invoke(app, ['summary', str(group.path)])
    assert said.exit_code == 0
    assert said.stderr == (
        'Rows of the workbook that stand otherwise than they count: 1. '
        'Look at them on the page Problems, or with verify.\n'
    )
