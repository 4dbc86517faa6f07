"""Interest on savings, posted as entries: for a period that is over, for everybody together, all or nothing.

    asked = NewInterest(request, period)
    preview(book, asked, today)                      what each member earns, with its arithmetic; records nothing
    post(book, asked, who, now, today)               an entry `savings-interest` for each, and a row of Distributions

A period begins where the last one that was posted ended, so that no day counts twice and none is forgotten.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from actions.record import record_within
from actions.savings import terms_of
from actions.who import Who
from rules import savings
from rules.accounts import SAVINGS_SIGNS
from rules.balances import Period
from rules.explained import Explained
from rules.money import Money
from rules.periods import month_of
from rules.problems import N_, Problem, Refused
from rules.records import Member
from rules.register_records import RECORDED, Distribution, next_number
from rules.transactions import Transaction
from sheets.book import Book
from sheets.columns import DISTRIBUTIONS
from sheets.lookups import of_savings

LETTER, KIND = 'V', 'interest'
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NewInterest:
    """A request to post the interest of a period."""

    id: str
    period: Period


@dataclass(frozen=True, slots=True)
class Earned:
    """What a member earns in a period: the rounded sum with the lines that lead to it."""

    member: Member
    interest: Explained


def next_first(book: Book) -> date:
    """The day on which the next period begins: after the last that was posted, or with the month of the first rows."""
    posted = [each.last for each in _posted(book)]
    return max(posted) + ONE_DAY if posted else month_of(book.bylaws.started_on).first_day


def choices(book: Book, today: date) -> list[Period]:
    """The periods that can be posted: from where the last one ended to the end of each month that is over."""
    first = next_first(book)
    month, found = month_of(first), []
    while month.last_day < today:
        found.append(Period(first, month.last_day))
        month = month.plus(1)
    return found


def preview(book: Book, asked: NewInterest, today: date) -> list[Earned]:
    """What each member earns, those who earn nothing left out. Raises Refused with every reason."""
    if problems := list(_problems(book, asked.period, today)):
        raise Refused(problems)
    terms = terms_of(book.bylaws.on(asked.period.last))
    earned = []
    for member, moved in _movements(book):
        interest = savings.interest(0, moved, asked.period, terms)
        if interest.result > 0:
            earned.append(Earned(member, interest))
    if not earned:
        raise Refused([Problem(N_('Nobody earns interest in this period.'), N_('Choose a longer period.'))])
    return earned


def post(book: Book, asked: NewInterest, who: Who, now: datetime, today: date) -> Distribution:
    """Record it for everybody together. Raises Refused with every reason, and then nothing has changed."""
    who.must('record')
    with book.writing() as writing:
        if writing.answer(asked.id):
            return book.register(DISTRIBUTIONS)[asked.id]  # type: ignore[no-any-return]
        earned, period = preview(book, asked, today), asked.period
        posted = Distribution(
            id=asked.id,
            number=next_number(LETTER, book.register(DISTRIBUTIONS).values(), today),
            on=period.last,
            kind=KIND,
            first=period.first,
            last=period.last,
            pool=sum(each.interest.result for each in earned),
            method=terms_of(book.bylaws.on(period.last)).method,
            members=len(earned),
            status=RECORDED,
        )
        writing.insert(DISTRIBUTIONS, posted, asked.id, now)
        for entry in _entries(earned, posted):
            record_within(book, writing, entry, who, now, today)
        writing.set_answer(asked.id, KIND, {})
    return posted


def _entries(earned: Iterable[Earned], posted: Distribution) -> Iterator[Transaction]:
    for place, each in enumerate(earned, start=1):
        yield Transaction(
            f'{posted.id}-{place}', 'savings-interest', each.interest.result, posted.on, each.member.number,
            about=posted.id,
        )  # fmt: skip


def _problems(book: Book, period: Period, today: date) -> Iterator[Problem]:
    terms = terms_of(book.bylaws.on(period.last))
    if not terms.rate_percent:
        yield Problem(
            N_('The bylaws say that savings earn no interest.'), N_('Write the rate into the bylaws first.'),
            about='rate',
        )  # fmt: skip
    yield from savings.problems_of_savings_terms(terms)
    if period.last >= today:
        yield Problem(
            N_('The period ends on {day} and is not over.'), N_('Post its interest when its last evening has passed.'),
            {'day': period.last}, about='period',
        )  # fmt: skip
    if period.first != (first := next_first(book)) or not period.of_whole_months or period.first > period.last:
        yield Problem(
            N_('Interest is posted for whole months from {day} on: no day counts twice and none is left out.'),
            N_('Choose one of the periods that are offered.'), {'day': first}, about='period',
        )  # fmt: skip


def _posted(book: Book) -> list[Distribution]:
    """The periods whose interest was posted and not taken back."""
    found = book.register(DISTRIBUTIONS).values()
    return [each for each in found if each.kind == KIND and each.status == RECORDED]


def _movements(book: Book) -> Iterator[tuple[Member, Sequence[tuple[date, Money]]]]:
    """What each member put in and, with a minus, took out, by day."""
    rows = of_savings(book.frame())
    signed = rows['amount'] * rows['kind'].map(SAVINGS_SIGNS).astype('int64')
    sums = signed.groupby([rows['member'], rows['on'].dt.date]).sum()
    moved: dict[str, list[tuple[date, Money]]] = {}
    for key, amount in sums.items():
        member_id, on = cast('tuple[str, date]', key)
        moved.setdefault(member_id, []).append((on, int(amount)))
    for member in sorted(book.members.values(), key=lambda member: member.number):
        if member.id in moved:
            yield member, moved[member.id]
