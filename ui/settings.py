"""The settings: the bylaws, each with its meaning and value, and the officers who may enter.

A bylaw is amended at its own address, `ui/bylaw_page.py`; the modules are in `ui/modules.py`, officers in
`ui/officers.py`.
"""

from markupsafe import Markup

from actions.permissions import may
from rules.bylaws import BY_FIELD, BYLAWS, MODULES
from sheets.words import N_, _
from ui import bylaw_page, officers
from ui.parts import card, div, dot, draw, join, row
from ui.screen import Book, User, screen
from ui.theme import hero

GROUPS = (
    (N_('The group'), ('name', 'place', 'language', 'country', 'quorum_percent', 'one_officer_allowed')),
    (N_('Deposits'), ('frequency', 'monthly_due', 'minimum_deposit', 'due_day', 'late_fee_percent',
                      'late_fee_grace_days')),
    (N_('Loans'), ('loan_rate_percent', 'part_month', 'loan_penalty_percent', 'loan_penalty_grace_days',
                   'loan_rate_most_percent', 'loan_most_instalments')),
    (N_('Keeping the book'), ('rounding_unit', 'rounding_mode', 'below_zero_allowed', 'member_pin_required',
                              'closed_until')),
    (N_('Typing in the workbook'), ('typed_rows', 'date_order')),
    (N_('Never changes'), ('kind', 'currency', 'started_on', 'group_id', 'format')),
)  # fmt: skip
assert {field for _title, fields in GROUPS for field in fields} == {
    bylaw.field for bylaw in BYLAWS if not bylaw_page.is_on_modules_page(bylaw)
}


@screen('/settings', title=N_('Settings'), may='look')
def create(book: Book, user: User) -> None:
    """All bylaws, in groups, and the officers."""
    hero(_('Settings'), note=_('What the group agreed, and who may enter'))
    with div('columns'):
        halves = GROUPS[:3], GROUPS[3:]
        for half in halves:
            with div('stack'):
                for title, fields in half:
                    with card(_(title)):
                        draw(join(bylaw_page.line(book, BY_FIELD[field]) for field in fields), classes='bylaws')
                if half is halves[1]:
                    with card():
                        draw(_modules(book))
                if half is halves[1] and may(user.role, 'spreadsheet'):
                    with card(_('Where the book is')):
                        note = _('The same book in a spreadsheet, for all whom you allow to see it.')
                        draw(row(dot('cloud'), _('Google Sheets'), note, book.workbook.name, link='/google'))
                if half is halves[1] and may(user.role, 'people'):
                    officers.draw_officers(user)


def _modules(book: Book) -> Markup:
    """The way to the modules, with the names of those that are on."""
    used = [_(BY_FIELD[field].title) for field in MODULES if getattr(book.bylaws, field)]
    title = _('What the book is used for, and who may borrow')
    return row(dot('book'), title, ' · '.join(used), link='/modules')
