"""The dues of all members at once: what `rules/cycles.py` says of one, for a whole group in arrays.

A thousand members have a hundred thousand dues, so members are rows and cycles are columns of one array. The tests
hold it equal to the rule, due by due.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from reports import rows
from rules import cycles, members, money, periods
from rules.contributions import MISSED, OPEN, PAID, PART
from rules.cycles import Cycle
from rules.members import Span
from rules.periods import cycle_number
from rules.records import Change, Member
from sheets.book import Book

MONTHS_AHEAD = 24
"""So far ahead a deposit can be paid."""


def cycles_until(book: Book, day: date) -> list[Cycle]:
    """The cycles of the group that have begun by a day, in their order."""
    return list(cycles.cycles(cycles.agreed(book.bylaws), day))


def furthest(on: date) -> date:
    """The last day for whose cycle a deposit can be paid on a day."""
    return periods.month_of(on).plus(MONTHS_AHEAD).last_day


def dues_table(book: Book, on: date, until: date | None = None) -> pd.DataFrame:
    """A row for each due of each member up to the cycle of `on`, and for later cycles that were paid ahead.

    With `until` also those of the cycles that begin by that day, as they stand on `on`.

    Columns: member (id), number, name, cycle (its number: 202503, or 20250406 where cycles are no months), known_by
    (the day by which the cycle is found), due_on, due, paid, missing, missed, state. Those of one member stand
    together, in order of their cycles.
    """
    dues = _dues(book, on, until or on)
    member, cycle = np.nonzero((dues.due > 0) & ~(dues.ahead & (dues.paid == 0)))
    due, paid, missed = dues.due[member, cycle], dues.paid[member, cycle], dues.missed[member, cycle]
    missing = np.maximum(due - paid, 0)
    return pd.DataFrame(
        {
            'member': _texts(person.id for person in dues.people)[member],
            'number': _texts(person.number for person in dues.people)[member],
            'name': _texts(person.name for person in dues.people)[member],
            'cycle': _numbers(dues.cycles)[cycle],
            'known_by': np.array([one.known_by for one in dues.cycles], dtype='datetime64[s]')[cycle],
            'due_on': dues.due_on[cycle],
            'due': due,
            'paid': paid,
            'missing': missing,
            'missed': missed,
            'state': _texts(STATES)[np.select([missing == 0, paid > 0, missed], [0, 1, 2], 3)],
        }
    )


def dues_missed(book: Book, on: date) -> dict[str, int]:
    """How many dues of each member have passed their day and are not fully paid, by the member's id."""
    dues = _dues(book, on, on)
    counts = dues.missed.sum(axis=1).tolist()
    return {person.id: count for person, count in zip(dues.people, counts, strict=True)}


def reminders(book: Book, on: date) -> pd.DataFrame:
    """The rows of dues_table of which members are to be reminded on a day: missed, or due soon and not paid in full."""
    until = on + timedelta(days=cycles.REMINDED_BEFORE_DAYS)
    dues = dues_table(book, on, until)
    now = [cycle for cycle in cycles_until(book, until) if cycles.reminded_from(cycle) <= on]
    return dues[(dues['missing'] > 0) & dues['cycle'].isin(_numbers(now))]


def of_months(dues: pd.DataFrame, start: date, end: date) -> pd.DataFrame:
    """The dues of the cycles that belong to the months of a range, by the day on which a cycle begins."""
    first, last = periods.month_of(start).first_day, periods.month_of(end).last_day
    return dues[dues['known_by'].between(pd.Timestamp(first), pd.Timestamp(last))]


STATES = (PAID, PART, MISSED, OPEN)


@dataclass(frozen=True, slots=True)
class _Dues:
    """Arrays with a row for each member and a column for each cycle; `due` is 0 where she owes nothing."""

    people: Sequence[Member]
    cycles: Sequence[Cycle]
    due_on: np.ndarray
    due: np.ndarray
    paid: np.ndarray
    missed: np.ndarray
    ahead: np.ndarray


def _dues(book: Book, on: date, until: date) -> _Dues:
    people = list(book.members.values())
    paid_for = payments(book, on)
    found = cycles_until(book, until)
    begun = len(found)
    if {*paid_for['cycle'].unique().tolist()} - {0, *_numbers(found).tolist()}:
        found = cycles_until(book, furthest(on))
    due_on = np.array([cycle.due_on for cycle in found], dtype='datetime64[s]')
    due = _amounts_due(book, people, due_on)
    paid = _amounts_paid(paid_for, people, found)
    missed = (due > 0) & (paid < due) & (due_on < np.datetime64(on, 's'))
    ahead = np.arange(len(found)) >= begun
    return _Dues(people, found, due_on, due, paid, missed, ahead)


def _texts(values: Iterable[str]) -> np.ndarray:
    return np.array(list(values), dtype=object)


def _numbers(found: Iterable[Cycle]) -> np.ndarray:
    return np.array([cycle_number(cycle.name) for cycle in found], dtype='int64')


def payments(book: Book, on: date) -> pd.DataFrame:
    """The deposits by the end of a day: on, amount, member, and the number of the cycle that each names, or 0."""
    frame = rows.until(book.frame()[['on', 'kind', 'amount', 'member', 'month', 'about']], on)
    paid = frame[(frame['kind'] == 'contribution').to_numpy()]
    return paid.assign(cycle=rows.cycles_of(paid))[['on', 'kind', 'amount', 'member', 'cycle']]


def _amounts_due(book: Book, people: Sequence[Member], due_on: np.ndarray) -> np.ndarray:
    """What each member owes for each cycle, by her own sum on the due day; 0 where she owes nothing."""
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


def _amounts_paid(paid_for: pd.DataFrame, people: Sequence[Member], found: Sequence[Cycle]) -> np.ndarray:
    """What each member paid for each cycle."""
    member = rows.texts_index(person.id for person in people).get_indexer(pd.Index(paid_for['member']))
    cycle = pd.Index(_numbers(found)).get_indexer(pd.Index(paid_for['cycle']))
    return rows.cross_sums(member, cycle, paid_for['amount'], (len(people), len(found)))
