"""The sheet of a loan's page that waives its penalty, or a part of it, as the group decided."""

from functools import partial

from markupsafe import Markup

from actions import waiving
from actions.waiving import Waiver, waive
from rules.loans import Standing
from rules.money import as_text
from rules.records import Loan
from sheets.words import _, shown_money
from ui import fields
from ui.decision_choice import decision_field
from ui.forms import Done, Values, form, sheet
from ui.loan_words import loan_address
from ui.office import office
from ui.parts import draw
from ui.recording import Desk
from ui.screen import Book


def waive_penalty(book: Book, loan: Loan, standing: Standing, desk: Desk) -> None:
    """How much of it, on which day, and the decision."""
    currency, today = book.bylaws.currency, office().today().isoformat()
    title = _('Waive the penalty')
    with sheet('waive', title), form(partial(_waive, desk, loan), button=title, button_icon='close'):
        draw(
            Markup('<p class="note">{}</p>').format(
                _('The group decides it first; the decision says which loan and how much of its penalties.')
            ),
            fields.money('amount', _('Amount'), currency, as_text(standing.penalty_owed, currency), required=True),
            fields.day('date', _('Date'), today, earliest=loan.began.isoformat(), latest=today, required=True),
            decision_field(book, (waiving.KIND,), loan.id, required=True),
        )


def _waive(desk: Desk, loan: Loan, values: Values) -> Done:
    read = desk.asked('repayment', values, loan=loan.number)
    asked = Waiver(read.id, loan.number, read.amount, read.on, read.decision)
    waive(desk.book(), asked, desk.who(), office().now(), office().today())
    said = _('{amount} of the penalty on the loan {number} of {name} was waived.').format(
        amount=shown_money(asked.amount, desk.book().bylaws.currency), number=loan.number, name=loan.member_name
    )
    return Done(said, go_to=loan_address(loan.number))
