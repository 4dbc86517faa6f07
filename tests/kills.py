"""Kill the process with SIGKILL while it records, again and again, and look at what is left.

    survive(folder, rows=1000, kills=50, seed=7)    raises AssertionError with the seed when anything is lost

The process is the real one: book, journal and the thread that writes the workbook. It tells each row it has
acknowledged through a pipe; what it told must be in the workbook once, after whatever happened.
"""

import multiprocessing
import os
import random
import signal
import time
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from actions.keeping import Keeper
from actions.record import record
from actions.who import Who
from rules.records import MODES
from rules.transactions import Transaction
from sheets import reading
from sheets.book import open_book

TODAY = date(2026, 1, 1)
FEWEST_BEFORE_A_KILL, MOST_BEFORE_A_KILL = 2, 36
LONGEST_AFTER_SECONDS = 0.06


@dataclass
class Survived:
    """What a run of kills did."""

    seed: int
    rows: int
    kills: int
    killed_while_writing: int


def survive(path: Path, member: str, rows: int, kills: int, seed: int) -> Survived:
    """Record so many rows into a book of one member through at least so many kills, and check after each."""
    chance = random.Random(seed)
    context = multiprocessing.get_context('forkserver')
    context.set_forkserver_preload(['tests.kills'])
    acknowledged: list[str] = []
    done = Survived(seed, rows, 0, 0)
    while len(acknowledged) < rows or done.kills < kills:
        extra = f'-{done.kills}' if len(acknowledged) >= rows else ''
        wanted = chance.randint(FEWEST_BEFORE_A_KILL, MOST_BEFORE_A_KILL)
        told, tells = context.Pipe(duplex=False)
        process = context.Process(target=_record, args=(path, member, len(acknowledged), tells, extra), daemon=True)
        process.start()
        tells.close()
        _listen(told, acknowledged, wanted, time.monotonic() + 60)
        time.sleep(chance.uniform(0, LONGEST_AFTER_SECONDS))
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        _listen(told, acknowledged, 10**9, time.monotonic() + 1)
        process.join()
        done.kills += 1
        done.killed_while_writing += any(path.parent.glob(f'.{path.name}.bahi-*.tmp'))
        _look(path, acknowledged, seed)
    _restart(path, acknowledged, seed)
    return done


def _record(path: Path, member: str, first: int, tells: Connection, extra: str) -> None:
    """The process that will be killed: it records until then, and tells what is acknowledged."""
    keeper = Keeper(path, lambda: TODAY)
    keeper.start()
    who, number = Who('president'), first
    while True:
        entry_id = f'row-{number}{extra}'
        asked = Transaction(
            entry_id, 'contribution', 100 + number, date(2025, 1, 1 + number % 28), member, mode=MODES[number % 4]
        )
        record(keeper.book(), asked, who, datetime.now(UTC), TODAY)
        tells.send(entry_id)
        number += 1


def _listen(told: Connection, acknowledged: list[str], wanted: int, until: float) -> None:
    """Take down what is told, until so many rows, the end of the pipe, or the time."""
    try:
        while wanted and told.poll(max(0.0, until - time.monotonic())):
            acknowledged.append(told.recv())
            wanted -= 1
    except EOFError:
        return


def _look(path: Path, acknowledged: list[str], seed: int) -> None:
    """Right after a kill, the workbook opens, and workbook and journal together have every row that was told."""
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None, f'seed {seed}: a part of the workbook is damaged'
    book = open_book(path)
    found = book.frame()['id'].tolist()
    book.close()
    assert len(found) == len(set(found)), f'seed {seed}: a row is there twice'
    assert set(acknowledged) <= set(found), f'seed {seed}: lost {set(acknowledged) - set(found)}'


def _restart(path: Path, acknowledged: list[str], seed: int) -> None:
    """After a restart every acknowledged row is in the workbook once, and the temporary files are gone."""
    keeper = Keeper(path, lambda: TODAY)
    assert keeper.settle(30), f'seed {seed}: {keeper.waiting}'
    keeper.close()
    table = reading.read_tables(path.read_bytes(), path.name)['Entries']
    ids = [str(row[table.places['id']]) for _, row in reading.filled_rows(table)]
    assert len(ids) == len(set(ids)), f'seed {seed}: a row is in the workbook twice'
    assert set(acknowledged) <= set(ids), f'seed {seed}: lost {set(acknowledged) - set(ids)}'
    assert list(path.parent.glob('.*.tmp')) == [], f'seed {seed}: a temporary file stayed behind'
