"""How the fines of a book stand: what was paid of each, by the entries, and what was waived, by the changes."""

from collections.abc import Iterator
from datetime import date

from rules import fines, money
from rules.fines import Lowering, Standing
from rules.register_records import Fine
from sheets.book import Book
from sheets.columns import FINES


def standings(book: Book, on: date) -> list[Standing]:
    """How each fine that was charged by a day stands on it, the oldest first."""
    return fines.standings(book.register(FINES).values(), [*_paid(book), *waivers(book)], on)


def standing_of(book: Book, fine: Fine, on: date) -> Standing:
    """How one fine stands on a day, on which it must have been charged."""
    lowered = [row for row in (*_paid(book), *waivers(book)) if row.fine == fine.id]
    (standing,) = fines.standings([fine], lowered, on)
    return standing


def waivers(book: Book) -> Iterator[Lowering]:
    """What was waived of fines: each step as the changes of the register tell it, its reason being the decision."""
    currency = book.bylaws.currency
    for change in book.changes:
        if change.sheet == FINES.name and change.field == 'waived' and change.reason:
            before, after = (money.parse(text, currency) if text else 0 for text in (change.old, change.new))
            yield Lowering(change.row, change.on, after - before, change.reason)


def _paid(book: Book) -> Iterator[Lowering]:
    frame = book.frame()
    rows = frame.loc[
        (frame['kind'] == 'fine').to_numpy() & (frame['about'] != '').to_numpy(), ['about', 'on', 'amount']
    ]
    for about, on, amount in zip(*(rows[name].tolist() for name in rows), strict=True):
        yield Lowering(about, on.date(), amount)
