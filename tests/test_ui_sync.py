"""The page Sync in a real browser: two copies are joined, and people decide what they changed apart."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from actions import members
from actions.who import Who
from tests.copies import ASHA, Copies
from tests.groups import NOW, TODAY, Group
from tests.served import Server, enter, serving, visit

pytestmark = pytest.mark.needs('chromium')


@pytest.fixture
def laptops(tmp_path: Path) -> Copies:
    """President and treasurer recorded apart, changed one mobile number apart, and each took in a member."""
    copies = Copies(tmp_path, 'president', 'treasurer')
    for name, by, mobile, member in (
        ('president', 'Savitri', '9822011111', 'Bina'), ('treasurer', 'Mangal', '9822022222', 'Chitra'),
    ):  # fmt: skip
        group = copies[name]
        group.do('contribution', '300', '2025-02-05', member=ASHA, entry_id=name)
        members.edit(group.book, ASHA, 'Asha', mobile, 200_00, Who(by), NOW, TODAY, f'edit-{name}')
        group.join(member)
    return copies


@pytest.fixture
def server(laptops: Copies) -> Iterator[Server]:
    with serving(
        laptops['president'].path.parent, str(TODAY), 'sync', 'history', program='tests.real_pages'
    ) as running:
        yield running


def ready(page: Page) -> None:
    page.wait_for_function('window.socket && window.socket.connected')


def entries(group: Group) -> list[object]:
    group.book.refresh()
    return [row for (row,) in group.rows('id')]


def test_two_copies_are_joined_and_what_people_must_decide_is_decided(
    browser: Browser, server: Server, laptops: Copies
) -> None:
    page = enter(browser, server.address, '/sync')
    ready(page)
    expect(page.locator('main')).to_contain_text('Not yet there (pending)')
    page.get_by_label('Where it is').fill(str(laptops['treasurer'].path.parent))
    page.get_by_role('button', name='Join the two copies').click()
    result = page.locator('.result')
    expect(result).to_contain_text(
        '3 rows came from there. 3 rows went there. They had been written apart', timeout=20000
    )
    for name in ('president', 'treasurer'):
        assert set(entries(laptops[name])) == {'d1', 'president', 'treasurer'}
        sheet = openpyxl.load_workbook(laptops[name].path)['Entries']
        assert sheet.max_row == 4

    ready(page)
    question = page.locator('.card', has_text='Two copies changed this apart')
    expect(question).to_contain_text('Asha')
    expect(question).to_contain_text('by Savitri')
    expect(question).to_contain_text('by Mangal')
    question.get_by_role('button', name='9822011111').click()
    expect(page.locator('#toast')).to_have_text('Decided.')
    expect(page.locator('main')).to_contain_text('Nothing was changed on two copies apart.')
    laptops['president'].book.refresh()
    assert laptops['president'].book.members['m1'].mobile == '9822011111'

    ready(page)
    twice = page.locator('.card', has=page.get_by_role('heading', name='The number M2025-002'))
    expect(twice).to_contain_text('given twice')
    twice.get_by_role('button', name='Another number for Chitra').click()
    expect(page.locator('#toast')).to_have_text('The number is now M2025-003.')
    expect(twice).to_have_count(0)


def test_a_copy_that_was_brought_as_a_file_is_handed_out_with_the_rows_of_both(
    browser: Browser, server: Server, laptops: Copies, tmp_path: Path
) -> None:
    theirs = laptops['treasurer']
    from tests.copies import flush

    flush(theirs)
    brought = Path(shutil.copy(theirs.path, tmp_path / 'from Mangal.xlsx'))
    page = enter(browser, server.address, '/sync')
    ready(page)
    page.get_by_label('Or bring it as a file').set_input_files(brought)
    page.get_by_role('button', name='Join with this file').click()
    expect(page.locator('.result')).to_contain_text('3 rows came from there.', timeout=20000)
    ready(page)
    with page.expect_download() as download:
        page.get_by_role('link', name='Download the joined copy').click()
    joined = tmp_path / 'joined.xlsx'
    download.value.save_as(joined)
    assert download.value.suggested_filename == 'from Mangal.xlsx'
    ids = [row[17].value for row in openpyxl.load_workbook(joined)['Entries'].iter_rows(min_row=2)]
    assert set(ids) == {'d1', 'president', 'treasurer'}


def test_what_is_no_copy_of_this_book_is_refused_with_the_reason(
    browser: Browser, server: Server, tmp_path: Path
) -> None:
    (tmp_path / 'other').mkdir()
    other = Group(tmp_path / 'other', group_id='G2', name='Umoja')
    page = enter(browser, server.address, '/sync')
    ready(page)
    page.get_by_role('button', name='Join the two copies').click()
    expect(page.get_by_role('alert').first).to_contain_text('The place of the other copy is missing.')
    for where, why in ((str(other.path), 'another group: Umoja'), (str(tmp_path / 'gone.xlsx'), 'There is no file')):
        page.get_by_label('Where it is').fill(where)
        page.get_by_role('button', name='Join the two copies').click()
        expect(page.locator('.notice.bad')).to_contain_text(why, timeout=20000)
        page.wait_for_load_state()
        ready(page)


def test_the_treasurer_joins_copies_too_and_a_stranger_is_sent_to_the_door(browser: Browser, server: Server) -> None:
    page = enter(browser, server.address, '/sync', role='treasurer')
    expect(page.get_by_role('button', name='Join the two copies')).to_be_enabled()
    with server.browse() as stranger:
        assert stranger.post('/sync/copy').headers['location'].startswith('/sign-in')
        assert stranger.get('/sync/copy.xlsx').headers['location'].startswith('/sign-in')


def test_two_receipts_that_have_one_number_are_two_in_the_history(
    browser: Browser, server: Server, laptops: Copies
) -> None:
    laptops.sync('president', 'treasurer')
    page = enter(browser, server.address, '/history')
    expect(page.locator('.row', has_text='R00002')).to_have_count(2)
    expect(page.locator('main')).to_contain_text('3 receipts')


def test_nothing_sticks_out_at_either_size(browser: Browser, server: Server, laptops: Copies) -> None:
    laptops.sync('president', 'treasurer')
    page = enter(browser, server.address, '/sync')
    visit(page, server.address, '/sync')
    for width in (360, 1280):
        page.set_viewport_size({'width': width, 'height': 740})
        assert page.evaluate('document.documentElement.scrollWidth <= innerWidth'), width
