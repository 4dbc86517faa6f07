"""The turns of the merry-go-round as the recording of money meets them: a payout needs one, and settles it.

A payout is recorded by `actions/payouts.py`, which names the round. The rows of the round follow the entries: paid with
how much, or waiting again when the payout was taken back.
"""

from collections.abc import Iterable
from datetime import datetime

from actions.parts import Part, Plan, amend
from actions.who import Who
from reports import rotation as there
from rules.money import ZERO, as_text
from rules.problems import N_, refuse
from rules.register_records import APPROVED, PAID, WAITING
from rules.rotation import Rotation, Turn
from rules.transactions import Transaction
from sheets.book import Book
from sheets.columns import ROTATION
from sheets.recording import Recording


def hand_out(book: Book, asked: Transaction) -> Plan:
    """The row of a payout: of a turn that was approved, and nothing else is one."""
    found = there.turn_of(book, asked.about)
    rows = there.rows_of(book, found[0], found[1].number) if found else []
    if not any((row.member_number, row.status) == (asked.member, APPROVED) for row in rows):
        raise refuse(
            N_('A payout is of a round of the merry-go-round, and approved before.'),
            N_('Ask for it on the page Payouts or with the command payout, or record a withdrawal.'), about='kind',
        )  # fmt: skip
    return Plan([Part(asked.kind, asked.amount, book.member(asked.member), about=asked.about)])


def follow(book: Book, writing: Recording, parts: Iterable[Part], asked: Transaction, who: Who, now: datetime) -> None:
    """Amend the rows of the rounds of which `parts` hand out or take back something."""
    for about in {part.about for part in parts if part.kind == there.OUT and part.about}:
        if found := there.turn_of(book, about):
            _follow(book, writing, *found, asked, who, now)


def _follow(
    book: Book, writing: Recording, rotation: Rotation, turn: Turn, asked: Transaction, who: Who, now: datetime
) -> None:
    out = there.handed(book, rotation)
    for row in there.rows_of(book, rotation, turn.number):
        pot = sum(moved.amount for moved in out if (moved.round, moved.member) == (turn.number, row.member))
        if pot == (row.pot or ZERO):
            continue
        values = {'status': WAITING, 'pot': '', 'paid_on': '', 'paid_by': ''}
        if pot:
            text = as_text(pot, book.bylaws.currency)
            values = {'status': PAID, 'pot': text, 'paid_on': asked.on.isoformat(), 'paid_by': who.name}
        amend(book, writing, ROTATION, row.id, ROTATION.label(row), values, asked.note, asked.on, who, now, asked.id)
