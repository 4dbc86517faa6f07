"""Whatever happens to a book, in whatever order: no acknowledged row is lost or counted twice, no sealed figure changes
without being named, the totals are those of the model, and the workbook opens.

A share runs here; `make soak` runs many more, with their seeds.
"""

import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from tests.world import KINDS, World

AMOUNTS, WHICH = st.integers(1, 900), st.integers(0, 30)
SOME_KIND = st.sampled_from(KINDS)
FAST_DISK = Path('/dev/shm')


class Fates(RuleBasedStateMachine):
    """One history of a book."""

    def __init__(self) -> None:
        super().__init__()
        where = FAST_DISK if FAST_DISK.is_dir() else None
        self.folder = Path(tempfile.mkdtemp(prefix='bahi-fates-', dir=where))
        self.world = World(self.folder)

    @rule(kind=SOME_KIND, amount=AMOUNTS)
    def record(self, kind: str, amount: int) -> None:
        self.world.record(kind, amount)

    @rule(amount=AMOUNTS)
    def deposit(self, amount: int) -> None:
        self.world.record('contribution', amount)

    @rule(which=WHICH)
    def record_again(self, which: int) -> None:
        self.world.record_again(which)

    @rule(which=WHICH)
    def reverse(self, which: int) -> None:
        self.world.reverse(which)

    @rule()
    def tend(self) -> None:
        self.world.tend()

    @rule()
    def restart(self) -> None:
        self.world.restart()

    @rule()
    def restore(self) -> None:
        self.world.restore()

    @rule(amount=AMOUNTS)
    def someone_types(self, amount: int) -> None:
        self.world.someone_types(amount)

    @rule(which=WHICH, amount=AMOUNTS)
    def someone_changes(self, which: int, amount: int) -> None:
        self.world.someone_changes(which, amount)

    @rule(which=WHICH)
    def someone_removes(self, which: int) -> None:
        self.world.someone_removes(which)

    @rule()
    def someone_sorts(self) -> None:
        self.world.someone_sorts()

    @rule()
    def someone_keeps_a_copy(self) -> None:
        self.world.someone_keeps_a_copy()

    @rule(which=WHICH)
    def old_copy_comes_back(self, which: int) -> None:
        self.world.old_copy_comes_back(which)

    @rule()
    def workbook_goes(self) -> None:
        self.world.workbook_goes()

    @rule()
    def workbook_returns(self) -> None:
        self.world.workbook_returns()

    @rule()
    def workbook_is_cut(self) -> None:
        self.world.workbook_is_cut()

    @rule()
    def excel_opens(self) -> None:
        self.world.excel_opens()

    @rule()
    def excel_closes(self) -> None:
        self.world.excel_closes()

    @rule(days=st.sampled_from((-400, -1, 1, 400)))
    def the_clock_jumps(self, days: int) -> None:
        self.world.the_clock_jumps(days)

    @rule(kind=SOME_KIND, amount=AMOUNTS, after_ms=st.integers(0, 120))
    def killed(self, kind: str, amount: int, after_ms: int) -> None:
        self.world.killed(kind, amount, after_ms)

    @rule(kind=SOME_KIND, amount=AMOUNTS, limit_kb=st.integers(1, 200))
    def disk_full(self, kind: str, amount: int, limit_kb: int) -> None:
        self.world.disk_full(kind, amount, limit_kb)

    @rule(kind=SOME_KIND, amount=AMOUNTS, at=st.integers(0, 4))
    def fsync_fails(self, kind: str, amount: int, at: int) -> None:
        self.world.fsync_fails(kind, amount, at)

    def teardown(self) -> None:
        """What must hold after each history."""
        try:
            self.world.check()
        finally:
            self.world.book.close()
            shutil.rmtree(self.folder, ignore_errors=True)


HISTORIES = int(os.environ.get('FATES', '60'))

TestFates = Fates.TestCase
TestFates.settings = settings(
    max_examples=HISTORIES,
    stateful_step_count=14,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
    phases=(Phase.explicit, Phase.generate),
)  # fmt: skip
