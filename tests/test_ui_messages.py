"""Messages: the text of what was chosen, in any language, to be copied or opened in WhatsApp."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
import pytest
from lxml import html
from playwright.sync_api import Browser, expect

from reports import messages
from rules.periods import Month
from sheets.words import language
from tests.groups import TODAY, Group
from tests.served import Server, enter, serving


@dataclass
class Told:
    """A group in which something of each kind has happened, with the ids of what did."""

    group: Group
    ids: dict[str, str]


@dataclass
class Page:
    """What the page of a message shows."""

    text: str
    whatsapp: str
    names: list[str]
    markup: str


@pytest.fixture(scope='module')
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    group = Group(tmp_path_factory.mktemp('messages'), name='Asmita <b>& Co</b>')
    asha, bina = group.join('Asha', mobile='98220 12345'), group.join('<i>Bina</i>')
    ids = {'receipt': group.do('contribution', '800', '2025-01-05', member=bina).entry_id}
    ids['loan'] = group.do('loan', '500', '2025-02-05', member=asha).entry_id
    ids['repayment'] = group.do('repayment', '110', '2025-03-01', member=asha).entry_id
    wrong = group.do('contribution', '900', '2025-03-05', member=asha).entry_id
    group.do('reversal', '', '2025-03-06', reverses=wrong)
    ids['latest'] = group.do('contribution', '200', '2025-03-07', member=asha, for_='2025-01').entry_id
    ids['fine'] = group.do('fine', '5', '2025-03-08', member=asha).entry_id
    return Told(group, ids)


@pytest.fixture(scope='module')
def server(told: Told) -> Iterator[Server]:
    with serving(told.group.path.parent, str(TODAY), 'messages', program='tests.real_pages') as running:
        yield running


@pytest.fixture(scope='module')
def treasurer(server: Server) -> httpx.Client:
    """A browser in which an officer is signed in."""
    browser = server.browse()
    browser.post('/sign-in/demo', data={'role': 'treasurer'})
    return browser


def page(browser: httpx.Client, query: str = '') -> Page:
    """The page as it is painted before the script is there."""
    answer = browser.get(f'/messages?{query}')
    assert answer.status_code == 200
    whole: Any = html.fromstring(answer.text)
    main = whole.get_element_by_id('pre')
    links = [str(link) for link in main.xpath('.//a/@href') if 'wa.me' in link]
    text = ''.join(main.xpath('.//*[@id="message-text"]//text()'))
    names = [str(name) for name in main.xpath('.//section[contains(@class, "topics")]//*[@class="row-title"]/text()')]
    return Page(text, links[0] if links else '', names, answer.text)


def test_the_newest_deposit_comes_first_and_what_was_taken_back_is_left_out(
    told: Told, treasurer: httpx.Client
) -> None:
    shown = page(treasurer)
    assert shown.text == messages.receipt(told.group.book, told.ids['latest'], TODAY)
    assert shown.names == ['Asha', '<i>Bina</i>']


@pytest.mark.parametrize('kind', ['receipt', 'loan', 'repayment'])
def test_an_entry_has_the_message_of_its_kind(told: Told, treasurer: httpx.Client, kind: str) -> None:
    write = {'receipt': messages.receipt, 'loan': messages.loan_given, 'repayment': messages.repayment}[kind]
    shown = page(treasurer, f'entry={told.ids[kind]}')
    assert shown.text == write(told.group.book, told.ids[kind], TODAY)
    assert page(treasurer, f'kind={kind}&entry={told.ids[kind]}').text == shown.text


def test_the_news_of_a_month_are_for_the_whole_group(told: Told, treasurer: httpx.Client) -> None:
    shown = page(treasurer, 'kind=monthly&month=2025-03')
    assert shown.text == messages.monthly(told.group.book, Month(2025, 3), TODAY)
    assert shown.names == [f'{month} {year}' for month, year in (
        ('January', 2026), ('December', 2025), ('November', 2025), ('October', 2025), ('September', 2025),
        ('August', 2025),
    )]  # fmt: skip
    assert urlsplit(shown.whatsapp).path == '/'
    assert page(treasurer, 'kind=monthly').text == messages.monthly(told.group.book, Month(2026, 1), TODAY)


def test_whatsapp_opens_with_the_same_text_for_the_right_number(told: Told, treasurer: httpx.Client) -> None:
    shown = page(treasurer, f'entry={told.ids["loan"]}')
    link = urlsplit(shown.whatsapp)
    assert (link.scheme, link.netloc, link.path) == ('https', 'wa.me', '/919822012345')
    assert unquote(link.query.removeprefix('text=')) == shown.text


@pytest.mark.parametrize('spoken', ['en', 'hi', 'mr', 'sw'])
def test_the_language_of_the_message_is_a_choice(told: Told, treasurer: httpx.Client, spoken: str) -> None:
    with language(spoken):
        wanted = messages.receipt(told.group.book, told.ids['receipt'], TODAY)
    shown = page(treasurer, f'entry={told.ids["receipt"]}&spoken={spoken}')
    assert shown.text == wanted
    assert f'id="message-text" lang="{spoken}"' in shown.markup
    assert 'Copy the text, or open WhatsApp with it.' in shown.markup


def test_an_entry_without_a_message_says_so(told: Told, treasurer: httpx.Client) -> None:
    assert f'The entry {told.ids["fine"]} is not a deposit.' in page(treasurer, f'entry={told.ids["fine"]}').markup
    assert 'There is no entry nobody.' in page(treasurer, 'entry=nobody').markup
    assert 'There is no such month.' in page(treasurer, 'kind=monthly&month=soon').markup
    assert 'There is no member M1.' in page(treasurer, 'kind=reminder&member=M1').markup


def test_names_are_shown_as_they_are_written(told: Told, treasurer: httpx.Client) -> None:
    for query in (f'entry={told.ids["receipt"]}', 'kind=reminder', 'kind=reminder&member=M2025-002'):
        shown = page(treasurer, query)
        assert '<i>Bina</i>' not in shown.markup and '<b>& Co</b>' not in shown.markup
        assert '&lt;i&gt;Bina' in shown.markup


def test_the_page_is_light(treasurer: httpx.Client) -> None:
    for query in ('', 'kind=monthly&spoken=mr', 'kind=reminder'):
        assert int(treasurer.get(f'/messages?{query}').headers['content-length']) < 10_000


@pytest.mark.needs('chromium')
def test_reminders_are_copied_one_after_the_other(browser: Browser, server: Server, told: Told) -> None:
    window = enter(browser, server.address, '/messages', role='treasurer')
    window.get_by_role('link', name='Reminders').click()
    box = window.locator('#message-text')
    expect(box).to_contain_text('Dear Asha (M2025-001), these deposits are still missing:')
    expect(window.get_by_text('1 of 2')).to_be_visible()
    window.wait_for_selector('body.ready')
    window.get_by_role('link', name='Next: <i>Bina</i>').click()
    expect(box).to_contain_text('Dear <i>Bina</i> (M2025-002)')
    expect(window.get_by_text('2 of 2')).to_be_visible()
    window.wait_for_selector('body.ready')
    window.evaluate('Object.defineProperty(navigator, "clipboard", {value: undefined})')  # as on http
    window.get_by_role('button', name='Copy').click()
    expect(window.locator('#toast')).to_have_text('Copied')
    window.evaluate('document.body.append(Object.assign(document.createElement("textarea"), {id: "elsewhere"}))')
    window.locator('#elsewhere').focus()
    window.keyboard.press('Control+V')
    assert window.locator('#elsewhere').input_value() == messages.reminder(told.group.book, 'M2025-002', TODAY)
