"""The financial statements tie, for any history and any days, and each line opens to its entries."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import summaries
from reports.financial import STATEMENTS, entries_behind, statement
from reports.movements import movements
from reports.statement_lines import Kind, Statement
from rules.accounts import POSTINGS
from rules.bylaws import KINDS_OF_GROUP
from rules.problems import Refused
from rules.records import MODES, Entry
from rules.spans import COMPARED, Compared, Span
from sheets.book import Book
from sheets.words import language
from tests.told import GROUP, book_of, book_told

DAYS = st.dates(date(2025, 1, 1), date(2025, 6, 30))
MARCH = Span(date(2025, 3, 1), date(2025, 3, 31))

TOLD = """
    Date       | Kind         | Amount | Mode
    2025-02-03 | contribution | 10000  | cash
    2025-03-04 | loan         | 5000   | cash
    2025-03-20 | principal    | 5000   | cash
    2025-03-20 | interest     | 300    | cash
    2025-03-21 | to-bank      | 4000   | cash
    2025-03-25 | fine         | 50     | upi
    2025-03-26 | fine         | -50    | upi
    2025-03-27 | expense      | 20     | cash
    2025-04-02 | expense      | 999    | cash
"""


def shown(made: Statement) -> list[str]:
    """A statement as text: titles, and amounts in whole units."""
    lines = [' | '.join(['', *(column.title for column in made.columns)])]
    for section in made.sections:
        lines += [section.title] if section.title else []
        lines += [' | '.join([line.title, *(f'{amount / 100:.0f}' for amount in line.amounts)])
                  for line in section.all_lines()]  # fmt: skip
    return [line.replace('\u00a0', ' ') for line in lines]


def test_the_example_of_the_files() -> None:
    book = book_told(TOLD)
    assert shown(statement(book, 'trial-balance', MARCH)) == [
        ' | Before | Debit | Credit | 31 Mar 2025',
        'Cash in hand | 10000 | 5300 | 9020 | 6280',
        'Bank | 0 | 4000 | 0 | 4000',
        'Loans to members | 0 | 5000 | 5000 | 0',
        "Members' savings | -10000 | 0 | 0 | -10000",
        'Interest received | 0 | 0 | 300 | -300',
        'Expenses | 0 | 20 | 0 | 20',
        'Total | 0 | 14320 | 14320 | 0',
    ]
    assert shown(statement(book, 'balance-sheet', MARCH)) == [
        ' | 31 March 2025 | 28 February 2025',
        'Assets',
        'Cash in hand | 6280 | 10000',
        'Bank | 4000 | 0',
        'Total assets | 10280 | 10000',
        'Liabilities',
        "Members' savings | 10000 | 10000",
        'Total liabilities | 10000 | 10000',
        'Equity',
        'Surplus of the period | 280 | 0',
        'Total equity | 280 | 0',
        'Liabilities and equity | 10280 | 10000',
    ]
    assert shown(statement(book, 'income', MARCH)) == [
        ' | 1 Mar 2025 to 31 Mar 2025 | 1 Feb 2025 to 28 Feb 2025',
        'Income',
        'Interest received | 300 | 0',
        'Total income | 300 | 0',
        'Expenses',
        'Without a category | 20 | 0',
        'Total expenses | 20 | 0',
        'Surplus of the period | 280 | 0',
    ]
    assert shown(statement(book, 'cash-flow', MARCH)) == [
        ' | Cash | Bank | Together | 1 Feb 2025 to 28 Feb 2025',
        'At the start | 10000 | 0 | 10000 | 0',
        'Received',
        'Deposit | 0 | 0 | 0 | 10000',
        'Loan repaid | 5000 | 0 | 5000 | 0',
        'Loan interest | 300 | 0 | 300 | 0',
        'Total received | 5300 | 0 | 5300 | 10000',
        'Paid out',
        'Loan given | 5000 | 0 | 5000 | 0',
        'Expense | 20 | 0 | 20 | 0',
        'Total paid out | 5020 | 0 | 5020 | 0',
        'Between cash and bank',
        'Carried to the bank | -4000 | 4000 | 0 | 0',
        'At the end | 6280 | 4000 | 10280 | 10000',
    ]
    assert shown(statement(book, 'equity', MARCH)) == [
        ' | Surplus | 1 Feb 2025 to 28 Feb 2025',
        'At the start | 0 | 0',
        'In the period',
        'Surplus of the period | 280 | 0',
        'At the end | 280 | 0',
    ]


def test_a_group_with_shares_and_dividends() -> None:
    """A SACCO has share capital; the shares of a VSLA are owed to its members."""
    told = """
    Date       | Kind     | Amount | Mode
    2025-02-03 | opening  | 100    | cash
    2025-03-03 | share    | 10000  | cash
    2025-03-04 | interest | 300    | cash
    2025-03-05 | dividend | 200    | cash
    """
    sacco = book_told(told, replace(GROUP, kind='sacco'))
    assert shown(statement(sacco, 'equity', MARCH)) == [
        ' | Share capital | Brought in at the start | Surplus | Together | 1 Feb 2025 to 28 Feb 2025',
        'At the start | 0 | 100 | 0 | 100 | 0',
        'In the period',
        'Surplus of the period | 0 | 0 | 300 | 300 | 0',
        'Opening balance | 0 | 0 | 0 | 0 | 100',
        'Share bought | 10000 | 0 | 0 | 10000 | 0',
        'Dividend | 0 | 0 | -200 | -200 | 0',
        'At the end | 10000 | 100 | 100 | 10200 | 100',
    ]
    assert shown(statement(sacco, 'balance-sheet', MARCH))[-7:] == [
        'Equity',
        'Share capital | 10000 | 0',
        'Brought in at the start | 100 | 100',
        'Surplus of the period | 300 | 0',
        'Dividends | -200 | 0',
        'Total equity | 10200 | 100',
        'Liabilities and equity | 10200 | 100',
    ]
    vsla = statement(book_told(told, replace(GROUP, kind='vsla')), 'balance-sheet', MARCH)
    assert (vsla.amount('liabilities'), vsla.amount('equity')) == (10000_00, 200_00)


def test_income_and_expenses_are_told_apart_by_what_they_were_for() -> None:
    rows = [
        Entry(f'e{place}', date(2025, 3, place), f'R{place}', kind, 100_00 * place, 'cash', category=category)
        for place, (kind, category) in enumerate(
            [('income', 'grants'), ('expense', 'rent'), ('expense', ''), ('expense', 'rent')], start=1
        )
    ]
    made = statement(book_of([], [], rows, []), 'income', MARCH)
    assert shown(made)[2:7] == [
        'Other income: grants | 100 | 0', 'Total income | 100 | 0', 'Expenses', 'Without a category | 300 | 0',
        'rent | 600 | 0',
    ]  # fmt: skip
    assert entries_behind(book_of([], [], rows, []), made, 'expenses: rent')['id'].tolist() == ['e2', 'e4']


def test_compared_with_the_year_before_the_trial_balance_has_that_day_too() -> None:
    made = statement(book_told(TOLD), 'trial-balance', Span(date(2026, 2, 1), date(2026, 2, 28)), 'year')
    assert shown(made)[0].endswith('| 28 Feb 2026 | 28 Feb 2025')
    assert made.amount('cash', 'before') == 10000_00


def test_a_line_opens_to_its_entries_and_says_how_many_of_each_kind() -> None:
    book = book_told(TOLD)
    made = statement(book, 'balance-sheet', MARCH)
    assert [tuple(each) for each in made.line('cash').consists_of] == [
        ('contribution', 10000_00, 1), ('loan', -5000_00, 1), ('principal', 5000_00, 1), ('interest', 300_00, 1),
        ('expense', -20_00, 1), ('to-bank', -4000_00, 1),
    ]  # fmt: skip
    assert entries_behind(book, made, 'surplus')['kind'].tolist() == ['interest', 'fine', 'fine', 'expense']
    assert len(entries_behind(book, made, 'assets')) == 8


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(Refused, match=r'The range ends before it begins\. Choose a later last day\.'):
        statement(book_told(TOLD), 'income', Span(MARCH.last, MARCH.first))


@pytest.mark.parametrize('kind', STATEMENTS)
def test_a_book_without_entries_has_its_statements(kind: Kind) -> None:
    made = statement(book_told(''), kind, Span(date.min, date(2025, 1, 1)))
    assert not any(amount for line in made.lines() for amount in line.amounts)


def test_the_movements_are_whole_numbers_of_the_smallest_unit() -> None:
    types = movements(book_told(TOLD), MARCH).dtypes.astype(str).to_dict()
    assert (types.pop('amount'), types.pop('entries')) == ('int64', 'int64')
    assert set(types.values()) == {'str'}


@st.composite
def histories(draw: st.DrawFn) -> Book:
    """Entries of every kind and mode, some of them taken back, in a group of any kind."""
    told = draw(st.lists(st.tuples(DAYS, st.sampled_from(sorted(POSTINGS)), st.integers(1, 10**12),
                                   st.sampled_from(MODES), st.booleans(), st.sampled_from(('', 'rent', 'tea: =1+1'))),
                         max_size=40))  # fmt: skip
    rows = [
        Entry(f'e{number}', on, f'R{number}', kind, -amount if back else amount, mode, category=category)
        for number, (on, kind, amount, mode, back, category) in enumerate(told)
    ]
    return book_of([], [], rows, [], replace(GROUP, kind=draw(st.sampled_from(KINDS_OF_GROUP))))


@settings(max_examples=50)
@given(histories(), st.tuples(DAYS, DAYS).map(sorted), st.sampled_from(COMPARED))
def test_the_statements_tie_for_every_history(book: Book, days: Sequence[date], compared: Compared) -> None:
    span = Span(*days)
    made = {kind: statement(book, kind, span, compared) for kind in STATEMENTS}
    trial, sheet, income, flow, own = made.values()
    assert trial.amount('total', 'opening') == trial.amount('total', 'closing') == 0
    assert trial.amount('total', 'debit') == trial.amount('total', 'credit')
    for column in ('amount', 'before'):
        assert sheet.amount('assets', column) == sheet.amount('liabilities and equity', column)
    boxes = summaries.boxes(book, *span)
    for column, box in (('cash', boxes.cash), ('bank', boxes.bank)):
        assert flow.amount('start', column) == box.opening
        assert flow.amount('end', column) == box.closing
        assert flow.amount('end', column) == sum(line.amounts[0] for line in sheet.lines() if line.key == column)
    assert own.amount('end', 'together') == sheet.amount('equity')
    given_out = sum(own.amount(kind, 'together') for kind in ('dividend', 'share-out', 'loss')
                    if kind in {line.key for line in own.lines()})  # fmt: skip
    assert income.amount('surplus') + given_out == _surplus(own, 'end') - _surplus(own, 'start')
    sums = {line.account: line.debit - line.credit for line in summaries.trial_balance(book, span.last)}
    assert {line.key: line.amounts[3] for line in trial.lines() if line.key != 'total' and line.amounts[3]} == {
        account: balance for account, balance in sums.items() if balance
    }


@settings(max_examples=15)
@given(histories(), st.tuples(DAYS, DAYS).map(sorted))
def test_every_sum_is_that_of_its_lines_and_every_line_that_of_its_entries(book: Book, days: Sequence[date]) -> None:
    for kind in STATEMENTS:
        made = statement(book, kind, Span(*days))
        amounts = {line.key: line.amounts for line in made.lines()}
        assert len(amounts) == len(list(made.lines())), 'each line has a key of its own'
        places = {column.key: place for place, column in enumerate(made.columns)}
        for line in made.lines():
            for place, column in enumerate(made.columns):
                if line.adds:
                    assert line.amounts[place] == sum(sign * amounts[key][place] for sign, key in line.adds)
                if column.adds:
                    assert line.amounts[place] == sum(sign * line.amounts[places[key]] for sign, key in column.adds)
            if line.source:
                behind = entries_behind(book, made, line.key)
                assert len(behind) == sum(each.entries for each in line.consists_of)


@pytest.mark.parametrize('code', ['en', 'hi', 'mr', 'sw'])
def test_statements_are_made_in_every_language(code: str) -> None:
    with language(code):
        assert statement(book_told(TOLD), 'balance-sheet', MARCH).amount('assets') == 10280_00


def _surplus(own: Statement, key: str) -> int:
    columns = [column.key for column in own.columns]
    return own.amount(key, 'surplus' if 'surplus' in columns else 'together')
