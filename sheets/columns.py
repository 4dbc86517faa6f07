"""The file format: each sheet of the workbook with its columns, in the order in which people see them.

    journals     Entries, Changes            only ever added to, each row sealed
    registers    Bylaws, Members, Loans      amended in place, each amendment written into Changes
    views        Summary, Dues, Passbook     for reading; see sheets/views.py

Headers are the file format and stay English; the note of a column says in the group's language what it holds.
Cells are read by the type of their column, never by guessing: a phone number keeps its leading zero.
"""

from rules.accounts import POSTINGS
from rules.bylaws import PART_MONTHS
from rules.problems import N_
from rules.records import (
    ACTIVE,
    CANCELLED,
    CLOSED,
    INACTIVE,
    MODES,
    RUNNING,
    WRITTEN_OFF,
    Change,
    Entry,
    Loan,
    Member,
)
from sheets.described import SEAL_FIELDS, Column, Sheet, Type

__all__ = [
    'BYLAWS', 'BY_NAME', 'CHANGES', 'ENTRIES', 'FORMAT', 'LOANS', 'MEMBERS', 'REGISTERS', 'SEALS', 'SEAL_FIELDS',
    'SHEETS', 'TYPES_OF_BYLAWS', 'Column', 'Sheet', 'Type',
]  # fmt: skip

FORMAT = 2

SEALS = (
    Column('Previous seal', 'previous', width=10, for_app=True, note=N_('The seal of the row written before.')),
    Column('Seal', 'seal', width=10, for_app=True, note=N_('Proves that this row was not changed since.')),
    Column('Check', 'check', width=10, for_app=True, note=N_('Tells which cell of the row was changed.')),
)

ENTRIES = Sheet('Entries', 'id', (
    Column('Date', 'on', 'date', width=12, note=N_('The day on which the money changed hands.'), older=('Paid on',)),
    Column('Receipt', 'receipt', width=11, note=N_('Rows with one receipt were recorded together.')),
    Column('Member', 'member_number', required=False, width=11, note=N_('The number of the member.')),
    Column('Name', 'member_name', required=False, width=24, note=N_('Her name on that day.')),
    Column('Kind', 'kind', width=14, note=N_('What the money was for.'), choices=tuple(POSTINGS)),
    Column('Amount', 'amount', 'money', width=14,
           note=N_('The sum. A row that takes back another one has a minus.'), older=('Sum',)),
    Column('For month', 'month', 'month', required=False, width=11, note=N_('The month whose deposit this is.')),
    Column('Loan', 'loan_number', required=False, width=11, note=N_('The number of the loan.')),
    Column('Mode', 'mode', width=9, note=N_('How it was paid. All but cash count as bank.'), choices=MODES),
    Column('Category', 'category', required=False, width=16, note=N_('What an income or expense was for.')),
    Column('Note', 'note', required=False, width=30, note=N_('Anything worth remembering.')),
    Column('Reverses', 'reverses', required=False, width=14, note=N_('The entry that this row takes back.')),
    Column('Recorded by', 'recorded_by', required=False, width=16, note=N_('Who wrote it down.')),
    Column('Recorded at', 'recorded_at', 'time', required=False, width=17, note=N_('When, in universal time.')),
    Column('Entry ID', 'id', width=12, for_app=True, note=N_('Tells this row from all others.')),
    Column('Member ID', 'member', required=False, width=12, for_app=True, note=N_('The member, for the app.')),
    Column('Loan ID', 'loan', required=False, width=12, for_app=True, note=N_('The loan, for the app.')),
    *SEALS,
), Entry, sealed=True)  # fmt: skip

CHANGES = Sheet('Changes', 'id', (
    Column('Date', 'on', 'date', width=12, note=N_('The day from which the change counts.')),
    Column('Sheet', 'sheet', width=11, note=N_('The sheet in which something was changed.')),
    Column('Of', 'label', required=False, width=24, note=N_('Whose row it was.')),
    Column('Field', 'field', width=16, note=N_('What was changed.')),
    Column('Old', 'old', required=False, width=22, note=N_('What stood there before.')),
    Column('New', 'new', required=False, width=22, note=N_('What stands there now.')),
    Column('Reason', 'reason', required=False, width=30, note=N_('Why it was changed.')),
    Column('Recorded by', 'recorded_by', required=False, width=16, note=N_('Who wrote it down.')),
    Column('Recorded at', 'recorded_at', 'time', required=False, width=17, note=N_('When, in universal time.')),
    Column('Change ID', 'id', width=12, for_app=True, note=N_('Tells this row from all others.')),
    Column('Row ID', 'row', required=False, width=12, for_app=True, note=N_('The row that was changed.')),
    *SEALS,
), Change, sealed=True)  # fmt: skip

MEMBERS = Sheet('Members', 'id', (
    Column('Number', 'number', width=12, note=N_('Given once, never given again.'), given_once=True),
    Column('Name', 'name', width=28, note=N_('First and last name.')),
    Column('Mobile', 'mobile', required=False, width=16, note=N_('Her own mobile number.'),
           older=('Mobile number', 'Phone')),
    Column('Monthly deposit', 'monthly', 'money', width=16, note=N_('What she deposits each month.'),
           older=('Monthly due',)),
    Column('Joined', 'joined', 'date', width=12, note=N_('The day on which she joined.')),
    Column('Status', 'status', width=11, note=N_('active, or inactive when she left.'), choices=(ACTIVE, INACTIVE)),
    Column('Reason', 'reason', required=False, width=28, note=N_('Why she left or came back.')),
    Column('Member ID', 'id', width=12, for_app=True, note=N_('The member, for the app.')),
), Member, called=('name',))  # fmt: skip

LOANS = Sheet('Loans', 'id', (
    Column('Number', 'number', width=12, note=N_('Given once, never given again.'), given_once=True),
    Column('Member', 'member_number', width=12, note=N_('The number of the member.'), follows=True),
    Column('Name', 'member_name', width=28, note=N_('Who took the loan.'), follows=True),
    Column('Given on', 'given_on', 'date', width=12, note=N_('Loan months are counted from this day.')),
    Column('Percent a month', 'rate', 'percent', width=16, note=N_('Interest on what is still owed.')),
    Column('Part of a month', 'part_month', width=16, choices=PART_MONTHS,
           note=N_('"started": a started month counts whole; "days": the days count.')),
    Column('Status', 'status', width=12, note=N_('running, closed when all is paid, written off, or cancelled.'),
           choices=(RUNNING, CLOSED, WRITTEN_OFF, CANCELLED), follows=True),
    Column('Closed on', 'closed_on', 'date', required=False, width=12, note=N_('The day on which all was paid.'),
           follows=True),
    Column('Note', 'note', required=False, width=30, note=N_('What the loan was for.')),
    Column('Loan ID', 'id', width=12, for_app=True, note=N_('The loan, for the app.')),
    Column('Member ID', 'member', width=12, for_app=True, note=N_('The member, for the app.')),
), Loan, called=('number', 'member_name'))  # fmt: skip

BYLAWS = Sheet('Bylaws', 'key', (
    Column('Bylaw', 'title', required=False, width=34, note=N_('What the group agreed on.')),
    Column('Value', 'value', width=24, note=N_('What it agreed.')),
    Column('What it means', 'meaning', required=False, width=90, note=N_('The bylaw in plain words.')),
    Column('Key', 'key', width=24, for_app=True, note=N_('The bylaw, for the app.')),
))  # fmt: skip

REGISTERS = (MEMBERS, LOANS)
"""The registers whose rows are records; Bylaws has a row for each bylaw."""
SHEETS = (BYLAWS, *REGISTERS, ENTRIES, CHANGES)
BY_NAME = {sheet.name: sheet for sheet in SHEETS}

# How a bylaw's value stands in its cell; what is none of these is text.
TYPES_OF_BYLAWS: dict[str, Type] = {
    'money': 'money',
    'percent': 'percent',
    'whole': 'percent',
    'day': 'date',
    'text': 'text',
    'choice': 'text',
    'yes_no': 'text',
}
