"""What is wrong in the workbook, each with its cell and the remedy; rows that wait for it, and why; the full check."""

import logging

from markupsafe import Markup
from nicegui import ui

from reports.verify import problems_of_workbook
from rules.problems import Problem
from sheets.words import N_, _, n_, shown
from ui.icons import icon
from ui.office import look, office
from ui.parts import NOTHING, Piece, card, div, dot, draw, empty, join, notice, row
from ui.screen import Book, User, screen
from ui.theme import hero

MOST_SHOWN = 200


@screen('/problems', title=N_('Problems'), may='look')
def create(book: Book, user: User) -> None:
    """What is wrong now, and the way to look through all of the workbook."""
    problems, waiting = book.problems(), book.pending_count()
    count = n_('{count} problem in the workbook', '{count} problems in the workbook', len(problems))
    hero(_('Problems'), note=count.format(count=len(problems)) if problems else office().path.name)
    with div('columns'):
        with card(_('In the workbook')):
            draw(_listed(problems) if problems else _all_is_well(waiting))
        with div('stack'):
            with card(_('Waiting for the workbook')):
                draw(_waiting(waiting))
            with card(_('Check everything'), classes='check-all'):
                _check()


def _all_is_well(waiting: int) -> Markup:
    words = _('Every row could be read.') if waiting else _('Every row could be read, and nothing waits.')
    return Markup('<div class="empty well">{}<h2>{}</h2><p>{}</p></div>').format(icon('done'), _('All is well'), words)


def _listed(problems: list[Problem]) -> Markup:
    """Each problem with its place, what is wrong, and what to do."""
    lines = join(_line(problem) for problem in problems[:MOST_SHOWN])
    if len(problems) <= MOST_SHOWN:
        return lines
    more = _('{count} more are not shown. Mend these first, then look again.').format(count=len(problems) - MOST_SHOWN)
    return lines + Markup('<p class="note">{}</p>').format(more)


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
    reason = office().waiting()
    why = _line_of_reason(reason) if reason else NOTHING
    return notice('warn' if reason else 'plain', said) + why


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
