"""Write the sample workbook: the story of `sheets/sample.py`, recorded by the same actions as everything else.

The same ids and times each time, so that the workbook is the same to the byte.
"""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import cast

from ulid import ULID

from actions import lending, members, record
from actions.members import NewMember
from actions.who import Who
from reports.views import view_changes
from rules import money
from rules.bylaws import read_percent
from rules.periods import Month, months_from, parse_month
from rules.records import Loan, Mode
from rules.transactions import Transaction
from sheets import sample, views_passbook, xlsx
from sheets.book import Book, open_book
from sheets.making import make_workbook
from sheets.sample import rows
from sheets.writer import Writer

SAMPLE = Path(__file__).parent.parent / 'sample_workbook.xlsx'
TREASURER, PRESIDENT = Who(sample.TREASURER, 'treasurer'), Who(sample.PRESIDENT)
FIRST_MINUTE = time(10, 30)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

Step = tuple[date, int, str, dict[str, str]]
"""When, in which order on that day, what, and with which details."""

ORDER = ('joins', 'returns', 'monthly', 'income', 'from-bank', 'contribution', 'mistake', 'repayment', 'fine',
         'withdrawal', 'expense', 'loan', 'more', 'all savings', 'leaves', 'to-bank')  # fmt: skip


def write_sample(path: Path) -> None:
    """Write the sample workbook in place of an older one."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / 'sample.xlsx'
        make_workbook(made, sample.BYLAWS, sample.TODAY)
        telling = Telling(open_book(made))
        for on, _order, what, details in sorted(story(), key=lambda step: step[:2]):
            telling.tell(on, what, details)
        xlsx.amend_cells(made, 'Passbook', {views_passbook.CHOICE: telling.number(sample.IN_PASSBOOK)})
        outcome = Writer(telling.book, view_changes).flush(sample.TODAY)
        telling.book.close()
        assert outcome.written and not outcome.waiting, f'the sample was not written: {outcome.waiting}'
        shutil.copyfile(made, path)


def story() -> Iterator[Step]:
    """Everything that happened, in no order."""
    for row in rows(sample.MEMBERS):
        yield step(row['joined'], 'joins', row)
    for row in rows(sample.MEMBERSHIP):
        yield step(row['date'], row['what'], row)
    yield from deposits()
    for row in rows(sample.LOANS):
        yield step(row['given'], 'loan', row)
    for row in rows(sample.MORE_ON_A_LOAN):
        yield step(row['date'], 'more', row)
    for row in rows(sample.REPAYMENTS):
        for month in months_from(parse_month(row['from']), parse_month(row['to'])):
            yield step(month.day(int(row['day'])).isoformat(), 'repayment', row)
    for row in rows(sample.OTHERS):
        yield step(row['date'], row['kind'], row)
    for row in rows(sample.MISTAKES):
        yield step(row['date'], 'mistake', row)
    for row in rows(sample.SAVINGS_TAKEN_ALONG):
        yield step(row['date'], 'all savings', row)


def step(on: str, what: str, details: dict[str, str]) -> Step:
    """One thing that happened."""
    return date.fromisoformat(on), ORDER.index(what), what, details


def deposits() -> Iterator[Step]:
    """Each month's deposits: at the meeting, or as DEPOSITS says; those put right in MISTAKES are told there."""
    otherwise = {(row['month'], row['member']): row['paid'] for row in rows(sample.DEPOSITS)}
    mistaken = {(row['date'][:7], row['right member']) for row in rows(sample.MISTAKES)}
    last = parse_month(sample.LAST_MEETING)
    for month in months_from(parse_month(sample.FIRST_MEETING), last.plus(1)):
        for row in rows(sample.MEMBERS):
            key = str(month), row['member']
            usual = '' if month > last or key in mistaken or not belongs(row, month) else f'usual/{sample.MEETING_DAY}'
            for paid in otherwise.get(key, usual).replace('missed', '').split():
                amount, _, day = paid.partition('/')
                on = day if '-' in day else month.day(int(day)).isoformat()
                yield step(on, 'contribution', {'member': row['member'], 'amount': amount, 'month': str(month)})


def belongs(member: dict[str, str], month: Month) -> bool:
    """Whether she is a member at the meeting of a month."""
    meeting = month.day(sample.MEETING_DAY).isoformat()
    there = member['joined'] <= meeting
    for change in rows(sample.MEMBERSHIP):
        if change['member'] == member['member'] and change['date'] < meeting and change['what'] != 'monthly':
            there = change['what'] == 'returns'
    return there


@dataclass(slots=True)
class Telling:
    """The story as it is recorded: women and loans by their place in the tables."""

    book: Book
    women: dict[str, str] = field(default_factory=dict)
    loans: dict[str, str] = field(default_factory=dict)
    counter: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    now: datetime = LONG_AGO

    def tell(self, on: date, what: str, details: dict[str, str]) -> None:
        """Record one thing."""
        count = next(self.counter)
        first = datetime.combine(on, FIRST_MINUTE, UTC)
        self.now = max(first, self.now + timedelta(seconds=40)) if self.now.date() == on else first
        request = str(
            ULID.from_bytes(int(self.now.timestamp() * 1000).to_bytes(6) + sha256(b'%d' % count).digest()[:10])
        )
        match what:
            case 'joins':
                self._join(request, on, details)
            case 'leaves' | 'returns' | 'monthly':
                self._membership(request, on, what, details)
            case 'loan':
                self.loans[details['loan']] = self._give(request, on, details)
            case 'repayment':
                self._repay(request, on, details)
            case 'mistake':
                self._mistake(request, on, details)
            case _:
                self._record(request, on, what, details)

    def number(self, woman: str) -> str:
        """Her number; '' for nobody."""
        return self.women[woman] if woman else ''

    def _join(self, request: str, on: date, row: dict[str, str]) -> None:
        asked = NewMember(request, row['name'], row['mobile'], self._sum(row['monthly']), on)
        self.women[row['member']] = members.add(self.book, asked, PRESIDENT, self.now, on).number

    def _membership(self, request: str, on: date, what: str, row: dict[str, str]) -> None:
        number, said = self.number(row['member']), row['reason or sum']
        if what == 'monthly':
            hers = self.book.member(number)
            assert hers is not None
            members.edit(self.book, number, hers.name, hers.mobile, self._sum(said), PRESIDENT, self.now, on, request)
        else:
            change = members.deactivate if what == 'leaves' else members.reactivate
            change(self.book, number, said, on, PRESIDENT, self.now, on, request)

    def _give(self, request: str, on: date, row: dict[str, str]) -> str:
        asked = Transaction(
            request, 'loan', self._sum(row['amount']), on, self.number(row['member']), rate=read_percent(row['rate']),
            mode=cast('Mode', row['mode']), note=row['what for'],
        )  # fmt: skip
        self._do(asked, on)
        return self.book.loans[request].number

    def _repay(self, request: str, on: date, row: dict[str, str]) -> None:
        loan = self.book.loan(self.loans[row['loan']])
        assert isinstance(loan, Loan)
        standing = lending.standing_of(self.book, loan, on)
        charges = standing.interest_owed + standing.penalty_owed
        amount = standing.owed if row['principal'] == 'all' else charges + self._sum(row['principal'])
        self._do(Transaction(request, 'repayment', amount, on, loan.member_number, loan.number), on)

    def _mistake(self, request: str, on: date, row: dict[str, str]) -> None:
        kind, category = row['kind'], 'चहापाणी' if row['kind'] == 'expense' else ''
        wrong = Transaction(
            f'{request}.1', kind, self._sum(row['amount']), on, self.number(row['member']), category=category
        )
        self._do(wrong, on)
        self._do(Transaction(f'{request}.2', 'reversal', 0, on, reverses=wrong.id, note=row['reason']), on)
        if row['right amount']:
            amount, member = self._sum(row['right amount']), self.number(row['right member'])
            self._do(Transaction(f'{request}.3', kind, amount, on, member), on)

    def _record(self, request: str, on: date, what: str, row: dict[str, str]) -> None:
        number = self.loans_member(row['loan']) if what == 'more' else self.number(row['member'])
        hers = self.book.member(number)
        month = parse_month(row['month']) if row.get('month') else None
        mode = row.get('mode') or 'cash'
        amount = self._sum(row['amount']) if row.get('amount', 'usual') != 'usual' else 0
        if what == 'contribution':
            assert hers is not None and month is not None
            amount = amount or hers.monthly
            mode = 'upi' if str(month) >= sample.BY_UPI.get(row['member'], '9') else 'cash'
        if what == 'all savings':
            assert hers is not None
            amount = self.book.savings(hers.id)
        kind = {'all savings': 'withdrawal', 'more': 'loan'}.get(what, what)
        self._do(
            Transaction(
                request, kind, amount, on, number, loan=self.loans.get(row.get('loan', ''), ''), month=month,
                category=row.get('category', ''), note=row.get('note', ''), mode=cast('Mode', mode),
            ), on,
        )  # fmt: skip

    def loans_member(self, loan: str) -> str:
        """Whose loan it is."""
        found = self.book.loan(self.loans[loan])
        assert found is not None
        return found.member_number

    def _do(self, asked: Transaction, on: date) -> None:
        record.record(self.book, asked, TREASURER, self.now, on)

    def _sum(self, text: str) -> money.Money:
        return money.parse(text, sample.BYLAWS.currency)


if __name__ == '__main__':
    write_sample(SAMPLE)
