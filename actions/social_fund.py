"""The social fund: what members pay in for help in need, what is granted, and that it stays apart from the rest.

For example with 12,000.00 in the box, of which 2,000.00 are the social fund's: a grant takes at most 2,000.00, and a
loan or an expense at most 10,000.00.
"""

from collections.abc import Sequence
from datetime import date

from actions.parts import Part
from reports.borrowers import SOCIAL_SIGNS, social_fund_by_day, to_lend
from rules import accounts
from rules.money import ZERO, Amount, Money
from rules.problems import N_, Problem, refuse
from rules.transactions import Transaction
from sheets.book import Book


def balance(book: Book, on: date) -> Money:
    """What the fund holds at the end of a day."""
    return sum(amount for day, amount in social_fund_by_day(book).items() if day <= on)


def refuse_too_much(book: Book, asked: Transaction) -> None:
    """A grant takes no more than the fund holds on that day and on any later one. Raises Refused."""
    day, lowest = accounts.lowest_from(asked.on, social_fund_by_day(book))
    if asked.amount > lowest:
        currency = book.bylaws.currency
        raise refuse(
            N_('The social fund holds only {fund} on {day}; {amount} cannot be granted.'),
            N_('Grant at most that, or let the members pay in first.'), about='amount',
            fund=Amount(max(ZERO, lowest), currency), day=day, amount=Amount(asked.amount, currency),
        )  # fmt: skip


def shortage(book: Book, on: date, parts: Sequence[Part]) -> Problem | None:
    """Why these rows cannot be paid out: all that is left in cash and bank is the social fund's."""
    if book.bylaws.below_zero_allowed:
        return None
    change = sum(part.amount * _apart(part.kind, part.mode or 'cash') for part in parts)
    # What the fund had when the book began is written down before or after the money that it lies in.
    if change >= ZERO or all(part.kind == 'opening-social' for part in parts):
        return None
    day, lowest = to_lend(book, on)
    if lowest + change >= ZERO:
        return None
    return Problem(
        N_('Without the social fund there is only {available} in cash and bank on {day}.'),
        N_('Record what came in first, or a smaller amount.'),
        {'available': Amount(max(ZERO, lowest), book.bylaws.currency), 'day': day}, about='amount',
    )  # fmt: skip


def _apart(kind: str, mode: str) -> int:
    """What one unit of an entry does to cash and bank without what is the social fund's of it."""
    return sum(accounts.effects(kind, mode)) - SOCIAL_SIGNS.get(kind, 0)
