"""The merry-go-round: the order, and that each gets one whole turn however turns are moved."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given

from rules import rotation, turn_order
from rules.decisions import Decision, Known
from rules.rotation import Move, Rotation
from tests.rotations import DAYS, FOUR, HALF, NAMES, SHARED, moved, paid_until


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


AGREED = {
    'D1': Decision('D1', 'swap', date(2025, 2, 1), 'a wedding', ('a', 'd'), about='C1', members=('a', 'd')),
    'D2': Decision('D2', 'skip', date(2025, 2, 1), 'away', ('b', 'c'), about='C1', members=('b',)),
    'D3': Decision('D3', 'late joiner', date(2025, 2, 1), 'new', ('b', 'c'), about='C1', members=('e',)),
}


def moving(kind: str, first: int, second: int, named: str, cycle: Rotation = FOUR) -> list[str]:
    found = rotation.problems_of_move(Move(kind, first, second), cycle, date(2025, 2, 2), named, Known(AGREED))
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
        (
            'skip',
            2,
            0,
            'D2',
            'There is no round 0; the last one is 4. Choose one of the rounds. A turn that is skipped '
            'goes to a later round. Choose another round.',
        ),
        ('skip', 2, 5, 'D2', 'There is no round 5; the last one is 4. Choose one of the rounds.'),
    ],
)
def test_where_a_turn_cannot_go(kind: str, first: int, second: int, named: str, reason: str) -> None:
    assert ' '.join(moving(kind, first, second, named)) == reason


@pytest.mark.parametrize('hundredths, good', [(0, False), (1, True), (99, True), (100, False)])
def test_a_part_of_a_turn_is_more_than_nothing_and_less_than_all(hundredths: int, good: bool) -> None:
    known = Known({'D4': replace(AGREED['D1'], kind='split')})
    move = Move('split', 1, 4, Fraction(hundredths, 100))
    found = rotation.problems_of_move(move, FOUR, date(2025, 2, 2), 'D4', known)
    assert [problem.about for problem in found] == ([] if good else ['part'])


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


def test_what_cannot_be_in_a_cycle_is_named() -> None:
    """Somebody typed Asha into the second round too, left a part of the third out, and mixed up the days."""
    first, second, third, fourth = FOUR.turns
    wrong = (
        first,
        replace(second, parts={'a': Fraction(1)}, on=DAYS[0]),
        replace(third, parts={'c': HALF}),
        replace(fourth, paid=True),
    )
    assert [str(p) for p in rotation.problems_of_rotation(replace(FOUR, turns=wrong), NAMES)] == [
        'The parts of round 3 do not make one whole pot. Correct the parts of that round.',
        'Asha does not get exactly her one turn in this cycle. Correct the rounds she stands in.',
        'Bina does not get exactly her one turn in this cycle. Correct the rounds she stands in.',
        'Chitra does not get exactly her one turn in this cycle. Correct the rounds she stands in.',
        'Round 2 does not follow on round 1. Correct its number or its day; rounds are paid out in their order.',
        'Round 4 does not follow on round 3. Correct its number or its day; rounds are paid out in their order.',
    ]
    nothing = replace(FOUR, turns=(replace(first, parts={'a': Fraction(1), 'b': Fraction(0)}), second, third, fourth))
    assert [p.values for p in rotation.problems_of_rotation(nothing, NAMES)] == [{'number': 1}]
    stranger = replace(FOUR, turns=(replace(first, parts={'x': Fraction(1)}), second, third, fourth))
    assert [p.values['name'] for p in rotation.problems_of_rotation(stranger, NAMES)] == ['Asha', 'x']


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
    assert list(rotation.problems_of_rotation(cycle, {})) == []
    assert sorted(turn_order.next_positions(cycle)) == sorted(cycle.positions)


@given(moved())
def test_pots_and_contributions_add_up_to_the_same(cycle: Rotation) -> None:
    assert sum(cycle.contributions.values()) == cycle.pot
    for turn in cycle.turns:
        assert sum(turn.shares(cycle.pot).values()) == cycle.pot
