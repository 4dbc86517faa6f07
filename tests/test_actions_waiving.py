"""A penalty of a loan is waived by a decision: no more than is owed and was decided, and it is not asked again."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from actions import products
from actions.waiving import Waiver, waivable, waive
from reports import decisions
from reports.loans import loan_standing
from rules.problems import Refused
from rules.records import CLOSED, RUNNING, Loan
from rules.register_records import LoanProduct
from tests.groups import NOW, PRESIDENT, TODAY, Group

SHORT = LoanProduct('', '', 'Short loan', 'term', Fraction(2), 'month', 'equal-principal', '1 month', 4,
                    penalty_base='fixed sum', penalty_sum=50_00)  # fmt: skip


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """Asha has 12,000.00 in 4 instalments since 31 January; each that is late costs 50.00."""
    group = Group(tmp_path, module_products=True, one_officer_allowed=True)
    asha = group.join('Asha')
    group.do('contribution', '30000', '2025-01-05', member=asha)
    products.add(group.book, SHORT, PRESIDENT, NOW, TODAY, 'p1')
    last = replace(SHORT, name='Last', count=1, allocation='fee, interest, principal, penalty', across='interest first')
    products.add(group.book, last, PRESIDENT, NOW, TODAY, 'p2')
    group.do('loan', '12000', '2025-01-31', member=asha, product='P1')
    return group


def loan_of(group: Group, number: str = 'L2025-001') -> Loan:
    loan = group.book.loan(number)
    assert loan is not None
    return loan


def ask(group: Group, amount: int, on: str, decision: str, request: str = 'w1', number: str = 'L2025-001') -> Loan:
    asked = Waiver(request, number, amount, date.fromisoformat(on), decision)
    return waive(group.book, asked, PRESIDENT, NOW, TODAY)


def refused(group: Group, amount: int, on: str, decision: str) -> str:
    with pytest.raises(Refused) as found:
        ask(group, amount, on, decision, f'{amount}{on}{decision}')
    return ' '.join(problem.said() for problem in found.value.problems)


def test_it_is_waived_as_decided_and_stays_so(group: Group) -> None:
    """50.00 arise on 1 March; 30.00 of them are waived; on 1 April 50.00 more arise."""
    loan = loan_of(group)
    decision = group.decide('waive', loan.id, on='2025-03-05', amount=30_00).number
    entries = len(group.book.frame())
    ask(group, 30_00, '2025-03-05', decision)
    assert loan_of(group).set_anew == f'2025-03-05 penalty of 30.00 waived ({decision})'
    owed = [loan_standing(group.book, loan_of(group), date.fromisoformat(day)).penalty_owed
            for day in ('2025-03-04', '2025-03-05', '2025-03-31', '2025-04-01')]  # fmt: skip
    assert owed == [50_00, 20_00, 20_00, 70_00]
    assert len(group.book.frame()) == entries, 'no money moved'
    change = [change for change in group.book.changes if change.field == 'set_anew'][-1]
    assert (change.reason, change.new) == (decision, loan_of(group).set_anew)
    used = decisions.uses(group.book)[decision]
    assert [(use.sheet, use.amount) for use in used] == [('Loans', 30_00)]
    again = ask(group, 30_00, '2025-03-05', decision)
    assert again.set_anew == loan_of(group).set_anew, 'the same request writes nothing twice'


def test_it_is_refused_without_a_decision_beyond_it_and_beyond_what_is_owed(group: Group) -> None:
    loan = loan_of(group)
    assert 'decision' in refused(group, 10_00, '2025-03-05', '')
    few = group.decide('waive', loan.id, on='2025-03-05', amount=30_00).number
    assert 'allows 30.00 more, and this is 30.01.' in refused(group, 30_01, '2025-03-05', few)
    many = group.decide('waive', loan.id, on='2025-03-05', amount=100_00).number
    assert 'Of the penalty of the loan L2025-001 50.00 is owed on 2025-03-05; 50.01 is more.' in refused(
        group, 50_01, '2025-03-05', many
    )
    assert 'more than zero' in refused(group, 0, '2025-03-05', many)
    assert 'future' in refused(group, 1_00, '2026-03-05', many)
    group.do('repayment', '40', '2025-03-20', loan='L2025-001')
    assert waivable(group.book, loan_of(group), date(2025, 3, 5)) == 10_00, '40.00 were paid since'
    assert loan_of(group).set_anew == ''


def test_a_loan_of_which_nothing_else_is_owed_is_past(group: Group) -> None:
    """6,000.00 in one instalment of 28 February; on 1 March 240.00 of interest and all principal, not the penalty."""
    group.do('loan', '6000', '2025-01-31', member='M2025-001', product='P2')
    group.do('repayment', '6240', '2025-03-01', loan='L2025-002')
    loan = loan_of(group, 'L2025-002')
    standing = loan_standing(group.book, loan, date(2025, 3, 1))
    assert (standing.owed, standing.penalty_owed, loan.status) == (50_00, 50_00, RUNNING)
    decision = group.decide('waive', loan.id, on='2025-03-01', amount=50_00).number
    past = ask(group, 50_00, '2025-03-01', decision, number='L2025-002')
    assert (past.status, past.closed_on) == (CLOSED, date(2025, 3, 1))


def test_a_penalty_of_a_loan_without_a_last_day_is_waived_too(tmp_path: Path) -> None:
    """5,000.00 of 10 January at 2 %: 100.00 were due on 10 February, and 10 % of them are the penalty."""
    group = Group(tmp_path, loan_penalty_percent=Fraction(10), loan_penalty_grace_days=0)
    asha = group.join('Asha')
    group.do('contribution', '30000', '2025-01-05', member=asha)
    group.do('loan', '5000', '2025-01-10', member=asha)
    day = date(2025, 2, 20)
    assert loan_standing(group.book, loan_of(group), day).penalty_owed == 10_00
    ask(group, 10_00, '2025-02-20', group.decide('waive', loan_of(group).id, on='2025-02-20', amount=10_00).number)
    assert loan_standing(group.book, loan_of(group), day).penalty_owed == 0
    assert loan_standing(group.book, loan_of(group), date(2025, 3, 11)).penalty_owed == 10_00, 'that of 10 March'
