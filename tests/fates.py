"""Many histories of tests/test_fates.py, in chunks that each have a seed of their own, on one core or two.

for chunk in histories(10_000, seed=7, jobs=2):       as each is done
    chunk.seed, chunk.histories, chunk.seconds, chunk.failure

python -m tests.fates 300 --seed 7000042              one chunk again, as it was, and what failed in it
"""

import argparse
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass

import hypothesis
from hypothesis import HealthCheck, Phase
from hypothesis.stateful import run_state_machine_as_test

from tests.children import children
from tests.test_fates import STEPS, Fates

A_CHUNK = 100
LONGEST_WORDS = 6000


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some histories with one seed; `failure` is empty, or says what happened in the one that failed."""

    seed: int
    histories: int
    seconds: float
    failure: str = ''


def histories(count: int, seed: int, jobs: int = 1) -> Iterator[Chunk]:
    """So many histories, as chunks that are done one after the other; a failure ends its own chunk alone."""
    chunks = [
        (first_seed(seed) + number, min(A_CHUNK, count - start))
        for number, start in enumerate(range(0, count, A_CHUNK))
    ]
    with children('tests.fates').Pool(jobs, maxtasksperchild=5) as pool:
        yield from pool.imap_unordered(_chunk, chunks)


def first_seed(seed: int) -> int:
    """The seed of the first chunk; those of the others follow."""
    return seed * 100_000


def run(seed: int, count: int) -> Chunk:
    """One chunk, in this process."""
    began, failure = time.perf_counter(), ''
    settings = hypothesis.settings(
        max_examples=count, stateful_step_count=STEPS, deadline=None, database=None, derandomize=False,
        suppress_health_check=list(HealthCheck), report_multiple_bugs=False, phases=(Phase.generate,),
        verbosity=hypothesis.Verbosity.normal,
    )  # fmt: skip
    try:
        run_state_machine_as_test(hypothesis.seed(seed)(Fates), settings=settings)
    except Exception as error:
        failure = ''.join(traceback.format_exception(error))[-LONGEST_WORDS:]
    return Chunk(seed, count, time.perf_counter() - began, failure)


def _chunk(given: tuple[int, int]) -> Chunk:
    return run(*given)


def main() -> int:
    """One chunk, as the arguments ask."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument('histories', type=int)
    given.add_argument('--seed', type=int, required=True)
    options = given.parse_args()
    chunk = run(options.seed, options.histories)
    print(f'{chunk.histories} histories, seed {chunk.seed}, {chunk.seconds:.1f} s', chunk.failure, sep='\n')
    return 1 if chunk.failure else 0


if __name__ == '__main__':
    sys.exit(main())
