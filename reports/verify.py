"""Check a workbook or an export with nothing but the file: is every sealed row as it was, and can the history be true?

    problems_of_workbook(Path('group.xlsx'))    every problem, with its cell and what to do; none when all is well
    checked(Path('group.xlsx'), ['3f9a 01bc …'])    also whether it goes back to a seal that was printed or sent
    problems_of_book(book)                      what the rules say of the history that is in force

Each row of a journal is held against its seal, each seal against the row before; then the rules of the whole history
are asked, and whether the totals of Summary are those of the rows. An export holds a range, so nothing is said there
of what lies outside it; its cover tells how many rows it was made with. Where the journal lies beside the workbook, it
also tells what stood in a changed cell, which rows are gone, and which cells of the registers do not count; a journal
that is damaged is told, and the file is checked without it. The file may come from anywhere: the command runs within
limits of time and memory (`sheets/outside.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import cast

import pandas as pd

from reports import (
    cell_checks,
    chain,
    changed_registers,
    changed_rows,
    closed_rows,
    covers,
    findings,
    papers_check,
    witnesses,
)  # fmt: skip
from reports.chain import Row
from reports.views import as_of_cell, summary_values
from reports.witnesses import Told
from rules import typed_rows
from rules.bylaws import Bylaws
from rules.checks import History
from rules.problems import N_, Problem, Refused
from rules.records import Change, Loan, Member, Movement
from sheets import entries, opening, reading, seals
from sheets.book import Book
from sheets.columns import ACCOUNTS, DECISIONS, DOCUMENTS, LOAN_PRODUCTS
from sheets.entries import Rows
from sheets.garbage import nothing_collected
from sheets.reading import Table
from sheets.registers import Registers, read_bylaws, read_registers
from sheets.remembered import Remembered, remembered
from sheets.views_reading import read_views

NAME = 'workbook'
OLDEST_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong in a file, and what is told of each printed seal that was asked for."""

    problems: Sequence[Problem]
    told: Sequence[Told] = ()

    @property
    def well(self) -> bool:
        """Whether nothing is wrong and every seal was found."""
        return not self.problems and all(told.well for told in self.told)


def problems_of_workbook(source: Path | bytes) -> list[Problem]:
    """What is wrong in a workbook or an export. Raises nothing: what cannot be read is a problem too."""
    return list(checked(source).problems)


def checked(source: Path | bytes, printed: Sequence[str] = (), journal: Path | None = None) -> Checked:
    """What is wrong in a workbook or an export, and whether it goes back to the seals that were printed.

    A journal is taken from beside the file unless another one is named. Raises Refused where a printed seal is none.
    """
    wanted = [seals.read_printed(text) for text in printed]
    with nothing_collected():
        return _checked(source, wanted, journal)


def _checked(source: Path | bytes, wanted: Sequence[str], journal: Path | None) -> Checked:
    path = source if isinstance(source, Path) else None
    notes: Sequence[Problem] = []
    try:
        data = opening.read_file(source)[0] if isinstance(source, Path) else source
        tables = reading.read_tables(data, path.name if path else NAME)
        bylaws = read_bylaws(tables['Bylaws'], [], OLDEST_FORMAT)
    except Refused as refused:
        return Checked(refused.problems)
    cover = covers.read_cover(data)
    known: Remembered | None = None
    if path and cover is None:
        try:
            known = remembered(path, bylaws.group_id, journal)
        except Refused as refused:
            notes = refused.problems
    rows = [row for table in tables.values() if table.sheet.sealed for row in chain.rows_of(table, bylaws.currency)]
    genesis = seals.genesis(bylaws.group_id)
    changed = [
        *_problems_of_headings(tables, bylaws.format), *_problems_of_seals(data, rows, genesis, cover, known),
    ]  # fmt: skip
    content: list[Problem] = []
    try:
        registers = read_registers(tables, NAME, OLDEST_FORMAT)
    except Refused as refused:
        content += refused.problems
    else:
        content += _problems_of_content(data, tables, registers, cover, known, sound=not changed)
        content += _problems_of_papers(path, tables, registers) if path and cover is None else ()
    problems = _each_place_once([*changed, *content])
    return Checked(
        [*problems, *(notes if cover is None else [])],
        [witnesses.told(seal, rows, genesis, cover, known) for seal in wanted],
    )


def problems_of_book(book: Book) -> list[Problem]:
    """What the history that is in force cannot be, with its cell, or by receipt where a row waits in the journal."""
    with book.lock:
        frame, bylaws = book.frame(), book.bylaws
        members, loans, changes = dict(book.members), dict(book.loans), list(book.changes)
        products, accounts = dict(book.register(LOAN_PRODUCTS)), dict(book.register(ACCOUNTS))
        decisions = list(book.register(DECISIONS).values())
    numbers: dict[str, int] = {}

    def cell_of(sheet: str, row: str, field: str) -> str:
        if sheet != 'Entries':
            number = book.rows.get((sheet, row))
            return f'{reading.letters(book.places[sheet][field])}{number}' if number else ''
        if not numbers:
            numbers.update(zip(frame['id'].tolist(), frame['row'].tolist(), strict=True))
        return f'{reading.letters(book.places[sheet][field])}{numbers[row]}' if numbers[row] else ''

    with nothing_collected():
        history = findings.history_of(bylaws, members, loans, changes, frame, products=products, accounts=accounts)
        closed = closed_rows.problems(bylaws, changes, decisions, frame, cell_of)
        return [*findings.problems(history, cell_of), *closed]


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a file holds, as far as the summaries ask a book for it."""

    bylaws: Bylaws
    members: Mapping[str, Member]
    loans: Mapping[str, Loan]
    changes: list[Change]
    rows: pd.DataFrame
    by_loan: Mapping[str, Sequence[Movement]]

    def frame(self) -> pd.DataFrame:
        """The entries."""
        return self.rows

    def movements(self, loan_id: str) -> Sequence[Movement]:
        """The rows of a loan."""
        return self.by_loan.get(loan_id, [])


def _problems_of_papers(path: Path, tables: Mapping[str, Table], registers: Registers) -> Iterable[Problem]:
    """Pictures of receipts that are gone or were changed."""

    def cell_of(sheet: str, row: str, field: str) -> str:
        return tables[sheet].cell(registers.rows[sheet, row], field)

    yield from papers_check.problems(path.parent, registers.records[DOCUMENTS.name].values(), cell_of)


def _problems_of_headings(tables: Mapping[str, Table], format_: int) -> Iterable[Problem]:
    for table in tables.values():
        if table.sheet.sealed:
            yield from chain.problems_of_headings(table, format_)


def _problems_of_seals(
    data: bytes, rows: Sequence[Row], genesis: str, cover: covers.Cover | None, known: Remembered | None
) -> Iterable[Problem]:
    yield from changed_rows.problems_of_rows(rows, genesis, known)
    if cover is not None:
        if not any(row.joins for row in rows):
            # Where copies were joined, the rows between may lie outside the range.
            yield from chain.problems_of_forks(rows, genesis)
        yield from cover.changed
        yield from cell_checks.problems_of_cells(data, cover.rows)
        return
    yield from chain.problems_of_forks(rows, genesis)
    yield from chain.problems_of_stand_ins(rows)
    missing = list(changed_rows.problems_of_missing(rows, known)) if known else []
    yield from (problem for _seal, problem in missing)
    yield from chain.problems_of_chain(rows, genesis, [seal for seal, _problem in missing])


def _problems_of_content(
    data: bytes, tables: Mapping[str, Table], registers: Registers, cover: covers.Cover | None,
    known: Remembered | None, sound: bool,
) -> Iterable[Problem]:  # fmt: skip
    """What the cells cannot mean and, where all rows are as they were sealed, what the history cannot be.

    Of rows that were changed the rules would only tell again, in other cells, what their seals have told.
    """
    try:
        rows = entries.read_entries(tables['Entries'], registers.bylaws.currency)
    except Refused as refused:
        yield from refused.problems
        return
    counting = changed_registers.in_force(known, tables, registers)
    if known and counting:
        # These say more of a cell than that it cannot be read.
        yield from changed_registers.problems_of_registers(counting, known)
    yield from [*registers.problems, *rows.problems]
    yield from _problems_of_typed(tables, registers, rows)
    if not sound:
        return
    in_force = counting.registers if counting else registers
    history = findings.history_of(
        in_force.bylaws, in_force.members, in_force.loans, registers.changes, rows.frame, cover is None,
        registers.unreadable, in_force.records[LOAN_PRODUCTS.name], in_force.records[ACCOUNTS.name],
    )  # fmt: skip
    in_registers = registers.rows | registers.unreadable
    in_entries: dict[str, int] = {}

    def cell_of(sheet: str, row: str, field: str) -> str:
        if sheet == 'Entries' and not in_entries:
            in_entries.update(zip(rows.frame['id'].tolist(), rows.frame['row'].tolist(), strict=True))
        number = in_entries.get(row) if sheet == 'Entries' else in_registers.get((sheet, row))
        return tables[sheet].cell(number, field) if number else ''

    yield from findings.problems(history, cell_of)
    decisions = in_force.records[DECISIONS.name].values()
    yield from closed_rows.problems(in_force.bylaws, registers.changes, decisions, rows.frame, cell_of)
    if not rows.problems and cover is None:
        yield from _problems_of_summary(data, registers, rows.frame, history)


def _problems_of_typed(tables: Mapping[str, Table], registers: Registers, rows: Rows) -> Iterable[Problem]:
    """The rows that someone typed and of which nobody has said that they shall not count."""
    rejected = typed_rows.rejected(registers.changes)
    for typed in (*registers.typed, *rows.typed):
        # Of a copy the totals of the sheet count the id, so it is named until it is deleted.
        if typed.fingerprint not in rejected or typed.cells.get(typed.sheet.key):
            yield reading.problem_of_typed(tables[typed.sheet.name], typed)


def _problems_of_summary(data: bytes, registers: Registers, frame: pd.DataFrame, history: History) -> Iterable[Problem]:
    """The totals that Summary shows, where they are not those of the rows."""
    summary = read_views(data).summary
    if summary is None:
        return
    as_of = summary.cell(as_of_cell(summary))
    if not isinstance(as_of, date):
        return
    ledger = Ledger(registers.bylaws, registers.members, registers.loans, registers.changes, frame, history.movements)
    # The summaries ask a book for nothing else.
    right = summary_values(cast(Book, ledger), summary, as_of.date() if isinstance(as_of, datetime) else as_of)
    # A program that does not calculate leaves the results out, which is no wrong total.
    for cell, value in summary.differing(right).items():
        if summary.cell(cell) in ('', None):
            continue
        yield Problem(
            N_('The total is not that of the rows, which is {value}.'),
            N_('Open the file in the spreadsheet program, calculate anew and save it.'), {'value': value},
            sheet='Summary', cell=cell,
        )  # fmt: skip


def _each_place_once(problems: Iterable[Problem]) -> list[Problem]:
    """The first problem of each cell: a changed cell is named once, though it troubles other checks too."""
    found: dict[object, Problem] = {}
    for number, problem in enumerate(problems):
        found.setdefault(problem.place if problem.cell else number, problem)
    return list(found.values())
