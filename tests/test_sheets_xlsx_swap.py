"""The new file takes the place of the old one in one step, or the old one stays as it was."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sheets.ooxml import swap as swapping
from sheets.xlsx import (
    Append,
    ChangedMeanwhile,
    append_rows,
    patch,
    patch_bytes,
    read,
    remove_leftovers,
    signature_of,
    swap,
)
from tests.workbooks import calamine_rows, plain_workbook

ROOT = Path(__file__).parent.parent
NEW = Append('Entries', [['e2']])
ADDING = """
import sys
from sheets.xlsx import append_rows
for number in range(10_000):
    append_rows(sys.argv[1], 'Entries', [[str(number)]])
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return plain_workbook(tmp_path / 'book.xlsx')


def test_the_mode_of_the_file_and_a_link_to_it_stay(tmp_path: Path, book: Path) -> None:
    book.chmod(0o640)
    link = tmp_path / 'link' / 'to the book.xlsx'
    link.parent.mkdir()
    link.symlink_to(book)
    append_rows(link, 'Entries', [['e2']])
    assert link.is_symlink() and book.stat().st_mode & 0o7777 == 0o640
    assert calamine_rows(book)[-1][0] == 'e2'
    assert sorted(path.name for path in tmp_path.rglob('*')) == ['book.xlsx', 'link', 'to the book.xlsx']


def test_everything_is_on_the_disk_before_the_swap_and_the_swap_after_it(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    sync, replace = os.fsync, os.replace

    def noted_sync(descriptor: int) -> None:
        found = os.fstat(descriptor)
        steps.append('folder' if stat.S_ISDIR(found.st_mode) else f'file of {found.st_size} bytes')
        sync(descriptor)

    def noted_replace(source: Path, target: Path) -> None:
        steps.append('swap')
        replace(source, target)

    monkeypatch.setattr(os, 'fsync', noted_sync)
    monkeypatch.setattr(os, 'replace', noted_replace)
    signature = patch(book, [NEW])
    assert steps == [f'file of {signature.size} bytes', 'swap', 'folder']


@pytest.mark.parametrize('failing', ['fsync', 'replace', 'fchmod'])
def test_a_failure_leaves_the_file_as_it_was_and_nothing_beside_it(
    book: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    before = book.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, 'No space left on device')

    monkeypatch.setattr(os, failing, fail)
    with pytest.raises(OSError, match='No space left'):
        patch(book, [NEW])
    assert book.read_bytes() == before and list(book.parent.iterdir()) == [book]


def test_a_file_made_read_only_is_not_written(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's user may write everywhere, so the answer of the system is played here."""
    before = book.read_bytes()
    monkeypatch.setattr(os, 'access', lambda path, mode: False)
    with pytest.raises(PermissionError, match='read-only'):
        patch(book, [NEW])
    assert book.read_bytes() == before and list(book.parent.iterdir()) == [book]


def test_a_file_saved_by_someone_else_meanwhile_is_not_overwritten(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = swapping._write

    def saved_meanwhile(*arguments: object) -> object:
        plain_workbook(book, ['saved by the treasurer'])
        return write(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(swapping, '_write', saved_meanwhile)
    with pytest.raises(ChangedMeanwhile, match=r'book.xlsx was changed .* Read it again and repeat the change.'):
        patch(book, [NEW])
    assert calamine_rows(book) == [['saved by the treasurer']]
    assert list(book.parent.iterdir()) == [book]


def test_only_the_state_that_was_expected_is_changed(book: Path) -> None:
    old = signature_of(book)
    new = patch(book, [NEW], expected=old)
    assert new == signature_of(book) and new != old
    with pytest.raises(ChangedMeanwhile):
        patch(book, [NEW], expected=old)
    assert len(calamine_rows(book)) == 3


def test_a_file_touched_but_not_changed_is_the_one_expected(book: Path) -> None:
    old = signature_of(book)
    book.write_bytes(book.read_bytes())
    os.utime(book, ns=(1, 1))
    patch(book, [NEW], expected=old)
    assert len(calamine_rows(book)) == 3


def test_a_change_is_built_on_bytes_and_put_in_place_later(book: Path) -> None:
    data, signature = read(book)
    new = patch_bytes(data, [NEW])
    assert book.read_bytes() == data
    assert swap(book, new, signature) == signature_of(book)
    with pytest.raises(ChangedMeanwhile):
        swap(book, new, signature)


def test_what_a_killed_process_left_is_removed(book: Path) -> None:
    left = book.with_name('.book.xlsx.bahi-0123456789abcdef.tmp')
    other = book.with_name('.other.xlsx.bahi-0123456789abcdef.tmp')
    left.touch()
    other.touch()
    assert remove_leftovers(book) == [left]
    assert sorted(book.parent.iterdir()) == sorted([book, other])


def test_a_killed_process_leaves_a_whole_file(book: Path) -> None:
    """Killed at ten moments while it adds one row after another; the rows there are the first ones, in order."""
    for moment in range(10):
        plain_workbook(book, ['id'])
        process = subprocess.Popen([sys.executable, '-c', ADDING, str(book)], cwd=ROOT)
        while len(book.read_bytes()) < 1 or len(calamine_rows(book)) < 3 + moment:
            time.sleep(0.002 * (moment + 1))
        process.send_signal(signal.SIGKILL)
        process.wait()
        remove_leftovers(book)
        rows = [row[0] for row in calamine_rows(book)]
        assert rows == ['id', *(str(number) for number in range(len(rows) - 1))]
        assert list(book.parent.iterdir()) == [book]
