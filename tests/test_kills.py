"""Nothing that was acknowledged is lost, whenever the process dies and whatever it was doing."""

import random
from pathlib import Path

import pytest

from tests import kill_works
from tests.kills import BEGUN, Tell, Work, survive


@pytest.mark.long
@pytest.mark.parametrize('work, kills', [
    (kill_works.Recording, 16), (kill_works.BackingUp, 8), (kill_works.Adopting, 8), (kill_works.Upgrading, 8),
    (kill_works.Joining, 10),
])  # fmt: skip
def test_what_was_acknowledged_is_there_once_after_fifty_kills(tmp_path: Path, work: type[Work], kills: int) -> None:
    seed = random.randrange(10**6)
    done = survive(work(tmp_path), kills, seed)
    assert done.kills >= kills and done.under_way, f'seed {seed}: {done}'


class Lying(kill_works.Recording):
    """Tells of a row that it has not recorded."""

    def do(self, tell: Tell) -> None:
        tell(BEGUN)
        tell('never recorded')


def test_a_row_that_was_told_and_is_not_there_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"seed 1, kill 1: lost: \{'never recorded'\}"):
        survive(Lying(tmp_path), 1, seed=1)
