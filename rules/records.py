"""The rows that every book remembers, in one sitting; those of the modules are in `rules/register_records.py`.

    Member, Loan          registers: the current state of a person or a loan, amended in place
    Entry, Change         journals: what happened to the money, who changed what; only ever added to

The columns of the workbook in `sheets/columns.py` carry these fields.
"""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Literal, NamedTuple

from rules.money import Money
from rules.periods import CycleName, Month, cycle_named

Mode = Literal['cash', 'bank', 'mpesa', 'upi', 'cheque', 'card', 'set-off']
MODES: tuple[Mode, ...] = ('cash', 'bank', 'mpesa', 'upi', 'cheque', 'card', 'set-off')
SET_OFF: Mode = 'set-off'
"""No money moves: what one row of a receipt gives, another one takes."""

ACTIVE, INACTIVE = 'active', 'inactive'
RUNNING, CLOSED, WRITTEN_OFF, CANCELLED = 'running', 'closed', 'written off', 'cancelled'
APPLIED, APPROVED, REJECTED, WITHDRAWN = 'applied', 'approved', 'rejected', 'withdrawn'
MEMBER, GROUP = 'member', 'group'
"""Who borrows: one of the members, or the group itself from outside."""


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
    share_target: Money | None = None
    share_months: int | None = None
    on_hold: bool = False
    notice_on: date | None = None

    @property
    def active(self) -> bool:
        """Whether she is a member now; one who left keeps her row and her number."""
        return self.status == ACTIVE


@dataclass(frozen=True, slots=True)
class Loan:
    """A loan, from the application on. `part_month` is 'started' or 'days'; all sums are minor units.

    `rate` is percent a month, or a year where `per` says so. An open loan has no `count`; a term loan is repaid in so
    many instalments, one `every` so long; `set_anew` is what was decided of them since (rules/term_changes.py). What is
    only asked for has not been given on any day. `income` is what the borrower has in a month, as she said when she
    applied; `decision` the number of the one by which the loan goes beyond what is asked of who borrows.
    """

    id: str
    number: str
    member: str
    member_number: str
    member_name: str
    given_on: date | None
    rate: Fraction
    part_month: str
    status: str = RUNNING
    closed_on: date | None = None
    note: str = ''
    product: str = ''
    purpose: str = ''
    borrower: str = ''
    asked: Money | None = None
    applied_on: date | None = None
    applied_by: str = ''
    reviewed_on: date | None = None
    reviewed_by: str = ''
    approved: Money | None = None
    income: Money | None = None
    decision: str = ''
    method: str = ''
    per: str = ''
    count: int | None = None
    every: str = ''
    instalment: Money | None = None
    set_anew: str = ''

    @property
    def began(self) -> date:
        """The day on which it was given; only of a loan that was."""
        assert self.given_on is not None, f'the loan {self.number} was not given'
        return self.given_on

    @property
    def has_term(self) -> bool:
        """Whether it is repaid in instalments."""
        return bool(self.method)

    @property
    def of_group(self) -> bool:
        """Whether the group itself is the borrower."""
        return self.borrower == GROUP


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement: one kind and one amount. Rows of one receipt were recorded together, all or none.

    `reference` is the payment's own number, such as that of a cheque; `account` the number of a cash box or bank
    account, empty for the usual one of its mode; `decision` the number of the decision that it rests on; `about` the
    id of the row of a register that it belongs to, or of a deposit the first day of the cycle that it is for.

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
    reference: str = ''
    account: str = ''
    decision: str = ''
    about: str = ''
    previous: str = ''
    seal: str = ''
    check: str = ''

    @property
    def cycle(self) -> CycleName | None:
        """The cycle that a deposit or a late fee is for: its month, or else the day named in `about`."""
        return cycle_named(self.month, self.about)


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
