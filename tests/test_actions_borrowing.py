"""The group itself borrows: applied for, approved, its money comes in, and it is paid back by its schedule."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from actions import applications, products
from actions.applications import Application, Verdict
from actions.guaranteeing import Pledge
from actions.who import Who
from reports.due_list import arrears, due_list, group_due_list
from reports.financial import statement
from reports.loans import group_loans, loans_given
from reports.verify import problems_of_book
from rules.problems import Refused
from rules.records import Loan
from rules.register_records import LoanProduct
from rules.spans import Span
from tests.groups import NOW, PRESIDENT, TODAY, Group

MEENA, SUNITA = Who('Meena'), Who('Sunita')
BANK_LOAN = LoanProduct('', '', 'Bank loan', 'term', Fraction(1), 'month', 'equal-principal', '1 month', 4,
                        processing_percent=Fraction(1), fees_taken='taken off', penalty_base='fixed sum',
                        penalty_sum=50_00)  # fmt: skip


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """Asha saved 20,000.00; the group asks for a guarantor of every member's loan, and takes up loans as P1."""
    group = Group(tmp_path, module_products=True, module_guarantors=True, guarantors_needed=1)
    group.do('contribution', '20000', '2025-01-05', member=group.join('Asha'))
    products.add(group.book, BANK_LOAN, PRESIDENT, NOW, TODAY, 'p1')
    return group


def approved(group: Group) -> Loan:
    asked = Application('g1', '', 'P1', 40_000_00, date(2025, 1, 20), purpose='to lend on')
    loan = applications.apply(group.book, asked, MEENA, NOW, TODAY)
    verdict = Verdict(loan.number, 'approved', 40_000_00)
    return applications.decide(group.book, [verdict], date(2025, 1, 25), SUNITA, NOW, TODAY, 'd1')[0]


def running(group: Group) -> Loan:
    loan = approved(group)
    group.do('borrowed', '40000', '2025-01-31', loan=loan.number)
    return group.book.loans[loan.id]


def test_its_money_comes_in_and_the_fee_goes_out(group: Group) -> None:
    loan = running(group)
    assert (loan.status, loan.of_group, loan.given_on, loan.member) == ('running', True, date(2025, 1, 31), '')
    assert group.rows('kind', 'amount', 'category')[1:] == [
        ('borrowed', '4000000', ''), ('borrowed-fee', '40000', 'processing'),
    ]  # fmt: skip
    assert group.cash() == 20_000_00 + 40_000_00 - 400_00


def test_it_is_paid_back_by_its_schedule_with_interest_as_an_expense(group: Group) -> None:
    """4 × 10,000.00, and 1 % a month on 40,000.00: 400.00 with the first; the penalty of 50.00 for being late."""
    loan = running(group)
    group.do('repayment', '10400', '2025-02-28', loan=loan.number)
    assert group.rows('kind', 'amount')[-2:] == [('borrowed-interest', '40000'), ('borrowed-back', '1000000')]
    group.do('repayment', '10350', '2025-04-10', loan=loan.number)
    assert group.rows('kind', 'amount')[-3:] == [
        ('borrowed-penalty', '5000'), ('borrowed-interest', '30000'), ('borrowed-back', '1000000'),
    ]  # fmt: skip
    [(_, standing)] = group_loans(group.book, date(2025, 4, 10))
    assert (standing.outstanding, standing.interest_paid, standing.penalty_paid) == (20_000_00, 700_00, 50_00)
    year = Span(date(2025, 1, 1), date(2025, 12, 31))
    income = statement(group.book, 'income', year)
    lines = {line.key: line.amounts[0] for section in income.sections for line in section.lines}
    assert lines['interest paid'] == 400_00 + 700_00 + 50_00
    sheet = statement(group.book, 'balance-sheet', year)
    lines = {line.key: line.amounts[0] for section in sheet.sections for line in section.lines}
    assert lines['borrowed'] == 20_000_00


def test_it_is_none_of_the_loans_that_members_have(group: Group) -> None:
    running(group)
    assert loans_given(group.book, TODAY) == []
    assert due_list(group.book, date(2025, 3, 15), date(2025, 4, 1)) == []
    assert arrears(group.book, date(2025, 3, 15)).at_risk.of_all == 0
    owed = group_due_list(group.book, date(2025, 3, 15), date(2025, 4, 1))
    assert [(str(line.due.due_on), line.due.total, line.days) for line in owed] == [
        ('2025-02-28', 10_450_00, 15), ('2025-03-31', 10_400_00, 0),
    ]  # fmt: skip
    assert problems_of_book(group.book) == []


def test_paying_all_of_it_closes_it_and_a_reversal_opens_it_again(group: Group) -> None:
    loan = running(group)
    group.do('repayment', '40400', '2025-02-28', loan=loan.number)
    assert group.book.loans[loan.id].status == 'closed'
    group.do('reversal', '', '2025-03-01', reverses=group.rows('id')[-2][0])
    assert group.book.loans[loan.id].status == 'running'
    group.do('reversal', '', '2025-03-01', reverses=group.rows('id')[1][0])
    assert group.book.loans[loan.id].status == 'cancelled'
    assert problems_of_book(group.book) == []


def test_what_cannot_be_is_refused(group: Group) -> None:
    loan = approved(group)
    assert '40000.00 was approved' in group.refusal('borrowed', '30000', '2025-01-31', loan=loan.number)
    assert 'There is no loan L9.' in group.refusal('borrowed', '40000', '2025-01-31', loan='L9')
    group.do('borrowed', '40000', '2025-01-31', loan=loan.number)
    assert 'cannot write off' in group.refusal('write-off', '100', '2025-03-01', loan=loan.number)
    assert 'was given on 2025-01-31' in group.refusal('repayment', '100', '2025-01-30', loan=loan.number)
    assert 'is owed on' in group.refusal('repayment', '40400.01', '2025-02-28', loan=loan.number)
    group.do('opening-loan', '5000', '2025-02-01', member='M2025-001')
    group.do('expense', '55000', '2025-02-01', category='house')
    said = group.refusal('borrowed', '100', '2025-02-10', loan='L2025-002')
    assert said.startswith('The loan L2025-002 belongs to Asha (M2025-001).')
    assert 'There is only 4600.00 in cash' in group.refusal('repayment', '10400', '2025-02-28', loan=loan.number)


def test_nobody_guarantees_what_the_group_itself_borrows(group: Group) -> None:
    asked = Application('g2', '', 'P1', 1_000_00, date(2025, 1, 20), pledges=(Pledge('M2025-001', 100_00),))
    with pytest.raises(Refused, match='nobody guarantees that'):
        applications.apply(group.book, asked, MEENA, NOW, TODAY)
    assert applications.apply(group.book, replace(asked, pledges=()), MEENA, NOW, TODAY).of_group
