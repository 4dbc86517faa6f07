"""The book in a Google spreadsheet: the key to Google, trying a link, moving the book there and back.

    put_key(folder, text, who)                           the key of a service account, kept encrypted
    try_link(folder, link, group_id, who)                whether the spreadsheet is shared, and what stands in it
    move_there(book, path, link, who, now, today)        from the file into the spreadsheet
    move_back(book, path, who, now, today)               from the spreadsheet into the file
    give_up(path, who, now, today)                       a new file from the journal, when the spreadsheet is gone

Whoever records while the book moves is answered as ever: the row waits in the journal, which goes along with the book,
and goes in at the new place. A move that is cut off leaves the book where it was, or is completed at the next opening.
"""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from actions import backups as restored
from actions.backups import Restored
from actions.sync import Progress, Step
from actions.who import Who
from reports.views import view_changes
from rules.problems import N_, Refused, refuse
from sheets import backups, encryption, opening, restoring, whereabouts, xlsx
from sheets.book import Book
from sheets.files import XlsxFile
from sheets.finding import Found, all_rows, found_in
from sheets.google.copying import workbook_from
from sheets.google.door import read_key
from sheets.google.moving import move_to_google
from sheets.google.spreadsheet import GoogleSheet
from sheets.google.troubles import NotAllowed
from sheets.ooxml.signature import Signature
from sheets.vault import GOOGLE, WORKBOOK_PASSWORD, Vault
from sheets.whole_files import sync_folder
from sheets.workbooks import Away, Seen
from sheets.writer import Writer

MAY = 'spreadsheet'
WAIT_SECONDS, TRY_AGAIN_SECONDS = 60, 0.5
TRIES = 3

Standing = Literal['empty', 'this book', 'another book']


@dataclass(frozen=True, slots=True)
class Tried:
    """What a link leads to: the title of the spreadsheet, and whether it is empty or holds a book, and whose."""

    title: str
    holds: Standing
    group: str = ''


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a move did: rows that were compared and are equal, the file set aside, sheets that did not come along."""

    where: str
    rows: int
    set_aside: str
    left_behind: tuple[str, ...]


def silent(step: Step) -> None:
    """Nobody looks on."""


# --- the key and the link --------------------------------------------------------------------------------------------


def put_key(folder: Path, text: str, who: Who) -> str:
    """Keep the key of a service account, encrypted; gives its address. Raises Refused where it is none."""
    who.must(MAY)
    key = read_key(text)
    Vault(folder).put(GOOGLE, text)
    return str(key['client_email'])


def forget_key(path: Path, who: Who) -> None:
    """Keep no key any more. Raises Refused while the book is in a spreadsheet."""
    who.must(MAY)
    if whereabouts.chosen(path) != path:
        raise refuse(N_('The book is in a spreadsheet, which opens with this key.'), N_('Move the book back first.'))
    Vault(path.parent).forget(GOOGLE)


def address(folder: Path) -> str:
    """The address with which spreadsheets are to be shared; an empty text without a key. Raises Refused."""
    key = Vault(folder).get(GOOGLE)
    return str(read_key(key)['client_email']) if key else ''


def try_link(folder: Path, link: str, group_id: str, who: Who) -> Tried:
    """Look at the spreadsheet of a link, and whether it may be written. Raises Refused with what is wrong."""
    who.must(MAY)
    return _tried(whereabouts.spreadsheet_at(link, folder), group_id)


def _tried(sheet: GoogleSheet, group_id: str) -> Tried:
    with _refusing():
        sheet.google.described(sheet.id)
        try:
            sheet.try_out()
        except NotAllowed:
            raise refuse(
                N_('The spreadsheet is shared with {address} for looking only.'),
                N_('In Google Sheets, make this address an editor.'), about='link', address=sheet.google.address,
            ) from None  # fmt: skip
        found = _found(sheet)
    if found is None:
        return Tried(sheet.title, 'empty')
    bylaws = found.registers.bylaws
    return Tried(sheet.title, 'this book' if bylaws.group_id == group_id else 'another book', bylaws.name)


def _found(sheet: GoogleSheet) -> Found | None:
    """The book in the spreadsheet, if there is one. Raises Away."""
    sheet.forget()
    seen = sheet.read()
    try:
        return found_in(seen, sheet.name)
    except Refused:
        return None


# --- moving ----------------------------------------------------------------------------------------------------------


def move_there(
    book: Book, path: Path, link: str, who: Who, now: datetime, today: date, progress: Progress = silent,
    wait_seconds: float = WAIT_SECONDS,
) -> Arrived:  # fmt: skip
    """Move the book into the spreadsheet of a link. Raises Refused, and then it is where it was."""
    who.must(MAY)
    workbook = book.workbook
    if not isinstance(workbook, XlsxFile):
        raise refuse(N_('The book is in a spreadsheet already.'), N_('Move it back first.'))
    sheet = whereabouts.spreadsheet_at(link, path.parent)
    with whereabouts.moving(path.parent):
        progress(Step(N_('Looking at the spreadsheet …')))
        tried = _tried(sheet, book.bylaws.group_id)
        _settle(book, today, progress, wait_seconds)
        with restoring.our_turn(book.journal):
            _closed_elsewhere(workbook)
            seen = _read(workbook)
            backups.make_backup(path, 'move', now)
            moved = _bring(sheet, tried, seen, path.name, progress)
            progress(Step(N_('Comparing every row …')))
            equal = _compare(found_in(seen, path.name), _must_find(sheet))
            if not workbook.still(seen.state):
                raise refuse(N_('The workbook was changed while it moved.'), N_('Close it there and move it again.'))
            whereabouts.choose(path, sheet.link)
            aside = whereabouts.arrive(path.parent, path.name, sheet.place)
    return Arrived(sheet.name, equal, aside.name if aside else '', moved)


def move_back(
    book: Book, path: Path, who: Who, now: datetime, today: date, progress: Progress = silent,
    wait_seconds: float = WAIT_SECONDS,
) -> Arrived:  # fmt: skip
    """Move the book out of its spreadsheet into the file. Raises Refused, and then it is where it was.

    The spreadsheet stays, with a title that says until when it was the book.
    """
    who.must(MAY)
    workbook = book.workbook
    if not isinstance(workbook, GoogleSheet):
        raise refuse(N_('The book is in its file already.'), N_('Nothing needs to be done.'))
    # The other one is looked at all the time by who keeps the book.
    sheet = whereabouts.spreadsheet_at(workbook.link, path.parent)
    with whereabouts.moving(path.parent):
        _settle(book, today, progress, wait_seconds)
        with restoring.our_turn(book.journal):
            progress(Step(N_('Fetching all rows …')))
            data, left_behind, equal = _fetched(book, sheet, today, progress)
            if password := Vault(path.parent).get(WORKBOOK_PASSWORD):
                data = encryption.locked(data, password)
            backups.keep(path.parent, path.stem, data, 'move', now)
            aside = restoring.set_aside(path, now)
            _write(path, data)
            whereabouts.choose(path, '')
            whereabouts.arrive(path.parent, sheet.place, path.name)
    with suppress(Away, Refused):
        sheet.rename(f'{sheet.title} ({now.astimezone():%Y-%m-%d})')
    return Arrived(path.name, equal, aside.name if aside else '', tuple(left_behind))


def give_up(path: Path, who: Who, now: datetime, today: date) -> Restored:
    """Go on in a new file with every row that the journal has, when the spreadsheet is gone. Raises Refused."""
    who.must(MAY)
    with whereabouts.moving(path.parent):
        choice = whereabouts.choice_of(path.parent)
        if choice is None or not choice.link:
            raise refuse(N_('The book is in its file already.'), N_('Nothing needs to be done.'))
        whereabouts.choose(path, '')
        whereabouts.arrive(path.parent, choice.place, path.name)
    return restored.rebuild(path, who, now, today)


def _settle(book: Book, today: date, progress: Progress, wait_seconds: float) -> None:
    """Write what waits, so that it moves along. Raises Refused with why it cannot be written."""
    writer, until = Writer(book, view_changes), time.monotonic() + wait_seconds
    total = book.pending_count()
    while left := book.pending_count():
        progress(Step(N_('Writing into {file} …'), book.workbook.name, max(total - left, 0), total))
        outcome = writer.flush(today)
        if outcome.waiting and time.monotonic() >= until:
            raise Refused([outcome.waiting])
        if outcome.waiting:
            time.sleep(TRY_AGAIN_SECONDS)


def _closed_elsewhere(workbook: XlsxFile) -> None:
    if holder := workbook.held_by():
        raise refuse(N_('The workbook is open elsewhere: {who}.'), N_('Close it there and try again.'), who=holder)


def _read(workbook: XlsxFile) -> Seen:
    with _refusing():
        return workbook.read()


def _bring(sheet: GoogleSheet, tried: Tried, seen: Seen, name: str, progress: Progress) -> tuple[str, ...]:
    """Write the workbook into the spreadsheet; one that arrived before and was cut off then need not go again."""
    if tried.holds == 'another book':
        raise refuse(
            N_('The spreadsheet holds the book of {group}.'),
            N_('Make a new, empty spreadsheet, and share and paste that.'), about='link', group=tried.group,
        )  # fmt: skip
    if tried.holds == 'this book':
        return ()

    def told(done: int, total: int) -> None:
        progress(Step(N_('Writing into {file} …'), sheet.name, done, total))

    assert seen.data is not None, 'the workbook of a file has bytes'
    with _refusing():
        return tuple(move_to_google(seen.data, name, sheet, told).left_behind)


@contextmanager
def _refusing() -> Iterator[None]:
    """What cannot be reached is a refusal: somebody asked for it and sees the reason."""
    try:
        yield
    except Away as away:
        raise Refused([away.problem]) from None


def _must_find(sheet: GoogleSheet) -> Found:
    with _refusing():
        found = _found(sheet)
    if found is None:
        raise refuse(N_('The rows did not arrive whole.'), N_('Move the book once more; nothing is lost.'))
    return found


def _fetched(book: Book, sheet: GoogleSheet, today: date, progress: Progress) -> tuple[bytes, list[str], int]:
    """The spreadsheet as a workbook with its views, the sheets that stay behind, and how many rows were compared."""
    for _ in range(TRIES):
        with _refusing():
            data, moved = workbook_from(sheet, today)
            there = sheet.read()
            progress(Step(N_('Comparing every row …')))
            with book.lock:
                book.take(there)
                data = xlsx.patch_bytes(data, view_changes(book, data, today))
            equal = _compare(found_in(there, sheet.name), _found_in_bytes(data))
            sheet.forget()
            if sheet.read().state.same_as(there.state):
                return data, moved.left_behind, equal
    raise refuse(N_('Somebody types into the spreadsheet all the time.'), N_('Move it back when nobody has it open.'))


def _found_in_bytes(data: bytes) -> Found:
    sheets = opening.sheets_of(data, '')
    return found_in(Seen(Signature(0, 0, len(data), 0, ''), lambda: sheets), '')


def _compare(before: Found, after: Found) -> int:
    """How many rows there are, each the same at both places, seals and all. Raises Refused with one that differs."""
    rows, there = _rows(before), _rows(after)
    for key in rows.keys() | there.keys():
        if rows.get(key) != there.get(key):
            raise refuse(
                N_('The row {row} of {sheet} is not the same at both places.'),
                N_('Make a new, empty spreadsheet and move into that, or join the two on the page Sync.'),
                about='link', sheet=key[0], row=key[1],
            )  # fmt: skip
    return len(rows)


def _rows(found: Found) -> Mapping[tuple[str, str], Mapping[str, str]]:
    return {(sheet, row): values for sheet, row, values in all_rows(found)}


def _write(path: Path, data: bytes) -> None:
    """The file of the book, there whole or not at all."""
    beside = path.with_name(f'.{path.name}.bahi-arriving.tmp')
    try:
        beside.unlink(missing_ok=True)
        restoring.write_like(path, beside, data)
        os.replace(beside, path)
        sync_folder(path.parent)
    except OSError as error:
        raise refuse(
            N_('The file {file} cannot be written: {error}.'), N_('Check the folder and its free space.'),
            file=path.name, error=error.strerror or error,
        ) from error  # fmt: skip
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
