"""Close a month, and open one again: what is looked at before, and what is written.

looked_at(book, month, today)                               what to see before, each well or not
close(book, month, who, now, today, request)                nothing is dated in it any more
open_again(book, month, [numbers], 'a slip was found', ...)     the members decided; rows that name it are let in
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from actions import adoption
from actions.closed_months import closed_months
from actions.decisions import NewDecision, decide
from actions.settings import write_bylaw
from actions.who import Who
from reports import summaries
from reports.verify import problems_of_book
from rules import closing
from rules.closing import OPENS_A_MONTH
from rules.money import Amount
from rules.periods import Month, month_of
from rules.problems import N_, Refused
from rules.register_records import Decision
from rules.typed_rows import REJECTED
from sheets.book import Book

WHY_CLOSED = N_('The month was closed.')


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that was looked at: what it is, what was found, and whether it is well."""

    title: str
    found: object
    well: bool


def next_month(book: Book) -> Month:
    """The month that is closed next: the one after the last that is closed, or the first of the group."""
    through = closed_months(book).through
    return through.plus(1) if through else month_of(book.bylaws.started_on)


def looked_at(book: Book, month: Month, today: date) -> list[Look]:
    """What is to be seen before a month is closed."""
    currency, last = book.bylaws.currency, month.last_day
    lines = summaries.trial_balance(book, last)
    left = sum(line.debit - line.credit for line in lines)
    under_way = sum(line.debit - line.credit for line in lines if line.account in ('transfers', 'clearing'))
    boxes = summaries.places(book, month.first_day, last)
    doubt, problems = in_doubt(book, month, today), len(problems_of_book(book))
    return [
        Look(N_('The month is over'), last, last < today),
        Look(N_('Rows in doubt'), doubt, not doubt),
        Look(N_('Problems of the history'), problems, not problems),
        Look(N_('Difference of the trial balance'), Amount(left, currency), not left),
        Look(N_('Transfers under way'), Amount(under_way, currency), not under_way),
        *(Look(place.title, Amount(place.box.closing, currency), place.box.closing >= 0) for place in boxes),
    ]


def in_doubt(book: Book, month: Month, today: date) -> int:
    """How many rows up to the end of a month nobody has settled: typed ones, and changed ones."""
    typed = [
        one for one in adoption.proposals(book, today)
        if one.verdict != REJECTED and (one.on is None or one.on <= month.last_day)
    ]  # fmt: skip
    return len(typed) + sum(each.sheet.sealed for each in book.differences) + len(book.questions())


def close(book: Book, month: Month, who: Who, now: datetime, today: date, request: str) -> None:
    """Close a month, and all before it. Raises Refused with every reason."""
    who.must('correct')
    with book.writing() as writing:
        if writing.answer(request):
            return
        doubt = in_doubt(book, month, today)
        if problems := list(closing.problems_of_closing(month, today, closed_months(book), doubt)):
            raise Refused(problems)
        write_bylaw(book, writing, 'closed_until', month.last_day.isoformat(), WHY_CLOSED, today, who, now, request)


def open_again(
    book: Book, month: Month, in_favour: Collection[str], reason: str, who: Who, now: datetime, today: date,
    request: str,
) -> Decision:  # fmt: skip
    """Write down that the members with these numbers decided to open a month. Raises Refused with every reason."""
    asked = NewDecision(request, OPENS_A_MONTH, today, reason, tuple(in_favour), about=str(month))
    return decide(book, asked, who, now, today)
