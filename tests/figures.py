"""One measured figure beside what it may be at most, and the clocks that measure: for make bench."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement with what it may be at most; without that it is only shown."""

    what: str
    measured: float
    at_most: float | None
    unit: str
    reference: str

    @property
    def kept(self) -> bool:
        """Whether the promise is kept."""
        return self.at_most is None or self.measured <= self.at_most

    def __str__(self) -> str:
        mark = 'shown ' if self.at_most is None else 'ok    ' if self.kept else 'MISSED'
        limit = f'at most {self.at_most:9.2f}' if self.at_most is not None else ' ' * 17
        return f'{mark} {self.what:58} {self.measured:9.2f} {self.unit:3} {limit}   {self.reference}'


def timed(run: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds that a call takes."""
    start = clock()
    run()
    return clock() - start


def cpu_ms(run: Callable[[], object]) -> float:
    """CPU milliseconds that a call takes in this process, in the kernel too."""
    return timed(run, time.process_time) * 1000
