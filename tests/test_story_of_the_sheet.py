"""What a treasurer does to the workbook in LibreOffice itself while Bahi serves it, and what the pages say then.

The president has the pages of the sample group open in a browser. The treasurer opens the workbook, types, changes,
deletes, copies, sorts and saves. Nothing is lost, nothing counts twice, and no sealed figure changes without a word.
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from rules.typed_rows import TYPED
from tests.machine import LibreOffice
from tests.served import Server, enter, serving_bahi, visit
from tests.treasurer import (
    decide,
    deposit_of,
    figures_of,
    ids_in,
    last_entries,
    line,
    nothing_waits,
    open_line,
    press,
    record_the_deposits,
    says,
    says_nothing,
    she_finds_the_same,
    the_book,
    the_book_has,
    typed_entries,
    verify,
)
from tests.uno_office import Calc, calc_of

pytestmark = [pytest.mark.long, pytest.mark.needs('chromium', 'libreoffice', 'uno')]
SAMPLE = 'sample_workbook.xlsx'
NOTICED_SECONDS = 2.0
TREASURER = 'Kavita Jadhav'


@pytest.fixture(scope='module')
def calc(libreoffice: LibreOffice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Calc]:
    """The treasurer's LibreOffice."""
    office = LibreOffice(libreoffice.program, tmp_path_factory.mktemp('treasurer'))
    with calc_of(office, *TREASURER.split()) as running:
        yield running


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving_bahi(tmp_path, '--demo') as running:
        yield running


@pytest.fixture
def workbook(server: Server) -> Path:
    return server.folder / SAMPLE


@pytest.fixture
def page(server: Server, browser: Browser) -> Page:
    """The president's dashboard, open all the time."""
    return enter(browser, server.address, '/')


def test_while_she_has_it_open_rows_wait_and_the_page_says_who_has_it(
    server: Server, workbook: Path, page: Page, calc: Calc
) -> None:
    before = ids_in(workbook)
    calc.open(workbook)
    deposited = record_the_deposits(page, server)
    expect(page.locator('#banners')).to_contain_text('rows are not yet in the workbook')
    visit(page, server.address, '/problems')
    expect(page.locator('main')).to_contain_text(f'The workbook is open elsewhere: {TREASURER}.')
    assert ids_in(workbook) == before

    calc.type_rows('Entries', deposit_of('M2024-001', '2026-11-05', '310'))
    calc.save()
    the_book_has(workbook, 310_00)
    assert ids_in(workbook) == before
    calc.save_and_close()
    nothing_waits(page, workbook)
    assert len(ids_in(workbook)) == len(before) + deposited + 1
    assert verify(workbook) == ''


def test_an_older_copy_that_she_saves_over_ours_loses_nothing(
    server: Server, workbook: Path, page: Page, calc: Calc
) -> None:
    """Her lock file does not reach the server, as in a folder that is shared over the internet."""
    calc.open(workbook)
    workbook.with_name(f'.~lock.{SAMPLE}#').unlink()
    deposited = record_the_deposits(page, server)
    nothing_waits(page, workbook)
    with_deposits = ids_in(workbook)
    calc.save_and_close()
    assert says(page, 'problems in the workbook') < NOTICED_SECONDS
    nothing_waits(page, workbook)
    assert sorted(ids_in(workbook)) == sorted(with_deposits)
    visit(page, server.address, '/problems')
    expect(page.locator('main')).to_contain_text('an older copy was saved over it')
    press(page, f'Leave all {deposited} rows as they are')
    assert says_nothing(page) < NOTICED_SECONDS
    assert verify(workbook) == ''


def test_rows_that_she_types_are_taken_over_wait_for_a_person_or_are_named(
    server: Server, workbook: Path, page: Page, calc: Calc
) -> None:
    """With gaps, in any order, names for numbers, dates and amounts as text, no mode: three good ones, and four not."""
    before = len(ids_in(workbook))
    calc.open(workbook)
    numbers = calc.type_rows(
        'Entries',
        {'Date': "'3/11/2026", 'Name': 'कविता संजय जाधव', 'Kind': 'Deposit', 'Amount': "'1,250.00"},
        {},
        deposit_of('M2024-003', '2026-11-05', '300'),
        {'Date': "'1-11-2026", 'Kind': 'expense', 'Amount': '120', 'Mode': 'cash', 'Category': 'चहा'},
        {},
        {},
        {'Date': "'4/11/2026", 'Name': 'सविता अशोक गायकवाड़', 'Kind': 'contribution', 'Amount': '300'},
        {'Date': "'4/11/2026", 'Name': 'सुनीता पाटील', 'Kind': 'contribution', 'Amount': '300'},
        deposit_of('M2024-099', '2026-11-05', '300'),
        deposit_of('M2024-005', "'31/02/2026", '300'),
    )
    calc.save_and_close()
    assert says(page, '4 problems in the workbook') < NOTICED_SECONDS
    good, doubtful, ambiguous, unknown, impossible = (numbers[place] for place in (0, 6, 7, 8, 9))
    nothing_waits(page, workbook)
    with the_book(workbook) as book:
        assert [(entry.on.day, entry.member_name, entry.kind, entry.amount) for entry in typed_entries(book)] == [
            (3, 'कविता संजय जाधव', 'contribution', 1_250_00),
            (5, 'मंगल दत्तात्रय शिंदे', 'contribution', 300_00),
            (1, '', 'expense', 120_00),
        ]

    visit(page, server.address, '/problems')
    expect(line(page, f'Entries, cell C{unknown}')).to_contain_text("'M2024-099' is no member. Type her number, or")
    expect(line(page, f'Entries, cell A{impossible}')).to_contain_text("'31/02/2026' is not a date. Write it as")
    expect(line(page, f'Entries, cell D{doubtful}')).to_contain_text('may mean: सविता अशोक गायकवाड (M2024-004)')
    open_line(page, f'cell D{doubtful}')
    decide(page, 'Take it over')
    open_line(page, f'cell D{ambiguous}')
    expect(page.locator('main')).to_contain_text('सुनीता रमेश पाटील (M2024-001), सुनीता विलास पाटील (M2025-014)')
    decide(page, 'Reject', 'nobody knows whose it was')

    nothing_waits(page, workbook)
    calc.open(workbook)
    assert [calc.shown('Entries', f'{column}{good}') for column in 'CFIM'] == ['M2024-002', '1,250.00', 'cash', TYPED]
    assert calc.shown('Entries', f'D{ambiguous}') == 'सुनीता पाटील'
    calc.type('Entries', f'C{unknown}', 'M2024-009')
    calc.type('Entries', f'A{impossible}', "'31 Oct 2026")
    calc.delete_row('Entries', ambiguous)
    calc.save_and_close()
    assert says_nothing(page) < NOTICED_SECONDS
    nothing_waits(page, workbook)
    assert len(ids_in(workbook)) == before + 6
    with the_book(workbook) as book:
        assert [entry.member_name for entry in typed_entries(book)][-3:] == [
            'सविता अशोक गायकवाड', 'अनिता राजेंद्र कदम', 'लता विठ्ठल पवार',
        ]  # fmt: skip
        assert [(change.new or change.reason, change.recorded_by) for change in book.changes[-7:]] == [
            ('expense 120.00', TYPED), ('contribution 1250.00 M2024-002', TYPED),
            ('contribution 300.00 M2024-003', TYPED), ('contribution 300.00 M2024-004', 'President'),
            ('nobody knows whose it was', 'President'), ('contribution 300.00 M2024-005', TYPED),
            ('contribution 300.00 M2024-009', TYPED),
        ]  # fmt: skip
    assert verify(workbook) == ''


def test_a_number_and_a_bylaw_that_she_changes_count_at_once_and_what_cannot_be_is_put_back(
    server: Server, workbook: Path, page: Page, calc: Calc
) -> None:
    calc.open(workbook)
    kavita, anita = (calc.row_with('Members', 'Number', number) for number in ('M2024-002', 'M2024-009'))
    fee = calc.row_with('Bylaws', 'Key', 'late_fee_percent')
    calc.type('Members', f'C{kavita}', "'+91 98220 12345")
    calc.type('Members', f'C{anita}', "'12")
    calc.type('Bylaws', f'B{fee}', '4')
    calc.save_and_close()
    assert says(page, '1 problem in the workbook') < NOTICED_SECONDS
    nothing_waits(page, workbook)

    visit(page, server.address, '/members/M2024-002')
    expect(page.locator('main')).to_contain_text('98220')
    visit(page, server.address, '/problems')
    expect(line(page, f'cell C{anita}')).to_contain_text('9000000109 → 12')
    open_line(page, f'cell C{anita}')
    expect(page.locator('main')).to_contain_text("'12' is not a mobile number")
    decide(page, 'Put the old value back')
    assert says_nothing(page) < NOTICED_SECONDS
    nothing_waits(page, workbook)

    with the_book(workbook) as book:
        assert [(change.field, change.old, change.new, change.recorded_by) for change in book.changes[-2:]] == [
            ('mobile', '9000000102', '9822012345', TYPED), ('late_fee_percent', '5', '4', TYPED),
        ]  # fmt: skip
    calc.open(workbook)
    assert [calc.shown('Members', f'C{row}') for row in (kavita, anita)] == ['9822012345', '9000000109']
    calc.close()
    assert verify(workbook) == ''


def test_sealed_rows_that_she_changes_deletes_exchanges_and_copies_are_named_and_put_right(
    server: Server, workbook: Path, page: Page, calc: Calc
) -> None:
    """The deposits of October: रेखा's is copied, सविता's deleted, मंगल's gets a zero too many, and two are exchanged."""
    with the_book(workbook) as book:
        figures, rows = figures_of(book), len(book.frame())
        october = book.frame().query('kind == "contribution" and month == 202610').set_index('member_number')['id']
    calc.open(workbook)
    mangal, savita, lata, shobha, rekha = (
        calc.row_with('Entries', 'Entry ID', october[f'M2024-00{number}']) for number in (3, 4, 5, 6, 7)
    )
    copy = calc.copy_row('Entries', rekha)
    calc.type('Entries', f'F{mangal}', '3000')
    calc.type('Entries', f'F{lata}', '150')
    calc.type('Entries', f'F{shobha}', '300')
    calc.delete_row('Entries', savita)
    calc.save_and_close()
    assert says(page, '5 problems in the workbook') < NOTICED_SECONDS
    lata, shobha, copy = lata - 1, shobha - 1, copy - 1

    found = verify(workbook)
    for cell, now, was in ((f'F{mangal}', 3000, 300), (f'F{lata}', 150, 300), (f'F{shobha}', 300, 150)):
        visit(page, server.address, '/problems')
        expect(line(page, f'Entries, cell {cell} · Amount')).to_contain_text(f'{was}.00 → {now}.00')
        told = f"The cell was changed after the row was sealed; now it reads '{now}.00', it was '{was}.00'."
        assert f'Entries!{cell}: {told}' in found
    with the_book(workbook) as book:
        assert figures_of(book) == figures

    open_line(page, f'cell F{mangal}')
    decide(page, 'Restore')
    for cell in (f'F{lata}', f'F{shobha}'):
        open_line(page, f'cell {cell}')
        page.get_by_label('Reason').fill('the two were exchanged')
        press(page, 'Accept as a correction')
        decide(page, 'Yes, record it')
    open_line(page, 'सविता अशोक गायकवाड')
    decide(page, 'Leave it as it is')
    open_line(page, f'cell R{copy}')
    expect(page.locator('main')).to_contain_text('The row has the id of another row: it looks like a copy.')
    expect(page.locator('main')).to_contain_text('Delete the copied row in the sheet')
    nothing_waits(page, workbook)

    calc.open(workbook)
    calc.delete_row('Entries', copy)
    assert [calc.shown('Entries', f'F{row}') for row in (mangal, lata, shobha)] == ['300.00', '300.00', '150.00']
    calc.save_and_close()
    assert says_nothing(page) < NOTICED_SECONDS
    with the_book(workbook) as book:
        assert figures_of(book) == figures
        assert len(book.frame()) == rows + 4
        assert [(entry.member_number, entry.amount) for entry in last_entries(book, 4)] == [
            ('M2024-005', 150_00), ('M2024-005', -300_00), ('M2024-006', 300_00), ('M2024-006', -150_00),
        ]  # fmt: skip
    nothing_waits(page, workbook)
    she_finds_the_same(calc, workbook)


def test_a_sheet_that_she_rearranges_is_read_and_written_as_before(
    server: Server, workbook: Path, page: Page, calc: Calc
) -> None:
    """Sorted, filtered, hidden, moved, with a column, a heading, a sheet and a chart of her own."""
    before = sorted(ids_in(workbook))
    calc.open(workbook)
    amounts = calc.address('Entries', 'Amount', 2) + ':' + calc.address('Entries', 'Amount', 3000)
    calc.add_sheet('Plan', {'A1': 'What', 'B1': 'Sum', 'A2': 'All', 'B2': f'=SUM(Entries.{amounts})'}, 'A1:B2')
    calc.sort('Entries', 'Name')
    calc.filter('Entries', 'Kind', 'contribution')
    calc.hide_column('Entries', 'Recorded at')
    calc.move_column('Entries', 'Note', 'Member')
    calc.insert_column('Entries', 'Kind', 'Seen by')
    calc.type('Entries', calc.address('Entries', 'Seen by', 3), 'Lata')
    calc.rename_heading('Entries', 'Amount', 'Sum')
    calc.rename_heading('Members', 'Mobile', 'Phone')
    calc.save_and_close()
    assert sorted(ids_in(workbook)) == before

    deposited = record_the_deposits(page, server)
    nothing_waits(page, workbook)
    assert len(ids_in(workbook)) == len(before) + deposited
    visit(page, server.address, '/problems')
    expect(page.locator('main')).to_contain_text('All is well')
    she_finds_the_same(calc, workbook)
    calc.open(workbook)
    with the_book(workbook) as book:
        assert Decimal(str(calc.table('Plan')[1][1])) == Decimal(int(book.frame()['amount'].sum())) / 100
    assert calc.charts('Plan') == 1
    assert calc.shown('Entries', calc.address('Entries', 'Seen by', 3)) == 'Lata'
    last = calc.row_with('Entries', 'Entry ID', ids_in(workbook)[-1])
    columns = ('Date', 'Name', 'Kind', 'Sum', 'Seen by', 'Note')
    shown = [calc.shown('Entries', calc.address('Entries', column, last)) for column in columns]
    assert shown == ['08 Nov 2026', 'मीना शंकर वाघमारे', 'contribution', '300.00', '', '']
    calc.close()


def test_an_evening_in_which_everything_happens_at_once(server: Server, workbook: Path, page: Page, calc: Calc) -> None:
    """The president records while the treasurer works; she saves all of it once, and closes."""
    with the_book(workbook) as book:
        before = len(book.frame())
        last = book.frame()['id'].iloc[-1]
    calc.open(workbook)
    deposited = record_the_deposits(page, server)
    changed = calc.row_with('Entries', 'Entry ID', last)
    calc.type('Entries', f'F{changed}', '501')
    calc.delete_row('Entries', 100)
    calc.type_rows(
        'Entries',
        {},
        {'Date': "'3/11/2026", 'Name': 'कविता संजय जाधव', 'Kind': 'deposit', 'Amount': "'1,250.00"},
        {'Date': '2026-11-04', 'Member': 'M2024-003', 'Kind': 'fine', 'Amount': '20', 'Mode': 'upi'},
        deposit_of('M2024-099', '2026-11-05', '300'),
    )
    calc.type('Members', f'C{calc.row_with("Members", "Number", "M2024-004")}', '9822012345')
    calc.copy_row('Entries', 200)
    copied = calc.shown('Entries', calc.address('Entries', 'Entry ID', 200))
    calc.sort('Entries', 'Name')
    calc.move_column('Entries', 'Note', 'Member')
    calc.rename_heading('Entries', 'Amount', 'Sum')
    calc.save()
    assert says(page, '4 problems in the workbook') < NOTICED_SECONDS
    calc.save_and_close()
    nothing_waits(page, workbook)

    with the_book(workbook) as book:
        assert len(book.frame()) == before + deposited + 2
        assert len(book.frame()['id'].unique()) == len(book.frame())
        assert sorted(ids_in(workbook)) == sorted([*book.frame()['id'], copied])
        assert [member.mobile for member in book.members.values() if member.number == 'M2024-004'] == ['9822012345']

    visit(page, server.address, '/problems')
    open_line(page, '500.00 → 501.00')
    decide(page, 'Restore')
    open_line(page, 'It was put back.')
    decide(page, 'Leave it as it is')
    open_line(page, 'it looks like a copy')
    nothing_waits(page, workbook)
    calc.open(workbook)
    calc.delete_row('Entries', calc.row_with('Entries', 'Entry ID', copied))
    unknown = calc.row_with('Entries', 'Member', 'M2024-099')
    calc.type('Entries', calc.address('Entries', 'Member', unknown), 'M2024-009')
    calc.save_and_close()
    assert says_nothing(page) < NOTICED_SECONDS
    nothing_waits(page, workbook)
    she_finds_the_same(calc, workbook)
