"""The command that prints a message to copy to WhatsApp."""

from typing import Annotated

import typer

from commands.books import opened
from commands.options import Today, Workbook
from console import choice, day_it_is, month_of_option, saying_why, wrong_use
from sheets.words import LANGUAGES, _, language

MESSAGES = ('receipt', 'loan', 'repayment', 'monthly', 'reminder')


def message(
    file: Workbook,
    kind: Annotated[str, choice(MESSAGES)],
    entry: Annotated[str | None, typer.Option(metavar='ID')] = None,
    member_: Annotated[str | None, typer.Option('--member', metavar='NO')] = None,
    month: Annotated[str | None, typer.Option(metavar='YYYY-MM')] = None,
    language_: Annotated[str | None, choice(LANGUAGES, '--language')] = None,
    today: Today = '',
) -> None:
    """Print a message to copy to WhatsApp; without a member, the reminders for all who are to be reminded."""
    from reports import messages

    if kind in messages.OF_AN_ENTRY and not (entry or member_):
        wrong_use(f'A {kind} message needs --entry, or --member for her latest one.')
    with saying_why(), opened(file, day_it_is(today)) as keeper:
        book, day = keeper.book(), day_it_is(today)
        with language(language_ or book.bylaws.language):
            if kind == 'monthly':
                typer.echo(messages.monthly(book, month_of_option(month, day), day))
            elif kind == 'reminder':
                numbers = [member_] if member_ else messages.to_remind(book, day)
                texts = [messages.reminder(book, number, day) for number in numbers]
                typer.echo('\n\n'.join(texts) or _('No reminder is needed.'))
            else:
                found = entry or messages.latest_entry(book, kind, member_ or '')
                typer.echo(messages.OF_AN_ENTRY[kind](book, found, day))


COMMANDS = (message,)
