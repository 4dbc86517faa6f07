"""What the formulas of the views come to, and the changes that bring the views of a workbook up to date.

    view_changes(book, data, as_of, memory)    for the writer, which makes them in the same swap as the rows

`data` are the bytes of a file, or the sheets of a spreadsheet that has none. Only cells whose value differs are
touched; the memory spares reading what the app itself wrote into a file the last time. The
as-of date and what is due are written by the app; everything else is a formula, of which only the shown result is
renewed. A view that someone laid out anew is left alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from reports import summaries
from reports.summaries import Figures
from reports.views_dues import ShownDues, dues_changes, shown_dues
from reports.views_passbook import passbook_values
from rules import money, totals
from rules.money import Money
from sheets import views, xlsx
from sheets.book import Book
from sheets.views_reading import Memory, View, checksums, read_views
from sheets.workbooks import Sheets
from sheets.xlsx import Amend, Append, Cached, Change, Value


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in the views, with the checksums that their parts had when changes to these sheets were proposed."""

    summary: View
    dues: ShownDues | None
    passbook: View | None
    checksums: Mapping[str, int]
    changing: frozenset[str] = frozenset()


def view_changes(book: Book, data: bytes | Sheets, as_of: date, memory: Memory | None = None) -> list[Change]:
    """The changes that make the views of the workbook show what the book holds on a day."""
    shown = _remembered(book, data, memory) or _read(book, data)
    if shown is None:
        # Dues and Passbook count up to the day that stands in Summary.
        if memory:
            memory.proposed = None
        return []
    summary, dues, passbook = shown.summary, shown.dues, shown.passbook
    day = summary.differing({as_of_cell(summary): as_of})
    figures = summary.differing(summary_values(book, summary, as_of))
    changes: list[Change] = [Amend('Summary', day), Cached('Summary', figures)]
    if dues:
        as_of_address = f'Summary!${views.AS_OF_CELL[0]}${summary.rows["as_of"]}'
        more, dues = dues_changes(book, dues, as_of, as_of_address)
        changes += more
    if passbook:
        year = passbook.differing(passbook_values(book, passbook, as_of))
        changes.append(Cached('Passbook', year))
        passbook = passbook.with_values(year)
    changes = [change for change in changes if not is_empty(change)]
    if memory:
        after = Shown(
            summary.with_values(day | figures), dues, passbook, shown.checksums,
            frozenset(change.sheet for change in changes),
        )  # fmt: skip
        # Where new rows of Dues come to stand is known when they are read.
        memory.proposed = None if any(isinstance(change, Append) for change in changes) else after
    return changes


def _remembered(book: Book, data: bytes | Sheets, memory: Memory | None) -> Shown | None:
    """What stands in the views of this file where that is known since the last write."""
    if not isinstance(data, bytes) or memory is None or memory.state is None or not memory.state.same_as(book.state):
        return None
    shown = memory.shown
    assert shown is None or isinstance(shown, Shown)
    if shown is None:
        return None
    found = checksums(data)
    # The rows may have gone in without the views, when those could not be written.
    written = found.keys() == shown.checksums.keys() and all(
        (found[name] != shown.checksums[name]) == (name in shown.changing) for name in found
    )
    return replace(shown, checksums=found) if written else None


def _read(book: Book, data: bytes | Sheets) -> Shown | None:
    found = read_views(data)
    if found.summary is None:
        return None
    dues = shown_dues(found.dues, book) if found.dues else None
    return Shown(found.summary, dues, found.passbook, checksums(data) if isinstance(data, bytes) else {})


def is_empty(change: Change) -> bool:
    """Whether a change does nothing."""
    return not (change.rows if isinstance(change, xlsx.Append) else getattr(change, 'values', True))


def as_of_cell(summary: View) -> str:
    """Where the as-of date stands."""
    return f'B{summary.rows["as_of"]}'


def summary_values(book: Book, view: View, as_of: date) -> dict[str, Value]:
    """What the formulas of Summary come to, by address."""
    currency, rows = book.bylaws.currency, view.rows
    values: dict[str, Value] = {f'A{rows["group"]}': book.bylaws.name}
    found = summaries.figures(book, as_of)
    for line in views.figures():
        figure = getattr(found, line.key)
        values[f'B{rows[line.key]}'] = figure if line.type == 'whole' else in_cell(figure, currency)
    values |= {f'B{rows[key]}': in_cell(amount, currency) for key, amount in _more(found) if key in rows}
    for key, sums in _boxes(book, as_of):
        for letter, amount in zip('BC', sums, strict=True):
            values[f'{letter}{rows[key]}'] = in_cell(amount, currency)
    months = summaries.deposits_by_month(book, as_of, views.MONTHS_SHOWN)
    for line, (month, amount) in zip(views.deposits(), months, strict=True):
        values |= {f'E{rows[line.key]}': month.first_day, f'F{rows[line.key]}': in_cell(amount, currency)}
    return values


def _more(found: Figures) -> Iterable[tuple[str, Money]]:
    """The totals that not every group has, and what all of them come to, by key."""
    for total in totals.MORE:
        yield f'more {total.key}', found.more.get(total.key, 0)
    yield 'more together', found.cash + found.bank


def _boxes(book: Book, as_of: date) -> Iterable[tuple[str, tuple[Money, Money]]]:
    """What each kind of entry brought into cash and bank, and the totals, by key."""
    moved = summaries.cash_book(book, book.bylaws.started_on, as_of)
    sums = {kind: (int(cash), int(bank)) for kind, cash, bank in moved.itertuples(index=False)}
    for kind in views.KINDS_OF_BOXES:
        yield f'box {kind}', sums.get(kind, (0, 0))
    others = [sums.get(kind, (0, 0)) for kind in views.OTHER_KINDS]
    yield 'box other', (sum(cash for cash, _ in others), sum(bank for _, bank in others))
    yield 'box total', (sum(cash for cash, _ in sums.values()), sum(bank for _, bank in sums.values()))


def in_cell(amount: Money, currency: str) -> Decimal:
    """An amount as it stands in a cell."""
    return Decimal(money.as_text(amount, currency))
