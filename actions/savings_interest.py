"""The interest that the bylaws promise on savings: which periods are open, and what is asked of actions/dividends.py.

    asked(book, request, period, on)      a batch of interest at the rates of the bylaws, put into everybody's savings

Interest on deposits is given in one way, as a batch: at the rate of the bylaws, or as the members declare it. A period
begins where the last batch of interest ended, so that no day counts twice and none is forgotten. The batch is dated
the day on which it is decided, and names its period: the months of the period may be closed already.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from actions import dividends
from actions.dividends import Asked
from reports.dividends import distributions
from rules.balances import Period
from rules.bylaw import SavingsInterest
from rules.dividends import Declaration, Rate, Weighting
from rules.periods import month_of
from rules.problems import N_, Problem, Refused
from rules.savings_rates import rates_of
from sheets.book import Book

ONE_DAY = timedelta(days=1)
COUNTED: Mapping[SavingsInterest, Weighting] = {
    'daily balance': 'average balance', 'monthly minimum': 'monthly minimum',
}  # fmt: skip
"""How balances count for each way of reckoning that the bylaws know."""


def next_first(book: Book) -> date:
    """The day on which the next period begins: after the last that was given, or with the month of the first rows."""
    given = [each.last for each in distributions(book, 'interest')]
    return max(given) + ONE_DAY if given else month_of(book.bylaws.started_on).first_day


def choices(book: Book, today: date) -> list[Period]:
    """The periods whose interest can be given: from where the last one ended to the end of each month that is over."""
    first = next_first(book)
    month, found = month_of(first), []
    while month.last_day < today:
        found.append(Period(first, month.last_day))
        month = month.plus(1)
    return found


def asked(book: Book, request: str, period: Period, on: date) -> Asked:
    """The batch of a period as the bylaws promise it: each day or month bears its own rate. Raises Refused with every
    reason."""
    counted = COUNTED[book.bylaws.on(period.last).savings_interest]
    rates = rates_of(book.bylaws, period, counted)
    if problems := list(_problems(book, period, rates)):
        raise Refused(problems)
    first, *later = rates
    declared = Declaration(period, counted, first.percent, rate_per='year', rates=tuple(later))
    note = f'{period.first} – {period.last}'
    return Asked(request, 'interest', dividends.declare(book, declared, on), on, credited=True, note=note)


def problems_of_new_rate(book: Book, on: date) -> Iterable[Problem]:
    """Why the rate of the bylaws cannot change from a day on: interest was given for it already."""
    given = [each for each in distributions(book, 'interest') if on <= each.last]
    if given:
        last = max(each.last for each in given)
        yield Problem(
            N_('Interest was given already for the days up to {day}.'),
            N_('Choose a later day, or take that interest back first.'), {'day': last}, about='date',
        )  # fmt: skip


def _problems(book: Book, period: Period, rates: Sequence[Rate]) -> Iterator[Problem]:
    if not book.bylaws.on(period.last).module_deposits or not any(rate.percent for rate in rates):
        yield Problem(
            N_('The bylaws say that savings earn no interest.'), N_('Write the rate into the bylaws first.'),
            about='rate',
        )  # fmt: skip
    if period.first != (first := next_first(book)):
        yield Problem(
            N_('Interest is posted for whole months from {day} on: no day counts twice and none is left out.'),
            N_('Choose one of the periods that are offered.'), {'day': first}, about='period',
        )  # fmt: skip
