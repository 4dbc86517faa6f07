"""Take a repayment: what is owed, and the split with how the interest came about, before anything is recorded."""

from dataclasses import replace
from functools import partial

from markupsafe import Markup

from actions.lending import Quote, quote
from reports.loans import loan_standing
from rules.bylaws import Bylaws
from rules.loans import Standing
from rules.money import as_text
from rules.problems import N_, refuse
from rules.records import RUNNING, Loan
from rules.transactions import Transaction
from sheets.words import _, shown_date, shown_money
from ui import fields
from ui.forms import Done, Values, form
from ui.icons import icon
from ui.loan_words import (
    afterwards,
    interest_owed_words,
    loan_address,
    no_such_loan,
    overdue_notice,
    owed_sums,
    split_sums,
)
from ui.office import office
from ui.parts import card, div, draw, heading, join
from ui.recording import Desk, mode_words, modes
from ui.screen import Book, User, screen
from ui.theme import hero


@screen('/loans/{number}/repay', title=N_('Repayment'), may='record')
def create(book: Book, user: User, number: str) -> None:
    """The form, and beside it what is owed today with the way to pay all of it."""
    loan = book.loan(number)
    if loan is None or loan.status != RUNNING:
        no_such_loan(number)
        return
    today, bylaws, desk = office().today(), book.bylaws, Desk()
    preview = desk.shown(partial(_before, desk, loan))
    standing = loan_standing(book, loan, today)
    hero(_('Repayment'), note=f'{loan.member_name} · {loan.number}', back=loan_address(loan.number))
    with div('columns'):
        with (
            card(),
            form(partial(_record, desk, loan), button=_('Show the split'), button_icon='next', preview=preview) as made,
        ):
            draw(
                fields.money('amount', _('Amount') if loan.of_group else _('Amount received'), bylaws.currency,
                             autofocus=True, required=True),
                fields.day('date', _('Date'), today.isoformat(), earliest=loan.began.isoformat(),
                           latest=today.isoformat(), required=True),
                fields.one_of('mode', _('Paid by'), modes(bylaws), 'cash'),
                fields.text('note', _('Note')),
            )  # fmt: skip
        with card():
            # Stands after the form, because the first button of a form is what Enter presses.
            _owed_today(loan, standing, bylaws, made.html_id)


def _owed_today(loan: Loan, standing: Standing, bylaws: Bylaws, form_id: str) -> None:
    """What is owed today and how its interest came about, with the button of the form that repays all of it."""
    pay_all = Markup(
        '<div class="actions"><button class="button second" form="{}" name="all" value="yes">{}<span>{}</span>'
        '</button></div>'
    ).format(form_id, icon('done'), _('Repay all of it'))
    draw(
        heading(_('What is owed today')),
        overdue_notice(standing),
        owed_sums(standing, bylaws.currency),
        pay_all,
        Markup('<h3>{}</h3>').format(_('How the interest came about')),
        interest_owed_words(loan, standing, bylaws),
        classes='told',
    )


def _asked(desk: Desk, loan: Loan, values: Values) -> tuple[Transaction, Quote]:
    """The request with the sum that closes the loan on its day, where she pays all of it."""
    currency = desk.book().bylaws.currency
    if values.get('all'):
        asked = desk.asked('repayment', {**values, 'amount': as_text(1, currency)}, loan=loan.number)
        owed = loan_standing(desk.book(), loan, asked.on).owed
        asked = replace(asked, amount=owed)
    else:
        asked = desk.asked('repayment', values, loan=loan.number)
    if not asked.amount:
        raise refuse(N_('The amount must be more than zero.'), N_('Type the sum that changed hands.'), about='amount')
    desk.plan(asked)
    return asked, quote(desk.book(), asked)


def _before(desk: Desk, loan: Loan, values: Values) -> Markup:
    """The split, how the interest came about, and what remains."""
    asked, found = _asked(desk, loan, values)
    assert found.split is not None
    bylaws = desk.book().bylaws
    said = _('{name} repays {amount} on {day}, {mode}.').format(
        name=loan.member_name, amount=shown_money(asked.amount, bylaws.currency), day=shown_date(asked.on),
        mode=mode_words(asked.mode),
    )  # fmt: skip
    return join([
        Markup('<p>{}</p>').format(said),
        Markup('<h3>{}</h3>').format(_('How the interest came about')),
        interest_owed_words(loan, found.standing, bylaws),
        Markup('<h3>{}</h3>').format(_('What the repayment pays')),
        split_sums(found.split, bylaws.currency),
        afterwards(found.standing, found.split, bylaws.currency),
    ])  # fmt: skip


def _record(desk: Desk, loan: Loan, values: Values) -> Done:
    earlier = desk.earlier(values)
    if not earlier:
        asked, _found = _asked(desk, loan, values)
        desk.record(asked)
    book = desk.book()
    amount = sum(entry.amount for entry in desk.earlier(values))
    said = _('{name} repaid {amount} on the loan {number}.').format(
        name=loan.member_name, amount=shown_money(amount, book.bylaws.currency), number=loan.number
    )
    closed = book.loans[loan.id].status != RUNNING
    ending = _('The loan is closed.')
    return Done(f'{said} {ending}' if closed else said, go_to=loan_address(loan.number))
