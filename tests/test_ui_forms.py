"""Forms in a real browser: what was typed is what is recorded, once, whatever happens to the connection."""

import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.served import Cable, Server, serving

pytestmark = pytest.mark.needs('chromium')

NOTICED_SECONDS = 15


@pytest.fixture(scope='module')
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that do not stop it."""
    with serving(tmp_path_factory.mktemp('served'), 'demo') as running:
        yield running


@pytest.fixture
def cable(server: Server) -> Iterator[Cable]:
    with Cable(server.port) as whole:
        yield whole


@pytest.fixture
def recorded(server: Server) -> Callable[[], list[str]]:
    """What this test recorded."""
    before = len(server.recorded())
    return lambda: server.recorded()[before:]


def enter(browser: Browser, address: str, role: str = 'president') -> Page:
    """The first page, signed in and ready."""
    page = browser.new_context(viewport={'width': 360, 'height': 740}, locale='en-IN').new_page()
    page.goto(f'{address}/sign-in')
    page.get_by_role('button', name=f'Enter as {role}').click()
    expect(page.locator('body.ready')).to_be_attached()
    page.wait_for_function('window.socket && window.socket.connected')
    return page


def test_what_was_typed_is_recorded_and_the_answer_says_what_the_server_recorded(
    browser: Browser, server: Server, recorded: Callable[[], list[str]]
) -> None:
    page = enter(browser, server.address)
    page.get_by_label('Amount').fill('700')
    page.get_by_role('button', name='Record').click()
    expect(page.locator('#toast')).to_have_text('Recorded: 700')
    page.get_by_label('Amount').fill('800')
    page.get_by_label('Amount').press('Enter')
    expect(page.locator('#toast')).to_have_text('Recorded: 800')
    assert recorded() == ['700', '800']


def test_a_refusal_gives_every_reason_and_keeps_what_was_typed(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address)
    page.get_by_label('Amount').fill('0')
    page.get_by_label('Note').fill('for the month')
    page.get_by_role('button', name='Record').click()
    problems = page.get_by_role('alert').first
    expect(problems).to_contain_text('The amount is zero. Please type an amount.')
    expect(problems).to_contain_text('The box is empty.')
    expect(page.get_by_label('Amount')).to_have_attribute('aria-invalid', 'true')
    expect(page.get_by_label('Note')).to_have_value('for the month')
    expect(page.get_by_role('button', name='Record')).to_be_enabled()


def test_a_mistake_of_ours_is_answered_in_plain_words(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address)
    page.get_by_label('Amount').fill('13')
    page.get_by_role('button', name='Record').click()
    expect(page.get_by_role('alert').first).to_have_text(
        'This could not be recorded. Nothing is lost; please press again.'
    )


def test_the_page_that_follows_shows_what_was_recorded(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address)
    page.get_by_label('Note').fill('go')
    page.get_by_role('button', name='Record').click()
    page.wait_for_url('**/members')
    expect(page.locator('#toast')).to_have_text('Recorded: 500.00')


def test_a_repayment_is_shown_before_it_is_recorded_and_again_when_the_figures_changed(
    browser: Browser, server: Server, recorded: Callable[[], list[str]]
) -> None:
    (server.folder / 'interest.txt').write_text('20')
    page = enter(browser, server.address)
    page.get_by_label('Repaid').fill('300')
    page.get_by_role('button', name='Repay').click()
    sheet = page.get_by_role('dialog')
    expect(sheet).to_contain_text('Interest 20 of 300')
    assert recorded() == []

    (server.folder / 'interest.txt').write_text('25')
    sheet.get_by_role('button', name='Yes, record it').click()
    expect(sheet).to_contain_text('The figures have changed meanwhile.')
    expect(sheet).to_contain_text('Interest 25 of 300')
    sheet.get_by_role('button', name='Yes, record it').click()
    expect(page.locator('#toast')).to_have_text('Recorded: 300')
    assert recorded() == ['300']


def test_a_long_sheet_opens_at_its_heading_and_the_keyboard_goes_on_to_the_button(
    browser: Browser, server: Server, recorded: Callable[[], list[str]]
) -> None:
    """On a screen 130 high the button is below the edge of the sheet; what is to be looked at comes first, also when
    the figures have changed since."""
    (server.folder / 'interest.txt').write_text('20')
    page = enter(browser, server.address)
    page.set_viewport_size({'width': 360, 'height': 130})
    page.get_by_label('Repaid').fill('300')
    page.get_by_role('button', name='Repay').click()
    sheet = page.get_by_role('dialog', name='Is this right?')
    for interest in ('20', '25'):
        expect(sheet).to_contain_text(f'Interest {interest} of 300')
        expect(sheet.get_by_role('heading', name='Is this right?')).to_be_focused()
        assert sheet.evaluate('sheet => [sheet.scrollTop, sheet.scrollHeight > sheet.clientHeight]') == [0, True]
        page.keyboard.press('Tab')
        expect(sheet.get_by_role('button', name='Yes, record it')).to_be_focused()
        assert sheet.evaluate('sheet => sheet.scrollTop') > 0
        (server.folder / 'interest.txt').write_text('25')
        page.keyboard.press('Enter')
    expect(page.locator('#toast')).to_have_text('Recorded: 300')
    assert recorded() == ['300']


def test_going_back_from_the_sheet_records_nothing_and_keeps_what_was_typed(
    browser: Browser, server: Server, recorded: Callable[[], list[str]]
) -> None:
    (server.folder / 'interest.txt').write_text('20')
    page = enter(browser, server.address)
    page.get_by_label('Repaid').fill('300')
    page.get_by_role('button', name='Repay').click()
    page.get_by_role('dialog').get_by_role('button', name='Back').click()
    expect(page.get_by_label('Repaid')).to_have_value('300')
    expect(page.get_by_role('button', name='Repay')).to_be_enabled()
    assert recorded() == []


def test_a_sheet_opens_takes_the_keyboard_and_closes_when_it_is_done(
    browser: Browser, server: Server, recorded: Callable[[], list[str]]
) -> None:
    page = enter(browser, server.address)
    page.get_by_role('button', name='Expense').click()
    page.get_by_role('dialog').get_by_label('Spent').fill('90')
    page.keyboard.press('Enter')
    expect(page.locator('#toast')).to_have_text('Recorded: 90')
    expect(page.get_by_role('dialog')).to_be_hidden()
    assert recorded() == ['90']


def test_a_silent_loss_of_the_connection_is_noticed_early(browser: Browser, cable: Cable) -> None:
    """Trap A: NiceGUI alone would notice it after minutes."""
    page = enter(browser, cable.address)
    expect(page.locator('#lost')).to_be_hidden()
    cable.go_dead()
    expect(page.locator('#lost')).to_be_visible(timeout=1000 * NOTICED_SECONDS)
    expect(page.locator('#lost')).to_contain_text('The connection is lost.')
    cable.mend()
    expect(page.locator('#lost')).to_be_hidden(timeout=1000 * NOTICED_SECONDS)


def test_what_was_typed_and_pressed_in_a_dead_connection_is_recorded_as_typed(
    browser: Browser, cable: Cable, recorded: Callable[[], list[str]]
) -> None:
    """Trap B: the server holds the old value of the field, and the press itself vanished on the way."""
    page = enter(browser, cable.address)
    cable.go_dead()
    page.get_by_label('Amount').fill('750')
    page.get_by_role('button', name='Record').click()
    expect(page.locator('#lost')).to_be_visible(timeout=1000 * NOTICED_SECONDS)
    assert recorded() == []
    cable.mend()
    expect(page.locator('#toast')).to_have_text('Recorded: 750', timeout=1000 * NOTICED_SECONDS)
    assert recorded() == ['750']


def test_three_presses_without_a_connection_record_once(
    browser: Browser, cable: Cable, recorded: Callable[[], list[str]]
) -> None:
    """Trap C: every press is kept and sent when the connection is back."""
    page = enter(browser, cable.address)
    cable.cut()
    expect(page.locator('#lost')).to_be_visible()
    page.get_by_label('Amount').fill('300')
    for _press in range(3):
        page.evaluate('document.querySelector("form.form").requestSubmit()')
    cable.mend()
    expect(page.locator('#toast')).to_have_text('Recorded: 300', timeout=1000 * NOTICED_SECONDS)
    assert recorded() == ['300']


def test_a_press_that_reaches_the_server_three_times_records_once(
    browser: Browser, server: Server, recorded: Callable[[], list[str]]
) -> None:
    page = enter(browser, server.address)
    page.evaluate("""() => {
        const emit = window.socket.emit.bind(window.socket);
        window.socket.emit = (name, ...rest) => {
            for (let i = 0; i < (name === 'event' ? 3 : 1); i++) emit(name, ...rest);
        };
    }""")
    page.get_by_label('Note').fill('slow')
    page.get_by_role('button', name='Record').click()
    expect(page.locator('#toast')).to_have_text('Recorded: 500.00')
    assert recorded() == ['500.00'] * 10  # the ten parts of one slow record


def test_a_page_that_is_loaded_again_keeps_what_was_typed(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address)
    page.get_by_label('Amount').fill('640')
    before = page.locator('[name=entry_id]').first.input_value()
    page.reload()
    expect(page.locator('body.ready')).to_be_attached()
    expect(page.get_by_label('Amount')).to_have_value('640')
    assert page.locator('[name=entry_id]').first.input_value() == before


def test_a_page_left_open_after_the_sign_out_records_nothing_and_what_was_typed_comes_back(
    browser: Browser, server: Server, recorded: Callable[[], list[str]]
) -> None:
    page = enter(browser, server.address)
    page.get_by_label('Amount').fill('410')
    page.context.request.post(f'{server.address}/sign-out', headers={'Origin': server.address})
    page.get_by_role('button', name='Record').click()
    page.get_by_role('link', name='Please sign in again').click()
    assert recorded() == []
    page.get_by_role('button', name='Enter as president').click()
    expect(page.locator('body.ready')).to_be_attached()
    expect(page.get_by_label('Amount')).to_have_value('410')


def test_a_save_that_was_begun_is_finished_before_the_server_stops(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path, 'demo') as server:
        page = enter(browser, server.address)
        page.get_by_label('Note').fill('slow')
        page.get_by_role('button', name='Record').click()
        while not server.recorded():
            time.sleep(0.02)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(20) is not None
        assert len(server.recorded()) == 10


def test_the_answer_is_in_the_language_of_the_person(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, 'treasurer')
    page.locator('details.menu summary').click()
    page.get_by_role('button', name='Kiswahili').click()
    expect(page.locator('html[lang=sw] body.ready')).to_be_attached()
    page.get_by_label('Note').fill('language')
    page.get_by_role('button', name='Record').click()
    expect(page.locator('#toast')).to_have_text('Recorded in sw')


def test_the_copy_button_works_on_plain_http(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address)
    page.evaluate('Object.defineProperty(navigator, "clipboard", {value: undefined})')  # as on http
    page.get_by_role('button', name='Copy').click()
    expect(page.locator('#toast')).to_have_text('Copied')
    page.get_by_label('Note').focus()
    page.keyboard.press('Control+V')
    expect(page.get_by_label('Note')).to_have_value('₹500 paid')
