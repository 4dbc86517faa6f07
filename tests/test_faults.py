"""A disk that is full or fails, at every write of a flush: nobody is told what is not so, and nothing is lost.

A share runs here; `make soak` takes every write.
"""

import itertools
import random
from pathlib import Path

import pytest

from tests.faults import WRITES, Start, Told, failing, full, on_a_small_disk, places_to_stop
from tests.machine import TOOLS


@pytest.fixture(scope='module')
def start(tmp_path_factory: pytest.TempPathFactory) -> Start:
    """A book with rows in the workbook and rows that wait for it."""
    return Start(tmp_path_factory.mktemp('faults'))


@pytest.mark.long
def test_where_no_file_may_grow_further_rows_wait_or_are_refused(start: Start, tmp_path: Path) -> None:
    """Limits at the start of and within a frame of the journal, up to more than what both files ever reach."""
    seed = random.randrange(10**6)
    told = []
    for number, limit in enumerate(random.Random(seed).sample(places_to_stop(start), 12)):
        told.append(start.run(tmp_path / f'{number}', full(limit), from_the_start=number % 4 == 3))
        start.look(tmp_path / f'{number}', told[-1])
    assert any(one.refused for one in told), f'seed {seed}: nothing was full'


@pytest.mark.long
def test_without_a_limit_nothing_is_refused(start: Start, tmp_path: Path) -> None:
    told = start.run(tmp_path, full(10**9))
    start.look(tmp_path, told)
    assert (told.refused, told.acknowledged) == ([], ['asked-1', 'asked-2'])


@pytest.mark.long
@pytest.mark.needs('small disk')
def test_on_a_full_disk_rows_wait_or_are_refused_until_there_is_room(start: Start, tmp_path: Path) -> None:
    """A real file system with a few pages left: too few for the journal, for the workbook, for nothing."""
    told = on_a_small_disk(start, tmp_path, [*range(0, 24, 3), 60])
    assert told.error == '', told.error
    assert any('no room left on the disk' in words for words in told.refused)
    assert any('No space left on device' in words for words in told.refused)


@pytest.mark.long
@pytest.mark.needs('strace')
@pytest.mark.parametrize('for_ever', [False, True], ids=['once', 'from then on'])
@pytest.mark.parametrize('call', WRITES)
def test_an_error_of_the_disk_at_any_write_is_never_a_success(
    start: Start, tmp_path: Path, call: str, for_ever: bool
) -> None:  # fmt: skip
    """The first, the second, the third ... until a run has no such call any more; of the journal's many a few."""
    strace = TOOLS['strace']()
    assert strace is not None
    step = random.randint(5, 9) if call == 'pwrite64' else 1
    for number in itertools.count(1, step):
        told = start.run(tmp_path / f'{number}', failing(strace, tmp_path / 'log', call, number, for_ever))
        start.look(tmp_path / f'{number}', told)
        if not told.hit:
            break
    assert number > 1, f'{call} was never called'


def test_what_must_not_be_is_noticed(start: Start, tmp_path: Path) -> None:
    """A row that was acknowledged and is not there, a failure that nobody was told of, a row that stays out."""
    start.copy(tmp_path)
    for told, said in (
        (Told(acknowledged=['asked-1']), 'lost'),
        (Told(hit='fsync(7) = -1 EIO (INJECTED)'), 'nobody was told'),
        (Told(opened=True, again=['asked-1']), 'again'),
        (Told(left='The disk is full.', again=['asked-1', 'asked-2']), 'The disk is full'),
        (Told(error='Traceback'), 'Traceback'),
    ):
        with pytest.raises(AssertionError, match=said):
            start.look(tmp_path, told)
