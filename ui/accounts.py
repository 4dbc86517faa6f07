"""Cash boxes and bank accounts: what each holds, a transfer between two of them, and each on a page of its own."""

from functools import partial
from urllib.parse import quote

from markupsafe import Markup

from actions import accounts
from actions.accounts import NewAccount
from actions.permissions import may
from reports.summaries import Place, places
from rules import purses
from rules.periods import month_of
from rules.register_records import IN_USE, Account
from sheets.words import N_, _, shown_date, shown_money
from ui import fields
from ui.arithmetic import entries
from ui.forms import Done, Values, form, sheet
from ui.loan_words import sums
from ui.office import office
from ui.parts import Piece, actions, card, chip, div, dot, draw, empty, join, opener, row
from ui.recording import Desk, account_choices
from ui.screen import Book, User, screen
from ui.switched_off import draw_off
from ui.theme import hero

TYPE_TITLES = {'cash': N_('Cash box'), 'bank': N_('Bank account'), 'mobile': N_('Mobile money')}
ICONS = {'cash': 'box', 'bank': 'bank', 'mobile': 'phone'}
LATEST = 30


@screen('/accounts', title=N_('Accounts'), may='look')
def create(book: Book, user: User) -> None:
    """What each holds today, and what can be done with them."""
    hero(_('Accounts'), note=_('Cash boxes and bank accounts'), back='/money')
    with div('columns'):
        with card(_('What each holds')):
            listed = draw(_listed(book))
            if may(user.role, 'record') and len(account_choices(book)) > 2:
                draw(actions(opener('transfer', 'next', _('Transfer'), 'first')))
            if may(user.role, 'settings') and book.bylaws.module_bank_accounts:
                draw(actions(opener('new-account', 'plus', _('Add an account'))))
        if not book.bylaws.module_bank_accounts:
            draw_off(user, ('module_bank_accounts',))
    desk = Desk()
    if may(user.role, 'record'):
        with (
            sheet('transfer', _('Transfer')),
            form(partial(_transfer, desk), button=_('Record'), after=partial(_redraw, listed)),
        ):
            draw(*_transfer_fields(book))
    if may(user.role, 'settings'):
        with (
            sheet('new-account', _('Add an account')),
            form(partial(_add, desk), button=_('Add'), after=partial(_redraw, listed)),
        ):
            draw(*account_fields(None))


@screen('/accounts/{number}', title=N_('Account'), may='look')
def create_one(book: Book, user: User, number: str) -> None:
    """One account: how its balance came about this month, its latest receipts, and what is said of it."""
    today, currency = office().today(), book.bylaws.currency
    place = next((each for each in places(book, month_of(today).first_day, today) if each.number == number), None)
    if place is None:
        hero(_('Account'), back='/accounts')
        draw(empty('search', _('There is no account {number}.').format(number=number)))
        return
    hero(place.title, note=number if place.account else '', figure=shown_money(place.box.closing, currency),
         back='/accounts')  # fmt: skip
    with div('columns'):
        with card(_('How the balance came about')):
            draw(balance_sums(place, currency), classes='told')
        with card(_('The latest')):
            draw(_latest(book, number))
        if place.account and may(user.role, 'settings') and place.account.status == IN_USE:
            desk = Desk()
            with card(_('Change the account')):
                with form(partial(_edit, desk, number), button=_('Change the account'), clear=False):
                    draw(*account_fields(place.account))
                with form(partial(_close, desk, number), button=_('Close the account'), button_icon='close'):
                    draw(Markup('<p class="note">{}</p>').format(_('Only an empty account can be closed.')))


def balance_sums(place: Place, currency: str) -> Markup:
    """What was there on the first of the month, what came and went, and what is there now."""
    box = place.box
    lines = [
        (_('At the beginning of the month'), box.opening),
        (_('Received'), box.received),
        (_('Paid out'), -box.paid),
    ]
    shown = [(title, shown_money(amount, currency)) for title, amount in lines]
    return sums(shown, (_('Now'), shown_money(box.closing, currency)))


def account_fields(account: Account | None) -> list[Markup]:
    """What is asked of an account; its type only when it is new."""
    of = {name: getattr(account, name) if account else '' for name in ('name', 'bank', 'account_number', 'branch')}
    kinds = [(type_, _(TYPE_TITLES[type_])) for type_ in purses.TYPES]
    return [
        fields.text('name', _('Name'), of['name'], required=True, maxlength='60'),
        fields.hidden('type', account.type) if account else fields.one_of('type', _('Type'), kinds, 'cash'),
        fields.text('bank', _('Bank or operator'), of['bank']),
        fields.side_by_side(
            fields.text('account_number', _('Account number'), of['account_number']),
            fields.text('branch', _('Branch'), of['branch']),
        ),
        fields.tick('primary', _('The usual one'), bool(account and account.primary),
                    help=_('Where money goes when no account is named.')),
    ]  # fmt: skip


def _listed(book: Book) -> Markup:
    today, currency = office().today(), book.bylaws.currency
    return join(_line(place, currency) for place in places(book, month_of(today).first_day, today))


def _line(place: Place, currency: str) -> Markup:
    account = place.account
    type_ = account.type if account else place.number
    title = place.title if account else _(place.title)
    texts = [_(TYPE_TITLES[type_]), account.bank if account else '']
    note = Markup('{}').format(' · '.join(text for text in texts if text))
    if account and account.primary:
        note += Markup(' {}').format(chip('plain', _('usual')))
    if account and account.status != IN_USE:
        note += Markup(' {}').format(chip('missed', _('account closed')))
    return row(dot(ICONS[type_]), title, note, shown_money(place.box.closing, currency),
               link=f'/accounts/{quote(place.number, safe="")}')  # fmt: skip


def _redraw(listed: Piece, done: Done) -> None:
    listed.replace(_listed(office().book()))


def _transfer_fields(book: Book) -> list[Markup]:
    today = office().today().isoformat()
    choices = [('', _('Choose an account')), *account_choices(book)[1:]]
    return [
        fields.choice('account', _('From this account'), choices, required=True),
        fields.choice('to_account', _('Into this account'), choices, required=True),
        fields.money('amount', _('Amount'), book.bylaws.currency, required=True),
        fields.money('cost', _('What the transfer cost'), book.bylaws.currency),
        fields.text('reference', _('Reference')),
        fields.day('date', _('Date'), today, earliest=book.bylaws.started_on.isoformat(), latest=today, required=True),
        fields.text('note', _('Note')),
    ]


def _transfer(desk: Desk, values: Values) -> Done:
    asked = desk.asked('transfer', values)
    done = desk.record(asked)
    said = _('Transferred: {amount}, {day}. Receipt {receipt}.')
    amount = shown_money(desk.book().receipt_of(done.entry_id)[0].amount, desk.book().bylaws.currency)
    return Done(said.format(amount=amount, day=shown_date(asked.on), receipt=done.receipt))


def _asked(values: Values) -> NewAccount:
    texts = {name: values.get(name, '') for name in ('name', 'type', 'bank', 'account_number', 'branch')}
    return NewAccount(values['entry_id'], **texts, primary=values.get('primary') == 'yes')


def _add(desk: Desk, values: Values) -> Done:
    made = accounts.add(desk.book(), _asked(values), desk.who(), office().now(), office().today())
    return Done(_('Added: {name}, {number}.').format(name=made.name, number=made.number))


def _edit(desk: Desk, number: str, values: Values) -> Done:
    made = accounts.edit(desk.book(), number, _asked(values), desk.who(), office().now(), office().today())
    return Done(_('Amended: {name}.').format(name=made.name), go_to=f'/accounts/{quote(number, safe="")}')


def _close(desk: Desk, number: str, values: Values) -> Done:
    made = accounts.close(desk.book(), number, desk.who(), office().now(), office().today(), values['entry_id'])
    return Done(_('Closed: {name}.').format(name=made.name), go_to='/accounts')


def _latest(book: Book, number: str) -> Markup:
    """The receipts that went through an account, the latest first."""
    frame, first = book.frame(), book.first_accounts
    keys = frame[['kind', 'mode', 'account']].drop_duplicates()
    through = {
        (kind, mode, account) for kind, mode, account in keys.itertuples(index=False)
        if any(purses.place_of(*place, first) == number for place, _sign in purses.moved(kind, mode, account))
    }  # fmt: skip
    chosen = [key in through for key in zip(frame['kind'], frame['mode'], frame['account'], strict=True)]
    rows = frame[chosen]
    return entries(book, rows, LATEST) if len(rows) else empty('money', _('Nothing went through it yet.'))
