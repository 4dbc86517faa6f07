"""A server for the tests of the interface: real sign-ins, frame and forms around a few pages of its own.

    python -m tests.stand_in PORT FOLDER [demo]

What its forms record is a line in FOLDER/recorded.txt. The amount 0 is refused, the note 'slow' takes two seconds in
ten lines, and the interest that the repayment shows before it is recorded stands in FOLDER/interest.txt.
"""

import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

from markupsafe import Markup

from actions.keeping import Keeper
from rules.bylaws import preset
from rules.problems import Problem, Refused, refuse
from sheets.book import Book, open_book
from sheets.making import make_workbook
from sheets.sign_in_tables import open_sign_ins
from sheets.words import current_language
from ui import fields, forms, server
from ui.forms import Done, Values
from ui.office import NewGroup
from ui.parts import card, copy_button, draw, opener, row
from ui.screen import User, screen
from ui.theme import hero

TODAY = date(2026, 11, 21)
NAMES = ('सुनीता पाटील', '<script>document.title = "spoilt"</script>')


class StandIn:
    """An office with a new workbook in a folder."""

    def __init__(self, folder: Path, demo: bool) -> None:
        self.folder, self.demo, self.path = folder, demo, folder / 'group.xlsx'
        self.sign_ins = open_sign_ins(self.path)
        if demo:
            self.set_up(NewGroup('सावित्री महिला बचत गट', 'shg', 'INR', 'en', '2024-01-01'))

    def now(self) -> datetime:
        """The moment."""
        return datetime.now(UTC)

    def today(self) -> date:
        """A day of the past, so that pages are always the same."""
        return TODAY

    def book(self) -> Book:
        """The book, read at every call."""
        return open_book(self.path)

    def keeper(self) -> Keeper:
        """A keeper for whom nothing ever waits."""
        return Keeper(self.path, self.today)

    def has_book(self) -> bool:
        """Whether the workbook was made."""
        return self.path.exists()

    def set_up(self, group: NewGroup) -> None:
        """A workbook, if the group has a name."""
        if not group.name:
            raise refuse('The name of the group is empty.', 'Please type a name.', about='name')
        start = date.fromisoformat(group.start)
        make_workbook(self.path, preset(group.kind, group.name, group.currency, group.language, start, 'g1'), TODAY)

    def record(self, values: Values) -> Done:
        """Write a line at every call: that there is one call for one press is the work of the form."""
        if values['amount'] == '0':
            problem = Problem('The amount is zero.', 'Please type an amount.', about='amount')
            raise Refused([problem, Problem('The box is empty.', 'Please wait.')])
        if values['amount'] == '13':
            raise RuntimeError('a mistake of ours')
        file = self.folder / 'recorded.txt'
        for part in range(10 if values.get('note') == 'slow' else 1):
            with file.open('a', encoding='utf-8') as lines:
                lines.write(f'{values["entry_id"]} {values["amount"]} {part}\n')
            time.sleep(0.2 if values.get('note') == 'slow' else 0)
        if values.get('note') == 'language':
            return Done(f'Recorded in {current_language()}')
        return Done(f'Recorded: {values["amount"]}', '/members' if values.get('note') == 'go' else '')

    def interest(self, values: Values) -> Markup:
        """What the repayment shows before it is recorded."""
        interest = (self.folder / 'interest.txt').read_text(encoding='utf-8')
        return Markup('<p>Interest {} of {}</p>').format(interest, values['amount'])


def add_pages(office: StandIn) -> None:
    """A page with forms, one with a list, one for the president alone."""

    @screen('/', title='Home', may='look')
    def create(book: Book, user: User) -> None:
        hero(user.name, figure='₹2,84,500.00')
        with card('Deposit'), forms.form(office.record, button='Record'):
            draw(fields.money('amount', 'Amount', 'INR', '500.00'), fields.text('note', 'Note'))
        with card('Repayment'), forms.form(office.record, button='Repay', preview=office.interest):
            draw(fields.money('amount', 'Repaid', 'INR'))
        draw(opener('expense', 'plus', 'Expense'))
        with forms.sheet('expense', 'Expense'), forms.form(office.record, button='Spend'):
            draw(fields.money('amount', 'Spent', 'INR'))
        draw(Markup('<textarea id="message" aria-label="Message">₹500 paid</textarea>'), copy_button('Copy', 'message'))

    @screen('/members', title='Members', may='look')
    def create_members(book: Book, user: User, search: str = '') -> None:
        with card('All', note=search):
            draw(*(row(Markup(''), name, 'paid') for name in NAMES))

    @screen('/settings', title='Settings', may='settings')
    def create_settings(book: Book, user: User) -> None:
        with card('Bylaws'):
            draw(fields.text('name', 'Name', book.bylaws.name))


def main(port: int, folder: Path, demo: bool) -> None:
    """Serve until told to stop."""
    office = StandIn(folder, demo)
    add_pages(office)
    server.serve(office, port=port)


if __name__ == '__main__':
    main(int(sys.argv[1]), Path(sys.argv[2]), 'demo' in sys.argv)
