"""Closed months: what is looked at before a month is closed, closing it, and opening one again by a decision."""

from functools import partial

from markupsafe import Markup

from actions import closing
from actions.closed_months import closed_months
from actions.permissions import may
from rules.closing import OPENS_A_MONTH
from rules.periods import Month, parse_month
from rules.problems import refuse
from sheets.columns import DECISIONS
from sheets.words import N_, _, shown, shown_month
from ui import fields
from ui.decisions import names_of
from ui.forms import Done, Values, form
from ui.office import office
from ui.parts import card, chip, div, dot, draw, empty, join, row
from ui.recording import Desk, named
from ui.screen import Book, User, screen
from ui.theme import hero


@screen('/closing', title=N_('Closed months'), may='look')
def create(book: Book, user: User) -> None:
    """Which months are closed, the next one with what is looked at before, and the months that were opened."""
    closed, month = closed_months(book), closing.next_month(book)
    through = _('Closed up to {month}').format(month=shown_month(closed.through)) if closed.through else ''
    hero(_('Closed months'), note=through or _('No month is closed'), back='/money')
    desk = Desk()
    with div('columns'):
        with card(_('Close {month}').format(month=shown_month(month))):
            looks = closing.looked_at(book, month, office().today())
            draw(join(_look(look) for look in looks))
            if may(user.role, 'correct'):
                with form(partial(_close, desk), button=_('Close the month'), button_icon='lock', clear=False):
                    draw(
                        fields.month('month', _('Month'), str(month), required=True),
                        Markup('<p class="note">{}</p>').format(
                            _('From then on nothing is dated in it or before, unless the members decide so.')
                        ),
                    )
        with div('stack'):
            with card(_('Opened by a decision')):
                draw(_opened(book))
            if closed.through and may(user.role, 'correct'):
                with card(_('Open a month again')), form(partial(_open, desk), button=_('Record the decision')):
                    draw(*_decision_fields(book, closed.through))


def _look(look: closing.Look) -> Markup:
    state = chip('paid', _('well')) if look.well else chip('missed', _('look at it'))
    return row(dot('tick' if look.well else 'alert'), _(look.title), shown(look.found), state)


def _opened(book: Book) -> Markup:
    found = [each for each in book.register(DECISIONS).values() if each.kind == OPENS_A_MONTH]
    if not found:
        return empty('lock', _('No month was opened again.'))
    return join(
        row(dot('book'), f'{decision.number} · {shown_month(parse_month(decision.about))}',
            ' · '.join([decision.reason, _('for it: {names}').format(names=names_of(book, decision.in_favour))]))
        for decision in reversed(found)
    )  # fmt: skip


def _decision_fields(book: Book, through: Month) -> list[Markup]:
    people = sorted((member for member in book.members.values() if member.active), key=lambda member: member.name)
    return [
        fields.month('month', _('Month'), str(through), required=True),
        fields.text('reason', _('Reason'), required=True),
        Markup('<fieldset class="field"><legend>{}</legend>{}</fieldset>').format(
            _('Who was for it'), join(fields.tick(f'for:{member.number}', named(member)) for member in people)
        ),
    ]


def _month(values: Values) -> Month:
    try:
        return parse_month(values.get('month', ''))
    except ValueError:
        raise refuse(
            N_('{value} is not a month.'), N_('Write it as 2025-03.'), about='month',
            value=repr(values.get('month', ''))[:60],
        ) from None  # fmt: skip


def _close(desk: Desk, values: Values) -> Done:
    month = _month(values)
    closing.close(desk.book(), month, desk.who(), office().now(), office().today(), values['entry_id'])
    return Done(_('{month} is closed.').format(month=shown_month(month)), go_to='/closing')


def _open(desk: Desk, values: Values) -> Done:
    month = _month(values)
    in_favour = [name.removeprefix('for:') for name, value in values.items() if name.startswith('for:') and value]
    done = closing.open_again(
        desk.book(), month, in_favour, values.get('reason', ''), desk.who(), office().now(), office().today(),
        values['entry_id'],
    )  # fmt: skip
    said = _('{month} is open for rows that name {decision}.').format(month=shown_month(month), decision=done.number)
    return Done(said, go_to='/closing')
