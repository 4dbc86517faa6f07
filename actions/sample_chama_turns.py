"""The merry-go-round of the sample chama: its cycles, the turns that move by decision, and the pots.

A pot is asked for by the secretary, approved by the chairlady and recorded as paid by the treasurer, once everybody has
brought her 2,000 for the round; who brings it late is fined.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from actions import payouts, rotation
from actions.payouts import Payment, Step
from actions.sample_telling import Telling
from actions.turn_orders import NewCycle
from actions.who import Who
from reports import rotation as there
from rules.periods import EVERY_MONTH
from rules.records import Member, Mode
from rules.register_records import Turn
from rules.rotation import Move, Rotation
from rules.transactions import Transaction
from sheets.book import Book

CHAIR = Who('Grace Wanjiku Kamau', 'president')
TREASURER = Who('Mary Atieno Ouma', 'treasurer')
SECRETARY = Who('Faith Nduta Mwangi', 'secretary')
LATE_FINE = 100_00


class Turns:
    """The rounds as they are recorded. `ways` says how each member pays, by her number."""

    def __init__(self, telling: Telling, ways: Mapping[str, Mode]) -> None:
        self.telling = telling
        self.ways = ways

    @property
    def book(self) -> Book:
        """The book that is written."""
        return self.telling.book

    @property
    def running(self) -> Rotation:
        """The cycle that runs."""
        found = there.current(self.book)
        assert found is not None
        return found

    def open_cycle(self, order: str, first_on: date, seed: str = '') -> None:
        """A cycle begins."""
        asked = NewCycle(self.telling.request(), order, first_on, seed=seed)
        rotation.open_cycle(self.book, asked, CHAIR, self.telling.now, self.telling.today)

    def swap(self, first: int, second: int, reason: str) -> None:
        """The members of two rounds exchange their turns."""
        running = self.running
        both = tuple(there.rows_of(self.book, running, number)[0].member_number for number in (first, second))
        number = self.telling.decide('swap', reason, CHAIR, about=running.id, members=both)
        rotation.move(self.book, Move('swap', first, second), number, self.telling.today, CHAIR,
                      self.telling.now, self.telling.today, self.telling.request())  # fmt: skip

    def joins_late(self, member: str, reason: str) -> None:
        """The member of that number gets the last turn, a month after the last one."""
        running = self.running
        number = self.telling.decide('late joiner', reason, CHAIR, about=running.id, members=(member,))
        rotation.join_late(self.book, member, EVERY_MONTH.later(running.turns[-1].on, 1), number,
                           self.telling.today, CHAIR, self.telling.now, self.telling.today,
                           self.telling.request())  # fmt: skip
        # She brings what the others have brought for the rounds before, and who had those pots gets it.
        past = [turn.id for turn in running.turns if turn.on < self.telling.today]
        self.telling.together([self.for_round(member, about) for about in past])
        for about in past:
            self.pot(about)

    def for_round(self, number: str, about: str) -> Transaction:
        """What she brings for a round."""
        return self.telling.asked(
            'contribution', self.book.bylaws.pot_contribution, number, mode=self.ways[number], about=about
        )

    def pays_late(self, member: Member, about: str) -> None:
        """She is fined, brings what is missing, and the pot is whole."""
        self.telling.charge([member], 'late deposit', LATE_FINE)
        self.telling.together([self.for_round(member.number, about)])
        self.pot(about)

    def pot(self, about: str, decision: str = '') -> None:
        """Hand out what is there of a round, once everybody has paid, or short by a decision."""
        found = there.turn_of(self.book, about)
        assert found is not None
        cycle, turn = found
        standing = there.standing(self.book, cycle, turn.number, self.telling.today)
        if not (standing.all_paid or decision) or (cycle.now and cycle.now.number < turn.number):
            return
        for row in there.rows_of(self.book, cycle, turn.number):
            if amount := standing.due.get(row.member):
                self.telling.pay_fines(self.book.members[row.member])
                self._hand_out(row, about, amount, decision)
        if len(cycle.turns) > turn.number and cycle.turns[turn.number].on <= self.telling.today:
            self.pot(cycle.turns[turn.number].id)

    def _hand_out(self, row: Turn, about: str, amount: int, decision: str) -> None:
        """Asked for by the secretary, approved by the chairlady, paid by the treasurer; nobody approves her own."""
        approver = TREASURER if row.member_name == CHAIR.name else CHAIR
        payer = CHAIR if approver is TREASURER else TREASURER
        step = Step(self.telling.request(), about, row.member_number, self.telling.today)
        payouts.request(self.book, step, SECRETARY, self.telling.now, self.telling.today)
        step = replace(step, id=self.telling.request())
        payouts.approve(self.book, step, approver, self.telling.now, self.telling.today)
        paid = Payment(self.telling.request(), about, row.member_number, amount, self.telling.today, mode='mpesa',
                       reference=self.telling.code(), decision=decision)  # fmt: skip
        payouts.pay(self.book, paid, payer, self.telling.now, self.telling.today)

    def pay_short(self, about: str, reason: str) -> None:
        """Hand the pot out though not everybody has paid."""
        number = self.telling.decide('pay short', reason, CHAIR, about=about)
        self.pot(about, number)
