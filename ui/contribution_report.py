"""The contribution report: by month, quarter and year, with growth and who stopped; the ratios with their formulas."""

from datetime import date

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup

from reports import contribution_report
from reports.contribution_paper import contribution_paper, in_figures, percent
from reports.contribution_report import LENGTHS
from reports.contribution_xlsx import contribution_xlsx
from reports.listings import Shown
from reports.ratios import ratios
from rules.contribution_report import Length
from rules.ratios import Ratio
from sheets.words import N_, _, language, n_
from ui.office import office
from ui.parts import actions, card, div, draw, empty, join, link_button, table
from ui.routes import PDF, XLSX, download, route
from ui.screen import Book, User, screen
from ui.theme import hero

LATEST_LINES = 12


@screen('/reports/contributions', title=N_('Contributions'), may='reports')
def create(book: Book, user: User, by: str = 'month') -> None:
    """The lines, the files, and the ratios."""
    length, today = chosen(by), office().today()
    hero(_('Contributions'), note=_(LENGTHS[length]), back='/reports')
    with card():
        draw(ways(length), lines(book, length, today))
    with div('columns'):
        with card(_('Ratios'), _('on this day')):
            draw(join(ratio_line(one, book.bylaws.currency) for one in ratios(book, today)))
        with card(_('Save and print')):
            draw(
                actions(
                    link_button(f'/reports/contributions.pdf?by={length}', 'download', _('Save PDF'), 'first'),
                    link_button(f'/reports/contributions.xlsx?by={length}', 'sheet', _('Save xlsx')),
                )
            )


def chosen(text: str) -> Length:
    """By what the address asks for, else by month."""
    return next((length for length in LENGTHS if length == text), 'month')


def ways(length: Length) -> Markup:
    """The choice of month, quarter or year."""
    links = join(
        Markup('<a href="/reports/contributions?by={}"{}>{}</a>').format(
            one, Markup(' aria-current="true"') if one == length else '', _(title)
        )
        for one, title in LENGTHS.items()
    )
    return Markup('<nav class="picks" aria-label="{}">{}</nav>').format(_('Length of a period'), links)


def lines(book: Book, length: Length, today: date) -> Markup:
    """A row for each period, the latest first; the older ones are folded away."""
    found = contribution_report.lines(book, length, today)
    if not any(line.total for line in found):
        return empty('deposit', _('No contribution was paid yet.'))
    listed = contribution_report.listing(book, found, Shown(book))
    headers = [column.header for column in listed.columns]
    numbers = [place for place, column in enumerate(listed.columns) if column.align == 'right']
    latest = table(headers, listed.rows[:LATEST_LINES], numbers)
    if not (older := listed.rows[LATEST_LINES:]):
        return latest
    title = n_('{count} earlier period', '{count} earlier periods', len(older)).format(count=len(older))
    return latest + Markup('<details class="fold"><summary><h3>{}</h3></summary>{}</details>').format(
        title, table(headers, older, numbers)
    )


def ratio_line(ratio: Ratio, currency: str) -> Markup:
    """A ratio with its formula, and with the figures that it is made of."""
    return Markup(
        '<div class="row"><span class="grow"><span class="row-title">{}</span><span class="note">{}</span>'
        '<span class="note">{}</span></span><span class="row-end"><b>{} %</b></span></div>'
    ).format(_(ratio.name), _(ratio.formula), in_figures(ratio, currency), percent(ratio))


@route('/reports/contributions.pdf', may='reports')
def save_pdf(book: Book, user: User, request: Request) -> Response:
    """The report on paper, in the language of the group."""
    length = chosen(request.query_params.get('by', ''))
    with language(book.bylaws.language):
        content, title = contribution_paper(book, length, office().today()), _('Contributions')
    return download(content, PDF, f'{book.bylaws.name} {title} {office().today()}.pdf')


@route('/reports/contributions.xlsx', may='reports')
def save_xlsx(book: Book, user: User, request: Request) -> Response:
    """The report as a sheet, in the language of the group."""
    length = chosen(request.query_params.get('by', ''))
    with language(book.bylaws.language):
        content, title = contribution_xlsx(book, length, office().today()), _('Contributions')
    return download(content, XLSX, f'{book.bylaws.name} {title} {office().today()}.xlsx')
