"""Backups: whole or not at all, known to be good by their names, thinned out with the years, encrypted when wished."""

import multiprocessing
import os
import random
import resource
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.problems import Refused
from sheets import backups
from sheets.backups import (
    back_up_if_due,
    backup_named,
    day_of,
    kept,
    list_backups,
    make_backup,
    newest_good,
    prune,
    workbook_in,
)
from sheets.encryption import locked
from sheets.vault import BACKUP_PASSPHRASE, WORKBOOK_PASSWORD, Vault

SAMPLE = (Path(__file__).parent.parent / 'sample_workbook.xlsx').read_bytes()
NOW = datetime(2026, 12, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / 'group.xlsx'
    path.write_bytes(SAMPLE)
    return path


def days(times: set[datetime]) -> list[str]:
    return [f'{day_of(at):%d %b %Y}' for at in sorted(times)]


def test_of_three_years_there_stay_seven_days_eight_weeks_and_every_year() -> None:
    assert days(kept([NOW - DAY * number for number in range(3 * 365)], NOW)) == [
        '31 Dec 2024', '31 Dec 2025',
        '15 Nov 2026', '22 Nov 2026', '29 Nov 2026', '06 Dec 2026', '13 Dec 2026', '20 Dec 2026',
        '24 Dec 2026', '25 Dec 2026', '26 Dec 2026', '27 Dec 2026', '28 Dec 2026', '29 Dec 2026', '30 Dec 2026',
    ]  # fmt: skip


def test_a_group_that_meets_once_a_month_keeps_its_last_eight_meetings_and_every_year() -> None:
    meetings = [datetime(year, month, 5, 12, tzinfo=UTC) for year in (2024, 2025, 2026) for month in range(1, 13)]
    assert days(kept(meetings, NOW)) == [
        '05 Dec 2024', '05 Dec 2025', '05 May 2026', '05 Jun 2026', '05 Jul 2026', '05 Aug 2026', '05 Sep 2026',
        '05 Oct 2026', '05 Nov 2026', '05 Dec 2026',
    ]  # fmt: skip


moments = st.lists(st.integers(0, 2000 * 24).map(lambda hours: NOW - timedelta(hours=hours)), max_size=60, unique=True)


@given(moments)
def test_the_newest_stays_and_the_last_of_every_year_and_pruning_again_removes_nothing(times: list[datetime]) -> None:
    stay = kept(times, NOW)
    assert stay <= set(times) and len(stay) <= 7 + 8 + 7
    assert kept(list(stay), NOW) == stay
    if times:
        assert max(times) in stay
    for year in {day_of(at).year for at in times}:
        assert max(at for at in times if day_of(at).year == year) in stay
    for day in sorted({day_of(at) for at in times})[-7:]:
        assert max(at for at in times if day_of(at) == day) in stay


@given(moments)
def test_pruning_after_each_backup_leaves_the_same_as_pruning_once(times: list[datetime]) -> None:
    left: set[datetime] = set()
    for at in sorted(times):
        left = kept([*left, at], at)
    assert left == kept(times, NOW)


@given(moments, st.integers(1, 3000))
def test_a_clock_that_ran_ahead_for_a_while_costs_no_backup(times: list[datetime], ahead: int) -> None:
    future = [NOW + DAY * ahead + DAY * number for number in range(9)]
    assert kept([*times, *future], NOW) == kept(times, NOW) | set(future)


def test_a_backup_is_the_workbook_and_says_when_why_and_that_it_is_good(file: Path) -> None:
    made = make_backup(file, 'asked', NOW)
    assert made.path.read_bytes() == SAMPLE == workbook_in(made, Vault(file.parent))
    assert made.name.startswith('group 2026-12-30 120000Z asked ')
    assert (made.workbook, made.at, made.why, made.size, made.encrypted, made.status) == (
        'group', NOW, 'asked', len(SAMPLE), False, 'good',
    )  # fmt: skip
    assert list_backups(file) == [made] and newest_good(file) == made and backup_named(file, made.name) == made
    with pytest.raises(Refused, match='There is no backup'):
        backup_named(file, '../group.xlsx')


def test_one_a_day_is_made_by_itself(file: Path) -> None:
    assert back_up_if_due(file, NOW) is not None
    assert back_up_if_due(file, NOW + timedelta(minutes=1)) is None
    other = file.with_name('other.xlsx')
    other.write_bytes(SAMPLE)
    assert back_up_if_due(other, NOW) is not None
    assert back_up_if_due(file, NOW + DAY) is not None
    assert [(b.workbook, b.why) for b in list_backups(file)] == [('group', 'daily')] * 2
    began = time.perf_counter()
    for _ in range(100):
        back_up_if_due(file, NOW + DAY)
    assert time.perf_counter() - began < 1


def test_over_the_years_old_ones_go_and_those_before_a_change_stay_a_week(file: Path) -> None:
    first = NOW - 120 * DAY
    for number in range(121):
        now = first + number * DAY
        back_up_if_due(file, now)
        if number == 116:
            make_backup(file, 'upgrade', now - timedelta(hours=2))
        if number == 40:
            make_backup(file, 'upgrade', now - timedelta(hours=2))
    each_day = {first + number * DAY for number in range(121)}
    assert {backup.at for backup in list_backups(file) if backup.why == 'daily'} == kept(list(each_day), NOW)
    assert [(b.why, (NOW - b.at).days) for b in list_backups(file) if b.why != 'daily'] == [('upgrade', 4)]


def test_another_workbooks_backups_are_left_alone_and_a_former_name_is_known(file: Path) -> None:
    make_backup(file, 'asked', NOW)
    other = file.with_name('other.xlsx')
    other.write_bytes(SAMPLE)
    assert list_backups(other) == []
    for number in range(20):
        make_backup(other, 'daily', NOW - number * DAY)
    assert prune(file.parent, 'group', NOW) == []
    renamed = file.rename(file.with_name('savings.xlsx'))
    assert [backup.workbook for backup in list_backups(renamed)] == ['group']


@pytest.mark.parametrize('damaged', [b'', SAMPLE[: len(SAMPLE) // 2], SAMPLE[:5000] + b'x' + SAMPLE[5001:], b'PK'])
def test_a_damaged_workbook_pushes_out_no_good_backup(file: Path, damaged: bytes) -> None:
    good = make_backup(file, 'daily', NOW - DAY)
    file.write_bytes(damaged)
    with pytest.raises(Refused):
        back_up_if_due(file, NOW)
    assert list_backups(file) == [good]
    file.unlink()
    with pytest.raises(Refused, match='cannot be opened'):
        make_backup(file, 'asked', NOW)


def test_a_backup_that_rots_is_told_and_never_restored(file: Path) -> None:
    older, newer = make_backup(file, 'asked', NOW - DAY), make_backup(file, 'asked', NOW)
    data = bytearray(newer.path.read_bytes())
    data[3000] ^= 1
    newer.path.write_bytes(data)
    assert [backup.status for backup in list_backups(file)] == ['unreadable', 'good']
    assert newest_good(file) == older
    with pytest.raises(Refused, match='is damaged'):
        workbook_in(newer, Vault(file.parent))
    prune(file.parent, 'group', NOW + 1000 * DAY)
    assert newer.path.exists()


def test_with_a_passphrase_nothing_can_be_read_without_it(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(file.parent)
    plain = make_backup(file, 'asked', NOW - DAY)
    vault.put(BACKUP_PASSPHRASE, 'rain in july')
    made = make_backup(file, 'asked', NOW)
    assert (made.encrypted, made.status, made.name.endswith('.xlsx.aes')) == (True, 'good', True)
    assert b'PK' not in made.path.read_bytes()[:200] and b'xl/workbook.xml' not in made.path.read_bytes()
    assert workbook_in(made, vault) == workbook_in(plain, vault) == SAMPLE

    vault.put(BACKUP_PASSPHRASE, 'sun in may')
    with pytest.raises(Refused, match='encrypted with a passphrase that the app does not know'):
        workbook_in(made, vault)
    with pytest.raises(Refused, match='encrypted with a passphrase'):
        workbook_in(made, vault, 'wrong')
    assert workbook_in(made, vault, 'rain in july') == SAMPLE
    monkeypatch.setenv('BAHI_BACKUP_PASSPHRASE', 'rain in july')
    assert workbook_in(made, vault) == SAMPLE


def test_a_workbook_under_a_password_is_kept_as_it_is_once_it_was_seen_to_be_whole(file: Path) -> None:
    file.write_bytes(locked(SAMPLE, 'sun in may'))
    with pytest.raises(Refused, match='a password that the app does not know'):
        make_backup(file, 'asked', NOW)
    Vault(file.parent).put(WORKBOOK_PASSWORD, 'sun in may')
    assert make_backup(file, 'asked', NOW).path.read_bytes() == file.read_bytes()


def test_a_full_disk_leaves_the_old_backups_and_nothing_half_written(file: Path) -> None:
    """The kernel refuses to let any file grow beyond half of the workbook, as a full disk would."""
    old = make_backup(file, 'asked', NOW - DAY)
    process = multiprocessing.get_context('fork').Process(target=_on_a_full_disk, args=(file,))
    process.start()
    process.join(60)
    assert process.exitcode == 7
    assert [path.name for path in old.path.parent.iterdir()] == [old.name]
    assert newest_good(file) == old


def _on_a_full_disk(file: Path) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(SAMPLE) // 2,) * 2)
    try:
        make_backup(file, 'asked', NOW)
    except Refused as refused:
        os._exit(7 if 'cannot be written' in str(refused) else 8)
    os._exit(9)


def test_a_disk_that_gives_back_other_bytes_is_noticed(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_otherwise(path: Path, data: bytes) -> None:
        path.write_bytes(data[:-1] + b'x')

    monkeypatch.setattr('sheets.whole_files.write_new', write_otherwise)
    with pytest.raises(Refused, match='it does not read back as it was written'):
        make_backup(file, 'asked', NOW)
    assert list_backups(file) == []


def test_a_kill_at_any_moment_leaves_each_backup_whole_or_not_there(file: Path) -> None:
    """A process that makes and prunes backups day after day is killed twenty times."""
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    make_backup(file, 'asked', NOW)
    for number in range(20):
        process = multiprocessing.get_context('fork').Process(target=_back_up_for_ever, args=(file, number))
        process.start()
        time.sleep(chance.uniform(0, 0.15))
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        found = list_backups(file)
        assert {backup.status for backup in found} == {'good'}, f'seed {seed}'
        assert all(workbook_in(backup, Vault(file.parent)) == SAMPLE for backup in found), f'seed {seed}'
    # What the kills left half written goes once it is old enough to be nobody's.
    home = backups.home_of(file.parent)
    for path in home.glob('.*'):
        os.utime(path, (0, 0))
    make_backup(file, 'asked', NOW + 5000 * DAY)
    assert list(home.glob('.*')) == []


def _back_up_for_ever(file: Path, start: int) -> None:
    for number in range(10**6):
        make_backup(file, 'daily', NOW + (100 * start + number) * DAY)
