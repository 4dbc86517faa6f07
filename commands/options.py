"""The options that many commands have, worded once, and who it is that uses the command line."""

import getpass
from pathlib import Path
from typing import Annotated

import typer

from actions.who import Who

Workbook = Annotated[Path, typer.Argument(metavar='FILE.xlsx', help='The workbook of the group.')]
Today = Annotated[str, typer.Option(metavar='YYYY-MM-DD', help="The day it is, if not the clock's.")]
By = Annotated[str, typer.Option(metavar='NAME', help='Who does it; the user of the system if not given.')]
On = Annotated[str, typer.Option('--date', metavar='YYYY-MM-DD', help='When it happened; today if not given.')]
EntryId = Annotated[str, typer.Option(metavar='ID', help='The same id records once.')]
Wait = Annotated[float, typer.Option(min=0, metavar='SECONDS', help='How long to wait for the workbook.')]
Json = Annotated[bool, typer.Option('--json', help='Print JSON.')]


def person(by: str) -> Who:
    """Who is named, or else the user of the system."""
    return Who(by or getpass.getuser())
