"""Who serves a workbook: one server records into it, a second one says who has it and only reads.

The lock of the file system tells servers on one machine apart. On a shared folder it may not reach from machine to
machine, so the one who serves also writes down a sign of life, and a stranger's fresh one counts as much as the lock.
"""

import json
import os
import secrets
import socket
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from sheets.journal import FOLDER

FRESH_SECONDS = 60
RENEW_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Server:
    """A server: the machine and process it runs as, since when, and when it last gave a sign of life (UTC)."""

    machine: str
    process: int
    since: datetime
    seen: datetime


class Lease:
    """The right to record into one workbook as its server."""

    def __init__(self, folder: Path, place: str) -> None:
        name = place.replace(':', '-')
        self._lock = FileLock(folder / FOLDER / f'{name}.served.lock')
        self._sign = folder / FOLDER / f'{name}.served'
        self._since: datetime | None = None
        self._renewed: datetime | None = None

    @property
    def held(self) -> bool:
        """Whether we have it."""
        return self._since is not None

    def take(self, now: datetime) -> Server | None:
        """Take the lease or keep it; gives the other server where one has it. `now` in universal time."""
        if self.held:
            self._renew(now)
            return None
        try:
            self._sign.parent.mkdir(exist_ok=True)
            self._lock.acquire(blocking=False)
        except Timeout:
            return self.other() or Server('?', 0, now, now)
        other = self.other()
        if other and other.machine != socket.gethostname() and now - other.seen < timedelta(seconds=FRESH_SECONDS):
            self._lock.release()
            return other
        self._since = now
        self._renew(now)
        return None

    def other(self) -> Server | None:
        """The server that last gave a sign of life."""
        try:
            told = json.loads(self._sign.read_text(encoding='utf-8'))
            since, seen = (datetime.fromisoformat(told[name]) for name in ('since', 'seen'))
            return Server(str(told['machine']), int(told['process']), since, seen)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def release(self) -> None:
        """Leave it to others."""
        if self.held:
            self._since = self._renewed = None
            self._sign.unlink(missing_ok=True)
            self._lock.release()

    def _renew(self, now: datetime) -> None:
        if self._renewed and timedelta() <= now - self._renewed < timedelta(seconds=RENEW_SECONDS):
            return
        assert self._since
        told = {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in asdict(Server(socket.gethostname(), os.getpid(), self._since, now)).items()
        }
        beside = self._sign.with_name(f'{self._sign.name}-{secrets.token_hex(4)}')
        beside.write_text(json.dumps(told), encoding='utf-8')
        beside.replace(self._sign)
        self._renewed = now
