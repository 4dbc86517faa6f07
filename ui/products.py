"""Loan products: what is offered and on which terms; the president adds, amends and retires them."""

from functools import partial
from typing import Any

from markupsafe import Markup

from actions import products
from actions.permissions import may
from actions.requests import product_fields
from reports.products import all_products, product_named
from rules.bylaws import decimal_text
from rules.money import as_text
from rules.periods import EVERY_MONTH
from rules.register_records import OFFERED, OPEN, LoanProduct
from sheets.columns import LOAN_PRODUCTS
from sheets.words import N_, _
from ui import fields, term_words
from ui.forms import Done, Values, form
from ui.loan_words import rate_words
from ui.office import office
from ui.parts import card, chip, div, dot, draw, empty, heading, join, row
from ui.recording import Desk
from ui.screen import Book, User, screen
from ui.theme import hero

# The fields of the form in their groups; their words are those of the columns of the workbook.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_('Terms'), ('name', 'kind', 'rate', 'per', 'method', 'every', 'count', 'most_count')),
    (N_('Who may have it'), ('least', 'most', 'multiplier', 'guarantors')),
    (N_('Fees'), ('processing_percent', 'processing_sum', 'insurance_percent', 'insurance_sum', 'fees_taken')),
    (N_('When an instalment is late'),
     ('penalty_base', 'penalty_percent', 'penalty_sum', 'penalty_times', 'penalty_grace_days')),
    (N_('How repayments count'), ('allocation', 'across', 'prepayment', 'late_interest')),
    (N_('Grace'), ('grace_principal', 'grace_interest', 'interest_free')),
    (N_('Rounding and days'),
     ('day_count', 'part_month', 'rounding_unit', 'rounding_mode', 'instalment_multiple', 'instalment_mode',
      'remainder')),
)  # fmt: skip
MODULES = ('module_products',)
# Their words say it all; the help of the workbook explains its codes.
TOLD = ('kind', 'every', 'fees_taken', 'day_count', 'part_month', 'rounding_mode', 'late_interest')
NEEDED = ('name', 'kind', 'rate', 'per')
FIELDS = tuple(field for _title, names in GROUPS for field in names)


@screen('/products', title=N_('Loan products'), may='look', modules=MODULES)
def create(book: Book, user: User) -> None:
    """What the group offers, and the form for a new one."""
    found, amends = all_products(book), may(user.role, 'settings')
    hero(_('Loan products'), back='/loans')
    with div('columns'):
        with card(_('Offered')):
            rows = [_row(product) for product in found]
            draw(join(rows) if rows else empty('loan', _('No loan product is offered yet.')))
            if amends and not found:
                with form(partial(_add_usual, Desk()), button=_('Begin with what is usual')):
                    pass
        if amends:
            with card(_('A new loan product')):
                _form(book, Desk(), None)


@screen('/products/{number}', title=N_('Loan product'), may='look', modules=MODULES)
def create_one(book: Book, user: User, number: str) -> None:
    """One product with all of its terms."""
    product = product_named(book, number)
    if product is None:
        hero(_('Loan product'), back='/products')
        with card():
            draw(empty('loan', _('There is no loan product {number}.').format(number=number)))
        return
    hero(product.name, note=_told(product), back='/products')
    if not may(user.role, 'settings'):
        with card():
            draw(_terms(product, book.bylaws.currency), classes='told')
        return
    with card(_('Amend it'), _('For the loans that are given from now on.')):
        _form(book, Desk(), product)
    offered = product.status == OFFERED
    with (
        card(_('Offer it no more') if offered else _('Offer it again')),
        form(partial(_set_status, Desk(), product), button=_('Offer it no more') if offered else _('Offer it again')),
    ):
        draw(fields.text('reason', _('Reason')))


def _row(product: LoanProduct) -> Markup:
    state = chip('paid', _('Offered')) if product.status == OFFERED else chip('plain', _('Retired'))
    return row(dot('loan'), product.name, _told(product), state, link=f'/products/{product.number}')


def _told(product: LoanProduct) -> str:
    """What is said of a product besides its name."""
    if product.kind == OPEN:
        return f'{rate_words(product)} · {term_words.said("kind", OPEN)}'
    every = term_words.said('every', product.every or str(EVERY_MONTH))
    return ' · '.join([rate_words(product), term_words.said('method', product.method), every])


def _terms(product: LoanProduct, currency: str) -> Markup:
    texts = [(name, _text(product, name, currency)) for name in FIELDS]
    lines = [(_(LOAN_PRODUCTS.column(name).header), term_words.said(name, text)) for name, text in texts]
    return Markup('<dl class="sums">{}</dl>').format(
        join(Markup('<dt>{}</dt><dd>{}</dd>').format(title, text) for title, text in lines if text)
    )


def _form(book: Book, desk: Desk, product: LoanProduct | None) -> None:
    currency = book.bylaws.currency
    record = partial(_amend, desk, product) if product else partial(_add, desk)
    with form(record, button=_('Keep') if product else _('Offer it')):
        for place, (title, names) in enumerate(GROUPS):
            inputs = join(_input(name, _text(product, name, currency) if product else '', currency) for name in names)
            if place:
                draw(
                    Markup('<details class="fold"><summary><h3>{}</h3></summary>{}</details>').format(_(title), inputs)
                )
            else:
                draw(heading(_(title)), inputs)
        if product:
            draw(fields.text('reason', _('Reason')))


def _input(name: str, value: str, currency: str) -> Markup:
    column = LOAN_PRODUCTS.column(name)
    label, help_, needed = _(column.header), _(column.note), name in NEEDED
    if options := term_words.choices(name, value):
        usual = [] if needed else [('', _('as usual'))]
        return fields.choice(name, label, [*usual, *options], value, help='' if name in TOLD else help_)
    if column.type == 'money':
        return fields.money(name, label, currency, value, help=help_)
    mode = 'decimal' if column.type == 'percent' else 'numeric' if column.type == 'whole' else 'text'
    return fields.text(name, label, value, help=help_, inputmode=mode, required=needed)


def _text(product: LoanProduct, name: str, currency: str) -> str:
    value, type_ = getattr(product, name), LOAN_PRODUCTS.column(name).type
    if value is None or value == '':
        return ''
    if type_ == 'money':
        return as_text(value, currency)
    if name == 'allocation':
        return ', '.join(part.strip() for part in value.split(','))
    return decimal_text(value) if type_ == 'percent' else str(value)


def _read(values: Values, currency: str) -> dict[str, Any]:
    """The fields as the register has them. Raises Refused."""
    return product_fields({name: values.get(name, '') for name in FIELDS}, currency)


def _add(desk: Desk, values: Values) -> Done:
    book = desk.book()
    product = LoanProduct(id='', number='', **_read(values, book.bylaws.currency))
    made = products.add(book, product, desk.who(), office().now(), office().today(), values['entry_id'])
    return Done(_('{name} is offered.').format(name=made.name), go_to='/products')


def _amend(desk: Desk, product: LoanProduct, values: Values) -> Done:
    book = desk.book()
    given = _read(values, book.bylaws.currency)
    who, now, today = desk.who(), office().now(), office().today()
    made = products.amend_product(
        book, product.number, given, values.get('reason', ''), who, now, today, values['entry_id']
    )  # fmt: skip
    return Done(_('{name} is amended.').format(name=made.name), go_to='/products')


def _set_status(desk: Desk, product: LoanProduct, values: Values) -> Done:
    who, now, today = desk.who(), office().now(), office().today()
    act = products.retire if product.status == OFFERED else products.offer_again
    made = act(desk.book(), product.number, values.get('reason', ''), who, now, today, values['entry_id'])
    said = _('{name} is offered.') if made.status == OFFERED else _('{name} is no longer offered.')
    return Done(said.format(name=made.name), go_to='/products')


def _add_usual(desk: Desk, values: Values) -> Done:
    who, now, today = desk.who(), office().now(), office().today()
    made = products.add_usual(desk.book(), who, now, today, values['entry_id'])
    return Done(_('Offered: {names}.').format(names=', '.join(each.name for each in made)), go_to='/products')
