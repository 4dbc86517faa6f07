"""Deposits of the whole group in one sitting: the amounts of the running cycle are filled in, one press records all.

What is recorded at a press is recorded together, all or none, each row with an id made from that of the form, so that
a second press of the same sitting records nothing twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from markupsafe import Markup
from nicegui import ui

from actions.permissions import may
from actions.record import plan_of, record_together
from actions.requests import transaction_of
from reports.fees import DueOf, late_fees_owed
from reports.listings import MODE_TITLES
from reports.summaries import dues_table
from rules import money
from rules.contributions import ADDITIONAL
from rules.periods import cycle_number
from rules.problems import N_, Problem, Refused, refuse
from rules.records import Entry, Member
from rules.transactions import Transaction
from sheets.book import Book
from sheets.words import _, language, n_, shown, shown_date, shown_money
from ui import fields
from ui.cycles_shown import chosen_cycle, cycle_chooser, how_it_stands, last_offered
from ui.deposit_grid import EXTRA, FEE, Field, field_of, grid, lines_of, paid_by_cycle, total
from ui.dues_picture import dues_picture
from ui.forms import Done, Values, form
from ui.office import office
from ui.parts import Piece, card, div, draw, heading, join, notice
from ui.recording import Desk, modes
from ui.screen import User, screen
from ui.theme import hero


@dataclass(frozen=True, slots=True)
class Asked:
    """One amount of the grid: the field it was typed in, whose it is, and what is to be recorded."""

    field: Field
    member: Member
    transaction: Transaction


@screen('/deposits', title=N_('Deposits'), may='look')
def create(book: Book, user: User, cycle: str = '') -> None:
    """The page: the grid for those who may record, the picture of who paid when for all officers.

    Where members save by shares nothing is due each month, and the picture would be empty.
    """
    today, currency, desk = office().today(), book.bylaws.currency, Desk()
    chosen = chosen_cycle(cycle, book, today)
    hero(_('Deposits'), buttons=cycle_chooser(chosen, last_offered(today)))
    recorded: list[Entry] = []
    client = ui.context.client

    def record(values: Values) -> Done:
        recorded[:] = record_grid(desk, values)
        people = len({entry.member for entry in recorded})
        said = n_('Recorded: {amount} from {count} member.', 'Recorded: {amount} from {count} members.', people)
        return Done(said.format(amount=_sum(recorded, currency), count=people))

    def draw_anew(done: Done) -> None:
        lines = lines_of(book, chosen.cycle, chosen.after, today)
        answer.replace(recorded_list(recorded, done, currency))
        state.replace(how_it_stands(book, chosen, today))
        amounts.replace(grid(lines, chosen.cycle.name, currency))
        together.replace(total(lines, currency))
        if picture is not None:
            picture.replace(dues_picture(book, today))
        client.run_javascript('setTimeout(() => {sumDeposits(); document.querySelector(".recorded").focus()}, 150)')

    if may(user.role, 'record'):
        answer = draw()
        with card():
            lines = lines_of(book, chosen.cycle, chosen.after, today)
            draw(heading(shown(chosen.cycle.name), _('Enter or ↓ goes on to the next member.')))
            state = draw(how_it_stands(book, chosen, today))
            with form(record, button=_('Record all'), after=draw_anew, clear=False, classes='deposits'):
                draw(when_and_how(book, today))
                amounts = draw(grid(lines, chosen.cycle.name, currency))
                together = draw(total(lines, currency), classes='pay-sum')
    picture = None if book.bylaws.by_shares else _who_paid(book, today)


def _who_paid(book: Book, today: date) -> Piece:
    """The picture of who paid when."""
    with card(), div(id='who-paid'):
        draw(heading(_('Who paid when')))
        return draw(dues_picture(book, today))


def when_and_how(book: Book, today: date) -> Markup:
    """The day on which the money changed hands, and how it was paid."""
    return fields.side_by_side(
        fields.day(
            'date', _('Date'), today.isoformat(), earliest=book.bylaws.started_on.isoformat(),
            latest=today.isoformat(), required=True,
        ),
        fields.one_of('mode', _('Paid by'), modes(book.bylaws), 'cash'),
    )  # fmt: skip


def record_grid(desk: Desk, values: Values) -> list[Entry]:
    """Record what the grid asks for, all or none; the rows as the book has them now. Raises Refused with every reason,
    each with the name of the member."""
    book, today = desk.book(), office().today()
    asked, problems = _read(book, values)
    problems += _problems_meanwhile(book, asked, today)
    for one in asked:
        try:
            plan_of(book, one.transaction, today)
        except Refused as refused:
            problems += _named(refused.problems, one.member, one.field)
    if problems:
        raise Refused(_each_once(problems))
    if not asked:
        raise refuse(N_('No amount is filled in.'), N_('Type what at least one member pays.'))
    done = record_together(book, [one.transaction for one in asked], desk.who(), office().now(), today)
    return [entry for one in done for entry in book.receipt_of(one.entry_id)]


def recorded_list(entries: Sequence[Entry], done: Done, currency: str) -> Markup:
    """What the server has recorded, line by line."""
    lines = join(
        Markup('<li><span>{}<small>{}</small></span><b>{}</b></li>').format(
            entry.member_name,
            ' · '.join([_about(entry), _(MODE_TITLES[entry.mode]), entry.receipt]),
            shown_money(entry.amount, currency),
        )
        for entry in entries
    )
    on = _('Recorded for {day}:').format(day=shown_date(entries[0].on)) if entries else ''
    return Markup('<section class="card recorded" tabindex="-1">{}<p class="note">{}</p><ul>{}</ul></section>').format(
        notice('good', done.said), on, lines
    )


def _about(entry: Entry) -> str:
    if entry.category == ADDITIONAL:
        return _('Additional')
    cycle = shown(entry.cycle) if entry.cycle else ''
    return _('Late fee of {month}').format(month=cycle) if entry.kind == 'fine' else cycle


def _read(book: Book, values: Values) -> tuple[list[Asked], list[Problem]]:
    """The amounts of the grid as transactions, and what is wrong with those that are none."""
    asked: list[Asked] = []
    problems: list[Problem] = []
    for field, member, amount in _given(book, values):
        kind = 'fine' if field.kind == FEE else 'contribution'
        texts = {'kind': kind, 'amount': amount, 'member': field.number, 'for': field.cycle}
        texts |= {'date': values.get('date', ''), 'mode': values.get('mode', '')}
        if field.kind == EXTRA:
            texts['category'] = ADDITIONAL
        if field.kind == FEE:
            with language(book.bylaws.language):
                texts['category'] = _('Late fee')
        try:
            transaction = transaction_of(texts, book.bylaws, _id(values['entry_id'], field))
        except Refused as refused:
            problems += _named(refused.problems, member, field)
        else:
            asked.append(Asked(field, member, transaction))
    return asked, problems


def _given(book: Book, values: Values) -> Iterator[tuple[Field, Member, str]]:
    """The fields of the grid that hold an amount; nothing and 0 record nothing."""
    for name, text in values.items():
        field = field_of(name)
        member = book.member(field.number) if field else None
        if field and member and text and not _is_zero(text, book.bylaws.currency):
            yield field, member, text


def _is_zero(text: str, currency: str) -> bool:
    try:
        return money.parse(text, currency) == 0
    except ValueError:
        return False


def _id(entry_id: str, field: Field) -> str:
    """The id of a row: the same whenever the same form asks for the same thing."""
    what = sha256(':'.join((field.kind, field.number, field.cycle)).encode()).hexdigest()
    return f'{entry_id}-{what[:12]}'


def _problems_meanwhile(book: Book, asked: Sequence[Asked], today: date) -> list[Problem]:
    """What somebody else recorded since the grid was drawn; a sitting that is sent again is no such thing."""
    new = [one for one in asked if not book.has_entry(one.transaction.id)]
    paid = paid_by_cycle(book)
    fees = late_fees_owed(book, dues_table(book, today), today) if any(one.field.kind == FEE for one in new) else {}
    problems = []
    for one in new:
        name = one.transaction.month or one.transaction.cycle
        key = DueOf(one.member.id, cycle_number(name))
        if str((fees if one.field.kind == FEE else paid).get(key, 0)) != one.field.seen:
            message = N_('Meanwhile something was recorded for {month}.')
            if name is None:
                message = N_('Meanwhile an additional deposit was recorded.')
            remedy = N_('Load the page again to see it; what you typed for the others stays.')
            problems += _named([Problem(message, remedy, {'month': name} if name else {})], one.member, one.field)
    return problems


def _named(problems: Sequence[Problem], member: Member, field: Field) -> list[Problem]:
    """Problems with the name of the member they are about; those of the day are the same for all."""
    return [
        problem
        if problem.about in ('date', 'mode') and 'name' not in problem.values
        else replace(problem, sheet=member.name, about='date' if problem.about == 'date' else field.name)
        for problem in problems
    ]


def _each_once(problems: Sequence[Problem]) -> list[Problem]:
    return list({(problem.place, problem.said()): problem for problem in problems}.values())


def _sum(entries: Sequence[Entry], currency: str) -> str:
    return shown_money(sum(entry.amount for entry in entries), currency)
