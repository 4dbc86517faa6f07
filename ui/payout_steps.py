"""The steps of a payout on the page: ask for it, approve it or take it back, and record it as paid."""

from datetime import date
from functools import partial

from markupsafe import Markup

from actions import payouts
from actions.payouts import Payment, Step
from actions.permissions import may
from reports import rotation as there
from rules import money, pots
from rules.money import Money
from rules.problems import Refused
from rules.register_records import APPROVED, PAID, REQUESTED, WAITING, Turn
from sheets.columns import ROTATION
from sheets.words import _, shown_date, shown_money
from ui import fields
from ui.arithmetic import folded
from ui.decision_choice import decision_field, decisions_for
from ui.forms import Done, Values, form
from ui.office import office
from ui.parts import NOTHING, div, draw
from ui.recording import Desk, modes
from ui.rotation_words import day_field, mode_of
from ui.screen import Book, User


def steps(book: Book, user: User, standing: pots.Standing, turn: Turn) -> None:
    """The form of the next step of a payout."""
    due, key = standing.due.get(turn.member, 0), turn.member_number
    if turn.status in (WAITING, PAID) and due:
        with form(partial(_step, Desk(), 'request', turn), button=_('Ask for the payout'), classes='slim'):
            draw(fields.hidden('member', key))
    elif turn.status == REQUESTED:
        with form(partial(_step, Desk(), 'approve', turn), button=_('Approve')):
            draw(fields.hidden('member', key))
        _dropping(turn)
    elif turn.status == APPROVED:
        if may(user.role, 'record'):
            _paying(book, standing, turn, due)
        _dropping(turn)


def _dropping(turn: Turn) -> None:
    with div('fold left', tag='details'):
        draw(Markup('<h3>{}</h3>').format(_('Do not pay it out')), tag='summary')
        with form(partial(_step, Desk(), 'drop', turn), button=_('Take the request back'), button_icon='close'):
            draw(fields.text('reason', _('Reason'), required=True))


def _step(desk: Desk, step: str, turn: Turn, values: Values) -> Done:
    today = office().today()
    asked = Step(values['entry_id'], turn.about, turn.member_number, today, values.get('reason', ''))
    does = {'request': payouts.request, 'approve': payouts.approve, 'drop': payouts.drop}[step]
    does(desk.book(), asked, desk.who(), office().now(), today)
    said = {
        'request': _('The payout to {name} was asked for.'),
        'approve': _('The payout to {name} was approved.'),
        'drop': _('The request for {name} was taken back.'),
    }[step]
    return Done(said.format(name=turn.member_name), go_to=f'/payouts?round={turn.about}')


def _paying(book: Book, standing: pots.Standing, turn: Turn, due: Money) -> None:
    currency, desk = book.bylaws.currency, Desk()
    alone = [('', _('none')), *decisions_for(book, ('one officer',), turn.about)]
    preview = desk.shown(partial(_before, desk, turn))
    with form(partial(_record, desk, turn), button=_('Record as paid'), preview=preview):
        draw(
            fields.side_by_side(
                fields.money('amount', _('Amount'), currency, money.as_text(due, currency), required=True),
                day_field(office().today()),
            ),
            fields.one_of('mode', _('Paid out'), modes(book.bylaws), 'cash'),
            fields.text('reference', _('Number of the payment')),
            decision_field(book, ('pay short',), turn.about, label=_('Decision to pay short'))
            if not standing.all_paid
            else NOTHING,
            *(
                [fields.choice('one_officer', _('Decision that one officer does both'), alone)]
                if len(alone) > 1
                else []
            ),
        )


def _asked(turn: Turn, currency: str, values: Values) -> Payment:
    """The payment as it is filled in; nothing filled in is today, and no sum."""
    return Payment(
        values['entry_id'], turn.about, turn.member_number,
        money.parse(values['amount'], currency) if values['amount'] else 0,
        date.fromisoformat(values['date'] or office().today().isoformat()), mode_of(values),
        reference=values.get('reference', ''), note=values.get('note', ''), decision=values.get('decision', ''),
        one_officer=values.get('one_officer', ''),
    )  # fmt: skip


def _before(desk: Desk, turn: Turn, values: Values) -> Markup:
    """Who receives what, and how the pot came about."""
    book = desk.book()
    currency = book.bylaws.currency
    asked, found = _asked(turn, currency, values), there.turn_of(book, turn.about)
    assert found is not None
    fresh = book.register(ROTATION)[turn.id]
    if problems := list(payouts.problems_of_paying(book, asked, found[0], fresh, desk.who())):
        raise Refused(problems)
    said = _('{name} receives {amount} on {day}.').format(
        name=turn.member_name, amount=shown_money(asked.amount, currency), day=shown_date(asked.on)
    )
    at = there.standing(book, found[0], turn.round, asked.on)
    return Markup('<p>{}</p>').format(said) + folded(at.explained(), currency)


def _record(desk: Desk, turn: Turn, values: Values) -> Done:
    book = desk.book()
    currency = book.bylaws.currency
    asked = _asked(turn, currency, values)
    payouts.pay(book, asked, desk.who(), office().now(), office().today())
    said = _('{name} received {amount}.').format(name=turn.member_name, amount=shown_money(asked.amount, currency))
    return Done(said, go_to='/payouts')
