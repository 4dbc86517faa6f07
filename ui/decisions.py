"""Decisions of the meeting: the list, writing one down, and what each was used for."""

from datetime import date
from functools import partial
from urllib.parse import quote

from markupsafe import Markup

from actions import decisions
from actions.decisions import NewDecision
from actions.permissions import may
from reports import decisions as there
from reports import rotation as rotations
from rules import money
from rules.decisions import KINDS, Kind
from rules.problems import N_, Problem, Refused
from rules.records import RUNNING
from rules.register_records import OWED, WITHDRAWN, Decision
from sheets.columns import FINES, LOANS
from sheets.words import _, n_, shown_date, shown_money, shown_short_date
from ui import fields
from ui.forms import Done, Values, form, sheet
from ui.loan_words import sums
from ui.office import office
from ui.parts import NOTHING, actions, card, chip, div, dot, draw, empty, heading, join, link_button, opener, row
from ui.recording import Desk, member_choices
from ui.rotation_words import day_field
from ui.screen import Book, User, screen
from ui.theme import hero

Pair = tuple[str, str]


@screen('/decisions', title=N_('Decisions'), may='look')
def create(book: Book, user: User) -> None:
    """All decisions, the newest first."""
    found, uses = list(there.by_number(book).values())[::-1], there.uses(book)
    said = n_('{count} decision', '{count} decisions', len(found)).format(count=len(found))
    new = actions(link_button('/decisions/new', 'plus', _('Write a decision down'), 'first'))
    hero(_('Decisions'), note=said, buttons=new if may(user.role, 'decide') else NOTHING)
    with card():
        if not found:
            draw(empty('book', _('No decision was written down yet.')))
        draw(join(_line(decision, len(uses.get(decision.number, ()))) for decision in found))


@screen('/decisions/new', title=N_('Write a decision down'), may='decide')
def create_new(book: Book, user: User, kind: str = '', about: str = '') -> None:
    """First the kind; then what it needs."""
    hero(_('Write a decision down'), back='/decisions')
    if kind not in KINDS:
        with card(_('What was decided?')):
            draw(
                join(row(dot('book'), _(one.title), link=f'/decisions/new?kind={code}') for code, one in KINDS.items())
            )
        return
    desk, needs = Desk(), KINDS[kind]
    with div('columns'), card(_(needs.title)):
        with form(partial(_record, desk, kind), button=_('Write it down'), preview=partial(_before, desk, kind)):
            draw(
                day_field(office().today()),
                _about_field(book, kind, about),
                *([_members_field(book, needs)] if needs.members else []),
                *([fields.money('amount', _('Sum'), book.bylaws.currency, required=True)] if needs.amount else []),
                fields.text('details', _('Details')),
                fields.long_text('reason', _('Reason'), required=True),
                heading(_('Who was for it')),
                fields.tick('all', _('All members were for it')),
                *(
                    fields.one_of(f'vote {member.number}', member.name,
                                  [('', _('not there')), ('for', _('for it')), ('against', _('against'))], '')
                    for member in sorted(book.members.values(), key=lambda each: each.name)
                    if member.active
                ),
            )  # fmt: skip


@screen('/decisions/{number}', title=N_('Decision'), may='look')
def create_one(book: Book, user: User, number: str) -> None:
    """One decision and what rests on it."""
    decision = there.by_number(book).get(number)
    if decision is None:
        hero(_('Decision'), back='/decisions')
        draw(empty('search', _('There is no decision {number}.').format(number=number)), classes='card')
        return
    found = there.uses(book).get(number, [])
    hero(decision.number, note=_title(decision.kind), back='/decisions')
    with div('columns'):
        with card(_('What was decided')):
            draw(_facts(book, decision))
            if may(user.role, 'decide') and not found and decision.status != WITHDRAWN:
                draw(actions(opener('withdraw', 'undo', _('Withdraw'))))
        with card(_('What rests on it'), note=str(len(found)) if found else ''):
            if not found:
                draw(empty('info', _('Nothing yet.')))
            draw(join(_use(book, use) for use in found))
    if may(user.role, 'decide') and not found and decision.status != WITHDRAWN:
        _withdraw(decision)


def _line(decision: Decision, uses: int) -> Markup:
    state = _state(decision, uses)
    told = [decision.number, shown_short_date(decision.on), _about_words(decision), decision.details]
    note = ' · '.join(filter(None, told))
    return row(dot('book'), _title(decision.kind), note, state, link=f'/decisions/{decision.number}')


def _state(decision: Decision, uses: int) -> Markup:
    if decision.status == WITHDRAWN:
        return chip('missed', _('withdrawn'))
    return chip('paid', _('used')) if uses else chip('plain', _('not used yet'))


def _facts(book: Book, decision: Decision) -> Markup:
    lines = [
        (_('Date'), shown_date(decision.on)),
        (_('About'), _about_words(decision)),
        (_('Members'), names_of(book, decision.members)),
        (_('Sum'), shown_money(decision.amount, book.bylaws.currency) if decision.amount else ''),
        (_('Details'), decision.details),
        (_('For it'), _count_of(decision.in_favour)),
        (_('Against'), _count_of(decision.against)),
    ]
    told = [
        (_('Reason'), decision.reason),
        (_('For it'), names_of(book, decision.in_favour)),
        (_('Against'), names_of(book, decision.against)),
    ]
    words = join(Markup('<h3>{}</h3><p>{}</p>').format(title, said) for title, said in told if said)
    return Markup('<div class="told">{}{}</div>').format(sums([(title, said) for title, said in lines if said]), words)


def _count_of(numbers: str) -> str:
    count = sum(bool(number.strip()) for number in numbers.split(','))
    return n_('{count} member', '{count} members', count).format(count=count) if count else ''


def _about_words(decision: Decision) -> str:
    """What it is about: a round or a cycle in words, and anything else by its own number."""
    what, cycle, number = KINDS[decision.kind].about if decision.kind in KINDS else '', *_round_of(decision.about)
    if what == 'rotation' and cycle:
        return _('Cycle {cycle}').format(cycle=cycle)
    if number:
        return _('Round {number} of {cycle}').format(number=number, cycle=cycle)
    return decision.label


def _round_of(about: str) -> tuple[str, str]:
    """C2 and 9 of C2/9, C2 alone of C2; nothing of the id of another row."""
    cycle, _slash, number = about.partition('/')
    known = cycle.startswith('C') and cycle[1:].isdecimal() and (number.isdecimal() or not number)
    return (cycle, number) if known else ('', '')


def _use(book: Book, use: there.Use) -> Markup:
    amount = shown_money(use.amount, book.bylaws.currency) if use.amount else ''
    day = shown_short_date(use.on) if use.on > date.min else ''
    link = f'/history/receipt?entry={quote(use.row, safe="")}' if use.sheet == 'Entries' else ''
    link = '/rotation' if use.sheet == 'Rotation' else link
    return row(dot('tick'), use.label, ' · '.join(filter(None, [_(use.sheet), day])), amount, link=link)


def _about_field(book: Book, kind: str, about: str) -> Markup:
    """What the decision is about, among what there is."""
    choices = _choices(book, KINDS[kind].about)
    if not KINDS[kind].about:
        return NOTHING
    if KINDS[kind].about == 'month':
        return fields.month('about', _('Month'), about, required=True)
    return fields.choice(
        'about', _('What it is about'), choices, about or (choices[0][0] if choices else ''), required=True
    )


def _choices(book: Book, what: str) -> list[Pair]:
    found: list[Pair] = []
    if what in ('rotation', 'round', 'action'):
        for cycle in reversed(rotations.rotations(book)):
            if what == 'rotation':
                found.append((cycle.id, _('Cycle {cycle}').format(cycle=cycle.id)))
            else:
                said = _('Round {number} of {cycle}')
                # A round that was not paid out yet is what mostly is decided on.
                waiting = sorted(cycle.turns, key=lambda turn: turn.paid)
                found += [(turn.id, said.format(number=turn.number, cycle=cycle.id)) for turn in waiting]
    if what == 'fine or loan':
        fines = (fine for fine in book.register(FINES).values() if fine.status == OWED)
        found += [(fine.id, f'{fine.number} · {fine.member_name}') for fine in fines]
    if what in ('fine or loan', 'loan', 'action'):
        loans = (loan for loan in book.register(LOANS).values() if loan.status == RUNNING)
        found += [(loan.id, f'{loan.number} · {loan.member_name}') for loan in loans]
    return found


def _members_field(book: Book, needs: Kind) -> Markup:
    titles = [_('Member'), _('And member')][: needs.members]
    people = member_choices(book, active_only=not needs.without_left)
    return fields.side_by_side(
        *(fields.choice(f'member {n}', title, people, required=True) for n, title in enumerate(titles, 1))
    )


def _asked(desk: Desk, kind: str, values: Values) -> NewDecision:
    book, currency = desk.book(), desk.book().bylaws.currency
    everybody = [member.number for member in book.members.values() if member.active]
    votes = {number: values.get(f'vote {number}', '') for number in everybody}
    against = tuple(number for number in everybody if votes[number] == 'against')
    behind = tuple(n for n in everybody if n not in against) if values.get('all') else tuple(
        number for number in everybody if votes[number] == 'for'
    )  # fmt: skip
    try:
        amount = money.parse(values['amount'], currency) if values.get('amount') else 0
        on = date.fromisoformat(values['date'])
    except ValueError:
        raise Refused(
            [Problem(N_('The date or the sum cannot be read.'), N_('Choose a day and type a sum.'))]
        ) from None
    return NewDecision(
        values['entry_id'], kind, on, values.get('reason', ''), behind, against, values.get('about', ''),
        tuple(number for n in (1, 2) if (number := values.get(f'member {n}', ''))), amount, values.get('details', ''),
    )  # fmt: skip


def _before(desk: Desk, kind: str, values: Values) -> Markup:
    book = desk.book()
    decision = decisions.planned(book, _asked(desk, kind, values), office().today())
    return Markup('<p>{} · {}</p>').format(decision.number, _title(kind)) + _facts(book, decision)


def _record(desk: Desk, kind: str, values: Values) -> Done:
    asked = _asked(desk, kind, values)
    made = decisions.decide(desk.book(), asked, desk.who(), office().now(), office().today())
    return Done(
        _('The decision {number} was written down.').format(number=made.number), go_to=f'/decisions/{made.number}'
    )


def _withdraw(decision: Decision) -> None:
    desk = Desk()

    def record(values: Values) -> Done:
        today = office().today()
        decisions.withdraw(desk.book(), decision.number, values['reason'], today, desk.who(), office().now(), today,
                           values['entry_id'])  # fmt: skip
        return Done(_('The decision {number} was withdrawn.').format(number=decision.number), go_to='/decisions')

    with sheet('withdraw', _('Withdraw')), form(record, button=_('Withdraw'), button_icon='undo'):
        draw(fields.text('reason', _('Reason'), required=True))


def names_of(book: Book, numbers: str) -> str:
    """The names of the members with these numbers, with commas between them."""
    named = (number.strip() for number in numbers.split(',') if number.strip())
    return ', '.join(member.name if (member := book.member(number)) else number for number in named)


def _title(kind: str) -> str:
    return _(KINDS[kind].title) if kind in KINDS else kind
