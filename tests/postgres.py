"""A real PostgreSQL for the tests: made in a temporary folder, reached by a socket in it, and gone with them.

with running(program) as server:
    url = server.new_database()        postgresql://..., empty
    server.kill(); server.start()      as after a crash
"""

import contextlib
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

PATIENCE_SECONDS = 60
# PostgreSQL does not run as root, so that a container gives it to one of these.
USERS = ('postgres', 'nobody')


class PostgreSQL:
    """One server of our own, and the databases in it."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs = programs
        self.folder = folder
        self.data = folder / 'data'
        self._user = _ordinary_user()
        self._names = (f'book_{number}' for number in itertools.count(1))
        self._process: subprocess.Popen[bytes] | None = None
        if self._user:
            shutil.chown(folder, self._user)
        made = self._start(['initdb', '-D', self.data, '-U', 'bahi', '-A', 'trust', '-E', 'UTF8', '--locale=C'])
        _out, told = made.communicate(timeout=PATIENCE_SECONDS)
        assert made.returncode == 0, f'initdb: {told.decode()}'

    def start(self) -> None:
        """Start it, and wait until it answers."""
        # A test never cuts the power of the machine, so nothing has to reach the disk.
        settings = ['listen_addresses=', f'unix_socket_directories={self.folder}', 'fsync=off']
        self._process = self._start(['postgres', '-D', self.data, *(f'--{setting}' for setting in settings)])
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                psycopg.connect(self.url('postgres')).close()
                return
            except psycopg.OperationalError:
                assert self._process.poll() is None, f'PostgreSQL ended: {(self.folder / "log").read_text()}'
                assert time.monotonic() < until, 'PostgreSQL does not answer'
                time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it, by default without waiting for those who are connected."""
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait(PATIENCE_SECONDS)

    def kill(self) -> None:
        """End it at once, as a crash of the server does; what it acknowledged is there after the next start."""
        self.stop(signal.SIGQUIT)

    def url(self, database: str) -> str:
        """The address of a database."""
        return f'postgresql://bahi@/{database}?host={self.folder}'

    def new_database(self) -> str:
        """The address of a new, empty database."""
        name = next(self._names)
        with psycopg.connect(self.url('postgres'), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE {name}'.encode())
        return self.url(name)

    def _start(self, command: list[str | Path]) -> subprocess.Popen[bytes]:
        program, *words = command
        with (self.folder / 'log').open('ab') as log:
            return subprocess.Popen(
                [self.programs / str(program), *words], stdout=log, stderr=subprocess.PIPE if words[0] != '-D' else log,
                user=self._user, group=_group_of(self._user), extra_groups=[] if self._user else None, cwd=self.folder,
            )  # fmt: skip


@contextlib.contextmanager
def running(programs: Path) -> Iterator[PostgreSQL]:
    """A running server in a folder that everybody may enter, unlike those of pytest."""
    folder = Path(tempfile.mkdtemp(prefix='bahi-postgres-'))
    try:
        server = PostgreSQL(programs, folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _ordinary_user() -> str | None:
    """As whom it runs; None for the one who runs the tests. Only Unix has a root who may not."""
    if not hasattr(os, 'geteuid') or os.geteuid() != 0:
        return None
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in USERS if name in known)


def _group_of(user: str | None) -> int | None:
    if user is None:
        return None
    import pwd

    return pwd.getpwnam(user).pw_gid
