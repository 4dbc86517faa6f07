"""From the journal into the workbook: every acknowledged row once, whatever others do to the file meanwhile."""

import os
import shutil
import time
from pathlib import Path

import openpyxl
import pytest

from actions.keeping import Keeper
from actions.sealed_edits import restore
from sheets import reading, xlsx
from sheets.book import Book, open_book
from sheets.files import STALE_AFTER_HOURS, XlsxFile
from sheets.journal import PENDING
from sheets.writer import Outcome, Writer
from tests.groups import NOW, PRESIDENT, Group


@pytest.fixture
def group(tmp_path: Path) -> Group:
    group = Group(tmp_path)
    group.join('Asha')
    deposit(group, '2025-01-05', 'e1')
    flush(group)
    return group


def deposit(group: Group, on: str, entry_id: str) -> None:
    group.do('contribution', '200', on, member='M2025-001', entry_id=entry_id)


def flush(group: Group, book: Book | None = None) -> Outcome:
    return Writer(book or group.book, lambda *_: []).flush(group.today)


def ids(path: Path) -> list[str]:
    """The entry ids in the workbook, as a reader of the file finds them."""
    table = reading.read_tables(path.read_bytes(), path.name)['Entries']
    return [str(row[table.places['id']]) for _, row in reading.filled_rows(table)]


def test_rows_go_in_once_and_in_order(group: Group) -> None:
    for number in range(2, 12):
        deposit(group, f'2025-01-{number + 5:02d}', f'e{number}')
    assert flush(group) == Outcome(written=10)
    assert flush(group) == Outcome(written=0)
    assert ids(group.path) == [f'e{number}' for number in range(1, 12)]
    assert group.book.pending_count() == 0


def test_a_register_row_is_amended_in_place_and_the_change_written_down(group: Group) -> None:
    group.leave('M2025-001', '2025-02-01')
    flush(group)
    again = open_book(group.path)
    assert [(m.number, m.status, m.reason) for m in again.members.values()] == [
        ('M2025-001', 'inactive', 'moved away')
    ]  # fmt: skip
    assert next((c.field, c.old, c.new) for c in again.changes) == ('status', 'active', 'inactive')


def test_of_a_changed_row_that_was_copied_the_one_that_counts_is_put_back(group: Group) -> None:
    xlsx.amend_cells(group.path, 'Entries', {'F2': 900})
    table = reading.read_tables(group.path.read_bytes(), group.path.name)['Entries']
    row = [None if cell == '' else cell for cell in table.rows[1]]
    xlsx.append_rows(group.path, 'Entries', [row])  # type: ignore[list-item]
    group.book.refresh()
    (found,), (copy,) = group.book.differences, group.book.typed
    restore(group.book, 'Entries', found.key, 'a slip', PRESIDENT, NOW, group.today, 'r1')
    flush(group)
    sheet = openpyxl.load_workbook(group.path)['Entries']
    assert (found.row, sheet['F2'].value, copy.row, sheet['F3'].value) == (2, 200, 3, 900)
    again = open_book(group.path)
    assert (again.differences, [row.row for row in again.typed]) == ([], [3])


def test_rows_of_a_process_that_died_before_writing_go_in_with_the_next(group: Group) -> None:
    deposit(group, '2025-02-05', 'e2')
    group.book.close()
    again = open_book(group.path)
    assert list(again.frame()['id']) == ['e1', 'e2']
    flush(group, again)
    assert ids(group.path) == ['e1', 'e2']


def test_rows_written_before_the_journal_knew_it_are_not_written_again(group: Group) -> None:
    """The process died between the swap and the mark: the file has the row, the journal says it waits."""
    deposit(group, '2025-02-05', 'e2')
    number = group.book.journal.pending()[0].number
    signature = group.book.journal.signature()
    flush(group)
    with group.book.journal.writing() as writing:
        writing.mark([number], PENDING)
        writing.saw(signature, 0)
    again = open_book(group.path)
    flush(group, again)
    assert ids(group.path) == ['e1', 'e2']
    assert again.pending_count() == 0


def test_rows_that_a_stale_copy_overwrote_are_appended_again(group: Group, tmp_path: Path) -> None:
    """The treasurer had the file open, the app wrote, she saved her older copy over it."""
    shutil.copyfile(group.path, tmp_path / 'open in the spreadsheet.xlsx')
    deposit(group, '2025-02-05', 'e2')
    deposit(group, '2025-03-05', 'e3')
    flush(group)
    os.replace(tmp_path / 'open in the spreadsheet.xlsx', group.path)
    assert ids(group.path) == ['e1']
    deposit(group, '2025-04-05', 'e4')
    flush(group)
    assert ids(group.path) == ['e1', 'e2', 'e3', 'e4']
    assert list(open_book(group.path).frame()['id']) == ['e1', 'e2', 'e3', 'e4']


def test_what_the_treasurer_saved_meanwhile_is_kept(group: Group) -> None:
    workbook = openpyxl.load_workbook(group.path)
    workbook.create_sheet('My own notes')['B2'] = 'ask Asha'
    workbook.save(group.path)
    deposit(group, '2025-02-05', 'e2')
    flush(group)
    assert openpyxl.load_workbook(group.path)['My own notes']['B2'].value == 'ask Asha'
    assert ids(group.path) == ['e1', 'e2']


def test_a_second_process_sees_the_rows_of_the_first_without_reading_the_file_again(group: Group) -> None:
    other = open_book(group.path)
    deposit(group, '2025-02-05', 'e2')
    flush(group)
    read_before = other.state
    assert read_before
    other.refresh()
    assert list(other.frame()['id']) == ['e1', 'e2']
    assert not read_before.same_as(other.state)


def test_a_second_process_notices_what_was_changed_by_hand_though_the_first_wrote_since(group: Group) -> None:
    other = open_book(group.path)
    xlsx.amend_cells(group.path, 'Members', {'B2': 'Asha Patil'})
    deposit(group, '2025-02-05', 'e2')
    flush(group)
    other.refresh()
    assert [(each.key, each.fields['name'][:2]) for each in other.differences] == [('m1', ('Asha', 'Asha Patil'))]


@pytest.mark.parametrize(
    'name, content, who',
    [
        ('.~lock.group.xlsx#', b',Savitri,laptop,21.11.2026 05:23,file:///home;', 'Savitri'),
        ('~$group.xlsx', b'\x07Savitri' + b' ' * 47, 'Savitri'),
    ],
)
def test_rows_wait_while_a_spreadsheet_program_holds_the_file(
    group: Group, name: str, content: bytes, who: str
) -> None:
    lock = group.path.with_name(name)
    lock.write_bytes(content)
    deposit(group, '2025-02-05', 'e2')
    before = group.path.read_bytes()
    waiting = flush(group).waiting
    assert waiting is not None
    assert waiting.said() == f'The workbook is open elsewhere: {who}. The rows go in when it is closed there.'
    assert (group.path.read_bytes(), group.book.pending_count()) == (before, 1)
    lock.unlink()
    assert flush(group).written == 1
    assert ids(group.path) == ['e1', 'e2']


def test_a_lock_file_that_a_crash_left_behind_does_not_hold_for_ever(group: Group) -> None:
    lock = group.path.with_name('.~lock.group.xlsx#')
    lock.write_bytes(b',Savitri,laptop,;')
    assert XlsxFile(group.path).held_by() == 'Savitri'
    long_ago = time.time() - STALE_AFTER_HOURS * 3600 - 60
    os.utime(lock, (long_ago, long_ago))
    assert XlsxFile(group.path).held_by() is None


@pytest.mark.parametrize('damage', [lambda data: b'', lambda data: data[: len(data) // 2], lambda data: b'not a zip'])
def test_rows_are_acknowledged_and_wait_while_the_workbook_is_damaged(group: Group, damage: object) -> None:
    good = group.path.read_bytes()
    deposit(group, '2025-02-05', 'e2')
    group.path.write_bytes(damage(good))  # type: ignore[operator]
    assert flush(group).waiting is not None
    assert group.book.pending_count() == 1
    group.path.write_bytes(good)
    assert flush(group).written == 1
    assert ids(group.path) == ['e1', 'e2']


def test_rows_wait_while_the_file_is_gone_and_no_new_one_is_made(group: Group) -> None:
    elsewhere = group.path.rename(group.path.with_suffix('.moved'))
    group.book.journal.waits('e1')
    deposit(group, '2025-02-05', 'e2')
    assert flush(group).waiting is not None
    assert not group.path.exists()
    elsewhere.rename(group.path)
    assert flush(group).written == 1


def test_a_write_that_fails_leaves_the_file_and_says_so(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object) -> None:
        raise OSError(28, 'No space left on device')

    deposit(group, '2025-02-05', 'e2')
    before = group.path.read_bytes()
    with monkeypatch.context() as full:
        full.setattr(os, 'replace', no_room)
        waiting = flush(group).waiting
    assert waiting is not None
    assert 'No space left on device' in waiting.said()
    assert group.path.read_bytes() == before
    assert [path.name for path in group.path.parent.iterdir() if 'tmp' in path.name] == []
    assert flush(group).written == 1


def test_a_view_that_cannot_be_written_does_not_keep_the_rows_out(group: Group) -> None:
    """Someone merged cells below the dues, where the app would add a row."""
    keeper = Keeper(group.path, lambda: group.today)
    assert keeper.settle(5)
    keeper.close()
    workbook = openpyxl.load_workbook(group.path)
    dues = workbook['Dues']
    dues.merge_cells(start_row=dues.max_row + 1, end_row=dues.max_row + 3, start_column=1, end_column=5)
    workbook.save(group.path)
    beena = group.join('Beena')
    group.do('contribution', '200', '2025-02-05', member=beena, entry_id='e2')
    keeper = Keeper(group.path, lambda: group.today)
    assert keeper.settle(5)
    keeper.close()
    assert ids(group.path) == ['e1', 'e2']


def test_the_thread_brings_rows_in_by_itself(group: Group) -> None:
    keeper = Keeper(group.path, lambda: group.today)
    keeper.start()
    deposit(group, '2025-02-05', 'e2')
    until = time.monotonic() + 20
    while 'e2' not in ids(group.path) and time.monotonic() < until:
        time.sleep(0.05)
    keeper.stop()
    keeper.close()
    assert ids(group.path) == ['e1', 'e2']
