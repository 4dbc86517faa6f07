"""A member's own pages: all that is hers, nothing of another's, and small enough for any phone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import httpx
import pytest

from tests.groups import Group
from tests.printed import by_pdfium
from tests.served import Server, serving

# Everything that is for officers, and everything of another member under whatever name it may be asked for.
NOT_HERS = (
    '/members', '/deposits', '/messages', '/messages?kind=reminder&member=M2025-002', '/reports',
    '/reports/report.pdf?start=2025-01-01&end=2025-12-31', '/reports/auditor.xlsx?start=2025-01-01&end=2025-12-31',
    '/reports/page-1.png?start=2025-01-01&end=2025-12-31', '/print/dues', '/print/members', '/print/loans',
    '/members/M2025-002', '/members/M2025-002/statement.pdf', '/members/M2025-002/print',
)  # fmt: skip
HER_PAGES = ('/passbook', '/passbook?year=2025', '/passbook/entries', '/passbook/loans/L2025-001', '/passbook/print')
OF_ANOTHER = ('Bina', 'M2025-002', 'L2025-002', '9822000002')


@dataclass
class Story:
    """Asha has repaid a part of her loan and missed two dues; Bina has a loan as well; Chitra left."""

    group: Group
    server: Server

    def enter(self, name: str, mobile: str) -> httpx.Client:
        """Signed in as this member."""
        browser = self.server.browse()
        answer = browser.post('/sign-in/member', data={'name': name, 'mobile': mobile})
        assert (answer.status_code, answer.headers.get('location')) == (303, '/passbook')
        return browser


@pytest.fixture(scope='module')
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp('passbook')
    group = Group(folder, name='Asmita & <i>Co</i>', member_pin_required=False)
    asha, bina, chitra = (group.join(name) for name in ('Asha <b>Rao</b>', 'Bina', 'Chitra'))
    for month in (1, 2, 3, 5, 6, 7, 8, 9, 10, 11):
        group.do('contribution', '200', f'2025-{month:02d}-05', member=asha)
    group.do('contribution', '700', '2025-01-05', member=bina)
    for day in range(1, 32):
        group.do('fine', '5', f'2025-12-{day:02d}', member=bina, note=f'late {day}')
    group.do('loan', '1000', '2025-02-05', member=asha)
    group.do('repayment', '520', '2025-03-05', member=asha)
    group.do('loan', '500', '2025-04-05', member=bina)
    group.do('reversal', '', '2025-11-06', reverses=group.book.frame()['id'].iloc[9], note='typed twice')
    group.leave(chitra, '2025-06-30')
    pages = ('passbook', 'reports', 'messages', 'members', 'member_page', 'deposits')
    with serving(folder, '2026-01-01', *pages, program='tests.real_pages') as server:
        yield Story(group, server)


@pytest.fixture(scope='module')
def asha(story: Story) -> httpx.Client:
    """A browser in which Asha is signed in."""
    return story.enter('asha', '98220 00001')


def words(page: httpx.Response) -> str:
    """What stands on a page."""
    assert page.status_code == 200
    return ' '.join(unescape(re.sub(r'<[^>]+>', ' ', page.text)).split())


def test_she_sees_what_she_saved_what_she_owes_and_what_the_group_has(asha: httpx.Client) -> None:
    page = words(asha.get('/passbook'))
    assert 'My savings ₹1,800.00 Asha <b>Rao</b> · M2025-001' in page
    # 1,000 at 2 % from 5 February; 520 paid 20 interest and 500 principal; 10 a month for ten started months since.
    assert (
        'What I owe today Deposit of April 2025 ₹200.00 Deposit of November 2025 ₹200.00 '
        'Deposit of December 2025 ₹200.00 Loan L2025-001 ₹500.00 Interest on it ₹100.00 Together ₹1,200.00'
    ) in page
    assert 'L2025-001 · ₹1,000.00 5 Feb 2025 · 2 % a month ₹600.00 Overdue' in page
    assert 'Savings ₹2,500.00 Loans outstanding ₹1,000.00 Cash in hand ₹1,675.00 Bank ₹0.00' in page


def test_her_dues_stand_by_year_and_month(asha: httpx.Client) -> None:
    year = words(asha.get('/passbook?year=2025'))
    assert 'May 2025 ₹200.00 paid April 2025 ₹200.00 missed My statement Year 2025–26' in year
    assert 'March 2025 ₹200.00 paid' in words(asha.get('/passbook?year=2024'))
    assert 'January 2026 ₹200.00 by 10 Jan 2026' in words(asha.get('/passbook?year=anything'))


def test_her_loan_tells_how_its_interest_came_about(asha: httpx.Client) -> None:
    page = words(asha.get('/passbook/loans/L2025-001'))
    assert '5 Feb 2025 – 5 Mar 2025 2 % of ₹1,000.00 · paid ₹20.00' in page
    assert '5 Mar 2025 – 5 Apr 2025 2 % of ₹500.00 · ₹10.00 missing ₹10.00' in page
    assert 'Interest ₹20.00 + Loan ₹500.00' in page


def test_what_was_taken_back_says_so(asha: httpx.Client) -> None:
    page = words(asha.get('/passbook/entries'))
    assert re.search(r'6 Nov 2025 · typed twice · R\d{5} · reversal −₹200.00', page)
    assert re.search(r'5 Nov 2025 · R\d{5} · reversed \+₹200.00', page)


def test_a_long_list_of_entries_has_several_pages(story: Story) -> None:
    bina = story.enter('Bina', '9822000002')
    first, second = words(bina.get('/passbook/entries')), words(bina.get('/passbook/entries?page=2'))
    assert ('late 31' in first, 'late 31' in second) == (True, False)
    assert ('₹700.00' in first, '₹700.00' in second) == (False, True)
    assert words(bina.get('/passbook/entries?page=99')) == second


@pytest.mark.parametrize('path', HER_PAGES)
def test_her_pages_are_small_and_her_own(asha: httpx.Client, path: str) -> None:
    page = asha.get(path)
    assert len(page.content) <= 15_000
    assert page.headers['cache-control'] == 'no-store'
    assert [word for word in OF_ANOTHER if word in page.text] == []
    assert '<b>Rao</b>' not in page.text and '<i>Co</i>' not in page.text
    assert 'action="/sign-out"' in page.text


@pytest.mark.parametrize('path', [path for path in HER_PAGES if 'print' not in path])
def test_her_pages_have_no_script(asha: httpx.Client, path: str) -> None:
    assert '<script' not in asha.get(path).text


@pytest.mark.parametrize('path', NOT_HERS)
def test_nothing_else_opens_for_her(asha: httpx.Client, path: str) -> None:
    answer = asha.get(path)
    assert answer.status_code == 403
    assert [word for word in OF_ANOTHER if word in answer.text] == []


def test_the_loan_of_another_is_not_there_for_her(asha: httpx.Client) -> None:
    others, nobodys = asha.get('/passbook/loans/L2025-002'), asha.get('/passbook/loans/L2025-009')
    assert (others.status_code, nobodys.status_code) == (404, 404)
    assert others.text == nobodys.text


def test_her_statement_is_hers_whatever_the_address_asks_for(asha: httpx.Client) -> None:
    answer = asha.get('/passbook/statement.pdf?year=2025&member=M2025-002&number=M2025-002')
    assert answer.headers['content-type'] == 'application/pdf'
    assert answer.headers['cache-control'] == 'no-store'
    assert answer.headers['content-disposition'] == (
        'attachment; filename="Statement Asha -b-Rao--b- M2025-001 2025-04-01 2026-01-01.pdf"; '
        "filename*=UTF-8''Statement%20Asha%20-b-Rao--b-%20M2025-001%202025-04-01%202026-01-01.pdf"
    )
    text = '\n'.join(line for page in by_pdfium(answer.content) for line in page)
    assert 'Asha <b>Rao</b> · M2025-001' in text
    assert [word for word in OF_ANOTHER if word in text] == []


@pytest.mark.parametrize('path', [*HER_PAGES, '/passbook/statement.pdf', '/reports/report.pdf', '/print/dues'])
def test_who_is_not_signed_in_is_sent_to_the_sign_in(story: Story, path: str) -> None:
    answer = story.server.browse().get(path)
    assert answer.status_code == 303
    assert answer.headers['location'].startswith('/sign-in?next=/')


def test_officers_have_no_passbook(story: Story) -> None:
    president = story.server.browse()
    president.post('/sign-in/demo', data={'role': 'president'})
    assert president.get('/passbook').status_code == 403
    assert president.get('/passbook/statement.pdf').status_code == 403


def test_she_reads_it_in_her_language(asha: httpx.Client) -> None:
    asha.post('/choices', data={'language': 'mr'}, headers={'Referer': '/passbook'})
    page = asha.get('/passbook')
    assert 'lang="mr"' in page.text
    assert 'एप्रिल 2025' in words(page)
    asha.post('/choices', data={'language': 'en'})


def test_who_leaves_sees_nothing_more(story: Story) -> None:
    dipa = story.group.join('Dipa')
    hers = story.enter('Dipa', story.group.book.members[story.group.book.member(dipa).id].mobile)  # type: ignore[union-attr]
    assert hers.get('/passbook').status_code == 200
    story.group.leave(dipa, '2025-12-31')
    assert {path: hers.get(path).status_code for path in HER_PAGES} == dict.fromkeys(HER_PAGES, 403)
    assert hers.get('/passbook/statement.pdf').status_code == 403
    assert hers.post('/sign-out').status_code == 303


def test_officers_print_lists_for_the_meeting(story: Story, tmp_path: Path) -> None:
    president = story.server.browse()
    president.post('/sign-in/demo', data={'role': 'president'})
    dues = president.get('/print/dues?cycle=2025-11')
    assert len(dues.content) <= 15_000
    assert 'M2025-001 Asha <b>Rao</b> 200.00 0.00 200.00 M2025-002 Bina 200.00 0.00 200.00' in words(dues)
    assert 'L2025-001 Asha <b>Rao</b> 5 Feb 2025 2 1,000.00 500.00 500.00 100.00' in words(
        president.get('/print/loans')
    )
    assert 'M2025-003 Chitra (left)' in words(president.get('/print/members'))
