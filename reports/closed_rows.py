"""Rows of a closed month that were written after it was closed, as another copy of the book may bring them.

Recording refuses such a row at once. A copy that did not know of the closing could still write one, and so the history
is looked through: a row must have been written before the closing of its month; one that names the decision which
opened it, before it was closed again.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from reports.findings import CellOf
from rules.bylaws import Bylaws
from rules.closing import closing_of, steps_of
from rules.periods import month_of
from rules.problems import N_, Problem
from rules.records import Change, Entry
from rules.register_records import Decision
from sheets import questions, seals
from sheets.chains import Chain
from sheets.entries import records_of


def problems(
    bylaws: Bylaws, changes: Sequence[Change], decisions: Iterable[Decision], frame: pd.DataFrame, cell_of: CellOf
) -> Iterable[Problem]:
    """Each row that came too late, with the month that was closed."""
    steps = steps_of(bylaws.closed_until, changes, decisions)
    closings = [(step.month, step.change) for step in steps if step.change]
    if not closings:
        return
    last = max(month for month, _change in closings).last_day
    earliest = min(change.recorded_at or datetime.max.replace(tzinfo=UTC) for _month, change in closings)
    joined = bool(seals.joins_of(changes))
    late = frame['on'].to_numpy() <= np.datetime64(last, 's')
    if not joined:
        late &= frame['recorded_at'].to_numpy() > np.datetime64(earliest.replace(tzinfo=None), 's')
    chain = questions.chain_of(frame, changes) if joined and late.any() else None
    for entry in records_of(frame[late]):
        closing = closing_of(month_of(entry.on), entry.decision, steps)
        if closing and _after(entry, closing, chain):
            yield Problem(
                N_('{receipt} was recorded after the month {month} was closed.'),
                N_('Let the members decide about it, or reverse it in a month that is open.'),
                {'receipt': entry.receipt, 'month': month_of(entry.on)},
                sheet='Entries', cell=cell_of('Entries', entry.id, 'on'),
            )  # fmt: skip


def _after(entry: Entry, closing: Change, chain: Chain | None) -> bool:
    """Whether a row was written by somebody who might have known of the closing, or apart from it."""
    if chain:
        return not chain.before(entry.seal, closing.seal)
    return bool(entry.recorded_at and closing.recorded_at and entry.recorded_at > closing.recorded_at)
