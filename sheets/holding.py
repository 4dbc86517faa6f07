"""What is in force in a book: bylaws, registers, changes and entries, kept up to date operation by operation.

It is made from a workbook that was read, or from the operations of the journal alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from rules import purses
from rules.bylaws import BY_FIELD, Bylaws
from rules.money import Money
from rules.records import Change, Entry, Loan, Member, Movement
from sheets import cells, columns, entries, questions, seals
from sheets.chains import Chain
from sheets.columns import Sheet
from sheets.finding import texts_of
from sheets.journal import Operation
from sheets.lookups import Lookups
from sheets.questions import Question
from sheets.recording import record_of
from sheets.registers import Registers


class Holding:
    """One group's registers, bylaws, changes and entries."""

    bylaws: Bylaws
    records: dict[str, dict[str, Any]]
    """The rows of each register, by its name and their ids."""
    changes: list[Change]
    _frame: pd.DataFrame
    _tail: list[Entry]
    _head: str | None
    """The seal of the last row; None where that has to be looked for."""
    _one_chain: bool
    _change_ids: set[str]
    _lookups: Lookups
    _asked: tuple[int, list[Question]] | None
    """The questions that were open when there were so many changes."""

    def hold(self, registers: Registers, frame: pd.DataFrame) -> None:
        """Begin anew with these registers and entries."""
        self.bylaws = registers.bylaws
        self.records, self.changes = registers.records, registers.changes
        self._change_ids = {change.id for change in self.changes}
        self._frame, self._tail, self._asked = frame, [], None
        self._lookups = Lookups(self.frame)
        self._head, self._one_chain = None, False
        self._put_in_order()

    def links(self) -> dict[str, str]:
        """Each seal with the one before it; one whose row counts once elsewhere is followed by what stands for it."""
        frame = self.frame()
        links = dict(zip(frame['seal'].tolist(), frame['previous'].tolist(), strict=True))
        links.update({change.seal: change.previous for change in self.changes})
        links.update(seals.stand_ins_of(self.changes))
        links.pop('', None)
        return links

    def heads(self) -> list[str]:
        """The seals that no row follows; more than one where copies were written apart and not joined yet."""
        return seals.heads(self.links(), seals.joins_of(self.changes))

    def chain(self) -> Chain:
        """Which row was written before which."""
        return questions.chain_of(self.frame(), self.changes)

    def questions(self) -> list[Question]:
        """What two copies of the book changed apart in the registers, so that a person must decide."""
        # Asked by every page: without a joining row nothing was ever written apart, and more changes may answer it.
        if not seals.joins_of(self.changes):
            return []
        if self._asked is None or self._asked[0] != len(self.changes):
            self._asked = len(self.changes), questions.questions_of(self.changes, self.chain())
        return self._asked[1]

    def replay(self, operations: Iterable[Operation]) -> None:
        """Begin anew with what the journal tells."""
        texts: dict[str, str] = {}
        rest: list[Operation] = []
        for operation in operations:
            if operation.sheet == 'Bylaws':
                texts[operation.row] = operation.values['value']
            else:
                rest.append(operation)
        currency = texts['currency']
        agreed: dict[str, Any] = {field: BY_FIELD[field].read(text, currency) for field, text in texts.items()}
        self.hold(Registers(Bylaws(**agreed)), entries.frame_of([]))
        for operation in rest:
            self.apply(operation)

    # --- what it holds -------------------------------------------------------------------------------------------

    def frame(self) -> pd.DataFrame:
        """All entries, those that wait in the journal included; see `sheets/entries.py` for the columns."""
        if self._tail:
            self._frame = pd.concat([self._frame, entries.frame_of(self._tail)], ignore_index=True)
            self._tail = []
        return self._frame

    def register(self, sheet: Sheet) -> Mapping[str, Any]:
        """The rows of a register by their ids, in the order in which they came."""
        return self.records[sheet.name]

    @property
    def members(self) -> Mapping[str, Member]:
        """The members by their ids."""
        return self.register(columns.MEMBERS)

    @property
    def loans(self) -> Mapping[str, Loan]:
        """The loans by their ids."""
        return self.register(columns.LOANS)

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
        """What a member has saved: deposits less withdrawals, without what is of a round of the merry-go-round."""
        return self._lookups.savings(member_id)

    def balances_on(self) -> date | None:
        """The cut-off day of the balances that were taken over from the books before, all in one sitting."""
        return self._lookups.balances_on()

    @property
    def first_accounts(self) -> purses.Usual:
        """The cash box and bank account to which rows belong that name none."""
        return purses.first_of(self.register(columns.ACCOUNTS).values())

    @property
    def boxes(self) -> Mapping[str, Mapping[date, Money]]:
        """What came into each cash box and bank account less what went out, by its place and day."""
        first = self.first_accounts
        found: dict[str, dict[date, Money]] = {place: {} for place in first.values()}
        for (type_, account), days in self._lookups.purses.items():
            box = found.setdefault(purses.place_of(type_, account, first), {})
            for day, amount in days.items():
                box[day] = box.get(day, 0) + amount
        return found

    def receipt_number(self) -> str:
        """The number of the next receipt."""
        return self._lookups.receipt_number()

    def head(self) -> str:
        """The seal of the last row of the chain."""
        if self._head is None:
            heads = self.heads() or [seals.genesis(self.bylaws.group_id)]
            self._one_chain = len(heads) == 1
            # Where a row is gone, as where copies were written apart, the one that was written last is the last.
            self._head = heads[0] if self._one_chain else max(heads, key=self.chain().places.__getitem__)
        return self._head

    # --- keeping up ----------------------------------------------------------------------------------------------

    def apply(self, operation: Operation) -> None:
        """Take an operation of the journal into what is held, unless it is there already."""
        sheet = columns.BY_NAME[operation.sheet]
        if operation.operation == 'insert':
            if not self.knows(sheet, operation.row):
                self._take(sheet, record_of(sheet, operation.values, self.bylaws.currency))
        elif not sheet.sealed:
            self._amend(sheet, operation.row, operation.values)
        else:
            # Of a sealed row an update puts back into the sheet what is in force all the time, unless both copies
            # of a book had recorded the row and that of the other one counts.
            self._exchange(sheet, operation.row, operation.values)

    def knows(self, sheet: Sheet, row: str) -> bool:
        """Whether a row of a sheet is held, by its id."""
        if sheet is columns.ENTRIES:
            return self.has_entry(row)
        if sheet is columns.CHANGES:
            return row in self._change_ids
        return sheet is columns.BYLAWS or row in self.records[sheet.name]

    def _take(self, sheet: Sheet, record: Any) -> None:
        if isinstance(record, Entry):
            self._tail.append(record)
            self._lookups.take(record)
        elif isinstance(record, Change):
            self.changes.append(record)
            self._change_ids.add(record.id)
            if record.sheet == 'Bylaws':
                self.bylaws = replace(self.bylaws, history=(*self.bylaws.history, record))
        else:
            self.records[sheet.name][getattr(record, sheet.key)] = record
        if sheet.sealed:
            # What another copy brings may lie before the last row, or beside it.
            self._head = record.seal if self._one_chain and record.previous == self._head else None
        if isinstance(record, Change) and record.field == seals.JOINED:
            self._put_in_order()

    def _put_in_order(self) -> None:
        """Where copies were joined, their changes stand in one order on every copy, whose own ever came first."""
        if seals.joins_of(self.changes):
            places = self.chain().places
            self.changes.sort(key=lambda change: places.get(change.seal, len(places)))
            history = tuple(change for change in self.changes if change.sheet == 'Bylaws')
            self.bylaws = replace(self.bylaws, history=history)

    def _exchange(self, sheet: Sheet, row: str, values: Mapping[str, str]) -> None:
        self._head = None
        currency, frame = self.bylaws.currency, self.frame()
        if sheet is columns.CHANGES:
            for place, change in enumerate(self.changes):
                if change.id == row:
                    self.changes[place] = record_of(sheet, {**texts_of(sheet, change, currency), **values}, currency)
            return
        for entry in entries.records_of(frame.loc[frame['id'] == row]):
            texts = texts_of(sheet, entry, currency)
            if any(texts[name] != text for name, text in values.items()):
                self._frame = frame.loc[frame['id'] != row]
                self._tail = [record_of(sheet, {**texts, **values}, currency)]
                self._lookups = Lookups(self.frame)

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
        rows = self.records[sheet.name]
        if row in rows:
            rows[row] = replace(rows[row], **fields)
