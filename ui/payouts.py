"""Payouts: who has paid for the round, its pot and the way to pay it out; the schedule; exposure."""

from datetime import date

import pandas as pd
from markupsafe import Markup

from actions import rounds
from actions.permissions import may
from actions.rounds import Collection
from reports import rotation as there
from rules import money, pots
from rules.money import Money
from rules.problems import N_, Problem, Refused
from rules.register_records import PAID, Turn
from rules.rotation import Rotation
from sheets.words import _, shown_date, shown_money
from ui import fields
from ui.arithmetic import about, by_member, entries, folded, line, opens
from ui.forms import Done, Values, form, sheet
from ui.loan_words import sums
from ui.office import office
from ui.parts import (
    actions,
    avatar,
    card,
    chip,
    div,
    draw,
    empty,
    join,
    link_button,
    notice,
    opener,
    row,
)  # fmt: skip
from ui.payout_steps import steps
from ui.recording import Desk, modes
from ui.rotation_words import day_field, mode_of, name_of, names_of, part_words, schedule_list, state_chip, who_left
from ui.screen import Book, User, screen
from ui.theme import hero


@screen('/payouts', title=N_('Payouts'), may='look', modules=('module_rotation',))
def create(book: Book, user: User, round: str = '') -> None:
    """The round that runs, or the one of the address."""
    rotation = there.rotation_of(book, round) or there.current(book)
    if rotation is None:
        hero(_('Payouts'))
        draw(
            empty('calendar', _('The merry-go-round has not begun.')),
            actions(link_button('/rotation', 'plus', _('Set the order of turns'), 'first')),
            classes='card',
        )
        return
    today, turn = office().today(), rotation.now or rotation.turns[-1]
    turn = next((one for one in rotation.turns if one.id == round), turn)
    standing, currency = there.standing(book, rotation, turn.number, today), book.bylaws.currency
    said = _('Round {number} of {count} · {day}').format(
        number=turn.number, count=len(rotation.turns), day=shown_date(turn.on)
    )
    hero(
        names_of(book, turn.parts), note=said, figure=shown_money(standing.collected, currency),
        buttons=actions(link_button('/rotation', 'calendar', _('Turns'))),
    )  # fmt: skip
    _told(there.problems(book, rotation))
    draw(who_left(book, rotation))
    with div('columns'):
        with div('stack'):
            _who_paid(book, user, rotation, standing)
            _pay_out(book, user, rotation, standing, today)
        with div('stack'):
            with card(_('All turns'), note=rotation.id):
                draw(schedule_list(book, rotation, today, currency, links=True))
            _exposure(book, rotation, today)
            _arrears(book, rotation, today)


def _told(problems: list[Problem]) -> None:
    for problem in problems:
        draw(notice('bad', problem.said(_)))


def _who_paid(book: Book, user: User, rotation: Rotation, standing: pots.Standing) -> None:
    """Each member and what she has paid for the round; the way to record what they bring."""
    currency = book.bylaws.currency
    lines, rows = [], _rows(book, standing.turn.id, 'contribution')
    owing = {member: owed for member, owed in rotation.owed(standing.turn).items() if owed}
    for member, owed in sorted(owing.items(), key=lambda each: name_of(book, each[0])):
        missing = standing.missing.get(member, 0)
        state = chip('paid', _('paid')) if not missing else chip('part' if missing < owed else 'due', _('to pay'))
        note = (
            ''
            if not missing or missing == owed
            else _('{amount} missing').format(amount=shown_money(missing, currency))
        )
        paid = Markup('{}<br>{}').format(shown_money(owed - missing, currency), state)
        lines.append(_opens(book, name_of(book, member), note, paid, rows.get(member)))
    with card(_('Who has paid'), note=f'{len(owing) - len(standing.missing)} / {len(owing)}'):
        draw(join(lines))
        if standing.missing and may(user.role, 'record'):
            draw(actions(opener('bring', 'deposit', _('Record contributions'), 'first')))
    if standing.missing and may(user.role, 'record'):
        _bring(book, rotation, standing)


def _bring(book: Book, rotation: Rotation, standing: pots.Standing) -> None:
    currency, desk, today = book.bylaws.currency, Desk(), office().today()
    missing = {book.members[member].number: amount for member, amount in standing.missing.items()}

    def asked(values: Values) -> Collection:
        given = missing if values.get('all') else _sums_of(values, missing, currency)
        on = date.fromisoformat(values['date'] or today.isoformat())
        return Collection(values['entry_id'], standing.turn.id, given, on, mode_of(values))

    def preview(values: Values) -> Markup:
        wanted = asked(values)
        if not wanted.sums:
            raise Refused([Problem(N_('Nobody brought anything.'), N_('Type what each brought, and record again.'))])
        lines = [(_named(desk.book(), number), shown_money(amount, currency)) for number, amount in wanted.sums.items()]
        return sums(lines, (_('Together'), shown_money(sum(wanted.sums.values()), currency)))

    def record(values: Values) -> Done:
        wanted = asked(values)
        rounds.collect(desk.book(), wanted, desk.who(), office().now(), today)
        said = _('{amount} were recorded for round {number}.')
        total = shown_money(sum(wanted.sums.values()), currency)
        return Done(said.format(amount=total, number=standing.turn.number), go_to=f'/payouts?round={standing.turn.id}')

    with (
        sheet('bring', _('Record contributions')),
        form(record, button=_('Record'), preview=desk.shown(preview), button_icon='deposit'),
    ):
        draw(
            fields.side_by_side(day_field(today), fields.one_of('mode', _('Paid by'), modes(book.bylaws), 'cash')),
            fields.tick('all', _('All of them paid all that is missing')),
            *(
                fields.money(f'amount {number}', _named(book, number), currency,
                             help=_('{amount} to pay').format(amount=shown_money(amount, currency)))
                for number, amount in missing.items()
            ),
        )  # fmt: skip


def _pay_out(book: Book, user: User, rotation: Rotation, standing: pots.Standing, today: date) -> None:
    """The pot with its arithmetic, and the next step for each who gets of it."""
    currency = book.bylaws.currency
    with card(_('Pay it out')):
        if standing.expected == rotation.pot:
            draw(folded(pots.pot(rotation), currency, _('The pot of a round')), classes='told')
        draw(folded(standing.explained(), currency, _('What is there now')), classes='told')
        handed = _rows(book, standing.turn.id, 'payout')
        for turn in there.rows_of(book, rotation, standing.turn.number):
            draw(_turn_row(book, standing, turn, handed.get(turn.member)))
            if may(user.role, 'decide'):
                steps(book, user, standing, turn)


def _rows(book: Book, round_id: str, kind: str) -> dict[str, pd.DataFrame]:
    """The entries of a round of one kind, by member."""
    found = about(book, (round_id,))[round_id]
    return by_member(found[(found['kind'] == kind).to_numpy()])


def _opens(book: Book, name: str, note: str, end: Markup, rows: pd.DataFrame | None) -> Markup:
    """A row, which opens to its entries where it has any."""
    return row(avatar(name), name, note, end) if rows is None else line(name, end, note, entries(book, rows))


def _turn_row(book: Book, standing: pots.Standing, turn: Turn, handed: pd.DataFrame | None) -> Markup:
    """Who gets of the pot, how far it is, and once it was handed out the entries of it."""
    due = standing.due.get(turn.member, 0)
    told = [part_words(standing.turn, turn.member)]
    if turn.requested_by:
        told.append(_('asked for by {name}').format(name=turn.requested_by))
    if turn.approved_by:
        told.append(_('approved by {name}').format(name=turn.approved_by))
    if turn.paid_by:
        told.append(_('recorded by {name}').format(name=turn.paid_by))
    amount = turn.pot if turn.status == PAID and not due else due
    end = Markup('{}<br>{}').format(shown_money(amount or 0, book.bylaws.currency), state_chip(turn.status))
    return _opens(book, turn.member_name, ' · '.join(filter(None, told)), end, handed)


def _exposure(book: Book, rotation: Rotation, today: date) -> None:
    """Who has had more than she paid; each figure opens."""
    currency = book.bylaws.currency
    found = [each for each in there.exposures(book, rotation, today) if each.amount > 0]
    with card(_('Received and still to pay')):
        if not found:
            draw(Markup('<p class="note">{}</p>').format(_('Nobody has had more than she paid.')))
        draw(join(opens(name_of(book, each.member), each.explained(), currency) for each in found))


def _arrears(book: Book, rotation: Rotation, today: date) -> None:
    currency, found = book.bylaws.currency, there.arrears(book, rotation, today)
    with card(_('Behind with earlier rounds'), note=str(len(found)) if found else ''):
        if not found:
            draw(notice('good', _('Nobody is behind.')))
        said = _('round {number}, owed to {name}')
        draw(join(
            row(avatar(name_of(book, each.debtor)), name_of(book, each.debtor),
                said.format(number=each.round, name=name_of(book, each.beneficiary)),
                shown_money(each.amount, currency), link=f'/payouts?round={rotation.id}/{each.round}')
            for each in found
        ))  # fmt: skip


def _sums_of(values: Values, missing: dict[str, Money], currency: str) -> dict[str, Money]:
    given: dict[str, Money] = {}
    problems = []
    for number in missing:
        if text := values.get(f'amount {number}', ''):
            try:
                given[number] = money.parse(text, currency)
            except ValueError:
                said = {'value': text[:60], 'example': '200.00'}
                problems.append(
                    Problem(
                        N_('{value} is not an amount.'), N_('Type digits, such as {example}.'), said,
                        about=f'amount {number}',
                    )
                )  # fmt: skip
    if problems:
        raise Refused(problems)
    return {number: amount for number, amount in given.items() if amount}


def _named(book: Book, number: str) -> str:
    member = book.member(number)
    return member.name if member else number
