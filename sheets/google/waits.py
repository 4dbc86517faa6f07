"""How long to wait for Google, and when to give up.

Google lets one user make 60 requests a minute for reading and 60 for writing. `Pace` keeps a little below that by
itself, so that another Bahi with the same key finds room too; `Patience` waits before a request is made again, longer
each time and never twice the same, for a bounded time in all.
"""

import random
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

MINUTE_SECONDS = 60
REQUESTS_A_MINUTE = 50
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 1, 16


@dataclass(frozen=True, slots=True)
class Time:
    """The clock, the sleep and the chance that waiting is made of; tests bring their own."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random


@dataclass(slots=True)
class Patience:
    """How long requests are made again and again before someone is told. It is used up by waiting."""

    time: Time
    left_seconds: float
    tries: int = 0

    def wait(self, asked_seconds: float | None = None) -> bool:
        """Wait before the next try: as long as the server asked for, else longer each time. False: no more patience."""
        longest = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2**self.tries)
        wait = asked_seconds if asked_seconds is not None else longest * (0.5 + self.time.chance() / 2)
        self.tries += 1
        return self.spend(wait)

    def spend(self, seconds: float) -> bool:
        """Wait so long, if there is as much patience."""
        if seconds > self.left_seconds:
            return False
        if seconds:
            self.left_seconds -= seconds
            self.time.sleep(seconds)
        return True


@dataclass(slots=True)
class Pace:
    """When the last requests were made, and how long the next one has to wait for its place in the minute."""

    time: Time
    made: deque[float] = field(default_factory=deque)

    def wait_seconds(self) -> float:
        """How long until a request may be made."""
        now = self.time.clock()
        while self.made and self.made[0] <= now - MINUTE_SECONDS:
            self.made.popleft()
        return self.made[0] + MINUTE_SECONDS - now if len(self.made) >= REQUESTS_A_MINUTE else 0

    def count(self) -> None:
        """A request is made now."""
        self.made.append(self.time.clock())


def chunks_of(sizes: list[int], most: int) -> Iterator[slice]:
    """Slices of a list whose sizes add up to `most` at the most; something larger stands alone."""
    start, total = 0, 0
    for place, size in enumerate(sizes):
        if place > start and total + size > most:
            yield slice(start, place)
            start, total = place, 0
        total += size
    if start < len(sizes):
        yield slice(start, len(sizes))
