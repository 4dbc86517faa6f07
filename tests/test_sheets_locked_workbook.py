"""A group keeps its workbook under a password: rows go in and out as ever, and the file on the disk stays locked."""

from pathlib import Path

import pytest

from actions import backups
from actions.who import Who
from reports.views import view_changes
from rules.problems import Refused
from sheets.book import open_book
from sheets.encryption import is_locked, unlocked
from sheets.vault import WORKBOOK_PASSWORD, Vault
from sheets.writer import Writer
from tests.groups import NOW, Group

PASSWORD = 'rain in july'


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """A group with one member whose workbook was just locked."""
    group = Group(tmp_path)
    group.join('Asha')
    Writer(group.book, view_changes).flush(group.today)
    backups.lock_workbook(group.path, PASSWORD, Who('Savitri'), NOW)
    return group


def test_rows_go_into_a_locked_workbook_which_stays_locked(group: Group) -> None:
    group.book.refresh()
    assert group.book.away is None
    group.do('contribution', '200', '2025-02-05', member='M2025-001', entry_id='d1')
    outcome = Writer(group.book, view_changes).flush(group.today)
    assert (outcome.written, outcome.waiting) == (1, None)
    raw = group.path.read_bytes()
    assert is_locked(raw) and unlocked(raw, [PASSWORD], 'group.xlsx').startswith(b'PK')
    assert list(open_book(group.path).frame()['id']) == ['d1']


def test_without_its_password_the_book_goes_on_from_the_journal_and_the_file_is_left_alone(group: Group) -> None:
    Vault(group.path.parent).forget(WORKBOOK_PASSWORD)
    before = group.path.read_bytes()
    book = open_book(group.path)
    assert book.away and 'locked with a password that the app does not know' in book.away.said()
    assert [member.name for member in book.members.values()] == ['Asha']
    group.book.refresh()
    group.do('contribution', '200', '2025-02-05', member='M2025-001')
    assert Writer(group.book, view_changes).flush(group.today).waiting
    assert group.path.read_bytes() == before


def test_a_locked_workbook_that_was_never_seen_is_refused_without_its_password(group: Group, tmp_path: Path) -> None:
    elsewhere = tmp_path / 'other'
    elsewhere.mkdir()
    (elsewhere / 'group.xlsx').write_bytes(group.path.read_bytes())
    with pytest.raises(Refused):
        open_book(elsewhere / 'group.xlsx')
    Vault(elsewhere).put(WORKBOOK_PASSWORD, PASSWORD)
    assert [member.name for member in open_book(elsewhere / 'group.xlsx').members.values()] == ['Asha']
