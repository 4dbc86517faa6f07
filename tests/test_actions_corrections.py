"""Corrections are rows of their own: what a reversal takes back, and what it must not."""

from pathlib import Path

import pytest

from tests.groups import Group


@pytest.fixture
def group(tmp_path: Path) -> Group:
    group = Group(tmp_path)
    group.join('Asha')
    group.do('contribution', '5000', '2025-01-05', member='M2025-001', entry_id='typed', note='one zero too many')
    return group


def test_a_reversal_takes_back_and_both_stay_to_be_seen(group: Group) -> None:
    group.do('reversal', '', '2025-01-06', reverses='typed', note='one zero too many')
    assert group.rows('kind', 'amount', 'reverses', 'on') == [
        ('contribution', '500000', '', '2025-01-05'),
        ('contribution', '-500000', 'typed', '2025-01-06'),
    ]
    assert group.cash() == 0


def test_all_rows_of_a_repayment_are_taken_back_and_the_loan_runs_again(group: Group) -> None:
    group.do('loan', '1000', '2025-01-10', member='M2025-001')
    group.do('repayment', '1020', '2025-02-10', member='M2025-001', entry_id='back', mode='bank')
    group.do('reversal', '', '2025-02-11', reverses='back')
    assert group.rows('kind', 'amount', 'mode', 'reverses')[-2:] == [
        ('interest', '-2000', 'bank', 'back'),
        ('principal', '-100000', 'bank', 'back/2'),
    ]
    assert [loan.status for loan in group.book.loans.values()] == ['running']
    changes = [(change.field, change.old, change.new) for change in group.book.changes]
    assert changes == [
        ('status', 'running', 'closed'),
        ('closed_on', '', '2025-02-10'),
        ('status', 'closed', 'running'),
        ('closed_on', '2025-02-10', ''),
    ]


@pytest.mark.parametrize(
    'reverses, said', [('nothing', 'There is no entry nothing.'), ('typed/2', 'There is no entry typed/2.')]
)
def test_only_what_was_recorded_can_be_reversed(group: Group, reverses: str, said: str) -> None:
    assert group.refusal('reversal', '', '2025-01-06', reverses=reverses).startswith(said)


def test_an_entry_is_reversed_once_and_a_reversal_never(group: Group) -> None:
    group.do('reversal', '', '2025-01-06', reverses='typed', entry_id='undo')
    assert 'already reversed' in group.refusal('reversal', '', '2025-01-06', reverses='typed')
    assert 'is itself a reversal' in group.refusal('reversal', '', '2025-01-06', reverses='undo')


def test_a_reversal_does_not_lie_before_what_it_takes_back(group: Group) -> None:
    assert 'cannot lie before it' in group.refusal('reversal', '', '2025-01-04', reverses='typed')


def test_a_reversal_takes_all_of_it(group: Group) -> None:
    assert 'a reversal takes all of it back' in group.refusal('reversal', '4000', '2025-01-06', reverses='typed')


def test_money_that_has_left_the_box_cannot_be_taken_back_out_of_it(group: Group) -> None:
    group.do('expense', '100', '2025-01-07', category='rent')
    assert 'There is only 4900.00 in cash on 2025-01-07' in group.refusal(
        'reversal', '', '2025-01-06', reverses='typed'
    )


def test_a_loan_is_taken_back_only_before_anything_was_repaid(group: Group) -> None:
    group.do('loan', '1000', '2025-01-10', member='M2025-001', entry_id='lent')
    group.do('repayment', '100', '2025-01-20', member='M2025-001', entry_id='back')
    assert 'already repaid in part' in group.refusal('reversal', '', '2025-01-21', reverses='lent')
    group.do('reversal', '', '2025-01-21', reverses='back')
    group.do('reversal', '', '2025-01-21', reverses='lent')
    assert [loan.status for loan in group.book.loans.values()] == ['cancelled']
    assert group.cash() == 5000_00


def test_savings_that_were_paid_out_are_not_taken_back(group: Group) -> None:
    group.join('Beena')
    group.do('contribution', '9000', '2025-01-05', member='M2025-002')
    group.do('withdrawal', '5000', '2025-01-08', member='M2025-001')
    assert 'has already taken these savings out' in group.refusal('reversal', '', '2025-01-09', reverses='typed')
