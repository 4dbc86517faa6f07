"""Whatever can happen to a book, as rules of which hypothesis makes histories; after each what must hold is checked."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.world import KINDS, World

AMOUNTS, WHICH = st.integers(1, 900), st.integers(0, 30)
SOME_KIND = st.sampled_from(KINDS)
FAST_DISK = Path('/dev/shm')


def has_rows(fates: 'Fates') -> bool:
    return bool(fates.world.acknowledged)


def has_copies(fates: 'Fates') -> bool:
    return bool(fates.world.copies)


def has_backups(fates: 'Fates') -> bool:
    return fates.world.backups_made > 0


def is_there(fates: 'Fates') -> bool:
    return fates.world.path.exists()


def is_away(fates: 'Fates') -> bool:
    return not fates.world.path.exists()


def is_held(fates: 'Fates') -> bool:
    return fates.world.lock.exists()


def is_free(fates: 'Fates') -> bool:
    return not fates.world.lock.exists()


def was_typed(fates: 'Fates') -> bool:
    return bool(fates.world.typed)


def was_changed(fates: 'Fates') -> bool:
    return fates.world.was_changed


def was_removed(fates: 'Fates') -> bool:
    return fates.world.was_removed


def is_one(fates: 'Fates') -> bool:
    return fates.world.laptop is None and fates.world.path.exists()


def is_two(fates: 'Fates') -> bool:
    return fates.world.laptop is not None


def is_apart(fates: 'Fates') -> bool:
    return bool(fates.world.at_home)


def has_few_backups(fates: 'Fates') -> bool:
    return fates.world.backups_made < 2


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

    @precondition(has_rows)
    @rule(which=WHICH)
    def record_again(self, which: int) -> None:
        self.world.record_again(which)

    @precondition(has_rows)
    @rule(which=WHICH)
    def reverse(self, which: int) -> None:
        self.world.reverse(which)

    @rule()
    def tend(self) -> None:
        self.world.tend()

    @rule()
    def restart(self) -> None:
        self.world.restart()

    @rule(amount=st.integers(150, 400))
    def someone_types(self, amount: int) -> None:
        self.world.someone_types(amount)

    @rule(which=WHICH, amount=AMOUNTS)
    def someone_changes(self, which: int, amount: int) -> None:
        self.world.someone_changes(which, amount)

    @rule(which=WHICH)
    def someone_removes(self, which: int) -> None:
        self.world.someone_removes(which)

    @rule(which=WHICH)
    def someone_copies(self, which: int) -> None:
        self.world.someone_copies(which)

    @rule()
    def someone_sorts(self) -> None:
        self.world.someone_sorts()

    @rule()
    def someone_keeps_a_copy(self) -> None:
        self.world.someone_keeps_a_copy()

    @precondition(has_copies)
    @rule(which=WHICH)
    def old_copy_comes_back(self, which: int) -> None:
        self.world.old_copy_comes_back(which)

    @precondition(is_there)
    @rule()
    def workbook_goes(self) -> None:
        self.world.workbook_goes()

    @precondition(is_away)
    @rule()
    def workbook_returns(self) -> None:
        self.world.workbook_returns()

    @rule()
    def workbook_is_cut(self) -> None:
        self.world.workbook_is_cut()

    @precondition(is_free)
    @rule()
    def excel_opens(self) -> None:
        self.world.excel_opens()

    @precondition(is_held)
    @rule()
    def excel_closes(self) -> None:
        self.world.excel_closes()

    @rule(days=st.sampled_from((-400, -1, 1, 400)))
    def the_clock_jumps(self, days: int) -> None:
        self.world.the_clock_jumps(days)

    @precondition(was_changed)
    @rule(which=WHICH)
    def somebody_restores(self, which: int) -> None:
        self.world.somebody_restores(which)

    @precondition(was_changed)
    @rule(which=WHICH)
    def somebody_accepts(self, which: int) -> None:
        self.world.somebody_accepts(which)

    @precondition(was_removed)
    @rule(which=WHICH, was_right=st.booleans())
    def somebody_decides_on_removed(self, which: int, was_right: bool) -> None:
        self.world.somebody_decides_on_removed(which, was_right)

    @rule(to_look_first=st.booleans())
    def group_decides(self, to_look_first: bool) -> None:
        self.world.group_decides(to_look_first)

    @precondition(was_typed)
    @rule(which=WHICH, takes=st.booleans())
    def somebody_looks(self, which: int, takes: bool) -> None:
        self.world.somebody_looks(which, takes)

    @precondition(has_few_backups)
    @rule()
    def backed_up(self) -> None:
        self.world.backed_up()

    @precondition(has_backups)
    @rule(which=WHICH)
    def backup_is_restored(self, which: int) -> None:
        self.world.backup_is_restored(which)

    @precondition(is_one)
    @rule()
    def someone_takes_it_home(self) -> None:
        self.world.someone_takes_it_home()

    @precondition(is_two)
    @rule(kind=SOME_KIND, amount=AMOUNTS)
    def recorded_at_home(self, kind: str, amount: int) -> None:
        self.world.recorded_at_home(kind, amount)

    @precondition(is_two)
    @rule(kind=SOME_KIND, amount=AMOUNTS)
    def recorded_on_both(self, kind: str, amount: int) -> None:
        self.world.recorded_on_both(kind, amount)

    @precondition(is_two)
    @rule(which=WHICH)
    def reversed_at_home(self, which: int) -> None:
        self.world.reversed_at_home(which)

    @precondition(is_two)
    @rule()
    def tended_at_home(self) -> None:
        self.world.tended_at_home()

    @precondition(is_apart)
    @rule(at_hers=st.booleans())
    def they_meet(self, at_hers: bool) -> None:
        self.world.they_meet(at_hers)

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
            self.world.close()
            shutil.rmtree(self.folder, ignore_errors=True)
