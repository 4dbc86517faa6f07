"""Financial statements: any of the five, for any days, beside the period or year before; each line opens to its
entries; saved as PDF or spreadsheet; approved by an officer, with the seal of the book on that day."""

from collections.abc import Iterator
from functools import partial
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup
from starlette.exceptions import HTTPException

from actions.approving import approve
from actions.permissions import may
from reports.approvals import approvals
from reports.financial import entries_behind, statement
from reports.financial_paper import statement_paper
from reports.financial_xlsx import statement_xlsx
from reports.statement_lines import KINDS, Kind, Line, Statement
from rules.problems import Problem, Refused
from rules.spans import COMPARED, Compared, Span
from sheets import seals
from sheets.words import N_, _, shown_amount, shown_date, shown_money
from ui import fields, ranges
from ui.arithmetic import entries, kind_words
from ui.forms import Done, Values, form
from ui.icons import icon
from ui.loan_words import sums
from ui.office import office
from ui.parts import (
    NOTHING,
    actions,
    card,
    chip,
    div,
    dot,
    draw,
    empty,
    join,
    link_button,
    notice,
    problem_list,
    row,
)
from ui.ranges import Range
from ui.recording import Desk
from ui.routes import PDF, XLSX, download, route
from ui.screen import Book, User, screen
from ui.theme import hero

TITLES: dict[Kind, str] = {
    'balance-sheet': N_('Balance sheet'), 'income': N_('Income statement'), 'cash-flow': N_('Cash flow statement'),
    'equity': N_('Changes in equity'), 'trial-balance': N_('Trial balance'),
}  # fmt: skip
COMPARED_TITLES: dict[Compared, str] = {'before': N_('With the period before'), 'year': N_('With the year before')}
MOST_ENTRIES = 200


@screen('/statements', title=N_('Statements'), may='reports')
def create(
    book: Book, user: User, kind: str = 'balance-sheet', start: str = '', end: str = '', compared: str = 'before'
) -> None:
    """The choice, the statement, the ways to keep it, and who approved it."""
    problems: tuple[Problem, ...] = ()
    try:
        made, days = _made(book, kind, start, end, compared), _days(book, start, end)
    except Refused as refused:
        days, problems = _days(book, '', ''), refused.problems
        made = _made(book, 'balance-sheet', '', '', 'before')
    query = _query(made, compared)
    hero(made.title, note=f'{shown_date(made.span.first)} – {shown_date(made.span.last)}', back='/money')
    with card(_('Which statement, of which days?')):
        draw(notice('bad', '', problem_list(problems)) if problems else NOTHING, choice(book, made, days, compared))
    with card(made.title, classes='statement'):
        draw(table_of(made, book.bylaws.currency, query))
    with div('columns'):
        with card(_('Save and print')):
            draw(actions(
                link_button(f'/statements/statement.pdf?{query}', 'download', _('Save PDF'), 'first'),
                link_button(f'/statements/statement.xlsx?{query}', 'sheet', _('Save xlsx')),
            ))  # fmt: skip
        if book.bylaws.module_statements:
            with card(_('Approved')):
                draw(_approvals(book, made))
                if may(user.role, 'correct'):
                    record = partial(_approve, Desk(), made.kind, made.span, query)
                    with form(record, button=_('Approve this statement')):
                        draw(fields.text('note', _('Note')))


@screen('/statements/line', title=N_('Statement'), may='reports')
def create_line(
    book: Book, user: User, key: str = '', kind: str = 'balance-sheet', start: str = '', end: str = '',
    compared: str = 'before',
) -> None:  # fmt: skip
    """What one line consists of: each kind of entry with its sum, and the entries themselves."""
    made = _made(book, kind, start, end, compared)
    back = f'/statements?{_query(made, compared)}'
    line = next((each for each in made.lines() if each.key == key), None)
    if line is None:
        hero(_('Statement'), back=back)
        draw(empty('search', _('There is no such line.')))
        return
    currency = book.bylaws.currency
    hero(line.title, note=made.title, figure=shown_money(line.amounts[0], currency), back=back)
    with div('columns'):
        with card(_('How it comes about')):
            draw(_consists(made, line, currency), classes='told')
        with card(_('Entries')):
            draw(entries(book, entries_behind(book, made, key), MOST_ENTRIES))


def choice(book: Book, made: Statement, days: Range, compared: str) -> Markup:
    """The five statements, the ranges that are mostly wanted, and a form for any others."""
    today = office().today()
    kinds = join(
        Markup('<a href="/statements?{}"{}>{}</a>').format(
            urlencode({'kind': kind, 'start': days.start, 'end': days.end, 'compared': compared}),
            Markup(' aria-current="true"') if kind == made.kind else NOTHING, _(title),
        )
        for kind, title in TITLES.items()
    )  # fmt: skip
    spans = join(
        Markup('<a href="/statements?kind={}&amp;{}&amp;compared={}"{}>{}</a>').format(
            made.kind, one.query, compared, Markup(' aria-current="true"') if one.query == days.query else NOTHING,
            one.title,
        )
        for one in ranges.presets(book, today)
    )  # fmt: skip
    limits = {'earliest': book.bylaws.started_on.isoformat(), 'latest': today.isoformat()}
    return Markup(
        '<nav class="picks" aria-label="{}">{}</nav><nav class="picks" aria-label="{}">{}</nav>'
        '<form method="get" action="/statements" class="stack">{}{}{}'
        '<button class="button second">{}<span>{}</span></button></form>'
    ).format(
        _('Statements'), kinds, _('Often used'), spans, fields.hidden('kind', made.kind),
        fields.side_by_side(
            fields.day('start', _('From'), days.start.isoformat(), required=True, **limits),
            fields.day('end', _('To'), days.end.isoformat(), required=True, **limits),
        ),
        fields.one_of('compared', _('Compared'), [(code, _(words)) for code, words in COMPARED_TITLES.items()],
                      compared),
        icon('search'), _('Show'),
    )  # fmt: skip


def table_of(made: Statement, currency: str, query: str) -> Markup:
    """The statement as a table; each line is a link to what it consists of."""
    head = join(Markup('<th scope="col" class="number">{}</th>').format(column.title) for column in made.columns)
    notes = join(Markup('<p class="note">{}</p>').format(note) for note in made.notes)
    return Markup(
        '<div class="scroll"><table class="statement"><thead><tr><th scope="col"></th>{}</tr></thead>'
        '<tbody>{}</tbody></table></div>{}'
    ).format(head, join(_rows(made, currency, query)), notes)


def _rows(made: Statement, currency: str, query: str) -> Iterator[Markup]:
    for section in made.sections:
        if section.title:
            yield Markup('<tr class="part"><th scope="rowgroup" colspan="{}">{}</th></tr>').format(
                len(made.columns) + 1, section.title
            )
        for line in section.all_lines():
            cells = join(
                Markup('<td class="number" data-title="{}">{}</td>').format(
                    column.title, shown_amount(amount, currency)
                )
                for column, amount in zip(made.columns, line.amounts, strict=True)
            )
            link = Markup('<a href="/statements/line?{}&amp;{}">{}</a>').format(
                query, urlencode({'key': line.key}), line.title
            )
            total = Markup(' class="sum"') if line.adds or line is section.total else NOTHING
            yield Markup('<tr{}><th scope="row">{}</th>{}</tr>').format(total, link, cells)


def _consists(made: Statement, line: Line, currency: str) -> Markup:
    """The arithmetic of a line: the lines that it adds up, or its kinds of entry."""
    total = line.title, shown_money(line.amounts[0], currency)
    if line.adds:
        parts = [(sign, made.line(key)) for sign, key in line.adds]
        return sums([(each.title, shown_money(sign * each.amounts[0], currency)) for sign, each in parts], total)
    told = [(kind_words(each.kind, each.entries), shown_money(each.amount, currency)) for each in line.consists_of]
    return sums(told, total)


def _approvals(book: Book, made: Statement) -> Markup:
    found = approvals(book, made.kind, made.span)
    if not found:
        return empty('report', _('Nobody has approved it yet.'))
    head = book.head()
    return join(
        row(
            dot('done'), f'{each.number} · {each.approved_by}',
            ' · '.join(text for text in (shown_date(each.approved_on), each.note, seals.printed(each.head)) if text),
            chip('paid', _('as it stands')) if each.head == head else chip('due', _('rows were added since')),
        )
        for each in found
    )  # fmt: skip


def _approve(desk: Desk, kind: Kind, span: Span, query: str, values: Values) -> Done:
    book, today = desk.book(), office().today()
    done = approve(book, kind, span, values.get('note', ''), desk.who(), office().now(), today, values['entry_id'])
    return Done(_('Approved: {number}.').format(number=done.number), go_to=f'/statements?{query}')


def _days(book: Book, start: str, end: str) -> Range:
    today = office().today()
    return ranges.chosen(book, today, start, end) if start or end else ranges.within(
        book, today, ranges.year_of(today, book.bylaws.country)
    )  # fmt: skip


def _made(book: Book, kind: str, start: str, end: str, compared: str) -> Statement:
    days = _days(book, start, end)
    chosen: Kind = next((each for each in KINDS if each == kind), 'balance-sheet')
    beside: Compared = next((each for each in COMPARED if each == compared), 'before')
    return statement(book, chosen, Span(days.start, days.end), beside)


def _query(made: Statement, compared: str) -> str:
    span = {'start': made.span.first.isoformat(), 'end': made.span.last.isoformat()}
    return urlencode({'kind': made.kind, **span, 'compared': compared})


def _asked(book: Book, request: Request) -> Statement:
    asked = request.query_params
    try:
        return _made(book, *(asked.get(name, '') for name in ('kind', 'start', 'end', 'compared')))
    except Refused:
        raise HTTPException(404) from None


def _file_name(book: Book, made: Statement, ending: str) -> str:
    return f'{book.bylaws.name} {made.title} {made.span.first} {made.span.last}.{ending}'


@route('/statements/statement.pdf', may='reports')
def save_pdf(book: Book, user: User, request: Request) -> Response:
    """The statement on paper."""
    made = _asked(book, request)
    return download(statement_paper(book, made, office().today()), PDF, _file_name(book, made, 'pdf'))


@route('/statements/statement.xlsx', may='reports')
def save_xlsx(book: Book, user: User, request: Request) -> Response:
    """The statement as a spreadsheet, with its sums as formulas."""
    made = _asked(book, request)
    return download(statement_xlsx(book, made), XLSX, _file_name(book, made, 'xlsx'))
