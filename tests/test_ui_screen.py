"""The frame of the officers' screens in a real browser: weight, first paint, ways, and what every page must have."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.served import Server, serving

pytestmark = pytest.mark.needs('chromium')

FIRST_VISIT_BYTES, LATER_VISIT_BYTES, PLAIN_PAGE_BYTES = 330_000, 10_000, 15_000
PHONE, DESK = (360, 740), (1280, 800)
SMALLEST_TARGET_PIXELS = 44

CONTROLS = 'button, a[href], input:not([type=hidden]), select, textarea, summary'

UNNAMED = f"""() => [...document.querySelectorAll('{CONTROLS}')]
    .filter((element) => element.checkVisibility() && !element.ariaLabel && !element.textContent.trim()
        && !(element.labels && element.labels[0] && element.labels[0].textContent.trim()))
    .map((element) => element.outerHTML.slice(0, 120))"""

SMALL = f"""() => [...document.querySelectorAll('{CONTROLS}')]
    .filter((element) => element.checkVisibility() && !element.matches('.skip'))
    .filter((element) => element.getBoundingClientRect().height < {SMALLEST_TARGET_PIXELS})
    .map((element) => element.outerHTML.slice(0, 120))"""


@pytest.fixture(scope='module')
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp('served'), 'demo') as running:
        yield running


def context(browser: Browser, server: Server, size: tuple[int, int] = PHONE, role: str = '') -> BrowserContext:
    """A browser of a certain size, with somebody signed in or nobody."""
    opened = browser.new_context(viewport={'width': size[0], 'height': size[1]}, locale='en-IN')
    if role:
        headers = {'Origin': server.address}
        opened.request.post(f'{server.address}/sign-in/demo', form={'role': role}, headers=headers, max_redirects=0)
    return opened


def ready(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.locator('body.ready')).to_be_attached()
    return page


def weigh(page: Page) -> list[float]:
    """Collects what comes over the wire from now on."""
    weights: list[float] = []
    session = page.context.new_cdp_session(page)
    session.send('Network.enable')
    session.on('Network.loadingFinished', lambda event: weights.append(event['encodedDataLength']))
    return weights


def test_the_first_visit_weighs_330_kb_at_most_and_later_ones_10(browser: Browser, server: Server) -> None:
    page = context(browser, server).new_page()
    weights = weigh(page)
    page.goto(server.address)
    page.wait_for_load_state('networkidle')
    assert sum(weights) <= PLAIN_PAGE_BYTES
    page.get_by_role('button', name='Enter as president').click()
    expect(page.locator('body.ready')).to_be_attached()
    page.wait_for_load_state('networkidle')
    assert sum(weights) <= FIRST_VISIT_BYTES
    for path in ('/members', '/'):
        weights.clear()
        ready(page, server.address + path)
        page.wait_for_load_state('networkidle')
        assert 0 < sum(weights) <= LATER_VISIT_BYTES


def test_no_font_is_fetched_nothing_fails_and_nothing_comes_from_elsewhere(browser: Browser, server: Server) -> None:
    page = context(browser, server, role='president').new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on('request', lambda request: asked.append(request.url))
    page.on('response', lambda response: wrong.append(response.url) if response.status >= 400 else None)
    page.on('console', lambda message: wrong.append(message.text) if message.type == 'error' else None)
    page.on('pageerror', lambda error: wrong.append(str(error)))
    ready(page, server.address)
    page.wait_for_load_state('networkidle')
    assert wrong == []
    assert [url for url in asked if 'woff' in url or 'tailwind' in url] == []
    assert [url for url in asked if not url.startswith((server.address, 'data:'))] == []


def test_the_page_is_painted_before_any_script_has_run(browser: Browser, server: Server) -> None:
    cookies = context(browser, server, role='president').cookies()
    without = browser.new_context(java_script_enabled=False)
    without.add_cookies(cookies)  # type: ignore[arg-type]
    page = without.new_page()
    page.goto(server.address)
    expect(page.get_by_text('₹2,84,500.00')).to_be_visible()
    expect(page.get_by_text('Deposit', exact=True).first).to_be_visible()
    page.locator('details.menu summary').click()
    page.get_by_role('group').get_by_role('button', name='Sign out').click()
    expect(page).to_have_url(f'{server.address}/sign-in')


def test_the_picture_of_the_page_gives_way_to_the_page(browser: Browser, server: Server) -> None:
    page = ready(context(browser, server, role='president').new_page(), server.address)
    expect(page.locator('#pre')).to_have_count(0)
    expect(page.get_by_text('₹2,84,500.00')).to_have_count(1)
    expect(page.get_by_label('Amount')).to_have_value('500.00')


def test_names_are_shown_as_they_are_written(browser: Browser, server: Server) -> None:
    page = ready(context(browser, server, role='president').new_page(), f'{server.address}/members?search=<b>x</b>')
    expect(page.get_by_text('<script>document.title = "spoilt"</script>')).to_be_visible()
    expect(page.get_by_text('<b>x</b>')).to_be_visible()
    assert 'spoilt' not in page.title()


@pytest.mark.parametrize('size', [PHONE, DESK])
@pytest.mark.parametrize('letters', ['usual', 'large'])
def test_every_control_has_a_name_and_room_and_nothing_scrolls_sideways(
    browser: Browser, server: Server, size: tuple[int, int], letters: str
) -> None:
    opened = context(browser, server, size, role='president')
    opened.add_cookies([{'name': 'bahi_letters', 'value': letters, 'url': server.address}])
    page = opened.new_page()
    for path in ('/', '/members'):
        ready(page, server.address + path)
        assert page.evaluate(UNNAMED) == []
        assert page.evaluate(SMALL) == []
        assert page.evaluate('document.documentElement.scrollWidth') <= size[0]
        page.locator('details.menu summary').click()
        assert page.evaluate(UNNAMED) == []
        assert page.evaluate(SMALL) == []
    page.goto(f'{server.address}/sign-in')
    assert page.evaluate(UNNAMED) == []
    assert page.evaluate(SMALL) == []
    assert page.evaluate('document.documentElement.scrollWidth') <= size[0]


def test_a_phone_has_tabs_below_and_a_desk_has_ways_above(browser: Browser, server: Server) -> None:
    phone = ready(context(browser, server, PHONE, 'treasurer').new_page(), f'{server.address}/members')
    tabs = phone.get_by_role('navigation', name='Main pages')
    expect(tabs.get_by_role('link', name='Members')).to_have_attribute('aria-current', 'page')
    tabs.get_by_role('button', name='More').click()
    expect(phone.get_by_role('button', name='Sign out')).to_be_visible()
    phone.keyboard.press('Escape')
    expect(phone.get_by_role('button', name='Sign out')).to_be_hidden()

    desk = ready(context(browser, server, DESK, 'treasurer').new_page(), f'{server.address}/members')
    expect(desk.get_by_role('navigation', name='Main pages')).to_be_hidden()
    ways = desk.get_by_role('navigation', name='Pages', exact=True)
    expect(ways.get_by_role('link', name='Members')).to_have_attribute('aria-current', 'page')
    desk.get_by_role('button', name='Sign out').first.click()
    expect(desk).to_have_url(f'{server.address}/sign-in')


def test_the_language_is_chosen_on_any_page(browser: Browser, server: Server) -> None:
    page = ready(context(browser, server, DESK, 'treasurer').new_page(), f'{server.address}/members')
    page.locator('details.menu summary').click()
    page.get_by_role('button', name='मराठी').click()
    expect(page.locator('html')).to_have_attribute('lang', 'mr')
    expect(page).to_have_url(f'{server.address}/members')
    page.locator('details.menu summary').click()
    page.get_by_role('button', name='English').click()
    expect(page.locator('html')).to_have_attribute('lang', 'en')


def test_the_colours_follow_the_device_until_they_are_chosen(browser: Browser, server: Server) -> None:
    opened = context(browser, server, role='president')
    page = ready(opened.new_page(), server.address)
    ground = 'getComputedStyle(document.body).backgroundColor'
    day = page.evaluate(ground)
    page.emulate_media(color_scheme='dark')
    night = page.evaluate(ground)
    assert day != night
    opened.add_cookies([{'name': 'bahi_look', 'value': 'light', 'url': server.address}])
    assert ready(page, server.address).evaluate(ground) == day
    opened.add_cookies([{'name': 'bahi_look', 'value': 'dark', 'url': server.address}])
    page.emulate_media(color_scheme='light')
    assert ready(page, server.address).evaluate(ground) == night
