"""A member as a borrower: what the book says of her on a day, for the rules of who may borrow."""

from collections.abc import Mapping
from datetime import date

from reports.loans import loan_standing
from rules import standings
from rules.accounts import SAVINGS_SIGNS, signs_of
from rules.loan_limits import Borrower
from rules.money import ZERO, Money
from rules.records import RUNNING, Member
from sheets.book import Book

SHARES_SIGNS = signs_of('shares')


def borrower_of(book: Book, member: Member, on: date) -> Borrower:
    """Her savings, shares and running loans. Income is not in the book."""
    running = [loan for loan in book.loans.values() if loan.member == member.id and loan.status == RUNNING]
    stand = [(loan, loan_standing(book, loan, max(on, loan.began))) for loan in running]
    shares = _sum(book, SHARES_SIGNS, member.id)
    target = book.bylaws.share_target if member.share_target is None else member.share_target
    return Borrower(
        member.name,
        member.joined,
        savings=book.savings(member.id),
        shares=shares,
        share_capital_missing=max(ZERO, target - shares),
        outstanding=sum(standing.outstanding for _, standing in stand),
        running_loans=len(running),
        overdue=sum(standings.due(standing, on) for _, standing in stand if standing.overdue_since),
        active=member.active,
        on_hold=member.on_hold,
    )


def group_savings(book: Book) -> Money:
    """What all members have saved together."""
    return _sum(book, SAVINGS_SIGNS)


def _sum(book: Book, signs: Mapping[str, int], member: str = '') -> Money:
    frame = book.frame()
    if member:
        frame = frame[(frame['member'] == member).to_numpy()]
    sums = frame.groupby('kind', observed=True)['amount'].sum().to_dict()
    return sum((sign * int(sums.get(kind, 0)) for kind, sign in signs.items()), ZERO)
