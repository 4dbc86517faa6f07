"""Who borrows and from what: what the book says of a member on a day, what the group saved, and what there is to lend.

For example with 12,000.00 in the box and 3,000.00 at the bank, of which 2,000.00 are the social fund's, and an expense
of 500.00 recorded for tomorrow: 12,500.00 to lend.
"""

from datetime import date

from reports.loans import loan_standing
from reports.shares import SHARES, balances
from rules import accounts, schedules, standings
from rules.loan_limits import Borrower
from rules.money import ZERO, Money
from rules.records import RUNNING, Member
from sheets.book import Book

SOCIAL_SIGNS = accounts.signs_of('social')


def borrower_of(book: Book, member: Member, on: date, income: Money | None = None, besides: str = '') -> Borrower:
    """Her savings, shares and running loans, with the income of a month that she gave; None is not known.

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
        income=income,
        instalments=sum(
            schedules.highest_of_a_month((due.due_on, due.total) for due in standing.left if due.due_on > on)
            for _, standing in stand
        ),
        overdue=sum(standings.due(standing, on) for _, standing in due if standing.overdue_since),
        active=member.active,
        on_hold=member.on_hold,
    )


def group_savings(book: Book, with_shares: bool) -> Money:
    """What all members have saved together, and what they have in shares where these count as saved."""
    shares = sum(balances(book.frame(), SHARES, date.max).values()) if with_shares else ZERO
    return sum(book.savings(member) for member in book.members) + shares


def to_lend(book: Book, on: date) -> tuple[date, Money]:
    """What box and bank hold without the social fund, and the day on which that is least, from `on` on."""
    days: dict[date, Money] = {}
    for sign, moved in (*((1, box) for box in book.boxes.values()), (-1, social_fund_by_day(book))):
        for each, amount in moved.items():
            days[each] = days.get(each, ZERO) + sign * amount
    return accounts.lowest_from(on, days)


def social_fund_by_day(book: Book) -> dict[date, Money]:
    """What came into the social fund less what was granted, by day."""
    frame = book.frame()
    moved = frame.loc[frame['kind'].isin(SOCIAL_SIGNS).to_numpy(), ['on', 'kind', 'amount']]
    days: dict[date, Money] = {}
    for on, kind, amount in zip(*(moved[name].tolist() for name in moved), strict=True):
        days[on.date()] = days.get(on.date(), ZERO) + SOCIAL_SIGNS[kind] * amount
    return days
