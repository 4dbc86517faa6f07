"""What stands in the views is read once; then the writer remembers it, until someone else writes the file."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from reports import views
from reports.views import view_changes
from rules.problems import Problem
from sheets import xlsx
from sheets.book import open_book
from sheets.ooxml.refusal import CannotPatch
from sheets.views_reading import Views, read_views
from sheets.writer import Writer
from sheets.xlsx import Amend
from tests.groups import Group
from tests.recalculated import views as stored

TODAY = date(2025, 7, 12)


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """Two members who paid for two months, and the passbook of one of them laid open."""
    group = Group(tmp_path, TODAY)
    for name in ('Asha', 'Brinda'):
        number = group.join(name)
        group.do('contribution', '200', '2025-01-08', member=number)
        group.do('contribution', '150', '2025-02-08', member=number)
    xlsx.amend_cells(group.path, 'Passbook', {'B4': 'M2025-001', 'F4': 2025})
    return group


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How large the files were whose views were read."""
    reads: list[int] = []

    def read(data: bytes) -> Views:
        reads.append(len(data))
        return read_views(data)

    monkeypatch.setattr(views, 'read_views', read)
    return reads


def deposit(group: Group, amount: str = '10') -> None:
    group.do('contribution', amount, '2025-07-12', member='M2025-001')


def flushed(writer: Writer, today: date = TODAY) -> Problem | None:
    return writer.flush(today).waiting


def assert_right(group: Group, today: date = TODAY) -> None:
    """Nothing in the file is otherwise than someone would write who reads all of it."""
    assert view_changes(group.book, group.path.read_bytes(), today) == []


def test_the_views_are_right_after_every_write_and_read_no_more(group: Group, reads: list[int]) -> None:
    writer = Writer(group.book, view_changes)
    deposit(group)
    assert flushed(writer) is None
    # New dues came to stand below the others; where, is seen once more.
    deposit(group)
    assert flushed(writer) is None and len(reads) == 2
    for day in (TODAY, TODAY, date(2025, 7, 13)):
        deposit(group)
        group.do('expense', '5', '2025-07-12', category='tea')
        assert flushed(writer, day) is None
    assert len(reads) == 2
    assert_right(group, date(2025, 7, 13))
    shown = stored(group.path)
    assert shown['Summary']['B6'] == Decimal('750.00') and shown['Summary']['B3'] == date(2025, 7, 13)
    assert shown['Passbook']['D17'] == Decimal('50.00')


def test_a_new_month_brings_its_dues_and_they_are_read_once(group: Group, reads: list[int]) -> None:
    writer = Writer(group.book, view_changes)
    for number, day in enumerate((TODAY, TODAY, TODAY, date(2025, 8, 2), date(2025, 8, 2), date(2025, 8, 2))):
        deposit(group, str(number + 1))
        assert flushed(writer, day) is None
    assert len(reads) == 3
    assert_right(group, date(2025, 8, 2))


def test_what_someone_saved_meanwhile_is_read(group: Group, reads: list[int]) -> None:
    """She opens the passbook of the other member, and types over a result."""
    writer = Writer(group.book, view_changes)
    for _ in range(3):
        deposit(group)
        assert flushed(writer) is None
    read = len(reads)
    xlsx.patch(group.path, [Amend('Passbook', {'B4': 'M2025-002'}), Amend('Dues', {'E2': 9999})])
    deposit(group)
    assert flushed(writer) is None and len(reads) == read + 1
    assert_right(group)
    assert stored(group.path)['Passbook']['B5'] == 'Brinda'


def test_another_process_that_wrote_the_file_is_not_overlooked(group: Group, reads: list[int]) -> None:
    writer = Writer(group.book, view_changes)
    for _ in range(3):
        deposit(group)
        assert flushed(writer) is None
    other = open_book(group.path)
    deposit(group)
    assert flushed(Writer(other, view_changes), date(2025, 7, 20)) is None
    other.close()
    deposit(group)
    assert flushed(writer) is None
    assert_right(group)


def test_a_view_that_could_not_be_written_is_not_taken_for_written(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = Writer(group.book, view_changes)
    for _ in range(3):
        deposit(group)
        assert flushed(writer) is None
    with monkeypatch.context() as patched:
        patched.setattr(xlsx, 'with_cached', _refusing)
        deposit(group)
        assert flushed(writer) is None
    assert view_changes(group.book, group.path.read_bytes(), TODAY) != []
    deposit(group)
    assert flushed(writer) is None
    assert_right(group)


def _refusing(*_: object) -> object:
    raise CannotPatch('The view cannot be written.', 'Leave it.')
