"""The commands for the workbook as a whole: make it, sum it up, check it, bring it to the newest format."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from ulid import ULID

from actions.groups import make_group
from commands.books import opened
from commands.options import Json, Workbook
from console import REFUSED, choice, day_it_is, day_of, line_of, saying_why, show, wrong_use
from reports.summaries import COUNTS, Figures, figures
from rules import money
from rules.bylaws import CURRENCIES, KINDS_OF_GROUP
from sheets.words import LANGUAGES, _

# Self help groups are of India. A chama, a VSLA or a SACCO may be of any country, and its currency is never changed.
USUAL_CURRENCY = {'shg': 'INR'}


def new(
    file: Workbook,
    kind: Annotated[str, choice(KINDS_OF_GROUP, help='The kind of group.')],
    name: Annotated[str, typer.Option(help='The name of the group.')],
    currency: Annotated[
        str | None, choice(CURRENCIES, help='What it counts in, for good; only a self help group has a usual one, INR.')
    ] = None,
    language_: Annotated[str, choice(LANGUAGES, '--language', help='Of reports and messages.')] = 'en',
    start: Annotated[str, typer.Option(metavar='YYYY-MM-DD', help='The day the group began; today if not given.')] = '',
) -> None:
    """Make the workbook of a new group."""
    if currency is None and kind not in USUAL_CURRENCY:
        wrong_use(f'Say with --currency what the group counts in, for it stays so: {", ".join(CURRENCIES)}.')
    counts_in, today = currency or USUAL_CURRENCY[kind], day_it_is('')
    with saying_why():
        make_group(file, kind, name, counts_in, language_ or 'en', day_of(start, today), today, str(ULID()))


def summary(
    file: Workbook,
    on: Annotated[str, typer.Option(metavar='YYYY-MM-DD', help='As of that day; today if not given.')] = '',
    json_: Json = False,
) -> None:
    """Print what the book adds up to."""
    with saying_why(), opened(file, day_it_is('')) as keeper:
        book = keeper.book()
        texts = as_texts(figures(book, day_of(on, day_it_is(''))), book.bylaws.currency)
        if json_:
            show(texts)
        else:
            for key, value in texts.items():
                typer.echo(f'{key:22} {value:>16}')


def verify(
    file: Workbook,
    seal: Annotated[
        list[str] | None,
        typer.Option(metavar='SEAL', help='A seal that was printed or sent: does the file go back to it? Repeatable.'),
    ] = None,
    journal: Annotated[
        Path | None, typer.Option(metavar='JOURNAL.db', help='The journal, if it does not lie beside the file.')
    ] = None,
) -> None:
    """Check a workbook or an export: seals, rules, totals. One line a problem."""
    from reports.verify import checked

    with saying_why():
        found = checked(file, seal or [], journal)
        for problem in [*found.problems, *(told.said for told in found.told)]:
            typer.echo(line_of(problem))
        if not found.well:
            raise typer.Exit(REFUSED)


def upgrade(file: Workbook) -> None:
    """Bring a workbook to the format of this version."""
    from sheets.whereabouts import bring_up

    with saying_why():
        done = bring_up(file, datetime.now(UTC), day_it_is(''))
        if done.backup:
            typer.echo(_('The workbook was kept as it was in {file}.').format(file=done.backup))
        with opened(file, day_it_is('')) as keeper:
            number = keeper.book().bylaws.format
        typer.echo(_('The workbook has format {number}, which is the newest.').format(number=number))


COMMANDS = (new, summary, verify, upgrade)


def as_texts(found: Figures, currency: str) -> dict[str, str | int]:
    """The figures of a book by name: amounts as exact decimal text, counts as numbers."""
    return {
        name: value if name in COUNTS else money.as_text(value, currency) for name, value in found.by_name().items()
    }
