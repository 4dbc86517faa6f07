"""Savings accounts: what each member has saved, withdrawals and their notice, accounts on hold, interest posted."""

from functools import partial

from markupsafe import Markup

from actions import dividends, savings, savings_interest
from actions.dividends import Asked
from actions.permissions import may
from rules.bylaws import decimal_text
from rules.problems import Refused, refuse
from rules.records import Member
from rules.transactions import Transaction
from sheets.columns import DISTRIBUTIONS
from sheets.words import N_, _, n_, shown_date, shown_money, shown_short_date
from ui import fields
from ui.arithmetic import opens
from ui.balance import address
from ui.dividends import batches
from ui.forms import Done, Values, form, sheet
from ui.loan_words import sums
from ui.office import office
from ui.parts import NOTHING, actions, avatar, card, chip, div, draw, empty, join, opener, row
from ui.recording import Desk, member_choices, modes
from ui.screen import Book, User, screen
from ui.theme import hero


@screen('/savings', title=N_('Savings'), may='look', modules=('module_deposits',))
def create(book: Book, user: User) -> None:
    """The accounts, what the group agreed on them, and the sheets in which something is recorded."""
    total = sum(book.savings(member) for member in book.members)
    records, holds, gives = (may(user.role, deed) for deed in ('record', 'lend', 'distribute'))
    buttons = actions(opener('withdraw', 'up', _('Withdrawal'), 'first')) if records else NOTHING
    hero(_('Savings'), figure=shown_money(total, book.bylaws.currency), buttons=buttons)
    with div('columns'):
        with card(_('Accounts')):
            draw(_accounts(book))
        with div('stack'):
            with card(_('What the group agreed')):
                draw(_agreed(book), classes='told')
                if records:
                    more = [opener('notice', 'clock', _('Notice'))]
                    if gives:
                        more = [opener('interest', 'rise', _('Post interest')), *more]
                    if holds:
                        more += [opener('hold', 'lock', _('Hold')), opener('release', 'tick', _('Release'))]
                    draw(actions(*more))
            with card(_('Interest on deposits')):
                draw(batches(book, 'interest'))
    if records:
        _withdraw_sheet(book, Desk())
        if gives:
            _interest_sheet(book, Desk())
        _notice_sheet(book, Desk())
        if holds:
            _hold_sheets(book, Desk())


def _accounts(book: Book) -> Markup:
    people = sorted(book.members.values(), key=lambda member: (not member.active, member.name))
    lines = [_account(book, member) for member in people if member.active or book.savings(member.id)]
    return join(lines) or empty('people', _('There are no active members yet.'))


def _account(book: Book, member: Member) -> Markup:
    _standing, notice_on = savings.account_of(book, member, office().today())
    note = [member.number]
    if notice_on:
        note.append(_('withdrawal announced on {day}').format(day=shown_short_date(notice_on)))
    if member.on_hold:
        note.append(member.reason)
    mark = chip('missed', _('on hold')) if member.on_hold else NOTHING
    said = Markup('{} {}').format(' · '.join(note), mark)
    saved = shown_money(book.savings(member.id), book.bylaws.currency)
    return row(avatar(member.name), member.name, said, saved, address('savings', member))


def _agreed(book: Book) -> Markup:
    bylaws = book.bylaws
    terms, currency = savings.terms_of(bylaws), bylaws.currency
    rate = decimal_text(bylaws.savings_rate_percent)
    nothing = _('none')
    lines = [
        (_('Interest'), _('{rate} % a year').format(rate=rate)),
        (_('Reckoned on'), _('the balance of each day') if bylaws.savings_interest == 'daily balance'
         else _('the lowest balance of each month')),
        (_('What has to stay'), shown_money(terms.minimum_balance, currency) if terms.minimum_balance else nothing),
        (_('Most on one day'), shown_money(terms.most_a_day, currency) if terms.most_a_day else nothing),
        (_('Notice'), n_('{count} day', '{count} days', terms.notice_days).format(count=terms.notice_days)
         if terms.notice_days else nothing),
        (_('Interest posted until'), shown_date(savings_interest.next_first(book) - savings_interest.ONE_DAY)),
    ]  # fmt: skip
    return sums(lines)


def _day(book: Book) -> Markup:
    today = office().today().isoformat()
    began = book.bylaws.started_on.isoformat()
    return fields.day('date', _('Date'), today, earliest=began, latest=today, required=True)


def _withdraw_sheet(book: Book, desk: Desk) -> None:
    with (
        sheet('withdraw', _('Withdrawal')),
        form(
            partial(_withdraw, desk), button=_('Pay out'), button_icon='up',
            preview=desk.shown(partial(_before_withdrawal, desk)),
        ),
    ):  # fmt: skip
        draw(
            fields.choice('member', _('Member'), member_choices(book, active_only=False), required=True),
            fields.money('amount', _('Amount'), book.bylaws.currency, required=True),
            _day(book),
            fields.one_of('mode', _('Paid out'), modes(book.bylaws), 'cash'),
            fields.text('note', _('Note')),
        )


def _before_withdrawal(desk: Desk, values: Values) -> Markup:
    asked = desk.asked('withdrawal', values)
    desk.plan(asked)
    book = desk.book()
    member, currency = book.member(asked.member), book.bylaws.currency
    assert member is not None, 'the plan asked for her'
    before = book.savings(member.id)
    lines = [(_('Saved before'), shown_money(before, currency)), (_('Paid out'), shown_money(-asked.amount, currency))]
    return Markup('<p>{}</p>').format(member.name) + sums(
        lines, (_('Saved afterwards'), shown_money(before - asked.amount, currency))
    )


def _withdraw(desk: Desk, values: Values) -> Done:
    asked = desk.asked('withdrawal', values)
    desk.record(asked)
    member = desk.book().member(asked.member)
    assert member is not None, 'it was recorded'
    words = _('{name} took out {amount}.')
    amount = shown_money(asked.amount, desk.book().bylaws.currency)
    return Done(words.format(name=member.name, amount=amount), go_to='/savings')


def _interest_sheet(book: Book, desk: Desk) -> None:
    periods = savings_interest.choices(book, office().today())
    options = [(period.last.isoformat(), _('until {day}').format(day=shown_date(period.last))) for period in periods]
    with (
        sheet('interest', _('Post interest')),
        form(
            partial(_post, desk), button=_('Show what each earns'), button_icon='next',
            preview=desk.shown(partial(_before_posting, desk)),
        ),
    ):  # fmt: skip
        first = shown_date(savings_interest.next_first(book))
        note = _('From {day} on, for all members together. It is put into their savings on the day that you choose.')
        draw(
            Markup('<p class="note">{}</p>').format(note.format(day=first)),
            fields.choice('until', _('Period'), options, options[-1][0] if options else '', required=True),
            _day(book),
        )


def _interest(desk: Desk, values: Values) -> Asked:
    """The batch that the form asks for, as the bylaws promise it."""
    book, read = desk.book(), _read(desk, values)
    for period in savings_interest.choices(book, office().today()):
        if period.last.isoformat() == values.get('until'):
            return savings_interest.asked(book, read.id, period, read.on)
    raise refuse(N_('No period is chosen.'), N_('Choose a month that is over.'), about='until')


def _before_posting(desk: Desk, values: Values) -> Markup:
    book = desk.book()
    seen = dividends.preview(book, _interest(desk, values), office().today())
    if seen.problems or seen.computed is None:
        raise Refused(list(seen.problems))
    found, currency = seen.computed, book.bylaws.currency
    people = [(book.members[each.member], found.slip(each.member)) for each in found.given]
    lines = join(opens(member.name, slip, currency, member.number) for member, slip in people)
    return lines + sums([], (_('Together'), shown_money(found.gross, currency)))


def _post(desk: Desk, values: Values) -> Done:
    book = desk.book()
    posted = book.register(DISTRIBUTIONS).get(values['entry_id'])
    if posted is None:
        posted = dividends.record(book, _interest(desk, values), desk.who(), office().now(), office().today())
    words = n_(
        '{amount} of interest was added for {count} member.',
        '{amount} of interest was added for {count} members.', posted.members or 0,
    )  # fmt: skip
    total = shown_money(posted.pool, book.bylaws.currency)
    return Done(words.format(amount=total, count=posted.members), go_to='/savings')


def _notice_sheet(book: Book, desk: Desk) -> None:
    with sheet('notice', _('Notice')), form(partial(_announce, desk), button=_('Write down'), button_icon='clock'):
        draw(
            Markup('<p class="note">{}</p>').format(_('She says that she will take savings out.')),
            fields.choice('member', _('Member'), member_choices(book), required=True),
            _day(book),
        )


def _announce(desk: Desk, values: Values) -> Done:
    book, read = desk.book(), _read(desk, values)
    member = savings.announce(
        book, values.get('member', ''), read.on, desk.who(), office().now(), office().today(), read.id
    )
    return Done(_('{name} announced a withdrawal.').format(name=member.name), go_to='/savings')


def _hold_sheets(book: Book, desk: Desk) -> None:
    with sheet('hold', _('Hold')), form(partial(_hold, desk), button=_('Hold'), button_icon='lock'):
        draw(
            Markup('<p class="note">{}</p>').format(_('Nothing is paid out and nothing lent until it is released.')),
            fields.choice('member', _('Member'), member_choices(book), required=True),
            _day(book),
            fields.text('note', _('Reason'), required=True),
        )
    held = [(one.number, one.name) for one in book.members.values() if one.on_hold]
    with sheet('release', _('Release')), form(partial(_release, desk), button=_('Release'), button_icon='tick'):
        draw(fields.choice('member', _('Member'), [('', _('Choose a member')), *held], required=True), _day(book))


def _hold(desk: Desk, values: Values) -> Done:
    read = _read(desk, values)
    number, reason = values.get('member', ''), values.get('note', '')
    member = savings.hold(desk.book(), number, reason, read.on, desk.who(), office().now(), read.id)
    return Done(_('The account of {name} is on hold.').format(name=member.name), go_to='/savings')


def _release(desk: Desk, values: Values) -> Done:
    read = _read(desk, values)
    member = savings.release(desk.book(), values.get('member', ''), read.on, desk.who(), office().now(), read.id)
    return Done(_('The account of {name} is released.').format(name=member.name), go_to='/savings')


def _read(desk: Desk, values: Values) -> Transaction:
    """The day and the id of a form that moves no money, read as strictly as any other."""
    return desk.asked('withdrawal', {'entry_id': values['entry_id'], 'date': values.get('date', ''), 'amount': '1'},
                      member=values.get('member') or '-')  # fmt: skip
