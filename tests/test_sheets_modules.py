"""A module that is switched on adds its sheets and bylaws to a living workbook, and nothing else in it changes."""

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from actions import hand_edits
from actions.settings import amend_bylaw
from reports.verify import problems_of_workbook
from reports.views import view_changes
from rules.bylaws import MODULES, MODULES_OF_KIND, preset
from sheets import columns, making, xlsx
from sheets.book import open_book
from sheets.columns import BY_NAME, FINES
from sheets.ooxml.refusal import CannotPatch
from sheets.writer import Outcome, Writer
from sheets.xlsx import AddSheet, Append
from tests.google_books import group_on_google
from tests.groups import NOW, PRESIDENT, TODAY, Group
from tests.hand import type_rows
from tests.machine import LibreOffice
from tests.register_rows import ROWS, WRITTEN
from tests.workbooks import calamine_rows, members, rich_workbook

NO_MODULES: Any = dict.fromkeys(MODULES, False)


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """A group that uses no module yet."""
    group = Group(tmp_path, **NO_MODULES)
    group.join('Asha')
    flush(group)
    return group


def flush(group: Group) -> Outcome:
    return Writer(group.book, view_changes).flush(TODAY)


def switch(group: Group, module: str, to: str = 'yes') -> None:
    amend_bylaw(group.book, module, to, 'agreed', TODAY, PRESIDENT, NOW, TODAY, f'{module} {to}')


def write(group: Group, name: str) -> None:
    with group.book.writing() as writing:
        writing.insert(BY_NAME[name], ROWS[name], f'row of {name}', WRITTEN)


def changed_and_new(before: Mapping[str, bytes], path: Path) -> tuple[set[str], list[str]]:
    """The parts that are not as they were, and those that came; none may have gone or moved."""
    after = members(path)
    assert list(after)[: len(before)] == list(before)
    return {name for name in before if after[name] != before[name]}, list(after)[len(before) :]


def sheets_of(path: Path) -> list[str]:
    return list(openpyxl.load_workbook(path).sheetnames)


def bylaws_in(path: Path) -> list[str]:
    return [str(row[3]) for row in calamine_rows(path, 'Bylaws')]


def test_a_module_brings_its_sheet_and_its_bylaws_and_the_rows_that_wait(group: Group) -> None:
    before, parts = sheets_of(group.path), members(group.path)
    switch(group, 'module_fines')
    write(group, 'Fines')
    assert flush(group).waiting is None
    assert sheets_of(group.path) == [*before, 'Fines']
    assert bylaws_in(group.path)[-2:] == ['fine_for_absence', 'fine_for_lateness']
    assert group.book.register(FINES) == {'f1': ROWS['Fines']}
    changed, new = changed_and_new(parts, group.path)
    assert {name.rpartition('/')[2] for name in changed} >= {'workbook.xml', '[Content_Types].xml'}
    assert not [name for name in changed if 'drawing' in name or 'chart' in name or 'docProps' in name]
    assert [name.rpartition('/')[0] for name in new] == ['xl/worksheets', 'xl/tables', 'xl/worksheets/_rels']
    book = open_book(group.path)
    assert (book.problems(), book.differences, book.bylaws.fine_for_absence) == ([], [], 0)
    assert problems_of_workbook(group.path) == []


def test_the_new_sheet_looks_like_that_of_a_new_workbook(group: Group, tmp_path: Path) -> None:
    switch(group, 'module_rotation')
    flush(group)
    fresh = tmp_path / 'fresh.xlsx'
    made = preset('shg', 'Asmita', 'INR', 'en', group.book.bylaws.started_on, 'G2')
    fresh.write_bytes(making.sheet_alone(BY_NAME['Rotation'], made))
    one, other = (openpyxl.load_workbook(path)['Rotation'] for path in (group.path, fresh))
    for row in (1, 2):
        for left, right in zip(one[row], other[row], strict=True):
            assert looks(left) == looks(right)
    assert {key: size.width for key, size in one.column_dimensions.items()} == {
        key: size.width for key, size in other.column_dimensions.items()
    }
    assert one.tables.keys() == other.tables.keys() == {'RotationTable'}
    assert (one.print_area, one.print_title_rows, one.freeze_panes) == (
        other.print_area, other.print_title_rows, other.freeze_panes
    )  # fmt: skip
    lists = [
        [(str(v.sqref), v.formula1, v.prompt) for v in sheet.data_validations.dataValidation] for sheet in (one, other)
    ]
    assert lists[0] == lists[1]
    rules = [
        [(str(f.sqref), [repr(r.dxf) for r in f.rules]) for f in sheet.conditional_formatting] for sheet in (one, other)
    ]
    assert rules[0] == rules[1]


def looks(cell: Any) -> tuple[str, ...]:
    return tuple(map(repr, (cell.value, cell.number_format, cell.font, cell.fill, cell.border, cell.alignment)))


def test_all_modules_one_after_the_other(group: Group) -> None:
    for module in MODULES:
        switch(group, module)
        assert flush(group).waiting is None, module
    assert {*sheets_of(group.path)} >= {sheet.name for sheet in columns.SHEETS}
    with zipfile.ZipFile(group.path) as package:
        names = package.namelist()
        assert len(names) == len(set(names)) and package.testzip() is None
        tables = [package.read(name) for name in names if name.startswith('xl/tables/')]
    numbers = [re.findall(rb'<table [^>]*?\bid=.(\d+)', each)[0] for each in tables]
    assert len(numbers) == len(set(numbers))
    assert problems_of_workbook(group.path) == []


def test_a_yes_that_somebody_typed_switches_the_module_on(group: Group) -> None:
    book = openpyxl.load_workbook(group.path)
    row = next(row for row in book['Bylaws'].iter_rows() if row[3].value == 'module_fines')
    row[1].value = 'yes'
    book.save(group.path)
    group.book.refresh()
    assert hand_edits.take_over_registers(group.book, NOW, TODAY) == 1
    flush(group)
    assert 'Fines' in sheets_of(group.path) and 'fine_for_absence' in bylaws_in(group.path)
    flush(group)
    assert group.book.problems() == [] and problems_of_workbook(group.path) == []


def test_a_module_that_is_switched_off_keeps_its_sheet_and_its_rows(group: Group) -> None:
    switch(group, 'module_statements')
    write(group, 'Statements')
    flush(group)
    switch(group, 'module_statements', 'no')
    flush(group)
    assert 'Statements' in sheets_of(group.path)
    assert open_book(group.path).register(BY_NAME['Statements']) == {ROWS['Statements'].id: ROWS['Statements']}
    assert problems_of_workbook(group.path) == []


def test_without_the_module_a_sheet_of_peoples_own_may_be_called_the_same(group: Group) -> None:
    own_sheet(group, 'Fines', [['who', 'how much'], ['Asha', 5]])
    group.book.refresh()
    assert (group.book.problems(), group.book.register(FINES)) == ([], {})
    switch(group, 'module_fines')
    assert flush(group).waiting is None
    assert group.book.register(FINES) == {} and sheets_of(group.path).count('Fines') == 1
    write(group, 'Fines')
    waiting = flush(group).waiting
    assert waiting is not None and 'a sheet Fines that is not the book' in waiting.said()
    book = openpyxl.load_workbook(group.path)
    book['Fines'].title = 'My fines'
    book.save(group.path)
    assert flush(group).waiting is None
    assert {'Fines', 'My fines'} <= {*sheets_of(group.path)}
    assert open_book(group.path).register(FINES) == {'f1': ROWS['Fines']}


def own_sheet(group: Group, name: str, rows: list[list[Any]]) -> None:
    book = openpyxl.load_workbook(group.path)
    sheet = book.create_sheet(name)
    for row in rows:
        sheet.append(row)
    book.save(group.path)


def test_a_sheet_that_somebody_deleted_comes_back_with_its_rows(group: Group) -> None:
    switch(group, 'module_fines')
    write(group, 'Fines')
    flush(group)
    book = openpyxl.load_workbook(group.path)
    del book['Fines']
    book.save(group.path)
    assert [problem.sheet for problem in problems_of_workbook(group.path)] == ['Fines', 'Fines']
    group.book.refresh()
    assert flush(group).waiting is None
    assert problems_of_workbook(group.path) == []
    assert open_book(group.path).register(FINES) == {'f1': ROWS['Fines']}


def test_a_row_typed_into_a_register_is_a_problem_and_does_not_count(group: Group) -> None:
    switch(group, 'module_fines')
    flush(group)
    type_rows(group.path, 'Fines', {'Number': 'F9', 'Name': 'Asha', 'Sum': 5})
    group.book.refresh()
    assert [(row.sheet.name, row.row) for row in group.book.typed] == [('Fines', 2)]
    assert group.book.register(FINES) == {}


@pytest.mark.parametrize('kind', MODULES_OF_KIND)
def test_each_kind_of_group_begins_with_the_sheets_of_its_modules(tmp_path: Path, kind: str) -> None:
    agreed = preset(kind, 'Tujenge', 'KES', 'sw', Group(tmp_path).book.bylaws.started_on, f'G-{kind}')
    path = tmp_path / 'kind.xlsx'
    making.make_workbook(path, agreed, TODAY)
    book = open_book(path)
    assert (book.bylaws, book.problems()) == (agreed, [])
    assert not set(bylaws_in(path)) & {'pot_contribution'} or agreed.module_rotation


# --- the files of others ----------------------------------------------------------------------------------------------


def with_fines(path: Path) -> None:
    """A sheet Fines with a row."""
    agreed = preset('shg', 'Asmita', 'INR', 'en', TODAY, 'G1')
    source = making.sheet_alone(FINES, agreed)
    xlsx.patch(path, [AddSheet('Fines', source), Append('Fines', [['F1', TODAY, 'M1', 'Asha', 'late', 10]])])


def test_a_workbook_with_everything_in_it_keeps_every_part(tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / 'rich.xlsx')
    before = members(path)
    with_fines(path)
    changed, _new = changed_and_new(before, path)
    assert {name.rpartition('/')[2] for name in changed} == {
        'workbook.xml', 'workbook.xml.rels', 'styles.xml', '[Content_Types].xml',
    }  # fmt: skip
    assert calamine_rows(path, 'Fines')[1][:1] == ['F1']


def test_a_sheet_of_that_name_is_not_put_over(tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / 'rich.xlsx')
    with_fines(path)
    before = path.read_bytes()
    with pytest.raises(CannotPatch, match='not the book'):
        with_fines(path)
    assert path.read_bytes() == before


@pytest.mark.needs('libreoffice')
def test_a_workbook_that_libreoffice_saved_gets_the_sheet_and_opens_there(
    group: Group, libreoffice: LibreOffice
) -> None:
    saved = libreoffice.recalculated(group.path)
    group.path.write_bytes(saved.read_bytes())
    group.book.refresh()
    switch(group, 'module_fines')
    switch(group, 'module_rotation')
    write(group, 'Fines')
    assert flush(group).waiting is None
    again = libreoffice.recalculated(group.path)
    for name in ('Fines', 'Rotation', 'Bylaws'):
        assert calamine_rows(again, name) == calamine_rows(group.path, name)
    assert problems_of_workbook(group.path) == []


# --- in a spreadsheet -------------------------------------------------------------------------------------------------


def test_in_a_spreadsheet_the_module_brings_its_sheet_too(tmp_path: Path) -> None:
    with group_on_google(tmp_path) as there:
        group = there.group
        switch(group, 'module_rotation')
        write(group, 'Rotation')
        assert there.flush().waiting is None
        assert there.column('Rotation', 'Turn ID') == ['t1']
        assert there.column('Bylaws', 'Key')[-2:] == ['pot_contribution', 'turn_order']
        there.clock.sleep(400)
        group.book.refresh()
        assert (group.book.register(BY_NAME['Rotation']), group.book.problems()) == ({'t1': ROWS['Rotation']}, [])
