"""The social fund: what it holds apart from the loan fund, payments of several members at once, grants."""

from functools import partial

from markupsafe import Markup

from actions import social_fund
from actions.permissions import may
from actions.record import record_together
from reports.borrowers import SOCIAL_SIGNS
from rules import money
from rules.problems import refuse
from sheets.words import N_, _, n_, shown_money
from ui import fields
from ui.arithmetic import balance, entries
from ui.decision_choice import decision_field
from ui.forms import Done, Values, form, sheet
from ui.office import office
from ui.parts import NOTHING, actions, card, div, draw, empty, join, opener
from ui.recording import Desk, member_choices, modes, named
from ui.screen import Book, User, screen
from ui.theme import hero

TICKED = 'member:'
LATEST = 30


@screen('/social-fund', title=N_('Social fund'), may='look', modules=('module_social_fund',))
def create(book: Book, user: User) -> None:
    """What it holds, what came in and was granted, and the two forms."""
    records, currency = may(user.role, 'record'), book.bylaws.currency
    buttons = (
        actions(opener('pay-in', 'plus', _('Payments'), 'first'), opener('grant', 'people', _('Give help')))
        if records
        else NOTHING
    )
    held = social_fund.balance(book, office().today())
    hero(_('Social fund'), note=_('kept apart from the loan fund'), figure=shown_money(held, currency), buttons=buttons)
    frame = book.frame()
    rows = frame[frame['kind'].isin(list(SOCIAL_SIGNS)).to_numpy()]
    with div('columns'):
        with card(_('How the balance came about')):
            draw(balance(rows, SOCIAL_SIGNS, _('Social fund'), currency)[1], classes='told')
            if due := book.bylaws.social_due:
                said = _('Each time {amount} from each member.').format(amount=shown_money(due, currency))
                draw(Markup('<p class="note">{}</p>').format(said))
        with card(_('The latest')):
            draw(entries(book, rows, LATEST) if len(rows) else
                 empty('people', _('Nothing was paid into the social fund yet.')))  # fmt: skip
    if records:
        _pay_in_sheet(book, Desk())
        _grant_sheet(book, Desk())


def _day(book: Book) -> Markup:
    today = office().today().isoformat()
    began = book.bylaws.started_on.isoformat()
    return fields.day('date', _('Date'), today, earliest=began, latest=today, required=True)


def _pay_in_sheet(book: Book, desk: Desk) -> None:
    people = sorted((member for member in book.members.values() if member.active), key=lambda member: member.name)
    usual = money.as_text(book.bylaws.social_due, book.bylaws.currency)
    with sheet('pay-in', _('Payments')), form(partial(_pay_in, desk), button=_('Record all')):
        draw(
            fields.money('amount', _('Each pays'), book.bylaws.currency, usual, required=True),
            _day(book),
            fields.one_of('mode', _('Paid by'), modes(book.bylaws), 'cash'),
            Markup('<fieldset class="field"><legend>{}</legend>{}</fieldset>').format(
                _('Who pays'), join(fields.tick(f'{TICKED}{one.number}', named(one), ticked=True) for one in people)
            ),
        )


def _pay_in(desk: Desk, values: Values) -> Done:
    numbers = sorted(name.removeprefix(TICKED) for name in values if name.startswith(TICKED))
    if not numbers:
        raise refuse(N_('Nobody is chosen.'), N_('Choose who pays.'), about='members')
    typed = {name: text for name, text in values.items() if not name.startswith(TICKED)}
    asked = [
        desk.asked('social', {**typed, 'entry_id': f'{values["entry_id"]}-{number}'}, member=number)
        for number in numbers
    ]
    book = desk.book()
    record_together(book, asked, desk.who(), office().now(), office().today())
    words = n_('{count} member paid {amount} in.', '{count} members paid {amount} in.', len(asked))
    total = shown_money(sum(one.amount for one in asked), book.bylaws.currency)
    return Done(words.format(count=len(asked), amount=total), go_to='/social-fund')


def _grant_sheet(book: Book, desk: Desk) -> None:
    with sheet('grant', _('Give help')), form(partial(_grant, desk), button=_('Give help'), button_icon='people'):
        draw(
            fields.choice('member', _('Member'), member_choices(book), required=True),
            fields.money('amount', _('Amount'), book.bylaws.currency, required=True),
            _day(book),
            fields.one_of('mode', _('Paid out'), modes(book.bylaws), 'cash'),
            decision_field(book),
            fields.text('note', _('What for')),
        )


def _grant(desk: Desk, values: Values) -> Done:
    asked = desk.asked('social-grant', values)
    desk.record(asked)
    book = desk.book()
    member = book.member(asked.member)
    assert member is not None, 'it was recorded'
    words = _('{name} received {amount} from the social fund.')
    return Done(
        words.format(name=member.name, amount=shown_money(asked.amount, book.bylaws.currency)), go_to='/social-fund'
    )
