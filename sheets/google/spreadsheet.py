"""A workbook that is a Google spreadsheet: read with one request, written with one request, looked at now and then.

    sheet = GoogleSheet(Google(key), spreadsheet_id(link), folder)
    Book(sheet)

What was read is kept until it is time to ask again, after 20 seconds at the earliest and the later the longer the
reading takes; after a write of ours it is known without asking. `folder` is where the journal of the book lies.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from rules.problems import N_, Problem, Refused, refuse
from sheets.google import writing
from sheets.google.door import Google
from sheets.google.reading import OWN, SHEET_IDS, GoogleSheets, Rows
from sheets.google.troubles import NoSuchRange, Unsettled
from sheets.google.underway import Underway
from sheets.google.values import digest, trimmed
from sheets.journal import FOLDER
from sheets.ooxml.places import place
from sheets.ooxml.signature import Signature
from sheets.views_reading import NAMES as VIEWS
from sheets.workbooks import Away, Seen
from sheets.xlsx import AddSheet, Amend, Change, ChangedMeanwhile

ASK_AGAIN_SECONDS = 20
REST, LONGEST_REST_SECONDS = 20, 300
"""Between two readings lies so many times what a reading takes, within limits."""

_LINK = re.compile(r'(?:https?://)?docs\.google\.com/spreadsheets/(?:u/\d+/)?d/([\w-]{20,})(?:[/?#].*)?')
_ID = re.compile(r'[\w-]{20,}')


def spreadsheet_id(link: str) -> str:
    """The id of a spreadsheet from its link. Raises Refused where it is none."""
    found = _LINK.fullmatch(link.strip()) or _ID.fullmatch(link.strip())
    if not found:
        raise refuse(
            N_('This is not the link of a Google spreadsheet.'),
            N_('Open the spreadsheet in the browser and copy the whole line of the address.'), about='link',
        )  # fmt: skip
    return found[found.lastindex or 0]


def place_of(link: str) -> str:
    """By which the journal knows the spreadsheet of a link. Raises Refused where it is none."""
    return f'google:{spreadsheet_id(link)}'


class GoogleSheet:
    """The spreadsheet of a book."""

    remote = True

    def __init__(
        self, google: Google, id_: str, folder: Path, clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        self.google, self.id, self.folder, self.clock = google, id_, folder, clock
        self.title = ''
        self.underway = Underway(folder / FOLDER / f'google-{id_}.json', wall_clock)
        self._titles: dict[str, str] = {}
        self._ids: dict[str, int] = {}
        self._kept: Seen | None = None
        self._trouble: Away | Refused | None = None
        self._ask_again_at = self._asked_at = 0.0

    @property
    def name(self) -> str:
        """The title of the spreadsheet."""
        return self.title or 'Google Sheets'

    @property
    def place(self) -> str:
        """The id of the spreadsheet."""
        return place_of(self.id)

    @property
    def link(self) -> str:
        """Where people open it."""
        return f'https://docs.google.com/spreadsheets/d/{self.id}/edit'

    def still(self, state: Signature) -> bool:
        """Whether it is as it was. It is asked only when it is time to; a failure is told by the next reading."""
        if self.clock() >= self._ask_again_at:
            self._kept = self._trouble = None
            with suppress(Away, Refused):
                self._ask()
        return self._kept is not None and self._kept.state.same_as(state)

    def read(self) -> Seen:
        """Read it, unless that was done or tried a moment ago."""
        if self.clock() >= self._ask_again_at:
            self._kept = self._trouble = None
        if self._trouble:
            raise self._trouble
        return self._kept or self._ask()

    def forget(self) -> None:
        """Ask anew at the next reading, whatever is known."""
        self._kept = self._trouble = None
        self._ids, self._ask_again_at = {}, 0.0

    def held_by(self) -> str | None:
        """Nobody: many people may have a spreadsheet open."""
        return None

    def write(self, seen: Seen, rows: Sequence[Change], views: Sequence[Change]) -> Signature:
        """Write rows and views with one request; without the views where Google refuses them."""
        assert isinstance(seen.sheets, GoogleSheets), 'a state of another workbook'
        sheets = seen.sheets
        wanted, in_views = writing.to_be_made(rows), writing.to_be_made(views)
        if not wanted and not in_views:
            return seen.state
        keys = writing.keys_of(sheets, wanted)
        new = [change.sheet for change in wanted if isinstance(change, AddSheet)]
        self._titles |= {name: name for name in new}
        self._ids |= {name: SHEET_IDS[name] for name in new}
        until = self.underway.until(keys)
        if self.underway.clock() < until:
            raise _still_looking()
        self._kept = None
        if self._asked_at < until:
            # Whoever looks now, sees whether the rows arrived after all.
            raise ChangedMeanwhile(Path(self.name))
        if changed := self._changed_since(sheets, [*wanted, *in_views]):
            if changed & {change.sheet for change in wanted}:
                raise ChangedMeanwhile(Path(self.name))
            in_views = []
        if not wanted and not in_views:
            return seen.state
        try:
            if in_views and wanted:
                with suppress(Refused):
                    return self._written(sheets, [*wanted, *in_views], keys)
                in_views = []
            return self._written(sheets, wanted or in_views, keys)
        except Refused:
            # It may be that a sheet is not the one any more that we knew.
            self._ids = {}
            raise

    def try_out(self) -> None:
        """Write into it what stands there already, as only an editor may. Raises Away or Refused."""
        described = self.google.described(self.id)
        self.title = str(described['properties']['title'])
        same = {'autoRecalc': described['properties'].get('autoRecalc', 'ON_CHANGE')}
        self.google.change(self.id, [{'updateSpreadsheetProperties': {'properties': same, 'fields': 'autoRecalc'}}])

    def rename(self, title: str) -> None:
        """Give it another title. Raises Away or Refused."""
        properties = {'properties': {'title': title}, 'fields': 'title'}
        self.google.change(self.id, [{'updateSpreadsheetProperties': properties}])
        self.title = title

    # --- reading -------------------------------------------------------------------------------------------------

    def _ask(self) -> Seen:
        """Read the sheets of the book, in one request."""
        self._asked_at = self.underway.clock()
        try:
            if not self._ids:
                self._learn()
            try:
                raw = self._values(OWN)
            except NoSuchRange:
                # A sheet was given another name, or was deleted.
                self._learn()
                raw = self._values(OWN)
        except (Away, Refused) as error:
            self._trouble, self._ask_again_at = error, self.clock() + ASK_AGAIN_SECONDS
            raise
        rest = REST * self.google.answered_in_seconds
        self._ask_again_at = self.clock() + min(max(ASK_AGAIN_SECONDS, rest), LONGEST_REST_SECONDS)
        return self._keep(raw)

    def _keep(self, raw: Mapping[str, Rows]) -> Seen:
        sheets = GoogleSheets(list(self._titles), raw, self._more)
        state = Signature(0, 0, 0, 0, digest({name: sheets.raw[name] for name in OWN if name in sheets.raw}))
        self._kept = Seen(state, lambda: sheets)
        return self._kept

    def _learn(self) -> None:
        """The sheets that there are; one of ours is known by its id even under another name."""
        described = self.google.described(self.id)
        self.title = str(described['properties']['title'])
        known: dict[str, int] = {
            each['properties']['title']: each['properties']['sheetId'] for each in described['sheets']
        }
        own = {number: name for name, number in SHEET_IDS.items() if name not in known}
        self._titles = {own.get(number, title): title for title, number in known.items()}
        self._ids = {name: known[title] for name, title in self._titles.items()}

    def _values(self, names: Sequence[str]) -> dict[str, Rows]:
        there = [name for name in names if name in self._titles]
        found = self.google.values(self.id, [self._range(name) for name in there]) if there else []
        return dict(zip(there, found, strict=True))

    def _more(self, name: str) -> Mapping[str, Rows]:
        """A sheet that the book is not read from; the views come together."""
        wanted = VIEWS if name in VIEWS else [name]
        try:
            return self._values(wanted)
        except NoSuchRange:
            # It was given another name meanwhile, or was deleted.
            self._learn()
            return self._values(wanted)

    def _range(self, name: str, rows: str = '') -> str:
        title = "'" + self._titles[name].replace("'", "''") + "'"
        return f'{title}!{rows}' if rows else title

    # --- writing -------------------------------------------------------------------------------------------------

    def _changed_since(self, sheets: GoogleSheets, changes: Sequence[writing.Made]) -> set[str]:
        """The sheets in which the rows to be amended are not as they were seen: someone put a row in between."""
        spans = {}
        for change in changes:
            if isinstance(change, Amend):
                sheets.cells(change.sheet)
                numbers = [place(address)[0] for address in change.values]
                spans[change.sheet] = min(numbers), max(numbers)
        if not spans:
            return set()
        ranges = [self._range(name, f'{first}:{last}') for name, (first, last) in spans.items()]
        try:
            found = self.google.values(self.id, ranges)
        except (NoSuchRange, Refused):
            return set(spans)
        return {
            name
            for (name, (first, last)), rows in zip(spans.items(), found, strict=True)
            if digest({name: sheets.typed(name, rows)})
            != digest({name: sheets.typed(name, trimmed(sheets.raw[name][first - 1 : last]))})
        }

    def _written(self, sheets: GoogleSheets, changes: Sequence[writing.Made], keys: set[str]) -> Signature:
        """Send the changes; gives the state that is expected now, which the next reading confirms or not."""
        alone = writing.append_alone(sheets, changes)
        expected = writing.after(sheets, changes)
        self.underway.sending(keys)
        try:
            if alone:
                answer = self.google.append(self.id, self._renamed(alone.header), alone.rows)
                if not _landed(answer, alone, sheets):
                    expected = {}
            else:
                self.google.change(self.id, writing.batch(sheets, self._ids, changes))
        except Unsettled:
            self.underway.unanswered(keys)
            raise
        except Exception:
            self.underway.answered()
            raise
        self.underway.answered()
        if not expected:
            return Signature(0, 0, 0, 0, '')
        self._ask_again_at = self.clock() + ASK_AGAIN_SECONDS
        # The views as well: until somebody may have changed them, they need not be read for each batch of rows.
        return self._keep(expected).state

    def _renamed(self, header: str) -> str:
        name, _, cells = header.rpartition('!')
        return self._range(name.strip("'"), cells)


def _landed(answer: Mapping[str, Any], alone: writing.AfterTable, sheets: GoogleSheets) -> bool:
    """Whether the rows came to stand right below those that were seen."""
    name = alone.header.rpartition('!')[0].strip("'")
    first = str(answer['updates']['updatedRange']).rpartition('!')[2].partition(':')[0]
    return place(first)[0] == len(trimmed(sheets.raw[name])) + 1


def _still_looking() -> Unsettled:
    return Unsettled(
        Problem(
            N_('Google has not said whether the last rows arrived.'),
            N_('Bahi looks for them for three minutes, and then writes what is not there.'),
        )
    )
