"""Change an .xlsx file without touching anything else in it: the door to the part-preserving writer.

    append_rows(path, 'Entries', [['e1', date(2026, 3, 5), Decimal('200.00'), 'Sunita']])
    amend_cells(path, 'Members', {'D7': 'inactive', 'E7': date(2026, 3, 5)})
    patch(path, [Append(...), Amend(...), Cached('Summary', {'B2': Decimal('10300.00')})], expected=signature)

Charts, pictures, comments, pivot tables, macros and all that this app does not know stay byte for byte, because only
the members of the zip file that hold the sheet, its tables and the calculation settings are written anew. All changes
of a call arrive together or not at all. What cannot be done safely raises CannotPatch, and the file is as it was.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path

from rules.problems import N_
from sheets.ooxml.adding import with_sheet
from sheets.ooxml.amending import amended, with_cached
from sheets.ooxml.appending import append
from sheets.ooxml.calculation import asking_to_calculate, chain_without
from sheets.ooxml.cell_xml import Formula, Value
from sheets.ooxml.directory import End, Member, Packed, Piece, data_start, members_of
from sheets.ooxml.package import Package, packed
from sheets.ooxml.parts import Table, Workbook
from sheets.ooxml.refusal import SAVE_AGAIN, CannotPatch
from sheets.ooxml.signature import Signature, signature_of
from sheets.ooxml.swap import ChangedMeanwhile, read, remove_leftovers, swap
from sheets.ooxml.widening import with_columns
from sheets.ooxml.worksheet import SheetText, opened

__all__ = [
    'AddColumns', 'AddSheet', 'Amend', 'Append', 'Cached', 'CannotPatch', 'Change', 'ChangedMeanwhile', 'Formula',
    'Signature', 'Value', 'amend_cells', 'append_rows', 'patch', 'patch_bytes', 'read', 'remove_leftovers',
    'signature_of', 'swap',
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Append:
    """Rows to add at the end of a sheet, each a list of values from column A on."""

    sheet: str
    rows: Sequence[Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Amend:
    """Values to put into cells, by address."""

    sheet: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class AddSheet:
    """A sheet that the workbook does not have yet, as it is in the workbook with these bytes."""

    sheet: str
    source: bytes


@dataclass(frozen=True, slots=True)
class AddColumns:
    """Columns that a sheet does not have yet, as they are in the workbook with these bytes, by their headings.

    They come to stand from a column on, counted from 1, in the row of the headings. `lists` are drop-downs that offer
    more than before, by what they offered.
    """

    sheet: str
    headings: Sequence[str]
    row: int
    first_column: int
    source: bytes
    lists: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cached:
    """What formulas come to, by address: shown by programs that do not calculate on opening."""

    sheet: str
    values: Mapping[str, Value]


Change = Append | Amend | Cached | AddSheet | AddColumns


def append_rows(path: Path | str, sheet: str, rows: Sequence[Sequence[Value]]) -> None:
    """Add rows at the end of a sheet."""
    patch(path, [Append(sheet, rows)])


def amend_cells(path: Path | str, sheet: str, changes: Mapping[str, Value]) -> None:
    """Put values into cells of a sheet."""
    patch(path, [Amend(sheet, changes)])


def patch(
    path: Path | str, changes: Sequence[Change], expected: Signature | None = None, data: bytes | None = None
) -> Signature:
    """Make all the changes in one step; gives the state of the file afterwards.

    With `expected`, only when the file still is in that state; and in any case only when nobody saves it meanwhile.
    Who has read the file in the expected state already gives its bytes, and it is not read again.
    """
    if expected is None or data is None:
        data, found = read(path)
        if expected and not expected.same_as(found):
            raise ChangedMeanwhile(Path(path))
        expected = found
    elif not expected.still(Path(path)):
        raise ChangedMeanwhile(Path(path))
    pieces = _patched(data, changes)
    return expected if pieces is None else swap(path, pieces, expected)


def patch_bytes(data: bytes, changes: Sequence[Change]) -> bytes:
    """The bytes of the workbook with all the changes made; the same bytes when they change nothing."""
    pieces = _patched(data, changes)
    return data if pieces is None else b''.join(pieces)


def _patched(data: bytes, changes: Sequence[Change]) -> list[Piece] | None:
    """The new file in pieces, most of them pieces of the old one; None when the changes change nothing."""
    try:
        before, data = data, _with_new_parts(data, changes)
        book = _Open(Package(data))
        for change in changes:
            if not isinstance(change, AddSheet | AddColumns):
                book.make(change)
        parts = book.changed_parts()
    except (ValueError, struct.error) as error:
        # A number that is none, letters that are none: no program writes them, so what else is wrong is not known.
        raise CannotPatch(N_('A part of the workbook is not written as it must be.'), SAVE_AGAIN) from error
    if not parts:
        return None if data is before else [data]
    pieces = book.package.rebuilt(parts)
    _assert_kept(book.package, pieces, parts)
    return pieces


def _with_new_parts(data: bytes, changes: Sequence[Change]) -> bytes:
    """The workbook with the sheets and columns that it does not have yet, into which rows can go then."""
    for change in changes:
        if isinstance(change, AddSheet):
            data = with_sheet(data, change.sheet, change.source)
        elif isinstance(change, AddColumns):
            data = with_columns(
                data, change.sheet, change.headings, (change.row, change.first_column), change.source, change.lists
            )
    return data


class _Open:
    """A workbook with the parts that were changed so far."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.workbook = Workbook(package)
        self.sheets: dict[Member, tuple[SheetText, SheetText]] = {}
        self.tables: dict[Member, list[Table]] = {}
        self.formulas_gone: dict[str, set[str]] = {}
        self.calculate = False

    def make(self, change: Append | Amend | Cached) -> None:
        """Make one change in memory."""
        if isinstance(change, Append) and not change.rows:
            return
        part = self.workbook.sheet(change.sheet)
        before, sheet = self.sheets.get(part) or (opened(self.package, part),) * 2
        tables = self.tables.setdefault(part, self.workbook.tables(part))
        match change:
            case Append():
                sheet = append(sheet, change.rows, tables, self.workbook)
            case Amend():
                result = amended(sheet, change.values, tables, self.workbook)
                sheet = result.sheet
                self.formulas_gone.setdefault(self.workbook.sheet_number(change.sheet), set()).update(
                    result.formulas_gone
                )
            case Cached():
                sheet = with_cached(sheet, change.values, self.workbook)
        self.calculate = self.calculate or not isinstance(change, Cached)
        self.sheets[part] = before, sheet

    def changed_parts(self) -> dict[str, Packed]:
        """The parts to write anew, compressed."""
        parts = {part.name: sheet.packed() for part, (before, sheet) in self.sheets.items() if sheet is not before}
        if not parts:
            return {}
        for table in (table for tables in self.tables.values() for table in tables if table.grew):
            parts[table.part.name] = packed(table.xml)
        chain = self.workbook.chain
        if chain and self.calculate:
            settings = asking_to_calculate(self.workbook.xml)
            if settings != self.workbook.xml:
                parts[self.workbook.part.name] = packed(settings)
            if any(self.formulas_gone.values()):
                parts[chain.name] = packed(chain_without(self.workbook.text(chain), self.formulas_gone))
        return parts


def _assert_kept(old: Package, pieces: Sequence[Piece], parts: Mapping[str, Packed]) -> None:
    """What was promised, looked at once more before anything is written."""
    directory = bytes(pieces[-3])
    members = members_of(directory, End(0, len(directory), len(old.members), 0, b''))
    offsets = accumulate(map(len, pieces), initial=0)
    at = {offset: number for number, offset in enumerate(offsets)}
    assert [member.name for member in members] == [member.name for member in old.members]
    for before, after in zip(old.members, members, strict=True):
        first = at[after.offset]
        if part := parts.get(before.name):
            header = bytes(pieces[first])
            assert (after.crc, after.packed_bytes, after.plain_bytes) == (part.crc, part.packed_bytes, part.plain_bytes)
            assert data_start(header, replace(after, offset=0)) == len(header)
            assert tuple(pieces[first + 1 : first + 1 + len(part.pieces)]) == part.pieces
        else:
            assert (after.crc, after.packed_bytes) == (before.crc, before.packed_bytes)
            kept = len(pieces[first]) == len(old.raw(before)) and old.data.startswith(pieces[first], before.offset)
            assert kept, f'{before.name} is not as it was'
