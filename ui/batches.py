"""Batches: deposits, shares, loans or repayments of many members, typed or pasted, looked at and recorded together.

The command line's batch is the same: both are recorded by actions/batches.py, all items or none, with a result of each.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from markupsafe import Markup

from actions import batches, shares
from actions.batches import Values as Line
from actions.permissions import may
from rules import money
from rules.money import Money
from rules.problems import Problem, Refused, refuse
from rules.transactions import KINDS, Transaction
from sheets.words import N_, _, n_, shown_money
from ui import fields
from ui.forms import Done, Values, form
from ui.office import office
from ui.parts import Piece, card, chip, div, draw, empty, join, notice, table
from ui.recording import Desk, account_choices, modes, named
from ui.screen import Book, User, screen
from ui.theme import hero

HELP = N_(
    'With headings: Member, Amount, and where you like Kind, Date, For period, Loan, Mode, Account, Reference, Note.'
)
TYPED = 'amount:'
STATES = {'good': 'paid', 'recorded': 'paid', 'already recorded': 'plain', 'refused': 'missed'}
TITLES = {
    'good': N_('good'), 'recorded': N_('recorded'), 'already recorded': N_('recorded already'),
    'refused': N_('refused'),
}  # fmt: skip


@screen('/batches', title=N_('Batch'), may='look')
def create(book: Book, user: User, kind: str = '') -> None:
    """The two forms, and the result of each item; `kind` is what is mostly recorded."""
    hero(_('Batch'), note=_('Many at once: all are recorded, or none'), back='/money')
    if not may(user.role, 'record'):
        draw(empty('lock', _('You may not do this.')))
        return
    desk, results = Desk(), draw()
    with div('columns'):
        with card(_('Typed here')):
            people = sorted((member for member in book.members.values() if member.active), key=lambda one: one.name)
            amounts = join(fields.money(f'{TYPED}{one.number}', named(one), book.bylaws.currency) for one in people)
            said = ' '.join([_('Type what each brings or gets; who has nothing stays empty.'), *of_a_share(book)])
            told = Markup('<p class="note">{}</p><div class="amounts">{}</div>').format(said, amounts)
            _form(desk, book, _typed, results, [told], kind)
        with card(_('From a spreadsheet')):
            pasted = fields.long_text(
                'pasted', _('The table'), required=True, rows='8', maxlength='10000', help=_(HELP)
            )
            _form(desk, book, _pasted, results, [pasted], kind)


def _form(
    desk: Desk,
    book: Book,
    read: Callable[[Book, Values], list[Line]],
    results: Piece,
    inside: Sequence[Markup],
    kind: str,
) -> None:
    today, on = office().today().isoformat(), book.bylaws
    kinds = [(one, _(KINDS[one].title)) for one in batches.KINDS if one != 'share' or on.module_shares]
    chosen = kind if kind in dict(kinds) else kinds[0][0]
    answers: list[tuple[Line, dict[str, Any]]] = []

    def record(values: Values) -> Done:
        lines = read(desk.book(), values)
        found = batches.record_all_or_none(office().keeper(), iter(lines), desk.who(), office().now())
        answers[:] = zip(lines, found, strict=True)
        if any(answer['status'] == 'refused' for answer in found):
            raise Refused(problems_of_items(desk.book(), lines, found))
        return Done(n_('Recorded: {count} item.', 'Recorded: {count} items.', len(found)).format(count=len(found)))

    def after(done: Done) -> None:
        results.replace(Markup('<section class="card recorded">{}{}</section>').format(
            notice('good', done.said), listed(desk.book(), answers)
        ))  # fmt: skip

    with form(record, button=_('Look and record'), preview=partial(_before, desk, read), after=after):
        draw(
            fields.one_of('kind', _('Kind'), kinds, chosen),
            fields.day('date', _('Date'), today, earliest=book.bylaws.started_on.isoformat(), latest=today,
                       required=True),
            fields.one_of('mode', _('Paid by'), modes(book.bylaws), 'cash'),
            *([fields.choice('account', _('Account'), choices)] if len(choices := account_choices(book)) > 1 else []),
            *inside,
        )  # fmt: skip


def listed(book: Book, answers: Sequence[tuple[Line, dict[str, Any]]], notes: Sequence[str] = ()) -> Markup:
    """Each item with what came of it; of `notes` each stands below its amount."""

    def cells(number: int, line: Line, answer: dict[str, Any]) -> list[Markup | str]:
        member = book.member(line.get('member', ''))
        status = answer['status']
        title = TITLES[status]
        state = chip(STATES[status], _(title))
        known = KINDS.get(line['kind'])
        kind = _(known.title) if known else line['kind']
        amount: Markup | str = _amount_words(book, line.get('amount', ''))
        if notes and notes[number - 1]:
            amount = Markup('{}<br><small>{}</small>').format(amount, notes[number - 1])
        return [str(number), member.name if member else line.get('member', ''), kind, amount, state]

    titles = [_('Item'), _('Member'), _('Kind'), _('Amount'), _('Result')]
    return table(titles, (cells(number, *each) for number, each in enumerate(answers, start=1)), numbers=(3,))


def _amount_words(book: Book, text: str) -> str:
    """An amount as the group writes it; what is none stays as it was typed."""
    try:
        return shown_money(money.parse(text, book.bylaws.currency), book.bylaws.currency)
    except ValueError:
        return text


def _pasted(book: Book, values: Values) -> list[Line]:
    return batches.pasted(book, values.get('pasted', ''), _common(values), values['entry_id'])


def _typed(book: Book, values: Values) -> list[Line]:
    lines: list[Line] = []
    for name, amount in values.items():
        if name.startswith(TYPED) and amount:
            number = name.removeprefix(TYPED)
            own = {'member': number, 'amount': amount, 'entry_id': f'{values["entry_id"]}-{number}'}
            lines.append({**_common(values), **own})
    if not lines:
        raise refuse(N_('No amount is filled in.'), N_('Type what at least one member pays.'))
    return lines


def _common(values: Values) -> Line:
    return {name: values[name] for name in ('kind', 'date', 'mode', 'account') if values.get(name)}


def _before(desk: Desk, read: Callable[[Book, Values], list[Line]], values: Values) -> Markup:
    """Every item as it would be recorded; one that is refused keeps all of them out, and says why."""
    book = desk.book()
    lines = read(book, values)
    answers = batches.look_at_all(book, lines, desk.who(), office().now(), office().today())
    if any(answer['status'] == 'refused' for answer in answers):
        raise Refused(problems_of_items(book, lines, answers))
    asked = [desk.asked(line['kind'], line) for line in lines]
    total = sum(each.amount for each in asked)
    together = Markup('<p><b>{}</b></p>').format(
        _('Together: {amount}').format(amount=shown_money(total, book.bylaws.currency))
    )
    return join([listed(book, list(zip(lines, answers, strict=True)), shares_of(book, asked)), together])


def of_a_share(book: Book) -> list[str]:
    """What a share costs, and how many of them are bought at a meeting, where the group has shares."""
    bylaws = book.bylaws
    if not (bylaws.module_shares and bylaws.share_price):
        return []
    said = [_('A share costs {price}.').format(price=shown_money(bylaws.share_price, bylaws.currency))]
    if count := bylaws.share_most:
        most = n_('At most {count} share at a meeting.', 'At most {count} shares at a meeting.', count)
        said.append(most.format(count=count))
    return said


def shares_of(book: Book, asked: Sequence[Transaction]) -> list[str]:
    """For each that buys shares how many, and what is kept apart below one; what she brings twice counts together."""
    brought: dict[tuple[str, date], Money] = {}
    told = []
    for each in asked:
        if each.kind != 'share' or not book.bylaws.on(each.on).share_price:
            told.append('')
            continue
        key = each.member, each.on
        brought[key] = brought.get(key, 0) + each.amount
        bought = shares.purchase_of(book, replace(each, amount=brought[key]))
        said = n_('{count} share', '{count} shares', bought.shares).format(count=bought.shares)
        apart = [_('Kept apart'), shown_money(bought.kept_apart, book.bylaws.currency)]
        told.append(f'{said} · {" ".join(apart)}' if bought.kept_apart else said)
    return told


def problems_of_items(book: Book, lines: Sequence[Line], answers: Sequence[dict[str, Any]]) -> list[Problem]:
    """Why items were refused, each with its number and whose it is."""
    problems = []
    for number, (line, answer) in enumerate(zip(lines, answers, strict=True), start=1):
        member = book.member(line.get('member', ''))
        words = [_('Item {number}').format(number=number), named(member) if member else '']
        where = ' · '.join(word for word in words if word)
        problems += [
            Problem(said.replace('{', '{{').replace('}', '}}'), '', sheet=where) for said in answer['problems']
        ]
    return problems
