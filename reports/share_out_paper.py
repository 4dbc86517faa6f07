"""The share-out on paper, to be read out before it is recorded: the fund, each member's part, that it adds up.

with language('sw'):
    pdf = share_out_paper(book, gathered, printed_on=today)
"""

from datetime import date

from reports import documents
from reports.dividend_paper import explained_table
from reports.listings import Shown
from reports.paper import SMALL, Paper
from reports.shapes import QUIET
from reports.share_out import Gathered
from reports.tables import Column, table
from rules.share_out import METHODS, ShareOut
from rules.share_out_lines import fund_lines, total_lines
from sheets.book import Book
from sheets.words import _, shown


def share_out_paper(book: Book, found: Gathered, printed_on: date) -> bytes:
    """What would be paid to whom, as a PDF in the current language; every reason against it where there is one."""
    days = min(found.first, found.asked.on), found.asked.on
    paper = documents.opened(book, book.bylaws.name, _('Share-out'), days, printed_on)
    paper.paragraph(_(METHODS[found.terms.method]), SMALL, QUIET)
    if found.problems:
        paper.heading(_('What stands against it'))
        for problem in found.problems:
            paper.paragraph(problem.said(_, shown))
    if done := found.done:
        currency = book.bylaws.currency
        paper.heading(_('The fund'))
        table(paper, *explained_table(fund_lines(done), currency))
        paper.heading(_('The members'))
        _members(book, done, paper)
        paper.heading(_('It adds up'))
        table(paper, *explained_table(total_lines(done), currency))
    return documents.signed(paper, book, [_('President'), _('Secretary'), _('Treasurer')])


def _members(book: Book, done: ShareOut, paper: Paper) -> None:
    say = Shown(book)
    columns = [
        Column(_('Number')), Column(_('Name'), words=True),
        *map(say.amounts, (_('Savings'), _('Profit'), _('Kept apart'), _('Set off'), _('Paid out'))),
    ]  # fmt: skip
    sums = [(each.savings, each.profit, each.apart, -each.set_off, each.paid) for each in done.payouts]
    members = [book.members[each.member] for each in done.payouts]
    rows = [
        (member.number, member.name, *map(say.amount, amounts)) for member, amounts in zip(members, sums, strict=True)
    ]
    total = ('', _('Together'), *(say.amount(sum(column)) for column in zip(*sums, strict=True)))
    table(paper, columns, rows, total)
