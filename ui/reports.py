"""Reports: any range of days, seen as pictures of its pages before it is saved, printed or given to the auditor.

The PDF is made in a thread when the page is open in the browser, once for the pictures and the file together.
"""

import logging
from collections.abc import Sequence
from datetime import date
from functools import lru_cache, partial

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup
from nicegui import ui
from starlette.exceptions import HTTPException

from reports.documents import group_report
from reports.export import export
from reports.pictures import page_count, picture
from rules.problems import Problem, Refused
from sheets.words import LANGUAGES, N_, _, language, n_, shown_short_date
from ui import fields, prints, ranges
from ui.icons import icon
from ui.office import look, office
from ui.parts import (
    NOTHING,
    Piece,
    actions,
    card,
    div,
    dot,
    draw,
    join,
    link_button,
    notice,
    problem_list,
    row,
)  # fmt: skip
from ui.ranges import Range
from ui.routes import PDF, XLSX, download, route
from ui.screen import Book, User, screen
from ui.theme import hero

PICTURE_WIDTH, PICTURE_HEIGHT = 820, 1160
# More are not looked at on a screen; all of them are in the file.
MOST_PICTURES = 20


@screen('/reports', title=N_('Reports'), may='reports')
def create(book: Book, user: User, start: str = '', end: str = '', spoken: str = '') -> None:
    """The choice of days, and the report of them."""
    days, spoken, problems = _asked(book, start, end, spoken)
    query = f'{days.query}&spoken={spoken}'
    hero(_('Reports'), note=between(days))
    with div('columns report'):
        with card(_('Which days?'), classes='report-days'):
            draw(notice('bad', '', problem_list(problems)) if problems else NOTHING, choice(book, days, spoken))
        with card(_('Save and print'), classes='report-saving'):
            draw(save_buttons(query))
        with card(_('The report'), classes='report-pages'):
            pages = draw(waiting())
        with card(_('Lists to print'), classes='report-lists'):
            draw(
                row(dot('chart'), _('Contributions'), _('growth, who stopped, ratios'), link='/reports/contributions'),
                join(
                    row(dot(mark), title, note, link=path)
                    for path, mark, title, note in prints.lists(book, office().today())
                ),
            )
    ui.timer(0, partial(show_pages, pages, book, days, spoken), once=True)


def choice(book: Book, days: Range, spoken: str) -> Markup:
    """The ranges that are mostly wanted, and a form for any other."""
    today = office().today()
    ways = join(
        Markup('<a href="/reports?{}&amp;spoken={}"{}>{}</a>').format(
            one.query, spoken, Markup(' aria-current="true"') if one.query == days.query else '', one.title
        )
        for one in ranges.presets(book, today)
    )
    limits = {'earliest': book.bylaws.started_on.isoformat(), 'latest': today.isoformat()}
    typed = fields.side_by_side(
        fields.day('start', _('From'), days.start.isoformat(), required=True, **limits),
        fields.day('end', _('To'), days.end.isoformat(), required=True, **limits),
    )
    return Markup(
        '<nav class="picks" aria-label="{}">{}</nav><form method="get" action="/reports" class="stack">{}{}'
        '<button class="button second">{}<span>{}</span></button></form>'
    ).format(
        _('Often used'), ways, typed,
        fields.choice('spoken', _('Language of the report'), LANGUAGES.items(), spoken, required=True),
        icon('search'), _('Show'),
    )  # fmt: skip


def save_buttons(query: str) -> Markup:
    """Links, so that they work while the pictures are still being made, and without a script."""
    return join([
        actions(link_button(f'/reports/report.pdf?{query}', 'download', _('Save PDF'), 'first')),
        actions(
            Markup('<a class="button second" href="{}" target="_blank">{}<span>{}</span></a>').format(
                f'/reports/report.pdf?{query}&shown=yes', icon('print'), _('Print')
            ),
            link_button(f'/reports/auditor.xlsx?{query}', 'sheet', _('Save xlsx for the auditor')),
        ),
        Markup('<p class="note">{}</p>').format(
            _('The xlsx holds every row with its seal, so that the auditor can check it without the app.')
        ),
    ])  # fmt: skip


def waiting() -> Markup:
    """What is seen while the report is being made."""
    return Markup('<div class="empty" role="status"><span class="turning"></span><p>{}</p></div>').format(
        _('The report is being made.')
    )


async def show_pages(pages: Piece, book: Book, days: Range, spoken: str) -> None:
    """Make the report and show its pages."""
    try:
        count = await look(_pages_of, book, days, spoken, office().today())
    except Exception:
        logging.getLogger(__name__).exception('a report could not be made')
        pages.replace(notice('bad', _('The report could not be made. Please try again, or choose fewer days.')))
        return
    pages.replace(pictures(count, f'{days.query}&spoken={spoken}'))


def _pages_of(book: Book, days: Range, spoken: str, today: date) -> int:
    return page_count(made(book, book.version, days, spoken, today))


def pictures(count: int, query: str) -> Markup:
    """The pages as they will be on paper; each picture is fetched when it comes into sight."""
    drawn = join(
        Markup(
            '<a href="/reports/page-{0}.png?{1}" target="_blank"><img src="/reports/page-{0}.png?{1}" alt="{2}" '
            'width="{3}" height="{4}" loading="lazy"></a>'
        ).format(
            number, query, _('Page {page} of {pages}').format(page=number, pages=count), PICTURE_WIDTH, PICTURE_HEIGHT
        )
        for number in range(1, min(count, MOST_PICTURES) + 1)
    )
    said = n_('{count} page', '{count} pages', count).format(count=count)
    if count > MOST_PICTURES:
        said = _('{pages}; the first {shown} are shown here.').format(pages=said, shown=MOST_PICTURES)
    return Markup('<p class="note">{}</p><div class="papers">{}</div>').format(said, drawn)


@route('/reports/report.pdf', may='reports')
def save_pdf(book: Book, user: User, request: Request) -> Response:
    """The report, to be saved, or with `shown` to be opened and printed."""
    days, spoken = _wanted(book, request)
    pdf = made(book, book.version, days, spoken, office().today())
    return download(pdf, PDF, _file_name(book, days, spoken, 'pdf'), shown='shown' in request.query_params)


@route('/reports/page-{number}.png', may='reports')
def show_page(book: Book, user: User, request: Request) -> Response:
    """A page of the report as a picture."""
    days, spoken = _wanted(book, request)
    number = request.path_params['number']
    try:
        page = int(number) if number.isdecimal() and len(number) < 6 else 0
        drawn = picture(made(book, book.version, days, spoken, office().today()), page, PICTURE_WIDTH)
    except IndexError:
        raise HTTPException(404) from None
    return Response(drawn, media_type='image/png')


@route('/reports/auditor.xlsx', may='reports')
def save_xlsx(book: Book, user: User, request: Request) -> Response:
    """All books of the range, with their seals."""
    days, spoken = _wanted(book, request)
    with language(spoken):
        content = export(book, days.start, days.end)
    return download(content, XLSX, _file_name(book, days, spoken, 'xlsx'))


@lru_cache(maxsize=4)
def made(book: Book, version: int, days: Range, spoken: str, today: date) -> bytes:
    """The report as PDF; kept for its pictures, until the book has another version."""
    with language(spoken):
        return group_report(book, days.start, days.end, today)


def between(days: Range) -> str:
    """The days in words."""
    return _('{start} to {end}').format(start=shown_short_date(days.start), end=shown_short_date(days.end))


def _asked(book: Book, start: str, end: str, spoken: str) -> tuple[Range, str, Sequence[Problem]]:
    """Days and language as they stand in the address; this year where they are none, and why."""
    today = office().today()
    usual = ranges.within(book, today, ranges.years(book, today)[0])
    spoken = spoken if spoken in LANGUAGES else book.bylaws.language
    try:
        return ranges.chosen(book, today, start, end) if start or end else usual, spoken, ()
    except Refused as refused:
        return usual, spoken, refused.problems


def _wanted(book: Book, request: Request) -> tuple[Range, str]:
    """The same for a file, which is not made of other days than those that were asked for."""
    asked = request.query_params
    days, spoken, problems = _asked(book, asked.get('start', ''), asked.get('end', ''), asked.get('spoken', ''))
    if problems:
        raise HTTPException(404)
    return days, spoken


def _file_name(book: Book, days: Range, spoken: str, ending: str) -> str:
    with language(spoken):
        title = _('Report') if ending == 'pdf' else _('For the auditor')
    return f'{book.bylaws.name} {title} {days.start} {days.end}.{ending}'
