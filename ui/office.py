"""What the pages need of the running app: which book is open, who may enter, what day it is.

use(office)                                once, before the server starts
book = await look(office().book)           reading, off the server's loop
done = await keep(record, values)          writing: one at a time, and finished before the server goes down
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar

from sqlalchemy import Engine

if TYPE_CHECKING:
    from actions.keeping import Keeper
    from sheets.book import Book

P = ParamSpec('P')
R = TypeVar('R')


@dataclass(frozen=True, slots=True)
class NewGroup:
    """What the set-up page asks for, as it was typed. The first president's account is made apart from it."""

    name: str
    kind: str
    currency: str
    language: str
    start: str


class Office(Protocol):
    """The running app."""

    @property
    def path(self) -> Path:
        """The workbook, which may not exist before the set-up."""

    @property
    def demo(self) -> bool:
        """Whether anybody may enter the sample group with one press."""

    @property
    def sign_ins(self) -> Engine:
        """The store of the people who may enter."""

    def now(self) -> datetime: ...
    def today(self) -> date: ...

    def book(self) -> 'Book':
        """The book as it is now; blocking."""

    def keeper(self) -> 'Keeper':
        """Who looks after the workbook, and knows why rows wait for it."""

    def has_book(self) -> bool:
        """Whether there is a book, though its workbook may be away."""

    def set_up(self, group: NewGroup) -> None:
        """Make the workbook of a new group, or raise Refused; blocking."""


class _Running:
    office: Office | None = None
    # Made at the first save, because a lock belongs to the loop that runs then.
    saving: asyncio.Lock | None = None


def use(office: Office) -> None:
    """This is the office of the running server."""
    _Running.office = office


def office() -> Office:
    """The office of the running server."""
    assert _Running.office is not None, 'the server was started without an office'
    return _Running.office


async def look(read: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Read off the server's loop, so that nobody else waits. The thread speaks the language of the caller."""
    return await asyncio.to_thread(read, *args, **kwargs)


async def keep(save: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Save off the server's loop, one at a time. A server that is told to stop waits for it: see `saves_are_done`."""
    async with _saving():
        return await asyncio.to_thread(save, *args, **kwargs)


async def saves_are_done() -> None:
    """Wait for the saves that were begun, so that none is cut when the server stops."""
    async with _saving():
        pass


def _saving() -> asyncio.Lock:
    if _Running.saving is None:
        _Running.saving = asyncio.Lock()
    return _Running.saving
