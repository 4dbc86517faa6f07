"""Fines in a book: several members charged at once, paid in parts, waived by decision, taken back."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from actions import closing, fines
from actions.fines import NewFines, Payment, Waiver
from actions.who import Who
from reports import fines as fined
from rules.money import Money
from rules.periods import Month
from rules.problems import Refused
from rules.register_records import Decision, Fine
from sheets.columns import DECISIONS, FINES
from tests.groups import NOW, PRESIDENT, Group

LATE = NewFines('c1', ('M2025-001', 'M2025-002'), 'late', 10_00, date(2025, 3, 5), 'came at noon')


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """Asha and Brinda, both charged 10.00 on 5 March; Asha owes 50.00 from 5 February besides."""
    group = Group(tmp_path)
    group.join('Asha')
    group.join('Brinda')
    charge(group, NewFines('c0', ('M2025-001',), 'absent', 50_00, date(2025, 2, 5)))
    charge(group, LATE)
    return group


def charge(group: Group, asked: NewFines) -> list[Fine]:
    return fines.charge(group.book, asked, PRESIDENT, NOW, group.today)


def pay(group: Group, amount: Money, on: str = '2025-03-12', request: str = 'p1', fine: str = '') -> list[str]:
    asked = Payment(request, 'M2025-001', amount, date.fromisoformat(on), fine=fine)
    return [done.entry_id for done in fines.pay(group.book, asked, PRESIDENT, NOW, group.today)]


def register(group: Group) -> list[tuple[str, str, str]]:
    return [(fine.number, fine.member_name, fine.status) for fine in group.book.register(FINES).values()]


def decide(group: Group, about: str, amount: Money = 30_00) -> None:
    decision = Decision('d1', 'D2025-001', date(2025, 3, 19), 'waive', 'Asha', amount=amount, reason='ill', about=about)
    with group.book.writing() as writing:
        writing.insert(DECISIONS, decision, 'd1', NOW)


def test_several_members_are_charged_at_once_and_a_second_press_charges_nobody(group: Group) -> None:
    charged = [('F2025-001', 'Asha', 'owed'), ('F2025-002', 'Asha', 'owed'), ('F2025-003', 'Brinda', 'owed')]
    assert register(group) == charged
    assert [fine.number for fine in charge(group, LATE)] == ['F2025-002', 'F2025-003']
    assert register(group) == charged
    assert group.cash() == 0


def test_one_who_cannot_be_charged_holds_all_back_and_every_reason_is_given(group: Group) -> None:
    with pytest.raises(Refused) as refused:
        charge(group, replace(LATE, id='c2', members=('M2025-002', 'M2025-009'), kind='late', amount=0))
    assert [str(problem) for problem in refused.value.problems] == [
        'Brinda: The amount must be more than zero. Type the sum of the fine.',
        'Brinda: This fine was charged already, as F2025-003. Nobody pays twice for one thing.',
        'There is no member M2025-009. Check the number in the list of members.',
    ]
    assert len(register(group)) == 3
    with pytest.raises(Refused, match='Nobody is chosen'):
        charge(group, replace(LATE, id='c3', members=()))


def test_a_sum_pays_the_oldest_fine_first_and_the_register_says_so(group: Group) -> None:
    assert pay(group, 55_00) == ['p1-1', 'p1-2']
    assert group.rows('kind', 'amount', 'category', 'about') == [
        ('fine', '5000', 'absent', 'c0/1'), ('fine', '500', 'late', 'c1/1'),
    ]  # fmt: skip
    assert register(group)[:2] == [('F2025-001', 'Asha', 'paid'), ('F2025-002', 'Asha', 'owed')]
    assert pay(group, 55_00) == ['p1-1', 'p1-2']
    assert group.cash() == 55_00


def test_no_more_is_taken_than_is_owed(group: Group) -> None:
    with pytest.raises(Refused, match=r'Asha owes 60.00 of fines on 2025-03-12, and this is 60.01'):
        pay(group, 60_01)
    with pytest.raises(Refused, match=r'Asha owes 50.00 of fines on 2025-03-04'):
        pay(group, 60_00, on='2025-03-04')
    with pytest.raises(Refused, match=r'Of the fine F2025-002 10.00 are owed'):
        pay(group, 20_00, fine='F2025-002')
    assert group.cash() == 0


def test_a_payment_that_is_taken_back_leaves_the_fine_owed(group: Group) -> None:
    pay(group, 10_00, fine='F2025-002')
    assert register(group)[1] == ('F2025-002', 'Asha', 'paid')
    group.do('reversal', '', '2025-03-13', reverses='p1-1')
    assert register(group)[1] == ('F2025-002', 'Asha', 'owed')
    assert [change.new for change in group.book.changes] == ['paid', 'owed']


def test_who_left_still_pays_what_she_owes(group: Group) -> None:
    group.leave('M2025-001', '2025-03-10')
    pay(group, 60_00)
    assert group.cash() == 60_00


def test_a_fine_is_waived_as_far_as_the_group_decided(group: Group) -> None:
    decide(group, about='c0/1')

    def waive(amount: Money, request: str, on: date = date(2025, 3, 19), decision: str = 'D2025-001') -> Fine:
        asked = Waiver(request, 'F2025-001', amount, on, decision)
        return fines.waive(group.book, asked, PRESIDENT, NOW, group.today)

    assert (waive(20_00, 'w1').status, waive(20_00, 'w1').waived) == ('owed', 20_00)
    with pytest.raises(Refused, match=r'The decision D2025-001 allows 10.00 more, and this is 20.00'):
        waive(20_00, 'w2')
    with pytest.raises(Refused, match='none is named'):
        waive(1_00, 'w3', decision='')
    with pytest.raises(Refused) as early:
        waive(1_00, 'w4', on=date(2025, 2, 4))
    assert [problem.about for problem in early.value.problems] == ['decision', 'date']
    pay(group, 20_00, fine='F2025-001')
    assert register(group)[0] == ('F2025-001', 'Asha', 'owed')
    assert waive(10_00, 'w5').status == 'waived'
    (first, *_others) = fined.standings(group.book, group.today)
    assert (first.paid, first.waived, first.owed) == (20_00, 30_00, 0)
    assert group.cash() == 20_00


def test_a_secretary_charges_nobody(group: Group) -> None:
    with pytest.raises(Refused, match='You may not do this'):
        fines.charge(group.book, LATE, Who('Sita', 'secretary'), NOW, group.today)


def test_in_a_closed_month_nobody_is_charged_and_nothing_is_waived(group: Group) -> None:
    decide(group, about='c0/1')
    closing.close(group.book, Month(2025, 3), PRESIDENT, NOW, group.today, 'close')
    with pytest.raises(Refused, match=r'The month 2025-03 is closed\.'):
        charge(group, replace(LATE, id='c2', on=date(2025, 3, 31)))
    with pytest.raises(Refused, match=r'The month 2025-03 is closed\.'):
        fines.waive(group.book, Waiver('w1', 'F2025-001', 1_00, date(2025, 3, 19), 'D2025-001'), PRESIDENT, NOW,
                    group.today)  # fmt: skip
