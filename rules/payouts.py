"""When a pot may be paid out.

    waiting ── requested ── approved ── paid
        └──────────┴─────────────┘        └── requested again, when more came in
     rejected, or taken back

In the words of the bylaws:

    The pot is paid to the member whose round it is, when everybody has paid for the round, or short by a decision.
    She owes no fine or penalty and no loan of hers is overdue. Who left gets hers like all others; see rotation.py for
    how much that is. Two officers take part: who asked for it
    does not approve it, and who approved it does not pay it. What stands against it is said when it is asked for, when
    it is approved and when it is paid.

For example the third round of twelve, where Bina has paid 400.00 of 1,000.00 and Asha, whose turn it is, owes a fine:

    Bina has not paid 600.00 for round 3.        Collect it first, or record a decision to pay short.
    Asha owes 50.00 of fines and penalties.      Let her pay them first, or waive them by decision.

What comes in later for a round is paid out in the same way to the same member.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rules import decisions, officers, pots
from rules.decisions import Known
from rules.money import ZERO, Amount, Money
from rules.pots import Moved
from rules.problems import N_, Problem, Word
from rules.register_records import APPROVED, PAID, REQUESTED, WAITING
from rules.rotation import Rotation

# A turn of which something was handed out before is paid, and not waiting, where a request for the rest is dropped.
STEPS: Mapping[str, tuple[str, ...]] = {
    WAITING: (REQUESTED,),
    REQUESTED: (APPROVED, WAITING),
    APPROVED: (PAID, WAITING),
    PAID: (REQUESTED,),
}
STATES: Mapping[str, str] = {
    WAITING: N_('waiting'), REQUESTED: N_('asked for'), APPROVED: N_('approved'), PAID: N_('paid out'),
}  # fmt: skip
"""Each status in words."""


@dataclass(frozen=True, slots=True)
class Payout:
    """A payout that is to be approved or recorded as paid; the amount in minor units.

    `approved_by` and `recorded_by` are officers, and `approving_member` is the member's id of the one who approves,
    where she is one. `decision` is the number of the decision to pay short, `one_officer` of that by which one officer
    may do both.
    """

    round: int
    member: str
    amount: Money
    on: date
    approved_by: str = ''
    recorded_by: str = ''
    approving_member: str = ''
    decision: str = ''
    one_officer: str = ''


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """What must be known of who gets the pot: sums in minor units, loans by their numbers."""

    id: str
    name: str
    penalties_owed: Money = ZERO
    overdue_loans: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """What a payout meets: the rotation, the rows of its rounds, and what the box or account that pays holds.

    `names` are those of the members, by id. `one_officer_allowed` is the bylaw of a group that has a single officer.
    """

    rotation: Rotation
    paid: Sequence[Moved]
    handed: Sequence[Moved]
    names: Mapping[str, str]
    cash: Money
    currency: str
    decisions: Known = field(default_factory=Known)
    one_officer_allowed: bool = False


def problems_of_step(status: str, new: str) -> Iterable[Problem]:
    """Why a payout cannot go from one status to another."""
    if new not in STEPS[status]:
        yield Problem(
            N_('The payout is {status} and cannot become {new}.'),
            N_('Look at the payout as it stands now.'),
            {'status': Word(STATES[status]), 'new': Word(STATES[new])}, about='status',
        )  # fmt: skip


def problems_of_asking(payout: Payout, beneficiary: Beneficiary, now: Situation) -> Iterable[Problem]:
    """Every reason why a pot cannot be asked for or approved. What pays it is not known yet, nor are its decisions
    named: it is enough that there are some."""
    pot_now = pots.standing(now.rotation, payout.round, now.paid, now.handed, payout.on)
    earlier = now.rotation.now
    if earlier and earlier.number < payout.round:
        yield _unpaid_before(earlier.number)
    elif not pot_now.due.get(payout.member):
        yield Problem(N_('Nothing is there to pay out for round {number}.'), N_('Collect the contributions first.'),
                      {'number': payout.round}, about='round')  # fmt: skip
    yield from _problems_of_missing(payout, pot_now, now, _allowing('pay short', pot_now.turn.id, payout.on, now))
    yield from _problems_of_beneficiary(beneficiary, now.currency)


def problems_of_approving(payout: Payout, requested_by: str, now: Situation) -> Iterable[Problem]:
    """Why an officer cannot approve what was asked for: she asked for it herself, or it is her own pot."""
    turn = now.rotation.turns[payout.round - 1]
    alone = now.one_officer_allowed or _allowing('one officer', turn.id, payout.on, now)
    if officers.same(requested_by, payout.approved_by) and not alone:
        yield Problem(
            N_('{officer} asked for the payout and cannot approve it too.'),
            N_('Another officer approves it, or the group decides that one officer does both.'),
            {'officer': requested_by}, about='approved_by',
        )  # fmt: skip
    yield from _problems_of_own_pot(payout)


def problems_of_payout(payout: Payout, beneficiary: Beneficiary, now: Situation) -> Iterable[Problem]:
    """Every reason why a pot, or what came late for one, cannot be paid out."""
    if not 1 <= payout.round <= len(now.rotation.turns):
        yield Problem(
            N_('There is no round {number}; the last one is {last}.'), N_('Choose one of the rounds.'),
            {'number': payout.round, 'last': len(now.rotation.turns)}, about='round',
        )  # fmt: skip
        return
    pot_now = pots.standing(now.rotation, payout.round, now.paid, now.handed, payout.on)
    yield from _problems_of_turn(payout, beneficiary, pot_now, now)
    yield from _problems_of_pot(payout, pot_now, now)
    yield from _problems_of_beneficiary(beneficiary, now.currency)
    yield from _problems_of_officers(payout, pot_now, now)
    if payout.amount > now.cash:
        yield Problem(
            N_('There are only {cash}, and the payout is {amount}.'),
            N_('Bring the money there first, or pay from where it is.'),
            {'cash': Amount(now.cash, now.currency), 'amount': Amount(payout.amount, now.currency)}, about='amount',
        )  # fmt: skip


def _problems_of_turn(
    payout: Payout, beneficiary: Beneficiary, pot_now: pots.Standing, now: Situation
) -> Iterable[Problem]:
    if payout.member not in pot_now.turn.parts:
        hers = ', '.join(str(turn.number) for turn in now.rotation.turns_of(payout.member)) or '-'
        yield Problem(
            N_('Round {number} is not the turn of {name}; hers is {hers}.'),
            N_('Pay out to the member whose turn it is, or record a decision to swap.'),
            {'number': payout.round, 'name': beneficiary.name, 'hers': hers}, about='member',
        )  # fmt: skip
    elif pot_now.handed.get(payout.member) and not pot_now.due[payout.member]:
        yield Problem(
            N_('{name} has been paid all that came in for round {number}.'),
            N_('Look into the payouts; nobody gets the pot twice in a cycle.'),
            {'name': beneficiary.name, 'number': payout.round}, about='round',
        )  # fmt: skip
    earlier = now.rotation.now
    if earlier and earlier.number < payout.round:
        yield _unpaid_before(earlier.number)


def _unpaid_before(earlier: int) -> Problem:
    return Problem(
        N_('The pot of round {earlier} was not paid out yet.'), N_('Pay the rounds in their order.'),
        {'earlier': earlier}, about='round',
    )  # fmt: skip


def _allowing(kind: str, about: str, on: date, now: Situation) -> str:
    """The number of a decision that allows it; empty where there is none."""
    known = now.decisions
    fitting = (no for no in known.decisions if not list(decisions.problems_of_naming(kind, about, on, no, known)))
    return next(fitting, '')


def _problems_of_pot(payout: Payout, pot_now: pots.Standing, now: Situation) -> Iterable[Problem]:
    due = pot_now.due.get(payout.member, ZERO)
    if payout.amount <= ZERO or (due and payout.amount != due) or payout.amount > pot_now.collected:
        yield Problem(
            N_('{due} are there for her of this round, and the payout is {amount}.'), N_('Pay out what is there.'),
            {'due': Amount(due, now.currency), 'amount': Amount(payout.amount, now.currency)}, about='amount',
        )  # fmt: skip
    yield from _problems_of_missing(payout, pot_now, now, payout.decision)


def _problems_of_missing(payout: Payout, pot_now: pots.Standing, now: Situation, decision: str) -> Iterable[Problem]:
    if pot_now.all_paid:
        return
    short = list(decisions.problems_of_naming('pay short', pot_now.turn.id, payout.on, decision, now.decisions))
    if not short:
        return
    for member, missing in pot_now.missing.items():
        yield Problem(
            N_('{name} has not paid {missing} for round {number}.'),
            N_('Collect it first, or record a decision to pay short.'),
            {
                'name': now.names.get(member, member),
                'missing': Amount(missing, now.currency),
                'number': payout.round,
            },
            about='amount',
        )
    if decision:
        yield from short


def _problems_of_beneficiary(beneficiary: Beneficiary, currency: str) -> Iterable[Problem]:
    if beneficiary.penalties_owed:
        yield Problem(
            N_('{name} owes {amount} of fines and penalties.'),
            N_('Let her pay them first, or waive them by decision.'),
            {'name': beneficiary.name, 'amount': Amount(beneficiary.penalties_owed, currency)}, about='member',
        )  # fmt: skip
    for loan in beneficiary.overdue_loans:
        yield Problem(
            N_('The loan {loan} of {name} is overdue.'), N_('Let her pay what is overdue first.'),
            {'loan': loan, 'name': beneficiary.name}, about='member',
        )  # fmt: skip


def _problems_of_officers(payout: Payout, pot_now: pots.Standing, now: Situation) -> Iterable[Problem]:
    if not payout.approved_by:
        yield Problem(
            N_('Nobody has approved the payout.'), N_('Ask another officer to approve it.'), about='approved_by'
        )
    elif officers.same(payout.approved_by, payout.recorded_by) and not now.one_officer_allowed:
        alone = decisions.problems_of_naming(
            'one officer', pot_now.turn.id, payout.on, payout.one_officer, now.decisions
        )
        if reasons := list(alone):
            yield Problem(
                N_('{officer} approved the payout and cannot record it as paid too.'),
                N_('Another officer records it, or the group decides that one officer does both.'),
                {'officer': payout.approved_by}, about='recorded_by',
            )  # fmt: skip
            yield from (reasons if payout.one_officer else ())
    yield from _problems_of_own_pot(payout)


def _problems_of_own_pot(payout: Payout) -> Iterable[Problem]:
    if payout.approving_member and payout.approving_member == payout.member:
        yield Problem(
            N_('Who gets the pot cannot approve it.'), N_('Ask another officer to approve it.'), about='approved_by'
        )
