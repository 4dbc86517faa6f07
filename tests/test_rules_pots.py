"""The pots of a merry-go-round: what is in them, who owes whom, and how far each is exposed."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import pots, rotation
from rules.pots import Moved, exposures, standing
from rules.rotation import Rotation
from tests.rotations import DAYS, FOUR, HALF, left, moved, paid_until

TWELVE = rotation.opened('C1', [(f'm{n}',) for n in range(1, 13)], 1_000_00, DAYS)
IN_TIME = [Moved(3, f'm{n}', date(2025, 3, 5), 1_000_00) for n in range(1, 13)]
SHORT = [*IN_TIME[:1], IN_TIME[1]._replace(amount=400_00), *IN_TIME[2:]]
LATER = Moved(3, 'm2', date(2025, 4, 1), 600_00)
PAID_OUT = Moved(3, 'm3', date(2025, 3, 6), 11_400_00)


def test_the_pot_and_how_it_was_computed() -> None:
    explained = pots.pot(TWELVE)
    assert explained.result == 12_000_00
    assert [line.said('KES').formula for line in explained.lines] == ['12 × 1000.00']


def test_when_everybody_has_paid_the_pot_is_full() -> None:
    found = standing(TWELVE, 3, IN_TIME, [], date(2025, 3, 5))
    assert (found.expected, found.collected, found.all_paid, found.due) == (12_000_00, 12_000_00, True,
                                                                            {'m3': 12_000_00})  # fmt: skip


def test_what_is_in_arrears_is_not_in_the_pot() -> None:
    found = standing(TWELVE, 3, SHORT, [], date(2025, 3, 6))
    assert (found.collected, found.missing, found.due) == (11_400_00, {'m2': 600_00}, {'m3': 11_400_00})


def test_what_somebody_pays_beyond_her_contribution_fills_no_gap() -> None:
    found = standing(TWELVE, 3, [*SHORT, Moved(3, 'm5', date(2025, 3, 5), 600_00)], [], date(2025, 3, 6))
    assert found.due == {'m3': 11_400_00}


def test_who_pays_late_pays_the_beneficiary_of_that_round() -> None:
    rows = [*SHORT, *(row._replace(round=number) for number in (1, 2) for row in IN_TIME)]
    assert pots.arrears(TWELVE, rows, date(2025, 3, 6)) == [(3, 'm2', 'm3', 600_00)]
    assert pots.arrears(TWELVE, [*rows, LATER], date(2025, 4, 1)) == []
    found = standing(TWELVE, 3, [*SHORT, LATER], [PAID_OUT], date(2025, 4, 1))
    assert found.due == {'m3': 600_00}
    assert [line.said('KES').value for line in found.explained().lines] == ['12000.00', '0.00', '11400.00', '600.00']
    assert found.explained().lines[-1].said('KES').formula == '12000.00 − 0.00 − 11400.00'


def test_on_the_day_of_the_round_nobody_is_late_yet() -> None:
    assert pots.arrears(FOUR, [], DAYS[0]) == []
    assert [row[:3] for row in pots.arrears(FOUR, [], date(2025, 1, 6))] == [
        (1, 'b', 'a'),
        (1, 'c', 'a'),
        (1, 'd', 'a'),
    ]


def test_a_shared_pot_is_owed_to_each_in_part_and_nobody_owes_herself() -> None:
    cycle = rotation.split(FOUR, 1, 2, HALF)
    paid = [Moved(1, 'c', DAYS[0], 1_000_00), Moved(1, 'b', DAYS[0], 1_000_00)]
    assert pots.arrears(cycle, paid, date(2025, 1, 6)) == [
        (1, 'a', 'b', 500_00), (1, 'd', 'a', 500_00), (1, 'd', 'b', 500_00),
    ]  # fmt: skip


def test_each_of_two_beneficiaries_is_handed_what_she_has_not_had_yet() -> None:
    cycle = rotation.split(FOUR, 1, 2, HALF)
    paid = [Moved(1, member, DAYS[0], 1_000_00) for member in 'abcd']
    handed = [Moved(1, 'a', DAYS[0], 1_500_00), Moved(1, 'b', DAYS[0], 500_00)]
    assert standing(cycle, 1, paid, handed, DAYS[0]).due == {'a': 500_00, 'b': 1_500_00}
    # Chitra's payment was a mistake: 3,000 came in, 2,000 were handed out, and Asha has had her half.
    assert standing(cycle, 1, [row for row in paid if row.member != 'c'], handed, DAYS[0]).due == {
        'a': 0, 'b': 1_000_00,
    }  # fmt: skip


def test_of_a_pot_that_shrank_no_more_is_handed_out_than_is_left() -> None:
    cycle = rotation.split(FOUR, 1, 2, HALF)
    paid = [Moved(1, member, DAYS[0], 1_000_00) for member in 'ab']
    handed = [Moved(1, 'a', DAYS[0], 1_500_00)]
    assert standing(cycle, 1, paid, handed, DAYS[0]).due == {'a': 0, 'b': 500_00}


def test_who_joins_late_owes_those_who_got_their_pots_before() -> None:
    cycle = rotation.joined_late(paid_until(FOUR, 2), 'e', DAYS[4])
    paid = [Moved(number, member, DAYS[number - 1], 1_000_00) for number in (1, 2) for member in 'abcd']
    assert pots.arrears(cycle, paid, date(2025, 2, 6)) == [(1, 'e', 'a', 1_000_00), (2, 'e', 'b', 1_000_00)]


def test_what_was_taken_back_was_not_paid_and_what_comes_later_not_yet() -> None:
    wrong = [*IN_TIME, Moved(3, 'm4', date(2025, 3, 7), -1_000_00)]
    assert standing(TWELVE, 3, wrong, [], date(2025, 3, 6)).all_paid
    assert standing(TWELVE, 3, wrong, [], date(2025, 3, 7)).missing == {'m4': 1_000_00}


@pytest.mark.parametrize('received_in, exposure', [(1, 11_000_00), (3, 9_000_00), (11, 1_000_00), (12, 0)])
def test_the_exposure_of_who_received_in_a_round(received_in: int, exposure: int) -> None:
    """contribution × (n − k)"""
    found = {one.member: one for one in exposures(TWELVE, received_in)}
    hers = found[f'm{received_in}']
    assert hers.amount == exposure == TWELVE.contribution * (12 - received_in)
    assert hers.explained().lines[-1].said('KES').formula == f'12000.00 − {received_in * 1000}.00'


def test_the_exposure_falls_with_each_round_that_she_pays() -> None:
    amounts = [{one.member: one.amount // 100 for one in exposures(FOUR, after)} for after in range(5)]
    assert amounts == [
        {'a': 0, 'b': 0, 'c': 0, 'd': 0},
        {'a': 3000, 'b': -1000, 'c': -1000, 'd': -1000},
        {'a': 2000, 'b': 2000, 'c': -2000, 'd': -2000},
        {'a': 1000, 'b': 1000, 'c': 1000, 'd': -3000},
        {'a': 0, 'b': 0, 'c': 0, 'd': 0},
    ]


def test_who_shares_a_position_is_exposed_by_her_part() -> None:
    cycle = rotation.opened('C1', [('a', 'b'), ('c',)], 1_000_00, DAYS[:2])
    assert {one.member: one.amount for one in exposures(cycle, 1)} == {'a': 500_00, 'b': 500_00, 'c': -1_000_00}


def test_who_shared_her_turn_is_exposed_by_what_she_has_had() -> None:
    """Asha and Dipa share the first and the last round: each has had 2,000 and paid 1,000."""
    cycle = rotation.split(FOUR, 1, 4, HALF)
    assert {one.member: one.amount for one in exposures(cycle, 1)} == {
        'a': 1_000_00, 'b': -1_000_00, 'c': -1_000_00, 'd': 1_000_00,
    }  # fmt: skip


def test_who_leaves_before_her_turn_gets_what_she_brought_from_those_who_had_it() -> None:
    """Bina brought 1,000.00 into the pot of Asha and 400.00 into that of Chitra, whose turn came before hers."""
    cycle = replace(rotation.skipped(FOUR, 2, 3), left={'b': {1: 1_000_00, 2: 400_00}})
    assert [cycle.owed(turn) for turn in cycle.turns] == [
        {'a': 1_000_00, 'b': 1_000_00, 'c': 1_000_00, 'd': 1_000_00},
        {'a': 1_000_00, 'b': 400_00, 'c': 1_000_00, 'd': 1_000_00},
        {'a': 1_000_00, 'b': 0, 'c': 400_00, 'd': 0},
        {'a': 1_000_00, 'b': 0, 'c': 1_000_00, 'd': 1_000_00},
    ]
    assert [place.amounts for place in pots.schedule(cycle)] == [
        {'a': 4_000_00}, {'c': 3_400_00}, {'b': 1_400_00}, {'d': 3_000_00},
    ]  # fmt: skip
    assert [(one.member, one.received, one.paid_in) for one in exposures(cycle, 4)] == [
        ('a', 4_000_00, 4_000_00), ('b', 1_400_00, 1_400_00), ('c', 3_400_00, 3_400_00), ('d', 3_000_00, 3_000_00),
    ]  # fmt: skip
    shared = replace(rotation.split(FOUR, 1, 3, HALF), left={'b': {1: 1_000_01}})
    assert shared.owed(shared.turn(2)) == {'a': 500_01, 'b': 0, 'c': 500_00, 'd': 0}


@given(left())
def test_whoever_leaves_everybody_has_had_in_the_end_what_she_brought(cycle: Rotation) -> None:
    assert {one.amount for one in exposures(cycle, len(cycle.turns))} == {0}


@given(moved(), st.data())
def test_what_one_has_had_too_much_the_others_have_too_little(cycle: Rotation, data: st.DataObject) -> None:
    found = exposures(cycle, data.draw(st.integers(0, len(cycle.turns))))
    assert sum(one.amount for one in found) == 0


@given(moved())
def test_when_the_cycle_is_over_everybody_has_had_what_she_paid(cycle: Rotation) -> None:
    for one in exposures(cycle, len(cycle.turns)):
        # Each round of a shared turn is divided into whole coins; no round gives more or less than one too many.
        assert abs(one.amount) <= 2 * len(cycle.turns)
        if all(set(turn.parts.values()) == {1} for turn in cycle.turns):
            assert one.amount == 0


@given(moved(), st.data())
def test_what_is_handed_out_bit_by_bit_is_what_came_in(cycle: Rotation, data: st.DataObject) -> None:
    """The members pay in any parts; whenever something is there it is handed out."""
    number = data.draw(st.integers(1, len(cycle.turns)))
    day = cycle.turn(number).on
    paid: list[Moved] = []
    handed: list[Moved] = []
    for member, owed in cycle.contributions.items():
        left = owed
        for amount in (data.draw(st.integers(0, owed)), owed):
            paid.append(Moved(number, member, day, min(left, amount)))
            left -= min(left, amount)
            found = standing(cycle, number, paid, handed, day)
            assert sum(found.due.values()) == found.collected - sum(row.amount for row in handed)
            handed += [Moved(number, one, day, due) for one, due in found.due.items() if due]
    assert sum(row.amount for row in handed) == cycle.pot
    assert standing(cycle, number, paid, handed, day).all_paid


@given(moved(), st.data())
def test_what_is_owed_for_a_round_is_what_is_missing_of_it(cycle: Rotation, data: st.DataObject) -> None:
    paid = [
        Moved(turn.number, member, turn.on, data.draw(st.integers(0, owed)))
        for turn in cycle.turns[:3]
        for member, owed in cycle.contributions.items()
    ]
    on = cycle.turns[-1].on + timedelta(days=1)
    owed_to: dict[int, int] = {}
    for arrear in pots.arrears(cycle, paid, on):
        assert arrear.amount > 0
        assert arrear.debtor != arrear.beneficiary
        owed_to[arrear.round] = owed_to.get(arrear.round, 0) + arrear.amount
    for turn in cycle.turns:
        missing = standing(cycle, turn.number, paid, [], on).missing
        own = sum(turn.shares(amount)[member] for member, amount in missing.items() if member in turn.parts)
        assert owed_to.get(turn.number, 0) == sum(missing.values()) - own


def test_the_schedule_shows_who_gets_what_and_when() -> None:
    cycle = paid_until(rotation.split(FOUR, 3, 4, Fraction(1, 4)), 1)
    assert [(place.turn.on.month, place.amounts, place.state) for place in pots.schedule(cycle)] == [
        (1, {'a': 4_000_00}, 'paid'),
        (2, {'b': 4_000_00}, 'now'),
        (3, {'c': 3_000_00, 'd': 1_000_00}, 'to come'),
        (4, {'d': 3_000_00, 'c': 1_000_00}, 'to come'),
    ]
