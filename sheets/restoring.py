"""Putting another file in the place of a workbook, and what the journal makes of it.

    set_aside(path, now)            the workbook under a dated name beside it, untouched
    put_in_place(path, data, now)   these bytes become the workbook; the journal's rows that they lack wait to go in
    rewrite(path, change)           the same rows in other bytes: locked with a password, or no longer
    look_through(path)              every row of the journal beside the row of the workbook

The present file is never written over: it keeps a name of its own. What the new one lacks is marked in the journal
before it takes its place, so that a kill at any moment leaves the old file or the new one, and no row is lost or twice.
"""

import os
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rules.problems import N_, Refused, refuse
from sheets import encryption, entries, opening, reading, xlsx
from sheets.files import XlsxFile
from sheets.finding import Found, all_rows
from sheets.journal import PENDING, Journal, Operation, group_at
from sheets.ooxml.signature import signature_of
from sheets.registers import read_registers
from sheets.upgrading import OLDEST
from sheets.vault import Vault
from sheets.whole_files import name_new, sync_folder, write_new
from sheets.xlsx import ChangedMeanwhile

LOCK_SECONDS, TRY_AGAIN_SECONDS = 10.0, 0.1

Rows = Mapping[tuple[str, str], Mapping[str, str]]
"""Canonical texts by sheet and id."""


@dataclass(frozen=True, slots=True)
class Put:
    """What came in the place of the workbook: where the former file is, which rows came with it and which wait."""

    set_aside: Path | None
    came: int
    wait: int


@dataclass(frozen=True, slots=True)
class Looked:
    """The rows of a workbook beside those of the journal: how many are equal, and which are not."""

    equal: int
    otherwise: tuple[tuple[str, str], ...]


def set_aside(path: Path, now: datetime) -> Path | None:
    """Give the workbook a dated name beside it; None where there is none. Raises Refused."""
    aside = _named_aside(path, now)
    if aside is not None:
        path.unlink()
        sync_folder(path.parent)
    return aside


def put_in_place(path: Path, data: bytes, now: datetime) -> Put:
    """Make these bytes the workbook, and keep the present file aside. Raises Refused, and then nothing has changed."""
    path = path.resolve()
    there, group_id = _rows_in(data, path)
    if group_at(path.parent, path.name) not in (None, group_id):
        raise refuse(N_('This is the workbook of another group.'), N_('Choose a backup of this group.'), file=path.name)
    with _alone(path, group_id) as journal:
        beside = path.with_name(f'.{path.name}.bahi-{secrets.token_hex(8)}.tmp')
        try:
            write_like(path, beside, data)
            wait = _mark_what_lacks(journal, beside, there) if journal.last_seen().mirrored else 0
            aside = _named_aside(path, now)
            os.replace(beside, path)
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
        sync_folder(path.parent)
    return Put(aside, len(there), wait)


def rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Write the workbook anew in other bytes that hold the same rows. Raises Refused, and then it is as it was."""
    path = path.resolve()
    group_id = group_at(path.parent, path.name) or _rows_in(_read(path), path)[1]
    with _alone(path, group_id):
        data, state = xlsx.read(path)
        new = change(data)
        if new != data:
            xlsx.swap(path, new, state)


def look_through(path: Path) -> Looked:
    """Compare the workbook with the journal, row by row. Raises Refused where the workbook cannot be read."""
    path = path.resolve()
    there, group_id = _rows_in(_read(path), path)
    journal = Journal(path.parent, path.name, group_id)
    try:
        known = _in_force(journal.since(0))
    finally:
        journal.close()
    otherwise = [key for key, values in known.items() if not _holds(there.get(key), values)]
    return Looked(len(known) - len(otherwise), tuple(otherwise))


@contextmanager
def _alone(path: Path, group_id: str) -> Iterator[Journal]:
    """Nobody else writes the workbook meanwhile, neither another Bahi nor the spreadsheet program. Raises Refused."""
    journal = Journal(path.parent, path.name, group_id)
    try:
        with our_turn(journal):
            if holder := XlsxFile(path).held_by():
                raise refuse(
                    N_('The workbook is open elsewhere: {who}.'), N_('Close it there and try again.'), who=holder
                )
            xlsx.remove_leftovers(path)
            yield journal
    except ChangedMeanwhile as changed:
        raise Refused([changed.problem]) from None
    except OSError as error:
        raise refuse(
            N_('The file {file} cannot be written: {error}.'), N_('Check the folder and its free space.'),
            file=path.name, error=error.strerror or error,
        ) from error  # fmt: skip
    finally:
        journal.close()


@contextmanager
def our_turn(journal: Journal) -> Iterator[None]:
    """Wait while another process brings rows into the workbook; it takes a moment."""
    until = time.monotonic() + LOCK_SECONDS
    while True:
        with journal.writer() as alone:
            if alone:
                yield
                return
        if time.monotonic() > until:
            raise refuse(N_('Another Bahi is writing the workbook.'), N_('Wait a moment and try again.'))
        time.sleep(TRY_AGAIN_SECONDS)


def _mark_what_lacks(journal: Journal, new: Path, there: Rows) -> int:
    """Rows that the new file lacks, or has in an older state, wait for it from now on; gives how many they are."""
    with journal.writing() as writing:
        operations = writing.since(0)
        known = _in_force(operations)
        missing = [key for key in known if key not in there]
        older = {key for key, values in known.items() if key in there and not _holds(there[key], values)}
        amended = [each for each in operations if each.operation == 'update' and (each.sheet, each.row) in older]
        writing.mark_rows(missing, PENDING)
        writing.mark([each.number for each in amended], PENDING)
        # Whoever opens the book next shall compare every row, whatever the two files have in common.
        writing.saw(str(signature_of(new)), differs=1)
    return len(missing) + len({(each.sheet, each.row) for each in amended})


def _in_force(operations: Iterable[Operation]) -> Rows:
    """The rows as they were recorded and amended since."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for each in operations:
        rows.setdefault((each.sheet, each.row), {}).update(each.values)
    return rows


def _holds(row: Mapping[str, str] | None, values: Mapping[str, str]) -> bool:
    """Whether a row of a workbook has these values."""
    return row is not None and all(row.get(field, '') == text for field, text in values.items())


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise refuse(
            N_('The file {file} cannot be opened: {error}.'), N_('Close other programs and try again.'),
            file=path.name, error=error.strerror or error,
        ) from error  # fmt: skip


def _rows_in(data: bytes, path: Path) -> tuple[Rows, str]:
    """The rows of a workbook of any format, and its group. Raises Refused where it cannot be read."""
    inside = encryption.opened(data, Vault(path.parent), path.name)
    tables = reading.tables_of(opening.sheets_of(inside, path.name), path.name, exports=False)
    registers = read_registers(tables, path.name, OLDEST)
    found = Found(tables, registers, entries.read_entries(tables['Entries'], registers.bylaws.currency))
    rows: Rows = {(sheet, row): values for sheet, row, values in all_rows(found)}
    return rows, registers.bylaws.group_id


def write_like(path: Path, beside: Path, data: bytes) -> None:
    """The bytes in a new file with the mode of the present one, or that of any new workbook."""
    write_new(beside, data)
    if os.name != 'nt':
        beside.chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~_umask())


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _named_aside(path: Path, now: datetime) -> Path | None:
    """A further, dated name for the present file, which no program takes for the workbook; None where there is none."""
    if not path.exists():
        return None
    for number in range(100):
        again = f'-{number}' if number else ''
        aside = path.with_name(f'{path.name}.set-aside-{now.astimezone():%Y-%m-%d-%H%M%S}{again}')
        with suppress(FileExistsError):
            name_new(path, aside)
            sync_folder(path.parent)
            return aside
    raise refuse(N_('The file {file} could not be set aside.'), N_('Move it away by hand.'), file=path.name)
