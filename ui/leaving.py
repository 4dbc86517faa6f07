"""A member takes out her shares or savings before the cycle ends: what she gets, with the arithmetic, then recorded."""

from datetime import date
from fractions import Fraction
from functools import partial

from markupsafe import Markup

from actions import leaving
from actions.leaving import Asked
from reports.share_out import money_there
from rules import money
from rules.bylaws import read_percent
from rules.leaving import explained
from rules.problems import N_, Problem, Refused
from rules.records import Member
from sheets.book import Book
from sheets.words import _, shown_money
from ui import arithmetic, fields
from ui.decision_choice import decision_field
from ui.forms import Done, Values, form, sheet
from ui.office import office
from ui.parts import draw
from ui.recording import Desk, modes


def taking_out(book: Book, member: Member, most: money.Money, desk: Desk) -> None:
    """The sheet with the form; `most` is all that she has in the fund."""
    today, currency = office().today().isoformat(), book.bylaws.currency
    there = _('There are {amount} in box and bank.').format(
        amount=shown_money(money_there(book, office().today()), currency)
    )
    with (
        sheet('take-out', _('Take out before the cycle ends')),
        form(partial(_record, desk, member), button=_('Show what she gets'), preview=partial(_show, desk, member)),
    ):
        draw(
            fields.money('amount', _('What she takes out of her savings'), currency, money.as_text(most, currency),
                         required=True, help=there),
            fields.day('date', _('Date'), today, latest=today, required=True),
            fields.tick('profit', _('Her part of the profit so far'), help=_('As the group decided.')),
            fields.text('fee', _('Fee for leaving early, percent'), '0', inputmode='decimal'),
            fields.one_of('mode', _('Paid out'), modes(book.bylaws), 'cash'),
            decision_field(book),
            fields.text('note', _('Note')),
        )  # fmt: skip


def _asked(book: Book, member: Member, values: Values) -> Asked:
    """What the form says. Raises Refused with every field that cannot be read."""
    problems: list[Problem] = []
    amount, on, fee = 0, date.min, Fraction(0)
    try:
        amount = money.parse(values.get('amount', ''), book.bylaws.currency)
    except ValueError:
        problems.append(Problem(N_('This is not an amount.'), N_('Type digits, such as 200.00.'), about='amount'))
    try:
        on = date.fromisoformat(values.get('date', ''))
    except ValueError:
        problems.append(Problem(N_('The date is missing.'), N_('Choose a day.'), about='date'))
    try:
        fee = read_percent(values.get('fee') or '0')
    except ValueError:
        problems.append(Problem(N_('This is not a percentage.'), N_('Type a rate such as 12 or 7.5.'), about='fee'))
    if problems:
        raise Refused(problems)
    return Asked(
        values['entry_id'], member.number, amount, on, values.get('profit') == 'yes', fee,
        values.get('mode') or 'cash', note=values.get('note', ''), decision=values.get('decision', ''),  # type: ignore[arg-type]
    )  # fmt: skip


def _show(desk: Desk, member: Member, values: Values) -> Markup:
    book = desk.book()
    seen = leaving.preview(book, _asked(book, member, values), office().today())
    if seen.problems:
        raise Refused(list(seen.problems))
    return arithmetic.lines(explained(seen.wish), book.bylaws.currency)


def _record(desk: Desk, member: Member, values: Values) -> Done:
    book = desk.book()
    asked = _asked(book, member, values)
    receipt = leaving.record(book, asked, desk.who(), office().now(), office().today())
    said = _('{name} took out {amount}. Receipt {receipt}.').format(
        name=member.name, amount=shown_money(asked.back, book.bylaws.currency), receipt=receipt
    )
    return Done(said, go_to=f'/shares/members/{member.number}')
