"""Many histories of a book by the rules of tests/fate_rules.py, in chunks with a seed each, on one core or two.

for chunk in histories(10_000, seed=7, jobs=2):       as each is done
    chunk.seed, chunk.histories, chunk.seconds, chunk.failure

python -m tests.fates 300 --seed 7000042              one chunk again, as it was, and what failed in it
"""

import argparse
import itertools
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass

import hypothesis
from hypothesis import HealthCheck, Phase
from hypothesis.errors import FlakyStrategyDefinition
from hypothesis.stateful import run_state_machine_as_test

from tests.children import children
from tests.fate_rules import Fates

A_CHUNK, STEPS = 100, 20
AGAIN = 10**12
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
    began, failure, made, turns = time.perf_counter(), '', 0, itertools.count()
    while made < count and not failure:
        more, failure = _made(seed + AGAIN * next(turns), count - made)
        made += more
    return Chunk(seed, count, time.perf_counter() - began, failure)


def _made(seed: int, count: int) -> tuple[int, str]:
    """So many histories with one seed, or fewer: how many there were, and what failed in the last one.

    The moment at which a process is killed is not the same twice, and so a rule may be possible in a history and not
    in another one that began alike. hypothesis, which wonders about that, ends there; nothing is wrong with the book.
    """
    made = itertools.count()

    class Counted(Fates):
        def teardown(self) -> None:
            super().teardown()
            next(made)

    settings = hypothesis.settings(
        max_examples=count, stateful_step_count=STEPS, deadline=None, database=None, derandomize=False,
        suppress_health_check=list(HealthCheck), report_multiple_bugs=False, phases=(Phase.generate,),
        verbosity=hypothesis.Verbosity.normal,
    )  # fmt: skip
    try:
        run_state_machine_as_test(hypothesis.seed(seed)(Counted), settings=settings)
    except FlakyStrategyDefinition:
        return max(1, next(made)), ''
    except Exception as error:
        return next(made), ''.join(traceback.format_exception(error))[-LONGEST_WORDS:]
    # hypothesis ends of itself where it has tried all there is.
    return count, ''


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
