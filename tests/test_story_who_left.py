"""A member leaves in the middle of a cycle of the merry-go-round: the cycle goes on to its end, and all is settled.

Four members bring 1,000.00 a round; Asha has the first pot, of 4,000.00. Then Bina dies, whose turn is the second:

    round   brought by                    paid out                    by the end       brought     got
    1       all four                      Asha     4,000.00           Asha             4,000.00    4,000.00
    2       Asha, Chitra, Dipa            Chitra   3,000.00           Chitra           3,000.00    3,000.00
    3       Asha, Chitra, Dipa            Dipa     3,000.00           Dipa             3,000.00    3,000.00
    4       Asha, who had Bina's money    Bina     1,000.00           Bina's heirs     1,000.00    1,000.00

Where Asha moves away instead, once she had her pot, she still owes 1,000.00 for each of the three rounds to come.
"""

from datetime import date
from pathlib import Path

import pytest

from actions import payouts, rounds
from actions.decisions import NewDecision, decide
from actions.rounds import Collection
from reports import rotation
from reports.verify import problems_of_workbook
from reports.views import view_changes
from rules.rotation import Rotation
from sheets.writer import Writer
from tests.groups import NOW, PRESIDENT, TODAY
from tests.rounds import SECRETARY, TREASURER, Chama

ROUND = {number: f'2025-{number:02d}-05' for number in range(1, 5)}


@pytest.fixture
def chama(tmp_path: Path) -> Chama:
    """The first round is over: all four brought 1,000.00, and Asha got 4,000.00."""
    chama = Chama(tmp_path)
    chama.open()
    chama.bring('C1/1', *chama.members)
    chama.pay('C1/1', chama.members[0], '4000')
    return chama


def cycle(chama: Chama) -> Rotation:
    found = rotation.rotation_of(chama.book, 'C1')
    assert found is not None
    return found


def told(chama: Chama) -> list[str]:
    return [problem.said() for problem in rotation.who_left(chama.book, cycle(chama))]


def still_to_pay(chama: Chama) -> dict[str, int]:
    """What each got more than she brought, in whole units."""
    found = rotation.exposures(chama.book, cycle(chama), TODAY)
    return {chama.book.members[each.member].name: each.amount // 100 for each in found}


def round_of(chama: Chama, number: int, who_gets: str, amount: str, *who_bring: str) -> None:
    chama.bring(f'C1/{number}', *who_bring, on=ROUND[number])
    chama.pay(f'C1/{number}', who_gets, amount, ROUND[number])


def all_is_settled(chama: Chama) -> None:
    """Each brought what she got, the box is empty, nobody is behind, the book is whole, the next cycle can begin."""
    assert still_to_pay(chama) == {'Asha': 0, 'Bina': 0, 'Chitra': 0, 'Dipa': 0}
    assert (chama.cash(), rotation.arrears(chama.book, cycle(chama), TODAY), told(chama)) == (0, [], [])
    assert cycle(chama).now is None
    Writer(chama.book, view_changes).flush(TODAY)
    assert problems_of_workbook(chama.path) == []
    chama.open('as before', first='2025-06-05')
    assert chama.order() == [[member.name] for member in chama.book.members.values() if member.active]


def test_a_member_dies_before_her_turn_and_the_others_decide_that_it_passes_to_the_last_round(chama: Chama) -> None:
    asha, bina, chitra, dipa = chama.members
    chama.leave(bina, '2025-01-20', 'died')
    assert told(chama) == [
        'Bina (M2025-002) left before her turn, round 2; 1000.00 that she brought are hers. Who had it brings it for '
        'that round, and it is paid out to her or her heirs; by a decision her turn can pass to a later one.'
    ]
    passes = chama.decide('skip', 'C1', bina, on='2025-01-21')
    assert (passes.in_favour, passes.members) == (f'{asha}, {chitra}, {dipa}', bina)
    chama.move('skip', 2, 4, passes.number, on='2025-01-21')
    assert chama.order() == [['Asha'], ['Chitra'], ['Dipa'], ['Bina']]

    round_of(chama, 2, chitra, '3000', asha, chitra, dipa)
    round_of(chama, 3, dipa, '3000', asha, chitra, dipa)
    assert still_to_pay(chama) == {'Asha': 1000, 'Bina': -1000, 'Chitra': 0, 'Dipa': 0}
    assert [place.place.amounts for place in rotation.schedule(chama.book, cycle(chama), TODAY)] == [
        {'m1': 4_000_00}, {'m3': 3_000_00}, {'m4': 3_000_00}, {'m2': 1_000_00},
    ]  # fmt: skip
    assert chama.said(chama.bring, 'C1/4', chitra, on=ROUND[4]) == [
        'Chitra has 0.00 to pay for round 4, and this is 1000.00. Take at most that; what is more is for another round.'
    ]
    assert [(chama.book.members[each.debtor].name, chama.book.members[each.beneficiary].name, each.amount)
            for each in rotation.arrears(chama.book, cycle(chama), TODAY)] == [('Asha', 'Bina', 1_000_00)]  # fmt: skip
    round_of(chama, 4, bina, '1000', asha)
    all_is_settled(chama)


def test_her_turn_may_stay_and_what_she_brought_is_paid_out_in_it_even_on_the_day_she_leaves(chama: Chama) -> None:
    asha, bina, chitra, dipa = chama.members
    chama.leave(bina, ROUND[2])
    chama.bring('C1/2', asha, on=ROUND[2])
    early = chama.step('C1/2', bina, '2025-02-04')
    assert '2025-02-04 lies before 2025-02-05, when her membership last changed. Correct the date.' in chama.said(
        payouts.request, chama.book, early, TREASURER, NOW, TODAY
    )
    chama.pay('C1/2', bina, '1000', ROUND[2])
    round_of(chama, 3, chitra, '3000', asha, chitra, dipa)
    round_of(chama, 4, dipa, '3000', asha, chitra, dipa)
    all_is_settled(chama)


def test_what_the_others_brought_before_they_knew_goes_to_who_has_the_round_instead(chama: Chama) -> None:
    """Asha alone had money of Bina; the 2,000.00 of Chitra and Dipa would be in nobody's pot."""
    asha, bina, chitra, dipa = chama.members
    chama.bring('C1/2', asha, chitra, dipa, on=ROUND[2])
    chama.leave(bina, '2025-02-06')
    assert chama.said(chama.request, 'C1/2', bina, '2025-02-07') == [
        '2000.00 more were brought for round 2 than she is to get back. Decide that her turn passes to a later round, '
        'or take those contributions back.'
    ]
    chama.move('skip', 2, 4, chama.decide('skip', 'C1', bina, on='2025-02-07').number, on='2025-02-07')
    chama.pay('C1/2', chitra, '3000', '2025-02-07')
    round_of(chama, 3, dipa, '3000', asha, chitra, dipa)
    round_of(chama, 4, bina, '1000', asha)
    all_is_settled(chama)


def test_what_was_paid_out_to_her_by_mistake_and_taken_back_is_not_the_pot_she_had(chama: Chama) -> None:
    asha, bina, chitra, dipa = chama.members
    chama.bring('C1/2', *chama.members, on=ROUND[2])
    wrong = chama.pay('C1/2', bina, '4000', ROUND[2])
    chama.do('reversal', '', '2025-02-06', reverses=wrong)
    chama.leave(bina, '2025-02-10')
    chama.move('skip', 2, 4, chama.decide('skip', 'C1', bina, on='2025-02-11').number, on='2025-02-11')
    chama.pay('C1/2', chitra, '4000', '2025-02-11')
    round_of(chama, 3, dipa, '3000', asha, chitra, dipa)
    round_of(chama, 4, bina, '2000', asha, chitra)
    all_is_settled(chama)


def test_who_leaves_after_her_turn_still_owes_and_can_still_bring(chama: Chama) -> None:
    """She leaves on the very day on which she got her pot."""
    asha, bina, chitra, dipa = chama.members
    chama.leave(asha, ROUND[1])
    assert told(chama) == [
        'Asha (M2025-001) left, and 3000.00 of her contributions to this cycle are still to come. Record what she or '
        'her heirs bring for those rounds, or decide to pay short.'
    ]
    round_of(chama, 2, bina, '4000', *chama.members)
    chama.bring('C1/3', bina, chitra, dipa, on=ROUND[3])
    short = chama.decide('pay short', 'C1/3', on=ROUND[3]).number
    chama.pay('C1/3', chitra, '3000', ROUND[3], decision=short)
    assert still_to_pay(chama) == {'Asha': 2000, 'Bina': 1000, 'Chitra': 0, 'Dipa': -3000}
    round_of(chama, 4, dipa, '4000', *chama.members)
    assert still_to_pay(chama) == {'Asha': 1000, 'Bina': 0, 'Chitra': -1000, 'Dipa': 0}
    chama.bring('C1/3', asha, on='2025-04-20')
    chama.leave(chitra, '2025-04-21')
    chama.pay('C1/3', chitra, '1000', '2025-04-22')
    all_is_settled(chama)


def test_the_turn_of_one_who_left_and_had_brought_nothing_falls_away(tmp_path: Path) -> None:
    chama = Chama(tmp_path)
    asha, bina, chitra, dipa = chama.members
    chama.open()
    chama.leave(asha, '2025-01-03')
    chama.leave(dipa, '2025-01-03')
    for number, who_gets in ((2, bina), (3, chitra)):
        over = [turn.paid for turn in cycle(chama).turns]
        assert (over, rotation.problems(chama.book, cycle(chama))) == ([turn < number for turn in range(1, 5)], [])
        round_of(chama, number, who_gets, '2000', bina, chitra)
    all_is_settled(chama)


def test_who_had_left_is_asked_neither_by_her_vote_nor_in_a_split_and_is_called_by_her_name(chama: Chama) -> None:
    asha, bina, chitra, dipa = chama.members
    chama.leave(bina, '2025-01-20')

    def decision(kind: str, on: str, *in_favour: str, members: tuple[str, ...] = (bina,)) -> NewDecision:
        day = date.fromisoformat(on)
        return NewDecision(f'{kind} {on}', kind, day, 'agreed', in_favour, about='C1', members=members)

    def refused(asked: NewDecision) -> list[str]:
        return chama.said(decide, chama.book, asked, SECRETARY, NOW, TODAY)

    assert refused(decision('skip', '2025-01-19', asha, chitra, dipa)) == [
        'Bina was not for it, and it is her turn. Ask her; without her word her turn stays as it is.'
    ]
    assert refused(decision('swap', '2025-01-21', asha, chitra, members=(bina, dipa))) == [
        'Dipa was not for it, and it is her turn. Ask her; without her word her turn stays as it is.'
    ]
    assert refused(decision('split', '2025-01-21', asha, chitra, dipa, members=(bina, dipa))) == [
        'Bina (M2025-002) was not for it, and it is her turn. Ask her; without her word her turn stays as it is.',
        'Bina (M2025-002) is not a member who can decide. Choose among the members of that day.',
    ]
    assert decide(chama.book, decision('skip', '2025-01-20', asha, chitra, dipa), SECRETARY, NOW, TODAY).number


def test_a_member_who_left_brings_no_savings_but_her_part_of_a_round(chama: Chama) -> None:
    asha, _bina, _chitra, _dipa = chama.members
    chama.leave(asha, '2025-01-20')
    assert 'is no longer an active member' in chama.refusal('contribution', '200', '2025-01-25', member=asha)
    rounds.collect(
        chama.book, Collection('late', 'C1/2', {asha: 1_000_00}, date(2025, 2, 5)), PRESIDENT, NOW, TODAY
    )  # fmt: skip
    assert chama.cash() == 1_000_00


def test_of_a_shared_turn_she_gets_her_part_and_owes_on_and_the_cycle_goes_to_its_end(tmp_path: Path) -> None:
    """Bina and Chitra pay 500.00 each; Bina brought hers once. Of the second pot, 2,500.00, each of them gets half."""
    chama = Chama(tmp_path)
    asha, bina, chitra, dipa = chama.members
    chama.open('hand', f'{asha}, {bina}+{chitra}, {dipa}')
    chama.bring('C1/1', asha, dipa)
    chama.bring('C1/1', bina, chitra, amount='500')
    chama.pay('C1/1', asha, '3000')
    chama.leave(bina, '2025-01-20')
    for number, who_gets, amount in ((2, (bina, chitra), '1250'), (3, (dipa,), '2500')):
        chama.bring(f'C1/{number}', asha, dipa, on=ROUND[number])
        chama.bring(f'C1/{number}', chitra, amount='500', on=ROUND[number])
        short = chama.decide('pay short', f'C1/{number}', on=ROUND[number]).number
        for member in who_gets:
            chama.pay(f'C1/{number}', member, amount, ROUND[number], decision=short)
    assert cycle(chama).now is None
    assert still_to_pay(chama) == {'Asha': 0, 'Bina': 750, 'Chitra': -250, 'Dipa': -500}
    assert told(chama) == [
        'Bina (M2025-002) left, and 1000.00 of her contributions to this cycle are still to come. Record what she or '
        'her heirs bring for those rounds, or decide to pay short.'
    ]
