"""Forms whose values travel with the press, and that record once however often they are pressed.

    def record(values: Values) -> Done:                       # in a thread; raises Refused with every reason
        entry = record_deposit(book, values['entry_id'], ...)
        return Done(_('{name} paid {amount}').format(...))    # what the server recorded, not what was typed

    with form(record, button=_('Record')):
        draw(fields.money('amount', _('Amount'), 'INR', required=True))

What the server thinks an input holds is never used: after a silent loss of the connection it may be stale. The browser
reads the form at the press, shuts the button, and sends the values with the id that the form carries. The same id gets
the first answer, so a press that is sent again, by the browser or by the person, records once. A form that was answered
gets a fresh id.

With `preview`, the first press shows what would be recorded in a sheet, and only the press inside the sheet records:

    with form(record, button=_('Take repayment'), preview=split_in_words): ...
"""

import json
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from markupsafe import Markup
from nicegui import Client, events, ui
from ulid import ULID

from rules.problems import Problem, Refused
from sheets.words import N_, _
from ui import fields
from ui.icons import icon
from ui.office import keep, look
from ui.parts import Piece, div, draw, notice, problem_list

Values = dict[str, str]
MOST_VALUES, LONGEST_VALUE = 2_000, 10_000
ANSWERS_KEPT = 20


@dataclass(frozen=True, slots=True)
class Done:
    """The answer to a press: what was recorded, in words, and the page to go on to, if it is another one."""

    said: str
    go_to: str = ''


@contextmanager
def form(
    record: Callable[[Values], Done],
    *,
    button: str,
    preview: Callable[[Values], Markup] | None = None,
    after: Callable[[Done], None] | None = None,
    button_icon: str = 'tick',
    clear: bool = True,
    classes: str = '',
) -> Iterator[ui.element]:
    """A form with its button; the fields are drawn inside the with block.

    `record` and `preview` run in a thread. `after` runs on the page, to draw anew what has changed. `clear` empties
    the fields after a success; otherwise they keep what was typed.
    """
    made = _Form(ui.context.client, record, preview, after, clear)
    with div(f'form {classes}', tag='form', novalidate='', autocomplete='off') as element:
        yield element
        draw(
            fields.hidden('entry_id', new_id()),
            Markup(
                '<div class="form-problems" role="alert" tabindex="-1"></div>'
                '<div class="actions"><button class="button first">{}<span>{}</span></button></div>'
            ).format(icon(button_icon), button),
        )
        if preview is not None:
            made.sheet = draw(tag='dialog', classes='sheet')
            made.sheet.props['aria-label'] = _('Is this right?')
    made.element = element
    element.on('submit', made.pressed, js_handler='(event) => bahi.press(event, emit)')


@contextmanager
def sheet(sheet_id: str, title: str) -> Iterator[ui.element]:
    """A sheet that rises from below; `parts.opener` makes its button; Esc or a press outside closes it."""
    with div('sheet', tag='dialog', id=sheet_id, aria_label=title) as element:
        draw(
            Markup(
                '<div class="sheet-head"><h2>{}</h2>'
                '<button type="button" class="round" data-closes aria-label="{}">{}</button></div>'
            ).format(title, _('Close'), icon('close'))
        )
        yield element


def new_id() -> str:
    """The id of what a form will record: made when the form is, and sent again with every try."""
    return str(ULID())


class _Form:
    """What the server knows of one form on one page: how its presses are answered, and which were answered."""

    element: ui.element
    sheet: Piece | None = None

    def __init__(
        self,
        client: Client,
        record: Callable[[Values], Done],
        preview: Callable[[Values], Markup] | None,
        after: Callable[[Done], None] | None,
        clear: bool,
    ) -> None:
        self.client, self.record, self.preview, self.after, self.clear = client, record, preview, after, clear
        self.answers: OrderedDict[str, Done] = OrderedDict()
        self.working: set[str] = set()

    async def pressed(self, event: events.GenericEventArguments) -> None:
        """A press, perhaps one that was sent before."""
        values = _checked(event.args)
        entry_id = values['entry_id']
        if entry_id in self.answers:
            self.answer(self.answers[entry_id], entry_id)
        elif entry_id not in self.working:
            self.working.add(entry_id)
            try:
                await self.carry_out(values, entry_id)
            finally:
                self.working.discard(entry_id)

    async def carry_out(self, values: Values, entry_id: str) -> None:
        """Show what would be recorded, or record it."""
        shown = values.pop('shown', '')
        try:
            if self.preview is not None:
                drawn = await look(self.preview, values)
                if shown != _mark(drawn):
                    self.ask(drawn, changed=bool(shown))
                    return
            done = await keep(self.record, values)
        except Refused as refused:
            self.refuse(refused)
            return
        except Exception:
            logging.getLogger(__name__).exception('a form could not be carried out')
            self.refuse(
                Refused([Problem(N_('This could not be recorded.'), N_('Nothing is lost; please press again.'))])
            )
            return
        self.answers[entry_id] = done
        while len(self.answers) > ANSWERS_KEPT:
            self.answers.popitem(last=False)
        self.answer(done, entry_id)
        if self.after is not None:
            self.after(done)

    def answer(self, done: Done, entry_id: str) -> None:
        """Tell the browser that it is recorded, and give the form a fresh id."""
        self.tell('answer', {**asdict(done), 'id': entry_id, 'fresh': new_id(), 'clear': self.clear})

    def refuse(self, refused: Refused) -> None:
        """Show every reason at the form, which keeps what was typed."""
        about = [problem.about for problem in refused.problems if problem.about]
        self.tell('refuse', {'problems': problem_list(refused.problems), 'about': about})

    def ask(self, drawn: Markup, changed: bool) -> None:
        """Show in a sheet what would be recorded; its button sends the same values, and the mark of what was shown."""
        assert self.sheet is not None
        warning = notice('warn', _('The figures have changed meanwhile. Please look again.')) if changed else ''
        self.sheet.replace(
            Markup(
                '<div class="sheet-head"><h2 tabindex="-1">{}</h2></div>{}<div class="shown">{}</div>'
                '<div class="actions">'
                '<button type="button" class="button first" data-confirms="{}">{}<span>{}</span></button>'
                '<button type="button" class="button second" data-closes><span>{}</span></button></div>'
            ).format(
                _('Is this right?'),
                warning, drawn, _mark(drawn), icon('tick'), _('Yes, record it'), _('Back'),
            )
        )  # fmt: skip
        self.tell('ask', {'sheet': self.sheet.html_id})

    def tell(self, verb: str, what: dict[str, Any]) -> None:
        """Call the browser's part of this form, in script.js."""
        self.client.run_javascript(f'bahi.{verb}({json.dumps(self.element.html_id)}, {json.dumps(what)})')


def _mark(drawn: Markup) -> str:
    """By which the press in the sheet says what it has seen."""
    return sha256(drawn.encode()).hexdigest()[:16]


def _checked(args: Any) -> Values:
    """What a browser sent, if it has the form of a form; anything may arrive on a socket."""
    assert isinstance(args, dict) and len(args) <= MOST_VALUES, 'not the values of a form'
    assert all(isinstance(value, str) and len(value) <= LONGEST_VALUE for value in args.values()), (
        'not the values of a form'
    )
    assert ULID.from_str(args['entry_id']), 'not an id'
    return {str(name): value.strip() for name, value in args.items()}
