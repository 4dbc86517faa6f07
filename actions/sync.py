"""Two copies of a book become one again: president and treasurer recorded apart, and now each has the rows of both.

    done = sync(book, other, who, now, today)
    done.pulled, done.pushed          rows that came from the other copy, and that went there
    done.questions                    what both changed in a register, for a person to decide
    answer(book, question, value, who, now, today)

It may be done in either order and any number of times, and be cut off at any moment: what is lacking is found by id.
What a rule speaks against once the rows are together stays, and is a problem with its rows.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from actions.keeping import Keeper
from actions.parts import Plan
from actions.who import Who
from reports.verify import problems_of_book
from reports.views import view_changes
from rules.problems import N_, Problem, Refused, refuse
from rules.records import Entry
from sheets import backups, clashes, seals
from sheets.book import Book
from sheets.clashes import request_of
from sheets.columns import CHANGES
from sheets.exchanging import Logged, Parcel, Taken, log, logged, parcel_of, take_in
from sheets.files import XlsxFile
from sheets.finding import all_rows, found_in
from sheets.merging import BY_BAHI, Lacking, copy_of
from sheets.questions import Question
from sheets.recording import Recording
from sheets.shapes import Shape, shapes
from sheets.workbooks import Away
from sheets.writer import Writer

TRIES = 5
WAIT_SECONDS = 30
TRY_AGAIN_SECONDS = 0.2

SYNCED, PENDING = 'synced', 'pending'


@dataclass(frozen=True, slots=True)
class Step:
    """How far it is: in words with the name of the file, and how many of how many rows are in its workbook."""

    words: str
    file: str = ''
    done: int = 0
    total: int = 0


Progress = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class Synced:
    """What was done. `status` is pending as long as rows wait for one of the workbooks, and `waiting` says why."""

    status: str
    pushed: int
    pulled: int
    joined: bool
    head: str
    questions: Sequence[Question]
    problems: Sequence[Problem]
    waiting: Sequence[Problem]
    sync_log: Sequence[Logged]
    shapes: dict[str, list[Shape]] = field(default_factory=dict)
    unlike: Sequence[Problem] = ()
    """What could not be compared, or is not in a workbook and does not wait; it stands in waiting too."""


def sync(
    book: Book, other: Book, who: Who, now: datetime, today: date, progress: Progress = lambda step: None,
    wait_seconds: float = WAIT_SECONDS,
) -> Synced:  # fmt: skip
    """Bring two copies of one book together. Raises Refused where they are not copies of one book."""
    who.must('correct')
    _refuse_unlike(book, other)
    before = max((line.id for line in logged(book.journal)), default=0)
    progress(Step(N_('Reading both copies …')))
    _back_up(book, other, now)
    pulled, pushed, joined = exchange(book, other, who, now)
    waiting = [
        *_into_workbook(book, today, progress, wait_seconds),
        *_into_workbook(other, today, progress, wait_seconds),
    ]
    progress(Step(N_('Comparing every row …')))
    unlike = [problem for each in (book, other) for problem in _not_there(each)]
    problems = problems_of_book(book)
    if problems and (pulled or pushed):
        # The rows stand in the sheet by now: read again, so that what is told of them names their cells.
        book.reopen()
        problems = problems_of_book(book)
    exchanged = {(row.sheet.name, row.row) for row in (*pulled, *pushed)}
    return Synced(
        PENDING if waiting or unlike else SYNCED, _recorded(pushed), _recorded(pulled), joined, book.head(),
        book.questions(), [*_two_things(book, (*pulled, *pushed)), *problems], [*waiting, *unlike],
        logged(book.journal, before), shapes(book, exchanged), unlike,
    )  # fmt: skip


def visit(
    book: Book, where: str, who: Who, today: Callable[[], date], progress: Progress = lambda step: None,
    wait_seconds: float = WAIT_SECONDS,
) -> Synced:  # fmt: skip
    """Bring a book together with the copy at a place: a file or its folder, or the address of one. Raises Refused."""
    who.must('correct')
    other = Keeper(_place(where.strip(), book), today, book.workbook.folder, book)
    try:
        other.tend()
        return sync(book, other.book(), who, datetime.now(UTC), today(), progress, wait_seconds)
    finally:
        other.close()


def _place(where: str, book: Book) -> Path | str:
    """A folder stands for the file in it that is called like our own."""
    if not where:
        raise refuse(N_('The place of the other copy is missing.'), N_('Type where it is.'), about='where')
    if '://' in where:
        return where
    path = Path(where).expanduser()
    return path / book.workbook.name if path.is_dir() else path


def _refuse_unlike(book: Book, other: Book) -> None:
    if book.bylaws.group_id != other.bylaws.group_id:
        raise refuse(
            N_('{file} is the book of another group: {name}.'), N_('Choose a copy of the book of {own}.'),
            file=other.workbook.name, name=other.bylaws.name, own=book.bylaws.name,
        )  # fmt: skip
    if (book.workbook.folder, book.workbook.place) == (other.workbook.folder, other.workbook.place):
        raise refuse(
            N_('Both are one and the same file: {file}.'), N_('Choose the other copy.'), file=book.workbook.name
        )


def _back_up(book: Book, other: Book, now: datetime) -> None:
    """Both workbooks as they were, where there is anything to join."""
    if book.head() == other.head():
        return
    for each in (book, other):
        if isinstance(each.workbook, XlsxFile) and not each.away:
            backups.make_backup(each.workbook.path, 'joining', now)


def exchange(book: Book, other: Book, who: Who, now: datetime) -> tuple[list[Lacking], list[Lacking], bool]:
    """Each journal takes in what it lacks, until neither lacks anything: somebody may record meanwhile.

    Gives what came, what went, and whether heads of the chain were joined. The workbooks get it afterwards.
    """
    pulled: list[Lacking] = []
    pushed: list[Lacking] = []
    joined = False
    for _ in range(TRIES):
        theirs = parcel_of(other.journal, other.workbook.name)
        came = _take(book, theirs, who, now)
        ours = parcel_of(book.journal, book.workbook.name)
        went = _take(other, ours, who, now)
        for each, rows, name in ((book, went.rows, other.workbook.name), (other, came.rows, book.workbook.name)):
            with each.journal.writing() as writing:
                log(writing, each, rows, name, now)
        pulled += came.rows
        pushed += went.rows
        joined = joined or came.joined or went.joined
        if went.before == theirs.last and book.journal.last_number() == ours.last:
            return pulled, pushed, joined
    raise refuse(
        N_('Rows were recorded again and again while the copies were joined.'),
        N_('Nothing is lost. Try again when nobody records.'),
    )


def _take(book: Book, parcel: Parcel, who: Who, now: datetime) -> Taken:
    with book.writing() as recording:
        taken = take_in(book, recording, parcel, who.name, now)
        if taken.joined:
            _settle_loans(book, recording, taken)
    if taken.rows:
        # What the rules say of the joined history is asked anew.
        book.compared += 1
    if any(row.operation == 'update' and row.sheet.sealed for row in taken.rows):
        # What stands otherwise in the sheet than it was sealed is told anew.
        book.reopen()
    return taken


def _settle_loans(book: Book, recording: Recording, taken: Taken) -> None:
    """Loans whose rows came from both copies get the status that all of them make.

    Written as by the app itself, with ids and moment of the joining row, so that every copy writes the same rows.
    """
    touched = {row.values.get('loan', '') for row in taken.rows if row.operation == 'insert'}
    for loan_id in sorted(touched & book.loans.keys()):
        last_day = max(row.on for row in book.movements(loan_id))
        plan = Plan([], touches=[book.loans[loan_id]], request=f'loans-{taken.head[:24]}', on=last_day)
        plan.write_registers(book, recording, Who(BY_BAHI), taken.moment)


def _into_workbook(book: Book, today: date, progress: Progress, wait_seconds: float) -> list[Problem]:
    """Write what waits; gives why some of it still does."""
    writer, until = Writer(book, view_changes), time.monotonic() + wait_seconds
    total, name = book.pending_count(), book.workbook.name
    while left := book.pending_count():
        progress(Step(N_('Writing into {file} …'), name, total - left, total))
        outcome = writer.flush(today)
        if not book.pending_count():
            break
        if outcome.waiting and time.monotonic() >= until:
            return [outcome.waiting]
        time.sleep(TRY_AGAIN_SECONDS)
    progress(Step(N_('Writing into {file} …'), name, total, total))
    return []


def _not_there(book: Book) -> list[Problem]:
    """Every row of the journal beside the row of the workbook: what is not there, and does not wait for it."""
    try:
        found = found_in(book.workbook.read(), book.workbook.name)
    except Away as away:
        return [away.problem]
    except Refused as refused:
        return list(refused.problems)
    there = {(sheet, row) for sheet, row, _values in all_rows(found)}
    waiting = book.pending_rows()
    known = copy_of(book.journal.since(0)).rows
    unreadable = {*found.registers.unreadable, *(('Entries', row) for row in found.entries.unreadable)}
    gone = [
        (sheet, row) for sheet, rows in known.items() for row in rows
        if (sheet, row) not in there and (sheet, row) not in waiting and (sheet, row) not in unreadable
    ]  # fmt: skip
    return [
        Problem(
            N_('{count} rows are not in the workbook {file}.'), N_('Run the exchange again.'),
            {'count': len(gone), 'file': book.workbook.name},
        )
    ] if gone else []  # fmt: skip


def _two_things(book: Book, rows: Sequence[Lacking]) -> list[Problem]:
    """Of each entry id that stood for two things, both receipts."""
    found = {row.row: row.values for row in rows if row.operation == 'insert' and row.sheet is CHANGES}
    told = []
    for values in found.values():
        fresh, request = values['row'], request_of(clashes.old_id(values['row']))
        if values['reason'] == clashes.WHY_TWO_THINGS and fresh == request_of(fresh) != request:
            one, other = ([*book.receipt_of(each), None][0] for each in (request, fresh))
            if one is not None and other is not None:
                told.append(_problem_of_two(request, fresh, one, other))
    return told


def _problem_of_two(request: str, fresh: str, one: Entry, other: Entry) -> Problem:
    return Problem(
        N_(
            'Two copies had used the entry id {id} for different things; both count: {one} of {name}, and {other} '
            'of {other_name}, which has the id {fresh} now.'
        ),
        N_('Where both are the same after all, reverse one of them.'),
        {'id': request, 'one': one.receipt, 'name': one.member_name or one.kind, 'other': other.receipt,
         'other_name': other.member_name or other.kind, 'fresh': fresh},
    )  # fmt: skip


def _recorded(rows: Sequence[Lacking]) -> int:
    """How many of these rows somebody recorded; the others were made in joining."""
    return sum(row.operation == 'insert' and row.values.get('sheet') != seals.SHEET_OF_JOINS for row in rows)
