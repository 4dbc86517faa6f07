"""What a copy of a book takes in of another one: rows, answers to requests, and what is written down of it.

    parcel = parcel_of(other.journal, other.workbook.name)
    with book.writing() as writing:
        taken = take_in(book, writing, parcel, 'Savitri', now)

All of it is durable together, or nothing is. Taking in the same parcel again changes nothing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select, update

from sheets.book import Book
from sheets.columns import CHANGES, ENTRIES, Sheet
from sheets.journal import Answer, Journal
from sheets.journal_tables import requests, sync_log
from sheets.journal_writing import Writing
from sheets.merging import Copy, Lacking, Merged, copy_of, lacking, merge
from sheets.recording import Recording


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one copy gives to another: its rows up to its last operation, its answers, and what people call it."""

    name: str
    copy: Copy
    answers: Mapping[str, Answer]
    last: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in, into a journal whose last operation was `before`.

    `joined` says that heads of the chain were joined for it; `head` is the last row then, recorded at `moment`.
    """

    rows: Sequence[Lacking]
    before: int
    joined: bool
    head: str
    moment: datetime


class Logged(NamedTuple):
    """A line of what was exchanged: the operation, the entity and its id, and when (universal time, ISO 8601)."""

    id: int
    operation: str
    entity: str
    entity_id: str
    timestamp: str


def parcel_of(journal: Journal, name: str) -> Parcel:
    """All that a journal knows."""
    with journal.database.reading() as connection:
        answers = _read_answers(connection, journal.book)
    operations = journal.since(0)
    return Parcel(name, copy_of(operations, _contents(answers)), answers, operations[-1].number if operations else 0)


def take_in(book: Book, recording: Recording, parcel: Parcel, by: str, now: datetime) -> Taken:
    """Take in what the book lacks of what it and the other copy hold together; `by` is who joins them."""
    writing = recording.writing
    operations = writing.since(0)
    answers = _read_answers(writing.connection, writing.book)
    mine = copy_of(operations, _contents(answers))
    merged = merge(mine, parcel.copy, book.bylaws.currency, by)
    rows = list(lacking(mine, merged))
    for row in rows:
        request = row.row.partition('/')[0]
        if row.operation == 'insert':
            recording.join(row.sheet, row.values, request, now, row.typed)
        else:
            recording.update(row.sheet, row.row, row.values, request, now, row.status)
    if merged.head and writing.head() != merged.head:
        writing.set_head(merged.head)
    log(writing, book, rows, parcel.name, now)
    _take_answers(writing, answers, parcel.answers, merged)
    before = operations[-1].number if operations else 0
    return Taken(rows, before, bool(merged.joined), merged.head, _moment_of(merged, now))


def log(writing: Writing, book: Book, rows: Sequence[Lacking], other: str, now: datetime) -> None:
    """Write down which rows were exchanged with another copy."""
    writing.log([_line_of(book, row) for row in rows], now, other)


def logged(journal: Journal, after: int = 0) -> list[Logged]:
    """What was exchanged, from the line after a number on."""
    chosen = (sync_log.c.book == journal.book) & (sync_log.c.id > after)
    with journal.database.reading() as connection:
        return [
            Logged(row.id, row.operation, row.entity, row.entity_id, row.timestamp)
            for row in connection.execute(select(sync_log).where(chosen).order_by(sync_log.c.id))
        ]


def _moment_of(merged: Merged, otherwise: datetime) -> datetime:
    sheet, row = merged.order[-1] if merged.order else (CHANGES, '')
    text = merged.rows[sheet.name][row]['recorded_at'] if row else ''
    return datetime.fromisoformat(text) if text else otherwise


def _line_of(book: Book, row: Lacking) -> tuple[str, str, str]:
    """The operation as other systems name it: a row that takes another one back deletes that one."""
    entity = entity_of(row.sheet, row.values.get('kind', ''))
    if row.sheet is ENTRIES and row.operation == 'insert' and row.values['reverses']:
        return 'delete', entity, row.values['reverses']
    return row.operation, entity, row.row


def entity_of(sheet: Sheet, kind: str = '') -> str:
    """What other systems call a row: user, group, contribution, loan or payout; the rest by our own words."""
    match sheet.name:
        case 'Members':
            return 'user'
        case 'Bylaws':
            return 'group'
        case 'Loans':
            return 'loan'
        case 'Changes':
            return 'change'
        case 'Entries':
            return kind if kind in ('contribution', 'loan', 'payout') else 'entry'
        case name:
            return name.lower()


def _take_answers(writing: Writing, known: Mapping[str, Answer], answers: Mapping[str, Answer], merged: Merged) -> None:
    """A request that is sent again on this machine gets the answer that it got on the other one.

    Where both had answered, the answer is that of the copy whose row counts. Where they had answered different things
    under one id, the answer to the thing with the new id goes with it.
    """
    for request, (place, fresh) in merged.apart.items():
        kept, moved = ((known, answers), (answers, known))[place]
        if request in moved and fresh not in known and fresh not in answers:
            writing.set_answer(fresh, moved[request].content, moved[request].answer)
        if place and request in known and request in kept:
            _replace_answer(writing, request, kept[request])
    for request, answer in answers.items():
        if request in merged.apart:
            continue
        if request not in known:
            writing.set_answer(request, answer.content, answer.answer)
        elif known[request].answer != answer.answer and _counts(answer, merged.rows['Entries'].get(request)):
            _replace_answer(writing, request, answer)


def _replace_answer(writing: Writing, request: str, answer: Answer) -> None:
    chosen = (requests.c.book == writing.book) & (requests.c.id == request)
    kept = json.dumps(dict(answer.answer), ensure_ascii=False)
    writing.connection.execute(update(requests).where(chosen).values(answer=kept, content=answer.content))


def _read_answers(connection: Connection, book: int) -> dict[str, Answer]:
    asked = select(requests).where(requests.c.book == book)
    return {row.id: Answer(row.content, json.loads(row.answer)) for row in connection.execute(asked)}


def _contents(answers: Mapping[str, Answer]) -> dict[str, str]:
    return {request: answer.content for request, answer in answers.items()}


def _counts(answer: Answer, row: Mapping[str, str] | None) -> bool:
    return row is not None and row['receipt'] == answer.answer.get('receipt')
