"""A workbook that is a file on the disk: read as a whole, written in one swap, respected while others hold it."""

import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from rules.problems import N_, Problem
from sheets import encryption, opening, xlsx
from sheets.ooxml.signature import Signature
from sheets.vault import Vault
from sheets.workbooks import Away, Seen
from sheets.xlsx import CannotPatch, Change

STALE_AFTER_HOURS = 24


class XlsxFile:
    """The workbook of a file."""

    remote = False

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self._vault = Vault(self.path.parent)
        self._swept = False
        self._left_by_a_crash: set[tuple[str, float]] = set()

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.name

    @property
    def place(self) -> str:
        """The name of the file: the journal lies in the same folder."""
        return self.path.name

    @property
    def folder(self) -> Path:
        """The folder of the file."""
        return self.path.parent

    def still(self, state: Signature) -> bool:
        """Whether the file is as it was."""
        return state.still(self.path)

    def read(self) -> Seen:
        """Read the file, with the password that the vault knows where it is locked.

        Raises Away where there is none, or where its disk or share does not answer, and Refused without its password.
        """
        try:
            data, state = xlsx.read(self.path)
        except FileNotFoundError:
            message, remedy = N_('There is no file {file}.'), N_('Check the name and the folder.')
            raise Away(Problem(message, remedy, {'file': self.name})) from None
        except OSError as error:
            raise Away(
                Problem(
                    N_('The file {file} cannot be opened: {error}.'), N_('Close other programs and try again.'),
                    {'file': self.name, 'error': error.strerror or error},
                )
            ) from error  # fmt: skip
        inside = encryption.opened(data, self._vault, self.name)
        return Seen(state, lambda: opening.sheets_of(inside, self.name), inside, None if inside is data else data)

    def held_by(self) -> str | None:
        """Who has the file open, by the lock files that Excel and LibreOffice put beside it.

        A lock file that lies there for more than a day was left by a crash; of a younger one a person can say so.
        """
        for lock in self._locks():
            try:
                changed = lock.stat().st_mtime
                if time.time() - changed > STALE_AFTER_HOURS * 3600 or (lock.name, changed) in self._left_by_a_crash:
                    continue
                text = lock.read_bytes()
            except OSError:
                continue
            return _holder(text, lock.name.startswith('~$')) or N_('another program')
        return None

    def nobody_holds_it(self) -> None:
        """Somebody looked: the lock files that lie there now were left by a crash."""
        for lock in self._locks():
            with suppress(OSError):
                self._left_by_a_crash.add((lock.name, lock.stat().st_mtime))

    def _locks(self) -> list[Path]:
        return [self.path.with_name(name) for name in (f'.~lock.{self.name}#', f'~${self.name}')]

    def write(self, seen: Seen, rows: Sequence[Change], views: Sequence[Change]) -> Signature:
        """Write rows and views in one swap. A view that someone made unwritable does not keep the rows out."""
        if not self._swept:
            # Whoever wrote before is gone, so a half-written file beside the workbook is nobody's.
            xlsx.remove_leftovers(self.path)
            self._swept = True
        try:
            return self._write(seen, [*rows, *views])
        except CannotPatch:
            if not views:
                raise
            return self._write(seen, rows)

    def _write(self, seen: Seen, changes: Sequence[Change]) -> Signature:
        assert seen.data is not None
        if seen.locked is None:
            return xlsx.patch(self.path, changes, expected=seen.state, data=seen.data)
        inside = xlsx.patch_bytes(seen.data, changes)
        if inside is seen.data:
            return seen.state
        return xlsx.swap(self.path, [encryption.closed_like(seen.locked, inside, self._vault)], seen.state)


def _holder(text: bytes, excel: bool) -> str:
    if excel:
        # The first byte tells how long the name is that follows.
        return text[1 : 1 + text[0]].decode('latin-1').strip() if text else ''
    fields = text.decode('utf-8', 'replace').split(',')
    return next((field for field in fields[:3] if field.strip()), '')
