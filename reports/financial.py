"""The financial statements of a group, for any first and last day, compared with the period or the year before.

trial-balance    every account: before, debited, credited, now; the last column comes to zero
balance-sheet    what the group has = what it owes + what belongs to all
income           what came in as income, what was spent, and the surplus
cash-flow        cash and bank at the start, in and out by kind of movement, at the end
equity           how what belongs to all has changed

with language('mr'):
    made = statement(book, 'balance-sheet', Span(date(2025, 1, 1), date(2025, 3, 31)), 'before')
    made.amount('assets')                       the total, in minor units
    entries_behind(book, made, 'savings')       the entries that the line consists of
"""

from collections.abc import Callable, Mapping

import pandas as pd

from reports.balances import balance_sheet, income_statement, trial_balance
from reports.flows import cash_flow, equity
from reports.movements import Ledger, entries_of
from reports.statement_lines import Asked, Kind, Statement
from rules.chart import chart
from rules.problems import N_, refuse
from rules.spans import Compared, Span, compared_with
from sheets.book import Book
from sheets.columns import ACCOUNTS

STATEMENTS: Mapping[Kind, Callable[[Asked], Statement]] = {
    'trial-balance': trial_balance,
    'balance-sheet': balance_sheet,
    'income': income_statement,
    'cash-flow': cash_flow,
    'equity': equity,
}


def statement(book: Book, kind: Kind, span: Span, compared: Compared = 'before') -> Statement:
    """A statement in the current language. Raises Refused when the range ends before it begins."""
    if span.first > span.last:
        raise refuse(N_('The range ends before it begins.'), N_('Choose a later last day.'), about='to')
    then = compared_with(span, compared)
    places = chart(book.bylaws.kind, book.register(ACCOUNTS).values())
    asked = Asked(places, Ledger(book, span), Ledger(book, then) if then else None)
    return STATEMENTS[kind](asked)


def entries_behind(book: Book, made: Statement, key: str) -> pd.DataFrame:
    """The entries that a line consists of, as in `sheets/entries.py`; of a sum those of all its lines, each once."""
    line = made.line(key)
    if line.source:
        return entries_of(book, made.span, line.source)
    frames = [entries_behind(book, made, name) for _sign, name in line.adds]
    together = pd.concat(frames) if frames else book.frame().iloc[:0]
    return together[~together.index.duplicated()].sort_values('on', kind='stable')
