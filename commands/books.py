"""How a command comes to the book of a file, and keeps from writing over one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import typer

from actions.keeping import Keeper
from console import line_of
from rules.problems import N_, refuse
from sheets.book import Book
from sheets.opening import is_book


@contextmanager
def opened(file: Path | str, today: date, like: Book | None = None) -> Iterator[Keeper]:
    """The book of a file. What people did to the workbook is taken over on the way, and what waits is written.

    What the figures do not tell, such as a workbook that is away, goes to stderr. In a database the book of the same
    group as `like` is meant.
    """
    keeper = Keeper(file, lambda: today, like=like)
    try:
        keeper.tend()
        for problem in keeper.notes():
            typer.echo(line_of(problem), err=True)
        yield keeper
    finally:
        keeper.stop()
        keeper.close()


def refuse_to_overwrite(output: Path, file: Path) -> None:
    """A report or an export is never written over a group's workbook. Raises Refused."""
    own = output.exists() and output.resolve() == file.resolve()
    if own or (output.exists() and is_book(output.read_bytes())):
        raise refuse(
            N_('{file} is the workbook of a group.'), N_('Give the report or export another name.'), file=output.name
        )
