"""The statement of one member on paper: her dues month by month, what she paid in and took out, her loans.

with language('mr'):
    pdf = member_statement(book, member, date(2024, 4, 1), date(2025, 3, 31), printed_on=today)
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from reports import listings, summaries
from reports.documents import opened, signed
from reports.dues import of_months
from reports.listings import Shown
from reports.tables import table
from rules.records import RUNNING, Member
from sheets.book import Book
from sheets.words import _, shown_money


def member_statement(book: Book, member: Member, start: date, end: date, printed_on: date) -> bytes:
    """The statement of a member for a range of days, both counted, as a PDF in the current language."""
    shown = Shown(book)
    paper = opened(book, f'{member.name} · {member.number}', _('Statement of a member'), (start, end), printed_on)
    paper.key_figures(key_figures(book, member, start, end))
    paper.heading(_('Dues'))
    table(paper, *listings.dues_table(dues_between(book, member, start, end), shown))
    loans = of_member(summaries.loans_table(book, end), member)
    paper.heading(_('Running loans'))
    table(paper, *listings.running_loans(loans[loans['status'] == RUNNING], shown).without(_('Member')))
    if len(past := loans[loans['status'] != RUNNING]):
        paper.heading(_('Past loans'))
        table(paper, *listings.past_loans(past, shown).without(_('Member')))
    paper.heading(_('Entries'))
    table(
        paper,
        *listings.entries_table(of_member(summaries.entries_between(book, start, end), member), shown).without(
            _('Member')
        ),
    )
    return signed(paper, book, [_('Member'), _('Treasurer')])


def key_figures(book: Book, member: Member, start: date, end: date) -> list[tuple[str, str]]:
    """What she paid in the range, and how she stands at its end."""
    row = of_member(summaries.members_table(book, start, end), member)
    currency = book.bylaws.currency
    return [
        (_('Savings to date'), shown_money(int(row['savings'].sum()), currency)),
        (_('Paid in this period'), shown_money(int(row['paid'].sum()), currency)),
        *(
            (_(title), shown_money(int(row[field].sum()), currency))
            for title, field in listings.BESIDES
            if row[field].any()
        ),
        (_('Loan outstanding'), shown_money(int(row['loan_outstanding'].sum()), currency)),
        (_('Missed dues'), str(int(row['dues_missed'].sum()))),
    ]


def dues_between(book: Book, member: Member, start: date, end: date) -> pd.DataFrame:
    """Her dues of the months of the range."""
    return of_months(of_member(summaries.dues_table(book, end), member), start, end)


def of_member(rows: pd.DataFrame, member: Member) -> pd.DataFrame:
    """The rows of one member."""
    return rows[rows['member'] == member.id]
