"""What is due on loans, how late they are, and the statement of one."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from actions import products
from reports.due_list import arrears, due_list
from reports.loan_statement import loan_paper, loan_statement
from rules.register_records import LoanProduct
from sheets.words import language
from tests.groups import NOW, PRESIDENT, TODAY, Group

SHORT = LoanProduct('', '', 'Short loan', 'term', Fraction(2), 'month', 'equal-instalments', '1 month', 4)


@pytest.fixture
def group(tmp_path: Path) -> Group:
    """Asha has 12,000.00 in 4 instalments since 31 January and paid the first; Bina 4,000.00 and paid nothing."""
    group = Group(tmp_path, module_products=True, one_officer_allowed=True)
    asha, bina = group.join('Asha'), group.join('Bina')
    group.do('contribution', '20000', '2025-01-05', member=asha)
    products.add(group.book, SHORT, PRESIDENT, NOW, TODAY, 'p1')
    products.add(group.book, replace(SHORT, name='Even', method='equal-principal'), PRESIDENT, NOW, TODAY, 'p2')
    group.do('loan', '12000', '2025-01-31', member=asha, product='P1')
    group.do('loan', '4000', '2025-01-31', member=bina, product='P2')
    group.do('repayment', '3151.49', '2025-02-28', member=asha)
    return group


def test_what_is_overdue_and_what_comes(group: Group) -> None:
    found = due_list(group.book, date(2025, 3, 15), date(2025, 4, 1))
    assert [(line.loan.member_name, str(line.due.due_on), line.due.total, line.days) for line in found] == [
        ('Bina', '2025-02-28', 1080_00, 15),
        ('Asha', '2025-03-31', 3151_49, 0),
        ('Bina', '2025-03-31', 1080_00, 0),
    ]


def test_the_whole_balance_of_a_late_loan_is_at_risk(group: Group) -> None:
    found = arrears(group.book, date(2025, 3, 30))
    assert [(late.loan.member_name, late.outstanding, late.days, late.group) for late in found.loans] == [
        ('Asha', 9088_51, 0, 'in time'), ('Bina', 4000_00, 30, 'watch'),
    ]  # fmt: skip
    assert found.at_risk.balance == 0, 'late by 30 days is not yet more than 30'
    found = arrears(group.book, date(2025, 3, 31))
    assert (found.at_risk.balance, found.at_risk.share) == (4000_00, Fraction(4000_00, 13_088_51))
    assert [(band.group.name, band.loans) for band in found.bands][:3] == [
        ('in time', 1), ('watch', 0), ('substandard', 1),
    ]  # fmt: skip


def test_a_loan_states_each_instalment_and_what_closes_it(group: Group) -> None:
    loan = group.book.loan('L2025-001')
    assert loan is not None
    found = loan_statement(group.book, loan, date(2025, 4, 1))
    assert [each.state for each in found.instalments] == ['paid', 'overdue', 'pending', 'pending']
    assert found.standing.owed == 9088_51 + 181_77 + 181_77, 'with the interest of the started month'
    with language('en'):
        assert loan_paper(group.book, loan, date(2025, 4, 1), TODAY).startswith(b'%PDF')
