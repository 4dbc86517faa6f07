"""The decisions of the group as the rules ask for them, and what was done on each so far."""

from rules import term_changes
from rules.decisions import Decision, Known
from rules.money import ZERO
from rules.register_records import WITHDRAWN
from sheets.book import Book
from sheets.columns import DECISIONS


def known_decisions(book: Book) -> Known:
    """The decisions that stand, by number, and how far each was used by entries and by loans that were set anew."""
    rows = [row for row in book.register(DECISIONS).values() if row.status != WITHDRAWN]
    decisions = {
        row.number: Decision(row.number, row.kind, row.on, row.reason, (), about=row.about, amount=row.amount or ZERO)
        for row in rows
    }
    frame = book.frame()
    named = frame.loc[(frame['decision'] != '').to_numpy()]
    used = {str(number): int(amount) for number, amount in named.groupby('decision')['amount'].sum().items()}
    for loan in book.loans.values():
        for change in term_changes.read(loan.set_anew):
            used[change.decision] = used.get(change.decision, ZERO) + 1
    return Known(decisions, used)
