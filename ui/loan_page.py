"""One loan: what is owed today, how the interest came about month by month, what was repaid, what can be done."""

from datetime import date
from urllib.parse import quote

from markupsafe import Markup

from actions.permissions import may
from reports.loans import loan_standing
from rules.loans import Standing
from rules.records import RUNNING, Loan
from sheets.words import N_, _, n_, shown_date, shown_money, shown_short_date
from ui import loan_prints, loan_waiting
from ui.loan_more import lend_more, write_off
from ui.loan_schedule import closing_on, due_words, how_it_closes, schedule
from ui.loan_waiver import waive_penalty
from ui.loan_words import (
    exception_line,
    loan_address,
    month_row,
    no_such_loan,
    overdue_notice,
    owed_sums,
    paid_of_each,
    rate_words,
    rule_words,
    status_chip,
    sums,
)
from ui.office import office
from ui.parts import NOTHING, actions, card, div, draw, empty, join, link_button, opener, row, tile
from ui.receipts import Receipt, icon_of, receipts, signed, split_words, with_chip
from ui.recording import Desk
from ui.screen import Book, User, screen
from ui.theme import hero

MONTHS_SHOWN, ENTRIES_SHOWN = 6, 18


@screen('/loans/{number}', title=N_('Loan'), may='look')
def create(book: Book, user: User, number: str, on: str = '') -> None:
    """All there is to know of a loan."""
    loan = book.loan(number)
    if loan is None:
        no_such_loan(number)
        return
    if loan.given_on is None:
        loan_waiting.show(book, user, loan)
        return
    today, bylaws = office().today(), book.bylaws
    standing = loan_standing(book, loan, max(today, loan.began))
    running = loan.status == RUNNING
    _title(loan, standing, bylaws.currency, _repay_button(loan) if running and may(user.role, 'record') else NOTHING)
    draw(_tiles(standing, bylaws.currency), classes='tiles')
    with div('columns'):
        with div('stack'):
            with card(_('What is owed today') if running else _('How it stands')):
                draw(overdue_notice(standing), owed_sums(standing, bylaws.currency), classes='told')
                draw(how_it_closes(book, loan, max(today, loan.began)), classes='told')
                draw(due_words(loan, standing, today, bylaws.currency), classes='told')
                draw(Markup('<hr>'), _facts(loan, standing), classes='told')
                if running:
                    draw(closing_on(book, loan, on), classes='told')
                if running and may(user.role, 'lend'):
                    draw(_further(loan, standing))
            if loan.has_term:
                with card(_('Instalments')):
                    draw(schedule(book, loan, max(today, loan.began)))
            else:
                with card(_('How the interest came about')):
                    draw(_months(book, loan, standing, today), classes='told')
        with card(_('Entries of this loan')):
            draw(_entries(book, loan), loan_prints.links(loan))
    if running and may(user.role, 'lend'):
        lend_more(book, loan, Desk())
        if not loan.of_group:
            write_off(book, loan, standing, Desk())
        if standing.penalty_owed:
            waive_penalty(book, loan, standing, Desk())


def _title(loan: Loan, standing: Standing, currency: str, buttons: Markup) -> None:
    owed = _('{amount} closes the loan today').format(amount=shown_money(standing.owed, currency))
    running = loan.status == RUNNING
    hero(
        loan.member_name,
        note=' · '.join([loan.number, rate_words(loan), *([owed] if running else [])]),
        figure=shown_money(standing.outstanding if running else standing.lent, currency),
        back='/loans',
        buttons=buttons,
    )


def _further(loan: Loan, standing: Standing) -> Markup:
    """What else can be done with a loan that runs."""
    anew = link_button(f'{loan_address(loan.number)}/anew', 'edit', _('Set the instalments anew'))
    more = opener('more', 'plus', _('Take up more') if loan.of_group else _('Lend more'))
    return actions(
        more,
        NOTHING if loan.of_group else opener('write-off', 'close', _('Write off')),
        opener('waive', 'close', _('Waive the penalty')) if standing.penalty_owed else NOTHING,
        anew if loan.has_term else NOTHING,
    )


def _repay_button(loan: Loan) -> Markup:
    title = _('Repay') if loan.of_group else _('Take a repayment')
    return actions(link_button(f'{loan_address(loan.number)}/repay', 'rise', title, 'first'))


def _tiles(standing: Standing, currency: str) -> Markup:
    owed = standing.interest_owed + standing.penalty_owed
    repaid = standing.principal_repaid / standing.lent if standing.lent else 0
    return join([
        tile('loan', _('Lent'), shown_money(standing.lent, currency)),
        tile('tick', _('Loan repaid'), shown_money(standing.principal_repaid, currency), part=repaid),
        tile('rise', _('Interest paid'), shown_money(standing.interest_paid + standing.penalty_paid, currency),
             _('with penalties') if standing.penalty_paid else ''),
        tile('clock', _('Interest owed now'), shown_money(owed, currency),
             _('with penalties') if standing.penalty_owed else '', 'bad' if standing.overdue_since else ''),
    ])  # fmt: skip


def _months(book: Book, loan: Loan, standing: Standing, today: date) -> Markup:
    """The rule in a sentence, then each loan month in words and figures; the older ones are folded away."""
    rule = Markup('<p class="note">{}</p>').format(rule_words(loan))
    rows = [month_row(charge, paid, loan, book.bylaws, today) for charge, paid in paid_of_each(standing)]
    if not rows:
        return rule + empty('calendar', _('The first loan month begins on the day after the loan was given.'))
    older, latest = rows[:-MONTHS_SHOWN], rows[-MONTHS_SHOWN:]
    fold = NOTHING
    if older:
        title = n_('{count} earlier month', '{count} earlier months', len(older)).format(count=len(older))
        fold = Markup('<details class="fold"><summary><h3>{}</h3></summary>{}</details>').format(title, join(older))
    asked = sum(charge.interest for charge in standing.charges)
    lines = [
        (_('Interest of all months'), shown_money(asked, book.bylaws.currency)),
        (_('Paid'), shown_money(-standing.interest_paid, book.bylaws.currency)),
    ]
    total = (_('Interest owed'), shown_money(standing.interest_owed, book.bylaws.currency))
    return rule + fold + Markup('<div>{}</div>').format(join(latest)) + sums(lines, total)


def _facts(loan: Loan, standing: Standing) -> Markup:
    who = (_('Member'), Markup('<a href="/members/{0}">{0}</a>').format(loan.member_number))
    lines: list[tuple[str, str]] = [
        (_('Borrower'), _('The group itself, from outside')) if loan.of_group else who,
        (_('Given on'), shown_date(loan.began)),
        (_('State'), status_chip(loan.status, standing.overdue_since)),
    ]
    if loan.closed_on:
        lines.append((_('Ended on'), shown_date(loan.closed_on)))
    if loan.set_anew:
        lines.append((_('Decided since'), loan.set_anew))
    lines += exception_line(loan)
    if loan.note:
        lines.append((_('Note'), loan.note))
    return sums(lines)


def _entries(book: Book, loan: Loan) -> Markup:
    frame = book.frame()
    found = receipts(book, frame[(frame['loan'] == loan.id).to_numpy()])
    lines = join(_entry(receipt, book.bylaws.currency) for receipt in found[::-1][:ENTRIES_SHOWN])
    if len(found) <= ENTRIES_SHOWN:
        return lines
    return lines + actions(link_button(f'/history?text={quote(loan.number)}', 'history', _('All entries')))


def _entry(receipt: Receipt, currency: str) -> Markup:
    """A receipt on its loan's own page: the name and the number of the loan need not be said again."""
    said = split_words(receipt, currency) if len(receipt.rows) > 1 else receipt.title
    note = with_chip(f'{said} · {receipt.first.receipt}', receipt)
    return row(icon_of(receipt), shown_short_date(receipt.first.on), note, signed(receipt, currency), link=receipt.page)
