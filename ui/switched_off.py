"""What a page says whose module is off: what it would be for, and how it is switched on."""

from collections.abc import Iterable

from markupsafe import Markup

from actions.permissions import may
from rules.bylaws import BY_FIELD, Bylaw
from sheets.sign_in_tables import User
from sheets.words import _
from ui.parts import card, dot, draw, join, row


def draw_off(user: User, modules: Iterable[str]) -> None:
    """The modules, one of which would have to be on, in the place of the page; the president can switch them on."""
    switches = may(user.role, 'settings')
    said = _('What was recorded before is kept.') if switches else _('The president can switch it on in the settings.')
    with card(_('This is switched off')):
        draw(Markup('<p>{}</p>').format(_('Your group does not use this part of the book.')))
        draw(join(_module(BY_FIELD[module], switches) for module in modules))
        draw(Markup('<p class="note">{}</p>').format(said))


def _module(bylaw: Bylaw, switches: bool) -> Markup:
    end, link = (_('Switch on'), f'/settings/{bylaw.field}') if switches else ('', '')
    return row(dot('settings'), _(bylaw.title), _(bylaw.meaning), end, link=link)
