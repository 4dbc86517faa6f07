"""The dues of all members at once: what `rules/contributions.py` says of one, for a whole group in arrays.

A thousand members have a hundred thousand dues, so members are rows and months are columns of one array. The tests
hold it equal to the rule, due by due.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from reports import rows
from rules import members, money, periods
from rules.bylaws import Bylaws
from rules.contributions import MISSED, OPEN, PAID, PART
from rules.members import Span
from rules.periods import Month
from rules.records import Change, Member
from sheets.book import Book
from sheets.entries import month_from, month_number


def dues_table(book: Book, on: date) -> pd.DataFrame:
    """A row for each due of each member up to the month of `on`, and for later months that were paid ahead.

    Columns: member (id), number, name, month (202503), due_on, due, paid, missing, missed, state. Those of one
    member stand together, in order of their months.
    """
    dues = _dues(book, on)
    member, month = np.nonzero((dues.due > 0) & ~(dues.ahead & (dues.paid == 0)))
    due, paid, missed = dues.due[member, month], dues.paid[member, month], dues.missed[member, month]
    missing = np.maximum(due - paid, 0)
    return pd.DataFrame(
        {
            'member': _texts(person.id for person in dues.people)[member],
            'number': _texts(person.number for person in dues.people)[member],
            'name': _texts(person.name for person in dues.people)[member],
            'month': np.array([month_number(month) for month in dues.months], dtype='int32')[month],
            'due_on': dues.due_on[month],
            'due': due,
            'paid': paid,
            'missing': missing,
            'missed': missed,
            'state': _texts(STATES)[np.select([missing == 0, paid > 0, missed], [0, 1, 2], 3)],
        }
    )


def dues_missed(book: Book, on: date) -> dict[str, int]:
    """How many dues of each member have passed their day and are not fully paid, by the member's id."""
    dues = _dues(book, on)
    counts = dues.missed.sum(axis=1).tolist()
    return {person.id: count for person, count in zip(dues.people, counts, strict=True)}


STATES = (PAID, PART, MISSED, OPEN)


@dataclass(frozen=True, slots=True)
class _Dues:
    """Arrays with a row for each member and a column for each month; `due` is 0 where she owes nothing."""

    people: Sequence[Member]
    months: Sequence[Month]
    due_on: np.ndarray
    due: np.ndarray
    paid: np.ndarray
    missed: np.ndarray
    ahead: np.ndarray


def _dues(book: Book, on: date) -> _Dues:
    people = list(book.members.values())
    paid_for = _payments(book, on)
    months = _months(book, on, paid_for['month'].unique().tolist())
    due_on = _due_days(book.bylaws, months)
    due = _amounts_due(book, people, due_on)
    paid = _amounts_paid(paid_for, people, months)
    missed = (due > 0) & (paid < due) & (due_on < np.datetime64(on, 's'))
    ahead = np.array([month > periods.month_of(on) for month in months], dtype=bool)
    return _Dues(people, months, due_on, due, paid, missed, ahead)


def _texts(values: Iterable[str]) -> np.ndarray:
    return np.array(list(values), dtype=object)


def _payments(book: Book, on: date) -> pd.DataFrame:
    """The deposits by then."""
    frame = rows.until(book.frame()[['on', 'kind', 'amount', 'member', 'month']], on)
    return frame[(frame['kind'] == 'contribution').to_numpy()]


def _months(book: Book, on: date, paid_for: Sequence[int]) -> list[Month]:
    """From the month in which the group began to the month of `on`, then the later ones for which money was paid."""
    now = periods.month_of(on)
    ahead = {month for number in paid_for if (month := month_from(number)) and month > now}
    return [*periods.months_from(periods.month_of(book.bylaws.started_on), now), *sorted(ahead)]


def _due_days(bylaws: Bylaws, months: Sequence[Month]) -> np.ndarray:
    """The due day of each month, as the bylaws were at its end."""
    steady = not any(change.field == 'due_day' for change in bylaws.history)
    days = [month.day((bylaws if steady else bylaws.on(month.last_day)).due_day) for month in months]
    return np.array(days, dtype='datetime64[s]')


def _amounts_due(book: Book, people: Sequence[Member], due_on: np.ndarray) -> np.ndarray:
    """What each member owes for each month, by her own sum on the due day; 0 where she owes nothing."""
    joined = np.array([person.joined for person in people], dtype='datetime64[s]')
    monthly = np.array([person.monthly for person in people], dtype='int64')
    due = np.broadcast_to(monthly[:, None], (len(people), len(due_on))).copy()
    belonged = due_on >= joined[:, None]
    changes = _changes_by_member(book)
    for place, person in enumerate(people):
        if hers := changes.get(person.id):
            for change in reversed(members.changes_of(person, hers, 'monthly')):
                due[place, due_on < np.datetime64(change.on, 's')] = money.parse(change.old, book.bylaws.currency)
            if any(change.field == 'status' for change in hers):
                belonged[place] = _belonged(members.spans(person, hers), due_on)
    return np.where(belonged & (due_on >= np.datetime64(book.bylaws.started_on, 's')), due, 0)


def _belonged(spans: Sequence[Span], due_on: np.ndarray) -> np.ndarray:
    """On which of the days she was a member."""
    found = np.zeros(len(due_on), dtype=bool)
    for span in spans:
        found |= (due_on >= np.datetime64(span.first, 's')) & (due_on <= np.datetime64(span.last or date.max, 's'))
    return found


def _changes_by_member(book: Book) -> dict[str, list[Change]]:
    """Raises, leaving and returning, for the few members who have any."""
    found: dict[str, list[Change]] = {}
    for change in book.changes:
        if change.sheet == 'Members' and change.field in ('monthly', 'status'):
            found.setdefault(change.row, []).append(change)
    return found


def _amounts_paid(paid_for: pd.DataFrame, people: Sequence[Member], months: Sequence[Month]) -> np.ndarray:
    """What each member paid for each month."""
    member = rows.texts_index(person.id for person in people).get_indexer(pd.Index(paid_for['member']))
    month = pd.Index([month_number(month) for month in months]).get_indexer(pd.Index(paid_for['month']))
    return rows.cross_sums(member, month, paid_for['amount'], (len(people), len(months)))
