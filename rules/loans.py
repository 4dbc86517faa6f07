"""Loans without an end date: monthly interest on the outstanding principal, part repayments, and when a loan is past.

In the words of the bylaws:

    Each loan month carries interest on the principal that is outstanding when the month begins; a started month
    counts whole (or by its days, where the group decided so). Principal repaid on the day a month ends lowers the
    next month. What is lent on top within a month carries that month too. A repayment pays the penalty first, then
    interest, then principal. A loan is past when all three are paid.

For example 5,000.00 lent on 10 January at 2 % a month, with 300.00 back on 10 February and the rest on 20 March:

    10 January  – 10 February    on 5,000.00    100.00      300.00 pays 100.00 interest and 200.00 principal
    10 February – 10 March       on 4,800.00     96.00
    10 March    – 10 April       on 4,800.00     96.00      begun on 11 March; 4,992.00 closes the loan on 20 March
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from rules import periods
from rules.allocation import Due
from rules.bylaws import Bylaws
from rules.money import ZERO, Money
from rules.records import CANCELLED, CLOSED, RUNNING, WRITTEN_OFF, Entry, Loan, Movement
from rules.term_changes import waived

# What raises or lowers the principal.
PRINCIPAL = ('loan', 'principal', 'write-off')
LENT = ('loan', 'opening-loan')
"""Money lent by the book, and what was out already when the book began: both are lent."""
BORROWED = {
    'borrowed': 'loan', 'opening-borrowed': 'loan', 'borrowed-back': 'principal', 'borrowed-interest': 'interest',
    'borrowed-fee': 'fee', 'borrowed-penalty': 'penalty',
}  # fmt: skip
"""Entries of a loan that the group itself took up, with the kind of movement that each is."""
OF_LOANS = (*PRINCIPAL, 'opening-loan', 'interest', 'penalty', 'fee', *BORROWED)


@dataclass(frozen=True, slots=True)
class Charge:
    """The interest of one loan month up to a day: on what, for how long, how much, and when it is due."""

    first: date
    due_on: date
    principal: Money
    days: int
    days_of_month: int
    interest: Money


@dataclass(frozen=True, slots=True)
class Standing:
    """How a loan stands on a day; all sums in minor units.

    `charges` show how the interest of an open loan came about. A loan with a schedule has `instalments`, as they are
    asked with fees and penalties, and what is `left` of each; its interest is what is asked when it is paid off. Where
    it was late when it was set anew, `days_kept` are the days by which it still counts as late.
    """

    lent: Money
    outstanding: Money
    principal_repaid: Money
    interest_paid: Money
    penalty_paid: Money
    interest_owed: Money
    penalty_owed: Money
    written_off: Money
    charges: tuple[Charge, ...] = ()
    overdue_since: date | None = None
    fee_owed: Money = ZERO
    fee_paid: Money = ZERO
    instalments: tuple[Due, ...] = ()
    left: tuple[Due, ...] = ()
    days_kept: int = 0

    @property
    def owed(self) -> Money:
        """What closes the loan on that day."""
        return self.outstanding + self.interest_owed + self.penalty_owed + self.fee_owed

    @property
    def status(self) -> str:
        """running, closed, written off, or cancelled when the loan was taken back as a mistake."""
        if not self.lent:
            return CANCELLED
        if self.owed:
            return RUNNING
        return WRITTEN_OFF if self.written_off else CLOSED


@dataclass(frozen=True, slots=True)
class Split:
    """Into what a repayment goes, in the order in which it pays."""

    penalty: Money
    interest: Money
    principal: Money
    fee: Money = ZERO


def standing(loan: Loan, movements: Iterable[Movement], on: date, bylaws: Bylaws) -> Standing:
    """How the loan stands at the end of a day. `bylaws` are those of the day on which it was given.

    `movements` are its rows of the kinds loan, principal, interest, penalty, write-off, in any order; reversed rows
    and their reversals cancel out by their signs.
    """
    known = (row._replace(on=row.counts_from or row.on) for row in movements if row.on <= on)
    until = sorted(known, key=lambda row: row.on)
    total = dict.fromkeys(('loan', 'principal', 'interest', 'penalty', 'write-off', 'fee'), ZERO)
    for row in until:
        total[row.kind] += row.amount
    outstanding = total['loan'] - total['principal'] - total['write-off']
    charges = tuple(_charges(loan, until, on, bylaws))
    # Interest paid ahead of an earlier correction stays to her credit: it lowers what the next months ask.
    interest_owed = max(ZERO, sum(charge.interest for charge in charges) - total['interest'])
    given_up = waived(loan.set_anew, on)
    penalty_owed = max(ZERO, _penalties(charges, until, on, bylaws) - total['penalty'] - given_up)
    if not total['loan'] or (total['write-off'] and not outstanding):
        interest_owed = penalty_owed = ZERO
    return Standing(
        lent=total['loan'],
        outstanding=outstanding,
        principal_repaid=total['principal'],
        interest_paid=total['interest'],
        penalty_paid=total['penalty'],
        interest_owed=interest_owed,
        penalty_owed=penalty_owed,
        written_off=total['write-off'],
        fee_paid=total['fee'],
        charges=charges,
        overdue_since=_overdue_since(charges, total['interest'], on, bylaws) if interest_owed else None,
    )


def movements_of(entries: Iterable[Entry]) -> dict[str, list[Movement]]:
    """The rows of each loan, by its id; a row that takes another one back counts from the day of that one."""
    rows = [entry for entry in entries if entry.loan and entry.kind in OF_LOANS]
    days = {entry.id: entry.on for entry in rows}
    found: dict[str, list[Movement]] = {}
    for entry in rows:
        movement = Movement(entry.on, counts_as(entry.kind), entry.amount, days.get(entry.reverses))
        found.setdefault(entry.loan, []).append(movement)
    return found


def counts_as(kind: str) -> str:
    """The kind of movement that an entry of a loan is for the rules."""
    return 'loan' if kind in LENT else BORROWED.get(kind, kind)


def kind_of_entry(movement: str, loan: Loan) -> str:
    """The kind of entry that a movement of a loan is: of the group's own loans the money goes the other way."""
    return _BORROWED_AS[movement] if loan.of_group else movement


_BORROWED_AS = {movement: kind for kind, movement in BORROWED.items() if kind != 'opening-borrowed'}


def next_number(existing: Iterable[Loan], given_on: date) -> str:
    """The number of the next loan: one more than any number ever given, such as L2025-007."""
    highest = max((int(loan.number.rpartition('-')[2]) for loan in existing), default=0)
    return f'L{given_on.year}-{highest + 1:03d}'


def outstanding(movements: Iterable[Movement]) -> Money:
    """The principal that is still out, by all the rows there are."""
    return sum(row.amount if row.kind == 'loan' else -row.amount for row in movements if row.kind in PRINCIPAL)


def split(amount: Money, standing: Standing) -> Split:
    """Penalty first, then interest, then principal. The amount must not be more than is owed."""
    assert ZERO < amount <= standing.owed, f'{amount} of {standing.owed} owed'
    penalty = min(amount, standing.penalty_owed)
    interest = min(amount - penalty, standing.interest_owed)
    return Split(penalty, interest, amount - penalty - interest)


def _charges(loan: Loan, until: Sequence[Movement], on: date, bylaws: Bylaws) -> Iterable[Charge]:
    """The interest of each loan month that has begun, the running one included. `until` is in order of time."""
    moves = [(row.on, row.amount if row.kind == 'loan' else -row.amount) for row in until if row.kind in PRINCIPAL]
    lent = [(row.on, row.amount) for row in until if row.kind == 'loan']
    outstanding, place = ZERO, 0
    for month in range(periods.months_started(loan.began, on)):
        first = periods.months_later(loan.began, month)
        due_on = periods.months_later(loan.began, month + 1)
        last = min(due_on, on)
        while place < len(moves) and moves[place][0] <= first:
            outstanding += moves[place][1]
            place += 1
        within = list(itertools.takewhile(lambda move: move[0] < last, moves[place:]))  # noqa: B023 - used at once
        base = outstanding + sum(amount for day, amount in lent if first < day < last)
        if base <= ZERO:
            continue
        days_of_month = (due_on - first).days
        if loan.part_month == 'days':
            exact = _by_days(outstanding, within, first, last) * loan.rate / (100 * days_of_month)
            base = outstanding
        else:
            exact = base * loan.rate / 100
        yield Charge(first, due_on, base, (last - first).days, days_of_month, bylaws.rounded(exact))


def _by_days(outstanding: Money, within: Sequence[tuple[date, Money]], first: date, last: date) -> Fraction:
    """Principal times days from the evening of `first` to the evening of `last`."""
    total, since = 0, first
    for day, amount in within:
        total += outstanding * (day - since).days
        outstanding, since = outstanding + amount, day
    return Fraction(total + outstanding * (last - since).days)


def _penalties(charges: Sequence[Charge], until: Sequence[Movement], on: date, bylaws: Bylaws) -> Money:
    """One penalty for each loan month whose interest was still owed after its end and the days of grace."""
    penalty = ZERO
    if not bylaws.loan_penalty_percent:
        return penalty
    charged = ZERO
    for charge in charges:
        charged += charge.interest
        last_free_day = charge.due_on + timedelta(days=bylaws.loan_penalty_grace_days)
        if on > last_free_day:
            paid = sum(row.amount for row in until if row.kind == 'interest' and row.on <= last_free_day)
            late = min(charge.interest, max(ZERO, charged - paid))
            penalty += bylaws.rounded(late * bylaws.loan_penalty_percent / 100)
    return penalty


def _overdue_since(charges: Sequence[Charge], paid: Money, on: date, bylaws: Bylaws) -> date | None:
    """The day on which the oldest unpaid interest was due, when the grace has passed."""
    charged = ZERO
    for charge in charges:
        charged += charge.interest
        if charged > paid:
            late = on > charge.due_on + timedelta(days=bylaws.loan_penalty_grace_days)
            return charge.due_on if late else None
    return None
