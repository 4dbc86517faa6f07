"""More money on a running loan, and writing off what will not come back: sheets of the page of the loan."""

from functools import partial

from markupsafe import Markup

from reports.loans import loan_standing, with_more
from rules.loans import Standing
from rules.money import as_text
from rules.records import Loan
from rules.transactions import Transaction
from sheets.words import _, shown_date, shown_money
from ui import fields
from ui.decision_choice import decision_field
from ui.forms import Done, Values, form, sheet
from ui.loan_anew import what_changes
from ui.loan_applications import exception_field
from ui.loan_words import loan_address, sums
from ui.office import office
from ui.parts import NOTHING, draw
from ui.recording import REASON_MISSING, Desk, mode_words, modes, require
from ui.screen import Book


def lend_more(book: Book, loan: Loan, desk: Desk) -> None:
    """The sheet that lends more on a running loan, or takes up more on one of the group itself."""
    currency, title = book.bylaws.currency, _('Lend more')
    if loan.of_group:
        title = _('Take up more')

    def record(values: Values) -> Done:
        asked = asked_of(desk, loan, values)
        desk.record(asked)
        said = _('{name} received {amount} more on the loan {number}.')
        return _done(said, loan, shown_money(asked.amount, currency))

    def preview(values: Values) -> Markup:
        asked = asked_of(desk, loan, values)
        desk.plan(asked)
        said = _('{name} receives {amount} on {day}, {mode}.').format(
            name=loan.member_name, amount=shown_money(asked.amount, currency), day=shown_date(asked.on),
            mode=mode_words(asked.mode),
        )  # fmt: skip
        before, after = with_more(desk.book(), loan, asked.amount, asked.on)
        lines = [
            (_('Out on loan before'), shown_money(before.outstanding, currency)),
            (_('More'), shown_money(asked.amount, currency)),
        ]
        total = _('Out on loan afterwards'), shown_money(after.outstanding, currency)
        return Markup('<p>{}</p>').format(said) + sums(lines, total) + what_changes(before, after, currency)

    with (
        sheet('more', title),
        form(record, button=title, preview=desk.shown(preview), button_icon='plus'),
    ):
        draw(
            fields.money('amount', _('Amount'), currency, required=True),
            _day_field(loan),
            fields.one_of('mode', _('Paid out'), modes(book.bylaws), 'cash'),
            fields.text('note', _('Note')),
            NOTHING if loan.of_group else exception_field(book),
        )


def asked_of(desk: Desk, loan: Loan, values: Values, **fixed: str) -> Transaction:
    """The request to hand money over: to the member who borrows, or to the group that took the loan up."""
    if loan.of_group:
        return desk.asked('borrowed', values, loan=loan.number, **fixed)
    return desk.asked('loan', values, loan=loan.number, member=loan.member_number, **fixed)


def write_off(book: Book, loan: Loan, standing: Standing, desk: Desk) -> None:
    """The sheet that gives up what will not come back."""
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
            decision_field(book, ('write off',), loan.id, required=True),
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


def _day_field(loan: Loan) -> Markup:
    today = office().today().isoformat()
    return fields.day('date', _('Date'), today, earliest=loan.began.isoformat(), latest=today, required=True)
