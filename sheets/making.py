"""Make the workbook of a new group: every sheet with its heading, formats and drop-downs, the views, the bylaws.

The same bylaws and day make the same bytes. A file that is there already is never overwritten.
"""

import io
import os
import secrets
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from rules import money
from rules.bylaws import BYLAWS, Bylaw, Bylaws
from rules.problems import N_, Word, refuse
from sheets import columns, xlsx
from sheets.columns import Sheet
from sheets.layout import dues, empty, passbook, read_me, styles, summary, tables
from sheets.words import _, language

# The sheets in order, with the colour of their tabs: views for reading, registers, journals.
TABS = {
    'Read me': styles.GREEN, 'Summary': styles.GREEN, 'Dues': styles.GREEN, 'Passbook': styles.GREEN,
    'Members': styles.AMBER, 'Loans': styles.AMBER, 'Entries': styles.GREY, 'Changes': styles.GREY,
    'Bylaws': styles.AMBER,
    # Where a module that is switched on later adds its sheet too.
    **{sheet.name: styles.AMBER for sheet in columns.REGISTERS if sheet not in (columns.MEMBERS, columns.LOANS)},
}  # fmt: skip
ORDER = tuple(TABS)


def make_workbook(path: Path, bylaws: Bylaws, today: date) -> None:
    """Write the workbook of a new group. Raises Refused when the file is there already."""
    if path.exists():
        raise _exists(path)
    _refuse_unreadable(bylaws)
    with language(bylaws.language):
        data = _workbook_bytes(bylaws, today)
    _write_new(path, data)


def _refuse_unreadable(bylaws: Bylaws) -> None:
    """What could not be read again from the sheet Bylaws is not written there."""
    for bylaw in BYLAWS:
        text = bylaw.written(getattr(bylaws, bylaw.field), bylaws.currency)
        try:
            bylaw.read(text, bylaws.currency)
            if any(ord(sign) < 32 or ord(sign) == 127 for sign in text):
                raise ValueError('a sign that cannot be seen')
        except ValueError:
            raise refuse(
                N_('"{bylaw}" cannot be {value}.'), N_('Choose a shorter and plainer text, or another value.'),
                about=bylaw.field, bylaw=Word(bylaw.title), value=repr(text)[:60],
            ) from None  # fmt: skip


def _workbook_bytes(bylaws: Bylaws, today: date) -> bytes:
    book = Workbook()
    del book['Sheet']
    wanted = {sheet.name for sheet in columns.used(bylaws)}
    for name in ORDER:
        if name not in columns.BY_NAME:
            book.create_sheet(name).sheet_properties.tabColor = TABS[name]
        elif name in wanted:
            _add_table(book, columns.BY_NAME[name], bylaws)
    _fill_bylaws(book['Bylaws'], bylaws)
    read_me.lay_out(book['Read me'], bylaws)
    summary.lay_out(book['Summary'], bylaws, today)
    dues.lay_out(book['Dues'], bylaws)
    passbook.lay_out(book['Passbook'], bylaws, today)
    book.active = book['Summary']
    book.properties.creator = 'Bahi'
    book.properties.title = bylaws.name
    written = io.BytesIO()
    book.save(written)
    return xlsx.patch_bytes(dated(written.getvalue(), today), empty.cached(bylaws, today))


def sheet_alone(sheet: Sheet, bylaws: Bylaws) -> bytes:
    """A workbook that holds one of our sheets and nothing else, to be taken over into another one."""
    book = Workbook()
    del book['Sheet']
    with language(bylaws.language):
        _add_table(book, sheet, bylaws)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _add_table(book: Workbook, described: Sheet, bylaws: Bylaws) -> None:
    sheet = book.create_sheet(described.name)
    sheet.sheet_properties.tabColor = TABS[described.name]
    tables.lay_out(sheet, described, bylaws.currency)


def _fill_bylaws(sheet: Worksheet, bylaws: Bylaws) -> None:
    """A row a bylaw, its value as a number, a date or text, so that it can be changed as such."""
    shown = [bylaw for bylaw in BYLAWS if bylaws.shows(bylaw)]
    for row, bylaw in enumerate(shown, start=2):
        value = _natural(bylaw, getattr(bylaws, bylaw.field), bylaws.currency)
        for place, content in enumerate((_(bylaw.title), value, _(bylaw.meaning), bylaw.field), start=1):
            cell = sheet.cell(row, place, content)
            if isinstance(content, str):
                cell.data_type = 's'
            cell.font = styles.font_of(columns.BYLAWS.columns[place - 1])
            cell.alignment = Alignment(horizontal='left', vertical='center', indent=1, wrap_text=place == 3)
        if bylaw.type in ('money', 'day'):
            look = styles.money_format(bylaws.currency) if bylaw.type == 'money' else styles.PLAIN_FORMATS['date']
            sheet.cell(row, 2).number_format = look
        choices = ('yes', 'no') if bylaw.type == 'yes_no' else bylaw.choices
        if choices:
            tables.drop_down(sheet, f'"{",".join(choices)}"', f'B{row}')
    sheet.column_dimensions['B'].width = 34
    sheet.tables['BylawsTable'].ref = f'A1:D{len(shown) + 1}'


def _natural(bylaw: Bylaw, value: object, currency: str) -> str | int | Decimal | date | None:
    if value is None:
        return None
    if bylaw.type == 'money':
        assert isinstance(value, int)
        return Decimal(money.as_text(value, currency))
    if isinstance(value, bool | Fraction):
        text = bylaw.written(value, currency)
        return Decimal(text) if isinstance(value, Fraction) else text
    assert isinstance(value, str | int | date)
    return value


def dated(data: bytes, today: date) -> bytes:
    """The same package with one fixed time in it, so that the same input makes the same bytes."""
    moment = datetime.combine(today, time())
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, 'w', zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == 'docProps/core.xml':
                content = _with_time(content, moment)
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _with_time(core: bytes, moment: datetime) -> bytes:
    head, *parts = core.split(b'<dcterms:')
    stamp = moment.strftime('%Y-%m-%dT%H:%M:%SZ').encode()
    return b'<dcterms:'.join(
        [head, *(part[: part.find(b'>') + 1] + stamp + part[part.find(b'</') :] for part in parts)]
    )


def _write_new(path: Path, data: bytes) -> None:
    """The file under its name, whole or not at all; one that came to be there meanwhile stays."""
    beside = path.with_name(f'.{path.name}.bahi-{secrets.token_hex(8)}.tmp')
    try:
        with beside.open('xb') as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _name_it(beside, path)
    except FileExistsError:
        raise _exists(path) from None
    except OSError as error:
        raise refuse(
            N_('The file {file} cannot be written: {error}.'), N_('Check the folder and its free space.'),
            file=path.name, error=error.strerror or error,
        ) from error  # fmt: skip
    finally:
        beside.unlink(missing_ok=True)


def _name_it(beside: Path, path: Path) -> None:
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        raise
    except OSError:
        # A memory card knows no links: the name is taken first, by an empty file that must not have been there.
        path.open('xb').close()
        beside.replace(path)


def _exists(path: Path) -> Exception:
    return refuse(N_('The file {file} is there already.'), N_('Choose another name, or open this one.'), file=path.name)
