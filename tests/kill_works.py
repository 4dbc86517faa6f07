"""What a process may be doing when it is killed: recording and flushing, backing up and restoring, taking over typed
rows, upgrading, joining two copies; each with what must hold afterwards.
"""

import contextlib
import os
import shutil
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

from actions import backups, sync
from actions.keeping import Keeper
from actions.record import record
from actions.who import Who
from reports.verify import problems_of_workbook
from rules.records import MODES, Mode
from rules.transactions import Transaction
from sheets import reading, seals, xlsx
from sheets.backups import GOOD, home_of, list_backups, make_backup, workbook_in
from sheets.book import Book, open_book
from sheets.cells import Cell
from sheets.reading import Table
from sheets.upgrading import upgrade
from sheets.vault import Vault
from tests.groups import Group
from tests.kills import BEGUN, Tell, Work
from tests.older_workbooks import FORMAT_1, JOURNAL_1, formats_told
from tests.workbooks import calamine_rows

TODAY, NOW = date(2026, 1, 1), datetime(2026, 1, 1, 12, tzinfo=UTC)
WHO, MEMBER = Who('president'), 'M2025-001'
FORMAT_1_DAY = date(2026, 11, 21)
ROWS_AT_ONCE = 2
WAIT_SECONDS = 30


@dataclass
class Recording(Work):
    """Deposits are recorded as fast as it goes, and the thread brings them into the workbook."""

    seconds: float = 0.6

    def __post_init__(self) -> None:
        self.path = new_book(self.folder)

    def do(self, tell: Tell) -> None:
        """Record without end."""
        keeper = Keeper(self.path, lambda: TODAY)
        keeper.start()
        tell(BEGUN)
        for number in count():
            tell(deposit(keeper.book(), f'row-{self.turn}-{number}', 100 + number, MODES[number % 4]))

    def look(self) -> None:
        """Workbook and journal together have every row that was told, once."""
        look_whole(self.path)
        with opened(self.path) as book:
            each_once(book.frame()['id'].tolist(), self.told)

    def restart(self) -> None:
        """The workbook has every row, once."""
        settle(self.path)
        look_settled(self.path)
        each_once(ids_in(self.path.read_bytes()), self.told)


@dataclass
class BackingUp(Recording):
    """Backups are made day after day, old ones go, and every third time the newest takes the place of the workbook."""

    seconds: float = 0.8

    def do(self, tell: Tell) -> None:
        """Record, back up and restore without end."""
        book = open_book(self.path)
        tell(BEGUN)
        for number in count():
            now = NOW + timedelta(days=20 * self.turn + number)
            tell(deposit(book, f'row-{self.turn}-{number}', 100 + number))
            settle(self.path)
            made = backups.make(self.path, WHO, now)
            if number % 3 == 2:
                assert backups.restore(self.path, made.name, WHO, now, TODAY, wait=WAIT_SECONDS).otherwise == ()

    def look(self) -> None:
        """Every backup is as it was written, and the newest ones open."""
        super().look()
        found = list_backups(self.path)
        assert {backup.status for backup in found} <= {GOOD}, found
        for backup in found[:2]:
            each_once(ids_in(workbook_in(backup, Vault(self.folder))), [])

    def restart(self) -> None:
        """What the kills left half written goes once it is old enough to be nobody's."""
        super().restart()
        for left in home_of(self.folder).glob('.*'):
            os.utime(left, (0, 0))
        make_backup(self.path, 'asked', NOW)
        assert list(home_of(self.folder).glob('.*')) == []


@dataclass
class Adopting(Work):
    """Rows that someone typed into the sheet are taken over."""

    typed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.path = new_book(self.folder)

    def prepare(self) -> None:
        """Somebody types rows, with nothing but what a person would type."""
        table = entries_in(self.path.read_bytes())
        rows = []
        for _ in range(ROWS_AT_ONCE):
            number = len(self.typed)
            on = date(2025, 1, 1) + timedelta(days=number % 365)
            row: list[xlsx.Value] = [None] * (max(table.places.values()) + 1)
            known = {'on': f'{on:%d/%m/%Y}', 'member_name': 'Asha', 'kind': 'contribution', 'amount': str(100 + number)}
            for name, value in {**known, 'note': f'typed {number}'}.items():
                row[table.places[name]] = value
            rows.append(row)
            self.typed.append(f'typed {number}')
        xlsx.append_rows(self.path, 'Entries', rows)

    def do(self, tell: Tell) -> None:
        """Take them over, and bring that into the workbook."""
        keeper = Keeper(self.path, lambda: TODAY)
        tell(BEGUN)
        assert keeper.tend().waiting is None

    def look(self) -> None:
        """Each row stands in the sheet once, and counts once or is still to be taken over."""
        look_whole(self.path, of_typed=True)
        assert Counter(notes_in(self.path)) == Counter(self.typed)
        with opened(self.path) as book:
            waiting = [str(row.cells['note']) for row in book.typed]
            assert Counter([*book.frame()['note'].tolist(), *waiting]) == Counter(self.typed)

    def restart(self) -> None:
        """Each of them counts, and has an id and a seal in its own row."""
        keeper = Keeper(self.path, lambda: TODAY)
        assert keeper.tend().waiting is None
        assert sorted(keeper.book().frame()['note'].tolist()) == sorted(self.typed)
        keeper.close()
        look_settled(self.path)
        assert Counter(notes_in(self.path)) == Counter(self.typed)
        assert len(ids_in(self.path.read_bytes())) == len(self.typed)


@dataclass
class Upgrading(Work):
    """A workbook of format 1 is brought to the format of today, every other time with rows that wait in its journal."""

    def prepare(self) -> None:
        """The workbook of an old version."""
        self.path = self.folder / str(self.turn) / 'group.xlsx'
        (self.path.parent / '.bahi').mkdir(parents=True)
        shutil.copyfile(FORMAT_1, self.path)
        if self.turn % 2:
            shutil.copyfile(JOURNAL_1, self.path.parent / '.bahi' / 'journal.db')

    def do(self, tell: Tell) -> None:
        """Upgrade, and bring in what waits."""
        tell(BEGUN)
        upgrade(self.path, NOW)
        settle(self.path, FORMAT_1_DAY)

    def look(self) -> None:
        """The file is the old one or the new one; after the next start every row is as it was, and it is told once."""
        if not formats_told(self.path):
            assert self.path.read_bytes() == FORMAT_1.read_bytes()
        upgrade(self.path, NOW)
        settle(self.path, FORMAT_1_DAY)
        look_settled(self.path)
        assert len(formats_told(self.path)) == 1
        before, after = calamine_rows(FORMAT_1, 'Entries'), calamine_rows(self.path, 'Entries')
        as_was = [row[: len(before[0])] for row in after[: len(before)]]
        waited = 2 if self.turn % 2 else 0
        assert (as_was, len(after)) == (before, len(before) + waited)
        shutil.rmtree(self.path.parent)

    def restart(self) -> None:
        """Each was looked at by itself."""


@dataclass
class Joining(Work):
    """Two laptops with one book each record apart, and their copies are joined on one or on the other."""

    def __post_init__(self) -> None:
        (self.folder / 'one').mkdir()
        (self.folder / 'other').mkdir()
        self.one, self.other = new_book(self.folder / 'one'), self.folder / 'other' / 'group.xlsx'
        shutil.copyfile(self.one, self.other)

    def do(self, tell: Tell) -> None:
        """Record on both, and join them."""
        books = {path.parent.name: open_book(path) for path in (self.one, self.other)}
        for number in range(ROWS_AT_ONCE):
            for name, book in books.items():
                tell(deposit(book, f'{name}-{self.turn}-{number}', 100 + number))
        pair = list(books.values())[:: 1 if self.turn % 2 else -1]
        tell(BEGUN)
        sync.sync(pair[0], pair[1], WHO, NOW, TODAY)

    def look(self) -> None:
        """Each copy opens and has what was recorded on it, once."""
        for path in (self.one, self.other):
            look_whole(path)
            with opened(path) as book:
                each_once(book.frame()['id'].tolist(), [row for row in self.told if row.startswith(path.parent.name)])

    def restart(self) -> None:
        """Joined once more, both have all of it, the chain has one head, and each pair of heads was joined once."""
        with opened(self.one) as one, opened(self.other) as other:
            assert sync.sync(one, other, WHO, NOW, TODAY).waiting == []
            assert (one.head(), one.heads()) == (other.head(), other.heads()) and len(one.heads()) == 1
            joins = [(change.old, change.new) for change in one.changes if seals.is_join(change)]
            assert len(set(joins)) == len(joins) > 0
            assert sorted(one.changes, key=str) == sorted(other.changes, key=str)
        for path in (self.one, self.other):
            look_settled(path)
            each_once(ids_in(path.read_bytes()), self.told)
        assert sorted(ids_in(self.one.read_bytes())) == sorted(ids_in(self.other.read_bytes()))


# --- what they share --------------------------------------------------------------------------------------------------


def new_book(folder: Path) -> Path:
    """The workbook of a group of one member."""
    group = Group(folder)
    assert group.join('Asha') == MEMBER
    group.book.close()
    settle(group.path)
    return group.path


def deposit(book: Book, entry_id: str, amount: int, mode: Mode = 'cash') -> str:
    """Record a deposit; gives its id."""
    asked = Transaction(entry_id, 'contribution', amount, date(2025, 1, 1 + amount % 28), MEMBER, mode=mode)
    record(book, asked, WHO, datetime.now(UTC), TODAY)
    return entry_id


def settle(path: Path, today: date = TODAY) -> None:
    """The app is started, and brings in what waits."""
    keeper = Keeper(path, lambda: today)
    assert keeper.settle(WAIT_SECONDS), keeper.waiting
    keeper.close()


@contextlib.contextmanager
def opened(path: Path):  # type: ignore[no-untyped-def]
    """The book of a workbook, closed afterwards."""
    book = open_book(path)
    try:
        yield book
    finally:
        book.close()


def look_whole(path: Path, of_typed: bool = False) -> None:
    """Every part of the workbook can be read, and every seal fits; rows that were typed have none yet."""
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None, 'a part of the workbook is damaged'
    problems = problems_of_workbook(path)
    assert of_typed or problems == [], [problem.said() for problem in problems]


def look_settled(path: Path) -> None:
    """The workbook is whole, and nothing half written is left."""
    look_whole(path)
    assert list(path.parent.glob('.*.tmp')) == [], 'a temporary file stayed behind'


def each_once(found: list[str], told: list[str]) -> None:
    """No row is there twice, and none that was told is missing."""
    assert len(found) == len(set(found)), f'there twice: {[row for row, times in Counter(found).items() if times > 1]}'
    assert set(told) <= set(found), f'lost: {set(told) - set(found)}'


def entries_in(data: bytes) -> Table:
    """The entries of a workbook."""
    return reading.read_tables(data, 'group.xlsx', ['Entries'])['Entries']


def ids_in(data: bytes) -> list[str]:
    """The ids that stand in the entries of a workbook."""
    return [str(cell) for cell in _column(data, 'id')]


def notes_in(path: Path) -> list[str]:
    """The notes that stand in the entries of a workbook."""
    return [str(cell) for cell in _column(path.read_bytes(), 'note')]


def _column(data: bytes, name: str) -> list[Cell]:
    table = entries_in(data)
    return [row[table.places[name]] for _number, row in reading.filled_rows(table) if row[table.places[name]]]
