"""Every register is read, written, compared, amended, joined and proved by what sheets/columns.py declares of it."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from actions import hand_edits, members
from actions.parts import amend
from reports.export import export
from reports.verify import problems_of_workbook
from reports.views import view_changes
from rules.bylaws import MODULES
from sheets import cells, columns
from sheets.book import open_book
from sheets.cells import BadCell
from sheets.columns import BY_NAME, ROTATION
from sheets.finding import texts_of
from sheets.merging import copy_of, merge
from sheets.recording import record_of
from sheets.writer import Writer
from tests.groups import NOW, PRESIDENT, TODAY, Group
from tests.hand import change, remove
from tests.machine import LibreOffice
from tests.register_rows import ROWS, held, write_all
from tests.workbooks import calamine_rows

EVERY: Any = dict.fromkeys(MODULES, True)


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """A group that uses every module, with a row in every register, all of it in the workbook."""
    group = Group(tmp_path, **EVERY)
    group.join('Asha')
    write_all(group.book)
    assert Writer(group.book, view_changes).flush(TODAY).waiting is None
    return group


def test_there_is_a_row_for_every_register_of_a_module() -> None:
    own = {sheet.name for sheet in columns.REGISTERS} - {'Members', 'Loans'}
    assert set(ROWS) == own
    assert all(type(ROWS[name]) is BY_NAME[name].record for name in own)


@pytest.mark.parametrize('name', ROWS)
def test_a_row_reads_back_equal_from_its_texts_and_from_its_cells(name: str) -> None:
    sheet, row = BY_NAME[name], ROWS[name]
    assert record_of(sheet, texts_of(sheet, row, 'KES'), 'KES') == row
    values = {}
    for column in sheet.columns:
        cell = cells.to_cell(column.type, getattr(row, column.field), 'KES')
        values[column.field] = cells.from_cell(column.type, cell, 'KES')
    assert sheet.record is not None and sheet.record(**values) == row


def test_every_register_is_in_the_workbook_and_read_again(group: Group) -> None:
    assert held(group.book) == ROWS
    group.book.close()
    (group.path.parent / '.bahi' / 'journal.db').unlink()
    book = open_book(group.path)
    assert (held(book), book.problems(), book.differences) == (ROWS, [], [])
    assert problems_of_workbook(group.path) == []


def test_the_journal_alone_holds_every_register(group: Group) -> None:
    group.book.close()
    group.path.unlink()
    assert held(open_book(group.path)) == ROWS


@pytest.mark.parametrize(
    ('sheet', 'key', 'heading', 'typed', 'field', 'value'),
    [
        ('Decisions', 'd1', 'Details', 'rounds 3 and 5', 'details', 'rounds 3 and 5'),
        ('Accounts', 'a1', 'Branch', 'Main Street', 'branch', 'Main Street'),
        ('Loan products', 'p1', 'Percent', 2, 'rate', Fraction(2)),
        ('Loan products', 'p1', 'Instalments', 10, 'count', 10),
        ('Accounts', 'a1', 'Usual', None, 'primary', False),
        ('Fines', 'f1', 'Sum', 25, 'amount', 25_00),
    ],
)
def test_what_nothing_refers_to_may_be_changed_in_the_sheet(
    group: Group, sheet: str, key: str, heading: str, typed: Any, field: str, value: Any
) -> None:
    change(group.path, sheet, key, **{heading: typed})
    group.book.refresh()
    assert hand_edits.take_over_registers(group.book, NOW, TODAY) == 1
    assert getattr(group.book.register(BY_NAME[sheet])[key], field) == value
    told = group.book.changes[-1]
    assert (told.sheet, told.row, told.field, told.recorded_by) == (sheet, key, field, 'typed in the sheet')
    assert (group.book.differences, hand_edits.problems_of_registers(group.book, TODAY)) == ([], [])


@pytest.mark.parametrize(
    ('sheet', 'key', 'heading', 'typed', 'said'),
    [
        ('Fines', 'f1', 'Number', 'F9', 'not changed by hand'),
        ('Fines', 'f1', 'Status', 'paid', 'not changed by hand'),
        ('Rotation', 't1', 'Name', 'Bina', 'not changed by hand'),
        ('Rotation', 't1', 'Member_ID', 'm2', 'not changed by hand'),
        ('Fines', 'f1', 'Sum', -5, 'less than nothing'),
        ('Fines', 'f1', 'Sum', 'ten', 'cannot stand here'),
        ('Fixed deposits', 'x1', 'Months', 'a year', 'cannot stand here'),
        ('Accounts', 'a1', 'Usual', 'perhaps', 'cannot stand here'),
        ('Fines', 'f1', 'Kind', None, 'The cell is empty'),
    ],
)
def test_numbers_ids_and_what_follows_from_other_rows_are_not_changed_in_the_sheet(
    group: Group, sheet: str, key: str, heading: str, typed: Any, said: str
) -> None:
    cell = change(group.path, sheet, key, **{heading: typed})
    group.book.refresh()
    assert hand_edits.take_over_registers(group.book, NOW, TODAY) == 0
    (problem,) = hand_edits.problems_of_registers(group.book, TODAY)
    assert problem.place == f'{sheet}!{cell}' and said in problem.said()
    assert held(group.book) == ROWS
    hand_edits.put_back(group.book, sheet, key, PRESIDENT, NOW)
    Writer(group.book, view_changes).flush(TODAY)
    assert problems_of_workbook(group.path) == []


def test_a_row_that_was_deleted_comes_back(group: Group) -> None:
    remove(group.path, 'Guarantors', 'g1')
    group.book.refresh()
    assert [(told.kind, told.sheet, told.row) for told in group.book.notices()] == [('removed', 'Guarantors', 'g1')]
    Writer(group.book, view_changes).flush(TODAY)
    assert [row[-3] for row in calamine_rows(group.path, 'Guarantors')[1:] if row[-3]] == ['g1']


def test_verify_names_a_cell_that_does_not_count(group: Group) -> None:
    group.book.close()
    cell = change(group.path, 'Documents', 'o1', Of='R00002')
    told = [problem for problem in problems_of_workbook(group.path) if problem.place == f'Documents!{cell}']
    assert [problem.values for problem in told] == [{'value': "'R00002'", 'old': "'R00001'"}]


def test_a_row_is_amended_with_its_change_first(group: Group) -> None:
    with group.book.writing() as writing:
        values = {'status': 'waiting', 'note': 'ill'}
        amend(group.book, writing, ROTATION, 't1', 'Asha', values, 'decided', TODAY, PRESIDENT, NOW, 'r1')
    assert group.book.register(ROTATION)['t1'] == replace(ROWS['Rotation'], status='waiting', note='ill')
    assert [(each.sheet, each.field, each.old, each.new) for each in group.book.changes[-2:]] == [
        ('Rotation', 'status', 'paid', 'waiting'), ('Rotation', 'note', '', 'ill'),
    ]  # fmt: skip


def test_a_new_name_goes_to_all_registers_that_carry_it(group: Group) -> None:
    members.edit(group.book, 'M2025-001', 'Asha Patil', '9822000001', 200_00, PRESIDENT, NOW, TODAY, 'r2')
    carried = {name: row.member_name for name, row in held(group.book).items() if hasattr(row, 'member_name')}
    assert carried == dict.fromkeys(('Guarantors', 'Rotation', 'Fines', 'Fixed deposits'), 'Asha Patil')


def test_two_copies_that_wrote_apart_hold_every_register_when_they_are_joined(group: Group, tmp_path: Path) -> None:
    """What both had stays, what one amended counts, and what the other one added comes."""
    other = tmp_path / 'other'
    other.mkdir()
    there = Group(other, **EVERY)
    there.join('Asha')
    with group.book.writing() as writing:
        amend(group.book, writing, BY_NAME['Fines'], 'f1', 'F1', {'status': 'paid'}, '', TODAY, PRESIDENT, NOW, 'r3')
    copies = [copy_of(book.journal.since(0)) for book in (group.book, there.book)]
    for one, two in (copies, copies[::-1]):
        merged = merge(one, two, 'INR', 'Savitri')
        assert {name: len(merged.rows[name]) for name in ROWS} == dict.fromkeys(ROWS, 1)
        assert merged.rows['Fines']['f1']['status'] == 'paid'


def test_the_export_has_every_register_with_its_checks(group: Group, tmp_path: Path) -> None:
    path = tmp_path / 'export.xlsx'
    path.write_bytes(export(group.book, date(2025, 1, 1), date(2025, 12, 31)))
    assert problems_of_workbook(path) == []
    book = openpyxl.load_workbook(path)
    assert set(ROWS) <= set(book.sheetnames)
    sheet: Any = book['Decisions']
    sheet['E2'].value = 'rounds 3 and 9'
    book.save(path)
    assert [problem.place for problem in problems_of_workbook(path)] == ['Decisions!E2']


@pytest.mark.parametrize(('typed', 'count'), [(12.0, 12), ('12', 12), (0, 0), (' 7 ', 7)])
def test_a_count_is_read_however_it_was_typed(typed: Any, count: int) -> None:
    assert cells.from_cell('whole', typed, 'KES') == count


@pytest.mark.parametrize('typed', [-1, 1.5, 'twelve', True, 10**10, '1e3'])
def test_what_is_no_count_is_none(typed: Any) -> None:
    with pytest.raises(BadCell):
        cells.from_cell('whole', typed, 'KES')


@pytest.mark.parametrize(
    ('typed', 'read'), [('yes', True), ('No', False), (True, True), (None, False), (' YES ', True)]
)
def test_yes_and_no_are_read_and_nothing_is_no(typed: Any, read: bool) -> None:
    assert cells.from_cell('yes_no', typed, 'KES') is read


@pytest.mark.needs('libreoffice')
def test_libreoffice_opens_and_saves_every_register(group: Group, libreoffice: LibreOffice) -> None:
    saved = libreoffice.recalculated(group.path)
    for sheet in columns.SHEETS:
        assert calamine_rows(saved, sheet.name) == calamine_rows(group.path, sheet.name), sheet.name


def test_what_was_written_in_an_older_format_is_read_with_empty_fields(tmp_path: Path) -> None:
    """A row of the journal that was written before a column came says nothing of it."""
    group = Group(tmp_path)
    group.join('Asha')
    (row,) = [each for each in group.book.journal.since(0) if each.sheet == 'Members']
    older = {name: text for name, text in row.values.items() if name not in ('share_target', 'on_hold', 'notice_on')}
    assert record_of(columns.MEMBERS, older, 'INR') == group.book.members['m1']
