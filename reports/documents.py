"""The report of the group on paper: what a meeting signs and a bank's auditor reads, for any range of days.

    with language('mr'):
        pdf = group_report(book, date(2024, 4, 1), date(2025, 3, 31), printed_on=today)

A page with the totals and with what came in and went out, then the members, the loans, every entry of the range, the
lines to sign, and the seal of the last row. Every figure comes from reports/summaries.py, every word is the reader's.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from reports import changed_rows, listings, summaries
from reports.listings import Shown
from reports.paper import LEADING, SMALL, Paper, Slice
from reports.shapes import QUIET
from reports.summaries import Figures
from reports.tables import table
from rules import totals
from rules.bylaws import Bylaws
from rules.money import Money
from rules.records import RUNNING
from sheets import seals
from sheets.book import Book
from sheets.words import _, current_language, n_, shown_date, shown_money

IN_DEVANAGARI = ('mr', 'hi')
# A row of the cash book and what stands round it; the pie beside it is lower than the shortest cash book with its rows.
ROW_POINTS, PIE_POINTS = 19.0, 125.0


def group_report(book: Book, start: date, end: date, printed_on: date) -> bytes:
    """The report of a range of days, both counted, as a PDF in the current language."""
    shown, figures = Shown(book), summaries.figures(book, end)
    paper = opened(book, book.bylaws.name, _('Report'), (start, end), printed_on)
    paper.paragraph(_('As it stood on {day}, all years together').format(day=shown_date(end)), SMALL, QUIET)
    paper.key_figures(key_figures(figures, book.bylaws))
    paper.paragraph(counts(figures), SMALL, QUIET)
    money_of_the_group(paper, book, (start, end), figures, shown)
    paper.heading(_('Members'))
    table(paper, *listings.members_table(summaries.members_table(book, start, end), shown))
    loans = summaries.loans_table(book, end)
    paper.heading(_('Running loans'))
    table(paper, *listings.running_loans(loans[loans['status'] == RUNNING], shown))
    paper.heading(_('Loans closed in this period'))
    table(paper, *listings.past_loans(closed_since(loans, start), shown))
    paper.heading(_('Entries'))
    table(paper, *listings.entries_table(summaries.entries_between(book, start, end), shown))
    return signed(paper, book, [_('President'), _('Secretary'), _('Treasurer')])


def closed_since(loans: pd.DataFrame, start: date) -> pd.DataFrame:
    """The past loans without those that were closed before a day."""
    past = loans[loans['status'] != RUNNING]
    return past[past['closed_on'].map(lambda day: day is None or day >= start).astype(bool)]


def opened(book: Book, name: str, title: str, days: tuple[date, date], printed_on: date) -> Paper:
    """A paper that says whose it is, what it is, and for which days."""
    spoken, own = current_language(), book.bylaws.language
    period = _('{start} to {end}').format(start=shown_date(days[0]), end=shown_date(days[1]))
    paper = Paper(
        language=spoken,
        # Names in Devanagari look the way the group writes them, in an English report too.
        letters=own if own in IN_DEVANAGARI and spoken not in IN_DEVANAGARI else spoken,
        title=f'{title} – {name} – {period}',
        author=book.bylaws.name,
        made_on=printed_on,
    )
    group = book.bylaws.name if name != book.bylaws.name else ''
    printed = _('Printed on {day}').format(day=shown_date(printed_on))
    about = ' · '.join(text for text in (group, book.bylaws.place, printed) if text)
    paper.title_block(name, title, [period, about])
    if changed := changed_rows.said_on_paper(book):
        paper.paragraph(changed, SMALL)
    return paper


def key_figures(figures: Figures, bylaws: Bylaws) -> list[tuple[str, str]]:
    """The totals that everybody asks for, and those that this group has besides."""
    listed: list[tuple[str, Money]] = [
        (_('Savings'), figures.savings),
        (_('Loans outstanding'), figures.loans_outstanding),
        (_('Cash in hand'), figures.cash),
        (_('Bank'), figures.bank),
        (_('Interest received'), figures.interest_received),
        (_('Penalties and fines'), figures.penalties_received),
        (_('Other income'), figures.income),
        (_('Expenses'), figures.expenses),
        *((_(title), amount) for title, amount in totals.titled(figures.more, bylaws.kind)),
    ]
    return [(title, shown_money(amount, bylaws.currency)) for title, amount in listed]


def counts(figures: Figures) -> str:
    """How many members, loans and missed dues there are."""
    active, running, past, missed = (
        figures.members_active, figures.loans_active, figures.loans_past, figures.dues_missed
    )  # fmt: skip
    lost = figures.loans_written_off
    return ' · '.join([
        n_('{count} active member', '{count} active members', active).format(count=active),
        n_('{count} running loan', '{count} running loans', running).format(count=running),
        n_('{count} past loan', '{count} past loans', past).format(count=past),
        *([_('{count} of them written off').format(count=lost)] if lost else []),
        n_('{count} missed due', '{count} missed dues', missed).format(count=missed),
    ])  # fmt: skip


def money_of_the_group(paper: Paper, book: Book, days: tuple[date, date], figures: Figures, shown: Shown) -> None:
    """The cash book of the range, and beside it what the fund consists of at its end."""
    moved, boxes = summaries.cash_book(book, *days), summaries.boxes(book, *days)
    height = max(PIE_POINTS, ROW_POINTS * (len(moved) + 3) + 8)
    paper.heading(_('Cash and bank'), keep_with=height)
    paper.side_by_side(
        height,
        lambda: table(paper, *listings.cash_book(moved, boxes, shown)),
        lambda: fund(paper, figures, book.bylaws.currency),
        share=0.57,
    )


def fund(paper: Paper, figures: Figures, currency: str) -> None:
    """What the fund of the group consists of."""
    parts: list[tuple[str, Money]] = [
        (_('Cash in hand'), figures.cash),
        (_('Bank'), figures.bank),
        (_('Loans outstanding'), figures.loans_outstanding),
    ]
    slices = [Slice(title, shown_money(amount, currency), amount) for title, amount in parts]
    paper.pie(slices, _('Nothing yet'), radius=42)


def signed(paper: Paper, book: Book, roles: list[str]) -> bytes:
    """The lines to sign and the seal, then the finished paper."""
    seal = book.head()
    paper.signatures(roles, keep_with=2 * SMALL.size * LEADING)
    shown_seal = seals.printed(seal, seals.SIGNS)
    paper.paragraph(_('Seal of the last row in the book: {seal}').format(seal=shown_seal), SMALL, QUIET)
    paper.paragraph(
        _('Keep this paper: as long as Bahi finds this seal in the workbook, nothing written before it was changed.'),
        SMALL,
        QUIET,
    )
    return paper.finished(_('Page {page} of {pages}'), f'{book.bylaws.name} · {seal}')
