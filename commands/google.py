"""The command that keeps the book in a Google spreadsheet: key, test, move and back."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from actions import google as acts
from actions.google import Arrived
from actions.sync import Step
from commands.books import opened
from commands.options import By, Today, Workbook, person
from console import day_it_is, saying_why, wrong_use
from rules.problems import N_, refuse
from sheets.words import _, shown

HOLDS = {
    'empty': N_('"{title}" is empty: the book can move in.'),
    'this book': N_('"{title}" holds this book already.'),
    'another book': N_('"{title}" holds the book of {group}.'),
}


def google(
    file: Workbook,
    key: Annotated[
        Path | None, typer.Option(metavar='KEY.json', help='Keep this key of a service account, encrypted.')
    ] = None,
    test: Annotated[str, typer.Option(metavar='LINK', help='See whether a spreadsheet is shared and empty.')] = '',
    move: Annotated[str, typer.Option(metavar='LINK', help='Move the book into this spreadsheet.')] = '',
    back: Annotated[bool, typer.Option('--back', help='Move the book back into its file.')] = False,
    by: By = '',
    today: Today = '',
) -> None:
    """Keep the book in a Google spreadsheet: its key, a test, the move there and back.

    Afterwards FILE.xlsx still names the book, though it is in the spreadsheet.
    """
    if [key is not None, bool(test), bool(move), back].count(True) != 1:
        wrong_use('Give one of --key, --test, --move and --back.')
    who, now, day = person(by), datetime.now(UTC), day_it_is(today)
    with saying_why():
        if key is not None:
            address = acts.put_key(file.parent, _text_of(key), who)
            typer.echo(_('The key is kept. Share the spreadsheet with {address} as an editor.').format(address=address))
            return
        with opened(file, day) as keeper:
            book = keeper.book()
            if test:
                tried = acts.try_link(file.parent, test, book.bylaws.group_id, who)
                typer.echo(_(HOLDS[tried.holds]).format(title=tried.title, group=tried.group))
            elif move:
                _tell(acts.move_there(book, file, move, who, now, day, _say))
            else:
                _tell(acts.move_back(book, file, who, now, day, _say))


COMMANDS = (google,)


def _text_of(key: Path) -> str:
    try:
        return key.read_text(encoding='utf-8')
    except (OSError, ValueError) as error:
        raise refuse(
            N_('The file {file} cannot be read: {error}.'), N_('Check the name and the folder.'), file=key.name,
            error=error,
        ) from error  # fmt: skip


def _say(step: Step) -> None:
    counted = ' ' + _('{done} of {total} rows').format(done=step.done, total=step.total) if step.total else ''
    typer.echo(_(step.words).format(file=shown(step.file)) + counted, err=True)


def _tell(done: Arrived) -> None:
    typer.echo(_('The book is in {where}: {rows} rows, each as it was.').format(where=done.where, rows=done.rows))
    if done.set_aside:
        typer.echo(_('The former file is kept as {file}.').format(file=done.set_aside))
    if done.left_behind:
        names = ', '.join(done.left_behind)
        typer.echo(_('Sheets that did not come along: {names}').format(names=names))
