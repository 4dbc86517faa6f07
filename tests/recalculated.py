"""What the views of a workbook show, as it is stored and as LibreOffice works it out, cell by cell."""

import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineWorkbook

from sheets.views_reading import NAMES
from sheets.xlsx import Amend, patch
from tests.machine import LibreOffice

Shown = Mapping[str, object]


def views(path: Path) -> dict[str, Shown]:
    """What stands in each cell of the views, by sheet and address; amounts to the cent, empty cells left out."""
    workbook = CalamineWorkbook.from_path(str(path))
    return {
        name: {
            f'{chr(65 + place)}{number}': _plain(cell)
            for number, row in enumerate(workbook.get_sheet_by_name(name).to_python(skip_empty_area=False), 1)
            for place, cell in enumerate(row)
            if cell not in ('', None)
        }
        for name in NAMES
    }


def worked_out(libreoffice: LibreOffice, path: Path, folder: Path, as_of: date | None = None) -> dict[str, Shown]:
    """What the formulas come to in LibreOffice, which is given a copy in which every stored result is wrong."""
    copy = folder / 'spoilt.xlsx'
    copy.write_bytes(path.read_bytes())
    if as_of:
        patch(copy, [Amend('Summary', {'B3': as_of})])
    parts = {}
    with zipfile.ZipFile(copy) as package:
        for name in package.namelist():
            parts[name] = package.read(name)
    with zipfile.ZipFile(copy, 'w') as package:
        for name, content in parts.items():
            package.writestr(name, _spoilt(content) if name.startswith('xl/worksheets/sheet') else content)
    return views(libreoffice.recalculated(copy))


def _spoilt(sheet: bytes) -> bytes:
    """The XML of a sheet with 987654 as the result of each formula."""
    return re.sub(rb'<c ([^>]*?)(?: t="[a-z]+")?>(<f>.*?</f>)<v ?/?>(?:[^<]*</v>)?', rb'<c \1>\2<v>987654</v>', sheet)


def _plain(cell: object) -> object:
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return Decimal(f'{cell:.2f}')
    return cell.date() if isinstance(cell, datetime) else cell
