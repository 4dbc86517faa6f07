"""Fines: who owes what, charged to several members at once, paid in parts, waived by decision."""

from functools import partial
from urllib.parse import quote

import pandas as pd
from markupsafe import Markup

from actions import fines
from actions.fines import NewFines, Payment, Waiver
from actions.permissions import may
from reports import fines as fined
from rules import money
from rules.fines import KINDS, PART_PAID, Standing, owed_by, usual_sum
from rules.register_records import OWED, PAID, WAIVED
from sheets.words import N_, _, n_, shown_date, shown_money, shown_short_date
from ui import fields
from ui.arithmetic import about, entries, line
from ui.decision_choice import decision_field
from ui.forms import Done, Values, form, sheet
from ui.loan_words import sums
from ui.office import office
from ui.parts import NOTHING, actions, avatar, card, chip, div, draw, empty, join, link_button, opener, row, tile
from ui.recording import Desk, modes, named
from ui.screen import Book, User, screen
from ui.theme import hero

OTHER = 'other'
TICKED = 'member:'
LATEST = 60
STATES = {
    OWED: ('missed', N_('owed')),
    PART_PAID: ('part', N_('part paid')),
    PAID: ('paid', N_('paid')),
    WAIVED: ('plain', N_('waived')),
}


@screen('/fines', title=N_('Fines'), may='look', modules=('module_fines',))
def create(book: Book, user: User) -> None:
    """What is owed, by whom, and every fine with how it stands."""
    found = fined.standings(book, office().today())
    records = may(user.role, 'record')
    hero(_('Fines'), buttons=actions(opener('charge', 'plus', _('Charge a fine'), 'first')) if records else NOTHING)
    draw(_tiles(book, found), classes='tiles')
    with div('columns'):
        with card(_('Who owes')):
            draw(_owing(book, found))
            if records and any(one.owed for one in found):
                draw(actions(opener('pay', 'rise', _('Take a payment')), opener('waive', 'close', _('Waive'))))
        with card(_('All fines')):
            draw(_all(book, found))
    if records:
        _charge_sheet(book, Desk())
        _pay_sheet(book, found, Desk())
        _waive_sheet(book, found, Desk())


def kind_words(kind: str) -> str:
    """What a fine is for; what the group said in its own words stays as it is."""
    return _(KINDS[kind]) if kind in KINDS else kind


def _tiles(book: Book, found: list[Standing]) -> Markup:
    currency, owed = book.bylaws.currency, owed_by(found)
    people = n_('{count} member', '{count} members', len(owed)).format(count=len(owed))
    return join([
        tile('alert', _('Owed'), shown_money(sum(owed.values()), currency), people, 'bad' if owed else ''),
        tile('calendar', _('Charged'), shown_money(sum(one.fine.amount for one in found), currency),
             _('since the group began')),
        tile('tick', _('Paid'), shown_money(sum(one.paid for one in found), currency)),
        tile('close', _('Waived'), shown_money(sum(one.waived for one in found), currency), _('by decision')),
    ])  # fmt: skip


def _owing(book: Book, found: list[Standing]) -> Markup:
    owed, currency = owed_by(found), book.bylaws.currency
    if not owed:
        return empty('done', _('Nobody owes a fine.'))
    lines = []
    for member, amount in sorted(owed.items(), key=lambda one: book.members[one[0]].name):
        hers = [one for one in found if one.fine.member == member and one.owed]
        what = ', '.join(dict.fromkeys(kind_words(one.fine.kind) for one in hers))
        person = book.members[member]
        lines.append(
            row(avatar(person.name), person.name, what, shown_money(amount, currency), f'/members/{person.number}')
        )
    return join(lines)


def _all(book: Book, found: list[Standing]) -> Markup:
    if not found:
        return empty('alert', _('No fine was charged yet.'))
    latest = found[::-1][:LATEST]
    paid = about(book, (one.fine.id for one in latest))
    return join(_line(book, one, paid[one.fine.id]) for one in latest)


def _line(book: Book, one: Standing, paid: pd.DataFrame) -> Markup:
    """A fine, which opens to what was paid of it and what was waived."""
    fine, (kind, words), currency = one.fine, STATES[one.state], book.bylaws.currency
    said = [fine.number, shown_short_date(fine.on), kind_words(fine.kind), fine.reason]
    if one.paid and one.owed:
        said.append(_('{amount} still owed').format(amount=shown_money(one.owed, currency)))
    if one.waived:
        said.append(_('{amount} waived by {decision}').format(
            amount=shown_money(one.waived, currency), decision=fine.decision))  # fmt: skip
    note = Markup('{} {}').format(' · '.join(text for text in said if text), chip(kind, _(words)))
    lines = [
        (_('Charged'), shown_money(fine.amount, currency)), (_('Paid'), shown_money(-one.paid, currency)),
        (_('Waived'), shown_money(-one.waived, currency)),
    ]  # fmt: skip
    inside = sums(lines, (_('Owed'), shown_money(one.owed, currency)))
    if one.waived:
        inside += actions(link_button(f'/decisions/{quote(fine.decision, safe="")}', 'book', fine.decision))
    if len(paid):
        inside += entries(book, paid)
    return line(fine.member_name, shown_money(fine.amount, currency), note, inside)


def _day(book: Book) -> Markup:
    today = office().today().isoformat()
    began = book.bylaws.started_on.isoformat()
    return fields.day('date', _('Date'), today, earliest=began, latest=today, required=True)


def _charge_sheet(book: Book, desk: Desk) -> None:
    currency = book.bylaws.currency
    kinds = [(kind, _charged(kind, usual_sum(kind, book.bylaws), currency)) for kind in KINDS]
    people = sorted((member for member in book.members.values() if member.active), key=lambda member: member.name)
    with (
        sheet('charge', _('Charge a fine')),
        form(partial(_charge, desk), button=_('Charge'), button_icon='plus', preview=partial(_before_charge, desk)),
    ):
        draw(
            fields.choice('what', _('What for'), [*kinds, (OTHER, _('Something else'))], 'late', required=True),
            fields.text('reason', _('In words'), help=_('What happened; needed for something else.')),
            fields.money('amount', _('Sum for each'), currency,
                         help=_('Empty: the sum that the group agreed on.')),
            _day(book),
            Markup('<fieldset class="field"><legend>{}</legend>{}</fieldset>').format(
                _('Who is charged'), join(fields.tick(f'{TICKED}{one.number}', named(one)) for one in people)
            ),
        )  # fmt: skip


def _charged(kind: str, agreed: int, currency: str) -> str:
    return f'{kind_words(kind)} · {shown_money(agreed, currency)}' if agreed else kind_words(kind)


def _new_fines(desk: Desk, values: Values) -> NewFines:
    book, chosen = desk.book(), values.get('what', '')
    numbers = tuple(name.removeprefix(TICKED) for name in values if name.startswith(TICKED))
    typed = {name: text for name, text in values.items() if not name.startswith(TICKED)}
    if not typed.get('amount'):
        typed['amount'] = money.as_text(usual_sum(chosen, book.bylaws), book.bylaws.currency)
    read = desk.asked(
        'fine', {'amount': typed['amount'], 'date': typed.get('date', ''), 'entry_id': values['entry_id']},
        member=numbers[0] if numbers else '-', category=typed.get('reason', ''),
    )  # fmt: skip
    kind, reason = (read.category, '') if chosen == OTHER else (chosen, read.category)
    return NewFines(values['entry_id'], numbers, kind, read.amount, read.on, reason)


def _before_charge(desk: Desk, values: Values) -> Markup:
    asked, book = _new_fines(desk, values), desk.book()
    names = [member.name for number in asked.members if (member := book.member(number))]
    people = n_('{count} member', '{count} members', len(names)).format(count=len(names))
    lines = [
        (_('What for'), kind_words(asked.kind)), (_('Date'), shown_date(asked.on)),
        (_('Each'), shown_money(asked.amount, book.bylaws.currency)), (people, ', '.join(names)),
    ]  # fmt: skip
    return sums(lines, (_('Together'), shown_money(asked.amount * len(names), book.bylaws.currency)))


def _charge(desk: Desk, values: Values) -> Done:
    book = desk.book()
    charged = fines.charge(book, _new_fines(desk, values), desk.who(), office().now(), office().today())
    said = n_('{count} fine was charged, {amount}.', '{count} fines were charged, {amount} together.', len(charged))
    total = shown_money(sum(fine.amount for fine in charged), book.bylaws.currency)
    return Done(said.format(count=len(charged), amount=total), go_to='/fines')


def _pay_sheet(book: Book, found: list[Standing], desk: Desk) -> None:
    owed, currency = owed_by(found), book.bylaws.currency
    people = sorted((book.members[member] for member in owed), key=lambda member: member.name)
    options = [(one.number, f'{named(one)} · {shown_money(owed[one.id], currency)}') for one in people]
    preview = desk.shown(partial(_before_payment, desk))
    with (
        sheet('pay', _('Take a payment')),
        form(partial(_pay, desk), button=_('Take payment'), button_icon='rise', preview=preview),
    ):
        draw(
            fields.choice('member', _('Member'), [('', _('Choose a member')), *options], required=True),
            fields.money('amount', _('Amount received'), currency, required=True,
                         help=_('A part is enough; it pays the oldest fine first.')),
            _day(book),
            fields.one_of('mode', _('Paid by'), modes(book.bylaws), 'cash'),
            fields.text('note', _('Note')),
        )  # fmt: skip


def _payment(desk: Desk, values: Values) -> Payment:
    read = desk.asked('fine', values)
    return Payment(read.id, read.member, read.amount, read.on, read.mode, read.note)


def _before_payment(desk: Desk, values: Values) -> Markup:
    book = desk.book()
    currency = book.bylaws.currency
    parts = fines.goes_to(book, _payment(desk, values))
    of = {one.fine.id: one for one in fined.standings(book, office().today())}
    lines = [
        (f'{of[part.fine].fine.number} · {kind_words(of[part.fine].fine.kind)}', shown_money(part.amount, currency))
        for part in parts
    ]
    return sums(lines, (_('Together'), shown_money(sum(part.amount for part in parts), currency)))


def _pay(desk: Desk, values: Values) -> Done:
    book, asked = desk.book(), _payment(desk, values)
    fines.pay(book, asked, desk.who(), office().now(), office().today())
    member = book.member(asked.member)
    assert member is not None, 'it was recorded'
    said = _('{name} paid {amount} of her fines.')
    return Done(said.format(name=member.name, amount=shown_money(asked.amount, book.bylaws.currency)), go_to='/fines')


def _waive_sheet(book: Book, found: list[Standing], desk: Desk) -> None:
    currency = book.bylaws.currency
    options = [
        (one.fine.number, f'{one.fine.number} · {one.fine.member_name} · {shown_money(one.owed, currency)}')
        for one in found if one.owed
    ]  # fmt: skip
    with sheet('waive', _('Waive')), form(partial(_waive, desk), button=_('Waive'), button_icon='close'):
        draw(
            Markup('<p class="note">{}</p>').format(
                _('The group decides it first; the decision says which fine and how much of it.')
            ),
            fields.choice('fine', _('Fine'), [('', _('Choose a fine')), *options], required=True),
            fields.money('amount', _('Amount'), currency, required=True),
            _day(book),
            decision_field(book, ('waive',), required=True),
        )


def _waive(desk: Desk, values: Values) -> Done:
    book = desk.book()
    read = desk.asked('fine', {**values, 'fine': ''}, member='-')
    asked = Waiver(read.id, values.get('fine', ''), read.amount, read.on, read.decision)
    fine = fines.waive(book, asked, desk.who(), office().now(), office().today())
    said = _('{amount} of the fine {number} of {name} was waived.')
    amount = shown_money(asked.amount, book.bylaws.currency)
    return Done(said.format(amount=amount, number=fine.number, name=fine.member_name), go_to='/fines')
