"""The set-up of a new group with its first president, and what everybody may choose: language, letters, colours."""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from nicegui import app

from rules.bylaws import CURRENCIES, KINDS_OF_GROUP
from rules.problems import Problem, Refused, refuse
from sheets import attempts, sign_ins
from sheets.sign_in_tables import User
from sheets.words import CURRENCY_SIGNS, LANGUAGES, N_, current_language
from ui import plain
from ui.office import NewGroup, keep, look, office
from ui.sign_in import Typed, address_of, enter, note, own_path, signed_in, typed_in

SET_UP = 'set-up'
KINDS = (
    ('shg', N_('Self help group (Mahila Bachat Gat)'), N_('Deposits, loans and fines.')),
    ('chama', N_('Chama'), N_('Deposits, a merry-go-round, loans, fines, several accounts.')),
    ('vsla', N_('Village savings and loan association'),
     N_('Shares, loans, fines, a social fund, and the share-out at the end.')),
    ('sacco', N_('SACCO'),
     N_('Share capital, savings, fixed deposits, loan products with guarantors, dividends, statements.')),
)  # fmt: skip
"""The kinds of group, as the page names them, and what each begins with."""
assert tuple(code for code, _title, _begins in KINDS) == KINDS_OF_GROUP
KEPT_CHOICE = timedelta(days=365)


def add_pages() -> None:
    """Register the addresses of this file."""
    for path, method, answer in (
        ('/set-up', 'GET', show_set_up),
        ('/set-up', 'POST', set_up),
        ('/choices', 'POST', choose),
    ):
        app.add_api_route(path, answer, methods=[method], include_in_schema=False, response_model=None)


async def show_set_up(request: Request) -> Response:
    """The page that makes the group and its first president; only as long as there is no officer."""
    if office().demo or await look(sign_ins.has_officers, office().sign_ins):
        return RedirectResponse('/sign-in', status_code=303)
    language = plain.speak(request)
    return _set_up_page(request, {'language': language, 'start': office().today().isoformat()}, [])


async def set_up(request: Request) -> Response:
    """Make the group and its first president, if the one-time code is right."""
    if office().demo or await look(sign_ins.has_officers, office().sign_ins):
        return RedirectResponse('/sign-in', status_code=303)
    typed = await typed_in(request)
    plain.speak(request)
    try:
        user = await keep(_set_up, typed, address_of(request))
    except Refused as refused:
        return _set_up_page(request, typed, refused.problems, status=422)
    return await enter(request, user, '/')


async def choose(request: Request) -> Response:
    """A choice of language, letters or colours; then back to the page where it was made."""
    typed = await typed_in(request)
    came_from = urlsplit(request.headers.get('referer', ''))
    # With what was asked for there: a loan that was typed, the year of a passbook.
    own = came_from._replace(scheme='', netloc='', fragment='').geturl()
    response = RedirectResponse(own_path(own), status_code=303)
    known = {**plain.CHOICES, 'language': tuple(LANGUAGES)}
    for name, value in typed.items():
        if value in known.get(name, ()):
            longest = int(KEPT_CHOICE.total_seconds())
            response.set_cookie(f'bahi_{name}', value, max_age=longest, httponly=True, samesite='lax')
    user = await signed_in(request)
    if user and typed.get('language') in LANGUAGES:
        await look(sign_ins.set_language, office().sign_ins, user.account, typed['language'])
    return response


def _set_up(typed: Typed, address: str) -> User:
    store, now = office().sign_ins, office().now()
    if attempts.knock(store, SET_UP, address, now) or not sign_ins.code_fits(store, SET_UP, typed.get('code', '')):
        raise refuse(
            N_('The code is not right.'), N_('Please type the code that the app showed when it started.'), about='code'
        )
    attempts.note_right_try(store, SET_UP, address)
    name, user_name, mobile, password = (
        typed.get(field, '') for field in ('president', 'user_name', 'mobile', 'password')
    )
    problems = list(sign_ins.officer_problems(store, name, user_name, mobile, password))
    if password != typed.get('again'):
        problems.append(
            Problem(N_('The two passwords differ.'), N_('Please type the same password twice.'), about='again')
        )
    if problems:
        raise Refused(problems)
    if not office().has_book():
        group = {field: typed.get(field, '') for field in ('name', 'kind', 'currency', 'language', 'start')}
        office().set_up(NewGroup(**group))
    language = next((code for code in (typed.get('language', ''),) if code in LANGUAGES), current_language())
    user = sign_ins.add_officer(store, name, user_name, mobile, password, 'president', language, now)
    sign_ins.spend_code(store, SET_UP)
    note('set up', user.account, address)
    return user


def _set_up_page(request: Request, typed: Typed, problems: Sequence[Problem], status: int = 200) -> Response:
    new = not office().has_book()
    return plain.page(
        request, 'set_up.html', status=status, new=new, typed=typed, problems=problems, kinds=KINDS,
        currencies=[(code, f'{CURRENCY_SIGNS.get(code, "")} {code}'.strip()) for code in CURRENCIES],
    )  # fmt: skip
