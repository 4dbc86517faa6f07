"""The command that takes over the balances of the books before, from a table."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import typer

from actions import opening as balances
from commands.books import opened
from commands.options import By, Json, Today, Wait, Workbook, person
from console import REFUSED, day_it_is, day_of, line_of, saying_why, show, wrong_use
from rules import money
from rules.closing import Opening
from rules.problems import N_, Problem, refuse
from sheets.words import _, shown


def opening(
    file: Workbook,
    from_: Annotated[Path, typer.Option('--from', metavar='BALANCES.csv', help='A table with headings.')],
    on: Annotated[str, typer.Option(metavar='YYYY-MM-DD', help='The cut-off day.')],
    check: Annotated[bool, typer.Option('--check', help='Look only, and record nothing.')] = False,
    by: By = '',
    today: Today = '',
    wait: Wait = 30,
    json_: Json = False,
) -> None:
    """Record the opening balances of members, loans, funds, cash and bank, all or none."""
    day = day_it_is(today)
    if not on:
        wrong_use('Name the cut-off day with --on.')
    with saying_why(), opened(file, day) as keeper:
        book, text = keeper.book(), _text(from_)
        # The same table of the same day is the same request, however often it is sent.
        request = f'opening-{sha256((on + text).encode()).hexdigest()[:24]}'
        asked = balances.pasted(book, text, day_of(on, day), request)
        problems = balances.problems_of(book, asked, day)
        rows = 0
        if not problems and not check:
            rows = sum(done.rows for done in balances.record_opening(book, asked, person(by), datetime.now(UTC), day))
            keeper.settle(wait)
        answer = as_json(balances.opening_of(book, asked), problems, rows, book.bylaws.currency)
    if json_:
        show(answer)
    else:
        typer.echo(_('{rows} balances were recorded.').format(rows=rows))
        for problem in problems:
            typer.echo(line_of(problem), err=True)
    if problems:
        raise typer.Exit(REFUSED)


COMMANDS = (opening,)


def as_json(found: Opening, problems: list[Problem], rows: int, currency: str) -> dict[str, Any]:
    """What the table came to, as exact decimal texts."""
    sums = {name: money.as_text(getattr(found, name), currency) for name in ('has', 'belongs', 'earned', 'difference')}
    said = [f'{problem.place}: {problem.said(_, shown)}'.removeprefix(': ') for problem in problems]
    return {'status': 'refused' if problems else 'recorded' if rows else 'checked', 'on': found.on.isoformat(), **sums,
            'rows': rows, 'problems': said}  # fmt: skip


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding='utf-8-sig')
    except (OSError, UnicodeDecodeError) as error:
        raise refuse(
            N_('The file {file} cannot be read: {error}.'), N_('Check its name; it must be text in UTF-8.'),
            file=path.name, error=str(error),
        ) from error  # fmt: skip
