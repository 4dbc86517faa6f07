"""What the workbook costs: rows that go in, an outside save that is noticed, a workbook that is proved.

All are held against what the bytes themselves cost in the same run: the file copied and fsynced, or python-calamine
reading it.
"""

import io
import os
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from python_calamine import CalamineWorkbook

from reports import summaries
from reports.verify import problems_of_workbook
from reports.views import view_changes
from sheets.book import Book
from sheets.ooxml import swap
from sheets.writer import Writer
from tests.figures import Figure, cpu_ms, timed

TRIES = 5

Record = Callable[[], object]
"""Records a batch, which then waits in the journal."""


def into_workbook(book: Book, path: Path, today: date, record: Record, rows: int) -> Iterator[Figure]:
    """Rows into a workbook that someone else has just saved, from the second time on."""
    written_by_another_program(path)
    book.refresh()
    bare, with_views = Writer(book, lambda *_: []), Writer(book, view_changes)
    first = flushed(with_views, today, record)[0]
    flushed(with_views, today, record)
    both = [flushed(with_views, today, record) for _ in range(TRIES)]
    alone, copies = [], []
    for _ in range(TRIES + 2):
        copies.append(cpu_ms(lambda: copied(path)))
        alone.append(flushed(bare, today, record))
    into = min(spent - hashed for spent, hashed in alone)
    copy = min(copies)
    yield Figure(f'{rows} rows into the workbook after an outside save, CPU', into, 3 * copy + 10, 'ms',
                 f'copying and fsyncing it {copy:.1f} ms x 3, and 10 ms')  # fmt: skip
    yield Figure('  the hash of the whole file, read and written', min(hashed for _, hashed in alone), None, 'ms', '')
    yield Figure('  the results of the views', min(spent - hashed for spent, hashed in both) - into, None, 'ms', '')
    yield Figure('  the first time after the outside save, views and all', first, None, 'ms', '')


def flushed(writer: Writer, today: date, record: Record) -> tuple[float, float]:
    """CPU milliseconds until a batch is in the workbook, and how many of them went into the hash of the whole file."""
    record()
    with hashing() as hashed:
        spent = cpu_ms(lambda: writer.flush(today))
    assert writer.book.pending_count() == 0
    return spent, sum(hashed)


@contextmanager
def hashing() -> Iterator[list[float]]:
    """CPU milliseconds of each hash of a whole file meanwhile."""
    took: list[float] = []
    own = swap.hash_of

    def hash_of(pieces: object) -> str:
        start = time.process_time()
        try:
            return own(pieces)  # type: ignore[arg-type]
        finally:
            took.append((time.process_time() - start) * 1000)

    swap.hash_of = hash_of
    try:
        yield took
    finally:
        swap.hash_of = own


def copied(path: Path) -> None:
    """The file read, written beside itself and fsynced."""
    beside = path.with_suffix('.copy')
    data = path.read_bytes()
    with open(beside, 'wb') as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.unlink()


def written_by_another_program(path: Path) -> None:
    """Every part compressed anew, as by a program that knows nothing of ours."""
    new = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(new, 'w', zipfile.ZIP_DEFLATED) as archive:
        for info in old.infolist():
            archive.writestr(info.filename, old.read(info))
    path.write_bytes(new.getvalue())


def noticing(book: Book, path: Path, today: date) -> Iterator[Figure]:
    """An outside save by LibreOffice, where there is one, until the totals of the new file are known."""
    wall, cpu, read = [], [], []
    with TemporaryDirectory() as folder:
        ours, theirs = Path(folder) / 'ours.xlsx', saved_by_libreoffice(path, Path(folder))
        shutil.copy(path, ours)
        for other in (theirs, ours) * 3:
            os.replace(shutil.copy(other, path.with_suffix('.new')), path)
            version, start, spent = book.version, time.perf_counter(), time.process_time()
            book.refresh()
            summaries.figures(book, today)
            wall.append((time.perf_counter() - start) * 1000)
            cpu.append((time.process_time() - spent) * 1000)
            assert book.version > version and book.away is None
            read.append(timed(lambda: bare_read(path)) * 1000)
    bare = min(read)
    yield Figure('an outside save noticed and the new totals known', min(wall), 1000, 'ms', 'under 1 s')
    yield Figure('  its CPU', min(cpu), None, 'ms', f'{min(cpu) / bare:.2f} x python-calamine, {bare:.0f} ms')


def saved_by_libreoffice(path: Path, folder: Path) -> Path:
    """The workbook as LibreOffice saves it, unasked to calculate; without LibreOffice compressed anew."""
    (folder / 'theirs').mkdir()
    theirs = folder / 'theirs' / path.name
    if program := shutil.which('soffice') or shutil.which('libreoffice'):
        profile = f'-env:UserInstallation={(folder / "profile").as_uri()}'
        command = [program, profile, '--headless', '--convert-to', 'xlsx', '--outdir', str(theirs.parent), str(path)]
        subprocess.run(command, capture_output=True, timeout=600, check=True)
    else:
        written_by_another_program(Path(shutil.copy(path, theirs)))
    return theirs


def bare_read(path: Path) -> None:
    """All sheets of the file by python-calamine alone."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)


def verifying(path: Path) -> Iterator[Figure]:
    """The proof of a workbook with nothing but the file."""
    with TemporaryDirectory() as folder:
        # Beside the journal it would be asked as well.
        alone = Path(shutil.copy(path, folder))
        bare = min(timed(lambda: bare_read(alone)) for _ in range(3))
        wall = min(timed(lambda: problems_of_workbook(alone)) for _ in range(3))
        cpu = timed(lambda: problems_of_workbook(alone), time.process_time)
    yield Figure('verify, with nothing but the file', wall, 5, 's', 'under 5 s')
    yield Figure('  its CPU', cpu, None, 's', f'{wall / bare:.1f} x python-calamine, {bare:.1f} s')
