"""What the tables of the printed documents say, in the reader's words: members, loans, entries, dues.

Each is made from its frame of reports/summaries.py and drawn with `table(paper, *listing)`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from reports.summaries import Boxes
from reports.tables import Column, Row
from rules import accounts, fines, products
from rules.bylaws import decimal_text
from rules.contributions import ADDITIONAL, MISSED, OPEN, PAID, PART
from rules.money import Money
from rules.periods import FIRST_DAY_AS_NUMBER, cycle_of_number
from rules.records import ACTIVE, CANCELLED, CLOSED, RUNNING, SET_OFF, WRITTEN_OFF
from sheets.book import Book
from sheets.words import CURRENCY_SIGNS, N_, _, shown_amount, shown_short_date
from sheets.words import shown as in_words

MODE_TITLES = {
    'cash': N_('Cash'), 'bank': N_('Bank'), 'mpesa': N_('M-Pesa'), 'upi': N_('UPI'), 'cheque': N_('Cheque'),
    'card': N_('Card'), SET_OFF: N_('Set off'),
}  # fmt: skip
STATE_TITLES = {OPEN: N_('open'), PART: N_('part'), PAID: N_('paid'), MISSED: N_('missed')}
STATUS_TITLES = {
    RUNNING: N_('running'), CLOSED: N_('closed'), WRITTEN_OFF: N_('written off'), CANCELLED: N_('cancelled'),
}  # fmt: skip
IN_A_BOX = (accounts.CASH, accounts.BANK)

CATEGORY_TITLES = {
    **fines.KINDS, 'transaction cost': N_('Transaction cost'), 'leaving early': N_('Fee for leaving early'),
    'left over': N_('Left over'), ADDITIONAL: N_('Additional'),
    products.PROCESSING: products.PROCESSING, products.INSURANCE: products.INSURANCE,
}  # fmt: skip
"""The categories that the app writes itself."""


class Listing(NamedTuple):
    """A table before it is drawn; `empty` is said where there are no rows."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    total: Row
    empty: str

    def without(self, header: str) -> Listing:
        """The same without one of its columns, where the whole paper is about one member."""
        place = [column.header for column in self.columns].index(header)
        columns = [*self.columns[:place], *self.columns[place + 1 :]]
        total, *rows = ([*row[:place], *row[place + 1 :]] for row in (self.total, *self.rows))
        return Listing(columns, rows, total, self.empty)


class Shown:
    """How values stand in a table: amounts without their sign, which the header has, and names told apart."""

    def __init__(self, book: Book) -> None:
        currency = book.bylaws.currency
        self.sign = CURRENCY_SIGNS.get(currency, currency).strip()
        names = Counter(member.name for member in book.members.values())
        self.shared_names = {name for name, count in names.items() if count > 1}
        # A ledger repeats its amounts; each is written out once.
        self.amount: Callable[[Money], str] = lru_cache(maxsize=None)(lambda minor: shown_amount(minor, currency))

    def name(self, name: str, number: str) -> str:
        """A name, with its number where two members share it."""
        return f'{name} ({number})' if name in self.shared_names else name

    def amounts(self, title: str) -> Column:
        """A column of amounts."""
        return Column(f'{title}\u00a0({self.sign})', 'right')


def cash_book(moved: pd.DataFrame, boxes: Boxes, shown: Shown) -> Listing:
    """What was there before, what each kind of entry brought or took, what is there now."""
    columns = [Column('', words=True), *map(shown.amounts, (_('Cash'), _('Bank'), _('Together')))]

    def line(title: str, cash: Money, bank: Money) -> Row:
        return title, shown.amount(cash), shown.amount(bank), shown.amount(cash + bank)

    rows = [line(_('Brought forward'), boxes.cash.opening, boxes.bank.opening)]
    for kind, cash, bank in zip(moved['kind'], moved['cash'].tolist(), moved['bank'].tolist(), strict=True):
        if cash or bank:
            rows.append(line(_(accounts.POSTINGS[kind].title), cash, bank))
    return Listing(columns, rows, line(_('Closing balance'), boxes.cash.closing, boxes.bank.closing), empty='')


PUT_IN, RECEIVED = N_('Put into the pots'), N_('Received from the pots')
POTS = PUT_IN, RECEIVED
BESIDES = (PUT_IN, 'put_in'), (RECEIVED, 'received'), (N_('Shares'), 'shares')
"""What members have besides savings, in groups where one of them has it."""


def members_table(members: pd.DataFrame, shown: Shown) -> Listing:
    """A row for each member, with what she paid, saved, missed and owes."""
    besides = [(title, field) for title, field in BESIDES if members[field].any()]
    columns = [
        Column(_('Number')), Column(_('Name'), words=True), shown.amounts(_('Paid in this period')),
        shown.amounts(_('Savings to date')), *(shown.amounts(_(title)) for title, _field in besides),
        Column(_('Missed dues'), 'right'), shown.amounts(_('Loan outstanding')),
    ]  # fmt: skip
    fields = ('paid', 'savings', *(field for _title, field in besides), 'dues_missed', 'loan_outstanding')
    sums = [members[field].tolist() for field in fields]

    def told(amounts: Iterable[int]) -> list[str]:
        named = zip(fields, amounts, strict=True)
        return [str(each) if field == 'dues_missed' else shown.amount(each) for field, each in named]

    people = zip(members['number'], members['name'], members['status'], strict=True)
    rows = [
        (number, _member(name, status), *told(amounts))
        for (number, name, status), *amounts in zip(people, *sums, strict=True)
    ]
    return Listing(columns, rows, (_('Total'), '', *told(map(sum, sums))), _('No members yet.'))


def running_loans(loans: pd.DataFrame, shown: Shown) -> Listing:
    """A row for each loan that runs, with what is still to pay."""
    columns = [
        Column(_('Number')), Column(_('Member'), words=True), Column(_('Given on')), Column(_('% a month'), 'right'),
        shown.amounts(_('Lent')), shown.amounts(_('Repaid')), shown.amounts(_('Outstanding')),
        shown.amounts(_('Interest and penalty')), Column(_('Overdue since')),
    ]  # fmt: skip
    loans = loans.assign(charges=loans['interest_owed'] + loans['penalty_owed'])
    sums = [loans[field].tolist() for field in ('lent', 'principal_repaid', 'outstanding', 'charges')]
    rows = [
        (number, name, given, decimal_text(rate), *map(shown.amount, amounts), _day(overdue))
        for (number, name, given), rate, *amounts, overdue in zip(
            _heads(loans, shown), loans['rate'], *sums, loans['overdue_since'], strict=True
        )
    ]
    total = (_('Total'), '', '', '', *[shown.amount(sum(amounts)) for amounts in sums], '')
    return Listing(columns, rows, total, _('No loan is running.'))


def past_loans(loans: pd.DataFrame, shown: Shown) -> Listing:
    """A row for each loan that does not run any more, with the interest it brought."""
    columns = [
        Column(_('Number')), Column(_('Member'), words=True), Column(_('Given on')), Column(_('Closed on')),
        Column(_('Status')), shown.amounts(_('Lent')), shown.amounts(_('Repaid')), shown.amounts(_('Interest paid')),
    ]  # fmt: skip
    sums = [loans[field].tolist() for field in ('lent', 'principal_repaid', 'interest_paid')]
    rows = [
        (number, name, given, _day(closed), _(STATUS_TITLES[status]), *map(shown.amount, amounts))
        for (number, name, given), closed, status, *amounts in zip(
            _heads(loans, shown), loans['closed_on'], loans['status'], *sums, strict=True
        )
    ]
    total = (_('Total'), '', '', '', '', *[shown.amount(sum(amounts)) for amounts in sums])
    return Listing(columns, rows, total, _('No loan was closed.'))


def entries_table(entries: pd.DataFrame, shown: Shown) -> Listing:
    """A row for each entry; what came in and what went out is that of cash and bank together."""
    columns = [
        Column(_('Date')), Column(_('Receipt')), Column(_('Member'), words=True), Column(_('What for'), words=True),
        shown.amounts(_('In')), shown.amounts(_('Out')), Column(_('Mode')), Column(_('Note'), words=True),
    ]  # fmt: skip
    names = map(shown.name, entries['member_name'], entries['member_number'])
    modes = entries['mode'].map({mode: _(title) for mode, title in MODE_TITLES.items()})
    received, paid = in_and_out(entries)
    rows = list(zip(
        _days(entries), entries['receipt'], names, what_for(entries, shown), _amounts(received, shown),
        _amounts(paid, shown), modes, _notes(entries), strict=True,
    ))  # fmt: skip
    total = (_('Total'), '', '', '', shown.amount(sum(received)), shown.amount(sum(paid)), '', '')
    return Listing(columns, rows, total, _('No entries in this period.'))


def dues_table(dues: pd.DataFrame, shown: Shown) -> Listing:
    """A row for each cycle of one member, with what was due and what she paid."""
    columns = [
        Column(cycles_called(dues), words=True), Column(_('Due on')), shown.amounts(_('Due')), shown.amounts(_('Paid')),
        shown.amounts(_('Missing')), Column(_('State')),
    ]  # fmt: skip
    sums = [dues[field].tolist() for field in ('due', 'paid', 'missing')]
    cycles = [in_words(cycle_of_number(number)) for number in dues['cycle'].tolist()]
    days = [shown_short_date(day.date()) for day in dues['due_on']]
    states = dues['state'].map({state: _(title) for state, title in STATE_TITLES.items()})
    rows = [
        (cycle, day, *map(shown.amount, amounts), state)
        for cycle, day, *amounts, state in zip(cycles, days, *sums, states, strict=True)
    ]
    total = (_('Total'), '', *[shown.amount(sum(amounts)) for amounts in sums], '')
    return Listing(columns, rows, total, _('No deposits were due in this period.'))


def cycles_called(dues: pd.DataFrame) -> str:
    """What heads the cycles of a table of dues: months, where all of them are."""
    return _('Month') if (dues['cycle'] < FIRST_DAY_AS_NUMBER).all() else _('Cycle')


def in_and_out(entries: pd.DataFrame) -> tuple[list[Money], list[Money]]:
    """What each entry brought into cash or bank, and what it took out; carrying to the bank does both."""
    pairs = list(zip(entries['kind'], entries['mode'], strict=True))
    sides = {pair: tuple(account in IN_A_BOX for account in accounts.postings(*pair)) for pair in set(pairs)}
    received, paid = [], []
    for (kind, mode), amount in zip(pairs, entries['amount'].tolist(), strict=True):
        comes_in, goes_out = sides[kind, mode]
        received.append(amount if comes_in else 0)
        paid.append(amount if goes_out else 0)
    return received, paid


def what_for(entries: pd.DataFrame, shown: Shown) -> Iterator[str]:
    """The kind of each entry, its loan where it has one, and the amount where no money changed hands."""
    titles = {kind: _(posting.title) for kind, posting in accounts.POSTINGS.items()}
    moves = {
        kind: accounts.MONEY in (p.debit, p.credit) or kind in ('to-bank', 'from-bank')
        for kind, p in accounts.POSTINGS.items()
    }
    for kind, loan, amount in zip(entries['kind'], entries['loan_number'], entries['amount'].tolist(), strict=True):
        words = f'{titles[kind]} {loan}' if loan else titles[kind]
        yield words if moves[kind] else f'{words} {shown.amount(amount)}'


def _heads(loans: pd.DataFrame, shown: Shown) -> Iterator[tuple[str, str, str]]:
    return zip(
        loans['number'], map(shown.name, loans['name'], loans['member_number']), _days(loans, 'given_on'), strict=True
    )


def _member(name: str, status: str) -> str:
    return name if status == ACTIVE else _('{name} (left)').format(name=name)


def _day(day: date | None) -> str:
    return shown_short_date(day) if day else ''


def _days(rows: pd.DataFrame, field: str = 'on') -> list[str]:
    words = {stamp: shown_short_date(stamp.date()) for stamp in rows[field].unique()}
    return list(map(words.__getitem__, rows[field]))


def _amounts(amounts: list[Money], shown: Shown) -> Iterator[str]:
    return (shown.amount(amount) if amount else '' for amount in amounts)


def category_words(category: str) -> str:
    """What an entry was for: what the app itself wrote is said in every language, what somebody typed stays."""
    return _(CATEGORY_TITLES[category]) if category in CATEGORY_TITLES else category


def _notes(entries: pd.DataFrame) -> Iterator[str]:
    reversal = _('Reversal')
    for category, note, reverses in zip(entries['category'], entries['note'], entries['reverses'], strict=True):
        yield ' · '.join(text for text in (reversal if reverses else '', category_words(category), note) if text)
