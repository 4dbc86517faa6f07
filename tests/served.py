"""A running server for tests, and a cable to it that can be cut or go dead without a word.

with serving(tmp_path, 'demo') as server, Cable(server.port) as cable:
    page.goto(cable.address)
    cable.go_dead()
"""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import httpx
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent
START_SECONDS = 30


@dataclass
class Server:
    """A server in a process of its own, with a folder of its own."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """Where it answers."""
        return f'http://localhost:{self.port}'

    def recorded(self) -> list[str]:
        """The amounts that the forms of the stand-in recorded, in order."""
        file = self.folder / 'recorded.txt'
        return [line.split()[1] for line in file.read_text(encoding='utf-8').splitlines()] if file.exists() else []

    def said(self) -> str:
        """What it wrote to the terminal: a new group's one-time code is in it."""
        return (self.folder / 'server.log').read_text(encoding='utf-8')

    def browse(self) -> httpx.Client:
        """A browser without a window: it says that its requests come from our own pages."""
        return httpx.Client(base_url=self.address, headers={'Origin': self.address}, timeout=20)

    def stop(self) -> int:
        """Ask it to stop, as the system does, and wait."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


@contextlib.contextmanager
def serving(folder: Path, *words: str, program: str = 'tests.stand_in') -> Iterator[Server]:
    """Serve the stand-in pages, or what another program of ours serves, such as tests.real_pages."""
    port = free_port()
    with started(folder, port, ['-m', program, str(port), str(folder), *words]) as server:
        yield server


@contextlib.contextmanager
def serving_bahi(folder: Path, *options: str) -> Iterator[Server]:
    """Serve Bahi itself, by its own command line."""
    port = free_port()
    with started(folder, port, ['main.py', 'serve', '--data', str(folder), '--port', str(port), *options]) as server:
        yield server


@contextlib.contextmanager
def started(folder: Path, port: int, words: Sequence[str]) -> Iterator[Server]:
    """Python with these words, until the block ends."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(('PYTEST', 'NICEGUI'))}
    command = [sys.executable, *words]
    with (folder / 'server.log').open('wb') as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    server = Server(port, folder, process)
    try:
        _wait_for(server)
        yield server
    finally:
        process.kill()
        process.wait()


def enter(browser: Browser, address: str, path: str = '/loans', role: str = 'president', width: int = 360) -> Page:
    """A page of the demo, signed in and ready."""
    page = browser.new_context(viewport={'width': width, 'height': 740}, locale='en-IN').new_page()
    page.goto(f'{address}/sign-in?next={path}')
    page.get_by_role('button', name=f'Enter as {role}').click()
    return visit(page, address, path)


def visit(page: Page, address: str, path: str) -> Page:
    """Another page, ready to be used."""
    page.goto(f'{address}{path}')
    page.wait_for_selector('body.ready')
    page.wait_for_function('window.socket && window.socket.connected')
    return page


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return int(probe.getsockname()[1])


def _wait_for(server: Server) -> None:
    """Until it answers."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(('127.0.0.1', server.port), 1):
            return
        time.sleep(0.05)
    raise AssertionError(server.said())


class Cable:
    """A way to a server through a port of its own. It can be cut, or go dead: then what is sent vanishes silently."""

    def __init__(self, port: int) -> None:
        self.target, self.port = port, free_port()
        self.whole = True
        self.open: list[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = []
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    @property
    def address(self) -> str:
        """Where the server answers at this end of the cable."""
        return f'http://localhost:{self.port}'

    def __enter__(self) -> 'Cable':
        self.thread.start()
        starting = asyncio.start_server(self._join, '127.0.0.1', self.port)
        self.server = asyncio.run_coroutine_threadsafe(starting, self.loop).result(5)
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.cut()
        asyncio.run_coroutine_threadsafe(self._end(), self.loop).result(5)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)
        self.loop.close()

    def cut(self) -> None:
        """Both ends notice at once."""
        self.whole = False
        self.loop.call_soon_threadsafe(self._close_all)

    def go_dead(self) -> None:
        """Nobody is told. Connections that were open stay dead when the cable is mended."""
        self.whole = False
        self.open = []

    def mend(self) -> None:
        """New connections go through again."""
        self.whole = True

    async def _join(self, near_reader: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        if not self.whole:
            near.close()
            return
        far_reader, far = await asyncio.open_connection('127.0.0.1', self.target)
        pair = (near, far)
        self.open.append(pair)
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(self._carry(near_reader, far, pair), self._carry(far_reader, near, pair))

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pair: tuple[object, object]
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                if pair in self.open:
                    writer.write(data)
                    await writer.drain()
        if pair in self.open:
            writer.close()

    async def _end(self) -> None:
        self.server.close()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def _close_all(self) -> None:
        for pair in self.open:
            for writer in pair:
                writer.transport.abort()
        self.open = []
