"""The frame of the officers' screens: the group's name and the date, the ways to the other pages, the banners.

The frame is plain HTML that stands before NiceGUI's part of the page, so that ways, language and sign-out work before
the script is there and when the connection is lost. The page itself is shown at once as a picture of what the server
drew, `#pre`, which is taken away when NiceGUI is ready.

A page calls `hero(...)` to put something else than its title on the green ground, and `say(...)` for a short notice.
"""

import json

from markupsafe import Markup
from nicegui import Client, app, ui

from actions.permissions import ROLES
from sheets.sign_in_tables import User
from sheets.words import LANGUAGES, N_, _, current_language, shown_date
from ui import ways
from ui.assets import asset
from ui.banners import SHOWN, Standing, banners
from ui.icons import icon
from ui.parts import Piece, div, draw, join

NOTHING = Markup('')

LOOKS = (('auto', N_('Automatic')), ('light', N_('Light')), ('dark', N_('Dark')))


def set_up() -> None:
    """What holds for all pages of NiceGUI."""
    # The language of a page is set by us, because Quasar has neither Marathi nor Swahili.
    app.config.quasar_config['lang'] = {'noHtmlAttrs': True}


def frame(client: Client, user: User, standing: Standing, title: str, choices: dict[str, str]) -> None:
    """Draw the frame of this page. What the page draws afterwards comes inside it."""
    path = client.request.url.path
    client.title = f'{title} · {standing.group}'
    client.page.dark = {'dark': True, 'light': False}.get(choices['look'])
    said = banners(standing)
    client.storage[SHOWN] = str(said)
    ui.add_head_html(_head(user, choices))
    ui.add_body_html(
        str(join([
            Markup('<a class="skip" href="#main">{}</a>').format(_('Go to the page')),
            Markup('<div id="banners">{}</div>').format(said),
            _top(standing, user, path, choices),
            ways.tabs(user, standing.bylaws, path),
            Markup('<div id="lost" role="status" hidden>{}</div><div id="toast" role="status"></div>').format(
                _('The connection is lost. What you typed stays here and is sent when it is back.')
            ),
            # The script of the deposits comes with the first page, so that the grid opens as light as other pages.
            Markup('<script defer src="{}"></script><script defer src="{}"></script>').format(
                asset('script.js'), asset('deposit_grid.js')
            ),
        ]))
    )  # fmt: skip
    client.storage['hero'] = draw(classes='hero')
    hero(title)
    client.storage['main'] = div('wrap main', id='main')


def hero(title: str, note: str = '', figure: str = '', back: str = '', buttons: Markup = NOTHING) -> None:
    """What stands on the green ground: the title of the page, and perhaps one large figure, a way back and buttons."""
    way_back = Markup('<a class="back" href="{}" aria-label="{}">{}</a>').format(back, _('Back'), icon('back'))
    large = Markup('<strong>{}</strong>').format(figure)
    said = Markup('<span class="hero-note">{}</span>').format(note)
    ui.context.client.storage['hero'].replace(
        Markup(
            '<div class="wrap hero-row"><div class="hero-title{}">{}<div><h1>{}</h1>{}{}</div></div>{}</div>'
        ).format(
            ' figure' if figure else '',
            way_back if back else '',
            title,
            large if figure else '',
            said if note else '',
            buttons,
        )
    )


def say(words: str) -> None:
    """A short notice at the foot of the page, which goes away by itself."""
    ui.context.client.run_javascript(f'bahi.say({json.dumps(words)})')


def add_first_paint(client: Client) -> None:
    """Show what was drawn until now as plain HTML, before NiceGUI has started in the browser."""
    drawn = client.storage['hero'], client.storage['main']
    picture = join(_as_html(element) for element in drawn)
    with client:
        ui.add_body_html(str(Markup('<div id="pre" inert>{}</div>').format(picture)))


def _as_html(element: ui.element) -> Markup:
    """An element and all inside it as HTML, as far as it is made of plain tags and pieces."""
    if isinstance(element, Piece):
        return element.as_first_painted()
    if '-' in element.tag:
        return NOTHING
    inside = join(_as_html(child) for child in element.default_slot.children)
    return Markup('<{0} class="{1}">{2}</{0}>').format(element.tag, ' '.join(element.classes), inside)


def _head(user: User, choices: dict[str, str]) -> str:
    """Style, and what the page must know before it is painted: language, size of letters, colours."""
    classes = ' '.join(word for word in (choices['letters'], choices['look']) if word in {'large', 'dark', 'light'})
    words = {
        'noAnswer': _('No answer yet. Press again; it is recorded only once.'),
        'unanswered': _('This was sent, but no answer came. Press again; it is recorded only once.'),
        'signedOut': _('You are signed out. Please sign in again; what you typed stays here.'),
    }
    code = json.dumps({'who': user.account, 'lang': current_language(), 'classes': classes, 'words': words}).replace(
        '<', '\\u003c'
    )
    return (
        f'<link rel="stylesheet" href="{asset("style.css")}"><meta name="theme-color" content="#1c6654">'
        f'<script>bahiStart={code};document.documentElement.lang=bahiStart.lang;'
        'document.documentElement.className=bahiStart.classes</script>'
    )


def _top(standing: Standing, user: User, path: str, choices: dict[str, str]) -> Markup:
    return Markup(
        '<header class="top"><div class="wrap top-row"><span class="mark" aria-hidden="true">{mark}</span>'
        '<span class="grow"><b>{group}</b><small>{today}</small></span>'
        '<nav class="ways" aria-label="{pages}">{ways}</nav>{sign_out}{menu}</div></header>'
    ).format(
        mark=icon('book'),
        group=standing.group,
        today=shown_date(standing.today),
        pages=_('Pages'),
        ways=ways.bar(user, standing.bylaws, path),
        sign_out=Markup(
            '<form method="post" action="/sign-out" class="wide-only">'
            '<button class="round" aria-label="{0}" title="{0}">{1}</button></form>'
        ).format(_('Sign out'), icon('sign-out')),
        menu=_menu(standing, user, path, choices),
    )


def _menu(standing: Standing, user: User, path: str, choices: dict[str, str]) -> Markup:
    """Everything that is not a tab: further pages, language, letters, colours, sign-out; it needs no script."""
    languages = [(code, name) for code, name in LANGUAGES.items()]
    letters = [('usual', _('Usual letters')), ('large', _('Large letters'))]
    looks = [(code, _(name)) for code, name in LOOKS]
    return Markup(
        '<details class="menu"><summary aria-label="{more}">{dots}</summary><div class="menu-sheet">'
        '<div class="menu-who">{person}<span class="grow"><b>{name}</b><small>{role}</small></span>'
        '<form method="post" action="/sign-out">'
        '<button class="button second">{out}<span>{sign_out}</span></button></form></div>'
        '{ways}{language}{letters}{looks}</div></details>'
    ).format(
        more=_('More'),
        dots=icon('menu'),
        person=Markup('<span class="avatar" aria-hidden="true">{}</span>').format(icon('person')),
        name=user.name,
        role=_(ROLES[user.role]),
        out=icon('sign-out'),
        sign_out=_('Sign out'),
        ways=ways.menu(user, standing.bylaws, path),
        language=_chooser('language', _('Language'), 'language', languages, current_language()),
        letters=_chooser('letters', _('Letters'), 'letters', letters, choices['letters']),
        looks=_chooser('look', _('Colours'), 'moon', looks, choices['look']),
    )


def _chooser(name: str, title: str, icon_name: str, options: list[tuple[str, str]], chosen: str) -> Markup:
    buttons = join(
        Markup('<button name="{}" value="{}" aria-pressed="{}">{}</button>').format(
            name, code, 'true' if code == chosen else 'false', words
        )
        for code, words in options
    )
    return Markup(
        '<form method="post" action="/choices" class="chooser"><span>{}{}</span><div class="segments">{}</div></form>'
    ).format(icon(icon_name), title, buttons)
