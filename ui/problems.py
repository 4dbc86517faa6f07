"""What people did to the workbook and what is wrong in it, each with its cell and what can be done; rows that wait for
it, and why; the head of the chain; the full check.
"""

import logging
from collections.abc import Sequence
from functools import partial

from markupsafe import Markup
from nicegui import ui

from actions import adoption, hand_edits, sealed_edits
from actions.adoption import Proposal
from actions.permissions import may
from actions.questions import problems_of_questions
from reports.verify import problems_of_workbook
from rules.problems import Problem, Refused
from rules.typed_rows import GOOD, REJECTED
from sheets.journal import Notice
from sheets.seals import printed
from sheets.words import N_, _, n_, shown
from ui import changed_page, typed_page
from ui.forms import Done, Values, form
from ui.icons import icon
from ui.office import look, office
from ui.parts import NOTHING, Piece, card, div, dot, draw, empty, join, notice, row
from ui.recording import Desk
from ui.screen import Book, User, screen
from ui.theme import hero

MOST_SHOWN = 200


@screen('/problems', title=N_('Problems'), may='look')
def create(book: Book, user: User) -> None:
    """What wants to be looked at, in the order in which it presses."""
    keeper, waiting = office().keeper(), book.pending_count()
    proposals = adoption.proposals(book, office().today())
    sealed, registers = sealed_edits.of_sealed(book), hand_edits.of_registers(book)
    removed, problems = book.notices(), [*book.problems(), *problems_of_questions(book), *keeper.findings]
    count = len(sealed) + len(registers) + len(removed) + len(problems) + len(adoption.open_rows(book))
    said = n_('{count} thing in the workbook needs you', '{count} things in the workbook need you', count)
    hero(_('Problems'), note=said.format(count=count) if count else book.workbook.name)
    with div('columns'):
        with div('stack'):
            if away := keeper.away():
                draw(notice('bad', away.said(_, shown)))
            if sealed:
                with card(_('Changed after sealing'), note=str(len(sealed))):
                    draw(_note(_('What was sealed counts on, until somebody decides.')))
                    draw(_some([changed_page.changed_row(book, found) for found in sealed]))
            if removed:
                _removed(book, user, removed)
            if proposals:
                _typed(user, proposals)
            if registers:
                with card(_('Register cells'), note=str(len(registers))):
                    draw(_note(_('These cells cannot be taken over as they stand. The old values stay in force.')))
                    draw(_some([changed_page.changed_row(book, found) for found in registers]))
            if problems or not count:
                with card(_('In the workbook')):
                    draw(_listed(problems) if problems else _all_is_well(waiting))
        with div('stack'):
            with card(_('Waiting for the workbook')):
                draw(_waiting(waiting))
                if waiting and may(user.role, 'record') and book.workbook.held_by():
                    _nobody_has_it(Desk())
            with card(_('Check everything'), classes='check-all'):
                _check()
            with card(_('The seal of the last row')):
                draw(_head(book))


def _removed(book: Book, user: User, removed: Sequence[Notice]) -> None:
    """The rows that were gone from the sheet; where an older copy was saved over it, they are many."""
    with card(_('Removed rows'), note=str(len(removed))):
        draw(_note(
            _('These rows were gone from the sheet: deleted, or an older copy was saved over it. They count on, and '
              'are put back by themselves.')
        ))  # fmt: skip
        waiting = book.pending_rows()
        draw(_some([changed_page.removed_row(book, told, (told.sheet, told.row) in waiting) for told in removed]))
        if len(removed) > 1 and may(user.role, 'correct'):
            said = n_('Leave the row as it is', 'Leave all {count} rows as they are', len(removed))
            leave = partial(_leave_all, Desk(), [told.id for told in removed])
            with form(leave, button=said.format(count=len(removed)), button_icon='done'):
                pass


def _leave_all(desk: Desk, shown_here: Sequence[int], values: Values) -> Done:
    count = sealed_edits.leave_all_removed(desk.book(), shown_here, desk.who())
    said = n_('Settled. {count} row stays.', 'Settled. {count} rows stay.', count)
    return Done(said.format(count=count), go_to='/problems')


def _typed(user: User, proposals: Sequence[Proposal]) -> None:
    """The rows that someone typed: what waits for a person first, what was rejected last."""
    order = sorted(proposals, key=lambda proposal: (proposal.verdict == REJECTED, proposal.verdict == GOOD))
    good = [proposal.id for proposal in proposals if proposal.verdict == GOOD]
    with card(_('Typed rows'), note=str(len(proposals))):
        draw(_note(_('Somebody typed these rows into the sheet. They do not count until they are taken over.')))
        draw(_some([typed_page.typed_row(proposal) for proposal in order]))
        if good and may(user.role, 'record'):
            said = n_('Take over the good row', 'Take over all {count} good rows', len(good)).format(count=len(good))
            with form(partial(_take_over, Desk(), frozenset(good)), button=said, button_icon='done'):
                pass


def _take_over(desk: Desk, good: frozenset[str], values: Values) -> Done:
    """Of the rows that were good when the page was drawn those that are so still."""
    count = adoption.adopt(desk.book(), good, desk.who(), office().now(), office().today(), only_good=True)
    said = n_('{count} row was taken over.', '{count} rows were taken over.', count)
    return Done(said.format(count=count), go_to='/problems')


def _head(book: Book) -> Markup:
    """By which anybody can tell later whether the workbook still goes back to what stands in it now."""
    said = _(
        'It stands on every report and in messages. Whoever kept one can prove that nothing before it was changed.'
    )
    return Markup('<p><code class="head">{}</code></p>').format(printed(book.head())) + _note(said)


def _note(words: str) -> Markup:
    return Markup('<p class="note">{}</p>').format(words)


def _some(lines: Sequence[Markup]) -> Markup:
    """As many lines as a page can show."""
    more = len(lines) - MOST_SHOWN
    if more <= 0:
        return join(lines)
    return join(lines[:MOST_SHOWN]) + _note(
        _('{count} more are not shown. Mend these first, then look again.').format(count=more)
    )


def _all_is_well(waiting: int) -> Markup:
    words = _('Every row could be read.') if waiting else _('Every row could be read, and nothing waits.')
    return Markup('<div class="empty well">{}<h2>{}</h2><p>{}</p></div>').format(icon('done'), _('All is well'), words)


def _listed(problems: Sequence[Problem]) -> Markup:
    """Each problem with its place, what is wrong, and what to do."""
    return _some([_line(problem) for problem in problems])


def _line(problem: Problem) -> Markup:
    values = {name: shown(value) for name, value in problem.values.items()}
    place = _('{sheet}, cell {cell}').format(sheet=problem.sheet, cell=problem.cell) if problem.cell else problem.sheet
    said, remedy = _(problem.message).format(**values), _(problem.remedy).format(**values)
    return row(dot('sheet', 'bad'), said, ' · '.join(text for text in (place, remedy) if text))


def _waiting(waiting: int) -> Markup:
    """How many rows wait, and for what."""
    if not waiting:
        return empty('done', _('Everything that was recorded is in the workbook.'))
    said = n_(
        '{count} row waits. It is safe in the journal beside the workbook.',
        '{count} rows wait. They are safe in the journal beside the workbook.',
        waiting,
    ).format(count=waiting)
    reason = office().keeper().waiting
    why = _line_of_reason(reason) if reason else NOTHING
    return notice('warn' if reason else 'plain', said) + why


def _nobody_has_it(desk: Desk) -> None:
    """A program that crashed leaves its mark beside the workbook; only a person can see that nobody has it open."""
    draw(_note(_('Nobody has it open any more? After a crash the mark of the program stays behind.')))

    def write(_values: Values) -> Done:
        outcome = office().keeper().write_anyway(desk.who())
        if outcome.waiting:
            raise Refused([outcome.waiting])
        return Done(_('Written.'), go_to='/problems')

    with form(write, button=_('Write now'), button_icon='done'):
        pass


def _line_of_reason(reason: Problem) -> Markup:
    return row(dot('clock', 'now'), reason.said(_, shown), _('The app tries again by itself.'))


def _check() -> None:
    """The button that looks through seals and rules of the whole file, and the place of what it finds."""
    said = _('Looks through every row of the file: its seal, its sums and the rules. This may take a moment.')
    draw(Markup('<p class="note">{}</p>').format(said))
    button = ui.element('button').classes('button second').props('type=button')
    with button:
        draw(Markup('{}<span>{}</span>').format(icon('search'), _('Check the workbook')), tag='span')

    answer = draw(classes='check-answer')

    async def check() -> None:
        button.props('disabled')
        answer.replace(_progress(_('Reading every row and its seal …')))
        try:
            await _show_found(answer)
        finally:
            button.props(remove='disabled')

    button.on('click', check)


async def _show_found(answer: Piece) -> None:
    try:
        found = await look(problems_of_workbook, office().path)
    except Exception:
        logging.getLogger(__name__).exception('the workbook could not be checked')
        answer.replace(notice('bad', _('The check could not be finished. Please try again.')))
    else:
        well = notice('good', _('Every seal fits, and no rule is broken.'))
        answer.replace(_listed(found) if found else well)


def _progress(words: str) -> Markup:
    return Markup('<div class="working">{}</div>').format(notice('plain', words))
