"""Members come, change, leave and return; nobody is deleted.

add(book, NewMember(request, 'Sunita Patil', '98220 12345'), who, now, today)  →  the member with her number
deactivate(book, 'M2024-003', 'moved to Pune', day, who, now, today, request)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from actions.parts import amend, tell_registers
from actions.who import Who
from rules import days, members, money, unknown
from rules.money import Money
from rules.problems import N_, Problem, Refused, Word, refuse
from rules.records import ACTIVE, INACTIVE, Member
from sheets.book import Book
from sheets.columns import MEMBERS
from sheets.recording import Recording


@dataclass(frozen=True, slots=True)
class NewMember:
    """A request to add a member.

    Without a monthly sum she has the group's, without a day she joins today, without a number she gets the next one.
    """

    id: str
    name: str
    mobile: str
    monthly: Money | None = None
    joined: date | None = None
    number: str = ''


def add(book: Book, asked: NewMember, who: Who, now: datetime, today: date) -> Member:
    """Add a member and give her the next number. Raises Refused with every reason."""
    with book.writing() as writing:
        return add_within(book, writing, asked, who, now, today)


def add_within(
    book: Book, writing: Recording, asked: NewMember, who: Who, now: datetime, today: date, typed: str = ''
) -> Member:
    """Add a member within a writing that is under way; `typed` is the fingerprint of her row where someone typed it."""
    who.must('members')
    if earlier := writing.answer(asked.id):
        return book.members[earlier.answer['member']]
    if problems := list(problems_of_new(book, asked, today)):
        raise Refused(problems)
    joined = asked.joined or today
    member = Member(
        id=asked.id,
        number=asked.number or members.next_number(book.members.values(), joined),
        name=asked.name.strip(),
        mobile=members.national_mobile(asked.mobile, book.bylaws.country) or '',
        monthly=book.bylaws.monthly_due if asked.monthly is None else asked.monthly,
        joined=joined,
    )
    writing.insert(MEMBERS, member, asked.id, now, typed=typed)
    writing.set_answer(asked.id, 'member', {'member': member.id})
    return member


def problems_of_new(book: Book, asked: NewMember, today: date) -> Iterable[Problem]:
    """Why somebody cannot be added."""
    yield from members.problems_of_name(asked.name)
    yield from members.problems_of_mobile(asked.mobile, book.bylaws.country, '', book.members.values())
    yield from days.problems_of_day(asked.joined or today, book.bylaws.started_on, today)
    yield from _problems_of_number(asked.number, book)


def edit(
    book: Book, number: str, name: str, mobile: str, monthly: Money, who: Who, now: datetime, today: date, request: str
) -> Member:
    """Amend her name, mobile number or monthly sum; what changed is written down with old and new value."""
    who.must('members')
    with book.writing() as writing:
        member = _member(book, number)
        if writing.answer(request):
            return member
        problems = [
            *members.problems_of_name(name),
            *members.problems_of_mobile(mobile, book.bylaws.country, member.id, book.members.values()),
        ]
        if problems:
            raise Refused(problems)
        values = {
            'name': name.strip(),
            'mobile': members.national_mobile(mobile, book.bylaws.country) or '',
            'monthly': money.as_text(monthly, book.bylaws.currency),
        }
        amend(book, writing, MEMBERS, member.id, member.name, values, '', today, who, now, request)
        tell_registers(book, writing, member.id, '', today, who, now, request)
        writing.set_answer(request, 'edit', {})
    return book.members[member.id]


def deactivate(
    book: Book, number: str, reason: str, on: date, who: Who, now: datetime, today: date, request: str
) -> Member:
    """She leaves: inactive from the day after, with the reason. Her number and her rows stay."""
    if not reason.strip():
        raise refuse(N_('The reason is missing.'), N_('Say in a few words why she leaves.'), about='reason')
    return _set_status(book, number, INACTIVE, reason, on, who, now, today, request)


def reactivate(
    book: Book, number: str, reason: str, on: date, who: Who, now: datetime, today: date, request: str
) -> Member:
    """She returns, with her old number and everything that was recorded of her."""
    return _set_status(book, number, ACTIVE, reason, on, who, now, today, request)


def _set_status(
    book: Book, number: str, status: str, reason: str, on: date, who: Who, now: datetime, today: date, request: str
) -> Member:
    who.must('members')
    with book.writing() as writing:
        member = _member(book, number)
        if writing.answer(request):
            return member
        if member.status == status:
            raise refuse(
                N_('{name} ({number}) is already {status}.'), N_('Nothing is left to do.'),
                name=member.name, number=member.number, status=Word(status),
            )  # fmt: skip
        if problems := list(problems_of_status_day(book, member, on, today)):
            raise Refused(problems)
        values = {'status': status, 'reason': reason.strip()[: members.LONGEST_NAME]}
        amend(book, writing, MEMBERS, member.id, member.name, values, reason.strip(), on, who, now, request)
        writing.set_answer(request, status, {})
    return book.members[member.id]


def _member(book: Book, number: str) -> Member:
    member = book.member(number)
    if member is None:
        raise Refused([unknown.no_member(number)])
    return member


def _problems_of_number(number: str, book: Book) -> Iterable[Problem]:
    """A number that she brings along must be one that nobody ever had."""
    if number and any(member.number == number for member in book.members.values()):
        yield Problem(
            N_('The number {number} was given already.'), N_('Leave it empty: the next free one is given.'),
            {'number': number}, about='number',
        )  # fmt: skip
    if len(number) > members.LONGEST_NUMBER or not number.isprintable():
        yield Problem(
            N_('{number} cannot be the number of a member.'), N_('Leave it empty: the next free one is given.'),
            {'number': repr(number)[:60]}, about='number',
        )  # fmt: skip


def problems_of_joining(book: Book, member: Member, joined: date, today: date) -> Iterable[Problem]:
    """Why a day cannot be the one on which she joined: something was recorded of her before."""
    if problems := list(days.problems_of_day(joined, book.bylaws.started_on, today)):
        yield from problems
        return
    frame = book.frame()
    hers = frame.loc[(frame['member'] == member.id).to_numpy(), 'on']
    changed = [change.on for change in members.changes_of(member, book.changes, 'status')]
    recorded = [hers.min().date()] if len(hers) else []
    first = min([*recorded, *changed], default=joined)
    if joined > first:
        yield Problem(
            N_('{name} joined before {day}: something was recorded of her on that day.'), N_('Correct the date.'),
            {'name': member.name, 'day': first}, about='joined',
        )  # fmt: skip


def problems_of_status_day(book: Book, member: Member, on: date, today: date) -> Iterable[Problem]:
    """Leaving and returning follow each other in time."""
    yield from days.problems_of_day(on, book.bylaws.started_on, today)
    yield from problems_before_change(book, member, on)


def problems_before_change(book: Book, member: Member, on: date) -> Iterable[Problem]:
    """Why a day is too early: she joined, left or returned after it."""
    earlier = [change.on for change in members.changes_of(member, book.changes, 'status')]
    last = max([member.joined, *earlier])
    if on < last:
        yield Problem(
            N_('{day} lies before {last}, when her membership last changed.'), N_('Correct the date.'),
            {'day': on, 'last': last}, about='date',
        )  # fmt: skip
