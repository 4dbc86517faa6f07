"""Workbooks for the tests of the part-preserving writer, and what readers that are not ours find in them."""

import zipfile
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from python_calamine import CalamineWorkbook

HEADERS = ['id', 'paid_on', 'amount', 'name']
ROW = ['e1', date(2026, 1, 5), 500, 'Amina']

# A picture in PNG.
RED_DOT = """
iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4
z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC
"""


def plain_workbook(path: Path, *rows: list[Any]) -> Path:
    """A workbook with one sheet Entries, as openpyxl writes it."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet('Entries')
    for row in rows or (HEADERS, ROW):
        sheet.append(row)
    for cell in sheet['B'][1:]:
        cell.number_format = 'yyyy-mm-dd'
    book.save(path)
    return path


def table_workbook(path: Path, *rows: list[Any], ref: str) -> Path:
    """The same with a table."""
    plain_workbook(path, *rows)
    book = openpyxl.load_workbook(path)
    book['Entries'].add_table(Table(displayName='Entries', ref=ref))
    book.save(path)
    return path


def rich_workbook(path: Path) -> Path:
    """A workbook with one of each thing that a treasurer may have put there, and of what only Excel writes."""
    table_workbook(path, HEADERS, ROW, ref='A1:D2')
    book = openpyxl.load_workbook(path)
    sheet: Any = book['Entries']
    sheet['A1'].comment = Comment('The number of the entry', 'Treasurer')
    sheet['D2'].font, sheet['D2'].fill = Font(bold=True), PatternFill('solid', fgColor='FFFF00')
    sheet.conditional_formatting.add('C2:C100', CellIsRule(operator='lessThan', formula=['0']))  # type: ignore[no-untyped-call]
    choices = DataValidation(type='list', formula1='"Amina,Brian"')
    choices.add('D2:D100')
    sheet.add_data_validation(choices)
    sheet.add_image(Image(BytesIO(b64decode(RED_DOT))), 'J20')
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=2))
    sheet.add_chart(chart, 'J1')
    book.create_sheet('Summary')['B2'] = '=SUM(Entries!C2:C1000)'
    book.defined_names['Amounts'] = DefinedName('Amounts', attr_text='Entries!$C$2:$C$1000')
    book.save(path)
    macro = {'xl/vbaProject.bin': b'\xd0\xcf macro', 'xl/pivotCache/pivotCacheRecords1.xml': b'<pivotCacheRecords/>'}
    return rewritten(path, {}, macro)


def rewritten(
    path: Path, changes: Mapping[str, Callable[[bytes], bytes]], added: Mapping[str, bytes] | None = None
) -> Path:
    """The workbook with the content of some members changed, and others added."""
    with zipfile.ZipFile(path) as old:
        contents = {info.filename: old.read(info) for info in old.infolist()}
    assert set(changes) <= set(contents), f'{sorted(contents)}'
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as new:
        for name, content in contents.items():
            new.writestr(name, changes[name](content) if name in changes else content)
        for name, content in (added or {}).items():
            new.writestr(name, content)
    return path


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    """A change of text in a member, where it stands."""

    def change(content: bytes) -> bytes:
        assert old.encode() in content, f'{old} is not in {content[:2000]!r}'
        return content.replace(old.encode(), new.encode())

    return change


def members(path: Path) -> dict[str, bytes]:
    """Header and compressed bytes of each member as they stand in the file, in their order."""
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        found = {}
        for info in archive.infolist():
            name_bytes, extra_bytes = data[info.header_offset + 26], data[info.header_offset + 28]
            found[info.filename] = data[
                info.header_offset : info.header_offset + 30 + name_bytes + extra_bytes + info.compress_size
            ]
    return found


def changed_members(before: Mapping[str, bytes], path: Path) -> set[str]:
    """The members that are not as they were; none may have come, gone or moved."""
    after = members(path)
    assert list(after) == list(before)
    return {name for name in before if after[name] != before[name]}


def content(path: Path, member: str) -> str:
    """The text of a member."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(member).decode()


def calamine_rows(path: Path, sheet: str = 'Entries') -> list[list[Any]]:
    """The rows of a sheet, as python-calamine reads them."""
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def openpyxl_rows(path: Path, sheet: str = 'Entries', values: bool = True) -> list[list[Any]]:
    """The rows of a sheet, as openpyxl reads them."""
    book = openpyxl.load_workbook(path, data_only=values)
    return [list(row) for row in book[sheet].iter_rows(values_only=True)]
