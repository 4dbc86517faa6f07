"""The merry-go-round: the order, and that each gets one whole turn however turns are moved."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import rotation
from rules.decisions import Decision, Known
from rules.records import Member
from rules.rotation import Position, Rotation
from tests.rotations import DAYS, FOUR, HALF, NAMES, moved, paid_until

SHARED = rotation.opened('C1', [('a',), ('b', 'c'), ('d',)], 1_000_01, DAYS[:3])


def order(cycle: Rotation) -> str:
    """Who gets which round: a b c½+a½ d."""

    def part(member: str, share: Fraction) -> str:
        return member if share == 1 else f'{member}{share}'

    return ' '.join('+'.join(part(*one) for one in turn.parts.items()) for turn in cycle.turns)


def test_the_story_of_an_order() -> None:
    cycle = rotation.swapped(FOUR, 1, 4)
    assert order(cycle) == 'd b c a'
    cycle = rotation.skipped(cycle, 2, 4)
    assert order(cycle) == 'd c a b'
    cycle = rotation.split(cycle, 2, 3, HALF)
    assert order(cycle) == 'd c1/2+a1/2 a1/2+c1/2 b'
    cycle = rotation.joined_late(cycle, 'e', date(2025, 5, 5))
    assert order(cycle) == 'd c1/2+a1/2 a1/2+c1/2 b e'
    assert [turn.on for turn in cycle.turns] == DAYS[:5]
    assert (FOUR.pot, cycle.pot) == (4_000_00, 5_000_00)


def test_twelve_members_of_a_thousand_make_a_pot_of_twelve_thousand() -> None:
    cycle = rotation.opened('C1', [(str(n),) for n in range(12)], 1_000_00, DAYS)
    assert (cycle.pot, len(cycle.turns)) == (12_000_00, 12)


def test_two_who_share_a_position_pay_and_get_one_between_them() -> None:
    assert SHARED.pot == 3_000_03
    assert SHARED.contributions == {'a': 1_000_01, 'b': 500_01, 'c': 500_00, 'd': 1_000_01}
    assert SHARED.turn(2).shares(SHARED.pot) == {'b': 1_500_02, 'c': 1_500_01}


def test_the_ballot_is_the_order_of_the_sums_that_anyone_can_compute() -> None:
    """As sha256sum says of "5 March, 3 1 4:M1" and so on."""
    assert rotation.ballot(['M1', 'M2', 'M3', 'M4'], '5 March, 3 1 4') == [
        ('M1', '1fee4de961288ebe9e34bbdd379aa390d15d8684dcd28f4de528ec3fce4811b8'),
        ('M4', '7260f148b01f315946f6f9c8e851f98fccb05b3b18013a3a63b1bd8a5bd44300'),
        ('M3', '856724350a69b6b9bf43f00a741fd4c48ce52b97bfddde68616af6cedc9a590c'),
        ('M2', 'fdd2e67991e6b483302b8d767650f8d16708945b89d0fddea5fb32ee7f3549d9'),
    ]


@given(st.lists(st.text(min_size=1), unique=True), st.text(), st.randoms(use_true_random=False))
def test_the_ballot_asks_only_for_the_seed_and_who_is_there(numbers: list[str], seed: str, chance: Random) -> None:
    shuffled = list(numbers)
    chance.shuffle(shuffled)
    drawn = rotation.ballot(numbers, seed)
    assert rotation.ballot(shuffled, f'  {seed} ') == drawn
    assert sorted(number for number, _digest in drawn) == sorted(numbers)


def test_a_seed_in_devanagari_or_with_accents_is_the_same_however_it_was_typed() -> None:
    assert rotation.ballot(['M1', 'M2'], 'cafe\u0301') == rotation.ballot(['M1', 'M2'], 'caf\u00e9')
    assert rotation.ballot(['M1', 'M2'], 'ख़') == rotation.ballot(['M1', 'M2'], '\u0959')


def test_every_order_is_drawn_about_as_often() -> None:
    """Of 600 seeds each of the six orders of three members comes out some hundred times."""
    counts: dict[str, int] = {}
    for seed in range(600):
        drawn = ''.join(number for number, _digest in rotation.ballot('abc', str(seed)))
        counts[drawn] = counts.get(drawn, 0) + 1
    assert len(counts) == 6
    assert all(70 <= count <= 130 for count in counts.values())


def test_by_joining_and_by_alphabet() -> None:
    joined = [('M3', 'bina', 2), ('M1', 'Chitra', 2), ('M2', 'Asha', 5)]
    members = [Member(number, number, name, '', 0, date(2025, 1, day)) for number, name, day in joined]
    assert [member.name for member in rotation.by_joining(members)] == ['Chitra', 'bina', 'Asha']
    assert [member.name for member in rotation.by_alphabet(members)] == ['Asha', 'bina', 'Chitra']


def test_everything_that_is_wrong_with_an_order_by_hand_is_said_at_once() -> None:
    wrong: list[Position] = [('a',), ('b', 'a'), ('x',)]
    assert [str(p) for p in rotation.problems_of_opening(wrong, 0, DAYS[:2], NAMES)] == [
        'The amount must be more than zero. Type what each pays a round.',
        'Each round needs its own day, one after the other. Correct the days of the rounds.',
        'Asha stands in the order twice; nobody gets the pot twice in a cycle. Take her out once.',
        'x is not an active member. Take her out of the order.',
        'Chitra has no place in the order. Give her a position, or a part of one.',
        'Dipa has no place in the order. Give her a position, or a part of one.',
    ]
    assert list(rotation.problems_of_opening(FOUR.positions, 1, DAYS[:4], NAMES)) == []
    (alone,) = rotation.problems_of_opening([('a',)], 1, DAYS[:1], {'a': 'Asha'})
    assert str(alone) == 'A rotation needs two positions or more. Add members.'
    (twice,) = rotation.problems_of_opening(FOUR.positions, 1, [*DAYS[:3], DAYS[2]], NAMES)
    assert twice.about == 'days'


AGREED = {
    'D1': Decision('D1', 'swap', date(2025, 2, 1), 'a wedding', ('a', 'd'), about='C1', members=('a', 'd')),
    'D2': Decision('D2', 'skip', date(2025, 2, 1), 'away', ('b', 'c'), about='C1', members=('b',)),
    'D3': Decision('D3', 'late joiner', date(2025, 2, 1), 'new', ('b', 'c'), about='C1', members=('e',)),
}


def moving(kind: str, first: int, second: int, named: str, cycle: Rotation = FOUR) -> list[str]:
    found = rotation.problems_of_moving(kind, cycle, (first, second), date(2025, 2, 2), named, Known(AGREED))
    return [str(problem) for problem in found]


def test_a_turn_moves_by_the_decision_about_those_who_have_it() -> None:
    assert moving('swap', 1, 4, 'D1') == moving('skip', 2, 4, 'D2') == []
    other = 'The decision D1 is about something else. Name the decision that allows it.'
    assert moving('swap', 1, 3, 'D1') == [other]
    assert moving('swap', 1, 4, 'D1', replace(FOUR, id='C2')) == [other]
    assert moving('split', 1, 4, 'D1')[0].startswith('The decision D1 is "Two members exchange their turns"')
    assert moving('swap', 1, 4, '')[0].startswith('This needs a decision of the group')


def test_a_turn_that_was_paid_out_does_not_move() -> None:
    paid = 'The pot of round 1 was paid out already. Choose a round that is still to come.'
    assert moving('swap', 1, 4, 'D1', paid_until(FOUR, 1)) == [paid]


@pytest.mark.parametrize(
    'kind, first, second, named, reason',
    [
        ('skip', 2, 1, 'D2', 'A turn that is skipped goes to a later round. Choose another round.'),
        ('skip', 2, 2, 'D2', 'A turn that is skipped goes to a later round. Choose another round.'),
        ('skip', 2, 5, 'D2', 'There is no round 5; the last one is 4. Choose one of the rounds.'),
    ],
)
def test_where_a_turn_cannot_go(kind: str, first: int, second: int, named: str, reason: str) -> None:
    assert moving(kind, first, second, named) == [reason]


def test_all_reasons_why_rounds_cannot_be_swapped_come_at_once() -> None:
    assert [text.split('.')[0] for text in moving('swap', 0, 0, 'D9')] == [
        'There is no round 0; the last one is 4',
        'Both are the same round',
        'This needs a decision of the group ("Two members exchange their turns"), and there is no decision D9',
    ]


def late(cycle: Rotation, member: str, day: date, *, active: bool = True) -> list[str]:
    found = rotation.problems_of_late_joiner(cycle, member, active, day, date(2025, 2, 2), 'D3', Known(AGREED))
    return [str(problem) for problem in found]


def test_who_joins_late_needs_a_decision_and_a_day_after_all_others() -> None:
    assert late(FOUR, 'e', DAYS[4]) == []
    assert late(paid_until(FOUR, 4), 'a', DAYS[3], active=False) == [
        'She has a turn in this cycle already. Nobody gets the pot twice in a cycle.',
        'She is not an active member. Let her join the group first.',
        'This cycle is complete. Give her a place in the next one.',
        'Her turn must come after the last one, on 2025-04-05. Choose a later day.',
        'The decision D3 is about something else. Name the decision that allows it.',
    ]


def test_the_next_cycle_goes_as_the_last_one_went_or_the_other_way_round() -> None:
    cycle = rotation.split(rotation.swapped(FOUR, 1, 4), 2, 3, HALF)
    assert rotation.next_positions(cycle) == [('d',), ('b',), ('c',), ('a',)]
    assert rotation.next_positions(cycle, reverse=True) == [('a',), ('c',), ('b',), ('d',)]
    assert rotation.next_positions(rotation.swapped(SHARED, 1, 2)) == [('b', 'c'), ('a',), ('d',)]


def test_whose_turn_it_is() -> None:
    now = paid_until(FOUR, 2).now
    assert now is not None
    assert (now.number, list(now.parts)) == (3, ['c'])
    assert paid_until(FOUR, 4).now is None
    assert [turn.number for turn in rotation.split(FOUR, 1, 3, HALF).turns_of('a')] == [1, 3]


@given(moved())
def test_each_position_gets_one_whole_turn_a_cycle_however_turns_are_moved(cycle: Rotation) -> None:
    assert len(cycle.turns) == len(cycle.positions)
    assert all(sum(turn.parts.values()) == 1 for turn in cycle.turns)
    for position in cycle.positions:
        for member in position:
            whole = sum(turn.parts[member] for turn in cycle.turns_of(member))
            assert whole == Fraction(1, len(position))
    assert [turn.number for turn in cycle.turns] == list(range(1, len(cycle.turns) + 1))
    assert sorted(rotation.next_positions(cycle)) == sorted(cycle.positions)


@given(moved())
def test_pots_and_contributions_add_up_to_the_same(cycle: Rotation) -> None:
    assert sum(cycle.contributions.values()) == cycle.pot
    for turn in cycle.turns:
        assert sum(turn.shares(cycle.pot).values()) == cycle.pot
