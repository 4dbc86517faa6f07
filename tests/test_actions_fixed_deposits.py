"""Fixed deposits in a book: opened, paid back with their interest, closed early, taken back."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from actions import fixed_deposits
from actions.fixed_deposits import Closing, NewDeposit
from rules.problems import Refused
from rules.register_records import FixedDeposit
from sheets.columns import FIXED_DEPOSITS
from tests.groups import NOW, PRESIDENT, Group

ASHA = 'M2025-001'
YEAR = NewDeposit('x1', ASHA, 1_000_00, date(2025, 1, 1), 12, Fraction(6))


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """500.00 in the box; deposits closed early earn 2 %."""
    group = Group(tmp_path, today=date(2026, 6, 1), module_fixed_deposits=True, early_closing_rate_percent=Fraction(2))
    group.join('Asha')
    group.do('opening', '500', '2025-01-01')
    return group


def opened(group: Group, asked: NewDeposit = YEAR) -> FixedDeposit:
    return fixed_deposits.open_deposit(group.book, asked, PRESIDENT, NOW, group.today)


def close(group: Group, on: str, request: str = 'y1') -> FixedDeposit:
    asked = Closing(request, 'X2025-001', date.fromisoformat(on))
    return fixed_deposits.close(group.book, asked, PRESIDENT, NOW, group.today)


def test_a_deposit_is_opened_once_and_its_money_is_in_the_box(group: Group) -> None:
    assert opened(group) == opened(group)
    assert group.rows('kind', 'amount', 'about')[1:] == [('fixed-deposit', '100000', 'x1-deposit')]
    assert [(row.number, row.status) for row in group.book.register(FIXED_DEPOSITS).values()] == [
        ('X2025-001', 'running')
    ]
    assert group.cash() == 1_500_00


def test_when_its_time_is_over_it_is_paid_back_with_its_interest(group: Group) -> None:
    opened(group)
    assert fixed_deposits.quote(group.book, 'X2025-001', date(2026, 1, 1)).result == 1_060_00
    done = close(group, '2026-01-01')
    assert (done.status, done.closed_on) == ('matured', date(2026, 1, 1))
    assert close(group, '2026-01-01') == done
    assert group.rows('kind', 'amount')[2:] == [('fixed-deposit-interest', '6000'), ('fixed-deposit-back', '106000')]
    assert group.cash() == 440_00
    with pytest.raises(Refused, match='was paid back already'):
        close(group, '2026-01-02', 'y2')


def test_closed_early_it_earns_the_lower_rate(group: Group) -> None:
    """Six months at 2 %: 1,000.00 × 2 / 100 × 6 / 12 = 10.00."""
    opened(group)
    done = close(group, '2025-07-01')
    assert (done.status, done.closed_on) == ('closed early', date(2025, 7, 1))
    assert group.cash() == 490_00


def test_what_was_taken_back_runs_on(group: Group) -> None:
    opened(group)
    close(group, '2025-07-01')
    group.do('reversal', '', '2025-07-02', reverses='y1-2')
    group.do('reversal', '', '2025-07-02', reverses='y1-1')
    (row,) = group.book.register(FIXED_DEPOSITS).values()
    assert (row.status, row.closed_on) == ('running', None)
    assert close(group, '2026-01-01', 'y2').status == 'matured'


def test_every_reason_why_it_cannot_be_opened(group: Group) -> None:
    wrong = NewDeposit('x2', 'M2025-009', 0, date(2027, 1, 1), 0, Fraction(200))
    with pytest.raises(Refused) as refused:
        opened(group, wrong)
    assert [problem.about for problem in refused.value.problems] == ['amount', 'months', 'rate', 'date', 'member']
    assert len(group.book.register(FIXED_DEPOSITS)) == 0


def test_it_is_not_paid_back_when_the_box_is_empty(group: Group) -> None:
    opened(group)
    group.do('expense', '1400', '2025-02-01', category='Tea')
    with pytest.raises(Refused, match=r'There is only 100.00 in cash'):
        close(group, '2025-07-01')
    (row,) = group.book.register(FIXED_DEPOSITS).values()
    assert row.status == 'running'
    assert len(group.book.frame()) == 3
