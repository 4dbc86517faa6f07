"""What can happen to a book between two meetings, each as one short method, and what must hold afterwards.

world = World(folder)
world.record('contribution', 200); world.someone_types(300); world.killed(after_ms=3); world.old_copy_comes_back()
world.check()

The model is a list: what was acknowledged, each with its amount and the row that it takes back. Everything else is the
real thing: the workbook, the journal, processes that are killed, a disk that is full.
"""

import contextlib
import errno
import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from actions.adoption import adopt_good
from actions.hand_edits import take_over_registers
from actions.record import record
from actions.sealed_edits import restore
from actions.who import Who
from reports.verify import problems_of_workbook
from reports.views import view_changes
from rules.accounts import effects
from rules.problems import Refused
from rules.transactions import Transaction
from sheets import reading, xlsx
from sheets.book import open_book
from sheets.columns import ENTRIES
from sheets.holding import Holding
from sheets.reading import Table
from sheets.writer import Outcome, Writer
from tests.groups import Group

PRESIDENT = Who('Savitri')
FIRST_DAY, LAST_DAY = date(2025, 1, 2), date(2026, 1, 1)
MEMBERS = ('M2025-001', 'M2025-002')
KINDS = ('contribution', 'fine', 'income', 'expense', 'withdrawal')


@dataclass
class Row:
    """What the model knows of a row: its kind and sum, whose it is, and which row it takes back."""

    kind: str
    amount: int
    member: str
    reverses: str = ''


class World:
    """One group, its workbook, and those who work with it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / 'group.xlsx'
        self.path.write_bytes(_begun())
        self.acknowledged: dict[str, Row] = {}
        self.perhaps: dict[str, Row] = {}
        self.typed: dict[str, int] = {}
        self.changed: set[str] = set()
        self.copies: list[bytes] = []
        self.now = datetime(2026, 1, 1, 9, tzinfo=UTC)
        self._number = 0
        self.book = open_book(self.path)

    # --- what the app does ---------------------------------------------------------------------------------------

    def record(self, kind: str, amount: int) -> None:
        """Record something; what is refused did not happen."""
        asked = self._asked(kind, amount)
        with contextlib.suppress(Refused):
            record(self.book, asked, PRESIDENT, self.now, LAST_DAY)
            self._acknowledge(asked)

    def record_again(self, which: int) -> None:
        """The same request comes a second time."""
        if entry_id := self._pick(which):
            row = self.acknowledged[entry_id]
            asked = self._request(entry_id, row)
            self.book.refresh()
            before = len(self.book.frame())
            assert record(self.book, asked, PRESIDENT, self.now, LAST_DAY).repeated
            assert len(self.book.frame()) == before

    def reverse(self, which: int) -> None:
        """Take a row back."""
        if entry_id := self._pick(which):
            old = self.acknowledged[entry_id]
            asked = Transaction(self._next(), 'reversal', 0, LAST_DAY, reverses=entry_id, note='a mistake')
            with contextlib.suppress(Refused):
                record(self.book, asked, PRESIDENT, self.now, LAST_DAY)
                self.acknowledged[asked.id] = Row(old.kind, -old.amount, old.member, entry_id)

    def tend(self) -> Outcome:
        """What the app does every second: look, take over what is clear, write what waits."""
        self.book.refresh()
        if self.book.away is None:
            seen = self._typed_in_sheet()
            take_over_registers(self.book, self.now, LAST_DAY)
            adopt_good(self.book, self.now, LAST_DAY)
            frame = self.book.frame()
            for entry_id, note in zip(frame['id'].tolist(), frame['note'].tolist(), strict=True):
                if note in seen and entry_id not in self.acknowledged:
                    self.acknowledged[entry_id] = Row('contribution', self.typed[note], MEMBERS[0])
        return Writer(self.book, view_changes).flush(LAST_DAY)

    def restart(self) -> None:
        """The app is closed and opened again."""
        self.book.close()
        self.book = open_book(self.path)

    def restore(self) -> None:
        """Somebody presses Restore at a row that was changed after it was sealed."""
        self.book.refresh()
        for found in self.book.differences[:1]:
            if found.sheet is ENTRIES:
                restore(self.book, 'Entries', found.key, 'a slip', PRESIDENT, self.now, LAST_DAY, self._next())

    # --- what people do to the workbook --------------------------------------------------------------------------

    def someone_types(self, amount: int) -> None:
        """A deposit is typed below the last row, without id and recorder, her name instead of her number."""
        if not self.path.exists():
            return
        note = f'typed {self._next()}'
        table = self._table()
        values: list[xlsx.Value] = [None] * (max(table.places.values()) + 1)
        typed = {'on': '3/2/2025', 'member_name': 'Asha', 'kind': 'contribution', 'amount': str(amount), 'note': note}
        for field, value in typed.items():
            values[table.places[field]] = value
        xlsx.append_rows(self.path, 'Entries', [values])
        self.typed[note] = amount * 100

    def someone_changes(self, which: int, amount: int) -> None:
        """The amount of a sealed row is typed over."""
        rows = self._rows()
        if rows:
            entry_id = sorted(rows)[which % len(rows)]
            xlsx.amend_cells(self.path, 'Entries', {self._table().cell(rows[entry_id], 'amount'): Decimal(amount)})

    def someone_removes(self, which: int) -> None:
        """A row is emptied."""
        rows = self._rows()
        if rows:
            number = rows[sorted(rows)[which % len(rows)]]
            table = self._table()
            xlsx.amend_cells(self.path, 'Entries', {table.cell(number, field): None for field in table.places})

    def someone_sorts(self) -> None:
        """The rows are put into the opposite order."""
        if not self.path.exists():
            return
        table = self._table()
        numbers = [number for number, _row in reading.filled_rows(table)]
        rows = [list(table.rows[number - 1]) for number in numbers]
        changes = {}
        for number, row in zip(numbers, reversed(rows), strict=True):
            for field, place in table.places.items():
                cell = row[place] if place < len(row) and row[place] != '' else None
                changes[table.cell(number, field)] = _plain(cell)
        if changes:
            xlsx.amend_cells(self.path, 'Entries', changes)

    def someone_keeps_a_copy(self) -> None:
        """The file is copied to a stick."""
        if self.path.exists():
            self.copies.append(self.path.read_bytes())

    def old_copy_comes_back(self, which: int) -> None:
        """An older copy is saved over the workbook."""
        if self.copies:
            self.path.write_bytes(self.copies[which % len(self.copies)])

    def workbook_goes(self) -> None:
        """The file is renamed, or its stick pulled out."""
        if self.path.exists():
            self.path.rename(self.folder / 'away')

    def workbook_returns(self) -> None:
        """The file is back."""
        if (self.folder / 'away').exists() and not self.path.exists():
            (self.folder / 'away').rename(self.path)

    def workbook_is_cut(self) -> None:
        """The file is truncated; a copy is put in its place later."""
        if self.path.exists():
            data = self.path.read_bytes()
            self.copies.append(data)
            self.path.write_bytes(data[: len(data) // 2])
            self.book.refresh()
            assert self.book.away
            self.path.write_bytes(data)

    def excel_opens(self) -> None:
        """The lock file of a spreadsheet program appears."""
        (self.folder / '.~lock.group.xlsx#').write_bytes(b',Kavita,laptop,21.11.2026 05:23,file:///home;')

    def excel_closes(self) -> None:
        """The lock file goes."""
        (self.folder / '.~lock.group.xlsx#').unlink(missing_ok=True)

    def the_clock_jumps(self, days: int) -> None:
        """The clock of the machine is wrong, or put right."""
        self.now += timedelta(days=days)

    # --- what machines do ----------------------------------------------------------------------------------------

    def killed(self, kind: str, amount: int, after_ms: int) -> None:
        """A process that records and writes is killed with SIGKILL."""
        self._in_a_child(lambda: None, [self._asked(kind, amount) for _ in range(3)], after_ms)

    def disk_full(self, kind: str, amount: int, limit_kb: int) -> None:
        """No file may grow beyond a limit, as on a full disk."""

        def full() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit_kb * 1024,) * 2)

        self._in_a_child(full, [self._asked(kind, amount) for _ in range(2)], None)

    def fsync_fails(self, kind: str, amount: int, at: int) -> None:
        """The disk says that what was written may not be there."""

        def failing() -> None:
            real, calls = os.fsync, iter(range(10**6))

            def fsync(descriptor: int) -> None:
                if next(calls) == at:
                    raise OSError(errno.EIO, 'Input/output error')
                real(descriptor)

            os.fsync = fsync  # type: ignore[assignment]

        self._in_a_child(failing, [self._asked(kind, amount) for _ in range(2)], None)

    # --- what must hold ------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Every acknowledged row exactly once, the totals of the model, what was changed named, the workbook opens."""
        self.excel_closes()
        self.workbook_returns()
        self.restart()
        for _ in range(3):
            self.tend()
        assert self.book.pending_count() == 0 and self.book.away is None, (self.book.pending_count(), self.book.away)
        frame = self.book.frame()
        held = frame['id'].tolist()
        there = [str(row[self._table().places['id']]) for _number, row in reading.filled_rows(self._table())]
        there = [entry_id for entry_id in there if entry_id]
        assert len(set(held)) == len(held) and sorted(held) == sorted(there), (sorted(held), sorted(there))
        assert set(self.acknowledged) <= set(held), f'lost: {set(self.acknowledged) - set(held)}'
        assert set(held) <= {*self.acknowledged, *self.perhaps}, 'rows that nobody recorded'
        self._check_totals(set(held))
        self._check_named()
        assert list(self.folder.glob('.*.tmp')) == []
        # Opened once more from nothing but the journal, it is the same book.
        again = Holding()
        again.replay(self.book.journal.since(0))
        assert sorted(again.frame()['id'].tolist()) == sorted(held) and again.boxes == self.book.boxes

    def _check_totals(self, held: set[str]) -> None:
        rows = [row for entry_id, row in {**self.perhaps, **self.acknowledged}.items() if entry_id in held]
        cash = sum(row.amount * effects(row.kind, 'cash')[0] for row in rows)
        assert cash == sum(self.book.boxes['cash'].values())
        for number in MEMBERS:
            signs = {'contribution': 1, 'withdrawal': -1}
            saved = sum(signs.get(row.kind, 0) * row.amount for row in rows if row.member == number)
            member = self.book.member(number)
            assert member is not None and saved == self.book.savings(member.id), number

    def _check_named(self) -> None:
        """What stands otherwise than it was sealed is told by the app and by the file alone, and nothing else is."""
        frame = self.book.frame()
        amounts = dict(zip(frame['id'].tolist(), frame['amount'].tolist(), strict=True))
        table = self._table()
        differing = set()
        for number, row in reading.filled_rows(table):
            entry_id = str(row[table.places['id']] or '')
            if entry_id and round(Decimal(str(row[table.places['amount']])) * 100) != amounts[entry_id]:
                differing.add((entry_id, f'Entries!{table.cell(number, "amount")}'))
        assert {each.key for each in self.book.differences} == {entry_id for entry_id, _cell in differing}
        named = {problem.place for problem in problems_of_workbook(self.path)}
        assert {cell for _id, cell in differing} <= named, (differing, named)
        if not differing and not self.book.typed:
            assert named == set(), named

    # --- how -----------------------------------------------------------------------------------------------------

    def _in_a_child(self, prepare: Callable[[], None], asked: list[Transaction], kill_after_ms: int | None) -> None:
        """Let a process of its own record and write; what it tells through a pipe was acknowledged."""
        for one in asked:
            self.perhaps[one.id] = Row(one.kind, one.amount, one.member)
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            _work(self.path, prepare, asked, self.now, write)
        os.close(write)
        if kill_after_ms is not None:
            time.sleep(kill_after_ms / 1000)
            os.kill(child, signal.SIGKILL)
        with os.fdopen(read, 'rb') as told:
            acknowledged = set(told.read().decode().split())
        os.waitpid(child, 0)
        for one in asked:
            if one.id in acknowledged:
                self._acknowledge(one)

    def _acknowledge(self, asked: Transaction) -> None:
        self.acknowledged[asked.id] = Row(asked.kind, asked.amount, asked.member)

    def _next(self) -> str:
        self._number += 1
        return f'id-{self._number}'

    def _asked(self, kind: str, amount: int) -> Transaction:
        of_member = kind in ('contribution', 'fine', 'withdrawal')
        member = MEMBERS[amount % len(MEMBERS)] if of_member else ''
        return self._request(self._next(), Row(kind, amount * 100, member))

    def _request(self, entry_id: str, row: Row) -> Transaction:
        category = 'other' if row.kind in ('income', 'expense') else ''
        return Transaction(entry_id, row.kind, row.amount, LAST_DAY, row.member, category=category)

    def _pick(self, which: int) -> str:
        kinds = {entry_id: row for entry_id, row in self.acknowledged.items() if entry_id.startswith('id-')}
        own = [entry_id for entry_id, row in kinds.items() if not row.reverses]
        return own[which % len(own)] if own else ''

    def _typed_in_sheet(self) -> set[str]:
        return {str(row.cells.get('note')) for row in self.book.typed} & set(self.typed)

    def _table(self) -> Table:
        return reading.read_tables(self.path.read_bytes(), self.path.name, ['Entries'])['Entries']

    def _rows(self) -> dict[str, int]:
        """Where each sealed row stands; none while the workbook is away."""
        if not self.path.exists():
            return {}
        table = self._table()
        place = table.places['id']
        return {str(row[place]): number for number, row in reading.filled_rows(table) if row[place]}


def _work(path: Path, prepare: Callable[[], None], asked: list[Transaction], now: datetime, tell: int) -> None:
    """The life of the process that is killed, or whose disk fails. It ends here, whatever happens."""
    try:
        book = open_book(path)
        prepare()
        for one in asked:
            with contextlib.suppress(Refused):
                record(book, one, PRESIDENT, now, LAST_DAY)
                os.write(tell, f'{one.id} '.encode())
            Writer(book, view_changes).flush(LAST_DAY)
    except Exception:
        os._exit(1)
    finally:
        os._exit(0)


@cache
def _begun() -> bytes:
    """The workbook of a group of two, made once."""
    with _folder() as folder:
        group = Group(folder)
        for name in ('Asha', 'Beena'):
            group.join(name)
        Writer(group.book, view_changes).flush(LAST_DAY)
        group.book.close()
        return group.path.read_bytes()


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def _plain(cell: object) -> xlsx.Value:
    return Decimal(repr(cell)) if isinstance(cell, float) else cell  # type: ignore[return-value]
