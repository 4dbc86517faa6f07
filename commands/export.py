"""The command that gives the book to others: the auditor's workbook, or a journal for hledger."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from commands.books import opened, refuse_to_overwrite
from commands.options import Workbook
from console import choice, day_it_is, day_of, range_of, saying_why, wrong_use
from sheets.words import language

FORMATS = ('xlsx', 'hledger')


def export(
    file: Workbook,
    from_: Annotated[str, typer.Option('--from', metavar='YYYY-MM-DD', help='The first day, of a workbook.')] = '',
    to: Annotated[str, typer.Option(metavar='YYYY-MM-DD', help='The last day.')] = '',
    format_: Annotated[
        str,
        choice(FORMATS, '--format', help='A workbook that verify accepts, or a journal.'),
    ] = 'xlsx',
    output: Annotated[
        Path | None, typer.Option('--output', '-o', help='Where to; a journal is printed if not given.')
    ] = None,
) -> None:
    """Write the auditor's workbook of a date range, or the journal of the whole book for hledger."""
    if format_ == 'hledger':
        if from_:
            wrong_use('A journal begins with the first entry; leave out --from, and ask hledger with --begin.')
        _journal(file, day_of(to, date.max), output)
    elif not (from_ and to and output):
        wrong_use('A workbook for the auditor needs --from, --to and --output.')
    else:
        _workbook(file, range_of(from_, to), output)


COMMANDS = (export,)


def _workbook(file: Path, days: tuple[date, date], output: Path) -> None:
    from reports.export import export as export_bytes

    with saying_why(), opened(file, day_it_is('')) as keeper:
        book = keeper.book()
        with language(book.bylaws.language):
            refuse_to_overwrite(output, file)
            output.write_bytes(export_bytes(book, *days))


def _journal(file: Path, last: date, output: Path | None) -> None:
    from reports.hledger import journal

    with saying_why(), opened(file, day_it_is('')) as keeper:
        book = keeper.book()
        with language(book.bylaws.language):
            written = journal(book, last)
        if output:
            refuse_to_overwrite(output, file)
            output.write_text(written, encoding='utf-8')
        else:
            typer.echo(written, nl=False)
