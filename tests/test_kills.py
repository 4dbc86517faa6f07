"""Nothing that was acknowledged is lost, whenever the process dies."""

import random
from pathlib import Path

import pytest

from tests.groups import Group
from tests.kills import survive


@pytest.mark.long
def test_every_acknowledged_row_is_in_the_workbook_once_after_fifty_kills(tmp_path: Path) -> None:
    group = Group(tmp_path)
    member = group.join('Asha')
    group.book.close()
    seed = random.randrange(10**6)
    done = survive(group.path, member, rows=1000, kills=50, seed=seed)
    assert done.kills >= 50, f'seed {seed}'
