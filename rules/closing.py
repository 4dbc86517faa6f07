"""Closed months, and the balances with which a book begins.

    A month that is over can be closed, and all before it with it. From then on no row may be dated in it, unless the
    members decided so: the decision opens that month, until it is closed again, for rows that name the decision.

    A group that kept other books before begins with what they said on a cut-off day: what is in each box and bank
    account and what each loan still owes on one side, what each member has, what the group itself owes outside and
    what it earned on the other. The two sides are equal, or the difference is named.

For example on 31 March, with 10,000 in the box, 25,000 in the bank and 15,000 lent:

    10,000 + 25,000 + 15,000 = 50,000
    savings 30,000 + shares 0 + social fund 3,000 + borrowed 12,000 + earned so far 5,000 = 50,000
                                                                                        the difference is nothing
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from rules.explained import Explained, Line, Sum
from rules.money import ZERO, Amount, Money
from rules.periods import Month, is_month, month_of, parse_month
from rules.problems import N_, Problem
from rules.records import Change
from rules.register_records import WITHDRAWN, Decision


class Step(NamedTuple):
    """A month was closed, or opened by the decision that is named. `change` is what closed it; none where the book
    began so."""

    month: Month
    decision: str = ''
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """Which months take no rows: all through `through`, but for those that a decision opened."""

    through: Month | None = None
    opened_by: Mapping[Month, Collection[str]] = field(default_factory=dict)

    def closes(self, day: date, decision: str = '') -> bool:
        """Whether a row of that day that names that decision is kept out."""
        month = month_of(day)
        if self.through is None or month > self.through:
            return False
        return decision not in self.opened_by.get(month, ())


OPENS_A_MONTH = 'reopen a month'
"""The kind of decision that opens a month; it is about that month, written 2025-03."""


def closings_of(until: date | None, changes: Iterable[Change]) -> list[tuple[Month, Change | None]]:
    """Each month through which the books were closed, with the change that did it; none where they began so."""
    made = [change for change in changes if change.sheet == 'Bylaws' and change.field == 'closed_until']
    began = made[0].old if made else until.isoformat() if until else ''
    found: list[tuple[Month, Change | None]] = [(_whole_month(began), None)] if began else []
    return found + [(_whole_month(change.new), change) for change in made if change.new]


def closed_on(month: Month, until: date | None, changes: Iterable[Change]) -> date | None:
    """The day on which a month was closed for the last time, by itself or with a later one; none if it never was."""
    found = [change.on for through, change in closings_of(until, changes) if change and month <= through]
    return found[-1] if found else None


def steps_of(until: date | None, changes: Iterable[Change], decisions: Iterable[Decision]) -> list[Step]:
    """What was closed and opened, in its order.

    Of one day what was closed for the first time came first, and what was closed again last: a month is closed again
    when a decision had opened it, as when a meeting decides, records the row that was forgotten, and closes again.
    """
    steps: list[tuple[date, int, Step]] = []
    through: Month | None = None
    for month, change in closings_of(until, changes):
        again = through is not None and month <= through
        steps.append((change.on if change else date.min, AGAIN if again else FIRST, Step(month, change=change)))
        through = max(through or month, month)
    steps += [
        (decision.on, OPENED, Step(parse_month(decision.about), decision.number))
        for decision in decisions
        if decision.kind == OPENS_A_MONTH and decision.status != WITHDRAWN and is_month(decision.about)
    ]
    return [step for _on, _order, step in sorted(steps, key=lambda each: each[:2])]


FIRST, OPENED, AGAIN = range(3)


def closing_of(month: Month, decision: str, steps: Sequence[Step]) -> Change | None:
    """What first closed a month to rows that name a decision: what came after it, where it opened that month."""
    opened = next((place for place, step in enumerate(steps) if (step.month, step.decision) == (month, decision)), 0)
    since = steps[opened:] if decision else steps
    return next((step.change for step in since if step.change and month <= step.month), None)


def _whole_month(day: str) -> Month:
    """The last month that is closed as a whole by the end of a day."""
    found = date.fromisoformat(day)
    return month_of(found) if found == month_of(found).last_day else month_of(found).plus(-1)


def closed_after(steps: Iterable[Step]) -> Closed:
    """What is closed after all these steps, in the order in which they were taken."""
    through: Month | None = None
    opened_by: dict[Month, set[str]] = {}
    for month, decision, _change in steps:
        if decision:
            opened_by.setdefault(month, set()).add(decision)
        else:
            through = max(through or month, month)
            opened_by = {opened: by for opened, by in opened_by.items() if opened > month}
    return Closed(through, opened_by)


def problems_of_day(day: date, decision: str, closed: Closed) -> Iterable[Problem]:
    """Why nothing can be dated on that day."""
    if not closed.closes(day, decision):
        return
    month = month_of(day)
    if opened_by := closed.opened_by.get(month):
        yield Problem(
            N_('The month {month} is closed; it is open only for what the decision {decisions} is about.'),
            N_('Name the decision, or record it in a month that is open.'),
            {'month': month, 'decisions': ', '.join(sorted(opened_by))}, about='decision',
        )  # fmt: skip
    else:
        yield Problem(
            N_('The month {month} is closed.'),
            N_('Record it in a month that is open, or let the members decide to open the month.'),
            {'month': month}, about='date',
        )  # fmt: skip


def problems_of_closing(month: Month, today: date, closed: Closed, unsettled: int = 0) -> Iterable[Problem]:
    """Every reason why a month cannot be closed. `unsettled` rows of it or of months before are in doubt."""
    if today <= month.last_day:
        yield Problem(
            N_('The month {month} is not over yet.'), N_('Close it when it has ended.'), {'month': month},
            about='month',
        )  # fmt: skip
    if closed.through is not None and month <= closed.through and not any(m <= month for m in closed.opened_by):
        yield Problem(
            N_('The month {month} is closed already.'), N_('Choose a later one.'), {'month': month}, about='month'
        )
    if unsettled:
        yield Problem(
            N_('{count} rows up to the end of that month are still in doubt.'),
            N_('Settle them on the page Problems, then close the month.'), {'count': unsettled}, about='month',
        )  # fmt: skip


def problems_of_opening_a_month(
    month: Month, decision: str, on: date, closed: Closed, closed_on: date | None = None
) -> Iterable[Problem]:
    """Every reason why a decision of a day cannot open a month again that was last closed on the day `closed_on`."""
    if closed.through is None or month > closed.through:
        yield Problem(
            N_('The month {month} is not closed.'), N_('Record what is missing; nothing has to be opened.'),
            {'month': month}, about='month',
        )  # fmt: skip
    if not decision:
        yield Problem(
            N_('A closed month is opened by a decision, and none is named.'),
            N_('Record the decision first, with who was for it.'), about='decision',
        )  # fmt: skip
    if closed_on is not None and on < closed_on:
        yield Problem(
            N_('The month {month} was closed on {day}, after the day of the decision: it would stay closed.'),
            N_('Give the day on which the members decided, that day or later.'), {'month': month, 'day': closed_on},
            about='on',
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opening:
    """What the books before said on the evening of the cut-off day, each by its owner or place.

    `earned` is what the group made and did not pay out, below zero where it lost. Loans, and what the group itself
    `borrowed` from outside, are what is owed of their principal.
    """

    on: date
    money: Mapping[str, Money]
    loans: Mapping[str, Money] = field(default_factory=dict)
    savings: Mapping[str, Money] = field(default_factory=dict)
    shares: Mapping[str, Money] = field(default_factory=dict)
    social: Money = ZERO
    borrowed: Money = ZERO
    earned: Money = ZERO

    @property
    def has(self) -> Money:
        """What the group has: money and loans."""
        return sum(self.money.values()) + sum(self.loans.values())

    @property
    def belongs(self) -> Money:
        """To whom it belongs: members, the social fund, who lent to the group, and the group itself."""
        return sum(self.savings.values()) + sum(self.shares.values()) + self.social + self.borrowed + self.earned

    @property
    def difference(self) -> Money:
        """What the group has more than belongs to anybody; less than zero when something is missing."""
        return self.has - self.belongs


def opening_lines(opening: Opening) -> Explained:
    """The sheet that shows whether the balances tie; the result is the difference."""
    money_lines = [Line(N_('In {place}'), Sum(amount), '', {'place': place}) for place, amount in opening.money.items()]
    lines = (
        *money_lines,
        Line(N_('Loans to members'), Sum(sum(opening.loans.values()))),
        Line(N_('The group has'), Sum(opening.has)),
        Line(N_("Members' savings"), Sum(sum(opening.savings.values()))),
        Line(N_('Share capital'), Sum(sum(opening.shares.values()))),
        Line(N_('Social fund'), Sum(opening.social)),
        Line(N_('Borrowed from outside'), Sum(opening.borrowed)),
        Line(N_('Earned so far'), Sum(opening.earned)),
        Line(N_('Belongs to members, funds, lenders and the group'), Sum(opening.belongs)),
        Line(N_('Difference'), Sum(opening.difference), '{has} − {belongs}',
             {'has': Sum(opening.has), 'belongs': Sum(opening.belongs)}),
    )  # fmt: skip
    return Explained(opening.difference, lines)


def problems_of_cut_off(day: date, cut_off: date | None) -> Iterable[Problem]:
    """Why no row can be dated on a day, where balances of the evening of `cut_off` were taken over."""
    if cut_off is not None and day < cut_off:
        yield Problem(
            N_('The book begins with the balances of {cut_off}, and what happened on {day} is in them.'),
            N_('Correct the date. What is missing in the balances is recorded as an opening balance.'),
            {'cut_off': cut_off, 'day': day}, about='date',
        )  # fmt: skip


def problems_of_opening(opening: Opening, first_entry: date | None, currency: str) -> Iterable[Problem]:
    """Every reason why a book cannot begin with these balances. `first_entry` is the day of its first row, if any."""
    if opening.difference:
        yield Problem(
            N_('The group has {has}, and {belongs} belong to somebody: a difference of {difference}.'),
            N_('Look for what was forgotten, or say that the group earned or lost it.'),
            {name: Amount(amount, currency) for name, amount in (
                ('has', opening.has), ('belongs', opening.belongs), ('difference', opening.difference),
            )}, about='earned',
        )  # fmt: skip
    below = [
        name
        for side in (
            opening.money,
            opening.loans,
            opening.savings,
            opening.shares,
            {'social': opening.social, 'borrowed': opening.borrowed},
        )
        for name, amount in side.items()
        if amount < ZERO
    ]
    if below:
        yield Problem(
            N_('Below zero on the cut-off day: {names}.'), N_('Type what was there, or 0.'),
            {'names': ', '.join(below)}, about='amount',
        )  # fmt: skip
    if first_entry is not None and first_entry <= opening.on:
        yield Problem(
            N_('The book has rows from {first} on, and the cut-off day {day} is not before them.'),
            N_('Choose an earlier day; its balances are those of the evening.'),
            {'first': first_entry, 'day': opening.on}, about='on',
        )  # fmt: skip
