"""A book told in the docstring of a test: tables of members, loans, entries and changes, as a reader would write them.

    Member | Joined     | Monthly
    Asha   | 2025-01-01 | 200

    Loan | Member | Given on   | Rate
    L1   | Asha   | 2025-02-01 | 2

    Date       | Member | Kind         | Amount | Month   | Mode | Loan
    2025-01-10 | Asha   | contribution | 200    | 2025-01 | cash |

    Changed on | Of   | Field  | Old    | New
    2025-03-01 | Asha | status | active | inactive

Ids and numbers are the names. Columns that a case does not need are left out. Rows are sealed as in a workbook.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import cached_property
from typing import Any, cast

import pandas as pd

from rules import loans, money, periods, purses
from rules.bylaws import Bylaws
from rules.records import Change, Entry, Loan, Member, Mode, Movement
from sheets import entries, seals
from sheets.book import Book
from sheets.columns import ACCOUNTS, CHANGES, ENTRIES, Sheet
from sheets.comparing import Difference

GROUP = Bylaws(group_id='told', name='Asmita Bachat Gat', started_on=date(2025, 1, 1))
RECORDED_AT = datetime(2025, 1, 1, 12, tzinfo=UTC)


@dataclass
class Told:
    """What the reports ask of a book, from records that a test made up."""

    bylaws: Bylaws
    members: dict[str, Member]
    loans: dict[str, Loan]
    entries: list[Entry]
    changes: list[Change]
    version: int = 1
    differences: list[Difference] = field(default_factory=list)
    registers: dict[str, dict[str, Any]] = field(default_factory=dict)

    @cached_property
    def _frame(self) -> pd.DataFrame:
        return entries.frame_of(self.entries)

    def frame(self) -> pd.DataFrame:
        return self._frame

    def register(self, sheet: Sheet) -> dict[str, Any]:
        return self.registers.get(sheet.name, {})

    @property
    def first_accounts(self) -> purses.Usual:
        return purses.first_of(self.register(ACCOUNTS).values())

    def head(self) -> str:
        return self.entries[-1].seal if self.entries else seals.genesis(self.bylaws.group_id)

    def movements(self, loan_id: str) -> list[Movement]:
        return loans.movements_of(self.entries).get(loan_id, [])

    def receipt_of(self, entry_id: str) -> list[Entry]:
        receipts = {entry.receipt for entry in self.entries if entry.id == entry_id}
        return [entry for entry in self.entries if entry.receipt in receipts]

    def reversed_ids(self) -> set[str]:
        return {entry.reverses for entry in self.entries if entry.reverses}

    def member(self, number: str) -> Member | None:
        return next((member for member in self.members.values() if member.number == number), None)

    def savings(self, member_id: str) -> int:
        signs = {'contribution': 1, 'withdrawal': -1}
        return sum(signs.get(entry.kind, 0) * entry.amount for entry in self.entries if entry.member == member_id)


def book_told(text: str, bylaws: Bylaws = GROUP) -> Book:
    """The book that the tables of a text tell."""
    members = {row['Member']: _member(row) for row in tables(text, 'Joined')}
    loans = {row['Loan']: _loan(row) for row in tables(text, 'Given on')}
    told = [_entry(number, row) for number, row in enumerate(tables(text, 'Date'), start=1)]
    changes = [_change(number, row) for number, row in enumerate(tables(text, 'Changed on'), start=1)]
    return book_of(members.values(), loans.values(), told, changes, bylaws)


def book_of(
    members: Iterable[Member],
    loans: Iterable[Loan],
    rows: Iterable[Entry],
    changes: Iterable[Change],
    bylaws: Bylaws = GROUP,
) -> Book:
    """A book of these records, sealed in their order."""
    head = seals.genesis(bylaws.group_id)
    history: list[Change] = []
    for change in changes:
        check, seal = sealing(CHANGES, change, head, bylaws.currency)
        history.append(replace(change, previous=head, seal=seal, check=check))
        head = seal
    told: list[Entry] = []
    for row in rows:
        check, seal = sealing(ENTRIES, row, head, bylaws.currency)
        told.append(replace(row, previous=head, seal=seal, check=check))
        head = seal
    bylaws = replace(bylaws, history=tuple(change for change in history if change.sheet == 'Bylaws'))
    by_id = {member.id: member for member in members}, {loan.id: loan for loan in loans}
    return cast(Book, Told(bylaws, *by_id, told, history))


def sealing(sheet: Sheet, record: Entry | Change, previous: str, currency: str) -> tuple[str, str]:
    """The check of a row and its seal after another."""
    texts = seals.texts_of(sheet, record, currency)
    check = seals.check_of(sheet, texts)
    return check, seals.seal_of(previous, sheet, texts, check)


def tables(text: str, header: str) -> Iterator[dict[str, str]]:
    """The rows of those tables of a text that have a column of this name."""
    headers: list[str] = []
    for line in text.splitlines():
        values = [value.strip() for value in line.split('|')]
        if len(values) < 2:
            headers = []
        elif not headers:
            headers = values
        elif header in headers:
            yield dict(zip(headers, values, strict=True))


def _member(row: dict[str, str]) -> Member:
    return Member(
        id=row['Member'],
        number=row.get('Number', row['Member']),
        name=row.get('Name', row['Member']),
        mobile=row.get('Mobile', ''),
        monthly=money.parse(row.get('Monthly', '200'), 'INR'),
        joined=date.fromisoformat(row['Joined']),
        status=row.get('Status') or 'active',
    )


def _loan(row: dict[str, str]) -> Loan:
    return Loan(
        id=row['Loan'],
        number=row['Loan'],
        member=row['Member'],
        member_number=row['Member'],
        member_name=row['Member'],
        given_on=date.fromisoformat(row['Given on']),
        rate=Fraction(row.get('Rate', '2')),
        part_month='started',
        status=row.get('Status') or 'running',
        closed_on=date.fromisoformat(row['Closed on']) if row.get('Closed on') else None,
    )


def _entry(number: int, row: dict[str, str]) -> Entry:
    amount = row['Amount']
    return Entry(
        id=row.get('Id') or f'e{number}',
        on=date.fromisoformat(row['Date']),
        receipt=row.get('Receipt') or f'R{number:05d}',
        kind=row['Kind'],
        amount=-money.parse(amount[1:], 'INR') if amount.startswith('-') else money.parse(amount, 'INR'),
        mode=cast(Mode, row.get('Mode') or 'cash'),
        member=row.get('Member', ''),
        member_number=row.get('Member', ''),
        member_name=row.get('Member', ''),
        month=periods.parse_month(row['Month']) if row.get('Month') else None,
        loan=row.get('Loan', ''),
        loan_number=row.get('Loan', ''),
        note=row.get('Note', ''),
        about=row.get('About', ''),
        reverses=row.get('Reverses', ''),
        recorded_by='Asha',
        recorded_at=RECORDED_AT,
    )


def _change(number: int, row: dict[str, str]) -> Change:
    return Change(
        id=f'c{number}',
        on=date.fromisoformat(row['Changed on']),
        sheet=row.get('Sheet', 'Members'),
        row=row['Of'],
        label=row['Of'],
        field=row['Field'],
        old=row['Old'],
        new=row['New'],
        recorded_by='Asha',
        recorded_at=RECORDED_AT,
    )
