"""A row of Members that someone typed: a name without a Member ID becomes a new member where it can be one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from actions.members import NewMember
from actions.typed_reading import day_of, text_of
from rules import typed_rows
from rules.problems import N_, Problem
from rules.records import ACTIVE, INACTIVE
from sheets import cells
from sheets.book import Book
from sheets.cells import BadCell
from sheets.comparing import TypedRow


@dataclass(slots=True)
class ReadMember:
    """The new member whom a row describes, guesses, and what cannot be read."""

    member: NewMember | None = None
    doubts: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_member(typed: TypedRow, book: Book, today: date, member_id: str) -> ReadMember:
    """Read a row of Members. What stands in Reason says nothing of somebody new."""
    read = ReadMember()
    texts = {name: text_of(cell) for name, cell in typed.cells.items()}
    monthly = _monthly(read, typed, book)
    joined = _joined(read, typed, book, today)
    status = typed_rows.match(texts.get('status') or ACTIVE, ((word, word) for word in (ACTIVE, INACTIVE)))
    if status.codes != (ACTIVE,):
        read.problems.append(Problem(
            N_('A new member is active.'), N_('Write "active", and let her leave in the app.'), about='status'
        ))  # fmt: skip
    read.doubts += _doubts(texts, book)
    if not read.problems:
        read.member = NewMember(
            member_id, texts.get('name', ''), texts.get('mobile', ''), monthly, joined, texts.get('number', '')
        )
    return read


def _monthly(read: ReadMember, typed: TypedRow, book: Book) -> int | None:
    try:
        amount = cells.from_cell('money', typed.cells.get('monthly'), book.bylaws.currency)
    except BadCell as bad:
        read.problems.append(_about(bad.problem, 'monthly'))
        return None
    assert amount is None or isinstance(amount, int)
    if amount is not None and amount < 0:
        read.problems.append(Problem(
            N_('The regular deposit is less than nothing.'), N_('Please correct the cell.'), about='monthly'
        ))  # fmt: skip
    return amount


def _joined(read: ReadMember, typed: TypedRow, book: Book, today: date) -> date | None:
    cell = typed.cells.get('joined')
    if not text_of(cell):
        return None
    try:
        joined, guessed = day_of(cell, book, today)
    except ValueError:
        read.problems.append(Problem(
            N_('{value} is not a date.'), N_('Write it as 2025-03-31.'), {'value': cells.quoted(cell)}, about='joined'
        ))  # fmt: skip
        return None
    if guessed:
        read.doubts.append(Problem(
            N_('The year of {typed} has two digits.'), N_('Take the row over if {day} is right.'),
            {'typed': cells.quoted(cell), 'day': joined}, about='joined',
        ))  # fmt: skip
    return joined


def _doubts(texts: dict[str, str], book: Book) -> Iterable[Problem]:
    """Somebody of this name may be a member already."""
    named = [
        member
        for member in book.members.values()
        if typed_rows.plain(member.name) == typed_rows.plain(texts.get('name', ''))
    ]
    for member in named[:1]:
        yield Problem(
            N_('{name} ({number}) is a member already.'),
            N_('Take the row over if this is somebody else of the same name.'),
            {'name': member.name, 'number': member.number}, about='name',
        )  # fmt: skip


def _about(problem: Problem, name: str) -> Problem:
    return Problem(problem.message, problem.remedy, problem.values, about=name)
