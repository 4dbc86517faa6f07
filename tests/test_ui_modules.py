"""What a group of each kind sees: few pages, each once, and nothing it does not use; and how a module is switched."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from markupsafe import Markup
from playwright.sync_api import Browser, expect

from main import PAGES
from rules.bylaws import BYLAWS, KINDS_OF_GROUP, MODULES, MODULES_OF_KIND, Bylaw, Bylaws, preset
from sheets.book import open_book
from sheets.columns import FINES, used
from sheets.sign_in_tables import User
from sheets.words import language
from tests.groups import TODAY, Group
from tests.register_rows import ROWS
from tests.served import Server, enter, serving, serving_bahi, visit
from tests.test_ui_sign_in import typed
from ui import ways
from ui.bylaw_page import choice_title
from ui.doors import doors as doors_of

NONE: Any = dict.fromkeys(MODULES, False)
ALL: Any = dict.fromkeys(MODULES, True)
MENU_OF_ALL = {'/history', '/decisions', '/reports', '/messages', '/settings', '/problems', '/sync', '/backups'}
WRITTEN = datetime(2026, 1, 1, 12, tzinfo=UTC)


def of_kind(kind: str) -> Bylaws:
    return preset(kind, 'Umoja', 'KES', 'en', date(2025, 1, 1), 'G1')


def person(role: str = 'president') -> User:
    return User(account='a', name='Savitri', role=role, language='en', member='')


def links(drawn: Markup) -> list[str]:
    return re.findall(r'href="([^"]+)"', drawn)


@pytest.mark.parametrize(
    ('kind', 'tabs', 'menu', 'doors'),
    [
        ('shg', ['/', '/deposits', '/loans', '/members'], {'/money', '/fines'}, ['/deposits', '/loans/new', '/loans']),
        ('chama', ['/', '/deposits', '/payouts', '/loans'], {'/members', '/money', '/fines'},
         ['/deposits', '/payouts', '/loans/new', '/loans']),
        ('vsla', ['/', '/shares', '/loans', '/members'],
         {'/money', '/fines', '/social-fund', '/share-out'},
         ['/shares', '/loans/new', '/loans']),
        ('sacco', ['/', '/deposits', '/shares', '/loans'],
         {'/members', '/money', '/fines', '/savings', '/fixed-deposits'},
         ['/deposits', '/shares', '/loans/apply', '/loans']),
    ],
)  # fmt: skip
def test_the_doors_of_each_kind(kind: str, tabs: list[str], menu: set[str], doors: list[str]) -> None:
    bylaws = of_kind(kind)
    in_tabs, in_menu = links(ways.tabs(person(), bylaws, '/')), links(ways.menu(person(), bylaws, '/'))
    assert in_tabs == tabs
    assert set(in_menu) == menu | MENU_OF_ALL
    assert len({*in_tabs, *in_menu}) == len(in_tabs) + len(in_menu), 'a page stands there twice'
    assert links(doors_of(person(), bylaws)) == doors


def test_a_secretary_sees_no_way_to_what_she_may_not_open() -> None:
    assert '/backups' not in links(ways.menu(person('secretary'), of_kind('shg'), '/'))
    assert links(doors_of(person('secretary'), of_kind('chama'))) == ['/payouts']


# --- every page is on a way ------------------------------------------------------------------------------------------


def addresses() -> set[str]:
    """The pages that name themselves in the code and need nothing more in their address."""
    sources = ''.join(path.read_text(encoding='utf-8') for path in Path(ways.__file__).parent.glob('*.py'))
    return set(re.findall(r"^@screen\('(/[^'{]*)'", sources, re.MULTILINE)) | {'/calculator', '/google'}


def found_by_clicking(server: Server) -> dict[str, int]:
    """Every page that one comes to from the first one, with the status of its answer."""
    seen: dict[str, int] = {}
    with server.browse() as visitor:
        visitor.post('/sign-in/demo', data={'role': 'president'})
        waiting = ['/']
        while waiting:
            address = waiting.pop()
            path = urlsplit(address).path
            if path in seen or '.' in path or path.startswith('/print'):
                continue
            answer = _answer(visitor, address)
            seen[path] = answer.status_code
            waiting += [link.replace('&amp;', '&') for link in re.findall(r'href="(/[^"]*)"', answer.text)]
    return seen


def _answer(visitor: httpx.Client, address: str) -> httpx.Response:
    return visitor.get(address, follow_redirects=True)


def test_every_page_is_reached_from_the_first_one_and_opens(tmp_path: Path) -> None:
    found: dict[str, int] = {}
    for name, modules in (('none', NONE), ('all', ALL)):
        (folder := tmp_path / name).mkdir()
        group = Group(folder, **modules)
        group.join('Asha')
        group.do('contribution', '200', '2025-12-05', member='M2025-001')
        with serving(folder, str(TODAY), *PAGES, program='tests.real_pages') as server:
            found |= found_by_clicking(server)
    assert addresses() - set(found) == set()
    assert {path: status for path, status in found.items() if status != 200} == {}


# --- off and on ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope='module')
def group(tmp_path_factory: pytest.TempPathFactory) -> Group:
    """A group that uses no module."""
    group = Group(tmp_path_factory.mktemp('modules'), **NONE)
    group.join('Asha')
    return group


@pytest.fixture(scope='module')
def server(group: Group) -> Iterator[Server]:
    with serving(group.path.parent, str(TODAY), *PAGES, program='tests.real_pages') as running:
        yield running


@pytest.mark.parametrize('role', ['president', 'treasurer'])
def test_a_page_that_is_off_says_so_and_how_it_is_switched_on(server: Server, role: str) -> None:
    off = '/payouts', '/rotation', '/shares', '/share-out', '/savings', '/fixed-deposits', '/fines', '/social-fund'
    with server.browse() as visitor:
        visitor.post('/sign-in/demo', data={'role': role})
        for path in (*off, '/products', '/settings/pot_contribution'):
            page = visitor.get(path)
            assert (page.status_code, 'This is switched off' in page.text) == (200, True), path
            assert ('href="/settings/module_' in page.text) == (role == 'president'), path
            assert ('The president can switch it on in the settings.' in page.text) == (role != 'president'), path


@pytest.mark.needs('chromium')
def test_a_module_is_switched_on_and_off_in_the_settings(browser: Browser, server: Server, group: Group) -> None:
    page = enter(browser, server.address, '/fines')
    page.get_by_role('link', name='Switch on').click()
    page.wait_for_url('**/settings/module_fines')
    page.wait_for_function('window.socket && window.socket.connected')
    switch(page, 'Switch on')
    expect(page.locator('#toast')).to_have_text('Fines is now Yes.')
    visit(page, server.address, '/fines')
    expect(page.get_by_role('button', name='Charge a fine')).to_be_visible()
    page.locator('details.menu summary').click()
    expect(page.get_by_role('navigation', name='More').get_by_role('link', name='Fines')).to_be_visible()

    group.book.refresh()
    with group.book.writing() as writing:
        writing.insert(FINES, ROWS['Fines'], 'a fine', WRITTEN)
    visit(page, server.address, '/settings/module_fines')
    page.get_by_label('Reason').fill('not needed')
    page.get_by_role('button', name='Switch off').click()
    expect(page.get_by_role('alert').first).to_contain_text('Fines of ₹10.00 are still owed.')
    with group.book.writing() as writing:
        writing.update(FINES, 'f1', {'status': 'waived', 'amount': '0.00'}, 'gone', WRITTEN)
    switch(page, 'Switch off')
    expect(page.locator('#toast')).to_have_text('Fines is now No.')
    visit(page, server.address, '/fines')
    expect(page.locator('main')).to_contain_text('This is switched off')
    assert page.evaluate('document.documentElement.scrollWidth <= innerWidth')
    group.book.refresh()
    assert len(group.book.register(FINES)) == 1


def switch(page: Any, press: str) -> None:
    page.get_by_label('Reason').fill('decided at the meeting')
    page.get_by_role('button', name=press).click()
    page.get_by_role('dialog').get_by_role('button', name='Yes, record it').click()


def test_where_members_save_by_shares_nothing_asks_for_deposits(tmp_path: Path) -> None:
    """Nothing is due each month: no way leads to the deposits, and their page draws no picture of who paid when."""
    group = Group(tmp_path, module_shares=True, share_price=100_00, monthly_due=0)
    group.join('Asha')
    with serving(tmp_path, str(TODAY), *PAGES, program='tests.real_pages') as server, server.browse() as visitor:
        visitor.post('/sign-in/demo', data={'role': 'president'})
        deposits, asha = visitor.get('/deposits').text, visitor.get('/members/M2025-001').text
    assert 'Record all' in deposits and 'who-paid' not in deposits
    assert 'href="/deposits"' not in asha and 'Buy shares' in asha


# --- a new group -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('kind', KINDS_OF_GROUP)
def test_the_set_up_page_makes_the_workbook_of_each_kind(tmp_path: Path, kind: str) -> None:
    with serving_bahi(tmp_path) as server, server.browse() as visitor:
        page = visitor.get('/set-up')
        assert re.findall(r'name="kind" value="(\w+)"', page.text) == list(KINDS_OF_GROUP)
        assert 'value="RWF"' in page.text
        answer = visitor.post('/set-up', data=typed(server, kind=kind, currency='RWF'))
        assert answer.headers['location'] == '/'
    book = open_book(tmp_path / 'group.xlsx')
    assert (book.bylaws.kind, book.bylaws.country, book.problems()) == (kind, 'RW', [])
    assert {module for module in MODULES if getattr(book.bylaws, module)} == set(MODULES_OF_KIND[kind])
    assert {sheet.name for sheet in used(book.bylaws)} <= set(book.names)
    book.close()


@pytest.mark.parametrize('bylaw', [bylaw for bylaw in BYLAWS if bylaw.choices], ids=lambda bylaw: str(bylaw.field))
def test_every_choice_of_every_bylaw_has_words_of_its_own(bylaw: Bylaw) -> None:
    titles = [choice_title(code, bylaw.field) for code in bylaw.choices]
    assert len({*titles}) == len(bylaw.choices), 'no two choices say the same'
    as_they_are = {code for code, title in zip(bylaw.choices, titles, strict=True) if code == title}
    assert as_they_are <= {'daily', 'weekly', 'fortnightly', 'monthly'}
    with language('mr'):
        assert choice_title('weekly') != 'weekly'


def test_the_lowest_balance_of_a_month_is_told_of_savings_and_of_dividends_apart() -> None:
    told = [choice_title('monthly minimum', field) for field in ('savings_interest', 'dividend_weighting')]
    assert told == ['the lowest balance of each month', 'The average of the lowest balances of the months']
