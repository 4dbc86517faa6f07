"""Measures what Bahi promises, in one run, each figure beside its reference: make bench. Exits 1 when one is missed.

The machine may be shared and noisy: references are measured in the same run, and medians of several tries count.
"""

import io
import json
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import openpyxl
import pandas as pd

from actions.record import record
from actions.who import Who
from reports import summaries, views
from reports.dividends import accounts_of
from rules.balances import Period
from rules.dividends import Declaration, dividends
from rules.records import Entry
from rules.transactions import Transaction
from sheets.book import Book, open_book
from sheets.entries import frame_of
from sheets.words import language
from sheets.writer import Writer
from tests import bench_cooperative
from tests.bare import bare_canvas_seconds, strings_of
from tests.bench_workbook import bare_read, into_workbook, noticing, verifying
from tests.figures import Figure, timed
from tests.large import large_book, last_day

SIZES = {3_600: (18, 120), 36_000: (175, 120), 108_000: (437, 144)}
RECORDS, BATCH = 60, 25
WHO = Who('bench')


def main() -> int:
    """Measure everything and print it."""
    # openpyxl does not know print areas of whole columns, which is not what is measured here.
    warnings.filterwarnings('ignore', module='openpyxl')
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        books: dict[int, Book] = {}
        for entries, (members, months) in SIZES.items():
            path = Path(folder) / str(entries) / 'book.xlsx'
            path.parent.mkdir()
            books[entries] = large_book(path, members, months)
            print(f'--- {len(books[entries].frame()):,} entries, {path.stat().st_size / 1e6:.1f} MB')
            figures += shown(measured(books[entries], path, entries, last_day(months)))
        print('--- recording')
        figures += shown(recording(books, Path(folder)))
        while books:
            # Nothing of them stays, or Python would go on looking for garbage among their hundred thousand rows.
            books.popitem()[1].close()
        print('--- reports')
        figures += shown(reports_measured(Path(folder)))
        print('--- dividends')
        figures += shown(dividends_measured())
        print('--- a cooperative')
        figures += shown(bench_cooperative.measured())
    missed = [figure for figure in figures if not figure.kept]
    print(f'{len(figures)} figures, {len(missed)} missed')
    return 1 if missed else 0


def shown(figures: Iterable[Figure]) -> list[Figure]:
    """The figures, printed as they come."""
    done = []
    for figure in figures:
        print(figure, flush=True)
        done.append(figure)
    return done


def measured(book: Book, path: Path, entries: int, today: date) -> Iterator[Figure]:
    """The figures of one size."""
    # The first batches of a process warm it up, as the first ones of a server do.
    writer = Writer(book, views.view_changes)
    into = [flushed(writer, today) for _ in range(7)][2:]
    by_openpyxl = openpyxl_cpu_ms(path)
    yield Figure(f'{BATCH} rows into the workbook, CPU', statistics.median(into), by_openpyxl / 15, 'ms',
                 f'openpyxl {by_openpyxl:.0f} ms / 15')  # fmt: skip
    opened, read = opening(path)
    yield Figure('opening the book', opened, 2 * read, 'ms', f'python-calamine reads it in {read:.0f} ms, x 2')
    yield from into_workbook(book, path, today, lambda: recorded(book, today, BATCH), BATCH)
    if entries == 36_000:
        yield dashboard(book, today)
        yield from noticing(book, path, today)
    if entries == 108_000:
        yield from verifying(path)


def recording(books: Mapping[int, Book], folder: Path) -> Iterator[Figure]:
    """Deposits until they are acknowledged, of all sizes and a bare commit in turn, so that the disk is the same."""
    took: dict[int, list[float]] = {entries: [] for entries in books}
    commit, bare = bare_commit(folder / 'bare.db'), []
    for turn in range(RECORDS):
        bare.append(timed(lambda: commit(turn)))  # noqa: B023 - called at once
        for entries, book in books.items():
            took[entries] += recorded(book, last_day(SIZES[entries][1]), 1)
    reference = median_ms(bare)
    for entries, seconds in took.items():
        yield Figure(f'a deposit until it is acknowledged, at {entries:,}', median_ms(seconds), max(3 * reference, 10),
                     'ms', f'a bare fsynced commit {reference:.2f} ms x 3, or 10 ms')  # fmt: skip
    smallest, largest = median_ms(took[min(took)]), median_ms(took[max(took)])
    yield Figure('  the largest against the smallest book', largest, 1.5 * smallest, 'ms', f'{smallest:.2f} ms x 1.5')


def median_ms(seconds: list[float]) -> float:
    """The median in milliseconds."""
    return statistics.median(seconds) * 1000


def bare_commit(path: Path) -> Callable[[int], None]:
    """A bare SQLite commit of such a row, with the same durability."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute('PRAGMA journal_mode=WAL')
    connection.execute('PRAGMA synchronous=FULL')
    connection.execute('CREATE TABLE row (id TEXT PRIMARY KEY, payload TEXT)')
    payload = json.dumps({f'field_{number}': 'x' * 20 for number in range(20)})

    def commit(number: int) -> None:
        connection.execute('BEGIN IMMEDIATE')
        connection.execute('INSERT INTO row VALUES (?, ?)', (str(number), payload))
        connection.execute('COMMIT')

    return commit


def recorded(book: Book, today: date, count: int) -> list[float]:
    """Deposits, each until it is acknowledged."""
    before, members = book.journal.last_number(), [member.number for member in book.members.values()]
    asked = [
        Transaction(f'bench-{before}-{n}', 'contribution', 100_00 + n, today, members[n % len(members)])
        for n in range(count)
    ]
    return [timed(lambda one=one: record(book, one, WHO, datetime.now(UTC), today)) for one in asked]  # type: ignore[misc]


def flushed(writer: Writer, today: date) -> float:
    """CPU milliseconds until a batch is in the workbook, with the views renewed."""
    recorded(writer.book, today, BATCH)
    spent = timed(lambda: writer.flush(today), time.process_time)
    assert writer.book.pending_count() == 0
    return spent * 1000


def openpyxl_cpu_ms(path: Path) -> float:
    """CPU milliseconds of openpyxl's load, append of as many rows, and save."""

    def append() -> None:
        workbook = openpyxl.load_workbook(path)
        sheet = workbook['Entries']
        for _ in range(BATCH):
            sheet.append([datetime(2026, 1, 1), 'R1', 'M1', 'name', 'contribution', 200.0, *['text'] * 14])
        workbook.save(io.BytesIO())

    return timed(append, time.process_time) * 1000


def opening(path: Path) -> tuple[float, float]:
    """Milliseconds to open the book, and for python-calamine to read the bare file; the least of alternating tries."""
    opened, read = [], []
    for _ in range(3):
        read.append(timed(lambda: bare_read(path)))
        opened.append(timed(lambda: open_book(path).close()))
    return min(opened) * 1000, min(read) * 1000


def dashboard(book: Book, today: date) -> Figure:
    """All summaries of the dashboard, worked out anew."""
    frame = book.frame()
    bare = min(timed(lambda: [group_by(frame) for _ in range(5)]) for _ in range(7)) * 1000

    def anew() -> float:
        book.version += 1
        return timed(lambda: dashboard_summaries(book, today))

    spent = statistics.median(anew() for _ in range(7)) * 1000
    return Figure(
        'all summaries of the dashboard', spent, max(bare, 50), 'ms', f'5 bare group-bys {bare:.1f} ms, or 50'
    )


def group_by(frame: pd.DataFrame) -> object:
    """A bare group-by sum."""
    return frame.groupby(['member', 'kind'], observed=True)['amount'].sum()


def dashboard_summaries(book: Book, today: date) -> None:
    """What the dashboard asks."""
    summaries.figures(book, today)
    summaries.dues_table(book, today)
    summaries.loans_table(book, today)
    summaries.deposits_by_month(book, today, 6)


def reports_measured(folder: Path) -> Iterator[Figure]:
    """The reports, the small one in this process and the large one in a fresh one, for its memory."""
    from reports.documents import group_report

    small = large_book(folder / 'small.xlsx', 20, 12)
    start, end = date(2014, 1, 1), last_day(12)
    with language('mr'):
        strings = strings_of(lambda: group_report(small, start, end, end))
        make = partial(group_report, small, start, end, end)
        spent = statistics.median(timed(make, time.process_time) for _ in range(9)) * 1000
        bare = bare_canvas_seconds(strings) * 1000
    yield Figure('the report in Marathi, 20 members and a year', spent, min(5 * bare, 60), 'ms',
                 f'a bare canvas with the same strings {bare:.1f} ms x 5, and 60 ms')  # fmt: skip
    path = folder / 'ten years.xlsx'
    large_book(path, 200, 120, loan_every_months=240).close()
    seconds, megabytes = large_report(path)
    yield Figure('the report of 200 members, ten years, 24,000 deposits, CPU', seconds, 2, 's', 'under 2 s')
    yield Figure('  the memory of its process', megabytes, 200, 'MB', 'under 200 MB')


def dividends_measured() -> Iterator[Figure]:
    """A dividend of 5,000 members who paid in each month, from the entries by the weighting that takes longest."""
    days = [date(2025, month, 5) for month in range(1, 13)]
    people = [f'm{number}' for number in range(5_000)]
    frame = frame_of(
        Entry(f'{member}/{day}', day, 'R1', 'share', 100_00 + place, 'cash', member=member)
        for place, member in enumerate(people)
        for day in days
    )
    declared = Declaration(Period(date(2025, 1, 1), date(2025, 12, 31)), 'average balance', pool=1_000_000_01)

    def given() -> None:
        accounts = accounts_of(frame, 'dividend', declared.period, people)
        assert sum(each.gross for each in dividends(accounts, declared)) == declared.pool

    spent = statistics.median(timed(given) for _ in range(5))
    yield Figure('a dividend of 5,000 members, 60,000 entries', spent, 1, 's', 'under 1 s')


def large_report(path: Path) -> tuple[float, float]:
    """Seconds for the report and megabytes at the most, in a process of its own."""
    out = subprocess.run(
        [sys.executable, '-m', 'tests.bench', str(path)], capture_output=True, text=True, check=True
    ).stdout.split()
    return float(out[0]), float(out[1])


def print_large_report(path: Path) -> None:
    """What `large_report` runs in the process of its own."""
    from reports.documents import group_report

    book = open_book(path)
    with language('mr'):
        end = last_day(120)
        spent = timed(lambda: group_report(book, date(2014, 1, 1), end, end), time.process_time)
    peak = re.search(r'VmHWM:\s+(\d+) kB', Path('/proc/self/status').read_text())
    assert peak is not None
    print(spent, int(peak[1]) / 1024)


if __name__ == '__main__':
    if len(sys.argv) > 1:
        print_large_report(Path(sys.argv[1]))
    else:
        sys.exit(main())
