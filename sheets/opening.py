"""Opening a workbook: whether a file is one at all, and the cells of its sheets. The door to python-calamine."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from rules.problems import N_, Refused, refuse
from sheets import xlsx
from sheets.cells import Cell
from sheets.ooxml.signature import Signature

MOST_CELLS = 60_000_000
MOST_PARTS = 10_000
MOST_BYTES = 2_000_000_000


COVER = 'Cover'
COVER_KEYS = {'from', 'to', 'seal'}
"""By these grey keys on its cover an export is known."""


class Sheets:
    """The sheets of a workbook, read one by one as they are asked for."""

    def __init__(self, data: bytes, name: str = '') -> None:
        self._file = name
        try:
            self._workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        except (CalamineError, OSError, ValueError, zipfile.BadZipFile) as error:
            raise self._unreadable(error) from error

    @property
    def names(self) -> list[str]:
        """The names of the sheets, in their order."""
        return self._workbook.sheet_names

    def cells(self, name: str) -> Sequence[Sequence[Cell]]:
        """The cells of a sheet from A1 on. Raises Refused where it cannot be read or reaches too far."""
        try:
            sheet = self._workbook.get_sheet_by_name(name)
            if sheet.total_height * max(sheet.width, 1) > MOST_CELLS:
                raise refuse(
                    N_('The sheet {sheet} reaches far beyond its rows.'),
                    N_('Delete what stands far away from the table.'), sheet=name,
                )  # fmt: skip
            return sheet.to_python(skip_empty_area=False)
        except (CalamineError, OSError, ValueError, zipfile.BadZipFile) as error:
            raise self._unreadable(error) from error

    def is_export(self) -> bool:
        """Whether this is an export for the auditor: it proves itself, and nobody records into it."""
        if COVER not in self.names:
            return False
        return {str(row[2]) for row in self.cells(COVER) if len(row) > 2} >= COVER_KEYS

    def _unreadable(self, error: Exception) -> Refused:
        return refuse(
            N_('The file {file} cannot be read: {error}.'), N_('Put a good copy of the workbook in its place.'),
            file=self._file, error=str(error)[:200],
        )  # fmt: skip


def read_file(path: Path) -> tuple[bytes, Signature]:
    """The bytes of a workbook that looks like one, with the state they were read in. Raises Refused with what to do."""
    try:
        data, signature = xlsx.read(path)
    except FileNotFoundError:
        raise refuse(N_('There is no file {file}.'), N_('Check the name and the folder.'), file=path.name) from None
    except OSError as error:
        raise refuse(
            N_('The file {file} cannot be opened: {error}.'), N_('Close other programs and try again.'),
            file=path.name, error=error.strerror or error,
        ) from error  # fmt: skip
    look_at_package(data, path.name)
    return data, signature


def look_at_package(data: bytes, name: str) -> None:
    """Raises Refused where these bytes are no workbook that could be read."""
    restore = N_('Put a good copy of the workbook in its place.')
    if not data:
        raise refuse(N_('The file {file} is empty.'), restore, file=name)
    if data.startswith(b'\xd0\xcf\x11\xe0'):
        raise refuse(
            N_('The file {file} is protected with a password, or in an old format.'),
            N_('Open it in the spreadsheet program and save it as .xlsx without a password.'), file=name,
        )  # fmt: skip
    if not data.startswith(b'PK'):
        raise refuse(N_('The file {file} is not an xlsx workbook.'), N_('Choose the workbook of the group.'), file=name)
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise refuse(N_('The file {file} is damaged: its end is missing.'), restore, file=name) from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise refuse(N_('The file {file} would be far too large when unpacked.'), restore, file=name)


def is_book(data: bytes) -> bool:
    """Whether these bytes are the workbook of a group."""
    try:
        workbook = Sheets(data)
        return {'Bylaws', 'Members', 'Entries'} <= set(workbook.names) and not workbook.is_export()
    except Refused:
        return False
