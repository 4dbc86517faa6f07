"""The share-out on paper, to be read out before it is recorded: the fund, each member's part, that it adds up.

with language('sw'):
    pdf = share_out_paper(book, gathered, printed_on=today)
    pdf = share_out_again(book, batch, printed_on=today)          of one that was recorded, with the same figures
"""

from datetime import date

from reports import documents
from reports.dividend_paper import SIGNED_BY, explained_table
from reports.listings import Shown
from reports.paper import BODY, SMALL, Paper
from reports.shapes import QUIET
from reports.share_out import Gathered, recorded
from reports.tables import Column, table
from rules.explained import Explained
from rules.register_records import Distribution
from rules.share_out import METHODS, Method, ShareOut
from rules.share_out_lines import fund_lines, fund_notes, total_lines
from sheets.book import Book
from sheets.words import _, shown, shown_date


def share_out_paper(book: Book, found: Gathered, printed_on: date) -> bytes:
    """What would be paid to whom, as a PDF in the current language, where nothing stands against it."""
    days = min(found.first, found.asked.on), found.asked.on
    assert found.done is not None, 'asked before'
    paper = _opened(book, days, found.terms.method, printed_on)
    paper.paragraph(_('A preview: it is not recorded yet.'), BODY)
    _figures(book, found.done, paper)
    return documents.signed(paper, book, list(map(_, SIGNED_BY)))


def share_out_again(book: Book, batch: Distribution, printed_on: date) -> bytes:
    """A share-out that was recorded, from its rows: the figures that were read out before."""
    done = recorded(book, batch)
    paper = _opened(book, (batch.first, batch.on), done.terms.method, printed_on)
    paper.paragraph(_('{number} of {day}').format(number=batch.number, day=shown_date(batch.on)), SMALL, QUIET)
    _figures(book, done, paper)
    return documents.signed(paper, book, list(map(_, SIGNED_BY)))


def _opened(book: Book, days: tuple[date, date], method: Method, printed_on: date) -> Paper:
    paper = documents.opened(book, book.bylaws.name, _('Share-out'), days, printed_on)
    paper.paragraph(_(METHODS[method]), SMALL, QUIET)
    return paper


def _figures(book: Book, done: ShareOut, paper: Paper) -> None:
    """The fund, each member's part, and that it adds up."""
    currency = book.bylaws.currency
    paper.heading(_('The fund'))
    _added_up(paper, fund_lines(done), currency)
    for note in fund_notes(done):
        said = note.said(currency, _, shown)
        formula = f'{said.formula} = ' if said.formula else ''
        paper.paragraph(f'{said.label}: {formula}{said.value}', SMALL, QUIET)
    paper.heading(_('The members'))
    _members(book, done, paper)
    paper.heading(_('It adds up'))
    _added_up(paper, total_lines(done), currency)


def _added_up(paper: Paper, explained: Explained, currency: str) -> None:
    """Lines of which the last is what the others come to."""
    columns, (*lines, total) = explained_table(explained.lines, currency)
    table(paper, columns, lines, total)


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
