"""A loan that is not given yet: what was asked for, who answers for it, the decision, and the money."""

from functools import partial

from markupsafe import Markup

from actions import applications, guaranteeing
from actions.permissions import may
from actions.requests import Reader
from reports.guarantees import guarantors_of
from reports.loan_statement import terms_words
from rules.eligibility import Answer
from rules.loans import counts_as
from rules.money import as_text
from rules.problems import Refused
from rules.records import APPLIED, APPROVED, REJECTED, WITHDRAWN, Loan
from rules.register_records import ACCEPTED, ASKED, DECLINED, Guarantor
from rules.transactions import Transaction
from sheets.words import N_, _, shown_date, shown_money
from ui import fields, loan_applications
from ui.forms import Done, Values, form, sheet
from ui.loan_more import asked_of
from ui.loan_words import exception_line, loan_address, status_chip, sums
from ui.office import office
from ui.parts import NOTHING, actions, avatar, card, chip, div, draw, opener, row
from ui.recording import Desk, mode_words, modes
from ui.screen import Book, User
from ui.theme import hero

ANSWERS = {ASKED: ('due', N_('Asked')), ACCEPTED: ('paid', N_('Accepted')), DECLINED: ('missed', N_('Declined'))}


def show(book: Book, user: User, loan: Loan) -> None:
    """The page of an application."""
    currency, lends = book.bylaws.currency, may(user.role, 'lend')
    asked = loan.approved if loan.status == APPROVED else loan.asked
    hero(loan.member_name, note=f'{loan.number} · {terms_words(loan)}', figure=shown_money(asked or 0, currency),
         back='/loans')  # fmt: skip
    desk = Desk()
    with div('columns'):
        with div('stack'):
            with card(_('Application')):
                draw(_facts(loan, currency), classes='told')
                if loan.status == APPLIED and (answer := _may_have(book, loan)):
                    draw(loan_applications.eligibility_lines(answer, currency, loan.decision), classes='told')
            _guarantors(book, loan, desk, lends)
        if lends and loan.status == APPLIED:
            with div('stack'):
                _decide(book, loan, desk)
        elif lends and loan.status == APPROVED:
            _hand_over(book, loan, desk)


def _may_have(book: Book, loan: Loan) -> Answer | None:
    """Whether she may have today what she asked for."""
    return applications.asked_again(book, loan, loan.asked or 0, office().today())


def _facts(loan: Loan, currency: str) -> Markup:
    lines: list[tuple[str, str]] = [(_('State'), status_chip(loan.status, None))]
    if loan.applied_on:
        lines.append((_('Applied on'), f'{shown_date(loan.applied_on)}, {loan.applied_by}'))
    lines.append((_('Amount asked for'), shown_money(loan.asked or 0, currency)))
    if loan.purpose:
        lines.append((_('What it is for'), loan.purpose))
    if loan.reviewed_on:
        lines.append((_('Decided on'), f'{shown_date(loan.reviewed_on)}, {loan.reviewed_by}'))
    if loan.approved:
        lines.append((_('Amount approved'), shown_money(loan.approved, currency)))
    if loan.income is not None:
        lines.append((_('Income of a month'), shown_money(loan.income, currency)))
    lines += exception_line(loan)
    return sums(lines)


def _guarantors(book: Book, loan: Loan, desk: Desk, lends: bool) -> None:
    rows = guarantors_of(book, loan.id)
    if not rows:
        return
    with card(_('Guarantors')):
        for each in rows:
            kind, words = ANSWERS.get(each.status, ('plain', N_('Released')))
            amount = shown_money(each.amount, book.bylaws.currency)
            note = ' · '.join(text for text in (each.member_number, each.relation, each.phone) if text)
            end = Markup('{}<br>{}').format(amount, chip(kind, _(words)))
            draw(row(avatar(each.member_name), each.member_name, note, end))
            if lends and each.status == ASKED:
                with form(partial(_answer, desk, loan, each), button=_('Write down her answer')):
                    draw(
                        fields.one_of('said', _('Her answer'), [(ACCEPTED, _('Accepts')), (DECLINED, _('Declines'))],
                                      ACCEPTED),
                        fields.day('date', _('Date'), office().today().isoformat(), required=True),
                    )  # fmt: skip


def _decide(book: Book, loan: Loan, desk: Desk) -> None:
    today, currency = office().today().isoformat(), book.bylaws.currency
    earliest = loan.applied_on.isoformat() if loan.applied_on else ''
    with card(_('Decision')):
        with form(partial(_decided, desk, loan, APPROVED), button=_('Approve')):
            draw(
                fields.money('amount', _('Amount'), currency, as_text(loan.asked or 0, currency), required=True),
                fields.day('date', _('Decided on'), today, earliest=earliest, latest=today, required=True),
                NOTHING if loan.of_group else loan_applications.exception_field(book),
            )
        draw(actions(opener(REJECTED, 'close', _('Reject')), opener(WITHDRAWN, 'back', _('Withdraw'))))
    for status, title, needed in ((REJECTED, _('Reject'), True), (WITHDRAWN, _('Withdraw'), False)):
        with sheet(status, title), form(partial(_decided, desk, loan, status), button=title, button_icon='close'):
            draw(
                fields.text('reason', _('Reason'), required=needed),
                fields.day('date', _('Decided on'), today, earliest=earliest, latest=today, required=True),
            )


def _hand_over(book: Book, loan: Loan, desk: Desk) -> None:
    today = office().today().isoformat()
    earliest = loan.reviewed_on.isoformat() if loan.reviewed_on else ''
    with (
        card(_('Take the money in') if loan.of_group else _('Hand the money over')),
        form(
            partial(_handed_over, desk, loan),
            button=_('Take in') if loan.of_group else _('Hand over'),
            preview=desk.shown(partial(_before, desk, loan)),
        ),
    ):
        draw(
            fields.day('date', _('Given on'), today, earliest=earliest, latest=today, required=True),
            fields.one_of('mode', _('Received') if loan.of_group else _('Paid out'), modes(book.bylaws), 'cash'),
            fields.text('note', _('Note')),
            NOTHING if loan.of_group else loan_applications.exception_field(book),
        )


def _decided(desk: Desk, loan: Loan, status: str, values: Values) -> Done:
    return loan_applications.decide_on(desk, loan, status, values)


def _answer(desk: Desk, loan: Loan, guarantor: Guarantor, values: Values) -> Done:
    book = desk.book()
    reader = Reader({**values, 'kind': 'loan'}, book.bylaws.currency)
    said, on = reader.choice('said', (ACCEPTED, DECLINED), ''), reader.day('date')
    if reader.problems:
        raise Refused(reader.problems)
    who, now, today = desk.who(), office().now(), office().today()
    guaranteeing.answer(book, guarantor.id, said, on, who, now, today, values['entry_id'])  # type: ignore[arg-type]
    words = _('{name} accepts.') if said == ACCEPTED else _('{name} declines.')
    return Done(words.format(name=guarantor.member_name), go_to=loan_address(loan.number))


def _before(desk: Desk, loan: Loan, values: Values) -> Markup:
    """Rows that would be recorded: the loan, less the fees that are taken off."""
    book = desk.book()
    asked = _asked(desk, loan, values)
    plan, currency = desk.plan(asked), book.bylaws.currency
    fees = [part for part in plan.parts if counts_as(part.kind) == 'fee']
    said = _('{name} receives {amount} on {day}, {mode}.').format(
        name=loan.member_name, amount=shown_money(asked.amount - sum(part.amount for part in fees), currency),
        day=shown_date(asked.on), mode=mode_words(asked.mode),
    )  # fmt: skip
    lines = [(_('Loan'), shown_money(asked.amount, currency))]
    lines += [(_(part.category), shown_money(-part.amount, currency)) for part in fees]
    return Markup('<p>{}</p>').format(said) + sums(lines)


def _handed_over(desk: Desk, loan: Loan, values: Values) -> Done:
    asked = _asked(desk, loan, values)
    desk.record(asked)
    said = _('{name} received the loan {number} of {amount}.').format(
        name=loan.member_name, number=loan.number, amount=shown_money(asked.amount, desk.book().bylaws.currency)
    )
    return Done(said, go_to=loan_address(loan.number))


def _asked(desk: Desk, loan: Loan, values: Values) -> Transaction:
    amount = as_text(loan.approved or 0, desk.book().bylaws.currency)
    return asked_of(desk, loan, values, amount=amount)
