"""Every kind of row that the book remembers, in one sitting.

    Member, Loan          registers: the current state of a person or a loan, amended in place
    Entry, Change         journals: what happened to the money, who changed what; only ever added to

The columns of the workbook in `sheets/columns.py` carry these fields.
"""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Literal, NamedTuple

from rules.money import Money
from rules.periods import Month

Mode = Literal['cash', 'bank', 'mpesa', 'upi']
MODES: tuple[Mode, ...] = ('cash', 'bank', 'mpesa', 'upi')

ACTIVE, INACTIVE = 'active', 'inactive'
RUNNING, CLOSED, WRITTEN_OFF, CANCELLED = 'running', 'closed', 'written off', 'cancelled'


@dataclass(frozen=True, slots=True)
class Member:
    """A woman or man of the group. `id` never changes and is what rows refer to; `number` is what people say."""

    id: str
    number: str
    name: str
    mobile: str
    monthly: Money
    joined: date
    status: str = ACTIVE
    reason: str = ''

    @property
    def active(self) -> bool:
        """Whether she is a member now; one who left keeps her row and her number."""
        return self.status == ACTIVE


@dataclass(frozen=True, slots=True)
class Loan:
    """A loan without an end date. `rate` is percent per month; `part_month` is 'started' or 'days'."""

    id: str
    number: str
    member: str
    member_number: str
    member_name: str
    given_on: date
    rate: Fraction
    part_month: str
    status: str = RUNNING
    closed_on: date | None = None
    note: str = ''


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement: one kind and one amount. Rows of one receipt were recorded together, all or none.

    A reversing row has the kind of the row that it reverses, the same amount with a minus, and names it.
    """

    id: str
    on: date
    receipt: str
    kind: str
    amount: Money
    mode: Mode
    member: str = ''
    member_number: str = ''
    member_name: str = ''
    month: Month | None = None
    loan: str = ''
    loan_number: str = ''
    category: str = ''
    note: str = ''
    reverses: str = ''
    recorded_by: str = ''
    recorded_at: datetime | None = None
    previous: str = ''
    seal: str = ''
    check: str = ''


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one register row that was amended: what it was, what it is, from which day, who and why."""

    id: str
    on: date
    sheet: str
    row: str
    label: str
    field: str
    old: str
    new: str
    reason: str = ''
    recorded_by: str = ''
    recorded_at: datetime | None = None
    previous: str = ''
    seal: str = ''
    check: str = ''


class Movement(NamedTuple):
    """What the rules of loans and dues need of an entry.

    A row that takes another one back is known from its own day on; from then on it counts from the day of that other
    row, as if the mistake had never been made.
    """

    on: date
    kind: str
    amount: Money
    counts_from: date | None = None
