"""Bahi: opens the books, names the pages, and is the command line.

    main.py                                    serves the book in data/ at http://localhost:8080
    main.py new group.xlsx --kind shg ...      makes a workbook
    main.py record group.xlsx --kind ...       records a transaction
    main.py --help                             all commands; main.py COMMAND --help its options

Exit codes: 0 done, 1 refused or problems found, 2 wrong use. Errors go to stderr and say what to do.
"""

import importlib
import multiprocessing
import sys
from pathlib import Path
from typing import Annotated

import typer

from console import REFUSED, line_of, one_of, saying_why, wrong_use
from rules.bylaws import KINDS_OF_GROUP
from rules.problems import Refused

PAGES = (
    'dashboard', 'members', 'deposits', 'loans', 'money', 'history', 'reports', 'messages', 'settings', 'problems',
    'passbook', 'calculator', 'products', 'backups', 'sync', 'google', 'modules', 'accounts', 'opening', 'batches',
    'closing', 'statements', 'documents', 'fines', 'savings', 'fixed_deposits', 'social_fund', 'contribution_report',
    'payouts', 'rotation', 'decisions', 'shares', 'share_out', 'balance',
)  # fmt: skip

HELP = """The book of a savings group, whose ledger is an ordinary workbook.

Without a command: serves the book in the folder data at http://localhost:8080.

Exit codes: 0 done, 1 refused or problems found, 2 wrong use."""

COMMANDS = {
    'new': 'group', 'summary': 'group', 'verify': 'group', 'upgrade': 'group', 'member': 'member', 'record': 'record',
    'report': 'report', 'export': 'export', 'statement': 'statement', 'loan': 'loan', 'products': 'loan_products',
    'apply': 'loan_applications', 'guarantor': 'loan_applications', 'application': 'loan_applications',
    'loans': 'loans', 'reschedule': 'loans', 'statement-of-loan': 'loan_statement', 'message': 'message',
    'opening': 'opening', 'decision': 'rotation', 'rotation': 'rotation', 'payout': 'rotation',
    'fixed-deposit': 'fixed_deposit', 'dividend': 'dividend', 'shareout': 'shareout', 'paper-of-batch': 'batch_paper',
    'backup': 'backups', 'backups': 'backups', 'restore': 'backups', 'sync': 'sync', 'google': 'google',
}  # fmt: skip
"""The part of `commands` in which each command is, in the order of the help."""

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


def _add_commands(asked: str) -> None:
    """The command that is asked for, or all: so that the calculator does not wait for what only a book needs."""
    for part in [COMMANDS[asked]] if asked in COMMANDS else dict.fromkeys(COMMANDS.values()):
        for command in importlib.import_module(f'commands.{part}').COMMANDS:
            app.command()(command)


_add_commands(' '.join(sys.argv[1:2]))


def _verified_within_limits() -> int:
    """What is verified may come from anywhere: a process of its own does it, which may take only so much."""
    from sheets.outside import within_limits

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
