"""The order of the merry-go-round: by ballot, joining, alphabet, by hand, and from one cycle to the next."""

from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from rules import rotation, turn_order
from rules.records import Member
from rules.rotation import Position
from rules.turn_order import ballot
from tests.rotations import DAYS, FOUR, HALF, NAMES, SHARED


def draw(numbers: list[str], seed: str) -> list[str]:
    """The members of these numbers as the seed draws them."""
    drawn = ballot([(number,) for number in numbers], {number: number for number in numbers}, seed)
    return [one.position[0] for one in drawn]


def test_the_ballot_is_the_order_of_the_sums_that_anyone_can_compute() -> None:
    """As sha256sum says of "5 March, 3 1 4:M1" and so on."""
    numbers = {'a': 'M1', 'b': 'M2', 'c': 'M3', 'd': 'M4'}
    drawn = ballot(FOUR.positions, numbers, '5 March, 3 1 4')
    assert [(one.position[0], one.text[-2:], one.digest) for one in drawn] == [
        ('a', 'M1', '1fee4de961288ebe9e34bbdd379aa390d15d8684dcd28f4de528ec3fce4811b8'),
        ('d', 'M4', '7260f148b01f315946f6f9c8e851f98fccb05b3b18013a3a63b1bd8a5bd44300'),
        ('c', 'M3', '856724350a69b6b9bf43f00a741fd4c48ce52b97bfddde68616af6cedc9a590c'),
        ('b', 'M2', 'fdd2e67991e6b483302b8d767650f8d16708945b89d0fddea5fb32ee7f3549d9'),
    ]


def test_a_position_that_is_shared_is_drawn_once() -> None:
    numbers = {'a': 'M1', 'b': 'M3', 'c': 'M2', 'd': 'M4'}
    drawn = {one.position: one.text for one in ballot(SHARED.positions, numbers, 'rain')}
    assert drawn == {('a',): 'rain:M1', ('b', 'c'): 'rain:M2+M3', ('d',): 'rain:M4'}


@given(st.lists(st.text(min_size=1), unique=True), st.text(), st.randoms(use_true_random=False))
def test_the_ballot_asks_only_for_the_seed_and_who_is_there(numbers: list[str], seed: str, chance: Random) -> None:
    shuffled = list(numbers)
    chance.shuffle(shuffled)
    assert draw(shuffled, f'  {seed} ') == draw(numbers, seed)
    assert sorted(draw(numbers, seed)) == sorted(numbers)


def test_a_seed_with_accents_or_dots_is_the_same_however_it_was_typed() -> None:
    numbers = ['M1', 'M2', 'M3', 'M4']
    assert draw(numbers, 'cafe\u0301') == draw(numbers, 'caf\u00e9')
    assert draw(numbers, '\u0916\u093c') == draw(numbers, '\u0959')


def test_every_order_is_drawn_about_as_often() -> None:
    """Of 600 seeds each of the six orders of three members comes out some hundred times."""
    counts: dict[str, int] = {}
    for seed in range(600):
        drawn = ' '.join(draw(['M1', 'M2', 'M3'], str(seed)))
        counts[drawn] = counts.get(drawn, 0) + 1
    assert len(counts) == 6
    assert all(70 <= count <= 130 for count in counts.values())


def test_a_ballot_needs_a_seed() -> None:
    assert list(turn_order.problems_of_seed('5 March')) == []
    (empty,) = turn_order.problems_of_seed('  ')
    assert str(empty) == 'The ballot has no seed. Agree on a word or some numbers aloud, and type them.'


def test_by_joining_and_by_alphabet() -> None:
    joined = [('M3', 'bina', 2), ('M1', 'Chitra', 2), ('M2', 'Asha', 5)]
    members = [Member(number, number, name, '', 0, date(2025, 1, day)) for number, name, day in joined]
    assert [member.name for member in turn_order.by_joining(members)] == ['Chitra', 'bina', 'Asha']
    assert [member.name for member in turn_order.by_alphabet(members)] == ['Asha', 'bina', 'Chitra']


def test_everything_that_is_wrong_with_an_order_by_hand_is_said_at_once() -> None:
    wrong: list[Position] = [('a',), ('b', 'a'), ('x',)]
    assert [str(p) for p in turn_order.problems_of_opening(wrong, 0, DAYS[:2], NAMES)] == [
        'The amount must be more than zero. Type what each pays a round.',
        'Each round needs its own day, one after the other. Correct the days of the rounds.',
        'Asha stands in the order twice; nobody gets the pot twice in a cycle. Take her out once.',
        'x is not an active member. Take her out of the order.',
        'Chitra has no place in the order. Give her a position, or a part of one.',
        'Dipa has no place in the order. Give her a position, or a part of one.',
    ]
    assert list(turn_order.problems_of_opening(FOUR.positions, 1, DAYS[:4], NAMES)) == []
    (alone,) = turn_order.problems_of_opening([('a',)], 1, DAYS[:1], {'a': 'Asha'})
    assert str(alone) == 'A rotation needs two positions or more. Add members.'
    assert list(turn_order.problems_of_opening([('a',), ('b',)], 1, DAYS[:2], {'a': 'Asha', 'b': 'Bina'})) == []
    (twice,) = turn_order.problems_of_opening(FOUR.positions, 1, [*DAYS[:3], DAYS[2]], NAMES)
    assert twice.about == 'days'


def test_the_next_cycle_goes_as_the_last_one_went_or_the_other_way_round() -> None:
    cycle = rotation.split(rotation.swapped(FOUR, 1, 4), 2, 3, HALF)
    assert turn_order.next_positions(cycle) == [('d',), ('b',), ('c',), ('a',)]
    assert turn_order.next_positions(cycle, reverse=True) == [('a',), ('c',), ('b',), ('d',)]
    assert turn_order.next_positions(rotation.swapped(SHARED, 1, 2)) == [('b', 'c'), ('a',), ('d',)]
