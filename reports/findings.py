"""What the history of a book cannot be, each finding with its cell and the cells of all rows that have a part in it.

    problems(history_of(bylaws, members, loans, changes, frame), cell_of)

`cell_of` gives the address of a field of a row, or nothing for a row that is not in the workbook yet: such a row is
named by its receipt.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

import pandas as pd

from reports.products import product_on
from rules import checks
from rules.bylaws import Bylaws
from rules.checks import Finding, History, Line
from rules.problems import Problem
from rules.records import Change, Loan, Member
from rules.register_records import Account, LoanProduct
from sheets import lookups

CellOf = Callable[[str, str, str], str]
"""The address of a cell from the name of its sheet, the id of its row and its field."""


def history_of(
    bylaws: Bylaws, members: Mapping[str, Member], loans: Mapping[str, Loan], changes: Iterable[Change],
    frame: pd.DataFrame, whole: bool = True, unread: Collection[tuple[str, str]] = (),
    products: Mapping[str, LoanProduct] | None = None, accounts: Mapping[str, Account] | None = None,
) -> History:  # fmt: skip
    """The history as the checks ask for it. `products` are those of the register."""
    known = list(changes)
    movements, _ = lookups.movements_of(frame)
    of_loans = {
        loan.id: product
        for loan in loans.values()
        if loan.has_term and (product := product_on(products or {}, loan, known, bylaws.currency))
    }
    former = checks.former_numbers(known)
    return History(bylaws, members, loans, lines_of(frame), movements, former, whole, unread, of_loans, accounts or {})


def lines_of(frame: pd.DataFrame) -> list[Line]:
    """The entries of a frame, with the fields that the checks need."""
    fields = {field: frame[field] for field in Line._fields}
    values = [
        column.to_numpy().astype('datetime64[D]').tolist() if field == 'on' else column.tolist()
        for field, column in fields.items()
    ]
    return list(map(Line._make, zip(*values, strict=True)))


def problems(history: History, cell_of: CellOf) -> Iterable[Problem]:
    """What all checks find, each with its place."""
    names: dict[str, Mapping[str, str]] = {}
    for finding in checks.findings(history):
        if finding.sheet not in names:
            names[finding.sheet] = _names(history, finding.sheet)
        yield _placed(finding, cell_of, names[finding.sheet])


def _placed(finding: Finding, cell_of: CellOf, names: Mapping[str, str]) -> Problem:
    problem = finding.problem
    if finding.rows:
        places = (cell_of(finding.sheet, row, finding.field) for row in finding.rows)
        rows = ', '.join(
            f'{names.get(row, row)} ({finding.sheet}!{place})' if place else names.get(row, row)
            for row, place in zip(finding.rows, places, strict=True)
        )
        problem = replace(problem, values={**problem.values, 'rows': rows})
    return replace(problem, sheet=finding.sheet, cell=cell_of(finding.sheet, finding.row, finding.field))


def _names(history: History, sheet: str) -> Mapping[str, str]:
    """What people call the rows of a sheet, by their ids."""
    match sheet:
        case 'Entries':
            return {entry.id: entry.receipt for entry in history.entries}
        case 'Members':
            return {member.id: member.name for member in history.members.values()}
        case _:
            return {loan.id: loan.member_name for loan in history.loans.values()}
