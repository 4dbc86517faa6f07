"""Rows in the shapes in which other systems exchange them: users, groups, contributions, loans and payouts.

    users          id, username, password, role, group_id
    groups         id, name, description, created_date, balance
    contributions  id, user_id, group_id, amount, date, status       pending, or synced when it is in the workbook
    loans          id, user_id, group_id, amount, interest_rate, date_issued, due_date, status       active or repaid
    payouts        id, group_id, user_id, amount, date, status

Amounts and rates are exact decimal texts, dates ISO 8601. A password is never told; the field is there because the
shape has it. A loan here has no day by which it must be back: a year after it was given is when to look at it again.
"""

from collections.abc import Collection, Iterable, Mapping

from rules import money
from rules.periods import months_later
from rules.records import RUNNING, Entry, Loan, Member
from sheets import cells
from sheets.book import Book
from sheets.columns import LOANS
from sheets.entries import records_of
from sheets.journal import PENDING, SYNCED

REVIEW_MONTHS = 12
PAYOUTS = ('withdrawal', 'payout', 'dividend')
ACTIVE, REPAID = 'active', 'repaid'

Shape = Mapping[str, str]
Rows = Collection[tuple[str, str]]
"""Sheets and ids."""


def shapes(book: Book, rows: Rows) -> dict[str, list[Shape]]:
    """These rows of a book, and the group itself."""
    wanted = set(rows)
    frame, waiting = book.frame(), book.pending_rows()
    ids = {row for sheet, row in wanted if sheet == 'Entries'}
    entries = records_of(frame.loc[frame['id'].isin(ids)])
    return {
        'users': [_user(member, book) for member in book.members.values() if ('Members', member.id) in wanted],
        'groups': [_group(book)],
        'contributions': [_paid(entry, book, waiting) for entry in _of(entries, ('contribution',))],
        'loans': [
            _loan(loan, book)
            for loan in book.loans.values()
            if ('Loans', loan.id) in wanted and loan.given_on and not loan.of_group
        ],
        'payouts': [_paid(entry, book, waiting) for entry in _of(entries, PAYOUTS)],
    }


def _of(entries: Iterable[Entry], kinds: Collection[str]) -> Iterable[Entry]:
    return (entry for entry in entries if entry.kind in kinds and not entry.reverses)


def _user(member: Member, book: Book) -> Shape:
    return {
        'id': member.id, 'username': member.number, 'password': '', 'role': 'member',
        'group_id': book.bylaws.group_id,
    }  # fmt: skip


def _group(book: Book) -> Shape:
    bylaws = book.bylaws
    balance = sum(sum(by_day.values()) for by_day in book.boxes.values())
    return {
        'id': bylaws.group_id, 'name': bylaws.name, 'description': bylaws.place,
        'created_date': bylaws.started_on.isoformat(), 'balance': money.as_text(balance, bylaws.currency),
    }  # fmt: skip


def _paid(entry: Entry, book: Book, waiting: Rows) -> Shape:
    return {
        'id': entry.id, 'user_id': entry.member, 'group_id': book.bylaws.group_id,
        'amount': money.as_text(entry.amount, book.bylaws.currency), 'date': entry.on.isoformat(),
        'status': PENDING if ('Entries', entry.id) in waiting else SYNCED,
    }  # fmt: skip


def _loan(loan: Loan, book: Book) -> Shape:
    currency = book.bylaws.currency
    lent = sum(row.amount for row in book.movements(loan.id) if row.kind == 'loan')
    return {
        'id': loan.id, 'user_id': loan.member, 'group_id': book.bylaws.group_id,
        'amount': money.as_text(lent, currency),
        'interest_rate': cells.to_text(LOANS.column('rate').type, loan.rate, currency),
        'date_issued': loan.began.isoformat(),
        'due_date': months_later(loan.began, REVIEW_MONTHS).isoformat(),
        'status': ACTIVE if loan.status == RUNNING else REPAID,
    }  # fmt: skip
