"""The instalments of a loan as a page shows them, what is due of them, and what closes it on any day."""

from datetime import date

from markupsafe import Markup

from reports.loan_statement import loan_statement
from reports.loans import loan_standing
from reports.products import product_of
from rules import arrears, loan_arithmetic, standings
from rules.loans import Standing
from rules.records import Loan
from sheets.book import Book
from sheets.words import _, shown_date, shown_money, shown_short_date
from ui import arithmetic, fields
from ui.loan_words import sums
from ui.office import office
from ui.parts import NOTHING, chip, join, row

CHIPS = {arrears.PAID: 'paid', arrears.OVERDUE: 'missed', arrears.PARTLY_PAID: 'due', arrears.PENDING: 'plain'}


def schedule(book: Book, loan: Loan, on: date) -> Markup:
    """Each instalment with its parts, what is left of it and how it stands; below them the interest since the last."""
    currency = book.bylaws.currency
    lines: list[Markup] = []
    for each in loan_statement(book, loan, on).instalments:
        asked = each.asked
        parts = [(_('Loan'), asked.principal), (_('Interest'), asked.interest), (_('Fees'), asked.fee),
                 (_('Penalty'), asked.penalty)]  # fmt: skip
        note = ' + '.join(f'{title} {shown_money(amount, currency)}' for title, amount in parts if amount)
        if 0 < each.left.total < asked.total:
            note += ' · ' + _('{amount} still owed').format(amount=shown_money(each.left.total, currency))
        state = chip(CHIPS[each.state], _(each.state))
        end = Markup('{}<br>{}').format(shown_money(asked.total, currency), state)
        title = _('Since the last instalment') if each.since_last else str(asked.n)
        lines.append(row(NOTHING, f'{title} · {shown_short_date(asked.due_on)}', note, end))
    return join(lines)


def due_words(loan: Loan, standing: Standing, on: date, currency: str) -> Markup:
    """What is due by now and what comes next; nothing of a loan without instalments."""
    if not loan.has_term or not standing.owed:
        return NOTHING
    lines = [(_('Due by now'), shown_money(standings.due(standing, on), currency))]
    coming = next((due for due in standing.left if due.due_on > on and due.total), None)
    if coming:
        lines.append((_('Next on {day}').format(day=shown_date(coming.due_on)), shown_money(coming.total, currency)))
    return sums(lines)


def how_it_closes(book: Book, loan: Loan, on: date) -> Markup:
    """What closes a loan with instalments on a day, line by line, behind a heading that opens."""
    if not loan.has_term or not loan_standing(book, loan, on).owed:
        return NOTHING
    explained = loan_arithmetic.closing(loan, book.movements(loan.id), on, product_of(book, loan))
    return arithmetic.folded(explained, book.bylaws.currency)


def closing_on(book: Book, loan: Loan, day: str) -> Markup:
    """What pays the loan off on any day that somebody asks about, if nothing is paid until then; '' is today.

    The answer is on the page of the loan, which is asked for anew: its address names the place to look at.
    """
    today = office().today()
    try:
        on = max(date.fromisoformat(day), loan.began)
    except ValueError:
        on = max(today, loan.began)
    asked = Markup(
        '<form method="get" action="#another-day"><details class="fold" id="another-day"{}>'
        '<summary><h3>{}</h3></summary>'
        '<div class="told">{}<div class="actions"><button class="button second"><span>{}</span></button></div>{}</div>'
        '</details></form>'
    )
    standing = loan_standing(book, loan, on)
    answer = sums(
        [
            (_('Interest'), shown_money(standing.interest_owed, book.bylaws.currency)),
            (_('Penalty and fees'), shown_money(standing.penalty_owed + standing.fee_owed, book.bylaws.currency)),
            (_('Loan'), shown_money(standing.outstanding, book.bylaws.currency)),
        ],
        (_('Closes the loan on {day}').format(day=shown_date(on)), shown_money(standing.owed, book.bylaws.currency)),
    )
    return asked.format(
        Markup(' open') if day else NOTHING,
        _('What closes it on another day'),
        fields.day('on', _('Day'), on.isoformat(), earliest=loan.began.isoformat(), required=True),
        _('Show'),
        answer + (how_it_closes(book, loan, on) if on != today else NOTHING),
    )
