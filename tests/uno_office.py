"""LibreOffice Calc as the treasurer has it before her: a workbook stays open in it while the server runs.

with calc_of(libreoffice, 'Kavita', 'Jadhav') as calc:
    calc.open(workbook)                             the lock file lies beside it now
    calc.type('Entries', 'F5', '2000')              as typed at the keyboard
    calc.save()
    calc.close()

It is LibreOffice itself, without a window, driven through UNO; `tests/uno_hand.py` holds the other end.
"""

import contextlib
import json
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.machine import LibreOffice, find_uno

HAND = Path(__file__).with_name('uno_hand.py')
# By this name the lock file says who has the workbook open.
OWNER = """<item oor:path="/org.openoffice.UserProfile/Data">
<prop oor:name="givenname" oor:op="fuse"><value>{}</value></prop>
<prop oor:name="sn" oor:op="fuse"><value>{}</value></prop>
</item>
</oor:items>"""


class Calc:
    """What the treasurer does; sheets and columns by the names that she reads, rows as they are numbered."""

    def __init__(self, hand: 'subprocess.Popen[str]') -> None:
        self.hand = hand

    def open(self, workbook: Path) -> None:
        """Open a workbook."""
        self._ask('open', str(workbook))

    def save(self) -> None:
        """Save it."""
        self._ask('save')

    def close(self) -> None:
        """Close it."""
        self._ask('close')

    def save_and_close(self) -> None:
        """Save it and close it."""
        self.save()
        self.close()

    def recalculate(self) -> None:
        """Work out every formula anew."""
        self._ask('recalculate')

    def type(self, sheet: str, address: str, text: str) -> None:
        """Type into a cell; what begins with an apostrophe is text."""
        self._ask('type', sheet, address, text)

    def type_rows(self, sheet: str, *rows: Mapping[str, str]) -> list[int]:
        """Type rows below the last one, each cell by its heading; an empty row leaves a gap. Tells their numbers."""
        return list(self._ask('type_rows', sheet, rows))

    def shown(self, sheet: str, address: str) -> str:
        """What she sees in a cell."""
        return str(self._ask('shown', sheet, address))

    def table(self, sheet: str) -> list[list[str | float]]:
        """All cells of a sheet, as LibreOffice works them out."""
        return list(self._ask('table', sheet))

    def address(self, sheet: str, heading: str, row: int) -> str:
        """The address of a cell."""
        return str(self._ask('address', sheet, heading, row))

    def row_with(self, sheet: str, heading: str, text: str) -> int:
        """The first row with this text below a heading."""
        return int(self._ask('row_with', sheet, heading, text))

    def delete_row(self, sheet: str, row: int) -> None:
        """Delete a row."""
        self._ask('delete_row', sheet, row)

    def copy_row(self, sheet: str, row: int) -> int:
        """Copy a row below the last one; tells its number."""
        return int(self._ask('copy_row', sheet, row))

    def sort(self, sheet: str, heading: str) -> None:
        """Sort a sheet."""
        self._ask('sort', sheet, heading)

    def filter(self, sheet: str, heading: str, text: str) -> None:
        """Show only some rows."""
        self._ask('filter', sheet, heading, text)

    def hide_column(self, sheet: str, heading: str) -> None:
        """Hide a column."""
        self._ask('hide_column', sheet, heading)

    def insert_column(self, sheet: str, before: str, heading: str) -> None:
        """Insert a column of her own."""
        self._ask('insert_column', sheet, before, heading)

    def move_column(self, sheet: str, heading: str, before: str) -> None:
        """Move a column before another."""
        self._ask('move_column', sheet, heading, before)

    def rename_heading(self, sheet: str, heading: str, new: str) -> None:
        """Type another word over a heading."""
        self._ask('rename_heading', sheet, heading, new)

    def add_sheet(self, name: str, cells: Mapping[str, str], charted: str) -> None:
        """Add a sheet of her own with a chart."""
        self._ask('add_sheet', name, cells, charted)

    def charts(self, sheet: str) -> int:
        """How many charts a sheet has."""
        return int(self._ask('charts', sheet))

    def _ask(self, verb: str, *words: object) -> Any:
        assert self.hand.stdin and self.hand.stdout
        self.hand.stdin.write(json.dumps([verb, *words]) + '\n')
        self.hand.stdin.flush()
        answer = json.loads(self.hand.stdout.readline() or '{"error": "LibreOffice is gone"}')
        assert not (isinstance(answer, dict) and 'error' in answer), f'{verb} {words}: {answer["error"]}'
        return answer


@contextlib.contextmanager
def calc_of(libreoffice: LibreOffice, given: str, family: str) -> Iterator[Calc]:
    """The LibreOffice of a person, which runs until the block ends; nothing else may use its profile meanwhile."""
    pipe, python = f'bahi-{uuid4().hex}', find_uno()
    assert python is not None, "the test lacks @pytest.mark.needs('uno')"
    settings = libreoffice.folder / 'profile' / 'user' / 'registrymodifications.xcu'
    owned = settings.read_text(encoding='utf-8').replace('</oor:items>', OWNER.format(given, family))
    settings.write_text(owned, encoding='utf-8')
    profile = f'-env:UserInstallation={(libreoffice.folder / "profile").as_uri()}'
    accept = f'--accept=pipe,name={pipe};urp;'
    # The program that is called starts another, which has to end too.
    office = subprocess.Popen(
        [libreoffice.program, profile, '--headless', '--norestore', accept],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        with subprocess.Popen(
            [python, '-I', str(HAND), pipe], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding='utf-8'
        ) as hand:  # fmt: skip
            yield Calc(hand)
    finally:
        os.killpg(office.pid, signal.SIGKILL)
        office.wait()
