"""The book comes back from a spreadsheet, and a move that is cut off leaves it in one place."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from actions import google as acts
from actions.google import move_back, move_there
from actions.keeping import Keeper
from rules.problems import Refused
from sheets import restoring, whereabouts
from sheets.journal import group_at
from sheets.whereabouts import choice_of, chosen
from tests.google_accounts import ID, a_group, back, ids, opened, reaching, settled, shared, there
from tests.google_grid import Spreadsheet
from tests.google_stand_in import StandIn
from tests.groups import NOW, PRESIDENT, TODAY, Group

PLACE = f'google:{ID}'


@pytest.fixture
def google() -> Iterator[StandIn]:
    with StandIn() as google, reaching(google.base, look_seconds=0, patience_seconds=0.2):
        google.limit = 10_000
        yield google


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Group]:
    group = a_group(tmp_path)
    yield group
    group.book.close()


@pytest.fixture
def sheet(google: StandIn, group: Group) -> Spreadsheet:
    return shared(google, group.path.parent)


# --- cut off ---------------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize('step', ['choose', 'arrive', 'set_aside', 'carry'])
def test_a_move_that_is_killed_leaves_the_book_in_one_place(
    google: StandIn, group: Group, sheet: Spreadsheet, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def kill(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(whereabouts, step, kill)
        with pytest.raises(Killed):
            there(group)
    opened(group)
    in_file = step == 'choose'
    assert group.path.exists() is in_file
    assert group.book.workbook.place == ('group.xlsx' if in_file else PLACE)
    group.do('contribution', '200', '2025-03-05', member='M2025-001', entry_id='d3')
    if in_file:
        # All of it had arrived; what came since is only in the file.
        settled(group)
        with pytest.raises(Refused, match='is not the same at both places'):
            there(group)
    else:
        settled(group)
        assert ids(google) == ['d1', 'd2', 'd3']


@pytest.mark.parametrize('step', ['choose', 'arrive', 'carry'])
def test_a_move_back_that_is_killed_leaves_the_book_in_one_place(
    google: StandIn, group: Group, sheet: Spreadsheet, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def kill(*_: object) -> None:
        raise Killed

    there(group)
    with monkeypatch.context() as patch:
        patch.setattr(whereabouts, step, kill)
        with pytest.raises(Killed):
            back(group)
    opened(group)
    in_file = step != 'choose'
    assert group.book.workbook.place == ('group.xlsx' if in_file else PLACE)
    group.do('contribution', '200', '2025-03-05', member='M2025-001', entry_id='d3')
    settled(group)
    assert ids(google) == (['d1', 'd2'] if in_file else ['d1', 'd2', 'd3'])
    if not in_file:
        back(group)
    assert restoring.look_through(group.path).otherwise == ()
    group.book.refresh()
    assert len(group.book.frame()) == 3


# --- and back --------------------------------------------------------------------------------------------------------


def test_a_book_comes_back_with_what_was_recorded_there(google: StandIn, group: Group, sheet: Spreadsheet) -> None:
    there(group)
    group.do('contribution', '200', '2025-03-05', member='M2025-001', entry_id='d3')
    rows, head = group.rows('id', 'amount', 'seal'), group.book.head()
    done = back(group)
    assert done.where == 'group.xlsx'
    assert group.path.exists()
    assert (group.rows('id', 'amount', 'seal'), group.book.head()) == (rows, head)
    assert (group.book.pending_count(), group.book.differences, group.book.problems()) == (0, [], [])
    assert restoring.look_through(group.path).otherwise == ()
    assert google.sheets[ID].title == 'Sunrise (2026-01-01)'
    assert choice_of(group.path.parent) is not None
    assert (group_at(group.path.parent, PLACE), chosen(group.path)) == (None, group.path)
    keeper = Keeper(group.path, lambda: TODAY)
    assert [problem.said() for problem in keeper.check()] == []
    keeper.close()


def test_a_book_moves_there_and_back_and_there_again(google: StandIn, group: Group, sheet: Spreadsheet) -> None:
    there(group)
    back(group)
    with pytest.raises(Refused, match='already'):
        back(group)
    other = f'second-{ID}'
    google.spreadsheet(other, 'Second')
    move_there(group.book, group.path, other, PRESIDENT, NOW, TODAY)
    opened(group)
    assert group.book.workbook.place == f'google:{other}'
    with pytest.raises(Refused, match='The book is in a spreadsheet already'):
        there(group)


def test_a_password_of_the_workbook_is_on_the_file_again(google: StandIn, group: Group, sheet: Spreadsheet) -> None:
    from actions.backups import lock_workbook
    from sheets import encryption

    settled(group)
    lock_workbook(group.path, 'sun in may', PRESIDENT, NOW)
    there(group)
    back(group)
    assert encryption.fits(group.path.read_bytes(), 'sun in may')
    assert len(group.book.frame()) == 2


def test_when_the_spreadsheet_is_gone_the_book_goes_on_in_a_new_file(
    google: StandIn, group: Group, sheet: Spreadsheet
) -> None:
    there(group)
    group.do('contribution', '200', '2025-03-05', member='M2025-001', entry_id='d3')
    del google.sheets[ID]
    with pytest.raises(Refused, match='There is no spreadsheet'):
        move_back(group.book, group.path, PRESIDENT, NOW, TODAY, wait_seconds=0)
    done = acts.give_up(group.path, PRESIDENT, NOW, TODAY)
    assert done.otherwise == ()
    opened(group)
    assert [row for (row,) in group.rows('id')] == ['d1', 'd2', 'd3']
    assert restoring.look_through(group.path).otherwise == ()


def test_the_key_stays_as_long_as_the_book_needs_it(google: StandIn, group: Group, sheet: Spreadsheet) -> None:
    there(group)
    with pytest.raises(Refused, match='Move the book back first'):
        acts.forget_key(group.path, PRESIDENT)
    back(group)
    acts.forget_key(group.path, PRESIDENT)
    assert acts.address(group.path.parent) == ''
