"""Bahi: opens the books, names the pages, and is the command line.

    main.py                                    serves the book in data/ at http://localhost:8080
    main.py new group.xlsx --kind shg ...      makes a workbook
    main.py record group.xlsx --kind ...       records a transaction
    main.py --help                             all commands; main.py COMMAND --help its options

Exit codes: 0 done, 1 refused or problems found, 2 wrong use. Errors go to stderr and say what to do.
"""

import multiprocessing
import sys
from pathlib import Path
from typing import Annotated

import typer

from commands import (
    backups,
    batch_paper,
    dividend,
    export,
    fixed_deposit,
    google,
    group,
    loan,
    loan_applications,
    loan_products,
    loan_statement,
    loans,
    member,
    message,
    opening,
    record,
    report,
    rotation,
    shareout,
    statement,
    sync,
)
from console import REFUSED, line_of, one_of, saying_why, wrong_use
from rules.bylaws import KINDS_OF_GROUP
from rules.problems import Refused
from sheets.outside import within_limits

PAGES = (
    'dashboard', 'members', 'deposits', 'loans', 'money', 'history', 'reports', 'messages', 'settings', 'problems',
    'passbook', 'calculator', 'products', 'backups', 'sync', 'google', 'modules', 'accounts', 'opening', 'batches',
    'closing', 'statements', 'documents', 'fines', 'savings', 'fixed_deposits', 'social_fund', 'contribution_report',
    'payouts', 'rotation', 'decisions', 'shares', 'share_out', 'balance',
)  # fmt: skip

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


for command in (
    *group.COMMANDS, *member.COMMANDS, *record.COMMANDS, *report.COMMANDS, *export.COMMANDS, *statement.COMMANDS,
    *loan.COMMANDS, *loan_products.COMMANDS, *loan_applications.COMMANDS, *loans.COMMANDS, *loan_statement.COMMANDS,
    *message.COMMANDS, *opening.COMMANDS, *rotation.COMMANDS, *fixed_deposit.COMMANDS, *dividend.COMMANDS,
    *shareout.COMMANDS, *batch_paper.COMMANDS, *backups.COMMANDS, *sync.COMMANDS, *google.COMMANDS,
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
