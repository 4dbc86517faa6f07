"""How much a member may borrow: what a group asks before it lends, and the limit that each condition sets.

What is asked is agreed in the bylaws, and a product may have its own multiple, sums and longest term
(`rules/products.py`). For example under those of a SACCO, with three times the deposits less what is still owed,
instalments of at most a third of the income and all of it covered; deposits of 10,000.00, 6,000.00 still owed, an
income of 9,000.00, an instalment of a tenth, and 25,000.00 free with the borrower and her guarantors:

    by what she saved    24,000.00    3 × 10,000.00 − 6,000.00
    by her income        30,000.00    a loan with an instalment of 33.333333 percent of 9,000.00, which is 3,000.00
    by guarantors        25,000.00    what is free

Box and bank set a limit too: 20,000.00 there are 20,000.00 to lend, whatever is taken off as a fee. When the loan is
applied for that is told and no more, since until it is handed over money comes in; approved and handed over is no more
than there is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from rules.day_counts import Per
from rules.explained import Figure, Line, Sum
from rules.money import LARGEST, ZERO, Money, rounded
from rules.problems import N_


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a group asks before it lends; what is None or zero is not asked. Amounts in minor units.

    `savings_multiplier` times savings plus `shares_multiplier` times shares is the most, less what she owes where
    `less_outstanding` says so; where shares count for that, they count as saved everywhere. `income_percent` is what
    the instalments of a month may take of her income, `fund_percent` what one loan may take of the savings of the
    whole group. `highest_rate_percent` is of a month.
    """

    savings_multiplier: Fraction | None = None
    shares_multiplier: Fraction = Fraction(0)
    less_outstanding: bool = False
    least_months_a_member: int = 0
    share_capital_complete: bool = False
    no_overdue_loan: bool = False
    most_running_loans: int | None = None
    income_percent: Fraction | None = None
    longest_months: int | None = None
    smallest: Money = ZERO
    largest: Money | None = None
    fund_percent: Fraction | None = None
    least_savings: Money = ZERO
    must_be_covered: bool = False
    highest_rate_percent: Fraction | None = None

    @property
    def shares_count(self) -> bool:
        """Whether shares count as saved."""
        return self.shares_multiplier > 0


@dataclass(frozen=True, slots=True)
class Borrower:
    """What the books say of a member on the day of the question. Income and instalments are of a month.

    `income` is None where it is not known.
    """

    name: str
    joined: date
    savings: Money = ZERO
    shares: Money = ZERO
    share_capital_missing: Money = ZERO
    outstanding: Money = ZERO
    running_loans: int = 0
    overdue: Money = ZERO
    income: Money | None = None
    instalments: Money = ZERO
    active: bool = True
    on_hold: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """The loan that is asked for. `months` is None for a loan without an end.

    `instalment` gives the highest instalment of a month for an amount, and `months_of`, where a fixed instalment is
    paid until nothing is owed, how long that takes, None for ever; neither falls when the amount grows. `covered` is
    what borrower and guarantors have free, `group_savings` what all members saved, and `in_hand` the money of the loan
    fund in box and bank, which has to be there where the loan is `lent_now`. `rate_percent` is of a month or a year,
    as `per` says. What is None is not known and sets no limit.
    """

    amount: Money
    on: date
    months: int | None = None
    instalment: Callable[[Money], Money] | None = None
    covered: Money | None = None
    group_savings: Money | None = None
    in_hand: Money | None = None
    lent_now: bool = True
    rate_percent: Fraction | None = None
    per: Per = 'month'
    months_of: Callable[[Money], int | None] | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that one condition allows, how it was computed, and what is said of an amount that is more.

    What is `agreed` the group can set aside for once; what is only `told` refuses nothing yet.
    """

    most: Money
    line: Line
    too_much: str
    agreed: bool = True
    told: bool = False


def limits(borrower: Borrower, asked: Asked, conditions: Conditions) -> list[Limit]:
    """Every limit on the amount; none where nothing limits it."""
    return [limit for find in LIMITS for limit in find(borrower, asked, conditions)]


def _by_savings(borrower: Borrower, asked: Asked, conditions: Conditions) -> Iterable[Limit]:
    if conditions.savings_multiplier is None:
        return
    most = conditions.savings_multiplier * borrower.savings + conditions.shares_multiplier * borrower.shares
    values: dict[str, Figure] = {'times': conditions.savings_multiplier, 'savings': Sum(borrower.savings)}
    terms = ['{times} × {savings}']
    if conditions.shares_multiplier and borrower.shares:
        values |= {'times_shares': conditions.shares_multiplier, 'shares': Sum(borrower.shares)}
        # Where members save by shares alone, nothing is said of savings that nobody has.
        terms = [*(terms if borrower.savings else ()), '{times_shares} × {shares}']
    formula = ' + '.join(terms)
    if conditions.less_outstanding:
        most -= borrower.outstanding
        formula += ' − {outstanding}'
        values |= {'outstanding': Sum(borrower.outstanding)}
    yield _limit(
        most, N_('By what she saved'), formula, values,
        N_('What she saved allows a loan of {most}; {amount} is more.'),
    )  # fmt: skip


def _by_income(borrower: Borrower, asked: Asked, conditions: Conditions) -> Iterable[Limit]:
    if conditions.income_percent is None or borrower.income is None or asked.instalment is None:
        return
    # A third is written as 33.333333 percent: what it falls short of a third is less than half of the smallest coin.
    room = rounded(borrower.income * conditions.income_percent / 100) - borrower.instalments
    most = largest_with_instalment(asked.instalment, room)
    yield _limit(
        most, N_('By her income'),
        N_('a loan with an instalment of {income} × {percent} / 100 − {instalments}'),
        {
            'income': Sum(borrower.income), 'percent': conditions.income_percent,
            'instalments': Sum(borrower.instalments),
        },
        N_('The instalment of a loan above {most} is more than her income allows; {amount} is more.'),
    )  # fmt: skip


def _by_term(borrower: Borrower, asked: Asked, conditions: Conditions) -> Iterable[Limit]:
    longest, months_of = conditions.longest_months, asked.months_of
    if months_of is None or not longest:
        return
    most = _largest(lambda amount: (months := months_of(amount)) is not None and months <= longest)
    yield _limit(
        most, N_('By the longest term'), N_('a loan that this instalment repays in {longest} months'),
        {'longest': longest},
        N_('This instalment repays a loan of {most} within the longest term; {amount} is more.'),
    )  # fmt: skip


def _by_guarantors(borrower: Borrower, asked: Asked, conditions: Conditions) -> Iterable[Limit]:
    if conditions.must_be_covered and asked.covered is not None:
        yield _limit(
            asked.covered, N_('By guarantors'), N_('free deposits of the borrower and her guarantors'), {},
            N_('Borrower and guarantors cover a loan of {most}; {amount} is more.'),
        )  # fmt: skip


def _by_the_group(borrower: Borrower, asked: Asked, conditions: Conditions) -> Iterable[Limit]:
    if conditions.largest is not None:
        yield _limit(
            conditions.largest, N_('By the bylaws'), N_('the largest loan to one member'), {},
            N_('The largest loan to one member is {most}; {amount} is more.'),
        )  # fmt: skip
    if conditions.fund_percent is not None and asked.group_savings is not None:
        yield _limit(
            asked.group_savings * conditions.fund_percent / 100, N_('By the savings of the group'),
            '{savings} × {percent} / 100',
            {'savings': Sum(asked.group_savings), 'percent': conditions.fund_percent},
            N_('Of the savings of the group {most} may go into one loan; {amount} is more.'),
        )  # fmt: skip
    if asked.in_hand is not None:
        yield _limit(
            asked.in_hand, N_('By the money there is'), N_('loan fund in box and bank'), {},
            N_('Box and bank hold {most} for loans; {amount} is more.'), agreed=False, told=not asked.lent_now,
        )  # fmt: skip


def largest_with_instalment(instalment: Callable[[Money], Money], room: Money | Fraction) -> Money:
    """The largest amount whose instalment is at most `room`; zero when there is none."""
    return _largest(lambda amount: instalment(amount) <= room)


def _largest(may: Callable[[Money], bool]) -> Money:
    """The largest amount that may be, where none above one that may not does; zero when there is none."""
    fits, too_large = ZERO, LARGEST + 1
    while too_large - fits > 1:
        amount = (fits + too_large) // 2
        if may(amount):
            fits = amount
        else:
            too_large = amount
    return fits


def _limit(
    exact: Money | Fraction, label: str, formula: str, values: Mapping[str, Figure], too_much: str,
    agreed: bool = True, told: bool = False,
) -> Limit:  # fmt: skip
    """A limit in whole minor units: what is a fraction of one is not lent, and nobody borrows less than nothing."""
    most = max(ZERO, int(exact // 1))
    return Limit(most, Line(label, Sum(most), formula, values), too_much, agreed, told)


LIMITS = (_by_savings, _by_income, _by_term, _by_guarantors, _by_the_group)
