"""What the real pages weigh on the wire, in a language whose letters take three bytes each, on the sample group."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.served import Server, serving_bahi, visit

pytestmark = [pytest.mark.needs('chromium'), pytest.mark.long]

FIRST_VISIT_BYTES, LATER_VISIT_BYTES, PLAIN_PAGE_BYTES = 330 * 1024, 10 * 1024, 15 * 1024
PAGES = ('/members', '/members/M2024-004', '/deposits', '/loans', '/loans/L2026-008', '/loans/L2026-008/repay',
         '/loans/new', '/money', '/history', '/messages', '/settings', '/modules', '/problems', '/')  # fmt: skip


@pytest.fixture(scope='module')
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving_bahi(tmp_path_factory.mktemp('weights'), '--demo') as running:
        yield running


def weigh(page: Page) -> list[float]:
    """Collects what comes over the wire from now on."""
    weights: list[float] = []
    session = page.context.new_cdp_session(page)
    session.send('Network.enable')
    session.on('Network.loadingFinished', lambda event: weights.append(event['encodedDataLength']))
    return weights


def test_every_page_is_light_in_marathi(browser: Browser, server: Server) -> None:
    page = browser.new_context(viewport={'width': 360, 'height': 740}, locale='mr-IN').new_page()
    weights = weigh(page)
    page.goto(f'{server.address}/sign-in')
    page.locator('button[value=president]').click()
    page.wait_for_selector('body.ready')
    page.wait_for_load_state('networkidle')
    assert 'गट' in page.inner_text('main')
    assert sum(weights) <= FIRST_VISIT_BYTES
    later: dict[str, float] = {}
    for path in PAGES:
        weights.clear()
        visit(page, server.address, path)
        page.wait_for_load_state('networkidle')
        later[path] = sum(weights)
    assert {path: weight for path, weight in later.items() if not 0 < weight <= LATER_VISIT_BYTES} == {}


def test_a_members_passbook_is_light_in_marathi(browser: Browser, server: Server) -> None:
    page = browser.new_context(viewport={'width': 360, 'height': 740}, locale='mr-IN').new_page()
    weights = weigh(page)
    page.goto(f'{server.address}/sign-in')
    page.locator('button[value=member]').click()
    page.wait_for_load_state('networkidle')
    weights.clear()
    page.reload()
    page.wait_for_load_state('networkidle')
    assert 0 < sum(weights) <= PLAIN_PAGE_BYTES
