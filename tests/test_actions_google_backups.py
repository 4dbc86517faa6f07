"""A book in a spreadsheet has its backup each day, among those of the file that it was in."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from actions import backups as acts
from actions.keeping import Keeper
from rules.problems import Refused
from sheets import backups, opening, reading
from sheets.backups import list_backups, workbook_in
from sheets.vault import WORKBOOK_PASSWORD, Vault
from tests.google_accounts import a_group, reaching, settled, shared, there
from tests.google_stand_in import Fault, StandIn
from tests.groups import PRESIDENT, TODAY, Group


@pytest.fixture
def google() -> Iterator[StandIn]:
    with StandIn() as google, reaching(google.base, look_seconds=0, patience_seconds=0.2):
        google.limit = 10_000
        yield google


@pytest.fixture
def group(google: StandIn, tmp_path: Path) -> Iterator[Group]:
    """The group whose book is in the spreadsheet since yesterday."""
    group = a_group(tmp_path)
    shared(google, tmp_path)
    there(group)
    for made in list_backups(group.path):
        made.path.unlink()
    yield group
    group.book.close()


def kept(group: Group) -> list[str]:
    """The ids of the entries in the newest backup."""
    data = workbook_in(list_backups(group.path)[0], Vault(group.path.parent))
    table = reading.tables_of(opening.sheets_of(data, 'backup'), 'backup', exports=False)['Entries']
    return [str(row[table.places['id']]) for _, row in reading.filled_rows(table)]


def test_the_backup_of_the_day_is_made_by_itself_once(google: StandIn, group: Group) -> None:
    group.do('contribution', '200', '2025-03-05', member='M2025-001', entry_id='d3')
    settled(group)
    keeper = Keeper(group.path, lambda: TODAY)
    keeper._back_up()
    assert [(made.why, made.workbook, made.status) for made in list_backups(group.path)] == [('daily', 'group', 'good')]
    assert kept(group) == ['d1', 'd2', 'd3']
    google.log.clear()
    keeper._back_up_after = datetime.now(UTC) - timedelta(minutes=1)
    keeper._back_up()
    assert google.log == []
    keeper.close()


def test_a_running_app_makes_it(google: StandIn, group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = Keeper(group.path, lambda: TODAY)
    keeper.start()
    deadline = datetime.now(UTC) + timedelta(seconds=20)
    while not list_backups(group.path) and datetime.now(UTC) < deadline:
        keeper._stopped.wait(0.1)
    keeper.stop()
    keeper.close()
    assert [made.why for made in list_backups(group.path)] == ['daily']


def test_without_internet_it_is_refused_and_tried_again_later(google: StandIn, group: Group) -> None:
    keeper = Keeper(group.path, lambda: TODAY)
    google.faults = iter([Fault('drop before')] * 100)
    with pytest.raises(Refused, match='Google cannot be reached'):
        keeper._back_up()
    google.faults = iter(())
    keeper._back_up()
    assert list_backups(group.path) == []
    keeper._back_up_after -= timedelta(minutes=1)
    keeper._back_up()
    assert len(list_backups(group.path)) == 1
    keeper.close()


def test_one_is_made_whenever_someone_asks_and_none_is_restored_over_a_book_that_is_elsewhere(
    google: StandIn, group: Group
) -> None:
    now = datetime.now(UTC)
    made = acts.make(group.path, PRESIDENT, now)
    assert (made.why, kept(group)) == ('asked', ['d1', 'd2'])
    for act in (
        lambda: acts.restore(group.path, made.name, PRESIDENT, now, TODAY),
        lambda: acts.lock_workbook(group.path, 'sun in may', PRESIDENT, now),
        lambda: acts.unlock_workbook(group.path, PRESIDENT, now),
    ):
        with pytest.raises(Refused, match='The book is in a Google spreadsheet'):
            act()
    assert Vault(group.path.parent).get(WORKBOOK_PASSWORD) is None
    assert not group.path.exists()
    assert backups.newest_good(group.path) == made
