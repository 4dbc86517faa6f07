"""The way in: sign-in, set-up, sign-out and choices, as plain pages without any script."""

import re
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.served import Server, serving

LARGEST_PAGE_BYTES = 15_000
PASSWORD = 'mangoes in may'


@pytest.fixture(scope='module')
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp('served'), 'demo') as running:
        yield running


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Server]:
    """A server without a group."""
    with serving(tmp_path) as running:
        yield running


def code_of(server: Server) -> str:
    """The one-time code that the server showed in its terminal."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if found := re.search(r'[A-Z2-9]{4}-[A-Z2-9]{4}', server.said()):
            return found[0]
        time.sleep(0.05)
    raise AssertionError(f'no code in {server.said()!r}')


def typed(server: Server, **changed: str) -> dict[str, str]:
    """What the president types to set up her group."""
    return {
        'code': code_of(server), 'name': 'सावित्री महिला बचत गट', 'kind': 'shg', 'currency': 'INR', 'language': 'mr',
        'start': '2024-04-01', 'president': 'मंगल शिंदे', 'mobile': '98220 11223', 'user_name': 'mangal',
        'password': PASSWORD, 'again': PASSWORD,
    } | changed  # fmt: skip


def test_the_first_start_sets_up_the_group_with_the_code_of_the_terminal(fresh: Server) -> None:
    with fresh.browse() as browser:
        assert browser.get('/').headers['location'] == '/sign-in'
        assert browser.get('/sign-in').headers['location'] == '/set-up'
        page = browser.get('/set-up')
        assert page.status_code == 200
        assert 'Set up your group' in page.text

        wrong = browser.post('/set-up', data=typed(fresh, code='AAAA-AAAA'))
        assert wrong.status_code == 422
        assert 'The code is not right.' in wrong.text
        assert 'value="मंगल शिंदे"' in wrong.text
        assert PASSWORD not in wrong.text

        several = browser.post('/set-up', data=typed(fresh, president='', password='short', again='shorter'))
        for reason in ('The name is empty.', 'The password has 5 characters.', 'The two passwords differ.'):
            assert reason in several.text

        done = browser.post('/set-up', data=typed(fresh))
        assert (done.status_code, done.headers['location']) == (303, '/')
        assert 'मंगल शिंदे' in browser.get('/').text
        assert browser.get('/set-up').headers['location'] == '/sign-in'
    with fresh.browse() as other:
        assert other.post('/set-up', data=typed(fresh, user_name='other')).headers['location'] == '/sign-in'
        assert other.get('/').headers['location'] == '/sign-in'
        assert other.post('/sign-in', data={'known_as': '98220-11223', 'password': PASSWORD}).status_code == 303
        assert other.get('/').status_code == 200


def test_the_cookie_is_new_at_every_sign_in_and_a_planted_one_is_worth_nothing(demo: Server) -> None:
    with demo.browse() as browser:
        browser.cookies.set('bahi_session', 'planted')
        first = browser.post('/sign-in/demo', data={'role': 'treasurer'})
        cookie = first.headers['set-cookie']
        assert 'HttpOnly' in cookie and 'SameSite=lax' in cookie
        old = first.cookies['bahi_session']
        new = browser.post('/sign-in/demo', data={'role': 'treasurer'}).cookies['bahi_session']
        assert len({'planted', old, new}) == 3
    for dead in ('planted', old):
        assert httpx.get(f'{demo.address}/', cookies={'bahi_session': dead}).status_code == 303
    assert httpx.get(f'{demo.address}/', cookies={'bahi_session': new}).status_code == 200


def test_the_demo_speaks_the_language_of_each_visitor(demo: Server) -> None:
    for spoken, sign_out in (('mr', 'बाहेर पडा'), ('en', 'Sign out')):
        with demo.browse() as browser:
            browser.cookies.set('bahi_language', spoken)
            browser.post('/sign-in/demo', data={'role': 'president'})
            assert sign_out in browser.get('/').text


def test_who_signs_out_is_out_even_with_the_old_cookie(demo: Server) -> None:
    with demo.browse() as browser:
        token = browser.post('/sign-in/demo', data={'role': 'president'}).cookies['bahi_session']
        assert browser.get('/sign-out').status_code == 405
        assert browser.post('/sign-out').headers['location'] == '/sign-in'
    assert httpx.get(f'{demo.address}/', cookies={'bahi_session': token}).status_code == 303


def test_the_page_that_was_asked_for_is_opened_after_the_sign_in(demo: Server) -> None:
    with demo.browse() as browser:
        to_sign_in = browser.get('/members?search=asha').headers['location']
        assert parse_qs(urlsplit(to_sign_in).query) == {'next': ['/members?search=asha']}
        assert 'value="/members?search=asha"' in browser.get(to_sign_in).text


@pytest.mark.parametrize(
    'target',
    ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)', '/%0d%0aX: y', '\t//evil'],
)
def test_a_link_cannot_choose_where_a_sign_in_leads(demo: Server, target: str) -> None:
    with demo.browse() as browser:
        page = browser.get('/sign-in', params={'next': target}).text
        kept = re.findall('name="next" value="([^"]*)"', page)
        assert set(kept) <= {'/', '/%0d%0aX: y'}


def test_wrong_tries_get_the_same_answer_for_known_and_unknown_names_and_then_have_to_wait(fresh: Server) -> None:
    with fresh.browse() as browser:
        browser.post('/set-up', data=typed(fresh))
    with fresh.browse() as stranger:
        answers = {}
        for known_as in ('mangal', 'nobody'):
            tries = [
                stranger.post(
                    '/sign-in',
                    data={'known_as': known_as, 'password': f'guess {number}'},
                    headers={'X-Forwarded-For': f'203.0.113.{number}'},
                )
                for number in range(8)
            ]
            assert [answer.status_code for answer in tries] == [403] * 5 + [429] * 3
            assert int(tries[-1].headers['retry-after']) <= 30
            answers[known_as] = [answer.text.replace(known_as, '') for answer in tries]
        assert answers['mangal'] == answers['nobody']
        assert 'The name or the password is not right.' in answers['mangal'][0]
        assert 'There were too many wrong tries. Please try again in 1 min.' in answers['mangal'][-1]
        right = stranger.post('/sign-in', data={'known_as': 'mangal', 'password': PASSWORD})
        assert right.status_code == 429


def test_a_member_is_led_to_her_passbook_and_sees_no_officers_page(demo: Server) -> None:
    with demo.browse() as browser:
        answer = browser.post('/sign-in/member', data={'name': 'Asha', 'mobile': '98220 00000', 'pin': '4826'})
        assert answer.status_code == 403
        assert 'Name, mobile number and PIN do not belong together.' in answer.text


def test_a_role_that_may_not_see_a_page_is_told_so_in_plain_words(demo: Server) -> None:
    with demo.browse() as browser:
        browser.post('/sign-in/demo', data={'role': 'treasurer'})
        assert browser.get('/').status_code == 200
        refused = browser.get('/settings')
        assert refused.status_code == 403
        assert 'You may not open this page' in refused.text
        browser.post('/sign-in/demo', data={'role': 'president'})
        assert browser.get('/settings').status_code == 200


def test_there_are_no_demo_buttons_in_a_group_of_ones_own(fresh: Server) -> None:
    with fresh.browse() as browser:
        assert browser.post('/sign-in/demo', data={'role': 'president'}).status_code == 404
        browser.post('/set-up', data=typed(fresh))
        assert 'Enter as president' not in browser.get('/sign-in').text


@pytest.mark.parametrize(
    'headers',
    [
        {'Origin': 'http://evil.example'},
        {'Origin': 'null'},
        {},
        {'Sec-Fetch-Site': 'cross-site'},
        {'Sec-Fetch-Site': 'same-site'},
    ],
)
def test_what_another_site_sends_is_refused(demo: Server, headers: dict[str, str]) -> None:
    for path in ('/sign-in', '/sign-in/demo', '/sign-out', '/choices', '/set-up'):
        answer = httpx.post(f'{demo.address}{path}', data={'role': 'president'}, headers=headers)
        assert answer.status_code == 403, path
        assert 'set-cookie' not in answer.headers


def test_language_and_letters_are_a_choice_of_each_person(demo: Server) -> None:
    with demo.browse() as browser:
        browser.post('/sign-in/demo', data={'role': 'president'})
        back = browser.post('/choices', data={'language': 'sw'}, headers={'Referer': f'{demo.address}/members?x=1'})
        assert back.headers['location'] == '/members?x=1'
        browser.post('/choices', data={'letters': 'large'}, headers={'Referer': 'http://evil.example/x'})
        page = browser.get('/').text
        assert '"lang": "sw"' in page and '"classes": "large"' in page
        assert browser.post('/choices', data={'letters': '"><script>', 'other': 'x'}).headers.get('set-cookie') is None
        browser.post('/sign-out')
        assert '<html lang="sw" class="large auto">' in browser.get('/sign-in').text
        browser.post('/sign-in/demo', data={'role': 'president'})
        browser.post('/choices', data={'language': 'en'})


def test_a_browser_is_spoken_to_in_the_first_of_its_languages_that_we_know(demo: Server) -> None:
    page = httpx.get(f'{demo.address}/sign-in', headers={'Accept-Language': 'fr-FR,mr-IN;q=0.9,en;q=0.8'})
    assert '<html lang="mr"' in page.text


def test_plain_pages_are_small_need_no_script_and_bring_the_headers_of_a_careful_site(demo: Server) -> None:
    for path, status in (('/sign-in', 200), ('/nowhere', 404)):
        page = httpx.get(f'{demo.address}{path}')
        style = httpx.get(f'{demo.address}{re.search(r"/style.css[^ >]*", page.text)[0].strip(chr(34))}')  # type: ignore[index]
        assert page.status_code == status
        assert '<script' not in page.text
        assert page.num_bytes_downloaded + style.num_bytes_downloaded <= LARGEST_PAGE_BYTES
        assert 'immutable' in style.headers['cache-control']
        assert page.headers['cache-control'] == 'no-store'
        assert page.headers['x-content-type-options'] == 'nosniff'
        assert page.headers['referrer-policy'] == 'same-origin'
        for part in ("default-src 'none'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"):
            assert part in page.headers['content-security-policy']
        assert 'server' not in page.headers


def test_a_workbook_that_cannot_be_read_closes_the_pages_with_the_reason(tmp_path: Path) -> None:
    with serving(tmp_path, 'demo') as server, server.browse() as browser:
        browser.post('/sign-in/demo', data={'role': 'president'})
        (tmp_path / 'group.xlsx').write_bytes(b'no workbook')
        page = browser.get('/')
        assert page.status_code == 503
        assert 'The book cannot be opened' in page.text
        assert 'group.xlsx' in page.text
        assert 'Traceback' not in page.text
        # An officer may enter all the same, for the page of the backups.
        assert browser.get('/sign-in').status_code == 200


def test_too_large_a_request_is_refused_unread(demo: Server) -> None:
    asking = HTTPConnection('localhost', demo.port, timeout=10)
    asking.request('POST', '/sign-in', headers={'Origin': demo.address, 'Content-Length': '999999999'})
    assert asking.getresponse().status == 413
    asking.close()
