"""Ordinary addresses behind the same door as the screens: plain pages, pictures and files, without a socket.

    @route('/reports/report.pdf', may='reports')
    def report(book: Book, user: User, request: Request) -> Response:
        return download(pdf, 'application/pdf', 'Report 2025-26.pdf')

Who is not signed in is sent to the sign-in page; who may not is told so. Where `may` names several permissions, one of
them is enough: `may=('look', 'passbook')` is for every officer and every member. The function runs in a thread, in the
language of its reader, and nothing of what it answers is kept by a browser or a proxy.
"""

from collections.abc import Callable
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response
from nicegui import app

from actions import permissions
from sheets.book import Book
from sheets.sign_in_tables import User
from ui import plain
from ui.office import look, office
from ui.screen import to_sign_in
from ui.sign_in import signed_in

Answer = Callable[[Book, User, Request], Response]
# The PDF viewer of a browser is a page of its own, with a style and an embedded document, and obeys our headers.
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"
PDF = 'application/pdf'
XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'


def route(path: str, *, may: str | tuple[str, ...]) -> Callable[[Answer], Answer]:
    """Answer an address by a function for everybody who may do what `may` names, or one thing of several."""
    enough = (may,) if isinstance(may, str) else may
    assert permissions.PERMISSIONS.issuperset(enough), f'not permissions: {enough}'

    def decorate(create: Answer) -> Answer:
        async def answer(request: Request) -> Response:
            user = await signed_in(request)
            if user is None:
                return to_sign_in(request)
            if not any(permissions.may(user.role, permission) for permission in enough):
                return plain.page(request, 'no_entry.html', status=403, user=user)
            try:
                response = await look(_answer, create, user, request)
            except PermissionError:
                return plain.page(request, 'no_entry.html', status=403, user=user)
            response.headers['Cache-Control'] = 'no-store'
            return response

        app.add_api_route(path, answer, methods=['GET'], include_in_schema=False, response_model=None)
        return create

    return decorate


def download(content: bytes, kind: str, name: str, *, shown: bool = False) -> Response:
    """A file to be saved under a name in any script, or, with `shown`, to be opened in the browser."""
    headers = {'Content-Disposition': disposition(name, shown)}
    if kind == PDF:
        headers['Content-Security-Policy'] = PDF_POLICY
    return Response(content, media_type=kind, headers=headers)


def disposition(name: str, shown: bool = False) -> str:
    """The name of a file by RFC 6266: as it is for today's browsers, and without its other letters for the rest."""
    safe = ''.join('-' if letter in '/\\:*?"<>|' or not letter.isprintable() else letter for letter in name)
    plain_name = ''.join(letter for letter in safe if letter.isascii() and letter not in '%;').strip(' -.')
    stem, _dot, ending = plain_name.rpartition('.')
    if not stem.strip(' -'):
        plain_name = f'bahi.{ending}'
    return f'{"inline" if shown else "attachment"}; filename="{plain_name}"; filename*=UTF-8\'\'{quote(safe, safe="")}'


def _answer(create: Answer, user: User, request: Request) -> Response:
    return create(office().book(), user, request)
