"""A gallery of what can go wrong: each mistake is made in a real group, and what Bahi says about it is taken down.

    for section in gallery(folder): section.title, section.about, section.mistakes

`make docs` prints it as docs/problems.md, so that page says nothing that the app does not say.
"""

import shutil
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from reports.verify import problems_of_workbook
from reports.views import view_changes
from rules.problems import Problem, Refused
from sheets import entries, reading, xlsx
from sheets.columns import BY_NAME, ENTRIES
from sheets.reading import letters
from sheets.registers import read_registers
from sheets.words import _, shown
from sheets.writer import Writer
from sheets.xlsx import Value
from tests.groups import TODAY, Group


@dataclass(frozen=True, slots=True)
class Mistake:
    """What someone did, and the lines that Bahi says about it."""

    what: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Mistakes of one sort, with what there is to say about all of them."""

    title: str
    about: str
    mistakes: tuple[Mistake, ...]


# What was done, and the cell in which it was done: sheet, row, field, and what stands there now.
Case = tuple[str, str, int, str, Value]
Look = Callable[[Path], list[Problem]]

REQUESTS: tuple[tuple[str, str, str, str, dict[str, str]], ...] = (
    ('An amount in words', 'contribution', 'five hundred', '2025-06-05', {'member': 'M2025-001'}),
    ('An amount with a fraction of a paisa', 'contribution', '200.005', '2025-06-05', {'member': 'M2025-001'}),
    ('An amount of nothing', 'contribution', '0', '2025-06-05', {'member': 'M2025-001'}),
    ('A day that has not come yet', 'contribution', '200', '2026-02-01', {'member': 'M2025-001'}),
    ('A day before the group began', 'expense', '20', '2024-12-31', {}),
    ('A number that no member has', 'contribution', '200', '2025-06-05', {'member': 'M2025-009'}),
    ('A member who left', 'contribution', '200', '2025-06-05', {'member': 'M2025-002'}),
    ('A month far away', 'contribution', '200', '2025-06-05', {'member': 'M2025-001', 'for_': '2031-01'}),
    ('A loan above the cash', 'loan', '9000', '2025-06-05', {'member': 'M2025-001'}),
    ('A repayment above what is owed', 'repayment', '9000', '2025-06-05', {'member': 'M2025-001'}),
    ('A withdrawal above her savings', 'withdrawal', '5000', '2025-06-05', {'member': 'M2025-001'}),
    ('A deposit without a member', 'contribution', '200', '2025-06-05', {}),
    ('An expense with a loan', 'expense', '200', '2025-06-05', {'loan': 'L2025-001'}),
    ('Taking back what was taken back', 'reversal', '', '2025-06-05', {'reverses': 'SLIP'}),
    ('Taking back a loan that was repaid in part', 'reversal', '', '2025-06-05', {'reverses': 'LOAN'}),
)

CELLS: tuple[Case, ...] = (
    ('A monthly deposit in words', 'Members', 2, 'monthly', 'two hundred'),
    ('A day that is none', 'Members', 2, 'joined', 'last Monday'),
    ('A status of her own words', 'Members', 2, 'status', 'gone'),
    ('A member without a name', 'Members', 2, 'name', None),
    ('A rate that is none', 'Loans', 2, 'rate', 'two'),
    ('A bylaw that cannot be', 'Bylaws', 12, 'value', 40),
)

SEALED: tuple[Case, ...] = (
    ('One digit of an amount', 'Entries', 3, 'amount', 1001),
    ('Words in place of an amount', 'Entries', 3, 'amount', 'five'),
    ('Another day', 'Entries', 3, 'on', date(2025, 1, 7)),
    ('A reason in Changes', 'Changes', 2, 'reason', 'fell out'),
    ('A seal', 'Entries', 3, 'seal', '0' * 32),
)

REGISTERS: tuple[Case, ...] = (
    ('One number for two members', 'Members', 3, 'number', 'M2025-001'),
    ('A running loan marked closed', 'Loans', 2, 'status', 'closed'),
    ('A member said to have joined later', 'Members', 2, 'joined', date(2025, 1, 31)),
)


def gallery(folder: Path) -> Iterator[Section]:
    """Every section, made in a folder that holds nothing else."""
    group, ids = group_of(folder)
    yield Section(
        'Something is not recorded',
        'Nothing has changed, neither in the workbook nor in the journal, and what was typed stays in the form.',
        tuple(_refused(group, ids)),
    )
    yield Section(
        'Rows wait for the workbook',
        'What was recorded is safe in the journal and counts in all totals. It goes into the workbook by itself.',
        tuple(_waiting(group)),
    )
    yield Section(
        'The workbook cannot be opened', 'Bahi leaves the file as it is.', tuple(_closed(group.path))
    )  # fmt: skip
    yield Section(
        'A cell cannot be read', 'The row does not count until the cell is mended; all others do.',
        (*_cells(group.path, CELLS, _read), _typed(group.path)),
    )  # fmt: skip
    yield Section(
        'A sealed row was changed',
        'Found by "Check the workbook" on the page Problems, and by `main.py verify`.',
        (*_cells(group.path, SEALED), _taken_out(group.path), _copied(group.path), _headed(group.path)),
    )
    yield Section(
        'What stands there cannot be true', 'Asked when every row is as it was sealed.',
        (*_cells(group.path, REGISTERS), _wrong_total(group.path)),
    )  # fmt: skip


def group_of(folder: Path) -> tuple[Group, dict[str, str]]:
    """Asha saved, took a loan and repaid a part; Bina left. All of it is in the workbook."""
    group = Group(folder)
    asha, bina = group.join('Asha'), group.join('Bina')
    group.do('contribution', '2000', '2025-01-05', member=asha)
    group.do('contribution', '1000', '2025-01-06', member=bina)
    loan = group.do('loan', '500', '2025-02-01', member=asha)
    group.do('repayment', '70', '2025-03-20', member=asha)
    slip = group.do('contribution', '300', '2025-05-01', member=bina)
    group.do('reversal', '', '2025-05-02', reverses=slip.entry_id)
    group.leave(bina, '2025-06-01')
    assert Writer(group.book, view_changes).flush(TODAY).waiting is None
    return group, {'LOAN': loan.entry_id, 'SLIP': slip.entry_id}


def _refused(group: Group, ids: dict[str, str]) -> Iterator[Mistake]:
    for what, kind, amount, on, details in REQUESTS:
        asked = {name: ids.get(value, value) for name, value in details.items()}
        try:
            group.do(kind, amount, on, **asked)
        except Refused as refused:
            yield Mistake(what, tuple(said(problem) for problem in refused.problems))
        else:
            raise AssertionError(f'{what} is not refused')


def _waiting(group: Group) -> Iterator[Mistake]:
    good = group.path.read_bytes()
    group.do('expense', '20', '2025-06-05', category='tea')
    libreoffice = group.path.with_name(f'.~lock.{group.path.name}#')
    libreoffice.write_text(',kavita,desk,05.06.2025 10:00,;', encoding='utf-8')
    yield _why(group, 'The workbook is open in LibreOffice')
    libreoffice.unlink()
    excel = group.path.with_name(f'~${group.path.name}')
    excel.write_bytes(b'\x06Kavita')
    yield _why(group, 'The workbook is open in Excel')
    excel.unlink()
    _edited(group.path, lambda sheet: sheet.merge_cells('A9:C12'))
    yield _why(group, 'Cells were merged where the next row has to go')
    group.path.write_bytes(good)
    _edited(group.path, lambda sheet: sheet.cell(1, 6, 'What it was'))
    yield _why(group, 'The heading of a needed column was changed')
    group.path.write_bytes(good)
    assert Writer(group.book, view_changes).flush(TODAY).waiting is None


def _why(group: Group, what: str) -> Mistake:
    waiting = Writer(group.book, view_changes).flush(TODAY).waiting
    assert waiting, f'nothing waits: {what}'
    return Mistake(what, (said(waiting),))


def _closed(path: Path) -> Iterator[Mistake]:
    data, file = path.read_bytes(), path.with_name('broken.xlsx')
    yield _found(file, 'There is no file')
    for what, bytes_ in (
        ('The file is empty', b''),
        ('A copy was cut off', data[: len(data) // 2]),
        ('A password was set', b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + data),
        ('It is another kind of file', b'Date,Member,Amount\n'),
    ):
        file.write_bytes(bytes_)
        yield _found(file, what)
    shutil.copy(path, file)
    _edited(file, lambda sheet: setattr(sheet, 'title', 'Ledger'))
    yield _found(file, 'A sheet was given another name')
    shutil.copy(path, file)
    _edited(file, lambda sheet: sheet.cell(1, 6, 'What it was'))
    yield _found(file, 'The heading of a needed column was changed')
    file.unlink()


def _cells(path: Path, cases: Sequence[Case], look: Look = problems_of_workbook) -> Iterator[Mistake]:
    """One cell is changed at a time."""
    for what, sheet, row, field, value in cases:
        change = {f'{letters(BY_NAME[sheet].fields.index(field))}{row}': value}
        yield _after(path, what, partial(xlsx.amend_cells, sheet=sheet, changes=change), look)


def _typed(path: Path) -> Mistake:
    row: list[Value] = [date(2025, 6, 7), 'R00020', 'M2025-001', 'Asha', 'contribution', 200, None, None, 'cash']
    return _after(
        path, 'A row was typed below the last one', lambda file: xlsx.append_rows(file, 'Entries', [row]), _read
    )  # fmt: skip


def _taken_out(path: Path) -> Mistake:
    return _after(path, 'A row was deleted', lambda file: _edited(file, lambda sheet: sheet.delete_rows(5)))


def _copied(path: Path) -> Mistake:
    def copy(sheet: Worksheet) -> None:
        sheet.append([cell.value for cell in sheet[2]])

    return _after(path, 'A row was copied', lambda file: _edited(file, copy))


def _headed(path: Path) -> Mistake:
    return _after(
        path, 'The heading of a column was changed',
        lambda file: _edited(file, lambda sheet: sheet.cell(1, 1 + ENTRIES.fields.index('note'), 'Remarks')),
    )  # fmt: skip


def _wrong_total(path: Path) -> Mistake:
    return _after(
        path, 'A total was calculated wrongly by another program',
        lambda file: xlsx.patch(file, [xlsx.Cached('Summary', {'B6': 1})]),
    )  # fmt: skip


def _after(path: Path, what: str, change: Callable[[Path], object], look: Look = problems_of_workbook) -> Mistake:
    changed = path.with_name('changed.xlsx')
    shutil.copy(path, changed)
    change(changed)
    mistake = _found(changed, what, look)
    changed.unlink()
    return mistake


def _read(path: Path) -> list[Problem]:
    """What the page Problems lists: the cells that cannot be read. The full check tells what follows from them too."""
    tables = reading.read_tables(path.read_bytes(), path.name)
    registers = read_registers(tables, path.name)
    rows = entries.read_entries(tables['Entries'], registers.bylaws.currency)
    typed = [reading.problem_of_typed(tables[row.sheet.name], row) for row in (*registers.typed, *rows.typed)]
    return [*registers.problems, *rows.problems, *typed]


def _edited(path: Path, edit: Callable[[Worksheet], object]) -> None:
    """The sheet of entries after someone worked in it with another program."""
    with warnings.catch_warnings():
        # openpyxl does not know print areas of whole columns.
        warnings.filterwarnings('ignore', module='openpyxl')
        book = openpyxl.load_workbook(path)
    edit(book['Entries'])
    book.save(path)


def _found(path: Path, what: str, look: Look = problems_of_workbook) -> Mistake:
    problems = look(path)
    assert problems, f'nothing is found: {what}'
    return Mistake(what, tuple(said(problem) for problem in problems))


def said(problem: Problem) -> str:
    """A problem as the command line and the page Problems say it."""
    text = problem.said(_, shown)
    return f'{problem.place}: {text}' if problem.place else text
