"""What the formulas of the views come to, and the changes that bring the views of a workbook up to date.

    view_changes(book, data, as_of)    for the writer, which makes them in the same swap as the rows

Only cells whose value differs are touched. The as-of date and what is due are written by the app; everything else is
a formula, of which only the shown result is renewed. A view that someone laid out anew is left alone.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from decimal import Decimal

from reports import summaries
from reports.views_dues import dues_changes
from reports.views_passbook import passbook_values
from rules import money
from rules.money import Money
from sheets import views, xlsx
from sheets.book import Book
from sheets.views_reading import View, read_views
from sheets.xlsx import Amend, Cached, Change, Value


def view_changes(book: Book, data: bytes, as_of: date) -> list[Change]:
    """The changes that make the views of the workbook with these bytes show what the book holds on a day."""
    found = read_views(data)
    if found.summary is None:
        # Dues and Passbook count up to the day that stands in Summary.
        return []
    changes: list[Change] = [
        Amend('Summary', found.summary.differing({as_of_cell(found.summary): as_of})),
        Cached('Summary', found.summary.differing(summary_values(book, found.summary, as_of))),
    ]
    if found.dues:
        changes += dues_changes(
            book, found.dues, as_of, f'Summary!${views.AS_OF_CELL[0]}${found.summary.rows["as_of"]}'
        )
    if found.passbook:
        changes.append(Cached('Passbook', found.passbook.differing(passbook_values(book, found.passbook, as_of))))
    return [change for change in changes if not is_empty(change)]


def is_empty(change: Change) -> bool:
    """Whether a change does nothing."""
    return not (change.rows if isinstance(change, xlsx.Append) else change.values)


def as_of_cell(summary: View) -> str:
    """Where the as-of date stands."""
    return f'B{summary.rows["as_of"]}'


def summary_values(book: Book, view: View, as_of: date) -> dict[str, Value]:
    """What the formulas of Summary come to, by address."""
    currency, rows = book.bylaws.currency, view.rows
    values: dict[str, Value] = {f'A{rows["group"]}': book.bylaws.name}
    figures = asdict(summaries.figures(book, as_of))
    for line in views.figures():
        figure = figures[line.key]
        values[f'B{rows[line.key]}'] = figure if line.type == 'whole' else in_cell(figure, currency)
    for key, sums in _boxes(book, as_of):
        for letter, amount in zip('BC', sums, strict=True):
            values[f'{letter}{rows[key]}'] = in_cell(amount, currency)
    months = summaries.deposits_by_month(book, as_of, views.MONTHS_SHOWN)
    for line, (month, amount) in zip(views.deposits(), months, strict=True):
        values |= {f'E{rows[line.key]}': month.first_day, f'F{rows[line.key]}': in_cell(amount, currency)}
    return values


def _boxes(book: Book, as_of: date) -> Iterable[tuple[str, tuple[Money, Money]]]:
    """What each kind of entry brought into cash and bank, and the totals, by key."""
    moved = summaries.cash_book(book, book.bylaws.started_on, as_of)
    sums = {kind: (int(cash), int(bank)) for kind, cash, bank in moved.itertuples(index=False)}
    for kind in views.KINDS_OF_BOXES:
        yield f'box {kind}', sums.get(kind, (0, 0))
    yield 'box total', (sum(cash for cash, _ in sums.values()), sum(bank for _, bank in sums.values()))


def in_cell(amount: Money, currency: str) -> Decimal:
    """An amount as it stands in a cell."""
    return Decimal(money.as_text(amount, currency))
