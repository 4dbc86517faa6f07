"""A loan as the commands print it, from the application on."""

from datetime import date
from typing import Any

from reports.guarantees import guarantors_of
from reports.loans import loan_standing
from rules import money, standings
from rules.bylaws import decimal_text
from rules.money import Money
from rules.records import Loan
from sheets.book import Book

DAYS = ('applied_on', 'reviewed_on', 'given_on', 'closed_on')


def loan_as_json(book: Book, loan: Loan, on: date) -> dict[str, Any]:
    """A loan for other programs, with how it stands on a day: amounts as exact decimal text."""
    days = {name: day.isoformat() if (day := getattr(loan, name)) else None for name in DAYS}
    standing = loan_standing(book, loan, max(on, loan.began)) if loan.given_on else None

    def text(amount: Money | None) -> str | None:
        return None if amount is None else money.as_text(amount, book.bylaws.currency)

    return {
        'loan': loan.number,
        'member': loan.member_number,
        'name': loan.member_name,
        'product': loan.product,
        'status': loan.status,
        'purpose': loan.purpose,
        'income': text(loan.income),
        'decision': loan.decision,
        'asked': text(loan.asked),
        'approved': text(loan.approved),
        'lent': text(standing.lent) if standing else None,
        'outstanding': text(standing.outstanding) if standing else None,
        'due': text(standings.due(standing, max(on, loan.began))) if standing else None,
        'rate': decimal_text(loan.rate),
        'per': loan.per or 'month',
        'method': loan.method,
        'count': loan.count,
        'every': loan.every,
        'set_anew': loan.set_anew,
        'applied_by': loan.applied_by,
        'reviewed_by': loan.reviewed_by,
        **days,
        'guarantors': [
            {
                'member': row.member_number, 'name': row.member_name, 'amount': text(row.amount), 'phone': row.phone,
                'relation': row.relation, 'status': row.status,
            }
            for row in guarantors_of(book, loan.id)
        ],
        'note': loan.note,
    }  # fmt: skip
