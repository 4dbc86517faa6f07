"""How what a member has came about: each kind of entry with how many there are and what they come to, and the entries.

/balance/savings/M2025-003     what she has saved
/balance/shares/M2025-003      what she paid for shares
/balance/rounds/M2025-003      what she put into the pots of the merry-go-round, less what she got out of them

A loan, a cash box and a line of a statement have pages of their own.
"""

from reports.rows import of_rounds
from rules.records import Member
from rules.totals import BY_KEY, ROUNDS
from sheets.words import N_, _, shown_money
from ui.arithmetic import balance, entries
from ui.parts import card, div, draw, empty
from ui.screen import Book, User, screen
from ui.theme import hero

TITLES = {'savings': N_('Savings'), 'shares': N_('Share capital'), ROUNDS: N_('Merry-go-round')}
BACK = {'savings': '/members/{number}', 'shares': '/shares/members/{number}', ROUNDS: '/members/{number}'}


@screen('/balance/{account}/{number}', title=N_('How the balance came about'), may='look')
def create(book: Book, user: User, account: str, number: str) -> None:
    """The sums by kind, and the entries, the latest first."""
    member = book.member(number)
    if account not in TITLES or member is None:
        hero(_('How the balance came about'), back='/members')
        draw(empty('search', _('There is no member {number}.').format(number=number)), classes='card')
        return
    frame, currency, signs, title = book.frame(), book.bylaws.currency, BY_KEY[account].signs, _(TITLES[account])
    rows = frame[(frame['kind'].isin(list(signs)) & (frame['member'] == member.id)).to_numpy()]
    rows = rows[of_rounds(rows) == (account == ROUNDS)]
    total, lines = balance(rows, signs, title, currency)
    hero(f'{title} · {member.name}', figure=shown_money(total, currency), back=BACK[account].format(number=number))
    with div('columns'):
        with card(_('How the balance came about')):
            draw(lines, classes='told')
        with card(_('Entries')):
            draw(entries(book, rows))


def address(account: str, member: Member) -> str:
    """Where what a member has opens to what it comes from."""
    return f'/balance/{account}/{member.number}'
