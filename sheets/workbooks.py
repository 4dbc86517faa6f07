"""What a workbook is to its book, wherever it lies: a file on the disk, or a Google spreadsheet.

    Workbook    can be looked at, read as a whole, and given new rows and amended cells in one step
    Seen        a workbook as it was read, with the state it was in
    Away        it is not there now: deleted, on a share that went away, behind an internet that is down

A book goes on without its workbook: rows are acknowledged in the journal, and the workbook gets them when it is back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol, runtime_checkable

from rules.problems import Problem
from sheets.cells import Cell
from sheets.ooxml.signature import Signature
from sheets.xlsx import Change


class Away(Exception):
    """The workbook is not there now; nothing was read or written. The problem says why and what to do."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem)

    def __str__(self) -> str:
        return self.problem.said()


class Sheets(Protocol):
    """The sheets of a workbook."""

    @property
    def names(self) -> Sequence[str]:
        """The names of the sheets, in their order."""

    def cells(self, name: str) -> Sequence[Sequence[Cell]]:
        """The cells of a sheet from A1 on. Raises Refused where it cannot be read."""

    def is_export(self) -> bool:
        """Whether this is an export for the auditor."""


@dataclass(frozen=True)
class Seen:
    """A workbook as it was read: the state it was in, its sheets, and its bytes where it is a file.

    Of a file under a password, `data` are the bytes inside and `locked` those on the disk.
    """

    state: Signature
    opened: Callable[[], Sheets]
    data: bytes | None = None
    locked: bytes | None = None

    @cached_property
    def sheets(self) -> Sheets:
        """Its sheets, opened when they are first asked for. Raises Refused where they cannot be read."""
        return self.opened()


class Workbook(Protocol):
    """The workbook of a book."""

    @property
    def name(self) -> str:
        """As people call it: group.xlsx, or the title of the spreadsheet."""

    @property
    def place(self) -> str:
        """By which the journal knows it: the name of the file, or google: and the id of the spreadsheet."""

    @property
    def folder(self) -> Path:
        """The folder in which the journal is kept, in .bahi."""

    @property
    def remote(self) -> bool:
        """Whether a network lies between: then no page waits for it."""

    def still(self, state: Signature) -> bool:
        """Whether it is as it was, told cheaply; also True while a remote one need not be asked again yet."""

    def read(self) -> Seen:
        """Read it. Raises Away where it is not there, and Refused where it cannot be read or is no group's workbook."""

    def held_by(self) -> str | None:
        """Who has it open elsewhere, so that nothing should be written now; None when nobody has."""

    def write(self, seen: Seen, rows: Sequence[Change], views: Sequence[Change]) -> Signature:
        """Add rows and amend cells in one step, all or none; gives the state afterwards.

        A view that cannot be written keeps no row out. Raises ChangedMeanwhile when it is not as it was seen, and
        CannotPatch, Refused, OSError or Away with nothing half written. After a failure of which nobody knows how it
        ended, the next reading tells by id which rows arrived.
        """


@runtime_checkable
class InDatabase(Protocol):
    """A workbook whose journal is not beside it, but in the database at this address."""

    address: str
