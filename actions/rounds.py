"""What members bring for a round of the merry-go-round, and what its rows in the register say by the entries.

collect(book, Collection(request, 'C1/3', {'M2025-002': 1_000_00}, day), who, now, today)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from actions import record
from actions.record import Recorded
from actions.who import Who
from reports import rotation as there
from rules.money import ZERO, Amount, Money
from rules.problems import N_, Problem, Refused, refuse
from rules.records import Mode
from rules.transactions import Transaction
from sheets.book import Book


@dataclass(frozen=True, slots=True)
class Collection:
    """What members brought for a round (`about`, such as C1/3): the sums by their numbers, recorded all or none."""

    id: str
    about: str
    sums: Mapping[str, Money]
    on: date
    mode: Mode = 'cash'
    account: str = ''
    note: str = ''


def collect(book: Book, asked: Collection, who: Who, now: datetime, today: date) -> list[Recorded]:
    """Record what members brought for a round: an entry each, all or none. Raises Refused with every reason."""
    who.must('record')
    if not asked.sums:
        raise refuse(N_('Nobody brought anything.'), N_('Type what each brought, and record again.'), about='amount')
    with book.writing() as writing:
        rows = _transactions(asked)
        new = [row for row in rows if not writing.answer(row.id) and not book.has_entry(row.id)]
        if problems := [problem for row in new for problem in problems_of_bringing(book, row)]:
            raise Refused(problems)
        return [record.record_within(book, writing, row, who, now, today) for row in rows]


def problems_of_bringing(book: Book, asked: Transaction) -> Iterable[Problem]:
    """Why a contribution cannot be taken for a round: she takes no part in it, or has paid it."""
    found = there.turn_of(book, asked.about)
    member = book.member(asked.member)
    if found is None or member is None:
        yield Problem(N_('There is no round {round} for {member}.'), N_('Choose one of the rounds.'),
                      {'round': asked.about, 'member': asked.member}, about='round')  # fmt: skip
        return
    rotation, turn = found
    if member.id not in rotation.contributions:
        yield Problem(N_('{name} takes no part in this cycle.'), N_('Let her join it by decision first.'),
                      {'name': member.name}, about='member')  # fmt: skip
        return
    # What she brings is money of the round, however late it is entered.
    missing = there.standing(book, rotation, turn.number, date.max).missing.get(member.id, ZERO)
    if asked.amount > missing:
        yield Problem(
            N_('{name} has {missing} to pay for round {number}, and this is {amount}.'),
            N_('Take at most that; what is more is for another round.'),
            {'name': member.name, 'missing': _shown(book, missing), 'number': turn.number,
             'amount': _shown(book, asked.amount)}, about=f'amount {member.number}',
        )  # fmt: skip


def _transactions(asked: Collection) -> list[Transaction]:
    return [
        Transaction(f'{asked.id}.{place}', 'contribution', amount, asked.on, number, mode=asked.mode,
                    account=asked.account, note=asked.note, about=asked.about)
        for place, (number, amount) in enumerate(asked.sums.items(), start=1)
    ]  # fmt: skip


def _shown(book: Book, amount: Money) -> Amount:
    return Amount(amount, book.bylaws.currency)
