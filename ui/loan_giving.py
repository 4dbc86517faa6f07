"""Give a loan: what there is to lend, the form, and what the loan will ask, shown before it is recorded."""

from datetime import date
from functools import partial

from markupsafe import Markup

from actions import social_fund, who_borrows
from actions.who_borrows import Wish
from reports.summaries import figures
from rules import periods
from rules.bylaws import decimal_text
from rules.money import percent_of
from rules.records import RUNNING
from rules.transactions import Transaction
from sheets.words import N_, _, n_, shown_date, shown_money
from ui import fields
from ui.forms import Done, Values, form
from ui.loan_applications import eligibility_lines, exception_field
from ui.loan_words import loan_address, sums
from ui.office import office
from ui.parts import NOTHING, card, div, draw, heading, join, notice
from ui.recording import Desk, member_choices, mode_words, modes
from ui.screen import Book, User, screen
from ui.theme import hero


@screen('/loans/new', title=N_('Give a loan'), may='lend')
def create_new(book: Book, user: User, member: str = '') -> None:
    """The form that gives a loan, with what there is to lend."""
    today, bylaws, desk = office().today(), book.bylaws, Desk()
    rate = decimal_text(bylaws.loan_rate_percent)
    hero(_('Give a loan'), back='/loans')
    with div('columns'):
        with card(), form(partial(_give, desk), button=_('Give the loan'), preview=desk.shown(partial(_before, desk))):
            draw(
                fields.choice('member', _('Member'), member_choices(book), member, required=True),
                fields.money('amount', _('Amount'), bylaws.currency, required=True),
                fields.side_by_side(
                    fields.text('rate', _('Interest, percent a month'), rate, inputmode='decimal', required=True,
                                help=_('The bylaws say {rate} %.').format(rate=rate)),
                    fields.day('date', _('Given on'), today.isoformat(), earliest=bylaws.started_on.isoformat(),
                               latest=today.isoformat(), required=True),
                ),
                fields.one_of('mode', _('Paid out'), modes(bylaws), 'cash'),
                fields.text('note', _('What it is for')),
                exception_field(book),
            )  # fmt: skip
        draw(_money_there(book, today), classes='card')


def _money_there(book: Book, today: date) -> Markup:
    currency, there = book.bylaws.currency, figures(book, today)
    lines = [(_('Cash in hand'), shown_money(there.cash, currency)), (_('Bank'), shown_money(there.bank, currency))]
    if apart := social_fund.balance(book, today):
        lines.append((_('Social fund'), shown_money(-apart, currency)))
    rule = _('A loan has no end date: she pays back as she can, and interest is asked on what is still owed.')
    return join([
        heading(_('What there is to lend')),
        sums(lines, (_('Together'), shown_money(there.cash + there.bank - apart, currency))),
        Markup('<p class="note">{}</p>').format(rule),
    ])  # fmt: skip


def _before(desk: Desk, values: Values) -> Markup:
    """What would be recorded, with the interest it will bring, and the most that she may borrow."""
    asked = desk.asked('loan', values)
    plan, book = desk.plan(asked), desk.book()
    loan, currency = plan.new_loan, book.bylaws.currency
    assert loan is not None
    said = _('{name} receives {amount} on {day}, {mode}.').format(
        name=loan.member_name, amount=shown_money(asked.amount, currency), day=shown_date(asked.on),
        mode=mode_words(asked.mode),
    )  # fmt: skip
    interest = percent_of(asked.amount, loan.rate, book.bylaws.rounding_unit, book.bylaws.rounding_mode)
    lines = [
        (_('Number of the loan'), loan.number),
        (_('Interest, percent a month'), decimal_text(loan.rate)),
        (_('Interest of the first month'), shown_money(interest, currency)),
        (_('The first month ends on'), shown_date(periods.months_later(asked.on, 1))),
    ]
    member = book.member(asked.member)
    assert member is not None
    answer = who_borrows.eligible(book, Wish(asked.id, member, None, asked.amount, asked.on))
    most = eligibility_lines(answer, currency, asked.decision)
    return join([Markup('<p>{}</p>').format(said), sums(lines), most, _other_loans(book, asked)])


def _other_loans(book: Book, asked: Transaction) -> Markup:
    """A word of warning when she has loans already."""
    others = [
        loan.number for loan in book.loans.values() if loan.status == RUNNING and loan.member_number == asked.member
    ]
    if not others:
        return NOTHING
    said = n_('She has a running loan already: {loans}.', 'She has running loans already: {loans}.', len(others))
    return notice('warn', said.format(loans=', '.join(others)))


def _give(desk: Desk, values: Values) -> Done:
    asked = desk.asked('loan', values)
    desk.record(asked)
    book = desk.book()
    loan = book.loans[asked.id]
    said = _('{name} received the loan {number} of {amount}.').format(
        name=loan.member_name, number=loan.number, amount=shown_money(asked.amount, book.bylaws.currency)
    )
    return Done(said, go_to=loan_address(loan.number))
