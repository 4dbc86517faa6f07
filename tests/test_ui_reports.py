"""Reports: the days that are asked for, seen before they are saved; what is seen is what is saved."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pypdfium2
import pytest
from playwright.sync_api import Browser, expect

from reports.documents import group_report
from reports.pictures import picture
from reports.verify import problems_of_workbook
from sheets.words import language
from tests.groups import TODAY, Group
from tests.printed import by_pdfium
from tests.served import Server, enter, serving
from ui import ranges
from ui.routes import disposition

YEAR = 'start=2025-04-01&end=2025-12-31'


@pytest.fixture(scope='module')
def group(tmp_path_factory: pytest.TempPathFactory) -> Group:
    """Two years of the books; the deposit of March lies in the first, the loan in the second."""
    made = Group(tmp_path_factory.mktemp('reports'), name='सावित्री गट', language='mr')
    asha, bina = made.join('आशा'), made.join('<b>Bina</b>')
    made.do('contribution', '200', '2025-03-05', member=asha)
    made.do('contribution', '300', '2025-05-05', member=bina)
    made.do('loan', '400', '2025-06-01', member=bina)
    return made


@pytest.fixture(scope='module')
def server(group: Group) -> Iterator[Server]:
    with serving(group.path.parent, str(TODAY), 'reports', program='tests.real_pages') as running:
        yield running


@pytest.fixture(scope='module')
def treasurer(server: Server) -> httpx.Client:
    """A browser in which the treasurer is signed in."""
    browser = server.browse()
    browser.post('/sign-in/demo', data={'role': 'treasurer'})
    return browser


@pytest.mark.parametrize(
    'day, country, title, start, end',
    [
        (date(2026, 3, 31), 'IN', '2025–26', date(2025, 4, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), 'IN', '2026–27', date(2026, 4, 1), date(2027, 3, 31)),
        (date(1999, 5, 1), 'IN', '1999–00', date(1999, 4, 1), date(2000, 3, 31)),
        (date(2026, 3, 31), 'KE', '2026', date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_year_of_the_books(day: date, country: str, title: str, start: date, end: date) -> None:
    assert ranges.year_of(day, country) == ranges.Range(title, start, end)


def test_the_usual_ranges_stay_within_the_life_of_the_group(group: Group) -> None:
    assert [(one.title, str(one.start), str(one.end)) for one in ranges.presets(group.book, date(2026, 1, 20))] == [
        ('This month', '2026-01-01', '2026-01-20'),
        ('Last month', '2025-12-01', '2025-12-31'),
        ('Year 2025–26', '2025-04-01', '2026-01-20'),
        ('Year 2024–25', '2025-01-01', '2025-03-31'),
        ('From the beginning', '2025-01-01', '2026-01-20'),
    ]


@pytest.mark.parametrize(
    'name, header',
    [
        ('Report 2025.pdf', 'attachment; filename="Report 2025.pdf"; filename*=UTF-8\'\'Report%202025.pdf'),
        ('गट 2025.pdf', 'attachment; filename="2025.pdf"; filename*=UTF-8\'\'%E0%A4%97%E0%A4%9F%202025.pdf'),
        ('गट.pdf', 'attachment; filename="bahi.pdf"; filename*=UTF-8\'\'%E0%A4%97%E0%A4%9F.pdf'),
        ('a"\r\n/../b.pdf', 'attachment; filename="a----..-b.pdf"; filename*=UTF-8\'\'a----..-b.pdf'),
    ],
)
def test_a_file_keeps_its_name_in_any_script_and_cannot_forge_a_header(name: str, header: str) -> None:
    assert disposition(name) == header


def test_the_report_is_of_the_days_and_in_the_language_that_were_asked_for(treasurer: httpx.Client) -> None:
    answer = treasurer.get(f'/reports/report.pdf?{YEAR}&spoken=mr')
    text = '\n'.join(line for page in by_pdfium(answer.content) for line in page)
    assert '1 एप्रिल 2025' in text and '31 डिसेंबर 2025' in text
    assert '5 मे 2025' in text and '5 मार्च 2025' not in text
    english = treasurer.get('/reports/report.pdf?start=2025-01-01&end=2025-03-31&spoken=en')
    assert '5 Mar 2025' in '\n'.join(line for page in by_pdfium(english.content) for line in page)


def test_a_saved_report_is_kept_by_nobody_else_and_has_a_name(treasurer: httpx.Client) -> None:
    answer = treasurer.get(f'/reports/report.pdf?{YEAR}&spoken=en')
    assert answer.headers['content-type'] == 'application/pdf'
    assert answer.headers['cache-control'] == 'no-store'
    assert answer.headers['content-disposition'].startswith(
        'attachment; filename="Report 2025-04-01 2025-12-31.pdf"; filename*=UTF-8\'\'%E0%A4%B8'
    )
    opened = treasurer.get(f'/reports/report.pdf?{YEAR}&spoken=en&shown=yes')
    assert opened.headers['content-disposition'].startswith('inline; ')
    assert opened.content == answer.content


def test_the_picture_is_that_of_the_page_which_is_saved(group: Group, treasurer: httpx.Client) -> None:
    with language('hi'):
        pdf = group_report(group.book, date(2025, 4, 1), date(2025, 12, 31), TODAY)
    seen = treasurer.get(f'/reports/page-1.png?{YEAR}&spoken=hi')
    assert treasurer.get(f'/reports/report.pdf?{YEAR}&spoken=hi').content == pdf
    assert (seen.headers['content-type'], seen.headers['cache-control']) == ('image/png', 'no-store')
    assert seen.content == picture(pdf, 1, 820)
    assert len(seen.content) < 80_000
    pages = len(pypdfium2.PdfDocument(pdf))
    assert treasurer.get(f'/reports/page-{pages}.png?{YEAR}').status_code == 200
    assert treasurer.get(f'/reports/page-{pages + 1}.png?{YEAR}').status_code == 404


@pytest.mark.parametrize('query', ['start=2025-04-01', 'start=x&end=y', 'start=2025-12-31&end=2025-04-01'])
def test_a_file_of_no_days_is_not_made(treasurer: httpx.Client, query: str) -> None:
    paths = ('report.pdf', 'auditor.xlsx', 'page-1.png')
    assert {treasurer.get(f'/reports/{path}?{query}').status_code for path in paths} == {404}


@pytest.mark.parametrize('number', ['0', '-1', 'x', '1e3', '99999999', '²'])
def test_there_is_no_picture_of_a_page_that_is_none(treasurer: httpx.Client, number: str) -> None:
    assert treasurer.get(f'/reports/page-{number}.png?{YEAR}').status_code == 404


def test_the_auditor_gets_a_workbook_that_proves_itself(treasurer: httpx.Client, tmp_path: Path) -> None:
    answer = treasurer.get(f'/reports/auditor.xlsx?{YEAR}&spoken=en')
    assert answer.headers['content-disposition'].startswith(
        'attachment; filename="For the auditor 2025-04-01 2025-12-31.xlsx"'
    )
    (tmp_path / 'auditor.xlsx').write_bytes(answer.content)
    assert list(problems_of_workbook(tmp_path / 'auditor.xlsx')) == []


def test_days_that_are_none_are_answered_with_what_to_do(treasurer: httpx.Client) -> None:
    page = treasurer.get('/reports?start=2025-12-31&end=2025-04-01').text
    assert 'The first day, 31 December 2025, lies after the last one, 1 April 2025. Exchange the two.' in page
    assert 'Nothing was recorded from 1 January 1999 to 31 January 1999.' in (
        treasurer.get('/reports?start=1999-01-01&end=1999-01-31').text
    )


def test_the_page_is_light(treasurer: httpx.Client) -> None:
    answer = treasurer.get('/reports')
    assert answer.headers['content-encoding'] == 'gzip'
    assert int(answer.headers['content-length']) < 10_000


@pytest.mark.needs('chromium')
def test_the_report_is_seen_then_saved(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, '/reports', role='treasurer')
    first = page.get_by_role('img', name=re.compile('Page 1 of'))
    expect(first).to_be_visible()
    first.scroll_into_view_if_needed()
    page.wait_for_function('document.querySelector(".papers img").naturalWidth === 820')
    page.get_by_role('link', name='Year 2024–25').click()
    expect(page.get_by_label('From')).to_have_value('2025-01-01')
    expect(page.get_by_role('link', name='Year 2024–25')).to_have_attribute('aria-current', 'true')
    page.get_by_label('To').fill('2025-02-28')
    page.get_by_label('Language of the report').select_option('sw')
    page.get_by_role('button', name='Show').click()
    expect(page.get_by_role('img', name='Page 1 of 1')).to_be_visible()
    with page.expect_download() as saving:
        page.get_by_role('link', name='Save PDF').click()
    assert saving.value.suggested_filename.endswith('2025-01-01 2025-02-28.pdf')
    saved = by_pdfium(saving.value.path().read_bytes())
    assert '1 Januari 2025' in ' '.join(saved[0])
