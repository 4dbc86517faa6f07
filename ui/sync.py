"""Sync: which rows are in the workbook and which wait, joining another copy of the book, and what people must decide.

The joining itself runs beside the page (`ui/sync_visits.py`); the page looks at it every half second.
"""

from collections.abc import Sequence
from functools import partial

from markupsafe import Markup
from nicegui import ui

from actions import numbers
from actions import questions as deciding
from actions.permissions import may
from actions.sync import Synced
from rules.bylaws import BY_FIELD
from rules.problems import refuse
from rules.records import Loan, Member
from sheets import cells
from sheets.columns import BY_NAME
from sheets.questions import Question, Side
from sheets.words import N_, _, n_, shown, shown_date, shown_money
from ui import bylaw_page, fields, sync_visits
from ui.forms import Done, Values, form
from ui.icons import icon
from ui.loan_words import sums
from ui.office import office
from ui.parts import NOTHING, Piece, avatar, card, div, draw, empty, join, link_button, notice, problem_list, row
from ui.recording import Desk
from ui.screen import Book, User, screen
from ui.sync_visits import Visit
from ui.theme import hero

LOOK_EVERY_SECONDS = 0.5
STATUSES = {'active': N_('active'), 'inactive': N_('inactive')}


@screen('/sync', title=N_('Sync'), may='look')
def create(book: Book, user: User) -> None:
    """How many rows wait, the other copy, and what is to be decided."""
    waiting = book.pending_count()
    said = n_('{count} row waits for the workbook', '{count} rows wait for the workbook', waiting)
    hero(_('Sync'), note=said.format(count=waiting) if waiting else _('Every row is in the workbook'))
    questions, twice = book.questions(), numbers.given_twice(book)
    with div('columns'):
        with div('stack'):
            if may(user.role, sync_visits.PERMISSION):
                _other_copy(book)
            with card(_('Rows')):
                _rows(book)
        with div('stack'):
            _decide(book, user, questions)
            if twice and may(user.role, 'members'):
                for number, same in twice:
                    _number_twice(number, same)


def _rows(book: Book) -> None:
    """Pending and synced, and why rows wait."""
    piece = draw(_standing(book))
    ui.timer(LOOK_EVERY_SECONDS * 4, lambda: piece.replace(_standing(book)))


def _standing(book: Book) -> Markup:
    waiting = book.pending_count()
    rows = len(book.frame()) + len(book.changes) + len(book.members) + len(book.loans)
    reason = office().keeper().waiting if waiting else None
    return sums([
        (_('In the workbook (synced)'), str(max(rows - waiting, 0))), (_('Not yet there (pending)'), str(waiting)),
    ]) + (notice('warn', reason.said(_, shown)) if reason else NOTHING)  # fmt: skip


def _other_copy(book: Book) -> None:
    """The way to the other copy, and what became of the last visit."""
    with card(_('Another copy of this book')):
        words = _('Somebody recorded into another copy? Afterwards both have the rows of both, each once.')
        draw(Markup('<p class="note">{}</p>').format(words))
        result = draw(_result(sync_visits.underway()))
        with form(partial(_set_out, Desk()), button=_('Join the two copies'), button_icon='cloud', clear=False):
            draw(
                fields.text(
                    'where', _('Where it is'), required=True, maxlength='500',
                    help=_('A file or folder on a stick or share, the link of a Google spreadsheet, or postgresql://…'),
                )
            )  # fmt: skip
        draw(
            Markup(
                '<form class="form" method="post" action="/sync/copy" enctype="multipart/form-data">'
                '<label class="field"><span class="label">{}</span>'
                '<input type="file" name="copy" accept=".xlsx" required></label>'
                '<div class="actions"><button class="button second">{}<span>{}</span></button></div></form>'
            ).format(_('Or bring it as a file'), icon('up'), _('Join with this file'))
        )
    _follow(result)


def _set_out(desk: Desk, values: Values) -> Done:
    if not values.get('where', ''):
        raise refuse(N_('The place of the other copy is missing.'), N_('Type where it is.'), about='where')
    sync_visits.start(values['where'], desk.who())
    return Done(_('On the way to the other copy …'))


def _follow(result: Piece) -> None:
    """Show how far the visit is, and load the page anew when it has ended, since everything may be different then."""
    seen = sync_visits.underway()
    was_running = bool(seen and seen.running)

    def look() -> None:
        nonlocal was_running
        visit = sync_visits.underway()
        if visit and (visit.running or visit is not seen or was_running):
            result.replace(_result(visit))
            if not visit.running:
                ui.navigate.to('/sync')
            was_running = visit.running

    ui.timer(LOOK_EVERY_SECONDS, look)


def _result(visit: Visit | None) -> Markup:
    if visit is None:
        return NOTHING
    if visit.problems:
        return notice('bad', _('The copies were not joined.'), problem_list(visit.problems))
    if visit.done is None:
        return _on_the_way(visit)
    found = _told(visit.done)
    if visit.brought:
        found += Markup('<p class="note">{}</p>').format(_('Take the joined copy back to where it came from.'))
        found += link_button('/sync/copy.xlsx', 'download', _('Download the joined copy'))
    return Markup('<div class="result stack">{}</div>').format(found)


def _on_the_way(visit: Visit) -> Markup:
    step = visit.step
    counted = bar = NOTHING
    if step.total:
        share = 100 * step.done // step.total
        counted = Markup(' {}').format(_('{done} of {total} rows').format(done=step.done, total=step.total))
        bar = Markup('<div class="bar"><i style="width:{}%"></i></div>').format(share)
    said = Markup('{}{}').format(_(step.words).format(file=step.file), counted)
    return Markup('<div class="working">{}{}</div>').format(notice('plain', said), bar)


def _told(done: Synced) -> Markup:
    """What was done, in plain words."""
    came = n_('{count} row came from there.', '{count} rows came from there.', done.pulled).format(count=done.pulled)
    went = n_('{count} row went there.', '{count} rows went there.', done.pushed).format(count=done.pushed)
    lines = [came, went] if done.pulled or done.pushed else [_('Both copies had the same rows already.')]
    if done.joined:
        lines.append(_('They had been written apart, and are one from here on.'))
    found = notice('good', ' '.join(lines))
    if done.waiting:
        found += notice('warn', _('Some rows wait for a workbook.'), problem_list(done.waiting))
    if done.problems:
        count = len(done.problems)
        said = n_('{count} thing does not fit together now.', '{count} things do not fit together now.', count)
        found += notice('bad', said.format(count=count), problem_list(done.problems))
    return found


# --- what only people can decide ------------------------------------------------------------------------------------


def _decide(book: Book, user: User, questions: list[Question]) -> None:
    """Each question with its values as large buttons."""
    if not questions:
        with card(_('To decide')):
            draw(empty('done', _('Nothing was changed on two copies apart.')))
    for question in questions:
        heading = deciding.title_of(question)
        with card(question.label or _(heading), note=_(heading)):
            said = _('Two copies changed this apart. Which one is right? Until you decide, {value} counts.')
            draw(Markup('<p class="note">{}</p>').format(said.format(value=_shown(question, question.one, book))))
            if not may(user.role, 'settings' if question.sheet == 'Bylaws' else 'members'):
                draw(join(_opinion(question, side, book) for side in question.sides))
                continue
            with div('side-by-side choices'):
                for side in question.sides:
                    with div('choice'):
                        with form(partial(_answer, Desk(), question, side.value), button=_shown(question, side, book)):
                            draw(Markup('<p class="note">{}</p>').format(_by(side)))


def _opinion(question: Question, side: Side, book: Book) -> Markup:
    return row(NOTHING, _shown(question, side, book), _by(side))


def _by(side: Side) -> str:
    day = shown_date(side.when.astimezone().date()) if side.when else ''
    return ' · '.join(text for text in (_('by {name}').format(name=side.who) if side.who else '', day) if text)


def _shown(question: Question, side: Side, book: Book) -> str:
    """A value as people read it."""
    currency, text = book.bylaws.currency, side.value
    if question.sheet == 'Bylaws':
        bylaw = BY_FIELD[question.field]
        return bylaw_page.shown_value(bylaw, bylaw.read(text, currency), currency)
    kind = BY_NAME[question.sheet].column(question.field).type
    value = cells.from_text(kind, text, currency)
    if kind == 'money' and isinstance(value, int):
        return shown_money(value, currency)
    return _(STATUSES[text]) if text in STATUSES else str(shown(value)) if value not in ('', None) else '–'


def _answer(desk: Desk, question: Question, value: str, values: Values) -> Done:
    book, now, today = desk.book(), office().now(), office().today()
    deciding.answer(book, question, value, desk.who(), now, today)
    return Done(_('Decided.'), go_to='/sync')


def _number_twice(number: str, same: Sequence[Member | Loan]) -> None:
    """A number that two have: one of them gets the next free one."""
    with card(_('The number {number}').format(number=number), note=_('given twice')):
        said = _('One of them gets the next free number. Rows that were recorded keep the number of their day.')
        draw(Markup('<p class="note">{}</p>').format(said))
        for one in same:
            name = one.name if isinstance(one, Member) else one.member_name
            draw(row(avatar(name), name, _since(one)))
            said = _('Another number for {name}').format(name=name)
            with form(partial(_renumber, Desk(), one), button=said, button_icon='edit'):
                pass


def _since(one: Member | Loan) -> str:
    day = one.joined if isinstance(one, Member) else one.given_on or one.applied_on
    return shown_date(day) if day else ''


def _renumber(desk: Desk, one: Member | Loan, values: Values) -> Done:
    now, today, request = office().now(), office().today(), values['entry_id']
    found: Member | Loan
    if isinstance(one, Member):
        found = numbers.renumber_member(desk.book(), one.id, desk.who(), now, today, request=request)
    else:
        found = numbers.renumber_loan(desk.book(), one.id, desk.who(), now, today, request)
    return Done(_('The number is now {number}.').format(number=found.number), go_to='/sync')
