"""Where a book is: in a file, in a Google spreadsheet, or in a database where copies of it meet.

    book_at(Path('group.xlsx'))                                        a workbook on the disk
    book_at('https://docs.google.com/spreadsheets/d/...', home)        its journal and the key to it lie in `home`
    book_at('postgresql://...', like=book)                             the same group's book in a database

A server serves the workbook of its folder, unless the book was moved into a spreadsheet: `chosen` tells which.
"""

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from rules.problems import N_, refuse
from sheets.book import Book
from sheets.databases import FOLDER, is_postgresql
from sheets.files import XlsxFile
from sheets.journal import group_at
from sheets.outside import look_at_outside
from sheets.store import open_store
from sheets.vault import GOOGLE, Vault
from sheets.whole_files import write_whole
from sheets.workbooks import Away

if TYPE_CHECKING:
    from sheets.google.spreadsheet import GoogleSheet

HOME = Path('data')
"""Where the journal of a spreadsheet lies, unless it is said."""

CHOSEN = 'spreadsheet'
_LINK = re.compile(r'(https?):/+(docs\.google\.com/spreadsheets/.*)')


def book_at(where: Path | str, home: Path = HOME, like: Book | None = None) -> Book:
    """The book at a place. Raises Refused; `like` is a book of the same group, open already."""
    text = str(where)
    if is_postgresql(text):
        if like is None:
            raise refuse(N_('A database holds the books of many groups.'), N_('Name the workbook of the group first.'))
        return open_store(text, like)
    if link := link_in(text):
        return Book(spreadsheet_at(link, home))
    file = XlsxFile(Path(where))
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


def chosen(file: Path) -> Path | str:
    """Where the book of a server is: the workbook of its folder, or the link of the spreadsheet it was moved to."""
    try:
        link = (file.parent / FOLDER / CHOSEN).read_text(encoding='utf-8').strip()
    except OSError:
        return file
    return link or file


def choose(file: Path, link: str) -> None:
    """From now on the book is in the spreadsheet of a link, or with an empty text in the file again."""
    write_whole(file.parent / FOLDER / CHOSEN, link.encode())
