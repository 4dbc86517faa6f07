"""The rows of which nobody knows yet whether they arrived.

Before rows are sent, their ids are written down in `.bahi`, and struck out when Google answered. Where no answer came,
or the process died, the rows may still arrive until Google ends the request, after 180 seconds at the latest. Until
then they are not sent again; whoever reads the sheets meanwhile and finds them there knows that they did arrive.
"""

import json
import time
from collections.abc import Callable, Collection
from pathlib import Path

LONGEST_REQUEST_SECONDS = 180
LONGEST_WAIT_SECONDS = 60


class Underway:
    """The ids of the rows that were sent last, with the time until which they may arrive."""

    def __init__(self, file: Path, clock: Callable[[], float] = time.time) -> None:
        self.file = file
        self.clock = clock

    def sending(self, keys: Collection[str]) -> None:
        """These rows are to be sent; waiting for the quota may come before."""
        self._write(keys, LONGEST_REQUEST_SECONDS + LONGEST_WAIT_SECONDS)

    def unanswered(self, keys: Collection[str]) -> None:
        """These rows were sent, and there was no answer."""
        self._write(keys, LONGEST_REQUEST_SECONDS)

    def _write(self, keys: Collection[str], seconds: float) -> None:
        self.file.parent.mkdir(exist_ok=True)
        content = {'until': self.clock() + seconds, 'keys': sorted(keys)}
        self.file.write_text(json.dumps(content), encoding='utf-8')

    def answered(self) -> None:
        """It is known what became of them."""
        self.file.unlink(missing_ok=True)

    def until(self, keys: Collection[str]) -> float:
        """Until when one of these rows may still arrive; 0 when none of them was sent. Who looks later, knows."""
        try:
            content = json.loads(self.file.read_text(encoding='utf-8'))
            until, sent = content['until'], set(content['keys'])
        except (OSError, ValueError, KeyError):
            return 0
        # A clock that was put back does not make anybody wait longer.
        return min(until, self.clock() + LONGEST_REQUEST_SECONDS) if not sent.isdisjoint(keys) else 0
