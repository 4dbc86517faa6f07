"""The turns of the merry-go-round: the order and how it came about, moves by decision, and the next cycle."""

from datetime import date
from fractions import Fraction
from functools import partial

from markupsafe import Markup

from actions import rotation as turning
from actions.permissions import may
from actions.turn_orders import ORDERS, NewCycle, Planned, planned, read_order
from reports import rotation as there
from rules import money, turn_order
from rules.bylaw import FREQUENCIES
from rules.cycles import FREQUENCIES as EVERY
from rules.problems import N_, Problem, Refused
from rules.rotation import Move, Rotation
from sheets.words import _, shown_date, shown_money, shown_short_date
from ui import fields
from ui.bylaw_page import choice_title
from ui.decision_choice import decision_field
from ui.forms import Done, Values, form
from ui.office import office
from ui.parts import NOTHING, actions, card, div, draw, empty, link_button, table
from ui.recording import Desk, member_choices
from ui.rotation_words import day_field, decided_since, names_of, schedule_list, who_left
from ui.screen import Book, User, screen
from ui.theme import hero

MOVES = {
    'swap': N_('Two members exchange their turns'),
    'skip': N_('A member lets her turn pass to a later one'),
    'split': N_('Two members share their turns'),
}


@screen('/rotation', title=N_('Turns'), may='look', modules=('module_rotation',))
def create(book: Book, user: User, cycle: str = '') -> None:
    """The cycle that runs, or the one of the address, and what can be done with it."""
    rotation = there.rotation_of(book, cycle) or there.current(book)
    today, currency = office().today(), book.bylaws.currency
    hero(_('Turns'), note=_told(rotation, currency), back='/payouts')
    running = bool(rotation and rotation.now)
    draw(who_left(book, rotation) if rotation else NOTHING)
    with div('columns'):
        with div('stack'):
            with card(_('All turns'), note=rotation.id if rotation else ''):
                if rotation is None:
                    draw(empty('calendar', _('The merry-go-round has not begun.')))
                else:
                    draw(schedule_list(book, rotation, today, currency, links=True))
        with div('stack'):
            if rotation:
                _how_it_came(book, rotation)
            _cycles(book)
            if may(user.role, 'decide') and not running:
                _open(book, today)
            if may(user.role, 'decide') and rotation and running:
                _moves(book, rotation, today)
                _late_joiner(book, rotation, today)


def _told(rotation: Rotation | None, currency: str) -> str:
    if rotation is None:
        return ''
    said = _('Cycle {cycle} · {count} rounds · {amount} each')
    amount = shown_money(rotation.contribution, currency)
    return said.format(cycle=rotation.id, count=len(rotation.turns), amount=amount)


def _how_it_came(book: Book, rotation: Rotation) -> None:
    """The way in which the order was set, and what was decided since; of a ballot all that draws it again."""
    rows = there.rows_of(book, rotation)
    way, seed = next(((row.way, row.seed) for row in rows if row.way), ('', ''))
    with card(_('How the order came about')):
        how = ORDERS.get(way, N_('Set by hand'))
        draw(Markup('<p>{}</p>').format(_(how)), decided_since(book, rotation))
        if way == 'ballot':
            numbers = {member.id: member.number for member in book.members.values()}
            drawn = [row for row in rows if row.way]
            places = [
                tuple(dict.fromkeys(row.member for row in drawn if row.position == place))
                for place in sorted({row.position for row in drawn})
            ]
            draw(_ballot(book, Planned(rotation, turn_order.ballot(places, numbers, seed)), seed))


def _ballot(book: Book, found: Planned, seed: str) -> Markup:
    """The seed, and for each place the text and its SHA-256."""
    said = _(
        'The seed is "{seed}". Anyone can check the ballot: take the SHA-256 of each text; the smallest comes first.'
    )
    lines = [
        (str(place), names_of(book, one.position), Markup('<code>{}</code>').format(one.text),
         Markup('<code>{}…</code>').format(one.digest[:12]))
        for place, one in enumerate(found.drawn, start=1)
    ]  # fmt: skip
    titles = [_('Place'), _('Member'), _('Text'), 'SHA-256']
    return Markup('<p class="note">{}</p>').format(said.format(seed=seed)) + table(titles, lines)


def _cycles(book: Book) -> None:
    found = there.rotations(book)
    if len(found) > 1:
        with card(_('All cycles')):
            links = [link_button(f'/rotation?cycle={one.id}', 'calendar', one.id) for one in found]
            draw(actions(*links))


def _open(book: Book, today: date) -> None:
    """The form that opens the next cycle, with the order shown before it is recorded."""
    bylaws, desk = book.bylaws, Desk()
    earlier = there.rotations(book)
    before = bool(earlier)
    # The next cycle goes on where the last one ends.
    first_on = max(today, EVERY[bylaws.frequency].later(earlier[-1].turns[-1].on, 1)) if earlier else today
    orders = [(code, _(title)) for code, title in ORDERS.items() if before or code not in ('as before', 'last first')]

    def record(values: Values) -> Done:
        now = desk.book()
        found = turning.open_cycle(now, _asked(now, values), desk.who(), office().now(), office().today())
        return Done(_('The cycle {cycle} was opened.').format(cycle=found.id), go_to='/rotation')

    with (
        card(_('Open a cycle')),
        form(record, button=_('Show the order'), preview=desk.shown(partial(_order, desk)), button_icon='calendar'),
    ):
        draw(
            fields.choice('order', _('Order of turns'), orders, bylaws.turn_order),
            fields.text(
                'seed', _('Seed of the ballot'), help=_('Agree on a word or some numbers aloud, before you type them.')
            ),
            fields.side_by_side(
                fields.day('first_on', _('First round'), first_on.isoformat(), required=True),
                fields.choice('every', _('How often'), [(code, choice_title(code)) for code in FREQUENCIES],
                              bylaws.frequency),
            ),
            fields.money('contribution', _('Contribution of a round'), bylaws.currency,
                         money.as_text(bylaws.pot_contribution, bylaws.currency), required=True),
            fields.long_text('positions', _('Places'), help=_(
                'By hand: the numbers of all members in their order, a line each. Who shares a place: M1+M2. '
                'With another order name only those who share a place.')),
        )  # fmt: skip


def _order(desk: Desk, values: Values) -> Markup:
    """The pot, who gets it on which day, and how the ballot was drawn."""
    book = desk.book()
    asked = _asked(book, values)
    found = planned(book, asked)
    turns = found.rotation.turns
    pot = _('{count} rounds; the pot is {amount}.').format(
        count=len(turns), amount=shown_money(found.rotation.pot, book.bylaws.currency)
    )
    lines = [(str(turn.number), shown_short_date(turn.on), names_of(book, turn.parts)) for turn in turns]
    drawn = _ballot(book, found, asked.seed) if found.drawn else NOTHING
    return Markup('<p>{}</p>').format(pot) + table([_('Round'), _('Day'), _('Member')], lines) + drawn


def _asked(book: Book, values: Values) -> NewCycle:
    currency = book.bylaws.currency
    try:
        contribution = money.parse(values['contribution'], currency)
        first_on = date.fromisoformat(values['first_on'])
    except ValueError:
        raise Refused([
            Problem(N_('The day or the contribution cannot be read.'), N_('Choose a day and type a sum.'),
                    about='contribution')
        ]) from None  # fmt: skip
    return NewCycle(
        values['entry_id'], values['order'], first_on, EVERY.get(values['every']), contribution,
        read_order(values.get('positions', '')), values.get('seed', ''),
    )  # fmt: skip


def _moves(book: Book, rotation: Rotation, today: date) -> None:
    """Swap, skip or split: the decision is named, and the new order shown before."""
    desk = Desk()
    rounds = [
        (str(turn.number), f'{turn.number} · {names_of(book, turn.parts)}') for turn in rotation.turns if not turn.paid
    ]
    if len(rounds) < 2:
        return

    def preview(values: Values) -> Markup:
        now = desk.book()
        before, after = turning.planned_move(now, _move(values), values['decision'], _day(values, today), today)
        lines = [
            (str(old.number), names_of(now, old.parts), names_of(now, new.parts))
            for old, new in zip(before.turns, after.turns, strict=True)
            if old.parts != new.parts
        ]
        return table([_('Round'), _('Old order'), _('New order')], lines)

    def record(values: Values) -> Done:
        turning.move(desk.book(), _move(values), values['decision'], _day(values, today), desk.who(), office().now(),
                     today, values['entry_id'])  # fmt: skip
        return Done(_('The turns were moved.'), go_to='/rotation')

    with card(_('Move turns')), form(record, button=_('Show the new order'), preview=desk.shown(preview)):
        draw(
            fields.choice(
                'kind',
                _('What was decided'),
                [(code, _(title)) for code, title in MOVES.items()],
                'swap',
                required=True,
            ),
            fields.side_by_side(
                fields.choice('first', _('Turn of round'), rounds, required=True),
                fields.choice('second', _('and of round, or to round'), rounds, rounds[-1][0] if rounds else ''),
            ),
            fields.text('part', _('Part that each gives'), '1/2', help=_('Only where turns are shared.')),
            decision_field(book, tuple(MOVES), rotation.id, required=True),
            day_field(today),
        )


def _late_joiner(book: Book, rotation: Rotation, today: date) -> None:
    desk, last = Desk(), rotation.turns[-1].on
    placed = rotation.contributions
    others = [pair for pair in member_choices(book) if not (m := book.member(pair[0])) or m.id not in placed]
    if len(others) < 2:
        return

    def record(values: Values) -> Done:
        her_day = _day(values, last, 'her_day')
        turning.join_late(desk.book(), values['member'], her_day, values['decision'], _day(values, today), desk.who(),
                          office().now(), today, values['entry_id'])  # fmt: skip
        return Done(_('She has the last turn, on {day}.').format(day=shown_date(her_day)), go_to='/rotation')

    with card(_('A late joiner')), form(record, button=_('Give her the last turn'), button_icon='plus'):
        draw(
            fields.choice('member', _('Member'), others, required=True),
            fields.day(
                'her_day', _('Her turn'), EVERY[book.bylaws.frequency].later(last, 1).isoformat(), required=True
            ),
            decision_field(book, ('late joiner',), rotation.id, required=True),
            day_field(today),
        )


def _move(values: Values) -> Move:
    try:
        part = Fraction(values.get('part') or '1/2')
        return Move(values['kind'], int(values['first']), int(values['second']), part)
    except (ValueError, ZeroDivisionError):
        raise Refused([Problem(N_('The part cannot be read.'), N_('Type a part such as 1/2.'), about='part')]) from None


def _day(values: Values, otherwise: date, name: str = 'date') -> date:
    try:
        return date.fromisoformat(values.get(name, '')) if values.get(name) else otherwise
    except ValueError:
        raise Refused([Problem(N_('The date cannot be read.'), N_('Choose a day.'), about=name)]) from None
