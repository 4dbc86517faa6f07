"""The file format: each sheet of the workbook with its columns, in the order in which people see them.

    journals     Entries, Changes            only ever added to, each row sealed
    registers    Bylaws, Members, Loans      amended in place, each amendment written into Changes; those that
                                             belong to a module are in `sheets/register_columns.py`
    views        Summary, Dues, Passbook     for reading; see sheets/views.py

Headers are the file format and stay English; the note of a column says in the group's language what it holds.
Cells are read by the type of their column, never by guessing: a phone number keeps its leading zero.
"""

from dataclasses import replace

from rules.accounts import POSTINGS
from rules.bylaw import PART_MONTHS
from rules.bylaws import Bylaws
from rules.day_counts import PERS
from rules.problems import N_
from rules.records import (
    ACTIVE,
    APPLIED,
    APPROVED,
    CANCELLED,
    CLOSED,
    GROUP,
    INACTIVE,
    MEMBER,
    MODES,
    REJECTED,
    RUNNING,
    SET_OFF,
    WITHDRAWN,
    WRITTEN_OFF,
    Change,
    Entry,
    Loan,
    Member,
)
from rules.terms import METHODS
from sheets.described import SEAL_FIELDS, Column, Sheet, Type
from sheets.register_columns import (
    ACCOUNTS,
    DECISIONS,
    DISTRIBUTIONS,
    DOCUMENTS,
    FINES,
    FIXED_DEPOSITS,
    GUARANTORS,
    LOAN_PRODUCTS,
    OF_MODULES,
    ROTATION,
    STATEMENTS,
)

__all__ = [
    'ACCOUNTS', 'BYLAWS', 'BY_NAME', 'CHANGES', 'DECISIONS', 'DISTRIBUTIONS', 'DOCUMENTS', 'ENTRIES', 'FINES',
    'FIXED_DEPOSITS', 'FORMAT', 'GUARANTORS', 'LOANS', 'LOAN_PRODUCTS', 'MEMBERS', 'REGISTERS', 'ROTATION', 'SEALS',
    'SEAL_FIELDS', 'SHEETS', 'STATEMENTS', 'TYPES_OF_BYLAWS', 'Column', 'Sheet', 'Type', 'used',
]  # fmt: skip

FORMAT = 3

TYPED_KINDS = tuple(POSTINGS)[:20]
"""The kinds that people type by hand; what a drop-down holds is at most 255 letters long."""

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
    Column('Kind', 'kind', width=14, note=N_('What the money was for.'), choices=tuple(POSTINGS),
           offered=TYPED_KINDS),
    Column('Amount', 'amount', 'money', width=14,
           note=N_('The sum. A row that takes back another one has a minus.'), older=('Sum',)),
    Column('For period', 'month', 'month', required=False, width=11, older=('For month',),
           note=N_('The month whose deposit this is, or the first day of another period.')),
    Column('Loan', 'loan_number', required=False, width=11, note=N_('The number of the loan.')),
    Column('Mode', 'mode', width=9, note=N_('How it was paid. All but cash count as bank.'), choices=MODES,
           offered=tuple(mode for mode in MODES if mode != SET_OFF)),
    Column('Category', 'category', required=False, width=16, note=N_('What an income or expense was for.')),
    Column('Note', 'note', required=False, width=30, note=N_('Anything worth remembering.')),
    Column('Reverses', 'reverses', required=False, width=14, note=N_('The entry that this row takes back.'),
           printed=False),
    Column('Recorded by', 'recorded_by', required=False, width=16, note=N_('Who wrote it down.'), printed=False),
    Column('Recorded at', 'recorded_at', 'time', required=False, width=17, note=N_('When, in universal time.'),
           printed=False),
    Column('Reference', 'reference', required=False, width=16, printed=False, since=3, sign='R',
           note=N_('The number of the payment: an M-Pesa code, the number of a cheque.')),
    Column('Account', 'account', required=False, width=11, printed=False, since=3, sign='A',
           note=N_('The number of the cash box or bank account, where it is not the usual one.')),
    Column('Decision', 'decision', required=False, width=11, printed=False, since=3, sign='D',
           note=N_('The number of the decision behind it.')),
    Column('Entry ID', 'id', width=12, for_app=True, note=N_('Tells this row from all others.')),
    Column('Member ID', 'member', required=False, width=12, for_app=True, note=N_('The member, for the app.')),
    Column('Loan ID', 'loan', required=False, width=12, for_app=True, note=N_('The loan, for the app.')),
    Column('About ID', 'about', required=False, width=12, for_app=True, since=3, sign='B',
           note=N_('The row that it belongs to.')),
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
    Column('Recorded by', 'recorded_by', required=False, width=16, note=N_('Who wrote it down.'), printed=False),
    Column('Recorded at', 'recorded_at', 'time', required=False, width=17, note=N_('When, in universal time.'),
           printed=False),
    Column('Change ID', 'id', width=12, for_app=True, note=N_('Tells this row from all others.')),
    Column('Row ID', 'row', required=False, width=12, for_app=True, note=N_('The row that was changed.')),
    *SEALS,
), Change, sealed=True)  # fmt: skip

MEMBERS = Sheet('Members', 'id', (
    Column('Number', 'number', width=12, note=N_('Given once, never given again.'), given_once=True),
    Column('Name', 'name', width=28, note=N_('First and last name.')),
    Column('Mobile', 'mobile', required=False, width=16, note=N_('Her own mobile number.'),
           older=('Mobile number', 'Phone')),
    Column('Regular deposit', 'monthly', 'money', width=16, note=N_('What she deposits each month or other period.'),
           older=('Monthly deposit', 'Monthly due')),
    Column('Joined', 'joined', 'date', width=12, note=N_('The day on which she joined.')),
    Column('Status', 'status', width=11, note=N_('active, or inactive when she left.'), choices=(ACTIVE, INACTIVE)),
    Column('Reason', 'reason', required=False, width=28, note=N_('Why she left or came back, or is on hold.')),
    Column('Share target', 'share_target', 'money', required=False, width=14, since=3, printed=False,
           note=N_('How much share capital she is to have.')),
    Column('Share months', 'share_months', 'whole', required=False, width=13, since=3, printed=False,
           note=N_('In how many months she pays it in.')),
    Column('On hold', 'on_hold', 'yes_no', required=False, width=10, since=3, printed=False,
           note=N_('"yes" while her account is frozen: nothing is paid out, nothing lent.')),
    Column('Notice on', 'notice_on', 'date', required=False, width=12, since=3, printed=False,
           note=N_('The day on which she announced that she takes savings out.')),
    Column('Member ID', 'id', width=12, for_app=True, note=N_('The member, for the app.')),
), Member, called=('name',))  # fmt: skip

OF_APPLICATIONS = tuple(replace(column, required=False, since=3, printed=False) for column in (
    Column('Product', 'product', width=12, note=N_('The number of the loan product.'), given_once=True),
    Column('Purpose', 'purpose', width=24, note=N_('What the money is to be used for.')),
    Column('Borrower', 'borrower', width=10, choices=(MEMBER, GROUP), given_once=True,
           note=N_('"group" where the group itself borrows from outside.')),
    Column('Asked', 'asked', 'money', note=N_('The sum that was asked for.')),
    Column('Income a month', 'income', 'money', note=N_('What the borrower has in a month, where it is known.')),
    Column('Applied on', 'applied_on', 'date', width=12, note=N_('When it was asked for.'), given_once=True),
    Column('Applied by', 'applied_by', width=16, note=N_('Who wrote the application.'), given_once=True),
    Column('Reviewed on', 'reviewed_on', 'date', width=12, note=N_('When it was decided.'), follows=True),
    Column('Reviewed by', 'reviewed_by', width=16, note=N_('Who decided.'), follows=True),
    Column('Approved', 'approved', 'money', note=N_('The sum that was approved.'), follows=True),
    Column('Decision', 'decision', width=11, follows=True,
           note=N_('The number of the decision by which it goes beyond what is asked of who borrows.')),
    Column('Method', 'method', width=18, choices=METHODS, note=N_('How interest is reckoned; nothing for open loans.')),
    Column('Per', 'per', width=9, choices=PERS, note=N_('Whether the rate is for a month or a year.')),
    Column('Instalments', 'count', 'whole', width=12, note=N_('In how many instalments it is repaid.')),
    Column('Every', 'every', width=11, note=N_('The time between instalments: 1 month, 2 weeks.')),
    Column('Instalment', 'instalment', 'money', note=N_('How much each is, where it is fixed.')),
    Column('Set anew', 'set_anew', width=24, follows=True,
           note=N_('What was decided of its instalments and penalties since, with the day and the number of the '
                   'decision.')),
))  # fmt: skip

LOANS = Sheet('Loans', 'id', (
    Column('Number', 'number', width=12, note=N_('Given once, never given again.'), given_once=True),
    Column('Member', 'member_number', required=False, width=12, note=N_('The number of the member.'), follows=True),
    Column('Name', 'member_name', width=28, note=N_('Who took the loan.'), follows=True),
    Column('Given on', 'given_on', 'date', required=False, width=12, note=N_('Loan months are counted from this day.')),
    Column('Percent a month', 'rate', 'percent', width=16,
           note=N_('The rate of interest; for a year where Per says so.')),
    Column('Part of a month', 'part_month', width=16, choices=PART_MONTHS,
           note=N_('"started": a started month counts whole; "days": the days count.')),
    Column('Status', 'status', width=12, note=N_('running, closed when all is paid, written off, or cancelled.'),
           choices=(RUNNING, CLOSED, WRITTEN_OFF, CANCELLED, APPLIED, APPROVED, REJECTED, WITHDRAWN), follows=True),
    Column('Closed on', 'closed_on', 'date', required=False, width=12, note=N_('The day on which all was paid.'),
           follows=True),
    Column('Note', 'note', required=False, width=30, note=N_('What the loan was for.')),
    *OF_APPLICATIONS,
    Column('Loan ID', 'id', width=12, for_app=True, note=N_('The loan, for the app.')),
    Column('Member ID', 'member', required=False, width=12, for_app=True, note=N_('The member, for the app.')),
), Loan, called=('number', 'member_name'))  # fmt: skip

BYLAWS = Sheet('Bylaws', 'key', (
    Column('Bylaw', 'title', required=False, width=34, note=N_('What the group agreed on.')),
    Column('Value', 'value', width=24, note=N_('What it agreed.')),
    Column('What it means', 'meaning', required=False, width=90, note=N_('The bylaw in plain words.')),
    Column('Key', 'key', width=24, for_app=True, note=N_('The bylaw, for the app.')),
))  # fmt: skip

REGISTERS = (MEMBERS, LOANS, *OF_MODULES)
"""The registers whose rows are records; Bylaws has a row for each bylaw."""
SHEETS = (BYLAWS, *REGISTERS, ENTRIES, CHANGES)
BY_NAME = {sheet.name: sheet for sheet in SHEETS}


def used(bylaws: Bylaws) -> tuple[Sheet, ...]:
    """The sheets that a group has: those of the modules that are on, and those that every group has."""
    return tuple(sheet for sheet in SHEETS if bylaws.uses(sheet.modules))


# How a bylaw's value stands in its cell; what is none of these is text.
TYPES_OF_BYLAWS: dict[str, Type] = {
    'money': 'money',
    'percent': 'percent',
    'times': 'percent',
    'whole': 'whole',
    'day': 'date',
    'text': 'text',
    'choice': 'text',
    'yes_no': 'text',
}
