"""The share-out: the money is counted, everybody's part is seen, printed and read out, and only then recorded."""

from datetime import date
from functools import partial
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup

from actions import share_out
from actions.permissions import may
from actions.share_out import Asked, Preview
from reports.share_out import Counted, Gathered, gathered, handed_out, money_there, share_outs
from reports.share_out_paper import share_out_paper
from rules import money
from rules.problems import N_, Problem, Refused
from rules.share_out import METHODS, ShareOut
from rules.share_out_lines import known_lines, payout_lines, total_lines
from sheets.book import Book
from sheets.sign_in_tables import User
from sheets.words import _, shown_money
from ui import arithmetic, fields
from ui.decision_choice import decision_field
from ui.forms import Done, Values, form
from ui.icons import icon
from ui.loan_words import sums
from ui.office import office
from ui.parts import NOTHING, actions, card, div, draw, join, link_button, notice, problem_list
from ui.recording import Desk
from ui.routes import PDF, download, route
from ui.screen import screen
from ui.share_out_past import past, the_fund
from ui.theme import hero

ASKED = ('counted', 'method', 'set_off', 'decision')


@screen('/share-out', title=N_('Share-out'), may='look', modules=('module_share_out',))
def create(book: Book, user: User, counted: str = '', method: str = '', set_off: str = '', decision: str = '') -> None:
    """What was counted; who would be paid what; the press that records it."""
    given = {'counted': counted, 'method': method, 'set_off': set_off, 'decision': decision}
    there = money_there(book, office().today())
    hero(_('Share-out'), note=_('In box and bank by the books'), figure=shown_money(there, book.bylaws.currency))
    with div('columns'):
        with div('stack'):
            with card(_('What was counted')):
                draw(_question(book, given))
            if not counted:
                past(book)
        if counted:
            with div('stack'):
                _shown(book, user, given)
                # On a phone what was asked for comes before what was long ago.
                past(book)


@route('/share-out/paper.pdf', may='look')
def paper(book: Book, user: User, request: Request) -> Response:
    """What would be paid to whom, to be read out."""
    given = {name: request.query_params.get(name, '') for name in ASKED}
    today = office().today()
    try:
        found = gathered(book, _counted(book, given, today))
    except Refused:
        return Response(status_code=422)
    if found.problems:
        return Response(status_code=422)
    pdf = share_out_paper(book, found, today)
    title = _('Share-out')
    return download(pdf, PDF, f'{title} {today.isoformat()}.pdf', shown=True)


def _question(book: Book, given: dict[str, str]) -> Markup:
    """Sent by GET: nothing is recorded, and the address can be opened again."""
    methods = [(name, _(title)) for name, title in METHODS.items()]
    return Markup(
        '<form method="get" action="/share-out" class="stack">{}{}{}{}<button class="button second">{}<span>{}</span>'
        '</button></form>'
    ).format(
        fields.money('counted', _('Money that was counted, in box and bank'), book.bylaws.currency, given['counted'],
                     required=True),
        fields.choice('method', _('Way of sharing out'), methods, given['method'] or book.bylaws.share_out_method,
                      required=True),
        fields.tick('set_off', _('Set off the running loans'), given['set_off'] == 'yes',
                    help=_('What members owe is taken from what they get; what that does not cover is written off.')),
        decision_field(book, value=given['decision']),
        icon('search'), _('Show who gets what'),
    )  # fmt: skip


def _counted(book: Book, given: dict[str, str], on: date) -> Counted:
    """What the address says. Raises Refused where it cannot be read."""
    try:
        amount = money.parse(given['counted'], book.bylaws.currency)
    except ValueError:
        raise Refused(
            [Problem(N_('This is not an amount.'), N_('Type digits, such as 200.00.'), about='counted')]
        ) from None
    method = given['method'] if given['method'] in METHODS else None
    return Counted(amount, on, method, given['set_off'] == 'yes', given['decision'])  # type: ignore[arg-type]


def _shown(book: Book, user: User, given: dict[str, str]) -> None:
    """The preview; where nothing stands against it that it adds up, the paper, and the form that records it."""
    try:
        found = gathered(book, _counted(book, given, office().today()))
    except Refused as refused:
        draw(notice('bad', '', problem_list(refused.problems)))
        return
    if found.problems:
        with card(_('What stands against it')):
            draw(problem_list(found.problems))
    done, currency = found.done, book.bylaws.currency
    if done is None:
        with card(_('The fund')):
            draw(arithmetic.notes(known_lines(found.terms).lines, currency))
        return
    query = urlencode({name: value for name, value in given.items() if value})
    with card(_('The fund')):
        draw(the_fund(done, currency), classes='told')
        if not found.problems:
            draw(actions(link_button(f'/share-out/paper.pdf?{query}', 'print', _('Print, to be read out'))))
    with card(_('The members')):
        draw(_members(book, done))
    if found.problems:
        return
    with card(_('It adds up')):
        draw(arithmetic.lines(total_lines(done), currency))
    if may(user.role, 'distribute'):
        with card(_('Record it')):
            _recording(book, found, given, Desk())


def _members(book: Book, done: ShareOut) -> Markup:
    currency = book.bylaws.currency
    return join(
        arithmetic.opens(book.members[payout.member].name, payout_lines(done, place), currency)
        for place, payout in enumerate(done.payouts)
    )


def _recording(book: Book, found: Gathered, given: dict[str, str], desk: Desk) -> None:
    """The form; where the group has shares, also what each leaves in for the next cycle."""
    bylaws = book.bylaws
    with form(partial(_record, desk), button=_('Record the share-out'), preview=partial(_preview, desk)):
        draw(join(fields.hidden(name, value) for name, value in given.items()))
        draw(_left_in(book, found) if bylaws.module_shares else NOTHING, fields.text('note', _('Note')))


def _left_in(book: Book, found: Gathered) -> Markup:
    price = money.as_text(book.bylaws.share_price, book.bylaws.currency)
    people = [book.members[holder.member] for holder in found.holders]
    left = join(
        fields.text(f'left-{each.number}', _('{name}: shares left in').format(name=each.name), inputmode='numeric')
        for each in people
        if each.active
    )
    return fields.money('price', _('Price of a share in the next cycle'), book.bylaws.currency, price) + Markup(
        '<details class="fold"><summary><h3>{}</h3></summary><div class="stack">{}</div></details>'
    ).format(_('Shares that members leave in'), left)


def _asked(book: Book, values: Values) -> Asked:
    """What the form says. Raises Refused with every field that cannot be read."""
    problems, left_in, price = [], {}, None
    for name, text in values.items():
        if name.startswith('left-') and text:
            if text.isdecimal() and len(text) < 7:
                left_in[name.removeprefix('left-')] = int(text)
            else:
                problems.append(
                    Problem(N_('This is not a number of shares.'), N_('Type a whole number, or 0.'), about=name)
                )
    try:
        price = money.parse(values['price'], book.bylaws.currency) if values.get('price') else None
    except ValueError:
        problems.append(Problem(N_('This is not an amount.'), N_('Type digits, such as 200.00.'), about='price'))
    if problems:
        raise Refused(problems)
    given = {name: values.get(name, '') for name in ASKED}
    counted = _counted(book, given, office().today())
    return Asked(values['entry_id'], counted, left_in, price, note=values.get('note', ''))


def _preview(desk: Desk, values: Values) -> Markup:
    book = desk.book()
    if earlier := [each for each in share_outs(book) if each.id == values['entry_id']]:
        said = _('This was recorded already: {number}. It is not recorded twice.')
        return notice('good', said.format(number=earlier[0].number))
    seen = share_out.preview(book, _asked(book, values), office().today())
    if seen.problems or seen.done is None:
        raise Refused(list(seen.problems))
    return _handed(book, seen)


def _handed(book: Book, seen: Preview) -> Markup:
    """What each is handed, and what stays in the box."""
    assert seen.next_cycle is not None
    currency, opened = book.bylaws.currency, seen.next_cycle
    lines = [(book.members[each.member].name, shown_money(each.handed, currency)) for each in opened.reinvested]
    total = _('Handed out'), shown_money(sum(each.handed for each in opened.reinvested), currency)
    stays = [(_('Stays in the box'), shown_money(opened.cash, currency))]
    return sums(lines, total) + sums(stays)


def _record(desk: Desk, values: Values) -> Done:
    book = desk.book()
    done = share_out.record(book, _asked(book, values), desk.who(), office().now(), office().today())
    amount = shown_money(handed_out(book, done), book.bylaws.currency)
    said = _('The share-out {number} was recorded: {amount} are handed out.').format(number=done.number, amount=amount)
    return Done(said, go_to='/share-out')
