"""Dues and late fees: who owed what for which month, and how it stands."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from rules import contributions, cycles, late_fees
from rules.bylaws import Bylaws
from rules.cycles import Cycle, Due
from rules.periods import Month
from rules.records import Change, Member, Movement

BYLAWS = Bylaws(started_on=date(2025, 1, 1), due_day=10)
ASHA = Member('a', 'M2025-001', 'Asha', '9822012345', 200_00, date(2025, 1, 1))
MARCH = Due(Cycle(3, date(2025, 3, 1), date(2025, 3, 31), date(2025, 3, 10)), 200_00)


def months(member: Member, changes: list[Change], until: Month, bylaws: Bylaws = BYLAWS) -> list[str]:
    return [f'{due.cycle.name} {due.amount // 100}' for due in dues(member, changes, until, bylaws)]


def dues(member: Member, changes: list[Change], until: Month, bylaws: Bylaws) -> list[Due]:
    found = cycles.cycles(cycles.agreed(bylaws), until.last_day)
    return list(cycles.dues(member, changes, found, bylaws.started_on, 'INR'))


def status(on: str, new: str) -> Change:
    old = 'inactive' if new == 'active' else 'active'
    return Change(on, date.fromisoformat(on), 'Members', 'a', 'Asha', 'status', old, new)


def test_a_due_a_month_from_the_month_she_joined() -> None:
    assert months(ASHA, [], Month(2025, 3)) == ['2025-01 200', '2025-02 200', '2025-03 200']
    assert months(replace(ASHA, joined=date(2025, 2, 10)), [], Month(2025, 3)) == ['2025-02 200', '2025-03 200']


def test_who_joins_after_the_due_day_owes_from_the_next_month() -> None:
    assert months(replace(ASHA, joined=date(2025, 2, 11)), [], Month(2025, 3)) == ['2025-03 200']


def test_the_group_asks_nothing_for_months_before_it_began() -> None:
    began = replace(BYLAWS, started_on=date(2025, 2, 20))
    assert months(ASHA, [], Month(2025, 4), began) == ['2025-03 200', '2025-04 200']


def test_who_left_owes_nothing_until_she_is_back() -> None:
    away = [status('2025-02-15', 'inactive'), status('2025-04-20', 'active')]
    assert months(ASHA, away, Month(2025, 6)) == ['2025-01 200', '2025-02 200', '2025-05 200', '2025-06 200']


def test_her_own_sum_changes_from_its_day_on() -> None:
    raised = replace(ASHA, monthly=300_00)
    raise_ = Change('r', date(2025, 2, 1), 'Members', 'a', 'Asha', 'monthly', '200.00', '300.00')
    assert months(raised, [raise_], Month(2025, 3)) == ['2025-01 200', '2025-02 300', '2025-03 300']


def test_the_due_day_moves_with_the_decision() -> None:
    """The group moved the due day from the 10th to the 25th from 1 February on."""
    moved = Change('d', date(2025, 2, 1), 'Bylaws', 'due_day', 'Due day', 'due_day', '10', '25')
    bylaws = replace(BYLAWS, due_day=25, history=(moved,))
    assert [due.due_on.day for due in dues(ASHA, [], Month(2025, 3), bylaws)] == [10, 25, 25]


@pytest.mark.parametrize(
    'paid, on, state, missed',
    [
        (0, date(2025, 3, 10), 'open', False),
        (0, date(2025, 3, 11), 'missed', True),
        (150_00, date(2025, 3, 8), 'part', False),
        (150_00, date(2025, 3, 11), 'part', True),
        (200_00, date(2025, 4, 2), 'paid', False),
        (300_00, date(2025, 4, 2), 'paid', False),
    ],
)
def test_how_a_due_stands(paid: int, on: date, state: str, missed: bool) -> None:
    found = contributions.standing(MARCH, paid, on)
    assert (found.state, found.missed, found.missing) == (state, missed, max(0, 200_00 - paid))


@pytest.mark.parametrize(
    'payments, on, fee',
    [
        ([('2025-03-08', 500)], '2025-03-31', 0),
        ([('2025-03-09', 500)], '2025-03-31', 50),
        ([('2025-03-07', 200)], '2025-03-31', 30),
        ([], '2025-03-08', 0),
        ([], '2025-03-09', 50),
    ],
)
def test_the_late_fee_of_the_bylaws(payments: list[tuple[str, int]], on: str, fee: int) -> None:
    """A due of 500 on the 5th, 3 days of grace, 10 %."""
    bylaws = replace(BYLAWS, late_fee_percent=Fraction(10), late_fee_grace_days=3)
    due = Due(Cycle(3, date(2025, 3, 1), date(2025, 3, 31), date(2025, 3, 5)), 500_00)
    paid = [Movement(date.fromisoformat(day), 'contribution', amount * 100) for day, amount in payments]
    assert late_fees.late_fee(due, paid, date.fromisoformat(on), bylaws) == fee * 100
