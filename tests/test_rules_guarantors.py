"""Guarantors: free capacity, coverage, limits, and how they become free again."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import guarantors
from rules.guarantors import Conditions, Guarantee, Standing, State

STRICT = Conditions(fewest=2, most_loans=3)
ASHA = Guarantee('m2', 'Asha', 4500_00, 'accepted')
MEENA = Guarantee('m3', 'Meena', 2000_00, 'accepted')
STANDINGS = {'m2': Standing(4500_00), 'm3': Standing(3000_00)}
sums = st.integers(0, 10**9)


def reasons(
    *guarantees: Guarantee, conditions: Conditions = STRICT, standings: dict[str, Standing] = STANDINGS
) -> list[str]:  # fmt: skip
    """The problems of a loan of member m1, in words."""
    return [p.said() for p in guarantors.problems_of_guarantors(guarantees, standings, 'm1', conditions)]


def test_what_a_member_has_free() -> None:
    """10,000 deposited; 4,000 owed, 1,000 of it guaranteed by others; 2,500 guaranteed for others."""
    unsecured = guarantors.own_unsecured(4000_00, [1000_00])
    assert unsecured == 3000_00
    assert guarantors.free_capacity(10_000_00, unsecured, [2500_00]) == 4500_00
    assert guarantors.line_of_capacity(10_000_00, unsecured, [2000_00, 500_00]).said('INR') == (
        'Free for guarantees', '10000.00 − 3000.00 − 2500.00', '4500.00',
    )  # fmt: skip


def test_nobody_has_less_than_nothing_free() -> None:
    assert guarantors.free_capacity(1000_00, 3000_00, [500_00]) == 0
    assert guarantors.own_unsecured(1000_00, [3000_00]) == 0


@pytest.mark.parametrize(
    'outstanding, guaranteed', [(9000_00, 4500_00), (6000_00, 3000_00), (1, 1), (0, 0), (3333_33, 1666_67)]
)
def test_guarantors_become_free_as_the_loan_is_repaid(outstanding: int, guaranteed: int) -> None:
    """4,500 guaranteed of a loan of 9,000; half a cent stays guaranteed."""
    assert guarantors.still_guaranteed(4500_00, 9000_00, outstanding) == guaranteed


def test_a_pledge_may_be_a_percentage_of_the_loan() -> None:
    assert guarantors.pledge(9000_00, Fraction(25)) == 2250_00
    assert guarantors.pledge(1, Fraction(50)) == 1


def test_a_loan_of_9000_is_covered_by_2500_of_her_own_and_6500_of_two_guarantors() -> None:
    assert guarantors.covered(2500_00, [ASHA, MEENA], STANDINGS) == 9000_00
    assert reasons(ASHA, MEENA) == []


def test_a_pledge_counts_as_far_as_its_guarantor_is_free() -> None:
    """Meena pledges 2,000.00, and of her deposits 1,500.00 are free."""
    assert guarantors.covered(2500_00, [ASHA, MEENA], STANDINGS | {'m3': Standing(1500_00)}) == 8500_00


def test_who_declined_does_not_count_and_who_was_asked_must_answer() -> None:
    declined, waiting = replace(ASHA, state='declined'), replace(MEENA, state='asked')
    assert guarantors.covered(2500_00, [declined, waiting], STANDINGS) == 2500_00
    assert reasons(declined, waiting) == [
        'Meena has not answered yet whether she guarantees. Record her answer first.',
        '0 of 2 guarantors have accepted. Name more guarantors, or wait for the answers.',
    ]


def test_a_guarantor_answers_once_and_may_take_it_back_until_the_loan_is_given() -> None:
    answers: dict[State, list[State]] = {
        state: [
            answer
            for answer in guarantors.STATES
            if not list(guarantors.problems_of_answer(replace(ASHA, state=state), answer, given=False))
        ]
        for state in guarantors.STATES
    }
    assert answers == {
        'asked': ['accepted', 'declined', 'released'],
        'accepted': ['released'],
        'declined': [],
        'released': [],
    }
    declined = replace(ASHA, state='declined')
    assert [p.said() for p in guarantors.problems_of_answer(declined, 'accepted', given=False)] == [
        'Asha has already answered. Ask her again as a new guarantor.'
    ]
    assert [p.said() for p in guarantors.problems_of_answer(ASHA, 'released', given=True)] == [
        'The loan that Asha guarantees is already given. '
        'She is free again as the loan is repaid; or let another guarantor take her place by a decision.'
    ]


def test_the_borrower_cannot_guarantee_herself() -> None:
    herself = Guarantee('m1', 'Sunita', 2500_00, 'accepted')
    assert reasons(ASHA, MEENA, herself) == [
        'Sunita cannot guarantee her own loan. Choose another guarantor.',
    ]


def test_every_reason_why_a_guarantor_cannot_be_one_is_given_at_once() -> None:
    standings = {'m2': Standing(1000_00, guarantees=3, active=False)}
    assert reasons(ASHA, replace(ASHA, pledged=0), standings=standings) == [
        'Asha is no longer an active member. Choose another guarantor.',
        'Asha pledges 4500.00, but only 1000.00 of her deposits is free. '
        'Lower the pledge, or choose another guarantor.',
        'Asha already guarantees 3 running loans; 3 are allowed. Choose another guarantor.',
        'Asha pledges nothing. Type the sum that she guarantees, or leave her out.',
        'Asha is named more than once as guarantor. Name her once, with the whole sum.',
        'Asha is no longer an active member. Choose another guarantor.',
        'Asha already guarantees 3 running loans; 3 are allowed. Choose another guarantor.',
    ]


def test_an_outsider_is_known_by_name_mobile_and_relation_and_covers_nothing() -> None:
    brother = Guarantee('', 'Ravi', 5000_00, 'accepted', '9822012345', 'brother')
    open_to_all = Conditions()
    assert reasons(brother, conditions=open_to_all) == []
    assert guarantors.covered(0, [brother], STANDINGS) == 0
    assert reasons(replace(brother, mobile='', relation=' '), conditions=open_to_all) == [
        'The guarantor Ravi, who is not a member, has no mobile number. Add it.',
        'How the guarantor Ravi is related to the borrower is not written down. Add it.',
    ]
    assert reasons(ASHA, brother, replace(brother, mobile='9822012346'), conditions=open_to_all) == []
    assert reasons(brother, brother, conditions=open_to_all) == [
        'Ravi is named more than once as guarantor. Name her once, with the whole sum.',
    ]
    assert reasons(brother, conditions=replace(open_to_all, outsiders=False)) == [
        'Ravi is not a member, and only members may guarantee. Choose a member.',
    ]


@given(lent=st.integers(1, 10**9), shares=st.lists(st.fractions(0, 1), max_size=5), back=st.fractions(0, 1))
def test_a_loan_stays_covered_as_far_as_it_was(lent: int, shares: list[Fraction], back: Fraction) -> None:
    """What is still guaranteed is never less than in proportion, never more than pledged, and nothing at the end."""
    pledges = [int(lent * share) for share in shares]
    outstanding = lent - int(lent * back)
    left = [guarantors.still_guaranteed(pledged, lent, outstanding) for pledged in pledges]
    assert sum(left) * lent >= sum(pledges) * outstanding
    assert all(0 <= now <= pledged for now, pledged in zip(left, pledges, strict=True))
    assert all(guarantors.still_guaranteed(pledged, lent, 0) == 0 for pledged in pledges)


@given(deposits=sums, unsecured=sums, live=st.lists(sums, max_size=5))
def test_free_and_bound_are_all_that_was_deposited(deposits: int, unsecured: int, live: list[int]) -> None:
    free = guarantors.free_capacity(deposits, unsecured, live)
    assert free == max(0, deposits - unsecured - sum(live))
    assert guarantors.free_capacity(deposits, unsecured, [*live, free]) == 0
