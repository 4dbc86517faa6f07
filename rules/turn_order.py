"""The order of the merry-go-round: drawn openly by ballot, by the day of joining, by the alphabet, by hand, as before.

The ballot can be drawn again by anyone, with a computer of any make. The seed is agreed aloud before it is used. For
each position write the seed, a colon and the member's number (those of a shared position in their order, with +
between them), take the SHA-256 of that text in UTF-8, and put the positions in the order of what comes out.

For example with the seed "5 March, 3 1 4" and the members M1 to M4:

    1    M1    1fee4de9...    the SHA-256 of "5 March, 3 1 4:M1"
    2    M4    7260f148...
    3    M3    85672435...
    4    M2    fdd2e679...
"""

import hashlib
import itertools
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.money import ZERO, Money
from rules.problems import N_, Problem
from rules.records import Member
from rules.rotation import Position, Rotation


@dataclass(frozen=True, slots=True)
class Drawn:
    """A position that was drawn, with the text and its SHA-256 that put it there, for all to check."""

    position: Position
    text: str
    digest: str


def ballot(positions: Iterable[Position], numbers: Mapping[str, str], seed: str) -> list[Drawn]:
    """The positions in the order that the seed draws; it does not matter in which order they are given.

    `numbers` are the members' numbers by id. Spaces around the seed do not count, and signs that look the same are
    the same (Unicode NFC).
    """
    spoken = unicodedata.normalize('NFC', seed.strip())
    drawn = []
    for position in positions:
        text = f'{spoken}:{"+".join(sorted(numbers[member] for member in position))}'
        drawn.append(Drawn(position, text, hashlib.sha256(text.encode()).hexdigest()))
    return sorted(drawn, key=lambda one: one.digest)


def problems_of_seed(seed: str) -> Iterable[Problem]:
    """Why a ballot cannot be drawn with a seed."""
    if not seed.strip():
        yield Problem(
            N_('The ballot has no seed.'), N_('Agree on a word or some numbers aloud, and type them.'), about='seed'
        )


def by_joining(members: Iterable[Member]) -> list[Member]:
    """In the order in which they joined; of one day, by their numbers."""
    return sorted(members, key=lambda member: (member.joined, member.number))


def by_alphabet(members: Iterable[Member]) -> list[Member]:
    """By name, capitals and small letters alike; of one name, by their numbers."""
    return sorted(members, key=lambda member: (unicodedata.normalize('NFC', member.name).casefold(), member.number))


def next_positions(rotation: Rotation, reverse: bool = False) -> list[Position]:
    """The order of the next cycle from this one: as they got their pots, or the last first.

    A turn that was shared by decision is whole again; a position that two hold together stays theirs.
    """
    first_turn = {
        position: min(turn.number for turn in rotation.turns if position[0] in turn.parts)
        for position in rotation.positions
    }
    order = sorted(rotation.positions, key=lambda position: first_turn[position])
    return order[::-1] if reverse else order


def problems_of_opening(
    positions: Sequence[Position], contribution: Money, days: Sequence[date], names: Mapping[str, str]
) -> Iterable[Problem]:
    """Why a cycle cannot be opened. `names` are those of the active members, each of whom needs her one place."""
    if contribution <= ZERO:
        yield Problem(
            N_('The amount must be more than zero.'), N_('Type what each pays a round.'), about='contribution'
        )
    if len(positions) < 2:
        yield Problem(N_('A rotation needs two positions or more.'), N_('Add members.'), about='order')
    if len(days) != len(positions) or any(later <= day for day, later in itertools.pairwise(days)):
        yield Problem(
            N_('Each round needs its own day, one after the other.'), N_('Correct the days of the rounds.'),
            about='days',
        )  # fmt: skip
    placed = [member for position in positions for member in position]
    for member in dict.fromkeys(placed):
        if placed.count(member) > 1:
            yield Problem(
                N_('{name} stands in the order twice; nobody gets the pot twice in a cycle.'), N_('Take her out once.'),
                {'name': names.get(member, member)}, about='order',
            )  # fmt: skip
        if member not in names:
            yield Problem(
                N_('{name} is not an active member.'), N_('Take her out of the order.'),
                {'name': member}, about='order',
            )  # fmt: skip
    for member, name in names.items():
        if member not in placed:
            yield Problem(
                N_('{name} has no place in the order.'), N_('Give her a position, or a part of one.'),
                {'name': name}, about='order',
            )  # fmt: skip
