"""The app with a key to the stand-in for Google: a real folder, real files, requests that stay on this machine.

with reaching(google): ...                    every door to Google leads to the stand-in
put_key(folder, json.dumps(google.account()), PRESIDENT)
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from requests.adapters import BaseAdapter

from actions.google import Arrived, move_back, move_there, put_key
from actions.keeping import Keeper
from sheets.google import door, spreadsheet
from sheets.whereabouts import book_at
from tests.google_grid import Spreadsheet, texts
from tests.google_stand_in import Loopback, StandIn
from tests.groups import NOW, PRESIDENT, TODAY, Group

ID = 'sunrise-0123456789-0123456789'
LINK = f'https://docs.google.com/spreadsheets/d/{ID}/edit#gid=0'


@contextmanager
def reaching(base: str, look_seconds: float | None = None, patience_seconds: float | None = None) -> Iterator[None]:
    """Requests for Google go to the stand-in; it is asked again, and given up, after so many seconds."""
    client_of = door.client_of
    before = spreadsheet.ASK_AGAIN_SECONDS, spreadsheet.REST, door.PATIENCE_SECONDS
    door.client_of = partial(_to, client_of, Loopback(base))  # type: ignore[assignment]
    if look_seconds is not None:
        spreadsheet.ASK_AGAIN_SECONDS, spreadsheet.REST = look_seconds, 0  # type: ignore[assignment]
    if patience_seconds is not None:
        door.PATIENCE_SECONDS = patience_seconds  # type: ignore[assignment]
    try:
        yield
    finally:
        door.client_of = client_of
        spreadsheet.ASK_AGAIN_SECONDS, spreadsheet.REST, door.PATIENCE_SECONDS = before


def _to(client_of: object, adapter: BaseAdapter, key: object, given: object = None) -> object:
    return client_of(key, given or adapter)  # type: ignore[operator]


def shared(google: StandIn, folder: Path, id_: str = ID) -> Spreadsheet:
    """A new spreadsheet that is shared with us, and its key kept in the folder."""
    put_key(folder, json.dumps(google.account()), PRESIDENT)
    return google.spreadsheet(id_, 'Sunrise')


def there(group: Group, **more: Any) -> Arrived:
    """Move into the spreadsheet, and open the book at its new place."""
    done = move_there(group.book, group.path, LINK, PRESIDENT, NOW, TODAY, wait_seconds=5, **more)
    opened(group)
    return done


def back(group: Group) -> Arrived:
    """Move back into the file, and open the book there."""
    done = move_back(group.book, group.path, PRESIDENT, NOW, TODAY, wait_seconds=5)
    opened(group)
    return done


def opened(group: Group) -> None:
    """Open the book wherever it is now."""
    group.book.close()
    group.book = book_at(group.path)


def settled(group: Group) -> None:
    """Write what waits."""
    keeper = Keeper(group.path, lambda: TODAY)
    try:
        assert keeper.settle(5), keeper.waiting
    finally:
        keeper.close()


def ids(google: StandIn) -> list[Any]:
    """The ids of the entries in the spreadsheet, in their order."""
    head, *rows = texts(google.sheets[ID].named('Entries'))
    return [row[head.index('Entry ID')] for row in rows if any(row)]


def a_group(folder: Path) -> Group:
    """A group with a member, two deposits and a member who left, none of it in the workbook yet."""
    group = Group(folder)
    asha = group.join('Asha')
    group.do('contribution', '200', '2025-01-05', member=asha, entry_id='d1')
    group.do('contribution', '200', '2025-02-05', member=asha, entry_id='d2')
    group.leave(group.join('Brian'), '2025-03-01')
    return group
