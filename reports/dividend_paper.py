"""The slip of a dividend, or of interest on deposits, on paper: each amount that counted, the tax, what is paid out.

with language('mr'):
    pdf = slip_paper(book, batch, member, printed_on=today)
    pdf = batch_paper(book, batch, printed_on=today)               what all members got
    pdf = preview_paper(book, found, printed_on=today)             what all would get, before it is recorded
"""

from collections.abc import Iterable, Sequence
from datetime import date

from reports import documents
from reports.dividends import Computed, Given, given_in, recorded
from reports.listings import Shown
from reports.paper import BODY, SMALL, Paper
from reports.shapes import QUIET
from reports.tables import Column, table
from rules.dividends import Dividend
from rules.explained import Line
from rules.records import Member
from rules.register_records import Distribution
from sheets.book import Book
from sheets.words import N_, _, shown, shown_date, shown_money

TITLES = {'dividend': N_('Dividend'), 'interest': N_('Interest on deposits'), 'share-out': N_('Share-out')}
SIGNED_BY = N_('President'), N_('Secretary'), N_('Treasurer')


def slip_paper(book: Book, batch: Distribution, member: Member, printed_on: date) -> bytes:
    """The slip of one member as a PDF in the current language."""
    given, currency = given_in(book, batch)[member.id], book.bylaws.currency
    paper = _opened(book, batch, member.name, printed_on, member.number)
    paper.key_figures([
        (_('Before tax'), shown_money(given.gross, currency)),
        (_('Tax withheld'), shown_money(given.tax, currency)),
        (_('Paid out'), shown_money(given.net, currency)),
    ])  # fmt: skip
    paper.heading(_('How it was computed'))
    columns, rows = explained_table(recorded(book, batch).slip(member.id).lines, currency)
    table(paper, columns, rows)
    if batch.note:
        paper.paragraph(batch.note, BODY)
    return documents.signed(paper, book, [_('Treasurer'), _('Member')])


def batch_paper(book: Book, batch: Distribution, printed_on: date) -> bytes:
    """A batch as a PDF in the current language: what each member got, before and after tax, and the sums."""
    paper = _opened(book, batch, book.bylaws.name, printed_on)
    _what_each_gets(book, paper, list(given_in(book, batch).values()))
    if batch.note:
        paper.paragraph(batch.note, BODY)
    return documents.signed(paper, book, list(map(_, SIGNED_BY)))


def preview_paper(book: Book, found: Computed, printed_on: date) -> bytes:
    """What each would get, as a PDF in the current language, to be read out before it is recorded."""
    period = found.declared.period
    paper = documents.opened(book, book.bylaws.name, _(TITLES[found.kind]), (period.first, period.last), printed_on)
    paper.paragraph(_('A preview: it is not recorded yet.'), BODY)
    _what_each_gets(book, paper, found.given)
    return documents.signed(paper, book, list(map(_, SIGNED_BY)))


def _what_each_gets(book: Book, paper: Paper, given: Sequence[Given | Dividend]) -> None:
    """A row for each member, and what all get together."""
    say = Shown(book)
    amounts = [(each.gross, each.tax, each.net) for each in given]
    columns = [
        Column(_('Number')), Column(_('Name'), words=True),
        *map(say.amounts, (_('Before tax'), _('Tax withheld'), _('Paid out'))),
    ]  # fmt: skip
    people = [book.members[each.member] for each in given]
    rows = [(one.number, one.name, *map(say.amount, each)) for one, each in zip(people, amounts, strict=True)]
    table(
        paper, columns, rows, ('', _('Together'), *(say.amount(sum(column)) for column in zip(*amounts, strict=True)))
    )


def _opened(book: Book, batch: Distribution, name: str, printed_on: date, whose: str = '') -> Paper:
    paper = documents.opened(book, name, _(TITLES[batch.kind]), (batch.first, batch.last), printed_on)
    said = _('{number} of {day}').format(number=batch.number, day=shown_date(batch.on))
    paper.paragraph(f'{whose} · {said}' if whose else said, SMALL, QUIET)
    return paper


def explained_table(lines: Iterable[Line], currency: str) -> tuple[list[Column], list[tuple[str, str, str]]]:
    """The arithmetic of a figure as the columns and rows of a table."""
    columns = [Column('', words=True), Column(_('Arithmetic'), words=True), Column(_('Amount'), 'right')]
    told = [line.said(currency, _, shown) for line in lines]
    return columns, [(each.label, each.formula, each.value) for each in told]
