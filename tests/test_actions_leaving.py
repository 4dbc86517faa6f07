"""A member who takes out all or a part before the cycle ends: what she gets, what is set off, what stays."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from actions import closing, savings
from actions.leaving import Asked, preview, record
from reports import summaries
from rules.periods import Month
from rules.problems import Refused
from tests.groups import NOW, PRESIDENT, Group

ASHA, BRINDA = 'M2025-001', 'M2025-002'
DAY = date(2025, 6, 30)


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """3,000 of Asha and 30 kept apart, 6,000 of Brinda, 1,500 of other income; Asha was lent 500 on that day."""
    group = Group(tmp_path, today=DAY, module_shares=True, module_share_out=True, share_most=0)
    for name, amount in (('Asha', '3030'), ('Brinda', '6000')):
        group.do('share', amount, '2025-02-01', member=group.join(name))
    group.do('income', '1500', '2025-03-01')
    group.do('loan', '500', '2025-06-30', member=ASHA)
    return group


def do(group: Group, back: int, id: str = 'x1', **more: Any) -> str:
    return record(group.book, Asked(id, ASHA, back, DAY, **more), PRESIDENT, NOW, DAY)


def refusal(group: Group, back: int, **more: Any) -> list[str]:
    """The reasons; the book must be as it was."""
    before = len(group.book.frame()), group.book.pending_count(), group.book.head()
    with pytest.raises(Refused) as refused:
        do(group, back, **more)
    assert (len(group.book.frame()), group.book.pending_count(), group.book.head()) == before
    return [problem.said() for problem in refused.value.problems]


def account_sums(group: Group) -> dict[str, int]:
    """Credit less debit of each account; together nothing, and cash as the box says."""
    lines = {line.account: line.credit - line.debit for line in summaries.trial_balance(group.book, DAY)}
    assert sum(lines.values()) == 0
    assert -lines['cash'] == group.cash() and not lines.get('clearing')
    return lines


def test_who_leaves_gets_shares_and_profit_less_fee_and_loan(group: Group) -> None:
    """
    shares 3,000, profit 1,500 × 3,000 / 9,000 = 500, fee 5 % = 175, kept apart 30, loan 500: 2,855
    """
    cash = group.cash()
    seen = preview(group.book, Asked('x1', ASHA, 3_000_00, DAY, True, Fraction(5)), DAY)
    assert seen.exit is not None and (seen.exit.profit, seen.exit.fee, seen.exit.paid) == (500_00, 175_00, 2_855_00)
    receipt = do(group, 3_000_00, profit_given=True, fee_percent=Fraction(5))
    assert cash - group.cash() == 2_855_00
    own = [(kind, mode, int(amount)) for kind, mode, amount, number in group.rows('kind', 'mode', 'amount', 'receipt')
           if number == receipt]  # fmt: skip
    assert own == [
        ('share-back', 'set-off', 675_00), ('share-back', 'cash', 2_355_00), ('share-out', 'cash', 500_00),
        ('fee', 'set-off', 175_00), ('principal', 'set-off', 500_00),
    ]  # fmt: skip
    lines = account_sums(group)
    assert (lines['shares'], lines.get('loans', 0), lines['fees']) == (6_000_00, 0, 175_00)
    assert [loan.status for loan in group.book.loans.values()] == ['closed']
    assert do(group, 3_000_00, profit_given=True, fee_percent=Fraction(5)) == receipt


def test_who_takes_a_part_keeps_enough_for_what_she_owes(group: Group) -> None:
    assert refusal(group, 2_900_00) == [
        '500.00 are owed, and only 100.00 of the savings would be left to cover it. Repay first, or take less.'
    ]
    do(group, 1_000_00)
    lines = account_sums(group)
    assert (lines['shares'], -lines['loans']) == (8_030_00, 500_00)


def test_a_loss_is_borne_by_who_leaves(group: Group) -> None:
    group.do('expense', '2400', '2025-06-30', category='stolen')
    do(group, 3_000_00)
    lines = account_sums(group)
    assert (lines['shares'], lines['shared out']) == (6_000_00, 300_00)


def test_every_reason_against_it_is_told_at_once(group: Group) -> None:
    assert refusal(group, 3_050_00) == [
        '3050.00 is more than the savings of 3000.00. Type a smaller sum.',
        '3050.00 is no whole number of shares at 100.00. Take out whole shares.',
    ]


@pytest.mark.parametrize('percent', [150, -5])
def test_a_fee_that_is_no_part_of_what_she_gets_is_refused(group: Group, percent: int) -> None:
    assert refusal(group, 3_000_00, fee_percent=Fraction(percent)) == [
        'The fee is not between 0 and 100 percent. Type a percentage such as 5, or 0 for none.'
    ]


def test_a_fee_of_the_whole_leaves_her_nothing_but_what_is_kept_apart(group: Group) -> None:
    """3,000.00 in shares, fee 3,000.00, kept apart 30.00: nothing is left to set the loan of 500.00 off with."""
    said = refusal(group, 3_000_00, fee_percent=Fraction(100))
    assert said == [
        'After her savings 470.00 of the loan would still be owed. Repay it first, or decide that it is written off.'
    ]


def test_of_savings_she_takes_out_what_may_be_taken_out_of_them(tmp_path: Path) -> None:
    """2,000 saved, 500 of it stay while she does; who is on hold gets nothing, and in a closed month nobody does."""
    group = Group(tmp_path, today=DAY, module_share_out=True, module_deposits=True, least_balance=500_00)
    group.do('contribution', '2000', '2025-02-01', member=group.join('Asha'))
    assert refusal(group, 1_600_00) == [
        '1600.00 leaves less than the balance that has to stay; 1500.00 can be taken out. Type a smaller sum.'
    ]
    savings.hold(group.book, ASHA, 'her brother contests it', DAY, PRESIDENT, NOW, 'hold')
    assert refusal(group, 2_000_00) == ['The account is frozen. Release it first, by a decision of the group.']
    savings.release(group.book, ASHA, DAY, PRESIDENT, NOW, 'release')
    group.today = date(2025, 7, 1)
    closing.close(group.book, Month(2025, 6), PRESIDENT, NOW, group.today, 'close')
    with pytest.raises(Refused, match=r'The month 2025-06 is closed\.'):
        record(group.book, Asked('x1', ASHA, 2_000_00, DAY), PRESIDENT, NOW, group.today)
    record(group.book, Asked('x1', ASHA, 2_000_00, group.today), PRESIDENT, NOW, group.today)
    assert group.book.savings('m1') == 0
