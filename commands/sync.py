"""The command that joins two copies of one book: sync A B."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from actions import questions
from actions import sync as acts
from actions.sync import Synced
from commands.books import opened
from commands.options import By, Json, Today, Wait, person
from console import REFUSED, day_it_is, line_of, saying_why, show
from sheets.questions import Question
from sheets.words import _, shown


def sync(
    copy: Annotated[str, typer.Argument(metavar='A', help='A copy of the book: an xlsx file.')],
    other: Annotated[
        str,
        typer.Argument(
            metavar='B', help='The other one: an xlsx file, the link of a Google spreadsheet, or postgresql://...'
        ),
    ],
    by: By = '',
    today: Today = '',
    wait: Wait = 30,
    json_: Json = False,
) -> None:
    """Join two copies of one book that were written apart: afterwards each has the rows of both, once.

    In either order and any number of times the same comes out. What both changed in a register is a question, which
    is answered on the page Sync.
    """
    day = day_it_is(today)
    with saying_why(), opened(copy, day) as one, opened(other, day, one.book()) as two:
        who = person(by)
        done = acts.sync(one.book(), two.book(), who, datetime.now(UTC), day, wait_seconds=wait)
        if json_:
            show(as_json(done))
        else:
            _print(done)
        for problem in done.waiting:
            typer.echo(line_of(problem), err=True)
    raise typer.Exit(REFUSED if done.problems or done.questions or done.unlike else 0)


COMMANDS = (sync,)


def as_json(done: Synced) -> dict[str, Any]:
    """What was done, with the rows that were exchanged in the shapes of other systems."""
    return {
        'status': done.status,
        'pushed': done.pushed,
        'pulled': done.pulled,
        'joined': done.joined,
        'head': done.head,
        'questions': [_question(question) for question in done.questions],
        'problems': [line_of(problem) for problem in done.problems],
        'waiting': [line_of(problem) for problem in done.waiting],
        'sync_log': [line._asdict() for line in done.sync_log],
        **done.shapes,
    }


def _question(question: Question) -> dict[str, Any]:
    sides = [
        {'value': side.value, 'who': side.who, 'when': side.when.isoformat() if side.when else ''}
        for side in question.sides
    ]
    return {
        'sheet': question.sheet, 'row': question.row, 'label': question.label, 'field': question.field,
        'values': sides,
    }  # fmt: skip


def _print(done: Synced) -> None:
    typer.echo(_('Rows that came: {pulled}; that went there: {pushed}.').format(pulled=done.pulled, pushed=done.pushed))
    if done.joined:
        typer.echo(_('The copies were written apart, and are one from here on.'))
    for question in done.questions:
        typer.echo(questions.problem_of(question).said(_, shown))
    for problem in done.problems:
        typer.echo(line_of(problem))
