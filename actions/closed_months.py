"""Which months are closed in a book, and what every recording asks: may something be dated on this day?

problems_of_day(book, date(2025, 3, 20), '')              why not; nothing where it may
problems_of_day(book, date(2025, 3, 20), 'D2025-003')     the decision that opened the month lets it in
problems_of_row(book, 'loan', date(2025, 3, 20), '')      why not for a row of money: the balances taken over, besides
"""

from collections.abc import Iterable
from datetime import date

from rules import closing
from rules.accounts import OPENINGS
from rules.closing import Closed
from rules.problems import Problem
from sheets.book import Book
from sheets.columns import DECISIONS


def closed_months(book: Book) -> Closed:
    """What is closed now."""
    until, decisions = book.bylaws.closed_until, book.register(DECISIONS).values()
    return closing.closed_after(closing.steps_of(until, book.bylaws.history, decisions))


def problems_of_day(book: Book, day: date, decision: str) -> Iterable[Problem]:
    """Why nothing can be dated on that day."""
    if book.bylaws.closed_until is None:
        return ()
    return closing.problems_of_day(day, decision, closed_months(book))


def problems_of_row(book: Book, kind: str, day: date, decision: str) -> Iterable[Problem]:
    """Why no row of a kind can be dated on that day; only a balance of the books before may be older than they are."""
    yield from problems_of_day(book, day, decision)
    if kind not in OPENINGS:
        yield from closing.problems_of_cut_off(day, book.balances_on())
