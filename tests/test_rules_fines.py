"""Fines: charged once, paid in parts, waived by decision, and what is owed."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import fines
from rules.bylaws import Bylaws
from rules.decisions import Decision, Known
from rules.fines import LATE_DEPOSIT, Lowering
from rules.periods import Month
from rules.register_records import Fine

ABSENT = Fine('f7', 'F2025-007', date(2025, 3, 5), 'asha', 'M2025-001', 'Asha', 'absent', 50_00)
LATE = Fine('f8', 'F2025-008', date(2025, 3, 12), 'asha', 'M2025-001', 'Asha', 'late', 10_00)
BEGAN = date(2025, 1, 1)
PAID = Lowering('f7', date(2025, 3, 12), 20_00)
WAIVED = Lowering('f7', date(2025, 3, 19), 30_00, 'D2025-003')
DECIDED = {'D2025-003': Decision('D2025-003', 'waive', date(2025, 3, 19), 'ill', ('a', 'b'), about='f7', amount=30_00)}


@pytest.mark.parametrize(
    'day, state, owed',
    [(5, 'owed', 50_00), (11, 'owed', 50_00), (12, 'part paid', 30_00), (18, 'part paid', 30_00),
     (19, 'waived', 0)],
)  # fmt: skip
def test_a_fine_is_charged_paid_in_part_and_the_rest_waived(day: int, state: str, owed: int) -> None:
    (found,) = fines.standings([ABSENT], [PAID, WAIVED], date(2025, 3, day))
    assert (found.state, found.owed) == (state, owed)
    assert found.status == ('owed' if owed else 'waived')


def test_before_its_day_there_is_no_fine() -> None:
    assert fines.standings([ABSENT], [PAID], date(2025, 3, 4)) == []


def test_a_fine_that_was_paid_in_full_is_paid() -> None:
    (found,) = fines.standings([ABSENT], [PAID, replace(PAID, amount=30_00)], date(2025, 4, 1))
    assert (found.state, found.paid, found.owed) == ('paid', 50_00, 0)


def test_a_payment_that_was_taken_back_leaves_the_fine_as_it_was() -> None:
    (found,) = fines.standings([ABSENT], [PAID, replace(PAID, amount=-20_00)], date(2025, 4, 1))
    assert (found.state, found.owed) == ('owed', 50_00)


def test_what_each_member_owes() -> None:
    found = fines.standings([LATE, ABSENT, replace(LATE, id='f9', member='bina')], [PAID, WAIVED], date(2025, 4, 1))
    assert fines.owed_by(found) == {'asha': 10_00, 'bina': 10_00}


def test_a_sum_pays_the_oldest_fine_first() -> None:
    found = fines.standings([LATE, ABSENT], [PAID], date(2025, 4, 1))
    paid = fines.payments(35_00, found, date(2025, 4, 1))
    assert [(row.fine, row.amount) for row in paid] == [('f7', 30_00), ('f8', 5_00)]


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=10), st.data())
def test_what_is_paid_and_what_is_owed_add_up_to_what_was_charged(sums: list[int], data: st.DataObject) -> None:
    charged = [replace(ABSENT, id=f'f{n}', number=f'F{n}', amount=amount) for n, amount in enumerate(sums)]
    before = fines.standings(charged, [], date(2025, 4, 1))
    amount = data.draw(st.integers(1, sum(sums)))
    paid = fines.payments(amount, before, date(2025, 4, 1))
    after = fines.standings(charged, paid, date(2025, 4, 1))
    assert sum(row.amount for row in paid) == amount
    assert sum(standing.owed for standing in after) == sum(sums) - amount
    # Whoever pays oldest first leaves at most one fine in part.
    assert sum(standing.state == 'part paid' for standing in after) <= 1


def test_the_sum_of_a_fine_that_the_group_agreed_on() -> None:
    agreed = Bylaws(fine_for_absence=50_00, fine_for_lateness=10_00)
    assert [fines.usual_sum(kind, agreed) for kind in ('absent', 'late', 'disorder')] == [50_00, 10_00, 0]


def test_a_late_deposit_is_fined_once_a_month_however_often_it_is_asked() -> None:
    march, april = Month(2025, 3), Month(2025, 4)
    assert fines.for_late_deposits(['asha', 'bina', 'asha'], march, []) == ['asha', 'bina']
    done = replace(LATE, kind=LATE_DEPOSIT, month=march)
    assert fines.for_late_deposits(['asha', 'bina'], march, [done]) == ['bina']
    assert fines.for_late_deposits(['asha'], april, [done]) == ['asha']


def test_everything_that_is_wrong_with_a_charge_is_said_at_once() -> None:
    wrong = replace(ABSENT, id='', kind=' ', amount=0, on=date(2025, 4, 2))
    assert [str(p) for p in fines.problems_of_charge(wrong, [], False, BEGAN, date(2025, 4, 1))] == [
        'It is not said what the fine is for. Choose a kind, or say it in a few words.',
        'The amount must be more than zero. Type the sum of the fine.',
        'The date 2025-04-02 lies in the future. Record it on the day it happens.',
        'She was not a member on 2025-04-02. Correct the date or the member.',
    ]
    (early,) = fines.problems_of_charge(ABSENT, [], False, date(2025, 3, 6), date(2025, 4, 1))
    assert 'before the group began' in str(early)
    assert list(fines.problems_of_charge(ABSENT, [LATE], True, BEGAN, date(2025, 4, 1))) == []


def test_nobody_is_fined_twice_for_one_meeting() -> None:
    again = replace(ABSENT, id='f9')
    assert [str(p) for p in fines.problems_of_charge(again, [ABSENT], True, BEGAN, date(2025, 4, 1))] == [
        'This fine was charged already, as F2025-007. Nobody pays twice for one thing.'
    ]
    next_meeting = replace(again, on=date(2025, 3, 12))
    assert list(fines.problems_of_charge(next_meeting, [ABSENT], True, BEGAN, date(2025, 4, 1))) == []


def test_no_more_is_paid_than_is_owed_and_not_before_it_was_charged() -> None:
    (standing,) = fines.standings([ABSENT], [PAID], date(2025, 4, 1))
    assert list(fines.problems_of_payment(standing, 30_00, date(2025, 4, 1), 'INR')) == []
    assert [str(p) for p in fines.problems_of_payment(standing, 30_01, date(2025, 3, 4), 'INR')] == [
        'The fine F2025-007 was charged on 2025-03-05, after 2025-03-04. Correct the date.',
        'Of the fine F2025-007 30.00 are owed, and this is 30.01. Take no more than is owed.',
    ]
    (nothing,) = fines.problems_of_payment(standing, 0, date(2025, 4, 1), 'INR')
    assert nothing.about == 'amount'


def test_a_fine_is_paid_on_the_day_it_was_charged_and_charged_today() -> None:
    (standing,) = fines.standings([ABSENT], [], ABSENT.on)
    assert list(fines.problems_of_payment(standing, 50_00, ABSENT.on, 'INR')) == []
    assert [row.amount for row in fines.payments(50_00, [standing], ABSENT.on)] == [50_00]
    assert list(fines.problems_of_charge(ABSENT, [], True, BEGAN, ABSENT.on)) == []


def test_a_fine_is_waived_only_by_a_decision_about_it_and_no_further() -> None:
    (standing,) = fines.standings([ABSENT], [PAID], date(2025, 3, 19))

    def said(waiver: Lowering, used: int = 0) -> list[str]:
        known = Known(DECIDED, {'D2025-003': used})
        return [str(p) for p in fines.problems_of_waiver(standing, waiver, known, 'INR')]

    assert said(WAIVED) == []
    assert said(replace(WAIVED, decision='')) == [
        'This needs a decision of the group ("A fine or penalty is waived"), and none is named. '
        'Record the decision, then name its number here.'
    ]
    assert said(replace(WAIVED, amount=40_00)) == [
        'The decision D2025-003 allows 30.00 more, and this is 40.00. Take less, or let the group decide again.',
        'Of the fine F2025-007 30.00 are owed, and this is 40.00. Take no more than is owed.',
    ]
    assert said(replace(WAIVED, amount=20_00), used=20_00) == [
        'The decision D2025-003 allows 10.00 more, and this is 20.00. Take less, or let the group decide again.'
    ]
    assert [text[:36] for text in said(replace(WAIVED, amount=0))] == ['The amount must be more than zero. T']
