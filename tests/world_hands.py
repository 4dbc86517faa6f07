"""What people do to the workbook of a group by hand, and what they decide about it afterwards in the app."""

import contextlib
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from actions import backups
from actions.adoption import adopt, reject
from actions.sealed_edits import accept, accept_removal, leave_removed, restore
from actions.settings import amend_bylaw
from rules.problems import Refused
from sheets import reading, xlsx
from sheets.backups import list_backups
from sheets.columns import ENTRIES
from sheets.comparing import Difference
from tests.world_book import LAST_DAY, PRESIDENT, Kept, Row, notes_of


class Hands(Kept):
    """A group whose workbook people open, type into, copy and lose."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.copies: list[bytes] = []
        self.was_changed = self.was_removed = False
        self.backups_made = 0
        self.lock = folder / '.~lock.group.xlsx#'

    # --- in the sheet --------------------------------------------------------------------------------------------

    def someone_types(self, amount: int) -> None:
        """A deposit is typed below the last row, without id and recorder, her name instead of her number."""
        if not self.path.exists():
            return
        note = f'typed {self.next()}'
        table = self.table()
        values: list[xlsx.Value] = [None] * (max(table.places.values()) + 1)
        day = 1 + self._number % 28
        typed = {
            'on': f'{day}/2/2025',
            'member_name': 'Asha',
            'kind': 'contribution',
            'amount': str(amount),
            'note': note,
        }
        for field, value in typed.items():
            values[table.places[field]] = value
        xlsx.append_rows(self.path, 'Entries', [values])
        self.typed[note] = amount * 100

    def someone_changes(self, which: int, amount: int) -> None:
        """The amount of a sealed row is typed over."""
        rows = self._rows()
        if rows:
            entry_id = sorted(rows)[which % len(rows)]
            xlsx.amend_cells(self.path, 'Entries', {self.table().cell(rows[entry_id], 'amount'): Decimal(amount)})
            self.was_changed = True

    def someone_removes(self, which: int) -> None:
        """A row is emptied."""
        rows = self._rows()
        if rows:
            number = rows[sorted(rows)[which % len(rows)]]
            table = self.table()
            xlsx.amend_cells(self.path, 'Entries', {table.cell(number, field): None for field in table.places})
            self.was_removed = True

    def someone_copies(self, which: int) -> None:
        """A whole row is copied, with its id, to below the last one."""
        rows = self._rows()
        if rows:
            number = rows[sorted(rows)[which % len(rows)]]
            xlsx.append_rows(self.path, 'Entries', [[_plain(cell) for cell in self.table().rows[number - 1]]])

    def someone_sorts(self) -> None:
        """The rows are put into the opposite order."""
        if not self.path.exists():
            return
        table = self.table()
        numbers = [number for number, _row in reading.filled_rows(table)]
        rows = [list(table.rows[number - 1]) for number in numbers]
        changes = {}
        for number, row in zip(numbers, reversed(rows), strict=True):
            for field, place in table.places.items():
                cell = row[place] if place < len(row) and row[place] != '' else None
                changes[table.cell(number, field)] = _plain(cell)
        if changes:
            xlsx.amend_cells(self.path, 'Entries', changes)

    # --- with the file -------------------------------------------------------------------------------------------

    def someone_keeps_a_copy(self) -> None:
        """The file is copied to a stick."""
        if self.path.exists():
            self.copies.append(self.path.read_bytes())

    def old_copy_comes_back(self, which: int) -> None:
        """An older copy is saved over the workbook."""
        if self.copies:
            self.path.write_bytes(self.copies[which % len(self.copies)])

    def workbook_goes(self) -> None:
        """The file is renamed, or its stick pulled out."""
        if self.path.exists():
            self.path.rename(self.folder / 'away')

    def workbook_returns(self) -> None:
        """The file is back."""
        if (self.folder / 'away').exists() and not self.path.exists():
            (self.folder / 'away').rename(self.path)

    def workbook_is_cut(self) -> None:
        """The file is truncated; a copy is put in its place later."""
        if self.path.exists():
            data = self.path.read_bytes()
            self.copies.append(data)
            self.path.write_bytes(data[: len(data) // 2])
            self.book.refresh()
            assert self.book.away
            self.path.write_bytes(data)

    def excel_opens(self) -> None:
        """The lock file of a spreadsheet program appears."""
        self.lock.write_bytes(b',Kavita,laptop,21.11.2026 05:23,file:///home;')

    def excel_closes(self) -> None:
        """The lock file goes."""
        self.lock.unlink(missing_ok=True)

    def the_clock_jumps(self, days: int) -> None:
        """The clock of the machine is wrong, or put right."""
        self.now += timedelta(days=days)

    # --- in the app, about it ------------------------------------------------------------------------------------

    def somebody_restores(self, which: int) -> None:
        """Somebody presses Restore at a row that was changed after it was sealed."""
        for found in self._changed(which):
            restore(self.book, 'Entries', found.key, 'a slip', PRESIDENT, self.now, LAST_DAY, self.next())

    def somebody_accepts(self, which: int) -> None:
        """Somebody says that a changed row is right as it stands: it is taken back, and recorded anew."""
        for found in self._changed(which):
            request, old = self.next(), self.known()[found.key]
            # As it was seen last: the workbook may be away by now.
            _sealed, stands, _cell = found.fields['amount']
            with contextlib.suppress(Refused):
                accept(self.book, found.key, 'it was more', PRESIDENT, self.now, LAST_DAY, request)
                self.acknowledged[f'{request}.1'] = self.taken_back(found.key)
                self.acknowledged[f'{request}.2'] = Row(old.kind, round(Decimal(stands) * 100), old.member)

    def somebody_decides_on_removed(self, which: int, was_right: bool) -> None:
        """A row that was deleted and put back stays, or is taken back because deleting it was right."""
        self.book.refresh()
        told = [notice for notice in self.book.notices() if notice.sheet == 'Entries' and notice.kind == 'removed']
        for notice in told[which % len(told) :][:1] if told else []:
            if not was_right:
                leave_removed(self.book, notice.id, PRESIDENT, self.now)
                continue
            request = self.next()
            with contextlib.suppress(Refused):
                accept_removal(self.book, notice.id, 'never paid', PRESIDENT, self.now, LAST_DAY, request)
                self.acknowledged[f'{request}.1'] = self.taken_back(notice.row)

    def group_decides(self, to_look_first: bool) -> None:
        """Whether typed rows are taken over by themselves."""
        text = 'look first' if to_look_first else 'adopt'
        with contextlib.suppress(Refused):
            amend_bylaw(
                self.book, 'typed_rows', text, 'voted', LAST_DAY, PRESIDENT, self.now, LAST_DAY, self.next()
            )  # fmt: skip
            self.looks_first = to_look_first

    def somebody_looks(self, which: int, takes: bool) -> None:
        """Somebody takes a typed row over, or says that it shall not count."""
        self.book.refresh()
        rows = self.typed_rows()
        for row in rows[which % len(rows) :][:1] if rows else []:
            note = str(row.cells['note'])
            with contextlib.suppress(Refused):
                if takes:
                    adopt(self.book, {row.fingerprint}, PRESIDENT, self.now, LAST_DAY)
                    self.rejected.discard(note)
                else:
                    reject(self.book, row.fingerprint, 'a note', PRESIDENT, self.now, LAST_DAY)
                    # That a copy shall not count leaves the row that it was copied from, which was taken over before.
                    if note not in notes_of(self.book).values():
                        self.rejected.add(note)
        self.note_adopted()

    def backed_up(self) -> None:
        """A backup is made."""
        with contextlib.suppress(Refused):
            backups.make(self.path, PRESIDENT, self.now)
            self.backups_made += 1

    def backup_is_restored(self, which: int) -> None:
        """A backup takes the place of the workbook, and gets what it lacks from the journal."""
        kept = list_backups(self.path)
        if kept:
            with contextlib.suppress(Refused):
                done = backups.restore(
                    self.path, kept[which % len(kept)].name, PRESIDENT, self.now, LAST_DAY, wait=0
                )  # fmt: skip
                assert done.waiting is None, done

    def _changed(self, which: int) -> list[Difference]:
        """One of the entries whose amount was changed, for somebody to decide on."""
        self.book.refresh()
        found = [each for each in self.book.differences if each.sheet is ENTRIES and set(each.fields) == {'amount'}]
        return found[which % len(found) :][:1] if found else []

    def _rows(self) -> dict[str, int]:
        """Where each sealed row stands; none while the workbook is away."""
        if not self.path.exists():
            return {}
        table = self.table()
        place = table.places['id']
        return {str(row[place]): number for number, row in reading.filled_rows(table) if row[place]}


def _plain(cell: object) -> xlsx.Value:
    if cell == '':
        return None
    return Decimal(repr(cell)) if isinstance(cell, float) else cell  # type: ignore[return-value]
