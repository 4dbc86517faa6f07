"""Bad inputs 42 to 49: a workbook that cannot be written now, or no longer. Rows wait, people are told why."""

import errno
import io
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sheets import sheet_notes
from sheets.files import XlsxFile
from sheets.ooxml import swap
from sheets.ooxml.places import LAST_ROW
from tests.bad_files import (
    ENTRIES_PART,
    away,
    changed,
    edited,
    flushed,
    goes_on,
    ids,
    ids_in_workbook,
    is_well,
    ledger,
    live,
)
from tests.groups import Group

SAFE = 'Close other programs and make room on the disk; the rows are safe in the journal.'


@pytest.fixture
def group(tmp_path: Path) -> Group:
    return ledger(tmp_path)


def waits(group: Group) -> str:
    """A row is recorded and does not go in: it counts, the file is as it was. What is said."""
    before = group.path.read_bytes()
    group.do('contribution', '200', '2025-04-05', member='M2025-001', entry_id='d4')
    said = flushed(group)
    assert (group.cash(), group.book.pending_count()) == (800_00, 1)
    assert group.path.read_bytes() == before
    assert list(group.path.parent.glob('.group*')) == []
    return said


def goes_in(group: Group) -> None:
    """What waited is in the workbook, once."""
    assert (flushed(group), group.book.pending_count()) == ('', 0)
    assert ids_in_workbook(group) == ['d1', 'd2', 'd3', 'd4']


def failing(number: int) -> Callable[..., Any]:
    """A call of the system that the disk refuses."""

    def fail(*_asked: object, **_how: object) -> Any:
        raise OSError(number, os.strerror(number))

    return fail


def test_42_a_file_that_is_read_only_is_not_replaced(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where root runs the tests nothing is read-only, so the answer of the system is given here."""
    with monkeypatch.context() as patch:
        patch.setattr(os, 'access', lambda path, mode: False)
        assert waits(group) == f'The workbook cannot be written: the file is read-only. {SAFE}'
    goes_in(group)


def test_42_a_folder_that_takes_no_file_makes_rows_wait(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(swap, '_write', failing(errno.EROFS))
        assert 'Read-only file system' in waits(group)
    goes_in(group)


@pytest.mark.parametrize(
    'lock, content, who',
    [
        ('~$group.xlsx', b'\x06Kavita' + bytes(158), 'Kavita'),
        ('.~lock.group.xlsx#', b',kavita,laptop,21.11.2026 05:23,file:///profile;', 'kavita'),
        ('~$group.xlsx', b'', 'another program'),
        ('~$group.xlsx', b'\xff' * 10, ''),
    ],
)
def test_43_rows_wait_while_another_program_has_it_open(group: Group, lock: str, content: bytes, who: str) -> None:
    beside = group.path.with_name(lock)
    beside.write_bytes(content)
    said = waits(group)
    assert said.startswith(f'The workbook is open elsewhere: {who}')
    assert said.endswith('The rows go in when it is closed there.')
    beside.unlink()
    goes_in(group)


@pytest.mark.parametrize('number', [errno.EACCES, errno.EPERM, errno.EBUSY])
def test_44_a_file_that_another_process_holds_is_tried_again(
    group: Group, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """On Windows a file that is open elsewhere cannot be replaced; here the replacing fails so."""
    with monkeypatch.context() as patch:
        patch.setattr(os, 'replace', failing(number))
        assert waits(group) == f'The workbook cannot be written: {os.strerror(number)}. {SAFE}'
        assert flushed(group) != ''
    goes_in(group)


def test_45_a_lock_file_that_a_crash_left_is_not_waited_for_for_ever(group: Group) -> None:
    beside = group.path.with_name('.~lock.group.xlsx#')
    beside.write_bytes(b',kavita,laptop,20.11.2026 05:23,file:///profile;')
    waits(group)
    long_ago = time.time() - 25 * 3600
    os.utime(beside, (long_ago, long_ago))
    goes_in(group)
    assert beside.exists(), 'it is not ours to remove'


def test_45_of_a_young_lock_file_a_person_says_that_nobody_has_the_workbook_open(group: Group) -> None:
    beside = group.path.with_name('.~lock.group.xlsx#')
    beside.write_bytes(b',kavita,laptop,20.11.2026 05:23,file:///profile;')
    waits(group)
    assert isinstance(group.book.workbook, XlsxFile)
    group.book.workbook.nobody_holds_it()
    goes_in(group)
    os.utime(beside, (time.time(), time.time()))
    assert group.book.workbook.held_by() == 'kavita', 'it was opened once more'


@pytest.mark.parametrize('number', [errno.EIO, errno.ESTALE, errno.ENODEV, errno.EHOSTDOWN])
def test_46_a_disk_that_was_pulled_out_is_said_and_rows_wait(
    group: Group, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(swap, 'open', failing(number), raising=False)
        said = waits_without_reading(group)
        assert said == (
            f'The file group.xlsx cannot be opened: {os.strerror(number)}. Close other programs and try again.'
        )
    goes_in(group)


def waits_without_reading(group: Group) -> str:
    """The same where not even the test can look at the file."""
    group.do('contribution', '200', '2025-04-05', member='M2025-001', entry_id='d4')
    said = flushed(group)
    assert (group.cash(), group.book.pending_count()) == (800_00, 1)
    return said


def test_46_a_folder_that_is_gone_for_a_while_takes_nothing_with_it(group: Group) -> None:
    """A share that went away; the journal lies elsewhere only where it is a PostgreSQL, so here the file alone goes."""
    assert away(group, None) == 'There is no file group.xlsx. Check the name and the folder.'


def test_48_a_full_sheet_is_told_and_rows_wait_for_another(group: Group) -> None:
    last = f'<row r="{LAST_ROW}"><c r="A{LAST_ROW}"><v>1</v></c></row></sheetData>'.encode()
    full = changed(group, ENTRIES_PART, lambda sheet: sheet.replace(b'</sheetData>', last))
    assert away(group, full) == (
        f'The sheet Entries reaches far beyond its rows, to the cell A{LAST_ROW}. '
        'Delete what stands far away from the table, whole rows and columns, and save the workbook.'
    )


def test_48_a_sheet_that_fills_up_is_told_in_time(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real one has hundreds of thousands of rows; here sixty are many."""
    monkeypatch.setattr(sheet_notes, 'MANY_ROWS', 60)
    live(group, edited(group, lambda sheet: sheet.__setitem__('AA61', 'own')))
    assert [str(problem) for problem in group.book.problems()] == [
        'Entries: The sheet Entries has 61 rows; above 460000 it cannot be opened. '
        'Begin a new workbook for the new year in time.'
    ]


def test_49_a_protected_sheet_and_workbook_are_written_and_stay_protected(group: Group) -> None:
    def protect(sheet: Any) -> None:
        sheet.protection.set_password('secret')
        sheet.protection.sheet = True
        sheet.parent.security.lockStructure = True

    live(group, edited(group, protect))
    goes_on(group)
    book = openpyxl.load_workbook(io.BytesIO(group.path.read_bytes()))
    assert book['Entries'].protection.sheet and book.security is not None and book.security.lockStructure
    assert is_well(group) and ids(group) == ['d1', 'd2', 'd3', 'd4']
