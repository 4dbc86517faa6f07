"""When a pot may be paid out: each reason against it, and all of them at once."""

from dataclasses import replace
from datetime import date

import pytest

from rules import rotation
from rules.decisions import Decision, Known
from rules.payouts import STEPS, Beneficiary, Payout, Situation, problems_of_payout, problems_of_step
from rules.pots import Moved
from tests.rotations import FOUR, HALF, NAMES, paid_until

FEBRUARY = date(2025, 2, 5)
ALL_PAID = [Moved(2, member, FEBRUARY, 1_000_00) for member in 'abcd']
SHORT = [Moved(2, 'a', FEBRUARY, 1_000_00), Moved(2, 'b', FEBRUARY, 1_000_00), Moved(2, 'd', FEBRUARY, 400_00)]
BINA = Beneficiary('b', 'Bina')
PAYOUT = Payout(2, 'b', 4_000_00, FEBRUARY, approved_by='Asha', recorded_by='Dipa', approving_member='a')
NOW = Situation(paid_until(FOUR, 1), ALL_PAID, [], NAMES, 10_000_00, 'KES')
PAY_SHORT = Decision('D7', 'pay short', FEBRUARY, 'a funeral', ('a', 'b'), about='C1/2')
ONE_OFFICER = Decision('D8', 'one officer', FEBRUARY, 'the secretary is away', ('a', 'b'), about='C1/2')
DECIDED = Known({'D7': PAY_SHORT, 'D8': ONE_OFFICER})


def said(payout: Payout = PAYOUT, beneficiary: Beneficiary = BINA, now: Situation = NOW) -> list[str]:
    return [str(problem) for problem in problems_of_payout(payout, beneficiary, now)]


def test_a_full_pot_is_paid_to_the_one_whose_turn_it_is() -> None:
    assert said() == []


def test_what_is_missing_is_said_with_names_and_sums() -> None:
    now = replace(NOW, paid=SHORT)
    assert said(replace(PAYOUT, amount=2_400_00), now=now) == [
        'Chitra has not paid 1000.00 for round 2. Collect it first, or record a decision to pay short.',
        'Dipa has not paid 600.00 for round 2. Collect it first, or record a decision to pay short.',
    ]


def test_a_pot_that_is_not_full_is_paid_short_by_decision() -> None:
    now = replace(NOW, paid=SHORT, decisions=DECIDED)
    short = replace(PAYOUT, amount=2_400_00, decision='D7')
    assert said(short, now=now) == []
    assert said(replace(short, amount=4_000_00), now=now) == [
        '2400.00 are there for her of this round, and the payout is 4000.00. Pay out what is there.'
    ]
    other = said(replace(short, decision='D8'), now=now)
    assert [text.split('.')[0] for text in other] == [
        'Chitra has not paid 1000', 'Dipa has not paid 600',
        'The decision D8 is "One officer both approves and records"; this needs "The pot is paid out though '
        'contributions are missing"',
    ]  # fmt: skip


def test_a_full_pot_asks_for_no_decision_and_minds_none() -> None:
    assert said(replace(PAYOUT, decision='D99')) == []


def test_of_a_round_for_which_nobody_paid_nothing_is_paid_out() -> None:
    now = replace(NOW, paid=[], decisions=DECIDED)
    for amount in (0, 1):
        (reason,) = said(replace(PAYOUT, amount=amount, decision='D7'), now=now)
        assert reason.startswith('0.00 are there for her of this round')


def test_what_came_late_goes_to_the_same_member() -> None:
    late = [*SHORT, Moved(2, 'c', date(2025, 3, 1), 1_000_00), Moved(2, 'd', date(2025, 3, 1), 600_00)]
    handed = [Moved(2, 'b', FEBRUARY, 2_400_00)]
    now = replace(NOW, rotation=paid_until(FOUR, 2), paid=late, handed=handed)
    assert said(replace(PAYOUT, amount=1_600_00, on=date(2025, 3, 1)), now=now) == []


@pytest.mark.parametrize(
    'payout, beneficiary, now, reason',
    [
        (replace(PAYOUT, round=0), BINA, NOW, 'There is no round 0; the last one is 4. Choose one of the rounds.'),
        (replace(PAYOUT, round=5), BINA, NOW, 'There is no round 5; the last one is 4. Choose one of the rounds.'),
        (replace(PAYOUT, member='c'), Beneficiary('c', 'Chitra'), NOW,
         'Round 2 is not the turn of Chitra; hers is 3. Pay out to the member whose turn it is, or record a decision '
         'to swap.'),
        (PAYOUT, BINA, replace(NOW, rotation=FOUR),
         'The pot of round 1 was not paid out yet. Pay the rounds in their order.'),
        (PAYOUT, BINA, replace(NOW, rotation=paid_until(FOUR, 2), handed=[Moved(2, 'b', FEBRUARY, 4_000_00)]),
         'Bina has been paid all that came in for round 2. Look into the payouts; nobody gets the pot twice in a '
         'cycle.'),
        (replace(PAYOUT, amount=3_999_99), BINA, NOW,
         '4000.00 are there for her of this round, and the payout is 3999.99. Pay out what is there.'),
        (PAYOUT, replace(BINA, penalties_owed=50_00), NOW,
         'Bina owes 50.00 of fines and penalties. Let her pay them first, or waive them by decision.'),
        (PAYOUT, replace(BINA, overdue_loans=('L1',)), NOW,
         'The loan L1 of Bina is overdue. Let her pay what is overdue first.'),
        (replace(PAYOUT, approved_by='', approving_member=''), BINA, NOW,
         'Nobody has approved the payout. Ask another officer to approve it.'),
        (replace(PAYOUT, recorded_by='Asha'), BINA, NOW,
         'Asha approved the payout and cannot record it as paid too. Another officer records it, or the group decides '
         'that one officer does both.'),
        (replace(PAYOUT, approved_by='Bina', approving_member='b'), BINA, NOW,
         'Who gets the pot cannot approve it. Ask another officer to approve it.'),
        (PAYOUT, BINA, replace(NOW, cash=3_999_99),
         'There are only 3999.99, and the payout is 4000.00. Bring the money there first, or pay from where it is.'),
    ],
)  # fmt: skip
def test_each_reason_against_a_payout(payout: Payout, beneficiary: Beneficiary, now: Situation, reason: str) -> None:
    found = said(payout, beneficiary, now)
    assert found == [reason]


def test_every_reason_comes_at_once() -> None:
    payout = Payout(3, 'b', 5_000_00, FEBRUARY, approved_by='Bina', recorded_by='Bina', approving_member='b')
    bina = Beneficiary('b', 'Bina', penalties_owed=50_00, overdue_loans=('L1', 'L2'))
    found = [text.split('.')[0] for text in said(payout, bina, replace(NOW, cash=0))]
    assert found == [
        'Round 3 is not the turn of Bina; hers is 2',
        'The pot of round 2 was not paid out yet',
        '0',
        'Asha has not paid 1000',
        'Bina has not paid 1000',
        'Chitra has not paid 1000',
        'Dipa has not paid 1000',
        'Bina owes 50',
        'The loan L1 of Bina is overdue',
        'The loan L2 of Bina is overdue',
        'Bina approved the payout and cannot record it as paid too',
        'Who gets the pot cannot approve it',
        'There are only 0',
    ]


def test_one_officer_does_both_by_decision_or_by_the_bylaws_of_a_small_group() -> None:
    alone = replace(PAYOUT, recorded_by='Asha')
    assert said(replace(alone, one_officer='D8'), now=replace(NOW, decisions=DECIDED)) == []
    assert said(alone, now=replace(NOW, one_officer_allowed=True)) == []
    wrong = said(replace(alone, one_officer='D7'), now=replace(NOW, decisions=DECIDED))
    assert [text.split('.')[0] for text in wrong] == [
        'Asha approved the payout and cannot record it as paid too',
        'The decision D7 is "The pot is paid out though contributions are missing"; this needs "One officer both '
        'approves and records"',
    ]


def test_each_of_two_who_share_a_round_is_paid_her_part_once() -> None:
    shared = paid_until(rotation.split(FOUR, 2, 3, HALF), 1)
    now = replace(NOW, rotation=shared)
    half = replace(PAYOUT, amount=2_000_00)
    chitra = Beneficiary('c', 'Chitra')
    assert said(half, now=now) == said(replace(half, member='c'), chitra, now) == []
    handed = replace(now, handed=[Moved(2, 'b', FEBRUARY, 2_000_00)])
    assert said(replace(half, member='c'), chitra, handed) == []
    assert [text[:23] for text in said(half, now=handed)] == ['Bina has been paid all ']


@pytest.mark.parametrize('amount', [0, -1])
def test_nothing_is_no_payout(amount: int) -> None:
    assert [text.split(', and')[1] for text in said(replace(PAYOUT, amount=amount))] == [
        f' the payout is {"0.00" if not amount else "-0.01"}. Pay out what is there.'
    ]


def test_the_steps_of_a_payout() -> None:
    taken = {(old, new) for old in STEPS for new in STEPS if not list(problems_of_step(old, new))}
    assert taken == {
        ('waiting', 'requested'), ('requested', 'approved'), ('requested', 'waiting'), ('approved', 'paid'),
        ('approved', 'waiting'), ('paid', 'requested'),
    }  # fmt: skip
    assert [str(problem) for problem in problems_of_step('requested', 'paid')] == [
        'The payout is asked for and cannot become paid out. Look at the payout as it stands now.'
    ]
