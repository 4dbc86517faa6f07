"""A group whose workbook people tamper with, in openpyxl and in LibreOffice, and what the file alone tells of it."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from reports.verify import problems_of_workbook
from reports.views import view_changes
from sheets.columns import CHANGES, ENTRIES, Sheet
from sheets.reading import letters
from sheets.writer import Writer
from tests.groups import TODAY, Group

Edit = Callable[[Worksheet], object]


def group_with_rows(folder: Path) -> Group:
    """
    Entries of the workbook, from row 2 on; Changes has two rows, that Bina left and why, sealed after all of these:

    2  contribution Asha 2000    5  interest  Asha 20    8  to-bank      500
    3  contribution Bina 1000    6  principal Asha 50    9  contribution 300    Bina
    4  loan Asha          500    7  expense        25   10  contribution -300   Bina, takes row 9 back
    """
    group = Group(folder)
    asha, bina = group.join('Asha'), group.join('=1+1')
    group.do('contribution', '2000', '2025-01-05', member=asha, note='<script> "x"')
    group.do('contribution', '1000', '2025-01-06', member=bina)
    group.do('loan', '500', '2025-02-01', member=asha)
    group.do('repayment', '70', '2025-03-20', member=asha, mode='upi')
    group.do('expense', '25', '2025-04-01', category='tea')
    group.do('to-bank', '500', '2025-04-02')
    slip = group.do('contribution', '300', '2025-05-01', member=bina)
    group.do('reversal', '', '2025-05-02', reverses=slip.entry_id)
    group.leave(bina, '2025-06-01')
    written(group)
    return group


def written(group: Group) -> None:
    """Everything that was recorded is in the workbook."""
    assert Writer(group.book, view_changes).flush(TODAY).waiting is None


def cell(row: int, field: str, sheet: Sheet = ENTRIES) -> str:
    """The address of a field, of an entry unless said."""
    return f'{letters(sheet.fields.index(field))}{row}'


def place_of_change(row: int, field: str) -> str:
    """The place of a field of a change."""
    return f'Changes!{cell(row, field, CHANGES)}'


def edited(path: Path, edit: Edit, sheet: str = 'Entries') -> Path:
    """The workbook after someone worked in it with another program."""
    book = openpyxl.load_workbook(path)
    edit(book[sheet])
    book.save(path)
    return path


def said(path: Path) -> list[str]:
    """What the file alone tells."""
    return [str(problem) for problem in problems_of_workbook(path.read_bytes())]


def places(path: Path) -> list[str]:
    """The cells that the file alone names."""
    return [problem.place for problem in problems_of_workbook(path.read_bytes())]
