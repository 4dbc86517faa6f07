"""The sample workbook: always the same, and everything in it that a group meets in two years."""

import zipfile
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from actions.sample import write_sample
from reports import summaries
from rules import accounts
from sheets import sample
from sheets.book import Book, open_book
from sheets.sample import PLACES
from tests.machine import LibreOffice
from tests.recalculated import views, worked_out


@pytest.fixture(scope='module')
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp('sample') / 'sample.xlsx'
    write_sample(path)
    return path


@pytest.fixture(scope='module')
def book(path: Path) -> Book:
    return open_book(path)


def test_it_is_always_the_same(path: Path, tmp_path: Path) -> None:
    write_sample(tmp_path / 'again.xlsx')
    assert (tmp_path / 'again.xlsx').read_bytes() == path.read_bytes()


def test_the_one_in_the_project_is_the_one_that_is_written(path: Path) -> None:
    assert _parts(PLACES['shg']) == _parts(path), 'please run make sample'


def test_nothing_is_wrong_with_it(book: Book) -> None:
    assert book.problems() == []
    assert book.pending_count() == 0
    balances = summaries.trial_balance(book, sample.TODAY)
    assert sum(each.debit for each in balances) == sum(each.credit for each in balances) > 0
    assert [*accounts.below_zero(book.boxes['cash']), *accounts.below_zero(book.boxes['bank'])] == []


def test_fifteen_women_of_whom_two_left_and_one_came_back(book: Book) -> None:
    assert [member.number for member in book.members.values()][:2] == ['M2024-001', 'M2024-002']
    assert len(book.members) == 15
    assert all('\u0900' <= sign <= '\u097f' or sign in ' \u200d' for m in book.members.values() for sign in m.name)
    statuses = [
        (change.new, change.label) for change in book.changes if change.field == 'status' and change.sheet == 'Members'
    ]
    assert [new for new, _ in statuses] == ['inactive', 'inactive', 'active']
    assert statuses[1][1] == statuses[2][1]
    assert [member.name for member in book.members.values() if not member.active] == [statuses[0][1]]


def test_two_years_of_deposits_missed_late_in_parts_ahead_and_in_full(book: Book) -> None:
    dues = summaries.dues_table(book, sample.TODAY)
    past = dues[dues['cycle'] < 202611]
    assert (past['cycle'].min(), past['cycle'].max(), past['cycle'].nunique()) == (202411, 202610, 24)
    assert {'paid', 'part', 'missed'} == set(past['state'])
    assert set(dues[dues['cycle'] == 202611]['state']) == {'paid', 'open'}
    paid = book.frame()[book.frame()['kind'] == 'contribution']
    due_on = [date(number // 100, number % 100, 10) for number in paid['month']]
    days = [(on.date() - due).days for on, due in zip(paid['on'], due_on, strict=True)]
    assert max(days) > 15 and min(days) < -15
    assert paid.groupby(['member', 'month']).size().max() > 1


def test_ten_loans_four_closed_and_one_of_the_running_ones_overdue(book: Book) -> None:
    loans = summaries.loans_table(book, sample.TODAY)
    assert loans['status'].tolist().count('closed') == 4
    running = loans[loans['status'] == 'running']
    assert running['overdue_since'].notna().tolist().count(True) == 1
    assert len(running) == 6
    assert {Fraction(2), Fraction(3, 2)} == set(loans['rate'])
    assert 'days' not in {loan.part_month for loan in book.loans.values()}


def test_mistakes_were_reversed_with_the_reason_in_marathi(book: Book) -> None:
    frame = book.frame()
    reversals = frame[frame['reverses'] != '']
    assert len(reversals) == 3
    assert all(any('\u0900' <= sign <= '\u097f' for sign in note) for note in reversals['note'])
    assert (reversals['amount'] < 0).all()
    assert set(reversals['reverses']) <= set(frame['id'])


def test_money_went_every_way(book: Book) -> None:
    figures = summaries.figures(book, sample.TODAY)
    assert min(figures.penalties_received, figures.income, figures.expenses, figures.cash, figures.bank) > 0
    kinds = {'contribution', 'withdrawal', 'loan', 'principal', 'interest', 'penalty', 'fine', 'income', 'expense',
             'to-bank', 'from-bank'}  # fmt: skip
    assert set(book.frame()['kind'].unique()) == kinds
    assert {'cash', 'upi', 'bank'} == set(book.frame()['mode'].unique())


def test_each_row_was_written_down_on_its_day(book: Book) -> None:
    frame = book.frame()
    assert ((frame['recorded_at'] - frame['on']) < timedelta(days=1)).all()
    assert frame['recorded_at'].is_monotonic_increasing
    assert set(frame['recorded_by']) == {sample.TREASURER}


@pytest.mark.needs('libreoffice')
def test_libreoffice_works_out_what_is_stored(path: Path, libreoffice: LibreOffice, tmp_path: Path) -> None:
    assert worked_out(libreoffice, path, tmp_path) == views(path)


def _parts(path: Path) -> dict[str, bytes]:
    """The parts of a workbook; how they are compressed differs between machines."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}
