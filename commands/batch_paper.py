"""The command that prints a recorded batch again: a share-out, a dividend, interest on deposits, or one slip of it."""

from pathlib import Path
from typing import Annotated

import typer

from commands.books import opened, refuse_to_overwrite
from commands.options import Workbook
from console import choice, day_it_is, saying_why, wrong_use
from reports.dividend_paper import batch_paper, slip_paper
from reports.dividends import POTS, distributions, given_in
from reports.share_out import KIND as SHARE_OUT
from reports.share_out_paper import share_out_again
from rules.problems import N_, refuse
from rules.register_records import Distribution
from sheets.book import Book
from sheets.words import LANGUAGES, language


def paper_of_batch(
    file: Workbook,
    number: Annotated[str, typer.Option(metavar='NO', help='The number of the batch, such as V2025-001.')],
    output: Annotated[Path, typer.Option('--output', '-o', metavar='OUT.pdf')],
    member: Annotated[str, typer.Option(metavar='NO', help='Only the slip of this member.')] = '',
    language_: Annotated[str | None, choice(LANGUAGES, '--language')] = None,
) -> None:
    """The paper of a share-out, a dividend or interest on deposits that was recorded, as PDF."""
    if output.suffix.lower() != '.pdf':
        wrong_use(f'{output.name} is not a PDF. End its name with .pdf.')
    with saying_why(), opened(file, day_it_is('')) as keeper:
        book = keeper.book()
        batch = next((each for each in distributions(book, SHARE_OUT, *POTS) if each.number == number), None)
        if batch is None:
            raise refuse(N_('There is no batch {number}.'), N_('Check the number.'), 'number', number=number)
        refuse_to_overwrite(output, file)
        with language(language_ or book.bylaws.language):
            output.write_bytes(_paper(book, batch, member))


COMMANDS = (paper_of_batch,)


def _paper(book: Book, batch: Distribution, number: str) -> bytes:
    today = day_it_is('')
    if not number:
        return share_out_again(book, batch, today) if batch.kind == SHARE_OUT else batch_paper(book, batch, today)
    member = book.member(number)
    if batch.kind == SHARE_OUT or member is None or member.id not in given_in(book, batch):
        raise refuse(
            N_('The batch {batch} has no slip of {member}.'), N_('Check the number.'), 'member', batch=batch.number,
            member=number,
        )  # fmt: skip
    return slip_paper(book, batch, member, today)
