"""Wrong tries at the door are slowed down: after a few free ones each wrong try makes the next wait twice as long.

Counted are wrong tries

    at one account from one address       5 free, then 30 seconds, 1 minute, 2, ... up to 15 minutes
    from one address at any account      20 free, then the same
    at one account from any address      50 free, then at most 1 minute

so that whoever guesses from elsewhere cannot lock out the right person: her own address has its own count, and what is
refused while the door is closed is not counted. A day without wrong tries clears a count, and so does her right try.
"""

import hashlib
import math
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from sheets.passwords import folded
from sheets.sign_in_tables import attempts

FIRST_WAIT_SECONDS = 30
FORGOTTEN_AFTER_SECONDS = 24 * 60 * 60


class Count(NamedTuple):
    """One of the counts: whose, how many wrong tries are free, and how long the wait may grow."""

    who: str
    free: int
    longest_seconds: int


def knock(store: Engine, known_as: str, address: str, now: datetime) -> int:
    """How many seconds the door stays closed for this name from this address; 0 when it is open, and the try counts.

    It is counted before it is known to be wrong, so that many tries at the same moment are not all free.
    """
    at = now.timestamp()
    counts = {count.who: count for count in _counts(known_as, address)}
    with store.begin() as connection:
        # Writing first takes the lock, so that nobody reads the same counts until they are raised.
        connection.execute(delete(attempts).where(attempts.c.last_at < at - FORGOTTEN_AFTER_SECONDS))
        before = {row.who: row for row in connection.execute(select(attempts).where(attempts.c.who.in_(counts)))}
        waits: list[float] = [row.closed_until - at for row in before.values() if row.closed_until > at]
        if waits:
            return math.ceil(max(waits))
        for who, count in counts.items():
            wrong = before[who].wrong + 1 if who in before else 1
            row = {'wrong': wrong, 'last_at': at, 'closed_until': at + _wait_seconds(wrong, count)}
            adding = insert(attempts).values(who=who, **row)
            connection.execute(adding.on_conflict_do_update(index_elements=['who'], set_=row))
    return 0


def note_right_try(store: Engine, known_as: str, address: str) -> None:
    """The last try was right: forget the wrong ones of this name and address, take it off the other counts."""
    pair, *others = (count.who for count in _counts(known_as, address))
    fewer = update(attempts).where(attempts.c.who.in_(others))
    with store.begin() as connection:
        connection.execute(delete(attempts).where(attempts.c.who == pair))
        connection.execute(fewer.values(wrong=attempts.c.wrong - 1, closed_until=0))


def _counts(known_as: str, address: str) -> Iterator[Count]:
    """The counts that a try falls under. Names are hashed: people type passwords into the wrong field."""
    name = hashlib.sha256(folded(known_as).encode()).hexdigest()[:32]
    yield Count(f'name {name} from {address}', 5, 15 * 60)
    yield Count(f'address {address}', 20, 15 * 60)
    yield Count(f'name {name}', 50, 60)


def _wait_seconds(wrong: int, count: Count) -> int:
    if wrong < count.free:
        return 0
    doubled: int = FIRST_WAIT_SECONDS << min(wrong - count.free, 10)
    return min(doubled, count.longest_seconds)
