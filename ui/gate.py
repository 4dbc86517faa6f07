"""What stands between the browser and the pages: headers, the same-origin check, and who may send an event to a page.

NiceGUI takes an event from whoever knows the id of a page, on any socket, and pages that were left open go on working
after a sign-out. Here an event must come from the socket of its own page, which was opened with the cookie of the same
person, and the session is looked up again at every one of them.
"""

import logging
import secrets
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import Response
from nicegui import Client, app, core
from socketio.exceptions import ConnectionRefusedError  # type: ignore[import-untyped]
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actions.permissions import may
from rules.problems import Refused
from sheets.sessions import user_of
from sheets.sign_in_tables import User
from sheets.words import set_language
from ui import plain
from ui.office import office

LARGEST_REQUEST_BYTES = 20_000_000
SAFE_METHODS = {'GET', 'HEAD', 'OPTIONS'}

_SHARED = "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; img-src 'self' data: blob:"
PLAIN_POLICY = f"default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; {_SHARED}"
# NiceGUI builds its pages from scripts inside the page, and compiles templates in the browser.
NICEGUI_POLICY = f"default-src 'self' 'unsafe-inline' 'unsafe-eval'; {_SHARED}"
HEADERS = {
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
}


def set_up() -> None:
    """Put the gate before the app."""
    app.add_middleware(Gate)
    app.add_exception_handler(404, _not_found)
    app.add_exception_handler(Refused, _closed)
    app.add_exception_handler(Exception, _broken)
    # The default of Socket.IO, which NiceGUI widens to everybody: only pages of our own origin may open a socket.
    core.sio.eio.cors_allowed_origins = None
    sockets = core.sio.handlers['/']
    sockets['connect'] = _guarded_connect(sockets['connect'])
    sockets['event'] = _guarded_event(sockets['event'])


class Gate:
    """Refuses what another site sends, or what is too large, and adds the headers that every answer has."""

    def __init__(self, inner: ASGIApp) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope['type'] != 'http':
            await self.inner(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message['type'] == 'http.response.start':
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                policy = NICEGUI_POLICY if 'X-NiceGUI-Content' in headers else PLAIN_POLICY
                headers.setdefault('Content-Security-Policy', policy)
                if scope['scheme'] == 'https':
                    headers.setdefault('Strict-Transport-Security', 'max-age=31536000')
            await send(message)

        refusal = _refusal(scope)
        await (refusal or self.inner)(scope, receive, send_with_headers)


def _refusal(scope: Scope) -> Response | None:
    headers = Headers(scope=scope)
    if int(headers.get('content-length', '0')) > LARGEST_REQUEST_BYTES:
        return Response('This is too large.', status_code=413)
    own_check = scope['path'].startswith(('/api/', '/_nicegui_ws/'))
    if scope['method'] in SAFE_METHODS or own_check or _same_origin(headers):
        return None
    request = Request(scope)
    plain.speak(request)
    return plain.page(request, 'other_site.html', status=403)


def _same_origin(headers: Headers) -> bool:
    """Whether a page of ours sent this; browsers say where a request comes from, and pages cannot change it."""
    if (site := headers.get('sec-fetch-site')) is not None:
        return site == 'same-origin'
    return urlsplit(headers.get('origin', '')).netloc == headers.get('host')


def _guarded_connect(connect: Any) -> Any:
    """A socket for a page is opened with the cookie of the person for whom the page was made."""

    async def guarded(sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        client = Client.instances.get(_query(environ).get('client_id', ''))
        if client is not None and 'user' in client.storage:
            cookie = SimpleCookie(environ.get('HTTP_COOKIE', '')).get(plain.SESSION)
            user = user_of(office().sign_ins, cookie.value if cookie else '', office().now())
            if user is None or user.account != client.storage['user'].account:
                # These words make NiceGUI load the page again, which leads to the sign-in page.
                raise ConnectionRefusedError('Implicit handshake failed')
        await connect(sid, environ, auth)

    return guarded


def _guarded_event(handle: Any) -> Any:
    """An event counts when it comes by the page's own socket, from someone who is still signed in and may."""

    def guarded(sid: str, message: dict[str, Any]) -> None:
        client = Client.instances.get(str(message.get('client_id')))
        if client is None or client.id not in core.sio.rooms(sid):
            return
        if 'user' in client.storage:
            user = _still(client)
            if user is None:
                client.run_javascript('bahi.signedOut()')
                return
            client.storage['user'] = user
            set_language(user.language)
        handle(sid, message)

    return guarded


def _still(client: Client) -> User | None:
    """The person of this page as she is now, if her session lasts and her role may still see the page."""
    user = user_of(office().sign_ins, client.storage['token'], office().now())
    return user if user is not None and may(user.role, client.storage['may']) else None


def _query(environ: dict[str, Any]) -> dict[str, str]:
    pairs = (pair.partition('=') for pair in str(environ.get('QUERY_STRING', '')).split('&'))
    return {name: value for name, _equals, value in pairs}


async def _not_found(request: Request, exception: Exception) -> Response:
    if request.url.path.startswith('/api/') and isinstance(exception, HTTPException):
        return await http_exception_handler(request, exception)
    plain.speak(request)
    return plain.page(request, 'not_found.html', status=404)


async def _closed(request: Request, refusal: Exception) -> Response:
    """A page that could not be made, because the workbook cannot be read."""
    assert isinstance(refusal, Refused)
    plain.speak(request)
    return plain.page(request, 'closed.html', status=503, problems=refusal.problems)


async def _broken(request: Request, exception: Exception) -> Response:
    """A mistake of ours: people see a number, by which it is found in the log, and never the inside of the app."""
    number = secrets.token_hex(3)
    logging.getLogger(__name__).error('page %s failed, number %s', request.url.path, number, exc_info=exception)
    plain.speak(request)
    return plain.page(request, 'broken.html', status=500, number=number)
