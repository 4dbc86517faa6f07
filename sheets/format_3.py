"""What format 3 adds to a workbook of an older format: columns, sheets, and formulas that count the new kinds of entry.

    columns    the payment's own number, its account and decision in Entries; share target and more in Members; the
               application and the terms in Loans. They stand right of all that is there.
    sheets     Decisions, and those of the modules that are on
    formulas   savings and loans by every kind of entry that moves them, and a row for all kinds without one of their
               own

Nothing that is there moves. A view that somebody laid out anew keeps its formulas.
"""

from collections.abc import Collection, Iterator, Mapping

from rules.bylaws import Bylaws
from sheets import columns, making, views, views_passbook
from sheets.columns import ENTRIES, LOANS, MEMBERS, Column
from sheets.reading import Table
from sheets.views_reading import View, Views, read_views
from sheets.words import _, language
from sheets.workbooks import Seen
from sheets.xlsx import AddColumns, AddSheet, Amend, Change, Formula, Value

WIDENED = (ENTRIES, MEMBERS, LOANS)
FORMER_LISTS = {
    'cash,bank,mpesa,upi': ENTRIES.column('mode').offered,
    'running,closed,written off,cancelled': LOANS.column('status').choices,
}
COUNTED_NEWLY = frozenset({'payout', 'savings-interest'})
"""Kinds of entry that there were before, and that move the savings only now."""
OF_SUMMARY = ('savings', 'loans_outstanding', 'loans_given', 'loans_active', 'loans_past')


def lacking_columns(table: Table) -> list[Column]:
    """The columns that came later and that a sheet does not have."""
    return [column for column in table.sheet.columns if column.since > 1 and column.field not in table.places]


def changes(seen: Seen, tables: Mapping[str, Table], bylaws: Bylaws) -> list[Change]:
    """What is to be added to the workbook, and the formulas that change."""
    made: list[Change] = []
    names = {name for name in seen.sheets.names if name in columns.BY_NAME}
    for sheet in columns.used(bylaws):
        if sheet.name not in names:
            made.append(AddSheet(sheet.name, making.sheet_alone(sheet, bylaws)))
    for sheet in WIDENED:
        table = tables[sheet.name]
        if lacking := lacking_columns(table):
            headings, first = [column.header for column in lacking], 1 + max(map(len, table.rows))
            lists = {old: ','.join(new) for old, new in FORMER_LISTS.items()}
            source = making.sheet_alone(sheet, bylaws)
            made.append(AddColumns(sheet.name, headings, table.header_row, first, source, lists))
    with language(bylaws.language):
        made += _formulas(seen, tables, bylaws)
    return made


def _formulas(seen: Seen, tables: Mapping[str, Table], bylaws: Bylaws) -> Iterator[Change]:
    found: Views = read_views(seen.data or seen.sheets)
    # The formulas also ask for columns that are added just now, right of all others.
    places = {name: {**_added(table), **table.places} for name, table in tables.items()}
    kinds = _kinds(tables['Entries'])
    if found.summary:
        yield Amend('Summary', _summary(found.summary, places, kinds, google=seen.data is None))
    if found.passbook and found.passbook.rows.get('month 1') == views_passbook.HEAD_ROW + 1:
        yield Amend('Passbook', _passbook(found.passbook, places, kinds))


def _added(table: Table) -> dict[str, int]:
    """Where the columns that a sheet lacks come to stand."""
    first = max(map(len, table.rows), default=0)
    return {column.field: place for place, column in enumerate(lacking_columns(table), start=first)}


def _summary(
    view: View, places: Mapping[str, Mapping[str, int]], kinds: Collection[str], google: bool
) -> dict[str, Value]:
    values: dict[str, Value] = {}
    as_of = f'Summary!$B${view.rows["as_of"]}'
    # Google counts loans by formulas of its own, which are right as they are.
    figures = [line for line in views.figures() if line.key in OF_SUMMARY]
    lines = [line for line in figures if not (google and 'SUMPRODUCT' in line.formulas[0])]
    for line in [*lines, *(line for line in views.boxes() if line.key != 'box total')]:
        row = view.rows[line.key]
        if line.key == 'box other':
            values |= {f'A{row}': _(line.title), f'{views.SUMMARY_KEYS}{row}': line.key}
        for letter, formula in zip('BC', line.formulas, strict=False):
            placed = views.placed(formula, places).replace(views.AS_OF, as_of)
            if line.key == 'loans_active':
                closed = next(number for number, each in enumerate(views.figures(), 1) if each.key == 'loans_past')
                placed = placed.replace(f'-B{views.FIGURES_ROW + closed}', f'-B{view.rows["loans_past"]}')
            values[f'{letter}{row}'] = _formula(view, f'{letter}{row}', placed, line.key == 'savings', kinds)
    return values


def _passbook(view: View, places: Mapping[str, Mapping[str, int]], kinds: Collection[str]) -> dict[str, Value]:
    head = next(line for line in views_passbook.head() if line.key == 'savings')
    cells = [(f'{letter}{view.rows["savings"]}', formula) for letter, formula in zip('BF', head.formulas, strict=True)]
    months = [line for line in views_passbook.months() if line.key != 'total']
    cells += [(f'J{view.rows[line.key]}', line.formulas[-1]) for line in months if line.key in view.rows]
    return {at: _formula(view, at, views.placed(formula, places), True, kinds) for at, formula in cells}


def _formula(view: View, address: str, formula: str, of_savings: bool, kinds: Collection[str]) -> Formula:
    """The formula with what the cell shows; where that may be another sum now, it is left to who calculates."""
    shown = view.cell(address)
    kept = not (of_savings and COUNTED_NEWLY & {*kinds}) and isinstance(shown, int | float)
    return Formula(formula.removeprefix('='), shown if kept else None)  # type: ignore[arg-type]  # a number, or nothing


def _kinds(table: Table) -> set[str]:
    """The kinds of entry that there are."""
    place = table.places['kind']
    return {str(row[place]) for row in table.rows[table.header_row :] if place < len(row)}
