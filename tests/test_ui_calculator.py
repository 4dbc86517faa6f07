"""The page of the loan calculator: for every member and officer, by its address alone, in words where it cannot."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.groups import Group
from tests.printed import by_pdfium
from tests.served import Server, serving
from tests.test_ui_weights import weigh

MOST_BYTES = 10 * 1024
PHONE, LAPTOP = {'width': 360, 'height': 740}, {'width': 1280, 'height': 800}
# As much as a page may have to say: many rows, long formulas, every setting, a day to close it.
LARGEST = (
    '/calculator?principal=98765432.10&rate=23.75&per=year&count=240&method=equal-principal&day_count=act%2Fact'
    '&grace_interest=2&start=2026-01-31&pay_off=2027-03-10&row=37'
)


@dataclass
class Story:
    """Asha and Bina are members; Bina left."""

    group: Group
    server: Server

    def enter(self, role: str) -> httpx.Client:
        """Signed in as an officer, or as a member by her name."""
        browser = self.server.browse()
        if role in ('president', 'treasurer'):
            browser.post('/sign-in/demo', data={'role': role})
        else:
            browser.post('/sign-in/member', data={'name': role, 'mobile': '9822000001'})
        return browser


@pytest.fixture(scope='module')
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp('calculator')
    group = Group(folder, name='Asmita & <i>Co</i>', member_pin_required=False)
    group.join('Asha')
    with serving(folder, '2026-01-01', 'loans', 'passbook', 'calculator', program='tests.real_pages') as server:
        yield Story(group, server)


@pytest.fixture(scope='module')
def asha(story: Story) -> httpx.Client:
    return story.enter('Asha')


def said(page: httpx.Response, status: int = 200) -> str:
    """What stands on a page."""
    assert page.status_code == status
    return ' '.join(unescape(re.sub(r'<[^>]+>', ' ', page.text)).split())


def test_a_loan_is_answered_in_large_figures_with_its_schedule(asha: httpx.Client) -> None:
    """12,000.00 at 2 % a month in 4 equal instalments."""
    page = said(asha.get('/calculator?principal=12000&count=4&start=2026-01-01'))
    assert 'Loan calculator ₹3,151.49 each time, ₹3,151.47 at last' in page
    assert '₹12,000.00 · 2 % a month · 4 instalments · every month · Equal instalments · from 1 Jan 2026' in page
    assert 'Interest in all ₹605.94 5 % of the loan To pay in all ₹12,605.94' in page
    assert 'First due 1 Feb 2026 ₹3,151.49 Repaid on 1 May 2026 ₹3,151.47' in page
    assert '2 1 Mar 2026 3,151.49 2,969.72 181.77 6,118.79' in page
    assert 'All together 12,605.94 12,000.00 605.94' in page
    assert '2 9,088.51 × 2 % = 181.7702 → 181.77 3,151.49 − 181.77 = 2,969.72' in page


def test_without_an_address_it_opens_with_what_the_bylaws_say(asha: httpx.Client) -> None:
    page = said(asha.get('/calculator'))
    assert '₹10,000.00 · 2 % a month · 12 instalments · every month' in page


@pytest.mark.parametrize(
    'given, figure, told',
    [
        ('method=equal-principal&count=4&principal=1000', '₹270.00', 'at first, ₹255.00 at last'),
        ('method=interest-only&count=4&principal=1000', '₹20.00', 'at first, ₹1,020.00 at last'),
        ('method=flat&count=4&principal=1000', '₹270.00', 'each time'),
        ('method=flat&count=4&principal=1000&grace_interest=1', '₹270.00', 'as a rule'),
        ('method=fixed&instalment=400&count=&principal=1000', '₹400.00', 'each time, ₹237.05 at last'),
        ('count=1&principal=1000', '₹1,020.00', 'once'),
    ],
)
def test_the_large_figure_says_when_it_is_paid(asha: httpx.Client, given: str, figure: str, told: str) -> None:
    assert f'Loan calculator {figure} {told} ₹1,000.00' in said(asha.get(f'/calculator?{given}'))


def test_the_other_ways_stand_beside_it_and_each_is_an_address(asha: httpx.Client) -> None:
    page = asha.get('/calculator?start=2026-01-01')
    assert (
        'Equal parts of the loan ₹1,300.00 the interest besides, less each time ₹1,033.33 – ₹850.04 '
        'Equal instalments ₹1,347.15 the same sum each time ₹945.60 '
        'Flat ₹2,400.00 interest on the whole loan until the end ₹1,033.33 '
        'Interest only ₹2,400.00 the whole loan at the end ₹200.00 – ₹10,200.00'
    ) in said(page)
    flat = re.search(r'href="(/calculator\?[^"]*method=flat[^"]*)"', page.text)
    assert flat and 'Flat · from 1 Jan 2026' in said(asha.get(unescape(flat[1])))


def test_what_closing_it_on_a_day_costs_by_both_ways_of_counting(asha: httpx.Client) -> None:
    page = said(asha.get('/calculator?start=2026-01-01&pay_off=2026-03-10'))
    assert 'Still owed of the loan ₹8,493.89' in page
    assert (
        'A started month counts whole as our bylaws say Interest 8,493.89 × 2 % = 169.8778 → 169.88 ₹8,663.77' in page
    )
    assert 'The days count Interest 8,493.89 × 2 % × 9 / 31 = 49.319361… → 49.32 ₹8,543.21' in page
    assert 'By then everything is repaid.' in said(asha.get('/calculator?start=2026-01-01&pay_off=2030-01-01'))


def test_closing_it_after_instalments_that_came_late_costs_what_was_chosen(asha: httpx.Client) -> None:
    late = '/calculator?principal=12000&count=4&start=2026-01-01&pay_off=2026-04-01&paid=0'
    page = said(asha.get(late))
    assert 'If the first 0 instalments before 1 Apr 2026 were paid on their day, and nothing since.' in page
    assert '₹12,720.00' in page
    assert (
        '1 January 2026 – 1 February 2026 ₹12,000.00 × 2 / 100 = ₹240.00 ₹240.00 '
        '1 February 2026 – 1 March 2026 ₹12,000.00 × 2 / 100 = ₹240.00 ₹240.00 '
        '1 March 2026 – 1 April 2026 ₹12,000.00 × 2 / 100 = ₹240.00 ₹240.00 '
        'Still owed of the loan ₹12,000.00 Closes the loan ₹12,720.00'
    ) in page
    assert '₹12,544.15' in said(asha.get(f'{late}&late_interest=as+scheduled'))


def test_what_is_nonsense_is_said_below_its_field_and_what_was_typed_stays(asha: httpx.Client) -> None:
    page = asha.get('/calculator?principal=%3Cb%3Emuch&rate=2&count=0&grace_principal=x')
    assert "'<b>much' is not an amount. Type digits, with at most 2 after the point" in said(page, 422)
    assert page.text.count('aria-invalid="true"') == 3
    assert 'name="principal" value="&lt;b&gt;much"' in page.text
    assert re.search(r'name="count".*?<small class="help">A loan has from 1 to 240 instalments, not 0', page.text)
    # What is wrong behind further settings must be seen.
    assert '<details class="fold" open>' in page.text
    assert 'Interest in all' not in page.text


def test_a_long_loan_is_shown_in_parts(asha: httpx.Client) -> None:
    first = asha.get('/calculator?count=100&method=flat')
    assert ('36 1 Jan 2029' in said(first), '37 1 Feb 2029' in said(first)) == (True, False)
    later = re.search(r'href="([^"]*row=37)#schedule"', first.text)
    assert later and '37 1 Feb 2029' in said(asha.get(unescape(later[1])))
    assert '100 1 May 2034' in said(asha.get('/calculator?count=100&method=flat&row=99999'))
    assert '1 1 Feb 2026' in said(asha.get('/calculator?count=100&method=flat&row=-1'))


def test_it_is_for_members_and_officers_and_nobody_else(story: Story, asha: httpx.Client) -> None:
    assert 'href="/passbook" aria-label="Back"' in asha.get('/calculator').text
    for role in ('president', 'treasurer'):
        assert 'href="/loans" aria-label="Back"' in story.enter(role).get('/calculator').text
    stranger = story.server.browse().get('/calculator?count=4')
    assert (stranger.status_code, stranger.headers['location']) == (303, '/sign-in?next=/calculator%3Fcount%3D4')
    dipa = story.group.join('Dipa', mobile='9822000009')
    hers = story.server.browse()
    hers.post('/sign-in/member', data={'name': 'Dipa', 'mobile': '9822000009'})
    assert hers.get('/calculator').status_code == 200
    story.group.leave(dipa, '2025-12-31')
    assert hers.get('/calculator').status_code == 403


def test_ways_lead_to_it(story: Story, asha: httpx.Client) -> None:
    assert 'href="/calculator"' in asha.get('/passbook').text
    assert '/calculator' in story.enter('treasurer').get('/loans').text


def test_it_needs_no_script_and_is_kept_by_no_cache(asha: httpx.Client) -> None:
    page = asha.get(LARGEST)
    assert page.status_code == 200
    assert '<script' not in page.text and '<i>Co</i>' not in page.text
    assert page.headers['cache-control'] == 'no-store'


@pytest.fixture
def no_script(browser: Browser, story: Story) -> Iterator[Page]:
    """A phone whose browser runs no script, on which the president is signed in."""
    context = browser.new_context(viewport=PHONE, locale='en-IN', java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f'{story.server.address}/sign-in')
    page.locator('button[value=president]').click()
    page.goto(f'{story.server.address}/calculator')
    yield page
    context.close()


@pytest.mark.needs('chromium')
def test_the_form_works_without_script(no_script: Page) -> None:
    page = no_script
    assert not page.get_by_label('The sum that is paid each time').is_visible()
    page.get_by_label('How much').fill('1000')
    page.get_by_label('Way of repaying').select_option('fixed')
    page.get_by_label('The sum that is paid each time').fill('400')
    page.get_by_label('How many instalments').fill('')
    page.get_by_role('button', name='Compute').first.click()
    assert page.locator('.hero strong').inner_text() == '₹400.00'
    # The day is asked beside the form and sent with it.
    page.get_by_label('What would I pay on this day?').fill('2026-02-15')
    page.get_by_role('button', name='Compute').last.click()
    assert '₹632.40' in page.locator('.closing').inner_text()
    assert page.locator('.hero strong').inner_text() == '₹400.00'


@pytest.mark.needs('chromium')
@pytest.mark.long
@pytest.mark.parametrize('language', ['en', 'hi', 'mr', 'sw'])
def test_it_is_light_and_fits_the_phone_in_every_language(browser: Browser, story: Story, language: str) -> None:
    context = browser.new_context(viewport=PHONE, locale=f'{language}-IN')  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f'{story.server.address}/sign-in')
    page.locator('button[value=president]').click()
    page.goto(f'{story.server.address}/calculator')
    weights = weigh(page)
    for path in ('/calculator', LARGEST, '/calculator?count=0&rate=x&principal=y&start=z'):
        for letters in ('usual', 'large'):
            context.add_cookies([{'name': 'bahi_letters', 'value': letters, 'url': story.server.address}])
            weights.clear()
            page.goto(f'{story.server.address}{path}')
            page.wait_for_load_state('networkidle')
            assert 0 < sum(weights) <= MOST_BYTES
            assert page.evaluate('document.documentElement.scrollWidth') == PHONE['width'], (path, letters)
    context.close()


@pytest.mark.needs('chromium')
@pytest.mark.long
def test_two_years_of_instalments_are_printed_on_one_page(browser: Browser, story: Story, tmp_path: Path) -> None:
    context = browser.new_context(viewport=LAPTOP, locale='en-IN')  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f'{story.server.address}/sign-in')
    page.locator('button[value=president]').click()
    for path in ('/calculator?count=24&start=2026-01-01', '/calculator?start=2026-01-01&pay_off=2026-03-10'):
        page.goto(f'{story.server.address}{path}')
        printed = by_pdfium(page.pdf(prefer_css_page_size=True))
        assert len(printed) == 1
        assert 'All together' in ' '.join(printed[0])
    context.close()
