"""What the book is used for besides savings and loans: the modules, on or off, what they ask, and who may borrow.

A module is switched at the address of its bylaw, `ui/bylaw_page.py`.
"""

from rules.bylaws import BY_FIELD, BYLAWS, MODULES
from sheets.words import N_, _
from ui import bylaw_page
from ui.parts import card, div, draw, join
from ui.screen import Book, User, screen
from ui.theme import hero


@screen('/modules', title=N_('What the book is used for'), may='look')
def create(book: Book, user: User) -> None:
    """All modules, the bylaws of those that are on, and those of who may borrow."""
    hero(_('What the book is used for'), back='/settings')
    asked = [bylaw for bylaw in BYLAWS if bylaw.module and book.bylaws.shows(bylaw)]
    with div('columns'):
        with card():
            draw(join(bylaw_page.line(book, BY_FIELD[field]) for field in MODULES), classes='bylaws')
        with div('stack'):
            if asked:
                with card(_('What the modules ask')):
                    draw(join(bylaw_page.line(book, bylaw) for bylaw in asked), classes='bylaws')
            with card(_('Who may borrow')):
                draw(join(bylaw_page.line(book, BY_FIELD[field]) for field in bylaw_page.BORROWING), classes='bylaws')
