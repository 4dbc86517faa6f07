"""What is said above every page before any figure is read: that the workbook cannot be seen, that rows wait, that
something in it wants to be looked at. Open pages are told within a second when it changes.
"""

import asyncio
import json
import logging
from dataclasses import dataclass, field
from datetime import date

from markupsafe import Markup
from nicegui import Client

from rules.bylaws import Bylaws
from rules.problems import Problem, Refused
from sheets.words import _, n_, set_language, shown
from ui.icons import icon
from ui.office import look, office
from ui.parts import join

log = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 0.25
SHOWN = 'banners'
"""Under this name each open page keeps the banners that it shows."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the frame shows of the book on every page.

    `first` must be known before any figure is read: the workbook is away, or here nobody can record. The bylaws say
    which modules are on.
    """

    group: str
    today: date
    waiting: int = 0
    arrived: int = 0
    problems: int = 0
    demo: bool = False
    first: Problem | None = None
    bylaws: Bylaws = field(default_factory=Bylaws)


def standing() -> Standing:
    """How the book stands now. Raises Refused where it cannot be opened at all."""
    book, keeper = office().book(), office().keeper()
    first = keeper.away() or book.read_only
    return Standing(
        book.bylaws.name, office().today(), book.pending_count(), keeper.arrived(), keeper.troubles(), office().demo,
        first, book.bylaws,
    )  # fmt: skip


def standing_without_book(refused: Refused) -> Standing:
    """What can be said where there is no book."""
    return Standing(office().path.stem, office().today(), demo=office().demo, first=refused.problems[0])


def banners(now: Standing) -> Markup:
    """What there is to say, the most pressing first."""
    pieces = []
    if now.demo:
        pieces.append(
            Markup('<div class="banner demo">{}<span>{}</span></div>').format(
                icon('info'), _('Sample group: nothing here is real.')
            )
        )
    if now.first:
        pieces.append(
            Markup('<a class="banner bad" href="/problems" role="alert">{}<span>{}</span></a>').format(
                icon('warning'), now.first.said(_, shown)
            )
        )
    if now.waiting:
        waiting = n_(
            '{count} row is not yet in the workbook.', '{count} rows are not yet in the workbook.', now.waiting
        )
        said = waiting.format(count=now.waiting)
        pieces.append(Markup('<div class="banner">{}<span>{}</span></div>').format(icon('clock'), said))
    elif now.arrived:
        arrived = n_('{count} row that had waited went in.', '{count} rows that had waited went in.', now.arrived)
        said = arrived.format(count=now.arrived)
        pieces.append(Markup('<div class="banner good">{}<span>{}</span></div>').format(icon('done'), said))
    if now.problems:
        found = n_('{count} problem in the workbook', '{count} problems in the workbook', now.problems)
        said = found.format(count=now.problems)
        pieces.append(
            Markup('<a class="banner bad" href="/problems">{}<span>{}</span></a>').format(icon('warning'), said)
        )
    return join(pieces)


async def keep_true() -> None:
    """Tell open pages what changed, as long as the server runs."""
    while True:
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        clients = [client for client in Client.instances.values() if SHOWN in client.storage]
        if not clients:
            continue
        try:
            now = await look(standing)
        except Refused as refused:
            now = standing_without_book(refused)
        except Exception:
            log.exception('how the book stands could not be told')
            continue
        for client in clients:
            _tell(client, now)


def _tell(client: Client, now: Standing) -> None:
    set_language(client.storage['user'].language)
    said = str(banners(now))
    if said != client.storage[SHOWN] and client.has_socket_connection:
        client.storage[SHOWN] = said
        client.run_javascript(f'document.getElementById("banners").innerHTML={json.dumps(said)}')
