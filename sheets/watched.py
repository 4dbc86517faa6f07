"""A workbook and a journal that are watched together: what is in force is held, and a workbook that someone else saved
is compared with it.

`differences`, `typed` and `problems` tell what people did to the workbook, and the journal notes which of its rows are
there, which are gone and are to be put back, and which came from another copy of the book. While the workbook is away
or cannot be read, `away` says why, and what is in force comes from the journal alone.
"""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import pandas as pd

from rules.problems import N_, Problem, Refused
from sheets import columns, finding
from sheets.columns import Sheet
from sheets.comparing import Comparison, Difference, TypedRow, compare, without
from sheets.finding import Found, found_in
from sheets.garbage import nothing_collected
from sheets.holding import Holding
from sheets.journal import PENDING, SYNCED, Journal, Operation, Writing, group_at
from sheets.ooxml.signature import Signature
from sheets.reading import mark_of
from sheets.registers import Registers, still_wrong
from sheets.workbooks import Away, InDatabase, Seen, Workbook

TRIES = 5

Looked = tuple[Signature, Found]
"""The state of a workbook, and what stands in it."""


class Watched(Holding):
    """What is in force, and how the workbook stands to it."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.lock = threading.RLock()
        self.version = 0
        self.compared = 0
        self.away: Problem | None = None
        self.state: Signature | None = None
        self.places: Mapping[str, Mapping[str, int]] = {}
        self.rows: Mapping[tuple[str, str], int] = {}
        self.agreed: frozenset[str] = frozenset()
        """The bylaws that have a row in the workbook."""
        self.names: Sequence[str] = ()
        """The names of all sheets of the workbook."""
        self.differences: list[Difference] = []
        self.typed: list[TypedRow] = []
        self._problems: list[Problem] = []
        self._unreadable: Signature | None = None
        self._last_number = self._outside = 0
        self._torn = False
        self._address = workbook.address if isinstance(workbook, InDatabase) else None
        group_id = group_at(workbook.folder, workbook.place, self._address)
        seen = self._read(group_id)
        if seen is None and group_id is None:
            assert self.away is not None
            raise Refused([self.away])
        if seen and group_id:
            seen = self._unless_of_another_group(seen, group_id)
        found = seen[1].registers.bylaws.group_id if seen else str(group_id)
        self.journal = Journal(workbook.folder, workbook.place, found, self._address)
        self._begin(seen)

    def look(self) -> None:
        """See whether the workbook was changed outside, and read it again where it was."""
        with self.lock:
            known = self._unreadable or self.state
            if (self.away is None or self._unreadable) and known and self.workbook.still(known):
                return
            if not self._left_by_us():
                self.reopen()

    def reopen(self) -> None:
        """Read the workbook and compare it with what is in force."""
        with self.lock:
            for _ in range(TRIES):
                left = self.journal.signature()
                if not (seen := self._read(self.bylaws.group_id)) or self._compare(*seen, left):
                    return

    def take(self, seen: Seen) -> None:
        """Make sure that the book knows this state of the workbook. Raises Refused where it cannot be read."""
        with self.lock:
            self._mend()
            self._catch_up(self.journal.since(self._last_number))
            if not seen.state.same_as(self.state) and not self._left_by_us():
                found = found_in(seen, self.workbook.name)
                self._refuse_other_group(found, self.bylaws.group_id)
                self._compare(seen.state, found)

    def written(
        self, operations: Iterable[Operation], state: Signature, sheets: Iterable[Sheet] = (),
        bylaws: Iterable[str] = (),
    ) -> None:  # fmt: skip
        """These operations, and new sheets and bylaws, were written into the workbook, which is in this state now."""
        listed = list(operations)
        with self.lock:
            # Where the journal cannot be written now, the next look at the workbook finds the rows there by their ids.
            self.journal.mark_synced([operation.number for operation in listed], str(state), self._differing())
            self.state, self.away, self._unreadable = state, None, None
            new = {sheet.name: sheet.places for sheet in sheets}
            self.places = {**self.places, **new}
            self._problems = [problem for problem in self._problems if problem.cell or problem.sheet not in new]
            self.agreed |= {*bylaws}
            self._problems = still_wrong(self._problems, listed)

    def apply(self, operation: Operation) -> None:
        """Take an operation of the journal into what is in force, and off what a person should see."""
        self._last_number = max(self._last_number, operation.number)
        super().apply(operation)
        if operation.operation == 'update' and self.differences:
            amended = {(operation.sheet, operation.row, field) for field in operation.values}
            self.differences = [left for each in self.differences if (left := without(each, amended))]
        if operation.typed:
            self.typed = [each for each in self.typed if each.fingerprint != operation.typed]
        self._problems = still_wrong(self._problems, [operation])
        self.version += 1

    def _mend(self) -> None:
        """Hold again what the journal has, where a transaction broke off. Raises Refused as long as that is away."""
        if self._torn:
            self._begin(self._read(self.bylaws.group_id))
            self._torn = False

    def _read(self, group_id: str | None) -> Looked | None:
        """The workbook as it stands; None with the reason in `away` where it is not there or cannot be read."""
        seen: Seen | None = None
        try:
            with nothing_collected():
                seen = self.workbook.read()
                found = found_in(seen, self.workbook.name)
            if hasattr(self, 'bylaws'):
                self._refuse_other_group(found, group_id)
        except Away as away:
            self.away, self._unreadable = away.problem, None
        except Refused as refused:
            self.away, self._unreadable = refused.problems[0], seen.state if seen else None
        else:
            self.away = self._unreadable = None
            return seen.state, found
        return None

    def _unless_of_another_group(self, seen: Looked, group_id: str) -> Looked | None:
        """What was read, unless the journal knows the workbook of another group at this place: it was replaced."""
        try:
            self._refuse_other_group(seen[1], group_id)
        except Refused as refused:
            self.away, self._unreadable = refused.problems[0], seen[0]
            return None
        return seen

    def _refuse_other_group(self, found: Found, group_id: str | None) -> None:
        if group_id not in (None, found.registers.bylaws.group_id):
            raise Refused(
                [
                    Problem(
                        N_('In place of {file} lies now the workbook of another group: {name}.'),
                        N_('Put back the workbook of this group, or give this one another name.'),
                        {'file': self.workbook.name, 'name': found.registers.bylaws.name},
                    )
                ]
            )

    def _begin(self, seen: Looked | None) -> None:
        """Hold what workbook and journal tell together."""
        if seen is None:
            self._outside = self.journal.outside()
            self._replay()
            return
        state, found = seen
        with self.journal.writing() as writing:
            last = writing.last_seen()
            self._outside = last.outside
            if last.mirrored and state.same_as(Signature.read(last.signature)) and not last.differs:
                self._hold(state, found, found.registers, found.entries.frame)
                self._last_number = writing.last_number()
                self._catch_up(writing.pending())
                return
        if last.mirrored:
            # Another process may have written the workbook since it was read, so it is read once more.
            self._replay()
            self.reopen()
        else:
            self._mirror(state, found)

    def _replay(self) -> None:
        operations = self.journal.since(0)
        self.replay(operations)
        self._last_number = operations[-1].number if operations else 0
        self.version += 1

    def _hold(self, state: Signature, found: Found, registers: Registers, frame: pd.DataFrame) -> None:
        self.hold(registers, frame)
        self.state = state
        self.places = {name: table.places for name, table in found.tables.items()}
        self.rows = found.registers.rows
        self.agreed = frozenset(row for sheet, row in self.rows if sheet == columns.BYLAWS.name)
        self.names = found.names
        self._problems = [*found.registers.problems, *found.entries.problems]
        self.typed = [*found.registers.typed, *found.entries.typed]
        self.differences = []
        self.version += 1
        self.compared += 1

    def _mirror(self, state: Signature, found: Found) -> None:
        """The journal meets this workbook for the first time: it takes all its rows.

        What waited there already keeps its place: rows that did arrive arrived, and amendments count at once.
        """
        with self._durably() as writing:
            earlier = writing.since(0)
            inserts = {(each.sheet, each.row): each for each in earlier if each.operation == 'insert'}
            amended: dict[tuple[str, str], dict[str, str]] = {}
            for each in earlier:
                if each.operation == 'update' and each.status == PENDING:
                    amended.setdefault((each.sheet, each.row), {}).update(each.values)
            rows = {(sheet, row): values for sheet, row, values in finding.all_rows(found)}
            writing.mark([each.number for key, each in inserts.items() if key in rows], SYNCED)
            writing.mark([each.number for key, each in inserts.items() if key not in rows], PENDING)
            new = ((*key, {**values, **amended.get(key, {})}) for key, values in rows.items() if key not in inserts)
            writing.take_in(new, _now(), SYNCED, '')
            self._hold(state, found, found.registers, found.entries.frame)
            for each in earlier:
                if each.operation == 'insert' or each.status == PENDING:
                    self.apply(each)
            writing.saw(str(state), self._differing())
            self._last_number = writing.last_number()
        self._outside = self.journal.outside()

    def _compare(self, state: Signature, found: Found, left: str | None = None) -> bool:
        """The workbook was changed outside: keep what is in force, and tell what people did.

        With `left`, the signature in the journal before it was read, only where no other process of ours has written
        it since: its rows would seem to be lost. Tells whether it was compared.
        """
        with self._durably() as writing:
            if left is not None and writing.last_seen().signature != left:
                return False
            self._catch_up(writing.since(self._last_number))
            waiting = writing.pending()
            fields = {
                (operation.sheet, operation.row, name)
                for operation in waiting
                if operation.operation == 'update'
                for name in operation.values
            }
            comparison = compare(self, found, fields)
            self._hold(state, found, comparison.registers, comparison.frame)
            self.differences = self._but_for_older_values(writing, comparison)
            self._note(writing, comparison, waiting)
            taken_over = Counter(mark_of(operation.typed) for operation in writing.pending() if operation.typed)
            self.typed = [row for row in comparison.typed if not _counted_off(taken_over, mark_of(row.fingerprint))]
            writing.saw(str(state), self._differing())
            self._last_number = writing.last_number()
        self._outside = self.journal.outside()
        return True

    @contextmanager
    def _durably(self) -> Iterator[Writing]:
        """A transaction of the journal that makes a state of the workbook known; after a failure it is read again."""
        try:
            with self.journal.writing() as writing:
                yield writing
        except BaseException:
            # What was not made durable must not be in force, nor count as known.
            self.state, self._torn = None, True
            raise

    def _but_for_older_values(self, writing: Writing, comparison: Comparison) -> list[Difference]:
        """What people did to registers and sealed rows.

        Where an older copy was put back, which lacks rows of Changes, a cell with a value of before is brought up to
        date again, as are the rows that the copy lacks.
        """
        gone = {row for sheet, row in comparison.missing if sheet == 'Changes'}
        concerned = {change.row for change in self.changes if change.id in gone}
        left = []
        for each in comparison.differences:
            # What follows from other rows, as the names in Loans from those of members, is told of there.
            follows = bool(each.sheet.following) and concerned
            if each.sheet.sealed or not (each.key in concerned or follows):
                left.append(each)
                continue
            operations = writing.of_row(each.sheet.name, each.key)
            older = {name for name, (_old, now, _cell) in each.fields.items() if now in _values(operations, name)[:-1]}
            amended = [op.number for op in operations if op.operation == 'update' and older & op.values.keys()]
            writing.mark(amended, PENDING)
            if rest := without(each, {(each.sheet.name, each.key, name) for name in older}):
                left.append(rest)
        return left

    def _note(self, writing: Writing, comparison: Comparison, waiting: list[Operation]) -> None:
        """Write down which rows are there, which are gone and are to be put back, and which came from another copy."""
        now, missing = _now(), set(comparison.missing)
        expected = {(operation.sheet, operation.row) for operation in waiting if operation.operation == 'insert'}
        writing.take_in(comparison.taken_in, now, SYNCED, '')
        writing.mark(
            [each.number for each in waiting if each.operation == 'insert' and (each.sheet, each.row) not in missing],
            SYNCED,
        )
        gone = [row for row in comparison.missing if row not in expected]
        writing.mark_rows(gone, PENDING)
        for sheet, row in gone:
            writing.notice('removed', sheet, row, now, {})
        if comparison.taken_in and (head := writing.head()):
            tips = self.heads()
            if head not in tips:
                writing.set_head(tips[-1])

    def _differing(self) -> int:
        """How much stands in the workbook that is not in force, so that it cannot be held as it stands."""
        with_id = [row for row in self.typed if row.cells.get(row.sheet.key)]
        return len(self.differences) + len(with_id)

    def _left_by_us(self) -> bool:
        """Whether the workbook is as another process of ours last wrote it: then the journal told all of it."""
        last = self.journal.last_seen()
        state = Signature.read(last.signature)
        if state is None or last.outside != self._outside or self.state is None or not self.workbook.still(state):
            return False
        self.state, self.away, self._unreadable = state, None, None
        return True

    def _catch_up(self, operations: Iterable[Operation]) -> None:
        for operation in operations:
            self.apply(operation)


def _values(operations: Iterable[Operation], field: str) -> list[str]:
    """What a field of a row was, one after the other."""
    return [operation.values[field] for operation in operations if field in operation.values]


def _counted_off(left: Counter[str], mark: str) -> bool:
    """Whether one of so many is left, which is one fewer then."""
    if not left[mark]:
        return False
    left[mark] -= 1
    return True


def _now() -> datetime:
    return datetime.now(UTC)
