"""The first page: what the group has, who has paid this cycle, what is owed on loans, and what happened last."""

from collections.abc import Hashable, Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd
from markupsafe import Markup
from nicegui import ui

from reports.summaries import Figures, deposited_between, dues_table, figures, latest_entries, loans_table
from rules import totals
from rules.bylaws import Bylaws
from rules.contributions import MISSED, OPEN, PAID, PART
from rules.cycles import Cycle
from rules.periods import Month, cycle_number
from rules.records import RUNNING
from sheets.words import N_, _, n_, shown, shown_money, shown_short_date
from ui import plain
from ui.cycles_shown import running_cycle
from ui.doors import doors
from ui.loan_words import loan_address, status_chip
from ui.member_words import member_address
from ui.office import office
from ui.parts import (
    NOTHING,
    actions,
    avatar,
    card,
    chip,
    div,
    draw,
    empty,
    heading,
    join,
    link_button,
    notice,
    problem_list,
    row,
    tile,
)  # fmt: skip
from ui.pictures import fund_picture
from ui.receipts import receipt_row, receipts
from ui.screen import Book, User, screen
from ui.theme import hero

ROWS_SHOWN = 6
# State: the kind of chip, and the word beside it. The order is that of the bar.
STATES = {PAID: ('paid', N_('paid')), PART: ('part', N_('part paid')), MISSED: ('missed', N_('missed')),
          OPEN: ('due', N_('not yet paid'))}  # fmt: skip


@screen('/', title=N_('Home'), may='look')
def create(book: Book, user: User) -> None:
    """The dashboard."""
    today, currency, by_shares = office().today(), book.bylaws.currency, book.bylaws.by_shares
    found, dues = figures(book, today), dues_table(book, today)
    cycle = running_cycle(book, today)
    hero(
        _('Shares of the group') if by_shares else _('Savings of the group'),
        figure=shown_money(found.more['shares'] if by_shares else found.savings, currency),
        note=deposited_now(book, cycle, today),
        buttons=doors(user, book.bylaws),
    )
    now = dues[dues['cycle'] == cycle_number(cycle.name)]
    dues_now = NOTHING if by_shares else dues_tile(now, cycle, currency)
    draw(tiles(found, book.bylaws), dues_now, classes='tiles')
    if waits := what_waits(book):
        draw(waits)
    with div('columns'):
        with div('stack'):
            if not by_shares:
                with card():
                    draw(dues_of_the_cycle(dues, now, cycle, currency))
            with card():
                draw(loans_now(loans_table(book, today), currency))
        with div('stack'):
            with card():
                choices = plain.choices(ui.context.client.request)
                draw(heading(_('The fund')), fund_picture(book, today, choices['look']))
            with card():
                draw(latest(book, today))


def deposited_now(book: Book, cycle: Cycle, today: date) -> str:
    """What was deposited this month; in this cycle, where that is no month."""
    by_months = isinstance(cycle.name, Month)
    deposited = deposited_between(book, today.replace(day=1) if by_months else cycle.first, today)
    said = _('{amount} deposited this month') if by_months else _('{amount} deposited in this cycle')
    return said.format(amount=shown_money(deposited, book.bylaws.currency))


def tiles(found: Figures, bylaws: Bylaws) -> Markup:
    """The figures beside the savings, and what members have or the group owes besides."""
    currency, told = bylaws.currency, {'shares'} if bylaws.by_shares else {'savings'}
    belonging = {'savings': found.savings} if bylaws.by_shares and found.savings else {}
    belonging |= {key: found.more[key] for key in totals.BELONGING if key in found.more and key not in told}
    running = n_('{count} running loan', '{count} running loans', found.loans_active)
    return join([
        tile('loan', _('Loans outstanding'), shown_money(found.loans_outstanding, currency),
             running.format(count=found.loans_active)),
        tile('box', _('Cash in hand'), shown_money(found.cash, currency)),
        tile('bank', _('Bank'), shown_money(found.bank, currency)),
        *(tile('chart', _(title), shown_money(amount, currency))
          for title, amount in totals.titled(belonging, bylaws.kind)),
    ])  # fmt: skip


def dues_tile(now: pd.DataFrame, cycle: Cycle, currency: str) -> Markup:
    """How much of the dues of the cycle has come in."""
    due, missing, paid = int(now['due'].sum()), int(now['missing'].sum()), int((now['state'] == PAID).sum())
    title = _('Dues of this month') if isinstance(cycle.name, Month) else _titled(cycle)
    note = _('{paid} of {all} have paid').format(paid=paid, all=len(now))
    return tile('calendar', title, shown_money(due - missing, currency), note, part=1 - missing / due if due else 0)


def what_waits(book: Book) -> Markup:
    """Rows that are not yet in the workbook, with the reason, and what is wrong in it."""
    pieces = []
    if reason := office().keeper().waiting:
        pieces.append(notice('warn', _('Rows wait for the workbook; they are safe.'), problem_list([reason])))
    if problems := [*book.problems(), *office().keeper().notes()]:
        link = Markup(' <a href="/problems">{}</a>').format(_('See all problems'))
        pieces.append(notice('bad', _('Something in the workbook needs you.'), problem_list(problems[:2]) + link))
    return join(pieces)


def dues_of_the_cycle(dues: pd.DataFrame, now: pd.DataFrame, cycle: Cycle, currency: str) -> Markup:
    """How many have paid, as a bar and in words, and who has not."""
    counts = {state: int((now['state'] == state).sum()) for state in STATES}
    earlier = dues[dues['missed'] & (dues['known_by'] < pd.Timestamp(cycle.known_by))].groupby('member').size()
    # Those who missed it come first, then those who paid a part of it.
    unpaid = now[now['missing'] > 0].sort_values(['missed', 'paid'], ascending=False, kind='stable')
    link = Markup('<a href="/deposits#who-paid">{}</a>').format(_('Who paid when'))
    lines = list(_unpaid_lines(unpaid, earlier.to_dict(), cycle, currency))
    more = len(lines) - ROWS_SHOWN
    if more > 0:
        lines[ROWS_SHOWN:] = [
            actions(link_button('/deposits', 'more', n_('{count} more', '{count} more', more).format(count=more)))
        ]
    return join([
        heading(_titled(cycle), link=link),
        state_bar(counts),
        join(lines) if lines else empty('done', _('Everybody has paid.') if len(now) else _('No dues yet.')),
    ])  # fmt: skip


def _titled(cycle: Cycle) -> str:
    return _('Dues of {month}').format(month=shown(cycle.name))


def state_bar(counts: dict[str, int]) -> Markup:
    """A bar in the colours of the states, and the counts in words below it."""
    parts = [(STATES[state], count) for state, count in counts.items() if count]
    bar = join(Markup('<i class="{}" style="flex:{}"></i>').format(kind, count) for (kind, _word), count in parts)
    said = join(chip(kind, f'{count} {_(word)}') for (kind, word), count in parts)
    return Markup('<div class="state-bar" aria-hidden="true">{}</div><div class="chips">{}</div>').format(bar, said)


def loans_now(loans: pd.DataFrame, currency: str) -> Markup:
    """The running loans with what is owed today, the overdue ones first."""
    running = loans[loans['status'] == RUNNING]
    late = running['overdue_since'].map(lambda since: since or date.max)
    ordered = running.assign(late=late).sort_values(['late', 'owed'], ascending=[True, False])
    link = Markup('<a href="/loans">{}</a>').format(_('All loans'))
    lines = [_loan_line(loan, currency) for loan in ordered.head(ROWS_SHOWN).to_dict('records')]
    return join([
        heading(_('Owed on loans today'), link=link),
        join(lines) if lines else empty('loan', _('No loan is running.')),
    ])  # fmt: skip


def latest(book: Book, today: date) -> Markup:
    """What was recorded last, with what it brought or took."""
    link = Markup('<a href="/history">{}</a>').format(_('All entries'))
    # More rows than receipts are asked for, because a receipt may have several.
    found = receipts(book, latest_entries(book, today, 4 * ROWS_SHOWN).iloc[::-1])[-ROWS_SHOWN:][::-1]
    lines = join(receipt_row(one, book.bylaws.currency) for one in found)
    return join([
        heading(_('Latest entries'), link=link), lines or empty('history', _('Nothing is recorded yet.')),
    ])  # fmt: skip


def _unpaid_lines(
    unpaid: pd.DataFrame, earlier: Mapping[Hashable, int], cycle: Cycle, currency: str
) -> Iterator[Markup]:
    for due in unpaid.to_dict('records'):
        kind, word = STATES[due['state']]
        count = earlier.get(due['member'], 0)
        note = (
            n_('also {count} earlier month', 'also {count} earlier months', count)
            if isinstance(cycle.name, Month)
            else n_('also {count} earlier cycle', 'also {count} earlier cycles', count)
        )
        yield row(
            avatar(due['name']),
            due['name'],
            note.format(count=count) if count else due['number'],
            Markup('{}<br>{}').format(shown_money(due['missing'], currency), chip(kind, _(word))),
            link=member_address(due['number']),
        )


def _loan_line(loan: Mapping[Hashable, Any], currency: str) -> Markup:
    since = loan['overdue_since']
    if since:
        note = _('{loan}, overdue since {day}').format(loan=loan['number'], day=shown_short_date(since))
    else:
        note = _('{loan}, lent {amount}').format(loan=loan['number'], amount=shown_money(loan['lent'], currency))
    return row(
        avatar(loan['name']),
        loan['name'],
        note,
        Markup('{}<br>{}').format(shown_money(loan['owed'], currency), status_chip(RUNNING, since) if since else ''),
        link=loan_address(loan['number']),
    )
