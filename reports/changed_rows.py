"""Which cells of a sealed row are not as they were sealed, and rows that are gone: from the file, and from a journal.

A row whose seal fits needs no second look. Of the others the short check of each cell tells which one was changed, and
of a row whose cells fit, which of its seals. Where the journal remembers a row, it also tells what stood there, and
that holds against someone who computed the seals anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from reports.chain import BACKUP, UNREADABLE, Row
from rules.problems import N_, Problem
from sheets import seals
from sheets.book import Book
from sheets.columns import SEAL_FIELDS
from sheets.remembered import Key, Remembered
from sheets.words import _

SAID_OF_A_ROW = ('receipt', 'kind', 'amount', 'member_name', 'label', 'field', 'new')
PUT_BACK = N_('Put back what stood there; a mistake is put right by a reversal in the app.')
MOST_NAMED = 5
MOST_HEADS = 100
"""Of a file with more loose ends than these it is not asked which of them a row followed."""


def problems_of_rows(rows: Sequence[Row], genesis: str, known: Remembered | None = None) -> Iterable[Problem]:
    """The cells that were changed since their row was sealed, and rows that were never sealed."""
    chain: _Chain | None = None
    for row, was in zip(rows, _other_rows(rows, known), strict=True):
        if was and (fields := _unlike(row, was)):
            yield from (_changed_from(row, field, was.get(field, '')) for field in fields if field in row.table.places)
        elif not (row.seal or row.check or row.previous):
            # Of a row without an id the reader says already that it does not count yet.
            if row.key:
                yield row.problem(
                    'seal', N_('The row was typed by hand and has no seal.'),
                    N_('Record it in the app, then delete the row here.'),
                )  # fmt: skip
        elif not row.sound:
            chain = chain or _Chain(rows, genesis)
            yield from chain.problems_of(row)


def said_on_paper(book: Book) -> str:
    """A line for reports about the sealed rows that stand otherwise in the workbook; nothing where all is as sealed."""
    changed = [found for found in book.differences if found.sheet.sealed]
    cells = [f'{found.sheet.name}!{cell}' for found in changed for _old, _new, cell in found.fields.values()]
    named = ', '.join(cells[:MOST_NAMED]) + (' …' if len(cells) > MOST_NAMED else '')
    said = _('Changed in the sheet after it was sealed: {cells}. Counted is what was sealed.')
    return said.format(cells=named) if cells else ''


def problems_of_missing(rows: Sequence[Row], known: Remembered) -> Iterable[tuple[str, Problem]]:
    """The rows that the journal remembers of this file and that are not there, each with its seal."""
    there = {(row.table.sheet.name, row.key) for row in rows}
    gone = [key for key in known.seals if key not in there] if known.of_this_file else []
    # A row whose id was changed is not gone; it is known by its seal.
    renamed = {row.seal for row in rows if (row.table.sheet.name, row.key) not in known.seals} if gone else set()
    gone = [key for key in gone if key not in known.waiting and known.seals[key] not in renamed]
    for (name, _key), values in known.rows(gone).items():
        said = [values.get(field, '') for field in SAID_OF_A_ROW]
        yield values['seal'], Problem(
            N_('The row of {day} is missing: {what}.'),
            N_('Serve the workbook with Bahi: it puts the row back from its journal.'),
            {'day': date.fromisoformat(values['on']), 'what': ' · '.join(text for text in said if text)},
            sheet=name,
        )  # fmt: skip


def _keys(rows: Sequence[Row], known: Remembered) -> list[Key | None]:
    """By which sheet and id the journal remembers each row: its own, or that of its seal where the id was changed."""
    keys: list[Key | None] = [(row.table.sheet.name, row.key) for row in rows]
    unknown = [place for place, key in enumerate(keys) if key not in known.seals]
    if unknown:
        there = set(keys)
        by_seal = {seal: key for key, seal in known.seals.items() if key not in there}
        for place in unknown:
            keys[place] = by_seal.get(rows[place].seal)
    return keys


def _other_rows(rows: Sequence[Row], known: Remembered | None) -> list[Mapping[str, str] | None]:
    """What the journal remembers of the rows that are not as it remembers them."""
    if not known:
        return [None] * len(rows)
    keys = _keys(rows, known)
    # Of a sound row with the seal that the journal remembers everything is as it was.
    other = [
        key
        if key and key not in known.waiting and not (row.sound and row.key == key[1] and row.seal == known.seals[key])
        else None
        for row, key in zip(rows, keys, strict=True)
    ]
    found = known.rows(key for key in other if key)
    return [found.get(key) if key else None for key in other]


class _Chain:
    """What the seals of a row are compared with: those of all other rows."""

    def __init__(self, rows: Sequence[Row], genesis: str) -> None:
        self.known = {genesis, *(row.seal for row in rows), *(row.stands_for for row in rows)}
        # A seal that a sound row follows is right.
        self.followed = {row.previous for row in rows if row.sound}
        self.by_check = {row.check: row for row in rows if row.check}
        loose = [genesis, *(row.own_seal for row in rows if not row.sound), *(row.seal for row in rows)]
        self.loose = [seal for seal in dict.fromkeys(loose) if seal not in self.followed][:MOST_HEADS]

    def problems_of(self, row: Row) -> Iterable[Problem]:
        """What is wrong in a row whose seal does not fit."""
        sheet = row.table.sheet
        check = seals.check_of(sheet, row.texts)
        if seals.seal_of(row.previous, sheet, row.texts, check) == row.seal:
            fields = ['check']
        elif not seals.is_check(sheet, row.check):
            yield row.problem(
                sheet.key, N_('The row is not as it was sealed, and its check does not tell which cell was changed.'),
                BACKUP,
            )  # fmt: skip
            return
        elif other := self.by_check.get(check) if check != row.check else None:
            yield row.problem(
                sheet.key, N_('The seals of this row stand in row {row}: its cells were moved without them.'),
                N_('Put the cells back to their seals, and sort only whole rows.'), row=other.number,
            )  # fmt: skip
            return
        else:
            fields = seals.changed_fields(sheet, row.texts, row.check) or [self._changed_seal(row)]
        for field in fields:
            if field in row.table.places:
                yield row.problem(
                    field, N_('The cell was changed after the row was sealed; now it reads {value}.'), PUT_BACK,
                    value=_quoted(_text_now(row, field)),
                )  # fmt: skip

    def _changed_seal(self, row: Row) -> str:
        """Which of the two seals of a row was changed, when all its values and its check are as they were."""
        if row.own_seal in self.followed:
            return 'seal'
        sheet, loose = row.table.sheet, self.loose
        if any(seals.seal_of(before, sheet, row.texts, row.check) == row.seal for before in loose):
            return 'previous'
        return 'seal' if row.previous in self.known else 'previous'


def _unlike(row: Row, was: Mapping[str, str]) -> list[str]:
    """The fields of a row that are not as the journal remembers them."""
    covered = row.table.sheet.sealed_columns
    now = (*row.texts, row.previous, row.seal, row.check)
    then = (*(was.get(column.field, '') for column in covered), *(was.get(field, '') for field in SEAL_FIELDS))
    if now == then:
        return []
    fields = (*(column.field for column in covered), *SEAL_FIELDS)
    return [field for field, text, old in zip(fields, now, then, strict=True) if text != old]


def _changed_from(row: Row, field: str, old: str) -> Problem:
    message = N_('The cell was changed after the row was sealed; now it reads {value}, it was {old}.')
    return row.problem(field, message, PUT_BACK, value=_quoted(_text_now(row, field)), old=_quoted(old))


def _text_now(row: Row, field: str) -> str:
    if field in SEAL_FIELDS:
        return str(getattr(row, field))
    text = row.text(field)
    return str(row.table.rows[row.number - 1][row.table.places[field]]) if text == UNREADABLE else text


def _quoted(text: str) -> str:
    return repr(text)[:60]
