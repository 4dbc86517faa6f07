"""Several servers share one group's journal in a real PostgreSQL: every acknowledged row once, whoever dies when."""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from actions.keeping import Keeper
from reports.verify import problems_of_workbook
from sheets import reading
from sheets.databases import ADDRESS
from tests.groups import Group
from tests.servers import TODAY, Servers

pytestmark = pytest.mark.needs('postgresql')
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def group(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> Group:
    """A group with one member, whose journal is in PostgreSQL."""
    monkeypatch.setenv(ADDRESS, database)
    group = Group(tmp_path)
    group.join('Asha')
    group.book.close()
    return group


def in_workbook(path: Path) -> list[str]:
    table = reading.read_tables(path.read_bytes(), path.name)['Entries']
    return [str(row[table.places['id']]) for _, row in reading.filled_rows(table)]


def assert_each_once(path: Path, servers: Servers, seed: int = 0) -> None:
    """Every acknowledged row is in the workbook once, with the receipt that was answered, and the seals are whole."""
    keeper = Keeper(path, lambda: TODAY)
    assert keeper.settle(30), f'seed {seed}: {keeper.waiting}'
    frame = keeper.book().frame()
    receipts = dict(zip(frame['id'], frame['receipt'], strict=True))
    notices = keeper.book().notices()
    keeper.close()
    ids = in_workbook(path)
    assert len(ids) == len(set(ids)) == len(set(receipts.values())), f'seed {seed}: a row or a receipt is there twice'
    assert {entry: receipts.get(entry) for entry, _receipt in servers.acknowledged} == dict(servers.acknowledged)
    assert set(receipts) == set(ids), f'seed {seed}'
    assert [problem.said() for problem in problems_of_workbook(path)] == [], f'seed {seed}'
    assert notices == [], f'seed {seed}: rows were thought lost that were on their way'


def test_two_servers_record_at_once_and_a_request_sent_to_both_counts_once(group: Group, database: str) -> None:
    with Servers(group.path, database) as servers:
        servers.start('M2025-001', rows=100)
        servers.start('M2025-001', rows=100)
        servers.listen(200)
    assert servers.refused == [] and len(servers.acknowledged) == 200
    assert len(set(servers.acknowledged)) == 100, 'the one who came second was answered something else'
    assert_each_once(group.path, servers)
    assert not (group.path.parent / '.bahi' / 'journal.db').exists()


@pytest.mark.long
def test_every_acknowledged_row_is_there_once_whoever_is_killed(group: Group, database: str) -> None:
    seed = random.randrange(10**6)
    chance, first = random.Random(seed), 0
    with Servers(group.path, database) as servers:
        for _round in range(15):
            servers.start('M2025-001', first)
            servers.start('M2025-001', first + chance.randint(0, 20))
            servers.listen(chance.randint(20, 60))
            servers.kill(chance.randint(0, 1))
            servers.listen(chance.randint(1, 20))
            servers.kill()
            first += 70
    assert servers.refused == [], f'seed {seed}'
    assert_each_once(group.path, servers, seed)
