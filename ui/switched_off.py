"""What a page says whose module is off: what it would be for, and how it is switched on."""

from collections.abc import Iterable

from markupsafe import Markup

from actions.permissions import may
from rules.bylaws import BY_FIELD
from sheets.sign_in_tables import User
from sheets.words import _
from ui.parts import actions, draw, heading, join, link_button


def draw_off(user: User, modules: Iterable[str]) -> None:
    """The modules, one of which would have to be on, in the place of the page; the president can switch them on."""
    switches = may(user.role, 'settings')
    said = _('What was recorded before is kept.') if switches else _('The president can switch it on in the settings.')
    draw(
        heading(_('This is switched off')),
        Markup('<p>{}</p>').format(_('Your group does not use this part of the book.')),
        join(_module(module, switches) for module in modules),
        Markup('<p class="note">{}</p>').format(said),
        classes='card switched-off',
    )


def _module(module: str, switches: bool) -> Markup:
    bylaw = BY_FIELD[module]
    told = Markup('<p><b>{}</b> {}</p>').format(_(bylaw.title), _(bylaw.meaning))
    return told + actions(link_button(f'/settings/{module}', 'settings', _('Switch on'), 'first')) if switches else told
