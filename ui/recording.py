"""Recording from a page: who presses, the book as it is at that moment, and the request that a form's values make.

    desk = Desk()                                       while the page is drawn
    asked = desk.asked('expense', values)               in the thread of a press; raises Refused
    desk.record(asked)

A page may stay open for hours: role and book are looked up at every press, never kept from when it was drawn.
"""

from collections.abc import Callable, Mapping

from markupsafe import Markup

from actions import record
from actions.parts import Plan
from actions.record import Recorded
from actions.requests import transaction_of
from reports.listings import MODE_TITLES
from rules.bylaws import Bylaws
from rules.problems import N_, Problem, Refused
from rules.records import Entry, Member
from rules.register_records import IN_USE
from rules.transactions import Transaction
from sheets.book import Book
from sheets.columns import ACCOUNTS
from sheets.entries import records_of
from sheets.words import _, shown_money
from ui.acting import presser
from ui.forms import Values
from ui.office import office
from ui.parts import notice

Pair = tuple[str, str]
MODES_OF_COUNTRY = {'IN': ('cash', 'bank', 'upi'), 'KE': ('cash', 'bank', 'mpesa'), 'TZ': ('cash', 'bank', 'mpesa')}


class Desk:
    """Where the presses of one page come in."""

    def __init__(self) -> None:
        self.who = presser()

    def book(self) -> Book:
        """The book as it is now."""
        return office().book()

    def asked(self, kind: str, values: Mapping[str, str], **fixed: str) -> Transaction:
        """The request that the values make, with what the page itself says in `fixed`."""
        return transaction_of({**values, **fixed, 'kind': kind}, self.book().bylaws, values['entry_id'])

    def earlier(self, values: Mapping[str, str]) -> list[Entry]:
        """The rows that this very form has recorded already, when its first answer was lost on the way."""
        book, request = self.book(), values['entry_id']
        if single := book.receipt_of(request):
            return single
        # What is recorded together under one press has the id of the press with a number behind it.
        frame = book.frame()
        return records_of(frame.loc[frame['id'].str.startswith(f'{request}-').to_numpy()])

    def shown(self, preview: Callable[[Values], Markup]) -> Callable[[Values], Markup]:
        """A preview that tells when the form was recorded already: what was right then may not be right again."""

        def show(values: Values) -> Markup:
            if earlier := self.earlier(values):
                total = shown_money(sum(entry.amount for entry in earlier), self.book().bylaws.currency)
                said = _('This was recorded already: {amount}, receipt {receipt}. It is not recorded twice.')
                return notice('good', said.format(amount=total, receipt=earlier[0].receipt))
            return preview(values)

        return show

    def plan(self, asked: Transaction) -> Plan:
        """What recording would write. Raises Refused as recording would."""
        return record.plan_of(self.book(), asked, office().today())

    def record(self, asked: Transaction) -> Recorded:
        """Record it. Raises Refused with every reason."""
        return record.record(self.book(), asked, self.who(), office().now(), office().today())


def modes(bylaws: Bylaws) -> list[Pair]:
    """The ways in which money changes hands in the group's country, in words."""
    known = MODES_OF_COUNTRY.get(bylaws.country, ('cash', 'bank'))
    return [(mode, _(MODE_TITLES[mode])) for mode in known]


def mode_words(mode: str) -> str:
    """How the money changed hands, for a sentence."""
    return _('in cash') if mode == 'cash' else _('by {mode}').format(mode=_(MODE_TITLES[mode]))


def named(member: Member) -> str:
    """A member's name with her number, by which two of one name are told apart."""
    return f'{member.name} ({member.number})'


def member_choices(book: Book, active_only: bool = True) -> list[Pair]:
    """The members for a list that drops down, by name; those who left say so."""
    people = sorted(
        (m for m in book.members.values() if m.active or not active_only), key=lambda m: (not m.active, m.name)
    )
    return [
        ('', _('Choose a member')),
        *((m.number, named(m) if m.active else _('{name}, left').format(name=named(m))) for m in people),
    ]


def account_choices(book: Book) -> list[Pair]:
    """The cash boxes and bank accounts in use; the first choice leaves it to the usual one."""
    used = [each for each in book.register(ACCOUNTS).values() if each.status == IN_USE]
    return [('', _('The usual one')), *((each.number, each.name) for each in used)]


def require(values: Mapping[str, str], name: str, message: str, remedy: str) -> None:
    """Raise Refused when a field that this page asks for is empty."""
    if not values.get(name, '').strip():
        raise Refused([Problem(message, remedy, about=name)])


REASON_MISSING = N_('The reason is missing.'), N_('Say in a few words why.')
