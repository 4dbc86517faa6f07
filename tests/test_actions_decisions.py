"""Decisions in a real book: written down once, used by what names them, withdrawn only while nothing rests on them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from actions import decisions
from actions.decisions import NewDecision
from actions.who import Who
from reports import decisions as there
from reports.verify import problems_of_workbook
from reports.views import view_changes
from rules.problems import Refused
from sheets.columns import DECISIONS
from sheets.writer import Writer
from tests.groups import NOW, TODAY
from tests.rounds import SECRETARY, Chama

FOURTH = date(2025, 1, 4)


@pytest.fixture
def chama(tmp_path: Path) -> Chama:
    chama = Chama(tmp_path)
    chama.open()
    return chama


def swap(chama: Chama, **other: object) -> NewDecision:
    asha, bina, chitra, dipa = chama.members
    asked = NewDecision(
        'd1', 'swap', FOURTH, 'a wedding', (asha, bina, dipa), (chitra,), 'C1', (asha, dipa), details='rounds 1 and 4'
    )  # fmt: skip
    return replace(asked, **other)  # type: ignore[arg-type]


def test_a_decision_is_a_row_with_a_number_and_the_same_request_writes_one(chama: Chama) -> None:
    made = decisions.decide(chama.book, swap(chama), SECRETARY, NOW, TODAY)
    assert (made.number, made.label, made.members, made.in_favour, made.against) == (
        'D2025-001', 'C1', 'M2025-001, M2025-004', 'M2025-001, M2025-002, M2025-004', 'M2025-003',
    )  # fmt: skip
    assert decisions.decide(chama.book, swap(chama), SECRETARY, NOW, TODAY) == made
    assert list(chama.book.register(DECISIONS)) == ['d1']
    assert there.known(chama.book).decisions['D2025-001'].members == ('m1', 'm4')


def test_every_reason_against_a_decision_is_said_at_once(chama: Chama) -> None:
    asha, bina, _chitra, _dipa = chama.members
    wrong = swap(chama, on=date(2026, 1, 2), reason='', about='C9', in_favour=(asha,), against=(), members=(asha, bina))
    assert chama.said(decisions.decide, chama.book, wrong, SECRETARY, NOW, TODAY) == [
        'Bina was not for it, and it is her turn. Ask her; without her word her turn stays as it is.',
        'The date 2026-01-02 lies in the future. Write the decision down once it is made.',
        'The decision has no reason. Write why the group decided so.',
        '1 of 4 members voted; 2 must be there for a decision. Name all who voted, or decide when more are there.',
        'There is no rotation C9. Choose what the decision is about.',
    ]


def test_who_had_left_does_not_vote(chama: Chama) -> None:
    chama.leave('M2025-003', '2025-01-02')
    assert chama.said(decisions.decide, chama.book, swap(chama), SECRETARY, NOW, TODAY) == [
        'Chitra (M2025-003) is not a member who can decide. Choose among the members of that day.'
    ]


def test_a_member_does_not_write_decisions_down(chama: Chama) -> None:
    with pytest.raises(Refused, match='You may not do this'):
        decisions.decide(chama.book, swap(chama), Who('Asha', 'member'), NOW, TODAY)


def test_what_names_a_decision_is_what_it_was_used_for(chama: Chama) -> None:
    """A move of turns, and the payout of a pot that was not full."""
    asha, bina, chitra, dipa = chama.members
    moved = chama.decide('swap', 'C1', asha, dipa)
    chama.move('swap', 1, 4, moved.number)
    chama.bring('C1/1', asha, bina, chitra)
    short = chama.decide('pay short', 'C1/1')
    chama.pay('C1/1', dipa, '3000', decision=short.number)
    uses = {
        number: [(use.sheet, use.label, use.amount) for use in found]
        for number, found in there.uses(chama.book).items()
    }
    receipt = chama.rows('receipt')[-1][0]
    assert uses == {
        moved.number: [('Rotation', 'Asha · 1 · 4', 0), ('Rotation', 'Dipa · 1 · 1', 0)],
        short.number: [('Entries', receipt, 3_000_00)],
    }
    assert there.known(chama.book).used == {moved.number: 2, short.number: 1}


def test_a_use_that_was_taken_back_is_none_and_an_earlier_move_stays_one(chama: Chama) -> None:
    asha, bina, chitra, dipa = chama.members
    first, second = chama.decide('swap', 'C1', asha, dipa), chama.decide('swap', 'C1', asha, chitra)
    chama.move('swap', 1, 4, first.number)
    chama.move('swap', 4, 3, second.number)
    assert set(there.known(chama.book).used) == {first.number, second.number}
    chama.bring('C1/1', asha, bina, chitra)
    short = chama.decide('pay short', 'C1/1')
    entry = chama.pay('C1/1', dipa, '3000', decision=short.number)
    chama.do('reversal', '', '2025-01-06', reverses=entry)
    assert short.number not in there.uses(chama.book)


def test_a_decision_is_withdrawn_until_something_rests_on_it(chama: Chama) -> None:
    asha, _bina, _chitra, dipa = chama.members
    used, mistake = chama.decide('swap', 'C1', asha, dipa), chama.decide('swap', 'C1', asha, dipa)
    chama.move('swap', 1, 4, used.number)

    def withdraw(number: str, reason: str = 'written down twice', on: date = FOURTH) -> object:
        return decisions.withdraw(chama.book, number, reason, on, SECRETARY, NOW, TODAY, f'w {number} {reason}')

    assert chama.said(withdraw, used.number, '', date(2025, 1, 3)) == [
        'Asha · 1 · 4, Dipa · 1 · 1 rests on the decision D2025-001. Take that back first.',
        'The reason is missing. Say in a few words why.',
        '2025-01-03 is not a day from 2025-01-04 to 2026-01-01. Correct the date.',
    ]
    withdraw(mistake.number)
    assert mistake.number not in there.known(chama.book).decisions
    assert chama.said(chama.move, 'swap', 1, 4, mistake.number) == [
        'This needs a decision of the group ("Two members exchange their turns"), and there is no decision D2025-002. '
        'Record the decision, then name its number here.'
    ]
    assert chama.said(withdraw, mistake.number, 'again') == [
        'The decision D2025-002 was withdrawn already. Nothing is left to do.'
    ]
    assert Writer(chama.book, view_changes).flush(TODAY).waiting is None
    assert problems_of_workbook(chama.path) == []
