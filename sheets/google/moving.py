"""A whole book from a workbook into a spreadsheet: row for row, with every seal, and compared afterwards.

    moved = move_to_google(path.read_bytes(), path.name, sheet)        the way back is in `sheets/google/copying.py`

The sheet Bylaws goes last. A spreadsheet without its rows is no book, so a move that was broken off leaves nothing that
could be taken for one, and is simply begun again.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from rules.bylaws import Bylaws
from rules.problems import N_, refuse
from sheets import opening, reading
from sheets.cells import Cell
from sheets.google.making import Plan, Request, workbook_of
from sheets.google.reading import KNOWN, SHEET_IDS
from sheets.google.spreadsheet import GoogleSheet
from sheets.google.troubles import Unsettled
from sheets.google.values import Wire, to_wire
from sheets.google.waits import chunks_of
from sheets.reading import letters
from sheets.registers import read_bylaws
from sheets.words import language

LARGEST_REQUEST_BYTES = 1_500_000
TRIES = 4
LAST, MEANWHILE = 'Bylaws', 1000

Told = Callable[[int, int], None]
"""How far a move has come: rows that are there, and rows in all."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved: the rows of each sheet, and the sheets of people's own that stayed where they were."""

    rows: dict[str, int]
    left_behind: list[str]


def make_spreadsheet(sheet: GoogleSheet, bylaws: Bylaws, today: date) -> None:
    """Make an empty spreadsheet the book of a new group. Raises Refused where there is a book already."""
    move_to_google(workbook_of(bylaws, today), sheet.name, sheet)


def move_to_google(data: bytes, name: str, sheet: GoogleSheet, told: Told = lambda *_: None) -> Moved:
    """Put the workbook with these bytes into the spreadsheet. Raises Refused or Away; then it can be begun again."""
    workbook = opening.sheets_of(data, name)
    bylaws = read_bylaws(reading.tables_of(workbook, name, exports=False)['Bylaws'], [])
    plan = Plan(data, bylaws)
    with language(bylaws.language):
        _surely(sheet, lambda: _lay_out(sheet, plan))
    rows = {each: len(list(reading.filled_rows(reading.table_of(KNOWN[each], workbook.cells(each), []))))
            for each in plan.tables}  # fmt: skip
    there = 0
    for names in ([each for each in plan.tables if each != LAST], [LAST]):
        for requests in _in_chunks(plan, names):
            _surely(sheet, partial(sheet.google.change, sheet.id, requests))
            there += sum(len(each['updateCells']['rows']) for each in requests if _brings_values(each))
            told(min(there, sum(rows.values())), sum(rows.values()))
        _compare(sheet, plan, workbook, names)
    sheet.forget()
    return Moved(rows, plan.left_behind)


def _brings_values(request: Request) -> bool:
    return str(request['updateCells']['fields']).startswith('userEnteredValue')


def _surely(sheet: GoogleSheet, do: Callable[[], object]) -> None:
    """Do what may be done twice without harm, again where nobody knows whether it was done."""
    for number in range(1, TRIES + 1):
        try:
            do()
            return
        except Unsettled:
            if number == TRIES:
                raise
            sheet.google.time.sleep(number)


def _lay_out(sheet: GoogleSheet, plan: Plan) -> None:
    """All sheets without their rows, in one batch; whatever a move that was broken off left behind goes first."""
    described = sheet.google.described(sheet.id)
    found = {each['properties']['title']: each['properties']['sheetId'] for each in described['sheets']}
    titles = list(found)
    ranges = ["'" + title.replace("'", "''") + "'" for title in titles]
    empty = {title for title, rows in zip(titles, sheet.google.values(sheet.id, ranges), strict=True) if not rows}
    ours = {title: number for title, number in found.items() if number in SHEET_IDS.values()}
    has_rows = LAST in found and len(sheet.google.values(sheet.id, [f"'{LAST}'"])[0]) > 1
    if has_rows or any(title in found and title not in ours for title in plan.names):
        raise refuse(
            N_('The spreadsheet holds a book already.'), N_('Make a new, empty spreadsheet, and share and paste that.'),
            about='link',
        )  # fmt: skip
    gone = {*ours.values(), *(found[title] for title in empty)}
    # A spreadsheet is never without a sheet, so there is one more while the old ones go and the new ones come.
    meanwhile = {'sheetId': MEANWHILE, 'title': 'Bahi', 'gridProperties': {'rowCount': 1, 'columnCount': 1}}
    requests: list[Request] = [{'addSheet': {'properties': meanwhile}}]
    requests += [{'deleteSheet': {'sheetId': number}} for number in sorted(gone)]
    sheet.google.change(sheet.id, [*requests, *plan.layout(), {'deleteSheet': {'sheetId': MEANWHILE}}])


def _in_chunks(plan: Plan, names: Iterable[str]) -> Iterator[list[Request]]:
    """The rows of tables in batches that Google takes. Each says where its rows stand, so that it may come twice."""
    batch: list[Request] = []
    size = 0
    for name in names:
        rows = list(plan.rows(name))
        if not any(cell for _, row in rows for cell in row['values']):
            continue
        sizes = [len(json.dumps(row)) for _, row in rows]
        for chunk in chunks_of(sizes, LARGEST_REQUEST_BYTES):
            if batch and size + sum(sizes[chunk]) > LARGEST_REQUEST_BYTES:
                yield batch
                batch, size = [], 0
            start = {'sheetId': SHEET_IDS[name], 'rowIndex': rows[chunk.start][0], 'columnIndex': 0}
            batch += _requests(start, [row for _, row in rows[chunk]])
            size += sum(sizes[chunk])
    if batch:
        yield batch


def _requests(start: Request, rows: list[Request]) -> Iterator[Request]:
    """Rows keep the formats of their columns, but for the cells that someone gave another one."""
    yield {'updateCells': {'start': start, 'rows': rows, 'fields': 'userEnteredValue,note'}}
    for number, row in enumerate(rows, start=start['rowIndex']):
        for place, cell in enumerate(row['values']):
            if 'userEnteredFormat' in cell:
                at = {**start, 'rowIndex': number, 'columnIndex': place}
                cells = [{'values': [{'userEnteredFormat': cell['userEnteredFormat']}]}]
                yield {'updateCells': {'start': at, 'rows': cells, 'fields': 'userEnteredFormat'}}


def _compare(sheet: GoogleSheet, plan: Plan, workbook: opening.Sheets, names: Sequence[str]) -> None:
    """Read what arrived and compare it cell by cell. Raises Refused with the first cell that is not the same."""
    found = sheet.google.values(sheet.id, [f"'{name}'" for name in names])
    for name, raw in zip(names, found, strict=True):
        formulas = {cell.coordinate for row in plan.book[name].iter_rows() for cell in row if cell.data_type == 'f'}
        for number, row in enumerate(workbook.cells(name), start=1):
            arrived = raw[number - 1] if number <= len(raw) else []
            for place, cell in enumerate(row):
                address = f'{letters(place)}{number}'
                there = arrived[place] if place < len(arrived) else ''
                if address not in formulas and not same(cell, there):
                    raise refuse(
                        N_('The sheet {sheet} did not arrive whole: the cell {cell} is not the same.'),
                        N_('Move the workbook once more; it is as it was.'), sheet=name, cell=address,
                    )  # fmt: skip


def same(cell: Cell, there: Wire) -> bool:
    """Whether a cell of a workbook and a value of Google are the same."""
    wanted = to_wire(cell)  # type: ignore[arg-type]  # a workbook holds no other values
    wanted, there = ('' if value is None else value for value in (wanted, there))
    if isinstance(wanted, str | bool) or isinstance(there, str | bool):
        return wanted == there and type(wanted) is type(there)
    # A time is a fraction of a day that two programs round each in its own way, to a few microseconds.
    return f'{wanted:.15g}' == f'{there:.15g}' or (isinstance(cell, datetime) and abs(wanted - there) < 1e-8)
