"""Fines: charged once, paid in parts, waived by decision, and what is owed."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import fines
from rules.decisions import Decision, Known
from rules.fines import Fine, Lowering

ABSENT = Fine('f7', 'F2025-007', 'asha', 'absent', 50_00, date(2025, 3, 5), 'meeting9')
LATE = Fine('f8', 'F2025-008', 'asha', 'late', 10_00, date(2025, 3, 12), 'meeting10')
TABLE = {'absent': 50_00, 'late': 10_00}
PAID = Lowering('f7', date(2025, 3, 12), 20_00)
WAIVED = Lowering('f7', date(2025, 3, 19), 30_00, 'D2025-003')
DECIDED = {'D2025-003': Decision('D2025-003', 'waive', date(2025, 3, 19), 'ill', ('a', 'b'), about='f7', amount=30_00)}


@pytest.mark.parametrize(
    'day, state, owed',
    [(5, 'charged', 50_00), (11, 'charged', 50_00), (12, 'part paid', 30_00), (18, 'part paid', 30_00),
     (19, 'waived', 0)],
)  # fmt: skip
def test_a_fine_is_charged_paid_in_part_and_the_rest_waived(day: int, state: str, owed: int) -> None:
    (found,) = fines.standings([ABSENT], [PAID, WAIVED], date(2025, 3, day))
    assert (found.state, found.owed) == (state, owed)


def test_before_its_day_there_is_no_fine() -> None:
    assert fines.standings([ABSENT], [PAID], date(2025, 3, 4)) == []


def test_a_fine_that_was_paid_in_full_is_paid() -> None:
    (found,) = fines.standings([ABSENT], [PAID, replace(PAID, amount=30_00)], date(2025, 4, 1))
    assert (found.state, found.paid, found.owed) == ('paid', 50_00, 0)


def test_a_payment_that_was_taken_back_leaves_the_fine_as_it_was() -> None:
    (found,) = fines.standings([ABSENT], [PAID, replace(PAID, amount=-20_00)], date(2025, 4, 1))
    assert (found.state, found.owed) == ('charged', 50_00)


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


def test_the_table_of_fines_is_a_line_of_the_bylaws() -> None:
    assert fines.read_kinds('absent 50; late  deposit 12.50;', 'INR') == {'absent': 50_00, 'late deposit': 12_50}
    assert fines.written_kinds(TABLE, 'INR') == 'absent 50.00; late 10.00'
    assert fines.read_kinds(fines.written_kinds(TABLE, 'INR'), 'INR') == TABLE
    assert fines.read_kinds('', 'INR') == {}


@pytest.mark.parametrize('text', ['absent', 'absent 0', '50', 'absent 50; absent 60', 'absent -5', 'absent five'])
def test_a_table_of_fines_that_cannot_be_read(text: str) -> None:
    with pytest.raises(ValueError):
        fines.read_kinds(text, 'INR')


def test_a_late_deposit_is_fined_once_a_cycle_however_often_it_is_asked() -> None:
    assert fines.for_late_deposits(['asha', 'bina', 'asha'], 20_00, 'cycle3', date(2025, 4, 1), []) == [
        ('asha', 20_00), ('bina', 20_00),
    ]  # fmt: skip
    done = replace(LATE, kind='late deposit', about='cycle3')
    assert fines.for_late_deposits(['asha', 'bina'], 20_00, 'cycle3', date(2025, 4, 2), [done]) == [('bina', 20_00)]
    assert fines.for_late_deposits(['asha'], 20_00, 'cycle4', date(2025, 5, 2), [done]) == [('asha', 20_00)]


def test_everything_that_is_wrong_with_a_charge_is_said_at_once() -> None:
    wrong = replace(ABSENT, id='', kind='singing', amount=0, charged_on=date(2025, 4, 2))
    assert [str(p) for p in fines.problems_of_charge(wrong, TABLE, [], False, date(2025, 4, 1))] == [
        '"singing" is not in the table of fines. Choose one of: absent, late; or add it to the bylaws.',
        'The amount must be more than zero. Type the sum of the fine.',
        'The date 2025-04-02 lies in the future. Record it on the day it happens.',
        'She was not a member on 2025-04-02. Correct the date or the member.',
    ]
    assert list(fines.problems_of_charge(ABSENT, TABLE, [LATE], True, date(2025, 4, 1))) == []


def test_nobody_is_fined_twice_for_one_meeting() -> None:
    again = replace(ABSENT, id='f9')
    assert [str(p) for p in fines.problems_of_charge(again, TABLE, [ABSENT], True, date(2025, 4, 1))] == [
        'This fine was charged already, as F2025-007. Nobody pays twice for one thing.'
    ]
    next_meeting = replace(again, about='meeting10')
    assert list(fines.problems_of_charge(next_meeting, TABLE, [ABSENT], True, date(2025, 4, 1))) == []


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
    (standing,) = fines.standings([ABSENT], [], ABSENT.charged_on)
    assert list(fines.problems_of_payment(standing, 50_00, ABSENT.charged_on, 'INR')) == []
    assert [row.amount for row in fines.payments(50_00, [standing], ABSENT.charged_on)] == [50_00]
    assert list(fines.problems_of_charge(ABSENT, TABLE, [], True, ABSENT.charged_on)) == []


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
