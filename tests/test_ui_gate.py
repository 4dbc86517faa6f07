"""Who may open a socket for a page and send it events: its own person, from its own page, while she is signed in."""

import asyncio
import functools
import json
import re
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import socketio  # type: ignore[import-untyped]
from socketio.exceptions import ConnectionError as Refusal  # type: ignore[import-untyped]
from ulid import ULID

from tests.served import Server, serving


def on_a_loop(story: Callable[[Server], Coroutine[Any, Any, None]]) -> Callable[[Server], None]:
    """Run a story of sockets in a thread of its own: the browser of other tests may hold a loop in this one."""

    @functools.wraps(story)
    def run(server: Server) -> None:
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, story(server)).result(60)

    return run


@pytest.fixture(scope='module')
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp('served'), 'demo') as running:
        yield running


class Opened:
    """A page as a program sees it: the ids by which it takes events, and the cookie with which it was opened."""

    def __init__(self, server: Server, role: str = 'president') -> None:
        with server.browse() as browser:
            self.cookie = browser.post('/sign-in/demo', data={'role': role}).cookies['bahi_session']
            page = browser.get('/').text
        self.server = server
        self.client = re.findall(r"'client_id': '([^']+)'", page)[0]
        elements = json.loads(unescape(re.findall(r'parseElements\(String\.raw`(.*?)`', page, re.DOTALL)[0]))
        self.form, self.listener = next(
            (int(number), listener['listener_id'])
            for number, element in elements.items()
            for listener in element.get('events', [])
            if listener['type'] == 'submit'
        )

    def press(self, amount: str) -> dict[str, Any]:
        """The event of a press on the first form."""
        values = {'entry_id': str(ULID()), 'amount': amount}
        args = [json.dumps(values)]
        return {'id': self.form, 'client_id': self.client, 'listener_id': self.listener, 'args': args}

    async def join(self, cookie: str = '', origin: str = '') -> socketio.AsyncClient:
        """A socket for this page."""
        asking = {
            'client_id': self.client, 'next_message_id': 0, 'implicit_handshake': 'true', 'document_id': 'd',
            'tab_id': 't', 'old_tab_id': 'null',
        }  # fmt: skip
        headers = {'Cookie': f'bahi_session={cookie}', 'Origin': origin or self.server.address}
        socket = socketio.AsyncClient(reconnection=False)
        await socket.connect(
            f'{self.server.address}?{urlencode(asking)}', headers, ['websocket'], socketio_path='/_nicegui_ws/socket.io'
        )
        return socket


async def press(socket: socketio.AsyncClient, event: dict[str, Any]) -> None:
    await socket.emit('event', event)
    await asyncio.sleep(0.5)
    await socket.disconnect()


@on_a_loop
async def test_the_page_of_the_signed_in_person_takes_her_press(server: Server) -> None:
    page = Opened(server)
    await press(await page.join(page.cookie), page.press('101'))
    assert '101' in server.recorded()


@on_a_loop
async def test_a_socket_without_her_cookie_or_with_another_persons_is_refused(server: Server) -> None:
    page, other = Opened(server), Opened(server, 'treasurer')
    for cookie in ('', 'planted', other.cookie):
        with pytest.raises(Refusal):
            await page.join(cookie)


@on_a_loop
async def test_a_socket_from_another_site_is_refused(server: Server) -> None:
    page = Opened(server)
    for origin in ('http://evil.example', 'null'):
        with pytest.raises((Refusal, RuntimeError)):
            await page.join(page.cookie, origin)
        polled = httpx.get(
            f'{server.address}/_nicegui_ws/socket.io/?EIO=4&transport=polling', headers={'Origin': origin}
        )
        assert polled.status_code == 400
        assert 'access-control-allow-origin' not in polled.headers


@on_a_loop
async def test_an_event_for_another_page_is_not_carried_out(server: Server) -> None:
    page, other = Opened(server), Opened(server, 'treasurer')
    mine = await page.join(page.cookie)
    await press(await other.join(other.cookie), page.press('102'))
    await mine.disconnect()
    assert '102' not in server.recorded()


@on_a_loop
async def test_an_event_after_the_sign_out_is_not_carried_out(server: Server) -> None:
    page = Opened(server)
    socket = await page.join(page.cookie)
    headers = {'Origin': server.address}
    httpx.post(f'{server.address}/sign-out', headers=headers, cookies={'bahi_session': page.cookie})
    await press(socket, page.press('103'))
    assert '103' not in server.recorded()


@on_a_loop
async def test_what_is_no_form_is_not_carried_out_and_the_server_goes_on(server: Server) -> None:
    page = Opened(server)
    before = server.recorded()
    for args in ([], ['7'], ['{"amount": "1"}'], [json.dumps({'entry_id': 'x', 'amount': '1'})]):
        await press(await page.join(page.cookie), {**page.press('1'), 'args': args})
    assert server.recorded() == before
    assert httpx.get(f'{server.address}/sign-in').status_code == 200
