"""The first page: its figures, who has not paid, what is owed, what happened last, and the picture of the fund."""

import re
from collections.abc import Iterator
from dataclasses import fields

import pytest
import uharfbuzz as harfbuzz
from playwright.sync_api import Browser, Locator, Page, expect

from reports.summaries import Figures
from reports.typefaces import face
from rules.bylaws import preset
from sheets.columns import MEMBERS
from sheets.words import language
from sheets.xlsx import Value, append_rows
from tests.groups import TODAY, Group
from tests.served import Server, enter, serving
from ui import dashboard
from ui.pictures import DAY, NIGHT, Slice, fund_picture, fund_slices, in_words, percents, pie

chromium = pytest.mark.needs('chromium')

SPOILING = '<script>document.title = "spoilt"</script>'


@pytest.fixture(scope='module')
def group(tmp_path_factory: pytest.TempPathFactory) -> Group:
    """Asha has paid, Brinda a part of January, the third nothing; Brinda's loan is late; one cell holds no amount."""
    group = Group(tmp_path_factory.mktemp('home'))
    for name in ('Asha', 'Brinda', SPOILING):
        group.join(name, '2025-11-11')
    group.do('opening', '10000', '2025-11-11', mode='bank')
    group.do('loan', '1000', '2025-12-20', member='M2025-001', mode='bank')
    group.do('loan', '3000', '2025-11-20', member='M2025-002', mode='bank')
    for member, amount, month in (('M2025-001', '200', '2025-12'), ('M2025-001', '200', '2026-01'),
                                  ('M2025-002', '200', '2025-12'), ('M2025-002', '80', '2026-01')):  # fmt: skip
        group.do('contribution', amount, '2026-01-01', member=member, for_=month)
    group.do('expense', '30', '2026-01-01', category='Tea')
    spoil_a_cell(group)
    return group


def spoil_a_cell(group: Group) -> None:
    """Somebody typed a member into the workbook, with words for her monthly deposit."""
    row: dict[str, Value] = {
        'id': 'm9', 'number': 'M2025-009', 'name': 'Zarina', 'mobile': '9822000009', 'monthly': 'much',
        'joined': TODAY, 'status': 'active',
    }  # fmt: skip
    append_rows(group.path, 'Members', [[row.get(column.field) for column in MEMBERS.columns]])


@pytest.fixture(scope='module')
def server(group: Group) -> Iterator[Server]:
    pages = 'dashboard', 'members', 'deposits', 'loans'
    with serving(group.path.parent, str(TODAY), *pages, program='tests.real_pages') as running:
        yield running


@pytest.fixture(scope='module')
def home(browser: Browser, server: Server) -> Page:
    return enter(browser, server.address, '/')


@pytest.mark.parametrize(
    'kind, told',
    [
        ('shg', ['Loans outstanding ₹7.00', 'Cash in hand ₹1.00', 'Bank ₹2.00']),
        ('vsla', ['Loans outstanding ₹7.00', 'Cash in hand ₹1.00', 'Bank ₹2.00', 'Social fund ₹4.00']),
        ('sacco', ['Loans outstanding ₹7.00', 'Cash in hand ₹1.00', 'Bank ₹2.00', 'Share capital ₹3.00',
                   'Fixed deposits ₹5.00', 'Borrowed from outside ₹6.00']),
    ],
)  # fmt: skip
def test_what_members_have_besides_savings_stands_beside_cash_and_bank(kind: str, told: list[str]) -> None:
    """The shares of a village group stand above, where others have their savings."""
    more = {'shg': {'brought_in': 9_00}, 'vsla': {'shares': 3_00, 'social_fund': 4_00},
            'sacco': {'shares': 3_00, 'fixed_deposits': 5_00, 'borrowed': 6_00, 'dividends': 9_00}}[kind]  # fmt: skip
    sums = dict.fromkeys((field.name for field in fields(Figures) if field.name != 'more'), 0)
    found = Figures(**{**sums, 'cash': 1_00, 'bank': 2_00, 'loans_outstanding': 7_00, 'more': more})  # type: ignore[arg-type]
    with language('en'):
        drawn = dashboard.tiles(found, preset(kind, 'Umoja', 'INR', 'en', TODAY, 'G'))
    pattern = r'</span>([^<]+)</div><div class="tile-value">([^<]+)</div>'
    assert [' '.join(pair) for pair in re.findall(pattern, drawn)] == told


def card(page: Page, title: str) -> Locator:
    return page.locator('.card', has=page.get_by_role('heading', name=title))


@chromium
def test_the_figures_are_those_of_the_book(home: Page) -> None:
    expect(home.locator('.hero strong')).to_have_text('₹680.00')
    figures = home.locator('.tile-value').all_text_contents()
    assert figures == ['₹4,000.00', '₹650.00', '₹6,000.00', '₹280.00']
    expect(home.locator('.tile').last).to_contain_text('1 of 3 have paid')


@chromium
def test_who_has_not_paid_and_what_is_owed_on_loans_the_late_one_first(home: Page) -> None:
    dues = card(home, 'Dues of January 2026')
    assert dues.locator('.chips .chip').all_text_contents() == ['1 paid', '1 part paid', '1 not yet paid']
    assert dues.locator('.row-title').all_text_contents() == ['Brinda', SPOILING]
    expect(dues.locator('.row').last).to_contain_text('also 1 earlier month')
    loans = card(home, 'Owed on loans today')
    assert loans.locator('.row-title').all_text_contents() == ['Brinda', 'Asha']
    expect(loans.locator('.row').first).to_contain_text('overdue since 20 Dec 2025₹3,120.00Overdue')
    expect(loans.locator('.row').last).to_contain_text('L2025-001, lent ₹1,000.00₹1,020.00')


@chromium
def test_the_latest_entries_what_waits_and_what_is_wrong_in_the_workbook(home: Page) -> None:
    expect(card(home, 'Latest entries').locator('.row').first).to_contain_text('−₹30.00')
    expect(home.locator('.notice.warn')).to_contain_text('The workbook is open in another program. Close it there.')
    problem = home.locator('.notice.bad')
    expect(problem).to_contain_text('Members!')
    expect(problem.get_by_role('link', name='See all problems')).to_have_attribute('href', '/problems')


@chromium
def test_the_picture_of_the_fund_is_there_and_says_what_it_shows(home: Page, server: Server) -> None:
    picture = home.get_by_role('img', name='What the fund consists of: Loans outstanding ₹4,000.00, 38 percent;')
    picture.scroll_into_view_if_needed()
    home.wait_for_function('document.querySelector(".fund img").naturalWidth > 0')
    assert home.evaluate('document.documentElement.scrollWidth <= innerWidth')
    assert home.title() != 'spoilt'
    address = picture.get_attribute('src') or ''
    answer = home.request.get(server.address + address)
    assert (answer.headers['content-type'], 'immutable' in answer.headers['cache-control']) == ('image/svg+xml', True)
    stale = home.request.get(f'{server.address}/pictures/fund.svg?v=0')
    assert stale.headers['cache-control'] == 'private, no-store'
    assert server.browse().get(address).status_code == 403


def test_the_picture_sets_devanagari_as_harfbuzz_does() -> None:
    """कर्ज is क, ज and the hook above it; drawn letter by letter it would be four signs."""
    drawn = pie((Slice('कर्ज', '₹1', 1),), 'nothing', DAY).decode()
    buffer = harfbuzz.Buffer()
    buffer.add_str('कर्ज')
    buffer.guess_segment_properties()
    harfbuzz.shape(face('Regular').shaper, buffer)
    wanted = [sign.codepoint for sign in buffer.glyph_infos]
    used = [int(sign, 16) for sign in re.findall(r'<use xlink:href="#NotoSansDevanagari-Regular-(\w+)"', drawn)]
    assert used[: len(wanted)] == wanted
    assert len(wanted) == 3


def test_the_picture_is_in_the_language_of_its_reader_and_the_colours_that_were_chosen(group: Group) -> None:
    with language('mr'):
        assert fund_slices(group.book, TODAY)[0].amount == 4_000_00
    assert 'look=dark' not in fund_picture(group.book, TODAY, 'light')
    assert 'look=light' not in fund_picture(group.book, TODAY, 'dark')
    assert '<source media="(prefers-color-scheme: dark)"' in fund_picture(group.book, TODAY, 'auto')


def test_shares_of_nothing_and_of_less_than_nothing() -> None:
    assert percents([Slice('a', '', 1), Slice('b', '', 2), Slice('c', '', -5)]) == [33, 67, 0]
    assert percents([Slice('a', '', 611), Slice('b', '', 54), Slice('c', '', 335)]) == [61, 5, 34]
    assert percents([Slice('a', '', 0)]) == [0]
    assert b'<svg' in pie((Slice('a', '₹0', 0),), 'Nothing yet', NIGHT)
    assert in_words([Slice('Bank', '₹0', 0)]) == 'What the fund consists of: Bank ₹0, 0 percent.'
