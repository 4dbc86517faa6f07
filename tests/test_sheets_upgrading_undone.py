"""An upgrade that is refused or killed in the middle leaves the old file, or the new one, and never half of it."""

import os
import signal
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reports.verify import problems_of_workbook
from reports.views import view_changes
from sheets import (
    backups,
    upgrading,
    xlsx,
)
from sheets.book import open_book
from sheets.files import XlsxFile
from sheets.journal_writing import Writing
from sheets.upgrading import upgrade
from sheets.writer import Writer
from tests.children import children
from tests.older_workbooks import (
    BROUGHT,
    FORMAT_1,
    NOW,
    copied,
    formats_told,
    refusal,
)
from tests.workbooks import calamine_rows

STEPS = ('make_backup', '_change', '_changes', '_must_be_equal', 'write', 'replace', 'mark')


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A workbook of format 1, with two years of entries."""
    return copied(1, tmp_path)


def is_as_it_was(path: Path) -> bool:
    """Whether it is the old workbook, byte for byte."""
    return path.read_bytes() == FORMAT_1.read_bytes()


def test_the_workbook_is_kept_as_it_was(old: Path) -> None:
    backup = upgrade(old, NOW).backup
    assert backup is not None and is_as_it_was(backup)
    assert upgrade(old, NOW) == upgrading.Upgraded(3)


def test_a_workbook_of_a_newer_format_is_not_touched(old: Path) -> None:
    number = next(number for number, row in enumerate(calamine_rows(old, 'Bylaws'), 1) if row[3] == 'format')
    xlsx.amend_cells(old, 'Bylaws', {f'B{number}': 99})
    before = old.read_bytes()
    assert 'The workbook has format 99' in refusal(lambda: upgrade(old, NOW))
    assert old.read_bytes() == before


def test_a_workbook_that_is_open_elsewhere_is_not_touched(old: Path) -> None:
    old.with_name('.~lock.group.xlsx#').write_text(',savitri,laptop,21.11.2026 10:00,file:///x;')
    assert 'The workbook is open elsewhere: savitri.' in refusal(lambda: upgrade(old, NOW))
    assert is_as_it_was(old)


def test_where_a_row_would_not_be_as_it_was_the_old_file_stays(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = xlsx.patch_bytes

    def losing(data: bytes, changes: Any) -> bytes:
        return whole(data, [*changes, xlsx.Amend('Entries', {'F9': 1})])

    monkeypatch.setattr(xlsx, 'patch_bytes', losing)
    assert 'would not have all rows as they were' in refusal(lambda: upgrade(old, NOW))
    assert is_as_it_was(old)


# --- killed in the middle ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize('step', STEPS)
@pytest.mark.parametrize('after', [False, True], ids=['before', 'after'])
def test_killed_at_any_step_the_file_is_the_old_one_or_the_new_one(old: Path, step: str, after: bool) -> None:
    process = children('tests.test_sheets_upgrading_undone').Process(target=_upgrade_until, args=(old, step, after))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    told = formats_told(old)
    if not told:
        assert is_as_it_was(old)
    upgrade(old, NOW)
    assert len(formats_told(old)) == 1 and (not told or formats_told(old) == told)
    assert [row[3] for row in calamine_rows(old, 'Bylaws')][-len(BROUGHT) :] == BROUGHT
    book = open_book(old)
    Writer(book, view_changes).flush(date(2026, 11, 21))
    assert book.pending_count() == 0
    book.close()
    assert problems_of_workbook(old) == [] and list(old.parent.glob('.*.tmp')) == []


def _upgrade_until(path: Path, step: str, after: bool) -> None:
    """Upgrade in a process of its own that dies before or after a step."""
    owners = {'make_backup': backups, 'write': XlsxFile, 'replace': os, 'mark': Writing}
    owner: Any = owners.get(step, upgrading)
    whole = getattr(owner, step)

    def deadly(*given: Any, **named: Any) -> Any:
        done = whole(*given, **named) if after else None
        os.kill(os.getpid(), signal.SIGKILL)
        return done

    setattr(owner, step, deadly)
    upgrade(path, NOW)
