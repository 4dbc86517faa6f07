"""The order of the sealed rows: which was written before which, also where copies were written apart and joined.

    chain = Chain({'b': ['a'], 'c': ['a'], 'd': ['b', 'c']}, {'a': 1, 'b': 2, 'c': 3, 'd': 4})
    chain.before('a', 'c')        True: c was written by someone who had a
    chain.before('b', 'c')        False, as is the other way round: they were written apart
    chain.tips                    ['d']
    chain.order                   ['a', 'b', 'c', 'd'], the same on every copy that has the same rows

A seal stands for its row. `when` are the moments of recording, by which rows that were written apart are put in order.
"""

import heapq
from collections.abc import Mapping, Sequence
from functools import cached_property


class Chain:
    """The rows of a book, known by their seals; `links` gives for each those that were written right before it."""

    def __init__(self, links: Mapping[str, Sequence[str]], when: Mapping[str, int] | None = None) -> None:
        self._before = {seal: [other for other in others if other in links] for seal, others in links.items()}
        self._when = when or {}

    @cached_property
    def tips(self) -> list[str]:
        """The seals that no row follows, in the order of their letters."""
        followed = {other for others in self._before.values() for other in others}
        return sorted(seal for seal in self._before if seal not in followed)

    @cached_property
    def order(self) -> list[str]:
        """All seals, each after those that were written before it."""
        waits = {seal: len(others) for seal, others in self._before.items()}
        ready = [(self._when.get(seal, 0), seal) for seal, count in waits.items() if not count]
        heapq.heapify(ready)
        ordered = []
        while ready:
            _moment, seal = heapq.heappop(ready)
            ordered.append(seal)
            for later in self._after.get(seal, ()):
                waits[later] -= 1
                if not waits[later]:
                    heapq.heappush(ready, (self._when.get(later, 0), later))
        return ordered

    def before(self, one: str, other: str) -> bool:
        """Whether who wrote the other row had this one."""
        if one == other or one not in self._before or other not in self._before:
            return False
        stretches, earlier = self._stretches
        mine, theirs = stretches[one], stretches[other]
        if mine == theirs:
            return self.places[one] < self.places[other]
        return bool(earlier[theirs] >> mine & 1)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where in the order each seal stands."""
        return {seal: place for place, seal in enumerate(self.order)}

    @cached_property
    def _after(self) -> Mapping[str, Sequence[str]]:
        after: dict[str, list[str]] = {}
        for seal, others in self._before.items():
            for other in others:
                after.setdefault(other, []).append(seal)
        return after

    @cached_property
    def _stretches(self) -> tuple[Mapping[str, int], Sequence[int]]:
        """The rows in stretches without a fork or a join, so that a long book costs no more than its few forks.

        Gives the stretch of each row, and for each stretch a number whose bits are the stretches before it.
        """
        earlier: list[int] = []
        stretches: dict[str, int] = {}
        for seal in self.order:
            others = self._before[seal]
            if len(others) == 1 and len(self._after[others[0]]) == 1:
                stretches[seal] = stretches[others[0]]
                continue
            bits = 0
            for other in others:
                bits |= earlier[stretches[other]] | 1 << stretches[other]
            stretches[seal] = len(earlier)
            earlier.append(bits)
        return stretches, earlier
