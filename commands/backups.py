"""The commands that keep the workbook safe: make a backup, list them, restore one."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from actions import backups as acts
from commands.options import By, Json, Workbook, person
from console import REFUSED, day_it_is, line_of, saying_why, show, wrong_use
from rules.problems import refuse
from sheets import backups as kept
from sheets.backups import Backup
from sheets.words import N_, _


def backup(file: Workbook, by: By = '', json_: Json = False) -> None:
    """Make a backup of the workbook now, and print its name."""
    with saying_why():
        _print(acts.make(file, person(by), datetime.now(UTC)), json_)


def backups(file: Workbook, json_: Json = False) -> None:
    """List the backups of a workbook, the newest first: when, why, how large, whether good."""
    with saying_why():
        for each in kept.list_backups(file):
            _print(each, json_)


def restore(
    file: Workbook,
    backup: Annotated[str, typer.Option(metavar='NAME', help='The newest good one if not given.')] = '',
    from_journal: Annotated[bool, typer.Option('--from-journal', help='Without any backup.')] = False,
    by: By = '',
) -> None:
    """Put a backup in the place of the workbook, and bring in what the journal has since.

    The present file is kept beside it under a dated name. The passphrase of an encrypted backup is taken from
    BAHI_BACKUP_PASSPHRASE.
    """
    if backup and from_journal:
        wrong_use('Give --backup or --from-journal, not both.')
    with saying_why():
        if from_journal:
            done = acts.rebuild(file, person(by), datetime.now(UTC), day_it_is(''))
        else:
            name = backup or _newest_good(file).name
            done = acts.restore(file, name, person(by), datetime.now(UTC), day_it_is(''))
            typer.echo(_('{name} is restored.').format(name=done.backup))
        said = _('{came} rows came with it, {brought} from the journal; {equal} are as they were recorded.')
        typer.echo(said.format(came=done.came, brought=done.brought, equal=done.equal))
        if done.set_aside:
            typer.echo(_('The former file is kept as {file}.').format(file=done.set_aside))
        if done.waiting:
            typer.echo(line_of(done.waiting), err=True)
        for row in done.otherwise:
            typer.echo(_('{row} stands otherwise than it was recorded.').format(row=row), err=True)
        if done.otherwise or done.waiting:
            raise typer.Exit(REFUSED)


COMMANDS = (backup, backups, restore)


def _newest_good(file: Path) -> Backup:
    newest = kept.newest_good(file)
    if newest is None:
        raise refuse(N_('There is no good backup of {file}.'), N_('Write it anew with --from-journal.'), file=file.name)
    return newest


def _print(each: Backup, json_: bool) -> None:
    if json_:
        show({
            'name': each.name, 'time': each.at.isoformat(), 'type': each.why, 'size': each.size,
            'status': each.status, 'encrypted': each.encrypted,
        })  # fmt: skip
    else:
        typer.echo(f'{each.at:%Y-%m-%d %H:%M:%SZ}  {each.why:9} {each.size:>11,} B  {each.status:10} {each.name}')
