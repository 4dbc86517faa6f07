"""The merry-go-round: in which round each member gets the pot, and how the turns may change.

In the words of the bylaws:

    Everybody pays the contribution in every round, and each round one of us gets the pot. Each gets it once in a
    cycle. Two who share a position pay half and get half. A turn moves only by a decision, and only before it is
    paid out. Who joins later gets the last round, and pays what the others paid before she came. Who leaves before
    her turn brings nothing more, and in her round she or her heirs get back what she brought; who leaves after it
    brings what is still to come.

For example four members with 1,000.00 a month, so that every pot is 4,000.00:

    order                    Asha  Bina  Chitra  Dipa
    Asha and Dipa swap       Dipa  Bina  Chitra  Asha
    Bina skips to the end    Dipa  Chitra  Asha  Bina
    Chitra and Asha split    Dipa  Chitra ½ + Asha ½  Asha ½ + Chitra ½  Bina
    Esha joins late          ... and Esha last: five rounds and pots of 5,000.00; she owes what the others paid before

    Asha, Bina, Chitra, Dipa; Bina dies once the pot of Asha is paid out, into which she brought 1,000.00:
    round 2 of Bina          1,000.00, which Asha brings and the heirs of Bina get; Chitra and Dipa had nothing of hers
    rounds 3 and 4           3,000.00 each, from Asha, Chitra and Dipa: each has brought then as much as she got
"""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from rules import decisions
from rules.decisions import Known
from rules.division import divide
from rules.money import ZERO, Money
from rules.problems import N_, Problem

Position = tuple[str, ...]
"""The ids of those who hold one position: a single member, or several who share it in equal parts."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One round: its number from 1, its day, and which part of the pot goes to whom (the parts make one whole)."""

    id: str
    number: int
    on: date
    parts: Mapping[str, Fraction]
    paid: bool = False

    def shares(self, amount: Money) -> dict[str, Money]:
        """An amount divided by the parts, to the last minor unit."""
        return dict(zip(self.parts, divide(amount, list(self.parts.values())), strict=True))


@dataclass(frozen=True, slots=True)
class Rotation:
    """A cycle of the merry-go-round. `contribution` is what a whole position pays a round, in minor units.

    `left` are those who left before a turn that they share with nobody, each with what she had brought by round.
    """

    id: str
    contribution: Money
    positions: tuple[Position, ...]
    turns: tuple[Turn, ...]
    left: Mapping[str, Mapping[int, Money]] = field(default_factory=dict)

    @property
    def pot(self) -> Money:
        """What a round brings when everybody has paid: positions × contribution."""
        return len(self.positions) * self.contribution

    @property
    def contributions(self) -> dict[str, Money]:
        """What each member pays a round: the contribution, or her part of it where she shares a position."""
        return {
            member: amount
            for position in self.positions
            for member, amount in zip(position, divide(self.contribution, [1] * len(position)), strict=True)
        }

    def owed(self, turn: Turn) -> dict[str, Money]:
        """What each is to bring for a round: her contribution; but see how it is when a member leaves before her turn.

        In her round each brings what she brought for his, and in the others she brings what she has brought already.
        """
        gone = next((member for member in turn.parts if member in self.left), '')
        if not gone:
            left = {member: brought.get(turn.number, ZERO) for member, brought in self.left.items()}
            return {**self.contributions, **left}
        back = dict.fromkeys(self.contributions, ZERO)
        for number, amount in self.left[gone].items():
            earlier = self.turn(number)
            # What she brought in advance for another who left is in nobody's pot.
            if self.left.keys() & earlier.parts.keys() <= {gone}:
                for member, share in earlier.shares(amount).items():
                    back[member] += share
        return back

    def expected(self, turn: Turn) -> Money:
        """What a round brings when each has brought what she is to bring: the pot, unless a member left."""
        return sum(self.owed(turn).values())

    @property
    def now(self) -> Turn | None:
        """The round whose turn it is: the first that is not paid out; none when the cycle is complete."""
        return next((turn for turn in self.turns if not turn.paid), None)

    def turn(self, number: int) -> Turn:
        """The round of a number, which must be there."""
        return self.turns[number - 1]

    def turns_of(self, member: str) -> list[Turn]:
        """The rounds in which she gets the pot or a part of it."""
        return [turn for turn in self.turns if member in turn.parts]


def is_of_round(about: str) -> bool:
    """Whether what an entry or a decision is about is a round of a cycle, such as C1/3."""
    return re.fullmatch(r'C\d+/\d+', about) is not None


def opened(rotation_id: str, positions: Sequence[Position], contribution: Money, days: Sequence[date]) -> Rotation:
    """A new cycle: the first position gets the pot on the first day, and so on. `days` has one for each position."""
    turns = (
        Turn(f'{rotation_id}/{number}', number, day, {member: Fraction(1, len(position)) for member in position})
        for number, (position, day) in enumerate(zip(positions, days, strict=True), start=1)
    )
    return Rotation(rotation_id, contribution, tuple(positions), tuple(turns))


def swapped(rotation: Rotation, first: int, second: int) -> Rotation:
    """Those of two rounds exchange them; the days stay with the rounds."""
    return _with_parts(rotation, {first: rotation.turn(second).parts, second: rotation.turn(first).parts})


def skipped(rotation: Rotation, number: int, to: int) -> Rotation:
    """Whoever has a round gets the later round `to` instead, and everybody between moves up by one."""
    parts = [turn.parts for turn in rotation.turns]
    parts.insert(to - 1, parts.pop(number - 1))
    return _with_parts(rotation, dict(enumerate(parts, start=1)))


def split(rotation: Rotation, first: int, second: int, part: Fraction) -> Rotation:
    """Those of two rounds share them: each gives `part` of her pot, between 0 and 1, and gets it of the other's."""
    mine, other = rotation.turn(first).parts, rotation.turn(second).parts
    return _with_parts(rotation, {first: _mixed(mine, other, part), second: _mixed(other, mine, part)})


def joined_late(rotation: Rotation, member: str, on: date) -> Rotation:
    """A member joins a cycle that has begun: she gets the last round, on a day after the one before it.

    She takes part in every round, so she owes those who got their pots before she came what everybody else paid them.
    """
    number = len(rotation.turns) + 1
    last = Turn(f'{rotation.id}/{number}', number, on, {member: Fraction(1)})
    return replace(rotation, positions=(*rotation.positions, (member,)), turns=(*rotation.turns, last))


def problems_of_rotation(rotation: Rotation, names: Mapping[str, str]) -> Iterable[Problem]:
    """What cannot be in a cycle, however it came about. `names` are those of all who ever were members, by id."""
    held = {member: Fraction(1, len(position)) for position in rotation.positions for member in position}
    whole: dict[str, Fraction] = dict.fromkeys(held, Fraction(0))
    for turn in rotation.turns:
        if sum(turn.parts.values()) != 1 or min(turn.parts.values()) <= 0:
            yield Problem(
                N_('The parts of round {number} do not make one whole pot.'), N_('Correct the parts of that round.'),
                {'number': turn.number}, about='round',
            )  # fmt: skip
        for member, part in turn.parts.items():
            whole[member] = whole.get(member, Fraction(0)) + part
    for member, part in whole.items():
        if part != held.get(member, Fraction(0)):
            yield Problem(
                N_('{name} does not get exactly her one turn in this cycle.'), N_('Correct the rounds she stands in.'),
                {'name': names.get(member, member)}, about='round',
            )  # fmt: skip
    for before, turn in itertools.pairwise(rotation.turns):
        if turn.on <= before.on or turn.number != before.number + 1 or (turn.paid and not before.paid):
            yield Problem(
                N_('Round {number} does not follow on round {before}.'),
                N_('Correct its number or its day; rounds are paid out in their order.'),
                {'number': turn.number, 'before': before.number}, about='round',
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """A move of turns that is asked for: the `kind` of decision it needs (swap, skip or split) and the two rounds.

    A skipped turn goes from the `first` round to the `second`; `part` is what each gives of hers in a split.
    """

    kind: str
    first: int
    second: int
    part: Fraction = Fraction(1, 2)


def problems_of_move(move: Move, rotation: Rotation, on: date, named: str, known: Known) -> Iterable[Problem]:
    """Why turns cannot be moved on a day, on the decision of the number that is named."""
    there = [number for number in (move.first, move.second) if 1 <= number <= len(rotation.turns)]
    for number in dict.fromkeys((move.first, move.second)):
        if number not in there:
            yield Problem(
                N_('There is no round {number}; the last one is {last}.'), N_('Choose one of the rounds.'),
                {'number': number, 'last': len(rotation.turns)}, about='round',
            )  # fmt: skip
        elif rotation.turn(number).paid:
            yield Problem(
                N_('The pot of round {number} was paid out already.'), N_('Choose a round that is still to come.'),
                {'number': number}, about='round',
            )  # fmt: skip
    if move.kind == 'skip' and move.second <= move.first:
        yield Problem(N_('A turn that is skipped goes to a later round.'), N_('Choose another round.'), about='round')
    elif move.first == move.second:
        yield Problem(N_('Both are the same round.'), N_('Choose another round.'), about='round')
    if not 0 < move.part < 1:
        yield Problem(
            N_('What each gives of her turn is more than nothing and less than all of it.'),
            N_('Choose a part such as 1/2; for all of it, swap the turns.'), about='part',
        )  # fmt: skip
    moved = {move.first} if move.kind == 'skip' else {move.first, move.second}
    holders = {member for number in there if number in moved for member in rotation.turn(number).parts}
    yield from decisions.problems_of_naming(move.kind, rotation.id, on, named, known, holders)


def problems_of_late_joiner(
    rotation: Rotation, member: str, active: bool, day: date, on: date, named: str, known: Known
) -> Iterable[Problem]:
    """Why a member cannot join a cycle that has begun, with her turn on `day`."""
    if rotation.turns_of(member):
        yield Problem(
            N_('She has a turn in this cycle already.'), N_('Nobody gets the pot twice in a cycle.'), about='member'
        )
    if not active:
        yield Problem(N_('She is not an active member.'), N_('Let her join the group first.'), about='member')
    if rotation.now is None:
        yield Problem(N_('This cycle is complete.'), N_('Give her a place in the next one.'), about='member')
    if day <= rotation.turns[-1].on:
        yield Problem(
            N_('Her turn must come after the last one, on {last}.'), N_('Choose a later day.'),
            {'last': rotation.turns[-1].on}, about='day',
        )  # fmt: skip
    yield from decisions.problems_of_naming('late joiner', rotation.id, on, named, known, [member])


def _with_parts(rotation: Rotation, parts: Mapping[int, Mapping[str, Fraction]]) -> Rotation:
    turns = (replace(turn, parts=parts.get(turn.number, turn.parts)) for turn in rotation.turns)
    return replace(rotation, turns=tuple(turns))


def _mixed(mine: Mapping[str, Fraction], other: Mapping[str, Fraction], part: Fraction) -> dict[str, Fraction]:
    """What is kept of the one and got of the other; both make one whole, and so does what comes out."""
    assert 0 < part < 1, f'a part of a turn lies between nothing and all of it: {part}'
    kept = {member: share * (1 - part) for member, share in mine.items()}
    for member, share in other.items():
        kept[member] = kept.get(member, Fraction(0)) + share * part
    return kept
