"""The contribution report on paper: each period with its growth and who stopped, then the ratios with their formulas.

with language('mr'):
    pdf = contribution_paper(book, 'month', today)
"""

from datetime import date

from reports import contribution_report, documents
from reports.listings import Listing, Shown
from reports.ratios import ratios
from reports.tables import Column, table
from rules.contribution_report import Length
from rules.explained import Figure, figure_text
from rules.money import rounded
from rules.ratios import Ratio
from sheets.book import Book
from sheets.words import _, shown


def contribution_paper(book: Book, length: Length, today: date) -> bytes:
    """The report since the group began as a PDF in the current language."""
    days = book.bylaws.started_on, today
    title = _('Contributions')
    paper = documents.opened(book, book.bylaws.name, title, days, today)
    paper.heading(f'{title}, {_(contribution_report.LENGTHS[length])}')
    found = contribution_report.lines(book, length, today)
    table(paper, *contribution_report.listing(book, found, Shown(book)))
    paper.heading(_('Ratios'))
    found_ratios = ratio_listing(ratios(book, today), book.bylaws.currency)
    table(paper, found_ratios.columns, found_ratios.rows)
    return documents.signed(paper, book, [_('Prepared by'), _('Approved by'), _('Approved on')])


def ratio_listing(found: list[Ratio], currency: str) -> Listing:
    """The ratios as a table: the formula in words, and its parts in figures."""
    columns = [
        Column(_('Ratio'), words=True), Column(_('Percent'), 'right'), Column(_('Formula'), words=True),
        Column(_('In figures'), words=True),
    ]  # fmt: skip
    rows = [(_(one.name), percent(one), _(one.formula), in_figures(one, currency)) for one in found]
    return Listing(columns, rows, (), '')


def percent(ratio: Ratio) -> str:
    """The value in percent, to a tenth; a stroke where it cannot be said."""
    if ratio.percent is None:
        return '–'
    tenths = rounded(ratio.percent * 10, 1, 'half-up')
    sign, whole, rest = '−' if tenths < 0 else '', *divmod(abs(tenths), 10)
    return f'{sign}{whole}.{rest}' if rest else f'{sign}{whole}'


def in_figures(ratio: Ratio, currency: str) -> str:
    """Each part of the formula with its figure."""

    def figure(value: Figure) -> str:
        return figure_text(value, currency, shown)

    return '; '.join(f'{_(part.label)}: {figure(part.value)}' for part in ratio.parts)
