"""hledger reads the journal of the book and comes to the same trial balance, to the cent."""

import csv
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import summaries
from reports.hledger import journal
from rules import money
from rules.accounts import POSTINGS
from rules.bylaws import KINDS_OF_GROUP
from rules.chart import chart, journal_name
from rules.money import minor_units
from rules.records import MODES, Entry
from sheets.book import Book, open_book
from sheets.sample import PLACES
from sheets.words import LANGUAGES, language
from tests.groups import Group
from tests.told import GROUP, book_of, book_told

LAST = date(2030, 12, 31)

# What people may have typed, and what would mean something in a journal.
TEXTS = st.sampled_from([
    '', 'tea', 'rent: hall; May', '; comment', 'date:2025-99-99', '[2025-01-01=2025-99-99]', 'a  b',
    'a\n    assets:x  5', '(x) | y', '=1+1 @ 5 {6}', '"quoted"', '* ! #', 'शोभा\u00a0पाटील',
    '\t tab \u2028 line', 'account', ' ', ':', '\\',
])  # fmt: skip


def hledger(text: str, *words: str) -> str:
    """What hledger answers about a journal."""
    answer = subprocess.run(
        ['hledger', '-f', '-', *words], input=text, capture_output=True, text=True, encoding='utf-8', timeout=60,
        env={**os.environ, 'LC_ALL': 'C.UTF-8'}, check=False,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def balances(text: str, depth: int = 2) -> Mapping[str, Decimal]:
    """What stands on each account, by its name."""
    answer = hledger(text, 'balance', '--flat', '--no-total', '--depth', str(depth), '-O', 'csv')
    _heading, *listed = csv.reader(answer.splitlines())
    return {account: Decimal(amount.partition(' ')[0]) for account, amount in listed}


def trial_balance(book: Book) -> Mapping[str, Decimal]:
    """The same as the book says it."""
    places, currency = chart(book.bylaws.kind), book.bylaws.currency
    return {
        journal_name(places[line.account]): Decimal(money.as_text(line.debit - line.credit, currency))
        for line in summaries.trial_balance(book, LAST)
        if line.debit != line.credit
    }


def test_a_receipt_is_a_transaction_with_its_rows_as_postings() -> None:
    told = """
    Member | Name       | Joined
    M1     | Asha: (=x) | 2025-01-01

    Date       | Receipt | Member | Kind      | Amount | Mode | Loan | Note      | Reverses | Id
    2025-03-20 | R7      | M1     | interest  | 20     | cash | L1   | late; 2d  |          | e1
    2025-03-20 | R7      | M1     | principal | 50.50  | cash | L1   | late; 2d  |          | e2
    2025-03-21 | R8      | M1     | principal | -50.50 | cash | L1   |           | e2       | e3
    2025-03-22 |         |        | to-bank   | 10     | cash |      |           |          | e4
    """
    lines = journal(book_told(told), LAST).splitlines()
    assert lines[0] == '; Asmita Bachat Gat' and lines[2:4] == ['decimal-mark .', 'commodity 1000.00 INR']
    assert lines[5:9] == [
        'account assets:bank', 'account assets:cash', 'account assets:loans:L1', 'account income:interest:M1'
    ]  # fmt: skip
    assert [' '.join(line.split()) for line in lines[9:] if line] == [
        '2025-03-20 * (R7) M1 | Loan interest, late, 2d, Loan repaid',
        'assets:cash 20.00 INR',
        'income:interest:M1 -20.00 INR',
        'assets:cash 50.50 INR',
        'assets:loans:L1 -50.50 INR',
        '2025-03-21 * (R8) M1 | Reversal, Loan repaid',
        'assets:cash -50.50 INR',
        'assets:loans:L1 50.50 INR',
        '2025-03-22 * (R00004) Carried to the bank',
        'assets:bank 10.00 INR',
        'assets:cash -10.00 INR',
    ]


def test_what_came_later_is_not_in_the_journal() -> None:
    told = 'Date | Kind | Amount\n2025-03-20 | income | 5\n2025-03-21 | income | 7'
    assert '7.00' not in journal(book_told(told), date(2025, 3, 20))


@pytest.mark.needs('hledger')
@pytest.mark.parametrize('kind', PLACES)
def test_a_sample_workbook_of_each_kind_comes_to_the_same(kind: str, tmp_path: Path) -> None:
    book = open_book(Path(shutil.copy(PLACES[kind], tmp_path / 'sample.xlsx')))
    for code in LANGUAGES:
        with language(code):
            text = journal(book, LAST)
        assert hledger(text, 'check', '--strict') == ''
        assert balances(text) == trial_balance(book)
    # Each member's savings too.
    listed = summaries.members_table(book, date(2000, 1, 1), LAST)
    saved = zip(listed['number'], (listed['savings'] + listed['put_in'] - listed['received']).tolist(), strict=True)
    unit = minor_units(book.bylaws.currency)
    savings = {f'liabilities:savings:{number}': Decimal(minor) / unit for number, minor in saved if minor}
    found = balances(text, depth=3)
    assert {name: -amount for name, amount in found.items() if name.startswith('liabilities:savings:')} == savings
    book.close()


@pytest.mark.needs('hledger')
def test_the_month_of_twenty_members_comes_to_the_same_sum(tmp_path: Path) -> None:
    """Twenty members pay 200.50 each in February, two of them by UPI; one payment was a mistake."""
    group = Group(tmp_path)
    for place in range(20):
        number = group.join(f'Member {place}')
        paid = group.do('contribution', '200.50', '2025-02-05', member=number, mode='upi' if place < 2 else 'cash')
    group.do('reversal', '', '2025-02-06', reverses=paid.entry_id)
    found = balances(journal(group.book, LAST))
    assert found == {
        'assets:bank': Decimal('401.00'), 'assets:cash': Decimal('3408.50'), 'liabilities:savings': Decimal('-3809.50')
    }  # fmt: skip
    assert found == trial_balance(group.book)


@pytest.mark.needs('hledger')
def test_a_currency_without_decimals_comes_to_the_same() -> None:
    rows = [Entry('e1', date(2025, 1, 5), 'R1', 'income', 1_234_567, 'cash')]
    book = book_of([], [], rows, [], replace(GROUP, currency='UGX'))
    assert balances(journal(book, LAST)) == {'assets:cash': 1_234_567, 'income:other': -1_234_567}


@st.composite
def histories(draw: st.DrawFn) -> Book:
    """Entries of every kind and mode in a group of any kind; some share a receipt, some take back; any words."""
    told = draw(st.lists(st.tuples(st.dates(date(2025, 1, 1), date(2025, 1, 9)), st.sampled_from(sorted(POSTINGS)),
                                   st.integers(1, 10**12), st.sampled_from(MODES), st.booleans(), TEXTS, TEXTS),
                         min_size=1, max_size=25))  # fmt: skip
    rows = [
        Entry(f'e{number}', on, f'R{number // 3}' if number % 4 else '', kind, -amount if back else amount, mode,
              member_number=word.strip(), member_name=word, loan_number=other, category=word, note=other,
              reverses='e0' if back else '')
        for number, (on, kind, amount, mode, back, word, other) in enumerate(told)
    ]  # fmt: skip
    return book_of([], [], rows, [], replace(GROUP, kind=draw(st.sampled_from(KINDS_OF_GROUP)), name=draw(TEXTS)))


@pytest.mark.needs('hledger')
@settings(max_examples=40)
@given(histories())
def test_every_history_comes_to_the_same_whatever_was_typed(book: Book) -> None:
    text = journal(book, LAST)
    assert hledger(text, 'check', '--strict') == ''
    assert balances(text) == trial_balance(book)
