"""The bench in short: its figures of the workbook come about, each with its parts."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from actions.record import record
from actions.who import Who
from rules.transactions import Transaction
from sheets.book import Book
from tests import bench_cooperative
from tests.bench_workbook import into_workbook, noticing, verifying
from tests.figures import Figure
from tests.large import large_book, last_day

MEMBERS, MONTHS = 20, 24
TODAY = last_day(MONTHS)


@pytest.fixture(scope='module')
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp('bench') / 'book.xlsx'


@pytest.fixture(scope='module')
def book(path: Path) -> Book:
    """Eight hundred entries."""
    return large_book(path, MEMBERS, MONTHS)


def recorded(book: Book) -> None:
    """Ten deposits, which wait in the journal."""
    before = book.journal.last_number()
    for number in range(10):
        deposit = Transaction(f'bench-{before}-{number}', 'contribution', 100_00, TODAY, 'M2014-001')
        record(book, deposit, Who('bench'), datetime.now(UTC), TODAY)


def test_rows_go_in_for_little_more_than_copying_the_file(book: Book, path: Path) -> None:
    """Twice what make bench allows: beside other tests nothing can be measured well."""
    rows, hashed, views, first = into_workbook(book, path, TODAY, lambda: recorded(book), 10)
    assert rows.at_most is not None and rows.measured < 2 * rows.at_most
    assert 0 < hashed.measured < rows.measured < first.measured and views.measured > 0


def test_an_outside_save_is_noticed_and_a_workbook_proved(book: Book, path: Path) -> None:
    assert all(figure.kept for figure in (*noticing(book, path, TODAY), *verifying(path)))


def test_the_balances_and_schedules_of_a_cooperative_are_reckoned_anew() -> None:
    (figure,) = bench_cooperative.measured(members=20, months=30)
    assert figure.what == 'balances and schedules of 20 members, 1,429 entries'
    assert figure.measured < 1


def test_a_figure_tells_whether_its_promise_is_kept() -> None:
    marks = [str(Figure('what', 2, limit, 'ms', 'beside')).split()[0] for limit in (2, 1.9, None)]
    assert marks == ['ok', 'MISSED', 'shown']
