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
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

import pandas as pd

from rules import accounts
from rules.bylaws import BY_FIELD, Bylaws
from rules.money import ZERO, Money
from rules.problems import Problem
from rules.records import Change, Entry, Loan, Member, Movement
from sheets import cells, columns, entries, reading, seals
from sheets.columns import Sheet
from sheets.journal import PENDING, Answer, Journal, Operation, Writing
from sheets.ooxml.signature import Signature

LOAN_KINDS = ('loan', 'principal', 'interest', 'penalty', 'write-off')
RECORDS: Mapping[str, type] = {'Entries': Entry, 'Changes': Change, 'Members': Member, 'Loans': Loan}


class Book:
    """One group's members, loans, bylaws, changes and entries. Use `open_book`."""

    signature: Signature
    places: Mapping[str, Mapping[str, int]]
    bylaws: Bylaws
    members: dict[str, Member]
    loans: dict[str, Loan]
    changes: list[Change]
    boxes: dict[str, dict[date, Money]]
    """What came into cash and bank less what went out, by account and day."""

    _frame: pd.DataFrame
    _tail: list[Entry]
    _problems: list[Problem]
    _head: str
    _receipts: int
    _change_ids: set[str]
    # Made when first asked for, then kept up to date row by row.
    _ids: set[str] | None
    _movements: dict[str, list[Movement]] | None
    _savings: dict[str, Money] | None

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
        return entries.records_of(frame.loc[frame['receipt'] == found.iloc[0]]) if len(found) else []

    def reversed_ids(self) -> set[str]:
        """The ids of rows that another row takes back."""
        reverses = self.frame()['reverses']
        return set(reverses[reverses != ''])

    def has_entry(self, entry_id: str) -> bool:
        """Whether a row with this id stands in the book."""
        if self._ids is None:
            self._ids = set(self.frame()['id'])
        return entry_id in self._ids

    def movements(self, loan_id: str) -> list[Movement]:
        """The rows of a loan, for the rules."""
        if self._movements is None:
            found: dict[str, list[Movement]] = {}
            frame = self.frame()
            rows = frame.loc[frame['kind'].isin(LOAN_KINDS) & (frame['loan'] != ''), ['loan', 'on', 'kind', 'amount']]
            for loan, on, kind, amount in zip(*(rows[name].tolist() for name in rows), strict=True):
                found.setdefault(loan, []).append(Movement(on.date(), kind, amount))
            self._movements = found
        return self._movements.get(loan_id, [])

    def savings(self, member_id: str) -> Money:
        """What a member has saved: deposits less withdrawals."""
        if self._savings is None:
            frame = self.frame()
            signs = frame['kind'].map({'contribution': 1, 'withdrawal': -1}).astype('Int64').fillna(0)
            sums = (frame['amount'] * signs).groupby(frame['member']).sum()
            self._savings = {str(member): int(total) for member, total in sums.items()}
        return self._savings.get(member_id, ZERO)

    def receipt_number(self) -> str:
        """The number of the next receipt."""
        return f'R{self._receipts + 1:05d}'

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
    def writing(self) -> Iterator['Recording']:
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
        data, self.signature = reading.read_file(self.path)
        tables = reading.read_tables(data, self.path.name)
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
        self._ids = None
        self._movements = None
        self._savings = None
        self._receipts = _highest_receipt(rows.frame)
        self.boxes = _boxes(rows.frame)
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
            self._apply(operation)

    def _apply(self, operation: Operation) -> None:
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
            self._take_entry(record)
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

    def _take_entry(self, entry: Entry) -> None:
        self._tail.append(entry)
        if self._ids is not None:
            self._ids.add(entry.id)
        if self._movements is not None and entry.loan:
            self._movements.setdefault(entry.loan, []).append(Movement(entry.on, entry.kind, entry.amount))
        if self._savings is not None and entry.kind in ('contribution', 'withdrawal'):
            sign = 1 if entry.kind == 'contribution' else -1
            self._savings[entry.member] = self._savings.get(entry.member, ZERO) + sign * entry.amount
        self._receipts = max(self._receipts, _receipt_count(entry.receipt))
        for box, sign in zip((accounts.CASH, accounts.BANK), accounts.effects(entry.kind, entry.mode), strict=True):
            if sign:
                self.boxes[box][entry.on] = self.boxes[box].get(entry.on, ZERO) + sign * entry.amount

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


@dataclass(slots=True)
class Recording:
    """A request that is being written: everything in it becomes durable together."""

    book: Book
    writing: Writing
    rows: int = 0

    def answer(self, request: str) -> Answer | None:
        """What was answered when this request came before."""
        return self.writing.answer(request)

    def set_answer(self, request: str, content: str, answer: Mapping[str, Any]) -> None:
        """Keep what is answered now, for when the request comes again."""
        self.writing.set_answer(request, content, answer)

    def insert(self, sheet: Sheet, record: Any, request: str, at: datetime) -> None:
        """Add a row. A row of a journal is sealed here, in the order in which rows are accepted."""
        currency = self.book.bylaws.currency
        if sheet.sealed:
            previous = self.writing.head() or self.book.head()
            texts = seals.texts_of(sheet, record, currency)
            check = seals.check_of(sheet, texts)
            seal = seals.seal_of(previous, sheet.name, texts, check)
            record = replace(record, previous=previous, seal=seal, check=check)
            self.writing.set_head(seal)
        values = {
            column.field: cells.to_text(column.type, getattr(record, column.field), currency)
            for column in sheet.columns
        }
        assert record_of(sheet, values, currency) == record, f'the row does not read back equal: {values}'
        self._apply(self.writing.add('insert', sheet.name, getattr(record, sheet.key), values, at, request))

    def update(self, sheet: Sheet, row: str, values: Mapping[str, str], request: str, at: datetime) -> None:
        """Amend fields of a register row, given as canonical texts. The caller wrote the changes down first."""
        self._apply(self.writing.add('update', sheet.name, row, values, at, request))

    def _apply(self, operation: Operation) -> None:
        self.rows += 1
        self.book._apply(operation)


def open_book(path: Path) -> Book:
    """Open the book of a workbook. Raises Refused where the workbook cannot be read."""
    return Book(path.resolve())


def record_of(sheet: Sheet, values: Mapping[str, str], currency: str) -> Any:
    """The record that canonical texts stand for."""
    return RECORDS[sheet.name](
        **{column.field: cells.from_text(column.type, values[column.field], currency) for column in sheet.columns}
    )


def _boxes(frame: pd.DataFrame) -> dict[str, dict[date, Money]]:
    """What came into cash and bank less what went out, by day."""
    boxes: dict[str, dict[date, Money]] = {accounts.CASH: {}, accounts.BANK: {}}
    sums = frame['amount'].groupby([frame['on'], frame['kind'], frame['mode']], observed=True).sum()
    for key, amount in sums.items():
        on, kind, mode = cast('tuple[pd.Timestamp, str, str]', key)
        for box, sign in zip(boxes.values(), accounts.effects(kind, mode), strict=True):
            if sign:
                box[on.date()] = box.get(on.date(), ZERO) + sign * int(amount)
    return boxes


def _highest_receipt(frame: pd.DataFrame) -> int:
    return max(map(_receipt_count, frame['receipt'].tolist()), default=0)


def _receipt_count(receipt: str) -> int:
    digits = receipt[1:]
    return int(digits) if receipt[:1] == 'R' and digits.isdecimal() else 0
