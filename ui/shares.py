"""Shares: who has how many, whose share capital is not complete, what was given on them; the purchase of shares."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
from markupsafe import Markup

from actions import shares
from actions.permissions import may
from reports.dividends import POTS, history_of
from reports.shares import Totals, incomplete, shares_table, standing, totals
from rules.money import ZERO
from rules.records import Member
from rules.shares import explained
from sheets.book import Book
from sheets.sign_in_tables import User
from sheets.words import N_, _, n_, shown_date, shown_money, shown_percent
from ui import arithmetic, fields
from ui.balance import address
from ui.dividend_giving import giving
from ui.dividends import batches, of_member
from ui.forms import Done, Values, form, sheet
from ui.leaving import taking_out
from ui.loan_words import sums
from ui.office import office
from ui.parts import (
    NOTHING,
    actions,
    avatar,
    card,
    div,
    draw,
    empty,
    join,
    link_button,
    opener,
    row,
    tile,
)  # fmt: skip
from ui.recording import Desk, member_choices, mode_words, modes
from ui.screen import screen
from ui.theme import hero

COMPLETE = 100
MODULES = ('module_shares', 'module_dividends')


@screen('/shares', title=N_('Shares and dividends'), may='look', modules=MODULES)
def create(book: Book, user: User) -> None:
    """Everybody's shares, and what was given on them."""
    today, currency = office().today(), book.bylaws.currency
    found = shares_table(book, today)
    all_ = totals(found)
    buttons = NOTHING
    if may(user.role, 'record'):
        many = link_button('/batches?kind=share', 'copy', _('Many at once'))
        buttons = actions(opener('buy', 'plus', _('Buy shares'), 'first'), many)
    title = _('Shares and dividends') if book.bylaws.module_dividends else _('Shares')
    hero(title, note=_('Share capital'), figure=shown_money(all_.paid, currency), buttons=buttons)
    draw(_tiles(book, all_), classes='tiles')
    beside = book.bylaws.share_target or book.bylaws.module_dividends
    with div('columns' if beside else ''):
        with card(_('Members')):
            draw(_members(book, found))
        with div('stack'):
            if book.bylaws.share_target:
                with card(_('Share capital not complete')):
                    draw(_incomplete(incomplete(found), currency))
            if book.bylaws.module_dividends:
                with card(_('Dividends and interest given')):
                    draw(batches(book, *POTS))
                    if may(user.role, 'distribute'):
                        draw(actions(opener('give', 'plus', _('Give a dividend or interest'))))
    if may(user.role, 'record'):
        _buy(book, Desk())
    if book.bylaws.module_dividends and may(user.role, 'distribute'):
        giving(book, Desk())


@screen('/shares/members/{number}', title=N_('Shares'), may='look', modules=MODULES)
def create_member(book: Book, user: User, number: str) -> None:
    """The shares of one member, and every dividend she got."""
    member = book.member(number)
    if member is None:
        hero(_('Shares'), back='/shares')
        draw(empty('search', _('There is no member {number}.').format(number=number)), classes='card')
        return
    today, currency = office().today(), book.bylaws.currency
    table_ = shares_table(book, today)
    own = table_[table_['member'] == member.id].to_dict('records')
    paid = own[0]['paid'] if own else ZERO
    hero(member.name, note=member.number, figure=shown_money(paid, currency), back='/shares')
    with div('columns'):
        with card(_('Share capital')):
            draw(_facts(book, member, own[0] if own else {}))
            takes_out = paid and book.bylaws.module_share_out and may(user.role, 'distribute')
            buttons = [link_button(address('shares', member), 'search', _('How the balance came about'))]
            if takes_out:
                buttons.append(opener('take-out', 'undo', _('Take out before the cycle ends')))
            draw(actions(*buttons))
        with card(_('Dividends and interest given')):
            history = history_of(book, member.id)
            draw(join(of_member(batch, given.net, member, currency) for batch, given in history)
                 or empty('money', _('Nothing was given yet.')))  # fmt: skip
    if takes_out:
        taking_out(book, member, own[0]['paid'] - own[0]['apart'], Desk())


def _tiles(book: Book, all_: Totals) -> Markup:
    currency = book.bylaws.currency
    tiles = [
        tile('money', _('Price of a share'), shown_money(book.bylaws.share_price, currency)),
        tile('chart', _('Shares'), str(all_.shares)),
        tile('box', _('Kept apart below a share'), shown_money(all_.apart, currency)),
    ]
    if book.bylaws.share_target:
        note = n_('{count} member', '{count} members', all_.incomplete).format(count=all_.incomplete)
        tiles.append(tile('clock', _('Missing'), shown_money(all_.missing, currency), note))
    return join(tiles)


def _members(book: Book, found: pd.DataFrame) -> Markup:
    currency, rows = book.bylaws.currency, found.to_dict('records')
    if not rows:
        return empty('people', _('No member has joined yet.'))
    return join(
        row(avatar(each['name']), each['name'], _holding(each, currency), shown_money(each['paid'], currency),
            link=f'/shares/members/{each["number"]}')
        for each in rows
    )  # fmt: skip


def _holding(each: Mapping[Any, Any], currency: str) -> str:
    """How many shares, which part of all, and what she has saved besides."""
    said = [n_('{count} share', '{count} shares', each['shares']).format(count=each['shares'])]
    said.append(_('{percent} of all').format(percent=shown_percent(each['percent'])))
    if each['deposits']:
        said.append(_('deposits {amount}').format(amount=shown_money(each['deposits'], currency)))
    return ' · '.join(said)


def _incomplete(found: pd.DataFrame, currency: str) -> Markup:
    rows = found.to_dict('records')
    if not rows:
        return empty('done', _('Everybody has paid all of it.'))
    said = _('{amount} missing, {monthly} a month')
    return join(
        row(
            avatar(each['name']), each['name'],
            said.format(
                amount=shown_money(each['missing'], currency), monthly=shown_money(each['suggested'], currency)
            ),
            shown_percent(each['completion']), link=f'/shares/members/{each["number"]}',
        )
        for each in rows
    )  # fmt: skip


def _facts(book: Book, member: Member, own: Mapping[Any, Any]) -> Markup:
    currency, paid = book.bylaws.currency, own.get('paid', ZERO)
    lines = [
        (_('Shares'), str(own.get('shares', 0))),
        (_('Kept apart'), shown_money(own.get('apart', ZERO), currency)),
        (_('Deposits'), shown_money(own.get('deposits', ZERO), currency)),
    ]
    if book.bylaws.share_target:
        found = standing(book, member, paid, office().today())
        lines += [
            (_('Target'), shown_money(found.target, currency)),
            (_('Complete'), shown_percent(found.completion_percent)),
        ]
        if found.completion_percent < COMPLETE:
            lines += [
                (_('Should be paid by now'), shown_money(found.expected, currency)),
                (_('Months left'), str(found.months_left)),
                (_('To pay each month'), shown_money(found.suggested_monthly, currency)),
            ]
    return sums(lines, (_('Paid'), shown_money(paid, currency)))


def _buy(book: Book, desk: Desk) -> None:
    today = office().today().isoformat()
    with (
        sheet('buy', _('Buy shares')),
        form(
            partial(_record_purchase, desk), button=_('Buy shares'), preview=desk.shown(partial(_show_purchase, desk))
        ),
    ):
        draw(
            fields.choice('member', _('Member'), member_choices(book), required=True),
            fields.money('amount', _('What she brings'), book.bylaws.currency, required=True,
                         help=_('A share costs {price}.').format(
                             price=shown_money(book.bylaws.share_price, book.bylaws.currency))),
            fields.day('date', _('Date'), today, latest=today, required=True),
            fields.one_of('mode', _('Paid'), modes(book.bylaws), 'cash'),
            fields.text('note', _('Note')),
        )  # fmt: skip


def _show_purchase(desk: Desk, values: Values) -> Markup:
    asked = desk.asked('share', values)
    desk.plan(asked)
    book = desk.book()
    member = book.member(asked.member)
    assert member is not None
    said = _('{name} brings {amount} on {day}, {mode}.').format(
        name=member.name, amount=shown_money(asked.amount, book.bylaws.currency), day=shown_date(asked.on),
        mode=mode_words(asked.mode),
    )  # fmt: skip
    told = Markup('<p>{}</p>').format(said)
    if not book.bylaws.share_price:
        return told
    bought = shares.purchase_of(book, asked)
    return told + arithmetic.lines(explained(bought, shares.price_of(book.bylaws)), book.bylaws.currency)


def _record_purchase(desk: Desk, values: Values) -> Done:
    asked = desk.asked('share', values)
    desk.record(asked)
    member = desk.book().member(asked.member)
    assert member is not None
    amount = shown_money(asked.amount, desk.book().bylaws.currency)
    return Done(_('{name} paid {amount} for shares.').format(name=member.name, amount=amount), go_to='/shares')
