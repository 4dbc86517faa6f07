"""What the book adds up to on a day or in a range: the dashboard, the report and the views of the workbook ask here.

    figures(book, on)                   the totals, as `main.py summary` prints them
    dues_table(book, on)                a row a member and month            reports/dues.py
    loans_table(book, on)               a row a loan, with what is owed     reports/loans.py
    members_table(book, start, end)     a row a member
    cash_book(book, start, end)         cash and bank by kind of entry; boxes() tells opening and closing balance
    trial_balance(book, on)             debits and credits of each account
    entries_between(book, start, end)   the entries themselves              reports/rows.py

All sums are whole minor units and exact; rows after the day do not count. For example 10,000.00 saved, 5,000.00 lent
and 5,300.00 back, of which 300.00 interest: savings 10,000.00, loans outstanding 0.00, cash 10,300.00.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import cast

import numpy as np
import pandas as pd

from reports import rows
from reports.dues import dues_missed, dues_table
from reports.loans import loan_standing, loans_given, loans_table
from reports.rows import entries_between
from rules import accounts, periods, purses, totals
from rules.accounts import BANK, CASH, Balance
from rules.loans import LENT
from rules.money import ZERO, Money
from rules.periods import Month
from rules.records import ACTIVE, CLOSED, RUNNING, WRITTEN_OFF
from rules.register_records import Account
from sheets.book import Book
from sheets.columns import ACCOUNTS

__all__ = [
    'COUNTS',
    'Box',
    'Boxes',
    'Figures',
    'Place',
    'boxes',
    'cash_book',
    'deposited_between',
    'deposits_by_month',
    'dues_missed',
    'dues_table',
    'entries_between',
    'figures',
    'latest_entries',
    'loan_standing',
    'loans_table',
    'members_table',
    'places',
    'trial_balance',
]  # fmt: skip


COUNTS = frozenset(
    ('members_active', 'members_inactive', 'loans_active', 'loans_closed', 'loans_written_off', 'dues_missed')
)
"""The figures that are no sums of money."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The totals of a book at the end of a day; sums in minor units, then counts.

    Savings are what members saved, without what they put into the pots of a merry-go-round. `more` are the totals that
    not every group has, by their keys: those whose module is on, or in which there is something.
    """

    savings: Money
    loans_given: Money
    loans_outstanding: Money
    principal_repaid: Money
    interest_received: Money
    penalties_received: Money
    income: Money
    expenses: Money
    cash: Money
    bank: Money
    members_active: int
    members_inactive: int
    loans_active: int
    loans_closed: int
    loans_written_off: int
    dues_missed: int
    more: Mapping[str, Money] = field(default_factory=dict)

    @property
    def loans_past(self) -> int:
        """How many loans run no more, repaid or written off."""
        return self.loans_closed + self.loans_written_off

    def by_name(self) -> dict[str, int]:
        """All of them by name, the sums before the counts; without loans written off where there are none."""
        own = {each.name: getattr(self, each.name) for each in fields(self) if each.name != 'more'}
        if not self.loans_written_off:
            del own['loans_written_off']
        sums = {name: value for name, value in own.items() if name not in COUNTS}
        return sums | dict(self.more) | {name: value for name, value in own.items() if name in COUNTS}


@dataclass(frozen=True, slots=True)
class Box:
    """Cash or bank in a range: what was there before, what came in, what went out; a reversal lessens either."""

    opening: Money
    received: Money
    paid: Money

    @property
    def closing(self) -> Money:
        """What is there at the end of the range."""
        return self.opening + self.received - self.paid


@dataclass(frozen=True, slots=True)
class Place:
    """A cash box or bank account in a range: its number, its name, and its row in Accounts where it has one."""

    number: str
    title: str
    box: Box
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class Boxes:
    """Cash and bank in a range."""

    cash: Box
    bank: Box


def figures(book: Book, on: date) -> Figures:
    """The totals at the end of a day."""
    frame = rows.until(book.frame()[['on', 'kind', 'mode', 'amount', 'about']], on)
    sums = rows.sums_by_kind_and_mode(frame)
    total = _by_kind(sums)
    savings, in_rounds = (totals.BY_KEY[key] for key in ('savings', totals.ROUNDS))
    rounds = in_rounds.balance(_by_kind(rows.sums_by_kind_and_mode(frame[rows.of_rounds(frame)])))
    more = {each.key: rounds if each is in_rounds else each.balance(total) for each in totals.MORE}
    on_here = {each.key for each in totals.MORE if each.module and book.bylaws.uses((each.module,))}
    statuses = _statuses(book, on)
    loans = [status for _loan, status, _sums in loans_given(book, on)]
    return Figures(
        savings=savings.balance(total) - rounds,
        loans_given=sum(total[kind] for kind in LENT),
        loans_outstanding=totals.BY_KEY['loans_outstanding'].balance(total),
        principal_repaid=total['principal'],
        interest_received=total['interest'],
        penalties_received=total['penalty'] + total['fine'],
        income=total['income'],
        expenses=total['expense'],
        cash=_in_box(sums, CASH),
        bank=_in_box(sums, BANK),
        members_active=sum(status == ACTIVE for status in statuses.values()),
        members_inactive=sum(status != ACTIVE for status in statuses.values()),
        loans_active=loans.count(RUNNING),
        loans_closed=loans.count(CLOSED),
        loans_written_off=loans.count(WRITTEN_OFF),
        dues_missed=sum(dues_missed(book, on).values()),
        more={key: amount for key, amount in more.items() if amount or key in on_here},
    )


def _by_kind(sums: Mapping[tuple[str, str], Money]) -> dict[str, Money]:
    """The sum of each kind of entry."""
    total = dict.fromkeys(accounts.POSTINGS, ZERO)
    for (kind, _mode), amount in sums.items():
        total[kind] += amount
    return total


def members_table(book: Book, start: date, end: date) -> pd.DataFrame:
    """A row for each member who had joined by `end`, whether she left or not.

    Columns: member (id), number, name, status; paid, withdrawn and interest_paid within the range; savings,
    loan_outstanding and dues_missed at its end. What she put into the pots of the merry-go-round and got out of them
    is not saved: by the end it is put_in and received; shares is what she has
    in them.
    """
    shares = totals.BY_KEY['shares'].signs
    kinds = tuple(dict.fromkeys((*accounts.SAVINGS_SIGNS, *accounts.LOANS_SIGNS, *shares, 'interest')))
    until_end = rows.until(book.frame()[['on', 'kind', 'amount', 'member', 'about']], end)
    statuses = _statuses(book, end)
    people = [book.members[member] for member in statuses]
    of_rounds = rows.of_rounds(until_end)
    in_rounds = rows.sums_by(until_end[of_rounds], 'member', statuses, kinds)
    until_end = until_end[~of_rounds]
    all_time = rows.sums_by(until_end, 'member', statuses, kinds)
    within = rows.sums_by(rows.between(until_end, start, end), 'member', statuses, kinds)
    missed = dues_missed(book, end)
    return pd.DataFrame(
        {
            'member': list(statuses),
            'number': [person.number for person in people],
            'name': [person.name for person in people],
            'status': list(statuses.values()),
            'paid': within['contribution'].to_numpy(),
            'withdrawn': within['withdrawal'].to_numpy(),
            'savings': _balance(all_time, accounts.SAVINGS_SIGNS),
            'put_in': in_rounds['contribution'].to_numpy(),
            'received': in_rounds['payout'].to_numpy(),
            'shares': _balance(all_time, shares),
            'dues_missed': [missed[member] for member in statuses],
            'loan_outstanding': _balance(all_time, accounts.LOANS_SIGNS),
            'interest_paid': within['interest'].to_numpy(),
        }
    )


def _balance(sums: pd.DataFrame, signs: Mapping[str, int]) -> np.ndarray:
    """The balance of an account from the sum of each kind, a row a member."""
    return np.asarray(sum(sign * sums[kind].to_numpy() for kind, sign in signs.items()))


def cash_book(book: Book, start: date, end: date) -> pd.DataFrame:
    """What each kind of entry did to cash and to bank in a range: kind, cash, bank, with a minus for what went out."""
    table = {kind: [ZERO, ZERO] for kind in accounts.POSTINGS}
    moved = set()
    for (kind, mode), amount in _sums_between(book, start, end).items():
        for place, sign in enumerate(accounts.effects(kind, mode)):
            table[kind][place] += sign * amount
            moved.add(kind)
    listed = [(kind, *table[kind]) for kind in table if kind in moved]
    return pd.DataFrame(listed, columns=['kind', 'cash', 'bank']).astype({'cash': 'int64', 'bank': 'int64'})


def boxes(book: Book, start: date, end: date) -> Boxes:
    """Cash and bank in a range. What kinds of entry bring in is received, what they take out is paid."""
    before = _sums_between(book, date.min, start - timedelta(days=1))
    within = _sums_between(book, start, end)
    return Boxes(cash=_box(before, within, CASH), bank=_box(before, within, BANK))


def places(book: Book, start: date, end: date) -> list[Place]:
    """Each cash box and bank account in a range; cash in hand and the bank where a group has one of each."""
    names = {account.number: account for account in book.register(ACCOUNTS).values()}
    first = book.first_accounts
    found: dict[str, list[Money]] = {place: [ZERO, ZERO, ZERO] for place in dict.fromkeys([*first.values(), *names])}
    before, within = rows.until(book.frame(), start - timedelta(days=1)), rows.between(book.frame(), start, end)
    for frame in (before, within):
        sums = frame.groupby(['kind', 'mode', 'account'], observed=True)['amount'].sum()
        for key, amount in sums.items():
            for (type_, number), sign in purses.moved(*cast('tuple[str, str, str]', key)):
                opening, received, paid = found.setdefault(purses.place_of(type_, number, first), [ZERO, ZERO, ZERO])
                moved = (
                    [sign * amount, ZERO, ZERO] if frame is before else [ZERO, (sign > 0) * amount, (sign < 0) * amount]
                )
                found[purses.place_of(type_, number, first)] = [
                    int(old + new) for old, new in zip((opening, received, paid), moved, strict=True)
                ]
    return [
        Place(
            name, names[name].name if name in names else accounts.ACCOUNTS.get(name, name), Box(*sums), names.get(name)
        )
        for name, sums in found.items()
        if name in names or any(sums) or not names
    ]


def trial_balance(book: Book, on: date) -> list[Balance]:
    """What was debited and credited to each account by a day; both sides come to the same."""
    return accounts.trial_balance(_sums_between(book, date.min, on))


def latest_entries(book: Book, on: date, count: int) -> pd.DataFrame:
    """The entries recorded last among those up to a day, the newest first."""
    return rows.until(book.frame(), on).tail(count).iloc[::-1]


def deposited_between(book: Book, start: date, end: date) -> Money:
    """What members deposited from one day to another, both counted; what they put into a pot is no deposit."""
    return int(_deposits(book, start, end)['amount'].sum())


def deposits_by_month(book: Book, on: date, months: int) -> list[tuple[Month, Money]]:
    """What was deposited in each of the last so many months, the month of `on` included, the oldest first."""
    first, last = periods.month_of(on).plus(1 - months), periods.month_of(on)
    paid = _deposits(book, first.first_day, on)
    sums = paid.groupby([paid['on'].dt.year, paid['on'].dt.month])['amount'].sum().to_dict()
    return [(month, int(sums.get((month.year, month.number), ZERO))) for month in periods.months_from(first, last)]


def _deposits(book: Book, start: date, end: date) -> pd.DataFrame:
    """What members brought to keep: shares too where the group saves by them, and nothing that is of a pot."""
    frame = rows.between(book.frame()[['on', 'kind', 'amount', 'about']], start, end)
    frame = frame[frame['kind'].isin(book.bylaws.deposited_as).to_numpy()]
    return frame[~rows.of_rounds(frame)]


def _statuses(book: Book, on: date) -> dict[str, str]:
    """The status at the end of a day of each member who had joined by then."""
    before = rows.statuses_since_changed(book.changes, on)
    joined = [member for member in book.members.values() if member.joined <= on]
    return {member.id: before.get(member.id, member.status) for member in joined}


def _sums_between(book: Book, start: date, end: date) -> dict[tuple[str, str], Money]:
    return rows.sums_by_kind_and_mode(rows.between(book.frame()[['on', 'kind', 'mode', 'amount']], start, end))


def _in_box(sums: dict[tuple[str, str], Money], box: str) -> Money:
    """What the rows left in cash or bank."""
    place = (CASH, BANK).index(box)
    return sum(accounts.effects(kind, mode)[place] * amount for (kind, mode), amount in sums.items())


def _box(before: dict[tuple[str, str], Money], within: dict[tuple[str, str], Money], box: str) -> Box:
    in_or_out = [(amount, accounts.postings(kind, mode)) for (kind, mode), amount in within.items()]
    return Box(
        opening=_in_box(before, box),
        received=sum(amount for amount, (debit, _credit) in in_or_out if debit == box),
        paid=sum(amount for amount, (_debit, credit) in in_or_out if credit == box),
    )
