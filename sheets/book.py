"""The book of one group: what its workbook and its journal hold together, and the one way to write into it.

    book = open_book(Path('group.xlsx'))
    book.members, book.loans, book.bylaws, book.frame()        reading
    with book.writing() as writing:                            writing: checked, sealed, durable, all or none
        writing.insert(ENTRIES, entry, request)
        writing.update(MEMBERS, member.id, {'mobile': '...'}, why)

A row is acknowledged when the block has ended: it is in the journal then. `sheets/writer.py` takes it from there
into the workbook. Several processes may hold one book; each sees the others' rows when it refreshes or writes.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from rules.bylaws import BY_FIELD, Bylaws
from rules.money import Money
from rules.problems import Problem
from rules.records import Change, Entry, Loan, Member, Movement
from sheets import cells, columns, entries, opening, reading, seals
from sheets.columns import Sheet
from sheets.journal import PENDING, Journal, Operation
from sheets.lookups import Lookups
from sheets.ooxml.signature import Signature
from sheets.recording import Recording, record_of


class Book:
    """One group's members, loans, bylaws, changes and entries. Use `open_book`."""

    signature: Signature
    places: Mapping[str, Mapping[str, int]]
    bylaws: Bylaws
    members: dict[str, Member]
    loans: dict[str, Loan]
    changes: list[Change]
    _frame: pd.DataFrame
    _tail: list[Entry]
    _problems: list[Problem]
    _head: str
    _change_ids: set[str]
    _lookups: Lookups

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = threading.RLock()
        self.changed = threading.Event()
        self.version = 0
        self._last_number = 0
        self._read()
        self.journal = Journal(path, self.bylaws.group_id)
        self._outside = self.journal.outside()
        if self.signature.still(path):
            self._add_what_the_workbook_lacks()
        else:
            self.reopen()

    # --- what it holds -------------------------------------------------------------------------------------------

    def frame(self) -> pd.DataFrame:
        """All entries, those that wait in the journal included; see `sheets/entries.py` for the columns."""
        with self.lock:
            if self._tail:
                self._frame = pd.concat([self._frame, entries.frame_of(self._tail)], ignore_index=True)
                self._tail = []
            return self._frame

    def member(self, number: str) -> Member | None:
        """The member with a number."""
        return next((member for member in self.members.values() if member.number == number), None)

    def loan(self, number: str) -> Loan | None:
        """The loan with a number."""
        return next((loan for loan in self.loans.values() if loan.number == number), None)

    def receipt_of(self, entry_id: str) -> list[Entry]:
        """The rows that were recorded together with an entry, in order; none when there is no such entry."""
        frame = self.frame()
        found = frame.loc[frame['id'] == entry_id, 'receipt']
        request = entry_id.partition('/')[0]
        together = entries.records_of(frame.loc[frame['receipt'] == found.iloc[0]]) if len(found) else []
        return [entry for entry in together if entry.id.partition('/')[0] == request]

    def reversed_ids(self) -> set[str]:
        """The ids of rows that another row takes back."""
        reverses = self.frame()['reverses']
        return set(reverses[reverses != ''])

    def has_entry(self, entry_id: str) -> bool:
        """Whether a row with this id stands in the book."""
        return self._lookups.has_entry(entry_id)

    def movements(self, loan_id: str) -> list[Movement]:
        """The rows of a loan, for the rules."""
        return self._lookups.movements(loan_id)

    def savings(self, member_id: str) -> Money:
        """What a member has saved: deposits less withdrawals."""
        return self._lookups.savings(member_id)

    @property
    def boxes(self) -> Mapping[str, Mapping[date, Money]]:
        """What came into cash and bank less what went out, by account and day."""
        return self._lookups.boxes

    def receipt_number(self) -> str:
        """The number of the next receipt."""
        return self._lookups.receipt_number()

    def problems(self) -> list[Problem]:
        """What is wrong in the workbook."""
        return self._problems

    def pending_count(self) -> int:
        """How many rows are not yet in the workbook."""
        return self.journal.pending_count()

    def head(self) -> str:
        """The seal of the last row of the chain."""
        return self._head

    # --- keeping up ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """See what others did: rows in the journal, and a workbook that was changed outside."""
        with self.lock:
            self._catch_up(self.journal.since(self._last_number))
            if not self.signature.still(self.path) and not self.left_by_us():
                self.reopen()

    def reopen(self) -> None:
        """Read the workbook again, then the journal's rows that it lacks."""
        with self.lock:
            self._outside = self.journal.outside()
            self._read()
            self._add_what_the_workbook_lacks()

    def left_by_us(self) -> bool:
        """Whether the workbook is as the app last wrote it: then the journal told all of it."""
        last = Signature.read(self.journal.signature())
        if last is None or not last.still(self.path) or self.journal.outside() != self._outside:
            return False
        self.signature = last
        return True

    def close(self) -> None:
        """Let go of the journal."""
        self.journal.close()

    @contextmanager
    def writing(self) -> Iterator[Recording]:
        """Write several rows, all or none: they are durable when the block ends, and nothing happened if it raises."""
        with self.lock:
            recording: Recording | None = None
            try:
                with self.journal.writing() as writing:
                    self._catch_up(writing.since(self._last_number))
                    recording = Recording(self, writing)
                    yield recording
            except BaseException:
                if recording and recording.rows:
                    self.reopen()
                raise
            if recording.rows:
                self.changed.set()

    def _read(self) -> None:
        data, self.signature = opening.read_file(self.path)
        tables = reading.read_tables(data, self.path.name, exports=False)
        registers = reading.read_registers(tables, self.path.name)
        rows = entries.read_entries(tables['Entries'], registers.bylaws.currency)
        self.places = {name: table.places for name, table in tables.items()}
        self.bylaws = registers.bylaws
        self.members = registers.members
        self.loans = registers.loans
        self.changes = registers.changes
        self._change_ids = {change.id for change in self.changes}
        self._problems = [*registers.problems, *rows.problems]
        self._frame = rows.frame
        self._tail = []
        links = {**rows.links, **{change.seal: change.previous for change in registers.changes if change.seal}}
        self._head = next(iter(seals.heads(links)), seals.genesis(self.bylaws.group_id))
        self._lookups = Lookups(self.frame)
        self.version += 1

    def _add_what_the_workbook_lacks(self) -> None:
        """Take the journal's rows that are not in the workbook as it was read.

        Amendments that are in the workbook are left alone: what stands there may have been mended by hand since.
        """
        if self.signature.same_as(Signature.read(self.journal.signature())):
            operations = self.journal.pending()
        else:
            operations = [op for op in self.journal.since(0) if op.operation == 'insert' or op.status == PENDING]
        self._last_number = self.journal.last_number()
        self._catch_up(operations)

    def _catch_up(self, operations: Iterable[Operation]) -> None:
        for operation in operations:
            self.apply(operation)

    def apply(self, operation: Operation) -> None:
        """Take an operation of the journal into what the book holds, unless the workbook brought it already."""
        self._last_number = max(self._last_number, operation.number)
        sheet = columns.BY_NAME[operation.sheet]
        if operation.operation == 'insert':
            if not self._known(sheet, operation.row):
                self._take(sheet, record_of(sheet, operation.values, self.bylaws.currency))
        else:
            self._amend(sheet, operation.row, operation.values)
        self.version += 1

    def _known(self, sheet: Sheet, row: str) -> bool:
        match sheet.name:
            case 'Entries':
                return self.has_entry(row)
            case 'Members':
                return row in self.members
            case 'Loans':
                return row in self.loans
            case _:
                return row in self._change_ids

    def _take(self, sheet: Sheet, record: Any) -> None:
        if isinstance(record, Entry):
            self._tail.append(record)
            self._lookups.take(record)
        elif isinstance(record, Change):
            self.changes.append(record)
            self._change_ids.add(record.id)
            if record.sheet == 'Bylaws':
                self.bylaws = replace(self.bylaws, history=(*self.bylaws.history, record))
        elif isinstance(record, Member):
            self.members[record.id] = record
        else:
            self.loans[record.id] = record
        if sheet.sealed:
            self._head = record.seal

    def _amend(self, sheet: Sheet, row: str, values: Mapping[str, str]) -> None:
        currency = self.bylaws.currency
        if sheet is columns.BYLAWS:
            field, text = row, values['value']
            amended: dict[str, Any] = {field: BY_FIELD[field].read(text, currency)}
            self.bylaws = replace(self.bylaws, **amended)
            return
        fields: dict[str, Any] = {
            name: cells.from_text(sheet.column(name).type, text, currency) for name, text in values.items()
        }
        if sheet is columns.MEMBERS and row in self.members:
            self.members[row] = replace(self.members[row], **fields)
        elif sheet is columns.LOANS and row in self.loans:
            self.loans[row] = replace(self.loans[row], **fields)


def open_book(path: Path) -> Book:
    """Open the book of a workbook. Raises Refused where the workbook cannot be read."""
    return Book(path.resolve())
