"""Workbooks as people leave them: what cannot be read is refused, what is wrong in a cell is named, the rest loads."""

import io
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from reports.verify import problems_of_workbook
from rules.periods import Month
from rules.problems import Refused
from sheets.book import Book, open_book
from sheets.cells import BadCell, from_cell
from sheets.writer import Writer
from tests.groups import Group

Edit = Callable[[Workbook], object]


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """Three deposits of Asha: rows 2, 3 and 4 of Entries."""
    group = Group(tmp_path)
    asha = group.join('Asha')
    for number, month in enumerate(('01', '02', '03'), start=1):
        group.do('contribution', '200', f'2025-{month}-05', member=asha, entry_id=f'e{number}')
    Writer(group.book, lambda *_: []).flush(group.today)
    group.book.close()
    return group


def edited(group: Group, edit: Edit) -> Path:
    """The workbook after someone changed it in a spreadsheet program; the journal is not there to help."""
    workbook = openpyxl.load_workbook(group.path)
    edit(workbook)
    path = group.path.with_name('elsewhere') / 'group.xlsx'
    path.parent.mkdir()
    workbook.save(path)
    return path


def opened(group: Group, edit: Edit) -> Book:
    return open_book(edited(group, edit))


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as refused:
        open_book(path)
    return ' '.join(str(problem) for problem in refused.value.problems)


def put(cell: str, value: Any, sheet: str = 'Entries') -> Edit:
    def edit(workbook: Workbook) -> None:
        workbook[sheet][cell] = value

    return edit


# --- refused ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    'damaged, said',
    [
        (lambda data: b'', 'is empty, or is just being saved. Wait a moment'),
        (lambda data: data[: len(data) // 2], 'is damaged: its end is missing. Put a good copy'),
        (lambda data: data[:-1], 'is damaged: its end is missing. Put a good copy'),
        (lambda data: b'Date;Member;Amount', 'is a text, such as a .csv file or a web page, and not an xlsx workbook.'),
        (lambda data: b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + data, 'is an old Excel workbook (.xls). Open it'),
    ],
)
def test_a_file_that_is_no_workbook_is_refused(group: Group, damaged: Callable[[bytes], bytes], said: str) -> None:
    path = group.path.with_name('other.xlsx')
    path.write_bytes(damaged(group.path.read_bytes()))
    assert said in refusal(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / 'none.xlsx') == 'There is no file none.xlsx. Check the name and the folder.'


@pytest.mark.parametrize('sheet', ['Entries', 'Members', 'Loans', 'Changes', 'Bylaws'])
def test_a_workbook_without_a_needed_sheet_is_refused(group: Group, sheet: str) -> None:
    said = refusal(edited(group, lambda workbook: workbook.remove(workbook[sheet])))
    assert said.startswith(f'The workbook has no sheet {sheet}. Put the sheet back')


@pytest.mark.parametrize(
    'sheet, cell, column',
    [('Entries', 'F1', 'Amount'), ('Entries', 'R1', 'Entry ID'), ('Members', 'B1', 'Name'), ('Bylaws', 'D1', 'Key')],
)
def test_a_workbook_without_a_needed_column_is_refused(group: Group, sheet: str, cell: str, column: str) -> None:
    assert f'The sheet {sheet} has no column {column}. Put the column back' in refusal(
        edited(group, put(cell, 'Something', sheet))
    )


def test_of_two_rows_with_one_id_the_one_counts_that_is_as_it_was_sealed(group: Group) -> None:
    book = opened(group, put('R4', 'e1'))
    assert list(book.frame()['id']) == ['e1', 'e2']
    assert [(typed.row, typed.cells['id']) for typed in book.typed] == [(4, 'e1')]


def test_a_workbook_of_a_newer_format_is_refused(group: Group) -> None:
    def newer(workbook: Workbook) -> None:
        row = next(row for row in workbook['Bylaws'].iter_rows() if row[3].value == 'format')
        row[1].value = 99

    assert 'The workbook has format 99' in refusal(edited(group, newer))


def test_a_package_that_would_unpack_to_far_too_much_is_refused(group: Group) -> None:
    """The list of the package says so before anything is unpacked; here the list is made to say it."""
    data = bytearray(group.path.read_bytes())
    for found in re.finditer(rb'PK\x01\x02', bytes(data)):
        data[found.start() + 24 : found.start() + 28] = (400_000_000).to_bytes(4, 'little')
    path = group.path.with_name('bomb.xlsx')
    path.write_bytes(data)
    assert 'far too large when unpacked' in refusal(path)


# --- named, while the rest loads --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    'cell, value, said',
    [
        ('F3', 'five hundred', "Entries!F3: 'five hundred' is not an amount. Please correct the cell."),
        ('F3', 200.005, 'Entries!F3: 200.005 is not an amount in whole cents. Please correct the cell.'),
        ('F3', True, 'Entries!F3: True is not an amount. Please correct the cell.'),
        ('F3', None, 'Entries!F3: The cell is empty. Fill it in, or delete the row.'),
        ('A3', 'yesterday', "Entries!A3: 'yesterday' is not a date. Please correct the cell."),
        ('A3', '31/02/2025', "Entries!A3: '31/02/2025' is not a date. Please correct the cell."),
        ('E3', 'gift', "Entries!E3: 'gift' is none of the words that can stand here. Choose one from the list of the "
                       'cell.'),
        ('G3', 'spring', "Entries!G3: 'spring' is not a month, such as 2025-03. Please correct the cell."),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_and_the_other_rows_count(group: Group, cell: str, value: object, said: str) -> None:
    book = opened(group, put(cell, value))
    assert [str(problem) for problem in book.problems()] == [said]
    assert list(book.frame()['id']) == ['e1', 'e3']
    assert sum(book.boxes['cash'].values()) == 400_00


@pytest.mark.parametrize('typed', ['2025-02', 'Feb 2025', 'february 2025', '14/2/2025'])
def test_a_month_that_was_typed_as_text_is_read_as_the_sheet_shows_months(typed: str) -> None:
    assert from_cell('month', typed, 'INR') == Month(2025, 2)


@pytest.mark.parametrize('typed', ['2 2025', 'Feb', '2025', 'Feb 25'])
def test_what_may_be_another_month_is_refused(typed: str) -> None:
    with pytest.raises(BadCell, match='is not a month'):
        from_cell('month', typed, 'INR')


def test_merged_cells_hide_values_and_are_named(group: Group) -> None:
    book = opened(group, lambda workbook: workbook['Entries'].merge_cells('F2:F4'))
    assert [problem.cell for problem in book.problems()] == ['F2', 'F3', 'F4']
    assert list(book.frame()['id']) == ['e1']


def test_a_row_typed_by_hand_is_told_and_does_not_count_yet(group: Group) -> None:
    def type_a_row(workbook: Workbook) -> None:
        for place, value in enumerate([date(2025, 4, 5), None, 'M2025-001', 'Asha', 'contribution', 200], start=1):
            workbook['Entries'].cell(5, place).value = value
        workbook['Entries']['I5'] = 'cash'

    book = opened(group, type_a_row)
    assert [(typed.row, typed.cells['member_number'], typed.cells['amount']) for typed in book.typed] == [
        (5, 'M2025-001', 200.0)
    ]
    assert len(book.frame()) == 3


def test_a_wrong_register_row_is_named_and_the_others_load(group: Group) -> None:
    def join(workbook: Workbook) -> None:
        for place, value in enumerate(
            ['M2025-002', 'Beena', '9822000099', 'much', date(2025, 1, 1), 'active', *[None] * 5, 'm-b'], start=1
        ):
            workbook['Members'].cell(3, place).value = value

    book = opened(group, join)
    assert [str(problem) for problem in book.problems()] == [
        "Members!D3: 'much' is not an amount. Please correct the cell."
    ]
    assert [member.name for member in book.members.values()] == ['Asha']


def test_a_bylaw_that_cannot_be_read_keeps_its_default_and_is_named(group: Group) -> None:
    def mistype(workbook: Workbook) -> None:
        row = next(row for row in workbook['Bylaws'].iter_rows() if row[3].value == 'due_day')
        row[1].value = 'the tenth'

    book = opened(group, mistype)
    assert [problem.place.partition('!')[0] for problem in book.problems()] == ['Bylaws']
    assert '"Due day" cannot be read: \'the tenth\'' in book.problems()[0].said()
    assert book.bylaws.due_day == 10


def test_a_bylaw_without_a_line_keeps_its_default_and_the_page_that_writes_it_is_named(group: Group) -> None:
    def delete(workbook: Workbook) -> None:
        sheet = workbook['Bylaws']
        keys = [row[3].value for row in sheet.iter_rows()]
        sheet.delete_rows(keys.index('minimum_deposit') + 1)

    assert [str(problem) for problem in opened(group, delete).problems()] == [
        'Bylaws: The sheet has no line for the bylaw "Smallest deposit"; 0 counts. '
        'Give it a value on the page Settings: that writes the line.'
    ]


def test_a_period_is_called_so_and_the_headings_of_before_are_still_read_under_the_same_seals(group: Group) -> None:
    """A workbook says Period and Regular deposit; one of before says Month: its rows are the same, and well sealed."""

    def rename(workbook: Workbook) -> None:
        for sheet, cell, now, before in (
            ('Entries', 'G1', 'For period', 'For month'), ('Members', 'D1', 'Regular deposit', 'Monthly deposit'),
            ('Dues', 'C1', 'Period', 'Month'),
        ):  # fmt: skip
            assert workbook[sheet][cell].value == now
            workbook[sheet][cell] = before

    path = edited(group, rename)
    again = open_book(path)
    assert (again.problems(), again.differences, again.typed) == ([], [], [])
    assert [str(month) for month in again.frame()['month']] == ['202501', '202502', '202503']
    assert [member.monthly for member in again.members.values()] == [200_00]
    assert problems_of_workbook(path) == []


# --- read right -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    'text, paise', [('200', 20000), ('1,234.50', 123450), ('1,23,456.50', 12345650), ('२००', 20000)]
)
def test_numbers_stored_as_text_are_read_as_people_group_digits(group: Group, text: str, paise: int) -> None:
    book = opened(group, put('F3', text))
    assert (book.problems(), book.frame()['amount'].tolist()[1]) == ([], paise)


@pytest.mark.parametrize('text', ['2025-02-05', '5/2/2025', '05.02.2025', '05-02-2025'])
def test_dates_stored_as_text_are_read_day_first(group: Group, text: str) -> None:
    book = opened(group, put('A3', text))
    assert (book.problems(), book.frame()['on'].dt.date.tolist()[1]) == ([], date(2025, 2, 5))


def test_noise_of_spreadsheet_arithmetic_is_no_fraction_of_a_cent(group: Group) -> None:
    book = opened(group, put('F3', 0.1 + 0.2))
    assert (book.problems(), book.frame()['amount'].tolist()[1]) == ([], 30)


def test_the_1904_date_system_is_understood(group: Group) -> None:
    def change_epoch(workbook: Workbook) -> None:
        workbook.epoch = datetime(1904, 1, 1)

    book = opened(group, change_epoch)
    assert book.frame()['on'].dt.date.tolist() == [date(2025, 1, 5), date(2025, 2, 5), date(2025, 3, 5)]


def test_blank_rows_are_passed_over(group: Group) -> None:
    book = opened(group, lambda workbook: workbook['Entries'].insert_rows(3, 4))
    assert (book.problems(), list(book.frame()['id'])) == ([], ['e1', 'e2', 'e3'])


def test_sorted_rows_moved_columns_and_own_columns_do_no_harm(group: Group) -> None:
    def rearrange(workbook: Workbook) -> None:
        sheet = workbook['Entries']
        sheet.insert_cols(1, 2)
        sheet['A1'], sheet['A2'] = 'My remarks', 'ask her'
        for column in range(1, sheet.max_column + 1):
            second, fourth = sheet.cell(2, column), sheet.cell(4, column)
            second.value, fourth.value = fourth.value, second.value

    book = opened(group, rearrange)
    assert (book.problems(), list(book.frame()['id'])) == ([], ['e3', 'e2', 'e1'])


@pytest.mark.parametrize('header', ['amount', ' Amount ', 'AMOUNT', 'Amount\u00a0'])
def test_a_header_typed_a_little_differently_is_still_known(group: Group, header: str) -> None:
    assert len(opened(group, put('F1', header)).frame()) == 3


@pytest.mark.parametrize('name', ['सुनीता', '=1+1', '<script>alert(1)</script>', '🌸', '"Bua" O\'Neil', '0712345678'])
def test_names_and_notes_come_back_as_they_were_written(tmp_path: Path, name: str) -> None:
    group = Group(tmp_path)
    number = group.join(name)
    group.do('contribution', '200', '2025-01-05', member=number, note=name)
    Writer(group.book, lambda *_: []).flush(group.today)
    alone = tmp_path / 'elsewhere' / 'group.xlsx'
    alone.parent.mkdir()
    alone.write_bytes(group.path.read_bytes())
    book = open_book(alone)
    assert [(m.name, m.mobile) for m in book.members.values()] == [(name, '9822000001')]
    assert book.frame()[['note', 'member_name']].to_numpy().tolist() == [[name, name]]
    cells = openpyxl.load_workbook(io.BytesIO(group.path.read_bytes()))['Entries']
    assert (cells['K2'].value, cells['K2'].data_type) == (name, 's')
