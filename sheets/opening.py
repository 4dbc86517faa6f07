"""Opening a workbook: whether a file is one at all, and the cells of its sheets. The door to python-calamine.

Before a part is parsed it is looked at, within limits (`sheets/inspection.py`). A sheet of ours that someone gave
another name is found by its table and read under the name that it should have.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from python_calamine import CalamineWorkbook

from rules.problems import N_, Problem, Refused, refuse
from sheets import columns, encryption, xlsx
from sheets.cells import Cell
from sheets.inspection import PUT_A_GOOD_COPY, Contents
from sheets.ooxml.places import Area, area, table_name
from sheets.ooxml.refusal import CannotPatch
from sheets.ooxml.signature import Signature
from sheets.vault import Vault

LARGEST_OUTSIDE_BYTES = 50_000_000
"""What a file may be that is brought in from outside; a book of the group may grow larger."""
GROWN_BYTES = 40_000_000
PANIC = 'PanicException'

COVER = 'Cover'
COVER_KEYS = {'from', 'to', 'seal'}
"""By these grey keys on its cover an export is known."""


class Sheets:
    """The sheets of a workbook, read one by one as they are asked for. Raises Refused where that cannot be done."""

    def __init__(self, data: bytes, name: str = '') -> None:
        self._file = name
        self._bytes = len(data)
        self._contents = Contents(data, name)
        self._contents.look_at_common()
        with self._refusing():
            self._workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        self._called = self._other_names()
        self._merged: dict[str, list[Area]] = {}

    @property
    def names(self) -> list[str]:
        """The names of the sheets, in their order; one of ours that was given another name counts under its own."""
        own = {called: name for name, called in self._called.items()}
        return [own.get(called, called) for called in self._workbook.sheet_names]

    def cells(self, name: str) -> Sequence[Sequence[Cell]]:
        """The cells of a sheet from A1 on. Raises Refused where it cannot be read or reaches too far."""
        called = self._called.get(name, name)
        self._contents.look_at_sheet(called)
        with self._refusing():
            sheet = self._workbook.get_sheet_by_name(called)
            self._merged[name] = [
                Area(first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1)
                for first, last in sheet.merged_cell_ranges or ()
            ]
            return sheet.to_python(skip_empty_area=False)

    def look_at_others(self) -> None:
        """Look at the parts that nobody asks for too. Raises Refused for a damaged one."""
        self._contents.look_at_others([self._called.get(name, name) for name in columns.BY_NAME])

    def area_of(self, name: str) -> Area | None:
        """Where the table of one of our sheets is; None where it has none."""
        called = self._called.get(name, name)
        sheet, reference = self._tables().get(table_name(name), ('', ''))
        return area(reference) if sheet == called else None

    def merged(self, name: str) -> list[Area]:
        """The areas of merged cells on a sheet whose cells were read."""
        return self._merged.get(name, [])

    def concerns(self) -> list[Problem]:
        """What a person should know of this file though it can be read."""
        found = self._contents.concerns()
        for name, called in self._called.items():
            found.append(Problem(
                N_('The sheet {sheet} is now called {called}. It is read and written under that name.'),
                N_('Give it its old name again if nobody wanted another one.'), {'sheet': name, 'called': called},
                sheet=name,
            ))  # fmt: skip
        if self._bytes > GROWN_BYTES:
            found.append(Problem(
                N_('The file has grown to {size} MB; above {most} MB it becomes slow and cannot be brought in.'),
                N_('Take pictures and old sheets out of it, or begin a new workbook for the new year.'),
                {'size': self._bytes // 1_000_000, 'most': LARGEST_OUTSIDE_BYTES // 1_000_000},
            ))  # fmt: skip
        return found

    def is_export(self) -> bool:
        """Whether this is an export for the auditor: it proves itself, and nobody records into it."""
        if COVER not in self.names:
            return False
        return {str(row[2]) for row in self.cells(COVER) if len(row) > 2} >= COVER_KEYS

    def _other_names(self) -> Mapping[str, str]:
        """The names that sheets of ours have now, where those are not their own."""
        there = self._workbook.sheet_names
        missing = [name for name in columns.BY_NAME if name not in there]
        others = [name for name in there if name not in columns.BY_NAME]
        tables = self._tables() if missing else {}
        found: dict[str, str] = {}
        for name in missing:
            alike = next((other for other in others if other.strip().casefold() == name.casefold()), '')
            called = alike or tables.get(table_name(name), ('', ''))[0]
            if called in others:
                found[name] = called
        return found

    def _tables(self) -> Mapping[str, tuple[str, str]]:
        try:
            return self._contents.links.tables
        except CannotPatch as error:
            raise Refused([error.problem]) from error

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """What calamine cannot read is refused. A panic of its Rust is no Exception."""
        try:
            yield
        except BaseException as error:
            if isinstance(error, Refused) or not (isinstance(error, Exception) or type(error).__name__ == PANIC):
                raise
            raise refuse(
                N_('The file {file} cannot be read: {error}.'), PUT_A_GOOD_COPY,
                file=self._file, error=str(error)[:200],
            ) from error  # fmt: skip


def sheets_of(data: bytes, name: str) -> Sheets:
    """The sheets of a workbook of which every part is looked at. Raises Refused with what to do."""
    sheets = Sheets(data, name)
    sheets.look_at_others()
    return sheets


def read_file(path: Path) -> tuple[bytes, Signature]:
    """The bytes of a workbook that looks like one, with the state they were read in. Raises Refused with what to do.

    Of a workbook under a password these are the bytes inside, where the vault of its folder knows the password.
    """
    try:
        data, signature = xlsx.read(path)
    except FileNotFoundError:
        raise refuse(N_('There is no file {file}.'), N_('Check the name and the folder.'), file=path.name) from None
    except OSError as error:
        raise refuse(
            N_('The file {file} cannot be opened: {error}.'), N_('Close other programs and try again.'),
            file=path.name, error=error.strerror or error,
        ) from error  # fmt: skip
    data = encryption.opened(data, Vault(path.parent), path.name)
    look_at_package(data, path.name)
    return data, signature


def look_at_package(data: bytes, name: str) -> None:
    """Raises Refused where these bytes are no workbook that could be read."""
    Contents(data, name).look_at_common()


def is_book(data: bytes) -> bool:
    """Whether these bytes are the workbook of a group."""
    try:
        workbook = Sheets(data)
        return {'Bylaws', 'Members', 'Entries'} <= set(workbook.names) and not workbook.is_export()
    except Refused:
        return False
