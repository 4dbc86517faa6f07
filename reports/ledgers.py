"""The books of an export besides the sealed ones: what each is called, its columns and its rows, with totals that tie.

A ledger is a table of the spreadsheet. Its last row holds the totals, under the same headings as what they add up.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, cast

import pandas as pd

from reports import listings, summaries
from reports.dues import of_months
from reports.summaries import Box
from rules import accounts
from rules.contributions import MISSED, OPEN, PAID, PART
from rules.money import ZERO, Money
from rules.periods import month_of
from rules.records import CANCELLED, CLOSED, RUNNING, WRITTEN_OFF
from sheets.book import Book
from sheets.cells import Value
from sheets.columns import Column, Sheet
from sheets.words import N_, _

STATES = {
    OPEN: N_('open'), PART: N_('part'), PAID: N_('paid'), MISSED: N_('missed'), RUNNING: N_('running'),
    CLOSED: N_('closed'), WRITTEN_OFF: N_('written off'), CANCELLED: N_('cancelled'),
    'active': N_('active'), 'inactive': N_('inactive'),
}  # fmt: skip


class Ledger(NamedTuple):
    """One book: its title in the reader's language, the table it becomes, and its rows."""

    title: str
    sheet: Sheet
    rows: Sequence[Sequence[Value]]


def of_range(book: Book, start: date, end: date) -> list[Ledger]:
    """The books of a range, in the order in which an auditor reads them."""
    boxes = summaries.boxes(book, start, end)
    return [
        _box_book(_('Cash book'), 'CashBook', book, start, end, accounts.CASH, boxes.cash),
        _box_book(_('Bank book'), 'BankBook', book, start, end, accounts.BANK, boxes.bank),
        _member_ledger(book, start, end),
        _loan_ledger(book, end),
        _dues(book, start, end),
        _trial_balance(book, end),
    ]


def _box_book(title: str, name: str, book: Book, start: date, end: date, box: str, sums: Box) -> Ledger:
    """What came in and went out, row by row, with the balance after each."""
    columns = (
        Column(_('Date'), 'day', 'date', width=12),
        Column(_('Receipt'), 'receipt', width=11),
        Column(_('Kind'), 'kind', width=24),
        Column(_('Name'), 'name', width=26),
        Column(_('Note'), 'note', width=28),
        Column(_('Received'), 'received', 'money', width=16),
        Column(_('Paid out'), 'paid', 'money', width=16),
        Column(_('Balance'), 'balance', 'money', width=16),
    )
    rows: list[Sequence[Value]] = [(start, '', _('Before'), '', '', None, None, sums.opening)]
    rows += _movements(summaries.entries_between(book, start, end), box, sums.opening)
    rows.append((_('Total'), '', '', '', '', sums.received, sums.paid, sums.closing))
    return Ledger(title, Sheet(name, 'day', columns), rows)


def _movements(entries: pd.DataFrame, box: str, balance: Money) -> Iterable[Sequence[Value]]:
    fields = ('on', 'receipt', 'kind', 'mode', 'member_name', 'category', 'note', 'amount')
    for on, receipt, kind, mode, name, category, note, amount in zip(
        *(entries[field].tolist() for field in fields), strict=True
    ):
        debit, credit = accounts.postings(kind, mode)
        if box in (debit, credit):
            received, paid = (amount, None) if debit == box else (None, amount)
            balance += (received or ZERO) - (paid or ZERO)
            title = _(accounts.POSTINGS[kind].title)
            yield on.date(), receipt, title, name, note or category, received, paid, balance


def _member_ledger(book: Book, start: date, end: date) -> Ledger:
    table = summaries.members_table(book, start, end)
    besides = (Column(_(title), field, 'money', width=16) for title, field in listings.BESIDES if table[field].any())
    columns = (
        Column(_('Number'), 'number', width=13),
        Column(_('Name'), 'name', width=28),
        Column(_('Status'), 'state', width=12),
        Column(_('Deposited'), 'paid', 'money', width=16),
        Column(_('Withdrawn'), 'withdrawn', 'money', width=16),
        Column(_('Savings'), 'savings', 'money', width=16),
        *besides,
        Column(_('Loans outstanding'), 'loan_outstanding', 'money', width=18),
        Column(_('Interest paid'), 'interest_paid', 'money', width=16),
        Column(_('Deposits missed'), 'dues_missed', 'percent', width=16),
    )
    table['state'] = [_(STATES[status]) for status in table['status']]
    return Ledger(_('Member ledger'), Sheet('MemberLedger', 'number', columns), _with_total(table, columns))


def _loan_ledger(book: Book, end: date) -> Ledger:
    columns = (
        Column(_('Number'), 'number', width=13),
        Column(_('Name'), 'name', width=28),
        Column(_('Given on'), 'given_on', 'date', width=13),
        Column(_('Percent a month'), 'rate', 'percent', width=17),
        Column(_('Lent'), 'lent', 'money', width=16),
        Column(_('Repaid'), 'principal_repaid', 'money', width=16),
        Column(_('Outstanding'), 'outstanding', 'money', width=16),
        Column(_('Interest paid'), 'interest_paid', 'money', width=16),
        Column(_('Interest owed'), 'interest_owed', 'money', width=16),
        Column(_('Penalty owed'), 'penalty_owed', 'money', width=16),
        Column(_('Overdue since'), 'overdue_since', 'date', width=14),
        Column(_('Status'), 'state', width=12),
        Column(_('Closed on'), 'closed_on', 'date', width=13),
    )
    table = summaries.loans_table(book, end)
    table['state'] = [_(STATES[status]) for status in table['status']]
    return Ledger(_('Loan ledger'), Sheet('LoanLedger', 'number', columns), _with_total(table, columns))


def _dues(book: Book, start: date, end: date) -> Ledger:
    table = of_months(summaries.dues_table(book, end), start, end).copy()
    title = listings.cycles_called(table)
    columns = (
        Column(_('Number'), 'number', width=13),
        Column(_('Name'), 'name', width=28),
        Column(title, 'known_by', 'month' if title == _('Month') else 'date', width=12),
        Column(_('Due on'), 'due_on', 'date', width=13),
        Column(_('Due'), 'due', 'money', width=15),
        Column(_('Paid'), 'paid', 'money', width=15),
        Column(_('Missing'), 'missing', 'money', width=15),
        Column(_('State'), 'state', width=12),
    )
    table['state'] = [_(STATES[state]) for state in table['state']]
    return Ledger(_('Deposits due'), Sheet('DepositsDue', 'number', columns), _with_total(table, columns))


def _trial_balance(book: Book, end: date) -> Ledger:
    columns = (
        Column(_('Account'), 'account', width=32),
        Column(_('Debit'), 'debit', 'money', width=18),
        Column(_('Credit'), 'credit', 'money', width=18),
        Column(_('Balance'), 'balance', 'money', width=18),
    )
    lines = summaries.trial_balance(book, end)
    rows: list[Sequence[Value]] = [
        (_(accounts.ACCOUNTS[line.account]), line.debit, line.credit, line.debit - line.credit) for line in lines
    ]
    debits, credits = sum(line.debit for line in lines), sum(line.credit for line in lines)
    rows.append((_('Total'), debits, credits, debits - credits))
    return Ledger(_('Trial balance'), Sheet('TrialBalance', 'account', columns), rows)


def _with_total(table: pd.DataFrame, columns: Sequence[Column]) -> list[Sequence[Value]]:
    """The rows of a frame by the columns of a ledger, and the sums of its amounts below."""
    values = [[_value(column, value) for value in table[column.field].tolist()] for column in columns]
    sums = [int(table[column.field].sum()) if column.type == 'money' else '' for column in columns]
    return [*zip(*values, strict=True), (_('Total'), *sums[1:])]


def _value(column: Column, value: object) -> Value:
    """A value of a frame as a cell's value."""
    if column.type == 'month':
        assert isinstance(value, date)
        return month_of(value)
    return cast(Value, value.date() if isinstance(value, pd.Timestamp) else value)
