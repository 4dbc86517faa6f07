"""Write the sample workbook of a self help group: the story of `sheets/sample.py`, recorded by the same actions as
everything else.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import cast

from actions import members, record
from actions.members import NewMember
from actions.sample_telling import Telling, write
from actions.who import Who
from reports.loans import loan_standing
from rules import money
from rules.bylaws import read_percent
from rules.money import Money
from rules.periods import Month, months_from, parse_month
from rules.records import Member, Mode
from rules.transactions import Transaction
from sheets import sample
from sheets.book import Book
from sheets.sample import rows

TREASURER, PRESIDENT = Who(sample.TREASURER, 'treasurer'), Who(sample.PRESIDENT)

Step = tuple[date, int, str, dict[str, str]]
"""When, in which order on that day, what, and with which details."""

ORDER = ('joins', 'returns', 'monthly', 'income', 'from-bank', 'contribution', 'mistake', 'repayment', 'fine',
         'withdrawal', 'expense', 'loan', 'more', 'all savings', 'leaves', 'to-bank')  # fmt: skip


def write_sample(path: Path) -> None:
    """Write the sample workbook in place of an older one."""
    write(path, sample.BYLAWS, lambda book: Story(Telling(book, TREASURER)).tell())


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


class Story:
    """The story as it is recorded: the numbers of women and the ids of loans by their place in the tables."""

    def __init__(self, telling: Telling) -> None:
        self.telling = telling
        self.women: dict[str, str] = {}
        self.loans: dict[str, str] = {}

    def tell(self) -> str:
        """Record everything; says whose page the passbook shows."""
        how: dict[str, Callable[[str, date, dict[str, str]], None]] = {
            'joins': self._join, 'monthly': self._monthly, 'leaves': self._leave, 'returns': self._return,
            'contribution': self._deposit, 'loan': self._give, 'more': self._give_more, 'repayment': self._repay,
            'mistake': self._mistake, 'all savings': self._pay_out,
        }  # fmt: skip
        for on, _order, what, details in sorted(story(), key=lambda step: step[:2]):
            self.telling.begin(on)
            tell = how.get(what, partial(self._other, what))
            tell(self.telling.request(), on, details)
        return self.women[sample.IN_PASSBOOK]

    @property
    def book(self) -> Book:
        """The book that is written."""
        return self.telling.book

    @property
    def now(self) -> datetime:
        """The moment of what is recorded."""
        return self.telling.now

    def number(self, woman: str) -> str:
        """Her number; '' for nobody."""
        return self.women[woman] if woman else ''

    def _join(self, request: str, on: date, row: dict[str, str]) -> None:
        asked = NewMember(request, row['name'], row['mobile'], in_paise(row['monthly']), on)
        self.women[row['member']] = members.add(self.book, asked, PRESIDENT, self.now, on).number

    def _monthly(self, request: str, on: date, row: dict[str, str]) -> None:
        hers, monthly = self._member(row['member']), in_paise(row['reason or sum'])
        members.edit(self.book, hers.number, hers.name, hers.mobile, monthly, PRESIDENT, self.now, on, request)

    def _leave(self, request: str, on: date, row: dict[str, str]) -> None:
        number, reason = self.number(row['member']), row['reason or sum']
        members.deactivate(self.book, number, reason, on, PRESIDENT, self.now, on, request)

    def _return(self, request: str, on: date, row: dict[str, str]) -> None:
        number, reason = self.number(row['member']), row['reason or sum']
        members.reactivate(self.book, number, reason, on, PRESIDENT, self.now, on, request)

    def _deposit(self, request: str, on: date, row: dict[str, str]) -> None:
        hers = self._member(row['member'])
        amount = hers.monthly if row['amount'] == 'usual' else in_paise(row['amount'])
        mode: Mode = 'upi' if row['month'] >= sample.BY_UPI.get(row['member'], 'never') else 'cash'
        month = parse_month(row['month'])
        self._do(Transaction(request, 'contribution', amount, on, hers.number, month=month, mode=mode))

    def _give(self, request: str, on: date, row: dict[str, str]) -> None:
        asked = Transaction(
            request, 'loan', in_paise(row['amount']), on, self.number(row['member']), rate=read_percent(row['rate']),
            mode=cast('Mode', row['mode']), note=row['what for'],
        )  # fmt: skip
        self._do(asked)
        self.loans[row['loan']] = request

    def _give_more(self, request: str, on: date, row: dict[str, str]) -> None:
        loan = self.book.loans[self.loans[row['loan']]]
        self._do(Transaction(request, 'loan', in_paise(row['amount']), on, loan.member_number, loan.number))

    def _repay(self, request: str, on: date, row: dict[str, str]) -> None:
        loan = self.book.loans[self.loans[row['loan']]]
        standing = loan_standing(self.book, loan, on)
        principal = standing.outstanding if row['principal'] == 'all' else in_paise(row['principal'])
        amount = standing.penalty_owed + standing.interest_owed + principal
        self._do(Transaction(request, 'repayment', amount, on, loan.member_number, loan.number))

    def _pay_out(self, request: str, on: date, row: dict[str, str]) -> None:
        hers = self._member(row['member'])
        self._do(Transaction(request, 'withdrawal', self.book.savings(hers.id), on, hers.number))

    def _mistake(self, request: str, on: date, row: dict[str, str]) -> None:
        number, amount = self.number(row['member']), in_paise(row['amount'])
        self._do(Transaction(f'{request}.1', row['kind'], amount, on, number, category=row['category']))
        self._do(Transaction(f'{request}.2', 'reversal', 0, on, reverses=f'{request}.1', note=row['reason']))
        if row['right amount']:
            number, amount = self.number(row['right member']), in_paise(row['right amount'])
            self._do(Transaction(f'{request}.3', row['kind'], amount, on, number))

    def _other(self, kind: str, request: str, on: date, row: dict[str, str]) -> None:
        asked = Transaction(
            request, kind, in_paise(row['amount']), on, self.number(row['member']), category=row['category'],
            mode=cast('Mode', row['mode'] or 'cash'), note=row['note'],
        )  # fmt: skip
        self._do(asked)

    def _member(self, woman: str) -> Member:
        found = self.book.member(self.women[woman])
        assert found is not None, f'{woman} has not joined'
        return found

    def _do(self, asked: Transaction) -> None:
        record.record(self.book, asked, TREASURER, self.now, asked.on)


def in_paise(text: str) -> Money:
    """A sum of the tables."""
    return money.parse(text, sample.BYLAWS.currency)
