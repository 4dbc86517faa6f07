"""Several servers of ours that record into one group's book at once: processes that are killed, and what is left then.

    with Servers(path, address) as servers:
        servers.start(member); servers.start(member)      two processes, each with its own book, journal and writer
        servers.listen(200)                               until so many rows were acknowledged
        servers.kill()                                    SIGKILL for one of them
    servers.acknowledged                                  entry id and receipt of each row, as it was answered

Every request is sent by both, with the same id, as a browser does that tries again at the other server.
"""

import os
import random
import time
from datetime import UTC, date, datetime
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Self

from actions.keeping import Keeper
from actions.record import record
from actions.who import Who
from rules.problems import Refused
from rules.records import MODES
from rules.transactions import Transaction
from sheets.databases import ADDRESS
from tests.children import children

TODAY = date(2026, 1, 1)
PATIENCE_SECONDS = 60


class Servers:
    """Processes that record, each told of by a pipe."""

    def __init__(self, path: Path, address: str) -> None:
        self.path, self.address = path, address
        self.acknowledged: list[tuple[str, str]] = []
        self.refused: list[str] = []
        self._context = children('tests.servers')
        self._running: list[tuple[BaseProcess, Connection]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        while self._running:
            self.kill()

    def start(self, member: str, first: int = 0, rows: int = 10**6) -> None:
        """Start one that records rows from a number on."""
        told, tells = self._context.Pipe(duplex=False)
        process = self._context.Process(
            target=_serve, args=(self.path, self.address, member, first, rows, tells), daemon=True
        )
        process.start()
        tells.close()
        self._running.append((process, told))

    def listen(self, wanted: int) -> None:
        """Take down what is acknowledged, until so many more rows or until all have ended."""
        until = time.monotonic() + PATIENCE_SECONDS
        while wanted > 0 and (open_ones := [told for _process, told in self._running if not told.closed]):
            ready = wait(open_ones, timeout=max(0.0, until - time.monotonic()))
            assert ready, 'nothing was acknowledged for a long time'
            for told in ready:
                assert isinstance(told, Connection)
                wanted -= self._take_down(told)

    def kill(self, number: int = 0) -> None:
        """End one at once."""
        process, told = self._running.pop(number)
        process.kill()
        process.join()
        while not told.closed and told.poll(0):
            self._take_down(told)
        told.close()

    def _take_down(self, told: Connection) -> int:
        try:
            entry_id, receipt, why = told.recv()
        except EOFError:
            told.close()
            return 0
        if why:
            self.refused.append(why)
        else:
            self.acknowledged.append((entry_id, receipt))
        return 1


def _serve(path: Path, address: str, member: str, first: int, rows: int, tells: Connection) -> None:
    """The process that may be killed: it records until then, and tells what is acknowledged."""
    os.environ[ADDRESS] = address
    keeper = Keeper(path, lambda: TODAY)
    keeper.start(serving=True)
    who, chance = Who('president'), random.Random(os.getpid())
    for number in range(first, first + rows):
        asked = Transaction(
            f'row-{number}', 'contribution', 100 + number, date(2025, 1, 1 + number % 28), member,
            mode=MODES[number % 4],
        )  # fmt: skip
        try:
            done = record(keeper.book(), asked, who, datetime.now(UTC), TODAY)
            tells.send((done.entry_id, done.receipt, ''))
        except Refused as refused:
            tells.send((asked.id, '', refused.problems[0].said()))
        time.sleep(chance.uniform(0, 0.02))
    keeper.stop()
    keeper.close()
