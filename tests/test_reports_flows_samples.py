"""Cash flow and changes in equity of the four samples, against sums made row by row from tables written by hand here.

cash flow    opening + in - out by kind of movement, and what went between cash and bank = closing
equity       of each component: opening + result + shares in - shares out - dividends - shared out = closing
"""

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from reports.financial import statement
from reports.statement_lines import Statement
from rules.bylaws import KINDS_OF_GROUP
from rules.spans import Span
from sheets.book import Book, open_book
from sheets.sample import PLACES

# What comes into cash or bank, and what goes out of them; what is set off moves neither.
IN = {
    'contribution', 'principal', 'interest', 'penalty', 'fee', 'fine', 'income', 'opening', 'share', 'social', 'loss',
    'withholding', 'fixed-deposit', 'borrowed',
}  # fmt: skip
OUT = {
    'withdrawal', 'loan', 'expense', 'social-grant', 'payout', 'dividend', 'share-back', 'share-out', 'tax-paid',
    'fixed-deposit-back', 'borrowed-back', 'borrowed-interest', 'borrowed-fee', 'borrowed-penalty',
}  # fmt: skip
BETWEEN = {'to-bank': (-1, 1), 'from-bank': (1, -1), 'transfer-in': 1, 'transfer-out': -1}
# What makes the group richer or poorer; what gives the surplus to the members; what is paid in as its capital.
EARNED = {'interest', 'penalty', 'fee', 'fine', 'income'}
SPENT = {
    'expense', 'savings-interest', 'fixed-deposit-interest', 'write-off', 'borrowed-interest', 'borrowed-fee',
    'borrowed-penalty',
}  # fmt: skip
GIVEN = {'dividend': -1, 'share-out': -1, 'loss': 1}
CAPITAL = {'share': 1, 'share-back': -1, 'opening-shares': 1}
"""Of a SACCO and the others; a share of a VSLA is owed to the member who bought it."""

SPANS = (
    Span(date(2024, 1, 1), date(2026, 11, 30)), Span(date(2025, 1, 1), date(2025, 12, 31)),
    Span(date(2026, 4, 1), date(2026, 6, 30)), Span(date(2025, 11, 15), date(2026, 2, 3)),
)  # fmt: skip


class Row(NamedTuple):
    """What the oracle needs of an entry."""

    on: date
    kind: str
    mode: str
    amount: int


@pytest.fixture(scope='module')
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Book]]:
    folder = tmp_path_factory.mktemp('samples')
    found = {kind: open_book(Path(shutil.copy(PLACES[kind], folder / f'{kind}.xlsx'))) for kind in KINDS_OF_GROUP}
    yield found
    for book in found.values():
        book.close()


def rows_of(book: Book) -> list[Row]:
    frame = book.frame()
    columns = frame['on'], frame['kind'].astype('str'), frame['mode'].astype('str'), frame['amount'].tolist()
    return [Row(on.date(), kind, mode, amount) for on, kind, mode, amount in zip(*columns, strict=True)]


def moved(row: Row) -> tuple[int, int]:
    """What a row does to cash and to bank."""
    if row.kind in ('to-bank', 'from-bank'):
        cash, bank = (-1, 1) if row.kind == 'to-bank' else (1, -1)
        return cash * row.amount, bank * row.amount
    sign = (row.kind in IN or row.kind == 'transfer-in') - (row.kind in OUT or row.kind == 'transfer-out')
    assert row.kind in IN | OUT | {*BETWEEN} or row.kind in SPENT | {*CAPITAL}, f'{row.kind} is nowhere in the tables'
    if row.mode == 'set-off':
        return 0, 0
    return (sign * row.amount, 0) if row.mode == 'cash' else (0, sign * row.amount)


def flows(rows: list[Row], span: Span) -> dict[str, tuple[int, int]]:
    """By the keys of the statement: cash and bank at the start, by kind of movement, in all, and at the end."""
    sums: dict[str, Counter[str]] = {}
    for row in rows:
        if row.on > span.last:
            continue
        cash, bank = moved(row)
        way = -1 if row.kind in OUT and row.on >= span.first else 1
        keys = ['start'] if row.on < span.first else [row.kind]
        if row.on >= span.first and row.kind in IN | OUT:
            keys.append('received' if row.kind in IN else 'paid')
        for key in keys:
            sums.setdefault(key, Counter()).update({'cash': way * cash, 'bank': way * bank})
        sums.setdefault('end', Counter()).update({'cash': cash, 'bank': bank})
    return {key: (found['cash'], found['bank']) for key, found in sums.items() if found['cash'] or found['bank']}


def equities(rows: list[Row], span: Span, kind_of_group: str) -> dict[str, dict[str, int]]:
    """By the keys of the statement: what it did to the capital in shares, and to the surplus."""
    sums: dict[str, Counter[str]] = {}

    def add(row: Row, line: str, component: str, amount: int) -> None:
        for key in ('start',) if row.on < span.first else (line,):
            sums.setdefault(key, Counter()).update({component: amount})
        sums.setdefault('end', Counter()).update({component: amount})

    for row in rows:
        if row.on > span.last:
            continue
        if result := (row.kind in EARNED) - (row.kind in SPENT):
            add(row, 'surplus', 'surplus', result * row.amount)
        if row.kind in GIVEN:
            add(row, row.kind, 'surplus', GIVEN[row.kind] * row.amount)
        if row.kind in CAPITAL and kind_of_group != 'vsla':
            add(row, row.kind, 'shares', CAPITAL[row.kind] * row.amount)
    found = {key: {name: amount for name, amount in each.items() if amount} for key, each in sums.items()}
    return {key: each for key, each in found.items() if each}


def told(made: Statement, *columns: str) -> dict[str, tuple[int, ...]]:
    """The lines of a statement that say something in these columns."""
    named = {line.key: tuple(made.amount(line.key, column) for column in columns) for line in made.lines()}
    return {key: amounts for key, amounts in named.items() if any(amounts)}


@pytest.mark.parametrize('span', SPANS, ids=str)
@pytest.mark.parametrize('kind', KINDS_OF_GROUP)
def test_the_cash_flow_of_each_sample_is_that_of_its_rows(books: Mapping[str, Book], kind: str, span: Span) -> None:
    made, rows = statement(books[kind], 'cash-flow', span), rows_of(books[kind])
    expected = flows(rows, span)
    assert told(made, 'cash', 'bank') == expected
    start, received, paid, end = (expected.get(key, (0, 0)) for key in ('start', 'received', 'paid', 'end'))
    between = [sum(expected.get(key, (0, 0))[box] for key in BETWEEN) for box in (0, 1)]
    for box in (0, 1):
        assert start[box] + received[box] - paid[box] + between[box] == end[box]
    assert any(end)


@pytest.mark.parametrize('span', SPANS, ids=str)
@pytest.mark.parametrize('kind', KINDS_OF_GROUP)
def test_the_equity_of_each_sample_is_that_of_its_rows(books: Mapping[str, Book], kind: str, span: Span) -> None:
    made, expected = statement(books[kind], 'equity', span), equities(rows_of(books[kind]), span, kind)
    columns = [column.key for column in made.columns if column.key in ('shares', 'surplus')]
    if columns:
        found = told(made, *columns)
        assert {key: dict(zip(columns, each, strict=True)) for key, each in found.items()} == {
            key: {column: each.get(column, 0) for column in columns} for key, each in expected.items()
        }
        for column in columns:
            parts = sum(each.get(column, 0) for key, each in expected.items() if key != 'end')
            assert parts == expected['end'].get(column, 0) == made.amount('end', column)
    assert told(made, 'together') == {
        key: (sum(each.values()),) for key, each in expected.items() if sum(each.values())
    }
    assert (kind == 'sacco') == bool(columns)
