"""A move of the book into a spreadsheet or back: it runs beside the pages, which see how far it is.

start(act)              in a thread of its own; one at a time
draw_move('/google')    how far it is, or how it ended
"""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from markupsafe import Markup
from nicegui import ui

from actions.google import Arrived
from actions.sync import Progress, Step
from rules.problems import N_, Problem, Refused
from sheets.words import _, current_language, language, n_, shown
from ui.parts import NOTHING, draw, notice, problem_list

LOOK_EVERY_SECONDS = 0.5

Act = Callable[[Progress], Arrived]


@dataclass
class Move:
    """One move."""

    step: Step
    done: Arrived | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self.done is None and not self.problems


class _Moves:
    last: Move | None = None
    starting = threading.Lock()


def underway() -> Move | None:
    """The move that goes on, or the last one."""
    return _Moves.last


def start(act: Act) -> Move:
    """Begin, unless another move goes on: then that one is given."""
    with _Moves.starting:
        if _Moves.last and _Moves.last.running:
            return _Moves.last
        move = _Moves.last = Move(Step(N_('Looking at the spreadsheet …')))
    threading.Thread(target=_run, args=[move, act, current_language()], name='move').start()
    return move


def _run(move: Move, act: Act, spoken: str) -> None:
    def progress(step: Step) -> None:
        move.step = step

    try:
        with language(spoken):
            move.done = act(progress)
    except Refused as refused:
        move.problems = refused.problems
    except Exception:
        logging.getLogger(__name__).exception('the book could not be moved')
        remedy = N_('It is where it was, and nothing is lost. Please try again.')
        move.problems = (Problem(N_('The book could not be moved.'), remedy),)


def draw_move(here: str) -> None:
    """How far the move is; the page is loaded anew when it has ended, since everything is elsewhere then."""
    result = draw(_result(underway()))
    seen = underway()
    was_running = bool(seen and seen.running)

    def look() -> None:
        nonlocal was_running
        move = underway()
        if move and (move.running or move is not seen or was_running):
            result.replace(_result(move))
            if not move.running:
                ui.navigate.to(here)
            was_running = move.running

    ui.timer(LOOK_EVERY_SECONDS, look)


def _result(move: Move | None) -> Markup:
    if move is None:
        return NOTHING
    if move.problems:
        return notice('bad', _('The book was not moved. It is where it was.'), problem_list(move.problems))
    if move.done is None:
        return _on_the_way(move)
    return notice('good', ' '.join(_told(move.done)))


def _told(done: Arrived) -> Iterable[str]:
    said = n_('{count} row, each as it was.', '{count} rows, each as it was.', done.rows).format(count=done.rows)
    yield _('The book is in {where}: {rows}').format(where=done.where, rows=said)
    if done.set_aside:
        yield _('The former file is kept as {file}.').format(file=done.set_aside)
    if done.left_behind:
        yield _('Sheets that did not come along: {names}').format(names=', '.join(done.left_behind))


def _on_the_way(move: Move) -> Markup:
    step = move.step
    counted = bar = NOTHING
    if step.total:
        counted = Markup(' {}').format(_('{done} of {total} rows').format(done=step.done, total=step.total))
        share = 100 * step.done // step.total
        bar = Markup('<div class="bar"><i style="width:{}%"></i></div>').format(share)
    said = Markup('{}{}').format(_(step.words).format(file=shown(step.file)), counted)
    return Markup('<div class="working">{}{}</div>').format(notice('plain', said), bar)
