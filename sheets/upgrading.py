"""Bring a workbook of an older format to the format of this version.

    done = upgrade(Path('group.xlsx'), now)
    done.backup       the copy of the workbook as it was; None when there was nothing to do

What a format adds is added, and nothing else in the file changes: every row that was there is read again from the
new bytes and must be equal before they take the place of the old ones. Format 2 brought two bylaws, `typed_rows` and
`date_order`; what format 3 brought is in `sheets/format_3.py`. A journal whose rows wait loses none of them: they go in
with the next flush. A spreadsheet of Google is upgraded by one request, after a backup of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from ulid import ULID

from rules import bylaws as agreed
from rules.bylaws import BYLAWS, Bylaw, Bylaws
from rules.problems import N_, Refused, refuse
from rules.records import Change
from sheets import backups, cells, columns, format_3, reading, seals, xlsx
from sheets.cells import Cell
from sheets.files import XlsxFile
from sheets.journal import SYNCED, Journal, Operation
from sheets.reading import Table
from sheets.registers import read_bylaws
from sheets.words import _, language
from sheets.workbooks import Away, Seen, Workbook
from sheets.xlsx import Amend, Append, ChangedMeanwhile

OLDEST = 1
WHO = 'Bahi'


@dataclass(frozen=True, slots=True)
class Upgraded:
    """From which format a workbook came, and where it lies as it was before."""

    found: int
    backup: Path | None = None


def upgrade(path: Path, now: datetime) -> Upgraded:
    """Bring a workbook to the format of this version; `now` in universal time.

    Raises Refused where it cannot be read, is an export or of a newer format, or where somebody has it open; then
    nothing was changed.
    """
    workbook = XlsxFile(path)
    return upgrade_workbook(workbook, lambda: backups.make_backup(workbook.path, 'upgrade', now).path, now)


def upgrade_workbook(workbook: Workbook, back_up: Callable[[], Path | None], now: datetime) -> Upgraded:
    """The same for a workbook wherever it lies; `back_up` keeps it as it was, and says where."""
    found = _bylaws(_tables(workbook, _read(workbook)))
    if found.format == columns.FORMAT:
        return Upgraded(found.format)
    journal = Journal(workbook.folder, workbook.place, found.group_id)
    try:
        with journal.writer() as alone:
            if not alone:
                raise refuse(N_('Another Bahi is writing the workbook.'), N_('Close it and upgrade again.'))
            return Upgraded(found.format, _upgrade(workbook, journal, back_up, now))
    except ChangedMeanwhile as changed:
        raise Refused([changed.problem]) from changed
    finally:
        journal.close()


def _upgrade(
    workbook: Workbook, journal: Journal, back_up: Callable[[], Path | None], now: datetime
) -> Path | None:  # fmt: skip
    """Write the file anew, all or nothing; gives the backup. Only who holds the lock of the writer may do this."""
    if holder := workbook.held_by():
        raise refuse(N_('The workbook is open elsewhere: {who}.'), N_('Close it there and upgrade again.'), who=holder)
    backup = back_up()
    seen = _read(workbook)
    tables = _tables(workbook, seen)
    change = _change(journal, _bylaws(tables), tables, now)
    changes = [*format_3.changes(seen, tables, _bylaws(tables)), *_changes(tables, _bylaws(tables), change)]
    if seen.data is not None:
        after = reading.read_tables(xlsx.patch_bytes(seen.data, changes), workbook.name)
        _must_be_equal(tables, after, _bylaws(tables).currency)
    workbook.write(seen, changes, [])
    # The journal is not told that it knows the file: what somebody changed there before has still to be looked at.
    with journal.writing() as writing:
        writing.mark([change.number], SYNCED)
    return backup


def _read(workbook: Workbook) -> Seen:
    try:
        return workbook.read()
    except Away as away:
        raise Refused([away.problem]) from away


def _tables(workbook: Workbook, seen: Seen) -> dict[str, Table]:
    return reading.tables_of(seen.sheets, workbook.name, exports=False)


def _bylaws(tables: Mapping[str, Table]) -> Bylaws:
    return read_bylaws(tables['Bylaws'], [], OLDEST)


def _change(journal: Journal, bylaws: Bylaws, tables: Mapping[str, Table], now: datetime) -> Operation:
    """The row of Changes that tells of it, sealed and in the journal: who dies before the file is written finds it."""
    sheet, to = columns.CHANGES, str(columns.FORMAT)
    with journal.writing() as writing:
        for operation in writing.since(0):
            # Whoever died before the file was written left the row; so did who put an old backup in its place.
            told = operation.sheet == sheet.name and operation.values.get('row') == 'format'
            if told and operation.values.get('new') == to:
                return operation
        with language(bylaws.language):
            change = Change(
                id=str(ULID()), on=now.astimezone().date(), sheet=columns.BYLAWS.name, row='format',
                label=agreed.BY_FIELD['format'].title, field='format', old=str(bylaws.format), new=to,
                reason=_('Brought to the format of this version.'), recorded_by=WHO,
                recorded_at=now.replace(microsecond=0),
            )  # fmt: skip
        texts = seals.texts_of(sheet, change, bylaws.currency)
        check, previous = seals.check_of(sheet, texts), writing.head() or _head(tables, bylaws.group_id)
        seal = seals.seal_of(previous, sheet, texts, check)
        writing.set_head(seal)
        sealed = dict(zip((column.field for column in sheet.sealed_columns), texts, strict=True))
        values = {**sealed, 'previous': previous, 'seal': seal, 'check': check}
        if writing.last_number():
            # A journal that knows the bylaws of this book must not find the old format in force.
            writing.add('update', columns.BYLAWS.name, 'format', {'value': to}, now, change.id, SYNCED)
        return writing.add('insert', sheet.name, change.id, values, now, change.id)


def _head(tables: Mapping[str, Table], group_id: str) -> str:
    """The seal that no row of the file follows."""
    links: dict[str, str] = {}
    for table in tables.values():
        if table.sheet.sealed:
            for _number, row in reading.filled_rows(table):
                seal, previous = (str(_cell(table, row, field) or '') for field in ('seal', 'previous'))
                if seal:
                    links[seal] = previous
    return next(iter(seals.heads(links)), seals.genesis(group_id))


def _changes(tables: Mapping[str, Table], bylaws: Bylaws, change: Operation) -> list[xlsx.Change]:
    """The bylaws that the workbook lacks, its new format, and the row that tells of it."""
    table = tables['Bylaws']
    key, value = table.places['key'], table.places['value']
    numbers = {str(row[key]): number for number, row in reading.filled_rows(table) if key < len(row)}
    missing = [bylaw for bylaw in BYLAWS if bylaw.field not in numbers and bylaws.shows(bylaw)]
    with language(bylaws.language):
        rows = [_row(table, _texts(bylaw, bylaws)) for bylaw in missing]
    places = tables['Changes'].places
    told = {
        field: cells.to_cell(column.type, cells.from_text(column.type, change.values[field], ''), '')
        for field in places
        for column in (columns.CHANGES.column(field),)
    }
    format_cell = f'{reading.letters(value)}{numbers["format"]}'
    known = {_cell(tables['Changes'], row, 'id') for _number, row in reading.filled_rows(tables['Changes'])}
    return [
        Append(table.sheet.name, rows),
        Amend(table.sheet.name, {format_cell: Decimal(columns.FORMAT)}),
        Append('Changes', [_row(tables['Changes'], told)] if change.row not in known else []),
    ]


def _texts(bylaw: Bylaw, bylaws: Bylaws) -> dict[str, xlsx.Value]:
    """The row of a bylaw, with the value that counted as long as it was missing."""
    text, type_ = bylaw.written(getattr(bylaws, bylaw.field), bylaws.currency), columns.TYPES_OF_BYLAWS[bylaw.type]
    value = cells.to_cell(type_, cells.from_text(type_, text, bylaws.currency), bylaws.currency)
    return {'title': _(bylaw.title), 'value': value, 'meaning': _(bylaw.meaning), 'key': bylaw.field}


def _row(table: Table, values: Mapping[str, xlsx.Value]) -> list[xlsx.Value]:
    row: list[xlsx.Value] = [None] * (max(table.places.values()) + 1)
    for field, place in table.places.items():
        row[place] = values[field]
    return row


def _must_be_equal(before: Mapping[str, Table], after: Mapping[str, Table], currency: str) -> None:
    """Every row that was there is there, at its place, with every value. Raises Refused: then nothing is written."""
    for name, table in before.items():
        was, now = _all_texts(table, currency), _all_texts(after[name], currency)
        lost = [number for number, texts in was.items() if now.get(number) != texts and not _is_format(table, number)]
        moved = any(after[name].places.get(field) != place for field, place in table.places.items())
        if lost or moved:
            raise refuse(
                N_('The upgraded workbook would not have all rows as they were.'),
                N_('Nothing was changed. Save the workbook once in the spreadsheet program, then upgrade again.'),
                file=name,
            )  # fmt: skip


def _is_format(table: Table, number: int) -> bool:
    return table.sheet is columns.BYLAWS and _cell(table, table.rows[number - 1], 'key') == 'format'


def _all_texts(table: Table, currency: str) -> dict[int, list[str]]:
    """The canonical text of every cell by row; a cell that cannot be read stands as it is."""
    return {
        number: [_text(column, _cell(table, row, column.field), currency) for column in table.sheet.columns]
        for number, row in reading.filled_rows(table)
    }


def _text(column: columns.Column, cell: Cell, currency: str) -> str:
    try:
        return cells.to_text(column.type, cells.from_cell(column.type, cell, currency), currency)
    except cells.BadCell:
        return repr(cell)


def _cell(table: Table, row: Sequence[Cell], field: str) -> Cell:
    place = table.places.get(field)
    return row[place] if place is not None and place < len(row) else None
