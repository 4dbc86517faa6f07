"""The export for the auditor: every book of the range, totals that tie, text that stays text, and no secrets."""

import re
import zipfile
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from reports import ledgers, summaries
from reports.covers import read_cover
from reports.export import export
from reports.verify import problems_of_workbook
from reports.views import view_changes
from rules.bylaws import MODULES
from rules.problems import Refused
from rules.records import Change
from sheets import seals
from sheets.columns import BY_NAME, CHANGES
from sheets.words import LANGUAGES, language
from sheets.writer import Writer
from tests.groups import NOW, TODAY, Group
from tests.machine import LibreOffice
from tests.printed import by_pdfium
from tests.tampering import edited, written

START, END = date(2025, 2, 1), date(2025, 4, 30)
SHEETS = [
    'Cover', 'Cash book', 'Bank book', 'Member ledger', 'Loan ledger', 'Deposits due', 'Trial balance',
    'Entries', 'Changes', 'Members', 'Loans', 'Decisions', 'Fines', 'Bylaws',
]  # fmt: skip


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """
    5 Jan  Asha deposits 2000 for January      20 Mar  Asha repays 70 by UPI, 20 of it interest
    1 Feb  Asha is lent 500                    1 Apr   tea for 25
    6 Feb  =1+1 deposits 100 for February      2 Apr   500 is carried to the bank
    7 Feb  ... which was a mistake             5 May   Asha deposits 200 for May
    """
    group = Group(tmp_path)
    asha, other = group.join('Asha'), group.join('=1+1', joined='2025-02-01')
    group.do('contribution', '2000', '2025-01-05', member=asha)
    group.do('loan', '500', '2025-02-01', member=asha)
    slip = group.do('contribution', '100', '2025-02-06', member=other, note='=HYPERLINK("http://x")')
    group.do('reversal', '', '2025-02-07', reverses=slip.entry_id)
    group.do('repayment', '70', '2025-03-20', member=asha, mode='upi')
    group.do('expense', '25', '2025-04-01', category='tea')
    group.do('to-bank', '500', '2025-04-02')
    group.do('contribution', '200', '2025-05-05', member=asha)
    group.leave(other, '2025-04-03')
    return group


@pytest.fixture
def workbook(group: Group) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(export(group.book, START, END)))


def values(sheet: Worksheet, *headings: str) -> list[Sequence[Any]]:
    """The rows below the heading, as the columns with these headings."""
    found = [cell.value for cell in sheet[1]]
    places = [found.index(heading) for heading in headings]
    return [tuple(row[place] for place in places) for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_all_books_of_the_range_are_there_with_the_seal_of_the_last_row(
    group: Group, workbook: openpyxl.Workbook
) -> None:
    assert workbook.sheetnames == SHEETS
    cover = read_cover(export(group.book, START, END))
    assert cover is not None
    rows = {name: sum(map(any, workbook[name].iter_rows(min_row=2, values_only=True))) for name in SHEETS[1:]}
    assert (rows['Entries'], rows['Changes'], rows['Members']) == (7, 2, 2)
    assert (cover.start, cover.end, cover.rows, cover.seal) == (
        START,
        END,
        rows,
        group.book.head(),
    )
    assert [row[0].date() for row in values(workbook['Entries'], 'Date')] == [
        date(2025, 2, 1), date(2025, 2, 6), date(2025, 2, 7), date(2025, 3, 20), date(2025, 3, 20), date(2025, 4, 1),
        date(2025, 4, 2),
    ]  # fmt: skip


def test_sheets_as_kept_have_their_own_headings(tmp_path: Path) -> None:
    all_modules: Any = dict.fromkeys(MODULES, True)
    workbook = openpyxl.load_workbook(BytesIO(export(Group(tmp_path, **all_modules).book, START, END)))
    for name, sheet in BY_NAME.items():
        headers = [column.header for column in sheet.columns]
        assert [cell.value for cell in workbook[name][1]][: len(headers)] == headers, name


def test_cash_and_bank_run_from_what_was_there_to_what_is_there(group: Group, workbook: openpyxl.Workbook) -> None:
    assert values(workbook['Cash book'], 'Kind', 'Received', 'Paid out', 'Balance') == [
        ('Before', None, None, 2000),
        ('Loan given', None, 500, 1500),
        ('Deposit', 100, None, 1600),
        ('Deposit', -100, None, 1500),
        ('Expense', None, 25, 1475),
        ('Carried to the bank', None, 500, 975),
        (None, 0, 1025, 975),
    ]
    assert values(workbook['Bank book'], 'Kind', 'Received', 'Paid out', 'Balance') == [
        ('Before', None, None, 0),
        ('Loan interest', 20, None, 20),
        ('Loan repaid', 50, None, 70),
        ('Carried to the bank', 500, None, 570),
        (None, 570, 0, 570),
    ]


def test_the_totals_of_all_books_tie(group: Group, workbook: openpyxl.Workbook) -> None:
    figures = summaries.figures(group.book, END)
    assert values(workbook['Cash book'], 'Balance')[-1][0] * 100 == figures.cash
    assert values(workbook['Bank book'], 'Balance')[-1][0] * 100 == figures.bank
    savings, loans = values(workbook['Member ledger'], 'Savings', 'Loans outstanding')[-1]
    assert (savings * 100, loans * 100) == (figures.savings, figures.loans_outstanding)
    assert values(workbook['Loan ledger'], 'Outstanding')[-1][0] * 100 == figures.loans_outstanding
    *accounts, total = values(workbook['Trial balance'], 'Account', 'Debit', 'Credit', 'Balance')
    assert total[1] == total[2] and total[3] == 0
    assert {name: balance for name, _debit, _credit, balance in accounts} == {
        'Cash in hand': 975, 'Bank': 570, 'Loans to members': 450, "Members' savings": -2000, 'Interest received': -20,
        'Expenses': 25,
    }  # fmt: skip
    shown = {row[2]: row[1] for row in workbook['Cover'].iter_rows(max_col=3, values_only=True) if row[2]}
    assert (shown['savings'], shown['cash'], shown['members_inactive']) == (2000, 975, 1)


def test_dues_of_the_range_and_loans_as_they_stood_at_its_end(workbook: openpyxl.Workbook) -> None:
    due = values(workbook['Deposits due'], 'Name', 'Month', 'Due', 'Paid', 'Missing', 'State')
    assert due[0] == ('Asha', due[0][1], 200, 0, 200, 'missed')
    assert [row[1].month for row in due[:-1]] == [2, 3, 4, 2, 3]
    assert due[-1][2:5] == (1000, 0, 1000)
    ((number, owed, status), _total) = values(workbook['Loan ledger'], 'Number', 'Interest owed', 'Status')
    assert (number, owed, status) == ('L2025-001', 9, 'running')


def test_text_stays_text_and_numbers_and_dates_are_shown_as_such(workbook: openpyxl.Workbook) -> None:
    names = [cell for row in workbook['Entries'].iter_rows() for cell in row if str(cell.value).startswith('=')]
    assert {cell.value for cell in names} == {'=1+1', '=HYPERLINK("http://x")'}
    assert {cell.data_type for cell in names} == {'s'}
    sheet = workbook['Entries']
    assert sheet['A2'].is_date and '0.00' in sheet['F2'].number_format
    for name in SHEETS[1:]:
        assert workbook[name].freeze_panes == 'A2'
        assert workbook[name].page_setup.paperSize == 9


@pytest.mark.needs('libreoffice')
def test_what_was_taken_back_keeps_its_minus_on_paper(group: Group, libreoffice: LibreOffice, tmp_path: Path) -> None:
    path = tmp_path / 'export.xlsx'
    path.write_bytes(export(group.book, START, END))
    pages = by_pdfium(libreoffice.converted(path, 'pdf').read_bytes())
    cash_book, trial_balance = pages[SHEETS.index('Cash book')], pages[SHEETS.index('Trial balance')]
    assert any('R00004' in line and '-100.00 1,500.00' in line for line in cash_book), cash_book
    assert any("Members' savings" in line and '-2,000.00' in line for line in trial_balance), trial_balance


def test_the_same_book_makes_the_same_bytes(group: Group) -> None:
    assert export(group.book, START, END) == export(group.book, START, END)


def test_nothing_tells_of_the_machine_or_of_secrets(group: Group) -> None:
    with zipfile.ZipFile(BytesIO(export(group.book, START, END))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert b'>Bahi</dc:creator>' in parts['docProps/core.xml']
    assert b'lastModifiedBy' not in parts['docProps/core.xml']
    everything = b'\n'.join(parts.values())
    assert str(group.path.parent).encode() not in everything
    assert not re.search(rb'argon2|password|\.bahi', everything)
    assert {info.date_time for info in zipfile.ZipFile(BytesIO(export(group.book, START, END))).infolist()} == {
        (1980, 1, 1, 0, 0, 0)
    }


def test_the_export_speaks_the_language_of_its_reader_and_is_proved_all_the_same(group: Group) -> None:
    with language('mr'):
        data = export(group.book, START, END)
    assert problems_of_workbook(data) == []
    workbook = openpyxl.load_workbook(BytesIO(data))
    assert workbook.sheetnames[7:] == SHEETS[7:]
    assert workbook['Entries']['A1'].value == 'Date'


@pytest.mark.parametrize('code', LANGUAGES)
def test_titles_and_headings_are_such_as_spreadsheets_take(group: Group, code: str) -> None:
    with language(code):
        listed = ledgers.of_range(group.book, START, END)
    titles = [ledger.title for ledger in listed] + SHEETS[7:] + SHEETS[:1]
    assert len({title.casefold() for title in titles}) == len(titles)
    assert [title for title in titles if len(title) > 31 or set(title) & set('[]:*?/\\')] == []
    for ledger in listed:
        headings = [column.header.casefold() for column in ledger.sheet.columns]
        assert len(set(headings)) == len(headings), headings


def test_rows_that_wait_for_the_workbook_are_in_the_export(group: Group) -> None:
    before = export(group.book, START, END)
    assert group.book.pending_count() > 0
    Writer(group.book, view_changes).flush(TODAY)
    assert export(group.book, START, END) == before


def test_a_range_without_entries_is_an_export_too(group: Group) -> None:
    data = export(group.book, date(2025, 6, 1), date(2025, 6, 30))
    assert problems_of_workbook(data) == []
    assert values(openpyxl.load_workbook(BytesIO(data))['Cash book'], 'Received', 'Paid out', 'Balance') == [
        (None, None, 1175),
        (0, 0, 1175),
    ]


def test_a_range_that_ends_before_it_begins_is_refused(group: Group) -> None:
    with pytest.raises(Refused, match=r'The range ends before it begins\. Choose a later last day\.'):
        export(group.book, END, START)


def test_the_cover_says_which_sealed_cells_stand_otherwise_in_the_workbook(group: Group) -> None:
    written(group)
    edited(group.path, lambda sheet: sheet.__setitem__('F2', 2001))
    group.book.refresh()
    data = export(group.book, START, END)
    cover = openpyxl.load_workbook(BytesIO(data))['Cover']
    lines = [str(row[0]) for row in cover.iter_rows(max_col=1, values_only=True)]
    assert 'Changed in the sheet after it was sealed: Entries!F2. Counted is what was sealed.' in lines
    assert problems_of_workbook(data) == [], 'the export holds what was sealed'


def test_an_export_of_any_range_holds_the_rows_that_join_copies(group: Group) -> None:
    head = group.book.head()
    values = seals.joining([head, 'f' * 32])
    with group.book.writing() as writing:
        joining = Change(
            on=date(2030, 1, 1), recorded_at=NOW, **{name: text for name, text in values.items() if name != 'previous'}
        )
        writing.insert(CHANGES, joining, 'joined', NOW)
    workbook = openpyxl.load_workbook(BytesIO(export(group.book, START, END)))
    assert ('joined', head) in [row[3:5] for row in workbook['Changes'].iter_rows(min_row=2, values_only=True)]
