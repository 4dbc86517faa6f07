"""Who may do what: one table from the roles of a group to what they may do.

look        see the officers' screens
record      deposits, repayments, money in and out
lend        give loans, write off
distribute  give dividends and interest, share out, let a member leave with her part
correct     reverse what was recorded
decide      write down what the meeting decided, set the turns of the merry-go-round, ask for and approve a payout
members     add, amend, deactivate and reactivate members
reports     make reports and exports
messages    write messages to members
settings    amend the bylaws
people      give officers and members their way in
backups     make and restore backups, set passwords of backups and workbook
spreadsheet keep the key to Google Sheets, move the book into a spreadsheet and back
passbook    see one's own passbook, and nothing else
"""

from sheets.words import N_

ROLES = {
    'president': N_('President'),
    'treasurer': N_('Treasurer'),
    'secretary': N_('Secretary'),
    'member': N_('Member'),
}

_TREASURER = frozenset({'look', 'record', 'lend', 'distribute', 'correct', 'decide', 'members', 'reports', 'messages'})

_MAY = {
    'president': _TREASURER | {'settings', 'people', 'backups', 'spreadsheet'},
    'treasurer': _TREASURER,
    'secretary': frozenset({'look', 'decide', 'members', 'reports', 'messages'}),
    'member': frozenset({'passbook'}),
}

PERMISSIONS = frozenset().union(*_MAY.values())


def may(role: str, permission: str) -> bool:
    """Whether this role may do this. A role that the table does not know may do nothing."""
    assert permission in PERMISSIONS, f'not a permission: {permission!r}'
    return permission in _MAY.get(role, frozenset())
