"""Late fees that are owed: the rule of `rules/late_fees.py` for each due not paid in time, less what was paid of it.

A fine that was recorded for a cycle pays the late fee of that cycle. For example with a due of 200.00 on the 10th, no
grace and a fee of 5 %: nothing by the 10th, the 200.00 on the 20th, so 10.00 are owed until a fine of 10.00 for that
month is recorded.
"""

from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from reports import rows
from reports.dues import cycles_until, payments
from rules import late_fees
from rules.cycles import Due
from rules.money import Money
from rules.periods import cycle_number
from rules.records import Movement
from sheets.book import Book

KEY = ['member', 'cycle']


class DueOf(NamedTuple):
    """A due of a member: her id, and the number of its cycle (202503, or 20250406)."""

    member: str
    cycle: int


def late_fees_owed(book: Book, dues: pd.DataFrame, on: date) -> dict[DueOf, Money]:
    """The late fee that is still owed of each due, given the dues_table of that day or a later one."""
    if not _ever_asked(book):
        return {}
    passed = dues.loc[dues['due_on'] < np.datetime64(on, 's'), [*KEY, 'due_on', 'due']]
    paid = payments(book, on).merge(passed, on=KEY)
    in_time = paid[paid['on'] <= paid['due_on']].groupby(KEY)['amount'].sum().rename('in_time')
    late = passed.merge(in_time, how='left', on=KEY)
    late = late[late['in_time'].fillna(0) < late['due']]
    by_due = _movements(paid.merge(late[KEY], on=KEY))
    fines = _fines(book, on)
    cycles = {cycle_number(cycle.name): cycle for cycle in cycles_until(book, on)}
    owed: dict[DueOf, Money] = {}
    for due in late.to_dict('records'):
        key = DueOf(due['member'], due['cycle'])
        rule = Due(cycles[key.cycle], due['due'])
        fee = late_fees.late_fee(rule, by_due.get(key, []), on, book.bylaws.on(rule.due_on)) - fines.get(key, 0)
        if fee > 0:
            owed[key] = fee
    return owed


def _ever_asked(book: Book) -> bool:
    """Whether the group asks late fees, or did once."""
    changes = [change for change in book.bylaws.history if change.field == 'late_fee_percent']
    return bool(book.bylaws.late_fee_percent or changes)


def _movements(paid: pd.DataFrame) -> dict[DueOf, list[Movement]]:
    found: dict[DueOf, list[Movement]] = {}
    for row in paid.to_dict('records'):
        movement = Movement(row['on'].date(), row['kind'], row['amount'])
        found.setdefault(DueOf(row['member'], row['cycle']), []).append(movement)
    return found


def _fines(book: Book, on: date) -> dict[DueOf, Money]:
    frame = rows.until(book.frame()[['on', 'kind', 'amount', 'member', 'month', 'about']], on)
    fines = frame[(frame['kind'] == 'fine').to_numpy()]
    fines = fines.assign(cycle=rows.cycles_of(fines))
    sums = fines[(fines['cycle'] > 0).to_numpy()].groupby(KEY)['amount'].sum()
    return {DueOf(*key): int(amount) for key, amount in sums.items()}  # type: ignore[misc]
