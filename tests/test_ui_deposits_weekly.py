"""A group that pays every week: the running week with its amounts, catching up, paying ahead, the hand-over."""

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest
from playwright.sync_api import Browser, expect

from reports import messages
from rules.periods import Month
from tests.groups import TODAY, Group
from tests.served import Server, enter, serving
from tests.test_ui_deposits import BRINDA, press
from ui.cycles_shown import chosen_cycle, how_it_stands, running_cycle
from ui.dashboard import deposited_now
from ui.deposit_grid import lines_of
from ui.dues_picture import dues_picture
from ui.prints import lists

chromium = pytest.mark.needs('chromium')
ASHA = 'M2025-001'


def weekly_in(folder: pytest.TempPathFactory) -> Group:
    """50 a week from Wednesday on, due on Thursday, late fee 10 %. Today is Thursday 1 January 2026.

    Week of       10 Dec   17 Dec   24 Dec   31 Dec
    Asha            50       50       50       0
    Brinda          50       20        0       0
    """
    group = Group(
        folder.mktemp('weekly'), frequency='weekly', due_day=2, monthly_due=50_00, late_fee_percent=Fraction(10)
    )
    for name in ('Asha', 'Brinda'):
        group.join(name, '2025-12-10')
    for member, amount, on in (
        (ASHA, '50', '2025-12-10'), (ASHA, '50', '2025-12-17'), (ASHA, '50', '2025-12-30'),
        (BRINDA, '50', '2025-12-11'), (BRINDA, '20', '2025-12-17'),
    ):  # fmt: skip
        group.do('contribution', amount, on, member=member)
    return group


@pytest.fixture
def group(tmp_path_factory: pytest.TempPathFactory) -> Group:
    return weekly_in(tmp_path_factory)


@pytest.fixture(scope='module')
def met(tmp_path_factory: pytest.TempPathFactory) -> Group:
    """The group whose pages are open in the browser."""
    return weekly_in(tmp_path_factory)


@pytest.fixture(scope='module')
def server(met: Group) -> Iterator[Server]:
    pages = ('deposits', 'dashboard', 'member_page', 'passbook', 'prints', 'reports', 'messages')
    with serving(met.path.parent, str(TODAY), *pages, program='tests.real_pages') as running:
        yield running


def drawn(group: Group, cycle: str = '') -> str:
    return str(how_it_stands(group.book, chosen_cycle(cycle, group.book, TODAY), TODAY))


def test_a_line_offers_the_weeks_before_the_next_one_and_the_fees(group: Group) -> None:
    shown = chosen_cycle('', group.book, TODAY)
    asha, brinda = lines_of(group.book, shown.cycle, shown.after, TODAY)
    assert (asha.due, asha.missing, [str(more.cycle) for more in asha.more]) == (50_00, 50_00, [
        '2026-01-07', '2025-12-24',
    ])  # fmt: skip
    assert [(more.kind, str(more.cycle), more.amount) for more in brinda.more] == [
        ('also', '2025-12-17', 30_00), ('also', '2025-12-24', 50_00), ('also', '2026-01-07', 50_00),
        ('fee', '2025-12-17', 3_00), ('fee', '2025-12-24', 5_00),
    ]  # fmt: skip


def test_the_week_tells_its_days_and_what_was_carried_over(group: Group) -> None:
    assert '31 Dec 2025 – 6 Jan 2026 · due by 1 Jan 2026 · ' in drawn(group)
    assert 'carried over from 24 December 2025: ₹50.00 of 1 member' in drawn(group)
    assert 'Everybody has paid.' not in drawn(group)
    assert 'Everybody has paid.' in drawn(group, '2025-12-10')
    assert 'carried over from' not in drawn(group, '2026-01-07')


def test_what_is_ticked_and_typed_is_recorded_for_its_week_or_for_none(group: Group) -> None:
    before = len(group.book.frame())
    asked = {'pay__001__2025_12_31__0': '50', 'also__002__2025_12_17__2000': '30', 'fee__002__2025_12_17__300': '3',
             'extra__002____0': '25', 'also__002__2026_01_07__0': '50'}  # fmt: skip
    first = press(group, **asked)
    assert press(group, **asked) == first
    assert [(entry.kind, entry.about, entry.month, entry.category, entry.amount // 100) for entry in first] == [
        ('contribution', '2025-12-31', None, '', 50), ('contribution', '2025-12-17', None, '', 30),
        ('fine', '2025-12-17', None, 'Late fee', 3), ('contribution', '', None, 'additional', 25),
        ('contribution', '2026-01-07', None, '', 50),
    ]  # fmt: skip
    assert len(group.book.frame()) == before + 5
    shown = chosen_cycle('', group.book, TODAY)
    brinda = lines_of(group.book, shown.cycle, shown.after, TODAY)[1]
    assert [(more.kind, str(more.cycle)) for more in brinda.more] == [('also', '2025-12-24'), ('fee', '2025-12-24')]
    assert (brinda.extra, brinda.missing) == (25_00, 50_00)


def test_the_picture_stands_under_the_days_on_which_the_weeks_begin(group: Group) -> None:
    picture = str(dues_picture(group.book, TODAY))
    assert 'under the day on which it begins' in picture
    assert picture.count('scope="col"') == 24 + 2
    assert '<span class="heard">31 December 2025</span>' in picture


@pytest.mark.parametrize(
    ('on', 'named'),
    [
        # June has one of the 24 weeks, so that July is named beside it; the phone begins with 17 September.
        (date(2025, 12, 3), '2 Jul, 6 Aug, 3 Sep, 17 Sep on a phone, 1 Oct, 5 Nov, 3 Dec'),
        # The phone begins with 24 September, the last week of its month.
        (date(2025, 12, 10), '2 Jul, 6 Aug, 3 Sep, 1 Oct, 5 Nov, 3 Dec'),
    ],
)
def test_months_are_named_where_there_is_room_for_them(group: Group, on: date, named: str) -> None:
    heads = re.findall(
        r'<small aria-hidden="true"( class="phone")?>(\w+)</small><span aria-hidden="true">(\d+)</span>',
        str(dues_picture(group.book, on)),
    )
    assert ', '.join(f'{day} {month}{" on a phone" if phone else ""}' for phone, month, day in heads) == named


def test_reminders_and_the_news_name_the_weeks(group: Group) -> None:
    said = messages.reminder(group.book, BRINDA, TODAY)
    assert '• 17 December 2025: ₹30.00\n• 24 December 2025: ₹50.00\n• 31 December 2025: ₹50.00\n' in said
    assert 'Together: *₹130.00*' in said
    assert 'Please pay by 1 January 2026.' in said
    # Of the week of 24 December, due on 25 December, Asha is reminded from 22 December on, before it begins.
    days = [date(2025, 12, day) for day in (18, 21, 22)]
    assert [messages.to_remind(group.book, day) for day in days] == [[BRINDA], [BRINDA], [ASHA, BRINDA]]
    assert 'Dear Asha (M2025-001), a deposit is due soon:\n• 24 December' in messages.reminder(
        group.book, ASHA, date(2025, 12, 22)
    )
    december = messages.monthly(group.book, Month(2025, 12), TODAY)
    assert '• Asha (M2025-001): ₹50.00\n• Brinda (M2025-002): ₹130.00\n' in december
    assert 'for 17 December 2025.' in messages.receipt(group.book, group.book.frame()['id'].iloc[4], TODAY)


def test_the_first_page_and_the_list_to_sign_are_of_the_week(group: Group) -> None:
    week = running_cycle(group.book, TODAY)
    assert deposited_now(group.book, week, TODAY) == '₹0.00 deposited in this cycle'
    group.do('contribution', '50', '2025-12-31', member=ASHA)
    group.do('contribution', '10', '2026-01-01', member=BRINDA)
    assert deposited_now(group.book, week, TODAY) == '₹60.00 deposited in this cycle'
    assert [title for _path, _mark, title, _note in lists(group.book, TODAY)] == [
        'Deposits of the cycle', 'Members', 'Running loans',
    ]  # fmt: skip


@chromium
def test_a_week_is_recorded_in_the_browser(browser: Browser, server: Server, met: Group) -> None:
    page = enter(browser, server.address, '/deposits')
    expect(page.locator('.hero')).to_contain_text('31 December 2025')
    expect(page.locator('.pay-total strong')).to_have_text('₹100.00')
    expect(page.get_by_text('carried over from 24 December 2025: ₹50.00 of 1 member')).to_be_visible()
    brinda = page.locator('.pay').nth(1)
    brinda.locator('summary').click()
    brinda.get_by_label('24 December 2025 ₹50.00', exact=True).check()
    brinda.get_by_label('Additional').fill('12.50')
    expect(page.locator('.pay-total strong')).to_have_text('₹162.50')
    assert page.evaluate('document.documentElement.scrollWidth <= innerWidth')
    page.get_by_role('button', name='Record all').click()
    expect(page.locator('.recorded li')).to_have_count(4)
    expect(page.locator('.recorded')).to_contain_text('Additional · Cash')
    expect(page.get_by_text('Everybody has paid.')).to_be_visible()
    met.book.refresh()
    new = met.book.frame().iloc[5:]
    assert sorted(zip(new['about'], new['amount'].tolist(), strict=True)) == [
        ('', 12_50), ('2025-12-24', 50_00), ('2025-12-31', 50_00), ('2025-12-31', 50_00),
    ]  # fmt: skip
    page.get_by_role('link', name='24 December 2025').first.click()
    expect(page.locator('.hero')).to_contain_text('24 December 2025')


@chromium
def test_the_other_pages_speak_of_weeks(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, '/')
    expect(page.get_by_role('heading', name='Dues of 31 December 2025')).to_be_visible()
    page.goto(f'{server.address}/members/{BRINDA}')
    expect(page.locator('.dues').last).to_contain_text('17 December 2025')
    expect(page.get_by_text('1 cycle', exact=True)).to_be_visible()
    page.get_by_text('Still to come').click()
    expect(page.get_by_text('14 January 2026')).to_be_visible()


def test_her_passbook_tells_her_weeks_and_what_is_due_next(server: Server) -> None:
    with server.browse() as browser:
        browser.post('/sign-in/demo', data={'role': 'member'})
        page = browser.get('/passbook').text
    assert 'Deposit of 31 December 2025' in page
    assert 'Next: ₹50.00 by ' in page
