"""One loan: what is owed today, how the interest came about month by month, what was repaid; more money, write-off."""

from datetime import date
from functools import partial
from urllib.parse import quote

from markupsafe import Markup

from actions.permissions import may
from reports.loans import loan_standing
from rules.loans import Standing
from rules.money import as_text
from rules.records import RUNNING, Loan
from sheets.words import N_, _, n_, shown_date, shown_money, shown_short_date
from ui import fields, loan_waiting
from ui.forms import Done, Values, form, sheet
from ui.loan_schedule import closing_on, due_words, schedule
from ui.loan_words import (
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
from ui.recording import REASON_MISSING, Desk, mode_words, modes, require
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
                draw(due_words(loan, standing, today, bylaws.currency), classes='told')
                draw(Markup('<hr>'), _facts(loan, standing), classes='told')
                if running:
                    draw(closing_on(book, loan, on or today.isoformat()), classes='told')
                if running and may(user.role, 'lend'):
                    draw(actions(opener('more', 'plus', _('Lend more')), opener('write-off', 'close', _('Write off'))))
            if loan.has_term:
                with card(_('Instalments')):
                    draw(schedule(book, loan, max(today, loan.began)))
            else:
                with card(_('How the interest came about')):
                    draw(_months(book, loan, standing, today), classes='told')
        with card(_('Entries of this loan')):
            draw(_entries(book, loan))
    if running and may(user.role, 'lend'):
        _lend_more(book, loan, Desk())
        _write_off(book, loan, standing, Desk())


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


def _repay_button(loan: Loan) -> Markup:
    return actions(link_button(f'{loan_address(loan.number)}/repay', 'rise', _('Take a repayment'), 'first'))


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
    lines: list[tuple[str, str]] = [
        (_('Member'), Markup('<a href="/members/{0}">{0}</a>').format(loan.member_number)),
        (_('Given on'), shown_date(loan.began)),
        (_('State'), status_chip(loan.status, standing.overdue_since)),
    ]
    if loan.closed_on:
        lines.append((_('Ended on'), shown_date(loan.closed_on)))
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


def _day_field(loan: Loan) -> Markup:
    today = office().today().isoformat()
    return fields.day('date', _('Date'), today, earliest=loan.began.isoformat(), latest=today, required=True)


def _lend_more(book: Book, loan: Loan, desk: Desk) -> None:
    currency = book.bylaws.currency

    def record(values: Values) -> Done:
        asked = desk.asked('loan', values, loan=loan.number, member=loan.member_number)
        desk.record(asked)
        said = _('{name} received {amount} more on the loan {number}.')
        return _done(said, loan, shown_money(asked.amount, currency))

    def preview(values: Values) -> Markup:
        asked = desk.asked('loan', values, loan=loan.number, member=loan.member_number)
        desk.plan(asked)
        said = _('{name} receives {amount} on {day}, {mode}.').format(
            name=loan.member_name, amount=shown_money(asked.amount, currency), day=shown_date(asked.on),
            mode=mode_words(asked.mode),
        )  # fmt: skip
        before = loan_standing(desk.book(), loan, asked.on).outstanding
        lines = [
            (_('Out on loan before'), shown_money(before, currency)),
            (_('More'), shown_money(asked.amount, currency)),
        ]
        return Markup('<p>{}</p>').format(said) + sums(
            lines, (_('Out on loan afterwards'), shown_money(before + asked.amount, currency))
        )

    with (
        sheet('more', _('Lend more')),
        form(record, button=_('Lend more'), preview=desk.shown(preview), button_icon='plus'),
    ):
        draw(
            fields.money('amount', _('Amount'), currency, required=True),
            _day_field(loan),
            fields.one_of('mode', _('Paid out'), modes(book.bylaws), 'cash'),
            fields.text('note', _('Note')),
        )


def _write_off(book: Book, loan: Loan, standing: Standing, desk: Desk) -> None:
    currency = book.bylaws.currency
    with (
        sheet('write-off', _('Write off')),
        form(
            partial(_record_write_off, desk, loan),
            button=_('Write off'),
            preview=desk.shown(partial(_show_write_off, desk, loan)),
            button_icon='close',
        ),
    ):
        draw(
            Markup('<p class="note">{}</p>').format(
                _('Gives up what will not come back. The group bears the loss, and the entry stays in the book.')
            ),
            fields.money(
                'amount', _('Amount'), currency, as_text(standing.outstanding, currency), required=True
            ),
            _day_field(loan),
            fields.text('note', _('Reason'), required=True),
            fields.text('decision', _('Number of the decision'), required=bool(loan.product)),
        )  # fmt: skip


def _show_write_off(desk: Desk, loan: Loan, values: Values) -> Markup:
    require(values, 'note', *REASON_MISSING)
    asked = desk.asked('write-off', values, loan=loan.number)
    desk.plan(asked)
    currency = desk.book().bylaws.currency
    said = _('{amount} of the loan {number} of {name} is given up.').format(
        amount=shown_money(asked.amount, currency), number=loan.number, name=loan.member_name
    )
    before = loan_standing(desk.book(), loan, asked.on).outstanding
    lines = [
        (_('Out on loan before'), shown_money(before, currency)),
        (_('Given up'), shown_money(-asked.amount, currency)),
    ]
    total = (_('Out on loan afterwards'), shown_money(before - asked.amount, currency))
    return Markup('<p>{}</p>').format(said) + sums(lines, total)


def _record_write_off(desk: Desk, loan: Loan, values: Values) -> Done:
    require(values, 'note', *REASON_MISSING)
    asked = desk.asked('write-off', values, loan=loan.number)
    desk.record(asked)
    said = _('{amount} of the loan {number} of {name} was written off.')
    return _done(said, loan, shown_money(asked.amount, desk.book().bylaws.currency))


def _done(said: str, loan: Loan, amount: str) -> Done:
    return Done(said.format(name=loan.member_name, number=loan.number, amount=amount), go_to=loan_address(loan.number))
