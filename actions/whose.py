"""Whose a transaction is: the member who is named or whose loan it is, and why nothing can be recorded for her.

loan L2025-001 of Asha          the member is Asha, whether she is named or not; Bina is a slip
5 March, she joined on the 8th  refused
a deposit of one who left       refused; her last repayment is not, nor what she still brings for a round
"""

from collections.abc import Iterable
from dataclasses import replace

from actions import lending
from rules import eligibility, members, unknown
from rules.problems import N_, Problem
from rules.records import Member
from rules.rotation import is_of_round
from rules.transactions import Transaction
from sheets.book import Book

# Who left may still settle: pay back a loan, pay her fines, take out savings and shares, have a loan written off, get
# what is hers of the merry-go-round.
OPEN_TO_THOSE_WHO_LEFT = frozenset({
    'repayment', 'withdrawal', 'share-back', 'write-off', 'reversal', 'savings-interest', 'fixed-deposit-interest',
    'fixed-deposit-back', 'payout', *lending.PARTS,
})  # fmt: skip


def with_member_of_loan(book: Book, asked: Transaction) -> tuple[Transaction, list[Problem]]:
    """A loan tells whose it is; a loan of someone else is a slip."""
    if not asked.loan:
        return asked, []
    loan = book.loan(asked.loan)
    if loan is None:
        return asked, [unknown.no_loan(asked.loan)]
    if asked.member and asked.member != loan.member_number:
        return asked, [
            Problem(
                N_('The loan {loan} belongs to {name} ({number}).'), N_('Correct the member or the loan.'),
                {'loan': loan.number, 'name': loan.member_name, 'number': loan.member_number}, about='loan',
            )
        ]  # fmt: skip
    return replace(asked, member=loan.member_number), []


def problems_of_member(book: Book, asked: Transaction) -> Iterable[Problem]:
    """Why nothing of this kind can be recorded for the member who is named, on that day: the first reason."""
    if not asked.member:
        return
    member = book.member(asked.member)
    if member is None:
        yield unknown.no_member(asked.member)
    elif sum(other.number == asked.member for other in book.members.values()) > 1:
        yield Problem(
            N_('The number {number} was given twice.'), N_('Give one of the two the next free number.'),
            {'number': asked.member}, about='member',
        )  # fmt: skip
    elif asked.on < member.joined:
        yield Problem(
            N_('{name} joined on {joined}; {day} lies before that.'), N_('Correct the date.'),
            {'name': member.name, 'joined': member.joined, 'day': asked.on}, about='date',
        )  # fmt: skip
    elif asked.kind == 'loan' and member.on_hold:
        yield eligibility.on_hold(member.name)
    elif asked.kind not in OPEN_TO_THOSE_WHO_LEFT and not _settles(asked):
        yield from _problems_of_one_who_left(book, member, asked)


def _settles(asked: Transaction) -> bool:
    """Whether it pays what she owes since before she left: a fine that was charged, or the round of a cycle."""
    return bool(asked.about) and (asked.kind == 'fine' or (asked.kind == 'contribution' and is_of_round(asked.about)))


def _problems_of_one_who_left(book: Book, member: Member, asked: Transaction) -> Iterable[Problem]:
    if not member.active:
        yield Problem(
            N_('{name} ({number}) is no longer an active member.'), N_('Reactivate her first.'),
            {'name': member.name, 'number': member.number}, about='member',
        )  # fmt: skip
    elif not members.belonged(members.spans(member, book.changes), asked.on):
        yield Problem(
            N_('{name} ({number}) was not an active member on {day}.'), N_('Correct the date.'),
            {'name': member.name, 'number': member.number, 'day': asked.on}, about='date',
        )  # fmt: skip
