"""A new workbook: what is in it, how it looks, and that it is never put over another one."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from rules.bylaws import BYLAWS, KINDS_OF_GROUP, MODULES, Bylaws, preset
from rules.problems import Refused
from sheets import columns, views, xlsx
from sheets.book import open_book
from sheets.layout import tables
from sheets.making import ORDER, make_workbook
from sheets.words import LANGUAGES
from tests.machine import LibreOffice
from tests.recalculated import views as stored
from tests.recalculated import worked_out

TODAY = date(2026, 3, 5)
AGREED = preset('shg', 'सावित्री महिला बचत गट', 'INR', 'en', date(2025, 1, 1), 'G1')
ALL_MODULES: Any = dict.fromkeys(MODULES, True)

# What LibreOffice 7.4, Excel 2013 and Google Sheets all know.
KNOWN = {
    'AND', 'COUNTA', 'COUNTIFS', 'DATE', 'EDATE', 'EOMONTH', 'IF', 'IFERROR', 'INDEX', 'ISNUMBER', 'MATCH', 'MAX',
    'DAY', 'MONTH', 'OR', 'RIGHT', 'ROUND', 'SUM', 'SUMIFS', 'SUMPRODUCT', 'YEAR',
}  # fmt: skip


def made(folder: Path, bylaws: Bylaws = AGREED) -> Path:
    path = folder / 'group.xlsx'
    make_workbook(path, bylaws, TODAY)
    return path


@pytest.fixture(scope='module')
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp('made'), replace(AGREED, **ALL_MODULES))


@pytest.fixture(scope='module')
def workbook(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def described() -> list[columns.Sheet]:
    return [*columns.SHEETS, views.DUES]


@pytest.mark.parametrize(('kind', 'language'), list(zip(KINDS_OF_GROUP, LANGUAGES, strict=True)))
def test_a_new_workbook_opens_as_an_empty_book_with_the_bylaws_it_was_given(
    tmp_path: Path, kind: str, language: str
) -> None:
    agreed = replace(
        AGREED, kind=kind, language=language, place='Mañchar, =1+1', loan_rate_percent=AGREED.loan_rate_percent / 8
    )
    book = open_book(made(tmp_path, agreed))
    assert book.bylaws == agreed
    assert (book.members, book.loans, book.changes, len(book.frame()), book.problems()) == ({}, {}, [], 0, [])


def test_a_file_that_is_there_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / 'group.xlsx'
    path.write_bytes(b'the old book')
    with pytest.raises(Refused, match=r'group\.xlsx is there already'):
        make_workbook(path, AGREED, TODAY)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [('group.xlsx', b'the old book')]


@pytest.mark.parametrize('links', [True, False])
def test_nor_is_one_that_comes_to_be_there_in_the_same_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    path = tmp_path / 'group.xlsx'
    path.write_bytes(b'of another process')
    monkeypatch.setattr(Path, 'exists', lambda self: False)
    if not links:
        monkeypatch.setattr(Path, 'hardlink_to', _knows_no_links)
    with pytest.raises(Refused, match=r'group\.xlsx is there already'):
        make_workbook(path, AGREED, TODAY)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [('group.xlsx', b'of another process')]


def test_a_card_that_knows_no_links_takes_the_workbook_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, 'hardlink_to', _knows_no_links)
    assert open_book(made(tmp_path)).bylaws == AGREED
    assert [each.name for each in tmp_path.glob('*.xlsx')] == ['group.xlsx']


def test_a_folder_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refused, match='cannot be written'):
        make_workbook(tmp_path / 'nowhere' / 'group.xlsx', AGREED, TODAY)


@pytest.mark.parametrize('name', ['two\nlines', 'x' * 101, '\x07'])
def test_a_name_that_could_not_be_read_again_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match='Name of the group'):
        made(tmp_path, replace(AGREED, name=name))
    assert list(tmp_path.iterdir()) == []


def test_the_same_bylaws_and_day_make_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / 'again').mkdir()
    assert made(tmp_path).read_bytes() == made(tmp_path / 'again').read_bytes()


def test_every_sheet_is_there_in_order_and_only_those(workbook: Any) -> None:
    assert tuple(workbook.sheetnames) == ORDER


@pytest.mark.parametrize(('kind', 'sheets'), [
    ('shg', ['Decisions', 'Fines']),
    ('chama', ['Rotation', 'Decisions', 'Fines', 'Accounts']),
    ('vsla', ['Decisions', 'Fines', 'Distributions']),
    ('sacco', ['Loan products', 'Guarantors', 'Decisions', 'Fines', 'Accounts', 'Fixed deposits', 'Distributions',
               'Statements', 'Documents']),
])  # fmt: skip
def test_a_workbook_has_the_registers_that_its_kind_of_group_uses(tmp_path: Path, kind: str, sheets: list[str]) -> None:
    path = made(tmp_path, preset(kind, 'Tujenge', 'KES', 'sw', date(2025, 1, 1), 'G2'))
    names = openpyxl.load_workbook(path).sheetnames
    assert names[names.index('Bylaws') + 1 :] == sheets


@pytest.mark.parametrize('sheet', described(), ids=lambda sheet: sheet.name)
def test_a_table_has_its_headings_a_frozen_first_row_notes_and_widths(workbook: Any, sheet: columns.Sheet) -> None:
    found = workbook[sheet.name]
    assert [cell.value for cell in found[1]] == [column.header for column in sheet.columns]
    (table,) = found.tables.values()
    last_row = len(BYLAWS) + 1 if sheet.name == 'Bylaws' else 2
    assert table.ref == f'A1:{get_column_letter(len(sheet.columns))}{last_row}' == table.autoFilter.ref
    assert found.freeze_panes == 'A2'
    prompts = {str(each.sqref): each.prompt for each in found.data_validations.dataValidation if each.prompt}
    assert prompts == {f'{get_column_letter(n)}1': column.note for n, column in enumerate(sheet.columns, 1)}
    assert all(column.note for column in sheet.columns)
    for number, column in enumerate(sheet.columns, 1):
        assert found.column_dimensions[get_column_letter(number)].width >= column.width
        assert (found.cell(1, number).font.size == 8) == column.for_app


def test_what_can_be_chosen_is_a_list(workbook: Any) -> None:
    lists = {
        (name, str(each.sqref)): each.formula1
        for name in ORDER
        for each in workbook[name].data_validations.dataValidation
        if each.type == 'list'
    }
    assert lists['Entries', 'E2:E1048576'].startswith('"contribution,withdrawal,loan')
    assert lists['Entries', 'I2:I1048576'] == '"cash,bank,mpesa,upi,cheque,card"'
    assert lists['Entries', 'C2:C1048576'] == lists['Passbook', 'B4'] == tables.MEMBER_NUMBERS
    assert lists['Members', 'F2:F1048576'] == '"active,inactive"'
    assert lists['Passbook', 'F4'].startswith('"2025,2026')
    assert lists['Bylaws', f'B{_row_of(workbook, "below_zero_allowed")}'] == '"yes,no"'


@pytest.mark.parametrize(
    ('currency', 'shown'),
    [
        ('INR', r'[>=10000000]##\,##\,##\,##0.00;[>=100000]##\,##\,##0.00;##,##0.00'),
        ('KES', '#,##0.00'),
        ('UGX', '#,##0'),
    ],
)
def test_rows_that_are_added_take_the_formats_of_their_columns(tmp_path: Path, currency: str, shown: str) -> None:
    agreed = preset('chama', 'Tujenge', currency, 'en', date(2025, 1, 1), 'G2')
    path = made(tmp_path, agreed)
    row: list[xlsx.Value] = [
        date(2026, 1, 5),
        'R1',
        'M1',
        '=1+1',
        'contribution',
        Decimal(200),
        date(2026, 1, 1),
        None,
        'cash',
    ]
    for _ in range(3):
        xlsx.append_rows(path, 'Entries', [row] * 2)
    sheet = openpyxl.load_workbook(path)['Entries']
    assert sheet.tables['EntriesTable'].ref == 'A1:X7'
    for number in range(2, 8):
        assert [sheet.cell(number, place).number_format for place in (1, 4, 6, 7)] == [
            'dd mmm yyyy',
            '@',
            shown,
            'mmm yyyy',
        ]
        assert (sheet.cell(number, 4).value, sheet.cell(number, 4).data_type) == ('=1+1', 's')


def test_bylaws_are_numbers_dates_and_text_with_their_meaning_in_the_language_of_the_group(workbook: Any) -> None:
    sheet = workbook['Bylaws']
    rows = {row[3]: row[:3] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert [*rows] == [bylaw.field for bylaw in BYLAWS]
    assert rows['monthly_due'][:2] == ('Regular deposit', 200)
    assert rows['due_day'][1] == 10
    assert rows['started_on'][1].date() == date(2025, 1, 1)
    assert rows['below_zero_allowed'][1] == 'no'
    assert rows['currency'][2] == 'The money in which the book is kept.'


def test_the_formulas_are_made_of_functions_that_all_three_programs_know(workbook: Any) -> None:
    formulas = [cell.value for sheet in workbook for row in sheet for cell in row if cell.data_type == 'f']
    for of_month in (True, False):
        formulas += views.due_formulas(dict.fromkeys(views.DUES.fields, 'A'), of_month=of_month).values()
    assert len(formulas) > 200
    used = {name for formula in formulas for name in re.findall(r'([A-Z][A-Z0-9.]*)\(', formula)}
    assert used <= KNOWN
    assert not [formula for formula in formulas if '[' in formula or '{' in formula.replace('{row}', '')]


def test_every_formula_has_its_result_and_none_is_an_error(path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if name.startswith('xl/worksheets/sheet')]
    cells = [cell for sheet in sheets for cell in re.findall(r'<c [^>]*>(?:(?!</c>).)*<f>.*?</c>', sheet)]
    assert len(cells) > 200
    assert [cell for cell in cells if '</v>' not in cell or 't="e"' in cell] == []


def test_conditional_formats_rank_one_after_the_other(workbook: Any) -> None:
    for sheet in workbook:
        ranks = [rule.priority for cells in sheet.conditional_formatting for rule in cells.rules]
        assert len(ranks) == len(set(ranks)), sheet.title


@pytest.mark.needs('libreoffice')
def test_libreoffice_works_out_the_same_for_an_empty_book(path: Path, libreoffice: LibreOffice, tmp_path: Path) -> None:
    assert worked_out(libreoffice, path, tmp_path) == stored(path)


def test_every_sheet_prints_on_a4_with_its_pages_counted(workbook: Any) -> None:
    for sheet in workbook:
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (9, 1), sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter.right.text == '&P / &N'
        assert sheet.print_title_rows == ('$1:$1' if sheet.title in {each.name for each in described()} else None)
    assert workbook['Dues'].print_area == "'Dues'!$A$1:$H$1048576"
    assert workbook['Entries'].page_setup.orientation == 'landscape'
    assert workbook['Passbook'].page_setup.orientation == 'portrait'


def test_the_summary_has_its_charts_and_they_point_at_the_figures(path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        charts = [package.read(name).decode() for name in package.namelist() if name.startswith('xl/charts/chart')]
    references = [re.findall(r'<(?:c:)?f>([^<]+)</', chart) for chart in charts]
    assert references == [
        ["'Summary'!$A$7:$A$9", "'Summary'!$B$7:$B$9"], ["'Summary'!$E$23:$E$34", "'Summary'!$F$23:$F$34"],
    ]  # fmt: skip
    keys = [line.key for line in views.figures()]
    assert keys[7 - views.FIGURES_ROW - 1 : 10 - views.FIGURES_ROW - 1] == ['cash', 'bank', 'loans_outstanding']


@pytest.mark.parametrize('language', LANGUAGES)
def test_the_read_me_names_every_sheet_and_leads_to_it(tmp_path: Path, language: str) -> None:
    sheet = openpyxl.load_workbook(made(tmp_path, replace(AGREED, language=language)))['Read me']
    links = {cell.value: cell.hyperlink.location for (cell,) in sheet.iter_rows(max_col=1) if cell.hyperlink}
    used = {each.name for each in columns.used(AGREED)}
    assert links == {name: f"'{name}'!A1" for name in ORDER[1:] if name in used or name not in columns.BY_NAME}
    assert all(len(text) > 20 for text in _texts(sheet))


def _texts(sheet: Any) -> Iterator[str]:
    return (cell.value for (cell,) in sheet.iter_rows(min_col=2, max_col=2) if cell.value)


def _row_of(workbook: Any, key: str) -> int:
    return [row[3].value for row in workbook['Bylaws'].iter_rows()].index(key) + 1


def _knows_no_links(self: Path, target: Path) -> None:
    raise OSError('the card knows no links')
