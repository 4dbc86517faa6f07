"""The door to Google Sheets: the only file that speaks to gspread, and through it to the network.

    google = Google(key)                          the JSON of a service account, as a mapping
    google.described('1A2b')                      title and sheets of a spreadsheet
    google.values('1A2b', ["'Entries'"])          the values of several ranges, in one request
    google.append('1A2b', 'Entries', 'A1:T1', [[...]])
    google.change('1A2b', [{'appendCells': ...}]) one batch, done as a whole or not at all

Reading is tried again when the network, the quota or Google itself is in the way. Writing is tried again only when
Google said that it did nothing: after anything else nobody knows whether the rows arrived, and `Unsettled` is raised.
Every call ends: connecting takes 5 seconds at most, waiting for an answer 30, waiting in between `PATIENCE_SECONDS`.
"""

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import gspread
import requests
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2.service_account import Credentials
from gspread.exceptions import APIError
from requests.adapters import BaseAdapter

from sheets.google import troubles
from sheets.google.troubles import trouble
from sheets.google.waits import Pace, Patience, Time

SCOPES = ('https://www.googleapis.com/auth/spreadsheets',)
CONNECTING_SECONDS, ANSWERING_SECONDS = 5, 30
PATIENCE_SECONDS = 30
NEEDED = ('type', 'client_email', 'private_key', 'token_uri')

Values = list[list[Any]]


def read_key(text: str) -> dict[str, Any]:
    """The key of a service account from its file. Raises Refused with what is wrong with it."""
    try:
        key = json.loads(text)
    except ValueError:
        raise troubles.not_a_key() from None
    if not isinstance(key, dict) or not all(key.get(name) for name in NEEDED) or key['type'] != 'service_account':
        raise troubles.not_a_key()
    client_of(key)
    return dict(key)


def client_of(key: Mapping[str, Any], adapter: BaseAdapter | None = None) -> gspread.Client:
    """gspread with this key. An adapter is where the requests go, for the tests. Raises Refused for a key that is none.

    Both sessions are ours, so that asking for a token ends in time as well.
    """
    try:
        credentials = Credentials.from_service_account_info(key, scopes=SCOPES)  # type: ignore[no-untyped-call]
    except (ValueError, GoogleAuthError) as error:
        raise troubles.not_a_key() from error
    for_tokens = requests.Session()
    asking = Request(for_tokens)
    timeout = (CONNECTING_SECONDS, ANSWERING_SECONDS)
    session = AuthorizedSession(credentials, auth_request=asking, refresh_timeout=timeout)  # type: ignore[no-untyped-call]
    if adapter:
        session.mount('https://', adapter)
        for_tokens.mount('https://', adapter)
    client = gspread.authorize(None, session=session)  # type: ignore[arg-type]
    client.set_timeout(timeout)
    return client


class Google:
    """Google Sheets as one service account sees it. One caller at a time: a session is not made for more."""

    def __init__(self, key: Mapping[str, Any], adapter: BaseAdapter | None = None, time: Time | None = None) -> None:
        self.address = str(key.get('client_email', ''))
        self.time = time or Time()
        self.answered_in_seconds = 0.0
        self._http = client_of(key, adapter).http_client
        self._reads, self._writes = Pace(self.time), Pace(self.time)
        self._lock = threading.Lock()

    def described(self, id_: str) -> dict[str, Any]:
        """Title, sheets and sizes of a spreadsheet; none of its values."""
        found: dict[str, Any] = self._read(lambda: self._http.fetch_sheet_metadata(id_))
        return found

    def values(self, id_: str, ranges: Sequence[str], render: str = 'UNFORMATTED_VALUE') -> list[Values]:
        """The values of several ranges, in one request. Raises NoSuchRange where one of them is not there.

        Days and times come as numbers of days since 30 December 1899.
        """
        how = {'valueRenderOption': render, 'dateTimeRenderOption': 'SERIAL_NUMBER', 'majorDimension': 'ROWS'}
        answer = self._read(lambda: self._http.values_batch_get(id_, list(ranges), dict(how)))
        return [found.get('values', []) for found in answer['valueRanges']]

    def append(self, id_: str, header: str, rows: Values) -> dict[str, Any]:
        """Rows after the table with this header, such as 'Entries'!A1:T1; what stands below it moves down.

        Texts stay texts. None leaves a cell empty.
        """
        how = {'valueInputOption': 'RAW', 'insertDataOption': 'INSERT_ROWS'}
        answer: dict[str, Any] = self._write(lambda: self._http.values_append(id_, header, dict(how), {'values': rows}))
        return answer

    def change(self, id_: str, requests: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Several changes in one request, all or none; gives their replies."""
        answer = self._write(lambda: self._http.batch_update(id_, {'requests': list(requests)}))
        replies: list[dict[str, Any]] = answer.get('replies', [])
        return replies

    def _read(self, ask: Callable[[], Any]) -> Any:
        """Ask until there is an answer or no more patience."""
        return self._asked(ask, self._reads, lambda code: code == 429 or code >= 500, writes=False)

    def _write(self, ask: Callable[[], Any]) -> Any:
        """Ask once; again only where Google said that it did nothing."""
        return self._asked(ask, self._writes, lambda code: code == 429, writes=True)

    def _asked(self, ask: Callable[[], Any], pace: Pace, again: Callable[[int], bool], writes: bool) -> Any:
        patience = Patience(self.time, PATIENCE_SECONDS)
        with self._lock:
            while True:
                if not patience.spend(pace.wait_seconds()):
                    raise troubles.too_many()
                pace.count()
                began = self.time.clock()
                try:
                    answer = ask()
                    self.answered_in_seconds = self.time.clock() - began
                    return answer
                except APIError as error:
                    code = error.response.status_code
                    if again(code) and patience.wait(_asked_to_wait(error.response)):
                        continue
                    if writes and code >= 500:
                        raise troubles.unsettled() from error
                    raise trouble(code, error.error, self.address) from error
                except RefreshError as error:
                    # The token comes before the request, so nothing was sent.
                    if error.retryable and patience.wait():
                        continue
                    raise (troubles.too_many() if error.retryable else troubles.key_refused()) from error
                except (requests.RequestException, TransportError, OSError) as error:
                    if (not writes or _not_sent(error)) and patience.wait():
                        continue
                    raise (
                        troubles.unsettled() if writes and not _not_sent(error) else troubles.unreachable()
                    ) from error


def _not_sent(error: Exception) -> bool:
    """Whether the request certainly never reached Google: there was no connection, or no token to send it with."""
    return isinstance(error, TransportError | requests.ConnectTimeout) or _never_connected(error)


def _never_connected(error: BaseException) -> bool:
    """urllib3 says so deep inside what requests raises."""
    reason = error.args[0] if error.args else None
    return type(getattr(reason, 'reason', None)).__name__ in ('NewConnectionError', 'NameResolutionError')


def _asked_to_wait(response: requests.Response) -> float | None:
    """The seconds that Google itself names, if it does."""
    named = response.headers.get('Retry-After', '')
    return int(named) if named.isdigit() else None
