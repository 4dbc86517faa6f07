"""A member as a borrower: what the book says of her on a day, for the rules of who may borrow."""

from datetime import date

from reports.loans import loan_standing
from reports.shares import SHARES, balances
from rules import schedules, standings
from rules.loan_limits import Borrower
from rules.money import ZERO, Money
from rules.records import RUNNING, Member
from sheets.book import Book


def borrower_of(book: Book, member: Member, on: date, besides: str = '') -> Borrower:
    """Her savings, shares and running loans. Income is not in the book.

    `besides` is the id of the loan that the question is about: only what is overdue of it counts.
    """
    hers = [loan for loan in book.loans.values() if loan.member == member.id and loan.status == RUNNING]
    due = [(loan, loan_standing(book, loan, max(on, loan.began))) for loan in hers]
    stand = [(loan, standing) for loan, standing in due if loan.id != besides]
    shares = balances(book.frame(), SHARES, date.max).get(member.id, ZERO)
    target = book.bylaws.share_target if member.share_target is None else member.share_target
    return Borrower(
        member.name,
        member.joined,
        savings=book.savings(member.id),
        shares=shares,
        share_capital_missing=max(ZERO, target - shares),
        outstanding=sum(standing.outstanding for _, standing in stand),
        running_loans=len(stand),
        instalments=sum(
            schedules.highest_of_a_month((due.due_on, due.total) for due in standing.left if due.due_on > on)
            for _, standing in stand
        ),
        overdue=sum(standings.due(standing, on) for _, standing in due if standing.overdue_since),
        active=member.active,
        on_hold=member.on_hold,
    )


def group_savings(book: Book) -> Money:
    """What all members have saved together."""
    return sum(book.savings(member) for member in book.members)
