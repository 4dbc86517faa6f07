"""The printed report and the statement say what the book adds up to, for the days asked for, in the reader's words."""

from dataclasses import replace
from datetime import date
from typing import cast

import pytest

from reports import listings, summaries
from reports.documents import group_report
from reports.listings import Listing, Shown
from reports.statements import dues_between, member_statement
from reports.tables import Column
from sheets.book import Book
from sheets.columns import ENTRIES, MEMBERS
from sheets.comparing import Difference
from sheets.words import LANGUAGES, language
from tests.printed import by_pdfium
from tests.told import GROUP, Told, book_told

START, END, PRINTED_ON = date(2025, 2, 1), date(2025, 3, 31), date(2025, 4, 2)

TOLD = """
    Member | Name           | Joined     | Monthly | Status
    M1     | शोभा पाटील      | 2025-01-01 | 200     |
    M2     | शोभा पाटील      | 2025-01-01 | 200     |
    M3     | Amina & <b>Co  | 2025-01-01 | 200     | inactive

    Loan | Member | Given on   | Status  | Closed on
    L1   | M1     | 2025-01-15 | closed  | 2025-01-31
    L2   | M2     | 2025-02-10 | running |
    L3   | M3     | 2025-02-12 | closed  | 2025-03-12

    Date       | Member | Kind         | Amount  | Month   | Mode | Loan | Note           | Reverses | Id
    2025-01-05 |        | opening      | 10000   |         | cash |      |                |          |
    2025-01-10 | M1     | contribution | 200     | 2025-01 | cash |      |                |          |
    2025-01-15 | M1     | loan         | 1000    |         | cash | L1   |                |          |
    2025-01-31 | M1     | principal    | 1000    |         | cash | L1   |                |          |
    2025-02-09 | M1     | contribution | 200     | 2025-02 | upi  |      |                |          |
    2025-02-10 | M2     | contribution | 150     | 2025-02 | cash |      | half at first  |          | e99
    2025-02-10 | M2     | loan         | 5000    |         | cash | L2   |                |          |
    2025-02-12 | M3     | loan         | 300     |         | cash | L3   |                |          |
    2025-02-20 |        | to-bank      | 1500.50 |         | cash |      |                |          |
    2025-03-11 | M2     | contribution | -150    | 2025-02 | cash |      | typed twice    | e99      |
    2025-03-12 | M3     | write-off    | 300     |         | cash | L3   |                |          |
    2025-03-20 |        | expense      | 99.50   |         | cash |      | tea            |          |
    2025-04-01 | M1     | contribution | 200     | 2025-04 | cash |      | after the range |         |
"""


@pytest.fixture
def book() -> Book:
    return book_told(TOLD, replace(GROUP, name='सावित्री बचत गट', place='शिरूर', language='mr'))


def report_text(book: Book, code: str = 'en') -> str:
    with language(code):
        return ' '.join(line for page in by_pdfium(group_report(book, START, END, PRINTED_ON)) for line in page)


def test_the_report_says_whose_it_is_for_which_days_and_when_it_was_printed(book: Book) -> None:
    assert report_text(book).startswith(
        'सावित्री बचत गट Report 1 February 2025 to 31 March 2025 शिरूर · Printed on 2 April 2025 '
        'As it stood on 31 March 2025, all years together Savings ₹400.00 Loans outstanding ₹5,000.00 '
        'Cash in hand ₹3,300.00 Bank ₹1,700.50 '
        'Interest received ₹0.00 Penalties and fines ₹0.00 Other income ₹0.00 Expenses ₹99.50 '
        'Brought in at the start ₹10,000.00 Loans written off ₹300.00 '
        '2 active members · 1 running loan · 2 past loans · 7 missed dues '
    )


def test_it_ends_with_lines_to_sign_the_seal_of_the_last_row_and_the_number_of_pages(book: Book) -> None:
    seal = book.head()
    parts = ' '.join(seal[place : place + 4] for place in range(0, 32, 4))
    assert report_text(book).endswith(
        f'President Secretary Treasurer Seal of the last row in the book: {parts} '
        'Keep this paper: as long as Bahi finds this seal in the workbook, nothing written before it was changed. '
        f'सावित्री बचत गट · {seal} Page 2 of 2'
    )


def test_sealed_rows_that_stand_otherwise_in_the_sheet_are_named_in_a_line(book: Book) -> None:
    assert 'after it was sealed' not in report_text(book)
    cells = ('A17', 'D17', 'F17', 'G17', 'K17', 'L17')
    fields = {field: ('200.00', '500.00', cell) for field, cell in zip(ENTRIES.fields, cells, strict=False)}
    changed = [Difference(ENTRIES, 17, 'e1', fields), Difference(MEMBERS, 3, 'm1', {'mobile': ('1', '2', 'C3')})]
    told = replace(cast(Told, book), differences=changed)
    named = 'Entries!A17, Entries!D17, Entries!F17, Entries!G17, Entries!K17 …'
    said = f'Changed in the sheet after it was sealed: {named}. Counted is what was sealed.'
    assert said in report_text(cast(Book, told))
    alone = replace(told, differences=[Difference(ENTRIES, 17, 'e1', {'amount': ('200.00', '500.00', 'F17')})])
    assert 'after it was sealed: Entries!F17. Counted' in report_text(cast(Book, alone))


def test_what_was_there_and_what_moved_comes_to_what_is_there(book: Book) -> None:
    listing = listings.cash_book(summaries.cash_book(book, START, END), summaries.boxes(book, START, END), Shown(book))
    assert told(listing) == [
        ' | Cash (₹) | Bank (₹) | Together (₹)',
        'Brought forward | 10,200.00 | 0.00 | 10,200.00',
        'Deposit | 0.00 | 200.00 | 200.00',
        'Loan given | −5,300.00 | 0.00 | −5,300.00',
        'Expense | −99.50 | 0.00 | −99.50',
        'Carried to the bank | −1,500.50 | 1,500.50 | 0.00',
        'Closing balance | 3,300.00 | 1,700.50 | 5,000.50',
    ]


def test_every_entry_of_the_range_is_listed_and_its_sums_tie_to_cash_and_bank(book: Book) -> None:
    entries = summaries.entries_between(book, START, END)
    assert told(listings.entries_table(entries, Shown(book))) == [
        'Date | Receipt | Member | What for | In (₹) | Out (₹) | Mode | Note',
        '9 Feb 2025 | R00005 | M1 | Deposit | 200.00 |  | UPI | ',
        '10 Feb 2025 | R00006 | M2 | Deposit | 150.00 |  | Cash | half at first',
        '10 Feb 2025 | R00007 | M2 | Loan given L2 |  | 5,000.00 | Cash | ',
        '12 Feb 2025 | R00008 | M3 | Loan given L3 |  | 300.00 | Cash | ',
        '20 Feb 2025 | R00009 |  | Carried to the bank | 1,500.50 | 1,500.50 | Cash | ',
        '11 Mar 2025 | R00010 | M2 | Deposit | −150.00 |  | Cash | Reversal · typed twice',
        '12 Mar 2025 | R00011 | M3 | Loan written off L3 300.00 |  |  | Cash | ',
        '20 Mar 2025 | R00012 |  | Expense |  | 99.50 | Cash | tea',
        'Total |  |  |  | 1,700.50 | 6,900.00 |  | ',
    ]
    boxes = summaries.boxes(book, START, END)
    received, paid = listings.in_and_out(entries)
    assert (sum(received), sum(paid)) == (boxes.cash.received + boxes.bank.received, boxes.cash.paid + boxes.bank.paid)


def test_members_are_listed_with_what_they_paid_saved_missed_and_owe(book: Book) -> None:
    members = summaries.members_table(book, START, END)
    assert told(listings.members_table(members, Shown(book))) == [
        'Number | Name | Paid in this period (₹) | Savings to date (₹) | Missed dues | Loan outstanding (₹)',
        'M1 | शोभा पाटील | 200.00 | 400.00 | 1 | 0.00',
        'M2 | शोभा पाटील | 0.00 | 0.00 | 3 | 5,000.00',
        'M3 | Amina & <b>Co (left) | 0.00 | 0.00 | 3 | 0.00',
        'Total |  | 200.00 | 400.00 | 7 | 5,000.00',
    ]


def test_loans_that_run_and_loans_closed_within_the_range_are_listed_apart(book: Book) -> None:
    text = report_text(book)
    running, past = text[text.index('Running loans') :].split('Loans closed in this period')
    assert 'L2 M2 10 Feb 2025 2 5,000.00 0.00 5,000.00 200.00' in running
    assert 'L3 M3 12 Feb 2025 12 Mar 2025 closed 300.00 0.00 0.00' in past
    assert 'L1' not in running + past.split('Entries')[0]


def test_two_members_of_one_name_are_told_apart(book: Book) -> None:
    shown = Shown(book)
    assert shown.name('शोभा पाटील', 'M1') == 'शोभा पाटील (M1)'
    assert shown.name('Amina & <b>Co', 'M3') == 'Amina & <b>Co'


@pytest.mark.parametrize('code', LANGUAGES)
def test_a_new_group_without_anything_has_its_report_in_every_language(code: str) -> None:
    with language(code):
        pages = by_pdfium(group_report(book_told('', GROUP), START, END, PRINTED_ON))
    assert len(pages) == 1
    assert pages[0][0] == 'Asmita Bachat Gat'
    assert '₹0.00' in ' '.join(pages[0])


def test_two_hundred_members_flow_over_pages_and_none_is_lost() -> None:
    members = '\n'.join(f'N{n}x | 2025-01-01 | 200' for n in range(200))
    text = report_text(book_told(f'Member | Joined | Monthly\n{members}'))
    assert [text.count(f' N{n}x N{n}x ') for n in range(200)] == [1] * 200


def test_the_same_book_gives_the_same_bytes(book: Book) -> None:
    with language('mr'):
        first = group_report(book, START, END, PRINTED_ON)
        assert group_report(book, START, END, date(2025, 4, 3)) != first
        assert group_report(book, START, END, PRINTED_ON) == first


def test_a_report_in_marathi_says_its_days_in_marathi_and_that_it_is_marathi(book: Book) -> None:
    assert '31 मार्च 2025' in report_text(book, 'mr')
    with language('mr'):
        assert b'/Lang (mr)' in group_report(book, START, END, PRINTED_ON)


def test_an_english_report_writes_names_as_the_group_does() -> None:
    """The श of शोभा has another form in Marathi than in Hindi."""
    told = 'Member | Joined | Monthly\nशोभा | 2025-01-01 | 200'
    printed = [
        group_report(book_told(told, replace(GROUP, language=own)), START, END, PRINTED_ON) for own in ('mr', 'hi')
    ]
    assert b'/Lang (en)' in printed[0]
    assert printed[0] != printed[1]


def test_the_statement_of_a_member_is_about_her_alone(book: Book) -> None:
    with language('en'):
        pdf = member_statement(book, book.members['M2'], START, END, PRINTED_ON)
    text = ' '.join(line for page in by_pdfium(pdf) for line in page)
    assert text.startswith(
        'शोभा पाटील · M2 Statement of a member 1 February 2025 to 31 March 2025 '
        'सावित्री बचत गट · शिरूर · Printed on 2 April 2025 '
        'Savings to date ₹0.00 Paid in this period ₹0.00 Loan outstanding ₹5,000.00 Missed dues 3 Dues '
    )
    assert 'R00006 Deposit 150.00 Cash half at first 10 Feb 2025 R00007 Loan given L2 5,000.00' in text
    assert 'R00005' not in text and 'R00008' not in text
    assert 'Member Treasurer Seal of the last row' in text


def test_the_statement_shows_her_dues_month_by_month(book: Book) -> None:
    dues = dues_between(book, book.members['M1'], START, END)
    assert told(listings.dues_table(dues, Shown(book))) == [
        'Month | Due on | Due (₹) | Paid (₹) | Missing (₹) | State',
        'February 2025 | 10 Feb 2025 | 200.00 | 200.00 | 0.00 | paid',
        'March 2025 | 10 Mar 2025 | 200.00 | 0.00 | 200.00 | missed',
        'Total |  | 400.00 | 200.00 | 200.00 | ',
    ]


def test_a_column_can_be_left_out() -> None:
    listing = Listing([Column('Number'), Column('Member')], [('L1', 'Asha')], ('Total', ''), 'None')
    assert told(listing.without('Member')) == ['Number', 'L1', 'Total']


def told(listing: Listing) -> list[str]:
    """The table as text, a line a row."""
    rows = [[column.header.replace('\u00a0', ' ') for column in listing.columns], *listing.rows, listing.total]
    return [' | '.join(row) for row in rows]
