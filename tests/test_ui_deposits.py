"""The deposits of a meeting: a grid that is filled by keyboard and recorded once, all of it or nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from actions.who import Who
from rules.periods import Month
from rules.problems import Refused
from rules.records import Entry
from sheets.book import Book
from tests.groups import PRESIDENT, TODAY, Group
from tests.real_pages import OneDay
from tests.served import Server, enter, serving
from ui.cycles_shown import chosen_cycle
from ui.deposit_grid import Line, field_of, lines_of
from ui.deposits import record_grid
from ui.dues_picture import dues_picture
from ui.office import use
from ui.recording import Desk

chromium = pytest.mark.needs('chromium')

ASHA, BRINDA, SPOILING = 'M2025-001', 'M2025-002', '<script>document.title = "spoilt"</script>'
THIS, LAST, NEXT = Month(2026, 1), Month(2025, 12), Month(2026, 2)
PRESS = '01JZ0000000000000000000001'


def group_in(folder: Path) -> Group:
    """Dues of 200.00 since November. Asha missed November; Brinda paid December late and in part."""
    group = Group(folder, late_fee_percent=Fraction(10))
    for name in ('Asha', 'Brinda', SPOILING):
        group.join(name, '2025-11-01')
    for member, amount, on, month in (
        (ASHA, '200', '2025-12-05', '2025-12'),
        (BRINDA, '200', '2025-11-05', '2025-11'),
        (BRINDA, '150', '2025-12-20', '2025-12'),
        ('M2025-003', '200', '2025-11-10', '2025-11'),
        ('M2025-003', '200', '2025-12-10', '2025-12'),
    ):
        group.do('contribution', amount, on, member=member, for_=month)
    return group


@pytest.fixture
def group(tmp_path: Path) -> Group:
    return group_in(tmp_path)


@pytest.fixture(scope='module')
def at_the_meeting(tmp_path_factory: pytest.TempPathFactory) -> Group:
    """The group whose grid is open in the browser."""
    return group_in(tmp_path_factory.mktemp('deposits'))


@pytest.fixture(scope='module')
def server(at_the_meeting: Group) -> Iterator[Server]:
    with serving(at_the_meeting.path.parent, str(TODAY), 'deposits', program='tests.real_pages') as running:
        yield running


@dataclass
class AtDesk(Desk):
    """A desk without a page."""

    group: Group

    def book(self) -> Book:
        return self.group.book

    def who(self) -> Who:
        return PRESIDENT


def press(group: Group, pressed: str = PRESS, **values: str) -> list[Entry]:
    """Record the fields of a grid: pay__001__2026_01__0='200' stands for pay:M2025-001:2026-01:0."""
    use(OneDay(group.path.parent, TODAY))
    fields = {
        f'{kind}:M2025-{number}:{month.replace("_", "-")}:{seen}': text
        for name, text in values.items()
        for kind, number, month, seen in [name.split('__')]
    }
    return record_grid(AtDesk(group), {'entry_id': pressed, 'date': str(TODAY), 'mode': 'cash', **fields})


def recorded(group: Group, before: int) -> list[tuple[str, str, int, int]]:
    group.book.refresh()
    new = group.book.frame().iloc[before:]
    named = (new[name].tolist() for name in ('member_number', 'kind', 'month', 'amount'))
    return list(zip(*named, strict=True))


def line(group: Group, number: str) -> Line:
    shown = chosen_cycle(str(THIS), group.book, TODAY)
    return next(one for one in lines_of(group.book, shown.cycle, shown.after, TODAY) if one.member.number == number)


def test_a_line_tells_what_is_due_and_what_else_can_be_paid(group: Group) -> None:
    asha, brinda = line(group, ASHA), line(group, BRINDA)
    assert (asha.due, asha.paid, asha.missing) == (200_00, 0, 200_00)
    assert [(more.kind, more.cycle, more.amount, more.missed) for more in asha.more] == [
        ('also', Month(2025, 11), 200_00, True), ('also', NEXT, 200_00, False), ('fee', Month(2025, 11), 20_00, True),
    ]  # fmt: skip
    assert [(more.kind, more.cycle, more.amount, more.seen) for more in brinda.more] == [
        ('also', LAST, 50_00, 150_00), ('also', NEXT, 200_00, 0), ('fee', LAST, 20_00, 20_00),
    ]  # fmt: skip


def test_a_number_may_hold_a_colon() -> None:
    field = field_of('pay:A:1:2026-01:0')
    assert field
    assert (field.number, field.cycle, field.name) == ('A:1', '2026-01', 'pay:A:1:2026-01:0')
    assert field_of('date') is None


def test_all_that_is_filled_in_is_recorded_and_a_second_press_records_nothing(group: Group) -> None:
    before = len(group.book.frame())
    asked = {'pay__001__2026_01__0': '200', 'also__001__2025_11__0': '200.00', 'fee__001__2025_11__2000': '20.00',
             'pay__002__2026_01__0': '', 'pay__003__2026_01__0': '0'}  # fmt: skip
    first = press(group, **asked)
    assert recorded(group, before) == [
        (ASHA, 'contribution', 202601, 200_00), (ASHA, 'contribution', 202511, 200_00), (ASHA, 'fine', 202511, 20_00),
    ]  # fmt: skip
    assert press(group, **asked) == first
    assert len(group.book.frame()) == before + 3
    assert line(group, ASHA).more == [more for more in line(group, ASHA).more if more.cycle == NEXT]


def test_one_wrong_amount_holds_everything_back_and_is_told_with_the_name(group: Group) -> None:
    before = len(group.book.frame())
    with pytest.raises(Refused) as refused:
        press(group, pay__001__2026_01__0='200', pay__002__2026_01__0='abc', pay__003__2026_01__0='1.005')
    assert [(problem.place, problem.about) for problem in refused.value.problems] == [
        ('Brinda', 'pay:M2025-002:2026-01:0'), (SPOILING, 'pay:M2025-003:2026-01:0'),
    ]  # fmt: skip
    assert recorded(group, before) == []


def test_what_another_officer_recorded_meanwhile_is_not_recorded_again(group: Group) -> None:
    group.do('contribution', '200', '2026-01-01', member=ASHA, for_='2026-01')
    before = len(group.book.frame())
    with pytest.raises(Refused) as refused:
        press(group, pay__001__2026_01__0='200', pay__002__2026_01__0='200')
    assert [str(problem) for problem in refused.value.problems] == [
        'Asha: Meanwhile something was recorded for 2026-01. '
        'Load the page again to see it; what you typed for the others stays.'
    ]
    assert recorded(group, before) == []
    assert len(press(group, pay__001__2026_01__20000='50')) == 1


def test_an_empty_grid_says_what_to_do(group: Group) -> None:
    with pytest.raises(Refused, match='No amount is filled in'):
        press(group, pay__001__2026_01__0='')


def test_the_picture_of_who_paid_says_its_squares_in_words(group: Group) -> None:
    drawn = dues_picture(group.book, TODAY)
    rows = [row for row in drawn.split('<tr>') if '/members/M2025-00' in row]
    words = [[cell.split('<')[0] for cell in row.split('<span class="heard">')[1:]][-3:] for row in rows]
    assert words == [['missed', 'paid', 'not yet paid'], ['paid', 'part paid', 'not yet paid'],
                     ['paid', 'paid', 'not yet paid']]  # fmt: skip
    assert '<script>' not in drawn


@chromium
def test_the_grid_is_filled_by_keyboard_alone_and_the_answer_is_what_the_book_holds(
    browser: Browser, server: Server, at_the_meeting: Group
) -> None:
    before = len(at_the_meeting.book.frame())
    page = enter(browser, server.address, '/deposits')
    amounts = page.locator('input[type=text][data-pays]')
    total = page.locator('.pay-total strong')
    expect(total).to_have_text('₹600.00')
    assert page.title() != 'spoilt'
    assert page.evaluate('document.documentElement.scrollWidth <= innerWidth')

    amounts.first.focus()
    page.keyboard.type('1,050.5')
    page.keyboard.press('Enter')
    page.keyboard.press('ArrowDown')
    page.keyboard.press('ArrowUp')
    page.keyboard.type('०')
    expect(total).to_have_text('₹1,250.50')
    page.keyboard.press('Enter')
    page.keyboard.press('Enter')
    expect(page.get_by_role('button', name='Record all')).to_be_focused()
    page.keyboard.press('Enter')
    page.keyboard.press('Enter')
    answer = page.locator('.recorded')
    expect(answer).to_contain_text('Recorded: ₹1,250.50 from 2 members.')
    expect(answer.locator('li')).to_have_count(2)
    expect(answer.locator('li').first).to_contain_text('AshaJanuary 2026 · Cash · R00006₹1,050.50')
    assert recorded(at_the_meeting, before) == [
        (ASHA, 'contribution', 202601, 1050_50), ('M2025-003', 'contribution', 202601, 200_00),
    ]  # fmt: skip
    expect(amounts.first).to_have_value('')
    expect(amounts.nth(1)).to_have_value('200')
    expect(total).to_have_text('₹200.00')


@chromium
def test_a_refused_sitting_keeps_what_was_typed_and_a_double_press_records_once(
    browser: Browser, server: Server, at_the_meeting: Group
) -> None:
    at_the_meeting.book.refresh()
    before = len(at_the_meeting.book.frame())
    page = enter(browser, server.address, '/deposits?cycle=2026-02', width=1280)
    expect(page.locator('.hero')).to_contain_text('February 2026')
    brinda = page.get_by_label('Brinda pays for February 2026')
    brinda.fill('12x')
    page.get_by_label('Asha pays for February 2026').fill('')
    page.locator('.pay').nth(1).locator('summary').click()
    page.get_by_label('December 2025 ₹50.00', exact=True).check()
    page.get_by_role('button', name='Record all').click()
    expect(page.get_by_role('alert').first).to_contain_text("Brinda '12x' is not an amount.")
    expect(brinda).to_have_value('12x')
    expect(brinda).to_have_attribute('aria-invalid', 'true')
    assert recorded(at_the_meeting, before) == []

    brinda.fill('120')
    page.get_by_label('pays for February 2026').nth(2).fill('')
    page.get_by_role('button', name='Record all').dblclick()
    expect(page.locator('.recorded li')).to_have_count(2)
    assert sorted(recorded(at_the_meeting, before)) == [
        (BRINDA, 'contribution', 202512, 50_00), (BRINDA, 'contribution', 202602, 120_00),
    ]  # fmt: skip
