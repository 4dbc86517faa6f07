"""Kill the process with SIGKILL while it works, again and again, and look at what is left.

    survive(Recording(folder), kills=50, seed=7)    raises AssertionError with the seed when anything is lost

The process is the real one: book, journal and the thread that writes the workbook. It tells each row it has
acknowledged through a pipe; what it told must be there once, after whatever happened. What it may be doing when it is
killed is in `tests/kill_works.py`.
"""

import contextlib
import os
import random
import signal
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from tests.children import children

BEGUN, ENDED = '', '.'
LONGEST_TO_BEGIN_SECONDS = 60
LATER_THAN_THE_END = 1.15
# So many of the processes are killed not at their moment, but at the next one at which a file is half written.
HUNTED = 1 / 2

Tell = Callable[[str], None]


@dataclass
class Work(ABC):
    """What a process does when it is killed, in a folder, and what must hold then; `told` is what it acknowledged.

    It lives for at most `seconds` after it began, which becomes a little longer than the work takes once that is known.
    """

    folder: Path
    seconds: float = 3.0
    turn: int = 0
    told: list[str] = field(default_factory=list)

    def prepare(self) -> None:
        """What happens before the process is started; to most nothing does."""
        return

    @abstractmethod
    def do(self, tell: Tell) -> None:
        """The life of the process: it tells BEGUN when it has opened what it works on, and what it acknowledges."""

    @abstractmethod
    def look(self) -> None:
        """What must hold right after a kill."""

    @abstractmethod
    def restart(self) -> None:
        """What must hold in the end, once nobody is killed any more."""


@dataclass
class Survived:
    """What a run of kills did: how many hit the work under way, and how many of them left a half-written file."""

    seed: int
    rows: int = 0
    kills: int = 0
    under_way: int = 0
    while_writing: int = 0


def survive(work: Work, kills: int, seed: int, rows: int = 0) -> Survived:
    """Let a process work and kill it, until there were so many kills and rows, and check after each."""
    chance = random.Random(seed)
    context = children('tests.kill_works')
    done = Survived(seed)
    while done.kills < kills or len(work.told) < rows:
        work.turn += 1
        work.prepare()
        before = half_written(work.folder)
        told, tells = context.Pipe(duplex=False)
        process = context.Process(target=_live, args=(work, tells), daemon=True)
        process.start()
        tells.close()
        ended = _listen(work, told, chance, before)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        _drain(work, told)
        done.kills += 1
        done.under_way += not ended
        done.while_writing += bool(half_written(work.folder) - before)
        try:
            work.look()
        except Exception as error:
            raise AssertionError(f'seed {seed}, kill {done.kills}: {error}') from error
    try:
        work.restart()
    except Exception as error:
        raise AssertionError(f'seed {seed}, after {done.kills} kills: {error}') from error
    done.rows = len(work.told)
    return done


def _live(work: Work, tells: Connection) -> None:
    """The process that will be killed."""
    work.do(tells.send)
    tells.send(ENDED)
    time.sleep(LONGEST_TO_BEGIN_SECONDS)


def _listen(work: Work, told: Connection, chance: random.Random, before: set[str]) -> bool:
    """Take down what the process tells, until its moment has come; gives whether it had ended by then."""
    began, until = 0.0, time.monotonic() + LONGEST_TO_BEGIN_SECONDS
    while time.monotonic() < until and told.poll(until - time.monotonic()):
        match told.recv():
            case '':
                began = time.monotonic()
                until = began + chance.uniform(0, work.seconds)
            case '.':
                work.seconds = LATER_THAN_THE_END * (time.monotonic() - began)
                return True
            case row:
                work.told.append(row)
    assert began, 'the process did not begin'
    if chance.random() < HUNTED:
        _hunt(work, told, before)
    return False


def _hunt(work: Work, told: Connection, before: set[str]) -> None:
    """Wait until a file is half written, which takes the process a few thousandths of a second now and then."""
    until = time.monotonic() + work.seconds
    while time.monotonic() < until and not half_written(work.folder) - before:
        while told.poll():
            if (row := told.recv()) == ENDED:
                return
            work.told.append(row)


def half_written(folder: Path) -> set[str]:
    """The files that have not got their names yet."""
    return {name for _place, _folders, names in os.walk(folder) for name in names if name.endswith('.tmp')}


def _drain(work: Work, told: Connection) -> None:
    """Take down what it told in its last moment."""
    with contextlib.suppress(EOFError):
        while told.poll():
            if (row := told.recv()) not in (BEGUN, ENDED):
                work.told.append(row)
