"""Who may borrow: an answer with every reason against it, the largest amount, and the arithmetic.

In the words of the bylaws of a SACCO:

    A member may borrow three times her deposits, less what she still owes, when she has been a member for six months,
    her share capital is complete, no loan of hers is overdue, and the instalment is at most a third of her income.

For example a member since 10 February with 2,000.00 of her share capital missing, who asks on 1 August for 25,000.00
where three times her deposits less what she owes are 24,000.00, hears three reasons: she may ask from 10 August on,
2,000.00 are missing, and 25,000.00 is more than 24,000.00. When the first two are put right, 24,000.00 is the largest
amount, and one paisa more is refused.

What the bylaws ask of who borrows the group can set aside for once by a decision that names her and the sum: with
D2025-004 for 25,000.00 she hears no reason. No decision lends what is not there, nor to who left or is on hold, nor at
a rate above the highest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from rules import decisions, loan_limits
from rules.decisions import Known
from rules.explained import Line, Sum, figure_text
from rules.loan_limits import Asked, Borrower, Conditions, Limit
from rules.money import ZERO, Amount, Money
from rules.periods import months_later
from rules.problems import N_, Problem


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether the loan may be given. `largest` is the largest amount that may: zero when nothing may, None when
    nothing limits it.

    `firm` are the reasons that hold whatever the group decides, `agreed` those of conditions that it can set aside.
    """

    firm: tuple[Problem, ...]
    agreed: tuple[Problem, ...]
    largest: Money | None
    lines: tuple[Line, ...]

    @property
    def reasons(self) -> tuple[Problem, ...]:
        """Every reason against it."""
        return (*self.firm, *self.agreed)

    @property
    def eligible(self) -> bool:
        """Whether there is no reason against it."""
        return not self.reasons


def answer(borrower: Borrower, asked: Asked, conditions: Conditions, currency: str) -> Answer:
    """Eligible or not, with every reason, the largest amount and its arithmetic."""
    firm, agreed = (
        [problem for check in checks for problem in check(borrower, asked, conditions, currency)]
        for checks in (FIRM, AGREED)
    )
    limits = loan_limits.limits(borrower, asked, conditions)
    told = [limit for limit in limits if limit.told]
    limits = [limit for limit in limits if not limit.told]
    most = min((limit.most for limit in limits), default=None)
    if most is not None and most < conditions.smallest:
        most = ZERO
    lines = [limit.line for limit in limits]
    if most is not None and not firm and not agreed:
        lines.append(Line(N_('The largest amount'), Sum(most), N_('the least of these')))
    lines += [limit.line for limit in told]
    largest = ZERO if firm or agreed else most
    firm += _no_amount(asked.amount)
    firm += _above([limit for limit in limits if not limit.agreed], asked.amount, most, currency)
    agreed += _below_the_smallest(asked.amount, conditions, currency)
    agreed += _above([limit for limit in limits if limit.agreed], asked.amount, most, currency)
    return Answer(tuple(firm), tuple(agreed), largest, tuple(lines))


def problems_of_lending(
    found: Answer, member: str, amount: Money, on: date, named: str, known: Known, currency: str
) -> Iterable[Problem]:
    """Why so much cannot be lent to a member on a day, where the decision `named` may set aside what is agreed.

    `member` is her id. Who may borrow needs no decision; one that is named all the same has to be hers, since the loan
    uses it.
    """
    yield from found.firm
    wrong = list(decisions.problems_of_naming(EXCEPTION, '', on, named, known, [member])) if named else []
    if named and not wrong:
        wrong += decisions.problems_of_sum(amount, named, known, currency)
    if wrong or not named:
        yield from found.agreed
    yield from wrong


def on_hold(name: str) -> Problem:
    """Why nothing is lent to a member whose account is on hold."""
    return Problem(N_('{name} is on hold.'), N_('Clear up why, and take the hold off.'), {'name': name}, about='member')


def _no_amount(amount: Money) -> Iterable[Problem]:
    if amount <= ZERO:
        yield Problem(N_('The amount must be more than zero.'), N_('Type the sum that is asked for.'), about='amount')


def _below_the_smallest(amount: Money, conditions: Conditions, currency: str) -> Iterable[Problem]:
    if ZERO < amount < conditions.smallest:
        yield Problem(
            N_('The smallest loan is {smallest}; {amount} is less.'), N_('Ask for more.'),
            {'smallest': Amount(conditions.smallest, currency), 'amount': Amount(amount, currency)}, about='amount',
        )  # fmt: skip


def _above(limits: Iterable[Limit], amount: Money, most: Money | None, currency: str) -> Iterable[Problem]:
    remedy = N_('Ask for at most {largest}.') if most else N_('Ask again when there is room for a loan.')
    for limit in limits:
        if amount > limit.most:
            values = {'most': limit.most, 'amount': amount, 'largest': most or ZERO}
            shown = {name: Amount(value, currency) for name, value in values.items()}
            yield Problem(limit.too_much, remedy, shown, about='amount')


def _membership(borrower: Borrower, asked: Asked, conditions: Conditions, currency: str) -> Iterable[Problem]:
    if not borrower.active:
        yield Problem(
            N_('{name} is no longer an active member.'), N_('Let her join again first.'), {'name': borrower.name},
            about='member',
        )  # fmt: skip
    if borrower.on_hold:
        yield on_hold(borrower.name)


def _long_enough(borrower: Borrower, asked: Asked, conditions: Conditions, currency: str) -> Iterable[Problem]:
    since = months_later(borrower.joined, conditions.least_months_a_member)
    if asked.on < since:
        yield Problem(
            N_('{name} joined on {joined}; loans are given after {months} months as a member.'),
            N_('Ask again from {day} on.'),
            {
                'name': borrower.name, 'joined': borrower.joined, 'months': conditions.least_months_a_member,
                'day': since,
            }, about='member',
        )  # fmt: skip


def _saved_enough(borrower: Borrower, asked: Asked, conditions: Conditions, currency: str) -> Iterable[Problem]:
    saved = borrower.savings + (borrower.shares if conditions.shares_count else ZERO)
    if saved < conditions.least_savings:
        yield Problem(
            N_('{name} has saved {savings}; at least {least} is asked for.'), N_('Save the rest first.'),
            {
                'name': borrower.name, 'savings': Amount(saved, currency),
                'least': Amount(conditions.least_savings, currency),
            }, about='member',
        )  # fmt: skip
    if conditions.share_capital_complete and borrower.share_capital_missing > ZERO:
        yield Problem(
            N_('Of the share capital of {name} {missing} is missing.'), N_('Pay the share capital first.'),
            {'name': borrower.name, 'missing': Amount(borrower.share_capital_missing, currency)}, about='member',
        )  # fmt: skip


def _other_loans(borrower: Borrower, asked: Asked, conditions: Conditions, currency: str) -> Iterable[Problem]:
    if conditions.no_overdue_loan and borrower.overdue > ZERO:
        yield Problem(
            N_('{name} has {overdue} overdue on a loan.'), N_('Pay what is overdue first.'),
            {'name': borrower.name, 'overdue': Amount(borrower.overdue, currency)}, about='member',
        )  # fmt: skip
    if conditions.most_running_loans is not None and borrower.running_loans >= conditions.most_running_loans:
        yield Problem(
            N_('{name} has {count} running loans; {most} are allowed.'), N_('Pay a loan back first.'),
            {'name': borrower.name, 'count': borrower.running_loans, 'most': conditions.most_running_loans},
            about='member',
        )  # fmt: skip


def _term(borrower: Borrower, asked: Asked, conditions: Conditions, currency: str) -> Iterable[Problem]:
    # Where the term follows from the amount, the largest amount says it.
    if asked.months_of is not None:
        return
    if asked.months is not None and conditions.longest_months and asked.months > conditions.longest_months:
        yield Problem(
            N_('A loan runs from 1 to {longest} months; {months} was asked for.'), N_('Choose another term.'),
            {'longest': conditions.longest_months, 'months': asked.months}, about='count',
        )  # fmt: skip


def _rate(borrower: Borrower, asked: Asked, conditions: Conditions, currency: str) -> Iterable[Problem]:
    if asked.rate_percent is not None:
        yield from problems_of_rate(asked.rate_percent, asked.per, conditions.highest_rate_percent, currency)


def problems_of_rate(rate: Fraction, per: str, highest: Fraction | None, currency: str = '') -> Iterable[Problem]:
    """Why nobody may lend at a rate: below zero, or above the highest, in percent a month, that the bylaws allow."""
    if rate < 0:
        yield Problem(N_('The rate is below zero.'), N_('Type the percentage, or 0 for no interest.'), about='rate')
    if highest is not None and rate > highest * (12 if per == 'year' else 1):
        yield Problem(
            N_('The bylaws allow at most {month} percent a month, which is {year} percent a year.'),
            N_('Lower the rate, or let the group change its bylaws.'),
            {'month': figure_text(highest, currency), 'year': figure_text(highest * 12, currency)}, about='rate',
        )  # fmt: skip


EXCEPTION = 'exception'
FIRM = (_membership, _rate)
AGREED = (_long_enough, _saved_enough, _other_loans, _term)
