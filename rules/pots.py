"""The pot of a round: what is in it, who still owes whom, and who has had more than she has paid.

In the words of the bylaws:

    The pot is what came in for the round; more comes in later from who is late, and goes to the member whose round it
    was. Who has had her pot pays on until the cycle is over.

For example twelve members with 1,000.00 a round, where Bina has paid 400.00 for the round of Asha, the third:

    the pot                     12 × 1,000.00 = 12,000.00    of which 11,400.00 came in
    paid short, by decision     11,400.00                    Bina owes 600.00, and she owes it to Asha
    Bina pays the 600.00        600.00 more go to Asha
    Asha's exposure             1,000.00 × (12 − 3) = 9,000.00, what she has had and is still to pay
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from rules.explained import Explained, Figure, Line, Sum
from rules.money import ZERO, Money
from rules.problems import N_
from rules.rotation import Rotation, Turn

State = Literal['paid', 'now', 'to come']


class Moved(NamedTuple):
    """Money of a round: what a member paid in for it, or was handed of it. What takes back has a minus."""

    round: int
    member: str
    on: date
    amount: Money


class Arrear(NamedTuple):
    """What a member did not pay for a round, and to whom she owes it."""

    round: int
    debtor: str
    beneficiary: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Standing:
    """How the pot of a round stands on a day; sums in minor units, members by id.

    `missing` is what each has not paid for it yet, `due` what each beneficiary can be handed now.
    """

    turn: Turn
    expected: Money
    missing: Mapping[str, Money]
    handed: Mapping[str, Money]
    due: Mapping[str, Money]

    @property
    def collected(self) -> Money:
        """What came in for the round; what somebody paid beyond her contribution is not in the pot."""
        return self.expected - sum(self.missing.values())

    @property
    def all_paid(self) -> bool:
        """Whether everybody has paid for the round."""
        return not self.missing

    def explained(self) -> Explained:
        """How much can be handed out now, line by line."""
        handed, left = sum(self.handed.values()), sum(self.due.values())
        return Explained(
            left,
            (
                Line(N_('All contributions of the round'), Sum(self.expected)),
                Line(N_('Not paid yet'), Sum(self.expected - self.collected)),
                Line(N_('Handed out before'), Sum(handed)),
                Line(
                    N_('Left to hand out'), Sum(left), '{expected} − {missing} − {handed}',
                    {
                        'expected': Sum(self.expected),
                        'missing': Sum(self.expected - self.collected),
                        'handed': Sum(handed),
                    },
                ),
            ),
        )  # fmt: skip


def pot(rotation: Rotation) -> Explained:
    """What a round brings when everybody has paid: positions × contribution."""
    values: dict[str, Figure] = {
        'positions': len(rotation.positions),
        'contribution': Sum(rotation.contribution),
    }
    line = Line(N_('The pot of a round'), Sum(rotation.pot), '{positions} × {contribution}', values)
    return Explained(rotation.pot, (line,))


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the schedule that all can see: a round, what each beneficiary gets, and whether it is her turn."""

    turn: Turn
    amounts: Mapping[str, Money]
    state: State


def schedule(rotation: Rotation) -> list[Place]:
    """All rounds of the cycle in their order, with the pots as they are when everybody pays."""
    now = rotation.now
    return [
        Place(turn, turn.shares(rotation.expected(turn)), 'paid' if turn.paid else 'now' if turn is now else 'to come')
        for turn in rotation.turns
    ]


def standing(rotation: Rotation, number: int, paid: Iterable[Moved], handed: Iterable[Moved], on: date) -> Standing:
    """How the pot of a round stands at the end of a day."""
    turn = rotation.turn(number)
    brought, out = _by_member(paid, number, on), _by_member(handed, number, on)
    missing = {
        member: owed - brought.get(member, ZERO)
        for member, owed in rotation.owed(turn).items()
        if brought.get(member, ZERO) < owed
    }
    expected = rotation.expected(turn)
    collected = expected - sum(missing.values())
    return Standing(turn, expected, missing, out, _due(turn, collected, out))


def arrears(rotation: Rotation, paid: Iterable[Moved], on: date) -> list[Arrear]:
    """What is owed for the rounds whose day has passed, by round; a shared pot is owed to each beneficiary in part.

    What a beneficiary did not pay for her own round she owes to nobody: her pot was that much smaller.
    """
    rows = list(paid)
    found: list[Arrear] = []
    for turn in rotation.turns:
        if turn.on < on:
            for debtor, missing in standing(rotation, turn.number, rows, (), on).missing.items():
                shares = turn.shares(missing).items()
                found += [Arrear(turn.number, debtor, member, sum_) for member, sum_ in shares if member != debtor]
    return [arrear for arrear in found if arrear.amount]


@dataclass(frozen=True, slots=True)
class Exposure:
    """How far a member has had more than she paid after a round, by the rules of the rotation.

    `paid_in` and `received` in minor units. Below zero it is what the others have of hers.
    """

    member: str
    received: Money
    paid_in: Money

    @property
    def amount(self) -> Money:
        """What she is still to pay for what she has had: contribution × (n − k) when she got a whole pot in round k."""
        return self.received - self.paid_in

    def explained(self) -> Explained:
        """The exposure line by line."""
        values = {'received': Sum(self.received), 'paid': Sum(self.paid_in)}
        return Explained(
            self.amount,
            (
                Line(N_('Received'), Sum(self.received)),
                Line(N_('Paid in'), Sum(self.paid_in)),
                Line(N_('Received and still to pay'), Sum(self.amount), '{received} − {paid}', values),
            ),
        )


def exposures(rotation: Rotation, after: int) -> list[Exposure]:
    """The exposure of each member after so many rounds, had everybody paid in time. They add up to zero."""
    received, paid_in = (dict.fromkeys(rotation.contributions, ZERO) for _each in range(2))
    for turn in rotation.turns[:after]:
        for member, amount in turn.shares(rotation.expected(turn)).items():
            received[member] += amount
        for member, amount in rotation.owed(turn).items():
            paid_in[member] += amount
    return [Exposure(member, received[member], paid_in[member]) for member in rotation.contributions]


def _by_member(rows: Iterable[Moved], number: int, on: date) -> dict[str, Money]:
    found: dict[str, Money] = {}
    for row in rows:
        if row.round == number and row.on <= on:
            found[row.member] = found.get(row.member, ZERO) + row.amount
    return found


def _due(turn: Turn, collected: Money, handed: Mapping[str, Money]) -> dict[str, Money]:
    """What each beneficiary can be handed of what came in, together never more than is left of it."""
    due = {member: max(ZERO, share - handed.get(member, ZERO)) for member, share in turn.shares(collected).items()}
    # Who was handed more than her part, by a paisa of rounding or because a payment was taken back, leaves less.
    over = sum(due.values()) - max(ZERO, collected - sum(handed.values()))
    for member in sorted(due, key=lambda member: due[member], reverse=True):
        taken = min(over, due[member])
        due[member] -= taken
        over -= taken
    return due
