"""The command that writes the report of a date range as PDF."""

from pathlib import Path
from typing import Annotated

import typer

from commands.books import opened, refuse_to_overwrite
from commands.options import Workbook
from console import choice, day_it_is, range_of, saying_why
from sheets.words import LANGUAGES, language


def report(
    file: Workbook,
    from_: Annotated[str, typer.Option('--from', metavar='YYYY-MM-DD')],
    to: Annotated[str, typer.Option(metavar='YYYY-MM-DD')],
    output: Annotated[Path, typer.Option('--output', '-o', metavar='OUT.pdf')],
    language_: Annotated[str | None, choice(LANGUAGES, '--language')] = None,
) -> None:
    """Write the report of a date range as PDF."""
    from reports.documents import group_report

    with saying_why(), opened(file, day_it_is('')) as keeper:
        book = keeper.book()
        with language(language_ or book.bylaws.language):
            refuse_to_overwrite(output, file)
            output.write_bytes(group_report(book, *range_of(from_, to), day_it_is('')))


COMMANDS = (report,)
