"""A member's own pages: what she saved and owes, her dues, loans and entries, and the totals of the group.

Plain HTML of a few KB, right without script on any phone. Whose rows are shown follows from the session alone: no
address of these pages names a member, so there is none by which one could ask for another's.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

import pandas as pd
from fastapi import Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from reports import passbook as passbooks
from reports.passbook import Passbook
from reports.statements import member_statement
from reports.summaries import Figures, figures
from rules import totals
from rules.money import Money
from rules.records import Member
from sheets.book import Book
from sheets.sign_in_tables import User
from sheets.words import _, shown_short_date
from ui import loan_words, passbook_modules, plain, prints, ranges
from ui.cycles_shown import counted
from ui.member_words import ahead_words
from ui.office import office
from ui.parts import link_button, tile
from ui.receipts import Receipt, facts, receipts, signed
from ui.routes import PDF, download, route

T = TypeVar('T')
LATEST_ENTRIES, ENTRIES_ON_A_PAGE, MONTHS_OF_INTEREST = 5, 30, 12


@route('/passbook', may='passbook')
def create(book: Book, user: User, request: Request) -> Response:
    """Everything on one page, the dues of one year, and the ways to the rest."""
    today = office().today()
    own = passbooks.passbook(book, own_member(book, user), today)
    latest = _receipts(book, passbooks.entries_of(book, own.member, book.bylaws.started_on, today))
    this_year = ranges.years(book, today)[0]
    return _page(
        request, book, user, own, 'passbook.html',
        years=ranges.years(book, today),
        year=(year := ranges.year_named(book, today, request.query_params.get('year', ''))),
        dues=own.dues_between(year.start, year.end),
        paid_this_year=sum(due.paid for due in own.dues_between(this_year.start, this_year.end)),
        this_year=this_year,
        latest=latest[:LATEST_ENTRIES],
        group=(group := figures(book, today)),
        of_group=of_members(book, group),
        in_shares=passbook_modules.paid_for_shares(book, own.member, today),
        modules=passbook_modules.cards(book, own.member, today),
        ahead=ahead_words(own, book.bylaws.currency),
        missed=counted(book, len(own.missed)),
    )  # fmt: skip


def of_members(book: Book, group: Figures) -> list[tuple[str, Money]]:
    """What members have in the group, and it owes besides, each with its title; savings where they are saved."""
    saved = [] if book.bylaws.by_shares and not group.savings else [(_('Savings'), group.savings)]
    more = totals.titled(totals.of_members(group.more), book.bylaws.kind)
    return [*saved, *((_(title), amount) for title, amount in more)]


@route('/passbook/entries', may='passbook')
def create_entries(book: Book, user: User, request: Request) -> Response:
    """All her entries, the newest first, so many a page."""
    member, today = own_member(book, user), office().today()
    found = _receipts(book, passbooks.entries_of(book, member, book.bylaws.started_on, today))
    shown, older, newer = _part(found, request)
    own = passbooks.passbook(book, member, today)
    return _page(request, book, user, own, 'passbook_entries.html', receipts=shown, older=older, newer=newer)


@route('/passbook/loans/{number}', may='passbook')
def create_loan(book: Book, user: User, request: Request) -> Response:
    """One of her loans: how its interest came about, and every row of it."""
    today = office().today()
    own = passbooks.passbook(book, own_member(book, user), today)
    number = request.path_params['number']
    found = next((one for one in own.loans if one.loan.number == number), None)
    if found is None:
        # The same answer for a loan of another member and for one that never was.
        raise HTTPException(404)
    frame = passbooks.entries_of(book, own.member, found.loan.began, today)
    shown, older, newer = _part(_receipts(book, frame[frame['loan'] == found.loan.id]), request)
    months = list(loan_words.paid_of_each(found.standing))
    return _page(
        request, book, user, own, 'passbook_loan.html',
        found=found,
        months=months[-MONTHS_OF_INTEREST:][::-1],
        earlier=sum(charge.interest for charge, _paid in months[:-MONTHS_OF_INTEREST]),
        receipts=shown, older=older, newer=newer,
    )  # fmt: skip


@route('/passbook/print', may='passbook')
def print_own(book: Book, user: User, request: Request) -> Response:
    """Her statement of a year, as it is printed."""
    return prints.statement(request, book, user, own_member(book, user), back='/passbook')


@route('/passbook/statement.pdf', may='passbook')
def save_statement(book: Book, user: User, request: Request) -> Response:
    """Her statement of a year as PDF."""
    return statement_pdf(book, own_member(book, user), request)


def statement_pdf(book: Book, member: Member, request: Request) -> Response:
    """The statement of a member for the year that the address names, in the language of its reader."""
    today = office().today()
    days = ranges.within(book, today, ranges.year_named(book, today, request.query_params.get('year', '')))
    pdf = member_statement(book, member, days.start, days.end, today)
    title = _('Statement')
    return download(pdf, PDF, f'{title} {member.name} {member.number} {days.start} {days.end}.pdf')


def own_member(book: Book, user: User) -> Member:
    """Whose session this is. Who left has no page any more, though a session of hers may still last."""
    member = book.members.get(user.member)
    if member is None or not member.active:
        raise PermissionError('no active member of this book')
    return member


def _receipts(book: Book, rows: pd.DataFrame) -> list[Receipt]:
    """The receipts of rows whose newest come first, as the rows do; within a receipt they stand as recorded."""
    return receipts(book, rows.iloc[::-1])[::-1]


def _page(request: Request, book: Book, user: User, own: Passbook, template: str, **values: Any) -> Response:
    return plain.page(
        request, template, user=user, own=own, bylaws=book.bylaws, currency=book.bylaws.currency, words=loan_words,
        short_date=shown_short_date, signed=signed, facts=facts, tile=tile, link_button=link_button, **values,
    )  # fmt: skip


def _part(found: Sequence[T], request: Request) -> tuple[Sequence[T], str, str]:
    """The part of a list that the address asks for, and the addresses of the next older and newer one."""
    asked = request.query_params.get('page', '1')
    last = max(1, -(-len(found) // ENTRIES_ON_A_PAGE))
    page = min(int(asked), last) if asked.isdecimal() and 0 < len(asked) < 6 else 1
    page = max(page, 1)
    shown = found[(page - 1) * ENTRIES_ON_A_PAGE : page * ENTRIES_ON_A_PAGE]
    return shown, f'?page={page + 1}' if page < last else '', f'?page={page - 1}' if page > 1 else ''
