"""The proofs of tests/soak.py that start processes of their own: faults, kills, fates. Each gives what it tried."""

import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests import fates as histories_of_books
from tests import kill_works
from tests.faults import WRITES, Fault, Start, failing, full, on_a_small_disk, places_to_stop
from tests.kills import Work, survive
from tests.machine import TOOLS

# What is killed, how often, and how many rows it records at least; these are for so many runs, each in a new book.
KILLED: tuple[tuple[str, type[Work], int, int, int], ...] = (
    ('recording and flushing', kill_works.Recording, 10, 52, 1000),
    ('backing up and restoring', kill_works.BackingUp, 4, 32, 0),
    ('taking over typed rows', kill_works.Adopting, 4, 32, 0),
    ('upgrading', kill_works.Upgrading, 4, 32, 0),
    ('joining two copies', kill_works.Joining, 4, 32, 0),
)
PAGES = 64
# In a small part of the proof every so many-th call fails: the journal writes much, the workbook is renamed once.
MOST_LEFT_OUT = {'write': 4, 'fsync': 1, 'rename': 1, 'pwrite64': 12, 'fdatasync': 2}
MOST_FAILURES = 5


@dataclass(frozen=True, slots=True)
class Proof:
    """What was tried, how often, and how long it took; `failures` says what went wrong."""

    what: str
    counts: str
    seconds: float
    failures: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f'{self.what:76} {self.counts:58} {self.seconds:6.0f} s   {"FAILED" if self.failures else "ok"}'


def kills(part: float, seed: int) -> list[Callable[[], Proof]]:
    """Each kind of work, killed many times."""
    made: list[Callable[[], Proof]] = []
    for what, work, runs, times, rows in KILLED:
        if part * runs >= 1:
            runs = round(part * runs)
        else:
            runs, times, rows = 1, max(2, round(part * runs * times)), 0
        made.append(partial(_kills, what, work, runs, times, rows, seed))
    return made


def _kills(what: str, work: type[Work], runs: int, times: int, rows: int, seed: int) -> Proof:
    began, survived, failures = time.perf_counter(), [], []
    for number in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            try:
                survived.append(survive(work(Path(folder)), times, seed + number, rows))
            except AssertionError as error:
                failures.append(str(error)[:2000])
    told = sum(run.rows for run in survived)
    counts = (
        f'{sum(run.kills for run in survived):,} kills, {sum(run.under_way for run in survived):,} of them before it '
        f'was done, {sum(run.while_writing for run in survived):,} while a file was written'
    )
    return Proof(
        f'Kills: {what}', f'{told:,} rows, {counts}' if told else counts, time.perf_counter() - began, tuple(failures)
    )


def faults(part: float, seed: int) -> list[Callable[[], Proof]]:
    """The disk is full or fails, at every write where `part` is 1."""
    made: list[Callable[[], Proof]] = [partial(_limits, part, seed), partial(_small_disk, part)]
    for for_ever in (False, True):
        made += [partial(_failing_calls, call, for_ever, part, seed) for call in WRITES]
    return made


def _limits(part: float, seed: int) -> Proof:
    with _started() as (start, folder):
        places = [(limit, early) for limit in places_to_stop(start) for early in (False, True)]
        chosen = random.Random(seed).sample(places, max(1, round(part * len(places))))
        runs = ((f'{limit} bytes', full(limit), early) for limit, early in chosen)
        return _tried('Faults: no file may grow beyond a limit', '{count:,} limits', start, folder, runs)


def _small_disk(part: float) -> Proof:
    what, began = 'Faults: a small disk is full', time.perf_counter()
    if TOOLS['small disk']() is None:
        return Proof(what, 'not tried: this system does not let us have one', 0)
    pages = range(0, PAGES, max(1, round(1 / part)))
    with _started() as (start, folder):
        told = on_a_small_disk(start, folder, pages)
    failures = (told.error,) if told.error else ()
    counts = f'{len(pages):,} times another number of pages free'
    return Proof(what, counts, time.perf_counter() - began, failures)


def _failing_calls(call: str, for_ever: bool, part: float, seed: int) -> Proof:
    what = f'Faults: {call} fails {"from then on" if for_ever else "once"}'
    if (strace := TOOLS['strace']()) is None:
        return Proof(what, 'not tried: strace is not here', 0)
    step = min(MOST_LEFT_OUT[call], max(1, round(1 / part)))
    with _started() as (start, folder):

        def runs() -> Iterator[tuple[str, Fault, bool]]:
            number, log = 1 + seed % step, folder / 'log'
            while True:
                yield f'{call} {number}', failing(strace, log, call, number, for_ever), False
                if 'INJECTED' not in log.read_text():
                    return
                number += step

        return _tried(what, 'each of {count:,} calls' if step == 1 else '{count:,} calls', start, folder, runs(), -1)


def _tried(
    what: str, counts: str, start: Start, folder: Path, runs: Iterable[tuple[str, Fault, bool]], more: int = 0
) -> Proof:  # fmt: skip
    """Each of these faults; `more` is added to the count for runs that only looked whether there is another one."""
    began, count, failures = time.perf_counter(), 0, []
    for name, fault, early in runs:
        count += 1
        told = start.run(folder / 'book', fault, early)
        try:
            start.look(folder / 'book', told)
        except Exception as error:
            failures.append(f'{name}: {type(error).__name__}: {str(error)[:500]}')
        shutil.rmtree(folder / 'book')
    told_of = counts.format(count=count + more)
    return Proof(what, told_of, time.perf_counter() - began, tuple(failures[:MOST_FAILURES]))


@contextmanager
def _started() -> Iterator[tuple[Start, Path]]:
    """A book to begin with, and an empty folder."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / 'faults'
        folder.mkdir()
        yield Start(Path(name)), folder


def fates(count: int, seed: int, jobs: int) -> Proof:
    """Whatever can happen to a book; what was done is told as it goes."""
    began, done, failures = time.perf_counter(), 0, []
    for chunk in histories_of_books.histories(count, seed, jobs):
        done += chunk.histories
        print(f'    seed {chunk.seed}: {done:,} of {count:,} histories, {chunk.seconds:.0f} s', flush=True)
        if chunk.failure:
            failures.append(f'seed {chunk.seed}:\n{chunk.failure}')
            print(failures[-1], flush=True)
    chunks = -(-count // histories_of_books.A_CHUNK)
    first = histories_of_books.first_seed(seed)
    counts = f'{done:,} histories in {chunks:,} chunks, seeds from {first} on, {jobs} at a time'
    return Proof('Fates: whatever happens to a book', counts, time.perf_counter() - began, tuple(failures))
