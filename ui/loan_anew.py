"""Set the instalments of a loan anew: a moratorium, or new terms, with what would be left to pay before and after."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from fractions import Fraction
from functools import partial
from typing import Any, cast

from markupsafe import Markup

from actions import rescheduling
from actions.requests import Reader
from rules.allocation import Due
from rules.bylaws import decimal_text
from rules.day_counts import PERS
from rules.loans import Standing
from rules.periods import EVERY_MONTH, parse_every
from rules.problems import N_, Refused
from rules.records import RUNNING, Loan
from rules.repayment_plans import compared
from rules.rescheduling import MEANWHILE
from rules.term_changes import Moratorium, Rescheduled, TermChange
from rules.terms import METHODS
from sheets.words import _, shown, shown_date, shown_money
from ui import fields, term_words
from ui.decision_choice import decision_field
from ui.forms import Done, Values, form
from ui.loan_words import loan_address, no_such_loan, sums
from ui.office import office
from ui.parts import NOTHING, card, div, draw, join, row
from ui.recording import Desk
from ui.screen import Book, User, screen
from ui.theme import hero

Read = Callable[[Reader], TermChange]


@screen('/loans/{number}/anew', title=N_('Set the instalments anew'), may='lend')
def create(book: Book, user: User, number: str) -> None:
    """Both ways side by side; each rests on a decision of the group."""
    loan = book.loan(number)
    if loan is None or loan.status != RUNNING or not loan.has_term:
        no_such_loan(number)
        return
    hero(_('Set the instalments anew'), note=f'{loan.member_name} · {loan.number}', back=loan_address(number))
    with div('columns'):
        with card(_('Ask no principal for a while')), _form(loan, _moratorium):
            draw(
                fields.text('instalments', _('For how many instalments'), inputmode='numeric', required=True),
                fields.choice('meanwhile', _('The interest meanwhile'), term_words.choices('meanwhile')),
                *_day_and_decision(book, loan),
            )
        with card(_('Agree on other terms')), _form(loan, _new_terms):
            draw(
                fields.text('count', _('Number of instalments'), str(loan.count or ''), inputmode='numeric',
                            required=True),
                fields.choice('every', _('How often'), term_words.choices('every', loan.every),
                              loan.every or str(EVERY_MONTH), required=True),
                fields.choice('method', _('Method'), [way for way in term_words.choices('method') if way[0] != 'fixed'],
                              loan.method),
                fields.side_by_side(
                    fields.text('rate', _('Interest, percent'), decimal_text(loan.rate), inputmode='decimal',
                                required=True),
                    fields.choice('per', _('Per'), term_words.choices('per'), loan.per or 'month'),
                ),
                *_day_and_decision(book, loan),
            )  # fmt: skip


def what_changes(before: Standing, after: Standing, currency: str) -> Markup:
    """What is left to pay, before and after a change; below it the instalments as they will be."""
    old, new = _left(before.left), _left(after.left)
    if not old or not new:
        return NOTHING
    told = [line.said(currency, _, shown) for line in compared(old, new)]
    lines: list[tuple[str, str]] = [
        (Markup('{}<small>{}</small>').format(line.label, line.formula), line.value) for line in told
    ]
    rows = (
        row(NOTHING, f'{due.n} · {shown_date(due.due_on)}', _parts(due, currency), shown_money(due.total, currency))
        for due in new
    )
    return sums(lines) + join(rows)


def _parts(due: Due, currency: str) -> str:
    parts = [(_('Loan'), due.principal), (_('Interest'), due.interest), (_('Fees'), due.fee),
             (_('Penalty'), due.penalty)]  # fmt: skip
    return ' + '.join(f'{title} {shown_money(amount, currency)}' for title, amount in parts if amount)


def _left(dues: Iterable[Due]) -> list[Due]:
    return [due for due in dues if due.total]


def _day_and_decision(book: Book, loan: Loan) -> tuple[Markup, Markup]:
    today = office().today().isoformat()
    day = fields.day('date', _('From which day'), today, earliest=loan.began.isoformat(), latest=today, required=True)
    return day, decision_field(book, (rescheduling.KIND,), loan.id, required=True)


def _form(loan: Loan, read: Read) -> AbstractContextManager[object]:
    desk = Desk()
    return form(
        partial(_record, desk, loan, read), button=_('Set anew'), preview=partial(_before, desk, loan, read),
        button_icon='next',
    )  # fmt: skip


def _moratorium(reader: Reader) -> Moratorium:
    count, meanwhile = reader.whole('instalments'), reader.choice('meanwhile', MEANWHILE, '')
    return Moratorium(reader.day('date'), count or 0, cast('Any', meanwhile), reader.text('decision'))


def _new_terms(reader: Reader) -> Rescheduled:
    every = EVERY_MONTH
    try:
        every = parse_every(reader.given.get('every', ''))
    except ValueError:
        reader.refuse(
            'every', N_('Instalments cannot follow each other every {every}.'), N_('Write it as 1 month or 2 weeks.'),
            every=repr(reader.given.get('every', ''))[:60],
        )  # fmt: skip
    return Rescheduled(
        reader.day('date'), reader.whole('count') or 0, every, cast('Any', reader.choice('method', METHODS, '')),
        reader.rate('rate') or Fraction(0), cast('Any', reader.choice('per', PERS, '')), reader.text('decision'),
    )  # fmt: skip


def _change(desk: Desk, read: Read, values: Values) -> TermChange:
    reader = Reader({**values, 'kind': rescheduling.KIND}, desk.book().bylaws.currency)
    change = read(reader)
    if reader.problems:
        raise Refused(reader.problems)
    return change


def _before(desk: Desk, loan: Loan, read: Read, values: Values) -> Markup:
    change, book = _change(desk, read, values), desk.book()
    old, new = rescheduling.planned(book, loan.number, change, office().today())
    said = _('From {day} on the instalments of {name} are set anew.').format(
        day=shown_date(change.on), name=loan.member_name
    )
    return Markup('<p>{}</p>').format(said) + what_changes(old, new, book.bylaws.currency)


def _record(desk: Desk, loan: Loan, read: Read, values: Values) -> Done:
    change, now, today = _change(desk, read, values), office().now(), office().today()
    rescheduling.set_anew(desk.book(), loan.number, change, desk.who(), now, today, values['entry_id'])
    return Done(_('The instalments of {name} are set anew.').format(name=loan.member_name), loan_address(loan.number))
