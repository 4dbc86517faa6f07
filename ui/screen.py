"""How a page is written: `@screen` makes a plain function a page, for whom it is meant, with language, title and frame.

    @screen('/members', title=N_('Members'), may='look')
    def create(book: Book, user: User) -> None:
        with card(_('Members')):
            draw(join(row(avatar(member.name), member.name) for member in book.members))

    @screen('/members/{number}', title=N_('Member'), may='look')
    def create_one(book: Book, user: User, number: str) -> None:
        hero(book.member(number).name, back='/members')

A page of a module says by `modules=('module_fines',)` which it is; where that is off it tells how to switch it on.

Whoever is not signed in is sent to the sign-in page and comes back afterwards; whoever may not see a page is told so.
Further parameters of the function are parts of the address or of its query, and are always text.

A page that must open when the book cannot, such as that of the backups, says what it `shows` instead: a function that
reads it, in a thread; the page gets that in the place of the book.
"""

import copy
import inspect
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from nicegui import ui

from actions import permissions
from rules.problems import Refused
from sheets.book import Book
from sheets.sessions import user_of
from sheets.sign_in_tables import User
from sheets.words import _, set_language
from ui import banners, plain, theme
from ui.banners import Standing
from ui.office import look, office
from ui.switched_off import draw_off

__all__ = ['Book', 'User', 'screen']


def screen(
    path: str, *, title: str, may: str, modules: tuple[str, ...] = (), shows: Callable[[], Any] | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a page of a function `create(book, user, ...)` for everybody who may do what `may` names.

    Where `modules` names some and none of them is on, the page says so in the place of what it would show.
    """
    assert not (modules and shows), 'what is shown without the book cannot know which modules are on'
    assert may in permissions.PERMISSIONS, f'not a permission: {may!r}'

    def decorate(create: Callable[..., None]) -> Callable[..., None]:
        async def build(request: Request, **address: str) -> Response | None:
            token = request.cookies.get(plain.SESSION, '')
            user = await look(user_of, office().sign_ins, token, office().now())
            if user is None:
                return to_sign_in(request)
            set_language(user.language)
            if not permissions.may(user.role, may):
                return _no_entry(request, user)
            await _build(request, user, token, may, create, _(title), modules, shows, address)
            return None

        build.__signature__ = _signature(create)  # type: ignore[attr-defined]
        ui.page(path, language='en-US')(build)
        return create

    return decorate


def to_sign_in(request: Request) -> Response:
    """Off to the sign-in page, and back here afterwards."""
    here = request.url.path + (f'?{request.url.query}' if request.url.query else '')
    return RedirectResponse(f'/sign-in?next={quote(here)}' if here != '/' else '/sign-in', status_code=303)


async def _build(
    request: Request,
    user: User,
    token: str,
    may: str,
    create: Callable[..., None],
    title: str,
    modules: tuple[str, ...],
    shows: Callable[[], Any] | None,
    address: dict[str, str],
) -> None:
    client = ui.context.client
    # The page object is shared by everybody who opens the address; colours are a choice of each.
    client.page = copy.copy(client.page)
    client.storage['user'], client.storage['token'], client.storage['may'] = user, token, may
    shown, standing = await look(_read, shows)
    theme.frame(client, user, standing, title, plain.choices(request))
    with client.storage['main']:
        if modules and not shown.bylaws.uses(modules):
            draw_off(user, modules)
        else:
            create(shown, user, **address)
    theme.add_first_paint(client)


def _read(shows: Callable[[], Any] | None) -> tuple[Any, Standing]:
    """The book or what the page shows instead, and what the frame shows of the book; in a thread, since the workbook
    may have to be read again.
    """
    try:
        standing = banners.standing()
    except Refused as refused:
        if shows is None:
            raise
        return shows(), banners.standing_without_book(refused)
    return (shows() if shows else office().book()), standing


def _no_entry(request: Request, user: User) -> Response:
    """A member who opens the app is at home in her passbook; elsewhere a page says why it does not open."""
    if user.role == 'member' and request.url.path == '/':
        return RedirectResponse('/passbook', status_code=303)
    return plain.page(request, 'no_entry.html', status=403, user=user)


def _signature(create: Callable[..., None]) -> inspect.Signature:
    """What the web framework shall find in the address: every parameter after book and user, as text."""
    further = list(inspect.signature(create).parameters.values())[2:]
    kind = inspect.Parameter.KEYWORD_ONLY
    from_address: list[Any] = [
        inspect.Parameter(parameter.name, kind, default=parameter.default, annotation=str) for parameter in further
    ]
    request = inspect.Parameter('request', kind, annotation=Request)
    return inspect.Signature([request, *from_address])
