"""A chama for the tests: four members, 1,000.00 a month, and short words for what happens in its rounds.

chama = Chama(tmp_path)
chama.open('hand', 'M2025-001, M2025-002, M2025-003, M2025-004')
chama.bring('C1/1', *chama.members)
chama.pay('C1/1', chama.members[0], '4000')
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from actions import payouts, rotation, rounds
from actions.payouts import Payment, Step
from actions.rounds import Collection
from actions.turn_orders import NewCycle, read_order
from actions.who import Who
from reports import rotation as there
from rules import money
from rules.problems import Refused
from rules.rotation import Move, Rotation
from sheets.columns import ROTATION
from tests.groups import NOW, Group

TREASURER = Who('Kavita', 'treasurer')
SECRETARY = Who('Lata', 'secretary')


class Chama(Group):
    """A group with the merry-go-round since 1 January 2025; its rounds are on the 5th of each month."""

    def __init__(self, folder: Path, names: str = 'Asha Bina Chitra Dipa', **bylaws: Any) -> None:
        settled = {'module_rotation': True, 'module_fines': True, 'pot_contribution': 1_000_00, **bylaws}
        super().__init__(folder, **settled)
        self.members = [self.join(name) for name in names.split()]

    def open(self, order: str = 'hand', places: str = '', seed: str = '', first: str = '2025-01-05') -> Rotation:
        """A cycle; by hand in the order in which the members joined, unless said."""
        text = places or (', '.join(self.members) if order == 'hand' else '')
        asked = NewCycle(self._id(), order, date.fromisoformat(first), positions=read_order(text), seed=seed)
        return rotation.open_cycle(self.book, asked, SECRETARY, NOW, self.today)

    def order(self) -> list[list[str]]:
        """Who gets the pot in each round of the cycle that runs: names, with the part where it is not whole."""
        now = there.current(self.book)
        assert now is not None
        names = {member.id: member.name for member in self.book.members.values()}
        return [
            [names[m] if part == 1 else f'{names[m]} {part}' for m, part in turn.parts.items()] for turn in now.turns
        ]

    def states(self) -> list[str]:
        """The state of each row of the register, by round."""
        return [row.status for row in sorted(self.book.register(ROTATION).values(), key=lambda row: row.round)]

    def bring(self, about: str, *members: str, amount: str = '1000', on: str = '2025-01-05') -> None:
        """Members bring the same sum for a round, in cash."""
        sums = dict.fromkeys(members, money.parse(amount, 'INR'))
        asked = Collection(self._id(), about, sums, date.fromisoformat(on))
        rounds.collect(self.book, asked, TREASURER, NOW, self.today)

    def move(self, kind: str, first: int, second: int, decision: str, on: str = '2025-01-05', **more: Any) -> None:
        """Swap, skip or split."""
        asked = Move(kind, first, second, **more)
        rotation.move(self.book, asked, decision, date.fromisoformat(on), SECRETARY, NOW, self.today, self._id())

    def request(self, about: str, member: str, on: str = '2025-01-05', who: Who = TREASURER) -> None:
        """The pot is asked for."""
        payouts.request(self.book, self.step(about, member, on), who, NOW, self.today)

    def approve(self, about: str, member: str, on: str = '2025-01-05', who: Who = SECRETARY) -> None:
        """The payout is approved."""
        payouts.approve(self.book, self.step(about, member, on), who, NOW, self.today)

    def step(self, about: str, member: str, on: str = '2025-01-05', reason: str = '') -> Step:
        """A step of a payout, with an id of its own."""
        return Step(self._id(), about, member, date.fromisoformat(on), reason)

    def hand_over(
        self, about: str, member: str, amount: str, on: str = '2025-01-05', who: Who = TREASURER, **more: Any
    ) -> str:  # fmt: skip
        """The pot is recorded as paid; gives the id of the entry."""
        asked = Payment(self._id(), about, member, money.parse(amount, 'INR'), date.fromisoformat(on), **more)
        return payouts.pay(self.book, asked, who, NOW, self.today).entry_id

    def pay(self, about: str, member: str, amount: str, on: str = '2025-01-05', **more: Any) -> str:
        """Asked for, approved and paid."""
        self.request(about, member, on)
        self.approve(about, member, on)
        return self.hand_over(about, member, amount, on, **more)

    def said(self, what: Any, *words: Any, **more: Any) -> list[str]:
        """Why something is refused; the book must be as it was."""
        before = len(self.book.frame()), self.book.pending_count(), self.book.head()
        with pytest.raises(Refused) as refused:
            what(*words, **more)
        assert (len(self.book.frame()), self.book.pending_count(), self.book.head()) == before
        return [problem.said() for problem in refused.value.problems]
