"""Loans: the running ones with what is owed today, and the past ones."""

from datetime import date
from typing import Any

from markupsafe import Markup

from actions.permissions import may
from reports.due_list import due_list
from reports.loans import group_loans
from reports.summaries import figures, loans_table
from rules.bylaws import decimal_text
from rules.loans import Standing
from rules.records import APPLIED, APPROVED, RUNNING, Loan
from sheets.words import N_, _, n_, shown_money, shown_short_date
from ui import loan_anew, loan_applications, loan_due, loan_giving, loan_page, loan_prints, repayments
from ui.loan_words import loan_address, status_chip
from ui.office import office
from ui.parts import NOTHING, actions, avatar, card, div, dot, draw, empty, join, link_button, row, tile
from ui.screen import Book, User, screen
from ui.theme import hero

Listed = dict[str, Any]

# In this order: the address of a new loan would otherwise be taken for the number of one.
PAGES_OF_A_LOAN = loan_giving, loan_applications, loan_due, loan_page, loan_anew, loan_prints, repayments


@screen('/loans', title=N_('Loans'), may='look')
def create(book: Book, user: User) -> None:
    """The running loans, those that are late first, and the past ones."""
    today, currency = office().today(), book.bylaws.currency
    listed: list[Listed] = loans_table(book, today).to_dict('records')  # type: ignore[assignment]
    running = sorted((loan for loan in listed if loan['status'] == RUNNING), key=lambda loan: not loan['overdue_since'])
    past = [loan for loan in reversed(listed) if loan['status'] != RUNNING]
    waiting = [loan for loan in book.loans.values() if loan.status in (APPLIED, APPROVED)]
    lends, on_products = may(user.role, 'lend'), book.bylaws.module_products
    give = link_button('/loans/new', 'plus', _('Give a loan'), 'first') if lends and not on_products else NOTHING
    ask = link_button('/loans/apply', 'plus', _('Apply for a loan'), 'first') if lends and on_products else NOTHING
    kinds = link_button('/products', 'loan', _('Loan products')) if on_products else NOTHING
    hero(
        _('Out on loan'),
        note=n_('{count} running loan', '{count} running loans', len(running)).format(count=len(running)),
        figure=shown_money(sum(loan['outstanding'] for loan in running), currency),
        buttons=actions(
            give,
            ask,
            link_button('/loans/due', 'clock', _('Due on loans')),
            link_button('/calculator', 'chart', _('Loan calculator')),
        ),
    )
    draw(_tiles(book, running, past, today), classes='tiles')
    if waiting:
        with card(_('Applications')):
            draw(join(_waiting_row(loan, currency) for loan in waiting))
        loan_applications.waiting_list(waiting, lends, book)
    own = group_loans(book, today)
    if own:
        with card(_('Borrowed from outside')):
            draw(join(_own_row(loan, standing, currency) for loan, standing in own))
    with div('columns'):
        with card(_('Running loans')):
            rows = [_running_row(loan, currency) for loan in running]
            draw(join(rows) if rows else empty('loan', _('No loan is running.')))
        with card(_('Past loans')):
            rows = [_past_row(loan, currency) for loan in past]
            draw(join(rows) if rows else empty('history', _('No loan has ended yet.')))
    draw(actions(kinds))


def _tiles(book: Book, running: list[Listed], past: list[Listed], today: date) -> Markup:
    currency = book.bylaws.currency
    late = [loan for loan in running if loan['overdue_since']]
    overdue = sum(line.due.total for line in due_list(book, today, today) if line.days)
    owed = sum(loan['interest_owed'] + loan['penalty_owed'] for loan in running)
    there = figures(book, today)
    late_note = n_('{count} loan', '{count} loans', len(late)).format(count=len(late))
    return join([
        tile('clock', _('Interest owed now'), shown_money(owed, currency), _('with penalties')),
        tile('alert', _('Overdue'), shown_money(overdue, currency), late_note, 'bad' if late else ''),
        tile('box', _('Cash to lend'), shown_money(there.cash, currency),
             _('Bank {amount}').format(amount=shown_money(there.bank, currency))),
        tile('rise', _('Interest received'), shown_money(there.interest_received, currency),
             n_('{count} past loan', '{count} past loans', len(past)).format(count=len(past))),
    ])  # fmt: skip


def _waiting_row(loan: Loan, currency: str) -> Markup:
    asked = loan.approved if loan.status == APPROVED else loan.asked
    note = f'{loan.number} · {shown_short_date(loan.applied_on)}' if loan.applied_on else loan.number
    end = Markup('{}<br>{}').format(shown_money(asked or 0, currency), status_chip(loan.status, None))
    return row(avatar(loan.member_name), loan.member_name, note, end, link=loan_address(loan.number))


def _own_row(loan: Loan, standing: Standing, currency: str) -> Markup:
    end = Markup('{}<br>{}').format(
        shown_money(standing.outstanding, currency), status_chip(loan.status, standing.overdue_since)
    )
    note = f'{loan.number} · {decimal_text(loan.rate)} % · {shown_short_date(loan.began)}'
    return row(dot('bank'), loan.purpose or loan.member_name, note, end, link=loan_address(loan.number))


def _running_row(loan: Listed, currency: str) -> Markup:
    note = f'{loan["number"]} · {decimal_text(loan["rate"])} % · {shown_short_date(loan["given_on"].date())}'
    end = Markup('{}<br>{}').format(
        shown_money(loan['outstanding'], currency), status_chip(RUNNING, loan['overdue_since'])
    )
    return row(avatar(loan['name']), loan['name'], note, end, link=loan_address(loan['number']))


def _past_row(loan: Listed, currency: str) -> Markup:
    days = [shown_short_date(day) for day in (loan['given_on'].date(), loan['closed_on']) if day]
    end = Markup('{}<br>{}').format(shown_money(loan['lent'], currency), status_chip(loan['status'], None))
    note = f'{loan["number"]} · {" – ".join(days)}'
    return row(avatar(loan['name']), loan['name'], note, end, link=loan_address(loan['number']))
