"""Restoring: the former file is set aside, and every acknowledged row is there again, whenever the process dies."""

import multiprocessing
import os
import random
import resource
import shutil
import signal
import time
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from actions import backups as acts
from actions import members, settings
from actions.backups import Restored, restore
from actions.keeping import Keeper
from actions.record import record
from actions.who import Who
from reports.verify import problems_of_workbook
from rules.problems import Refused
from rules.transactions import Transaction
from sheets import backups, encryption, reading, restoring
from sheets.backups import Backup
from sheets.book import open_book
from sheets.columns import FORMAT
from sheets.sample import TODAY as SAMPLE_DAY
from sheets.upgrading import upgrade
from sheets.vault import BACKUP_PASSPHRASE, WORKBOOK_PASSWORD, Vault
from tests.groups import NOW, PRESIDENT, TODAY, Group
from tests.older_workbooks import copied

LATER = NOW + timedelta(hours=3)


def settle(path: Path) -> None:
    """Everything that was recorded is in the workbook."""
    keeper = Keeper(path, lambda: TODAY)
    assert keeper.settle(30), keeper.waiting
    keeper.close()


def rows(path: Path) -> list[str]:
    """The ids of the entries in the workbook."""
    table = reading.read_tables(path.read_bytes(), path.name)['Entries']
    found = [str(row[table.places['id']]) for _number, row in reading.filled_rows(table)]
    assert len(found) == len(set(found)), 'a row is there twice'
    return found


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """Asha paid twice before the backup, and once after it; her mobile number and a bylaw changed since."""
    group = Group(tmp_path)
    asha = group.join('Asha')
    for month in ('01', '02'):
        group.do('contribution', '200', f'2025-{month}-05', member=asha)
    settle(group.path)
    backups.make_backup(group.path, 'daily', NOW)
    group.do('contribution', '200', '2025-03-05', member=asha)
    members.edit(group.book, asha, 'Asha', '9822999999', 200_00, PRESIDENT, LATER, TODAY, 'edit-1')
    settings.amend_bylaw(
        group.book, 'monthly_due', '250', 'agreed', date(2025, 12, 1), PRESIDENT, LATER, TODAY, 'bylaw-1'
    )
    settle(group.path)
    group.book.close()
    return group


def the_backup(group: Group) -> Backup:
    return next(backup for backup in backups.list_backups(group.path) if backup.why == 'daily')


def brought_back(group: Group) -> Restored:
    return restore(group.path, the_backup(group).name, PRESIDENT, LATER, TODAY)


def holds_all(path: Path) -> None:
    """Workbook and book alike have every row and every amendment, and nothing is asked of anybody."""
    assert restoring.look_through(path).otherwise == ()
    book = open_book(path)
    assert len(rows(path)) == len(book.frame()) == 3
    assert [member.mobile for member in book.members.values()] == ['9822999999']
    assert book.bylaws.monthly_due == 250_00
    assert (book.pending_count(), book.differences, book.typed, book.problems(), book.notices()) == (0, [], [], [], [])
    book.close()


@pytest.mark.parametrize('damage', ['emptied', 'cut', 'deleted', 'another file', 'whole'])
def test_a_restored_book_has_the_rows_of_the_backup_and_of_the_journal(group: Group, damage: str) -> None:
    was = group.path.read_bytes()
    left = {'emptied': b'', 'cut': was[: len(was) // 2], 'another file': b'not a workbook', 'whole': was}.get(damage)
    if left is None:
        group.path.unlink()
    else:
        group.path.write_bytes(left)
    done = brought_back(group)
    holds_all(group.path)
    assert (done.otherwise, done.waiting) == ((), None)
    # One entry, the rows of Changes for the number and the bylaw, and both amended rows themselves.
    assert done.brought == 5
    assert done.equal == done.came + 3
    if left is None:
        assert done.set_aside == ''
    else:
        assert group.path.with_name(done.set_aside).read_bytes() == left
        assert done.set_aside.startswith('group.xlsx.set-aside-2026-01-01-')


def test_an_open_book_sees_what_was_restored(group: Group) -> None:
    keeper = Keeper(group.path, lambda: TODAY)
    keeper.book()
    group.path.write_bytes(b'')
    assert brought_back(group).otherwise == ()
    book = keeper.book()
    assert (len(book.frame()), book.bylaws.monthly_due, book.away) == (3, 250_00, None)
    assert (book.differences, book.typed, book.notices()) == ([], [], [])
    keeper.close()
    holds_all(group.path)


def test_what_was_changed_by_hand_before_the_backup_is_told_and_not_hidden(group: Group, tmp_path: Path) -> None:
    """A kept workbook in which someone had changed a sealed amount comes back, with the change named."""
    workbook = openpyxl.load_workbook(the_backup(group).path)
    sheet = workbook['Entries']
    place = next(cell.column for cell in sheet[1] if cell.value == 'Amount')
    sheet.cell(2, place).value = 999
    typed = tmp_path / 'typed.xlsx'
    workbook.save(typed)
    kept = backups.keep(group.path.parent, 'group', typed.read_bytes(), 'asked', LATER)
    done = restore(group.path, kept.name, PRESIDENT, LATER, TODAY)
    assert len(done.otherwise) == 1 and done.otherwise[0].startswith('Entries: ')
    book = open_book(group.path)
    assert len(book.differences) == 1
    assert len(book.frame()) == 3
    book.close()


def test_only_the_president_restores_and_nothing_changes_when_it_cannot_be(group: Group, tmp_path: Path) -> None:
    before = group.path.read_bytes()
    for role in ('treasurer', 'secretary', 'member'):
        for act in (
            lambda who: restore(group.path, the_backup(group).name, who, LATER, TODAY),
            lambda who: acts.make(group.path, who, LATER),
            lambda who: acts.set_passphrase(group.path.parent, 'rain in july', who),
            lambda who: acts.lock_workbook(group.path, 'rain in july', who, LATER),
            lambda who: acts.unlock_workbook(group.path, who, LATER),
            lambda who: acts.tell_password(group.path, 'rain in july', who),
        ):
            with pytest.raises(Refused, match='You may not do this'):
                act(Who('Asha', role))
    lock = group.path.with_name('.~lock.group.xlsx#')
    lock.write_text(',Meena,laptop,21.11.2026 10:56,file:///x;', encoding='utf-8')
    with pytest.raises(Refused, match='open elsewhere: Meena'):
        brought_back(group)
    lock.unlink()
    (tmp_path / 'other').mkdir()
    other = Group(tmp_path / 'other', group_id='G2')
    other.book.close()
    foreign = backups.keep(group.path.parent, 'group', other.path.read_bytes(), 'asked', NOW)
    with pytest.raises(Refused, match='the workbook of another group'):
        restore(group.path, foreign.name, PRESIDENT, LATER, TODAY)
    assert group.path.read_bytes() == before
    assert list(group.path.parent.glob('*set-aside*')) == list(group.path.parent.glob('.*.tmp')) == []


def test_while_another_bahi_writes_nothing_is_restored(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restoring, 'LOCK_SECONDS', 0.1)
    keeper = Keeper(group.path, lambda: TODAY)
    with keeper.book().journal.writer(), pytest.raises(Refused, match='Another Bahi is writing'):
        brought_back(group)
    keeper.close()
    assert brought_back(group).otherwise == ()


def test_a_backup_of_the_older_format_is_brought_up_to_date_on_the_way(tmp_path: Path) -> None:
    path = copied(1, tmp_path)
    kept = backups.make_backup(path, 'daily', NOW)
    upgrade(path, NOW)
    settle(path)
    book = open_book(path)
    count = len(book.frame())
    asked = Transaction('e-new', 'income', 50_00, SAMPLE_DAY, category='other')
    record(book, asked, PRESIDENT, LATER, SAMPLE_DAY)
    book.close()
    done = restore(path, kept.name, PRESIDENT, LATER, SAMPLE_DAY)
    assert (done.otherwise, done.waiting) == ((), None)
    book = open_book(path)
    assert (len(book.frame()), book.bylaws.format, book.problems(), book.differences) == (count + 1, FORMAT, [], [])
    assert sum(change.field == 'format' for change in book.changes) == 1
    book.close()


@pytest.mark.parametrize('left', [b'', None])
def test_without_any_backup_the_book_is_written_anew_from_the_journal(group: Group, left: bytes | None) -> None:
    shutil.rmtree(backups.home_of(group.path.parent))
    if left is None:
        group.path.unlink()
    else:
        group.path.write_bytes(left)
    done = acts.rebuild(group.path, PRESIDENT, LATER, TODAY)
    assert (done.otherwise, done.waiting, done.set_aside != '') == ((), None, left is not None)
    assert problems_of_workbook(group.path) == []
    holds_all(group.path)


def test_an_encrypted_backup_is_restored_with_its_passphrase(group: Group) -> None:
    vault = Vault(group.path.parent)
    acts.set_passphrase(group.path.parent, 'rain in july', PRESIDENT)
    kept = acts.make(group.path, PRESIDENT, LATER)
    assert kept.encrypted
    acts.set_passphrase(group.path.parent, '', PRESIDENT)
    assert not vault.has(BACKUP_PASSPHRASE)
    group.path.write_bytes(b'')
    with pytest.raises(Refused, match='encrypted with a passphrase that the app does not know'):
        restore(group.path, kept.name, PRESIDENT, LATER, TODAY)
    assert restore(group.path, kept.name, PRESIDENT, LATER, TODAY, 'rain in july').brought == 0
    holds_all(group.path)


def test_a_weak_passphrase_is_refused(group: Group) -> None:
    with pytest.raises(Refused, match='The password has 5 characters'):
        acts.set_passphrase(group.path.parent, 'short', PRESIDENT)
    with pytest.raises(Refused, match='easily guessed'):
        acts.lock_workbook(group.path, 'password', PRESIDENT, NOW)
    assert not encryption.is_locked(group.path.read_bytes())


def test_the_workbook_is_locked_locked_otherwise_and_unlocked(group: Group) -> None:
    was, vault = group.path.read_bytes(), Vault(group.path.parent)
    acts.lock_workbook(group.path, 'rain in july', PRESIDENT, LATER)
    assert encryption.unlocked(group.path.read_bytes(), ['rain in july'], 'x') == was
    acts.lock_workbook(group.path, 'sun in may', PRESIDENT, LATER + timedelta(minutes=1))
    assert encryption.fits(group.path.read_bytes(), 'sun in may')
    assert encryption.passwords_of(vault) == ['sun in may']
    acts.unlock_workbook(group.path, PRESIDENT, LATER + timedelta(minutes=2))
    assert group.path.read_bytes() == was
    assert encryption.passwords_of(vault) == []
    kept = [backup for backup in backups.list_backups(group.path) if backup.why == 'password']
    assert [encryption.is_locked(backup.path.read_bytes()) for backup in kept] == [True, True, False]
    holds_all(group.path)


def test_rows_go_into_a_locked_workbook_and_it_stays_locked(group: Group) -> None:
    acts.lock_workbook(group.path, 'rain in july', PRESIDENT, LATER)
    book = open_book(group.path)
    asha = next(iter(book.members.values())).number
    asked = Transaction('e-locked', 'contribution', 200_00, date(2025, 4, 5), asha)
    record(book, asked, PRESIDENT, LATER, TODAY)
    assert book.differences == [] and book.away is None
    book.close()
    settle(group.path)
    assert encryption.fits(group.path.read_bytes(), 'rain in july')
    assert restoring.look_through(group.path).otherwise == ()
    kept = backups.make_backup(group.path, 'asked', LATER)
    group.path.write_bytes(b'')
    assert restore(group.path, kept.name, PRESIDENT, LATER, TODAY).otherwise == ()
    assert encryption.is_locked(group.path.read_bytes())


def test_a_password_that_the_treasurer_set_is_told_once(group: Group) -> None:
    with pytest.raises(Refused, match='has no password'):
        acts.tell_password(group.path, 'sun in may', PRESIDENT)
    group.path.write_bytes(encryption.locked(group.path.read_bytes(), 'sun in may'))
    with pytest.raises(Refused, match='This is not the password'):
        acts.tell_password(group.path, 'rain in july', PRESIDENT)
    acts.tell_password(group.path, 'sun in may', PRESIDENT)
    assert Vault(group.path.parent).get(WORKBOOK_PASSWORD) == 'sun in may'


def test_an_unreadable_workbook_gets_a_dated_name_and_is_untouched(group: Group) -> None:
    group.path.write_bytes(b'damaged')
    first = restoring.set_aside(group.path, NOW)
    assert first is not None and first.read_bytes() == b'damaged' and not group.path.exists()
    assert restoring.set_aside(group.path, NOW) is None
    group.path.write_bytes(b'damaged again')
    second = restoring.set_aside(group.path, NOW)
    assert second is not None and second != first
    assert (first.read_bytes(), second.read_bytes()) == (b'damaged', b'damaged again')


def test_a_full_disk_leaves_the_present_file_in_its_place(group: Group) -> None:
    before = group.path.read_bytes()
    process = multiprocessing.get_context('fork').Process(target=_restore_on_a_full_disk, args=(group, len(before)))
    process.start()
    process.join(60)
    assert process.exitcode == 7
    assert group.path.read_bytes() == before
    assert list(group.path.parent.glob('*set-aside*')) == list(group.path.parent.glob('.*.tmp')) == []
    holds_all(group.path)


def _restore_on_a_full_disk(group: Group, size: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2,) * 2)
    try:
        brought_back(group)
    except Refused:
        os._exit(7)
    os._exit(9)


def test_a_kill_at_any_moment_of_a_restore_costs_no_row(group: Group) -> None:
    """Twenty restores, each killed somewhere on its way; what the next start finds is whole."""
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    for number in range(20):
        if number % 2:
            group.path.write_bytes(b'')
        process = multiprocessing.get_context('fork').Process(target=brought_back, args=(group,))
        process.start()
        time.sleep(chance.uniform(0, 0.35))
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        book = open_book(group.path)
        assert len(book.frame()) == 3, f'seed {seed}'
        assert book.bylaws.monthly_due == 250_00, f'seed {seed}'
        book.close()
        if group.path.stat().st_size:
            settle(group.path)
            assert restoring.look_through(group.path).otherwise == (), f'seed {seed}'
    assert brought_back(group).otherwise == ()
    holds_all(group.path)
    assert list(group.path.parent.glob('.*.tmp')) == []
