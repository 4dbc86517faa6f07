"""Two thousand faults while five hundred rows go into a Google spreadsheet: each row is there once, in its order.

A fault strikes three of four requests: errors before and after the work was done, connections that break before and
after, work that is done up to three minutes after its connection broke, and the quota.
"""

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from sheets import entries
from sheets.book import Book
from sheets.google.underway import LONGEST_REQUEST_SECONDS
from tests.google_books import OnGoogle, group_on_google
from tests.google_stand_in import Fault

ROWS, FAULTS, SEED = 500, 2_000, 20261121
KINDS = [kind for kind in get_args(get_type_hints(Fault)['kind']) if kind != 'slow']


class Faults:
    """Random faults, counted, until there were enough."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.struck: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Fault | None]:
        while True:
            if self.struck.total() < FAULTS and self.chance.random() < 0.75:
                kind = self.chance.choice(KINDS)
                self.struck[kind] += 1
                yield Fault(kind, seconds=self.chance.uniform(1, LONGEST_REQUEST_SECONDS - 1))
            else:
                yield None


def record_some(there: OnGoogle, recorded: int, struck: int) -> int:
    """Rows come evenly over all the faults, and now and then a new mobile number. Gives how many rows there are."""
    while recorded < ROWS and recorded * FAULTS <= struck * ROWS:
        recorded += 1
        there.deposit(f'e{recorded:03d}')
        if recorded % 50 == 0:
            there.change_mobile(f'98220{recorded:05d}')
    return recorded


@pytest.mark.long
def test_each_row_is_there_exactly_once_and_in_order(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    with group_on_google(tmp_path) as there:
        faults = Faults(chance)
        there.google.faults = iter(faults)
        recorded = 0
        while recorded < ROWS or there.group.book.pending_count() or faults.struck.total() < FAULTS:
            recorded = record_some(there, recorded, faults.struck.total())
            there.flush()
            there.clock.sleep(chance.uniform(1, 40))
            if not there.group.book.pending_count():
                there.look()
        there.clock.sleep(2 * LONGEST_REQUEST_SECONDS)
        there.google.catch_up()

        assert min(faults.struck[kind] for kind in KINDS) > FAULTS / len(KINDS) / 2
        assert there.column('Entries', 'Entry ID') == [f'e{number:03d}' for number in range(1, ROWS + 1)]
        assert there.column('Members', 'Mobile') == ['9822000500']
        assert [new for new in there.column('Changes', 'New') if new] == [
            f'98220{number:05d}' for number in range(50, ROWS + 1, 50)
        ]
        again = Book(there.opened())
        assert entries.records_of(again.frame()) == entries.records_of(there.group.book.frame())
        assert (again.problems(), again.differences, again.head()) == ([], [], there.group.book.head())
