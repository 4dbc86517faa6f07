"""Disks that are full, and disks that fail: what is recorded and written meanwhile, and what must hold afterwards.

    start = Start(folder)                       a book whose workbook has rows, and some that wait in the journal
    told = start.run(folder, full(40_000))      a process of its own records and flushes while no file may grow further
    start.look(folder, told)                    what was acknowledged is there once, and what was refused not more often

The process meets the fault wherever it happens to be, and is told that the disk is well again: it goes on, the same
requests come once more, and everything flows into the workbook. Other processes die of it; the next start finds all.
"""

import contextlib
import ctypes
import json
import math
import os
import resource
import shutil
import signal
import subprocess
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from reports.views import view_changes
from rules.problems import Problem, Refused
from sheets.book import Book, open_book
from sheets.journal import FOLDER
from sheets.writer import Writer
from tests import kill_works
from tests.kill_works import TODAY, deposit, each_once, ids_in, look_settled, settle

RECORDED, WAITING, ASKED = ('there-1', 'there-2'), ('waits-1',), ('asked-1', 'asked-2')
NO_LIMIT = resource.RLIM_INFINITY

# What the workbook and the journal are written with.
WRITES = ('write', 'fsync', 'rename', 'pwrite64', 'fdatasync')
NEW_MOUNTS, NEW_USER, PRIVATE, SET_PTRACER = 0x00020000, 0x10000000, 0x44000, 0x59616D61
# The log of SQLite: a head, and for each page that was changed a frame; a run writes some twenty of them.
LOG_HEAD, FRAME_HEAD, PAGE, MOST_OF_THE_LOG = 32, 24, 4096, 100_000
LIBC = ctypes.CDLL(None, use_errno=True)

End = Callable[[], str]
Fault = Callable[[], End]
"""Brings the fault about in the process that calls it; what it gives ends it, and tells what it did where it knows."""


@dataclass
class Told:
    """What a process told: which requests were acknowledged, what was said of those that were not, and what it met.

    `hit` are the calls that failed, where that is known. `again` are the requests that were acknowledged after the disk
    was well again, and `left` says why rows still waited then.
    """

    acknowledged: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    opened: bool = False
    left: str = ''
    hit: str = ''
    error: str = ''


class Start:
    """A book as it is before each fault: two rows in the workbook, one that waits for it, and its size."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / 'start'
        self.folder.mkdir()
        path = kill_works.new_book(self.folder)
        with kill_works.opened(path) as book:
            for number, entry_id in enumerate(RECORDED):
                deposit(book, entry_id, 100 + number)
        settle(path)
        with kill_works.opened(path) as book:
            deposit(book, WAITING[0], 110)
        self.workbook = path.read_bytes()

    def copy(self, folder: Path) -> Path:
        """The book in another folder; gives its workbook."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return folder / 'group.xlsx'

    def run(self, folder: Path, fault: Fault, from_the_start: bool = False) -> Told:
        """Copy the book, and let a process record and flush with this fault; it may meet it already as it opens it."""
        path = self.copy(folder)
        return in_a_process(lambda: work(path, fault, from_the_start))

    def look(self, folder: Path, told: Told) -> None:
        """What must hold after the process, before and after the next start."""
        path = folder / 'group.xlsx'
        assert not told.error, told.error
        # SQLite goes on where the folder of its log cannot be synced, as long as the log itself can.
        hit = [line for line in told.hit.splitlines() if f'{FOLDER}>)' not in line]
        assert not hit or told.refused, f'nobody was told that these failed: {hit}'
        assert told.left == '' and (told.again == list(ASKED) or not told.opened), told
        assert all(words.endswith('.') and 'Error(' not in words for words in told.refused), told.refused
        kill_works.look_whole(path)
        standing = ids_in(path.read_bytes())
        each_once(standing, list(RECORDED))
        with kill_works.opened(path) as book:
            each_once(book.frame()['id'].tolist(), [*RECORDED, *WAITING, *told.acknowledged, *told.again])
            self._come_again(book, told)
        settle(path)
        look_settled(path)
        each_once(ids_in(path.read_bytes()), [*RECORDED, *WAITING, *ASKED])
        assert len(ids_in(path.read_bytes())) == 5

    def _come_again(self, book: Book, told: Told) -> None:
        """The requests are sent once more, as their forms do: what was acknowledged is not recorded again."""
        for number, entry_id in enumerate(ASKED):
            there = book.has_entry(entry_id)
            assert there or entry_id not in told.acknowledged
            deposit(book, entry_id, 120 + number)
        each_once(book.frame()['id'].tolist(), [*RECORDED, *WAITING, *ASKED])


def work(path: Path, fault: Fault, from_the_start: bool) -> Told:
    """Record and flush while the disk fails, and again once it is well."""
    told = Told()
    end: End = fault() if from_the_start else str
    book = _opened(path, told)
    if not from_the_start:
        end = fault()
    told.opened = book is not None
    if book:
        _record(book, told.acknowledged, told.refused)
        _flush(book, told.refused)
    told.hit = end()
    if book:
        _record(book, told.again, [])
        left: list[str] = []
        _flush(book, left)
        told.left = ' '.join(left)
        book.close()
    return told


def _opened(path: Path, told: Told) -> Book | None:
    try:
        return open_book(path)
    except Refused as refused:
        told.refused.append(_said(refused.problems))
        return None


def _record(book: Book, acknowledged: list[str], refused: list[str]) -> None:
    for number, entry_id in enumerate(ASKED):
        try:
            acknowledged.append(deposit(book, entry_id, 120 + number))
        except Refused as error:
            refused.append(_said(error.problems))


def _flush(book: Book, refused: list[str]) -> None:
    try:
        outcome = Writer(book, view_changes).flush(TODAY)
    except Refused as error:
        refused.append(_said(error.problems))
    else:
        if outcome.waiting:
            refused.append(outcome.waiting.said())


def _said(problems: list[Problem] | tuple[Problem, ...]) -> str:
    return ' '.join(problem.said() for problem in problems)


# --- faults -----------------------------------------------------------------------------------------------------------


def full(limit_bytes: int) -> Fault:
    """No file may grow beyond this, as on a disk that is full; what is written of it is written up to there."""

    def begin() -> End:
        # The signal would end the process; ignored, the write is refused.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, NO_LIMIT))

        def end() -> str:
            resource.setrlimit(resource.RLIMIT_FSIZE, (NO_LIMIT, NO_LIMIT))
            return ''

        return end

    return begin


def places_to_stop(start: Start) -> list[int]:
    """Sizes at which a file may not grow: at the beginning of and within each frame of the journal's log.

    They lie close enough together that each piece of the new workbook, of some 4 KB, is cut off somewhere too.
    """
    frames = range(math.ceil(max(MOST_OF_THE_LOG, 2 * len(start.workbook)) / (FRAME_HEAD + PAGE)))
    return [LOG_HEAD + number * (FRAME_HEAD + PAGE) + within for number in frames for within in (0, FRAME_HEAD + 100)]


def filled(folder: Path, pages: int) -> Fault:
    """The disk on which the folder lies has so many pages left, for as long as a file there takes up the rest."""

    def begin() -> End:
        rest, free = folder / 'rest', os.statvfs(folder)
        with rest.open('wb') as file:
            os.posix_fallocate(file.fileno(), 0, max(1, (free.f_bavail - pages) * free.f_frsize))
        assert os.statvfs(folder).f_bavail == pages

        def end() -> str:
            rest.unlink()
            return ''

        return end

    return begin


def failing(strace: Path, log: Path, call: str, number: int, for_ever: bool) -> Fault:
    """The disk answers the number-th call of a kind that writes with an I/O error, or all from that one on."""

    def begin() -> End:
        when = f'{number}+' if for_ever else str(number)
        _may_be_traced()
        tracer = subprocess.Popen(
            [strace, '-qq', '-y', '-o', log, '-p', str(os.getpid()), '-e', f'trace={call}', '-e',
             f'inject={call}:error=EIO:when={when}'], stderr=subprocess.DEVNULL,
        )  # fmt: skip
        while not _is_traced():
            assert tracer.poll() is None, 'strace may not look at a process here'
            time.sleep(0.002)

        def end() -> str:
            tracer.terminate()
            tracer.wait()
            return '\n'.join(line for line in log.read_text().splitlines() if 'INJECTED' in line)

        return end

    return begin


def on_a_small_disk(start: Start, folder: Path, pages: Iterable[int], size: str = '2m') -> Told:
    """Each fault of `filled` on a small disk of its own, which is there only for a process that ends with this.

    Gives what all of them told together.
    """

    def within() -> Told:
        flags = NEW_MOUNTS if os.geteuid() == 0 else NEW_MOUNTS | NEW_USER
        for name, answer in (
            ('unshare', LIBC.unshare(flags)),
            ('private', LIBC.mount(b'none', b'/', None, PRIVATE, None)),
            ('mount', LIBC.mount(b'tmpfs', os.fsencode(folder), b'tmpfs', 0, f'size={size}'.encode())),
        ):
            if answer:
                raise OSError(ctypes.get_errno(), name)
        told = Told()
        for left in pages:
            one = start.run(folder / str(left), filled(folder, left))
            start.look(folder / str(left), one)
            shutil.rmtree(folder / str(left))
            told.refused += one.refused
        return told

    return in_a_process(within)


def in_a_process(act: Callable[[], Told]) -> Told:
    """Do it in a process of its own, which ends with it; what escapes is told too."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            os.close(read)
            told = _all_told(act)
            os.write(write, json.dumps(asdict(told)).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, 'rb') as pipe:
        text = pipe.read()
    _child, status = os.waitpid(child, 0)
    return Told(**json.loads(text)) if text else Told(error=f'the process ended with {status} and told nothing')


def _all_told(act: Callable[[], Told]) -> Told:
    try:
        return act()
    except BaseException:
        return Told(error=traceback.format_exc()[-3000:])


def _may_be_traced() -> None:
    """Systems that let a process be looked at by its parents alone are told that this one may be."""
    LIBC.prctl(SET_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)


def _is_traced() -> bool:
    return 'TracerPid:\t0\n' not in Path('/proc/self/status').read_text()
