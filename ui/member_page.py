"""The page of one member: her passbook as an officer sees it, and what an officer may do for her."""

from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup
from starlette.exceptions import HTTPException

from actions.permissions import may
from reports import passbook as passbooks
from reports.passbook import Passbook
from rules.members import changes_of
from rules.periods import Month
from rules.records import Member
from sheets.words import N_, _, n_, shown, shown_date, shown_money, shown_short_date
from ui import passbook_modules, prints, ranges
from ui.cycles_shown import counted
from ui.loan_words import loan_address, rate_words, status_chip
from ui.member_sheets import edit_sheet, pin_sheet, status_sheet
from ui.member_words import ahead_words, due_words, member_address
from ui.office import office
from ui.parts import NOTHING, actions, card, div, draw, empty, heading, join, link_button, notice, opener, row, tile
from ui.passbook import statement_pdf
from ui.receipts import Receipt, facts, icon_of, receipts, signed, state_chip
from ui.recording import Desk
from ui.routes import route
from ui.screen import Book, User, screen
from ui.theme import hero

ADDRESS = '/members/{number}'
LATEST_ENTRIES = 8


@screen(ADDRESS, title=N_('Member'), may='look')
def create(book: Book, user: User, number: str, year: str = '') -> None:
    """Her dues, savings, loans and entries; and the sheets in which an officer amends what is written of her."""
    member, today, currency = book.member(number), office().today(), book.bylaws.currency
    if member is None:
        hero(_('Member'), back='/members')
        with card():
            draw(empty('search', _('There is no member {number}.').format(number=number)))
        return
    own, days = passbooks.passbook(book, member, today), ranges.year_named(book, today, year)
    hero(member.name, note=_who_she_is(member), back='/members', buttons=_main_actions(book, member, user))
    draw(_tiles(book, own, currency), classes='tiles')
    if not member.active:
        draw(_since_she_left(book, member))
    with div('columns'):
        with div('stack'):
            if not book.bylaws.by_shares:
                with card(_('Savings')):
                    draw(passbook_modules.came_about('savings', member))
                with card():
                    draw(_dues(own, days, ranges.years(book, today), currency))
            with card():
                draw(_loans(own, currency, user))
        with div('stack'):
            with card():
                draw(_entries(book, own, currency))
            draw(passbook_modules.cards_for_officers(book, member, today), classes='stack')
            with card():
                draw(_statement(member, days))
            if may(user.role, 'members'):
                with card():
                    draw(_sheet_buttons(member, user))
                    pin_given = draw()
    if may(user.role, 'members'):
        desk = Desk()
        edit_sheet(desk, member, currency)
        status_sheet(desk, member)
        if may(user.role, 'people') and member.active:
            pin_sheet(desk, member, lambda done: pin_given.replace(notice('good', done.said)))


@route('/members/{number}/statement.pdf', may='look')
def save_statement(book: Book, user: User, request: Request) -> Response:
    """Her statement of a year as PDF."""
    return statement_pdf(book, _member_of(book, request), request)


@route('/members/{number}/print', may='look')
def print_statement(book: Book, user: User, request: Request) -> Response:
    """Her statement of a year, as it is printed."""
    member = _member_of(book, request)
    return prints.statement(request, book, user, member, back=member_address(member.number))


def _member_of(book: Book, request: Request) -> Member:
    member = book.member(request.path_params['number'])
    if member is None:
        raise HTTPException(404)
    return member


def _who_she_is(member: Member) -> str:
    joined = _('joined {day}').format(day=shown_short_date(member.joined))
    return ' · '.join(text for text in (member.number, joined, member.mobile) if text)


def _main_actions(book: Book, member: Member, user: User) -> Markup:
    buttons = []
    if member.active and may(user.role, 'record'):
        by_shares = '/shares', 'chart', _('Buy shares')
        by_deposits = '/deposits', 'deposit', _('Record deposits')
        buttons.append(link_button(*(by_shares if book.bylaws.by_shares else by_deposits), 'first'))
    if member.active and may(user.role, 'lend'):
        hers = f'?member={quote(member.number, safe="")}'
        if book.bylaws.module_products:
            buttons.append(link_button(f'/loans/apply{hers}', 'loan', _('Apply for a loan')))
        else:
            buttons.append(link_button(f'/loans/new{hers}', 'loan', _('Give loan')))
    return actions(*buttons) if buttons else NOTHING


def _tiles(book: Book, own: Passbook, currency: str) -> Markup:
    running = len(own.running_loans)
    loans = tile('loan', _('Loans with interest'), shown_money(own.loans_owed, currency),
                 n_('{count} running loan', '{count} running loans', running).format(count=running))  # fmt: skip
    if book.bylaws.by_shares:
        paid = passbook_modules.paid_for_shares(book, own.member, own.on)
        return tile('chart', _('Shares'), shown_money(paid, currency)) + loans
    due = own.this_cycle
    by_months = own.running is None or isinstance(own.running, Month)
    title = _('Deposit of this month') if by_months else _('Deposit of {month}').format(month=shown(own.running))
    return join([
        tile('deposit', _('Savings'), shown_money(own.savings, currency)),
        tile('calendar', title, shown_money(due.paid if due else 0, currency),
             due_words(due, currency) if due else _('nothing due'), part=due.paid / due.due if due else None),
        tile('alert', _('Missing deposits'), shown_money(own.dues_owed, currency),
             counted(book, len(own.missed)), 'bad' if own.missed else ''),
        loans,
    ])  # fmt: skip


def _since_she_left(book: Book, member: Member) -> Markup:
    changes = changes_of(member, book.changes, 'status')
    if not changes:
        return notice('plain', _('Not active.'))
    said = _('Left on {day}: {reason}').format(day=shown_date(changes[-1].on), reason=changes[-1].reason)
    return notice('plain', said)


def _dues(own: Passbook, days: ranges.Range, years: list[ranges.Range], currency: str) -> Markup:
    """A line a month of the chosen year, the newest first."""
    dues = own.dues_between(days.start, days.end)
    here = Markup(' aria-current="true"')
    picks = join(
        Markup('<a href="?year={}"{}>{}</a>').format(one.start.year, here if one == days else '', one.title)
        for one in years
    )
    lines = join(
        Markup('<li class="{}"><b>{}</b><span>{}</span><small>{}</small></li>').format(
            due.state,
            shown(due.cycle),
            shown_money(due.paid or due.due, currency),
            due_words(due, currency),
        )
        for due in reversed(dues)
    )
    return join([
        heading(_('Deposits'), _('Year {year}').format(year=days.title)),
        ahead_words(own, currency),
        Markup('<nav class="picks" aria-label="{}">{}</nav>').format(_('Years'), picks) if len(years) > 1 else NOTHING,
        Markup('<ul class="dues">{}</ul>').format(lines) if dues else empty('calendar', _('No deposits were due.')),
    ])  # fmt: skip


def _statement(member: Member, days: ranges.Range) -> Markup:
    address, year = member_address(member.number), days.start.year
    return heading(_('Statement'), _('Year {year}').format(year=days.title)) + actions(
        link_button(f'{address}/statement.pdf?year={year}', 'download', _('Save PDF')),
        link_button(f'{address}/print?year={year}', 'print', _('Print')),
    )


def _loans(own: Passbook, currency: str, user: User) -> Markup:
    lines = [
        row(
            NOTHING,
            f'{one.loan.number} · {shown_money(one.standing.lent, currency)}',
            f'{shown_short_date(one.loan.began)} · {rate_words(one.loan)}',
            Markup('{}{}').format(
                Markup('{}<br>').format(shown_money(one.standing.owed, currency)) if one.running else '',
                status_chip(one.standing.status, one.standing.overdue_since),
            ),
            link=loan_address(one.loan.number),
        )
        for one in (*own.running_loans, *own.past_loans)
    ]
    words = _('Take repayment') if len(own.running_loans) == 1 else _('Take repayment of {loan}')
    repay = [
        link_button(f'{loan_address(one.loan.number)}/repay', 'rise', words.format(loan=one.loan.number))
        for one in own.running_loans
    ]
    return join([
        heading(_('Loans')),
        join(lines) if lines else empty('loan', _('No loan yet.')),
        actions(*repay) if repay and may(user.role, 'record') else NOTHING,
    ])  # fmt: skip


def _entries(book: Book, own: Passbook, currency: str) -> Markup:
    frame = passbooks.entries_of(book, own.member, book.bylaws.started_on, own.on).iloc[::-1]
    latest = receipts(book, frame)[-LATEST_ENTRIES:][::-1]
    link = Markup('<a href="/history?member={}">{}</a>').format(quote(own.member.number, safe=''), _('All entries'))
    return join([
        heading(_('Latest entries'), link=link),
        join(_entry(one, currency) for one in latest) if latest else empty('history', _('No entries yet.')),
    ])  # fmt: skip


def _entry(receipt: Receipt, currency: str) -> Markup:
    said = ' · '.join([shown_short_date(receipt.first.on), *facts(receipt, currency)])
    end = Markup('{}<br>{}').format(signed(receipt, currency), state_chip(receipt))
    return row(icon_of(receipt), receipt.title, said, end, link=receipt.page)


def _sheet_buttons(member: Member, user: User) -> Markup:
    icon_name, words = ('sign-out', _('Leaves the group')) if member.active else ('undo', _('Returns'))
    pin = opener('pin', 'lock', _('Give a PIN')) if may(user.role, 'people') and member.active else NOTHING
    edit = opener('edit', 'edit', _('Edit'))
    return heading(_('What is written of her')) + actions(edit, pin, opener('status', icon_name, words))
