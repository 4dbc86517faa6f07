"""Check a workbook or an export with nothing but the file: is every sealed row as it was, and can the history be true?

    problems_of_workbook(Path('group.xlsx'))    every problem, with its cell and what to do; none when all is well

Each row of a journal is held against its seal, each seal against the row before; then the rules of the whole history
are asked, and whether the totals of Summary are those of the rows. An export holds a range, so nothing is said there
of what lies outside it; its cover tells how many rows it was made with.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import cast

import pandas as pd

from reports import cell_checks, chain, covers
from reports.views import as_of_cell, summary_values
from rules import checks, loans
from rules.bylaws import Bylaws
from rules.checks import Finding, History
from rules.problems import N_, Problem, Refused
from rules.records import Change, Loan, Member, Movement
from sheets import entries, opening, reading, seals
from sheets.book import Book
from sheets.reading import Registers, Table
from sheets.views_reading import read_views

NAME = 'workbook'


def problems_of_workbook(source: Path | bytes) -> list[Problem]:
    """What is wrong in a workbook or an export. Raises nothing: what cannot be read is a problem too."""
    try:
        data = opening.read_file(source)[0] if isinstance(source, Path) else source
        tables = reading.read_tables(data, source.name if isinstance(source, Path) else NAME)
    except Refused as refused:
        return list(refused.problems)
    cover = covers.read_cover(data)
    changed = list(_problems_of_seals(data, tables, cover))
    return _each_place_once([*changed, *_problems_of_content(data, tables, cover, sound=not changed)])


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a file holds, as far as the summaries ask a book for it."""

    bylaws: Bylaws
    members: Mapping[str, Member]
    loans: Mapping[str, Loan]
    changes: list[Change]
    rows: pd.DataFrame
    by_loan: Mapping[str, list[Movement]]

    def frame(self) -> pd.DataFrame:
        """The entries."""
        return self.rows

    def movements(self, loan_id: str) -> list[Movement]:
        """The rows of a loan."""
        return self.by_loan.get(loan_id, [])


def _problems_of_seals(data: bytes, tables: Mapping[str, Table], cover: covers.Cover | None) -> Iterable[Problem]:
    try:
        bylaws = reading.read_bylaws(tables['Bylaws'], [])
    except Refused as refused:
        yield from refused.problems
        return
    journals = [table for table in tables.values() if table.sheet.sealed]
    rows = [row for table in journals for row in chain.rows_of(table, bylaws.currency)]
    genesis = seals.genesis(bylaws.group_id)
    for table in journals:
        yield from chain.problems_of_headings(table)
    yield from chain.problems_of_rows(rows, genesis)
    yield from chain.problems_of_forks(rows, genesis)
    if cover is None:
        yield from chain.problems_of_chain(rows, genesis)
    else:
        yield from cover.changed
        yield from cell_checks.problems_of_cells(data, cover.rows)


def _problems_of_content(
    data: bytes, tables: Mapping[str, Table], cover: covers.Cover | None, sound: bool
) -> Iterable[Problem]:
    """What the cells cannot mean and, where all rows are as they were sealed, what the history cannot be.

    Of rows that were changed the rules would only tell again, in other cells, what their seals have told.
    """
    try:
        registers = reading.read_registers(tables, NAME)
        rows = entries.read_entries(tables['Entries'], registers.bylaws.currency)
    except Refused as refused:
        yield from refused.problems
        return
    yield from [*registers.problems, *rows.problems]
    for typed in (*registers.typed, *rows.typed):
        yield reading.problem_of_typed(tables[typed.sheet.name], typed)
    if not sound:
        return
    records = entries.records_of(rows.frame)
    history = History(
        registers.bylaws, registers.members, registers.loans, records, whole=cover is None,
        by_id={entry.id: entry for entry in records},
    )  # fmt: skip
    places = dict(zip(rows.frame['id'].tolist(), rows.frame['row'].tolist(), strict=True))
    for finding in checks.findings(history):
        yield _placed(finding, tables, registers, places)
    if not rows.problems and cover is None:
        yield from _problems_of_summary(data, registers, rows.frame, history)


def _placed(finding: Finding, tables: Mapping[str, Table], registers: Registers, places: Mapping[str, int]) -> Problem:
    """The problem with its cell."""
    in_entries = finding.sheet == 'Entries'
    number = places[finding.row] if in_entries else registers.rows[finding.sheet, finding.row]
    return tables[finding.sheet].problem(number, finding.field, finding.problem)


def _problems_of_summary(data: bytes, registers: Registers, frame: pd.DataFrame, history: History) -> Iterable[Problem]:
    """The totals that Summary shows, where they are not those of the rows."""
    summary = read_views(data).summary
    if summary is None:
        return
    as_of = summary.cell(as_of_cell(summary))
    if not isinstance(as_of, date):
        return
    movements = loans.movements_of(history.entries)
    ledger = Ledger(registers.bylaws, registers.members, registers.loans, registers.changes, frame, movements)
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
