"""Amend the bylaws: what the group decided, from which day, with old and new value in Changes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from actions import modules
from actions.deposits import problems_of_new_frequency
from actions.savings_interest import problems_of_new_rate
from actions.shares import problems_of_new_price
from actions.who import Who
from rules.bylaws import BY_FIELD, MODULES, Bylaws, problems_of_bylaws
from rules.problems import N_, Problem, Refused, refuse
from rules.records import Change
from rules.savings_rates import RATE
from sheets.book import Book
from sheets.columns import BYLAWS, CHANGES
from sheets.recording import Recording
from sheets.registers import is_about_bylaw


def amend_bylaw(
    book: Book, field: str, text: str, reason: str, on: date, who: Who, now: datetime, today: date, request: str
) -> None:
    """Set a bylaw from a day on. Raises Refused when the text is nothing that it may be."""
    who.must('settings')
    bylaw, currency = BY_FIELD[field], book.bylaws.currency
    if not book.bylaws.started_on <= on <= today:
        raise refuse(
            N_('A bylaw can change from {start} to today.'), N_('Correct the date.'),
            about='date', start=book.bylaws.started_on,
        )  # fmt: skip
    new = bylaw.written(value_of(book, field, text, today, on), currency)
    # A bylaw that the sheet does not tell is written also where its default was agreed.
    untold = any(is_about_bylaw(problem, field) for problem in book.problems())
    if bylaw.written(getattr(book.bylaws, field), currency) == new and not untold:
        return
    with book.writing() as writing:
        if not writing.answer(request):
            write_bylaw(book, writing, field, new, reason, on, who, now, request)


def value_of(book: Book, field: str, text: str, today: date, on: date) -> object:
    """What a bylaw would be by this text from a day on. Raises Refused with every reason why it cannot be that."""
    bylaw = BY_FIELD[field]
    if bylaw.fixed:
        raise refuse(N_('This bylaw never changes.'), N_('Make a new book for another group.'), about=field)
    try:
        value = bylaw.read(text, book.bylaws.currency)
    except ValueError:
        raise refuse(
            N_('{value} cannot be the value of this bylaw.'), N_('Write a value as the meaning explains it.'),
            about=field, value=repr(text)[:60],
        ) from None  # fmt: skip
    changed = replace(book.bylaws, **{field: value})  # type: ignore[arg-type]
    if problems := list(problems_of_change(book, changed, field, today, on)):
        raise Refused(problems)
    return value


def problems_of_change(book: Book, changed: Bylaws, field: str, today: date, on: date) -> Iterable[Problem]:
    """Why a bylaw cannot be what it is in the changed bylaws, on the page and in the sheet alike."""
    yield from problems_of_bylaws(changed)
    if field == 'closed_until':
        yield Problem(
            N_('Months are closed on a page of their own.'), N_('Go to Money, and there to Closed months.'), about=field
        )
    if field == 'frequency':
        yield from problems_of_new_frequency(book, changed.frequency, on, today)
    if field == RATE:
        yield from problems_of_new_rate(book, on)
    if field == 'share_price':
        yield from problems_of_new_price(book, changed.share_price, today)
    if field in MODULES and not getattr(changed, field):
        yield from modules.still_open(book, field, today)


def write_bylaw(
    book: Book, writing: Recording, field: str, new: str, reason: str, on: date, who: Who, now: datetime, request: str
) -> None:
    """Write a value that was found good into the bylaws, and the change before it."""
    bylaw = BY_FIELD[field]
    old = bylaw.written(getattr(book.bylaws, field), book.bylaws.currency)
    change = Change(
        id=request, on=on, sheet=BYLAWS.name, row=field, label=bylaw.title, field=field, old=old, new=new,
        reason=reason.strip(), recorded_by=who.name, recorded_at=now.replace(microsecond=0),
    )  # fmt: skip
    writing.insert(CHANGES, change, request, now)
    writing.update(BYLAWS, field, {'value': new}, request, now)
    writing.set_answer(request, new, {})
