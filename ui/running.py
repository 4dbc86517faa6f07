"""The running app: the folder with the workbook, its book and writer, the people who may enter, and the clock."""

import contextlib
import shutil
import threading
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Engine
from ulid import ULID

from actions.groups import make_group
from actions.keeping import Keeper
from rules.problems import N_, Refused, refuse
from sheets.book import Book
from sheets.journal import group_at, places_known
from sheets.sample import PLACES as SAMPLES
from sheets.sample import TODAY as SAMPLE_DAY
from sheets.sign_in_tables import open_sign_ins
from sheets.whereabouts import bring_up, choice_of, chosen
from ui.office import NewGroup

NAME_OF_A_NEW_BOOK = 'group.xlsx'


class RunningOffice:
    """The office of this process. The demo lives on the day on which the sample group was written down."""

    def __init__(self, path: Path, demo: bool) -> None:
        self.path = path
        self.demo = demo
        self.sign_ins: Engine = open_sign_ins(path)
        self._keeper: Keeper | None = None
        self._where: Path | str = path
        self._opening = threading.Lock()

    def now(self) -> datetime:
        """The moment, in universal time."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The day in the group's own time zone, which is that of the machine."""
        return SAMPLE_DAY if self.demo else datetime.now().astimezone().date()

    def book(self) -> Book:
        """The book as it is now. Raises Refused where the workbook cannot be read."""
        return self.keeper().book()

    def keeper(self) -> Keeper:
        """The keeper of the book, which brings rows into the workbook from its first use on.

        After the book has moved, perhaps by the command line, it is opened where it is now.
        """
        with self._opening:
            where = chosen(self.path)
            if self._keeper is None or where != self._where:
                former, self._keeper = self._keeper, None
                if former:
                    # What it is doing now may take a while, and nobody needs to wait for it.
                    threading.Thread(target=_let_go, args=[former], name='letting go').start()
                self._keeper = Keeper(self.path, self.today)
                self._where = where
                self._keeper.start(serving=True)
            return self._keeper

    def has_book(self) -> bool:
        """Whether there is a book, though its workbook may be away; before the set-up there is none."""
        known = self.path.exists() or chosen(self.path) != self.path
        return known or group_at(self.path.parent, self.path.name) is not None

    def open_early(self) -> None:
        """Open the book where there is one, before anybody asks: from now on it is ours to serve.

        A workbook of an older format is brought up to date first. What keeps it shut is said on its pages.
        """
        with contextlib.suppress(Refused):
            if self.has_book():
                bring_up(self.path, self.now(), self.today())
                self.keeper()

    def set_up(self, group: NewGroup) -> None:
        """Make the workbook of a new group. Raises Refused with every reason."""
        try:
            start = date.fromisoformat(group.start)
        except ValueError:
            start = date.max
        make_group(self.path, group.kind, group.name, group.currency, group.language, start, self.today(), str(ULID()))

    def close(self) -> None:
        """Bring in what waits and let go."""
        if self._keeper:
            _let_go(self._keeper)


def _let_go(keeper: Keeper) -> None:
    keeper.stop()
    keeper.close()


def workbook_in(data: Path, demo: str) -> Path:
    """The workbook of a folder, or the place of the one to be made; for a demo the sample of that kind of group.

    Raises Refused when there are several.
    """
    if data.suffix == '.xlsx':
        data.parent.mkdir(parents=True, exist_ok=True)
        return data
    data.mkdir(parents=True, exist_ok=True)
    names = {path.name for path in data.glob('*.xlsx') if not path.name.startswith(('~$', '.'))}
    if (choice := choice_of(data)) and choice.link:
        # The book is in a spreadsheet, and is called by its file all the same.
        names.add(choice.file)
    found = [data / name for name in sorted(names)]
    if len(found) > 1:
        raise refuse(
            N_('The folder {folder} holds several workbooks: {names}.'),
            N_('Say which one with --data {folder}/NAME.xlsx.'),
            folder=data, names=', '.join(path.name for path in found),
        )  # fmt: skip
    if found:
        return found[0]
    if known := [place for place in places_known(data) if place.endswith('.xlsx')]:
        # It was deleted or lies elsewhere now; the journal has its rows, and the pages say that it is away.
        return data / known[0]
    if demo:
        return Path(shutil.copyfile(SAMPLES[demo], data / SAMPLES[demo].name))
    return data / NAME_OF_A_NEW_BOOK
