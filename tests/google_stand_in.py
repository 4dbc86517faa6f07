"""A stand-in for Google Sheets on this machine: real HTTP, spoken to by the unmodified gspread.

    with StandIn() as google:
        sheet = google.spreadsheet('book1', 'Sunrise')           shared with the service account
        client = Client(google.account(), adapter=google.loopback())
        google.faults = iter([Fault('after'), None, Fault('busy')])     one for each request that comes

It keeps to what is known of Google: values that are trimmed, tables that are searched for, batches that are done as a
whole, sixty requests a minute for reading and for writing. A fault may strike before or after a request was done.
"""

import json
import secrets
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qs, unquote, urlsplit

import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt
from requests.adapters import HTTPAdapter

from sheets.google.waits import Time
from tests.google_answers import REQUESTS_A_MINUTE, WRITTEN, appended, put, refusal, too_many, trouble, value_range
from tests.google_grid import Rejected, Spreadsheet, invalid, parsed
from tests.google_requests import carried_out

A_MINUTE_SECONDS = 60
AUDIENCE = 'https://oauth2.googleapis.com/token'


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one request.

    before         an error is answered and nothing was done
    after          it was done, and an error is answered all the same
    drop before    the connection breaks, nothing was done
    drop after     it was done, and the connection breaks before the answer
    late           the connection breaks, and it is done so many seconds later
    slow           it is done, and the answer comes so many seconds later
    busy           too many requests, nothing was done
    """

    kind: Literal['before', 'after', 'drop before', 'drop after', 'late', 'slow', 'busy']
    seconds: float = 0
    code: int = 500


class Clock:
    """A clock that goes on only while someone sleeps; `slept` holds the seconds of each sleep."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        """The time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Time goes by."""
        self.slept.append(seconds)
        self.now += seconds

    def time(self) -> Time:
        """For the door to Google, without chance."""
        return Time(self, self.sleep, lambda: 1.0)


class Loopback(HTTPAdapter):
    """Brings requests for Google to the stand-in; everything else about them stays."""

    # google-auth copies its session for what it does in the background.
    __attrs__ = (*HTTPAdapter.__attrs__, 'base')

    def __init__(self, base: str) -> None:
        self.base = base
        super().__init__()

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """Send it to this machine."""
        assert request.url is not None
        _, _, rest = request.url.partition('://')
        request.url = f'{self.base}/{rest.partition("/")[2]}'
        return super().send(request, *args, **options)


@cache
def private_key() -> str:
    """The key of the service account; made once, since that takes a moment."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    kind = serialization.PrivateFormat.TraditionalOpenSSL
    return key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption()).decode()


@cache
def public_key() -> str:
    """What the stand-in knows of it."""
    key = serialization.load_pem_private_key(private_key().encode(), None).public_key()
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, kind).decode()


class StandIn:
    """The server, with its spreadsheets by id. `log` holds the method and the path of each request."""

    EMAIL = 'bahi@group.iam.gserviceaccount.com'

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.sheets: dict[str, Spreadsheet] = {}
        self.faults: Iterator[Fault | None] = iter(())
        self.log: list[tuple[str, str]] = []
        self.key_known = True
        self.limit = REQUESTS_A_MINUTE
        self._tokens: dict[str, str] = {}
        self._used: dict[tuple[str, str], deque[float]] = {}
        self._later: list[tuple[float, Callable[[], object]]] = []
        self._lock = threading.RLock()
        stand_in = self

        class Handler(_Handler):
            google = stand_in

        self._server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self._server.daemon_threads = True
        self.base = f'http://127.0.0.1:{self._server.server_port}'

    def __enter__(self) -> 'StandIn':
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def account(self) -> dict[str, str]:
        """The JSON of the service account."""
        return {
            'type': 'service_account', 'project_id': 'group', 'private_key_id': 'k1', 'private_key': private_key(),
            'client_email': self.EMAIL, 'client_id': '1', 'token_uri': f'{self.base}/token',
        }  # fmt: skip

    def loopback(self) -> HTTPAdapter:
        """What a session needs to speak to this server instead of Google."""
        return Loopback(self.base)

    def spreadsheet(self, id_: str, title: str, shared: bool = True) -> Spreadsheet:
        """A new spreadsheet as a person makes it, with one empty sheet; shared with the account."""
        sheet = Spreadsheet(id_, title, shared_with={self.EMAIL: 'writer'} if shared else {})
        sheet.add_tab('Sheet1', 0)
        self.sheets[id_] = sheet
        return sheet

    def forget_tokens(self) -> None:
        """All tokens have run out."""
        self._tokens.clear()

    def catch_up(self) -> None:
        """Do what was to be done by now."""
        with self._lock:
            due = [action for at, action in self._later if at <= self.clock()]
            self._later = [(at, action) for at, action in self._later if at > self.clock()]
            for action in due:
                try:
                    action()
                except Rejected:
                    continue

    # --- a request -----------------------------------------------------------------------------------------------

    def answer(self, method: str, target: str, headers: Any, body: bytes) -> tuple[int, Any] | None:
        """Code and content of the answer; None where the connection breaks."""
        with self._lock:
            self.catch_up()
            parts = urlsplit(target)
            if parts.path == '/token':
                return self._token(body)
            if not parts.path.startswith('/v4/'):
                return 404, {}
            self.log.append((method, target))
            fault = next(self.faults, None)
            if fault and method == 'GET' and fault.kind in ('late', 'drop after', 'after'):
                # Nothing is done by reading, so it need not be done for nobody.
                fault = replace(fault, kind='before' if fault.kind == 'after' else 'drop before')
            if (struck := self._struck_before(fault, lambda: self._done(method, parts, headers, body))) is not None:
                return struck if struck != (0, None) else None
            try:
                answered = 200, self._done(method, parts, headers, body)
            except Rejected as error:
                answered = error.code, refusal(error)
        if fault and fault.kind == 'slow':
            time.sleep(fault.seconds)
        if fault and fault.kind == 'drop after':
            return None
        return (fault.code, trouble(fault.code)) if fault and fault.kind == 'after' else answered

    def _struck_before(self, fault: Fault | None, action: Callable[[], object]) -> tuple[int, Any] | None:
        match fault.kind if fault else '':
            case 'busy':
                return 429, too_many('Write')
            case 'before':
                assert fault
                return fault.code, trouble(fault.code)
            case 'drop before':
                return 0, None
            case 'late':
                assert fault
                self._later.append((self.clock() + fault.seconds, action))
                return 0, None
        return None

    def _token(self, body: bytes) -> tuple[int, Any]:
        asked = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        refused = {'error': 'invalid_grant', 'error_description': 'Invalid JWT Signature.'}
        try:
            assert asked['grant_type'] == 'urn:ietf:params:oauth:grant-type:jwt-bearer', asked['grant_type']
            claims = jwt.decode(asked['assertion'], certs=public_key(), audience=AUDIENCE)  # type: ignore[no-untyped-call]
        except ValueError:
            return 400, refused
        if not self.key_known:
            return 400, refused
        token = f'ya29.{secrets.token_hex(8)}'
        self._tokens[token] = f'{claims["iss"]} {claims["scope"]}'
        return 200, {'access_token': token, 'expires_in': 3599, 'token_type': 'Bearer'}

    def _done(self, method: str, parts: Any, headers: Any, body: bytes) -> Any:
        """Do what is asked. The path is taken apart before it is decoded: a range may hold a slash or a colon."""
        user, _, scope = self._tokens.get(str(headers.get('Authorization')).removeprefix('Bearer '), '').partition(' ')
        if not user:
            raise Rejected(401, 'Request had invalid authentication credentials.', 'UNAUTHENTICATED')
        assert 'auth/spreadsheets' in scope, scope
        self._count(user, 'Read' if method == 'GET' else 'Write')
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        query['ranges'] = parse_qs(parts.query).get('ranges', [])
        found = parts.path.split('/')
        assert found[:3] == ['', 'v4', 'spreadsheets'], parts.path
        id_, _, action = found[3].partition(':')
        sheet = self._allowed(unquote(id_), user, method != 'GET')
        content = json.loads(body) if body else {}
        if found[4:5] == ['values'] or found[4:5] == ['values:batchGet']:
            place = found[5] if len(found) > 5 else ''
            return self._values(sheet, method, place, query, content, user)
        if action == 'batchUpdate':
            self.sheets[sheet.id], replies = carried_out(sheet, content['requests'], user)
            return {'spreadsheetId': sheet.id, 'replies': replies}
        assert method == 'GET' and not action, parts.path
        return {
            'spreadsheetId': sheet.id,
            'properties': {'title': sheet.title, 'locale': sheet.locale, 'autoRecalc': 'ON_CHANGE', 'timeZone': 'GMT'},
            'sheets': [{'properties': tab.described(index)} for index, tab in enumerate(sheet.tabs)],
            'spreadsheetUrl': f'https://docs.google.com/spreadsheets/d/{sheet.id}/edit',
        }

    def _values(
        self, sheet: Spreadsheet, method: str, place: str, query: dict[str, Any], content: Any, user: str
    ) -> Any:
        render = query.get('valueRenderOption', 'FORMATTED_VALUE')
        if not place:
            found = [parsed(sheet, text) for text in query['ranges']]
            return {'spreadsheetId': sheet.id, 'valueRanges': [value_range(each, render) for each in found]}
        text, _, action = place.partition(':')
        asked = parsed(sheet, unquote(text))
        if method == 'GET':
            return value_range(asked, render, query.get('majorDimension', 'ROWS'))
        if query.get(WRITTEN) not in ('RAW', 'USER_ENTERED'):
            raise invalid(f"'{WRITTEN}' is required but not specified")
        copy = sheet.copied()
        there = parsed(copy, unquote(text))
        values = content['values']
        updated = (appended if action == 'append' else put)(copy, there, values, query, user)
        copy.check_size()
        self.sheets[sheet.id] = copy
        return {'spreadsheetId': sheet.id, **updated}

    def _allowed(self, id_: str, user: str, writes: bool) -> Spreadsheet:
        sheet = self.sheets.get(id_)
        if sheet is None:
            raise Rejected(404, 'Requested entity was not found.', 'NOT_FOUND')
        role = sheet.shared_with.get(user)
        if role is None or (writes and role != 'writer'):
            raise Rejected(403, 'The caller does not have permission', 'PERMISSION_DENIED')
        return sheet

    def _count(self, user: str, metric: str) -> None:
        used = self._used.setdefault((user, metric), deque())
        while used and used[0] <= self.clock() - A_MINUTE_SECONDS:
            used.popleft()
        if len(used) >= self.limit:
            raise Rejected(429, metric, 'RESOURCE_EXHAUSTED')
        used.append(self.clock())


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = 'HTTP/1.1'
    # Head and body in one packet: the other side would wait 40 ms for the second.
    wbufsize = -1
    google: StandIn

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
        answered = self.google.answer(self.command, self.path, self.headers, body)
        if answered is None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        code, content = answered
        data = json.dumps(content).encode()
        self.send_response(code)
        self.send_header('Content-Type', 'application/json; charset=UTF-8')
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        try:
            self.wfile.write(data)
            self.wfile.flush()
        except OSError:
            # Whoever asked has given up.
            self.close_connection = True

    do_GET = do_POST = do_PUT = _serve  # noqa: N815 - the names that http.server looks for

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the tests look at `StandIn.log`."""
