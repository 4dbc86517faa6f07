"""Guarantors: who answers for a loan, how much she can answer for, and when she is free again.

In the words of the bylaws:

    A loan is covered by the free deposits of the borrower and of her guarantors. Free is what a member has deposited,
    less what of her own loans nobody guarantees, less what she guarantees for others. As a loan is repaid, its
    guarantors become free in the same proportion.

For example Asha has deposited 10,000.00, owes 4,000.00 of which others guarantee 1,000.00, and guarantees 2,500.00:

    free    10,000.00 − 3,000.00 − 2,500.00 = 4,500.00

She guarantees 4,500.00 of a loan of 9,000.00. When 3,000.00 of it are repaid, 4,500.00 × 6,000 / 9,000 = 3,000.00 are
still guaranteed, and 1,500.00 are free again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from rules.explained import Line, Sum
from rules.money import ZERO, Amount, Money, rounded
from rules.problems import N_, Problem

State = Literal['asked', 'accepted', 'declined', 'released']
STATES: tuple[State, ...] = get_args(State)

# What may follow: once she has accepted she answers for the loan, until she is released: before it is given, or
# when it is repaid.
ANSWERS: Mapping[State, tuple[State, ...]] = {
    'asked': ('accepted', 'declined', 'released'),
    'accepted': ('released',),
    'declined': (),
    'released': (),
}


@dataclass(frozen=True, slots=True)
class Guarantee:
    """What one guarantor pledges for one loan, in minor units. `member` is her id, or empty for an outsider.

    Of an outsider the book knows name, mobile number and how she is related to the borrower.
    """

    member: str
    name: str
    pledged: Money
    state: State = 'asked'
    mobile: str = ''
    relation: str = ''


@dataclass(frozen=True, slots=True)
class Standing:
    """How a member stands as a guarantor: what she has free, how many running loans she guarantees, whether she may."""

    free: Money
    guarantees: int = 0
    active: bool = True


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the group asks of guarantors. `most_loans` is how many running loans one may guarantee; None is no limit."""

    fewest: int = 0
    most_loans: int | None = None
    outsiders: bool = True
    currency: str = 'INR'


def free_capacity(deposits: Money, own_unsecured: Money, live: Iterable[Money]) -> Money:
    """What a member can still pledge: deposits, less her own unsecured loans, less her live guarantees."""
    return max(ZERO, deposits - own_unsecured - sum(live))


def line_of_capacity(deposits: Money, own_unsecured: Money, live: Iterable[Money]) -> Line:
    """How free capacity was computed."""
    guaranteed = list(live)
    return Line(
        N_('Free for guarantees'), Sum(free_capacity(deposits, own_unsecured, guaranteed)),
        '{deposits} − {unsecured} − {guaranteed}',
        {'deposits': Sum(deposits), 'unsecured': Sum(own_unsecured), 'guaranteed': Sum(sum(guaranteed))},
    )  # fmt: skip


def own_unsecured(outstanding: Money, guaranteed: Iterable[Money]) -> Money:
    """What of a member's own loans no guarantor answers for: her deposits must stand for it."""
    return max(ZERO, outstanding - sum(guaranteed))


def still_guaranteed(pledged: Money, lent: Money, outstanding: Money) -> Money:
    """What is left of a pledge in proportion to what is still out of the loan; a fraction stays guaranteed."""
    assert ZERO <= outstanding <= lent, f'{outstanding} outstanding of {lent}'
    return rounded(Fraction(pledged * outstanding, lent), mode='up') if lent else ZERO


def pledge(loan: Money, percent: Fraction) -> Money:
    """A pledge given as a percentage of the loan; a fraction of the smallest unit is pledged whole."""
    return rounded(loan * percent / 100, mode='up')


def covered(own_free: Money, guarantees: Iterable[Guarantee], free: Mapping[str, Standing]) -> Money:
    """The largest loan that borrower and guarantors cover: what she has free, and what they have who accepted.

    A pledge counts as far as its guarantor is free; an outsider has no deposits here.
    """
    counted = (
        min(each.pledged, free[each.member].free)
        for each in guarantees
        if each.state == 'accepted' and each.member in free
    )
    return own_free + sum(counted)


def problems_of_answer(guarantee: Guarantee, answer: State, given: bool) -> Iterable[Problem]:
    """Why a guarantor cannot answer so now; `given` says whether the money of the loan was handed over."""
    if given:
        yield Problem(
            N_('The loan that {name} guarantees is already given.'),
            N_('She is free again as the loan is repaid; or let another guarantor take her place by a decision.'),
            {'name': guarantee.name}, about='guarantors',
        )  # fmt: skip
    elif answer not in ANSWERS[guarantee.state]:
        yield Problem(
            N_('{name} has already answered.'), N_('Ask her again as a new guarantor.'), {'name': guarantee.name},
            about='guarantors',
        )  # fmt: skip


def problems_of_guarantors(
    guarantees: Sequence[Guarantee],
    standings: Mapping[str, Standing],
    borrower: str,
    conditions: Conditions,
) -> Iterable[Problem]:
    """Why a loan cannot be approved with these guarantors. `standings` has the members who are named, by id."""
    live = [each for each in guarantees if each.state in ('asked', 'accepted')]
    for place, each in enumerate(live):
        yield from _problems_of_one(each, live[:place], standings, borrower, conditions)
    accepted = sum(each.state == 'accepted' for each in live)
    if accepted < conditions.fewest:
        yield Problem(
            N_('{accepted} of {fewest} guarantors have accepted.'),
            N_('Name more guarantors, or wait for the answers.'),
            {'accepted': accepted, 'fewest': conditions.fewest}, about='guarantors',
        )  # fmt: skip


def _problems_of_one(
    guarantee: Guarantee,
    before: Sequence[Guarantee],
    standings: Mapping[str, Standing],
    borrower: str,
    conditions: Conditions,
) -> Iterable[Problem]:
    name = {'name': guarantee.name}
    if guarantee.pledged <= ZERO:
        yield Problem(
            N_('{name} pledges nothing.'), N_('Type the sum that she guarantees, or leave her out.'), name,
            about='guarantors',
        )  # fmt: skip
    if guarantee.state == 'asked':
        yield Problem(
            N_('{name} has not answered yet whether she guarantees.'), N_('Record her answer first.'), name,
            about='guarantors',
        )  # fmt: skip
    if not guarantee.member:
        yield from _problems_of_outsider(guarantee, before, conditions)
        return
    if guarantee.member == borrower:
        yield Problem(
            N_('{name} cannot guarantee her own loan.'), N_('Choose another guarantor.'), name, about='guarantors',
        )  # fmt: skip
    if any(each.member == guarantee.member for each in before):
        yield Problem(
            N_('{name} is named more than once as guarantor.'), N_('Name her once, with the whole sum.'), name,
            about='guarantors',
        )  # fmt: skip
    if guarantee.member != borrower:
        yield from _problems_of_standing(guarantee, standings[guarantee.member], conditions)


def _problems_of_outsider(
    guarantee: Guarantee, before: Sequence[Guarantee], conditions: Conditions
) -> Iterable[Problem]:
    if not conditions.outsiders:
        yield Problem(
            N_('{name} is not a member, and only members may guarantee.'), N_('Choose a member.'),
            {'name': guarantee.name}, about='guarantors',
        )  # fmt: skip
        return
    missing = (
        (guarantee.name, N_('A guarantor who is not a member has no name.')),
        (guarantee.mobile, N_('The guarantor {name}, who is not a member, has no mobile number.')),
        (guarantee.relation, N_('How the guarantor {name} is related to the borrower is not written down.')),
    )
    for text, message in missing:
        if not text.strip():
            yield Problem(message, N_('Add it.'), {'name': guarantee.name}, about='guarantors')
    if any(not each.member and (each.name, each.mobile) == (guarantee.name, guarantee.mobile) for each in before):
        yield Problem(
            N_('{name} is named more than once as guarantor.'), N_('Name her once, with the whole sum.'),
            {'name': guarantee.name}, about='guarantors',
        )  # fmt: skip


def _problems_of_standing(guarantee: Guarantee, standing: Standing, conditions: Conditions) -> Iterable[Problem]:
    if not standing.active:
        yield Problem(
            N_('{name} is no longer an active member.'), N_('Choose another guarantor.'), {'name': guarantee.name},
            about='guarantors',
        )  # fmt: skip
    if guarantee.pledged > standing.free:
        yield Problem(
            N_('{name} pledges {pledged}, but only {free} of her deposits is free.'),
            N_('Lower the pledge, or choose another guarantor.'),
            {
                'name': guarantee.name,
                'pledged': Amount(guarantee.pledged, conditions.currency),
                'free': Amount(standing.free, conditions.currency),
            }, about='guarantors',
        )  # fmt: skip
    if conditions.most_loans is not None and standing.guarantees >= conditions.most_loans:
        yield Problem(
            N_('{name} already guarantees {count} running loans; {most} are allowed.'),
            N_('Choose another guarantor.'),
            {'name': guarantee.name, 'count': standing.guarantees, 'most': conditions.most_loans},
            about='guarantors',
        )  # fmt: skip
