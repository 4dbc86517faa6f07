"""Applications for loans: write one down with what speaks for and against it, and decide on those that wait."""

from dataclasses import replace
from functools import partial

from markupsafe import Markup

from actions import applications
from actions.applications import Application, Verdict
from actions.guaranteeing import Pledge
from actions.requests import Reader
from reports.products import all_products, product_named
from rules import products, schedules
from rules.bylaws import decimal_text
from rules.eligibility import EXCEPTION, Answer
from rules.loan_limits import Conditions
from rules.problems import N_, Refused, refuse
from rules.records import APPLIED, APPROVED, GROUP, REJECTED, WITHDRAWN, Loan
from rules.register_records import OFFERED, TERM, LoanProduct
from sheets.words import _, shown, shown_date, shown_money
from ui import fields
from ui.decision_choice import decision_field
from ui.forms import Done, Values, form
from ui.loan_words import loan_address, sums
from ui.office import office
from ui.parts import NOTHING, card, draw, empty, join, notice, problem_list
from ui.recording import Desk, member_choices, named, require
from ui.screen import Book, User, screen
from ui.theme import hero

PLEDGES = 3


@screen('/loans/apply', title=N_('Application for a loan'), may='lend')
def create(book: Book, user: User, member: str = '') -> None:
    """The form that writes an application down."""
    today, bylaws, desk = office().today(), book.bylaws, Desk()
    offered = [product for product in all_products(book) if product.status == OFFERED]
    hero(_('Application for a loan'), back='/loans')
    if not offered:
        with card():
            draw(empty('loan', _('No loan product is offered yet.')))
        return
    who = [*member_choices(book), (GROUP, _('The group itself, from outside'))]
    with (
        card(),
        form(partial(_apply, desk), button=_('Write it down'), preview=desk.shown(partial(_before, desk))),
    ):
        draw(
            fields.choice('member', _('Member'), who, member, required=True),
            fields.choice('product', _('Loan product'), [(each.number, product_words(each)) for each in offered],
                          required=True),
            fields.money('amount', _('Amount'), bylaws.currency, required=True),
            fields.side_by_side(
                fields.text('count', _('Number of instalments'), inputmode='numeric',
                            help=_('Empty for what the product says.')),
                fields.day('date', _('Applied on'), today.isoformat(), earliest=bylaws.started_on.isoformat(),
                           latest=today.isoformat(), required=True),
            ),
            fields.text('purpose', _('What it is for')),
            fields.money('income', _('Income of a month'), bylaws.currency,
                         help=_('Where the bylaws ask what part of it an instalment may take.')),
            exception_field(book),
        )  # fmt: skip
        if any(each.method == 'fixed' for each in offered):
            draw(fields.money('instalment', _('Fixed instalment'), bylaws.currency))
        if bylaws.module_guarantors:
            draw(_guarantor_fields(book))


def exception_field(book: Book) -> Markup:
    """The decision by which the group sets aside what is asked of who borrows; nothing in a group that asks nothing."""
    asked = replace(products.conditions_of(None, book.bylaws), highest_rate_percent=None)
    if asked == Conditions() and not book.bylaws.module_products:
        return NOTHING
    return decision_field(book, (EXCEPTION,), label=_('Exception decided by the group'))


def product_words(product: LoanProduct) -> str:
    """A product by its name and its rate."""
    said = _('{name}, {rate} % a year') if product.per == 'year' else _('{name}, {rate} % a month')
    return said.format(name=product.name, rate=decimal_text(product.rate))


def waiting_list(waiting: list[Loan], user_may_lend: bool, book: Book) -> None:
    """The applications that wait, of which several can be approved or rejected together."""
    desk = Desk()
    applied = [loan for loan in waiting if loan.status == APPLIED]
    if not user_may_lend or len(applied) < 2:
        return
    with (
        card(_('Decide on several')),
        form(partial(_decide_on_several, desk, applied), button=_('Decide on those ticked')),
    ):
        draw(
            join(
                fields.tick(loan.number, f'{loan.member_name} · {loan.number}',
                            help=shown_money(loan.asked or 0, book.bylaws.currency))
                for loan in applied
            ),
            fields.one_of('verdict', _('Decision'), [(APPROVED, _('Approve')), (REJECTED, _('Reject'))], APPROVED),
            fields.text('reason', _('Reason'), help=_('A loan is rejected with a reason.')),
            fields.day('date', _('Decided on'), office().today().isoformat(), required=True),
        )  # fmt: skip


def asked_of(values: Values, currency: str) -> Application:
    """The application that the values of the form make. Raises Refused."""
    require(values, 'member', N_('No member is chosen.'), N_('Choose who is to have the loan.'))
    reader, who = Reader({**values, 'kind': 'loan'}, currency), values['member']
    found = Application(
        values['entry_id'], '' if who == GROUP else who, values.get('product', ''), reader.amount('amount'),
        reader.day('date'), reader.whole('count'), reader.amount('instalment') or None, reader.text('purpose'),
        tuple(
            Pledge(
                values.get(f'guarantor{place}', ''), reader.amount(f'pledge{place}'),
                reader.text(f'outsider{place}'), reader.text(f'phone{place}'), reader.text(f'relation{place}'),
            )
            for place in range(PLEDGES)
            if values.get(f'guarantor{place}') or values.get(f'outsider{place}')
        ),
        reader.amount('income') if values.get('income') else None,
        reader.text('decision'),
    )  # fmt: skip
    if reader.problems:
        raise Refused(reader.problems)
    return found


def _before(desk: Desk, values: Values) -> Markup:
    """What it would come to, what the most is that she may borrow, and how that was computed."""
    book, today = desk.book(), office().today()
    asked = asked_of(values, book.bylaws.currency)
    if problems := list(applications.problems_of_application(book, asked, today)):
        raise Refused(problems)
    product, member = product_named(book, asked.product), book.member(asked.member)
    assert product is not None
    currency = book.bylaws.currency
    who = named(member) if member else book.bylaws.name
    said = _('{name} applies for {amount} on {day}.').format(
        name=who, amount=shown_money(asked.amount, currency), day=shown_date(asked.on)
    )
    pieces = [Markup('<p>{}</p>').format(said)]
    if product.kind == TERM:
        rows = schedules.schedule(asked.amount, asked.on, products.terms_of(product, asked.count, asked.instalment))
        pieces.append(sums([
            (_('First instalment'), shown_money(rows[0].total, currency)),
            (_('Instalments'), str(len(rows))),
            (_('Interest of all of them'), shown_money(sum(row.interest for row in rows), currency)),
        ]))  # fmt: skip
    if member:
        pieces.append(eligibility_lines(applications.eligible(book, asked), currency, asked.decision))
    return join(pieces)


def eligibility_lines(answer: Answer, currency: str, decision: str = '') -> Markup:
    """The largest amount with its arithmetic, and every reason against the loan; what a decision sets aside says so."""
    lines = [line.said(currency, _, shown) for line in answer.lines]
    drawn = sums([(Markup('{}<small>{}</small>').format(line.label, line.formula), line.value) for line in lines])
    against = answer.firm if decision else answer.reasons
    if decision and answer.agreed:
        said = _('Set aside by the decision {number}:').format(number=decision)
        drawn = notice('plain', said, problem_list(answer.agreed)) + drawn
    if against:
        drawn = notice('warn', _('This speaks against the loan today:'), problem_list(against)) + drawn
    return drawn


def _apply(desk: Desk, values: Values) -> Done:
    book = desk.book()
    asked = asked_of(values, book.bylaws.currency)
    loan = applications.apply(book, asked, desk.who(), office().now(), office().today())
    said = _('The application {number} of {name} is written down.').format(number=loan.number, name=loan.member_name)
    return Done(said, go_to=loan_address(loan.number))


def decide_on(desk: Desk, loan: Loan, status: str, values: Values) -> Done:
    """Approve, reject or withdraw one application. Raises Refused."""
    book = desk.book()
    reader = Reader({**values, 'kind': 'loan'}, book.bylaws.currency)
    verdict = Verdict(loan.number, status, reader.amount('amount'), reader.text('reason'), reader.text('decision'))
    on = reader.day('date')
    if reader.problems:
        raise Refused(reader.problems)
    who, now, today = desk.who(), office().now(), office().today()
    applications.decide(book, [verdict], on, who, now, today, values['entry_id'])
    said = {
        APPROVED: _('The loan {number} is approved.'), REJECTED: _('The application {number} is rejected.'),
        WITHDRAWN: _('The application {number} is withdrawn.'),
    }[status]  # fmt: skip
    return Done(said.format(number=loan.number), go_to=loan_address(loan.number))


def _decide_on_several(desk: Desk, applied: list[Loan], values: Values) -> Done:
    book = desk.book()
    reader = Reader({**values, 'kind': 'loan'}, book.bylaws.currency)
    on, reason, status = reader.day('date'), reader.text('reason'), reader.choice('verdict', (APPROVED, REJECTED), '')
    chosen = [loan for loan in applied if values.get(loan.number)]
    if not chosen:
        raise refuse(N_('No application is chosen.'), N_('Choose at least one.'), about='loan')
    if reader.problems:
        raise Refused(reader.problems)
    verdicts = [Verdict(loan.number, status, (loan.asked or 0) if status == APPROVED else 0, reason) for loan in chosen]
    who, now, today = desk.who(), office().now(), office().today()
    applications.decide(book, verdicts, on, who, now, today, values['entry_id'])
    numbers = ', '.join(loan.number for loan in chosen)
    said = _('Approved: {numbers}.') if status == APPROVED else _('Rejected: {numbers}.')
    return Done(said.format(numbers=numbers), go_to='/loans')


def _guarantor_fields(book: Book) -> Markup:
    choices = [('', _('Nobody')), *member_choices(book)[1:]]
    currency = book.bylaws.currency
    return join(
        Markup('<details class="fold"{}><summary><h3>{}</h3></summary>{}</details>').format(
            Markup(' open') if place < book.bylaws.guarantors_needed else '',
            _('Guarantor {number}').format(number=place + 1),
            join([
                fields.choice(f'guarantor{place}', _('Member'), choices),
                fields.money(f'pledge{place}', _('For how much'), currency),
                fields.text(f'outsider{place}', _('Or somebody else: name')),
                fields.side_by_side(
                    fields.mobile(f'phone{place}', _('Mobile number')),
                    fields.text(f'relation{place}', _('How related')),
                ),
            ]),
        )
        for place in range(PLEDGES)
    )  # fmt: skip
