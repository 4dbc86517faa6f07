"""Who approved a statement, when, and whether rows were added since.

approvals(book, 'income', span)    the approvals of these days, the latest first
told(book, 'income', span)         the same in sentences, for paper and spreadsheet
"""

from rules.register_records import Statement
from rules.spans import Span
from sheets.book import Book
from sheets.columns import STATEMENTS
from sheets.words import _, shown_date


def approvals(book: Book, kind: str, span: Span) -> list[Statement]:
    """Who approved this statement of these days, the latest first."""
    found = (each for each in book.register(STATEMENTS).values() if each.kind == kind)
    return sorted(
        (each for each in found if (each.first, each.last) == (span.first, span.last)),
        key=lambda each: each.number, reverse=True,
    )  # fmt: skip


def told(book: Book, kind: str, span: Span) -> list[str]:
    """A sentence for each approval: by whom, on which day, and whether it is of the rows as they stand."""
    as_it_stands = _('Approved by {name} on {day} ({number}), as it stands.')
    since = _('Approved by {name} on {day} ({number}); rows were added since.')
    return [
        (as_it_stands if each.head == book.head() else since).format(
            name=each.approved_by, day=shown_date(each.approved_on), number=each.number
        )
        for each in approvals(book, kind, span)
    ]
