"""Fixed deposits: those that run, opened and paid back here, each with what it is worth and how that comes about."""

from functools import partial

import pandas as pd
from markupsafe import Markup

from actions import fixed_deposits
from actions.fixed_deposits import Closing, NewDeposit
from actions.permissions import may
from rules.bylaws import decimal_text
from rules.problems import refuse
from rules.register_records import CLOSED_EARLY, MATURED, RUNNING, FixedDeposit
from sheets.columns import FIXED_DEPOSITS
from sheets.words import N_, _, n_, shown_date, shown_money, shown_short_date
from ui import fields
from ui.arithmetic import about, entries, line, lines, opens
from ui.forms import Done, Values, form, sheet
from ui.office import office
from ui.parts import NOTHING, actions, card, chip, div, draw, empty, join, opener
from ui.recording import Desk, member_choices, modes
from ui.screen import Book, User, screen
from ui.theme import hero

STATES = {RUNNING: N_('running'), MATURED: N_('matured'), CLOSED_EARLY: N_('closed early')}


@screen('/fixed-deposits', title=N_('Fixed deposits'), may='look', modules=('module_fixed_deposits',))
def create(book: Book, user: User) -> None:
    """Those that run, with what each brings when its time is over, and those that were paid back."""
    found = list(book.register(FIXED_DEPOSITS).values())
    running = [deposit for deposit in found if deposit.status == RUNNING]
    records = may(user.role, 'record')
    total = shown_money(sum(deposit.amount for deposit in running), book.bylaws.currency)
    buttons = actions(opener('open', 'plus', _('Open a deposit'), 'first')) if records else NOTHING
    hero(_('Fixed deposits'), figure=total, buttons=buttons)
    with div('columns'):
        with card(_('Running'), _('paid back when the time is over')):
            draw(join(_running(book, one) for one in running) or empty('lock', _('No deposit is running.')))
            if records and running:
                draw(actions(opener('close', 'up', _('Pay back'))))
        with card(_('Paid back')):
            past = [one for one in found if one.status != RUNNING][::-1]
            rows = about(book, (one.id for one in past))
            draw(join(_past(book, one, rows[one.id]) for one in past) or empty('history', _('None was paid back yet.')))
    if records:
        _open_sheet(book, Desk())
        _close_sheet(book, running, Desk())


def _running(book: Book, deposit: FixedDeposit) -> Markup:
    agreed = fixed_deposits.agreed(book, deposit)
    note = ' · '.join([
        deposit.number, shown_money(deposit.amount, book.bylaws.currency),
        _('{rate} % a year').format(rate=decimal_text(deposit.rate)),
        _('until {day}').format(day=shown_short_date(agreed.matures_on)),
    ])  # fmt: skip
    back = fixed_deposits.quote(book, deposit.number, agreed.matures_on)
    return opens(deposit.member_name, back, book.bylaws.currency, note)


def _past(book: Book, deposit: FixedDeposit, rows: pd.DataFrame) -> Markup:
    """What was paid back, which opens to its entries."""
    day = shown_short_date(deposit.closed_on) if deposit.closed_on else ''
    state = chip('paid' if deposit.status == MATURED else 'plain', _(STATES[deposit.status]))
    note = Markup('{} · {} {}').format(deposit.number, day, state)
    amount = shown_money(deposit.amount, book.bylaws.currency)
    return line(deposit.member_name, amount, note, entries(book, rows))


def _day(book: Book) -> Markup:
    today = office().today().isoformat()
    began = book.bylaws.started_on.isoformat()
    return fields.day('date', _('Date'), today, earliest=began, latest=today, required=True)


def _open_sheet(book: Book, desk: Desk) -> None:
    bylaws = book.bylaws
    with (
        sheet('open', _('Open a deposit')),
        form(partial(_open, desk), button=_('Open'), button_icon='plus'),
    ):
        draw(
            fields.choice('member', _('Member'), member_choices(book), required=True),
            fields.money('amount', _('Amount'), bylaws.currency, required=True),
            _day(book),
            fields.side_by_side(
                fields.text('months', _('Months'), '12', inputmode='numeric', required=True),
                fields.text('rate', _('Percent a year'), decimal_text(bylaws.fixed_deposit_rate_percent),
                            inputmode='decimal', required=True),
            ),
            fields.text('every', _('Interest is added every so many months'), '0', inputmode='numeric',
                        help=_('0: only at the end.')),
            fields.one_of('mode', _('Paid by'), modes(bylaws), 'cash'),
            fields.text('note', _('Note')),
        )  # fmt: skip


def _open(desk: Desk, values: Values) -> Done:
    book = desk.book()
    own = ('months', 'rate', 'every')
    read = desk.asked('fixed-deposit', {name: text for name, text in values.items() if name not in own})
    # A rate is read as that of a loan is, to the same strictness.
    rate = desk.asked('loan', {'entry_id': read.id, 'amount': '1', 'date': values['date'],
                               'rate': values.get('rate', '')}, member='-').rate  # fmt: skip
    asked = NewDeposit(
        read.id, read.member, read.amount, read.on, _whole(values, 'months'), rate, _whole(values, 'every'),
        read.mode, read.note,
    )  # fmt: skip
    opened = fixed_deposits.open_deposit(book, asked, desk.who(), office().now(), office().today())
    words = _('{number} of {name}: {amount} until {day}.')
    agreed = fixed_deposits.agreed(book, opened)
    amount = shown_money(opened.amount, book.bylaws.currency)
    told = words.format(number=opened.number, name=opened.member_name, amount=amount, day=shown_date(agreed.matures_on))
    return Done(told, go_to='/fixed-deposits')


def _whole(values: Values, name: str) -> int:
    text = values.get(name, '').strip() or '0'
    if not text.isdecimal() or len(text) > 4:
        raise refuse(N_('{value} is not a number of months.'), N_('Type digits, such as 12.'), about=name,
                     value=repr(text)[:40])  # fmt: skip
    return int(text)


def _close_sheet(book: Book, running: list[FixedDeposit], desk: Desk) -> None:
    options = [
        (one.number, f'{one.number} · {one.member_name} · {shown_money(one.amount, book.bylaws.currency)}')
        for one in running
    ]
    with (
        sheet('close', _('Pay back')),
        form(partial(_close, desk), button=_('Show what is paid back'), button_icon='next',
             preview=partial(_before_closing, desk)),
    ):  # fmt: skip
        draw(
            fields.choice('deposit', _('Fixed deposit'), [('', _('Choose a deposit')), *options], required=True),
            _day(book),
            fields.one_of('mode', _('Paid out'), modes(book.bylaws), 'cash'),
            fields.text('note', _('Note')),
        )


def _closing(desk: Desk, values: Values) -> Closing:
    typed = {name: text for name, text in values.items() if name != 'deposit'}
    read = desk.asked('fixed-deposit-back', {**typed, 'amount': '1'}, member='-')
    return Closing(read.id, values.get('deposit', ''), read.on, read.mode, read.note)


def _before_closing(desk: Desk, values: Values) -> Markup:
    asked, book = _closing(desk, values), desk.book()
    back = fixed_deposits.planned(book, asked.deposit, asked.on)
    (deposit,) = [one for one in book.register(FIXED_DEPOSITS).values() if one.number == asked.deposit]
    agreed = fixed_deposits.agreed(book, deposit)
    early = (agreed.matures_on - asked.on).days
    words = _('It is closed {days} before its time, at the lower rate.')
    days = n_('{count} day', '{count} days', early).format(count=early)
    note = Markup('<p class="note">{}</p>').format(words.format(days=days)) if early > 0 else NOTHING
    return note + lines(back, book.bylaws.currency)


def _close(desk: Desk, values: Values) -> Done:
    book, asked = desk.book(), _closing(desk, values)
    closed = fixed_deposits.close(book, asked, desk.who(), office().now(), office().today())
    paid = sum(entry.amount for entry in book.receipt_of(f'{asked.id}-2'))
    words = _('{name} got {amount} back.')
    return Done(
        words.format(name=closed.member_name, amount=shown_money(paid, book.bylaws.currency)), go_to='/fixed-deposits'
    )
