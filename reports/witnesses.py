"""Whether a workbook goes back to a seal that was printed or sent: the members' own phones are the witnesses.

    Entries!S17: The seal 3f9a 01bc 77d2 e0aa is that of the row of 2025-01-05, receipt R00012; rows before it: 15.
    Nothing that was written up to then was changed since.

Whoever changes an old row can compute all seals anew, and then every row of the file fits; but the seal that a member
was sent is not among them any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reports.chain import Row
from reports.covers import Cover
from rules.problems import N_, Problem
from sheets import seals
from sheets.columns import ENTRIES
from sheets.remembered import Remembered

COMPARE = N_('Compare it with a backup and with the receipts that people keep.')
FEW_SIGNS = N_('So few signs can be imitated: ask for the whole seal, as the report on paper has it.')
ALL_BEFORE = N_('Nothing that was written up to then was changed since.')
ONLY_A_RANGE = N_('An export holds a range of days: what lies before it, only the workbook tells.')


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a printed seal, and whether it speaks for the file."""

    well: bool
    said: Problem


def told(
    printed: str, rows: Sequence[Row], genesis: str, cover: Cover | None = None, known: Remembered | None = None
) -> Told:
    """Whether these rows go back to the seal that begins with these signs."""
    shown = seals.printed(printed, len(printed))
    with_it = [row for row in rows if row.seal.startswith(printed)]
    if with_it:
        row = next((row for row in with_it if row.sound), with_it[0])
        return _of_row(row, shown, rows, genesis, whole=cover is None)
    if counted_once := next((row for row in rows if row.sound and row.stands_for.startswith(printed)), None):
        return _of_row(counted_once, shown, rows, genesis, whole=cover is None)
    if genesis.startswith(printed):
        message = N_('The seal {seal} is that of the book before its first row.')
        return Told(True, Problem(message, _remedy(shown), {'seal': shown}))
    if cover is not None:
        return _of_export(printed, shown, cover)
    kept = known.rows(key for key, seal in known.seals.items() if seal.startswith(printed)) if known else {}
    for (sheet, _key), values in kept.items():
        message = N_('The seal {seal} is that of the row of {day}, receipt {receipt}, which the workbook lacks.')
        remedy = N_('Serve the workbook with Bahi: it puts the row there from its journal. Then ask again.')
        said = {'seal': shown, 'day': date.fromisoformat(values['on']), 'receipt': values.get('receipt', '–')}
        return Told(False, Problem(message, remedy, said, sheet=sheet))
    message = N_('No row has the seal {seal}: the workbook does not go back to it. What was written up to then was '
                 'changed or taken out and sealed anew, or it is the seal of another book.')  # fmt: skip
    return Told(False, Problem(message, COMPARE, {'seal': shown}))


def _of_row(row: Row, shown: str, rows: Sequence[Row], genesis: str, whole: bool) -> Told:
    """What is told of the row that has the seal."""
    if not row.sound:
        message = N_('The seal {seal} stands in this row, but the row is not as it was sealed.')
        return Told(False, row.problem('seal', message, COMPARE, seal=shown))
    sound = {row.seal: row for row in rows if row.sound}
    sound = {**{row.stands_for: row for row in sound.values() if row.stands_for}, **sound}
    before = _before(row, sound)
    values = {'seal': shown, 'day': date.fromisoformat(row.text('on')), 'count': sum(seal in sound for seal in before)}
    if whole and not all(seal in sound or seal == genesis for seal in before):
        message = N_('The seal {seal} is that of this row of {day}, but not all rows before it are as they were.')
        return Told(False, row.problem('seal', message, COMPARE, **values))
    if row.stands_for:
        message = N_('The seal {seal} is that of a row which two copies had recorded; it counts once, elsewhere.')
    elif row.table.sheet is ENTRIES:
        message = N_('The seal {seal} is that of the row of {day}, receipt {receipt}; rows before it: {count}.')
        values['receipt'] = row.text('receipt')
    else:
        message = N_('The seal {seal} is that of the change of {day}; rows before it: {count}.')
    return Told(True, row.problem('seal', message, _remedy(shown) if whole else ONLY_A_RANGE, **values))


def _before(row: Row, sound: Mapping[str, Row]) -> set[str]:
    """The seals of all rows that were written before a row, as far back as they are sound."""
    found: set[str] = set()
    ahead = list(row.follows)
    while ahead:
        seal = ahead.pop()
        if seal not in found:
            found.add(seal)
            ahead += sound[seal].follows if seal in sound else ()
    return found


def _of_export(printed: str, shown: str, cover: Cover) -> Told:
    """What is told where no row of an export has the seal."""
    if cover.seal.startswith(printed):
        message = N_('The seal {seal} stands on the cover, but no row of the export has it.')
    else:
        message = N_('No row of this export has the seal {seal}.')
    return Told(False, Problem(message, N_('An export holds a range of days: ask the workbook.'), {'seal': shown}))


def _remedy(shown: str) -> str:
    return ALL_BEFORE if len(shown.replace(' ', '')) >= seals.PRINTED_SIGNS else FEW_SIGNS
