"""Where a book is: in a file, in a Google spreadsheet, or in a database where copies of it meet.

    book_at(Path('group.xlsx'))                                        a workbook on the disk
    book_at('https://docs.google.com/spreadsheets/d/...', home)        its journal and the key to it lie in `home`
    book_at('postgresql://...', like=book)                             the same group's book in a database

A book may move from its file into a spreadsheet and back. From then on the name of the file stands for wherever the
book is: `choose` says it in one small file, and whoever opens the book next completes what a killed move left undone.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from rules.problems import N_, Refused, refuse
from sheets import backups
from sheets.backups import Backup
from sheets.book import Book
from sheets.databases import FOLDER, is_postgresql
from sheets.files import XlsxFile
from sheets.journal import carry, group_at
from sheets.outside import look_at_outside
from sheets.restoring import set_aside
from sheets.store import open_store
from sheets.upgrading import Upgraded, upgrade, upgrade_workbook
from sheets.vault import GOOGLE, Vault
from sheets.whole_files import write_whole
from sheets.workbooks import Away, Workbook

if TYPE_CHECKING:
    from sheets.google.spreadsheet import GoogleSheet

HOME = Path('data')
"""Where the journal of a spreadsheet lies, unless it is said."""

CHOSEN = 'spreadsheet'
MOVING, ARRIVING_SECONDS = 'moving.lock', 30
_LINK = re.compile(r'(https?):/+(docs\.google\.com/spreadsheets/.*)')


def book_at(where: Path | str, home: Path = HOME, like: Book | None = None) -> Book:
    """The book at a place. Raises Refused; `like` is a book of the same group, open already."""
    text = str(where)
    if is_postgresql(text):
        if like is None:
            raise refuse(N_('A database holds the books of many groups.'), N_('Name the workbook of the group first.'))
        return open_store(text, like)
    if link := link_in(text):
        complete(home)
        return Book(spreadsheet_at(link, home))
    path = Path(where)
    complete(path.parent)
    if link := link_in(str(chosen(path))):
        return Book(spreadsheet_at(link, path.parent))
    file = XlsxFile(path)
    if group_at(file.folder, file.place) is None:
        _look_at_stranger(file)
    return Book(file)


def _look_at_stranger(file: XlsxFile) -> None:
    """A workbook that no journal knows may come from anywhere. Raises Refused where it should not be opened here."""
    with suppress(Away):
        if data := file.read().data:
            look_at_outside(data, file.name)


def link_in(text: str) -> str:
    """The link of a spreadsheet, also one from which a path took a slash; an empty text for anything else."""
    found = _LINK.fullmatch(text.strip())
    return f'{found[1]}://{found[2]}' if found else ''


def spreadsheet_at(link: str, home: Path) -> 'GoogleSheet':
    """The spreadsheet of a link, with the key that the vault of a folder holds. Raises Refused without one."""
    # Who has a workbook on the disk need not wait for all that speaks with Google.
    from sheets.google.door import Google, read_key
    from sheets.google.spreadsheet import GoogleSheet, spreadsheet_id

    key = Vault(home).get(GOOGLE)
    if key is None:
        raise refuse(
            N_('The app has no key to Google Sheets.'),
            N_('Paste the key of a service account on the page Google Sheets.'), about='key',
        )  # fmt: skip
    home.mkdir(parents=True, exist_ok=True)
    return GoogleSheet(Google(read_key(key)), spreadsheet_id(link), home)


@dataclass(frozen=True, slots=True)
class Choice:
    """Where the book of a file is: in the spreadsheet of a link, or in the file. `place` is that of the spreadsheet."""

    link: str
    file: str
    place: str


def choice_of(folder: Path) -> Choice | None:
    """What was chosen for the book of a folder; None where it was never moved."""
    try:
        told = json.loads((folder / FOLDER / CHOSEN).read_text(encoding='utf-8'))
        return Choice(str(told['link']), str(told['file']), str(told['place']))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def chosen(file: Path) -> Path | str:
    """Where the book of a file is: there, or at the link of the spreadsheet that it was moved to."""
    choice = choice_of(file.parent)
    return choice.link if choice and choice.link and choice.file == file.name else file


def choose(file: Path, link: str) -> None:
    """From now on the book is in the spreadsheet of a link, or with an empty text in the file again."""
    from sheets.google.spreadsheet import place_of

    former = choice_of(file.parent)
    place = place_of(link) if link else former.place if former else ''
    told = json.dumps(asdict(Choice(link, file.name, place)), ensure_ascii=False)
    write_whole(file.parent / FOLDER / CHOSEN, told.encode())


def back_up_spreadsheet(
    workbook: Workbook, why: str, now: datetime, today: date, only_if_due: bool = False
) -> Backup | None:
    """Keep the book of a spreadsheet as a workbook, among the backups of the file that it was in.

    None for what is no spreadsheet, or where today's is there already. Raises Refused.
    """
    if not workbook.place.startswith('google:'):
        return None
    choice = choice_of(workbook.folder)
    stem = Path(choice.file).stem if choice and choice.place == workbook.place else workbook.place.replace(':', ' ')
    if only_if_due and not backups.is_due(workbook.folder, stem, now):
        return None
    from sheets.google.copying import back_up

    key = workbook.place.partition(':')[2]
    try:
        return back_up(spreadsheet_at(key, workbook.folder), stem, why, now, today)
    except Away as away:
        raise Refused([away.problem]) from None


def bring_up(path: Path, now: datetime, today: date) -> Upgraded:
    """Bring the book of a file, wherever it is, to the format of this version. Raises Refused or Away."""
    if not (link := link_in(str(chosen(path)))):
        return upgrade(path, now)
    sheet = spreadsheet_at(link, path.parent)

    def back_up() -> Path | None:
        kept = back_up_spreadsheet(sheet, 'upgrade', now, today)
        return kept.path if kept else None

    return upgrade_workbook(sheet, back_up, now)


@contextmanager
def moving(folder: Path, wait_seconds: float = 0) -> Iterator[None]:
    """Nobody else moves the book of a folder meanwhile. Raises Refused where somebody does."""
    lock = FileLock(folder / FOLDER / MOVING)
    try:
        lock.acquire(timeout=wait_seconds)
    except Timeout:
        raise refuse(N_('The book is just being moved.'), N_('Wait until it has arrived.')) from None
    try:
        yield
    finally:
        lock.release()


def complete(folder: Path) -> None:
    """Complete a move that was chosen: the journal goes along, and the file in which the book was is set aside.

    Whoever chose does that at once; this is for when it was killed in between. Raises Refused.
    """
    if _left_undone(folder):
        with moving(folder, ARRIVING_SECONDS):
            if left := _left_undone(folder):
                arrive(folder, *left)


def _left_undone(folder: Path) -> tuple[str, str] | None:
    """From where to where the journal has still to go."""
    choice = choice_of(folder)
    if choice is None or not choice.place:
        return None
    former, place = (choice.file, choice.place) if choice.link else (choice.place, choice.file)
    return (former, place) if group_at(folder, former) is not None else None


def arrive(folder: Path, former: str, place: str) -> Path | None:
    """The book is at another place from now on; for who moves it. Gives the file that was set aside, if one was."""
    aside = None if ':' in former else set_aside(folder / former, datetime.now(UTC))
    carry(folder, former, place)
    return aside
