"""Savings accounts: on what terms, what may be taken out, who announced it, whose account is on hold.

announce(book, 'M2024-003', day, who, now, today, request)     she gives notice that she takes savings out
hold(book, 'M2024-003', 'her brother contests it', day, who, now, today, request), release(...)
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from actions.parts import amend
from actions.who import Who
from reports.guarantees import pledged
from rules import accounts, days, savings, unknown
from rules.accounts import SAVINGS_SIGNS
from rules.bylaws import Bylaws
from rules.money import Money
from rules.periods import month_of
from rules.problems import N_, Problem, Refused, refuse
from rules.records import Member
from rules.savings import Savings, SavingsTerms
from rules.transactions import Transaction
from sheets.book import Book
from sheets.columns import MEMBERS
from sheets.lookups import of_savings


def terms_of(bylaws: Bylaws) -> SavingsTerms:
    """What the group agreed on savings; without savings accounts there are no limits."""
    if not bylaws.module_deposits:
        return SavingsTerms()
    return SavingsTerms(
        minimum_balance=bylaws.least_balance,
        most_a_day=bylaws.withdrawal_most,
        notice_days=bylaws.withdrawal_notice_days,
    )


def refuse_too_much(book: Book, asked: Transaction) -> None:
    """Raise Refused with every reason why this cannot be taken out of her savings on that day."""
    member = book.member(asked.member)
    assert member is not None, 'looked at before'
    if problems := list(problems_of_withdrawal(book, member, asked.amount, asked.on)):
        raise Refused(problems)


def problems_of_withdrawal(
    book: Book, member: Member, amount: Money, on: date, closing: bool = False
) -> Iterable[Problem]:
    """Every reason why this cannot be taken out of her savings on that day; with `closing` she takes out all of it."""
    account, notice_on = account_of(book, member, on)
    account = replace(account, closing=account.closing or closing)
    bylaws = book.bylaws.on(on)
    return savings.problems_of_withdrawal(amount, on, account, terms_of(bylaws), bylaws.currency, notice_on)


def account_of(book: Book, member: Member, on: date) -> tuple[Savings, date | None]:
    """How her account stands on a day, and when she announced a withdrawal that she has not made yet.

    She cannot take out what she brought only later, nor what a later withdrawal has taken already.
    """
    by_day: dict[date, Money] = {}
    taken: dict[date, Money] = {}
    for day, kind, mode, amount in _rows(book, member.id):
        by_day[day] = by_day.get(day, 0) + SAVINGS_SIGNS[kind] * amount
        # What is set off, such as the tax on her interest, is not handed to her.
        if kind == 'withdrawal' and mode != 'set-off':
            taken[day] = taken.get(day, 0) + amount
    _day, lowest = accounts.lowest_from(on, by_day)
    account = Savings(
        balance=min(lowest, book.savings(member.id)),
        held=pledged(book, member.id, on),
        taken_that_day=taken.get(on, 0),
        taken_this_month=sum(amount for day, amount in taken.items() if month_of(day) == month_of(on)),
        frozen=member.on_hold,
        closing=not member.active,
    )
    notice_on = member.notice_on
    used = notice_on and sum(amount for day, amount in taken.items() if notice_on <= day < on) > 0
    return account, None if used else notice_on


def announce(book: Book, number: str, on: date, who: Who, now: datetime, today: date, request: str) -> Member:
    """Write down that she announced a withdrawal on that day."""
    who.must('record')
    if problems := list(days.not_yet(on, today)):
        raise Refused(problems)
    return _amended(book, number, {'notice_on': on.isoformat()}, '', on, who, now, request)


def hold(book: Book, number: str, reason: str, on: date, who: Who, now: datetime, request: str) -> Member:
    """Put her account on hold, with the reason: nothing is paid out and nothing lent until it is released."""
    who.must('lend')
    if not reason.strip():
        raise refuse(N_('The reason is missing.'), N_('Say in a few words why.'), about='reason')
    values = {'on_hold': 'yes', 'reason': reason.strip()}
    return _amended(book, number, values, reason.strip(), on, who, now, request)


def release(book: Book, number: str, on: date, who: Who, now: datetime, request: str) -> Member:
    """Release her account again."""
    who.must('lend')
    return _amended(book, number, {'on_hold': '', 'reason': ''}, '', on, who, now, request)


def _amended(
    book: Book, number: str, values: Mapping[str, str], reason: str, on: date, who: Who, now: datetime, request: str
) -> Member:
    with book.writing() as writing:
        member = book.member(number)
        if member is None:
            raise Refused([unknown.no_member(number)])
        if not writing.answer(request):
            amend(book, writing, MEMBERS, member.id, member.name, dict(values), reason, on, who, now, request)
            writing.set_answer(request, 'account', {})
    return book.members[member.id]


def _rows(book: Book, member_id: str) -> list[tuple[date, str, str, Money]]:
    frame = book.frame()
    rows = of_savings(frame.loc[(frame['member'] == member_id).to_numpy()])[['on', 'kind', 'mode', 'amount']]
    return [(on.date(), kind, mode, amount) for on, kind, mode, amount in rows.itertuples(index=False)]
