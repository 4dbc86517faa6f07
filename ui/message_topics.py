"""What messages can be about: the latest deposits, loans and repayments, the last months, who is to be reminded.

topics_of(book, Asked('reminder', 'mr'), today)      a topic for each member to be reminded, in order of numbers
"""

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from markupsafe import Markup

from reports.dues import reminders
from rules.periods import month_of
from sheets.book import Book
from sheets.words import _, shown_money, shown_month, shown_short_date
from ui.cycles_shown import counted
from ui.parts import avatar, dot, row
from ui.receipts import REPAYMENT, receipts

ENTRY_KINDS = {'receipt': frozenset({'contribution'}), 'loan': frozenset({'loan'}), 'repayment': frozenset(REPAYMENT)}
LATEST, NEAR_MONTHS = 12, 6
MOST_ROWS_OF_A_REPAYMENT = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """Which message: its kind, its language, and what it is about."""

    kind: str
    spoken: str
    entry: str = ''
    member: str = ''
    month: str = ''

    @property
    def link(self) -> str:
        """Its address."""
        told = {'kind': self.kind, 'entry': self.entry, 'member': self.member, 'month': self.month}
        return '/messages?' + urlencode(
            {name: value for name, value in told.items() if value} | {'spoken': self.spoken}
        )

    def about(self, kind: str) -> 'Asked':
        """A message of another kind."""
        return Asked(kind, self.spoken)

    def link_in(self, spoken: str) -> str:
        """The address of the same message in a language."""
        return replace(self, spoken=spoken).link


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that a message can be about, and its line in the list."""

    asked: Asked
    name: str
    line: Markup


def kind_of_entry(book: Book, entry_id: str) -> str:
    """The kind of message that fits an entry; a receipt where none is named."""
    rows = book.receipt_of(entry_id) if entry_id else []
    return next((kind for kind, kinds in ENTRY_KINDS.items() if rows and rows[0].kind in kinds), 'receipt')


def topics_of(book: Book, asked: Asked, today: date) -> list[Topic]:
    """What messages of a kind can be about, what is wanted first at the top."""
    if asked.kind == 'monthly':
        return _months(book, asked, today)
    if asked.kind == 'reminder':
        return _whom_to_remind(book, asked, today)
    return _latest(book, asked)


def _latest(book: Book, asked: Asked) -> list[Topic]:
    """The latest receipts of the kind that were not taken back."""
    frame, currency = book.frame(), book.bylaws.currency
    rows = frame[frame['kind'].isin(ENTRY_KINDS[asked.kind]).to_numpy() & (frame['reverses'] == '').to_numpy()]
    rows = rows[~rows['id'].isin(book.reversed_ids())].tail(LATEST * MOST_ROWS_OF_A_REPAYMENT)
    # The first receipt of the tail may have lost its first row.
    found = [one for one in receipts(book, rows)[::-1] if '/' not in one.first.id][:LATEST]
    return [
        Topic(
            one := replace(asked, entry=receipt.first.id, member='', month=''),
            receipt.first.member_name,
            row(
                avatar(receipt.first.member_name), receipt.first.member_name,
                f'{shown_short_date(receipt.first.on)} · {receipt.first.receipt}',
                shown_money(receipt.total, currency), link=one.link,
            ),
        )
        for receipt in found
    ]  # fmt: skip


def _months(book: Book, asked: Asked, today: date) -> list[Topic]:
    """The last months, the present one first."""
    months = [month_of(today).plus(-step) for step in range(NEAR_MONTHS)]
    return [
        Topic(
            one := replace(asked, month=str(month), entry='', member=''),
            shown_month(month),
            row(dot('calendar'), shown_month(month), link=one.link),
        )
        for month in months
        if month >= month_of(book.bylaws.started_on)
    ]


def _whom_to_remind(book: Book, asked: Asked, today: date) -> list[Topic]:
    """Each member with dues that have passed their day or are due soon, and what is missing of them together."""
    topics = []
    for member, hers in reminders(book, today).groupby('member', sort=False):
        person, late = book.members[str(member)], int(hers['missed'].sum())
        soon = _('due by {day}').format(day=shown_short_date(hers['due_on'].iloc[0].date()))
        said = counted(book, late) if late else soon
        one = replace(asked, member=person.number, entry='', month='')
        amount = shown_money(int(hers['missing'].sum()), book.bylaws.currency)
        topics.append(
            Topic(
                one, person.name, row(avatar(person.name), person.name, f'{person.number} · {said}', amount, one.link)
            )
        )
    return topics
