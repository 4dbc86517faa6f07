"""The command that prints a message to copy to WhatsApp."""

from typing import Annotated

import typer

from commands.options import Today, Workbook
from console import day_it_is, month_of_option, one_of, opened, saying_why, wrong_use
from sheets.words import LANGUAGES, language

MESSAGES = ('receipt', 'loan', 'repayment', 'monthly', 'reminder')


def message(
    file: Workbook,
    kind: Annotated[str, typer.Option(parser=one_of(MESSAGES))],
    entry: Annotated[str | None, typer.Option(metavar='ID')] = None,
    member_: Annotated[str | None, typer.Option('--member', metavar='NO')] = None,
    month: Annotated[str | None, typer.Option(metavar='YYYY-MM')] = None,
    language_: Annotated[str | None, typer.Option('--language', parser=one_of(LANGUAGES))] = None,
    today: Today = '',
) -> None:
    """Print a message to copy to WhatsApp."""
    from reports import messages

    if kind == 'reminder' and not member_:
        wrong_use('A reminder needs --member.')
    if kind in messages.OF_AN_ENTRY and not (entry or member_):
        wrong_use(f'A {kind} message needs --entry, or --member for her latest one.')
    with saying_why(), opened(file, day_it_is(today)) as keeper:
        book, day = keeper.book(), day_it_is(today)
        with language(language_ or book.bylaws.language):
            if kind == 'monthly':
                typer.echo(messages.monthly(book, month_of_option(month, day), day))
            elif kind == 'reminder':
                typer.echo(messages.reminder(book, member_ or '', day))
            else:
                found = entry or messages.latest_entry(book, kind, member_ or '')
                typer.echo(messages.OF_AN_ENTRY[kind](book, found, day))


COMMANDS = (message,)
