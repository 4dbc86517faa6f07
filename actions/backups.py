"""Make a backup, restore one, and lock backups and workbook: what the president does for the safety of the book.

    make(path, who, now)                                  a backup now
    restore(path, name, who, now, today)                  the former file set aside, the journal's rows brought in again
    rebuild(path, who, now, today)                        the same without any backup, from the journal alone
    set_passphrase(folder, passphrase, who)               of the backups from now on
    lock_workbook(path, password, who, now)               the workbook under a password, or under another one
    unlock_workbook(path, who, now)                       without one again
    tell_password(path, password, who)                    what someone else locked it with

None of these needs the book to be open: they work when the workbook cannot be read at all.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from actions.keeping import Keeper
from actions.who import Who
from rules.problems import N_, Problem, Refused, refuse
from sheets import backups, encryption, restoring
from sheets.backups import Backup
from sheets.book import open_book
from sheets.columns import DOCUMENTS
from sheets.kept_papers import bring_back
from sheets.making import make_workbook
from sheets.passwords import password_problems
from sheets.upgrading import upgrade
from sheets.vault import BACKUP_PASSPHRASE, FORMER_WORKBOOK_PASSWORD, WORKBOOK_PASSWORD, Vault
from sheets.whereabouts import back_up_spreadsheet, chosen, link_in, spreadsheet_at

WAIT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did, counted in rows of the book.

    `came` came with the backup, `brought` were brought in from the journal, or amended to what they are now. Afterwards
    `equal` rows were found in the workbook as the journal has them, and `otherwise` names those that were not.
    """

    backup: str
    set_aside: str
    came: int
    brought: int
    equal: int
    otherwise: tuple[str, ...]
    waiting: Problem | None = None


def make(path: Path, who: Who, now: datetime, today: date | None = None) -> Backup:
    """Make a backup now, wherever the book is. Raises Refused."""
    who.must('backups')
    if link := link_in(str(chosen(path))):
        sheet = spreadsheet_at(link, path.parent)
        made = back_up_spreadsheet(sheet, 'asked', now, today or backups.day_of(now))
        assert made is not None, 'a spreadsheet is backed up whenever it is asked for'
        return made
    return backups.make_backup(path, 'asked', now)


def restore(
    path: Path, name: str, who: Who, now: datetime, today: date, passphrase: str = '', wait: float = WAIT_SECONDS
) -> Restored:
    """Put a backup in the place of the workbook, bring in what the journal has since, and look at every row.

    Pictures of receipts that are gone or were changed come back too. The present file keeps a dated name beside it,
    untouched. Raises Refused, and then nothing has changed.
    """
    who.must('backups')
    backup = backups.backup_named(path, name)
    data = backups.workbook_in(backup, Vault(path.parent), passphrase)
    return _with_papers(_put_in_place(path, name, data, now, today, wait), path, now, passphrase)


def rebuild(path: Path, who: Who, now: datetime, today: date, wait: float = WAIT_SECONDS) -> Restored:
    """A new workbook with every row of the journal, for when there is no good backup either. Raises Refused.

    What people added to the workbook besides, such as sheets and charts of their own, is only in the file set aside.
    """
    who.must('backups')
    book = open_book(path)
    book.close()
    with TemporaryDirectory() as folder:
        made = Path(folder) / path.name
        make_workbook(made, book.bylaws, today)
        return _with_papers(_put_in_place(path, '', made.read_bytes(), now, today, wait), path, now)


def set_passphrase(folder: Path, passphrase: str, who: Who) -> None:
    """Encrypt the backups that are made from now on; an empty text ends it. Raises Refused over a weak one."""
    who.must('backups')
    if not passphrase:
        Vault(folder).forget(BACKUP_PASSPHRASE)
        return
    _refuse_weak(passphrase, 'passphrase')
    Vault(folder).put(BACKUP_PASSPHRASE, passphrase)


def lock_workbook(path: Path, password: str, who: Who, now: datetime) -> None:
    """Keep the workbook under a password from now on. Raises Refused, and then the file is as it was."""
    who.must('backups')
    _refuse_in_spreadsheet(path)
    _refuse_weak(password, 'password')
    vault = Vault(path.parent)
    former = vault.get(WORKBOOK_PASSWORD)
    if former and former != password:
        vault.put(FORMER_WORKBOOK_PASSWORD, former)
    # Known before the file has it: whenever the process dies, one of the two opens it.
    vault.put(WORKBOOK_PASSWORD, password)
    _rewrite(path, password, now)
    vault.forget(FORMER_WORKBOOK_PASSWORD)


def unlock_workbook(path: Path, who: Who, now: datetime) -> None:
    """Keep the workbook without a password from now on. Raises Refused, and then the file is as it was."""
    who.must('backups')
    _rewrite(path, '', now)
    vault = Vault(path.parent)
    vault.forget(WORKBOOK_PASSWORD)
    vault.forget(FORMER_WORKBOOK_PASSWORD)


def tell_password(path: Path, password: str, who: Who) -> None:
    """Remember the password with which someone locked the workbook in the spreadsheet program. Raises Refused."""
    who.must('backups')
    data = _read(path)
    if not encryption.is_locked(data):
        raise refuse(N_('The workbook has no password.'), N_('Nothing needs to be done.'), about='password')
    if not encryption.fits(data, password):
        raise refuse(N_('This is not the password of the workbook.'), N_('Please type it again.'), about='password')
    Vault(path.parent).put(WORKBOOK_PASSWORD, password)


def _put_in_place(path: Path, name: str, data: bytes, now: datetime, today: date, wait: float) -> Restored:
    """The data as the workbook, brought to the format of this version, with what the journal has, and looked at."""
    _refuse_in_spreadsheet(path)
    put = restoring.put_in_place(path, data, now)
    upgrade(path, now)
    keeper = Keeper(path, lambda: today)
    try:
        in_workbook = keeper.settle(wait)
        looked = restoring.look_through(path)
        return Restored(
            name, put.set_aside.name if put.set_aside else '', put.came, put.wait, looked.equal,
            tuple(f'{sheet}: {row}' for sheet, row in looked.otherwise), None if in_workbook else keeper.waiting,
        )  # fmt: skip
    finally:
        keeper.close()


def _with_papers(done: Restored, path: Path, now: datetime, passphrase: str = '') -> Restored:
    known = (passphrase, backups.passphrase_of(Vault(path.parent)))
    lost = bring_back(path.parent, backups.home_of(path.parent), now, known)
    return replace(done, otherwise=(*done.otherwise, *(f'{DOCUMENTS.name}: {paper}' for paper in lost)))


def _refuse_in_spreadsheet(path: Path) -> None:
    if chosen(path) != path:
        raise refuse(
            N_('The book is in a Google spreadsheet.'),
            N_('Move it back into a file first, on the page Google Sheets.'),
        )


def _rewrite(path: Path, password: str, now: datetime) -> None:
    """The workbook with a password or without one, after a backup of it as it was."""
    _refuse_in_spreadsheet(path)
    backups.make_backup(path, 'password', now)
    vault = Vault(path.parent)

    def change(data: bytes) -> bytes:
        inside = encryption.opened(data, vault, path.name)
        return encryption.locked(inside, password) if password else inside

    restoring.rewrite(path, change)


def _refuse_weak(password: str, about: str) -> None:
    problems = [replace(problem, about=about) for problem in password_problems(password)]
    if problems:
        raise Refused(problems)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise refuse(
            N_('The file {file} cannot be opened: {error}.'), N_('Close other programs and try again.'),
            file=path.name, error=error.strerror or error,
        ) from error  # fmt: skip
