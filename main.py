"""Bahi: opens the books, names the pages, and is the command line.

    main.py                                    serves the book in data/ at http://localhost:8080
    main.py new group.xlsx --kind shg ...      makes a workbook
    main.py record group.xlsx --kind ...       records a transaction
    main.py --help                             all commands; main.py COMMAND --help its options

Exit codes: 0 done, 1 refused or problems found, 2 wrong use. Errors go to stderr and say what to do.
"""

import multiprocessing
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from ulid import ULID

from actions import batches, members, requests
from actions.groups import make_group
from commands import (
    backups,
    dividend,
    export,
    google,
    loan,
    loan_statement,
    message,
    opening,
    rotation,
    shareout,
    statement,
    sync,
)
from commands.options import By, Json, Today, Wait, Workbook, person
from console import (
    REFUSED,
    WRONG_USE,
    amount_of,
    as_json,
    as_texts,
    choice,
    day_it_is,
    day_of,
    line_of,
    one_of,
    opened,
    range_of,
    refuse_to_overwrite,
    saying_why,
    show,
    wrong_use,
)  # fmt: skip
from rules.bylaws import CURRENCIES, KINDS_OF_GROUP
from rules.problems import Refused
from rules.records import MODES
from rules.transactions import KINDS
from sheets.outside import within_limits
from sheets.words import LANGUAGES, _, language

PAGES = (
    'dashboard', 'members', 'deposits', 'loans', 'money', 'history', 'reports', 'messages', 'settings', 'problems',
    'passbook', 'calculator', 'products', 'backups', 'sync', 'google', 'modules', 'accounts', 'opening', 'batches',
    'closing', 'statements', 'documents', 'fines', 'savings', 'fixed_deposits', 'social_fund', 'contribution_report',
    'payouts', 'rotation', 'decisions', 'shares', 'share_out', 'balance',
)  # fmt: skip


Spoken = Annotated[str | None, choice(LANGUAGES, '--language')]
Day = Annotated[str, typer.Option(metavar='YYYY-MM-DD')]

HELP = """The book of a savings group, whose ledger is an ordinary workbook.

Without a command: serves the book in the folder data at http://localhost:8080.

Exit codes: 0 done, 1 refused or problems found, 2 wrong use."""

app = typer.Typer(add_completion=False, no_args_is_help=False, pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True, help=HELP)
def main(context: typer.Context) -> None:
    """Serve the book when no command is given."""
    if context.invoked_subcommand is None:
        serve()


@app.command()
def serve(
    data: Annotated[Path, typer.Option(help='The folder of the workbook, or the workbook itself.')] = Path('data'),
    host: Annotated[str, typer.Option(help='The address to listen on; 0.0.0.0 for the whole network.')] = '127.0.0.1',
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8080,
    demo: Annotated[bool, typer.Option('--demo', help='Serve a sample group; anybody may enter.')] = False,
    kind: Annotated[
        str | None,
        typer.Argument(
            parser=one_of(KINDS_OF_GROUP), metavar='|'.join(KINDS_OF_GROUP), help='The kind of the sample group.'
        ),
    ] = None,
) -> None:
    """Serve the book to browsers."""
    import importlib

    from ui.running import RunningOffice, workbook_in
    from ui.server import serve as serve_office

    if kind and not demo:
        wrong_use('The kind of a sample group goes with --demo.')
    with saying_why():
        office = RunningOffice(workbook_in(data, (kind or 'shg') if demo else ''), demo)
        for page in PAGES:
            importlib.import_module(f'ui.{page}')
        try:
            office.open_early()
            serve_office(office, host, port)
        finally:
            office.close()


@app.command()
def new(
    file: Workbook,
    kind: Annotated[str, choice(KINDS_OF_GROUP, help='The kind of group.')],
    name: Annotated[str, typer.Option(help='The name of the group.')],
    currency: Annotated[str, choice(CURRENCIES)] = 'INR',
    language_: Annotated[str, choice(LANGUAGES, '--language', help='Of reports and messages.')] = 'en',
    start: Annotated[str, typer.Option(metavar='YYYY-MM-DD', help='The day the group began; today if not given.')] = '',
) -> None:
    """Make the workbook of a new group."""
    today = day_it_is('')
    with saying_why():
        make_group(file, kind, name, currency, language_ or 'en', day_of(start, today), today, str(ULID()))


@app.command()
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
    if batch is None and together:
        wrong_use('--together goes with --batch.')
    if batch is None and kind is None:
        wrong_use('Say what to record with --kind, or give a file with --batch.')
    if batch is not None and given:
        wrong_use(f'With --batch the details stand in the file; leave out --{sorted(given)[0].replace("_", "-")}.')
    with saying_why(), opened(file, day_it_is(today)) as keeper:
        who, now = person(by), datetime.now(UTC)
        if batch is None:
            answers = [batches.record_one(keeper, given, who, now)]
            show(answers[0])
            for problem in answers[0]['problems']:
                typer.echo(problem, err=True)
        elif together:
            answers = batches.record_all_or_none(keeper, batches.lines_of(batch), who, now)
            for answer in answers:
                show(answer)
        else:
            keeper.start()
            answers = []
            for line in batches.lines_of(batch):
                answers.append(batches.record_one(keeper, line, who, now, flush=False))
                show(answers[-1])
        if any(answer['status'] != 'refused' for answer in answers):
            keeper.settle(wait)
    refused = [answer for answer in answers if answer['status'] == 'refused']
    if batch is None and refused and requests.lacks_details(given):
        raise typer.Exit(WRONG_USE)
    raise typer.Exit(REFUSED if refused else 0)


@app.command()
def member(
    file: Workbook,
    name: Annotated[str | None, typer.Option()] = None,
    mobile: Annotated[str | None, typer.Option(metavar='NUMBER')] = None,
    monthly: Annotated[str | None, typer.Option(metavar='200.00', help='Her own monthly deposit.')] = None,
    joined: Annotated[str | None, typer.Option(metavar='YYYY-MM-DD')] = None,
    deactivate: Annotated[str | None, typer.Option(metavar='NO')] = None,
    reactivate: Annotated[str | None, typer.Option(metavar='NO')] = None,
    reason: Annotated[str, typer.Option(help='Why she leaves or returns.')] = '',
    by: By = '',
    today: Today = '',
    wait: Wait = 30,
    json_: Json = False,
) -> None:
    """Add a member and print her number; or let one leave, or return."""
    if [name is not None, deactivate is not None, reactivate is not None].count(True) != 1:
        wrong_use('Give one of --name (a new member), --deactivate and --reactivate.')
    day = day_it_is(today)
    with saying_why(), opened(file, day) as keeper:
        book, who, now, request = keeper.book(), person(by), datetime.now(UTC), str(ULID())
        if name is not None:
            monthly_sum = None if monthly is None else amount_of(monthly, book.bylaws.currency)
            asked = members.NewMember(request, name, mobile or '', monthly_sum, day_of(joined or '', day))
            found = members.add(book, asked, who, now, day)
        elif deactivate is not None:
            found = members.deactivate(book, deactivate, reason, day, who, now, day, request)
        else:
            found = members.reactivate(book, reactivate or '', reason, day, who, now, day, request)
        in_workbook = keeper.settle(wait)
        if json_:
            show({**as_json(found, book.bylaws.currency), 'in_workbook': in_workbook})
        else:
            typer.echo(found.number)


@app.command()
def summary(
    file: Workbook,
    on: Annotated[str, typer.Option(metavar='YYYY-MM-DD', help='As of that day; today if not given.')] = '',
    json_: Json = False,
) -> None:
    """Print what the book adds up to."""
    from reports import summaries

    with saying_why(), opened(file, day_it_is('')) as keeper:
        book = keeper.book()
        found = as_texts(summaries.figures(book, day_of(on, day_it_is(''))), book.bylaws.currency)
        if json_:
            show(found)
        else:
            for key, value in found.items():
                typer.echo(f'{key:22} {value:>16}')


@app.command()
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


@app.command()
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


@app.command()
def report(
    file: Workbook,
    from_: Annotated[str, typer.Option('--from', metavar='YYYY-MM-DD')],
    to: Day,
    output: Annotated[Path, typer.Option('--output', '-o', metavar='OUT.pdf')],
    language_: Spoken = None,
) -> None:
    """Write the report of a date range as PDF."""
    from reports.documents import group_report

    with saying_why(), opened(file, day_it_is('')) as keeper:
        book = keeper.book()
        with language(language_ or book.bylaws.language):
            refuse_to_overwrite(output, file)
            output.write_bytes(group_report(book, *range_of(from_, to), day_it_is('')))


for command in (
    *export.COMMANDS, *statement.COMMANDS, *backups.COMMANDS, *sync.COMMANDS, *google.COMMANDS, *loan.COMMANDS,
    *message.COMMANDS, *loan_statement.COMMANDS, *opening.COMMANDS, *rotation.COMMANDS, *dividend.COMMANDS,
    *shareout.COMMANDS,
):  # fmt: skip
    app.command()(command)


def _verified_within_limits() -> int:
    """What is verified may come from anywhere: a process of its own does it, which may take only so much."""
    try:
        return within_limits(app, Path(' '.join(sys.argv[2:3])).name)
    except Refused as refused:
        for problem in refused.problems:
            typer.echo(line_of(problem), err=True)
        return REFUSED


if __name__ in {'__main__', '__mp_main__'}:
    multiprocessing.freeze_support()
    if sys.argv[1:2] == ['verify']:
        sys.exit(_verified_within_limits())
    app()
