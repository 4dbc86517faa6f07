"""What people do to sealed rows in a spreadsheet, and the sheet, row and cell that the file alone names for it."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from reports.verify import problems_of_workbook
from sheets import seals, xlsx
from sheets.cells import to_cell
from sheets.columns import CHANGES, ENTRIES
from sheets.reading import letters
from tests.calc import worked
from tests.groups import Group
from tests.machine import LibreOffice
from tests.tampering import cell, edited, group_with_rows, place_of_change, places, said

LAST = 10
END = letters(len(ENTRIES.columns) - 1)


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """The group of tests/tampering.py."""
    return group_with_rows(tmp_path)


def place(row: int, field: str) -> str:
    return f'Entries!{cell(row, field)}'


def values(sheet: Worksheet, row: int) -> list[Any]:
    return [cell.value for cell in sheet[row]]


def put(sheet: Worksheet, row: int, values: Sequence[Any]) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column)
        cell.value = value
        if isinstance(value, str):
            # The name of a member is =1+1, which is no formula.
            cell.data_type = 's'


def exchange(sheet: Worksheet, one: str, other: str) -> None:
    """Two cells change places."""
    sheet[one], sheet[other] = sheet[other].value, sheet[one].value


@pytest.mark.parametrize(
    ('row', 'count', 'named'),
    [
        (2, 1, [place(2, 'previous')]),
        (5, 1, [place(5, 'previous')]),
        (4, 3, [place(4, 'previous')]),
        # Changes was written after the last entry, and so its first row misses it.
        (LAST, 1, [place_of_change(2, 'previous')]),
        (9, 2, [place_of_change(2, 'previous')]),
        (2, 9, [place_of_change(2, 'previous')]),
    ],
)
def test_rows_that_were_taken_out_are_missed_by_the_row_after_them(
    group: Group, row: int, count: int, named: list[str]
) -> None:
    edited(group.path, lambda sheet: sheet.delete_rows(row, count))
    assert places(group.path) == named
    assert said(group.path)[0].endswith(
        'The row that was written before this one is missing. Compare with a backup of the workbook.'
    )


def test_rows_taken_out_in_several_places_are_missed_in_each(group: Group) -> None:
    def remove(sheet: Worksheet) -> None:
        sheet.delete_rows(8)
        sheet.delete_rows(4, 2)
        sheet.delete_rows(2)

    edited(group.path, remove)
    assert places(group.path) == [place(2, 'previous'), place(3, 'previous'), place(5, 'previous')]


def test_of_the_very_last_row_the_file_alone_tells_nothing_but_the_printed_seal_does(group: Group) -> None:
    """No row follows the last one; therefore its seal is printed and sent."""
    edited(group.path, lambda sheet: sheet.delete_rows(3), 'Changes')
    assert places(group.path) == []
    assert [problem.sheet for problem in problems_of_workbook(group.path)] == ['Changes']


def test_whole_rows_in_another_order_are_no_problem(group: Group) -> None:
    def sort(sheet: Worksheet) -> None:
        rows = [values(sheet, row) for row in range(2, LAST + 1)]
        for number, row in enumerate(reversed(rows), start=2):
            put(sheet, number, row)

    edited(group.path, sort)
    assert places(group.path) == []


def test_two_amounts_that_were_exchanged_are_both_named(group: Group) -> None:
    edited(group.path, lambda sheet: exchange(sheet, 'F2', 'F3'))
    assert places(group.path) == ['Entries!F2', 'Entries!F3']


def test_rows_that_were_exchanged_without_their_seals_are_both_named(group: Group) -> None:
    """As when someone marks only the columns that she sees, and sorts them."""

    def move(sheet: Worksheet) -> None:
        seen = len(ENTRIES.sealed_columns)
        one, other = values(sheet, 3)[:seen], values(sheet, 7)[:seen]
        put(sheet, 3, other)
        put(sheet, 7, one)

    edited(group.path, move)
    assert said(group.path) == [
        f'{place(3, "id")}: The seals of this row stand in row 7: its cells were moved without them. '
        'Put the cells back to their seals, and sort only whole rows.',
        f'{place(7, "id")}: The seals of this row stand in row 3: its cells were moved without them. '
        'Put the cells back to their seals, and sort only whole rows.',
    ]


@pytest.mark.parametrize('field', ['seal', 'previous', 'check'])
@pytest.mark.parametrize('rows', [(3, 4), (3, 7), (2, LAST), (LAST - 1, LAST)])
def test_seals_that_were_exchanged_are_both_named(group: Group, field: str, rows: tuple[int, int]) -> None:
    edited(group.path, lambda sheet: exchange(sheet, cell(rows[0], field), cell(rows[1], field)))
    assert places(group.path) == [place(rows[0], field), place(rows[1], field)]


def test_a_changed_seal_is_told_from_the_row_that_was_taken_out_before_it(group: Group) -> None:
    """The row after it still follows the seal that it had."""

    def change(sheet: Worksheet) -> None:
        sheet.delete_rows(3)
        sheet[cell(3, 'seal')] = 'f' * 32

    edited(group.path, change)
    assert place(3, 'seal') in places(group.path)
    assert place(3, 'previous') not in places(group.path)


def test_seals_that_were_exchanged_between_two_sheets_are_both_named(group: Group) -> None:
    entry, change = group.book.frame()['seal'].iloc[1], group.book.changes[0].seal
    edited(group.path, lambda sheet: sheet.__setitem__(cell(3, 'seal'), change))
    edited(group.path, lambda sheet: sheet.__setitem__(cell(2, 'seal', CHANGES), entry), 'Changes')
    assert places(group.path) == [place(3, 'seal'), place_of_change(2, 'seal')]


def test_the_seals_of_a_row_that_were_copied_to_another_one_are_named(group: Group) -> None:
    def copy(sheet: Worksheet) -> None:
        for field in ('previous', 'seal', 'check'):
            sheet[cell(3, field)] = sheet[cell(7, field)].value

    edited(group.path, copy)
    assert {problem.partition('!')[2] for problem in places(group.path)} >= {cell(3, 'amount'), cell(3, 'id')}


def test_rows_that_were_exchanged_between_two_sheets_are_named_in_both(group: Group) -> None:
    book = openpyxl.load_workbook(group.path)
    entry, change = values(book['Entries'], 5), values(book['Changes'], 2)
    put(book['Entries'], 5, [*change, *[None] * (len(entry) - len(change))])
    put(book['Changes'], 2, entry)
    book.save(group.path)
    named = places(group.path)
    assert any(place.startswith('Entries!') and place.endswith('5') for place in named)
    assert any(place.startswith('Changes!') and place.endswith('2') for place in named)
    assert place(6, 'previous') in named and place_of_change(3, 'previous') in named


def test_a_row_that_was_copied_is_named(group: Group) -> None:
    edited(group.path, lambda sheet: sheet.append(values(sheet, 2)))
    assert said(group.path) == [
        f'{place(LAST + 1, "id")}: The row is a copy of another one, with the same Entry ID. '
        'Delete the copied row, or empty its Entry ID, and Bahi takes it for a new one.'
    ]


def test_a_row_that_was_copied_and_changed_is_named_and_so_is_the_change(group: Group) -> None:
    def copy(sheet: Worksheet) -> None:
        sheet.append(values(sheet, 2))
        sheet['F11'] = 3

    edited(group.path, copy)
    assert sorted(places(group.path)) == ['Entries!F11', place(11, 'id')]


def test_a_row_that_was_inserted_with_made_up_seals_is_named(group: Group) -> None:
    def insert(sheet: Worksheet) -> None:
        row = values(sheet, 3)
        sheet.insert_rows(4)
        put(sheet, 4, row)
        sheet[cell(4, 'id')], sheet[cell(4, 'seal')] = 'made-up', 'a' * 32

    edited(group.path, insert)
    assert places(group.path) == [place(4, 'id')]


def test_a_row_that_was_inserted_and_sealed_by_the_rules_is_named_with_the_row_in_whose_place_it_stands(
    group: Group,
) -> None:
    """Who knows how seals are made can seal a row of her own; but another row follows there already."""
    row = group.book.receipt_of(str(group.book.frame()['id'].iloc[3]))[0]
    forged = replace(row, id='made-up', amount=1)
    texts = seals.texts_of(ENTRIES, forged, 'INR')
    check = seals.check_of(ENTRIES, texts)
    forged = replace(forged, check=check, seal=seals.seal_of(forged.previous, ENTRIES, texts, check))
    cells = [to_cell(column.type, getattr(forged, column.field), 'INR') for column in ENTRIES.columns]
    xlsx.append_rows(group.path, 'Entries', [cells])
    assert said(group.path) == [
        f'{place(11, "previous")}: This row and {place(5, "seal")} follow the same row: '
        'two copies of the book were written apart. Compare both with the receipts and keep one.'
    ]


def test_a_row_whose_check_was_emptied_is_named_once(group: Group) -> None:
    def change(sheet: Worksheet) -> None:
        sheet['F3'] = 1
        sheet[cell(3, 'check')] = None

    edited(group.path, change)
    assert said(group.path) == [
        f'{place(3, "id")}: The row is not as it was sealed, and its check does not tell which cell was changed. '
        'Compare with a backup of the workbook.'
    ]


@pytest.mark.needs('libreoffice')
@pytest.mark.parametrize(
    ('lines', 'named'),
    [
        (['Entries.getCellRangeByName("F3").setValue(1001)'], ['Entries!F3']),
        (['Entries.Rows.removeByIndex(4, 1)'], [place(5, 'previous')]),
        (['Entries.Rows.removeByIndex(1, 3)'], [place(2, 'previous')]),
        (
            ['one = Entries.getCellRangeByName("F2").Value',
             'Entries.getCellRangeByName("F2").Value = Entries.getCellRangeByName("F3").Value',
             'Entries.getCellRangeByName("F3").Value = one'],
            ['Entries!F2', 'Entries!F3'],
        ),
        (
            [f'one = Entries.getCellRangeByName("{cell(3, "seal")}").String',
             f'other = Entries.getCellRangeByName("{cell(7, "seal")}")',
             f'Entries.getCellRangeByName("{cell(3, "seal")}").String = other.String', 'other.String = one'],
            [place(3, 'seal'), place(7, 'seal')],
        ),
        (
            ['Entries.copyRange(Entries.getCellRangeByName("A11").CellAddress, '
             f'Entries.getCellRangeByName("A2:{END}2").RangeAddress)'],
            [place(11, 'id')],
        ),
        (
            ['Entries.Rows.insertByIndex(3, 1)',
             'Entries.copyRange(Entries.getCellRangeByName("A4").CellAddress, '
             f'Entries.getCellRangeByName("A3:{END}3").RangeAddress)',
             f'Entries.getCellRangeByName("{cell(4, "id")}").String = "made-up"'],
            [place(4, 'id')],
        ),
        # Row 2 of Changes goes where row 5 of Entries stood, and that row below the changes.
        (
            ['Changes.copyRange(Changes.getCellRangeByName("A4").CellAddress, '
             f'Entries.getCellRangeByName("A5:{END}5").RangeAddress)',
             f'Entries.getCellRangeByName("A5:{END}5").clearContents(23)',
             'Entries.copyRange(Entries.getCellRangeByName("A5").CellAddress, '
             'Changes.getCellRangeByName("A2:N2").RangeAddress)',
             'Changes.Rows.removeByIndex(1, 1)'],
            [place(5, 'id'), place(6, 'previous'), place_of_change(2, 'previous'), place_of_change(3, 'id')],
        ),
    ],
    ids=['changed', 'removed', 'removed first', 'exchanged', 'seals', 'copied', 'inserted', 'between sheets'],
)  # fmt: skip
def test_what_was_done_in_libreoffice_is_named(
    group: Group, libreoffice: LibreOffice, tmp_path: Path, lines: list[str], named: list[str]
) -> None:
    alone = tmp_path / 'elsewhere' / 'group.xlsx'
    alone.parent.mkdir()
    shutil.copy(group.path, alone)
    assert set(named) <= set(places(worked(libreoffice, alone, lines)))


@pytest.mark.needs('libreoffice')
def test_what_was_only_looked_at_and_sorted_in_libreoffice_is_whole(group: Group, libreoffice: LibreOffice) -> None:
    lines = [
        'Dim field(0) As New com.sun.star.table.TableSortField',
        'field(0).Field = 5 : field(0).IsAscending = True',
        'Dim how(1) As New com.sun.star.beans.PropertyValue',
        'how(0).Name = "SortFields" : how(0).Value = field()',
        'how(1).Name = "ContainsHeader" : how(1).Value = True',
        f'Entries.getCellRangeByName("A1:{END}{LAST}").sort(how())',
    ]
    assert places(worked(libreoffice, group.path, lines)) == []
