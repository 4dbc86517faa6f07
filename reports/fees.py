"""Late fees that are owed: the rule of `rules/late_fees.py` for each due not paid in time, less what was paid of it.

A fine that was recorded for a month pays the late fee of that month. For example with a due of 200.00 on the 10th, no
grace and a fee of 5 %: nothing by the 10th, the 200.00 on the 20th, so 10.00 are owed until a fine of 10.00 for that
month is recorded.
"""

from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from reports import rows
from rules import late_fees
from rules.contributions import Due
from rules.money import Money
from rules.records import Movement
from sheets.book import Book
from sheets.entries import month_from


class DueOf(NamedTuple):
    """A due of a member: her id, and the month as the frames keep it (202503)."""

    member: str
    month: int


def late_fees_owed(book: Book, dues: pd.DataFrame, on: date) -> dict[DueOf, Money]:
    """The late fee that is still owed of each due, given the dues_table of that day or a later one."""
    if not _ever_asked(book):
        return {}
    passed = dues.loc[dues['due_on'] < np.datetime64(on, 's'), ['member', 'month', 'due_on', 'due']]
    frame = rows.until(book.frame()[['on', 'kind', 'amount', 'member', 'month']], on)
    paid = frame[(frame['kind'] == 'contribution').to_numpy()].merge(passed, on=['member', 'month'])
    in_time = paid[paid['on'] <= paid['due_on']].groupby(['member', 'month'])['amount'].sum().rename('in_time')
    late = passed.merge(in_time, how='left', on=['member', 'month'])
    late = late[late['in_time'].fillna(0) < late['due']]
    payments = _payments(paid.merge(late[['member', 'month']], on=['member', 'month']))
    fines = _fines(frame)
    owed: dict[DueOf, Money] = {}
    for due in late.to_dict('records'):
        key, month = DueOf(due['member'], due['month']), month_from(due['month'])
        assert month is not None
        rule = Due(month, due['due_on'].date(), due['due'])
        fee = late_fees.late_fee(rule, payments.get(key, []), on, book.bylaws.on(rule.due_on)) - fines.get(key, 0)
        if fee > 0:
            owed[key] = fee
    return owed


def _ever_asked(book: Book) -> bool:
    """Whether the group asks late fees, or did once."""
    changes = [change for change in book.bylaws.history if change.field == 'late_fee_percent']
    return bool(book.bylaws.late_fee_percent or changes)


def _payments(paid: pd.DataFrame) -> dict[DueOf, list[Movement]]:
    found: dict[DueOf, list[Movement]] = {}
    for row in paid.to_dict('records'):
        movement = Movement(row['on'].date(), row['kind'], row['amount'])
        found.setdefault(DueOf(row['member'], row['month']), []).append(movement)
    return found


def _fines(frame: pd.DataFrame) -> dict[DueOf, Money]:
    fines = frame[(frame['kind'] == 'fine').to_numpy() & (frame['month'] > 0).to_numpy()]
    sums = fines.groupby(['member', 'month'])['amount'].sum()
    return {DueOf(*key): int(amount) for key, amount in sums.items()}  # type: ignore[misc]
