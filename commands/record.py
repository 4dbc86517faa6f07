"""The command that records a transaction, or a batch of them from a file with a JSON object a line."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from actions import batches, requests
from actions.keeping import Keeper
from actions.who import Who
from commands.books import opened
from commands.options import By, Today, Wait, Workbook, person
from console import REFUSED, WRONG_USE, choice, day_it_is, saying_why, show, wrong_use
from rules.records import MODES
from rules.transactions import KINDS

Answer = dict[str, Any]
NOTHING_ASKED = 'Say what to record with --kind, or give a file with --batch.'


def record(
    file: Workbook,
    kind: Annotated[str | None, choice(KINDS, help='What is recorded.')] = None,
    amount: Annotated[str | None, typer.Option(metavar='200.00')] = None,
    date_: Annotated[str | None, typer.Option('--date', metavar='YYYY-MM-DD')] = None,
    member: Annotated[str | None, typer.Option(metavar='NO')] = None,
    loan: Annotated[str | None, typer.Option(metavar='NO')] = None,
    rate: Annotated[str | None, typer.Option(metavar='2.0', help='Percent a month.')] = None,
    for_: Annotated[
        str | None,
        typer.Option('--for', metavar='MONTH|DAY', help='The month of a deposit, or the first day of its cycle.'),
    ] = None,
    category: Annotated[str | None, typer.Option()] = None,
    reverses: Annotated[str | None, typer.Option(metavar='ENTRY', help='The entry to take back.')] = None,
    product: Annotated[str | None, typer.Option(metavar='P1', help='The product on which a loan is given.')] = None,
    count: Annotated[int | None, typer.Option(metavar='N', help='Instalments of a loan on a product.')] = None,
    instalment: Annotated[str | None, typer.Option(metavar='500', help='Where it is a fixed one.')] = None,
    decision: Annotated[str | None, typer.Option(metavar='NO', help='The decision behind it.')] = None,
    mode: Annotated[str | None, choice(MODES, help='cash if not given.')] = None,
    account: Annotated[str | None, typer.Option(metavar='NO', help='The cash box or bank account.')] = None,
    to_account: Annotated[str | None, typer.Option(metavar='NO', help='Of a transfer, where to.')] = None,
    reference: Annotated[str | None, typer.Option(help='The number of the payment.')] = None,
    cost: Annotated[str | None, typer.Option(metavar='7.00', help='What the bank or operator took for it.')] = None,
    note: Annotated[str | None, typer.Option()] = None,
    entry_id: Annotated[str | None, typer.Option(metavar='ID', help='The same id records once.')] = None,
    batch: Annotated[Path | None, typer.Option(metavar='FILE.jsonl', help='One transaction a line.')] = None,
    together: Annotated[bool, typer.Option('--together', help='All lines of the batch, or none.')] = False,
    by: By = '',
    today: Today = '',
    wait: Wait = 30,
    json_: Annotated[bool, typer.Option('--json', help='It does so in any case.')] = False,
) -> None:
    """Record a transaction, or a batch of them; prints a JSON object for each."""
    values = {
        'kind': kind, 'amount': amount, 'date': date_, 'member': member, 'loan': loan, 'rate': rate, 'for': for_,
        'category': category, 'reverses': reverses, 'mode': mode, 'note': note, 'entry_id': entry_id,
        'product': product, 'count': count, 'instalment': instalment, 'decision': decision, 'account': account,
        'to_account': to_account, 'reference': reference, 'cost': cost,
    }  # fmt: skip
    given = {key: str(value) for key, value in values.items() if value is not None}
    if batch is None and (kind is None or together):
        wrong_use('--together goes with --batch.' if together else NOTHING_ASKED)
    if batch is not None and given:
        wrong_use(f'With --batch the details stand in the file; leave out --{sorted(given)[0].replace("_", "-")}.')
    refused = recorded = False
    with saying_why(), opened(file, day_it_is(today)) as keeper:
        who = person(by)
        for answer in _one(keeper, given, who) if batch is None else _batch(keeper, batch, together, who):
            show(answer)
            refused |= answer['status'] == 'refused'
            recorded |= answer['status'] != 'refused'
        if recorded:
            keeper.settle(wait)
    if batch is None and refused and requests.lacks_details(given):
        raise typer.Exit(WRONG_USE)
    raise typer.Exit(REFUSED if refused else 0)


COMMANDS = (record,)


def _one(keeper: Keeper, given: batches.Values, who: Who) -> Iterator[Answer]:
    """The answer to one transaction; what is wrong with it goes to stderr too."""
    answer = batches.record_one(keeper, given, who, datetime.now(UTC))
    yield answer
    for problem in answer['problems']:
        typer.echo(problem, err=True)


def _batch(keeper: Keeper, batch: Path, together: bool, who: Who) -> Iterator[Answer]:
    """An answer for each line, as soon as it is recorded or, together with the others, when all are."""
    now, lines = datetime.now(UTC), batches.lines_of(batch)
    if together:
        yield from batches.record_all_or_none(keeper, lines, who, now)
        return
    keeper.start()
    for line in lines:
        yield batches.record_one(keeper, line, who, now, flush=False)
