"""The way in and out: sign-in of officers and members, the demo's three buttons, sign-out.

All of it is plain HTML. What was typed comes back with every answer except passwords and PINs; a wrong name and a wrong
password get the same answer in the same time.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from nicegui import app

from actions.permissions import ROLES
from rules.problems import Problem, Refused
from sheets import attempts, sessions, sign_ins
from sheets.passwords import folded
from sheets.sign_in_tables import User, note_event
from sheets.words import N_, _
from ui import plain
from ui.office import look, office

DEMO_ROLES = ('president', 'treasurer', 'member')
MINUTE_SECONDS = 60

Typed = Mapping[str, str]


class Answer(NamedTuple):
    """What came of a try to sign in: who it is, or how long to wait, or neither when something was wrong."""

    user: User | None
    wait_seconds: int = 0


def add_pages() -> None:
    """Register the addresses of this file."""
    for path, method, answer in (
        ('/sign-in', 'GET', show_sign_in),
        ('/sign-in', 'POST', sign_in),
        ('/sign-in/member', 'POST', sign_in_member),
        ('/sign-in/demo', 'POST', sign_in_demo),
        ('/sign-out', 'POST', sign_out),
    ):
        app.add_api_route(path, answer, methods=[method], include_in_schema=False, response_model=None)


async def signed_in(request: Request) -> User | None:
    """Who asks for a plain page, if somebody is signed in. Speaks her language, or that of the browser."""
    user = await look(sessions.user_of, office().sign_ins, request.cookies.get(plain.SESSION, ''), office().now())
    plain.speak(request, user.language if user else '')
    return user


async def show_sign_in(request: Request) -> Response:
    """The sign-in page, or the set-up page as long as there is nobody who could sign in."""
    if await look(_nobody_yet):
        return RedirectResponse('/set-up', status_code=303)
    plain.speak(request)
    return await _sign_in_page(request, {}, as_member='as' in request.query_params)


async def sign_in(request: Request) -> Response:
    """An officer, by user name or mobile number and password."""
    if await look(_nobody_yet):
        return RedirectResponse('/set-up', status_code=303)
    typed = await typed_in(request)
    plain.speak(request)
    answer = await look(_try_officer, typed, address_of(request))
    return await _answered(request, typed, answer, as_member=False)


async def sign_in_member(request: Request) -> Response:
    """A member, by name, mobile number and PIN, or without the PIN where the bylaws say so."""
    if await look(_nobody_yet):
        return RedirectResponse('/set-up', status_code=303)
    typed = await typed_in(request)
    plain.speak(request)
    answer = await look(_try_member, typed, address_of(request))
    return await _answered(request, typed, answer, as_member=True)


async def sign_in_demo(request: Request) -> Response:
    """Into the sample group with one press, as whoever one likes to be."""
    typed = await typed_in(request)
    plain.speak(request)
    if not office().demo or typed.get('role') not in DEMO_ROLES:
        return plain.page(request, 'not_found.html', status=404)
    user = await look(_demo_user, typed['role'], plain.speak(request))
    return await enter(request, user, '/')


async def sign_out(request: Request) -> Response:
    """Out of this browser; pages that are still open somewhere in it do nothing any more."""
    user = await signed_in(request)
    token = request.cookies.get(plain.SESSION, '')
    await look(sessions.end_session, office().sign_ins, token, office().now())
    if user:
        await look(note, 'signed out', user.account, address_of(request))
    response = RedirectResponse('/sign-in', status_code=303)
    response.delete_cookie(plain.SESSION, path='/')
    return response


def _try_officer(typed: Typed, address: str) -> Answer:
    store, now, known_as = office().sign_ins, office().now(), typed.get('known_as', '')
    if wait := attempts.knock(store, known_as, address, now):
        return Answer(None, wait)
    user = sign_ins.check_password(store, known_as, typed.get('password', ''))
    return _noted(user, known_as, address)


def _try_member(typed: Typed, address: str) -> Answer:
    store, now, mobile = office().sign_ins, office().now(), typed.get('mobile', '')
    known_as = f'member {sign_ins.digits(mobile)[-sign_ins.DIGITS_OF_A_NUMBER :]}'
    if wait := attempts.knock(store, known_as, address, now):
        return Answer(None, wait)
    book = office().book()
    fitting = [
        member
        for member in book.members.values()
        if member.active
        and sign_ins.same_number(member.mobile, mobile)
        and _same_name(typed.get('name', ''), member.name)
    ]
    # Two women of one name with one telephone are told apart by the president, who knows them.
    member = fitting[0] if len(fitting) == 1 else None
    right = not book.bylaws.member_pin_required or sign_ins.check_pin(
        store, member.id if member else '', typed.get('pin', '')
    )
    user = None
    if member and right:
        user = sign_ins.add_member(store, member.id, member.name, typed.get('language', 'en'), now)
        user = user if sign_ins.may_enter(store, user.account) else None
    return _noted(user, known_as, address)


def _noted(user: User | None, known_as: str, address: str) -> Answer:
    """Write down what came of a try, and forget the wrong ones before a right one."""
    if user is None:
        note('wrong try', '', address)
    else:
        attempts.note_right_try(office().sign_ins, known_as, address)
        note('signed in', user.account, address)
    return Answer(user)


def _demo_user(role: str, language: str) -> User:
    """Whoever enters the demo reads it in the language of her browser, whatever the visitor before her chose."""
    store, now = office().sign_ins, office().now()
    if role == 'member':
        member = next(member for member in office().book().members.values() if member.active)
        user = sign_ins.add_member(store, member.id, member.name, language, now)
    else:
        known = next((user for user in sign_ins.officers(store) if user.role == role), None)
        user = known or sign_ins.add_demo_officer(store, _(ROLES[role]), role, language, now)
    sign_ins.set_language(store, user.account, language)
    return replace(user, language=language)


def note(what: str, account: str, address: str) -> None:
    """Write down what happened at the door; blocking."""
    note_event(office().sign_ins, what, office().now(), account, address)


async def _answered(request: Request, typed: Typed, answer: Answer, as_member: bool) -> Response:
    if answer.user is not None:
        return await enter(request, answer.user, own_path(typed.get('next', '/')))
    if answer.wait_seconds:
        minutes = -(-answer.wait_seconds // MINUTE_SECONDS)
        problem = Problem(
            N_('There were too many wrong tries.'), N_('Please try again in {minutes} min.'), {'minutes': minutes}
        )
    elif as_member:
        problem = Problem(
            N_('Name, mobile number and PIN do not belong together.'), N_('Please check them, or ask your president.')
        )
    else:
        problem = Problem(N_('The name or the password is not right.'), N_('Please try again.'))
    response = await _sign_in_page(request, typed, as_member, [problem], 429 if answer.wait_seconds else 403)
    if answer.wait_seconds:
        response.headers['Retry-After'] = str(answer.wait_seconds)
    return response


async def enter(request: Request, user: User, go_to: str) -> Response:
    """Open a session with a new token; a former one of this browser ends, and so does one that was planted."""
    store, now = office().sign_ins, office().now()
    await look(sessions.end_session, store, request.cookies.get(plain.SESSION, ''), now)
    token = await look(sessions.open_session, store, user, now)
    home = '/passbook' if user.role == 'member' and go_to == '/' else go_to
    response = RedirectResponse(home, status_code=303)
    longest = int(sessions.MEMBERS_STAY.longest.total_seconds()) if user.role == 'member' else None
    secure = request.url.scheme == 'https'
    response.set_cookie(plain.SESSION, token, max_age=longest, httponly=True, secure=secure, samesite='lax')
    return response


async def _sign_in_page(
    request: Request, typed: Typed, as_member: bool, problems: list[Problem] | None = None, status: int = 200
) -> Response:
    group, pin_required = await look(_group)
    return plain.page(
        request,
        'sign_in.html',
        status=status,
        group=group,
        pin_required=pin_required,
        demo=office().demo,
        typed=typed,
        as_member=as_member,
        next=own_path(typed.get('next') or request.query_params.get('next', '/')),
        problems=problems or [],
    )


def _nobody_yet() -> bool:
    """Whether the set-up has still to be done."""
    return not office().demo and not sign_ins.has_officers(office().sign_ins)


def _group() -> tuple[str, bool]:
    """The name of the group, and whether its members have PINs. An officer may enter also when nothing can be read."""
    try:
        bylaws = office().book().bylaws
    except Refused:
        return office().path.stem, True
    return bylaws.name, bylaws.member_pin_required


async def typed_in(request: Request) -> dict[str, str]:
    """The fields of a form, as text; files and fields of unreasonable length are left out."""
    fields = await request.form(max_files=0, max_fields=50)
    return {name: value for name, value in fields.items() if isinstance(value, str) and len(value) <= 500}


def address_of(request: Request) -> str:
    """The visitor's address, as the server believes it: see `behind_proxy` in ui/server.py."""
    return request.client.host if request.client else ''


def own_path(path: str) -> str:
    """A path of this site, or the front page: whoever makes a link must not choose where a sign-in leads."""
    parts = urlsplit(path)
    own = path.startswith('/') and not path.startswith(('//', '/\\')) and not parts.netloc and not parts.scheme
    return path if own and path.isprintable() and '\\' not in path else '/'


def _same_name(typed: str, recorded: str) -> bool:
    """Whether every word that was typed is a word of the name in the book, in any order."""
    words = set(folded(typed).split())
    return bool(words) and words <= set(folded(recorded).split())
