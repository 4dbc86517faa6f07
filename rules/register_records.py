"""The rows of the registers that a group has when it uses the module they belong to.

    LoanProduct     on which terms loans are given            Guarantor       who answers for a loan, and for how much
    Turn            whose turn it is in the merry-go-round    Decision        what was decided, and who was for it
    Fine            a fine that is owed, paid or waived       Account         a cash box or an account at a bank
    FixedDeposit    money that stays until a day              Distribution    a dividend or share-out, as a batch
    Statement       a statement that an officer approved      Document        a picture or paper that is kept

Each is amended in place, never removed. `number` is what people say, `id` what rows refer to; sums are minor units,
percents exact fractions. The columns of `sheets/register_columns.py` carry these fields.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Protocol

from rules.money import Money
from rules.periods import Month

OFFERED, RETIRED = 'offered', 'retired'
OPEN, TERM = 'open', 'term'
ASKED, ACCEPTED, DECLINED, RELEASED = 'asked', 'accepted', 'declined', 'released'
WAITING, REQUESTED, APPROVED, PAID = 'waiting', 'requested', 'approved', 'paid'
DECIDED, WITHDRAWN = 'decided', 'withdrawn'
OWED, WAIVED = 'owed', 'waived'
IN_USE, CLOSED = 'in use', 'closed'
RUNNING, MATURED, CLOSED_EARLY = 'running', 'matured', 'closed early'
PLANNED, RECORDED = 'planned', 'recorded'


class Numbered(Protocol):
    """A row of a register that people call by its number."""

    @property
    def number(self) -> str:
        """Given once, never given again."""


@dataclass(frozen=True, slots=True)
class LoanProduct:
    """The terms on which loans of one kind are given. `rate` is percent per month or year; grace counts instalments."""

    id: str
    number: str
    name: str
    kind: str
    rate: Fraction
    per: str
    method: str
    every: str = ''
    count: int | None = None
    most_count: int | None = None
    least: Money | None = None
    most: Money | None = None
    day_count: str = ''
    part_month: str = ''
    rounding_unit: Money | None = None
    rounding_mode: str = ''
    instalment_mode: str = ''
    instalment_multiple: Money | None = None
    remainder: str = ''
    grace_principal: int | None = None
    grace_interest: int | None = None
    interest_free: int | None = None
    processing_percent: Fraction | None = None
    processing_sum: Money | None = None
    insurance_percent: Fraction | None = None
    insurance_sum: Money | None = None
    fees_taken: str = ''
    penalty_base: str = ''
    penalty_percent: Fraction | None = None
    penalty_sum: Money | None = None
    penalty_times: str = ''
    penalty_grace_days: int | None = None
    allocation: str = ''
    across: str = ''
    prepayment: str = ''
    late_interest: str = ''
    guarantors: int | None = None
    multiplier: Fraction | None = None
    status: str = OFFERED
    note: str = ''


@dataclass(frozen=True, slots=True)
class Guarantor:
    """Who answers for a loan with how much: a member, or, without a `member`, somebody from outside."""

    id: str
    loan: str
    loan_number: str
    member: str
    member_number: str
    member_name: str
    amount: Money
    phone: str = ''
    relation: str = ''
    status: str = ASKED
    on: date | None = None
    note: str = ''


@dataclass(frozen=True, slots=True)
class Turn:
    """The turn of a member in a round of a cycle; who share a turn have a row each, with so many of its `parts`.

    `position` is her place in the order in which the cycle was opened: those of one position pay and get it together.
    It stays as it was when her turn moves to another round. `contribution` is what a whole position pays a round.
    `way` and `seed` say how the order came about.
    """

    id: str
    cycle: int
    round: int
    position: int
    due_on: date
    member: str
    member_number: str
    member_name: str
    contribution: Money
    parts: int = 1
    pot: Money | None = None
    status: str = WAITING
    requested_on: date | None = None
    requested_by: str = ''
    approved_on: date | None = None
    approved_by: str = ''
    paid_on: date | None = None
    paid_by: str = ''
    decision: str = ''
    way: str = ''
    seed: str = ''
    note: str = ''

    @property
    def about(self) -> str:
        """What the entries and decisions of its round name, such as C1/3."""
        return f'C{self.cycle}/{self.round}'


@dataclass(frozen=True, slots=True)
class Decision:
    """What the group decided: of whom or what (`about` is the id of that row), who was for it, why.

    `members`, `in_favour` and `against` are numbers of members with commas between them.
    """

    id: str
    number: str
    on: date
    kind: str
    label: str = ''
    details: str = ''
    amount: Money | None = None
    members: str = ''
    in_favour: str = ''
    against: str = ''
    reason: str = ''
    status: str = DECIDED
    about: str = ''


@dataclass(frozen=True, slots=True)
class Fine:
    """A fine that was charged: owed, paid, or waived by a decision; `waived` is how much of it was."""

    id: str
    number: str
    on: date
    member: str
    member_number: str
    member_name: str
    kind: str
    amount: Money
    month: Month | None = None
    reason: str = ''
    status: str = OWED
    decision: str = ''
    waived: Money | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A cash box, or an account at a bank or with a mobile operator. The `primary` one of its type is the usual one."""

    id: str
    number: str
    name: str
    type: str
    bank: str = ''
    account_number: str = ''
    branch: str = ''
    primary: bool = False
    status: str = IN_USE


@dataclass(frozen=True, slots=True)
class FixedDeposit:
    """Money of a member that stays for so many months; interest at `rate` percent a year, compounded every so many."""

    id: str
    number: str
    member: str
    member_number: str
    member_name: str
    amount: Money
    rate: Fraction
    start: date
    months: int
    compound_months: int | None = None
    status: str = RUNNING
    closed_on: date | None = None
    note: str = ''


@dataclass(frozen=True, slots=True)
class Distribution:
    """A batch that gave the members their part of a pool for the days from `first` to `last`."""

    id: str
    number: str
    on: date
    kind: str
    first: date
    last: date
    pool: Money
    method: str = ''
    rate: Fraction | None = None
    per: str = ''
    tax_percent: Fraction | None = None
    members: int | None = None
    status: str = PLANNED
    decision: str = ''
    note: str = ''


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that an officer approved; `head` is the seal of the last row of the book on that day."""

    id: str
    number: str
    kind: str
    first: date
    last: date
    approved_on: date
    approved_by: str
    head: str = ''
    note: str = ''


@dataclass(frozen=True, slots=True)
class Document:
    """A file that is kept beside the book, with its SHA-256; `about` is the id of the row that it belongs to."""

    id: str
    number: str
    on: date
    label: str
    kind: str
    file: str
    fingerprint: str
    note: str = ''
    about: str = ''


def next_number(letter: str, existing: Iterable[Numbered], on: date) -> str:
    """The number of the next row of a register: one more than any number ever given there, such as D2025-003."""
    counts = [record.number.rpartition('-')[2] for record in existing]
    highest = max((int(count) for count in counts if count.isdecimal()), default=0)
    return f'{letter}{on.year}-{highest + 1:03d}'
