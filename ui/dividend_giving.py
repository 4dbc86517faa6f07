"""The form that gives a dividend or interest: everybody's part with its arithmetic is seen before it is recorded."""

from datetime import date, timedelta
from functools import partial
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup

from actions import dividends
from actions.dividends import Asked
from reports.dividend_paper import TITLES, preview_paper
from reports.dividends import POTS, distributions
from rules import money
from rules.balances import Period
from rules.bylaws import read_percent
from rules.dividends import WEIGHTINGS, Declaration
from rules.periods import months_later
from rules.problems import N_, Problem, Refused
from sheets.book import Book
from sheets.sign_in_tables import User
from sheets.words import _, n_, shown_money
from ui import arithmetic, fields
from ui.decision_choice import decision_field
from ui.forms import Done, Values, form, sheet
from ui.icons import icon
from ui.loan_words import sums
from ui.office import office
from ui.parts import draw, join
from ui.recording import Desk, modes
from ui.routes import PDF, download, route

MOST_SHOWN = 60


def giving(book: Book, desk: Desk) -> None:
    """The sheet with the form."""
    bylaws, today = book.bylaws, office().today()
    proposed = next_year(book, today)
    with (
        sheet('give', _('Give a dividend or interest')),
        form(partial(_record, desk), button=_('Show what each gets'), preview=partial(_show, desk)),
    ):
        draw(
            fields.one_of('kind', _('On what'), [(kind, _(TITLES[kind])) for kind in POTS], 'dividend'),
            fields.side_by_side(
                fields.day('first', _('First day'), proposed.first.isoformat(), required=True),
                fields.day('last', _('Last day'), proposed.last.isoformat(), required=True),
            ),
            fields.choice('weighting', _('What counts'), [(name, _(title)) for name, title in WEIGHTINGS.items()],
                          bylaws.dividend_weighting, required=True),
            fields.side_by_side(
                fields.text('rate', _('Rate, percent'), inputmode='decimal'),
                fields.money('pool', _('Or a sum to divide'), bylaws.currency),
            ),
            fields.day('date', _('Date'), today.isoformat(), latest=today.isoformat(), required=True),
            fields.tick('credited', _('Put it into the savings'), help=_('Otherwise it is handed out.')),
            fields.one_of('mode', _('Paid out'), modes(bylaws), 'cash'),
            decision_field(book),
            fields.text('note', _('Note')),
        )  # fmt: skip


def next_year(book: Book, today: date) -> Period:
    """The year after the last dividend that was given; the last calendar year where none was."""
    past = [each.last for each in distributions(book, 'dividend')]
    first = max(past) + timedelta(days=1) if past else date(today.year - 1, 1, 1)
    return Period(first, months_later(first, 12) - timedelta(days=1))


@route('/shares/preview.pdf', may='distribute')
def paper(book: Book, user: User, request: Request) -> Response:
    """What each would get, to be read out before it is recorded."""
    today = office().today()
    try:
        seen = dividends.preview(book, _asked(book, {'entry_id': '', **request.query_params}), today)
    except Refused:
        return Response(status_code=422)
    if seen.problems or seen.computed is None:
        return Response(status_code=422)
    title = _(TITLES[seen.computed.kind])
    return download(preview_paper(book, seen.computed, today), PDF, f'{title} {today.isoformat()}.pdf', shown=True)


def _asked(book: Book, values: Values) -> Asked:
    """What the form says. Raises Refused with every field that cannot be read."""
    problems: list[Problem] = []
    days = {}
    for name in ('first', 'last', 'date'):
        try:
            days[name] = date.fromisoformat(values.get(name, ''))
        except ValueError:
            problems.append(Problem(N_('The date is missing.'), N_('Choose a day.'), about=name))
    rate = pool = None
    try:
        rate = read_percent(values['rate']) if values.get('rate') else None
    except ValueError:
        problems.append(Problem(N_('This is not a percentage.'), N_('Type a rate such as 12 or 7.5.'), about='rate'))
    try:
        pool = money.parse(values['pool'], book.bylaws.currency) if values.get('pool') else None
    except ValueError:
        problems.append(Problem(N_('This is not an amount.'), N_('Type digits, such as 200.00.'), about='pool'))
    kind, weighting = values.get('kind', ''), values.get('weighting', '')
    if kind not in POTS or weighting not in WEIGHTINGS:
        problems.append(Problem(N_('Something was not chosen.'), N_('Look at the form again.'), about='weighting'))
    if problems:
        raise Refused(problems)
    declared = Declaration(Period(days['first'], days['last']), weighting, rate, pool)  # type: ignore[arg-type]
    return Asked(
        values['entry_id'], kind, dividends.declare(book, declared, days['date']), days['date'],  # type: ignore[arg-type]
        values.get('credited') == 'yes', values.get('mode') or 'cash',  # type: ignore[arg-type]
        note=values.get('note', ''), decision=values.get('decision', ''),
    )  # fmt: skip


def _show(desk: Desk, values: Values) -> Markup:
    book = desk.book()
    seen = dividends.preview(book, _asked(book, values), office().today())
    if seen.problems or seen.computed is None:
        raise Refused(list(seen.problems))
    found, currency = seen.computed, book.bylaws.currency
    lines = [
        (_('Before tax'), shown_money(found.gross, currency)),
        (_('Tax withheld'), shown_money(-found.tax, currency)),
    ]
    people = [
        arithmetic.opens(book.members[each.member].name, found.slip(each.member), currency)
        for each in found.given[:MOST_SHOWN]
    ]
    more = len(found.given) - MOST_SHOWN
    if more > 0:
        said = n_('And {count} more member.', 'And {count} more members.', more).format(count=more)
        people.append(Markup('<p class="note">{}</p>').format(said))
    query = urlencode({name: text for name, text in values.items() if text and name != 'entry_id'})
    return join([
        sums(lines, (_('To the members'), shown_money(found.net, currency))),
        # In a window of its own, so that what was typed stays.
        Markup('<a class="button second" target="_blank" href="/shares/preview.pdf?{}">{}<span>{}</span></a>').format(
            query, icon('print'), _('Print, to be read out')
        ),
        *people,
    ])  # fmt: skip


def _record(desk: Desk, values: Values) -> Done:
    book = desk.book()
    done = dividends.record(book, _asked(book, values), desk.who(), office().now(), office().today())
    said = _('{number} was recorded: {amount}.').format(
        number=done.number, amount=shown_money(done.pool, book.bylaws.currency)
    )
    return Done(said, go_to=f'/shares/batches/{done.number}')
