"""Backups of a workbook, in `.bahi/backups` beside it: made whole, checked, found, and thinned out as they grow old.

    make_backup(path, 'asked', now)          raises Refused where the workbook is not whole, or the disk is full
    back_up_if_due(path, now)                the one of each day; cheap where it is there already
    list_backups(path), newest_good(path)    newest first
    workbook_in(backup, vault)               the bytes of the workbook as it was

A backup is the workbook byte for byte, so that it opens in the spreadsheet program, or those bytes encrypted where a
passphrase is set: in the environment variable BAHI_BACKUP_PASSPHRASE, or in the vault. Its name tells all there is:

    group 2026-03-05 174501Z daily 3f2a90c1d5e7.xlsx           universal time, why, the beginning of its own hash
    group 2026-03-05 174501Z daily 81c07f2ab364.xlsx.aes       encrypted

so that a backup is known to be good without any other record, and after any crash it is there whole or not at all.
The papers of the folder `documents` are kept with it, each once (sheets/kept_papers.py).
"""

import io
import os
import re
import zipfile
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from rules.problems import N_, Refused, refuse
from sheets import encryption, opening, xlsx
from sheets.ciphers import DoesNotFit, decrypted, encrypted
from sheets.kept_papers import keep_papers
from sheets.vault import BACKUP_PASSPHRASE, Vault
from sheets.whole_files import remove_left_behind, write_whole

DAYS, WEEKS = 7, 8
PASSPHRASE_VARIABLE = 'BAHI_BACKUP_PASSPHRASE'
GOOD, UNREADABLE = 'good', 'unreadable'
DAILY = 'daily'
WHY = {
    DAILY: N_('Each day'),
    'asked': N_('Asked for'),
    'upgrade': N_('Before the format changed'),
    'password': N_('Before the password changed'),
    'restore': N_('Before a backup was restored'),
    'move': N_('Before the book moved'),
    'module': N_('Before sheets of a module were added'),
    'joining': N_('Before two copies were joined'),
}

_HASH_LETTERS = 12
_NAME = re.compile(
    r'(?P<stem>.+) (?P<at>\d{4}-\d\d-\d\d \d{6})Z (?P<why>[a-z]+) (?P<hash>[0-9a-f]{12})\.xlsx(?P<encrypted>\.aes)?'
)
_ABOUT = 'backup'


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: where it lies, of which workbook, from when and why, and whether it is as it was written."""

    path: Path
    workbook: str
    at: datetime
    why: str
    size: int
    encrypted: bool
    status: str

    @property
    def name(self) -> str:
        """The name of the file, by which people and commands call it."""
        return self.path.name


def kept(times: Sequence[datetime], now: datetime) -> set[datetime]:
    """Which backups stay: of the last 7 days that have one, the last 8 weeks, and every year, the last one each.

    For a group that opens its book every day of 2026, on the evening of Wednesday 30 December there stay

        24, 25, 26, 27, 28, 29 and 30 December             the last seven days
        15, 22 and 29 November, 6, 13 and 20 December      the Sundays of the eight weeks that end with this one

    and what was made on 31 December 2025, 2024 and so on, the last one of each year.
    A backup from the future, made while the clock was wrong, stays and is not counted.
    """
    past = sorted(time for time in times if time <= now)
    last_of: dict[object, datetime] = {}
    for time in past:
        day = day_of(time)
        for span in (day, day.isocalendar()[:2], day.year):
            last_of[span] = time
    days = sorted({day_of(time) for time in past})[-DAYS:]
    weeks = sorted({day.isocalendar()[:2] for day in map(day_of, past)})[-WEEKS:]
    years = {day_of(time).year for time in past}
    return {last_of[span] for span in (*days, *weeks, *years)} | {time for time in times if time > now}


def day_of(at: datetime) -> date:
    """The day of a moment where this computer is."""
    return at.astimezone().date()


def make_backup(path: Path, why: str, now: datetime) -> Backup:
    """Keep the workbook as it is now, and let go of backups that are old enough. Raises Refused."""
    try:
        data, _state = xlsx.read(path)
    except OSError as error:
        raise refuse(
            N_('The file {file} cannot be opened: {error}.'), N_('Close other programs and try again.'),
            file=path.name, error=error.strerror or error,
        ) from error  # fmt: skip
    vault = Vault(path.parent)
    _must_be_whole(encryption.opened(data, vault, path.name), path.name)
    return keep(path.parent, path.stem, data, why, now)


def keep(folder: Path, stem: str, data: bytes, why: str, now: datetime) -> Backup:
    """Keep the bytes of a workbook that were looked at before, under the name of the workbook. Raises Refused."""
    assert why in WHY, f'not a reason for a backup: {why!r}'
    home = home_of(folder)
    home.mkdir(parents=True, exist_ok=True)
    remove_left_behind(home)
    passphrase = passphrase_of(Vault(folder))
    stored = encrypted(data, passphrase, _ABOUT) if passphrase else data
    assert not passphrase or decrypted(stored, passphrase, _ABOUT) == data, 'a backup that does not open is none'
    ending = '.xlsx.aes' if passphrase else '.xlsx'
    made = home / f'{stem} {now.astimezone(UTC):%Y-%m-%d %H%M%S}Z {why} {_hash_of(stored)}{ending}'
    write_whole(made, stored)
    keep_papers(folder, home, passphrase)
    prune(folder, stem, now)
    found = _read_name(made)
    assert found is not None and found.status == GOOD, f'{made} is not as it was written'
    return found


def back_up_if_due(path: Path, now: datetime) -> Backup | None:
    """Make the backup of this day where there is none yet; a backup that was made for another reason counts too."""
    return make_backup(path, DAILY, now) if is_due(path.parent, path.stem, now) else None


def is_due(folder: Path, stem: str, now: datetime) -> bool:
    """Whether a workbook has no backup of this day yet; looks at names alone."""
    found = (_NAME.fullmatch(path.name) for path in _files(folder))
    return all(day_of(_moment(name)) != day_of(now) for name in found if name and name['stem'] == stem)


def list_backups(path: Path) -> list[Backup]:
    """The backups of a workbook, the newest first; those of a former name of it too, once that name is gone."""
    found = [backup for backup in map(_read_name, _files(path.parent)) if backup]
    own = [
        backup
        for backup in found
        if backup.workbook == path.stem or not path.with_name(f'{backup.workbook}.xlsx').exists()
    ]
    return sorted(own, key=lambda backup: (backup.at, backup.name), reverse=True)


def newest_good(path: Path) -> Backup | None:
    """The newest backup that is as it was written."""
    return next((backup for backup in list_backups(path) if backup.status == GOOD), None)


def backup_named(path: Path, name: str) -> Backup:
    """A backup of this workbook by its name. Raises Refused where there is none."""
    found = next((backup for backup in list_backups(path) if backup.name == name), None)
    if found is None:
        raise refuse(N_('There is no backup {name}.'), N_('Choose one from the list.'), name=repr(name)[:120])
    return found


def workbook_in(backup: Backup, vault: Vault, passphrase: str = '') -> bytes:
    """The workbook as it was kept; `passphrase` is tried before those that are known. Raises Refused."""
    try:
        data = backup.path.read_bytes()
    except OSError as error:
        raise _unreadable(backup) from error
    if _hash_of(data) != _hash_in(backup.name):
        raise _unreadable(backup)
    if not backup.encrypted:
        return data
    for known in filter(None, (passphrase, passphrase_of(vault))):
        with suppress(DoesNotFit):
            return decrypted(data, known, _ABOUT)
    raise refuse(
        N_('The backup {name} is encrypted with a passphrase that the app does not know.'),
        N_('Type the passphrase that was set when it was made.'), about='passphrase', name=backup.name,
    )  # fmt: skip


def passphrase_of(vault: Vault) -> str:
    """The passphrase under which backups are kept, or nothing."""
    return os.environ.get(PASSPHRASE_VARIABLE, '') or vault.get(BACKUP_PASSPHRASE) or ''


def prune(folder: Path, stem: str, now: datetime) -> list[Path]:
    """Remove the backups that need not stay; gives their names.

    One that was made for a reason stays as long as its day is one of the last seven. What cannot be read is left for
    people to look at, and counts for nothing.
    """
    found = [backup for backup in map(_read_name, _files(folder)) if backup]
    good = [backup for backup in found if backup.workbook == stem and backup.status == GOOD]
    stay = kept([backup.at for backup in good], now)
    days = sorted({day_of(backup.at) for backup in good if backup.at <= now})[-DAYS:]
    removed = []
    for backup in good:
        if backup.at in stay or (backup.why != DAILY and day_of(backup.at) in days):
            continue
        with suppress(OSError):
            backup.path.unlink()
            removed.append(backup.path)
    return removed


def home_of(folder: Path) -> Path:
    """Where the backups of a folder lie."""
    return folder / '.bahi' / 'backups'


def _must_be_whole(inside: bytes, name: str) -> None:
    """Raises Refused over a workbook of which no backup should be made: it would push out a good one."""
    opening.look_at_package(inside, name)
    try:
        damaged = zipfile.ZipFile(io.BytesIO(inside)).testzip()
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError, OSError):
        damaged = name
    if damaged is not None or not opening.is_book(inside):
        raise refuse(
            N_('The file {file} is not a whole workbook of a group, so no backup was made of it.'),
            N_('Restore the newest good backup.'), file=name,
        )  # fmt: skip


def _files(folder: Path) -> list[Path]:
    try:
        return [path for path in home_of(folder).iterdir() if not path.name.startswith('.')]
    except FileNotFoundError:
        return []


def _read_name(path: Path) -> Backup | None:
    """The backup of this name, or None where it is the name of something else."""
    name = _NAME.fullmatch(path.name)
    if name is None:
        return None
    try:
        found = path.stat()
        whole = _is_whole(path, name['hash'], found.st_size, found.st_mtime_ns, found.st_ino)
        size = found.st_size
    except OSError:
        whole, size = False, 0
    status = GOOD if whole else UNREADABLE
    return Backup(path, name['stem'], _moment(name), name['why'], size, bool(name['encrypted']), status)


@lru_cache(maxsize=500)
def _is_whole(path: Path, hash_: str, size: int, modified_ns: int, inode: int) -> bool:
    """Whether a file has the hash that stands in its name; looked up again when size, time or place have changed."""
    return _hash_of(path.read_bytes()) == hash_


def _moment(name: re.Match[str]) -> datetime:
    return datetime.strptime(name['at'], '%Y-%m-%d %H%M%S').replace(tzinfo=UTC)


def _hash_of(data: bytes) -> str:
    return sha256(data).hexdigest()[:_HASH_LETTERS]


def _hash_in(name: str) -> str:
    found = _NAME.fullmatch(name)
    assert found is not None, f'not the name of a backup: {name!r}'
    return found['hash']


def _unreadable(backup: Backup) -> Refused:
    return refuse(N_('The backup {name} is damaged.'), N_('Choose another one.'), name=backup.name)
