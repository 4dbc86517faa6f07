"""The turns in a real book: orders that can be drawn again, moves by decision, late joiners, the next cycle."""

import hashlib
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from actions import rotation
from actions.turn_orders import NewCycle, planned, read_order
from reports import rotation as there
from rules import register_records
from rules.rotation import Move
from sheets.book import open_book
from sheets.columns import CHANGES, ROTATION
from tests.groups import NOW, TODAY
from tests.rounds import SECRETARY, Chama


@pytest.fixture
def chama(tmp_path: Path) -> Chama:
    return Chama(tmp_path)


def test_a_ballot_is_drawn_openly_and_anyone_can_draw_it_again(chama: Chama) -> None:
    """By hand: the SHA-256 of "5 March, 3 1 4:M2025-001" and so on; the smallest comes first."""
    seed = '5 March, 3 1 4'
    again = sorted(chama.members, key=lambda number: hashlib.sha256(f'{seed}:{number}'.encode()).hexdigest())
    drawn = chama.open('ballot', seed=f' {seed} ')
    names = {member.number: member.name for member in chama.book.members.values()}
    assert chama.order() == [[names[number]] for number in again]
    rows = there.rows_of(chama.book, drawn)
    assert {(row.way, row.seed) for row in rows} == {('ballot', seed)}
    assert [row.due_on for row in rows] == [date(2025, month, 5) for month in (1, 2, 3, 4)]


def test_orders_by_joining_by_the_alphabet_and_by_hand(tmp_path: Path) -> None:
    for order, places, expected in (
        ('joining', '', [['Dipa'], ['Asha'], ['Bina']]),
        ('alphabet', '', [['Asha'], ['Bina'], ['Dipa']]),
        ('hand', 'M2025-003, M2025-001\nM2025-002', [['Bina'], ['Dipa'], ['Asha']]),
        ('alphabet', 'M2025-003+M2025-001', [['Asha'], ['Bina 1/2', 'Dipa 1/2']]),
    ):
        (folder := tmp_path / f'{order}{len(places)}').mkdir()
        chama = Chama(folder, 'Dipa Asha Bina')
        chama.open(order, places)
        assert [sorted(names) for names in chama.order()] == expected


def test_a_cycle_is_read_back_as_it_was_opened_also_by_another_process(chama: Chama) -> None:
    opened = chama.open('hand', 'M2025-002+M2025-004, M2025-001, M2025-003')
    other = open_book(chama.path)
    assert there.current(other) == opened == there.current(chama.book)
    assert opened.positions == (('m2', 'm4'), ('m1',), ('m3',))
    assert opened.contributions == {'m2': 500_00, 'm4': 500_00, 'm1': 1_000_00, 'm3': 1_000_00}
    other.close()


def test_every_reason_against_opening_is_said_at_once(chama: Chama) -> None:
    asked = NewCycle('x', 'ballot', date(2024, 12, 31), positions=read_order('M2025-001+M2025-009, M2025-001'))
    assert chama.said(rotation.open_cycle, chama.book, asked, SECRETARY, NOW, TODAY) == [
        'The ballot has no seed. Agree on a word or some numbers aloud, and type them.',
        'There is no member M2025-009. Check the number in the list of members.',
        'M2025-001 is to share more than one place. Name her once.',
        'The date 2024-12-31 lies before the group began on 2025-01-01. Correct the date.',
    ]
    by_hand = NewCycle('x', 'hand', date(2025, 1, 5), contribution=0, positions=read_order('M2025-001, M2025-001'))
    assert chama.said(rotation.open_cycle, chama.book, by_hand, SECRETARY, NOW, TODAY) == [
        'The amount must be more than zero. Type what each pays a round.',
        'Asha stands in the order twice; nobody gets the pot twice in a cycle. Take her out once.',
        'Bina has no place in the order. Give her a position, or a part of one.',
        'Chitra has no place in the order. Give her a position, or a part of one.',
        'Dipa has no place in the order. Give her a position, or a part of one.',
    ]
    chama.open()
    assert chama.said(chama.open) == ['The cycle C1 still runs; round 1 is not paid out. Pay out the last round first.']


def test_the_example_of_the_bylaws(chama: Chama) -> None:
    """Asha and Dipa swap, Bina skips to the end, Chitra and Asha split, Esha joins late."""
    asha, bina, chitra, dipa = chama.members
    chama.open()
    chama.move('swap', 1, 4, chama.decide('swap', 'C1', asha, dipa).number)
    assert chama.order() == [['Dipa'], ['Bina'], ['Chitra'], ['Asha']]
    chama.move('skip', 2, 4, chama.decide('skip', 'C1', bina).number)
    assert chama.order() == [['Dipa'], ['Chitra'], ['Asha'], ['Bina']]
    shared = chama.decide('split', 'C1', chitra, asha)
    chama.move('split', 2, 3, shared.number, part=Fraction(1, 4))
    assert [sorted(names) for names in chama.order()] == [
        ['Dipa'], ['Asha 1/4', 'Chitra 3/4'], ['Asha 3/4', 'Chitra 1/4'], ['Bina'],
    ]  # fmt: skip
    esha = chama.join('Esha', '2025-01-02')
    late = chama.decide('late joiner', 'C1', esha)
    rotation.join_late(
        chama.book, esha, date(2025, 5, 5), late.number, date(2025, 1, 5), SECRETARY, NOW, TODAY, 'late'
    )  # fmt: skip
    now = there.current(chama.book)
    assert now and (chama.order()[-1], now.pot, there.problems(chama.book, now)) == (['Esha'], 5_000_00, [])
    assert {row.due_on for row in there.rows_of(chama.book, now, 4)} == {date(2025, 4, 5)}
    told = [(change.field, change.old, change.new) for change in chama.book.changes if change.sheet == ROTATION.name]
    assert told[:3] == [('round', '1', '4'), ('due_on', '2025-01-05', '2025-04-05'), ('decision', '', 'D2025-001')]
    assert CHANGES.name == 'Changes'


def test_turns_do_not_move_without_a_decision_nor_once_they_are_paid_or_asked_for(chama: Chama) -> None:
    asha, bina, _chitra, _dipa = chama.members
    chama.open()
    swap = chama.decide('swap', 'C1', asha, bina)
    assert chama.said(chama.move, 'swap', 1, 3, swap.number) == [
        f'The decision {swap.number} is about something else. Name the decision that allows it.'
    ]
    chama.bring('C1/1', *chama.members)
    chama.request('C1/1', asha)
    assert chama.said(chama.move, 'swap', 1, 2, swap.number) == [
        'The payout of round 1 is under way. Take the request back first.'
    ]
    chama.approve('C1/1', asha)
    chama.hand_over('C1/1', asha, '4000')
    assert chama.said(chama.move, 'swap', 1, 2, swap.number) == [
        'The pot of round 1 was paid out already. Choose a round that is still to come.'
    ]


def test_a_move_that_is_sent_again_moves_once(chama: Chama) -> None:
    asha, _bina, _chitra, dipa = chama.members
    chama.open()
    decision = chama.decide('swap', 'C1', asha, dipa).number
    for _time in range(2):
        asked = Move('swap', 1, 4)
        rotation.move(chama.book, asked, decision, date(2025, 1, 5), SECRETARY, NOW, TODAY, 'same')
    assert chama.order() == [['Dipa'], ['Bina'], ['Chitra'], ['Asha']]


def test_the_next_cycle_follows_from_the_last_one(chama: Chama) -> None:
    """Chitra left, Esha came: the last first, and who came since at the end."""
    chama.open()
    for place, member in enumerate(chama.members, start=1):
        on = f'2025-{place:02d}-05'
        chama.bring(f'C1/{place}', *chama.members, on=on)
        chama.pay(f'C1/{place}', member, '4000', on)
    chama.leave('M2025-003', '2025-05-01')
    chama.join('Esha', '2025-05-02')
    asked = NewCycle('next', 'last first', date(2025, 6, 5))
    esha = chama.book.member('M2025-005')
    assert esha is not None
    assert planned(chama.book, asked).rotation.positions == (('m4',), ('m2',), ('m1',), (esha.id,))
    second = chama.open('as before', first='2025-06-05')
    assert (second.id, chama.order()) == ('C2', [['Asha'], ['Bina'], ['Dipa'], ['Esha']])
    assert [each.id for each in there.rotations(chama.book)] == ['C1', 'C2']
    assert {row.status for row in there.rows_of(chama.book, second)} == {register_records.WAITING}
